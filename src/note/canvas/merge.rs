//! Several notes become one: what each has is put behind what is there, with its numbers moved.

use crate::base::slug::Anchors;
use crate::base::text::Span;
use crate::diag::Finding;
use crate::note::{Block, BlockIx, BlockKind, Fill, Heading, Hole, Note, Slice, Tag};

/// The note that the others go into.
pub(super) struct Board {
    pub(super) note: Note,
    pub(super) anchors: Anchors,
    /// How many footnotes it has.
    pub(super) footnotes: u16,
}

impl Board {
    /// A new block at the end.
    pub(super) fn block(&mut self, kind: BlockKind, span: Span, anchor: Option<String>) -> BlockIx {
        let here = self.note.body.mark();
        let block = Block { kind, span, slice: here, inner: here, parent: None, section: None, anchor: anchor.map(Into::into) };
        self.note.blocks.push(block);
        self.note.blocks.len() as BlockIx - 1
    }

    /// Puts a note inside the block `parent`; `place` says where its text stands.
    pub(super) fn append(&mut self, part: Note, parent: BlockIx, place: &dyn Fn(Span) -> Span) {
        let note = &mut self.note;
        let (links, blocks, headings) = (note.links.len() as u32, note.blocks.len() as u32, note.headings.len() as u32);
        let (tags, queries) = (note.tags.len() as u32, note.queries.len() as u32);
        let (bytes, holes) = (note.body.html.len() as u32, note.body.holes.len() as u32);
        let slice = |s: Slice| Slice { start: s.start + bytes, end: s.end + bytes, first: s.first + holes, last: s.last + holes };
        let (cites, paintings) = (note.cites.len() as u32, note.paintings.len() as u32);
        let moved = Moved { links, blocks, headings, tags, queries, cites, paintings, footnotes: self.footnotes };
        for Hole { at, fill } in part.body.holes {
            if let Fill::FootnoteMark(number, _) | Fill::FootnoteOpen(number) = fill {
                self.footnotes = self.footnotes.max(moved.footnotes.saturating_add(number));
            }
            note.body.holes.push(Hole { at: at + bytes, fill: moved.fill(fill) });
        }
        note.body.html.push_str(&part.body.html);
        note.body.html.push_str(&part.body.closers);
        note.links.extend(part.links.into_iter().map(|mut link| {
            (link.span, link.block) = (place(link.span), link.block + blocks);
            link
        }));
        for mut block in part.blocks {
            block.kind = match block.kind {
                BlockKind::Heading(ix) => BlockKind::Heading(ix + headings),
                kind => kind,
            };
            (block.slice, block.inner, block.span) = (slice(block.slice), slice(block.inner), place(block.span));
            block.parent = Some(block.parent.map_or(parent, |ix| ix + blocks));
            block.section = block.section.map(|ix| ix + headings);
            block.anchor = block.anchor.map(|anchor| self.anchors.unique(&anchor).into());
            note.blocks.push(block);
        }
        note.headings.extend(part.headings.into_iter().map(|heading| Heading {
            slug: self.anchors.unique(&heading.slug),
            parent: heading.parent.map(|ix| ix + headings),
            block: heading.block + blocks,
            nested: true,
            ..heading
        }));
        for mut query in part.queries {
            (query.span, query.block) = (place(query.span), query.block + blocks);
            note.queries.push(query);
        }
        note.paintings.extend(part.paintings);
        note.paintings[paintings as usize..].iter_mut().for_each(|painting| painting.block += blocks);
        for mut cite in part.cites {
            (cite.span, cite.block) = (place(cite.span), cite.block + blocks);
            note.cites.push(cite);
        }
        let fresh: Vec<_> = part.references.into_iter().filter(|reference| !note.references.contains(reference)).collect();
        note.references.extend(fresh);
        note.tags.extend(part.tags.into_iter().map(|tag| Tag { span: place(tag.span), ..tag }));
        note.findings.extend(part.findings.into_iter().map(|found| Finding { span: place(found.span), ..found }));
        note.words += part.words;
        note.lead = note.lead.or(part.lead.map(|ix| ix + blocks));
    }
}

/// How many of each there were before.
#[derive(Clone, Copy)]
struct Moved {
    links: u32,
    blocks: u32,
    headings: u32,
    tags: u32,
    queries: u32,
    cites: u32,
    paintings: u32,
    footnotes: u16,
}

impl Moved {
    fn fill(self, fill: Fill) -> Fill {
        let footnote = |number: u16| number.saturating_add(self.footnotes);
        match fill {
            Fill::HeadingOpen(ix) => Fill::HeadingOpen(ix + self.headings),
            Fill::HeadingClose(ix) => Fill::HeadingClose(ix + self.headings),
            Fill::BlockId(ix) => Fill::BlockId(ix + self.blocks),
            Fill::LinkOpen(ix) => Fill::LinkOpen(ix + self.links),
            Fill::LinkText(ix) => Fill::LinkText(ix + self.links),
            Fill::LinkClose(ix) => Fill::LinkClose(ix + self.links),
            Fill::Embed(ix) => Fill::Embed(ix + self.links),
            Fill::Preview(ix) => Fill::Preview(ix + self.links),
            Fill::RawUrl(ix) => Fill::RawUrl(ix + self.links),
            Fill::Query(ix) => Fill::Query(ix + self.queries),
            Fill::Cite(ix) => Fill::Cite(ix + self.cites),
            Fill::Painting(ix) => Fill::Painting(ix + self.paintings),
            Fill::Tag(ix) => Fill::Tag(ix + self.tags),
            Fill::FootnoteMark(number, mark) => Fill::FootnoteMark(footnote(number), mark),
            Fill::FootnoteOpen(number) => Fill::FootnoteOpen(footnote(number)),
            Fill::FootnoteBack(number, marks) => Fill::FootnoteBack(footnote(number), marks),
            Fill::Raw(_) | Fill::Date(_) | Fill::CalloutName(_) | Fill::Task(_) => fill,
        }
    }
}
