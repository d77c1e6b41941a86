//! Words of one stem, by Snowball's algorithms.

use rust_stemmers::{Algorithm, Stemmer};

use super::words::fold;
use crate::base::guard::guarded;

/// A language as far as stems go.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct Language(u8);

const ALGORITHMS: [(&str, Algorithm); 20] = [
    ("en", Algorithm::English),
    ("ar", Algorithm::Arabic),
    ("da", Algorithm::Danish),
    ("nl", Algorithm::Dutch),
    ("fi", Algorithm::Finnish),
    ("fr", Algorithm::French),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("hu", Algorithm::Hungarian),
    ("it", Algorithm::Italian),
    ("no", Algorithm::Norwegian),
    ("nb", Algorithm::Norwegian),
    ("nn", Algorithm::Norwegian),
    ("pt", Algorithm::Portuguese),
    ("ro", Algorithm::Romanian),
    ("ru", Algorithm::Russian),
    ("es", Algorithm::Spanish),
    ("sv", Algorithm::Swedish),
    ("ta", Algorithm::Tamil),
    ("tr", Algorithm::Turkish),
];

impl Language {
    /// By a BCP 47 tag; English where the language has no stemmer here.
    pub(super) fn of(tag: &str) -> Language {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Language(ALGORITHMS.iter().position(|(name, _)| *name == primary).unwrap_or(0) as u8)
    }

    /// The language whose rules fit a word of a text in this one: another alphabet is another language.
    fn fitting(self, word: &str) -> Language {
        let script = |c: char| match c {
            '\u{370}'..='\u{3ff}' => "el",
            '\u{400}'..='\u{52f}' => "ru",
            '\u{600}'..='\u{6ff}' => "ar",
            '\u{b80}'..='\u{bff}' => "ta",
            _ => "",
        };
        let (own, here) = (ALGORITHMS[self.0 as usize].0, word.chars().next().map_or("", script));
        match (own, here) {
            ("el" | "ru" | "ar" | "ta", "") => Language(0),
            (own, here) if here.is_empty() || own == here => self,
            (_, here) => Language::of(here),
        }
    }
}

/// Stemmers for all languages.
pub(super) struct Stems(Vec<Stemmer>);

impl Stems {
    pub(super) fn new() -> Self {
        Stems(ALGORITHMS.iter().map(|(_, algorithm)| Stemmer::create(*algorithm)).collect())
    }

    /// The stem of a word in lower case, folded, and the language that it is one of. Words with digits, and very short ones, are
    /// stems themselves.
    pub(super) fn stem(&self, language: Language, word: &str) -> (Language, String) {
        let language = language.fitting(word);
        if word.len() < 3 || word.chars().any(|c| c.is_numeric() || super::words::is_unparted(c)) {
            return (language, fold(word).into_owned());
        }
        let stemmer = &self.0[language.0 as usize];
        // Snowball's rules for Russian know no ё, and say that it is е
        let word = word.replace('ё', "е");
        let stem = guarded(|| stemmer.stem(&word).into_owned()).unwrap_or_else(|| word.clone());
        (language, fold(&stem).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems_by_language_and_script() {
        let stems = Stems::new();
        let stem = |tag: &str, word: &str| stems.stem(Language::of(tag), word).1;
        assert_eq!(stem("en-GB", "running"), "run");
        assert_eq!(stem("de", "häuser"), stem("de", "haus"));
        assert_eq!(stem("en", "книгами"), stem("ru", "книга"));
        assert_eq!(stem("ru", "running"), "run");
        assert_eq!(stem("ru", "создаёт"), stem("ru", "создает"));
        assert_eq!(stem("ja", "notes"), "note");
        assert_eq!(stem("en", "x2s"), "x2s");
    }
}
