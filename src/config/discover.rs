//! `[discover]`: what the site tells of its connections. Every piece can be switched off.

use schemars::JsonSchema;
use serde::Deserialize;

/// `[discover]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawDiscover {
    /// Whether there is any of it: `false` switches off all pages and lists of discovery. On, without this key.
    pub enabled: Option<bool>,
    /// How finely notes are divided into communities: above 1 more and smaller ones, below 1 fewer and larger ones. Without it, 1.
    #[schemars(range(min = 0.01, max = 100.0))]
    pub resolution: Option<f64>,
    /// Notes that no list of discoveries names: `["journal/**", "**/* index.md"]`.
    pub leave_out: Vec<String>,
    /// Whether index notes and maps of content may stand in the lists too. They may not, without this key: they win every such
    /// list.
    pub lists: Option<bool>,
    /// Whether notes themselves show what belongs to them: unexpected and related notes, mentions without a link, how they grew.
    pub on_notes: Option<bool>,
    /// Whether dates are read from the history of the vault, where git has one.
    pub history: Option<bool>,
    /// Whether a button leads to a random note.
    pub random: Option<bool>,
    /// What many notes rest on.
    pub hubs: Option<bool>,
    /// Notes that link more among themselves than to others.
    pub communities: Option<bool>,
    /// Notes that join communities.
    pub bridges: Option<bool>,
    /// Links that nobody would have foretold.
    pub unexpected: Option<bool>,
    /// Notes that belong together without a link.
    pub related: Option<bool>,
    /// Names of notes in other notes' text without a link.
    pub mentions: Option<bool>,
    /// Notes that others ask for and nobody has written, with a page for each.
    pub wanted: Option<bool>,
    /// Notes without links.
    pub orphans: Option<bool>,
    /// When connections were made.
    pub growth: Option<bool>,
    /// The way between two notes.
    pub way: Option<bool>,
}

/// A list of discoveries.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Topic {
    /// Links that nobody would have foretold.
    Unexpected,
    /// Notes that join communities.
    Bridges,
    /// Notes that link more among themselves than to others.
    Communities,
    /// What many notes rest on.
    Hubs,
    /// Notes that belong together without a link.
    Related,
    /// Names of notes in other notes' text without a link.
    Mentions,
    /// When connections were made.
    Growth,
    /// What others ask for and nobody has written.
    Wanted,
    /// Notes without links.
    Orphans,
    /// The way between two notes.
    Way,
}

impl Topic {
    /// All of them, in the order in which the overview shows them.
    pub const ALL: [Topic; 10] = [
        Topic::Unexpected,
        Topic::Bridges,
        Topic::Communities,
        Topic::Hubs,
        Topic::Related,
        Topic::Mentions,
        Topic::Growth,
        Topic::Wanted,
        Topic::Orphans,
        Topic::Way,
    ];

    /// Its name in addresses, keys and words.
    pub fn name(self) -> &'static str {
        match self {
            Topic::Unexpected => "unexpected",
            Topic::Bridges => "bridges",
            Topic::Communities => "communities",
            Topic::Hubs => "hubs",
            Topic::Related => "related",
            Topic::Mentions => "mentions",
            Topic::Growth => "growth",
            Topic::Wanted => "wanted",
            Topic::Orphans => "orphans",
            Topic::Way => "way",
        }
    }
}

/// What the site tells of its connections.
#[derive(Clone, Debug)]
pub struct Discover {
    /// The lists that are on.
    pub topics: Vec<Topic>,
    /// The resolution of communities; 1 is modularity as it was defined.
    pub resolution: f64,
    /// Globs over paths of notes that no list names.
    pub leave_out: Vec<String>,
    /// Whether lists of links may stand in lists of discoveries.
    pub lists: bool,
    /// Whether notes show what belongs to them.
    pub on_notes: bool,
    /// Whether git is asked for dates.
    pub history: bool,
    /// Whether a button leads to a random note.
    pub random: bool,
}

impl Discover {
    /// Whether a list is on.
    pub fn has(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }
}

impl Default for Discover {
    fn default() -> Self {
        RawDiscover::default().into()
    }
}

impl From<RawDiscover> for Discover {
    fn from(raw: RawDiscover) -> Self {
        let enabled = raw.enabled.unwrap_or(true);
        let is_on = |topic: &Topic| {
            let key = match topic {
                Topic::Unexpected => raw.unexpected,
                Topic::Bridges => raw.bridges,
                Topic::Communities => raw.communities,
                Topic::Hubs => raw.hubs,
                Topic::Related => raw.related,
                Topic::Mentions => raw.mentions,
                Topic::Growth => raw.growth,
                Topic::Wanted => raw.wanted,
                Topic::Orphans => raw.orphans,
                Topic::Way => raw.way,
            };
            enabled && key.unwrap_or(true)
        };
        Discover {
            topics: Topic::ALL.into_iter().filter(is_on).collect(),
            resolution: raw.resolution.unwrap_or(1.0),
            leave_out: raw.leave_out,
            lists: raw.lists.unwrap_or(false),
            on_notes: enabled && raw.on_notes.unwrap_or(true),
            history: raw.history.unwrap_or(true),
            random: enabled && raw.random.unwrap_or(true),
        }
    }
}
