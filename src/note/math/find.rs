//! Formulas that Markdown's parser would not find or would cut: `$$` over many lines with blank lines or list marks in it,
//! `\(…\)`, `\[…\]` on lines of their own.
//!
//! Each is overwritten, byte for byte, with `$$xxx$$`, which nothing can cut. Whether the parser takes that for a formula is
//! asked of the parser itself: in code, an address or raw HTML it does not, and the text stays as it was.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Parser};

use super::MAX_LENGTH;
use crate::note::mask::{Masked, is_escaped, unmask};

/// How many times the text is parsed to learn which formulas are none.
const PASSES: usize = 3;

/// A formula that was overwritten.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// Where it stands in the note's text, delimiters included.
    pub range: Range<usize>,
    /// Its TeX, without the quote marks of the lines it stands in.
    pub tex: String,
    /// Whether it is displayed.
    pub display: bool,
}

/// Overwrites the formulas of `masked.text`, which came of `source`, from byte `body` on.
pub fn overwrite(masked: &mut Masked<'_>, source: &str, body: usize) {
    let mut found = candidates(masked, source, body);
    for _ in 0..PASSES {
        if found.is_empty() {
            return;
        }
        let text = overwritten(&masked.text, &found);
        let mut formulas = formulas(&text, body);
        let before = found.len();
        // both are in the order of the text
        found.retain(|formula| {
            loop {
                match formulas.peek() {
                    Some(range) if range.start < formula.range.start => drop(formulas.next()),
                    next => return next == Some(&formula.range),
                }
            }
        });
        if found.len() == before {
            drop(formulas);
            masked.text = Cow::Owned(text);
            masked.formulas = found;
            return;
        }
    }
}

fn overwritten(text: &str, found: &[Formula]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for formula in found {
        let place = &mut bytes[formula.range.clone()];
        let inner = 2..place.len() - 2;
        place.fill(b'$');
        place[inner].fill(b'x');
    }
    String::from_utf8(bytes).expect("whole formulas were overwritten with ASCII")
}

fn formulas(text: &str, body: usize) -> std::iter::Peekable<impl Iterator<Item = Range<usize>>> {
    let events = Parser::new_ext(&text[body..], crate::note::parse::extensions()).into_offset_iter();
    let formula = move |(event, range): (Event<'_>, Range<usize>)| {
        matches!(event, Event::DisplayMath(_)).then_some(range.start + body..range.end + body)
    };
    events.filter_map(formula).peekable()
}

fn candidates(masked: &Masked<'_>, source: &str, body: usize) -> Vec<Formula> {
    let text = &*masked.text;
    if !["$$", "\\(", "\\["].iter().any(|opener| text[body..].contains(opener)) {
        return Vec::new();
    }
    let mut search = Search { text, budget: 4 * text.len() + MAX_LENGTH, ends: Default::default() };
    let (mut found, mut at) = (Vec::new(), body);
    while at < text.len() {
        let line = at..text[at..].find('\n').map_or(text.len(), |n| at + n);
        let start = line.start + container(&text[line.clone()]);
        let block = search.block(line.start, start);
        at = match block {
            Some(range) => {
                let quotes = text[line.start..range.start].matches('>').count();
                let end = range.end;
                found.push(formula(masked, source, range, quotes, true));
                end
            }
            None => search.inline(line.clone(), |range| found.push(formula(masked, source, range, 0, false))).max(line.end),
        };
        at += text[at..].find('\n').map_or(text.len() - at, |n| n + 1);
    }
    found
}

fn formula(masked: &Masked<'_>, source: &str, range: Range<usize>, quotes: usize, display: bool) -> Formula {
    let tex = unmask(&masked.text[range.start + 2..range.end - 2], source, &masked.links);
    let mut lines = tex.split('\n');
    let first = lines.next().unwrap_or_default().to_owned();
    let tex = lines.fold(first, |tex, line| tex + "\n" + without_quotes(line, quotes).unwrap_or(line));
    Formula { range, tex, display }
}

/// How many bytes the marks of quotes and items take at the start of a line.
fn container(line: &str) -> usize {
    let bytes = line.as_bytes();
    let mut at = 0;
    loop {
        at += bytes[at..].iter().take_while(|b| matches!(b, b' ' | b'\t' | b'>')).count();
        let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let mark = match bytes.get(at + digits) {
            Some(b'.' | b')') if digits > 0 => digits + 1,
            Some(b'-' | b'*' | b'+') if digits == 0 => 1,
            _ => return at,
        };
        if !matches!(bytes.get(at + mark), Some(b' ' | b'\t')) {
            return at;
        }
        at += mark;
    }
}

/// A line without its first so many quote marks; `None` where it has fewer.
fn without_quotes(line: &str, quotes: usize) -> Option<&str> {
    (0..quotes).try_fold(line, |line, _| line.trim_start_matches([' ', '\t']).strip_prefix('>'))
}

struct Search<'t> {
    text: &'t str,
    /// Bytes that may still be looked at to see whether a formula's lines hang together.
    budget: usize,
    /// The last places found of `$$`, `\]`, `\)`: asked for in ascending order, so that each byte is looked at once.
    ends: [Option<usize>; 3],
}

impl Search<'_> {
    /// A formula that begins at `start`, first in its line, and ends with a line.
    fn block(&mut self, line: usize, start: usize) -> Option<Range<usize>> {
        let opener = self.text.get(start..start + 2)?;
        let closer = match opener {
            "$$" => 0,
            "\\[" => 1,
            _ => return None,
        };
        let close = self.end(closer, start + 2)?;
        let inner = &self.text[start + 2..close];
        let after = self.text[close + 2..].split('\n').next().unwrap_or_default().trim();
        let many_lines = inner.contains('\n');
        let cut = many_lines || inner.contains('$');
        let wanted = if closer == 0 { cut } else { inner.contains(['\\', '^', '_', '=']) };
        let ends_line = after.is_empty() || after.starts_with('^');
        if !wanted || !ends_line || inner.trim().is_empty() || inner.len() > MAX_LENGTH {
            return None;
        }
        self.budget = self.budget.checked_sub(inner.len())?;
        let quotes = self.text[line..start].matches('>').count();
        let hangs_together = inner.split('\n').skip(1).all(|line| {
            let bare = without_quotes(line, quotes).map(str::trim_start);
            bare.is_some_and(|bare| !bare.starts_with("```") && !bare.starts_with("~~~"))
        });
        hangs_together.then_some(start..close + 2)
    }

    /// The formulas in parentheses that begin in a line; answers where the last one ends.
    fn inline(&mut self, line: Range<usize>, mut found: impl FnMut(Range<usize>)) -> usize {
        let mut at = line.start;
        while let Some(open) = self.text.get(at..line.end).and_then(|rest| rest.find("\\(")).map(|i| at + i) {
            at = open + 2;
            if is_escaped(self.text.as_bytes(), open) {
                continue;
            }
            let Some(close) = self.end(2, at) else { break };
            let inner = &self.text[at..close];
            let Some(budget) = self.budget.checked_sub(inner.len().min(MAX_LENGTH)) else { break };
            self.budget = budget;
            let in_paragraph = inner.len() <= MAX_LENGTH && !inner.split('\n').skip(1).any(|line| line.trim().is_empty());
            if in_paragraph && !inner.trim().is_empty() {
                at = close + 2;
                found(open..at);
            }
        }
        at
    }

    /// The next closing delimiter from `from` on.
    fn end(&mut self, kind: usize, from: usize) -> Option<usize> {
        let closer = ["$$", "\\]", "\\)"][kind];
        let mut at = self.ends[kind].unwrap_or(0).max(from);
        loop {
            // the place is remembered even if there is none: then nothing is left to look at
            let next = self.text.get(at..).and_then(|rest| rest.find(closer)).map_or(self.text.len(), |i| at + i);
            self.ends[kind] = Some(next);
            if next == self.text.len() {
                return None;
            }
            if !is_escaped(self.text.as_bytes(), next) {
                return Some(next);
            }
            at = next + 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::note::mask::mask;

    fn found(text: &str) -> Vec<(String, bool)> {
        let masked = mask(text, 0, false);
        assert_eq!(masked.text.len(), text.len());
        masked.formulas.into_iter().map(|f| (f.tex, f.display)).collect()
    }

    fn one(tex: &str, display: bool) -> Vec<(String, bool)> {
        vec![(tex.to_owned(), display)]
    }

    #[test]
    fn displayed_formulas_may_hold_anything() {
        assert_eq!(found("a\n\n$$\na\n\n+ b\n- c\n$$\n"), one("\na\n\n+ b\n- c\n", true));
        assert_eq!(found("> $$\n> a\n>\n> = b\n> $$\n"), one("\n a\n\n = b\n ", true));
        assert_eq!(found("- x\n  $$\n  # a\n  $$ ^id"), one("\n  # a\n  ", true));
        assert_eq!(found("$$\\text{if $x$}$$"), one("\\text{if $x$}", true));
        assert_eq!(found("> $$\n> a\n\nb $$\n"), [], "it leaves the quote");
        assert_eq!(found("$$\na\n```\n$$\n"), [], "a fence begins");
    }

    #[test]
    fn tex_delimiters() {
        assert_eq!(found("a \\(x_1\\) and \\( y \\)"), [("x_1".to_owned(), false), (" y ".to_owned(), false)]);
        assert_eq!(found("\\(a\nb\\)"), one("a\nb", false));
        assert_eq!(found("\\[\na = b\n\\]"), one("\na = b\n", true));
    }

    #[test]
    fn escapes_of_commonmark_stay() {
        for text in
            ["\\(a", "\\(a\n\nb\\)", "\\\\(a\\)", "\\[x\\]", "- \\[ \\] task", "a \\[x = 1\\] b", "\\[a = 1\\](b)", "\\(\\)"]
        {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn where_no_formula_can_stand_the_text_stays() {
        for text in [
            "`\\(a\\)`",
            "```\n\\(a\\)\n$$\nb\n$$\n```",
            "    $$\n    a\n    $$",
            "[a](b\\(c\\))",
            "<a title=\"\\(b\\)\">",
            "<div>\n$$\na\n$$\n</div>",
        ] {
            assert_eq!((found(text), &*mask(text, 0, false).text), (vec![], text));
        }
        assert_eq!(found("`\\(a\\)` \\(b\\)\n\n```\n\\(c\\)\n```"), one("b", false));
    }
}
