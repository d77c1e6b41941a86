//! A file's bytes as the texts that somebody could read off them: unpacked, and with escapes undone.

use std::borrow::Cow;

use html5gum::{Token, Tokenizer};
use unicode_normalization::UnicodeNormalization;

use crate::search::bytes::unpack;

/// Packed files within packed files are unpacked so often.
const PACKED: usize = 3;
/// The longest reference of HTML, `&CounterClockwiseContourIntegral;`, in bytes.
const LONGEST: usize = 33;

/// Unpacks a file as often as it is packed.
pub(super) fn unpacked(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut bytes = Cow::Borrowed(bytes);
    for _ in 0..PACKED {
        match bytes.starts_with(&[0x1f, 0x8b]).then(|| unpack(&bytes)).flatten() {
            Some(inner) => bytes = Cow::Owned(inner),
            None => break,
        }
    }
    bytes
}

/// The texts that `text` can be read as: as it stands, and with the escapes of HTML, addresses, JSON and CSS undone, each after
/// the other, all folded. The second is missing where there is nothing to undo.
pub(super) fn readings(text: &str) -> (String, Option<String>) {
    let plain = fold(text);
    if !text.contains(['&', '%', '\\']) {
        return (plain, None);
    }
    let undone = unescaped(&entities(text)).into_owned();
    let undone = percent_encoding::percent_decode_str(&undone).decode_utf8_lossy();
    let undone = fold(&entities(&undone));
    let undone = Some(undone).filter(|undone| *undone != plain);
    (plain, undone)
}

/// One case and one Unicode form; signs that are never seen are left out.
pub(super) fn fold(text: &str) -> String {
    let seen = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars().filter(seen).nfc().flat_map(char::to_lowercase).collect()
}

/// Undoes the character references of HTML and XML.
pub(super) fn entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(LONGEST).position(|b| b == b';');
        match end.and_then(|end| Some((reference(&rest[1..end])?, end))) {
            Some((text, end)) => {
                out.push_str(&text);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// What a reference stands for, by its name or number.
fn reference(name: &str) -> Option<Cow<'static, str>> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    let c = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => match name.strip_prefix('#').map(|number| (number, number.strip_prefix(['x', 'X']))) {
            Some((_, Some(digits))) => number(digits, 16),
            Some((digits, None)) => number(digits, 10),
            None => return named(name),
        },
    };
    Some(Cow::Owned(c?.into()))
}

/// One of the two thousand names of HTML.
fn named(name: &str) -> Option<Cow<'static, str>> {
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let written = format!("&{name};");
    let Some(Ok(Token::String(text))) = Tokenizer::new(&written).next() else { return None };
    let text = String::from_utf8(text.value.to_vec()).ok()?;
    (!text.ends_with(';')).then_some(Cow::Owned(text))
}

/// Undoes `\u0041`, `\"`, `\/` and their like in JSON and scripts, `\41 ` in style sheets.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let (c, taken) = escape(rest);
        out.extend(c);
        rest = &rest[taken..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that stands behind a backslash, and how many bytes say it.
fn escape(rest: &str) -> (Option<char>, usize) {
    let hex = |from: usize, most: usize| rest[from..].bytes().take(most).take_while(u8::is_ascii_hexdigit).count();
    let unit = |at: usize| rest.get(at..at + 4).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    if rest.starts_with('u') && hex(1, 4) == 4 {
        let first = unit(1).unwrap_or(0xfffd);
        if (0xd800..0xdc00).contains(&first) && rest[5..].starts_with("\\u") && hex(7, 4) == 4 {
            let second = unit(7).unwrap_or(0xfffd);
            let both = 0x10000 + ((first - 0xd800) << 10) + (second.wrapping_sub(0xdc00) & 0x3ff);
            return (char::from_u32(both), 11);
        }
        return (char::from_u32(first).or(Some('\u{fffd}')), 5);
    }
    match rest.chars().next() {
        Some('n' | 't' | 'r') => (Some(' '), 1),
        Some(c) if c.is_ascii_hexdigit() => {
            let digits = hex(0, 6);
            let blank = usize::from(rest[digits..].starts_with(' '));
            (u32::from_str_radix(&rest[..digits], 16).ok().and_then(char::from_u32), digits + blank)
        }
        Some(c) => (Some(c), c.len_utf8()),
        None => (Some('\\'), 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::bytes::pack;

    #[test]
    fn every_disguise_is_taken_off() {
        for text in [
            "My Diary",
            "MY DIARY",
            "My&#32;Diary",
            "My&nbsp;&#x44;iary",
            "My Di&shy;ary&hellip;&NoName;",
            "My%20Diary",
            "My%2520Diary".replace("%25", "%").as_str(),
            "\\u004dy Diary",
            "My\\u0020\\u0044iary",
            "\\4d y Diary",
            "M\u{ad}y Di\u{200b}ary",
            "&#x4D;y%20Diary",
        ] {
            let (plain, undone) = readings(text);
            assert!(plain.contains("my diary") || undone.is_some_and(|text| text.contains("my diary")), "{text}");
        }
        assert_eq!(readings("e\u{301}").0, "é");
        assert_eq!(readings("\\ud83d\\ude00").1.as_deref(), Some("😀"));
        for odd in ["&", "&;", "&#;", "&#x110000;", "\\", "\\u", "\\ud800", "\\ud800\\u12", "%", "%zz", "\\é", "&é;"] {
            readings(odd);
        }
    }

    #[test]
    fn packed_files_are_unpacked() {
        assert_eq!(&*unpacked(&pack(&pack(b"x"))), b"x");
        assert_eq!(&*unpacked(b"\x1f\x8bno"), b"\x1f\x8bno");
    }
}
