//! `[discover]`: what the site tells of its connections. Every piece can be switched off.

use schemars::JsonSchema;
use serde::Deserialize;

/// `[discover]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawDiscover {
    /// How finely notes are divided into communities: above 1 more and smaller ones, below 1 fewer and larger ones. Without it, 1.
    #[schemars(range(min = 0.01, max = 100.0))]
    pub resolution: Option<f64>,
    /// Notes that no list of discoveries names: `["journal/**", "**/* index.md"]`.
    pub leave_out: Vec<String>,
    /// Whether index notes and maps of content may stand in the lists too. They may not, without this key: they win every such
    /// list.
    pub lists: Option<bool>,
}

/// What the site tells of its connections.
#[derive(Clone, Debug)]
pub struct Discover {
    /// The resolution of communities; 1 is modularity as it was defined.
    pub resolution: f64,
    /// Globs over paths of notes that no list names.
    pub leave_out: Vec<String>,
    /// Whether lists of links may stand in lists of discoveries.
    pub lists: bool,
}

impl Default for Discover {
    fn default() -> Self {
        RawDiscover::default().into()
    }
}

impl From<RawDiscover> for Discover {
    fn from(raw: RawDiscover) -> Self {
        Discover { resolution: raw.resolution.unwrap_or(1.0), leave_out: raw.leave_out, lists: raw.lists.unwrap_or(false) }
    }
}
