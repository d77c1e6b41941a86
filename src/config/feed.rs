//! `[feed]` and `[redirects]`: how readers keep up, and how old addresses live on.

use schemars::JsonSchema;
use serde::Deserialize;

/// `[feed]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawFeed {
    /// Whether there are feeds: `feed.xml` (Atom) and `feed.json` for the site, a feed for each tag and each folder, one for new
    /// connections. They need the address of the site. On, without this key.
    pub enabled: Option<bool>,
    /// How many notes a feed has, the latest first. Without it, 20.
    #[schemars(range(min = 1, max = 500))]
    pub limit: Option<u16>,
    /// Whether the feeds of the site have the whole text of each note; else, as those of tags and folders, its first sentence. They
    /// do, without this key.
    pub full: Option<bool>,
    /// Whether each tag has a feed. It has, without this key.
    pub tags: Option<bool>,
    /// Whether each folder has a feed. It has, without this key.
    pub folders: Option<bool>,
}

/// The feeds.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Whether there are any.
    pub enabled: bool,
    /// How many entries each has.
    pub limit: usize,
    /// Whether those of the site have whole texts.
    pub full: bool,
    /// Whether tags have feeds.
    pub tags: bool,
    /// Whether folders have feeds.
    pub folders: bool,
}

impl Default for Feed {
    fn default() -> Self {
        RawFeed::default().into()
    }
}

impl From<RawFeed> for Feed {
    fn from(raw: RawFeed) -> Self {
        Feed {
            enabled: raw.enabled.unwrap_or(true),
            limit: usize::from(raw.limit.unwrap_or(20)).clamp(1, 500),
            full: raw.full.unwrap_or(true),
            tags: raw.tags.unwrap_or(true),
            folders: raw.folders.unwrap_or(true),
        }
    }
}

/// `[redirects]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawRedirects {
    /// Whether each alias of a note is an old address of it too: the alias `Sourdough` in the folder `bread` leads from
    /// `/bread/sourdough/` to the note. Off, without this key; `redirect_from` in the front matter always counts.
    pub aliases: Option<bool>,
    /// The sitemap of an earlier build, such as `public/sitemap.xml`: what had an address there and has none now is told. The path
    /// begins at the vault.
    pub last_sitemap: Option<String>,
}

/// Old addresses.
#[derive(Clone, Debug, Default)]
pub struct Redirects {
    /// Whether aliases are such.
    pub aliases: bool,
    /// The sitemap of an earlier build.
    pub last_sitemap: Option<String>,
    /// The addresses of an earlier build, decoded, from the site's root.
    pub earlier: Vec<String>,
}
