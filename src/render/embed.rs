//! What an embed shows: a picture, sound or film, or a part of another note; and how much of that a page may take.

use crate::base::path::extension;
use crate::base::text::escape_into;
use crate::diag::{Code, Finding};
use crate::link::{Part, Target};
use crate::note::{BlockIx, BlockKind, Fill, HeadingIx, Link, LinkIx, Note, Slice, Syntax};
use crate::site::Site;
use crate::vault::{AssetId, NoteId};

use super::element::{Attributes, Pen};

/// Embeds inside embeds inside embeds: how deep a page goes.
pub const MAX_DEPTH: usize = 8;
/// How many embedded notes and sections a page shows.
pub const MAX_EMBEDS: usize = 1000;
/// How many bytes of other notes' HTML a page shows.
pub const MAX_BYTES: usize = 4 << 20;

/// Why an embed is shown as a link.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refusal {
    /// It is being shown already: it would hold itself.
    Circle,
    /// The page has enough.
    Limit,
}

/// What a page has embedded so far, and what is being embedded right now.
pub(super) struct Ledger {
    open: Vec<(NoteId, Part)>,
    count: usize,
    bytes: usize,
}

impl Ledger {
    /// The book of the page of a note.
    pub(super) fn new(page: NoteId) -> Self {
        Ledger { open: vec![(page, Part::Whole)], count: 0, bytes: 0 }
    }

    /// Opens an embed, which [`Ledger::leave`] closes.
    pub(super) fn enter(&mut self, id: NoteId, part: Part, excerpt: &Excerpt) -> Result<(), Refusal> {
        if self.open.contains(&(id, part)) {
            return Err(Refusal::Circle);
        }
        let bytes = excerpt.slices.iter().map(|s| (s.end - s.start) as usize).sum::<usize>();
        if self.open.len() > MAX_DEPTH || self.count == MAX_EMBEDS || self.bytes + bytes > MAX_BYTES {
            return Err(Refusal::Limit);
        }
        self.open.push((id, part));
        self.count += 1;
        self.bytes += bytes;
        Ok(())
    }

    pub(super) fn leave(&mut self) {
        self.open.pop();
    }
}

/// The part of a note that an embed shows.
pub(super) struct Excerpt {
    pub(super) slices: Vec<Slice>,
    /// What must stand around it: a list's item needs its list.
    pub(super) around: [&'static str; 2],
}

/// What to show of `note`; `content`: without its own heading. `None` for a place that it does not have.
pub(super) fn excerpt(note: &Note, part: Part, content: bool) -> Option<Excerpt> {
    let plain = |slices| Some(Excerpt { slices, around: ["", ""] });
    match part {
        Part::Whole => plain(without_title(note)),
        Part::Heading(heading) => plain(vec![section(note, heading, content)]),
        Part::Block(ix) => {
            let block = &note.blocks[ix as usize];
            let around = match block.kind {
                BlockKind::Heading(heading) => return plain(vec![section(note, heading, content)]),
                BlockKind::Footnote | BlockKind::TableHead => return plain(vec![block.inner]),
                BlockKind::Item => list_tags(note, ix),
                BlockKind::Row => ["<table><tbody>", "</tbody></table>"],
                BlockKind::Definition => ["<dl>", "</dl>"],
                BlockKind::Paragraph if block.slice == block.inner => ["<p>", "</p>"],
                _ => ["", ""],
            };
            Some(Excerpt { slices: vec![block.slice], around })
        }
        Part::Lost => None,
    }
}

/// The tags of the list that an item stands in, without attributes.
pub(super) fn list_tags(note: &Note, item: BlockIx) -> [&'static str; 2] {
    let list = note.blocks[item as usize].parent.map(|list| note.blocks[list as usize].slice.start as usize);
    match list.and_then(|start| note.body.html.get(start..start + 3)) {
        Some("<ol") => ["<ol>", "</ol>"],
        _ => ["<ul>", "</ul>"],
    }
}

/// The whole body but for the heading that says the title once more.
pub(super) fn without_title(note: &Note) -> Vec<Slice> {
    let all = note.body.all();
    match note.title_heading {
        None => vec![all],
        Some(heading) => {
            let title = note.blocks[note.headings[heading as usize].block as usize].slice;
            vec![Slice { end: title.start, last: title.first, ..all }, Slice { start: title.end, first: title.last, ..all }]
        }
    }
}

/// From a heading to the next one of the same or a higher level in the same container.
fn section(note: &Note, heading: HeadingIx, content: bool) -> Slice {
    let level = note.headings[heading as usize].level;
    let block = |h: HeadingIx| &note.blocks[note.headings[h as usize].block as usize];
    let own = block(heading);
    let next = (heading + 1..note.headings.len() as HeadingIx)
        .take_while(|h| own.parent.is_none_or(|parent| block(*h).slice.start < note.blocks[parent as usize].slice.end))
        .find(|h| block(*h).parent == own.parent && note.headings[*h as usize].level <= level);
    let start = if content { Slice { start: own.slice.end, first: own.slice.last, ..own.slice } } else { own.slice };
    let (end, last) = match (next.map(block), own.parent) {
        (Some(next), _) => (next.slice.start, next.slice.first),
        (None, Some(parent)) => (note.blocks[parent as usize].inner.end, note.blocks[parent as usize].inner.last),
        (None, None) => text_end(note),
    };
    Slice { end, last, ..start }
}

/// Where the text ends and the footnotes begin.
fn text_end(note: &Note) -> (u32, u32) {
    let all = note.body.all();
    let Some(first) = note.blocks.iter().find(|b| b.kind == BlockKind::Footnote) else { return (all.end, all.last) };
    let before = &note.body.html[..first.slice.start as usize];
    (before.rfind("<section").map_or(all.end, |i| i as u32), first.slice.first)
}

/// Whether Foam's word before the embed asks for the content alone.
pub(super) fn wants_content(link: &Link) -> bool {
    link.modifier.as_deref().is_some_and(|word| word.starts_with("content"))
}

/// What is wrong with embeds: circles, and pages that would hold too many. Each with the note whose page it is.
pub fn findings(site: Site<'_>) -> Vec<(NoteId, Finding)> {
    let mut found = Vec::new();
    for ix in 0..site.notes.len() {
        let id = NoteId(ix as u32);
        if site.note(id).links.iter().any(|link| link.embed) {
            let mut audit = Audit { site, page: id, ledger: Ledger::new(id), root: None, limited: false, found: &mut found };
            audit.slices(id, &without_title(site.note(id)));
        }
    }
    found
}

/// Plays a page's embeds without writing anything.
struct Audit<'a> {
    site: Site<'a>,
    page: NoteId,
    ledger: Ledger,
    /// The embed in the page's own text that everything right now is shown by.
    root: Option<LinkIx>,
    limited: bool,
    found: &'a mut Vec<(NoteId, Finding)>,
}

impl Audit<'_> {
    fn slices(&mut self, id: NoteId, slices: &[Slice]) {
        let note = self.site.note(id);
        for slice in slices {
            for hole in &note.body.holes[slice.first as usize..slice.last as usize] {
                if let Fill::Embed(ix) = hole.fill {
                    self.embed(id, ix);
                }
            }
        }
    }

    fn embed(&mut self, id: NoteId, ix: LinkIx) {
        let Some((target, part, excerpt)) = shown_note(self.site, id, ix) else { return };
        let outermost = self.root.is_none();
        self.root.get_or_insert(ix);
        match self.ledger.enter(target, part, &excerpt) {
            Ok(()) => {
                self.slices(target, &excerpt.slices);
                self.ledger.leave();
            }
            Err(Refusal::Circle) if target == self.page => self.report_circle(target),
            Err(Refusal::Limit) if !self.limited => {
                self.limited = true;
                self.report(
                    Code::EmbedLimit,
                    "this page would hold too many embeds".into(),
                    "embed fewer notes, or link to them",
                );
            }
            Err(_) => {}
        }
        if outermost {
            self.root = None;
        }
    }

    fn report_circle(&mut self, target: NoteId) {
        let chain = self.ledger.open.iter().map(|(id, _)| *id).chain([target]);
        let chain: Vec<_> = chain.map(|id| format!("`{}`", self.site.sources[id.ix()].path)).collect();
        let message = format!("notes embed each other in a circle: {}", chain.join(" → "));
        self.report(Code::EmbedCycle, message, "remove one of these embeds, or make it a link");
    }

    fn report(&mut self, code: Code, message: String, hint: &str) {
        let span = self.root.map(|ix| self.site.link(self.page, ix).span).unwrap_or_default();
        let finding = Finding::new(code, span, message).hint(hint);
        if self.found.last().is_none_or(|(page, last)| (*page, last) != (self.page, &finding)) {
            self.found.push((self.page, finding));
        }
    }
}

/// The note that an embed shows in place, if it is one that stands alone in its paragraph.
pub(super) fn shown_note(site: Site<'_>, id: NoteId, ix: LinkIx) -> Option<(NoteId, Part, Excerpt)> {
    let link = site.link(id, ix);
    let Target::Note { id: target, part, .. } = site.graph.targets[id.ix()][ix as usize] else { return None };
    let alone = site.block(id, link.block).kind == BlockKind::Figure;
    let excerpt = excerpt(site.note(target), part, wants_content(link)).filter(|_| alone)?;
    Some((target, part, excerpt))
}

/// What an attachment is shown as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Media {
    Image,
    Audio,
    Video,
    /// A link to it.
    Other,
}

/// By a file's extension.
pub(super) fn media(path: &str) -> Media {
    match extension(path).to_ascii_lowercase().as_str() {
        "png" | "apng" | "jpg" | "jpeg" | "jfif" | "gif" | "svg" | "webp" | "avif" | "bmp" | "ico" => Media::Image,
        "mp3" | "wav" | "m4a" | "ogg" | "oga" | "opus" | "flac" | "aac" => Media::Audio,
        "mp4" | "webm" | "ogv" | "mov" | "m4v" | "mkv" => Media::Video,
        _ => Media::Other,
    }
}

/// Shows an attachment in place.
pub(super) fn attachment(pen: Pen<'_>, out: &mut String, ix: LinkIx, id: AssetId) {
    let link = pen.link(ix);
    let path = pen.site.assets[id.ix()].path.as_str();
    let look = Look::of(link);
    let Some(src) = pen.asset_href(id, link.fragment.as_deref()) else {
        return pen.placeholder(out, ix, look.name(path));
    };
    let mut element = Attributes(out);
    match media(path) {
        Media::Image => {
            element.open("img", look.align.unwrap_or_default());
            element.add("src", &src);
            element.add("alt", look.name(path));
            look.sizes(&mut element);
            if let Some(title) = &link.title {
                element.add("title", title);
            }
            element.add("loading", "lazy");
            element.end();
        }
        Media::Audio => {
            element.open("audio", "");
            element.add("src", &src);
            out.push_str(" controls preload=\"none\"></audio>");
        }
        Media::Video => {
            element.open("video", "");
            element.add("src", &src);
            look.sizes(&mut element);
            out.push_str(" controls preload=\"metadata\"></video>");
        }
        Media::Other => {
            pen.open(out, ix, "");
            escape_into(out, look.name(path));
            pen.close(out, ix);
        }
    }
}

/// How an embed's label wants it shown: `alt`, `300`, `300x200`, `center`, in any order between `|`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Look<'a> {
    /// The description; empty where there is none.
    pub(super) alt: &'a str,
    size: Option<(u32, Option<u32>)>,
    align: Option<&'static str>,
    /// True where the author wrote a description, be it an empty one.
    described: bool,
}

impl<'a> Look<'a> {
    pub(super) fn of(link: &'a Link) -> Self {
        let label = link.label.as_deref().unwrap_or_default();
        let mut look = Look { described: link.syntax != Syntax::Wiki, ..Look::default() };
        for part in label.split('|').map(str::trim) {
            let align = match part {
                "left" => Some("align-left"),
                "center" => Some("align-center"),
                "right" => Some("align-right"),
                _ => None,
            };
            if let Some(size) = size(part) {
                look.size = look.size.or(Some(size));
            } else if align.is_some() && part.len() < label.len() {
                look.align = align;
            } else if look.alt.is_empty() && !is_relative_size(part) {
                look.alt = part;
            }
        }
        look
    }

    /// What the picture is called where no description was written: its file's name.
    fn name(&self, path: &'a str) -> &'a str {
        if !self.alt.is_empty() || self.described {
            return self.alt;
        }
        path.rsplit('/').next().unwrap_or(path)
    }

    fn sizes(&self, element: &mut Attributes<'_>) {
        if let Some((width, height)) = self.size {
            element.add("width", &width.to_string());
            if let Some(height) = height {
                element.add("height", &height.to_string());
            }
        }
    }
}

/// `300`, `300px` or `300x200`, in pixels.
fn size(text: &str) -> Option<(u32, Option<u32>)> {
    let pixels = |t: &str| t.parse::<u32>().ok().filter(|n| (1..=100_000).contains(n) && !t.starts_with('+'));
    if let Some(width) = pixels(text.strip_suffix("px").unwrap_or(text)) {
        return Some((width, None));
    }
    let (width, height) = text.split_once(['x', '×'])?;
    Some((pixels(width)?, Some(pixels(height)?)))
}

/// A size in a unit that an image's attributes do not have: `50%`. It is no description either.
fn is_relative_size(text: &str) -> bool {
    ["%", "em", "rem", "vw", "vh"].iter().any(|unit| text.strip_suffix(unit).is_some_and(|n| n.parse::<f32>().is_ok()))
}
