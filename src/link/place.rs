//! The place in a note that a fragment names.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::{Part, suggest};
use crate::base::{path, slug};
use crate::note::{Block, BlockIx, BlockKind, Heading, HeadingIx, Note};

/// How many headings of one text are tried as the upper part of `A#B`.
const TRIES: usize = 64;

/// With how many headings or blocks a lost fragment is compared.
const COMPARED: usize = 200;

/// Look-ups of a note's headings and blocks.
pub(super) struct Places<'a> {
    note: &'a Note,
    labels: FxHashMap<&'a str, HeadingIx>,
    /// Folded texts of all headings, sorted.
    folded: Vec<(String, HeadingIx)>,
    slugs: FxHashMap<Cow<'a, str>, HeadingIx>,
    anchors: FxHashMap<Cow<'a, str>, BlockIx>,
}

impl<'a> Places<'a> {
    pub(super) fn new(note: &'a Note) -> Self {
        let mut places = Places {
            note,
            labels: FxHashMap::default(),
            folded: (0..).zip(&note.headings).map(|(ix, heading)| (fold(&heading.text), ix)).collect(),
            slugs: FxHashMap::default(),
            anchors: FxHashMap::default(),
        };
        for (ix, heading) in (0..).zip(&note.headings) {
            places.labels.entry(&heading.text).or_insert(ix);
            places.slugs.entry(Cow::Borrowed(&*heading.slug)).or_insert(ix);
        }
        // a heading with an id of its own, or with a number because the page itself uses that id, is also found by what it would have been
        let is_other = |heading: &Heading| heading.named || heading.slug.ends_with(|c: char| c.is_ascii_digit());
        for (ix, heading) in (0..).zip(&note.headings).filter(|(_, heading)| is_other(heading)) {
            places.slugs.entry(Cow::Owned(slug::heading(&heading.text))).or_insert(ix);
        }
        places.folded.sort_unstable();
        let anchors = || (0..).zip(&note.blocks).filter_map(|(ix, block)| Some((ix, block.id()?)));
        for (ix, anchor) in anchors() {
            places.anchors.entry(Cow::Borrowed(anchor)).or_insert(ix);
        }
        for (ix, anchor) in anchors().filter(|(_, anchor)| anchor.bytes().any(|b| b.is_ascii_uppercase())) {
            places.anchors.entry(Cow::Owned(anchor.to_ascii_lowercase())).or_insert(ix);
        }
        places
    }

    /// The place that a fragment names: what Foam finds, else what editors and browsers would. [`Part::Lost`] where nothing.
    pub(super) fn find(&self, fragment: &str) -> Part {
        let decoded = || Some(path::decode(fragment)).filter(|decoded| decoded != fragment);
        let part = self.exact(fragment).or_else(|| self.loose(fragment)).or_else(|| self.loose(&decoded()?));
        part.unwrap_or(Part::Lost)
    }

    /// The heading or block whose name is most like a fragment that names none.
    pub(super) fn nearest(&self, fragment: &str) -> Option<&'a str> {
        let headings = self.note.headings.iter().map(|heading| &*heading.text);
        let blocks = self.note.blocks.iter().filter_map(Block::id);
        if fragment.starts_with('^') {
            suggest::closest(fragment, blocks.take(COMPARED))
        } else {
            suggest::closest(fragment, headings.take(COMPARED))
        }
    }

    /// Foam's own rule: a heading's very text, a block's very id.
    fn exact(&self, fragment: &str) -> Option<Part> {
        let heading = self.labels.get(fragment).map(|ix| Part::Heading(*ix));
        heading.or_else(|| self.block(fragment))
    }

    fn loose(&self, fragment: &str) -> Option<Part> {
        let trimmed = fragment.trim();
        let folded = self.labelled(trimmed).first().map(|(_, ix)| ix);
        let heading = folded.or_else(|| self.slugs.get(trimmed)).or_else(|| self.slugs.get(&*slug::heading(trimmed)));
        let block = || self.block(trimmed).or_else(|| self.block(&trimmed.to_ascii_lowercase()));
        heading.map(|ix| Part::Heading(*ix)).or_else(block).or_else(|| self.nested(trimmed))
    }

    fn block(&self, anchor: &str) -> Option<Part> {
        let ix = *self.anchors.get(anchor)?;
        match self.note.blocks[ix as usize].kind {
            BlockKind::Heading(heading) => Some(Part::Heading(heading)),
            _ => Some(Part::Block(ix)),
        }
    }

    /// Obsidian's path of headings, `A#B`: the first B below an A. The last part may be a block's id.
    fn nested(&self, fragment: &str) -> Option<Part> {
        let (upper, _) = fragment.split_once('#')?;
        let (_, lower) = fragment.rsplit_once('#')?;
        if lower.starts_with('^') {
            return self.block(lower);
        }
        let (uppers, lowers) = (self.labelled(upper), self.labelled(lower));
        uppers.iter().take(TRIES).find_map(|(_, upper)| {
            let (_, below) = lowers.get(lowers.partition_point(|(_, ix)| ix <= upper))?;
            self.is_below(*below, *upper).then_some(Part::Heading(*below))
        })
    }

    /// The headings whose text is `label`, but for case and the like.
    fn labelled(&self, label: &str) -> &[(String, HeadingIx)] {
        let label = fold(label);
        let start = self.folded.partition_point(|(text, _)| *text < label);
        let len = self.folded[start..].partition_point(|(text, _)| *text == label);
        &self.folded[start..start + len]
    }

    fn is_below(&self, heading: HeadingIx, upper: HeadingIx) -> bool {
        let parent = |ix: &HeadingIx| self.note.headings[*ix as usize].parent;
        std::iter::successors(parent(&heading), parent).any(|ix| ix == upper)
    }
}

/// What headings are compared by: case, Unicode form and runs of blanks do not count.
pub(super) fn fold(label: &str) -> String {
    let is_even = !label.contains("  ") && !label.contains(|c: char| c != ' ' && c.is_whitespace());
    let even = if is_even { Cow::Borrowed(label) } else { label.split_whitespace().collect::<Vec<_>>().join(" ").into() };
    slug::name_key(&even)
}
