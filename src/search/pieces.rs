//! The index as files: each small, gzipped, under a name made of what is in it. `docs/search-format.md` describes them.

use std::sync::Mutex;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::bytes::{number, pack, text};
use super::docs::{Docs, LEVELS};
use super::index::{Found, Index};
use crate::base::text::content_name;
use crate::note::Note;
use crate::site::{Sink, Site};
use crate::vault::NoteId;

/// Version of the format.
pub const VERSION: u32 = 1;
/// Bytes of a piece before it is packed: about 30 KB afterwards.
const PIECE: usize = 40 << 10;
/// Bytes of a file of places, before it is packed.
const PLACES: usize = 48 << 10;
/// Bytes of a page of titles, before it is packed, and how many notes it has at most.
const TITLES: (usize, usize) = (150 << 10, 5000);
/// Notes of a page of cards.
pub const CARDS: usize = 100;
/// Bytes of a list of words for spelling, before it is packed.
const SPELLING: usize = 64 << 10;

/// Packs a file, hands it over and answers its name.
fn put<E>(raw: &[u8], sink: &Sink<'_, E>) -> Result<String, E> {
    let packed = pack(raw);
    let name = content_name(&packed);
    sink(&format!("{}/{name}.idx", super::FOLDER), &packed)?;
    Ok(name)
}

/// Writes all files of the index.
pub(super) fn write<E: Send>(site: Site<'_>, docs: &Docs, index: &Index, sink: &Sink<'_, E>) -> Result<(), E> {
    // files go by what is in them: where two are the same, it is one file
    let given: Mutex<FxHashSet<String>> = Mutex::default();
    let is_new = |path: &str| given.lock().expect("no thread panics while it holds the list").insert(path.to_owned());
    let sink: &Sink<'_, E> = &|path, bytes| if is_new(path) { sink(path, bytes) } else { Ok(()) };
    let cuts = cuts(index);
    let piece = |range: &std::ops::Range<usize>| put(&piece(index, range.clone(), sink)?, sink);
    let pieces = cuts.par_iter().map(piece).collect::<Result<Vec<_>, E>>()?;

    let titles = title_pages(site, docs);
    let names = |pages: &[String]| pages.par_iter().map(|page| put(page.as_bytes(), sink)).collect::<Result<Vec<_>, E>>();
    let title_names = names(&titles.iter().map(|(_, page)| page.clone()).collect::<Vec<_>>())?;
    let cards = if titles.len() > 1 { names(&card_pages(site, docs))? } else { Vec::new() };
    let spelling = spelling(index);
    let spelling_names = spelling.par_iter().map(|(_, raw)| put(raw, sink)).collect::<Result<Vec<_>, E>>()?;

    let mut meta = Vec::new();
    number(&mut meta, VERSION);
    number(&mut meta, docs.notes.len() as u32);
    (1..LEVELS).for_each(|level| number(&mut meta, docs.levels[level]));
    let total: u64 = index.lengths().map(|(length, _)| u64::from(length)).sum();
    number(&mut meta, (total / docs.notes.len().max(1) as u64) as u32);
    table(&mut meta, cuts.iter().map(|range| separator(index, range.start)).zip(&pieces));
    number(&mut meta, titles.len() as u32);
    for ((first, _), name) in titles.iter().zip(&title_names) {
        number(&mut meta, *first);
        meta.extend_from_slice(name.as_bytes());
    }
    number(&mut meta, CARDS as u32);
    number(&mut meta, cards.len() as u32);
    cards.iter().for_each(|name| meta.extend_from_slice(name.as_bytes()));
    table(&mut meta, spelling.iter().map(|(first, _)| &**first).zip(&spelling_names));
    meta.extend(index.lengths().map(|(length, title)| length_class(length) | (title.min(15) as u8) << 4));
    sink(super::ENTRY, &pack(&meta))
}

/// A table of files by the first word of each.
fn table<'t>(out: &mut Vec<u8>, rows: impl ExactSizeIterator<Item = (&'t str, &'t String)>) {
    number(out, rows.len() as u32);
    for (word, name) in rows {
        text(out, word);
        out.extend_from_slice(name.as_bytes());
    }
}

/// The class of a note's length, 0 to 15: class `c` stands for about `4 · 2^(0.75 c)` words.
pub(super) fn length_class(words: u32) -> u8 {
    ((f64::from(words.max(1)) / 4.0).log2() / 0.75).round().clamp(0.0, 15.0) as u8
}

/// Where one piece ends and the next begins: at about the right size, where no stem's words are parted if that can be.
fn cuts(index: &Index) -> Vec<std::ops::Range<usize>> {
    let mut cuts = Vec::new();
    let (mut start, mut size, mut reach) = (0, 0, 0);
    for ix in 0..index.len() {
        let own = index.weight(ix) + 8;
        // what takes a piece by itself is not loaded along with its neighbours
        if own > PIECE && size > PIECE / 4 {
            cuts.push(start..ix);
            (start, size) = (ix, 0);
        }
        size += own;
        reach = reach.max(index.next[ix] as usize);
        let whole = reach <= ix;
        let next = if ix + 1 < index.len() { index.word(ix + 1) } else { "" };
        let same = common(index.word(ix), next);
        if size >= PIECE && (whole && same < 3 || size >= PIECE * 5 / 4) || size >= PIECE * 3 / 4 && whole && same < 2 {
            cuts.push(start..ix + 1);
            (start, size) = (ix + 1, 0);
        }
    }
    if start < index.len() {
        cuts.push(start..index.len());
    }
    cuts
}

/// The shortest start of a word that stands behind the word before it: what is looked up is before it or not. So every beginning
/// of a word leads to the first piece that has such words.
fn separator(index: &Index, ix: usize) -> &str {
    let word = index.word(ix);
    let Some(before) = ix.checked_sub(1) else { return "" };
    let same = common(index.word(before), word);
    &word[..same + word[same..].chars().next().map_or(0, char::len_utf8)]
}

/// How many bytes two words have in common at their start, to a border of characters.
fn common(a: &str, b: &str) -> usize {
    let mut same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    while !a.is_char_boundary(same) {
        same -= 1;
    }
    same
}

/// The words `range` with all that is known of them; their places go to files of their own.
fn piece<E>(index: &Index, range: std::ops::Range<usize>, sink: &Sink<'_, E>) -> Result<Vec<u8>, E> {
    let (mut words, mut postings, mut places) = (Vec::new(), Vec::new(), Places::default());
    let mut before = "";
    for ix in range.clone() {
        let Found { notes, postings: own, places: at } = index.found(ix);
        let word = index.word(ix);
        let same = common(before, word);
        number(&mut words, same as u32);
        text(&mut words, &word[same..]);
        number(&mut words, notes);
        number(&mut words, own.len() as u32);
        number(&mut words, at.len() as u32);
        relations(&mut words, index, &range, ix);
        places.add(&own, &at, sink)?;
        postings.extend_from_slice(&own);
        before = word;
    }
    places.finish(sink)?;
    let mut out = Vec::with_capacity(words.len() + postings.len() + 64);
    number(&mut out, range.len() as u32);
    out.extend_from_slice(&words);
    number(&mut out, places.files.len() as u32);
    for (name, start, posting) in &places.files {
        out.extend_from_slice(name.as_bytes());
        number(&mut out, *start);
        number(&mut out, *posting);
    }
    out.extend_from_slice(&postings);
    Ok(out)
}

/// The other words of a word's stem: how far back in this piece the last one is, and those of other pieces, spelled out.
fn relations(out: &mut Vec<u8>, index: &Index, range: &std::ops::Range<usize>, ix: usize) {
    let (mut back, mut elsewhere) = (0, Vec::new());
    let mut other = index.next[ix] as usize;
    while other != ix {
        if !range.contains(&other) {
            elsewhere.push(other);
        } else if other < ix && (back == 0 || ix - other < back) {
            back = ix - other;
        }
        other = index.next[other] as usize;
    }
    // a stem whose words are in very many pieces is an accident of the stemmer
    elsewhere.sort_unstable();
    elsewhere.truncate(16);
    number(out, (back as u32) << 1 | u32::from(!elsewhere.is_empty()));
    if !elsewhere.is_empty() {
        number(out, elsewhere.len() as u32);
        elsewhere.iter().for_each(|other| text(out, index.word(*other)));
    }
}

/// The places of a piece's words, in files of bounded size.
#[derive(Default)]
struct Places {
    bytes: Vec<u8>,
    /// Where the file begins among all places of the piece, and with which posting of its word.
    start: u32,
    posting: u32,
    files: Vec<(String, u32, u32)>,
}

impl Places {
    fn add<E>(&mut self, postings: &[u8], places: &[u8], sink: &Sink<'_, E>) -> Result<(), E> {
        if places.is_empty() {
            return Ok(());
        }
        if self.bytes.len() + places.len() <= PLACES {
            self.bytes.extend_from_slice(places);
            return Ok(());
        }
        let mut rest = places;
        for (ix, (_, count, _)) in super::reader::Postings::new(postings).enumerate() {
            if self.bytes.len() >= PLACES {
                let start = self.start + self.bytes.len() as u32;
                self.finish(sink)?;
                (self.start, self.posting) = (start, ix as u32);
            }
            let length = super::reader::numbers(rest, count as usize);
            self.bytes.extend_from_slice(&rest[..length]);
            rest = &rest[length..];
        }
        Ok(())
    }

    fn finish<E>(&mut self, sink: &Sink<'_, E>) -> Result<(), E> {
        if !self.bytes.is_empty() {
            let name = put(&self.bytes, sink)?;
            self.files.push((name, self.start, self.posting));
            self.bytes.clear();
        }
        Ok(())
    }
}

/// Titles, aliases, tags and headings: of each page the number of its first note, and JSON.
fn title_pages(site: Site<'_>, docs: &Docs) -> Vec<(u32, String)> {
    let rows: Vec<String> = docs.notes.par_iter().map(|id| title_row(site, *id)).collect();
    let mut pages: Vec<(u32, String)> = Vec::new();
    let mut count = 0;
    for (ix, row) in rows.into_iter().enumerate() {
        match pages.last_mut() {
            Some((_, page)) if page.len() + row.len() < TITLES.0 && count < TITLES.1 => {
                page.push_str(",\n");
                page.push_str(&row);
                count += 1;
            }
            _ => {
                pages.push((ix as u32, format!("[{row}")));
                count = 1;
            }
        }
    }
    pages.iter_mut().for_each(|(_, page)| page.push(']'));
    pages
}

/// Pages of [`CARDS`] notes each, with what a result shows.
fn card_pages(site: Site<'_>, docs: &Docs) -> Vec<String> {
    let page = |ids: &[NoteId]| {
        let rows: Vec<String> = ids.iter().map(|id| json(&card(site, *id))).collect();
        format!("[{}]", rows.join(",\n"))
    };
    docs.notes.par_chunks(CARDS).map(page).collect()
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("texts make JSON")
}

/// Address below the site's root, title, folder.
fn card(site: Site<'_>, id: NoteId) -> (String, &str, &str) {
    let url = site.plan.notes[id.ix()].encoded();
    (url.trim_start_matches('/').to_owned(), site.title(id), site.sources[id.ix()].path.folder())
}

fn title_row(site: Site<'_>, id: NoteId) -> String {
    let note = site.note(id);
    let mut tags: Vec<&str> = note.tags.iter().map(|tag| &*tag.name).collect();
    tags.sort_unstable();
    tags.dedup();
    let (url, title, folder) = card(site, id);
    json(&(url, title, folder, &note.meta.aliases, tags, headings(note)))
}

/// The headings, each with its anchor behind it; an empty one where it is the text in lower case with hyphens for blanks.
fn headings(note: &Note) -> Vec<&str> {
    let listed = note
        .headings
        .iter()
        .enumerate()
        .filter(|(ix, heading)| !heading.nested && !heading.text.is_empty() && note.title_heading != Some(*ix as u32));
    let row = |(_, heading): (usize, &'_ crate::note::Heading)| {
        let plain = heading.text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ');
        plain && heading.text.to_ascii_lowercase().replace(' ', "-") == heading.slug
    };
    listed.flat_map(|(ix, heading)| [&*heading.text, if row((ix, heading)) { "" } else { &*heading.slug }]).collect()
}

/// Words alone, for slips of the finger: each list by its first word.
fn spelling(index: &Index) -> Vec<(String, Vec<u8>)> {
    let mut lists: Vec<(String, Vec<u8>)> = Vec::new();
    let mut before = String::new();
    for ix in 0..index.len() {
        let word = index.word(ix);
        let letters = word.chars().count();
        if letters < 4 || word.starts_with(['#', '/']) || word.chars().any(|c| c.is_numeric() || super::words::is_unparted(c)) {
            continue;
        }
        if lists.last().is_none_or(|(_, list)| list.len() > SPELLING) {
            lists.push((word.to_owned(), Vec::new()));
            before.clear();
        }
        let list = &mut lists.last_mut().expect("one was just made").1;
        let same = common(&before, word);
        number(list, same as u32);
        text(list, &word[same..]);
        number(list, index.notes(ix));
        word.clone_into(&mut before);
    }
    lists
}
