//! What single properties mean. A value of another kind than expected is coerced as Foam does, or passed over with a finding.

use std::ops::Range;

use jiff::civil::{Date, DateTime};
use serde_json::{Map, Number, Value};
use unicode_normalization::char::is_combining_mark;

use crate::base::text::Span;
use crate::diag::{Code, Finding};
use crate::note::{Meta, Tag};

/// The longest tag, in bytes.
const TAG_BYTES: usize = 200;
/// The most parts of a tag, `a/b/c` having three.
const TAG_PARTS: usize = 32;

/// Reads properties; collects what it finds.
pub(super) struct Fields<'a> {
    text: &'a str,
    /// Where the properties stand in the text.
    block: Range<usize>,
    /// What it found.
    pub(super) findings: Vec<Finding>,
}

impl<'a> Fields<'a> {
    /// For the properties that stand at `block` in `text`.
    pub(super) fn new(text: &'a str, block: Range<usize>) -> Self {
        Fields { text, block, findings: Vec::new() }
    }

    /// The line of a property; the whole block where it is written in an unusual way.
    pub(super) fn locate(&self, key: &str) -> Span {
        let block = &self.text[self.block.clone()];
        let line = super::lines(block, 0).map(|line| line.content).find(|line| {
            let text = block[line.clone()].trim_start_matches([' ', '"', '\'', '{', '\u{feff}']);
            text.strip_prefix(key).is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ', '\t']).starts_with([':', '=']))
        });
        let line = line.unwrap_or(0..block.trim_end().len());
        Span::new(self.block.start + line.start, self.block.start + line.end)
    }

    /// All fields but the tags.
    pub(super) fn meta(&mut self, properties: Map<String, Value>) -> Meta {
        let p = &properties;
        Meta {
            title: self.text(p, &["title"]),
            aliases: self.aliases(p),
            description: self.text(p, &["description"]),
            created: self.date(p, &["date", "created"]),
            updated: self.date(p, &["updated", "modified", "lastmod"]),
            language: self.language(p),
            permalink: self.permalink(p),
            kind: self.text(p, &["type"]),
            unlisted: false,
            redirects: self.redirects(p),
            span: Span::default(),
            properties,
        }
    }

    /// The first of `keys` that gives a text.
    fn text(&mut self, properties: &Map<String, Value>, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| {
            let value = properties.get(*key)?;
            match plain(value) {
                Some(text) => Some(text).filter(|text| !text.is_empty()),
                None => self.bad(key, "no text"),
            }
        })
    }

    /// A permalink is one text: never a list that Foam would join.
    fn permalink(&mut self, properties: &Map<String, Value>) -> Option<String> {
        let key = ["permalink", "slug"].into_iter().find(|key| properties.contains_key(*key))?;
        match &properties[key] {
            Value::Array(_) => self.bad(key, "no text"),
            _ => self.text(properties, &[key]),
        }
    }

    /// `redirect_from`: a path, or a list of paths.
    fn redirects(&mut self, properties: &Map<String, Value>) -> Vec<String> {
        let Some(key) = ["redirect_from", "redirect-from"].into_iter().find(|key| properties.contains_key(*key)) else {
            return Vec::new();
        };
        let list = match &properties[key] {
            Value::Array(items) => items.iter().collect(),
            one => vec![one],
        };
        if list.iter().any(|item| item.is_object() || item.is_array()) {
            self.bad::<()>(key, "paths of which some are no text");
        }
        list.into_iter().filter(|item| !item.is_array()).filter_map(plain).filter(|path| !path.is_empty()).collect()
    }

    fn language(&mut self, properties: &Map<String, Value>) -> Option<String> {
        let key = ["lang", "language"].into_iter().find(|key| properties.contains_key(*key))?;
        let tag = self.text(properties, &[key])?;
        let mut parts = tag.split('-');
        let is_tag = parts.next().is_some_and(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()))
            && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        if is_tag { Some(tag) } else { self.bad(key, "no language tag like `en` or `pt-BR`") }
    }

    fn date(&mut self, properties: &Map<String, Value>, keys: &[&str]) -> Option<Date> {
        keys.iter().find_map(|key| match properties.get(*key)? {
            Value::Null => None,
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => date(bare(text)).or_else(|| self.bad(key, "no date like `2024-01-31`")),
            Value::Number(n) if n.as_i64().is_some_and(|n| MILLISECONDS.contains(&n)) => epoch(n.as_i64()?),
            _ => self.bad(key, "no date like `2024-01-31`"),
        })
    }

    /// `alias` and `aliases`: a list, or a text split at commas; each name once.
    fn aliases(&mut self, properties: &Map<String, Value>) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for key in ["alias", "aliases"] {
            match properties.get(key) {
                None | Some(Value::Null) => {}
                Some(Value::Array(items)) => {
                    if items.iter().any(|item| item.is_object() || item.is_array()) {
                        self.bad::<()>(key, "names of which some are no text");
                    }
                    names.extend(items.iter().filter(|item| !item.is_object() && !item.is_array()).filter_map(plain));
                }
                Some(Value::Object(_)) => drop(self.bad::<()>(key, "no list of names")),
                Some(value) => {
                    names.extend(plain(value).iter().flat_map(|text| text.split(',')).map(|name| name.trim().to_owned()))
                }
            }
        }
        let mut seen = rustc_hash::FxHashSet::default();
        names.retain(|name| !name.is_empty() && seen.insert(name.clone()));
        names
    }

    /// `tags` and `tag` in every usual form: lists, also nested, `a, b`, `a b`, `#a`, numbers.
    pub(super) fn tags(&mut self, properties: &Map<String, Value>) -> Vec<Tag> {
        let mut tags = Vec::new();
        for key in ["tags", "tag"] {
            let Some(value) = properties.get(key) else { continue };
            let mut words = Vec::new();
            if !tag_words(value, &mut words) {
                self.bad::<()>(key, "values that are no tags");
            }
            let line = self.locate(key);
            let mut finder = Finder { text: &self.text[..self.block.end], at: line.start as usize + key.len(), fallback: line };
            for word in words {
                let span = finder.find(&word);
                if word.len() > TAG_BYTES || word.split('/').count() > TAG_PARTS {
                    let message = format!("a tag is longer than {TAG_BYTES} bytes or has more than {TAG_PARTS} parts");
                    self.findings.push(Finding::new(Code::Limit, span, message).hint("The tag is left out."));
                } else {
                    tags.push(Tag { name: word.into(), span });
                }
            }
        }
        tags
    }

    fn bad<T>(&mut self, key: &str, what: &str) -> Option<T> {
        let span = self.locate(key);
        self.findings.push(Finding::new(Code::BadProperty, span, format!("`{key}` has {what}")));
        None
    }
}

/// Finds words one after another, so that the whole search is linear.
struct Finder<'a> {
    text: &'a str,
    at: usize,
    /// For a word that does not stand in the text as it is, and all after it.
    fallback: Span,
}

impl Finder<'_> {
    fn find(&mut self, word: &str) -> Span {
        let mut rest = self.at;
        while let Some(i) = self.text[rest..].find(word) {
            let (start, end) = (rest + i, rest + i + word.len());
            let bounded = !self.text[..start].ends_with(is_tag_char) && !self.text[end..].starts_with(is_tag_char);
            if bounded {
                self.at = end;
                return Span::new(start, end);
            }
            rest = end;
        }
        self.at = self.text.len();
        self.fallback
    }
}

/// A scalar as Foam turns it into a text, a list joined with commas. Control characters go: no page, feed or URL can hold
/// them. `None` for a mapping; empty for nothing.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(n) => Some(number(n)),
        Value::String(text) => {
            let spaced = text.trim().replace(['\n', '\t'], " ");
            Some(if spaced.contains(char::is_control) { spaced.replace(char::is_control, "") } else { spaced })
        }
        Value::Array(items) => items.iter().map(plain).collect::<Option<Vec<_>>>().map(|texts| texts.join(",")),
        Value::Object(_) => None,
    }
}

/// A number as JavaScript writes it: whole ones without a point.
fn number(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if !number.is_i64() && float.fract() == 0.0 && float.abs() < 1e15 => (float as i64).to_string(),
        _ => number.to_string(),
    }
}

/// Dendron's dates: milliseconds since 1970, here from 1973 to 2286, so that no year or day is taken for one.
const MILLISECONDS: Range<i64> = 100_000_000_000..10_000_000_000_000;

fn epoch(milliseconds: i64) -> Option<Date> {
    Some(jiff::Timestamp::from_millisecond(milliseconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date())
}

/// A text without the brackets of a wikilink: daily notes are often named so.
fn bare(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(text)
}

/// An ISO date, or the date of an ISO date and time with or without a zone.
fn date(text: &str) -> Option<Date> {
    let day = text.get(..10)?.parse::<Date>().ok()?;
    let rest = &text[10..];
    if rest.is_empty() {
        return Some(day);
    }
    let zone = rest.find(['Z', 'z', '+', '-', '[']).unwrap_or(rest.len());
    let (clock, zone) = (text[..10 + zone].trim_end(), &rest[zone..]);
    let zone_is_one = zone.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | ':' | '[' | ']' | '/' | '_'));
    (zone_is_one && clock.parse::<DateTime>().is_ok()).then_some(day)
}

/// Adds the words of a value; false where a part of it can be no tag.
fn tag_words(value: &Value, words: &mut Vec<String>) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(_) | Value::Number(_) => {
            words.extend(plain(value));
            true
        }
        Value::String(text) => {
            for word in text.split(|c: char| c == ',' || c.is_whitespace()) {
                let word = word.trim_start_matches('#');
                let end = word.find(|c| !is_tag_char(c)).unwrap_or(word.len());
                if end > 0 {
                    words.push(word[..end].to_owned());
                }
            }
            true
        }
        Value::Array(items) => items.iter().filter(|item| !tag_words(item, words)).count() == 0,
        Value::Object(_) => false,
    }
}

/// What a tag is made of: letters, marks and digits of any script, emoji with their joiners, `_`, `-`, `/`.
fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '_' | '-' | '/' | '\u{200d}' | '\u{fe0f}' | '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
        || is_combining_mark(c)
}
