//! Diagnostics as GitHub Actions reads them: a line each, which becomes an annotation at the file's line.

use std::io::{self, Write};

use crate::diag::{Diagnostic, Level};

/// Writes all of them. `folder` is where the vault stands in the repository: empty, or with a slash at its end.
pub fn write(out: &mut dyn Write, diagnostics: &[Diagnostic], folder: &str) -> io::Result<()> {
    for Diagnostic { file, place, level, finding } in diagnostics {
        let command = match level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Info | Level::Off => "notice",
        };
        write!(out, "::{command} ")?;
        if let Some(file) = file {
            write!(out, "file={},", property(&format!("{folder}{file}")))?;
        }
        if let Some((line, column)) = place {
            write!(out, "line={line},col={column},")?;
        }
        let mut message = finding.message.clone();
        finding.hints.iter().for_each(|hint| message += &format!("\n{hint}"));
        writeln!(out, "title={}::{}", property(finding.code.name()), data(&message))?;
    }
    Ok(())
}

/// What a command's text is escaped to, so that no text can begin another command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Finding};

    #[test]
    fn a_line_for_each() {
        let finding = Finding::new(Code::UnresolvedLink, 3..8, "no `100%`\nhere").hint("Write it.");
        let at =
            Diagnostic { file: Some("a, b: c.md".into()), place: Some((2, 4)), level: Level::Warning, finding: finding.clone() };
        let nowhere = Diagnostic { file: None, place: None, level: Level::Error, finding };
        let mut out = Vec::new();
        write(&mut out, &[at, nowhere], "notes/").expect("memory takes it");
        assert_eq!(
            String::from_utf8(out).expect("text"),
            "::warning file=notes/a%2C b%3A c.md,line=2,col=4,title=unresolved-link::no `100%25`%0Ahere%0AWrite it.\n\
             ::error title=unresolved-link::no `100%25`%0Ahere%0AWrite it.\n"
        );
    }
}
