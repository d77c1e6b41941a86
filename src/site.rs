//! Everything a page is made from, as one bundle of references.

use std::sync::Arc;

use crate::config::Config;
use crate::graph::Graph;
use crate::insight::Insights;
use crate::link::Named;
use crate::note::{Block, BlockIx, Link, LinkIx, Note};
use crate::plan::Plan;
use crate::vault::{Asset, NoteId, Source};

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
    /// The first sentence of each note, as text: every page that leads to a note shows it, so it is made once.
    pub leads: &'a [Option<Box<str>>],
}

impl<'a> Site<'a> {
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

    /// A note's title.
    pub fn title(self, id: NoteId) -> &'a str {
        &self.plan.titles[id.ix()]
    }
}
