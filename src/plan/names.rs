//! Names that every host and file system can hold: of pages, of attachments, of permalinks.

use unicode_normalization::UnicodeNormalization;

use crate::base::path::{decode, extension};
use crate::base::slug;
use crate::base::text::{base36, hash};

/// Longest segment of an address in bytes.
pub(super) const SEGMENT_MAX: usize = 200;

/// The address segment of a note or folder.
pub(super) fn page(name: &str) -> String {
    let slug = slug::segment(name);
    if is_device(&slug) { slug + "_" } else { slug }
}

/// An attachment's or its folder's name as it can be published: what some host refuses becomes `-`.
pub(super) fn file(name: &str) -> String {
    let mut safe: String = name.nfc().map(|c| if is_refused(c) { '-' } else { c }).collect();
    safe.truncate(safe.trim_end_matches(['.', ' ']).len());
    if safe.starts_with(['.', ' ']) {
        safe.replace_range(..1, "_");
    }
    if safe.is_empty() {
        return format!("n-{}", base36(hash(name.as_bytes()), 6));
    }
    if is_device(&safe) {
        let stem = safe.find('.').unwrap_or(safe.len());
        safe.insert(stem, '_');
    }
    if safe.len() > SEGMENT_MAX { shorten(&safe) } else { safe }
}

/// Stem and extension with its dot; a long extension counts as none.
pub(super) fn split(name: &str) -> (&str, &str) {
    let length = extension(name).len();
    if length == 0 || length > 16 { (name, "") } else { name.split_at(name.len() - length - 1) }
}

/// Cuts a name at a character's border; a hash of the whole keeps it apart from others.
fn shorten(name: &str) -> String {
    let (stem, extension) = split(name);
    let mut end = SEGMENT_MAX - extension.len() - 8;
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}-{}{extension}", &stem[..end], base36(hash(name.as_bytes()), 6))
}

/// An address that an author chose, as segments.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Permalink {
    /// Its folders and its own name; none for the home page.
    pub(super) segments: Vec<String>,
    /// Whether it is a file (`/about.html`, here without `.html`) and not a folder (`/about/`).
    pub(super) is_file: bool,
}

/// Reads a permalink. The error says what is wrong with it, to follow "the permalink `…`".
pub(super) fn permalink(text: &str) -> Result<Permalink, &'static str> {
    if crate::note::address::is_external(text.trim()) {
        return Err("is a whole URL");
    }
    let mut segments = Vec::new();
    for part in text.trim().split('/').filter(|part| !part.is_empty()) {
        let part: String = decode(part).nfc().collect();
        segments.push(check(part)?);
    }
    if segments.last().is_some_and(|last| last.eq_ignore_ascii_case("index.html")) {
        segments.pop();
    }
    if segments.iter().map(|s| s.len() + 1).sum::<usize>() > super::PATH_MAX - super::RESERVE {
        return Err("is too long");
    }
    let stem = segments.last_mut().and_then(|last| last.strip_suffix(".html").map(str::to_owned));
    let is_file = stem.is_some();
    if let (Some(stem), Some(last)) = (stem, segments.last_mut()) {
        *last = stem;
    }
    Ok(Permalink { segments, is_file })
}

/// A segment that can stand as it is.
fn check(part: String) -> Result<String, &'static str> {
    match part.as_str() {
        "." | ".." => Err("leaves its folder"),
        p if p.contains('/') => Err("holds an encoded slash"),
        p if p.chars().any(is_refused) => Err("holds a character that not every host can keep"),
        p if p.starts_with(['.', ' ']) || p.ends_with(['.', ' ']) => Err("has a segment that begins or ends in a dot or blank"),
        p if p.len() > SEGMENT_MAX => Err("has a segment of more than 200 bytes"),
        p if is_device(p) => Err("has a segment that Windows keeps for a device"),
        _ => Ok(part),
    }
}

/// Characters that Windows, a host's upload or a shell does not take in a name, or that hide what a name says.
fn is_refused(c: char) -> bool {
    matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\' | '#' | '%')
        || c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Names of devices on Windows, with any extension.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end();
    let lower = stem.to_ascii_lowercase();
    if matches!(&*lower, "con" | "prn" | "aux" | "nul") {
        return true;
    }
    let number = lower.strip_prefix("com").or_else(|| lower.strip_prefix("lpt"));
    number.is_some_and(|n| matches!(n, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attachments_keep_their_name_where_they_can() {
        for same in ["Box.png", "a b.PDF", "日本.jpg", "pic+plus.png", "pic'.png"] {
            assert_eq!(file(same), same);
        }
        assert_eq!(file("pic #1?.png"), "pic -1-.png");
        assert_eq!(file("100%.png"), "100-.png");
        assert_eq!(file("u\u{308}.png"), "ü.png");
        assert_eq!(file("con.png"), "con_.png");
        assert_eq!(file("COM¹"), "COM¹_");
        assert_eq!(file("a. . "), "a");
        assert_eq!(file(".env"), "_env");
        assert_eq!(file("rtl\u{202e}gnp.exe"), "rtl-gnp.exe");
        assert!(file("...").starts_with("n-"));
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let (a, b) = (format!("{}a.png", "漢".repeat(90)), format!("{}b.png", "漢".repeat(90)));
        assert!(file(&a).len() <= SEGMENT_MAX && file(&a).ends_with(".png"));
        assert_ne!(file(&a), file(&b));
        assert!(file(&format!("x.{}", "y".repeat(250))).len() <= SEGMENT_MAX);
    }

    #[test]
    fn pages_are_no_devices() {
        assert_eq!(page("CON"), "con_");
        assert_eq!(page("aux.en"), "auxen");
        assert_eq!(page("Lpt9"), "lpt9_");
    }

    #[test]
    fn permalinks_are_checked() {
        let read = |text| permalink(text).map(|p| (p.segments.join("/"), p.is_file));
        assert_eq!(read("/About Us/"), Ok(("About Us".into(), false)));
        assert_eq!(read("a/b.html"), Ok(("a/b".into(), true)));
        assert_eq!(read("/"), Ok((String::new(), false)));
        assert_eq!(read("/a/index.html"), Ok(("a".into(), false)));
        assert_eq!(read("caf%C3%A9"), Ok(("café".into(), false)));
        for bad in [
            "../x",
            "a/../../x",
            "%2e%2e/x",
            "a%2fb",
            "https://x.org/a",
            "//x.org",
            "a\0b",
            "a?b",
            "a#b",
            ".git/x",
            "a\\..\\b",
            "nul",
            "x.",
        ] {
            assert!(permalink(bad).is_err(), "{bad}");
        }
        assert!(permalink(&"a/".repeat(600)).is_err());
        assert!(permalink(".html").is_err());
    }
}
