//! Reading the files of the index again, as the theme's script does.

use std::collections::BTreeMap;

use super::bytes::{Bytes, unpack};
use super::docs::LEVELS;

/// The postings of a word: note, how often, fields.
pub(super) struct Postings<'b> {
    bytes: Bytes<'b>,
    note: u32,
}

impl<'b> Postings<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Postings { bytes: Bytes(bytes), note: 0 }
    }
}

impl Iterator for Postings<'_> {
    type Item = (u32, u32, u8);

    fn next(&mut self) -> Option<Self::Item> {
        if self.bytes.0.is_empty() {
            return None;
        }
        let head = self.bytes.number();
        self.note += head >> 1;
        if head & 1 == 0 {
            return Some((self.note - 1, 1, 0));
        }
        let packed = self.bytes.take(1).first().copied().unwrap_or_default();
        let count = match packed >> 4 {
            15 => 15 + self.bytes.number(),
            count => u32::from(count),
        };
        Some((self.note - 1, count, packed & 15))
    }
}

/// How many bytes the next `count` numbers take.
pub(super) fn numbers(bytes: &[u8], count: usize) -> usize {
    let ends = bytes.iter().enumerate().filter(|(_, b)| **b < 0x80).map(|(i, _)| i + 1);
    if count == 0 { 0 } else { ends.clone().nth(count - 1).unwrap_or(bytes.len()) }
}

/// A file's place in a table: from which word on, and its name.
pub(super) struct Row {
    pub(super) from: String,
    pub(super) name: String,
}

/// What the entry file says.
pub(super) struct Meta {
    pub(super) notes: u32,
    /// How many notes have level 1, 2, … of rank, or a higher one.
    levels: [u32; LEVELS - 1],
    pub(super) average: f64,
    pub(super) pieces: Vec<Row>,
    pub(super) spelling: Vec<Row>,
    lengths: Vec<u8>,
}

const NAME: usize = 12;

fn name(bytes: &mut Bytes<'_>) -> String {
    String::from_utf8_lossy(bytes.take(NAME)).into_owned()
}

fn rows(bytes: &mut Bytes<'_>) -> Vec<Row> {
    let count = bytes.number();
    (0..count).map(|_| Row { from: bytes.text().to_owned(), name: name(bytes) }).collect()
}

impl Meta {
    pub(super) fn read(raw: &[u8]) -> Option<Meta> {
        let mut bytes = Bytes(raw);
        if bytes.number() != super::pieces::VERSION {
            return None;
        }
        let notes = bytes.number();
        let levels = std::array::from_fn(|_| bytes.number());
        let average = f64::from(bytes.number().max(1));
        let pieces = rows(&mut bytes);
        // pages of titles and of cards: here the site itself is at hand
        for _ in 0..bytes.number() {
            bytes.number();
            bytes.take(NAME);
        }
        bytes.number();
        for _ in 0..bytes.number() {
            bytes.take(NAME);
        }
        let spelling = rows(&mut bytes);
        Some(Meta { notes, levels, average, pieces, spelling, lengths: bytes.0.to_vec() })
    }

    /// The level of a note's rank, 0 to 15: notes stand in its order.
    pub(super) fn level(&self, note: u32) -> u32 {
        self.levels.iter().filter(|count| note < **count).count() as u32
    }

    /// About how many words a note has.
    pub(super) fn length(&self, note: u32) -> f64 {
        let class = self.lengths.get(note as usize).map_or(0, |packed| packed & 15);
        4.0 * 2f64.powf(0.75 * f64::from(class))
    }

    /// How many words its title has, up to 15.
    pub(super) fn title_length(&self, note: u32) -> u32 {
        self.lengths.get(note as usize).map_or(0, |packed| u32::from(packed >> 4))
    }
}

/// A word in a piece.
pub(super) struct Word {
    pub(super) text: String,
    pub(super) notes: u32,
    postings: std::ops::Range<usize>,
    places: std::ops::Range<usize>,
    /// The first word of its stem in this piece.
    pub(super) stem: usize,
    /// Words of its stem in other pieces.
    pub(super) elsewhere: Vec<String>,
}

/// A piece: words with their postings.
pub(super) struct Piece {
    pub(super) words: Vec<Word>,
    files: Vec<(String, usize, usize)>,
    postings: Vec<u8>,
}

impl Piece {
    pub(super) fn read(raw: &[u8]) -> Piece {
        let mut bytes = Bytes(raw);
        let count = bytes.number() as usize;
        let mut words: Vec<Word> = Vec::with_capacity(count);
        let (mut postings, mut places) = (0, 0);
        for ix in 0..count {
            let same = bytes.number() as usize;
            let rest = bytes.text();
            let text = words.last().map_or("", |word| word.text.get(..same).unwrap_or_default()).to_owned() + rest;
            let (notes, own, at) = (bytes.number(), bytes.number() as usize, bytes.number() as usize);
            let link = bytes.number();
            let stem = match (link >> 1) as usize {
                0 => ix,
                back => words[ix - back].stem,
            };
            let others = if link & 1 == 1 { bytes.number() } else { 0 };
            let elsewhere = (0..others).map(|_| bytes.text().to_owned()).collect();
            words.push(Word { text, notes, postings: postings..postings + own, places: places..places + at, stem, elsewhere });
            (postings, places) = (postings + own, places + at);
        }
        let count = bytes.number();
        let files = (0..count).map(|_| (name(&mut bytes), bytes.number() as usize, bytes.number() as usize)).collect();
        Piece { words, files, postings: bytes.0.to_vec() }
    }

    /// Where a word stands, or would.
    pub(super) fn find(&self, word: &str) -> Result<usize, usize> {
        self.words.binary_search_by(|other| (*other.text).cmp(word))
    }

    pub(super) fn postings(&self, word: usize) -> Postings<'_> {
        Postings::new(&self.postings[self.words[word].postings.clone()])
    }

    /// Calls `found` with each of `notes` (sorted) that has a word, and the places where. Only the files that are needed are read.
    pub(super) fn places(&self, files: &Files, word: usize, notes: &[u32], mut found: impl FnMut(u32, Vec<u32>)) {
        let range = self.words[word].places.clone();
        let postings: Vec<(u32, u32, u8)> = self.postings(word).collect();
        for (ix, (name, start, posting)) in self.files.iter().enumerate() {
            let end = self.files.get(ix + 1).map_or(usize::MAX, |(_, start, _)| *start);
            if *start >= range.end || end <= range.start {
                continue;
            }
            let (mut at, skip) = if *start <= range.start { (0, range.start - start) } else { (*posting, 0) };
            let until = match self.files.get(ix + 1) {
                Some((_, next, posting)) if *next < range.end => *posting,
                _ => postings.len(),
            };
            if !postings[at..until].iter().any(|(note, ..)| notes.binary_search(note).is_ok()) {
                continue;
            }
            let Some(raw) = files.read(name) else { continue };
            let mut bytes = Bytes(raw.get(skip..).unwrap_or_default());
            while at < until {
                let (note, count, _) = postings[at];
                let mut place = 0;
                let places = (0..count).map(|_| {
                    place += bytes.number();
                    place
                });
                let places: Vec<u32> = places.collect();
                if notes.binary_search(&note).is_ok() {
                    found(note, places);
                }
                at += 1;
            }
        }
    }
}

/// The files of an index, by their path in the output.
#[derive(Default)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

impl Files {
    /// Unpacks a file by its name.
    pub(super) fn read(&self, name: &str) -> Option<Vec<u8>> {
        unpack(self.0.get(&format!("{}/{name}.idx", super::FOLDER))?)
    }
}
