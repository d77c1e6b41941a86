//! One mention in its context: the block that holds it, and what stands around that block.

use std::borrow::Cow;

use crate::link::{PlaceholderId, Target};
use crate::note::media::{self, Media};
use crate::note::{Block, BlockIx, BlockKind, Fill, HeadingIx, LinkIx, Slice};
use crate::render::cut::{self, cut};
use crate::render::element::{Pen, anchor, isolate, with_fragment};
use crate::render::media::Look;
use crate::vault::NoteId;

use super::{Measure, Snippet, plain};

/// A slice above so many bytes is not played but read around the mention.
const LONG_SLICE: u32 = 8 << 10;
/// What fills a hole counts as so many bytes: names without end can stand in very little text.
const HOLE: u32 = 24;
/// HTML above so many bytes for each visible character asked for is shown as text: links can be all markup.
const BYTES_PER_CHARACTER: usize = 50;
/// The whole block is given along where it has no more characters than this.
const WHOLE: usize = 2000;
/// A block is shown whole where it is longer than asked for by no more than this part: what unfolds must be worth it.
const SLACK_OF_WHOLE: usize = 2;
/// Likewise where nothing unfolds.
const SLACK: usize = 5;
/// Characters of each line of context above a block.
const LINE: usize = 80;
/// How many blocks around a block are shown, innermost first.
const AROUND: usize = 8;
/// An item whose own text has no more characters than this is shown with what hangs under it.
const BARE_ITEM: usize = 40;
/// How many blocks are looked through for a neighbour.
const NEAR: usize = 50;

/// What a snippet is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Mentioned<'a> {
    /// Another note.
    Note(NoteId),
    /// A name that nobody has written about.
    Placeholder(PlaceholderId),
    /// A work, by its key.
    Work(&'a str),
}

/// Writes the snippets of one note that mention another, or a work.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    /// The mentioning note, and the page on which its words stand.
    pub(super) pen: Pen<'a>,
    /// What is mentioned.
    pub(super) target: Mentioned<'a>,
    pub(super) measure: Measure,
}

impl<'a> Teller<'a> {
    /// The snippet of `mentions`, all of which stand in `block`. `next` is the block of the mentions after them; `page` is the
    /// page of the mentioning note.
    pub(super) fn snippet(self, block: BlockIx, mentions: &[LinkIx], next: Option<BlockIx>, page: &str) -> Snippet<'a> {
        let Measure { characters, whole, .. } = self.measure;
        let first = mentions.first().copied().unwrap_or(LinkIx::MAX);
        let (html, complete) = self.block(block, first, next);
        let part = cut::part(&html, characters, characters + characters / if whole { SLACK_OF_WHOLE } else { SLACK });
        let (html, more) = match part {
            None => (html, None),
            Some(part) if part.html.len() > characters * BYTES_PER_CHARACTER => (self.as_text(block, first), None),
            Some(part) => {
                let offer = whole && complete && html.len() < WHOLE * 8 && part.whole <= WHOLE;
                (part.html, offer.then_some(html))
            }
        };
        Snippet {
            trail: self.trail(block),
            href: self.place(block, page),
            more: more.map(|more| self.in_context(block, more)),
            html: self.in_context(block, html),
            embedded: mentions.iter().any(|ix| self.pen.link(*ix).embed),
        }
    }

    fn at(self, ix: BlockIx) -> &'a Block {
        &self.pen.note().blocks[ix as usize]
    }

    /// Where a block stands on the page of its note.
    pub(super) fn place(self, block: BlockIx, page: &str) -> String {
        with_fragment(page.to_owned(), anchor(self.pen.note(), block).filter(|anchor| !anchor.is_empty()))
    }

    pub(super) fn is_mention(self, ix: LinkIx) -> bool {
        match self.pen.target(ix) {
            Target::Note { id, .. } => self.target == Mentioned::Note(id),
            Target::Placeholder(id) => self.target == Mentioned::Placeholder(id),
            _ => false,
        }
    }

    /// The headings above a block, without the page's title.
    fn trail(self, block: BlockIx) -> Vec<Cow<'a, str>> {
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
        if is_long(block.inner) {
            return (self.as_text(ix, mention), false);
        }
        let mut out = String::with_capacity(2 * (block.inner.end - block.inner.start) as usize + 256);
        match block.kind {
            BlockKind::Heading(heading) => {
                out.push_str("<p class=\"heading\"><strong>");
                self.play(&mut out, block.inner);
                out.push_str("</strong></p>");
                if let Some(below) = self.first_paragraph(ix, heading) {
                    self.wrap(&mut out, "<p>", below, "</p>");
                }
            }
            BlockKind::Row | BlockKind::TableHead => self.wrap(&mut out, "<tr>", block.inner, "</tr>"),
            BlockKind::Paragraph if self.is_tight(block) => {
                self.play(&mut out, block.inner);
                if let Some(below) = self.below_bare_item(ix, &out, next) {
                    self.play(&mut out, below);
                }
            }
            BlockKind::Figure if block.parent.is_some_and(|parent| self.at(parent).kind == BlockKind::Card) => {
                self.wrap(&mut out, "<div>", block.inner, "</div>");
            }
            BlockKind::Property => {
                self.wrap(&mut out, "<dl class=\"properties\"><div>", block.inner, "</div></dl>");
            }
            _ => self.wrap(&mut out, "<p>", block.inner, "</p>"),
        }
        (out, true)
    }

    fn wrap(self, out: &mut String, start: &str, slice: Slice, end: &str) {
        out.push_str(start);
        self.play(out, slice);
        out.push_str(end);
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
        (!is_long(first)).then_some(first)
    }

    /// What hangs under an item that says little itself: `- [[Bread]]` is about the lines below it. Not where a mention there
    /// will be shown for itself.
    fn below_bare_item(self, ix: BlockIx, inner: &str, next: Option<BlockIx>) -> Option<Slice> {
        let item = self.at(ix).parent?;
        if self.at(item).kind != BlockKind::Item || ix != item + 1 || !cut::is_within(inner, BARE_ITEM) {
            return None;
        }
        let (own, whole) = (self.at(ix).slice, self.at(item).inner);
        let told_for_itself = next.is_some_and(|next| self.at(next).slice.start < whole.end);
        let below = Slice { start: own.end, first: own.last, ..whole };
        (!told_for_itself && below.start < below.end && !is_long(below)).then_some(below)
    }

    /// Puts a block's HTML into the lists, quotes and tables that it stands in.
    fn in_context(self, ix: BlockIx, mut html: String) -> String {
        html.truncate(html.trim_end().len());
        let mut around = Vec::new();
        let mut at = self.at(ix).parent;
        while let Some(parent) = at.filter(|_| around.len() < AROUND) {
            if self.at(parent).kind != BlockKind::List {
                around.push(parent);
            }
            at = self.at(parent).parent;
        }
        if around.is_empty() {
            return html;
        }
        let (mut out, mut ends) = (String::with_capacity(html.len() + 64), Vec::new());
        for parent in around.into_iter().rev() {
            ends.push(self.begin(&mut out, parent, ix));
        }
        out.push_str(&html);
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
                let head = head.map(|head| self.at(head).inner).filter(|head| !is_long(*head));
                out.push_str("<table>");
                if let Some(head) = head {
                    self.wrap(out, "<thead><tr>", head, "</tr></thead>");
                }
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
        if is_long(slice) {
            return crate::base::text::escape(&cut::cut_text(&plain::head(self.pen, slice, 2 * LINE), LINE));
        }
        let mut line = String::new();
        self.play(&mut line, slice);
        cut(&line, LINE).unwrap_or(line)
    }

    /// Plays a part of the tape as snippets show it: without ids, raw tags and marks of footnotes, embeds closed, mentions
    /// marked.
    fn play(self, out: &mut String, slice: Slice) {
        let pen = self.pen;
        let (start, mut opened) = (out.len(), 0);
        pen.note().body.play(slice, out, |out, hole| {
            match hole.fill {
                Fill::Raw(length) => return length,
                Fill::LinkOpen(ix) => {
                    if self.is_mention(ix) {
                        pen.open_mention(out, ix, "");
                    } else {
                        pen.open(out, ix, "");
                    }
                    opened = out.len();
                }
                Fill::LinkText(ix) => isolate(out, &pen.text(ix)),
                Fill::LinkClose(ix) if self.is_mention(ix) => {
                    if out.len() == opened {
                        isolate(out, &pen.text(ix)); // a mark must not be empty
                    }
                    pen.close_mention(out, ix);
                }
                Fill::LinkClose(ix) => pen.close(out, ix),
                Fill::Embed(ix) | Fill::Preview(ix) => self.embed(out, ix),
                Fill::Cite(ix) => self.cite(out, ix),
                Fill::Tag(ix) => pen.tag(out, ix),
                Fill::Task(sign) => {
                    if let Some(words) = pen.words {
                        crate::render::task::write(out, sign, words);
                    }
                }
                Fill::Date(length) => {
                    pen.date(out, hole.at, length);
                    return length;
                }
                Fill::CalloutName(length) => return pen.callout_name(out, hole.at, length),
                Fill::HeadingOpen(_) => out.push_str("<p class=\"heading\"><strong>"),
                Fill::HeadingClose(_) => out.push_str("</strong></p>"),
                Fill::BlockId(_)
                | Fill::Query(_)
                | Fill::Painting(_)
                | Fill::RawUrl(_)
                | Fill::FootnoteMark(..)
                | Fill::FootnoteOpen(_)
                | Fill::FootnoteBack(..) => {}
            }
            0
        });
        if memchr::memmem::find(&out.as_bytes()[start..], b"<img ").is_some() {
            let played = out.split_off(start);
            self.without_images(out, &played);
        }
    }

    /// A citation, marked where it is of the work that the snippet is about.
    fn cite(self, out: &mut String, ix: u32) {
        let cite = &self.pen.note().cites[ix as usize];
        let is_mention = matches!(self.target, Mentioned::Work(key) if cite.cited.iter().any(|cited| &*cited.key == key));
        out.push_str(if is_mention { cut::MENTION } else { "" });
        crate::render::cite::parts(out, cite, |_| None);
        out.push_str(if is_mention { "</mark>" } else { "" });
    }

    /// An embed, closed: a picture by its description, anything else by a link.
    fn embed(self, out: &mut String, ix: LinkIx) {
        let pen = self.pen;
        match pen.target(ix) {
            Target::Note { .. } if self.is_mention(ix) => {
                pen.open_mention(out, ix, "embed-link");
                isolate(out, &pen.text(ix));
                pen.close_mention(out, ix);
            }
            Target::Note { .. } => pen.whole(out, ix, "embed-link"),
            Target::Asset(id) => {
                let path = pen.site.assets[id.ix()].path.as_str();
                match media::of(path) {
                    Media::Image => self.image(out, &crate::base::text::escape(Look::of(pen.link(ix)).alt)),
                    _ => pen.whole(out, ix, ""),
                }
            }
            Target::Placeholder(_) | Target::External => pen.whole(out, ix, ""),
        }
    }

    /// A picture, by its description, which is escaped.
    fn image(self, out: &mut String, alt: &str) {
        let name = self.pen.words.map_or("", |words| words.get("picture"));
        let name = format!("[{}]", crate::base::text::escape(name));
        out.push_str(&format!("<span class=\"image\">{}</span>", if alt.is_empty() { &name } else { alt }));
    }

    /// Pictures from elsewhere stand in the tape as they are: here they become their descriptions too.
    fn without_images(self, out: &mut String, mut html: &str) {
        while let Some(start) = html.find("<img ") {
            out.push_str(&html[..start]);
            let (tag, after) = html[start..].split_once('>').unwrap_or((&html[start..], ""));
            let alt = tag.split_once(" alt=\"").and_then(|(_, alt)| alt.split_once('"'));
            self.image(out, alt.map_or("", |(alt, _)| alt));
            html = after;
        }
        out.push_str(html);
    }
}

/// Whether a slice is too long to be played for each mention in it.
fn is_long(slice: Slice) -> bool {
    (slice.end - slice.start).saturating_add((slice.last - slice.first).saturating_mul(HOLE)) > LONG_SLICE
}

fn push_line(out: &mut String, element: &str, line: &str) {
    if !line.is_empty() {
        out.push_str(&format!("<{element} class=\"trail\">{line}</{element}>"));
    }
}
