//! What parsing needs to know.

use std::sync::Arc;

use super::{Citations, math, properties};

/// What parsing needs to know.
#[derive(Clone, Debug)]
pub struct Options {
    /// What becomes of raw HTML.
    pub html: RawHtml,
    /// Extensions of Markdown on: off, only CommonMark is read, for the conformance tests.
    pub extensions: bool,
    /// Highlight code.
    pub highlight: bool,
    /// The macros that formulas may use.
    pub math_macros: Arc<math::Macros>,
    /// Read what Foam's graph has and no page shows: links in comments, tags cut by its legacy emphasis. For the export of that
    /// graph alone.
    pub as_foam: bool,
    /// What is shown of front matter.
    pub properties: properties::Options,
    /// The works that notes may cite, where a bibliography is configured.
    pub citations: Option<Arc<Citations>>,
    /// What is read beyond what editors show.
    pub extras: Extras,
}

/// Syntax that not every vault means. What neither Foam's preview nor Obsidian shows is off by default.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Extras {
    /// A line end breaks the line.
    pub hard_breaks: bool,
    /// `x^2^` and `H~2~O`.
    pub scripts: bool,
    /// `:smile:`.
    pub emoji: bool,
    /// `# Title {#id .class}`.
    pub heading_attributes: bool,
    /// Dataview's `key:: value`.
    pub fields: bool,
}

impl Default for Extras {
    fn default() -> Self {
        Extras { hard_breaks: false, scripts: false, emoji: false, heading_attributes: false, fields: true }
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            html: RawHtml::Sanitize,
            extensions: true,
            highlight: true,
            math_macros: Arc::default(),
            as_foam: false,
            properties: properties::Options::default(),
            citations: None,
            extras: Extras::default(),
        }
    }
}

/// What becomes of raw HTML in notes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawHtml {
    /// Harmless elements and attributes pass, the rest is removed.
    #[default]
    Sanitize,
    /// All passes, closed at the note's end.
    Trusted,
    /// Shown as text.
    Escape,
}
