//! Discovery: what the links between notes, and their words, tell that no single note does.
//!
//! Everything here is a pure function of the published notes, and the same at each build on any number of threads.

pub mod between;
pub mod bridge;
pub mod community;
pub mod evolution;
pub mod mention;
mod naming;
pub mod network;
pub mod rank;
pub mod related;
mod role;
pub mod unexpected;
mod words;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::Config;
use crate::graph::Graph;
use crate::link::Named;
use crate::vault::{NoteId, Source};
use between::Betweenness;
use bridge::Bridge;
use mention::{Hit, Mentions, Names};
use network::{Network, Rows};
use rank::Hubs;
use related::{Pair, Relative};
pub use role::Role;
use unexpected::Unexpected;
use words::{Counts, Frequencies};

/// A community needs so many notes to be spoken of.
const COMMUNITY_MIN: usize = 3;
/// An index's links say less about what belongs together than anybody else's.
const LIST_WEIGHT: f64 = 0.1;
/// Further mentions of the same note bind two notes no closer.
const MENTIONS_MAX: f64 = 3.0;

/// So many pairs of notes that belong together are told for the whole site.
const PAIRS: usize = 60;

/// What insights are made from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The published notes, sorted by path.
    pub notes: &'a [Named<'a>],
    /// What each is called.
    pub titles: &'a [Box<str>],
    /// Their texts and histories.
    pub sources: &'a [Source],
    /// Who links to whom.
    pub graph: &'a Graph,
    /// The configuration.
    pub config: &'a Config,
}

/// All that was found.
#[derive(Debug, Default)]
pub struct Insights {
    /// The part that each note plays.
    pub roles: Vec<Role>,
    /// The community of each note, also of those too small to be spoken of: those of [`Insights::communities`] have the smallest
    /// numbers.
    pub labels: Vec<u32>,
    /// The community of each note, an index into [`Insights::communities`]; none where it is alone or in a very small one.
    pub community: Vec<Option<u32>>,
    /// The communities, the largest first.
    pub communities: Vec<Community>,
    /// PageRank of each note among all: what a reader who follows links at random comes to most often. They add up to 1.
    pub ranks: Vec<f64>,
    /// Betweenness of each note among those that are no lists; 0 of a list.
    pub between: Betweenness,
    /// What many notes link to.
    pub hubs: Hubs,
    /// What joins communities.
    pub bridges: Vec<Bridge>,
    /// Links that nobody would have foretold.
    pub unexpected: Vec<Unexpected>,
    /// For each note those that belong to it without a link.
    pub related: Vec<Vec<Relative>>,
    /// The closest of these pairs.
    pub pairs: Vec<Pair>,
    /// For each note where it is named without a link.
    pub mentions: Vec<Mentions>,
    /// When each note was written.
    pub dates: Vec<Option<Date>>,
    /// The links all this was found in.
    pub network: Network,
}

/// Notes that link more among themselves than to others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Community {
    /// What it is about in two or three of its own words, the most telling first: titles of its notes, or tags.
    pub terms: Vec<Term>,
    /// Its notes, those with most links within it first.
    pub notes: Vec<NoteId>,
}

/// A word that a community goes by.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Term {
    /// The title of a note of it.
    Note(NoteId),
    /// A tag, without its `#`.
    Tag(Box<str>),
}

impl Insights {
    /// Finds all of it.
    pub fn new(input: Input<'_>) -> Insights {
        let network = Network::new(input.graph);
        let roles = role::roles(input);
        let ties = ties(&network, &roles);
        let mut labels = community::communities(&ties, input.config.discover.resolution);
        let (community, communities) = naming::named(input, &ties, &roles, &mut labels);
        let ranks = rank::pagerank(&network.out, &network.into);
        let hubs = rank::hubs(input, &network, &roles, &community, &ranks);
        let plain = network.near.filtered(|a, b| roles[a as usize] == Role::Note && roles[b as usize] == Role::Note);
        let between = between::betweenness(&plain);
        let bridges = bridge::bridges(&plain, &community, &between);
        let graph =
            Insights { roles, labels, community, communities, ranks, between, hubs, bridges, network, ..Insights::default() };
        graph.reading(input, &plain)
    }

    /// What the texts tell.
    fn reading(self, input: Input<'_>, plain: &Rows) -> Insights {
        let Insights { network, roles, community, .. } = &self;
        let names = Names::new(input, roles);
        let read = |(ix, note): (usize, &Named<'_>)| {
            let text = note.note.plain();
            let hits = names.as_ref().map_or_else(Vec::new, |names| names.find(&text, NoteId(ix as u32)));
            (Counts::new(&input.titles[ix], &text), hits)
        };
        let (counts, hits): (Vec<Counts>, Vec<Vec<Hit>>) = input.notes.par_iter().enumerate().map(read).unzip();
        let frequencies = Frequencies::new(&counts);
        let terms = words::terms(&counts, &frequencies);
        let mentions = mention::mentions(input, network, &hits, &frequencies);
        let related = related::relatives(plain, network, roles, &terms);
        let pairs = related::pairs(&related, PAIRS);
        let dates = evolution::dates(input);
        let scale = unexpected::Scale { input, network, plain, community, terms: &terms, dates: &dates };
        let unexpected = unexpected::unexpected(&scale);
        Insights { mentions, related, pairs, unexpected, dates, ..self }
    }
}

/// How closely notes are tied for [`community::communities`]: by their mentions of each other, lists counting little.
pub fn ties(network: &Network, roles: &[Role]) -> Rows {
    let is_note = |node: u32| roles[node as usize] == Role::Note;
    let weight = |a: u32, b: u32, mentions: f64| {
        let factor = if is_note(a) && is_note(b) { 1.0 } else { LIST_WEIGHT };
        (a, b, mentions.min(MENTIONS_MAX) * factor)
    };
    Rows::new(network.near.nodes(), network.near.iter().map(|(a, b, mentions)| weight(a, b, mentions)).collect())
}
