//! From text to [`Note`]: the order of the steps.

use std::cell::OnceCell;

use pulldown_cmark::{BrokenLink, CowStr, Options as Markdown, Parser};
use rustc_hash::FxHashMap;

use super::footnotes::inline::Context;
use super::frontmatter::Front;
use super::mask::{self, Masked};
use super::writer::Writer;
use super::{Extras, Note, Options};

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
    let masked = if options.extensions { mask::mask(text, front.body, options.as_foam) } else { Masked::plain(text) };
    let flags = if options.extensions { flags(options.extras) } else { Markdown::empty() };
    let body = &masked.text[front.body..];
    let lazy = LazyDefinitions { body, found: OnceCell::new() };
    let callback = options.extensions.then_some(|link: BrokenLink<'_>| lazy.get(&link));
    let mut parser = Parser::new_with_broken_link_callback(body, flags, callback).into_offset_iter();
    let mut events = Vec::with_capacity(body.len() / BYTES_PER_EVENT);
    events.extend(parser.by_ref());
    let definitions = parser.reference_definitions();
    if options.extensions && !options.as_foam && body.contains("^[") {
        let context = Context { flags, definitions, lazy: &lazy };
        events = super::footnotes::inline::read(body, events, &context);
    }
    let events = super::footnotes::last(events);
    let mut note = Note { meta: front.meta, tags: front.tags, findings: front.findings, ..Note::default() };
    note.findings.extend(masked.findings.iter().cloned());
    Writer::new(note, text, front.body, &masked, definitions, options).write(&events)
}

/// Definitions right behind a line of text, where CommonMark has none and Foam has. They are looked for once a link needs one.
pub(super) struct LazyDefinitions<'a> {
    body: &'a str,
    found: OnceCell<FxHashMap<String, &'a str>>,
}

impl<'a> LazyDefinitions<'a> {
    pub(super) fn get(&self, link: &BrokenLink<'_>) -> Option<(CowStr<'a>, CowStr<'a>)> {
        let is_definition = self.body[link.span.end..].starts_with(':')
            && self.body[..link.span.start].bytes().next_back().is_none_or(|b| matches!(b, b'\n' | b'\r'));
        (!is_definition).then(|| self.named(&link.reference)).flatten()
    }

    /// The address and title of a name.
    pub(super) fn named(&self, name: &str) -> Option<(CowStr<'a>, CowStr<'a>)> {
        let url = self.found.get_or_init(|| definitions(self.body)).get(&name.to_lowercase())?;
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

/// What is read beyond CommonMark, with what is only read where it is asked for.
fn flags(extras: Extras) -> Markdown {
    let mut flags = extensions();
    flags.set(Markdown::ENABLE_HEADING_ATTRIBUTES, extras.heading_attributes);
    flags
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
