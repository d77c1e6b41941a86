//! Front matter as readers see it: a box of the properties that foamsite gives no meaning of its own, with links that lead
//! somewhere.
//!
//! It stands on the tape behind the text, so that a link in it has a block like any other, and a snippet shows the property.

use serde_json::Value;

use super::writer::Writer;
use super::{BlockIx, BlockKind, Fill, Link, LinkIx, Property, Seen};
use crate::base::text::{Span, escape_into, escape_text_into};

/// Properties that the page shows in another way, or that say how it is made. No link is looked for in them.
const OURS: [&str; 24] = [
    "title",
    "alias",
    "aliases",
    "tag",
    "tags",
    "description",
    "desc",
    "permalink",
    "slug",
    "lang",
    "language",
    "publish",
    "dg-publish",
    "published",
    "draft",
    "private",
    "unlisted",
    "redirect_from",
    "redirect-from",
    "foam_template",
    "id",
    "uid",
    "uuid",
    "color",
];

/// Properties that are shown only where they hold links: dates, Foam's kind of note, and what other programs ask for.
const SILENT: [&str; 17] = [
    "date",
    "created",
    "updated",
    "modified",
    "lastmod",
    "type",
    "layout",
    "template",
    "cssclass",
    "cssclasses",
    "weight",
    "nav_order",
    "nav_exclude",
    "sidebar_position",
    "sidebar_label",
    "sidebar",
    "head",
];

/// How deep lists and mappings are shown in each other.
const MAX_DEPTH: usize = 2;

/// How many characters of an address are shown.
const MAX_URL: usize = 60;

/// What is shown of front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether there is a box of properties.
    pub show: bool,
    /// Those that are left out of it.
    pub hide: Vec<String>,
    /// Whether wikilinks in properties are links.
    pub links: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options { show: true, hide: Vec::new(), links: true }
    }
}

impl Writer<'_> {
    /// Writes all properties behind the text: those of the box, then those of which only links matter.
    pub(super) fn properties(&mut self) {
        let options = &self.options.properties;
        let all = std::mem::take(&mut self.note.meta.properties);
        let is_in = |keys: &[&str], key: &str| keys.iter().any(|known| known.eq_ignore_ascii_case(key));
        let is_linked = |value: &Value| options.links && holds_link(value); // its mention needs a place in the page
        let is_hidden = |key: &str, value: &Value| {
            !options.show || options.hide.iter().any(|hidden| hidden == key) || (is_in(&SILENT, key) && !is_linked(value))
        };
        let (mut shown, mut linked) = (Vec::new(), Vec::new());
        for (key, value) in all.iter().filter(|(key, value)| !is_in(&OURS, key) && says_something(value, 0)) {
            if !is_hidden(key, value) {
                shown.push((key, value));
            } else if is_linked(value) {
                linked.push((key, value));
            }
        }
        if !shown.is_empty() || !linked.is_empty() {
            self.note.body.text_end = Some(self.note.body.mark());
            shown.into_iter().for_each(|(key, value)| self.property(key, value, true));
            linked.into_iter().for_each(|(key, value)| self.property(key, value, false));
        }
        self.note.meta.properties = all;
    }

    fn property(&mut self, key: &str, value: &Value, shown: bool) {
        let line = super::frontmatter::line_of(self.source, self.note.meta.span, key);
        let mark = self.note.body.mark();
        let block = self.note.blocks.len() as BlockIx;
        self.note.blocks.push(super::Block {
            kind: BlockKind::Property,
            span: line,
            slice: mark,
            inner: mark,
            parent: None,
            section: None,
            anchor: None,
        });
        if shown {
            let slug = crate::base::slug::heading(key);
            self.note.blocks[block as usize].anchor = Some(self.anchors.unique(&format!("property-{slug}")).into());
        }
        self.tape().push_str("<div");
        self.note.body.hole(Fill::BlockId(block));
        self.tape().push('>');
        let inner = self.note.body.mark();
        self.tape().push_str("<dt>");
        escape_text_into(self.tape(), &key.replace(['_', '-'], " "));
        self.tape().push_str("</dt><dd>");
        let start = self.note.body.mark();
        let mut scribe = Scribe { writer: self, block, line, at: line.start as usize };
        scribe.value(value, 0);
        let value = self.note.body.since(start);
        self.tape().push_str("</dd>");
        let inner = self.note.body.since(inner);
        self.tape().push_str("</div>\n");
        let slice = self.note.body.since(mark);
        let written = &mut self.note.blocks[block as usize];
        (written.slice, written.inner) = (slice, inner);
        self.note.properties.push(Property { key: key.into(), block, value, shown });
    }
}

/// Whether there is anything to show of a value.
fn says_something(value: &Value, depth: usize) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(_) if bare_wikilink(value).is_some() => true,
        Value::Array(items) => depth < MAX_DEPTH && items.iter().any(|item| says_something(item, depth + 1)),
        Value::Object(map) => depth < MAX_DEPTH && map.values().any(|item| says_something(item, depth + 1)),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

fn holds_link(value: &Value) -> bool {
    match value {
        Value::String(text) => wikilink(text).is_some(),
        Value::Array(items) => bare_wikilink(value).is_some() || items.iter().any(holds_link),
        Value::Object(map) => map.values().any(holds_link),
        _ => false,
    }
}

/// The first `[[…]]` in a text: where it begins and ends.
fn wikilink(text: &str) -> Option<(usize, usize)> {
    let close = text.find("]]").filter(|close| *close > 2)?;
    let open = text[..close].rfind("[[").filter(|open| open + 2 < close);
    match open {
        Some(open) => Some((open, close + 2)),
        None => wikilink(&text[close + 2..]).map(|(open, end)| (open + close + 2, end + close + 2)),
    }
}

/// `[[name]]` without quotes, which YAML takes for a list in a list.
fn bare_wikilink(value: &Value) -> Option<&str> {
    let Value::Array(outer) = value else { return None };
    let [Value::Array(inner)] = &outer[..] else { return None };
    let [Value::String(name)] = &inner[..] else { return None };
    Some(name).filter(|name| !name.is_empty() && !name.contains(['[', ']'])).map(String::as_str)
}

/// Writes the value of one property.
struct Scribe<'w, 'a> {
    writer: &'w mut Writer<'a>,
    block: BlockIx,
    line: Span,
    /// Up to where links have been found in the source.
    at: usize,
}

impl Scribe<'_, '_> {
    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Null => {}
            Value::Bool(truth) => self.writer.tape().push_str(if *truth { "✓" } else { "✗" }),
            Value::Number(number) => self.writer.tape().push_str(&number.to_string()),
            Value::String(text) => self.text(text.trim()),
            Value::Array(items) => match bare_wikilink(value) {
                Some(name) if self.find(&format!("[[{name}]]")).is_some() => self.text(&format!("[[{name}]]")),
                _ if depth < MAX_DEPTH => self.list(items.iter().map(|item| (None, item)), depth),
                _ => {}
            },
            Value::Object(map) if depth < MAX_DEPTH => self.list(map.iter().map(|(key, item)| (Some(key), item)), depth),
            Value::Object(_) => {}
        }
    }

    fn list<'v>(&mut self, items: impl Iterator<Item = (Option<&'v String>, &'v Value)>, depth: usize) {
        let mut is_first = true;
        for (key, item) in items.filter(|(_, item)| says_something(item, depth + 1)) {
            self.writer.tape().push_str(if is_first { "" } else { ", " });
            is_first = false;
            if let Some(key) = key {
                escape_text_into(self.writer.tape(), key);
                self.writer.tape().push_str(": ");
            }
            self.value(item, depth + 1);
        }
    }

    fn text(&mut self, text: &str) {
        if is_url(text) {
            return self.url(text);
        }
        if text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok() {
            self.writer.note.body.hole(Fill::Date(text.len() as u32));
            return self.writer.tape().push_str(text);
        }
        let mut rest = text;
        while let Some((open, end)) = wikilink(rest) {
            let before = rest[..open].strip_suffix('!').unwrap_or(&rest[..open]);
            escape_text_into(self.writer.tape(), before);
            self.link(&rest[open..end]);
            rest = &rest[end..];
        }
        let clean = rest.replace(|c: char| c.is_control() && c != '\n', "");
        escape_text_into(self.writer.tape(), &clean);
    }

    fn url(&mut self, url: &str) {
        let shown = url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/');
        let cut = shown.char_indices().nth(MAX_URL).map_or(shown.len(), |(at, _)| at);
        let tape = self.writer.tape();
        tape.push_str("<a href=\"");
        escape_into(tape, &crate::base::path::encode_url(url));
        tape.push_str("\" class=\"external\" rel=\"noopener\">");
        escape_text_into(tape, &shown[..cut]);
        tape.push_str(if cut < shown.len() { "…</a>" } else { "</a>" });
    }

    /// Where a text stands in the property, behind the links found before.
    fn find(&self, text: &str) -> Option<usize> {
        let end = self.writer.note.meta.span.end as usize;
        self.writer.source.get(self.at..end)?.find(text).map(|at| at + self.at)
    }

    fn link(&mut self, raw: &str) {
        let place = self.find(raw);
        let mut link = match place {
            Some(at) => {
                self.at = at + raw.len();
                self.writer.read_wikilink(at..at + raw.len(), self.block, false)
            }
            None => {
                let inside = &raw[2..raw.len() - 2];
                let (name, label) = inside.split_once('|').map_or((inside, None), |(name, label)| (name, Some(label)));
                Link { label: label.map(Into::into), span: self.line, block: self.block, ..Link::wikilink(name) }
            }
        };
        if !self.writer.options.properties.links {
            let label = link.label.as_deref().unwrap_or(&link.name).to_owned();
            return escape_text_into(self.writer.tape(), &label);
        }
        (link.seen, link.definition) = (Seen::Page, None);
        let ix = self.writer.note.links.len() as LinkIx;
        let label = link.label.clone();
        self.writer.note.links.push(link);
        self.writer.note.body.hole(Fill::LinkOpen(ix));
        match label {
            Some(label) => escape_text_into(self.writer.tape(), &label),
            None => self.writer.note.body.hole(Fill::LinkText(ix)),
        }
        self.writer.note.body.hole(Fill::LinkClose(ix));
    }
}

/// A whole address on the web.
pub(super) fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'))
    })
}
