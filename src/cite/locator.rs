//! `, p. 3, and elsewhere` behind a key: a place in the work, and words.

use hayagriva::citationberg::taxonomy::Locator;
use hayagriva::{LocatorPayload, SpecificLocator};

/// What places are called, as Pandoc reads them in English.
const WORDS: [(&str, Locator); 30] = [
    ("pp.", Locator::Page),
    ("p.", Locator::Page),
    ("pages", Locator::Page),
    ("page", Locator::Page),
    ("chapters", Locator::Chapter),
    ("chapter", Locator::Chapter),
    ("chaps.", Locator::Chapter),
    ("chap.", Locator::Chapter),
    ("ch.", Locator::Chapter),
    ("sections", Locator::Section),
    ("section", Locator::Section),
    ("secs.", Locator::Section),
    ("sec.", Locator::Section),
    ("§§", Locator::Section),
    ("§", Locator::Section),
    ("figures", Locator::Figure),
    ("figure", Locator::Figure),
    ("figs.", Locator::Figure),
    ("fig.", Locator::Figure),
    ("volumes", Locator::Volume),
    ("volume", Locator::Volume),
    ("vols.", Locator::Volume),
    ("vol.", Locator::Volume),
    ("parts", Locator::Part),
    ("part", Locator::Part),
    ("lines", Locator::Line),
    ("line", Locator::Line),
    ("paragraph", Locator::Paragraph),
    ("para.", Locator::Paragraph),
    ("note", Locator::Note),
];

/// A place in a work, and what is said behind it.
pub(super) struct Place<'a> {
    at: Option<(Locator, &'a str)>,
    /// Words behind the work, with the comma before them.
    pub(super) rest: &'a str,
}

impl<'a> Place<'a> {
    /// Reads what stands behind a key.
    pub(super) fn of(suffix: &'a str) -> Self {
        let text = suffix.strip_prefix(',').unwrap_or(suffix).trim_start();
        let word = WORDS.iter().find(|(word, _)| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)));
        let (kind, numbers) = word.map_or((Locator::Page, text), |(word, kind)| (*kind, text[word.len()..].trim_start()));
        let length = number(numbers);
        if length == 0 {
            return Place { at: None, rest: suffix.trim_end() };
        }
        Place { at: Some((kind, &numbers[..length])), rest: numbers[length..].trim_end() }
    }

    pub(super) fn locator(&self) -> Option<SpecificLocator<'a>> {
        self.at.map(|(kind, numbers)| SpecificLocator(kind, LocatorPayload::Str(numbers)))
    }
}

/// How much of a text is numbers: `33-35, 38`, `xiv`, `A12`. A word begins with no digit, and Roman numerals stand alone.
fn number(text: &str) -> usize {
    let (mut end, mut at) = (0, 0);
    for part in text.split_inclusive([',', ' ']) {
        let bare = part.trim_end_matches([',', ' ', ';']);
        let is_number = bare.bytes().any(|b| b.is_ascii_digit())
            && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '.' | ':'));
        let is_roman = !bare.is_empty() && bare.bytes().all(|b| matches!(b, b'i' | b'v' | b'x' | b'l' | b'c'));
        if !(is_number || is_roman || bare.is_empty() && end > 0) {
            break;
        }
        end = if bare.is_empty() { end } else { at + bare.len() };
        at += part.len();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_words() {
        let read = |text: &'static str| {
            let place = Place::of(text);
            (place.at.map(|(kind, numbers)| (format!("{kind:?}"), numbers)), place.rest)
        };
        let page = |numbers| Some(("Page".to_owned(), numbers));
        assert_eq!(read(", p. 3"), (page("3"), ""));
        assert_eq!(read(", pp. 33-35, 38-39 and *passim*"), (page("33-35, 38-39"), " and *passim*"));
        assert_eq!(read(", 12"), (page("12"), ""));
        assert_eq!(read(", p. xiv, on clocks"), (page("xiv"), ", on clocks"));
        assert_eq!(read(", chap. 2"), (Some(("Chapter".to_owned(), "2")), ""));
        assert_eq!(read(", who says so"), (None, ", who says so"));
        assert_eq!(read(""), (None, ""));
    }
}
