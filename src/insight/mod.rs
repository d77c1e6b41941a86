//! Discovery: what the links between notes, and their words, tell that no single note does.
//!
//! Everything here is a pure function of the published notes, and the same at each build on any number of threads.

pub mod community;
mod naming;
pub mod network;
mod role;

use crate::config::Config;
use crate::graph::Graph;
use crate::link::Named;
use crate::vault::NoteId;
use network::{Network, Rows};
pub use role::Role;

/// A community needs so many notes to be spoken of.
const COMMUNITY_MIN: usize = 3;
/// An index's links say less about what belongs together than anybody else's.
const LIST_WEIGHT: f64 = 0.1;
/// Further mentions of the same note bind two notes no closer.
const MENTIONS_MAX: f64 = 3.0;

/// What insights are made from.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The published notes, sorted by path.
    pub notes: &'a [Named<'a>],
    /// What each is called.
    pub titles: &'a [Box<str>],
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
    /// The community of each note, an index into [`Insights::communities`]; none where it is alone or in a very small one.
    pub community: Vec<Option<u32>>,
    /// The communities, the largest first.
    pub communities: Vec<Community>,
    /// The links they were found in.
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
        let labels = community::communities(&ties, input.config.discover.resolution);
        let (community, communities) = naming::named(input, &ties, &roles, &labels);
        Insights { roles, community, communities, network }
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
