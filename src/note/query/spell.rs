//! Filters: texts like `#tag` and mappings like `{tag: recipe, not: {path: "^/archive/"}}`.

use serde_json::{Map, Value};

use super::read::Reader;
use super::{Filter, Name, Pattern, jexl};

/// How deep filters may lie in each other.
const MAX_DEPTH: usize = 32;

const KEYS: [&str; 10] = ["tag", "type", "path", "title", "links_to", "links_from", "jexl", "and", "or", "not"];

impl Reader<'_> {
    /// A filter; `None` where it is no filter at all.
    pub(super) fn filter(&mut self, value: &Value, depth: usize) -> Option<Filter> {
        if depth > MAX_DEPTH {
            self.remark("filter", &format!("filters lie in each other more than {MAX_DEPTH} deep"));
            return None;
        }
        match value {
            Value::String(text) => Some(self.shorthand(text)),
            Value::Object(map) => self.mapping(map, depth),
            Value::Array(list) if is_bare_wikilink(list) => {
                self.advise("filter", "`filter` is no text", "Put it in quotes: `filter: \"[[note]]\"`.");
                None
            }
            _ => {
                self.remark("filter", "a filter must be a text such as `\"#tag\"` or a mapping such as `{tag: recipe}`");
                None
            }
        }
    }

    fn shorthand(&mut self, text: &str) -> Filter {
        if matches!(text, "" | "*") {
            return Filter::All;
        }
        if let Some(tag) = text.strip_prefix('#').filter(|tag| !tag.is_empty()) {
            return Filter::Tag(tag.into());
        }
        if let Some(name) = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).filter(|name| !name.is_empty()) {
            return Filter::LinkedWith(self.name(name));
        }
        if let Some(pattern) = text.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).filter(|p| !p.is_empty()) {
            return self.pattern("path", pattern).map_or(Filter::Nothing, Filter::Path);
        }
        let hint = format!("Write `\"#{text}\"` for a tag, `\"[[{text}]]\"` for a note or `\"/{text}/\"` for a path.");
        self.advise(text, &format!("the filter `{text}` is none, so that all files are meant"), &hint);
        Filter::All
    }

    fn mapping(&mut self, map: &Map<String, Value>, depth: usize) -> Option<Filter> {
        let mut parts = Vec::new();
        for (key, value) in map {
            let part = match (key.as_str(), value) {
                ("and" | "or", Value::Array(list)) => {
                    let inner: Vec<Filter> =
                        list.iter().map(|item| self.filter(item, depth + 1).unwrap_or(Filter::Nothing)).collect();
                    if key == "and" { Filter::And(inner) } else { Filter::Or(inner) }
                }
                ("not", value) => match self.filter(value, depth + 1) {
                    Some(inner) => Filter::Not(inner.into()),
                    None => Filter::Nothing,
                },
                ("tag" | "type" | "path" | "title" | "links_to" | "links_from" | "jexl", Value::String(text)) => {
                    self.leaf(key, text)
                }
                ("expression", _) => {
                    let hint = "Write it as `jexl`: `jexl: \"resource.tags|length > 2\"`.";
                    self.advise("expression", "the filter `expression` is not followed any more", hint);
                    Filter::Nothing
                }
                (key, _) if KEYS.contains(&key) => {
                    let what = if matches!(key, "and" | "or") { "a list of filters" } else { "a text" };
                    self.remark(key, &format!("`{key}` must be {what}"));
                    Filter::Nothing
                }
                (key, _) => {
                    let hint = match crate::base::text::nearest(key, KEYS.into_iter()) {
                        Some(better) => format!("Did you mean `{better}`?"),
                        None => format!("There are {}.", KEYS.join(", ")),
                    };
                    self.advise(key, &format!("there is no filter `{key}`"), &hint);
                    continue;
                }
            };
            parts.push(part);
        }
        match parts.len() {
            0 => None,
            1 => parts.pop(),
            _ => Some(Filter::And(parts)),
        }
    }

    fn leaf(&mut self, key: &str, text: &str) -> Filter {
        match key {
            "tag" => Filter::Tag(text.strip_prefix('#').unwrap_or(text).into()),
            "type" => {
                if !matches!(text, "note" | "image" | "attachment") {
                    let hint = format!("For the property write `jexl: \"resource.properties.type == '{text}'\"`.");
                    self.advise(text, &format!("no file is of the type `{text}`, but `note`, `image` or `attachment`"), &hint);
                }
                Filter::Type(text.into())
            }
            "path" => self.pattern(key, text).map_or(Filter::Nothing, Filter::Path),
            "title" => self.pattern(key, text).map_or(Filter::Nothing, Filter::Title),
            "links_to" => Filter::LinksTo(self.name(text)),
            "links_from" => Filter::LinksFrom(self.name(text)),
            _ => match jexl::Expression::parse(text) {
                Ok(expression) => Filter::Jexl(expression.into()),
                Err(problem) => {
                    self.remark(text, &format!("the expression `{text}` cannot be understood: {problem}"));
                    Filter::Nothing
                }
            },
        }
    }

    fn name(&self, text: &str) -> Name {
        let bare = text.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")).unwrap_or(text);
        Name { text: bare.trim().into(), span: self.locate(text) }
    }

    fn pattern(&mut self, key: &str, text: &str) -> Option<Pattern> {
        match Pattern::new(text) {
            Ok(pattern) => Some(pattern),
            Err(problem) => {
                self.remark(text, &format!("the pattern `{text}` of `{key}` cannot be used: {problem}"));
                None
            }
        }
    }
}

/// `[[note]]` without quotes is a list in a list to YAML.
fn is_bare_wikilink(list: &[Value]) -> bool {
    matches!(list, [Value::Array(inner)] if matches!(&inner[..], [Value::String(_)]))
}
