//! The link graph, both ways: made once, from all targets.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::link::{Linked, PlaceholderId, Target};
use crate::note::media::{self, Media};
use crate::note::{LinkIx, Note};
use crate::vault::{AssetId, NoteId};

/// One mention of a note: the link that names it. Its snippet is made when a page is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Backlink {
    /// The note that holds the link.
    pub from: NoteId,
    /// Which of its links.
    pub link: LinkIx,
}

/// All edges, forward and back. Links inside formulas (`Seen::Foam`) are not in it.
#[derive(Debug, Default)]
pub struct Graph {
    /// For each note, by [`NoteId`], what each of its links means.
    pub targets: Vec<Vec<Target>>,
    /// For each note who links to it, sorted by source and place; links of a note to itself are left out.
    pub backlinks: Vec<Vec<Backlink>>,
    /// The names of placeholders, sorted.
    pub placeholders: Vec<Box<str>>,
    /// For each placeholder who asks for it.
    pub wanted: Vec<Vec<Backlink>>,
    /// For each attachment who refers to it, raw HTML included.
    pub users: Vec<Vec<Backlink>>,
    /// For each tag, and each tag above it in its path, the notes that have it, sorted, each once.
    pub tags: BTreeMap<Box<str>, Vec<NoteId>>,
}

impl Graph {
    /// Turns resolved links round. `assets` is their number.
    pub fn new(notes: &[Arc<Note>], linked: Linked, assets: usize) -> Graph {
        let mut graph = Graph {
            backlinks: vec![Vec::new(); notes.len()],
            wanted: vec![Vec::new(); linked.placeholders.len()],
            users: vec![Vec::new(); assets],
            placeholders: linked.placeholders,
            targets: linked.targets,
            tags: BTreeMap::new(),
        };
        for (ix, note) in notes.iter().enumerate() {
            let from = NoteId(ix as u32);
            for (link, target) in graph.targets[ix].iter().enumerate() {
                if note.links[link].seen == crate::note::Seen::Foam {
                    continue;
                }
                let mention = Backlink { from, link: link as LinkIx };
                match *target {
                    Target::Note { id, edge: true, .. } if id != from && note.links[link].syntax != crate::note::Syntax::Html => {
                        graph.backlinks[id.ix()].push(mention);
                    }
                    Target::Note { .. } | Target::External => {}
                    Target::Asset(id) => graph.users[id.ix()].push(mention),
                    Target::Placeholder(id) if !note.meta.unlisted => graph.wanted[id.0 as usize].push(mention),
                    Target::Placeholder(_) => {}
                }
            }
            if note.meta.unlisted {
                continue; // its tags are in no list either
            }
            for tag in &note.tags {
                for name in ancestors(&tag.name) {
                    let notes = graph.tags.entry(name.into()).or_default();
                    if notes.last() != Some(&from) {
                        notes.push(from);
                    }
                }
            }
        }
        graph
    }

    /// Whether a name is asked for that somebody could write a note of: a picture or a document that is not there is none.
    pub fn asks_for_note(&self, name: PlaceholderId) -> bool {
        !self.wanted[name.0 as usize].is_empty() && media::of(self.placeholder(name)) == Media::Other
    }

    /// The notes that link to `id`, each once, sorted by path.
    pub fn sources(&self, id: NoteId) -> impl Iterator<Item = NoteId> + '_ {
        let links = &self.backlinks[id.ix()];
        links.iter().enumerate().filter(|(i, b)| *i == 0 || links[i - 1].from != b.from).map(|(_, b)| b.from)
    }

    /// Whether any published note refers to an attachment.
    pub fn is_used(&self, id: AssetId) -> bool {
        !self.users[id.ix()].is_empty()
    }

    /// The name of a placeholder.
    pub fn placeholder(&self, id: PlaceholderId) -> &str {
        &self.placeholders[id.0 as usize]
    }
}

/// `a/b/c` is also under `a/b` and `a`.
fn ancestors(tag: &str) -> impl Iterator<Item = &str> {
    tag.match_indices('/').map(|(i, _)| &tag[..i]).filter(|t| !t.is_empty()).chain(std::iter::once(tag))
}
