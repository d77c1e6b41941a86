//! Everything a page is made from, as one bundle of references.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use crate::base::path::SitePath;
use crate::config::Config;
use crate::graph::Graph;
use crate::insight::Insights;
use crate::link::{Named, Part, Target};
use crate::note::query::saved::Saved;
use crate::note::{Block, BlockIx, Link, LinkIx, Note, Syntax};
use crate::paint::Paintings;
use crate::plan::Plan;
use crate::vault::{Asset, AssetId, NoteId, Source};

/// The first sentence of each note, as text: every page that leads to a note shows it, so it is made once, when the first page
/// asks for it.
#[derive(Debug, Default)]
pub struct Leads(Vec<OnceLock<Option<Box<str>>>>);

impl Leads {
    /// Room for those of so many notes.
    pub fn new(notes: usize) -> Leads {
        Leads((0..notes).map(|_| OnceLock::new()).collect())
    }

    /// That of a note; `make` answers the same for the same note.
    pub fn get(&self, id: NoteId, make: impl FnOnce() -> Option<String>) -> Option<&str> {
        self.0[id.ix()].get_or_init(|| make().map(String::into_boxed_str)).as_deref()
    }
}

/// A finished analysis of a vault; pages are pure functions of it.
#[derive(Clone, Copy)]
pub struct Site<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The published notes' texts, by [`NoteId`].
    pub sources: &'a [Source],
    /// What they say.
    pub notes: &'a [Arc<Note>],
    /// All attachments of the vault, by `AssetId`.
    pub assets: &'a [Asset],
    /// Who links to whom.
    pub graph: &'a Graph,
    /// What the links tell.
    pub insights: &'a Insights,
    /// Pages and addresses.
    pub plan: &'a Plan,
    /// Highlighted code, for all notes.
    pub paintings: &'a Paintings,
    /// The first sentence of each note.
    pub leads: &'a Leads,
    /// The share picture of each note that has a drawn one, by [`NoteId`]; empty where none is drawn.
    pub shares: &'a [Option<SitePath>],
    /// The smaller copies of each picture that has some, by `AssetId`; empty where none is made.
    pub scaled: &'a [Vec<Scaled>],
    /// What the queries of each note found, by [`NoteId`] and in their order; empty where no note has any.
    pub answers: &'a [Vec<Answer>],
    /// The saved queries, by name.
    pub saved: &'a [Saved],
    /// What each of them found.
    pub saved_answers: &'a [Answer],
}

/// Takes a file of the site: its path in the output folder, and its bytes. From any thread.
pub type Sink<'a, E> = dyn Fn(&str, &[u8]) -> Result<(), E> + Sync + 'a;
/// Whether the output has a file already, by its path in it; it then stays. From any thread.
pub type Kept<'a, E> = dyn Fn(&str) -> Result<bool, E> + Sync + 'a;

/// A smaller copy of a picture.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scaled {
    /// Where it is.
    pub url: SitePath,
    /// Its width in pixels.
    pub width: u32,
}

/// What a query found.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// The files to show, in order.
    pub rows: Arc<[Row]>,
    /// How many were found, also those for which a page has no room.
    pub count: usize,
    /// What could not be followed: each one sentence without a full stop.
    pub remarks: Vec<String>,
}

/// A file that a query found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Row {
    /// A note.
    Note(NoteId),
    /// An attachment that is published.
    Asset(AssetId),
}

impl<'a> Site<'a> {
    /// The notes that lists, search and the graph name: all but the unlisted ones, by path.
    pub fn listed(self) -> impl Iterator<Item = NoteId> + use<'a> {
        let notes = self.notes;
        (0..notes.len() as u32).map(NoteId).filter(move |id| !notes[id.ix()].meta.unlisted)
    }

    /// The attachments that a listed note refers to.
    pub fn listed_assets(self) -> impl Iterator<Item = AssetId> + use<'a> {
        let is_listed = move |ix: &u32| {
            let users = &self.graph.users[*ix as usize];
            self.plan.assets[*ix as usize].is_some() && users.iter().any(|user| !self.note(user.from).meta.unlisted)
        };
        (0..self.assets.len() as u32).filter(is_listed).map(AssetId)
    }

    /// A note.
    pub fn note(self, id: NoteId) -> &'a Note {
        &self.notes[id.ix()]
    }

    /// A note with its path.
    pub fn named(self, id: NoteId) -> Named<'a> {
        Named { path: &self.sources[id.ix()].path, note: self.note(id) }
    }

    /// A link.
    pub fn link(self, id: NoteId, link: LinkIx) -> &'a Link {
        &self.notes[id.ix()].links[link as usize]
    }

    /// A block.
    pub fn block(self, id: NoteId, block: BlockIx) -> &'a Block {
        &self.notes[id.ix()].blocks[block as usize]
    }

    /// What a query of a note found.
    pub fn answer(self, id: NoteId, query: u32) -> Option<&'a Answer> {
        self.answers.get(id.ix())?.get(query as usize)
    }

    /// A note's title.
    pub fn title(self, id: NoteId) -> &'a str {
        &self.plan.titles[id.ix()]
    }

    /// The text of a link that has no label: the title of its note and what of it is meant; else its name as written.
    pub fn link_text(self, from: NoteId, ix: LinkIx) -> Cow<'a, str> {
        let link = self.link(from, ix);
        let Target::Note { id, part, .. } = self.graph.targets[from.ix()][ix as usize] else {
            return link.written();
        };
        let place = match part {
            Part::Whole => None,
            Part::Heading(heading) => Some(&*self.note(id).headings[heading as usize].text),
            Part::Block(_) if !link.name.is_empty() => None,
            Part::Block(_) | Part::Lost => link.fragment.as_deref(),
        };
        let own = link.name.is_empty() && link.syntax == Syntax::Wiki;
        match place {
            Some(place) if own => place.into(),
            Some(place) => format!("{} › {place}", self.title(id)).into(),
            None => self.title(id).into(),
        }
    }
}
