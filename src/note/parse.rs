//! From text to [`Note`]: the order of the steps.

use std::cell::OnceCell;

use pulldown_cmark::{BrokenLink, CowStr, Event, Options as Markdown, Parser, Tag, TagEnd};
use rustc_hash::FxHashMap;

use super::frontmatter::Front;
use super::mask::{self, Masked};
use super::writer::Writer;
use super::{Note, Options};

/// About how much text makes one of Markdown's events.
const BYTES_PER_EVENT: usize = 32;

/// Parses a whole note. Never fails: what cannot be understood is text, with a finding.
pub fn parse(text: &str, options: &Options) -> Note {
    let front = if options.extensions { super::frontmatter::read(text) } else { Front::default() };
    body(text, front, options)
}

/// Parses the body of a note whose front matter was read already.
pub fn body(text: &str, front: Front, options: &Options) -> Note {
    // Foam knows no TOML: to it that is text
    let front = if options.as_foam && front.meta.is_toml(text) { Front::default() } else { front };
    let masked = if options.extensions { mask::mask(text, front.body) } else { Masked::plain(text) };
    let flags = if options.extensions { extensions() } else { Markdown::empty() };
    let body = &masked.text[front.body..];
    let lazy = LazyDefinitions { body, found: OnceCell::new() };
    let callback = options.extensions.then_some(|link: BrokenLink<'_>| lazy.get(&link));
    let mut parser = Parser::new_with_broken_link_callback(body, flags, callback).into_offset_iter();
    let mut events = Vec::with_capacity(body.len() / BYTES_PER_EVENT);
    events.extend(parser.by_ref());
    let events = footnotes_last(events);
    let mut note = Note { meta: front.meta, tags: front.tags, findings: front.findings, ..Note::default() };
    note.findings.extend(masked.findings.iter().cloned());
    Writer::new(note, text, front.body, &masked, parser.reference_definitions(), options).write(&events)
}

/// Definitions right behind a line of text, where CommonMark has none and Foam has. They are looked for once a link needs one.
struct LazyDefinitions<'a> {
    body: &'a str,
    found: OnceCell<FxHashMap<String, &'a str>>,
}

impl<'a> LazyDefinitions<'a> {
    fn get(&self, link: &BrokenLink<'_>) -> Option<(CowStr<'a>, CowStr<'a>)> {
        let is_definition = self.body[link.span.end..].starts_with(':')
            && self.body[..link.span.start].bytes().next_back().is_none_or(|b| matches!(b, b'\n' | b'\r'));
        let found = self.found.get_or_init(|| definitions(self.body));
        let url = found.get(&link.reference.to_lowercase()).filter(|_| !is_definition)?;
        Some((CowStr::Borrowed(url), CowStr::Borrowed("")))
    }
}

/// Lines `[label]: url` that begin a line, by their label; the first counts.
fn definitions(body: &str) -> FxHashMap<String, &str> {
    let (mut found, mut in_code) = (FxHashMap::default(), false);
    for line in body.lines() {
        let bare = line.trim_start();
        in_code ^= bare.starts_with("```") || bare.starts_with("~~~");
        if in_code {
            continue;
        }
        let Some((label, rest)) = line.strip_prefix('[').and_then(|line| line.split_once("]:")) else { continue };
        let Some(url) = rest.split_whitespace().next() else { continue };
        if !label.is_empty() && !label.starts_with('^') && !label.contains(['[', ']']) {
            found.entry(label.to_lowercase()).or_insert(url);
        }
    }
    found
}

/// What is read beyond CommonMark.
pub fn extensions() -> Markdown {
    Markdown::ENABLE_TABLES
        | Markdown::ENABLE_FOOTNOTES
        | Markdown::ENABLE_STRIKETHROUGH
        | Markdown::ENABLE_TASKLISTS
        | Markdown::ENABLE_MATH
        | Markdown::ENABLE_DEFINITION_LIST
}

type Located<'a> = (Event<'a>, std::ops::Range<usize>);

/// Moves the texts of footnotes behind everything else, in the order in which they are first referred to.
fn footnotes_last(events: Vec<Located<'_>>) -> Vec<Located<'_>> {
    let is_definition = |event: &Event<'_>| matches!(event, Event::Start(Tag::FootnoteDefinition(_)));
    if !events.iter().any(|(event, _)| is_definition(event)) {
        return events;
    }
    let mut order: FxHashMap<String, usize> = FxHashMap::default();
    for (event, _) in &events {
        if let Event::FootnoteReference(name) = event {
            let next = order.len();
            order.entry(name.to_string()).or_insert(next);
        }
    }
    let (mut text, mut notes, mut depth) = (Vec::new(), Vec::new(), 0);
    for located in events {
        match &located.0 {
            Event::Start(Tag::FootnoteDefinition(name)) => {
                // one inside another is a note of its own
                depth += 1;
                notes.push((order.get(name.as_ref()).copied().unwrap_or(usize::MAX), vec![located]));
                continue;
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                depth -= 1;
                notes.last_mut().expect("an end has its start").1.push(located);
                continue;
            }
            _ => {}
        }
        if depth > 0 {
            notes.last_mut().expect("inside a definition").1.push(located);
        } else {
            text.push(located);
        }
    }
    notes.sort_by_key(|(order, _)| *order);
    text.extend(notes.into_iter().flat_map(|(_, events)| events));
    text
}
