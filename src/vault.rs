//! A vault as it was read: texts and the names of all other files, sorted by path.

use std::sync::Arc;

use jiff::civil::Date;

use crate::base::path::VaultPath;
use crate::diag::Finding;

/// Index of a note among the published notes of one build; never kept across builds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct NoteId(pub u32);

/// Index of an attachment among those of one build.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct AssetId(pub u32);

impl NoteId {
    /// As an index.
    pub fn ix(self) -> usize {
        self.0 as usize
    }
}

impl AssetId {
    /// As an index.
    pub fn ix(self) -> usize {
        self.0 as usize
    }
}

/// When a note came to be and was last changed, as far as its history tells. Front matter goes before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Dates {
    /// First commit.
    pub created: Option<Date>,
    /// Last commit.
    pub updated: Option<Date>,
}

/// One note's text.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its place.
    pub path: VaultPath,
    /// The whole text, with its front matter; UTF-8, a byte order mark kept.
    pub text: Arc<str>,
    /// From its history.
    pub dates: Dates,
    /// From its history too: the names that its links are written with, each with the day of the first commit that has it.
    /// Sorted.
    pub births: Vec<(Box<str>, Date)>,
    /// What reading it found.
    pub findings: Vec<Finding>,
}

impl Source {
    /// A note without a history.
    pub fn new(path: impl Into<Box<str>>, text: impl Into<Arc<str>>) -> Self {
        Source {
            path: VaultPath::new(path),
            text: text.into(),
            dates: Dates::default(),
            births: Vec::new(),
            findings: Vec::new(),
        }
    }
}

/// Any file that is not a note. Its bytes stay on the disk; it is copied only where a published note refers to it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Asset {
    /// Its place.
    pub path: VaultPath,
    /// Its size in bytes.
    pub size: u64,
    /// Width and height of a picture that says them in its head.
    pub pixels: Option<(u32, u32)>,
}

/// All that a build reads. Made by `io::read`, or in memory by tests and the preview.
#[derive(Clone, Debug, Default)]
pub struct Vault {
    /// The notes, private ones too, sorted by path.
    pub notes: Vec<Source>,
    /// The other files, sorted by path.
    pub assets: Vec<Asset>,
    /// The texts of canvases, which are among the other files too, sorted by path: some of them become pages.
    pub canvases: Vec<Source>,
    /// The texts of saved queries, sorted by path. They are among no other files.
    pub queries: Vec<Source>,
    /// What reading found of files that are in neither list: path and finding.
    pub findings: Vec<(String, Finding)>,
}

impl Vault {
    /// The same with the texts of its canvases.
    #[must_use]
    pub fn with_canvases(mut self, mut canvases: Vec<Source>) -> Self {
        canvases.sort_by(|a, b| a.path.cmp(&b.path));
        self.canvases = canvases;
        self
    }

    /// The same with the texts of its saved queries.
    #[must_use]
    pub fn with_queries(mut self, mut queries: Vec<Source>) -> Self {
        queries.sort_by(|a, b| a.path.cmp(&b.path));
        self.queries = queries;
        self
    }

    /// A vault from its files in any order.
    pub fn new(mut notes: Vec<Source>, mut assets: Vec<Asset>, findings: Vec<(String, Finding)>) -> Self {
        notes.sort_by(|a, b| a.path.cmp(&b.path));
        assets.sort();
        Vault { notes, assets, findings, ..Vault::default() }
    }
}
