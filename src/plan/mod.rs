//! Every page and its address, decided once, before anything is rendered.

pub mod nav;
pub mod routes;

use std::collections::BTreeMap;

use crate::base::path::SitePath;
use crate::diag::Finding;
use crate::vault::NoteId;

/// What a page shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PageKind {
    /// A note, and so much of its backlinks as the first page takes.
    Note(NoteId),
    /// The next backlinks of a note that has very many: the page's number, from 2.
    Backlinks(NoteId, u32),
    /// What is in a folder that has no note of its own; empty for the root.
    Folder(Box<str>),
    /// The notes that have a tag.
    Tag(Box<str>),
    /// All tags.
    Tags,
    /// What a host shows for an address that is not there.
    NotFound,
}

/// A page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Its address.
    pub url: SitePath,
    /// What it shows.
    pub kind: PageKind,
}

/// How many linking notes a page lists before it carries on at the next.
pub const BACKLINKS_PER_PAGE: usize = 500;

/// All pages and addresses of a site.
#[derive(Debug, Default)]
pub struct Plan {
    /// All pages, sorted by address.
    pub pages: Vec<Page>,
    /// The address of each note.
    pub notes: Vec<SitePath>,
    /// The title of each note: its own, else its file name.
    pub titles: Vec<Box<str>>,
    /// The address of each attachment that is published.
    pub assets: Vec<Option<SitePath>>,
    /// The address of each folder that holds a published note, by its path; the root is `""`. It may be a note's own.
    pub folders: BTreeMap<Box<str>, SitePath>,
    /// The address of each tag's page.
    pub tags: BTreeMap<Box<str>, SitePath>,
    /// What is in each folder.
    pub nav: nav::Nav,
    /// Findings, each with the note it is about.
    pub findings: Vec<(NoteId, Finding)>,
}
