//! One mention in its context: the block that holds it, and what stands around that block.

use crate::link::Target;
use crate::note::{Block, BlockIx, BlockKind, Fill, HeadingIx, LinkIx, Slice};
use crate::render::cut::{self, MENTION, cut};
use crate::render::element::{Pen, anchor, isolate};
use crate::render::embed::{Look, Media, media};
use crate::vault::NoteId;

use super::{Measure, Snippet, plain};

/// A slice above so many bytes is not played but read around the mention.
const LONG_SLICE: u32 = 8 << 10;
/// HTML above so many bytes for each visible character asked for is shown as text: links can be all markup.
const BYTES_PER_CHARACTER: usize = 50;
/// The whole block is given along where it has no more characters than this.
const WHOLE: usize = 2000;
/// Characters of each line of context above a block.
const LINE: usize = 80;
/// How many blocks around a block are shown, innermost first.
const AROUND: usize = 8;
/// An item whose own text has no more characters than this is shown with what hangs under it.
const BARE_ITEM: usize = 40;
/// How many blocks are looked through for a neighbour.
const NEAR: usize = 50;

/// Writes the snippets of one note that mention another.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    /// The mentioning note, and the page on which its words stand.
    pub(super) pen: Pen<'a>,
    /// The note that is mentioned.
    pub(super) target: NoteId,
    pub(super) measure: Measure,
}

impl<'a> Teller<'a> {
    /// The snippet of `mentions`, all of which stand in `block`. `next` is the block of the mentions after them.
    pub(super) fn snippet(self, block: BlockIx, mentions: &[LinkIx], next: Option<BlockIx>) -> Snippet {
        let note = self.pen.note();
        let first = mentions[0];
        let (html, complete) = self.block(block, first, next);
        let limit = self.measure.characters;
        let shown = cut(&html, limit);
        let (shown, complete) = match shown {
            Some(shown) if shown.len() > limit * BYTES_PER_CHARACTER => (Some(self.as_text(block, first)), false),
            shown => (shown, complete),
        };
        let offer = self.measure.whole && complete && shown.is_some() && html.len() < WHOLE * 8 && cut::length(&html) <= WHOLE;
        Snippet {
            trail: self.trail(block),
            href: self.pen.anchor_href(self.pen.id, anchor(note, block)),
            more: offer.then(|| self.in_context(block, &html)),
            html: self.in_context(block, &shown.unwrap_or(html)),
            embedded: mentions.iter().any(|ix| self.pen.link(*ix).embed),
        }
    }

    fn at(self, ix: BlockIx) -> &'a Block {
        &self.pen.note().blocks[ix as usize]
    }

    fn is_mention(self, ix: LinkIx) -> bool {
        matches!(self.pen.target(ix), Target::Note { id, .. } if id == self.target)
    }

    /// The headings above a block, without the page's title.
    fn trail(self, block: BlockIx) -> Vec<String> {
        let note = self.pen.note();
        let mut at = self.at(block).section;
        let mut trail = Vec::new();
        while let Some(heading) = at.filter(|h| note.title_heading != Some(*h)) {
            let heading = &note.headings[heading as usize];
            trail.push(cut::cut_text(&heading.text, LINE));
            at = heading.parent;
        }
        trail.reverse();
        trail
    }

    /// A block's own HTML; false where it is not all of it.
    fn block(self, ix: BlockIx, mention: LinkIx, next: Option<BlockIx>) -> (String, bool) {
        let block = self.at(ix);
        if block.inner.end - block.inner.start > LONG_SLICE {
            return (self.as_text(ix, mention), false);
        }
        let inner = self.play(block.inner);
        let html = match block.kind {
            BlockKind::Heading(heading) => {
                let below = self.first_paragraph(ix, heading).map(|below| format!("<p>{}</p>", self.play(below)));
                format!("<p class=\"heading\"><strong>{inner}</strong></p>{}", below.unwrap_or_default())
            }
            BlockKind::Row | BlockKind::TableHead => format!("<tr>{inner}</tr>"),
            BlockKind::Paragraph if self.is_tight(block) => match self.below_bare_item(ix, &inner, next) {
                Some(below) => inner + &self.play(below),
                None => inner,
            },
            _ => format!("<p>{inner}</p>"),
        };
        (html, true)
    }

    fn as_text(self, ix: BlockIx, mention: LinkIx) -> String {
        let text = plain::around(self.pen, self.at(ix).inner, mention, |link| self.is_mention(link));
        let text = cut(&text, self.measure.characters).unwrap_or(text);
        match self.at(ix).kind {
            BlockKind::Row | BlockKind::TableHead => format!("<tr><td>{text}</td></tr>"),
            _ if self.is_tight(self.at(ix)) => text,
            _ => format!("<p>{text}</p>"),
        }
    }

    /// The text of an item or definition that has no paragraphs.
    fn is_tight(self, block: &Block) -> bool {
        let parent = block.parent.map(|parent| self.at(parent).kind);
        block.slice == block.inner && matches!(parent, Some(BlockKind::Item | BlockKind::Definition))
    }

    fn first_paragraph(self, ix: BlockIx, heading: HeadingIx) -> Option<Slice> {
        let note = self.pen.note();
        let after = note.blocks[ix as usize + 1..].iter().take(NEAR).take_while(|b| b.section == Some(heading));
        let first = after.into_iter().find(|b| b.kind == BlockKind::Paragraph)?.inner;
        (first.end - first.start <= LONG_SLICE).then_some(first)
    }

    /// What hangs under an item that says little itself: `- [[Bread]]` is about the lines below it. Not where a mention there
    /// will be shown for itself.
    fn below_bare_item(self, ix: BlockIx, inner: &str, next: Option<BlockIx>) -> Option<Slice> {
        let item = self.at(ix).parent?;
        if self.at(item).kind != BlockKind::Item || ix != item + 1 || cut::length(inner) > BARE_ITEM {
            return None;
        }
        let (own, whole) = (self.at(ix).slice, self.at(item).inner);
        let told_for_itself = next.is_some_and(|next| self.at(next).slice.start < whole.end);
        let below = Slice { start: own.end, first: own.last, ..whole };
        (!told_for_itself && below.start < below.end && below.end - below.start <= LONG_SLICE).then_some(below)
    }

    /// Puts a block's HTML into the lists, quotes and tables that it stands in.
    fn in_context(self, ix: BlockIx, html: &str) -> String {
        let mut around = Vec::new();
        let mut at = self.at(ix).parent;
        while let Some(parent) = at.filter(|_| around.len() < AROUND) {
            if self.at(parent).kind != BlockKind::List {
                around.push(parent);
            }
            at = self.at(parent).parent;
        }
        let (mut out, mut ends) = (String::with_capacity(html.len() + 64), Vec::new());
        for parent in around.into_iter().rev() {
            ends.push(self.begin(&mut out, parent, ix));
        }
        out.push_str(html.trim_end());
        out.extend(ends.into_iter().rev());
        out
    }

    /// Opens what stands for `parent` around `leaf`; answers what closes it.
    fn begin(self, out: &mut String, parent: BlockIx, leaf: BlockIx) -> &'static str {
        let first = Some(parent + 1).filter(|first| *first != leaf && self.is_child(*first, parent));
        let line = |ix: Option<BlockIx>| ix.map(|ix| self.line(ix)).unwrap_or_default();
        match self.at(parent).kind {
            BlockKind::Item => {
                out.push_str("<ul><li>");
                let first = line(first.filter(|first| self.at(*first).kind == BlockKind::Paragraph));
                push_line(out, "div", &first);
                "</li></ul>"
            }
            BlockKind::Quote => {
                out.push_str("<blockquote>");
                "</blockquote>"
            }
            BlockKind::Callout => {
                out.push_str("<blockquote class=\"callout\">");
                push_line(out, "div", &line(first.filter(|_| !self.is_child(leaf, parent) || leaf != parent + 1)));
                "</blockquote>"
            }
            BlockKind::Definition => {
                out.push_str("<dl>");
                push_line(out, "dt", &line(self.term(parent)));
                out.push_str("<dd>");
                "</dd></dl>"
            }
            BlockKind::Table => {
                let head = Some(parent + 1).filter(|head| *head != leaf && self.at(*head).kind == BlockKind::TableHead);
                let head = head.map(|head| self.at(head).inner).filter(|head| head.end - head.start <= LONG_SLICE);
                let head = head.map(|head| format!("<thead><tr>{}</tr></thead>", self.play(head)));
                out.push_str("<table>");
                out.push_str(&head.unwrap_or_default());
                out.push_str("<tbody>");
                "</tbody></table>"
            }
            _ => "",
        }
    }

    fn is_child(self, ix: BlockIx, parent: BlockIx) -> bool {
        self.pen.note().blocks.get(ix as usize).is_some_and(|block| block.parent == Some(parent))
    }

    /// The text of the term that a definition belongs to.
    fn term(self, definition: BlockIx) -> Option<BlockIx> {
        let note = self.pen.note();
        let is_term = |ix: &BlockIx| {
            let block = self.at(*ix);
            block.parent == self.at(definition).parent && note.body.html[block.slice.start as usize..].starts_with("<dt")
        };
        if is_term(&definition) {
            return None;
        }
        let term = (0..definition).rev().take(NEAR).find(is_term)?;
        Some(term + 1).filter(|text| self.is_child(*text, term))
    }

    /// The first line of a block, short.
    fn line(self, ix: BlockIx) -> String {
        let slice = self.at(ix).inner;
        if slice.end - slice.start > LONG_SLICE {
            return crate::base::text::escape(&cut::cut_text(&plain::head(self.pen, slice, 2 * LINE), LINE));
        }
        let line = self.play(slice);
        cut(&line, LINE).unwrap_or(line)
    }

    /// Plays a part of the tape as snippets show it: without ids, raw tags and marks of footnotes, embeds closed, mentions
    /// marked.
    fn play(self, slice: Slice) -> String {
        let pen = self.pen;
        let mut out = String::with_capacity((slice.end - slice.start) as usize * 2);
        let mut opened = 0;
        pen.note().body.play(slice, &mut out, |out, hole| {
            match hole.fill {
                Fill::Raw(length) => return length,
                Fill::LinkOpen(ix) => {
                    out.push_str(if self.is_mention(ix) { MENTION } else { "" });
                    pen.open(out, ix, "");
                    opened = out.len();
                }
                Fill::LinkText(ix) => isolate(out, &pen.text(ix)),
                Fill::LinkClose(ix) => {
                    if self.is_mention(ix) && out.len() == opened {
                        isolate(out, &pen.text(ix)); // a mark must not be empty
                    }
                    pen.close(out, ix);
                    out.push_str(if self.is_mention(ix) { "</mark>" } else { "" });
                }
                Fill::Embed(ix) => self.embed(out, ix),
                Fill::Tag(ix) => pen.tag(out, ix),
                Fill::HeadingOpen(_) => out.push_str("<p class=\"heading\"><strong>"),
                Fill::HeadingClose(_) => out.push_str("</strong></p>"),
                Fill::BlockId(_)
                | Fill::Query(_)
                | Fill::RawUrl(_)
                | Fill::FootnoteMark(..)
                | Fill::FootnoteOpen(_)
                | Fill::FootnoteBack(..) => {}
            }
            0
        });
        without_images(out)
    }

    /// An embed, closed: a picture by its description, anything else by a link.
    fn embed(self, out: &mut String, ix: LinkIx) {
        let pen = self.pen;
        match pen.target(ix) {
            Target::Note { .. } => {
                let mention = self.is_mention(ix);
                out.push_str(if mention { MENTION } else { "" });
                pen.whole(out, ix, "embed-link");
                out.push_str(if mention { "</mark>" } else { "" });
            }
            Target::Asset(id) => {
                let path = pen.site.assets[id.ix()].path.as_str();
                match media(path) {
                    Media::Image => image(out, &crate::base::text::escape(Look::of(pen.link(ix)).alt)),
                    _ => pen.whole(out, ix, ""),
                }
            }
            Target::Placeholder(_) | Target::External => pen.whole(out, ix, ""),
        }
    }
}

fn push_line(out: &mut String, element: &str, line: &str) {
    if !line.is_empty() {
        out.push_str(&format!("<{element} class=\"trail\">{line}</{element}>"));
    }
}

/// A picture, by its description, which is escaped.
fn image(out: &mut String, alt: &str) {
    let alt = if alt.is_empty() { "[image]" } else { alt };
    out.push_str(&format!("<span class=\"image\">{alt}</span>"));
}

/// Pictures from elsewhere stand in the tape as they are: here they become their descriptions too.
fn without_images(html: String) -> String {
    if !html.contains("<img ") {
        return html;
    }
    let mut out = String::with_capacity(html.len());
    let mut rest = &*html;
    while let Some(start) = rest.find("<img ") {
        out.push_str(&rest[..start]);
        let (tag, after) = rest[start..].split_once('>').unwrap_or((&rest[start..], ""));
        let alt = tag.split_once(" alt=\"").and_then(|(_, alt)| alt.split_once('"'));
        image(&mut out, alt.map_or("", |(alt, _)| alt));
        rest = after;
    }
    out.push_str(rest);
    out
}
