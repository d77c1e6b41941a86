//! What a word is: the same rules in the index, in the terminal and in the theme's `search-words.js`.
//!
//! Words are those of UAX #29, parted further at the punctuation that it allows inside them (`foo.bar`, `it's`, `snake_case`), so
//! that each part is found by itself. Case and diacritics are folded. Where words are not parted by blanks (Han, Kana, Hangul,
//! Thai, Lao, Khmer, Myanmar) every two neighbours are a word, and the last character is one by itself: then one character finds
//! all words that begin with it.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Characters of the longest word; what is longer is cut.
pub const WORD_MAX: usize = 40;

/// Calls `word` with each word of `text`, folded, and the bytes that it stands for.
pub fn words(text: &str, mut word: impl FnMut(&str, Range<usize>)) {
    let bytes = text.as_bytes();
    let mut folded = String::with_capacity(32);
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii() && !bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let start = at;
        let ascii = bytes[at..].iter().position(|b| !b.is_ascii_alphanumeric()).map_or(bytes.len(), |i| at + i);
        if ascii == bytes.len() || bytes[ascii].is_ascii() {
            at = ascii;
            folded.clear();
            folded.push_str(&text[start..at.min(start + WORD_MAX)]);
            folded.make_ascii_lowercase();
            word(&folded, start..at);
            continue;
        }
        at = text[ascii..].char_indices().find(|(_, c)| !is_inside(*c)).map_or(text.len(), |(i, _)| ascii + i);
        if at == start {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        mixed(&text[start..at], start, &mut word);
    }
}

/// All words of a text.
pub fn all(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    words(text, |word, _| found.push(word.to_owned()));
    found
}

/// A run of letters that are not all ASCII: parted where the way of writing changes, and at fractions, so that 11¼ is 11 and a part.
fn mixed(run: &str, offset: usize, word: &mut impl FnMut(&str, Range<usize>)) {
    let mut start = 0;
    let mut class = None;
    for (i, c) in run.char_indices() {
        let here = is_unparted(c);
        if class.is_some_and(|class| class != here) || i > start && is_fraction(c) {
            part(&run[start..i], offset + start, class == Some(true), word);
            start = i;
        }
        class = Some(here);
    }
    part(&run[start..], offset + start, class == Some(true), word);
}

fn part(text: &str, offset: usize, unparted: bool, word: &mut impl FnMut(&str, Range<usize>)) {
    let folded = fold(text);
    for piece in folded.split(|c| !is_letter(c)).filter(|piece| !piece.is_empty()) {
        if !unparted {
            let end = piece.char_indices().nth(WORD_MAX).map_or(piece.len(), |(i, _)| i);
            word(&piece[..end], offset..offset + text.len());
            continue;
        }
        // folded and written characters are mostly one to one; where not, the whole run is the place
        let same = folded.chars().count() == text.chars().count();
        let places: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
        let first = folded[..piece.as_ptr() as usize - folded.as_ptr() as usize].chars().count();
        let ends: Vec<usize> = piece.char_indices().map(|(i, _)| i).chain([piece.len()]).collect();
        let count = ends.len() - 1;
        for i in 0..count {
            let two = (i + 2).min(count);
            let range = if same { places[first + i]..places[first + two] } else { 0..text.len() };
            word(&piece[ends[i]..ends[two]], offset + range.start..offset + range.end);
        }
    }
}

/// Case and diacritics folded: NFKD, lower case, no marks of pronunciation, NFC; a few letters that no normal form takes apart.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return if text.bytes().any(|b| b.is_ascii_uppercase()) { text.to_ascii_lowercase().into() } else { text.into() };
    }
    let lower = text.nfkd().collect::<String>().to_lowercase();
    let mut out = String::with_capacity(lower.len());
    let mut before = '\0';
    for c in lower.chars() {
        // й is a letter of its own, and the endings of Russian words depend on it
        if !is_dropped(c) || c == '\u{306}' && before == 'и' {
            match other(c) {
                Some(letters) => out.push_str(letters),
                None => out.push(c),
            }
        }
        before = c;
    }
    out.nfc().collect::<String>().into()
}

/// Letters that are written with others where the keyboard has none.
fn other(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ς' => "σ",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        _ => return None,
    })
}

/// Marks that a reader may leave out in a search: diacritics, points, harakat, tatweel, joiners, soft hyphens.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}'
        | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{fe20}'..='\u{fe2f}' | '\u{ad}' | '\u{200c}' | '\u{200d}')
}

/// A number that is written as a fraction in one character.
fn is_fraction(c: char) -> bool {
    matches!(c, '\u{bc}'..='\u{be}' | '\u{2150}'..='\u{215f}' | '\u{2189}')
}

/// A character of a word: a letter, a digit, or a mark on one.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// The same, or what may stand unseen inside a word.
fn is_inside(c: char) -> bool {
    is_letter(c) || matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}')
}

/// Whether words are not parted by blanks in this script.
pub fn is_unparted(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3035}' | '\u{3038}'..='\u{303c}'
        | '\u{3040}'..='\u{30fa}' | '\u{30fc}'..='\u{318f}' | '\u{31a0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ffdc}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        assert_eq!(all(text), expected, "{text:?}");
    }

    #[test]
    fn words_are_folded() {
        check("The Quick, brown-fox's café!", &["the", "quick", "brown", "fox", "s", "cafe"]);
        check("foo.bar snake_case x2 3.14", &["foo", "bar", "snake", "case", "x2", "3", "14"]);
        check("11¼ ¾", &["11", "1", "4", "3", "4"]);
        check("Straße ÆSOP Łódź İstanbul ½ ﬁn", &["strasse", "aesop", "lodz", "istanbul", "1", "2", "fin"]);
        check("e\u{301}te\u{301} so\u{ad}ft", &["ete", "soft"]);
        check("", &[]);
    }

    #[test]
    fn scripts_without_blanks_go_by_pairs() {
        check("日本語", &["日本", "本語", "語"]);
        check("検索エンジンABC", &["検索", "索エ", "エン", "ンジ", "ジン", "ン", "abc"]);
        check("がく", &["がく", "く"]);
        check("한국어", &["한국", "국어", "어"]);
        check("ﾃｽﾄ", &["テス", "スト", "ト"]);
        check("猫", &["猫"]);
        assert!(all("ภาษาไทย").len() >= 7);
    }

    #[test]
    fn other_alphabets() {
        check("Ёлка Йод чай", &["елка", "йод", "чай"]);
        check("كِتَاب أحمد", &["كتاب", "احمد"]);
        check("Όσος σοφός", &["οσοσ", "σοφοσ"]);
        check("می\u{200c}خواهم", &["ميخواهم"]);
        check("हिन्दी", &["हिन्दी"]);
    }

    #[test]
    fn ranges_are_those_of_the_text() {
        let text = "a Café 日本語 ẞx";
        let mut found = Vec::new();
        words(text, |word, range| found.push((word.to_owned(), &text[range])));
        let found: Vec<_> = found.iter().map(|(word, text)| (&**word, *text)).collect();
        assert_eq!(found, [("a", "a"), ("cafe", "Café"), ("日本", "日本"), ("本語", "本語"), ("語", "語"), ("ssx", "ẞx")]);
    }

    #[test]
    fn long_words_are_cut() {
        assert_eq!(all(&"x".repeat(100))[0].len(), WORD_MAX);
        assert_eq!(all(&"é".repeat(100))[0].len(), WORD_MAX);
    }
}
