//! Notes that belong together and are not linked: by the company they keep, and by their words.

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;

use super::network::{Network, Rows};
use super::words::{self, Lexicon, Postings, Term};
use super::{Role, Stop};
use crate::vault::NoteId;

/// So many relatives of each note are told.
const EACH: usize = 5;
/// So many notes in common, and words, are named.
const NAMED: usize = 4;
/// A note with more neighbours than this brings nobody together.
const CROWD: usize = 60;
/// Two notes are alike by their words from this cosine on,
const ALIKE: f64 = 0.16;
/// and this alike where they keep the same company too.
const ALIKE_TOO: f64 = 0.06;
/// The share of company in the score, at most; that of words is 1.
const COMPANY: f64 = 0.6;
/// Company counts where at least so many are in common, or their words are alike too.
const COMMON: usize = 2;

/// A note that belongs to another without being linked with it.
#[derive(Clone, PartialEq, Debug)]
pub struct Relative {
    /// Which.
    pub note: NoteId,
    /// How closely: only to put them in order.
    pub score: f64,
    /// Notes that link to both, those with fewest links first.
    pub cited_by: Vec<NoteId>,
    /// Notes that both link to, or that one links to and that link to the other.
    pub over: Vec<NoteId>,
    /// How many neighbours they have in common, named or not.
    pub common: usize,
    /// Words of both that few others have, the most telling first.
    pub words: Vec<Box<str>>,
}

/// A pair of such notes.
#[derive(Clone, PartialEq, Debug)]
pub struct Pair {
    /// The one with the smaller id.
    pub note: NoteId,
    /// The other.
    pub other: Relative,
}

/// The relatives of each note, the closest first: by the neighbours they have in common, each weighing less the more neighbours
/// it has (Adamic and Adar: "Friends and neighbors on the Web", 2003), and by their words. `plain` is without lists.
pub(super) fn relatives(
    plain: &Rows,
    network: &Network,
    roles: &[Role],
    terms: &[Box<[Term]>],
    (lexicon, stop): (&Lexicon, &Stop<'_>),
) -> Vec<Arc<[Relative]>> {
    let is_note = |node: u32| roles[node as usize] == Role::Note;
    let postings = Postings::new(terms, is_note);
    let nodes = plain.nodes();
    let seeker = Seeker { plain, network, terms, lexicon, postings: &postings };
    let scratch = || Scratch { company: vec![0.0; nodes], alike: vec![0.0; nodes], touched: Vec::new() };
    (0..nodes as u32)
        .into_par_iter()
        .map_init(
            scratch,
            |scratch, node| {
                if is_note(node) && !stop() { seeker.relatives(node, scratch).into() } else { Arc::default() }
            },
        )
        .collect()
}

struct Seeker<'a> {
    plain: &'a Rows,
    network: &'a Network,
    terms: &'a [Box<[Term]>],
    lexicon: &'a Lexicon,
    postings: &'a Postings,
}

/// Sums by note; all 0 between two uses.
struct Scratch {
    company: Vec<f32>,
    alike: Vec<f32>,
    touched: Vec<u32>,
}

impl Seeker<'_> {
    fn relatives(&self, node: u32, scratch: &mut Scratch) -> Vec<Relative> {
        let Scratch { company, alike, touched } = scratch;
        self.postings.add(&self.terms[node as usize], alike, touched);
        let alone = touched.len();
        for between in self.plain.of(node as usize) {
            let others = self.plain.of(*between as usize);
            if !(2..=CROWD).contains(&others.len()) {
                continue;
            }
            let weight = 1.0 / (others.len() as f32).ln();
            for other in others {
                if company[*other as usize] == 0.0 {
                    touched.push(*other);
                }
                company[*other as usize] += weight;
            }
        }
        touched[alone..].sort_unstable();
        let score = |other: &u32| {
            let (company, alike) = (f64::from(company[*other as usize]), f64::from(alike[*other as usize]));
            (COMPANY * company / (1.5 + company) + alike, company > 0.0, alike)
        };
        let mut best: Vec<(f64, u32)> = Vec::new();
        for other in touched.iter() {
            let (score, met, alike) = score(other);
            let close = alike >= ALIKE || (met && alike >= ALIKE_TOO) || (met && score > COMPANY * 0.4);
            if close && *other != node && !self.network.near.has(node as usize, *other) {
                best.push((score, *other));
            }
        }
        for other in touched.drain(..) {
            (company[other as usize], alike[other as usize]) = (0.0, 0.0);
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        best.dedup_by_key(|(_, other)| *other); // found by both ways
        best.truncate(EACH * 2);
        let told = best.into_iter().filter_map(|(score, other)| self.tell(node, other, score));
        told.take(EACH).collect()
    }

    /// Why two notes belong together; none where there is too little to say.
    fn tell(&self, node: u32, other: u32, score: f64) -> Option<Relative> {
        let (a, b) = (node as usize, other as usize);
        let mut common: Vec<u32> = intersection(self.plain.of(a), self.plain.of(b));
        let count = common.len();
        let shared = words::shared(&self.terms[a], &self.terms[b], self.lexicon, NAMED);
        let alike = words::likeness(&self.terms[a], &self.terms[b]);
        if count < COMMON && alike < ALIKE_TOO.max(if count == 0 { ALIKE } else { 0.0 }) {
            return None;
        }
        common.sort_by_key(|between| (self.plain.degree(*between as usize), *between));
        let cites = |between: &u32| self.network.into.has(a, *between) && self.network.into.has(b, *between);
        let (cited_by, over): (Vec<u32>, Vec<u32>) = common.into_iter().partition(cites);
        let named = |notes: Vec<u32>| notes.into_iter().take(NAMED).map(NoteId).collect();
        if count == 0 && shared.len() < COMMON {
            return None;
        }
        let words = if alike >= ALIKE_TOO { shared } else { Vec::new() };
        Some(Relative { note: NoteId(other), score, cited_by: named(cited_by), over: named(over), common: count, words })
    }
}

fn intersection(a: &[u32], b: &[u32]) -> Vec<u32> {
    let (few, many) = if a.len() < b.len() { (a, b) } else { (b, a) };
    few.iter().copied().filter(|node| many.binary_search(node).is_ok()).collect()
}

/// The closest pairs of the whole site, each note in two of them at most.
pub(super) fn pairs(relatives: &[Arc<[Relative]>], limit: usize) -> Vec<Pair> {
    let mut all: Vec<(u32, &Relative)> =
        (0..).zip(relatives).flat_map(|(node, found)| found.iter().map(move |relative| (node, relative))).collect();
    let key = |node: u32, relative: &Relative| (node.min(relative.note.0), node.max(relative.note.0));
    all.sort_by(|a, b| b.1.score.total_cmp(&a.1.score).then(key(a.0, a.1).cmp(&key(b.0, b.1))).then(a.0.cmp(&b.0)));
    let mut told = vec![0u8; relatives.len()];
    let mut pairs: Vec<Pair> = Vec::new();
    for (node, relative) in all {
        let (first, second) = key(node, relative);
        let is_known = pairs.iter().any(|pair| (pair.note.0, pair.other.note.0) == (first, second));
        if is_known || told[first as usize] > 1 || told[second as usize] > 1 {
            continue;
        }
        told[first as usize] += 1;
        told[second as usize] += 1;
        pairs.push(Pair { note: NoteId(first), other: Relative { note: NoteId(second), ..relative.clone() } });
        if pairs.len() == limit {
            break;
        }
    }
    pairs.sort_by_key(|pair| Reverse((pair.other.score * 1e9) as u64));
    pairs
}
