//! Slugs: of URL segments and of headings, and anchors that are unique in a page.

use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::text::{base36, hash};

/// Longest URL segment in bytes: a file name may have 255, and `-2` or `.html` may still follow.
const SEGMENT_MAX: usize = 200;

/// The URL segment of a file or folder name: NFC, lower case, runs of white space and hyphens to one `-`, letters, marks and
/// digits of any script and `_` kept, the rest dropped. Never empty; a long one is cut and given a hash.
pub fn segment(name: &str) -> String {
    let lower = if name.is_ascii() { name.to_ascii_lowercase() } else { name.nfc().flat_map(char::to_lowercase).collect() };
    let mut slug = String::with_capacity(lower.len());
    for c in lower.chars() {
        if c.is_alphanumeric() || is_combining_mark(c) || c == '_' {
            slug.push(c);
        } else if (c.is_whitespace() || c == '-') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        return format!("n-{}", base36(hash(name.as_bytes()), 6));
    }
    if slug.len() <= SEGMENT_MAX {
        return slug.to_owned();
    }
    let mut end = SEGMENT_MAX - 8;
    while !slug.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}-{}", &slug[..end], base36(hash(name.as_bytes()), 6))
}

/// Under which two addresses are one on some file system: NFKC, case folded.
pub fn collision_key(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    path.nfkc().collect::<String>().to_uppercase().to_lowercase().nfkc().collect()
}

/// The key under which names are compared leniently: NFC, lower case, blanks trimmed.
pub fn name_key(name: &str) -> String {
    if name.is_ascii() {
        return name.trim().to_ascii_lowercase(); // the same, without the tables of Unicode
    }
    name.trim().nfc().flat_map(char::to_lowercase).collect()
}

/// A heading's anchor by GitHub's rule (as github-slugger has it): lower case, letters, marks, digits, `-` and `_` kept,
/// spaces to `-`, the rest dropped.
pub fn heading(text: &str) -> String {
    text.trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c if c.is_alphanumeric() || is_combining_mark(c) => Some(c),
            _ => None,
        })
        .collect()
}

/// Hands out anchors that are unique in one page; a counter for each, so that a thousand equal headings cost no search.
#[derive(Default)]
pub struct Anchors {
    taken: FxHashMap<String, u32>,
}

impl Anchors {
    /// Anchors for a page whose theme has these ids of its own.
    pub fn new(reserved: &[&str]) -> Self {
        Anchors { taken: reserved.iter().map(|id| ((*id).to_owned(), 0)).collect() }
    }

    /// `wanted`, or `wanted-1`, `wanted-2`, … where that is taken.
    pub fn unique(&mut self, wanted: &str) -> String {
        let Some(mut n) = self.taken.get(wanted).copied() else {
            self.taken.insert(wanted.to_owned(), 0);
            return wanted.to_owned();
        };
        loop {
            n += 1;
            let next = format!("{wanted}-{n}");
            if !self.taken.contains_key(&next) {
                self.taken.insert(wanted.to_owned(), n);
                self.taken.insert(next.clone(), 0);
                return next;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments() {
        assert_eq!(segment("Meal prep - ideas!"), "meal-prep-ideas");
        assert_eq!(segment("日本 e\u{301}"), "日本-é");
        assert_eq!(segment("हिन्दी"), "हिन्दी");
        assert!(segment("???").starts_with("n-"));
        assert_ne!(segment("???"), segment("!!!"));
        let long = segment(&"é".repeat(300));
        assert!(long.len() <= SEGMENT_MAX && long.contains('-'));
    }

    #[test]
    fn segments_are_idempotent() {
        for name in ["Über uns", "a_b", "ﬁne", "ẞ", "İstanbul"] {
            assert_eq!(segment(&segment(name)), segment(name), "{name}");
        }
    }

    #[test]
    fn collisions_fold_case_and_form() {
        assert_eq!(collision_key("/STRASSE/"), collision_key("/straße/"));
        assert_eq!(collision_key("/ﬁ/"), collision_key("/FI/"));
        assert_ne!(collision_key("/a/"), collision_key("/b/"));
    }

    #[test]
    fn headings_follow_github() {
        assert_eq!(heading("What's new? A/B & C_d"), "whats-new-ab--c_d");
        let mut anchors = Anchors::new(&["backlinks"]);
        assert_eq!(anchors.unique("a"), "a");
        assert_eq!(anchors.unique("a"), "a-1");
        assert_eq!(anchors.unique("a-1"), "a-1-1");
        assert_eq!(anchors.unique("a"), "a-2");
        assert_eq!(anchors.unique("backlinks"), "backlinks-1");
    }
}
