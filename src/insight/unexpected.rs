//! Links that nobody would have foretold.

use std::collections::VecDeque;

use jiff::civil::Date;
use rayon::prelude::*;

use super::network::Rows;
use super::words::{self, Term};
use super::{Input, Network};
use crate::note::BlockKind;
use crate::vault::NoteId;

/// So many of them are told for the whole site,
const TOLD: usize = 60;
/// and so many are looked at closely for each.
const LOOKED_AT: usize = 6;
/// A note with fewer neighbours than this is not at home anywhere yet.
const NEIGHBOURS: usize = 2;
/// Steps that are gone to find another way, at most.
const STEPS: u32 = 6;
/// From this cosine on, the words of two notes are those of one subject.
const ALIKE: f64 = 0.2;
/// A link that scores less is none to wonder at.
const LEAST: f64 = 0.03;
/// From this score on a link is odd enough for its notes' own pages, so many on each.
const ODD: f64 = 0.2;
const OWN: usize = 2;
/// A note stands in the list of the whole site so often at most.
const EACH: u8 = 2;

/// A link between what lies far apart.
#[derive(Clone, PartialEq, Debug)]
pub struct Unexpected {
    /// The note that holds the link.
    pub from: NoteId,
    /// The note that it leads to.
    pub to: NoteId,
    /// How unlikely it is: 0 to 1, only to put them in order.
    pub score: f64,
    /// The communities of the two, where they are two.
    pub communities: Option<(u32, u32)>,
    /// How many links join these communities, this one among them.
    pub joints: usize,
    /// How many neighbours the two have in common.
    pub common: usize,
    /// Steps of the shortest way between them without this link; `None`: there is none within a few steps.
    pub detour: Option<u32>,
    /// Whether such a way was looked for.
    pub is_followed: bool,
    /// They stand in different folders.
    pub folders: bool,
    /// Both have tags, and none in common.
    pub tags: bool,
    /// Whole years between them, where both have a date and it is one at least.
    pub years: Option<u16>,
    /// They have no telling word in common.
    pub words: bool,
}

/// What a link is weighed by.
pub(super) struct Scale<'a> {
    pub(super) input: Input<'a>,
    pub(super) network: &'a Network,
    /// Links between notes that are no lists.
    pub(super) plain: &'a Rows,
    pub(super) community: &'a [Option<u32>],
    pub(super) terms: &'a [Box<[Term]>],
    pub(super) dates: &'a [Option<Date>],
}

/// The links of a site that are the least to be expected, first the most unlikely: each note is told twice at most. And all
/// that are odd enough for a note's own page.
pub(super) fn unexpected(scale: &Scale<'_>) -> (Vec<Unexpected>, Vec<Unexpected>) {
    let joints = scale.joints();
    let arcs: Vec<(u32, u32)> = scale.plain.iter().filter(|(a, b, _)| a < b).map(|(a, b, _)| (a, b)).collect();
    let weighed = |(a, b): &(u32, u32)| scale.weigh(&joints, *a, *b).filter(|found| found.score > 0.0);
    let mut found: Vec<Unexpected> = arcs.par_iter().filter_map(weighed).collect();
    let order = |a: &Unexpected, b: &Unexpected| b.score.total_cmp(&a.score).then((a.from, a.to).cmp(&(b.from, b.to)));
    found.sort_by(order);
    let surprises: Vec<Unexpected> = found.iter().take_while(|link| link.score >= ODD).cloned().collect();
    found.truncate(TOLD * LOOKED_AT);
    found.par_iter_mut().for_each(|link| scale.detour(link));
    found.retain(|link| link.score >= LEAST);
    found.sort_by(order);
    let mut told = vec![0u8; scale.plain.nodes()];
    found.retain(|link| {
        let fits = told[link.from.ix()] < EACH && told[link.to.ix()] < EACH;
        told[link.from.ix()] += u8::from(fits);
        told[link.to.ix()] += u8::from(fits);
        fits
    });
    found.truncate(TOLD);
    (found, surprises)
}

/// For each note which of these links are the oddest of its own.
pub(super) fn by_note(surprises: &[Unexpected], notes: usize) -> Vec<Vec<u32>> {
    let mut of: Vec<Vec<u32>> = vec![Vec::new(); notes];
    for (link, ix) in surprises.iter().zip(0..) {
        for id in [link.from, link.to] {
            if of[id.ix()].len() < OWN {
                of[id.ix()].push(ix);
            }
        }
    }
    of
}

/// Links between each pair of communities, by the pair; and all that begin in each.
struct Joints {
    pairs: rustc_hash::FxHashMap<(u32, u32), usize>,
    degrees: Vec<f64>,
    total: f64,
}

impl Scale<'_> {
    fn joints(&self) -> Joints {
        let groups = self.community.iter().flatten().max().map_or(0, |max| *max as usize + 1);
        let mut joints = Joints { pairs: Default::default(), degrees: vec![0.0; groups], total: self.plain.arcs() as f64 };
        for (from, to, _) in self.plain.iter() {
            let Some(a) = self.community[from as usize] else { continue };
            joints.degrees[a as usize] += 1.0;
            if let Some(b) = self.community[to as usize].filter(|b| a < *b) {
                *joints.pairs.entry((a, b)).or_default() += 1;
            }
        }
        joints
    }

    /// A link, weighed by all but the way round it.
    fn weigh(&self, joints: &Joints, a: u32, b: u32) -> Option<Unexpected> {
        let (near_a, near_b) = (self.plain.of(a as usize), self.plain.of(b as usize));
        let (group_a, group_b) = (self.community[a as usize]?, self.community[b as usize]?);
        if group_a == group_b || near_a.len() < NEIGHBOURS || near_b.len() < NEIGHBOURS {
            return None;
        }
        let pair = (group_a.min(group_b), group_a.max(group_b));
        let joined = joints.pairs.get(&pair).copied().unwrap_or_default();
        let expected = joints.degrees[group_a as usize] * joints.degrees[group_b as usize] / joints.total;
        let distance = 1.0 / (1.0 + joined.saturating_sub(1) as f64 / expected.mul_add(0.25, 1.0));
        let common = near_a.iter().filter(|node| near_b.binary_search(node).is_ok()).count();
        let strange = 1.0 - (common as f64 / (near_a.len().min(near_b.len()) as f64)).sqrt();
        let likeness = words::likeness(&self.terms[a as usize], &self.terms[b as usize]);
        let (from, to) = if self.network.out.has(a as usize, b) { (a, b) } else { (b, a) };
        let mut link = Unexpected {
            from: NoteId(from),
            to: NoteId(to),
            score: 0.0,
            communities: Some((self.community[from as usize]?, self.community[to as usize]?)),
            joints: joined,
            common,
            detour: None,
            is_followed: false,
            folders: self.folders(from, to),
            tags: self.tags(from, to),
            years: self.years(from, to),
            words: likeness == 0.0 && !self.terms[a as usize].is_empty() && !self.terms[b as usize].is_empty(),
        };
        let apart = 0.15 * f64::from(u8::from(link.folders)) + 0.15 * f64::from(u8::from(link.tags));
        let time = 0.1 * f64::from(link.years.unwrap_or_default().min(5)) / 5.0;
        let subject = 1.0 - (likeness / ALIKE).min(1.0);
        link.score = distance * strange * (0.2 + 0.4 * subject + apart + time) * self.prose(link.from, link.to);
        Some(link)
    }

    fn folders(&self, a: u32, b: u32) -> bool {
        self.input.notes[a as usize].path.folder() != self.input.notes[b as usize].path.folder()
    }

    fn tags(&self, a: u32, b: u32) -> bool {
        let tags = |node: u32| &self.input.notes[node as usize].note.tags;
        let shares = |name: &str| tags(b).iter().any(|other| *other.name == *name);
        !tags(a).is_empty() && !tags(b).is_empty() && !tags(a).iter().any(|tag| shares(&tag.name))
    }

    fn years(&self, a: u32, b: u32) -> Option<u16> {
        let (a, b) = (self.dates[a as usize]?, self.dates[b as usize]?);
        let days = (a - b).get_days().unsigned_abs();
        u16::try_from(days / 365).ok().filter(|years| *years > 0)
    }

    /// Who says in a sentence why there is a link is worth more reading than who only lists it.
    fn prose(&self, from: NoteId, to: NoteId) -> f64 {
        let note = self.input.notes[from.ix()].note;
        let mentions = self.input.graph.backlinks[to.ix()].iter().filter(|mention| mention.from == from);
        let says = |mention: &crate::graph::Backlink| {
            let link = &note.links[mention.link as usize];
            let block = &note.blocks[link.block as usize];
            let inside = (block.inner.end - block.inner.start) as f64;
            let room = if matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote | BlockKind::Callout) { 1.0 } else { 0.8 };
            room * (0.4 + 0.6 * (inside / 160.0).min(1.0))
        };
        mentions.map(says).fold(0.0, f64::max)
    }

    /// The way between the two without the link, and what it adds to the score.
    fn detour(&self, link: &mut Unexpected) {
        link.is_followed = true;
        let (start, end) = (link.from.0, link.to.0);
        let mut steps = rustc_hash::FxHashMap::from_iter([(start, 0u32)]);
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            let next = steps[&node] + 1;
            for to in self.plain.of(node as usize).iter().copied().filter(|to| (node, *to) != (start, end)) {
                if to == end {
                    link.detour = Some(next);
                    link.score *= if next < 3 { 0.3 } else { 1.0 - 0.5 / f64::from(next - 2) };
                    return;
                }
                if next < STEPS && steps.len() < 20_000 && !steps.contains_key(&to) {
                    steps.insert(to, next);
                    queue.push_back(to);
                }
            }
        }
    }
}
