//! Leaves: headings, paragraphs, the text of tight items; tasks at their start.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag};

use super::inline::{Piece, Reader};
use super::writer::{Located, Writer};
use super::{BlockIx, BlockKind, Fill, Heading, HeadingIx};
use crate::base::text::Span;

/// The longest id of an author's own, in bytes.
const MAX_ID: usize = 100;

/// What stands in braces behind a heading.
#[derive(Clone, Copy, Default)]
pub(super) struct Own<'a> {
    id: Option<&'a str>,
    classes: &'a [CowStr<'a>],
}

impl<'a> Own<'a> {
    pub(super) fn new(id: Option<&'a CowStr<'a>>, classes: &'a [CowStr<'a>]) -> Self {
        Own { id: id.map(|id| &**id), classes }
    }

    /// The id, where none of ours can be like it: those of blocks begin with `^`, those of footnotes hold a colon.
    fn id(&self) -> Option<&'a str> {
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        self.id.filter(|id| !id.is_empty() && id.len() <= MAX_ID && id.chars().all(fits))
    }

    fn classes(&self) -> Box<str> {
        let fits = |class: &&CowStr<'_>| class.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        let classes: Vec<&str> = self.classes.iter().filter(fits).map(|class| &**class).collect();
        classes.join(" ").into()
    }
}

impl<'a> Writer<'a> {
    /// `own` are the id and the classes that the author gave it.
    pub(super) fn heading(&mut self, level: u8, own: Own<'a>, range: &Range<usize>, events: &'a [Located<'a>]) {
        self.end_raw_paragraph();
        self.fresh_line();
        let ix = self.note.headings.len() as HeadingIx;
        let nested = self.open.iter().any(|open| open.block.is_some());
        let span = self.span(range);
        if !nested {
            while self.headings.last().is_some_and(|h| self.note.headings[*h as usize].level >= level) {
                self.headings.pop();
            }
        }
        let block = self.new_block(BlockKind::Heading(ix), span);
        self.note.blocks[block as usize].section = self.headings.last().copied();
        // the place is taken before its text is read, so that links inside know their block
        let parent = self.headings.last().copied();
        let (text, slug) = Default::default();
        let classes = own.classes();
        self.note.headings.push(Heading { level, text, slug, named: false, classes, parent, block, nested });
        let mut pieces = Reader::read(self, events, block, false);
        self.at += 1; // the heading's end
        self.block_id(block, &mut pieces);
        let text = super::blocks::heading_text(&pieces, &self.note.links, &self.note.tags);
        let slug = crate::base::slug::heading(&text);
        let wanted = own.id().unwrap_or(if slug.is_empty() { "section" } else { &slug });
        let slug = self.anchors.unique(wanted);
        let heading = &mut self.note.headings[ix as usize];
        (heading.text, heading.slug, heading.named) = (text, slug, own.id().is_some());
        if !nested {
            self.headings.push(ix);
        }
        let mark = self.note.body.mark();
        self.note.body.hole(Fill::HeadingOpen(ix));
        let inner = self.note.body.mark();
        self.pieces(&pieces);
        let inner = self.note.body.since(inner);
        self.note.body.hole(Fill::HeadingClose(ix));
        self.tape().push('\n');
        let slice = self.note.body.since(mark);
        self.previous = Some(block);
        let block = &mut self.note.blocks[block as usize];
        (block.slice, block.inner) = (slice, inner);
    }

    pub(super) fn paragraph(&mut self, range: &Range<usize>, events: &'a [Located<'a>]) {
        let span = self.span(range);
        let block = self.new_block(BlockKind::Paragraph, span);
        let pieces = Reader::read(self, events, block, false);
        self.at += 1; // the paragraph's end
        self.write_paragraph(block, pieces);
    }

    /// Writes a paragraph whose pieces are read; the block was made for it.
    pub(super) fn write_paragraph(&mut self, block: BlockIx, mut pieces: Vec<Piece<'a>>) {
        self.end_raw_paragraph();
        if self.options.extensions {
            if let Some(id) = super::blocks::marker(&pieces) {
                let id = id.to_owned();
                self.note.blocks.pop();
                if let Some(previous) = self.previous {
                    self.name_block(previous, &id);
                }
                return;
            }
            self.custom_task(block, &mut pieces);
            self.block_id(block, &mut pieces);
        }
        self.fresh_line();
        self.anchor_by_text(block, &pieces);
        let mark = self.note.body.mark();
        let embeds = self.options.extensions && super::blocks::is_figure(&pieces, &self.note.links);
        let formulas = super::formula::is_displayed(&pieces);
        let flow = self.options.extensions && super::blocks::mark_flow(&pieces, &mut self.note.links);
        self.tape().push_str(match (embeds, formulas, flow) {
            (true, ..) => "<div class=\"figure\"",
            (_, true, _) => "<div class=\"math-block\"",
            // what is embedded may be blocks, which no `p` can hold
            (.., true) => "<div class=\"flow\"",
            _ => "<p",
        });
        if self.options.extensions {
            self.note.body.hole(Fill::BlockId(block));
        }
        self.tape().push('>');
        let inner = self.note.body.mark();
        self.pieces(&pieces);
        let inner = self.note.body.since(inner);
        let figure = embeds || formulas;
        self.tape().push_str(if figure || flow { "</div>\n" } else { "</p>\n" });
        let slice = self.note.body.since(mark);
        self.previous = Some(block);
        let written = &mut self.note.blocks[block as usize];
        (written.slice, written.inner) = (slice, inner);
        if figure {
            written.kind = BlockKind::Figure;
        }
    }

    /// Text that stands in an item, or another container, without a paragraph around it.
    pub(super) fn tight_text(&mut self, events: &'a [Located<'a>]) {
        let start = events[self.at].1.start;
        let block = self.new_block(BlockKind::Paragraph, Span::new(self.base + start, self.base + start));
        let mut pieces = Reader::read(self, events, block, false);
        let end = events.get(self.at.saturating_sub(1)).map_or(start, |(_, range)| range.end);
        self.note.blocks[block as usize].span = Span::new(self.base + start, self.base + end.max(start));
        if self.options.extensions {
            self.custom_task(block, &mut pieces);
            self.block_id(block, &mut pieces);
            if self.open.last().is_none_or(|open| open.end != "</dt>\n") {
                super::blocks::mark_flow(&pieces, &mut self.note.links);
            }
        }
        self.anchor_by_text(self.note.blocks[block as usize].parent.unwrap_or(block), &pieces);
        let mark = self.note.body.mark();
        self.pieces(&pieces);
        let slice = self.note.body.since(mark);
        let block = &mut self.note.blocks[block as usize];
        (block.slice, block.inner) = (slice, slice);
    }

    /// `[-] text` at the start of an item is a task in a state of the author's own.
    pub(super) fn custom_task(&mut self, block: BlockIx, pieces: &mut Vec<Piece<'a>>) {
        let parent = self.note.blocks[block as usize].parent.map(|p| self.note.blocks[p as usize].kind);
        let Some(Piece::Text(text)) = pieces.first_mut().filter(|_| parent == Some(BlockKind::Item) && self.previous.is_none())
        else {
            return;
        };
        if let Some(sign) = task_sign(text) {
            *text = text[3 + sign.len_utf8()..].to_owned().into();
            pieces.insert(0, Piece::Task(sign));
        }
    }
}

/// Whether an item's content begins with a task's box: Markdown's own, or one with a sign of the author's (`[-]`).
pub(super) fn is_task(events: &[Located<'_>], body: &str) -> bool {
    let events = match events {
        [(Event::Start(Tag::Paragraph), _), rest @ ..] => rest,
        all => all,
    };
    match events.first() {
        Some((Event::TaskListMarker(_), _)) => true,
        Some((Event::Text(_), range)) => task_sign(&body[range.start..]).is_some(),
        _ => false,
    }
}

/// The sign of `[-] text`; Markdown itself knows `[ ]` and `[x]`.
fn task_sign(text: &str) -> Option<char> {
    let mut chars = text.strip_prefix('[')?.chars();
    let sign = chars.next().filter(|c| !matches!(c, ' ' | 'x' | 'X' | ']' | '[' | '^') && !c.is_control())?;
    (chars.next() == Some(']') && chars.next() == Some(' ')).then_some(sign)
}
