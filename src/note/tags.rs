//! The grammar of inline tags, as Foam reads them.

use unicode_normalization::char::is_combining_mark;

/// The longest tag, in bytes; what is longer is text.
pub const MAX_BYTES: usize = 200;
/// How many levels a tag may have.
pub const MAX_DEPTH: usize = 32;

/// Length in bytes of the tag whose `#` stands at the start of `text`, the `#` included; `None` where there is none.
///
/// Digits may lead, but a letter, an emoji, `/`, `_` or `-` must follow: `#2024-01` is a tag, `#123` is not.
pub fn tag(text: &str) -> Option<usize> {
    let label = text.strip_prefix('#')?;
    let digits = label.bytes().take_while(u8::is_ascii_digit).count();
    let first = label[digits..].chars().next()?;
    if !(is_letter(first) || is_pictograph(first) || matches!(first, '/' | '_' | '-')) {
        return None;
    }
    let rest = label[digits..].find(|c| !is_tag_char(c)).map_or(label.len(), |i| digits + i);
    let fits = rest <= MAX_BYTES && label[..rest].bytes().filter(|b| *b == b'/').count() < MAX_DEPTH;
    fits.then_some(1 + rest)
}

/// How much of a tag of this length Foam's graph has: its legacy Markdown takes `_…_` inside a word for emphasis where no ASCII
/// letter, digit or `_` follows, and a tag ends there.
pub fn before_emphasis(text: &str, length: usize) -> usize {
    let tag = &text[..length];
    let closes = |(i, _): &(usize, &str)| !text[i + 1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    match (tag.find('_'), tag.rmatch_indices('_').find(closes)) {
        (Some(open), Some((close, _))) if open > 1 && close > open + 1 => open,
        _ => length,
    }
}

/// True for every character that a tag may go on with.
pub fn is_tag_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '/' | '_' | '-' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
        || !c.is_ascii() && (is_letter(c) || c.is_numeric() || is_pictograph(c) || is_combining_mark(c))
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic()
}

/// Unicode's `Extended_Pictographic`, in the blocks where it is more rule than exception.
fn is_pictograph(c: char) -> bool {
    matches!(c,
        '\u{a9}' | '\u{ae}' | '\u{203c}' | '\u{2049}' | '\u{2122}' | '\u{2139}' | '\u{2194}'..='\u{2199}' | '\u{21a9}'..='\u{21aa}'
        | '\u{231a}'..='\u{231b}' | '\u{2328}' | '\u{23cf}' | '\u{23e9}'..='\u{23f3}' | '\u{23f8}'..='\u{23fa}' | '\u{24c2}'
        | '\u{25aa}'..='\u{25ab}' | '\u{25b6}' | '\u{25c0}' | '\u{25fb}'..='\u{25fe}' | '\u{2600}'..='\u{27bf}'
        | '\u{2934}'..='\u{2935}' | '\u{2b05}'..='\u{2b07}' | '\u{2b1b}'..='\u{2b1c}' | '\u{2b50}' | '\u{2b55}' | '\u{3030}'
        | '\u{303d}' | '\u{3297}' | '\u{3299}' | '\u{1f000}'..='\u{1f1e5}' | '\u{1f201}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}')
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, MAX_DEPTH, tag};

    #[test]
    fn what_is_a_tag() {
        let read = |text: &'static str| tag(text).map(|n| &text[..n]);
        assert_eq!(read("#a/b/c x"), Some("#a/b/c"));
        assert_eq!(read("#1a"), Some("#1a"));
        assert_eq!(read("#2024-01"), Some("#2024-01"));
        assert_eq!(read("#-a"), Some("#-a"));
        assert_eq!(read("#日本,"), Some("#日本"));
        assert_eq!(read("#⭐⭐."), Some("#⭐⭐"));
        assert_eq!(read("#e\u{301}x"), Some("#e\u{301}x"));
        assert_eq!(read("#a.b"), Some("#a"));
        assert_eq!(tag(&format!("#{}", "a".repeat(MAX_BYTES))), Some(MAX_BYTES + 1));
        assert_eq!(tag(&format!("#{}", "a".repeat(MAX_BYTES + 1))), None);
        assert_eq!(tag(&format!("#{}", "a/".repeat(MAX_DEPTH))), None);
        for none in ["#123", "##x", "# x", "#½", "#٣", "#", "#."] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
