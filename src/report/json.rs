//! Diagnostics as JSON: an array of objects, one on a line. Programs rely on the names of its fields.

use std::io::{self, Write};

use serde::Serialize;

use crate::diag::{Diagnostic, Level};

#[derive(Serialize)]
struct Row<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    code: &'static str,
    level: Level,
    message: &'a str,
    hints: &'a [String],
}

/// Writes all of them.
pub fn write(out: &mut dyn Write, diagnostics: &[Diagnostic]) -> io::Result<()> {
    let mut before = "[";
    for diagnostic in diagnostics {
        let row = Row {
            file: diagnostic.file.as_deref(),
            line: diagnostic.place.map(|place| place.0),
            column: diagnostic.place.map(|place| place.1),
            code: diagnostic.finding.code.name(),
            level: diagnostic.level,
            message: &diagnostic.finding.message,
            hints: &diagnostic.finding.hints,
        };
        writeln!(out, "{before}")?;
        serde_json::to_writer(&mut *out, &row)?;
        before = ",";
    }
    match before {
        "[" => writeln!(out, "[]"),
        _ => writeln!(out, "\n]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::{Code, Finding};

    fn written(diagnostics: &[Diagnostic]) -> String {
        let mut out = Vec::new();
        write(&mut out, diagnostics).expect("memory takes it");
        String::from_utf8(out).expect("JSON is UTF-8")
    }

    #[test]
    fn an_array_of_rows() {
        let finding = Finding::new(Code::UnresolvedLink, 3..8, "nothing is called `\u{1b}x`").hint("Write it.");
        let there =
            Diagnostic { file: Some("a.md".into()), place: Some((2, 4)), level: Level::Warning, finding: finding.clone() };
        let nowhere = Diagnostic { file: None, place: None, level: Level::Error, finding };
        let rows: serde_json::Value = serde_json::from_str(&written(&[there, nowhere])).expect("it is JSON");
        assert_eq!(
            rows[0],
            serde_json::json!({ "file": "a.md", "line": 2, "column": 4, "code": "unresolved-link", "level": "warning",
                                "message": "nothing is called `\u{1b}x`", "hints": ["Write it."] })
        );
        assert_eq!((&rows[1]["file"], &rows[1]["line"]), (&serde_json::Value::Null, &serde_json::Value::Null));
        assert_eq!(written(&[]), "[]\n");
    }
}
