//! Saved queries: Foam keeps them in `.foam/queries/`, one file each, and shows each as a folder of its own.

use serde_json::Value;

use super::read::{KEYS, Reading, read};
use super::{CURRENT, Filter, Query};
use crate::base::text::Span;
use crate::diag::{Code, Finding};
use crate::note::frontmatter::yaml_mapping;

/// A file of `.foam/queries/`.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The file's name without its extension.
    pub id: Box<str>,
    /// What it is called: by itself, else by its file.
    pub name: Box<str>,
    /// What it says of itself.
    pub description: Option<Box<str>>,
    /// What it asks for; none where it cannot be followed, which the findings say.
    pub query: Option<Box<Query>>,
    /// What its author can mend in it; the places are those in its text.
    pub findings: Vec<Finding>,
}

impl Saved {
    /// Reads one: `id` is the name of its file without extension. It is Foam's rule that a key which it does not know makes all of
    /// it an error.
    pub fn read(id: &str, text: &str) -> Saved {
        let all = Span::new(0, text.trim_end().len());
        let mut findings = Vec::new();
        let reading = read(text, text, all, &mut findings);
        let map = yaml_mapping(text).ok().flatten().unwrap_or_default();
        let is_known = map.keys().all(|key| KEYS.contains(&key.as_str()) || matches!(key.as_str(), "name" | "description"));
        let mut query = match reading {
            Reading::Query(query) if is_known => Some(query),
            _ => None,
        };
        if let Some(name) = query.as_ref().and_then(|query| query.filter.names().find(|name| &*name.text == CURRENT)) {
            let message = format!("`{CURRENT}` means nothing in a saved query: it stands in no note");
            findings.push(Finding::new(Code::BadQuery, name.span, message.clone()).hint("Name a note."));
            query.iter_mut().for_each(|query| {
                query.filter = Filter::Nothing;
                query.remarks.push(message.clone());
            });
        }
        if query.is_none() && findings.is_empty() {
            let message = "the query says nothing of what to look for";
            findings.push(Finding::new(Code::BadQuery, all, message).hint("Write for instance `filter: \"#recipe\"`."));
        }
        let text_of = |key: &str| match map.get(key) {
            Some(Value::String(text)) if !text.trim().is_empty() => Some(text.trim()),
            _ => None,
        };
        Saved {
            id: id.into(),
            name: text_of("name").map_or_else(|| called(id).into(), Into::into),
            description: text_of("description").map(Into::into),
            query,
            findings,
        }
    }
}

/// What a query is called that does not say it: its file's name in words, each with a capital letter.
fn called(id: &str) -> String {
    let words = id.split(['-', '_', ' ']).filter(|word| !word.is_empty());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    let name = words.map(capital).collect::<Vec<_>>().join(" ");
    if name.is_empty() { id.to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(saved: &Saved) -> Vec<&str> {
        saved.findings.iter().map(|finding| &*finding.message).collect()
    }

    #[test]
    fn what_it_is_called() {
        let saved = Saved::read("open-tasks_of  june", "filter: \"#task\"\n");
        assert_eq!((&*saved.name, saved.description, saved.findings.len()), ("Open Tasks Of June", None, 0));
        let saved = Saved::read("x", "name: ' Ships '\ndescription: All of them\nfilter: '#ship'\nsort: title\n");
        assert_eq!((&*saved.name, saved.description.as_deref()), ("Ships", Some("All of them")));
        assert!(saved.query.is_some_and(|query| query.sort.is_some()));
        assert_eq!(&*Saved::read("--", "filter: '*'\n").name, "--");
    }

    #[test]
    fn a_large_text_that_cannot_be_read_takes_no_time_to_speak_of() {
        let start = std::time::Instant::now();
        let saved = Saved::read("x", &format!("{}{}", "#\n".repeat(400_000), "[\n".repeat(200)));
        assert!(saved.query.is_none() && start.elapsed().as_secs() < 3, "{:?}", start.elapsed());
        let dropped = Saved::read("x", "filter: '*'\n[\n[\n");
        assert!(
            dropped.query.is_some() && dropped.findings.len() == 2,
            "a few lines at the end are dropped: {:?}",
            dropped.findings
        );
    }

    #[test]
    fn what_it_cannot_be() {
        let saved = Saved::read("x", "filter: '*'\ngroup: tag\n");
        assert!(saved.query.is_none());
        assert_eq!(told(&saved), ["a query has no key `group`"]);
        assert_eq!(saved.findings[0].span, Span::new(12, 17));
        let saved = Saved::read("x", "filter:\n  links_to: $current\n");
        assert_eq!(told(&saved), ["`$current` means nothing in a saved query: it stands in no note"]);
        assert!(matches!(saved.query.expect("it is one").filter, Filter::Nothing));
        for text in ["", "name: x\n", "- a\n", "\u{0}", "filter: [[x]]\n"] {
            let saved = Saved::read("x", text);
            assert!(saved.query.is_none() && !saved.findings.is_empty(), "{text}: {:?}", saved.findings);
        }
    }
}
