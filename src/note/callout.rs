//! Callouts: quotes that begin with `[!kind]`, as Obsidian, GitHub and Foam's preview read them.

use std::ops::Range;

use pulldown_cmark::{Event, Tag};

use super::inline::{Piece, Reader};
use super::writer::{Located, Writer};
use super::{BlockIx, BlockKind};
use crate::base::text::{Span, escape};

/// The head of a callout: `[!kind|metadata]-`.
struct Head<'a> {
    kind: &'a str,
    /// For style sheets: what stands behind the kind.
    metadata: &'a str,
    /// `Some(true)`: can be folded and is open; `Some(false)`: is folded.
    open: Option<bool>,
    length: usize,
}

fn head(text: &str) -> Option<Head<'_>> {
    let inside = text.strip_prefix("[!")?;
    let end = inside.find([']', '\n', '\r', '['])?;
    if !inside[end..].starts_with(']') {
        return None;
    }
    let (kind, metadata) = inside[..end].split_once('|').unwrap_or((&inside[..end], ""));
    let (kind, metadata) = (kind.trim(), metadata.trim());
    let fits = !kind.is_empty() && kind.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '));
    let (open, fold) = match inside.as_bytes().get(end + 1) {
        Some(b'+') => (Some(true), 1),
        Some(b'-') => (Some(false), 1),
        _ => (None, 0),
    };
    fits.then_some(Head { kind, metadata, open, length: 2 + end + 1 + fold })
}

/// Whether the quote whose content begins with `events` is a callout.
pub fn starts(body: &str, events: &[Located<'_>]) -> bool {
    matches!(events.first(), Some((Event::Start(Tag::Paragraph), range)) if head(&body[range.start..]).is_some())
}

impl<'a> Writer<'a> {
    /// Opens a callout and writes its title; what follows in the first paragraph becomes a paragraph.
    pub(super) fn callout(&mut self, range: &Range<usize>, events: &'a [Located<'a>]) {
        let first = events[self.at].1.clone();
        let Some(head) = head(&self.body[first.start..]) else { return };
        let kind = head.kind.to_lowercase().replace(' ', "-");
        let name = name(head.kind);
        let mut attributes = format!(" class=\"callout\" data-callout=\"{}\"", escape(&kind));
        if !head.metadata.is_empty() {
            attributes += &format!(" data-callout-metadata=\"{}\"", escape(head.metadata));
        }
        // the colour and the drawing say the kind to eyes alone; `details` has a role of its own
        attributes += if head.open.is_none() { " role=\"note\"" } else { "" };
        let tags = match head.open {
            Some(true) => ["<details", " open>\n", "</details>\n"],
            Some(false) => ["<details", ">\n", "</details>\n"],
            None => ["<div", ">\n", "</div>\n"],
        };
        self.open_callout(range, tags, &attributes, &name);
        self.at += 1; // the paragraph's start
        let span = Span::new(self.base + first.start, self.base + first.end);
        let title = self.new_block(BlockKind::Paragraph, span);
        let mut pieces = Reader::read(self, events, title, false);
        self.at += 1; // its end
        if let Some(Piece::Text(text)) = pieces.first_mut() {
            *text = text.get(head.length..).unwrap_or_default().trim_start().to_owned().into();
        }
        let rest = split_line(&mut pieces);
        self.title(title, &name, head.open.is_some(), &pieces);
        if !rest.is_empty() {
            let block = self.new_block(BlockKind::Paragraph, span);
            self.move_links(&rest, block);
            self.write_paragraph(block, rest);
        }
    }

    fn title(&mut self, block: BlockIx, name: &str, folds: bool, pieces: &[Piece<'a>]) {
        self.anchor_by_text(block, pieces);
        let mark = self.note.body.mark();
        let element = if folds { "summary" } else { "div" };
        self.tape().push_str(if folds { "<summary class=\"callout-title\"" } else { "<div class=\"callout-title\"" });
        self.note.body.hole(super::Fill::BlockId(block));
        // an element around the words, or each of them would be an item of the row that the drawing begins
        self.tape().push_str("><span class=\"title\">");
        let inner = self.note.body.mark();
        if pieces.iter().all(|p| matches!(p, Piece::Text(t) if t.trim().is_empty())) {
            self.callout_name(name);
        } else {
            self.pieces(pieces);
        }
        let inner = self.note.body.since(inner);
        let end = format!("</span></{element}>\n");
        self.tape().push_str(&end);
        let slice = self.note.body.since(mark);
        let block = &mut self.note.blocks[block as usize];
        (block.slice, block.inner) = (slice, inner);
    }

    fn move_links(&mut self, pieces: &[Piece<'_>], block: BlockIx) {
        for piece in pieces {
            if let Piece::Link(ix) | Piece::Wikilink(ix) | Piece::Embed(ix) | Piece::External(ix) | Piece::ExternalImage(ix) =
                piece
            {
                self.note.links[*ix as usize].block = block;
            }
        }
    }
}

/// What a kind is called where the callout has no title.
fn name(kind: &str) -> String {
    if kind.eq_ignore_ascii_case("tldr") {
        return "TL;DR".to_owned();
    }
    if kind.eq_ignore_ascii_case("faq") {
        return "FAQ".to_owned();
    }
    // `[!WARNING]` is not meant to be shouted
    let shouted = !kind.chars().any(char::is_lowercase);
    let mut letters = kind.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    if shouted { first.chain(letters.flat_map(char::to_lowercase)).collect() } else { first.chain(letters).collect() }
}

/// Takes all behind the first line end off `pieces`; nothing where an element is open there.
fn split_line<'a>(pieces: &mut Vec<Piece<'a>>) -> Vec<Piece<'a>> {
    let mut depth = 0;
    for i in 0..pieces.len() {
        match pieces[i] {
            Piece::Open(_) | Piece::Link(_) | Piece::External(_) => depth += 1,
            Piece::Close(_) | Piece::LinkEnd(_) | Piece::ExternalEnd => depth -= 1,
            Piece::Soft | Piece::Hard if depth == 0 => {
                let rest = pieces.split_off(i + 1);
                pieces.pop();
                return rest;
            }
            _ => {}
        }
    }
    Vec::new()
}
