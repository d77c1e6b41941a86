//! A canvas (JSON Canvas 1.0) as a note: its cards are parsed as notes are, and their links, blocks and tags become those of one
//! note whose tape holds the whole board.
//!
//! Cards stand where their author put them, as far as the page is wide enough; else, and without style sheets, they follow one
//! another, from top to bottom, each group's below its name.

mod draw;
mod merge;
mod read;

use super::frontmatter::Front;
use super::visibility::{self, Marks};
use super::{BlockIx, BlockKind, Fill, Link, LinkIx, Note, Options, Syntax, parse};
use crate::base::slug::Anchors;
use crate::base::text::{Span, base36, escape_into, escape_text_into, hash};
use crate::diag::{Code, Finding};
use draw::Frame;
use merge::Board;
use read::{Content, Item, Literal, Sheet};

/// How much of a text card is read for that, in characters.
const HEAD: usize = 300;
/// How much of a text card stands for it where another card speaks of it, in characters.
const NAME: usize = 60;

/// What a canvas says about publishing: Obsidian keeps properties of canvases in `metadata.frontmatter`. One that cannot be read
/// and seems to hold a mark of privacy is private.
pub fn marks(text: &str) -> Marks {
    let json: Option<serde_json::Value> = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok();
    let Some(json) = json else {
        return Marks { private: visibility::mentioned(text).is_some(), ..Marks::default() };
    };
    let properties = json.get("metadata").and_then(|data| data.get("frontmatter")?.as_object());
    properties.map(|properties| visibility::marks(properties).0).unwrap_or_default()
}

/// Parses a canvas. `exists` answers whether there is a published file of this path: a card of any other is left out, with the
/// lines that lead to it, as if it had never been drawn.
pub fn parse(text: &str, options: &Options, exists: &dyn Fn(&str) -> bool) -> Note {
    let mut board = Board { note: Note::default(), anchors: Anchors::new(super::writer::RESERVED), footnotes: 0 };
    let mut sheet = match read::read(text, &mut board.note.findings) {
        Some(sheet) => sheet,
        None => return board.note,
    };
    sheet.items.retain(|item| match &item.content {
        Content::File { path, .. } if !exists(&path.text) => {
            let message = format!("a card shows `{}`, which is no published file: the card is left out", path.text);
            board.note.findings.push(Finding::new(Code::HiddenCard, path.span(), message));
            false
        }
        _ => true,
    });
    let frame = Frame::of(&sheet);
    let order = draw::order(&sheet.items);
    let mut writer = Cards { source: text, options, sheet: &sheet, board, links: vec![None; sheet.items.len()] };
    writer.file_links();
    frame.open(&mut writer.board.note.body.html, &sheet);
    for ix in order {
        writer.card(ix, &frame);
    }
    writer.board.note.body.html.push_str("</div></div>\n");
    writer.board.note
}

/// Writes the cards of a sheet.
struct Cards<'a> {
    source: &'a str,
    options: &'a Options,
    sheet: &'a Sheet<'a>,
    board: Board,
    /// The link of each file card.
    links: Vec<Option<LinkIx>>,
}

impl Cards<'_> {
    /// The links of file cards come first, since other cards speak of them. Their blocks are set when they are written.
    fn file_links(&mut self) {
        for (ix, item) in self.sheet.items.iter().enumerate() {
            if let Content::File { path, subpath } = &item.content {
                self.links[ix] = Some(self.board.note.links.len() as LinkIx);
                let fragment = subpath.as_ref().map(|subpath| subpath.text.trim_start_matches('#').to_owned());
                self.board.note.links.push(Link {
                    syntax: Syntax::Wiki,
                    embed: true,
                    name: format!("/{}", path.text).into(),
                    fragment: fragment.filter(|fragment| !fragment.is_empty()).map(Into::into),
                    span: path.span(),
                    ..Link::wikilink("")
                });
            }
        }
    }

    fn card(&mut self, ix: usize, frame: &Frame) {
        let item = &self.sheet.items[ix];
        let mark = self.board.note.body.mark();
        let anchor = self.board.anchors.unique(&format!("card-{}", base36(hash(item.id.as_bytes()), 6)));
        let block = self.board.block(BlockKind::Card, item.span, Some(anchor));
        let class = match &item.content {
            Content::Text(_) => "canvas-card canvas-text",
            Content::File { .. } => "canvas-card canvas-file",
            Content::Link(_) => "canvas-card canvas-link",
            Content::Group(_) => "canvas-group",
        };
        let html = &mut self.board.note.body.html;
        html.push_str(&format!("<div class=\"{class}\""));
        self.board.note.body.hole(Fill::BlockId(block));
        frame.place(&mut self.board.note.body.html, item);
        let inner = self.board.note.body.mark();
        match &item.content {
            Content::Text(text) => self.text(text, block),
            Content::File { .. } => self.file(ix, block),
            Content::Link(url) => self.link(url),
            Content::Group(label) => {
                let html = &mut self.board.note.body.html;
                if let Some(label) = label {
                    html.push_str("<p class=\"canvas-label\">");
                    escape_text_into(html, &label.text);
                    html.push_str("</p>");
                }
            }
        }
        if !matches!(item.content, Content::File { .. }) {
            self.lines(ix);
        }
        let inner = self.board.note.body.since(inner);
        self.board.note.body.html.push_str("</div>\n");
        let slice = self.board.note.body.since(mark);
        let written = &mut self.board.note.blocks[block as usize];
        (written.slice, written.inner) = (slice, inner);
    }

    /// A card of text: a note of its own.
    fn text(&mut self, text: &Literal<'_>, card: BlockIx) {
        let part = parse::body(&text.text, Front::default(), self.options);
        let offsets = text.offsets(self.source);
        self.board.append(part, card, &|span: Span| Span::new(offsets.source(span.start), offsets.source(span.end)));
    }

    /// A card that shows a file, and the lines that lead away from it.
    fn file(&mut self, ix: usize, card: BlockIx) {
        let Some(link) = self.links[ix] else { return };
        let span = self.sheet.items[ix].span;
        let mark = self.board.note.body.mark();
        let block = self.board.block(BlockKind::Figure, span, None);
        self.board.note.blocks[block as usize].parent = Some(card);
        self.board.note.links[link as usize].block = block;
        self.board.note.body.hole(Fill::Preview(link));
        self.board.note.body.html.push('\n');
        self.lines(ix);
        let slice = self.board.note.body.since(mark);
        let written = &mut self.board.note.blocks[block as usize];
        (written.slice, written.inner) = (slice, slice);
    }

    fn link(&mut self, url: &Literal<'_>) {
        let html = &mut self.board.note.body.html;
        let shown = url.text.split_once("://").map_or(&*url.text, |(_, rest)| rest).trim_end_matches('/');
        if !super::properties::is_url(&url.text) {
            html.push_str("<p>");
            escape_text_into(html, &url.text);
            html.push_str("</p>");
            return;
        }
        html.push_str("<p><a href=\"");
        escape_into(html, &crate::base::path::encode_url(&url.text));
        html.push_str("\" class=\"external\" rel=\"noopener\">");
        escape_text_into(html, shown);
        html.push_str("</a></p>");
    }

    /// The lines from a card to others, in words: for those who do not see them.
    fn lines(&mut self, from: usize) {
        let id = &self.sheet.items[from].id;
        let edges: Vec<_> = self.sheet.edges.iter().filter(|edge| edge.from == *id).collect();
        let mut begun = false;
        for edge in edges {
            let Some(to) = self.sheet.items.iter().position(|item| item.id == edge.to) else { continue };
            let html = &mut self.board.note.body.html;
            html.push_str(if begun { "" } else { "<ul class=\"canvas-to\">" });
            begun = true;
            html.push_str(match (edge.arrow_from, edge.arrow_to) {
                (false, true) => "<li>→ ",
                (true, true) => "<li>↔ ",
                (true, false) => "<li>← ",
                (false, false) => "<li>— ",
            });
            if let Some(label) = &edge.label {
                html.push_str("<em>");
                escape_text_into(html, &label.text);
                html.push_str("</em> ");
            }
            self.name(to);
            self.board.note.body.html.push_str("</li>");
        }
        self.board.note.body.html.push_str(if begun { "</ul>" } else { "" });
    }

    /// What a card is called.
    fn name(&mut self, ix: usize) {
        let item: &Item<'_> = &self.sheet.items[ix];
        match &item.content {
            Content::File { .. } => {
                if let Some(link) = self.links[ix] {
                    self.board.note.body.hole(Fill::LinkText(link));
                }
            }
            Content::Text(text) => {
                let head = text.text.char_indices().nth(HEAD).map_or(&*text.text, |(at, _)| &text.text[..at]);
                let plain = parse::body(head, Front::default(), self.options).plain().text;
                let line = plain.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
                let cut = line.char_indices().nth(NAME).map_or(line.len(), |(at, _)| at);
                escape_text_into(&mut self.board.note.body.html, &line[..cut]);
                self.board.note.body.html.push_str(if cut < line.len() { "…" } else { "" });
            }
            Content::Link(text) => escape_text_into(&mut self.board.note.body.html, &text.text),
            Content::Group(label) => {
                let label = label.as_ref().map_or("", |label| &label.text);
                escape_text_into(&mut self.board.note.body.html, label);
            }
        }
    }
}
