//! What Foam is told in the settings of VS Code: which files are notes, and which are left out.

use jsonc_parser::{ParseOptions, parse_to_serde_value};
use serde_json::{Map, Value};

use super::graph::FoamGraph;
use super::{Config, EmbedWords};
use crate::diag::{Code, Finding};

/// Where the settings stand in a vault.
pub const FILE: &str = ".vscode/settings.json";

/// Foam's settings as far as a publisher honours them. Keys are flat (`"foam.files.ignore"`), as Foam itself reads them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FoamSettings {
    /// Extensions of notes, the default one first; empty where nothing is said.
    pub extensions: Vec<String>,
    /// `foam.files.attachmentExtensions`: it replaces Foam's own list.
    pub attachments: Option<Vec<String>>,
    /// `foam.files.include`.
    pub include: Vec<String>,
    /// `foam.files.exclude`, `foam.files.ignore`, and the keys of `files.exclude` that are set to true.
    pub exclude: Vec<String>,
    /// Whether `foam.files.exclude` stands in the settings: it replaces what Foam leaves out by itself.
    pub replaces_excludes: bool,
    /// Whether a folder's name means its index note: not where `foam.links.directory.mode` is `disabled`.
    pub directories: Option<bool>,
    /// `foam.templates.folder`.
    pub templates: Option<String>,
    /// `foam.openDailyNote.directory`.
    pub daily: Option<String>,
    /// `foam.preview.embedNoteType`: how an embed without a word before it is shown, `full-card` in Foam.
    pub embed: Option<EmbedWords>,
    /// `markdown.preview.breaks`: whether a line end breaks the line.
    pub hard_breaks: Option<bool>,
    /// `foam.graph.style` and `foam.graph.views`.
    pub graph: FoamGraph,
}

/// Reads the text of `.vscode/settings.json`, with comments and trailing commas. Text that cannot be read is a finding, and
/// nothing is set then.
pub fn read(text: &str) -> (FoamSettings, Vec<Finding>) {
    let (settings, findings) = object(text);
    let texts = |key: &str| texts(settings.get(key));
    let text =
        |key: &str| settings.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let hidden = settings.get("files.exclude").and_then(Value::as_object).into_iter().flatten();
    let hidden = hidden.filter(|(_, on)| on.as_bool() == Some(true)).map(|(pattern, _)| pattern.clone());
    let found = FoamSettings {
        extensions: extensions(text("foam.files.defaultNoteExtension"), text("foam.files.notesExtensions")),
        attachments: text("foam.files.attachmentExtensions").map(|list| words(&list).collect()),
        include: texts("foam.files.include"),
        exclude: texts("foam.files.exclude").into_iter().chain(texts("foam.files.ignore")).chain(hidden).collect(),
        replaces_excludes: settings.contains_key("foam.files.exclude"),
        directories: text("foam.links.directory.mode").map(|mode| mode != "disabled"),
        templates: text("foam.templates.folder"),
        daily: text("foam.openDailyNote.directory"),
        embed: text("foam.preview.embedNoteType").as_deref().and_then(EmbedWords::read),
        hard_breaks: settings.get("markdown.preview.breaks").and_then(Value::as_bool),
        graph: FoamGraph::read(&settings),
    };
    (found, findings)
}

impl FoamSettings {
    /// Adds the settings to a configuration: what `foamsite.toml` says itself goes before them, exclusions add up.
    pub fn apply(self, config: &mut Config) {
        if !self.extensions.is_empty() {
            config.files.extensions.clone_from(&self.extensions);
            config.link.extensions = self.extensions;
        }
        if config.files.include.is_empty() {
            config.files.include = self.include;
        }
        config.files.exclude.extend(self.exclude);
        config.files.foam_excludes &= !self.replaces_excludes;
        config.files.templates.extend(self.templates);
        config.link.directories = self.directories.unwrap_or(config.link.directories);
        if let Some(words) = self.embed {
            config.embed = words.into();
        }
        config.link.attachments = self.attachments.or(config.link.attachments.take());
        config.daily.folder = self.daily.map(|folder| folder.trim_matches('/').to_owned()).or(config.daily.folder.take());
        config.note.extras.hard_breaks = self.hard_breaks.unwrap_or(config.note.extras.hard_breaks);
        self.graph.apply(&mut config.graph);
    }
}

/// The default extension first. Giving another one replaces `md`, as in Foam.
fn extensions(default: Option<String>, more: Option<String>) -> Vec<String> {
    if default.is_none() && more.is_none() {
        return Vec::new();
    }
    let default = default.unwrap_or_else(|| "md".into());
    let mut extensions: Vec<String> = Vec::new();
    for extension in words(&default).chain(words(more.as_deref().unwrap_or(""))) {
        if !extensions.contains(&extension) {
            extensions.push(extension);
        }
    }
    extensions
}

/// The extensions in a text, without dots.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(|word| word.trim_start_matches('.').to_owned()).filter(|word| !word.is_empty())
}

/// The texts of a list, or a text on its own.
pub(super) fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}

/// The mapping that a settings file holds; with comments and trailing commas.
pub(super) fn object(text: &str) -> (Map<String, Value>, Vec<Finding>) {
    let bad = |span: std::ops::Range<usize>, reason: String| {
        let finding = Finding::new(Code::BadConfig, span, format!("the settings cannot be read: {reason}"));
        (Map::new(), vec![finding.hint("Mend the file: what it excludes could be published otherwise.")])
    };
    match parse_to_serde_value::<Value>(text, &ParseOptions::default()) {
        Ok(Value::Object(settings)) => (settings, Vec::new()),
        Ok(Value::Null) => (Map::new(), Vec::new()),
        Ok(_) => bad(0..0, "they are no `{…}`".into()),
        Err(error) => bad(error.range().start..error.range().end, error.kind().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_with_comments_and_trailing_commas() {
        let text = r#"// hi
        {
            "foam.files.include": ["notes/**", "*.md",],
            "foam.files.ignore": ["dist/**/*"], /* old */
            "foam.files.exclude": ["priv/**"],
            "files.exclude": {"tmp/**": true, "packages/**/out": false, "x": {"when": "y"}},
            "foam": {"files": {"ignore": ["nested keys are not read"]}},
            "foam.files.notesExtensions": "mdx .txt md",
            "foam.files.attachmentExtensions": "json .pdf",
            "foam.links.directory.mode": "disabled",
            "foam.templates.folder": "templates",
            "foam.openDailyNote.directory": "journal/",
            "foam.preview.embedNoteType": "full-inline",
            "markdown.preview.breaks": true,
        }"#;
        let (settings, findings) = read(text);
        assert_eq!(findings, []);
        assert_eq!(settings.include, ["notes/**", "*.md"]);
        assert_eq!(settings.exclude, ["priv/**", "dist/**/*", "tmp/**"]);
        assert_eq!(settings.extensions, ["md", "mdx", "txt"]);
        assert_eq!((settings.embed, settings.hard_breaks), (Some(EmbedWords::FullInline), Some(true)));
        let mut config = Config::default();
        config.files.exclude.push("own".into());
        settings.apply(&mut config);
        assert!(config.note.extras.hard_breaks);
        assert_eq!(config.files.exclude, ["own", "priv/**", "dist/**/*", "tmp/**"]);
        assert_eq!((config.files.foam_excludes, config.link.directories), (false, false));
        assert_eq!(config.embed, crate::config::EmbedStyle { content: false, inline: true });
        assert_eq!((config.daily.folder.as_deref(), config.files.templates), (Some("journal"), vec!["templates".to_owned()]));
        assert_eq!(config.link.extensions, config.files.extensions);
        assert_eq!(config.link.attachments, Some(vec!["json".to_owned(), "pdf".to_owned()]));
    }

    #[test]
    fn a_default_extension_replaces_md() {
        let extensions = |text: &str| read(text).0.extensions;
        assert_eq!(extensions(r#"{"foam.files.defaultNoteExtension": ".txt"}"#), ["txt"]);
        assert_eq!(
            extensions(r#"{"foam.files.defaultNoteExtension": "txt", "foam.files.notesExtensions": "md"}"#),
            ["txt", "md"]
        );
        assert!(extensions("{}").is_empty());
    }

    #[test]
    fn what_foamsite_toml_says_goes_before() {
        let mut config = Config::default();
        config.files.include = vec!["a/**".into()];
        read(r#"{"foam.files.include": ["b/**"]}"#).0.apply(&mut config);
        assert_eq!(config.files.include, ["a/**"]);
        assert!(config.files.foam_excludes && config.link.directories);
    }

    #[test]
    fn what_cannot_be_read_is_a_finding() {
        for text in ["{\"a\": ,}", "[1]", "{", &"[".repeat(100_000)] {
            let (settings, findings) = read(text);
            assert_eq!((settings, findings.len()), (FoamSettings::default(), 1));
            assert!(text.get(findings[0].span.range()).is_some());
        }
        for text in ["", " // nothing\n", "{}", r#"{"foam.files.include": 7, "files.exclude": []}"#] {
            assert_eq!(read(text), (FoamSettings::default(), vec![]));
        }
    }
}
