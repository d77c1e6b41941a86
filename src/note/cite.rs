//! Citations in the form that Pandoc reads: `[see @key, p. 3; @other]`, `[-@key]`, and `@key` in a sentence. Only where a
//! bibliography is configured; without one all of this is text.

use std::ops::Range;

use super::Cite;
use super::inline::{Piece, Reader};
use super::writer::Writer;
use crate::base::text::Span;
use crate::cite::{Bibliography, Cited, Form};
use crate::diag::{Code, Finding};

/// The longest key, in bytes.
const MAX_KEY: usize = 200;

/// A citation in a text.
struct Found {
    range: Range<usize>,
    cited: Vec<Cited>,
}

/// What looks like a citation.
enum Look {
    Citation(Found),
    /// The keys that nobody knows, with their places, in brackets that are none then; where these end.
    Unknown(Vec<Range<usize>>, usize),
    None,
}

impl<'a> Reader<'_, 'a> {
    /// Splits a run of text at its citations; `plain` takes what is between them.
    pub(super) fn citations(&mut self, text: &'a str, start: usize, escaped: bool, plain: fn(&mut Self, &'a str, usize, bool)) {
        let Some(works) = self.writer.options.citations.clone().filter(|_| text.contains('@') && !self.is_in_link()) else {
            return plain(self, text, start, escaped);
        };
        let (mut done, mut at) = (0, usize::from(escaped));
        while let Some(next) = text[at..].find(['[', '@']).map(|i| at + i) {
            let look =
                if text[next..].starts_with('[') { bracketed(text, next, &works.works) } else { bare(text, next, &works.works) };
            match look {
                Look::Citation(found) => {
                    plain(self, &text[done..found.range.start], start + done, escaped && done == 0);
                    let span = Span::new(start + found.range.start, start + found.range.end);
                    let ix = self.writer.note.cites.len() as u32;
                    self.writer.note.cites.push(Cite { cited: found.cited, written: Vec::new(), block: self.block, span });
                    self.pieces.push(Piece::Cite(ix));
                    (done, at) = (found.range.end, found.range.end);
                }
                Look::Unknown(keys, end) => {
                    for key in keys {
                        self.unknown(&text[key.clone()], start + key.start, &works.works);
                    }
                    at = end;
                }
                Look::None => at = next + 1,
            }
        }
        plain(self, &text[done..], start + done, escaped && done == 0);
    }

    fn unknown(&mut self, key: &str, at: usize, works: &Bibliography) {
        let finding = Finding::new(Code::UnknownWork, at..at + key.len(), format!("no bibliography has a work `{key}`"));
        self.writer.note.findings.push(match works.nearest(key) {
            Some(better) => finding.hint(format!("Did you mean `@{better}`?")),
            None => finding.hint("Correct the key, or add the work to the bibliography."),
        });
    }
}

impl Writer<'_> {
    /// Writes all citations in the style that is configured, once all are known.
    pub(super) fn write_citations(&mut self) {
        let Some(citations) = self.options.citations.as_ref().filter(|_| !self.note.cites.is_empty()) else { return };
        let language = self.note.meta.language.as_deref().unwrap_or(&citations.language);
        let asked: Vec<Vec<Cited>> = self.note.cites.iter().map(|cite| cite.cited.clone()).collect();
        let written = citations.works.write(&asked, language);
        for (cite, parts) in self.note.cites.iter_mut().zip(written.citations) {
            cite.written = parts;
        }
        self.note.references = written.references;
    }
}

/// `[see @key, p. 3; @other]`, whose bracket opens at `open`.
fn bracketed(text: &str, open: usize, works: &Bibliography) -> Look {
    let inside = &text[open + 1..];
    let Some(close) = inside.find(['[', ']']).filter(|close| inside[*close..].starts_with(']')) else { return Look::None };
    let inside = &inside[..close];
    let (mut cited, mut unknown, mut from) = (Vec::new(), Vec::new(), 0);
    for part in inside.split(';') {
        let Some((sign, key)) = key_in(part) else { return Look::None };
        let is_year = part[..sign].ends_with('-');
        let place = open + 1 + from + key.start;
        if !works.has(&part[key.clone()]) {
            unknown.push(place..place + key.len());
        }
        let suffix = part[key.end..].strip_prefix('}').unwrap_or(&part[key.end..]);
        cited.push(Cited {
            prefix: part[..sign].trim_end_matches('-').trim().into(),
            key: part[key].into(),
            suffix: suffix.trim_end().into(),
            form: if is_year { Form::Year } else { Form::Whole },
        });
        from += part.len() + 1;
    }
    let end = open + close + 2;
    if unknown.is_empty() { Look::Citation(Found { range: open..end, cited }) } else { Look::Unknown(unknown, end) }
}

/// `@key` in a sentence, and `[p. 3]` behind it.
fn bare(text: &str, sign: usize, works: &Bibliography) -> Look {
    let free =
        text[..sign].chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '—' | '–' | '"' | '“' | '‘'));
    let Some(key) = key_at(text, sign).filter(|key| free && works.has(&text[key.clone()])) else { return Look::None };
    let mut end = if text[key.end..].starts_with('}') { key.end + 1 } else { key.end };
    let mut suffix = String::new();
    if let Some(inside) = text[end..].strip_prefix(" [")
        && let Some(close) = inside.find(['[', ']', '@']).filter(|close| inside[*close..].starts_with(']'))
    {
        suffix = format!(", {}", inside[..close].trim());
        end += 2 + close + 1;
    }
    let cited = Cited { key: text[key].into(), prefix: "".into(), suffix: suffix.into(), form: Form::Prose };
    Look::Citation(Found { range: sign..end, cited: vec![cited] })
}

/// The first key in a part of a citation: where its `@` stands, and where it does itself.
fn key_in(part: &str) -> Option<(usize, Range<usize>)> {
    let signs = part.match_indices('@').map(|(at, _)| at);
    let mut free = signs.filter(|at| part[..*at].chars().next_back().is_none_or(|c| c.is_whitespace() || c == '-'));
    free.find_map(|at| Some((at, key_at(part, at)?)))
}

/// The key behind the `@` at `sign`: letters, digits and `_`, and inside it signs too; or anything in braces.
fn key_at(text: &str, sign: usize) -> Option<Range<usize>> {
    let start = sign + 1;
    let rest = &text[start..];
    if let Some(inside) = rest.strip_prefix('{') {
        let end = inside.find(['}', '\n']).filter(|end| *end > 0 && inside[*end..].starts_with('}'))?;
        return Some(start + 1..start + 1 + end);
    }
    let is_key = |c: char| c.is_alphanumeric() || c == '_';
    let is_inner = |c: char| matches!(c, ':' | '.' | '#' | '$' | '%' | '&' | '-' | '+' | '?' | '<' | '>' | '~' | '/');
    let length = rest.find(|c| !is_key(c) && !is_inner(c)).unwrap_or(rest.len());
    let length = rest[..length].trim_end_matches(is_inner).len();
    (length > 0 && length <= MAX_KEY && rest.starts_with(is_key)).then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_pandocs() {
        let key = |text: &'static str| key_at(text, 0).map(|range| &text[range]);
        assert_eq!(key("@sobel1995, p. 3"), Some("sobel1995"));
        assert_eq!(key("@doe:2003-a."), Some("doe:2003-a"));
        assert_eq!(key("@{a b/c}"), Some("a b/c"));
        assert_eq!(key("@Müller_99;"), Some("Müller_99"));
        for none in ["@", "@ x", "@-x", "@{", "@{}"] {
            assert_eq!(key(none), None, "{none}");
        }
    }
}
