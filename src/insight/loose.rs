//! Notes that hang on nothing, counted as Foam's panels count them.

use crate::graph::Graph;
use crate::link::Target;
use crate::note::{Note, Seen, Syntax};
use crate::vault::NoteId;

/// Notes without links.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Loose {
    /// No backlinks and no forward links; links to attachments are none, links to what is not written yet are.
    pub orphans: Vec<NoteId>,
    /// Backlinks, but no forward links of any kind.
    pub dead_ends: Vec<NoteId>,
}

/// Finds them, by path.
pub(super) fn loose<'a>(notes: impl Iterator<Item = &'a Note>, graph: &Graph) -> Loose {
    let mut loose = Loose::default();
    for (ix, note) in notes.enumerate().filter(|(_, note)| !note.meta.unlisted) {
        let counts = |target: &Target| matches!(target, Target::Note { edge: true, .. } | Target::Placeholder(_));
        let edges =
            note.links.iter().zip(&graph.targets[ix]).filter(|(link, _)| link.syntax != Syntax::Html && link.seen != Seen::Foam);
        let (mut leads, mut shows) = (false, false);
        for (_, target) in edges {
            leads |= counts(target);
            shows |= matches!(target, Target::Asset(_));
        }
        let is_linked = !graph.backlinks[ix].is_empty();
        let id = NoteId(ix as u32);
        match (leads, is_linked) {
            (false, false) => loose.orphans.push(id),
            (false, true) if !shows => loose.dead_ends.push(id),
            _ => {}
        }
    }
    loose
}
