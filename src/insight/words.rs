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

/// The words of one note: each with how often it is there.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// By hash: number, and where the word stands in `names`.
    terms: Vec<(u64, u32, u32, u16)>,
    /// The words, one after another.
    names: String,
}

impl Counts {
    /// Counts the words of a title and a text: prose alone, no code and no formulas.
    pub(super) fn new(title: &str, plain: &Plain) -> Counts {
        let mut counter = Counter::default();
        each_word(title, &mut |word| counter.add(word, TITLE));
        let prose = plain.parts().filter(|(run, _)| run.kind == RunKind::Text);
        for (_, text) in prose {
            each_word(text, &mut |word| counter.add(word, 1));
            if counter.read > READ {
                break;
            }
        }
        Counts { terms: counter.terms, names: counter.names }
    }
}

#[derive(Default)]
struct Counter {
    at: FxHashMap<u64, u32>,
    terms: Vec<(u64, u32, u32, u16)>,
    names: String,
    read: usize,
}

impl Counter {
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
    for c in text.chars() {
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

/// How many notes have a word.
pub(super) struct Frequencies(FxHashMap<u64, u32>);

impl Frequencies {
    pub(super) fn new(notes: &[Counts]) -> Frequencies {
        let mut frequencies: FxHashMap<u64, u32> = FxHashMap::default();
        notes.iter().flat_map(|note| &note.terms).for_each(|term| *frequencies.entry(term.0).or_default() += 1);
        Frequencies(frequencies)
    }

    /// Of a word in lower case.
    pub(super) fn of(&self, word: &str) -> usize {
        self.0.get(&hash(word)).map_or(0, |count| *count as usize)
    }
}

/// A term that speaks for a note.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    hash: u64,
    /// The word.
    pub(super) name: Box<str>,
    /// How much it weighs in the note: the squares of all add up to 1.
    pub(super) weight: f32,
}

/// The terms that speak for each note, by TF–IDF (Salton and Buckley: "Term-weighting approaches in automatic text retrieval",
/// 1988): often in it, seldom in others.
pub(super) fn terms(notes: &[Counts], frequencies: &Frequencies) -> Vec<Vec<Term>> {
    let texts = notes.iter().filter(|note| note.terms.len() >= TEXT).count();
    let total = texts.max(2) as f64;
    let most = (total * COMMON).max(2.0) as u32;
    let of_note = |note: &Counts| {
        let weigh = |term: &(u64, u32, u32, u16)| {
            let shared = frequencies.0[&term.0];
            let often = if term.1 == 1 { ONCE } else { 1.0 + f64::from(term.1).ln() };
            let weight = often * (total / f64::from(shared)).ln().max(0.1);
            (shared > 1 && shared <= most).then_some((weight, *term))
        };
        let mut best: Vec<(f64, (u64, u32, u32, u16))> = note.terms.iter().filter_map(weigh).collect();
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.2.cmp(&b.1.2)));
        best.truncate(TERMS);
        let norm = (best.len() as f64 / FEW as f64).min(1.0).recip()
            * best.iter().map(|(weight, _)| weight * weight).sum::<f64>().sqrt();
        let term = |(weight, (hash, _, start, length)): (f64, (u64, u32, u32, u16))| Term {
            hash,
            name: note.names[start as usize..start as usize + usize::from(length)].into(),
            weight: (weight / norm) as f32,
        };
        best.into_iter().map(term).collect()
    };
    notes.par_iter().map(of_note).collect()
}

/// How alike two notes are by their terms: the cosine of the angle between them, 0 to 1.
pub(super) fn likeness(a: &[Term], b: &[Term]) -> f64 {
    let of = |term: &Term| b.iter().find(|other| other.hash == term.hash).map_or(0.0, |other| f64::from(other.weight));
    a.iter().map(|term| f64::from(term.weight) * of(term)).sum()
}

/// The words that two notes share, those that bind them most first.
pub(super) fn shared(a: &[Term], b: &[Term], limit: usize) -> Vec<Box<str>> {
    let of = |term: &Term| b.iter().find(|other| other.hash == term.hash).map(|other| term.weight * other.weight);
    let mut both: Vec<(f32, &str)> = a.iter().filter_map(|term| Some((of(term)?, &*term.name))).collect();
    both.retain(|(binds, _)| *binds >= BINDS);
    both.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    both.into_iter().take(limit).map(|(_, name)| name.into()).collect()
}

/// Which notes have each term, for looking up all that share any.
pub(super) struct Postings(FxHashMap<u64, Vec<(u32, f32)>>);

impl Postings {
    /// Of all notes that `may` be found.
    pub(super) fn new(terms: &[Vec<Term>], may: impl Fn(u32) -> bool) -> Postings {
        let mut postings: FxHashMap<u64, Vec<(u32, f32)>> = FxHashMap::default();
        for (node, terms) in (0..).zip(terms).filter(|(node, _)| may(*node)) {
            terms.iter().for_each(|term| postings.entry(term.hash).or_default().push((node, term.weight)));
        }
        for list in postings.values_mut().filter(|list| list.len() > POSTINGS) {
            list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            list.truncate(POSTINGS);
        }
        Postings(postings)
    }

    /// Adds up in `sums` how alike each other note is to one with these terms; `touched` gets the notes whose sum was 0.
    pub(super) fn add(&self, terms: &[Term], sums: &mut [f32], touched: &mut Vec<u32>) {
        for term in terms {
            for (node, weight) in self.0.get(&term.hash).map_or(&[][..], Vec::as_slice) {
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
