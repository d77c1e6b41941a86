//! Discovery: what the links between notes, and their words, tell that no single note does.
//!
//! Everything here is a pure function of the published notes, and the same at each build on any number of threads.

pub mod between;
pub mod bridge;
pub mod carry;
pub mod community;
pub mod evolution;
pub mod loose;
pub mod mention;
mod naming;
pub mod network;
pub mod rank;
pub mod related;
mod role;
pub mod unexpected;
mod words;

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::{Config, Topic};
use crate::graph::Graph;
use crate::link::{Named, PlaceholderId};
use crate::vault::{NoteId, Source};
use between::Betweenness;
use bridge::Bridge;
use evolution::Growth;
use loose::Loose;
use mention::{Mentions, Names};
use network::{Network, Rows};
use rank::Hubs;
use related::{Pair, Relative};
pub use role::Role;
use unexpected::Unexpected;
use words::{Heard, Lexicon};

/// A community needs so many notes to be spoken of.
const COMMUNITY_MIN: usize = 3;
/// An index's links say less about what belongs together than anybody else's.
const LIST_WEIGHT: f64 = 0.1;
/// Further mentions of the same note bind two notes no closer.
const MENTIONS_MAX: f64 = 3.0;

/// So many pairs of notes that belong together are told for the whole site.
const PAIRS: usize = 60;
/// So many notes are read before their words are numbered: what is read takes room until then.
const AT_ONCE: usize = 512;

/// Whether nobody waits for an answer any longer.
pub type Stop<'a> = dyn Fn() -> bool + Sync + 'a;

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

/// All that was found. What is large is shared: a copy costs little.
#[derive(Clone, Debug, Default)]
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
    /// Betweenness of each note, where a list needs it; [`Insights::betweenness`] has it in any case.
    between: Betweenness,
    /// What many notes link to.
    pub hubs: Hubs,
    /// What joins communities.
    pub bridges: Vec<Bridge>,
    /// Links that nobody would have foretold.
    pub unexpected: Vec<Unexpected>,
    /// For each note those that belong to it without a link.
    pub related: Vec<Arc<[Relative]>>,
    /// The closest of these pairs.
    pub pairs: Vec<Pair>,
    /// For each note where it is named without a link.
    pub mentions: Vec<Arc<Mentions>>,
    /// When each note was written.
    pub dates: Vec<Option<Date>>,
    /// How connections grew.
    pub growth: Arc<Growth>,
    /// Notes without links.
    pub loose: Loose,
    /// The lists that are on and have something in them, in the order in which they are shown.
    pub topics: Vec<Topic>,
    /// Links that are odd on one of their notes' own page, though perhaps not among all; and for each note which of them.
    surprises: Arc<Vec<Unexpected>>,
    surprises_of: Arc<Vec<Vec<u32>>>,
    /// The links all this was found in.
    pub network: Arc<Network>,
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
    /// Finds all of it that is switched on. Communities and PageRank are always there.
    pub fn new(input: Input<'_>) -> Insights {
        Insights::unless(input, &|| false).expect("nobody stops it")
    }

    /// The same, unless `stop` says that nobody waits for it any longer: it is asked again and again, from many threads.
    pub fn unless(input: Input<'_>, stop: &Stop<'_>) -> Option<Insights> {
        let go_on = || (!stop()).then_some(());
        let network = Network::new(input.graph);
        let roles = role::roles(input);
        let ties = ties(&network, &roles);
        go_on()?;
        let mut labels = community::communities(&ties, input.config.discover.resolution);
        let (community, communities) = naming::named(input, &ties, &roles, &mut labels);
        go_on()?;
        let ranks = rank::pagerank(&network.out, &network.into);
        let network = Arc::new(network);
        let mut found = Insights { roles, labels, community, communities, ranks, network, ..Insights::default() };
        let plain = found.plain();
        go_on()?;
        found.links(input, &plain);
        go_on()?;
        found.texts(input, &plain, stop)?;
        found.count(input);
        Some(found)
    }

    /// The links between notes that are no lists.
    fn plain(&self) -> Rows {
        let is_note = |node: u32| self.roles[node as usize] == Role::Note;
        self.network.near.filtered(|a, b| is_note(a) && is_note(b))
    }

    /// Betweenness of each note among those that are no lists, 0 of a list: found now, where no list needed it.
    pub fn betweenness(&self) -> Cow<'_, Betweenness> {
        if self.between.values.len() == self.roles.len() {
            return Cow::Borrowed(&self.between);
        }
        Cow::Owned(between::betweenness(&self.plain()))
    }

    /// Notes down which lists have something in them.
    fn count(&mut self, input: Input<'_>) {
        self.topics = Topic::ALL.into_iter().filter(|topic| self.has(input, *topic)).collect();
    }

    /// What links and dates tell.
    fn links(&mut self, input: Input<'_>, plain: &Rows) {
        let is_on = |topic| input.config.discover.has(topic);
        if is_on(Topic::Hubs) {
            self.hubs = rank::hubs(input, &self.network, &self.roles, &self.community, &self.ranks);
        }
        if is_on(Topic::Bridges) {
            self.between = between::betweenness(plain);
            self.bridges = bridge::bridges(plain, &self.community, &self.between);
        }
        if is_on(Topic::Orphans) {
            self.loose = loose::loose(input.notes.iter().map(|named| named.note), input.graph);
        }
        self.dates = evolution::dates(input);
        if is_on(Topic::Growth) {
            self.growth = Arc::new(evolution::growth(input, &self.roles, &self.dates));
        }
    }

    /// What the texts tell. `None` where it was stopped.
    fn texts(&mut self, input: Input<'_>, plain: &Rows, stop: &Stop<'_>) -> Option<()> {
        let is_on = |topic| input.config.discover.has(topic);
        self.mentions.resize(input.notes.len(), Arc::default());
        self.related.resize(input.notes.len(), Arc::default());
        let needs_words = is_on(Topic::Related) || is_on(Topic::Unexpected) || is_on(Topic::Mentions);
        if !needs_words {
            return Some(());
        }
        let names = Names::new(input, &self.roles).filter(|_| is_on(Topic::Mentions));
        let read = |ix: usize| {
            if stop() || input.notes[ix].note.meta.unlisted {
                return Default::default();
            }
            let text = input.notes[ix].note.plain();
            let hits = names.as_ref().map_or_else(Vec::new, |names| names.find(&text, NoteId(ix as u32)));
            (Heard::new(&input.titles[ix], &text), hits)
        };
        let go_on = || (!stop()).then_some(());
        let total = input.notes.len();
        let (mut lexicon, mut counts, mut hits) = (Lexicon::default(), Vec::with_capacity(total), Vec::with_capacity(total));
        for from in (0..total).step_by(AT_ONCE) {
            let read = (from..total.min(from + AT_ONCE)).into_par_iter().map(read).collect::<Vec<_>>();
            go_on()?;
            for (heard, found) in read {
                counts.push(lexicon.add(&heard));
                hits.push(found);
            }
        }
        let terms = words::terms(&counts, &lexicon);
        drop(counts);
        go_on()?;
        self.mentions = mention::mentions(input, &self.network, &hits, &lexicon).into_iter().map(Arc::new).collect();
        go_on()?;
        if is_on(Topic::Related) {
            self.related = related::relatives(plain, &self.network, &self.roles, &terms, (&lexicon, stop));
            self.pairs = related::pairs(&self.related, PAIRS);
        }
        go_on()?;
        if is_on(Topic::Unexpected) {
            let (community, dates) = (&self.community[..], &self.dates[..]);
            let scale = unexpected::Scale { input, network: &self.network, plain, community, terms: &terms, dates };
            let (unexpected, surprises) = unexpected::unexpected(&scale);
            self.surprises_of = Arc::new(unexpected::by_note(&surprises, input.notes.len()));
            (self.unexpected, self.surprises) = (unexpected, Arc::new(surprises));
        }
        go_on()
    }

    /// Whether a list is on and has something in it.
    fn has(&self, input: Input<'_>, topic: Topic) -> bool {
        let is_full = match topic {
            Topic::Unexpected => !self.unexpected.is_empty(),
            Topic::Bridges => !self.bridges.is_empty(),
            Topic::Communities => self.communities.len() > 1,
            Topic::Hubs => !self.hubs.concepts.is_empty() || !self.hubs.resources.is_empty(),
            Topic::Related => !self.pairs.is_empty(),
            Topic::Mentions => self.mentions.iter().any(|mentions| mentions.notes > 0),
            Topic::Growth => !self.growth.latest.is_empty(),
            Topic::Wanted => (0..input.graph.wanted.len()).any(|ix| input.graph.asks_for_note(PlaceholderId(ix as u32))),
            Topic::Orphans => !self.loose.orphans.is_empty() || !self.loose.dead_ends.is_empty(),
            Topic::Way => self.network.out.arcs() > 2,
        };
        input.config.discover.has(topic) && is_full
    }

    /// The links of a note that nobody would have foretold.
    pub fn unexpected_of(&self, id: NoteId) -> impl Iterator<Item = &Unexpected> {
        self.surprises_of.get(id.ix()).into_iter().flatten().map(|ix| &self.surprises[*ix as usize])
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
