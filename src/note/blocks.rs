//! Blocks and their names: `^id` as authors write it, anchors made of a block's text, the note's title and first paragraph.

use std::borrow::Cow;

use super::inline::Piece;
use super::media::{self, Media};
use super::writer::Writer;
use super::{BlockIx, BlockKind, Link, Note, Syntax, Tag};
use crate::base::text::{base36, hash};
use crate::diag::{Code, Finding};

impl<'a> Writer<'a> {
    /// Takes ` ^id` off the end of a block's text and gives the id to the block that it names: a list item or quote goes before
    /// the paragraph in it, a whole list before its last item where the id has a line of its own.
    pub(super) fn block_id(&mut self, block: BlockIx, pieces: &mut Vec<Piece<'a>>) {
        let own_line = pieces.len() > 1 && matches!(pieces[pieces.len() - 2], Piece::Soft);
        let Some(Piece::Text(text)) = pieces.last() else { return };
        let Some(caret) = text.rfind('^') else { return };
        let id = text[caret + 1..].trim_end();
        let before = &text[..caret];
        if !is_id(id) || !(before.ends_with(char::is_whitespace) || before.is_empty() && own_line) {
            return;
        }
        let (id, rest) = (id.to_owned(), before.trim_end().to_owned());
        pieces.pop();
        if before_is_line_of_its_own(&rest, own_line) {
            pieces.pop(); // the line end
        } else if !rest.is_empty() {
            pieces.push(Piece::Text(rest.clone().into()));
        }
        let named = self.named_block(block, rest.is_empty() && own_line);
        self.name_block(named, &id);
    }

    fn named_block(&self, block: BlockIx, own_line: bool) -> BlockIx {
        let blocks = &self.note.blocks;
        let Some(parent) = blocks[block as usize].parent else { return block };
        match blocks[parent as usize].kind {
            BlockKind::Item if own_line => blocks[parent as usize].parent.unwrap_or(parent),
            BlockKind::Item | BlockKind::Quote | BlockKind::Callout | BlockKind::Definition => parent,
            _ => block,
        }
    }

    /// Gives a block its author's id; the first of two equal ones counts.
    pub(super) fn name_block(&mut self, block: BlockIx, id: &str) {
        let anchor = format!("^{id}");
        let span = self.note.blocks[block as usize].span;
        if self.anchors.unique(&anchor) == anchor {
            self.note.blocks[block as usize].anchor = Some(anchor.into());
        } else {
            let message = format!("the block id `{anchor}` stands for another block already");
            self.note.findings.push(Finding::new(Code::DuplicateBlock, span, message).hint("give this block an id of its own"));
        }
    }

    /// Gives a block that holds a link into the vault an anchor made of its text, so that a snippet can lead there.
    pub(super) fn anchor_by_text(&mut self, block: BlockIx, pieces: &[Piece<'_>]) {
        let is_link = |piece: &Piece<'_>| matches!(piece, Piece::Link(_) | Piece::Wikilink(_) | Piece::Embed(_));
        if !self.options.extensions || self.note.blocks[block as usize].anchor.is_some() || !pieces.iter().any(is_link) {
            return;
        }
        let text = &mut self.scratch;
        text.clear();
        pieces.iter().for_each(|piece| text.push_str(&text_of(piece, &self.note.links, &self.note.tags)));
        let anchor = self.anchors.unique(&format!("b-{}", base36(hash(text.trim().as_bytes()), 6)));
        self.note.blocks[block as usize].anchor = Some(anchor.into());
    }
}

fn before_is_line_of_its_own(rest: &str, own_line: bool) -> bool {
    rest.is_empty() && own_line
}

/// The id of a text that is nothing but `^id`.
pub fn marker<'p>(pieces: &'p [Piece<'_>]) -> Option<&'p str> {
    match pieces {
        [Piece::Text(text)] => text.trim().strip_prefix('^').filter(|id| is_id(id)),
        _ => None,
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// A piece's text without markup, for anchors.
fn text_of<'p>(piece: &'p Piece<'_>, links: &'p [Link], tags: &'p [Tag]) -> Cow<'p, str> {
    match piece {
        Piece::Text(text) | Piece::Code(text) | Piece::Math(text, ..) => Cow::Borrowed(text),
        Piece::Wikilink(ix) | Piece::Embed(ix) => match &links[*ix as usize] {
            Link { name, fragment: Some(fragment), .. } => Cow::Owned(format!("{name}#{fragment}")),
            link => Cow::Borrowed(&link.name),
        },
        Piece::Tag(ix) => Cow::Owned(format!("#{}", tags[*ix as usize].name)),
        Piece::Soft | Piece::Hard => Cow::Borrowed(" "),
        _ => Cow::Borrowed(""),
    }
}

/// A heading's text as Foam has it: a wikilink counts with its target and section, markup and images with nothing.
pub fn heading_text(pieces: &[Piece<'_>], links: &[Link], tags: &[Tag]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Math(tex, ..) => text.push_str(&format!("${tex}$")),
            Piece::Embed(ix) if links[*ix as usize].syntax != Syntax::Wiki => {}
            piece => text.push_str(&text_of(piece, links, tags)),
        }
    }
    text.trim().to_owned()
}

/// Whether what an embed shows stands by itself: a Markdown image, sound or film is part of its line.
fn is_shown_apart(link: &Link) -> bool {
    link.syntax == Syntax::Wiki || link.name.ends_with(".md") || media::of(&link.name) == Media::Pdf
}

/// A paragraph of nothing but embeds that stand by themselves: what they show may be blocks, so it is no `p`.
pub fn is_figure(pieces: &[Piece<'_>], links: &[Link]) -> bool {
    let mut embeds = pieces.iter().filter(|piece| match piece {
        Piece::Text(text) => !text.trim().is_empty(),
        Piece::Soft | Piece::Hard => false,
        _ => true,
    });
    let mut any = false;
    embeds.all(|piece| {
        any = true;
        matches!(piece, Piece::Embed(ix) if is_shown_apart(&links[*ix as usize]))
    }) && any
}

/// Marks the embeds that stand in no element of the line, so that blocks may stand for them. Answers whether one of them can
/// turn out to be blocks.
pub(super) fn mark_flow(pieces: &[Piece<'_>], links: &mut [Link]) -> bool {
    let (mut depth, mut any) = (0_u32, false);
    for piece in pieces {
        match piece {
            Piece::Open(_) | Piece::Link(_) | Piece::External(_) => depth += 1,
            Piece::Close(_) | Piece::LinkEnd(_) | Piece::ExternalEnd => depth = depth.saturating_sub(1),
            Piece::Html(html, _) if html.starts_with("</") => depth = depth.saturating_sub(1),
            Piece::Html(html, _) if !html.starts_with("<!") && !html.starts_with("<br") => depth += 1,
            Piece::Embed(ix) if depth == 0 => {
                let link = &mut links[*ix as usize];
                link.in_flow = true;
                any |= link.can_show_blocks();
            }
            _ => {}
        }
    }
    any
}

/// What is only known when all is written: the title, the heading that says the same, the first paragraph.
pub fn finish(note: &mut Note) {
    let by_heading = note.headings.iter().find(|h| h.level == 1 && !h.text.is_empty()).map(|h| h.text.clone());
    note.title = note.meta.title.clone().filter(|t| !t.is_empty()).or(by_heading);
    let first = note.headings.first().filter(|h| !h.nested);
    note.title_heading = first.filter(|h| note.title.as_deref().is_some_and(|t| t.trim() == h.text)).map(|_| 0);
    let is_lead = |block: &super::Block| {
        block.kind == BlockKind::Paragraph && block.parent.is_none() && block.inner.start < block.inner.end
    };
    note.lead = note.blocks.iter().position(is_lead).map(|i| i as BlockIx);
}
