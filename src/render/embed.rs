//! What an embed shows of another note, and how much of that a page may take.

use crate::config::EmbedStyle;
use crate::diag::{Code, Finding};
use crate::link::{Part, Target};
use crate::note::{BlockIx, BlockKind, Fill, HeadingIx, Link, LinkIx, Note, Slice};
use crate::site::Site;
use crate::vault::NoteId;

use super::footnotes::{self, Footnote};

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

/// What a page has embedded so far, and what is being embedded right now. The empty one is that of a page of no note.
#[derive(Default)]
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
        let bytes = excerpt.parts().map(|s| (s.end - s.start) as usize).sum::<usize>();
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

    /// What is being shown inside what, from where `id` was opened, or else from the page on; `id` last.
    pub(super) fn chain(&self, id: NoteId, part: Part) -> impl Iterator<Item = (NoteId, Part)> {
        let start = self.open.iter().position(|open| *open == (id, part)).unwrap_or(0);
        self.open[start..].iter().copied().chain([(id, part)])
    }
}

/// The part of a note that an embed shows.
pub(super) struct Excerpt {
    pub(super) slices: Vec<Slice>,
    /// What must stand around it: a list's item needs its list.
    pub(super) around: [&'static str; 2],
    /// The footnotes that it refers to, where they are not part of it.
    pub(super) footnotes: Vec<Footnote>,
}

impl Excerpt {
    /// A part whose footnotes, where it has any, are in it or stay behind.
    pub(super) fn bare(slices: Vec<Slice>, around: [&'static str; 2]) -> Self {
        Excerpt { slices, around, footnotes: Vec::new() }
    }

    fn new(note: &Note, slices: Vec<Slice>, around: [&'static str; 2]) -> Self {
        let footnotes = footnotes::of(note, &slices);
        Excerpt { slices, around, footnotes }
    }

    /// All parts of the tape that it shows.
    fn parts(&self) -> impl Iterator<Item = Slice> {
        self.slices.iter().copied().chain(self.footnotes.iter().map(|footnote| footnote.text))
    }
}

/// What to show of `note` in a style. `None` for a place that it does not have.
pub(super) fn excerpt(note: &Note, part: Part, style: EmbedStyle) -> Option<Excerpt> {
    let whole = |slices| Some(Excerpt::bare(slices, ["", ""]));
    let plain = |slices| Some(Excerpt::new(note, slices, ["", ""]));
    let content = style.content;
    match part {
        // a card's head is the title
        Part::Whole if content || !style.inline => whole(without_title(note)),
        Part::Whole => whole(vec![note.body.all()]),
        Part::Heading(heading) => plain(vec![section(note, heading, content)]),
        Part::Block(ix) => {
            let block = &note.blocks[ix as usize];
            let around = match block.kind {
                BlockKind::Heading(heading) => return plain(vec![section(note, heading, content)]),
                BlockKind::Footnote | BlockKind::TableHead => return plain(vec![block.inner]),
                BlockKind::Item => list_tags(note, ix),
                BlockKind::Row => ["<table><tbody>", "</tbody></table>"],
                BlockKind::Definition => ["<dl>", "</dl>"],
                BlockKind::Paragraph if block.slice == block.inner && holds_blocks(note, ix) => {
                    ["<div class=\"flow\">", "</div>"]
                }
                BlockKind::Paragraph if block.slice == block.inner => ["<p>", "</p>"],
                _ => ["", ""],
            };
            Some(Excerpt::new(note, vec![block.slice], around))
        }
        Part::Lost => None,
    }
}

/// Whether one of a paragraph's embeds can show blocks, so that it is no `p`.
fn holds_blocks(note: &Note, block: BlockIx) -> bool {
    note.links.iter().any(|link| link.block == block && link.can_show_blocks())
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

/// How an embed is to be shown: by the words before it, and where they say nothing by the configuration.
pub(super) fn style(link: &Link, default: EmbedStyle) -> EmbedStyle {
    let has = |wanted: &str| link.modifier.as_deref().is_some_and(|words| words.split('-').any(|word| word == wanted));
    EmbedStyle {
        content: has("content") || default.content && !has("full"),
        inline: has("inline") || default.inline && !has("card"),
    }
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
                self.slices(target, &excerpt.parts().collect::<Vec<_>>());
                self.ledger.leave();
            }
            Err(Refusal::Circle) if target == self.page => self.report_circle(target, part),
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

    fn report_circle(&mut self, target: NoteId, part: Part) {
        let chain: Vec<_> =
            self.ledger.chain(target, part).map(|(id, _)| format!("`{}`", self.site.sources[id.ix()].path)).collect();
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

/// The note that an embed shows in place, if it stands where blocks may.
pub(super) fn shown_note(site: Site<'_>, id: NoteId, ix: LinkIx) -> Option<(NoteId, Part, Excerpt)> {
    let link = site.link(id, ix);
    let Target::Note { id: target, part, .. } = site.graph.targets[id.ix()][ix as usize] else { return None };
    let excerpt = excerpt(site.note(target), part, style(link, site.config.embed)).filter(|_| link.can_show_blocks())?;
    Some((target, part, excerpt))
}
