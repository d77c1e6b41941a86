//! What stands in a line: Markdown's inline events become pieces, in which wikilinks, tags, marks and block ids are found.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr3;
use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::media::{self, Media};
use super::writer::{Located, Writer};
use super::{BlockIx, Link, LinkIx, Seen, Syntax, address, autolink, mask, tags};
use crate::base::path::decode;
use crate::base::text::Span;
use crate::diag::{Code, Finding};

/// A piece of a line.
#[derive(Clone, Debug)]
pub enum Piece<'a> {
    /// Visible text, not escaped.
    Text(Cow<'a, str>),
    /// A code span.
    Code(Cow<'a, str>),
    /// A formula; true: displayed; where it stands in the note's text.
    Math(Cow<'a, str>, bool, Span),
    /// One raw HTML tag or comment, and where it stands in the note's text.
    Html(Cow<'a, str>, usize),
    /// Opens a plain element: `em`.
    Open(&'static str),
    /// Closes it.
    Close(&'static str),
    /// A tag of our own.
    Markup(&'static str),
    /// Opens a Markdown link into the vault.
    Link(LinkIx),
    /// Closes it.
    LinkEnd(LinkIx),
    /// Opens a link to elsewhere.
    External(LinkIx),
    /// Closes it.
    ExternalEnd,
    /// A wikilink, whole.
    Wikilink(LinkIx),
    /// An image of the vault, or an embed.
    Embed(LinkIx),
    /// An image from elsewhere.
    ExternalImage(LinkIx),
    /// A citation, by its index.
    Cite(u32),
    /// A tag, by its index.
    Tag(u32),
    /// One of [`super::marks::SIGNS`], until it is known whether it has a partner.
    Sign(u8),
    /// A mark of a footnote.
    Footnote(CowStr<'a>),
    /// The box of a task, by the sign in it: a blank is open, `x` done, another one the author's own.
    Task(char),
    /// A line end.
    Soft,
    /// A forced line end.
    Hard,
}

/// The element of an inline tag without attributes.
pub(super) fn element(tag: TagEnd) -> Option<&'static str> {
    Some(match tag {
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Strikethrough => "del",
        _ => return None,
    })
}

/// True for every event that stands in a line.
pub fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => element(tag.to_end()).is_some() || matches!(tag, Tag::Link { .. } | Tag::Image { .. }),
        Event::End(tag) => element(*tag).is_some() || matches!(tag, TagEnd::Link | TagEnd::Image),
        Event::Rule | Event::Html(_) => false,
        _ => true,
    }
}

/// Reads one line's worth of events into pieces.
pub struct Reader<'w, 'a> {
    pub(super) writer: &'w mut Writer<'a>,
    pub(super) block: BlockIx,
    pub(super) in_table: bool,
    pub(super) pieces: Vec<Piece<'a>>,
    /// Open Markdown links and the elements opened inside each.
    links: Vec<(Piece<'a>, Vec<&'static str>)>,
    /// Whether a link of raw HTML is open.
    in_anchor: bool,
}

impl<'w, 'a> Reader<'w, 'a> {
    /// Reads the inline events at the writer's place, all of which belong to `block`.
    pub fn read(writer: &'w mut Writer<'a>, events: &'a [Located<'a>], block: BlockIx, in_table: bool) -> Vec<Piece<'a>> {
        let mut reader = Reader { writer, block, in_table, pieces: Vec::new(), links: Vec::new(), in_anchor: false };
        while let Some((event, range)) = events.get(reader.writer.at).filter(|(event, _)| is_inline(event)) {
            reader.writer.at += 1;
            match event {
                Event::Text(text) => reader.text(events, text, range),
                event => reader.event(events, event, range),
            }
        }
        super::marks::pair_marks(reader.pieces)
    }

    fn event(&mut self, events: &'a [Located<'a>], event: &'a Event<'a>, range: &Range<usize>) {
        match event {
            Event::Code(code) => {
                let code = self.unmask(code);
                self.pieces.push(Piece::Code(code));
            }
            Event::InlineMath(tex) => self.math(tex, false, range),
            Event::DisplayMath(tex) => self.math(tex, true, range),
            Event::InlineHtml(html) => {
                let html = self.unmask(html);
                let anchor = self.writer.raw_anchor(&html);
                self.in_anchor = anchor.unwrap_or(self.in_anchor);
                // a link of raw HTML in a link of Markdown's is its text
                if anchor.is_none() || self.links.is_empty() || !self.writer.options.extensions {
                    self.pieces.push(Piece::Html(html, self.writer.base + range.start));
                }
            }
            Event::FootnoteReference(name) => self.outside_links(Piece::Footnote(name.clone())),
            Event::TaskListMarker(done) => self.pieces.push(Piece::Task(if *done { 'x' } else { ' ' })),
            Event::SoftBreak if self.writer.options.extras.hard_breaks => self.pieces.push(Piece::Hard),
            Event::SoftBreak => self.pieces.push(Piece::Soft),
            Event::HardBreak => self.pieces.push(Piece::Hard),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                let syntax = syntax(*link_type);
                let url = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}").into(),
                    _ => self.unmask(dest_url),
                };
                self.open_link(syntax, &url, title, range);
            }
            Event::End(TagEnd::Link) => self.close_link(),
            Event::Start(Tag::Image { link_type, dest_url, title, .. }) => {
                let url = self.unmask(dest_url);
                let alt = self.alt(events);
                self.image(syntax(*link_type), &url, &alt, title, range);
            }
            Event::Start(tag) => {
                if let Some(name) = self.element(tag.to_end(), range) {
                    self.pieces.push(Piece::Open(name));
                    self.links.iter_mut().for_each(|(_, inside)| inside.push(name));
                }
            }
            Event::End(tag) => {
                if let Some(name) = self.element(*tag, range) {
                    self.pieces.push(Piece::Close(name));
                    self.links.iter_mut().for_each(|(_, inside)| {
                        inside.pop();
                    });
                }
            }
            _ => {}
        }
    }

    pub(super) fn unmask(&self, text: &'a CowStr<'a>) -> Cow<'a, str> {
        mask::unmask(text, self.writer.source, &self.writer.masks.links)
    }

    /// One run of text: all text events that follow each other in the source without a gap.
    fn text(&mut self, events: &'a [Located<'a>], first: &'a CowStr<'a>, range: &Range<usize>) {
        let mut end = range.end;
        let body = self.writer.body;
        // an entity, or a line whose indent was cut, is not what the source has there
        let verbatim = body[range.clone()] == **first;
        while let Some((Event::Text(text), next)) = events.get(self.writer.at) {
            if !verbatim || next.start != end || body[next.clone()] != **text {
                break;
            }
            end = next.end;
            self.writer.at += 1;
        }
        let text: &'a str = if verbatim { &body[range.start..end] } else { first };
        if !self.writer.options.extensions {
            self.pieces.push(Piece::Text(text.into()));
            return;
        }
        let escaped = verbatim && range.start > 0 && body.as_bytes()[range.start - 1] == b'\\';
        let start = self.writer.base + range.start;
        self.citations(text, start, escaped, Self::between_citations);
    }

    /// Text without citations: addresses, then what else is found in a run.
    fn between_citations(&mut self, text: &'a str, start: usize, escaped: bool) {
        let mut done = 0;
        for link in if self.is_in_link() { Vec::new() } else { autolink::find(text) } {
            self.scan(&text[done..link.range.start], start + done, escaped && done == 0);
            self.autolink(&text[link.range.clone()], &link.url, start + link.range.start);
            done = link.range.end;
        }
        self.scan(&text[done..], start + done, escaped && done == 0);
    }

    /// Whether a link is open, in which no other can stand.
    pub(super) fn is_in_link(&self) -> bool {
        !self.links.is_empty() || self.in_anchor
    }

    /// Looks for wikilinks, tags and signs in a run of text that begins at `start` of the source.
    pub(super) fn scan(&mut self, text: &'a str, start: usize, escaped: bool) {
        let bytes = text.as_bytes();
        let (mut done, mut i) = (0, 0);
        let extras = self.writer.options.extras;
        if escaped && extras.emoji && text.starts_with(':') {
            self.pieces.push(Piece::Text(":".into())); // apart from what could make it a name
            done = 1;
        }
        let next = |bytes: &[u8]| {
            if !extras.scripts {
                return memchr3(mask::MARK, b'#', b'=', bytes);
            }
            bytes.iter().position(|b| matches!(*b, mask::MARK | b'#' | b'=' | b'^' | b'~'))
        };
        while let Some(next) = next(&bytes[i..]) {
            i += next;
            let length = match bytes[i] {
                mask::MARK => self.mark(text, done, i),
                b'#' => self.tag(text, done, i, start, escaped),
                b'^' | b'~' if i == 0 && escaped => None,
                _ => self.sign(text, done, i),
            };
            match length {
                Some(length) => {
                    i += length;
                    done = i;
                }
                None => i += 1,
            }
        }
        self.push_text(text, done..text.len());
    }

    pub(super) fn push_text(&mut self, text: &'a str, range: Range<usize>) {
        if !range.is_empty() {
            let text = &text[range];
            let text = if self.writer.options.extras.emoji { super::emoji::replaced(text) } else { text.into() };
            self.pieces.push(Piece::Text(text));
        }
    }

    fn tag(&mut self, text: &'a str, done: usize, at: usize, start: usize, escaped: bool) -> Option<usize> {
        let before = &text[..at];
        let glued_to_link = at > 0 && at == done && !matches!(self.pieces.last(), Some(Piece::Tag(_) | Piece::Text(_)));
        let bracketed = before.ends_with('[') && text[at..].contains(']');
        let boundary = if at == 0 { !escaped } else { glued_to_link || bracketed || before.ends_with(char::is_whitespace) };
        let mut length = tags::tag(&text[at..]).filter(|_| boundary)?;
        if self.writer.options.as_foam {
            length = tags::before_emphasis(&text[at..], length);
        }
        self.push_text(text, done..at);
        let ix = self.writer.note.tags.len() as u32;
        let span = Span::new(start + at, start + at + length);
        self.writer.note.tags.push(super::Tag { name: text[at + 1..at + length].into(), span });
        // a tag inside a link's text belongs to the link; it still counts
        self.pieces.push(if self.links.is_empty() { Piece::Tag(ix) } else { Piece::Text(text[at..at + length].into()) });
        Some(length)
    }

    fn open_link(&mut self, syntax: Syntax, url: &str, title: &str, range: &Range<usize>) {
        let opened = match self.markdown_link(syntax, url, title, range) {
            None => Piece::Text("".into()),
            Some(link) => {
                let external = !self.writer.options.extensions || link.is_external();
                let ix = self.writer.note.links.len() as LinkIx;
                self.writer.note.links.push(link);
                if external { Piece::External(ix) } else { Piece::Link(ix) }
            }
        };
        self.pieces.push(opened.clone());
        self.links.push((opened, Vec::new()));
    }

    fn close_link(&mut self) {
        match self.links.pop() {
            Some((Piece::Link(ix), _)) => self.pieces.push(Piece::LinkEnd(ix)),
            Some((Piece::External(ix), _)) => self.end_external(ix),
            _ => {}
        }
    }

    /// Closes a link to elsewhere. Where a wikilink has left nothing of it, there is none.
    fn end_external(&mut self, ix: LinkIx) {
        let left = match self.pieces.as_slice() {
            [.., Piece::Wikilink(_) | Piece::Embed(_), Piece::External(open)] => *open != ix,
            _ => true,
        };
        if left {
            self.pieces.push(Piece::ExternalEnd);
        } else {
            self.pieces.pop();
        }
    }

    /// Puts `piece`, which is a link itself, behind the links that are open here, and opens them again after it.
    pub(super) fn outside_links(&mut self, piece: Piece<'a>) {
        let open: Vec<_> = self.links.iter().filter(|(link, _)| !matches!(link, Piece::Text(_))).cloned().collect();
        for (link, inside) in open.iter().rev() {
            inside.iter().rev().for_each(|name| self.pieces.push(Piece::Close(name)));
            match link {
                Piece::Link(ix) => self.pieces.push(Piece::LinkEnd(*ix)),
                Piece::External(ix) => self.end_external(*ix),
                _ => {}
            }
        }
        self.pieces.push(piece);
        for (link, inside) in open {
            self.pieces.push(link);
            inside.iter().for_each(|name| self.pieces.push(Piece::Open(name)));
        }
    }

    /// A Markdown link as written. `None`, with a finding, where its scheme is none that a page may have.
    pub(super) fn markdown_link(&mut self, syntax: Syntax, url: &str, title: &str, range: &Range<usize>) -> Option<Link> {
        let span = Span::new(self.writer.base + range.start, self.writer.base + range.end);
        if self.writer.options.extensions && !address::is_safe(url) {
            let message = format!("the address `{}` has a scheme that is not allowed", url.chars().take(40).collect::<String>());
            self.writer.note.findings.push(Finding::new(Code::RemovedHtml, span, message));
            return None;
        }
        let (name, fragment) = split_url(url);
        Some(Link {
            syntax,
            embed: false,
            seen: Seen::Both,
            name: name.into(),
            fragment,
            label: None,
            title: Some(title).filter(|t| !t.is_empty()).map(Into::into),
            definition: None,
            modifier: None,
            in_flow: false,
            span,
            block: self.block,
        })
    }

    /// The text of an image's description, up to its end.
    fn alt(&mut self, events: &'a [Located<'a>]) -> String {
        let (mut alt, mut depth) = (String::new(), 0);
        while let Some((event, range)) = events.get(self.writer.at) {
            self.writer.at += 1;
            match event {
                Event::End(TagEnd::Image) if depth == 0 => break,
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Text(text) | Event::Code(text) => alt.push_str(&self.unmask(text)),
                Event::InlineMath(tex) | Event::DisplayMath(tex) => alt.push_str(&self.tex(tex, range)),
                Event::SoftBreak | Event::HardBreak => alt.push(' '),
                _ => {}
            }
        }
        alt
    }

    fn image(&mut self, syntax: Syntax, url: &str, alt: &str, title: &str, range: &Range<usize>) {
        let Some(mut link) = self.markdown_link(syntax, url, title, range) else {
            self.pieces.push(Piece::Text(alt.to_owned().into()));
            return;
        };
        link.embed = true;
        link.label = Some(alt.into());
        let is_image = matches!(media::of_url(&link.name), Media::Image | Media::Other);
        let external = !self.writer.options.extensions || link.is_external() && is_image;
        let ix = self.writer.note.links.len() as LinkIx;
        self.writer.note.links.push(link);
        self.pieces.push(if external { Piece::ExternalImage(ix) } else { Piece::Embed(ix) });
    }
}

fn syntax(link_type: LinkType) -> Syntax {
    match link_type {
        LinkType::Inline | LinkType::Autolink | LinkType::Email => Syntax::Inline,
        _ => Syntax::Reference,
    }
}

/// A URL without its fragment, and the fragment, decoded. The URL of another site keeps its own.
pub fn split_url(url: &str) -> (&str, Option<Box<str>>) {
    match url.split_once('#') {
        Some((name, fragment)) if !address::is_external(url) => {
            (name, Some(decode(fragment)).filter(|f| !f.is_empty()).map(Into::into))
        }
        _ => (url, None),
    }
}
