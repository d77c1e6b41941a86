//! Works that notes cite, and who cites them.

use std::collections::BTreeMap;

use crate::base::path::SitePath;
use crate::link::Named;
use crate::vault::NoteId;

/// A work that published notes cite.
#[derive(Clone, Debug)]
pub struct Work {
    /// Its page.
    pub url: SitePath,
    /// The citations of it, by note and place: which note, and which of its `cites`.
    pub cites: Vec<(NoteId, u32)>,
}

impl Work {
    /// The notes that cite it, each once.
    pub fn notes(&self) -> impl Iterator<Item = NoteId> + '_ {
        let cites = &self.cites;
        cites.iter().enumerate().filter(|(i, cite)| *i == 0 || cites[i - 1].0 != cite.0).map(|(_, cite)| cite.0)
    }
}

/// The citations of every work, by its key.
pub(super) fn cited(notes: &[Named<'_>]) -> BTreeMap<Box<str>, Vec<(NoteId, u32)>> {
    let mut works: BTreeMap<Box<str>, Vec<(NoteId, u32)>> = BTreeMap::new();
    for (id, note) in (0..).map(NoteId).zip(notes).filter(|(_, note)| !note.note.meta.unlisted) {
        for (ix, cite) in (0..).zip(&note.note.cites) {
            for cited in &cite.cited {
                let cites = works.entry(cited.key.clone()).or_default();
                if cites.last() != Some(&(id, ix)) {
                    cites.push((id, ix));
                }
            }
        }
    }
    works
}
