//! `[search]`: the site's own search.

use schemars::JsonSchema;
use serde::Deserialize;

/// `[search]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawSearch {
    /// Whether the site has a search of its own. It has, without this key. A note with `search: false` in its front matter is never
    /// found.
    pub enabled: Option<bool>,
    /// Whether the words of code can be found. They can, without this key.
    pub code: Option<bool>,
    /// Properties of the front matter whose words can be found too: `["author", "description"]`.
    pub front_matter: Vec<String>,
}

/// The site's own search.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Search {
    /// Whether there is one.
    pub enabled: bool,
    /// Whether the words of code can be found.
    pub code: bool,
    /// Properties of the front matter whose words can be found too.
    pub front_matter: Vec<String>,
}

impl Default for Search {
    fn default() -> Self {
        RawSearch::default().into()
    }
}

impl From<RawSearch> for Search {
    fn from(raw: RawSearch) -> Self {
        Search { enabled: raw.enabled.unwrap_or(true), code: raw.code.unwrap_or(true), front_matter: raw.front_matter }
    }
}
