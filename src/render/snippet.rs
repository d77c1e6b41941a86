//! Backlinks in context: who mentions a note, and in which words. And the other way: what a note mentions.
//!
//! The order of cards: notes with a date, newest first; then those without, by title; daily notes last, newest first.

mod context;
mod plain;

use std::borrow::Cow;
use std::cmp::Reverse;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use unicode_segmentation::UnicodeSegmentation;

use crate::graph::Backlink;
use crate::link::{Part, PlaceholderId, Target};
use crate::note::{BlockIx, LinkIx, Seen, Syntax};
use crate::plan::BACKLINKS_PER_PAGE;
use crate::site::Site;
use crate::vault::NoteId;

use super::cut;
pub use super::element::On;
use super::element::Pen;
pub(super) use context::Mentioned;
use context::Teller;

/// The HTML of all snippets of a page stays below so many bytes, unless one short snippet a note is more than that.
pub const MAX_BYTES: usize = 256 << 10;
/// Characters of the sentence by which a mentioned note is introduced.
const LEAD: usize = 160;
/// A page that mentions more notes than this introduces none of them.
const MAX_LEADS: usize = 500;

/// A note that mentions another, and what it says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Card<'a> {
    /// Its path in the vault.
    pub source: &'a str,
    /// Its page, relative to the page that the card is on.
    pub href: String,
    /// Its title, plain text.
    pub title: &'a str,
    /// The folder it is in; empty for the vault's root.
    pub folder: &'a str,
    /// `2024-01-17`: of its front matter, else of its history; of a daily note, its day.
    pub date: Option<String>,
    /// A note about a day.
    pub daily: bool,
    /// How many of its mentions embed the note.
    pub embeds: usize,
    /// Its mentions, a block each, in the order of its text. Never empty.
    pub snippets: Vec<Snippet<'a>>,
    /// How many further blocks mention the note, for which the page has no room.
    pub left_out: usize,
}

/// A block that mentions a note. All HTML here is balanced, without ids and without another note's raw HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snippet<'a> {
    /// The headings under which it stands, outermost first, plain text; without the note's title.
    pub trail: Vec<Cow<'a, str>>,
    /// The block in the lists, quotes and tables around it, with each mention in a `mark`; cut where it is long.
    pub html: String,
    /// Where it stands.
    pub href: String,
    /// The whole block, where `html` is a part of it and the whole is not too long.
    pub more: Option<String>,
    /// One of its mentions embeds the note.
    pub embedded: bool,
}

/// A note that a note mentions, or a name that it mentions and nobody has written.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Forward<'a> {
    /// The path of the note.
    pub target: Option<&'a str>,
    /// The name of what is not written yet.
    pub placeholder: Option<&'a str>,
    /// The note's page; of what is not written, the page that tells who asks for it, if there is one.
    pub href: Option<String>,
    /// The note's title, or the placeholder as it is written; plain text.
    pub title: Cow<'a, str>,
    /// The note's first sentence, plain text.
    pub lead: Option<&'a str>,
    /// How often it is mentioned.
    pub count: usize,
    /// Whether one of the mentions embeds it.
    pub embed: bool,
}

/// How much to say.
#[derive(Clone, Copy, Debug)]
struct Measure {
    /// Visible characters of a snippet, about.
    characters: usize,
    /// Whether the whole block is given along with what is cut.
    whole: bool,
    /// Snippets of each note.
    each: usize,
}

/// From the fullest to the scantiest: the first that fits into [`MAX_BYTES`] is taken.
const MEASURES: [Measure; 5] = [
    Measure { characters: 280, whole: true, each: 1000 },
    Measure { characters: 280, whole: false, each: 1000 },
    Measure { characters: 200, whole: false, each: 20 },
    Measure { characters: 160, whole: false, each: 3 },
    Measure { characters: 80, whole: false, each: 1 },
];

/// Where a mention is one of many things on a page.
const BRIEF: Measure = Measure { characters: 240, whole: false, each: 2 };

/// Where all that is wanted is a line.
const LINE: Measure = Measure { characters: 130, whole: false, each: 1 };

/// The cards of the notes that link to `id`, for page `page` (from 1) of them, which is `on`. Each page has
/// [`BACKLINKS_PER_PAGE`].
pub fn backlinks<'a>(site: Site<'a>, id: NoteId, on: On<'a>, page: u32) -> Vec<Card<'a>> {
    told(site, id, on, page, &MEASURES)
}

/// The cards of one page, by the first measure by which they fit into it.
fn told<'a>(site: Site<'a>, id: NoteId, on: On<'a>, page: u32, measures: &[Measure]) -> Vec<Card<'a>> {
    let sources = site.graph.backlinks[id.ix()].chunk_by(|a, b| a.from == b.from);
    let mut sources: Vec<(Place, &[Backlink])> = sources.map(|mentions| (place(site, mentions[0].from), mentions)).collect();
    sources.sort_unstable_by_key(|(place, _)| *place);
    let from = (page.max(1) as usize - 1) * BACKLINKS_PER_PAGE;
    let sources = sources.get(from..sources.len().min(from + BACKLINKS_PER_PAGE)).unwrap_or_default();
    let mut cards = Vec::new();
    for measure in measures {
        cards = sources.iter().map(|(place, mentions)| card(site, Mentioned::Note(id), on, *place, mentions, *measure)).collect();
        if cards.iter().map(bytes).sum::<usize>() <= MAX_BYTES {
            break;
        }
    }
    cards
}

/// The same for programs, of the first page: short, and no more than a few mentions of each note.
pub fn contexts<'a>(site: Site<'a>, id: NoteId, on: On<'a>) -> Vec<Card<'a>> {
    told(site, id, on, 1, &MEASURES[2..])
}

/// The cards of the notes that cite a work, for its page.
pub fn cites<'a>(site: Site<'a>, key: &'a str, on: On<'a>) -> Vec<Card<'a>> {
    let Some(work) = site.plan.works.get(key) else { return Vec::new() };
    let sources = work.cites.chunk_by(|a, b| a.0 == b.0);
    let mut sources: Vec<(Place, &[(NoteId, u32)])> = sources.map(|cites| (place(site, cites[0].0), cites)).collect();
    sources.sort_unstable_by_key(|(place, _)| *place);
    let mut cards = Vec::new();
    for measure in MEASURES {
        cards = sources.iter().map(|(place, cites)| citing(site, key, on, *place, cites, measure)).collect();
        if cards.iter().map(bytes).sum::<usize>() <= MAX_BYTES {
            break;
        }
    }
    cards
}

fn citing<'a>(site: Site<'a>, key: &'a str, on: On<'a>, place: Place, cites: &[(NoteId, u32)], measure: Measure) -> Card<'a> {
    let (from, note) = (place.id, site.note(place.id));
    let pen = Pen { site, id: from, page: on.url, words: Some(on.words) };
    let href = pen.note_href(from, Part::Whole);
    let teller = Teller { pen, target: Mentioned::Work(key), measure };
    let mut blocks: Vec<BlockIx> = cites.iter().map(|(_, ix)| note.cites[*ix as usize].block).collect();
    blocks.dedup();
    let told = blocks.iter().take(measure.each);
    let snippets: Vec<_> =
        told.enumerate().map(|(i, block)| teller.snippet(*block, &[], blocks.get(i + 1).copied(), &href)).collect();
    let left_out = blocks.len() - snippets.len();
    frame(site, place, href, 0, left_out, snippets)
}

/// A short card of one note's mentions of something, for the page that it is `on`; none where there is no mention.
pub(super) fn brief<'a>(site: Site<'a>, subject: Mentioned<'a>, mentions: &[Backlink], on: On<'a>) -> Option<Card<'a>> {
    let from = mentions.first()?.from;
    Some(card(site, subject, on, place(site, from), mentions, BRIEF))
}

/// What is said around a mention, in a line of text where the mention is marked, and where it stands; none where hardly anything
/// is said.
pub(super) fn line(site: Site<'_>, subject: NoteId, mention: Backlink, on: On<'_>) -> Option<(String, String)> {
    let pen = Pen { site, id: mention.from, page: on.url, words: Some(on.words) };
    let teller = Teller { pen, target: Mentioned::Note(subject), measure: LINE };
    let block = site.link(mention.from, mention.link).block;
    let html = teller.line_around(block, mention.link)?;
    Some((html, teller.place(block, &pen.note_href(mention.from, Part::Whole))))
}

/// About how much a card takes in a page.
fn bytes(card: &Card) -> usize {
    let snippet = |s: &Snippet| {
        120 + s.html.len()
            + s.href.len()
            + s.more.as_ref().map_or(0, String::len)
            + s.trail.iter().map(|heading| heading.len()).sum::<usize>()
    };
    300 + card.source.len()
        + card.href.len()
        + card.title.len()
        + card.folder.len()
        + card.snippets.iter().map(snippet).sum::<usize>()
}

fn card<'a>(
    site: Site<'a>,
    target: Mentioned<'a>,
    on: On<'a>,
    place: Place,
    mentions: &[Backlink],
    measure: Measure,
) -> Card<'a> {
    let from = mentions[0].from;
    let links: Vec<LinkIx> = mentions.iter().map(|mention| mention.link).collect();
    let block = |link: LinkIx| site.link(from, link).block;
    let pen = Pen { site, id: from, page: on.url, words: Some(on.words) };
    let href = pen.note_href(from, Part::Whole);
    let teller = Teller { pen, target, measure };
    let mut snippets = Vec::new();
    let (mut groups, mut left_out) = (links.chunk_by(|a, b| block(*a) == block(*b)).peekable(), 0);
    while let Some(links) = groups.next() {
        if snippets.len() < measure.each {
            snippets.push(teller.snippet(block(links[0]), links, groups.peek().map(|next| block(next[0])), &href));
        } else {
            left_out += 1;
        }
    }
    let embeds = links.iter().filter(|link| site.link(from, **link).embed).count();
    frame(site, place, href, embeds, left_out, snippets)
}

fn frame<'a>(site: Site<'a>, place: Place, href: String, embeds: usize, left_out: usize, snippets: Vec<Snippet<'a>>) -> Card<'a> {
    let Place { is_daily: daily, newest: Reverse(date), id: from, .. } = place;
    let path = &site.sources[from.ix()].path;
    Card {
        source: path.as_str(),
        href,
        title: site.title(from),
        folder: path.folder(),
        date: date.map(|date| date.to_string()),
        daily,
        embeds,
        left_out,
        snippets,
    }
}

/// Where a note stands among those that link to another: the first of these that differs decides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    is_daily: bool,
    is_undated: bool,
    newest: Reverse<Option<Date>>,
    /// By title.
    rank: u32,
    id: NoteId,
}

fn place(site: Site<'_>, id: NoteId) -> Place {
    let (day, meta, history) = (day(site, id), &site.note(id).meta, site.sources[id.ix()].dates);
    // of its name if it is a daily note, of its front matter, of its history
    let date = day.or(meta.updated).or(meta.created).or(history.updated).or(history.created);
    let rank = site.plan.nav.rank.get(id.ix()).copied().unwrap_or_default();
    Place { is_daily: day.is_some(), is_undated: date.is_none(), newest: Reverse(date), rank, id }
}

/// The day that a daily note is about: its file's name.
fn day(site: Site<'_>, id: NoteId) -> Option<Date> {
    site.config.daily.day(&site.sources[id.ix()].path)
}

/// What a note links to, each once, in the order in which its text first mentions it; not itself, and no attachments.
pub fn forward<'a>(site: Site<'a>, id: NoteId, on: On<'a>) -> Vec<Forward<'a>> {
    let pen = Pen { site, id, page: on.url, words: Some(on.words) };
    let mut seen: FxHashMap<(Option<NoteId>, Option<PlaceholderId>), usize> = FxHashMap::default();
    let mut found: Vec<(Option<NoteId>, Forward<'a>)> = Vec::new();
    for (ix, link) in (0..).zip(&site.note(id).links) {
        let (note, name) = match pen.target(ix) {
            Target::Note { id: target, edge: true, .. } if target != id => (Some(target), None),
            Target::Placeholder(name) => (None, Some(name)),
            _ => continue,
        };
        if link.syntax == Syntax::Html || link.seen == Seen::Foam {
            continue; // in no graph, or not on the page
        }
        let at = *seen.entry((note, name)).or_insert(found.len());
        if at == found.len() {
            found.push((note, name.map(|name| Forward::placeholder(pen, name, ix)).unwrap_or_default()));
        }
        let entry = &mut found[at].1;
        entry.count += 1;
        entry.embed |= link.embed;
    }
    let introduced = found.len() <= MAX_LEADS;
    let fill = |(note, entry): (Option<NoteId>, Forward<'a>)| match note {
        Some(note) => entry.note(pen, note, introduced),
        None => entry,
    };
    found.into_iter().map(fill).collect()
}

impl<'a> Forward<'a> {
    fn placeholder(pen: Pen<'a>, name: PlaceholderId, ix: LinkIx) -> Self {
        let name = pen.site.graph.placeholder(name);
        let title = if name.is_empty() { pen.text(ix) } else { name.into() };
        let href = pen.wanted(ix).map(|page| pen.page.href(page));
        Forward { placeholder: Some(name), href, title, ..Forward::default() }
    }

    fn note(self, pen: Pen<'a>, id: NoteId, introduced: bool) -> Self {
        let site = pen.site;
        Forward {
            target: Some(site.sources[id.ix()].path.as_str()),
            href: Some(pen.note_href(id, Part::Whole)),
            title: site.title(id).into(),
            lead: introduced.then(|| first_sentence(site, id)).flatten(),
            ..self
        }
    }
}

/// The first sentence of a note, by which it is introduced wherever it is spoken of.
pub fn first_sentence(site: Site<'_>, id: NoteId) -> Option<&str> {
    site.leads.get(id, || lead(site, id, LEAD))
}

/// The first sentence of a note's first paragraph, as plain text of at most about `limit` characters.
pub fn lead(site: Site<'_>, id: NoteId, limit: usize) -> Option<String> {
    let block: BlockIx = site.note(id).lead?;
    let pen = Pen { site, id, page: &site.plan.notes[id.ix()], words: None };
    let text = plain::head(pen, site.block(id, block).inner, limit);
    let sentence = text.split_sentence_bounds().next().unwrap_or_default().trim_end();
    Some(cut::cut_text(sentence, limit).into_owned()).filter(|text| !text.is_empty())
}
