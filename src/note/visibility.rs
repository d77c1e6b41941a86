//! Whether a note is published: the one place that decides it. docs/privacy.md has the same as a table.
//!
//! It is decided first, from what a file says of itself, before names, links or attachments are collected; whatever cannot be
//! read counts as private.

use std::ops::Range;

use serde_json::{Map, Value};

/// The answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Visibility {
    /// It has a page.
    Public,
    /// It has a page, and is in no list, feed, search or graph: who knows the address can read it.
    Unlisted,
    /// It is gone before names, tags, links or attachments are collected.
    Private,
}

/// What the front matter says about publishing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Marks {
    /// `publish: true`, or its like.
    pub published: bool,
    /// `draft: true`.
    pub draft: bool,
    /// `private: true`, `publish: false`, or a mark that nobody can read.
    pub private: bool,
    /// `unlisted: true`.
    pub unlisted: bool,
}

/// What decides where a note's marks leave it open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Only notes that ask for it are published.
    pub explicit: bool,
    /// Drafts are published too (`--drafts`).
    pub drafts: bool,
    /// Notes with one of these tags, or one below it, are not published.
    pub without_tags: Vec<String>,
}

impl Rules {
    /// Decides by a note's marks and all its tags. Any mark of privacy, and a tag that is left out, wins over `publish: true`.
    pub fn decide<'t>(&self, marks: Marks, tags: impl IntoIterator<Item = &'t str>) -> Visibility {
        let hidden = marks.private || (marks.draft && !self.drafts) || (self.explicit && !marks.published);
        if hidden || (!self.without_tags.is_empty() && tags.into_iter().any(|tag| self.leaves_out(tag))) {
            Visibility::Private
        } else if marks.unlisted {
            Visibility::Unlisted
        } else {
            Visibility::Public
        }
    }

    /// Whether notes with this tag are left out: `private` means `Private` and `private/family` too.
    fn leaves_out(&self, tag: &str) -> bool {
        let tag = tag.to_lowercase();
        self.without_tags.iter().any(|out| {
            let out = out.trim_start_matches('#').trim_end_matches('/').to_lowercase();
            tag.strip_prefix(&*out).is_some_and(|rest| !out.is_empty() && (rest.is_empty() || rest.starts_with('/')))
        })
    }

    /// Whether front matter that nobody can read may hold a tag that is left out.
    pub fn may_leave_out(&self, raw: &str) -> bool {
        let raw = raw.to_lowercase();
        self.without_tags.iter().any(|tag| raw.contains(&*tag.trim_start_matches('#').to_lowercase()))
    }
}

/// A property whose value says neither yes nor no.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unclear {
    /// As written.
    pub key: String,
    /// As JSON.
    pub value: String,
}

/// What a key means for publishing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Publish,
    /// Jekyll's `published`: elsewhere the same key holds a date, which says nothing.
    Published,
    Draft,
    Private,
    Unlisted,
}

const KEYS: [(&str, Key); 6] = [
    ("publish", Key::Publish),
    ("dg-publish", Key::Publish),
    ("published", Key::Published),
    ("draft", Key::Draft),
    ("private", Key::Private),
    ("unlisted", Key::Unlisted),
];

fn key(name: &str) -> Option<Key> {
    let name = name.trim();
    KEYS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, key)| *key)
}

/// The marks in properties that could be read, and those of them that say neither yes nor no. Keys in any case count.
pub fn marks(properties: &Map<String, Value>) -> (Marks, Vec<Unclear>) {
    let (mut marks, mut unclear) = (Marks::default(), Vec::new());
    for (name, value) in properties {
        let Some(key) = key(name) else { continue };
        match (key, truth(value)) {
            (Key::Published, None) if is_date_or_nothing(value) => {}
            (Key::Publish | Key::Published, Some(true)) => marks.published = true,
            (Key::Publish | Key::Published, Some(false)) | (Key::Private, Some(true)) => marks.private = true,
            (Key::Draft, Some(true)) => marks.draft = true,
            (Key::Unlisted, Some(true)) => marks.unlisted = true,
            (Key::Draft | Key::Private | Key::Unlisted, Some(false)) => {}
            (_, None) => {
                marks.private = true;
                unclear.push(Unclear { key: name.clone(), value: value.to_string() });
            }
        }
    }
    (marks, unclear)
}

/// Yes or no. YAML 1.2 has only `true` and `false`; to it `yes` and `off` are texts, but nobody who writes them means a text.
fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::String(text) => match &*text.trim().to_ascii_lowercase() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn is_date_or_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Number(_) => true,
        Value::String(text) => text.trim().is_empty() || text.trim_start().starts_with(|c: char| c.is_ascii_digit()),
        _ => false,
    }
}

/// The first mark of privacy that front matter too broken to be read seems to hold: where its key stands in `raw`. It must
/// stand where a key can: at the start of a line, or after `{` or `,`, and before `:` or `=`.
pub fn mentioned(raw: &str) -> Option<Range<usize>> {
    raw.split_inclusive(['\n', '\r', '{', ','])
        .scan(0, |at, piece| {
            let start = *at;
            *at += piece.len();
            Some((start, piece))
        })
        .find_map(|(start, piece)| {
            let lead = piece.find(|c: char| !(c.is_whitespace() || matches!(c, '"' | '\'' | '-' | '?' | '\u{feff}')))?;
            let name = &piece[lead..];
            let name = &name[..name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))?];
            let rest = piece[lead + name.len()..].trim_start_matches(['"', '\'', ' ', '\t']);
            (key(name).is_some() && rest.starts_with([':', '='])).then(|| start + lead..start + lead + name.len())
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(properties: Value) -> (Visibility, usize) {
        let (marks, unclear) = marks(properties.as_object().expect("a mapping"));
        (Rules::default().decide(marks, []), unclear.len())
    }

    #[test]
    fn table_of_marks() {
        use Visibility::{Private, Public, Unlisted};
        for (properties, answer) in [
            (json!({}), (Public, 0)),
            (json!({"title": "x"}), (Public, 0)),
            (json!({"publish": true}), (Public, 0)),
            (json!({"publish": "True"}), (Public, 0)),
            (json!({"publish": false}), (Private, 0)),
            (json!({"publish": " FALSE "}), (Private, 0)),
            (json!({"Publish": false}), (Private, 0)),
            (json!({"dg-publish": false}), (Private, 0)),
            (json!({"draft": true}), (Private, 0)),
            (json!({"draft": false}), (Public, 0)),
            (json!({"DRAFT": "true"}), (Private, 0)),
            (json!({"private": true}), (Private, 0)),
            (json!({"private": false}), (Public, 0)),
            (json!({"publish": true, "draft": true}), (Private, 0)),
            (json!({"publish": true, "private": true}), (Private, 0)),
            (json!({"publish": true, "dg-publish": false}), (Private, 0)),
            (json!({"publish": "fales"}), (Private, 1)),
            (json!({"publish": null}), (Private, 1)),
            (json!({"publish": ""}), (Private, 1)),
            (json!({"publish": "yes"}), (Public, 0)),
            (json!({"publish": "No"}), (Private, 0)),
            (json!({"publish": "off"}), (Private, 0)),
            (json!({"publish": "y"}), (Private, 1)),
            (json!({"draft": "yes"}), (Private, 0)),
            (json!({"private": "on"}), (Private, 0)),
            (json!({"unlisted": true}), (Unlisted, 0)),
            (json!({"unlisted": "yes", "publish": true}), (Unlisted, 0)),
            (json!({"unlisted": false}), (Public, 0)),
            (json!({"unlisted": true, "draft": true}), (Private, 0)),
            (json!({"unlisted": "perhaps"}), (Private, 1)),
            (json!({"publish": 1}), (Private, 1)),
            (json!({"publish": [true]}), (Private, 1)),
            (json!({"draft": "no"}), (Public, 0)),
            (json!({"draft": "not yet"}), (Private, 1)),
            (json!({"private": {}}), (Private, 1)),
            (json!({"published": false}), (Private, 0)),
            (json!({"published": "2024-01-02"}), (Public, 0)),
            (json!({"published": null}), (Public, 0)),
            (json!({"published": "nope"}), (Private, 1)),
            (json!({"republish": false, "drafts": true}), (Public, 0)),
        ] {
            assert_eq!(of(properties.clone()), answer, "{properties}");
        }
    }

    #[test]
    fn explicit_and_drafts() {
        let draft = Marks { draft: true, ..Marks::default() };
        let published = Marks { published: true, ..Marks::default() };
        let both = Marks { published: true, draft: true, ..Marks::default() };
        let decide = |marks, explicit, drafts| Rules { explicit, drafts, ..Rules::default() }.decide(marks, []);
        assert_eq!(decide(Marks::default(), true, false), Visibility::Private);
        assert_eq!(decide(Marks { unlisted: true, ..Marks::default() }, true, false), Visibility::Private);
        assert_eq!(decide(published, true, false), Visibility::Public);
        assert_eq!(decide(draft, false, true), Visibility::Public);
        assert_eq!(decide(draft, true, true), Visibility::Private);
        assert_eq!(decide(both, true, true), Visibility::Public);
        assert_eq!(decide(Marks { private: true, ..both }, false, true), Visibility::Private);
    }

    #[test]
    fn tags_that_are_left_out() {
        let rules = Rules { without_tags: vec!["#Private".into(), "work/".into()], ..Rules::default() };
        let published = Marks { published: true, ..Marks::default() };
        for (tag, answer) in [
            ("private", Visibility::Private),
            ("PRIVATE/family", Visibility::Private),
            ("work", Visibility::Private),
            ("privateer", Visibility::Public),
            ("not/private", Visibility::Public),
        ] {
            assert_eq!(rules.decide(published, ["bread", tag]), answer, "{tag}");
        }
        assert!(rules.may_leave_out("tags: [a, private") && !rules.may_leave_out("tags: [a"));
        assert_eq!(Rules { without_tags: vec!["#".into()], ..Rules::default() }.decide(published, ["", "a"]), Visibility::Public);
    }

    #[test]
    fn a_mark_in_broken_front_matter_is_seen() {
        for raw in [
            "a: [\npublish: false",
            "Draft : yes",
            "{title: x, \"private\" : true",
            "x: 1\r\n  publish:",
            "'draft'= 1",
            "- draft: x",
        ] {
            assert!(mentioned(raw).is_some(), "{raw:?}");
        }
        for raw in ["", "title: my draft: two", "drafts: 1", "the draft, private: no\ndraft", "x: publish", "a-draft: x"] {
            assert_eq!(mentioned(raw).map(|r| &raw[r]), (raw.starts_with("the")).then_some("private"), "{raw:?}");
        }
    }
}
