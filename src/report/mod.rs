//! Diagnostics, for people and for programs.

pub mod github;
pub mod human;
pub mod json;
pub mod sarif;

use crate::base::text::count;
use crate::diag::{Diagnostic, Level};

/// How many diagnostics of each level there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub infos: usize,
}

impl Tally {
    /// Counts.
    pub fn of(diagnostics: &[Diagnostic]) -> Tally {
        let count = |level| diagnostics.iter().filter(|d| d.level == level).count();
        Tally { errors: count(Level::Error), warnings: count(Level::Warning), infos: count(Level::Info) }
    }

    /// Whether the vault passes: no error and, where `strict`, no warning.
    pub fn passes(self, strict: bool) -> bool {
        self.errors == 0 && !(strict && self.warnings > 0)
    }

    /// "3 errors, 12 warnings"; the infos where `all` are meant. Empty where there is nothing to count.
    pub fn sentence(self, all: bool) -> String {
        let infos = if all { self.infos } else { 0 };
        let parts = [(self.errors, "error"), (self.warnings, "warning"), (infos, "info")];
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, word)| count(*n, word)).collect::<Vec<_>>().join(", ")
    }
}

/// `text` with what a terminal would obey or hide (control characters, marks of writing direction) written as escapes.
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

fn is_hidden(c: char) -> bool {
    c.is_control() || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_reads_as_a_sentence() {
        let tally = Tally { errors: 1, warnings: 12, infos: 3 };
        assert_eq!(tally.sentence(false), "1 error, 12 warnings");
        assert_eq!(tally.sentence(true), "1 error, 12 warnings, 3 infos");
        assert_eq!(Tally::default().sentence(true), "");
        assert!(Tally { errors: 0, ..tally }.passes(false) && !Tally { errors: 0, ..tally }.passes(true));
    }

    #[test]
    fn nothing_reaches_the_terminal_but_text() {
        assert_eq!(visible("é\u{1b}[31m\n\u{202e}x\u{9b}"), "é\\u{1b}[31m\\n\\u{202e}x\\u{9b}");
    }
}
