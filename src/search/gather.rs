//! The words of a row of notes: one chunk of the index. Each chunk is made by itself, on any thread.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::bytes::number;
use super::stem::Language;
use super::words::{fold, words};
use super::{docs::Docs, field};
use crate::base::text::Span;
use crate::note::{Plain, RunKind};
use crate::site::Site;
use crate::vault::NoteId;

/// The words of the notes from `first` on, sorted.
pub(super) struct Chunk {
    pub(super) first: u32,
    pub(super) words: Vec<Word>,
    texts: String,
    bytes: Vec<u8>,
    /// Words with letters beyond ASCII as they are written, in lower case: what stemmers want. By index, sorted.
    pub(super) written: Vec<(u32, Box<str>)>,
    /// Words of notes in another language than the site's: index, language, in how many. Sorted.
    pub(super) foreign: Vec<(u32, Language, u32)>,
    /// How long each note is: words of its text, and of its title.
    pub(super) lengths: Vec<(u32, u32)>,
}

/// A word of a chunk. Ranges are those of the chunk's texts and bytes.
pub(super) struct Word {
    text: Span,
    postings: Span,
    places: Span,
    /// How many notes have it.
    pub(super) notes: u32,
    /// The last of them.
    pub(super) last: u32,
}

impl Chunk {
    pub(super) fn text(&self, word: &Word) -> &str {
        &self.texts[word.text.range()]
    }

    /// Its postings: of each note a number, twice the distance from the note before (of the first one, from the note before the
    /// chunk), odd where more follows: fields in the lower four bits, how often in the upper ones; 15 says that 15 and the next
    /// number are meant. An even number means once, and in no field.
    pub(super) fn postings(&self, word: &Word) -> &[u8] {
        &self.bytes[word.postings.range()]
    }

    /// Where it stands in each note: distances in words, the first from the beginning.
    pub(super) fn places(&self, word: &Word) -> &[u8] {
        &self.bytes[word.places.range()]
    }
}

/// A word while its notes are being read.
#[derive(Default)]
struct Open {
    postings: Vec<u8>,
    places: Vec<u8>,
    notes: u32,
    /// The note that was read last and is not yet in the postings, plus one; 0: none.
    note: u32,
    before: u32,
    count: u32,
    fields: u8,
    place: u32,
}

impl Open {
    fn add(&mut self, note: u32, place: Option<u32>, fields: u8) {
        if self.note != note {
            self.flush();
            (self.note, self.count, self.fields, self.place) = (note, 0, 0, 0);
            self.notes += 1;
        }
        self.count += 1;
        self.fields |= fields;
        if let Some(place) = place {
            number(&mut self.places, place - self.place);
            self.place = place;
        }
    }

    fn flush(&mut self) {
        if self.note == 0 {
            return;
        }
        let distance = (self.note - self.before) << 1;
        if self.count == 1 && self.fields == 0 {
            number(&mut self.postings, distance);
        } else {
            number(&mut self.postings, distance | 1);
            self.postings.push(self.fields | (self.count.min(15) as u8) << 4);
            if self.count >= 15 {
                number(&mut self.postings, self.count - 15);
            }
        }
        self.before = self.note;
        self.note = 0;
    }
}

/// Reads the notes `range` of `docs`.
pub(super) fn chunk(site: Site<'_>, docs: &Docs, range: Range<usize>) -> Chunk {
    let main = Language::of(&site.config.site.language);
    let first = range.start as u32;
    let mut gather = Gather { map: FxHashMap::default(), open: Vec::new(), written: FxHashMap::default(), note: 0, place: 0 };
    let mut foreign: FxHashMap<(u32, Language), u32> = FxHashMap::default();
    let mut lengths = Vec::with_capacity(range.len());
    for (ix, id) in range.clone().zip(&docs.notes[range]) {
        (gather.note, gather.place) = (ix as u32 - first + 1, 0);
        let length = gather.note(site, *id);
        lengths.push(length);
        let language = site.note(*id).meta.language.as_deref().map_or(main, Language::of);
        if language != main {
            for (word, open) in (0..).zip(&gather.open) {
                if open.note == gather.note {
                    *foreign.entry((word, language)).or_default() += 1;
                }
            }
        }
    }
    gather.finish(first, foreign, lengths)
}

struct Gather {
    map: FxHashMap<Box<str>, u32>,
    open: Vec<Open>,
    written: FxHashMap<u32, Box<str>>,
    /// The note that is read, counted from 1 in the chunk.
    note: u32,
    place: u32,
}

impl Gather {
    /// All words of a note: title, aliases, tags, chosen properties, text. Between them, and between blocks, a place is left free,
    /// so that no phrase goes across. Answers the length of text and title.
    fn note(&mut self, site: Site<'_>, id: NoteId) -> (u32, u32) {
        let (note, named) = (site.note(id), site.named(id));
        let title = self.line(site.title(id), field::TITLE);
        for alias in &note.meta.aliases {
            self.line(alias, field::ALIAS);
        }
        let body = note.meta.span.end;
        for tag in &note.tags {
            if tag.span.start < body {
                self.line(&tag.name, field::TAG);
            }
            self.filter(&format!("#{}", fold(&tag.name)));
        }
        self.filter(&format!("/{}/", fold(named.path.folder())));
        for name in &site.config.search.front_matter {
            if let Some(value) = note.meta.properties.get(name) {
                self.property(value, 0);
            }
        }
        let before = self.place;
        let plain = note.plain_with(|ix| site.link_text(id, ix));
        let own = note.title_heading.map(|ix| plain.headings[ix as usize]);
        self.body(&plain, own, site.config.search.code);
        (self.place - before, title)
    }

    fn line(&mut self, text: &str, fields: u8) -> u32 {
        let mut count = 0;
        words(text, |word, range| {
            count += 1;
            self.word(word, &text[range], fields);
        });
        self.place += 1;
        count
    }

    fn property(&mut self, value: &serde_json::Value, depth: usize) {
        match value {
            serde_json::Value::String(text) => drop(self.line(text, 0)),
            serde_json::Value::Number(number) => drop(self.line(&number.to_string(), 0)),
            serde_json::Value::Array(values) if depth < 4 => values.iter().for_each(|value| self.property(value, depth + 1)),
            serde_json::Value::Object(map) if depth < 4 => map.values().for_each(|value| self.property(value, depth + 1)),
            _ => {}
        }
    }

    fn body(&mut self, plain: &Plain, own_title: Option<Span>, code: bool) {
        let text = &*plain.text;
        let (mut run, mut heading, mut end) = (0, 0, 0);
        words(text, |word, range| {
            let at = range.start as u32;
            while plain.runs.get(run + 1).is_some_and(|next| next.start <= at) {
                run += 1;
            }
            let kind = plain.runs.get(run).map_or(RunKind::Text, |run| run.kind);
            if kind == RunKind::Math || kind == RunKind::Code && !code {
                return;
            }
            if own_title.is_some_and(|own| own.start <= at && at < own.end) {
                return;
            }
            while plain.headings.get(heading).is_some_and(|span| span.end <= at) {
                heading += 1;
            }
            let in_heading = plain.headings.get(heading).is_some_and(|span| span.start <= at);
            self.place += u32::from(range.start > end && text.as_bytes()[end..range.start].windows(2).any(|w| w == b"\n\n"));
            end = range.end.max(end);
            let fields = if in_heading { field::HEADING } else { 0 } | if kind == RunKind::Tag { field::TAG } else { 0 };
            self.word(word, &text[range], fields);
        });
    }

    fn word(&mut self, word: &str, written: &str, fields: u8) {
        let ix = self.index(word);
        self.place += 1;
        self.open[ix as usize].add(self.note, Some(self.place), fields);
        if !written.is_ascii() && !self.written.contains_key(&ix) {
            let lower = written.to_lowercase();
            // what is written may be two words: ¾
            if lower != word && fold(written) == word {
                self.written.insert(ix, lower.into());
            }
        }
    }

    fn filter(&mut self, word: &str) {
        let ix = self.index(word) as usize;
        if self.open[ix].note != self.note {
            self.open[ix].add(self.note, None, 0);
        }
    }

    fn index(&mut self, word: &str) -> u32 {
        if let Some(ix) = self.map.get(word) {
            return *ix;
        }
        let ix = self.open.len() as u32;
        self.map.insert(word.into(), ix);
        self.open.push(Open::default());
        ix
    }

    /// All in few allocations, words sorted.
    fn finish(mut self, first: u32, foreign: FxHashMap<(u32, Language), u32>, lengths: Vec<(u32, u32)>) -> Chunk {
        #[allow(clippy::iter_over_hash_type)] // sorted right away
        let mut order: Vec<(Box<str>, u32)> = self.map.into_iter().collect();
        order.sort_unstable();
        let mut places = vec![0; order.len()];
        let (mut texts, mut bytes) = (String::new(), Vec::new());
        let mut words = Vec::with_capacity(order.len());
        for (new, (text, old)) in (0..).zip(order) {
            places[old as usize] = new;
            let open = &mut self.open[old as usize];
            open.flush();
            let span = |from: usize, to: usize| Span::new(from, to);
            let start = bytes.len();
            bytes.extend_from_slice(&open.postings);
            let middle = bytes.len();
            bytes.extend_from_slice(&open.places);
            let text_start = texts.len();
            texts.push_str(&text);
            words.push(Word {
                text: span(text_start, texts.len()),
                postings: span(start, middle),
                places: span(middle, bytes.len()),
                notes: open.notes,
                last: first + open.before,
            });
            *open = Open::default();
        }
        let mut written: Vec<(u32, Box<str>)> = self.written.into_iter().map(|(ix, text)| (places[ix as usize], text)).collect();
        written.sort_unstable();
        let mut foreign: Vec<_> = foreign.into_iter().map(|((ix, lang), count)| (places[ix as usize], lang, count)).collect();
        foreign.sort_unstable();
        Chunk { first, words, texts, bytes, written, foreign, lengths }
    }
}
