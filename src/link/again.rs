//! After an edit that changes no name, no place and no link, every link means what it meant: the usual edit, of a sentence.

use std::ptr;

use super::{Linked, Named, Target};
use crate::base::text::Span;
use crate::diag::Finding;
use crate::note::{Block, BlockKind, Heading, Link, Note};
use crate::vault::Asset;

/// An earlier state of a vault, and what its links meant under the same options.
pub struct Before<'a> {
    /// Its notes, sorted by path.
    pub notes: &'a [Named<'a>],
    /// Its attachments.
    pub assets: &'a [Asset],
    /// As in [`Linked`].
    pub targets: &'a [Vec<Target>],
    /// As in [`Linked`].
    pub placeholders: &'a [Box<str>],
    /// As in [`Linked`].
    pub findings: &'a [Vec<Finding>],
}

impl Before<'_> {
    /// What [`super::link`] would answer for `notes`, where that is clear from what was before; else nothing. A note of the same
    /// text is taken to be the same one only where it is the same in memory.
    pub fn still(&self, notes: &[Named<'_>], assets: &[Asset]) -> Option<Linked> {
        let is_same = self.notes.len() == notes.len() && self.assets == assets;
        let pairs = || self.notes.iter().zip(notes);
        if !is_same || !pairs().all(|(old, new)| old.path == new.path && is_alike(old.note, new.note)) {
            return None;
        }
        let moved = |((old, new), findings): ((&Named<'_>, &Named<'_>), &Vec<Finding>)| {
            if ptr::eq(old.note, new.note) { Some(findings.clone()) } else { moved(old.note, new.note, findings) }
        };
        let findings = pairs().zip(self.findings).map(moved).collect::<Option<_>>()?;
        Some(Linked { targets: self.targets.to_vec(), placeholders: self.placeholders.to_vec(), findings })
    }
}

/// Whether two states of a note go by the same names, have the same places to link to, and the same links.
fn is_alike(old: &Note, new: &Note) -> bool {
    let same_place = |(old, new): (&Heading, &Heading)| (&old.text, &old.slug, old.parent) == (&new.text, &new.slug, new.parent);
    let same_link = |(old, new): (&Link, &Link)| {
        let length = |span: Span| span.end - span.start;
        let placed = Link { span: old.span, block: old.block, ..new.clone() };
        length(old.span) == length(new.span) && placed == *old
    };
    ptr::eq(old, new)
        || (old.title == new.title
            && old.meta.aliases == new.meta.aliases
            && old.headings.len() == new.headings.len()
            && old.headings.iter().zip(&new.headings).all(same_place)
            && places(old).eq(places(new))
            && old.links.len() == new.links.len()
            && old.links.iter().zip(&new.links).all(same_link))
}

/// The blocks that can be linked to.
fn places(note: &Note) -> impl Iterator<Item = (usize, &str, BlockKind)> {
    note.blocks.iter().enumerate().filter_map(|(ix, block)| Some((ix, Block::id(block)?, block.kind)))
}

/// Findings about links at the places where these stand now; nothing where one is about no link.
fn moved(old: &Note, new: &Note, findings: &[Finding]) -> Option<Vec<Finding>> {
    let moved = |finding: &Finding| {
        let Span { start, end } = finding.span;
        let holds = |link: &Link| link.span.start <= start && end <= link.span.end && start < end;
        let links = || old.links.iter().zip(&new.links).filter(|(old, _)| holds(old));
        let (was, is) = links().min_by_key(|(old, _)| old.span.end - old.span.start)?;
        let span = Span { start: is.span.start + (start - was.span.start), end: is.span.start + (end - was.span.start) };
        Some(Finding { span, ..finding.clone() })
    };
    findings.iter().map(moved).collect()
}
