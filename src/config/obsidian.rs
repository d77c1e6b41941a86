//! What Obsidian is told about a vault: which files it hides, and where attachments and templates are.

use regex_automata::meta::Regex;
use serde_json::Value;

use super::Config;
use super::foam::{object, texts};
use crate::diag::{Code, Finding};

/// Where the settings stand in a vault.
pub const FILE: &str = ".obsidian/app.json";
/// Where those of the plugin for templates stand.
pub const TEMPLATES_FILE: &str = ".obsidian/templates.json";

/// Obsidian's settings as far as a publisher honours them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ObsidianSettings {
    /// `userIgnoreFilters` as regular expressions over a path: a text there means all paths that begin with it, in any case.
    pub exclude: Vec<String>,
    /// `attachmentFolderPath`, where it is one folder for all notes.
    pub attachments: Option<String>,
    /// The folder of templates.
    pub templates: Option<String>,
    /// Whether a line end breaks the line: not where `strictLineBreaks` is set. Only what is written down counts; Obsidian
    /// writes it once the switch was used.
    pub hard_breaks: Option<bool>,
}

/// Reads the text of `.obsidian/app.json`. Text that cannot be read is a finding, and nothing is set then.
pub fn read(text: &str) -> (ObsidianSettings, Vec<Finding>) {
    let (settings, mut findings) = object(text);
    let mut exclude = Vec::new();
    for filter in texts(settings.get("userIgnoreFilters")) {
        let regex = regex(&filter);
        match Regex::new(&regex) {
            Ok(_) => exclude.push(regex),
            Err(_) => findings.push(unknown(text, &filter)),
        }
    }
    let attachments = folder(settings.get("attachmentFolderPath"));
    let hard_breaks = settings.get("strictLineBreaks").and_then(Value::as_bool).map(|strict| !strict);
    (ObsidianSettings { exclude, attachments, templates: None, hard_breaks }, findings)
}

/// Reads the folder of templates from the text of `.obsidian/templates.json`.
pub fn templates(text: &str) -> (Option<String>, Vec<Finding>) {
    let (settings, findings) = object(text);
    (folder(settings.get("folder")), findings)
}

impl ObsidianSettings {
    /// Adds the settings to a configuration.
    pub fn apply(self, config: &mut Config) {
        config.note.extras.hard_breaks = self.hard_breaks.unwrap_or(config.note.extras.hard_breaks);
        config.files.exclude_regex.extend(self.exclude);
        config.files.templates.extend(self.templates);
        config.link.attachment_folder = self.attachments.or(config.link.attachment_folder.take());
    }
}

/// A filter as a regular expression: `/…/` is one, a text is the start of a path.
fn regex(filter: &str) -> String {
    if let Some(regex) = filter.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).filter(|regex| !regex.is_empty()) {
        return format!("(?i){regex}");
    }
    let quoted = filter
        .chars()
        .map(|c| if c.is_alphanumeric() || c == '/' { c.to_string() } else { format!("\\x{{{:x}}}", u32::from(c)) });
    format!("(?i)^{}", quoted.collect::<String>())
}

fn unknown(text: &str, filter: &str) -> Finding {
    let start = text.find(filter).unwrap_or(0);
    let end = if text[start..].starts_with(filter) { start + filter.len() } else { start };
    Finding::new(Code::BadConfig, start..end, format!("the filter `{filter}` is not understood, so nothing is excluded by it"))
        .hint("Exclude the same files by a pattern: `files.exclude` in `foamsite.toml`.")
}

/// A folder below the vault; none where it depends on the note (`./…`) or is the vault itself.
fn folder(value: Option<&Value>) -> Option<String> {
    let path = value?.as_str()?.trim();
    let folder = path.trim_matches('/');
    (!folder.is_empty() && path != "." && !path.starts_with("./") && !path.starts_with("..")).then(|| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read() {
        let (settings, findings) = read(
            r#"{"userIgnoreFilters": ["a.b/", "/\\.draft\\.md$/", "/(?=x)/"], "attachmentFolderPath": "media/", "vimMode": true}"#,
        );
        assert_eq!(settings.attachments.as_deref(), Some("media"));
        assert_eq!((findings.len(), findings[0].message.contains("(?=x)")), (1, true));
        let mut config = Config::default();
        settings.apply(&mut config);
        let is_out =
            |path: &str| config.files.exclude_regex.iter().any(|regex| Regex::new(regex).is_ok_and(|regex| regex.is_match(path)));
        assert!(is_out("a.b/c.md") && is_out("A.B/c.md") && is_out("x/y.draft.md"));
        assert!(!is_out("aXb/c.md") && !is_out("x/a.b/c.md") && !is_out("draft.md"));
        assert_eq!(config.link.attachment_folder.as_deref(), Some("media"));
    }

    #[test]
    fn line_ends() {
        let breaks = |text: &str| {
            let mut config = Config::default();
            read(text).0.apply(&mut config);
            config.note.extras.hard_breaks
        };
        assert!(breaks(r#"{"strictLineBreaks": false}"#));
        assert!(!breaks(r#"{"strictLineBreaks": true}"#) && !breaks("{}"));
    }

    #[test]
    fn folders() {
        let attachments = |path: &str| read(&format!(r#"{{"attachmentFolderPath": "{path}"}}"#)).0.attachments;
        for path in ["", "/", "./", "./img", ".", "../x"] {
            assert_eq!(attachments(path), None, "{path:?}");
        }
        assert_eq!(attachments("/a/b").as_deref(), Some("a/b"));
        assert_eq!(templates(r#"{"folder": "Templates"}"#).0.as_deref(), Some("Templates"));
        assert_eq!(templates("{").1.len(), 1);
        assert_eq!(read("{}"), (ObsidianSettings::default(), vec![]));
    }
}
