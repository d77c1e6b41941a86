//! Full-text search: the words of all notes become an index in pieces, which a page loads one by one as they are needed.
//!
//! [`words`] says what a word is, [`gather`] collects them note by note, [`index`] brings all together, [`pieces`] writes the files;
//! [`find`] answers questions from those very files, as the theme's `search-index.js` does. The format is in
//! `docs/search-format.md`.

pub mod bytes;
mod docs;
pub mod excerpt;
pub mod find;
mod gather;
mod index;
mod near;
pub mod pieces;
pub mod query;
mod reader;
mod spelling;
mod stem;
pub mod words;

use crate::site::{Sink, Site};
use crate::vault::NoteId;
pub use reader::Files;

/// The folder of the index in the output.
pub const FOLDER: &str = "search";
/// The file that names all others.
pub const ENTRY: &str = "search/index.idx";

/// Where in a note a word stands, beside its text.
pub mod field {
    /// In its title.
    pub const TITLE: u8 = 1;
    /// In an alias.
    pub const ALIAS: u8 = 2;
    /// In a heading.
    pub const HEADING: u8 = 4;
    /// In a tag.
    pub const TAG: u8 = 8;
}

/// The notes of the index, by their numbers in it.
pub fn order(site: Site<'_>) -> Vec<NoteId> {
    docs::Docs::new(site).notes
}

/// All words of an index, from its files.
pub fn dictionary(files: &Files) -> Vec<String> {
    let meta = files.0.get(ENTRY).and_then(|packed| reader::Meta::read(&bytes::unpack(packed)?));
    let pieces = meta.iter().flat_map(|meta| &meta.pieces).filter_map(|row| files.read(&row.name));
    pieces.flat_map(|raw| reader::Piece::read(&raw).words.into_iter().map(|word| word.text)).collect()
}

/// Makes the index of a site and hands each of its files to `sink` (path in the output, bytes), from many threads.
pub fn write<E: Send>(site: Site<'_>, sink: &Sink<'_, E>) -> Result<(), E> {
    if !site.config.search.enabled {
        return Ok(());
    }
    let docs = docs::Docs::new(site);
    let index = index::Index::new(site, &docs);
    pieces::write(site, &docs, &index, sink)
}
