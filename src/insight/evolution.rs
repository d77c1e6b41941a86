//! When notes were written, and how their connections grew.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Input, Role};
use crate::base::path::VaultPath;
use crate::graph::Backlink;
use crate::note::Note;
use crate::vault::{NoteId, Source};

/// So many new connections are told.
const LATEST: usize = 40;
/// So many of the links into one note, at most: a new page that links to everything is no news for each of them.
const EACH: usize = 3;

/// A connection and when it was made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct NewLink {
    /// When.
    pub date: Date,
    /// The note that holds the link.
    pub from: NoteId,
    /// The note that it leads to.
    pub to: NoteId,
}

/// The connections that were made in one year.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Year {
    /// Which: `2024`.
    pub year: i16,
    /// How many.
    pub links: usize,
    /// The notes that made them, each once, in their order; none where this is about the whole site.
    pub from: Vec<NoteId>,
}

/// How the connections of a site grew.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Growth {
    /// The latest, newest first.
    pub latest: Vec<NewLink>,
    /// All years from the first connection to the last.
    pub years: Vec<Year>,
    /// How many connections have a date.
    pub links: usize,
    /// For each note who links to it, with the date of the first such link, oldest first.
    births: Vec<Vec<(Date, NoteId)>>,
}

impl Growth {
    /// The years in which others came to link to a note, oldest first.
    pub fn of(&self, id: NoteId) -> Vec<Year> {
        let mut years: Vec<Year> = Vec::new();
        for (date, from) in self.births.get(id.ix()).map_or(&[][..], Vec::as_slice) {
            match years.last_mut().filter(|last| last.year == date.year()) {
                Some(last) => {
                    last.links += 1;
                    last.from.push(*from);
                }
                None => years.push(Year { year: date.year(), links: 1, from: vec![*from] }),
            }
        }
        years
    }

    /// The same with notes by other numbers: `to` answers the present one of a former note. Connections of notes that are gone
    /// are not in it.
    pub(super) fn moved(&self, notes: usize, to: &dyn Fn(NoteId) -> Option<NoteId>) -> Growth {
        let mut births = vec![Vec::new(); notes];
        for (known, former) in self.births.iter().zip(0..) {
            let Some(id) = to(NoteId(former)) else { continue };
            births[id.ix()] = known.iter().filter_map(|(date, from)| Some((*date, to(*from)?))).collect();
        }
        let link = |link: &NewLink| Some(NewLink { from: to(link.from)?, to: to(link.to)?, ..*link });
        let latest = self.latest.iter().filter_map(link).collect();
        Growth { latest, years: self.years.clone(), links: self.links, births }
    }
}

/// When each note was written: the day it is about, its front matter, a date that its name begins with, its history.
pub(super) fn dates(input: Input<'_>) -> Vec<Option<Date>> {
    let date = |ix: usize| {
        let (note, history) = (&input.notes[ix], input.sources[ix].dates);
        let meta = &note.note.meta;
        let day = input.config.daily.day(note.path);
        day.or(meta.created).or_else(|| named(note.path)).or(history.created).or(meta.updated)
    };
    (0..input.notes.len()).map(date).collect()
}

/// The date that a name begins with: `2024-03-12 Bread`.
fn named(path: &VaultPath) -> Option<Date> {
    let stem = path.stem();
    let date = stem.get(..10)?;
    let digits = |(i, b): (usize, u8)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() };
    let ends = !stem[10..].starts_with(|c: char| c.is_ascii_digit());
    if date.bytes().enumerate().all(digits) && ends { date.parse().ok() } else { None }
}

/// The first of the mentions that one note makes of another, and when its text first stood there, as far as the history tells.
pub fn first(note: &Note, source: &Source, mentions: &[Backlink]) -> (Backlink, Option<Date>) {
    let born = |mention: &Backlink| {
        let name = &note.links[mention.link as usize].name;
        source.births.binary_search_by(|(text, _)| text.as_ref().cmp(name)).ok().map(|at| source.births[at].1)
    };
    let dated = mentions.iter().filter_map(|mention| Some((born(mention)?, *mention)));
    // of the same day, the first in the text
    dated.min().map_or((mentions[0], None), |(date, mention)| (mention, Some(date)))
}

/// When each connection was made: when its text first stood in the note, as far as the history tells, else when the note was
/// written.
pub(super) fn growth(input: Input<'_>, roles: &[Role], dates: &[Option<Date>]) -> Growth {
    let mut growth = Growth { births: vec![Vec::new(); dates.len()], ..Growth::default() };
    let mut years: BTreeMap<i16, usize> = BTreeMap::new();
    let mut all: Vec<NewLink> = Vec::new();
    for (to, mentions) in input.graph.backlinks.iter().enumerate() {
        for mentions in mentions.chunk_by(|a, b| a.from == b.from) {
            let from = mentions[0].from;
            let (_, born) = first(input.notes[from.ix()].note, &input.sources[from.ix()], mentions);
            let Some(date) = born.or(dates[from.ix()]) else { continue };
            growth.births[to].push((date, from));
            *years.entry(date.year()).or_default() += 1;
            growth.links += 1;
            if matches!(roles[from.ix()], Role::Note | Role::Daily) && roles[to] == Role::Note {
                all.push(NewLink { date, from, to: NoteId(to as u32) });
            }
        }
        growth.births[to].sort_unstable();
    }
    all.sort_unstable_by_key(|link| (Reverse(link.date), link.from, link.to));
    let mut told = vec![0usize; dates.len()];
    all.retain(|link| {
        told[link.from.ix()] += 1;
        told[link.from.ix()] <= EACH
    });
    all.truncate(LATEST);
    growth.latest = all;
    let first = years.keys().next().copied().unwrap_or_default();
    let last = years.keys().next_back().copied().unwrap_or(first - 1);
    let links = |year: i16| years.get(&year).copied().unwrap_or_default();
    growth.years = (first..=last).rev().take(30).map(|year| Year { year, links: links(year), from: Vec::new() }).collect();
    growth
}
