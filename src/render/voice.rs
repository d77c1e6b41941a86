//! Whose text is being written into a page, and how: the levels of its headings, the ids it has.

use crate::note::{BlockIx, Heading, HeadingIx};
use crate::vault::NoteId;

use super::element::Pen;
use super::embed::Excerpt;

/// Whose tape is played, and how.
#[derive(Clone, Copy)]
pub(super) struct Voice<'a> {
    pub(super) pen: Pen<'a>,
    pub(super) scope: Scope,
    /// The level of the heading under which all this stands.
    pub(super) around: u8,
    pub(super) levels: Levels,
}

/// Whose ids there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Scope {
    /// The page's own text has them all.
    Own,
    /// A part of a note has none: the page it comes from has them.
    Part,
    /// A whole note, or a part with the footnotes that it refers to, has the ids of these, led by the number of the embed.
    Whole(u32),
}

impl Scope {
    /// What leads the id of a footnote; `None` where the footnotes are not shown.
    pub(super) fn footnotes(self) -> Option<String> {
        match self {
            Scope::Own => Some(String::new()),
            Scope::Part => None,
            Scope::Whole(number) => Some(format!("e{number}:")),
        }
    }
}

impl<'a> Voice<'a> {
    /// The text of a page's own note.
    pub(super) fn own(pen: Pen<'a>) -> Self {
        let note = pen.note();
        let others = note.headings.iter().enumerate().filter(|(ix, _)| note.title_heading != Some(*ix as HeadingIx));
        let levels = Levels::below(1, others.map(|(_, heading)| heading.level));
        Voice { pen, scope: Scope::Own, around: 1, levels }
    }

    /// What a page of no note shows: parts of notes, each with a pen of its own.
    pub(super) fn of_page(pen: Pen<'a>) -> Self {
        Voice { pen, scope: Scope::Part, around: 1, levels: Levels::below(1, std::iter::empty()) }
    }

    /// Whether it is the page's own text.
    pub(super) fn is_own(self) -> bool {
        self.scope == Scope::Own
    }

    /// The voice of a part of another note that stands in this one's text, under a heading of the level `around`.
    pub(super) fn lowered(self, around: u8, id: NoteId, excerpt: &Excerpt) -> Voice<'a> {
        let note = self.pen.site.note(id);
        let shown = |h: &&Heading| {
            let at = note.blocks[h.block as usize].slice;
            excerpt.slices.iter().any(|s| s.start <= at.start && at.end <= s.end)
        };
        let levels = Levels::below(around, note.headings.iter().filter(shown).map(|h| h.level));
        Voice { pen: Pen { id, ..self.pen }, scope: Scope::Part, around, levels }
    }

    /// The level of the heading under which a block stands.
    pub(super) fn level_at(self, block: BlockIx) -> u8 {
        let section = self.pen.site.block(self.pen.id, block).section;
        section.map_or(self.around, |heading| self.level(heading))
    }

    /// The element of a heading: the page's title alone is an `h1`, and it is not played.
    pub(super) fn element(self, heading: HeadingIx) -> u8 {
        self.level(heading).max(2)
    }

    /// The level of what stands under a heading: one below the heading above it at most.
    fn level(self, heading: HeadingIx) -> u8 {
        let note = self.pen.note();
        if self.is_own() && note.title_heading == Some(heading) {
            return 1;
        }
        let Heading { level, parent, .. } = &note.headings[heading as usize];
        let above = parent.map_or(self.levels.0[0], |parent| self.level(parent));
        self.levels.0[*level as usize].min(above + 1)
    }
}

/// The element of each level of headings. A level that a text passes over leaves no gap, or the page's outline would have
/// holes; what is higher stays higher.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Levels([u8; 7]);

impl Levels {
    /// For a text with headings of the levels `used`, which stands under a heading of the level `around`.
    fn below(around: u8, used: impl Iterator<Item = u8>) -> Self {
        let mut levels = [0; 7];
        used.for_each(|level| levels[level as usize] = 1);
        let mut next = around;
        for level in &mut levels {
            next += *level;
            *level = next.clamp(1, 6);
        }
        Levels(levels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_leave_no_gap() {
        assert_eq!(Levels::below(1, [2, 4, 4, 6].into_iter()).0, [1, 1, 2, 2, 3, 3, 4]);
        assert_eq!(Levels::below(1, [1, 2].into_iter()).0, [1, 2, 3, 3, 3, 3, 3]);
        assert_eq!(Levels::below(5, [1, 2, 3].into_iter()).0, [5, 6, 6, 6, 6, 6, 6]);
    }
}
