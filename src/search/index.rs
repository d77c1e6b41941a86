//! All chunks together: every word once, sorted, with the other words of its stem.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::bytes::{Bytes, number};
use super::docs::Docs;
use super::gather::{self, Chunk};
use super::stem::{Language, Stems};
use crate::site::Site;

/// Notes of a chunk. It decides nothing but how the work is shared.
const CHUNK: usize = 1024;

/// The whole index.
pub(super) struct Index {
    chunks: Vec<Chunk>,
    /// Where each word stands in the chunks: chunk and index there, in the order of the words and of the chunks.
    entries: Vec<(u32, u32)>,
    /// Where the entries of each word begin; and one more.
    starts: Vec<u32>,
    /// The next word of the same stem, in a circle; a word without others is next to itself.
    pub(super) next: Vec<u32>,
}

/// What a word has in the files.
#[derive(Default)]
pub(super) struct Found {
    pub(super) notes: u32,
    pub(super) postings: Vec<u8>,
    pub(super) places: Vec<u8>,
}

impl Index {
    pub(super) fn new(site: Site<'_>, docs: &Docs) -> Index {
        let starts: Vec<usize> = (0..docs.notes.len()).step_by(CHUNK).collect();
        let chunk = |start: &usize| gather::chunk(site, docs, *start..(start + CHUNK).min(docs.notes.len()));
        let chunks: Vec<Chunk> = starts.par_iter().map(chunk).collect();
        let mut entries: Vec<(u32, u32)> =
            (0..).zip(&chunks).flat_map(|(ix, chunk)| (0..chunk.words.len() as u32).map(move |word| (ix, word))).collect();
        let text = |(chunk, word): (u32, u32)| {
            let chunk = &chunks[chunk as usize];
            chunk.text(&chunk.words[word as usize])
        };
        if chunks.len() > 1 {
            entries.par_sort_unstable_by(|a, b| text(*a).cmp(text(*b)).then(a.0.cmp(&b.0)));
        }
        let begins = |ix: &usize| *ix == 0 || text(entries[*ix]) != text(entries[ix - 1]);
        let mut starts: Vec<u32> = (0..entries.len()).filter(begins).map(|ix| ix as u32).collect();
        starts.push(entries.len() as u32);
        let mut index = Index { chunks, entries, starts, next: Vec::new() };
        index.next = index.circles(Language::of(&site.config.site.language));
        index
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub(super) fn word(&self, ix: usize) -> &str {
        let (chunk, word) = self.entries[self.starts[ix] as usize];
        let chunk = &self.chunks[chunk as usize];
        chunk.text(&chunk.words[word as usize])
    }

    fn entries(&self, ix: usize) -> impl Iterator<Item = (&Chunk, u32)> {
        let range = self.starts[ix] as usize..self.starts[ix + 1] as usize;
        self.entries[range].iter().map(|(chunk, word)| (&self.chunks[*chunk as usize], *word))
    }

    /// About how many bytes the postings of a word take.
    pub(super) fn weight(&self, ix: usize) -> usize {
        self.entries(ix).map(|(chunk, word)| chunk.postings(&chunk.words[word as usize]).len()).sum()
    }

    /// How many notes have a word.
    pub(super) fn notes(&self, ix: usize) -> u32 {
        self.entries(ix).map(|(chunk, word)| chunk.words[word as usize].notes).sum()
    }

    /// A word's postings and places in all notes.
    pub(super) fn found(&self, ix: usize) -> Found {
        let mut found = Found::default();
        let mut last = 0;
        for (chunk, word) in self.entries(ix) {
            let word = &chunk.words[word as usize];
            let mut bytes = Bytes(chunk.postings(word));
            let first = bytes.number();
            number(&mut found.postings, ((chunk.first + (first >> 1) - last) << 1) | first & 1);
            found.postings.extend_from_slice(bytes.0);
            found.places.extend_from_slice(chunk.places(word));
            found.notes += word.notes;
            last = word.last;
        }
        found
    }

    /// The words of all notes: of each note, and of its title.
    pub(super) fn lengths(&self) -> impl Iterator<Item = (u32, u32)> {
        self.chunks.iter().flat_map(|chunk| chunk.lengths.iter().copied())
    }

    /// Brings the words of one stem together. A word that notes in several languages have goes by the rules of the one that most
    /// of them are in.
    fn circles(&self, main: Language) -> Vec<u32> {
        let words: Vec<usize> = (0..self.len()).collect();
        let stems: Vec<Option<(Language, String)>> = words
            .par_chunks(2048)
            .flat_map_iter(|words| {
                let stems = Stems::new();
                words.iter().map(move |ix| self.stem(&stems, main, *ix)).collect::<Vec<_>>()
            })
            .collect();
        let mut last: FxHashMap<&(Language, String), u32> = FxHashMap::default();
        let mut next: Vec<u32> = (0..self.len() as u32).collect();
        for (ix, stem) in stems.iter().enumerate() {
            let Some(stem) = stem else { continue };
            if let Some(before) = last.insert(stem, ix as u32) {
                next[ix] = std::mem::replace(&mut next[before as usize], ix as u32);
            }
        }
        next
    }

    fn stem(&self, stems: &Stems, main: Language, ix: usize) -> Option<(Language, String)> {
        let word = self.word(ix);
        if word.starts_with(['#', '/']) {
            return None;
        }
        let mut others: Vec<(Language, u32)> = Vec::new();
        let (mut written, mut notes) = (None, 0);
        for (chunk, at) in self.entries(ix) {
            notes += chunk.words[at as usize].notes;
            if written.is_none() && !word.is_empty() {
                let found = chunk.written.binary_search_by_key(&at, |(word, _)| *word).ok();
                written = found.map(|found| &*chunk.written[found].1);
            }
            let from = chunk.foreign.partition_point(|(word, ..)| *word < at);
            for (_, language, count) in chunk.foreign[from..].iter().take_while(|(word, ..)| *word == at) {
                match others.iter_mut().find(|(other, _)| other == language) {
                    Some((_, sum)) => *sum += count,
                    None => others.push((*language, *count)),
                }
            }
        }
        let foreign: u32 = others.iter().map(|(_, count)| count).sum();
        others.push((main, notes - foreign));
        let (language, _) = others.into_iter().max_by_key(|(language, count)| (*count, std::cmp::Reverse(*language)))?;
        Some(stems.stem(language, written.unwrap_or(word)))
    }
}
