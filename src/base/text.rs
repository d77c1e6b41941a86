//! Positions in a text, escaping, a stable hash.

use std::ops::Range;

/// A range of bytes in one note's text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets. Texts are far below 4 GiB (`io::read` holds them to that).
    pub fn new(start: usize, end: usize) -> Self {
        Span { start: start as u32, end: end as u32 }
    }

    /// As a range to index text with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// Where the lines of a text begin, to turn byte offsets into lines and columns.
#[derive(Clone, Debug)]
pub struct Lines {
    starts: Vec<u32>,
}

impl Lines {
    /// Indexes the lines of `text`.
    pub fn new(text: &str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1);
        Lines { starts: std::iter::once(0).chain(newlines).collect() }
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|start| *start <= offset) as u32
    }

    /// Line and column of a byte offset in `text`, both from 1, the column in Unicode scalar values.
    pub fn place(&self, text: &str, offset: u32) -> (u32, u32) {
        let line = self.line(offset);
        let start = self.starts[line as usize - 1] as usize;
        let mut end = (offset as usize).min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = text[start..end.max(start)].trim_start_matches('\u{feff}');
        (line, before.chars().count() as u32 + 1)
    }
}

/// Lines and columns of ascending byte offsets in one pass over the text: for many places in a text that may be one long line.
#[derive(Clone, Debug)]
pub struct Places<'t> {
    text: &'t str,
    at: usize,
    line: u32,
    column: u32,
}

impl<'t> Places<'t> {
    /// Begins at the start of `text`.
    pub fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Places { text, at, line: 1, column: 1 }
    }

    /// Line and column of a byte offset, both from 1, the column in Unicode scalar values. An offset before the last one is
    /// answered as well, from the start again.
    pub fn place(&mut self, offset: u32) -> (u32, u32) {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        if offset < self.at {
            *self = Places::new(self.text);
        }
        let passed = self.text.get(self.at..offset).unwrap_or("");
        match passed.rsplit_once('\n') {
            Some((lines, last)) => {
                self.line += lines.bytes().filter(|b| *b == b'\n').count() as u32 + 1;
                self.column = last.chars().count() as u32 + 1;
            }
            None => self.column += passed.chars().count() as u32,
        }
        self.at = self.at.max(offset);
        (self.line, self.column)
    }
}

/// Appends `text` to `out` with `& < > "` escaped: for HTML text and for quoted attributes alike. The single quote is escaped
/// as well, so that no kind of quoting can be left.
pub fn escape_into(out: &mut String, mut text: &str) {
    while let Some((before, entity, after)) = special(text, |b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        out.push_str(before);
        out.push_str(entity);
        text = after;
    }
    out.push_str(text);
}

/// Appends `text` to `out` with `& < >` escaped: for HTML text alone, never for an attribute.
pub fn escape_text_into(out: &mut String, mut text: &str) {
    while let Some((before, entity, after)) = special(text, |b| matches!(b, b'&' | b'<' | b'>')) {
        out.push_str(before);
        out.push_str(entity);
        text = after;
    }
    out.push_str(text);
}

/// The first character of `text` that `is_special`, as the entity for it, and what stands before and after it.
pub fn special(text: &str, is_special: impl Fn(u8) -> bool) -> Option<(&str, &'static str, &str)> {
    let bytes = text.as_bytes();
    // most texts have none: sixteen bytes are looked at as one
    let clean = bytes.chunks_exact(16).take_while(|chunk| !chunk.iter().fold(false, |any, b| any | is_special(*b))).count() * 16;
    let at = clean + bytes[clean..].iter().position(|b| is_special(*b))?;
    let entity = match bytes[at] {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        _ => "&#39;",
    };
    Some((&text[..at], entity, &text[at + 1..]))
}

/// `text` escaped for HTML text and quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    escape_into(&mut out, text);
    out
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo): the same on every machine and in every version, for ids and asset names.
pub fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The lowest `digits` base-36 digits of `value`, lower case.
pub fn base36(mut value: u64, digits: usize) -> String {
    let mut out = String::with_capacity(digits);
    for _ in 0..digits {
        out.push(char::from(b"0123456789abcdefghijklmnopqrstuvwxyz"[(value % 36) as usize]));
        value /= 36;
    }
    out
}

/// A name for what is in `bytes`: with 62 bits no two of a million are the same by chance.
pub fn content_name(bytes: &[u8]) -> String {
    base36(hash(bytes), 12)
}

/// That of `names` which `typed` was likely meant to be: few letters differ, measured by its length.
pub fn nearest<'n>(typed: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let close = |name: &str| 1.0 - strsim::normalized_damerau_levenshtein(typed, name);
    names.map(|name| (close(name), name)).filter(|(far, _)| *far < 0.35).min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, name)| name)
}

/// `n` with the word, in the plural but for 1: "3 notes".
pub fn count(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}

/// Whether a character is of a script that parts no words by blanks: Han, Kana, Thai, Lao, Khmer, Myanmar, Tibetan.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}' | '\u{e00}'..='\u{eff}' | '\u{f00}'..='\u{fff}'
        | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_scalar_values() {
        let text = "é x\r\nlé[[b]]";
        let lines = Lines::new(text);
        assert_eq!(lines.place(text, 3), (1, 3));
        assert_eq!(lines.place(text, text.find("[[").expect("a link") as u32), (2, 3));
        assert_eq!(lines.place(text, 999), (2, 8));
    }

    #[test]
    fn a_byte_order_mark_is_no_column() {
        let text = "\u{feff}[[b]]";
        assert_eq!(Lines::new(text).place(text, 3), (1, 1));
    }

    #[test]
    fn places_in_passing_are_the_same() {
        for text in ["", "\u{feff}é\n[[b]]\r\n\nx", "one line, é", "\n\n"] {
            let (lines, mut places) = (Lines::new(text), Places::new(text));
            for offset in (0..text.len() as u32 + 3).chain([1, 0]) {
                assert_eq!(places.place(offset), lines.place(text, offset), "{text:?} at {offset}");
            }
        }
    }

    #[test]
    fn the_nearest_name_is_a_near_one() {
        let names = ["title", "description", "base_url"];
        assert_eq!(nearest("titel", names.into_iter()), Some("title"));
        assert_eq!(nearest("baseurl", names.into_iter()), Some("base_url"));
        assert_eq!(nearest("theme", names.into_iter()), None);
    }

    #[test]
    fn escapes_every_quote() {
        assert_eq!(escape(r#"<a b="c" d='e'>&"#), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
    }
}
