//! The configuration, complete: no stage has a default of its own.
//!
//! `RawConfig` is what `foamsite.toml` says, [`Config`] what it means together with the editors' settings and the command
//! line.

use std::collections::BTreeMap;

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
    /// Which notes are published.
    pub publish: Publish,
    /// Publish drafts too (`--drafts`).
    pub drafts: bool,
    /// Levels of findings that differ from their default.
    pub levels: BTreeMap<Code, Level>,
    /// How daily notes are recognised.
    pub daily: Daily,
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
}

impl Default for SiteConfig {
    fn default() -> Self {
        SiteConfig { title: None, description: None, base_url: None, language: "en".into(), author: None }
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
    /// Folders of templates, never notes.
    pub templates: Vec<String>,
    /// Whether `.gitignore` counts.
    pub gitignore: bool,
}

impl Default for Files {
    fn default() -> Self {
        Files { extensions: vec!["md".into()], include: Vec::new(), exclude: Vec::new(), templates: Vec::new(), gitignore: true }
    }
}

/// Which notes are published where their front matter says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Publish {
    /// All.
    #[default]
    All,
    /// Only those with `publish: true`.
    Explicit,
}

/// How daily notes are recognised: by a date as file name, anywhere or in one folder.
#[derive(Clone, Debug, Default)]
pub struct Daily {
    /// `foam.openDailyNote.directory`; `None`: any folder.
    pub folder: Option<String>,
}
