//! The configuration, complete: no stage has a default of its own.
//!
//! `RawConfig` is what `foamsite.toml` says, [`Config`] what it means together with the editors' settings and the command
//! line.

mod discover;
pub mod embed;
mod feed;
pub mod foam;
mod graph;
pub mod host;
pub mod obsidian;
pub mod output;
mod publish;
pub mod raw;
pub mod schema;
mod search;
pub mod theme;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use discover::{Discover, RawDiscover, Topic};
pub use embed::{EmbedStyle, EmbedWords};
pub use feed::{Feed, RawFeed, RawRedirects, Redirects};
pub use graph::{ColourBy, Graph, Group, Look, RawGraph};
pub use output::{Output, PictureMetadata, RawOutput, Svg};
pub use publish::{Publish, RawPublish};
pub use raw::RawConfig;
pub use search::{RawSearch, Search};
pub use theme::{RawTheme, ThemeConfig};

use jiff::civil::Date;

use crate::base::path::VaultPath;
use crate::diag::{Code, Level};
use crate::{link, note};

/// What a build follows.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The site as a whole.
    pub site: SiteConfig,
    /// Which files are notes, and which are not read at all.
    pub files: Files,
    /// How notes are parsed.
    pub note: note::Options,
    /// How links are resolved.
    pub link: link::Options,
    /// With what addresses begin that are not asked for.
    pub ignore_external: Vec<String>,
    /// The files with the works that notes may cite, by their paths in the vault.
    pub bibliography: Vec<String>,
    /// Which notes are published.
    pub publish: note::visibility::Rules,
    /// Which canvases become pages.
    pub canvas: Canvases,
    /// Levels of findings that differ from their default.
    pub levels: BTreeMap<Code, Level>,
    /// How daily notes are recognised.
    pub daily: Daily,
    /// How an embedded note is shown where no word before the embed says it.
    pub embed: EmbedStyle,
    /// What the site tells of its connections.
    pub discover: Discover,
    /// How it looks.
    pub theme: ThemeConfig,
    /// The preview.
    pub serve: Serve,
    /// The pictures of the graph.
    pub graph: Graph,
    /// The site's own search.
    pub search: Search,
    /// The feeds.
    pub feed: Feed,
    /// Old addresses.
    pub redirects: Redirects,
    /// What the site holds beside its pages.
    pub output: Output,
}

/// The site as a whole.
#[derive(Clone, Debug)]
pub struct SiteConfig {
    /// Its name; where nothing is configured, the home note's title, decided by `plan`.
    pub title: Option<String>,
    /// One sentence.
    pub description: Option<String>,
    /// The absolute address of the site's root, with a slash at its end.
    pub base_url: Option<String>,
    /// BCP 47 tag of notes that do not say their own.
    pub language: String,
    /// Who writes.
    pub author: Option<String>,
    /// Whether search engines are asked to stay away from all of it: previews of a change.
    pub noindex: bool,
}

impl Default for SiteConfig {
    fn default() -> Self {
        SiteConfig { title: None, description: None, base_url: None, language: "en".into(), author: None, noindex: false }
    }
}

impl SiteConfig {
    /// The path of the site's root on its host, with slashes at both ends: what pages need that are shown at any address.
    pub fn base_path(&self) -> String {
        let url = self.base_url.as_deref().unwrap_or("/");
        let path = url.split_once("://").map_or(url, |(_, rest)| rest.find('/').map_or("/", |slash| &rest[slash..]));
        let path = path.trim_matches('/');
        if path.is_empty() { "/".into() } else { format!("/{path}/") }
    }
}

/// Which files are notes, and which are not read at all. Patterns are globs over the path in the vault.
#[derive(Clone, Debug)]
pub struct Files {
    /// Extensions of notes, without dots, the default one first. Compared with case.
    pub extensions: Vec<String>,
    /// What is read; empty means everything.
    pub include: Vec<String>,
    /// What is not, from `foamsite.toml` and the editors' settings. A bare folder name excludes the folder.
    pub exclude: Vec<String>,
    /// The same as regular expressions: Obsidian's `userIgnoreFilters`. A folder's path ends in a slash.
    pub exclude_regex: Vec<String>,
    /// Whether the folders that Foam's editor leaves out by itself are left out: `build`, `dist`, `target` and their like.
    pub foam_excludes: bool,
    /// Folders of templates, never notes.
    pub templates: Vec<String>,
    /// Whether `.gitignore` counts.
    pub gitignore: bool,
}

impl Default for Files {
    fn default() -> Self {
        Files {
            extensions: vec!["md".into()],
            include: Vec::new(),
            exclude: Vec::new(),
            exclude_regex: Vec::new(),
            foam_excludes: true,
            templates: Vec::new(),
            gitignore: true,
        }
    }
}

/// Which canvases become pages.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Canvases {
    /// Those to which a published note, or such a canvas, leads.
    #[default]
    Linked,
    /// All.
    All,
    /// None.
    None,
}

/// How daily notes are recognised: by a date as file name, anywhere or in one folder.
#[derive(Clone, Debug, Default)]
pub struct Daily {
    /// `foam.openDailyNote.directory`; `None`: any folder.
    pub folder: Option<String>,
}

impl Daily {
    /// The day that a note is about, by its path: `journal/2024-03-12.md`.
    pub fn day(&self, path: &VaultPath) -> Option<Date> {
        let digits = |i: usize, b: u8| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() };
        let stem = path.stem();
        let named = stem.len() == 10 && stem.bytes().enumerate().all(|(i, b)| digits(i, b));
        let folder = self.folder.as_deref().map(|folder| folder.trim_matches('/'));
        let there =
            folder.is_none_or(|f| f.is_empty() || path.as_str().strip_prefix(f).is_some_and(|rest| rest.starts_with('/')));
        if named && there { stem.parse().ok() } else { None }
    }
}

/// An editor that opens files by an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Editor {
    /// VS Code.
    Vscode,
    /// VSCodium.
    Vscodium,
    /// Obsidian; it opens the note, not the line.
    Obsidian,
}

/// The preview.
#[derive(Clone, Debug, Default)]
pub struct Serve {
    /// In which editor findings open.
    pub editor: Option<Editor>,
}

/// What the command line says: it goes before `foamsite.toml`.
#[derive(Clone, Debug, Default)]
pub struct Flags {
    /// `--base-url`, in the form that [`base_url`] gives it.
    pub base_url: Option<String>,
    /// `--drafts`.
    pub drafts: bool,
    /// `--resolution`.
    pub resolution: Option<link::Resolution>,
}

impl Config {
    /// Brings together what `foamsite.toml` and the command line say.
    pub fn new(raw: RawConfig, flags: Flags) -> Config {
        let default = Config::default();
        let resolution = flags.resolution.or(raw.links.resolution).unwrap_or_default();
        let base = raw.site.base_url.as_deref().and_then(|url| base_url(url).ok());
        Config {
            site: SiteConfig {
                title: raw.site.title,
                description: raw.site.description,
                base_url: flags.base_url.or(base),
                language: raw.site.language.unwrap_or(default.site.language),
                author: raw.site.author,
                noindex: false,
            },
            files: Files {
                include: raw.files.include.unwrap_or(default.files.include),
                exclude: raw.files.exclude,
                gitignore: raw.files.gitignore.unwrap_or(default.files.gitignore),
                ..default.files
            },
            note: note::Options {
                properties: note::properties::Options {
                    show: raw.properties.show.unwrap_or(true),
                    hide: raw.properties.hide,
                    links: raw.links.front_matter.unwrap_or(true) && resolution == link::Resolution::Lenient,
                },
                html: raw.notes.html.unwrap_or(default.note.html),
                highlight: raw.content.highlight.unwrap_or(default.note.highlight),
                math_macros: macros(&raw.math),
                extras: extras(&raw.content),
                ..default.note
            },
            link: link::Options { resolution, ..default.link },
            ignore_external: raw.links.ignore_external,
            bibliography: raw.citations.bibliography,
            publish: raw.publish.rules(flags.drafts),
            canvas: raw.canvas.publish.unwrap_or_default(),
            levels: schema::configurable().filter_map(|code| Some((code, *raw.levels.get(code.name())?))).collect(),
            daily: default.daily,
            embed: raw.notes.embed.map(EmbedStyle::from).unwrap_or_default(),
            discover: raw.discover.into(),
            theme: raw.theme.into(),
            serve: Serve { editor: raw.serve.editor },
            graph: raw.graph.into(),
            search: raw.search.into(),
            feed: raw.feed.into(),
            redirects: Redirects {
                aliases: raw.redirects.aliases.unwrap_or(false),
                last_sitemap: raw.redirects.last_sitemap,
                earlier: Vec::new(),
            },
            output: Output::new(raw.output, raw.site.cname.and_then(|name| output::host(&name).ok())),
        }
    }

    /// Lets the host that builds the site say where it will stand, unless the configuration or the command line did. A preview of a
    /// change is kept from search engines in any case.
    pub fn stand_at(&mut self, host: &host::Host) {
        self.site.base_url.get_or_insert_with(|| host.url.clone());
        self.site.noindex = host.is_preview;
    }

    /// How much a finding of this kind weighs here.
    pub fn level(&self, code: Code) -> Level {
        self.levels.get(&code).copied().unwrap_or(code.default_level())
    }
}

/// The syntax that is asked for.
fn extras(raw: &raw::RawContent) -> note::Extras {
    let default = note::Extras::default();
    note::Extras {
        hard_breaks: raw.hard_breaks.unwrap_or(default.hard_breaks),
        scripts: raw.scripts.unwrap_or(default.scripts),
        emoji: raw.emoji.unwrap_or(default.emoji),
        heading_attributes: raw.heading_attributes.unwrap_or(default.heading_attributes),
        fields: raw.fields.unwrap_or(default.fields),
    }
}

/// The macros of formulas: our own, those of the preamble, those of the configuration, each before the ones that come first.
fn macros(raw: &raw::RawMath) -> Arc<note::math::Macros> {
    let mut macros = note::math::Macros::default();
    macros.preamble(&raw.preamble);
    for (name, body) in &raw.macros {
        // a name that is none was told when the file was read
        let _ = macros.add(name, body);
    }
    Arc::new(macros)
}

/// The absolute address of a site's root with a slash at its end; what is wrong where it is none.
pub fn base_url(url: &str) -> Result<String, String> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(rest) = rest else { return Err(format!("`{url}` does not begin with `https://` or `http://`")) };
    if rest.is_empty() || rest.starts_with('/') {
        return Err(format!("`{url}` has no host"));
    }
    if let Some(odd) =
        rest.chars().find(|c| matches!(c, '?' | '#' | '\\' | '<' | '>' | '"' | '`') || c.is_whitespace() || c.is_control())
    {
        return Err(format!("an address of a site does not hold `{}`: `{}`", odd.escape_debug(), url.escape_debug()));
    }
    Ok(format!("{}/", url.trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_goes_before_the_file() {
        let raw = RawConfig::parse("site.base_url = 'https://a.org'\nlinks.resolution = 'foam'").expect("it is right");
        let from_file = Config::new(raw.clone(), Flags::default());
        assert_eq!(from_file.site.base_url.as_deref(), Some("https://a.org/"));
        assert_eq!(from_file.link.resolution, link::Resolution::Foam);
        let flags =
            Flags { base_url: Some("https://b.org/x/".into()), drafts: true, resolution: Some(link::Resolution::Lenient) };
        let config = Config::new(raw, flags);
        assert_eq!(config.site.base_url.as_deref(), Some("https://b.org/x/"));
        assert_eq!((config.link.resolution, config.publish.drafts), (link::Resolution::Lenient, true));
    }

    #[test]
    fn levels_are_defaults_until_they_are_set() {
        let raw = RawConfig::parse("levels.unresolved-link = 'error'").expect("it is right");
        let config = Config::new(raw, Flags::default());
        assert_eq!(config.level(Code::UnresolvedLink), Level::Error);
        assert_eq!(config.level(Code::AmbiguousLink), Level::Warning);
    }

    #[test]
    fn base_urls() {
        assert_eq!(base_url("https://a.org/notes").as_deref(), Ok("https://a.org/notes/"));
        assert_eq!(base_url("http://localhost:8080/").as_deref(), Ok("http://localhost:8080/"));
        let path = |url: &str| SiteConfig { base_url: base_url(url).ok(), ..SiteConfig::default() }.base_path();
        assert_eq!((path("https://a.org"), path("https://a.org/b/c")), ("/".into(), "/b/c/".into()));
        for wrong in ["", "a.org", "ftp://a.org", "https://", "https:///x", "https://a.org/?x", "https://a b", "https://a.org/#x"]
        {
            assert!(base_url(wrong).is_err(), "{wrong}");
        }
    }
}
