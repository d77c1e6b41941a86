//! What a word is taken for that no note has.

use super::find::{Answer, PREFIX, Searcher, Sense};
use super::query::Slot;

/// Letters of the shortest word in which a slip is forgiven.
const SLIP: usize = 5;
/// The article of Arabic, by itself and behind the words that are written as one with it.
const ARTICLES: [&str; 6] = ["ال", "وال", "بال", "كال", "فال", "لل"];

impl Searcher {
    /// Where no note has a word: the same with or without an article, else those that differ by one slip of the finger, else those
    /// that begin like it.
    pub(super) fn near(&mut self, slot: &Slot, answer: &mut Answer) -> Vec<Sense> {
        let mut words = self.articles(&slot.word);
        if words.is_empty() && slot.word.chars().count() >= SLIP {
            words = self.slips(&slot.word);
        }
        if words.is_empty() {
            words = self.forms(&slot.word);
        }
        let mut senses: Vec<Sense> = Vec::new();
        for word in &words {
            let Some(piece) = self.load(word) else { continue };
            if let Ok(ix) = self.at(piece).find(word) {
                let mut family = Vec::new();
                self.family(piece, ix, PREFIX, true, &mut family);
                family.retain(|(p, w, _)| !senses.iter().any(|(q, v, _)| (p, w) == (q, v)));
                senses.extend(family);
            }
        }
        answer.instead.push((slot.word.clone(), if senses.is_empty() { Vec::new() } else { words }));
        senses
    }

    /// Arabic writes its article, and some words before it, as one with the noun: the noun by itself, and with the article alone.
    fn articles(&mut self, word: &str) -> Vec<String> {
        if !word.starts_with(|c| matches!(c, '\u{600}'..='\u{6ff}')) {
            return Vec::new();
        }
        let noun = ARTICLES.iter().find_map(|article| word.strip_prefix(article).filter(|noun| noun.chars().count() > 2));
        let noun = noun.unwrap_or(word);
        let forms = [noun.to_owned(), format!("{}{noun}", ARTICLES[0])];
        let mut known = |form: &String| self.load(form).is_some_and(|piece| self.at(piece).find(form).is_ok());
        forms.into_iter().filter(|form| known(form)).collect()
    }

    /// The three words in most notes that are one edit away.
    fn slips(&self, word: &str) -> Vec<String> {
        let rows = &self.meta.spelling;
        let first = word.chars().next().unwrap_or_default();
        let second = word.chars().nth(1).unwrap_or_default();
        let mut found: Vec<(u32, String)> = Vec::new();
        for (ix, row) in rows.iter().enumerate() {
            let next = rows.get(ix + 1).map(|row| &*row.from);
            let may_have = |c: char| {
                let mut end = String::from(c);
                end.push(char::MAX);
                *row.from <= *end && next.is_none_or(|next| *next > *String::from(c))
            };
            if rows.len() > 8 && !may_have(first) && !may_have(second) {
                continue;
            }
            let Some(raw) = self.files.read(&row.name) else { continue };
            super::spelling::each(&raw, |other, notes| {
                if super::spelling::is_slip(word, other) {
                    found.push((notes, other.to_owned()));
                }
            });
        }
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        found.into_iter().take(3).map(|(_, word)| word).collect()
    }

    /// The words of the same piece that have the longest beginning in common with `word`, where little differs behind it.
    fn forms(&mut self, word: &str) -> Vec<String> {
        let letters: Vec<char> = word.chars().collect();
        let least = letters.len().saturating_sub(3).max((letters.len() * 2).div_ceil(3)).max(3);
        let Some(piece) = self.load(word) else { return Vec::new() };
        let (mut best, mut found) = (least, Vec::new());
        for other in &self.at(piece).words {
            let same = letters.iter().zip(other.text.chars()).take_while(|(a, b)| **a == *b).count();
            if same < best || other.text.chars().count() > same + 3 {
                continue;
            }
            if same > best {
                (best, found) = (same, Vec::new());
            }
            found.push((other.notes, other.text.clone()));
        }
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        found.into_iter().take(3).map(|(_, word)| word).collect()
    }
}
