//! From text to [`Note`]: the order of the steps.

use pulldown_cmark::{Event, Options as Markdown, Parser, Tag, TagEnd};

use super::frontmatter::Front;
use super::mask::{self, Masked};
use super::writer::Writer;
use super::{Note, Options};

/// Parses a whole note. Never fails: what cannot be understood is text, with a finding.
pub fn parse(text: &str, options: &Options) -> Note {
    let front = if options.extensions { super::frontmatter::read(text) } else { Front::default() };
    body(text, front, options)
}

/// Parses the body of a note whose front matter was read already.
pub fn body(text: &str, front: Front, options: &Options) -> Note {
    let masked = if options.extensions {
        mask::mask(text, front.body)
    } else {
        Masked::plain(text)
    };
    let flags = if options.extensions { extensions() } else { Markdown::empty() };
    let mut parser = Parser::new_ext(&masked.text[front.body..], flags).into_offset_iter();
    let events = footnotes_last(parser.by_ref().collect());
    let mut note = Note { meta: front.meta, tags: front.tags, findings: front.findings, ..Note::default() };
    note.findings.extend(masked.findings.iter().cloned());
    Writer::new(note, text, front.body, &masked, parser.reference_definitions(), options).write(&events)
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
    let mut order: rustc_hash::FxHashMap<String, usize> = rustc_hash::FxHashMap::default();
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
