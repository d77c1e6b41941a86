//! The Markdown of a note beside its page, for programs: what its author wrote, without what no page shows.
//!
//! Comments go; so do links that lead to nothing published, of which the text stays, and queries, in whose place stands what
//! they found. The front matter has what the page tells. It is made of the note and of what is published alone.

use std::ops::Range;

use rustc_hash::FxHashSet;
use serde_json::{Map, Value, json};

use crate::base::path::SitePath;
use crate::link::Target;
use crate::note::{LinkIx, Syntax, hidden, mask};
use crate::site::{Row, Site};
use crate::vault::NoteId;

/// The copy.
pub(super) fn text(site: Site<'_>, id: NoteId) -> String {
    let (source, note) = (&*site.sources[id.ix()].text, site.note(id));
    let body = if note.meta.span.range().is_empty() {
        source.len() - source.trim_start_matches('\u{feff}').len()
    } else {
        note.meta.span.end as usize
    };
    let names = Names::new(site, id);
    let mut edits = Vec::new();
    let found = hidden::find(source, body);
    edits.extend(found.comments.into_iter().map(|range| (whole_lines(source, range), String::new())));
    for (range, address) in found.definitions {
        if !names.keep(&address) {
            edits.push((whole_lines(source, range), String::new()));
        }
    }
    for (query, number) in note.queries.iter().zip(0..) {
        edits.push((query.span.range(), results(site, id, number)));
    }
    for ix in 0..note.links.len() as LinkIx {
        let link = site.link(id, ix);
        if link.span.start as usize >= body && !leads_somewhere(site, id, ix) {
            without_link(site, id, ix, source, &mut edits);
        }
    }
    edits.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
    let mut out = front_matter(site, id, &names);
    apply(source, body, edits, &mut out);
    out
}

/// Replaces what is to be replaced. What lies in something that went before goes with it.
fn apply(source: &str, body: usize, edits: Vec<(Range<usize>, String)>, out: &mut String) {
    let start = out.len();
    let mut at = body;
    for (range, text) in edits {
        if range.start >= at && source.is_char_boundary(range.start) && source.is_char_boundary(range.end) {
            out.push_str(&source[at..range.start]);
            out.push_str(&text);
            at = range.end;
        }
    }
    out.push_str(&source[at..]);
    let lead = out[start..].len() - out[start..].trim_start_matches(['\r', '\n']).len();
    out.replace_range(start..start + lead, "");
}

/// A range with the end of its line, where nothing else stands in the line.
fn whole_lines(source: &str, range: Range<usize>) -> Range<usize> {
    let before = &source[..range.start];
    let is_first = before.is_empty() || before.ends_with('\n');
    let after = &source[range.end..];
    let end = if after.starts_with("\r\n") { 2 } else { usize::from(after.starts_with('\n')) };
    if is_first && end > 0 { range.start..range.end + end } else { range }
}

/// Whether a link leads to something that the site has, or out of it.
fn leads_somewhere(site: Site<'_>, id: NoteId, ix: LinkIx) -> bool {
    match site.graph.targets[id.ix()][ix as usize] {
        Target::Note { .. } | Target::External => true,
        Target::Asset(asset) => site.plan.assets[asset.ix()].is_some(),
        Target::Placeholder(_) => false,
    }
}

/// What the links of a note that lead somewhere are called.
struct Names<'a> {
    wiki: FxHashSet<&'a str>,
    /// The addresses of definitions, without what is behind `#`.
    defined: FxHashSet<&'a str>,
}

impl<'a> Names<'a> {
    fn new(site: Site<'a>, id: NoteId) -> Names<'a> {
        let mut names = Names { wiki: FxHashSet::default(), defined: FxHashSet::default() };
        for (link, ix) in site.note(id).links.iter().zip(0..) {
            if leads_somewhere(site, id, ix) {
                match (&link.definition, link.syntax) {
                    (Some(url), _) => drop(names.defined.insert(before_hash(url))),
                    (None, Syntax::Reference) => drop(names.defined.insert(&link.name)),
                    _ => {}
                }
                if link.syntax == Syntax::Wiki {
                    names.wiki.insert(&link.name);
                }
            }
        }
        names
    }

    /// Whether the definition of an address stays: another site's, or one by which a link leads somewhere.
    fn keep(&self, address: &str) -> bool {
        let is_elsewhere = address.contains("://") || address.starts_with("mailto:") || address.starts_with('#');
        is_elsewhere || self.defined.contains(before_hash(address))
    }
}

fn before_hash(address: &str) -> &str {
    address.split('#').next().unwrap_or_default()
}

/// Leaves a link's text. Links in it are links of their own.
fn without_link(site: Site<'_>, id: NoteId, ix: LinkIx, source: &str, edits: &mut Vec<(Range<usize>, String)>) {
    let link = site.link(id, ix);
    let range = link.span.range();
    let Some(raw) = source.get(range.clone()) else { return };
    match link.syntax {
        Syntax::Wiki => {
            let text = link.label.as_deref().map_or_else(|| site.link_text(id, ix).into_owned(), str::to_owned);
            edits.push((range, text));
        }
        Syntax::Inline | Syntax::Reference => {
            let Some(open) = raw.find('[') else { return edits.push((range, String::new())) };
            let close = closing(raw.as_bytes(), open);
            edits.push((range.start..range.start + open + 1, String::new()));
            edits.push((range.start + close..range.end, String::new()));
        }
        // a tag of raw HTML: without its address it is no link, and its end stays right
        Syntax::Html => {
            let name: String = raw.trim_start_matches('<').chars().take_while(char::is_ascii_alphanumeric).collect();
            edits.push((range, if name.eq_ignore_ascii_case("a") { "<a>".to_owned() } else { String::new() }));
        }
    }
}

/// Where the bracket closes that opens at `open`; the text's end where it does not.
fn closing(text: &[u8], open: usize) -> usize {
    let (mut depth, mut at) = (0_usize, open);
    while at < text.len() {
        match text[at] {
            b'\\' => at += 1,
            b'[' => depth += 1,
            b']' if depth == 1 => return at,
            b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    text.len()
}

/// What a query found, as a list of links to pages.
fn results(site: Site<'_>, id: NoteId, query: u32) -> String {
    let rows = site.answer(id, query).map(|answer| &*answer.rows).unwrap_or_default();
    let page = &site.plan.notes[id.ix()];
    let entry = |title: &str, url: &SitePath| format!("- [{}]({})\n", escaped(title), page.href(url));
    let list = rows.iter().filter_map(|row| match row {
        Row::Note(note) => Some(entry(site.title(*note), &site.plan.notes[note.ix()])),
        Row::Asset(asset) => Some(entry(site.assets[asset.ix()].path.file_name(), site.plan.assets[asset.ix()].as_ref()?)),
    });
    list.collect::<String>().trim_end().to_owned()
}

/// A title as the text of a Markdown link.
pub(super) fn escaped(title: &str) -> String {
    title.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

/// The front matter anew: what is published of it, as YAML whose values are written like JSON.
fn front_matter(site: Site<'_>, id: NoteId, names: &Names<'_>) -> String {
    let (note, meta) = (site.note(id), &site.note(id).meta);
    let mut front = Map::new();
    front.insert("title".into(), site.title(id).into());
    if let Some(url) = &site.config.site.base_url {
        front.insert("url".into(), format!("{url}{}", &site.plan.notes[id.ix()].encoded()[1..]).into());
    }
    let mut tags: Vec<&str> = note.tags.iter().map(|tag| &*tag.name).collect();
    tags.sort_unstable();
    tags.dedup();
    let history = site.sources[id.ix()].dates;
    let date = |date: Option<jiff::civil::Date>| date.map(|date| json!(date.to_string()));
    let known = [
        ("description", meta.description.as_deref().map(|text| plain_text(names, text).into())),
        ("aliases", Some(json!(meta.aliases)).filter(|_| !meta.aliases.is_empty())),
        ("tags", Some(json!(tags)).filter(|_| !tags.is_empty())),
        ("created", date(meta.created.or(history.created))),
        ("updated", date(meta.updated.or(history.updated))),
        ("lang", meta.language.as_deref().map(Value::from)),
        ("type", meta.kind.as_deref().map(Value::from)),
    ];
    front.extend(known.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    for property in note.properties.iter().filter(|property| property.shown) {
        if let Some(value) = meta.properties.get(&*property.key).filter(|_| !front.contains_key(&*property.key)) {
            front.insert(property.key.to_string(), plain(names, value));
        }
    }
    let is_plain =
        |key: &str| key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) && key.starts_with(char::is_alphabetic);
    let line = |(key, value): (&String, &Value)| {
        let key = if is_plain(key) { key.clone() } else { json!(key).to_string() };
        format!("{key}: {value}\n")
    };
    format!("---\n{}---\n\n", front.iter().map(line).collect::<String>())
}

/// A value in whose texts only wikilinks stand that lead somewhere.
fn plain(names: &Names<'_>, value: &Value) -> Value {
    match value {
        Value::String(text) => plain_text(names, text).into(),
        Value::Array(items) => items.iter().map(|item| plain(names, item)).collect(),
        Value::Object(map) => Value::Object(map.iter().map(|(key, value)| (key.clone(), plain(names, value))).collect()),
        _ => value.clone(),
    }
}

fn plain_text(names: &Names<'_>, text: &str) -> String {
    let masked = mask::mask(text, 0, false);
    let (mut out, mut at) = (String::new(), 0);
    for range in masked.links {
        let inner = &text[range.start + 2..range.end - 2];
        let (target, label) = inner.split_once('|').map_or((inner, None), |(target, label)| (target, Some(label)));
        if !names.wiki.contains(before_hash(target)) {
            out.push_str(text[at..range.start].trim_end_matches('!'));
            out.push_str(label.unwrap_or(target));
            at = range.end;
        }
    }
    out + &text[at..]
}
