//! The words that set a note apart, and which notes share them.

use std::hash::Hasher;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use crate::base::text::is_unspaced;
use crate::note::{Plain, RunKind};

/// So many words of a note's text are read.
const READ: usize = 3000;
/// So many terms speak for a note.
const TERMS: usize = 24;
/// A term that more notes share than this speaks for those alone that it weighs most in.
const POSTINGS: usize = 160;
/// A term is no word of its own where it stands in more than this share of all notes.
const COMMON: f64 = 0.12;
/// A word that a note says once only may be there by chance.
const ONCE: f64 = 0.5;
/// A note with fewer terms than this is like others by chance.
const FEW: usize = 8;
/// Words that bind two notes less than this are not worth naming.
const BINDS: f32 = 0.008;
/// What has fewer different words is no text: it tells nothing of how common a word is.
const TEXT: usize = 25;
/// A word of a title counts as so many of the text.
const TITLE: u32 = 3;

/// The words of one note as they are read, in the order in which they first stand there.
#[derive(Debug, Default)]
pub(super) struct Heard {
    at: FxHashMap<u64, u32>,
    /// By hash: how often, and where the word stands in `names`.
    terms: Vec<(u64, u32, u32, u16)>,
    /// The words, one after another.
    names: String,
    read: usize,
}

impl Heard {
    /// Reads a title and a text: prose alone, no code and no formulas.
    pub(super) fn new(title: &str, plain: &Plain) -> Heard {
        let mut heard = Heard::default();
        each_word(title, &mut |word| heard.add(word, TITLE));
        let prose = plain.parts().filter(|(run, _)| run.kind == RunKind::Text);
        for (_, text) in prose {
            each_word(text, &mut |word| heard.add(word, 1));
            if heard.read > READ {
                break;
            }
        }
        heard
    }

    fn add(&mut self, word: &str, weight: u32) {
        self.read += 1;
        let hash = hash(word);
        let next = self.terms.len() as u32;
        let at = *self.at.entry(hash).or_insert(next);
        if at == next {
            self.terms.push((hash, 0, self.names.len() as u32, word.len() as u16));
            self.names.push_str(word);
        }
        self.terms[at as usize].1 += weight;
    }
}

/// The words of one note, by their number in the [`Lexicon`], each with how often it is there; in the order in which they first
/// stand there.
pub(super) type Counts = Box<[(u32, u16)]>;

/// All words of the vault, numbered.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    at: FxHashMap<u64, u32>,
    /// Of each word: where it stands in `names`, and how many notes have it.
    words: Vec<(u32, u16, u32)>,
    /// The words, one after another.
    names: String,
}

impl Lexicon {
    /// Takes over the words of a note.
    pub(super) fn add(&mut self, heard: &Heard) -> Counts {
        let number = |(hash, often, start, length): &(u64, u32, u32, u16)| {
            let next = self.words.len() as u32;
            let word = *self.at.entry(*hash).or_insert(next);
            if word == next {
                self.words.push((self.names.len() as u32, *length, 0));
                self.names.push_str(&heard.names[*start as usize..*start as usize + usize::from(*length)]);
            }
            self.words[word as usize].2 += 1;
            (word, u16::try_from(*often).unwrap_or(u16::MAX))
        };
        heard.terms.iter().map(number).collect()
    }

    /// How many notes have a word in lower case.
    pub(super) fn notes_with(&self, word: &str) -> usize {
        self.at.get(&hash(word)).map_or(0, |word| self.words[*word as usize].2 as usize)
    }

    fn name(&self, word: u32) -> &str {
        let (start, length, _) = self.words[word as usize];
        &self.names[start as usize..start as usize + usize::from(length)]
    }
}

fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

/// Calls `take` with each word of a text in lower case: letters and digits, at least three letters long; of scripts that part no
/// words, each two characters that stand together.
pub(super) fn each_word(text: &str, take: &mut impl FnMut(&str)) {
    let mut word = String::new();
    let mut letters = 0;
    let mut before: Option<char> = None;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if word.is_empty() && c.is_ascii_alphanumeric() {
            let end = rest.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
            // most words are ASCII, with nothing behind them that could belong to them: they are taken at once
            if rest.as_bytes().get(end).is_none_or(u8::is_ascii) {
                word.extend(rest[..end].chars().map(|c| c.to_ascii_lowercase()));
                letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
                flush(&mut word, &mut letters, take);
                before = None;
                rest = &rest[end..];
                continue;
            }
        }
        rest = &rest[c.len_utf8()..];
        if c.is_ascii() {
            before = None;
            if c.is_ascii_alphanumeric() {
                word.push(c.to_ascii_lowercase());
                letters += usize::from(c.is_ascii_alphabetic());
            } else {
                flush(&mut word, &mut letters, take);
            }
        } else if is_unspaced(c) {
            flush(&mut word, &mut letters, take);
            if let Some(before) = before {
                let mut pair = String::with_capacity(8);
                pair.extend([before, c]);
                take(&pair);
            }
            before = Some(c);
        } else if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            before = None;
            word.extend(c.to_lowercase());
            letters += usize::from(c.is_alphabetic());
        } else if c != '\u{ad}' {
            before = None;
            flush(&mut word, &mut letters, take);
        }
    }
    flush(&mut word, &mut letters, take);
}

fn flush(word: &mut String, letters: &mut usize, take: &mut impl FnMut(&str)) {
    if *letters >= 3 && word.len() <= 60 {
        take(word);
    }
    word.clear();
    *letters = 0;
}

/// A term that speaks for a note.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Term {
    /// Its number in the [`Lexicon`].
    word: u32,
    /// How much it weighs in the note: the squares of all add up to 1.
    weight: f32,
}

/// The terms that speak for each note, by TF–IDF (Salton and Buckley: "Term-weighting approaches in automatic text retrieval",
/// 1988): often in it, seldom in others.
pub(super) fn terms(notes: &[Counts], lexicon: &Lexicon) -> Vec<Box<[Term]>> {
    let texts = notes.iter().filter(|note| note.len() >= TEXT).count();
    let total = texts.max(2) as f64;
    let most = (total * COMMON).max(2.0) as u32;
    let rarity: Vec<f64> = lexicon.words.iter().map(|(.., shared)| (total / f64::from(*shared)).ln().max(0.1)).collect();
    let of_note = |note: &Counts| {
        let weigh = |(at, (word, often)): (usize, &(u32, u16))| {
            let (.., shared) = lexicon.words[*word as usize];
            let often = if *often == 1 { ONCE } else { 1.0 + f64::from(*often).ln() };
            (shared > 1 && shared <= most).then(|| (often * rarity[*word as usize], at, *word))
        };
        let mut best: Vec<(f64, usize, u32)> = note.iter().enumerate().filter_map(weigh).collect();
        let order = |a: &(f64, usize, u32), b: &(f64, usize, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if best.len() > TERMS {
            best.select_nth_unstable_by(TERMS, order);
            best.truncate(TERMS);
        }
        best.sort_unstable_by(order);
        let norm = (best.len() as f64 / FEW as f64).min(1.0).recip()
            * best.iter().map(|(weight, ..)| weight * weight).sum::<f64>().sqrt();
        best.into_iter().map(|(weight, _, word)| Term { word, weight: (weight / norm) as f32 }).collect()
    };
    notes.par_iter().map(of_note).collect()
}

/// How alike two notes are by their terms: the cosine of the angle between them, 0 to 1.
pub(super) fn likeness(a: &[Term], b: &[Term]) -> f64 {
    let of = |term: &Term| b.iter().find(|other| other.word == term.word).map_or(0.0, |other| f64::from(other.weight));
    a.iter().map(|term| f64::from(term.weight) * of(term)).sum()
}

/// The words that two notes share, those that bind them most first.
pub(super) fn shared(a: &[Term], b: &[Term], lexicon: &Lexicon, limit: usize) -> Vec<Box<str>> {
    let of = |term: &Term| b.iter().find(|other| other.word == term.word).map(|other| term.weight * other.weight);
    let mut both: Vec<(f32, &str)> = a.iter().filter_map(|term| Some((of(term)?, lexicon.name(term.word)))).collect();
    both.retain(|(binds, _)| *binds >= BINDS);
    both.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    both.into_iter().take(limit).map(|(_, name)| name.into()).collect()
}

/// Which notes have each term, for looking up all that share any.
pub(super) struct Postings {
    /// Where the notes of each word begin in `notes`.
    starts: Vec<u32>,
    /// A note, and how much the word weighs in it.
    notes: Vec<(u32, f32)>,
}

impl Postings {
    /// Of all notes that `may` be found.
    pub(super) fn new(terms: &[Box<[Term]>], may: impl Fn(u32) -> bool) -> Postings {
        let mut all: Vec<(u32, u32, f32)> = Vec::with_capacity(terms.len() * TERMS);
        for (node, terms) in (0..).zip(terms).filter(|(node, _)| may(*node)) {
            all.extend(terms.iter().map(|term| (term.word, node, term.weight)));
        }
        all.sort_unstable_by_key(|(word, node, _)| (*word, *node));
        let (mut starts, mut notes) = (Vec::new(), Vec::with_capacity(all.len()));
        for list in all.chunk_by_mut(|a, b| a.0 == b.0) {
            starts.resize(list[0].0 as usize + 1, notes.len() as u32);
            let kept = list.len().min(POSTINGS);
            if list.len() > POSTINGS {
                list.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.1.cmp(&b.1)));
            }
            notes.extend(list[..kept].iter().map(|(_, node, weight)| (*node, *weight)));
        }
        starts.push(notes.len() as u32);
        Postings { starts, notes }
    }

    fn of(&self, word: u32) -> &[(u32, f32)] {
        let at = |ix: usize| self.starts.get(ix).map_or(self.notes.len(), |start| *start as usize);
        &self.notes[at(word as usize)..at(word as usize + 1)]
    }

    /// Adds up in `sums` how alike each other note is to one with these terms; `touched` gets the notes whose sum was 0.
    pub(super) fn add(&self, terms: &[Term], sums: &mut [f32], touched: &mut Vec<u32>) {
        for term in terms {
            for (node, weight) in self.of(term.word) {
                let sum = &mut sums[*node as usize];
                if *sum == 0.0 {
                    touched.push(*node);
                }
                *sum += term.weight * weight;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        each_word(text, &mut |word| words.push(word.to_owned()));
        words
    }

    #[test]
    fn words_of_every_script() {
        assert_eq!(words("The Café's sour-dough, 42 B2B, a x2y9z"), ["the", "café", "sour", "dough", "x2y9z"]);
        assert_eq!(words("Тесты и тест"), ["тесты", "тест"]);
        assert_eq!(words("知识图谱"), ["知识", "识图", "图谱"]);
        assert_eq!(words("किताब पढ़ना"), ["किताब", "पढ़ना"]);
    }
}
