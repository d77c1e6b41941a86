//! Answers to queries, from the files of the index: what the theme's `search-index.js` does, step by step, so that terminal and
//! page give the same notes in the same order.
//!
//! Notes are ranked by BM25F (Robertson, Zaragoza, Taylor: *Simple BM25 extension to multiple weighted fields*, 2004): a word's
//! occurrences and the fields it stands in add up before they saturate. The rank in the link graph is a factor, and so is a title
//! that the query names in full.

use std::collections::{BTreeMap, BTreeSet};

use super::field;
use super::query::{Clause, Slot, Want, parse};
use super::reader::{Files, Meta, Piece};
use super::words::is_unparted;

/// How fast occurrences saturate, and how much a note's length counts.
const K1: f64 = 1.2;
const B: f64 = 0.5;
/// What a field adds to the count of a word; that of the title is shared by its words.
const TITLE: f64 = 16.0;
const ALIAS: f64 = 6.0;
const HEADING: f64 = 3.0;
const TAG: f64 = 4.0;
/// What another word of the same stem weighs, and one that merely begins so.
const STEM: f64 = 0.8;
pub(super) const PREFIX: f64 = 0.5;
/// How much the highest rank adds, and a title that is named in full.
const RANK: f64 = 0.3;
const NAMED: f64 = 1.6;
/// What one letter that a word begins with adds where it is a word by itself: more words are still to come.
const BEGUN: f64 = 1.0;
/// How many words a beginning stands for at most.
const PREFIXES: usize = 50;

/// The answer to a query.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The notes, by their numbers in the index, best first, with their scores.
    pub notes: Vec<(u32, f64)>,
    /// What to mark in their texts.
    pub marks: Vec<Mark>,
    /// Words that no note has, and those that were taken for them: maybe none.
    pub instead: Vec<(String, Vec<String>)>,
    /// No note has all that is asked for; these have the most of it.
    pub partly: bool,
}

/// Words that answer one word of the query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Whole words.
    pub words: BTreeSet<String>,
    /// Beginnings.
    pub prefix: Option<String>,
}

/// What a note has of one clause.
#[derive(Clone, Copy, Default)]
struct Hit {
    weight: f64,
    /// Words of the note's title that the clause names.
    named: u32,
}

type Hits = BTreeMap<u32, Hit>;

/// A word of the index: piece, place in it, weight.
pub(super) type Sense = (usize, usize, f64);

/// Answers queries.
pub struct Searcher {
    pub(super) files: Files,
    pub(super) meta: Meta,
    pieces: Vec<Option<Piece>>,
}

impl Searcher {
    /// From the files of an index. `None` where they are none.
    pub fn new(files: Files) -> Option<Searcher> {
        let meta = Meta::read(&super::bytes::unpack(files.0.get(super::ENTRY)?)?)?;
        let pieces = meta.pieces.iter().map(|_| None).collect();
        Some(Searcher { files, meta, pieces })
    }

    /// Finds all notes that have everything that is asked for; where there is none, those that have the most of its words.
    pub fn search(&mut self, query: &str) -> Answer {
        let clauses = parse(query);
        let mut answer = Answer::default();
        let mut wanted: Vec<(Hits, bool)> = Vec::new();
        let mut begun: Option<Hits> = None;
        for clause in clauses.iter().filter(|clause| !clause.not) {
            if clauses.len() > 1 && clause.is_begun() {
                begun = Some(self.clause(clause, &mut answer));
                continue;
            }
            wanted.push((self.clause(clause, &mut answer), !matches!(clause.want, Want::Tag(..) | Want::Folder(..))));
        }
        let unwanted: Vec<Hits> = clauses.iter().filter(|c| c.not).map(|c| self.clause(c, &mut Answer::default())).collect();
        let Some((first, _)) = wanted.iter().min_by_key(|(hits, _)| hits.len()) else { return answer };
        let has_all = |note: &&u32| {
            wanted.iter().all(|(hits, _)| hits.contains_key(*note)) && !unwanted.iter().any(|hits| hits.contains_key(*note))
        };
        let score = |note: &u32| {
            let more = begun.as_ref().filter(|hits| hits.contains_key(note)).map_or(0.0, |_| BEGUN);
            (*note, self.score(*note, &wanted) + more)
        };
        answer.notes = first.keys().filter(has_all).map(score).collect();
        if answer.notes.is_empty() {
            answer.notes = most(&wanted, &unwanted).iter().map(score).collect();
            answer.partly = !answer.notes.is_empty();
        }
        answer.notes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        answer
    }

    /// Rounded, so that the last bits of a logarithm decide nothing.
    fn score(&self, note: u32, wanted: &[(Hits, bool)]) -> f64 {
        let (mut sum, mut named) = (0.0, 0);
        let length = K1 * (1.0 - B + B * self.meta.length(note) / self.meta.average);
        for (hits, _) in wanted.iter().filter(|(_, ranked)| *ranked) {
            let Some(hit) = hits.get(&note) else { continue };
            let count = hits.len() as f64;
            let rarity = (1.0 + (f64::from(self.meta.notes) - count + 0.5) / (count + 0.5)).ln();
            sum += rarity * hit.weight * (K1 + 1.0) / (hit.weight + length);
            named += hit.named;
        }
        let in_full = named > 0 && named >= self.meta.title_length(note);
        let factor = (1.0 + RANK * f64::from(self.meta.level(note)) / 15.0) * if in_full { NAMED } else { 1.0 };
        (sum * factor * 1e6).round() / 1e6
    }

    fn clause(&mut self, clause: &Clause, answer: &mut Answer) -> Hits {
        match &clause.want {
            Want::Word(slot) => {
                let mut senses = self.senses(slot, true);
                if senses.is_empty() && !clause.not {
                    senses = self.near(slot, answer);
                }
                answer.marks.push(self.mark(slot, &senses));
                self.hits(&senses)
            }
            Want::Phrase(slots) => {
                let senses: Vec<Vec<Sense>> = slots.iter().map(|slot| self.senses(slot, false)).collect();
                for (slot, senses) in slots.iter().zip(&senses) {
                    answer.marks.push(self.mark(slot, senses));
                }
                self.phrase(&senses)
            }
            Want::Tag(tag, typing) => self.having(&format!("#{tag}"), *typing),
            Want::Folder(folder, typing) => self.having(&format!("/{folder}"), *typing),
        }
    }

    fn mark(&self, slot: &Slot, senses: &[Sense]) -> Mark {
        let words = senses.iter().map(|(piece, word, _)| self.at(*piece).words[*word].text.clone()).collect();
        let long = slot.word.chars().count() > 1 || slot.word.starts_with(is_unparted);
        Mark { words, prefix: Some(slot.word.clone()).filter(|_| slot.prefix && long) }
    }

    pub(super) fn at(&self, piece: usize) -> &Piece {
        self.pieces[piece].as_ref().expect("a sense is of a piece that was loaded")
    }

    /// The piece in which a word stands, or would.
    pub(super) fn load(&mut self, word: &str) -> Option<usize> {
        let ix = self.meta.pieces.partition_point(|row| *row.from <= *word).checked_sub(1)?;
        self.load_at(ix).then_some(ix)
    }

    fn load_at(&mut self, ix: usize) -> bool {
        if self.pieces[ix].is_none() {
            self.pieces[ix] = self.files.read(&self.meta.pieces[ix].name).map(|raw| Piece::read(&raw));
        }
        self.pieces[ix].is_some()
    }

    /// The words that a slot stands for: the very word, with `stems` those of its stem, and, as a prefix, those of the same piece
    /// that begin so.
    fn senses(&mut self, slot: &Slot, stems: bool) -> Vec<Sense> {
        let Some(piece) = self.load(&slot.word) else { return Vec::new() };
        let mut senses = Vec::new();
        if let Ok(word) = self.at(piece).find(&slot.word) {
            self.family(piece, word, 1.0, stems, &mut senses);
        }
        if slot.prefix {
            self.prefixes(piece, &slot.word, &mut senses);
        }
        senses
    }

    /// A word and those of its stem.
    pub(super) fn family(&mut self, piece: usize, word: usize, weight: f64, stems: bool, senses: &mut Vec<Sense>) {
        senses.push((piece, word, weight));
        if !stems {
            return;
        }
        let words = &self.at(piece).words;
        let stem = words[word].stem;
        let same = (stem..words.len()).filter(|ix| *ix != word && words[*ix].stem == stem);
        senses.extend(same.map(|ix| (piece, ix, weight * STEM)));
        for other in words[word].elsewhere.clone() {
            let Some(piece) = self.load(&other) else { continue };
            if let Ok(ix) = self.at(piece).find(&other) {
                senses.push((piece, ix, weight * STEM));
            }
        }
    }

    fn prefixes(&mut self, piece: usize, prefix: &str, senses: &mut Vec<Sense>) {
        let unparted = prefix.starts_with(is_unparted);
        if prefix.chars().nth(1).is_none() && !unparted {
            return;
        }
        let mut found: Vec<Sense> = Vec::new();
        for piece in piece..self.meta.pieces.len() {
            let begins = piece == 0 || found.is_empty() || self.meta.pieces[piece].from.starts_with(prefix);
            // one character of a script without blanks stands for all pairs with it; else one piece is enough
            if !begins || !found.is_empty() && !unparted || !self.load_at(piece) {
                break;
            }
            let words = &self.at(piece).words;
            let from = self.at(piece).find(prefix).unwrap_or_else(|ix| ix);
            let until = from + words[from..].iter().take_while(|word| word.text.starts_with(prefix)).count();
            let new = |ix: &usize| !senses.iter().any(|(p, w, _)| (*p, *w) == (piece, *ix));
            found.extend((from..until).filter(new).map(|ix| (piece, ix, PREFIX)));
            if until < words.len() {
                break;
            }
        }
        if !unparted {
            found.sort_by_key(|(piece, word, _)| std::cmp::Reverse(self.at(*piece).words[*word].notes));
            found.truncate(PREFIXES);
        }
        senses.extend(found);
    }

    fn hits(&self, senses: &[Sense]) -> Hits {
        let mut hits = Hits::new();
        for (piece, word, weight) in senses {
            for (note, count, fields) in self.at(*piece).postings(*word) {
                let hit = hits.entry(note).or_default();
                hit.weight += weight * self.weight(note, count, fields);
                if fields & field::TITLE != 0 && *weight > PREFIX {
                    hit.named = 1;
                }
            }
        }
        hits
    }

    fn weight(&self, note: u32, count: u32, fields: u8) -> f64 {
        let field = |bit: u8, weight: f64| if fields & bit == 0 { 0.0 } else { weight };
        let title = TITLE / (1.0 + f64::from(self.meta.title_length(note)));
        f64::from(count)
            + field(field::TITLE, title)
            + field(field::ALIAS, ALIAS)
            + field(field::HEADING, HEADING)
            + field(field::TAG, TAG)
    }

    /// Notes in which words of all slots stand side by side.
    fn phrase(&self, slots: &[Vec<Sense>]) -> Hits {
        let mut fields: Vec<BTreeMap<u32, u8>> = Vec::new();
        for senses in slots {
            let mut notes: BTreeMap<u32, u8> = BTreeMap::new();
            for (piece, word, _) in senses {
                for (note, _, own) in self.at(*piece).postings(*word) {
                    *notes.entry(note).or_default() |= own;
                }
            }
            fields.push(notes);
        }
        let Some((first, others)) = fields.split_first() else { return Hits::new() };
        let both: Vec<u32> = first.keys().filter(|note| others.iter().all(|o| o.contains_key(*note))).copied().collect();
        let mut places: Vec<BTreeMap<u32, BTreeSet<u32>>> = Vec::new();
        for senses in slots {
            let mut at: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
            for (piece, word, _) in senses {
                let piece = self.at(*piece);
                piece.places(&self.files, *word, &both, |note, places| at.entry(note).or_default().extend(places));
            }
            places.push(at);
        }
        let mut hits = Hits::new();
        for note in both {
            let Some(starts) = places[0].get(&note) else { continue };
            let side_by_side = |start: &&u32| {
                (0u32..).zip(&places).all(|(ix, at)| at.get(&note).is_some_and(|places| places.contains(&(**start + ix))))
            };
            let count = starts.iter().filter(side_by_side).count() as u32;
            if count > 0 {
                let fields = fields.iter().fold(15, |all, notes| all & notes[&note]);
                let named = if fields & field::TITLE == 0 { 0 } else { slots.len() as u32 };
                hits.insert(note, Hit { weight: self.weight(note, count, fields), named });
            }
        }
        hits
    }

    /// Notes with a tag or folder, or one below it; while it is typed, with any that begins so.
    fn having(&mut self, word: &str, typing: bool) -> Hits {
        let slash = word.starts_with('/');
        let mut senses = Vec::new();
        let mut prefix = word.to_owned();
        if !typing {
            if let Some(piece) = self.load(word).filter(|_| !slash)
                && let Ok(ix) = self.at(piece).find(word)
            {
                senses.push((piece, ix, 1.0));
            }
            prefix.push('/');
        }
        let Some(first) = self.load(&prefix) else { return Hits::new() };
        for piece in first..self.meta.pieces.len() {
            if piece > first && !self.meta.pieces[piece].from.starts_with(&prefix) || !self.load_at(piece) {
                break;
            }
            let words = &self.at(piece).words;
            let from = self.at(piece).find(&prefix).unwrap_or_else(|ix| ix);
            let below = words[from..].iter().take_while(|word| word.text.starts_with(&prefix)).count();
            senses.extend((from..from + below).map(|ix| (piece, ix, 1.0)));
        }
        self.hits(&senses)
    }
}

/// The notes that have as many of the words as any note has, among those that the filters let through.
fn most(wanted: &[(Hits, bool)], unwanted: &[Hits]) -> Vec<u32> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for (hits, _) in wanted.iter().filter(|(_, ranked)| *ranked) {
        hits.keys().for_each(|note| *counts.entry(*note).or_default() += 1);
    }
    let filters = |note: &u32| wanted.iter().all(|(hits, ranked)| *ranked || hits.contains_key(note));
    counts.retain(|note, _| filters(note) && !unwanted.iter().any(|hits| hits.contains_key(note)));
    let most = counts.values().copied().max().unwrap_or(0);
    counts.into_iter().filter(|(_, count)| *count == most).map(|(note, _)| note).collect()
}
