//! Footnotes written where they are meant: `^[text]`.
//!
//! Markdown's parser does not know them. It is asked first what stands in the lines: `^[` and its bracket count where they are
//! text, not in code, formulas, raw HTML, addresses and descriptions of pictures. Then each is overwritten with a mark that
//! nothing can cut, the text is parsed anew, and a mark becomes what the parser gives for `[^name]`. What is between the
//! brackets is parsed by itself, since no emphasis goes into a footnote or out of it.

use std::collections::HashSet;
use std::ops::Range;

use memchr::memchr;
use pulldown_cmark::{BrokenLink, CowStr, Event, LinkType, Options as Markdown, Parser, RefDefs, Tag, TagEnd};

use crate::note::inline::is_inline;
use crate::note::mask::is_escaped;
use crate::note::parse::LazyDefinitions;
use crate::note::writer::Located;

/// First byte of a mark; [`crate::note::mask`] leaves no other control character in a text.
const MARK: u8 = 0x02;
/// Bytes of a mark: [`MARK`] and three digits. No inline footnote is shorter than `^[x]`.
const MARK_LEN: usize = 4;
const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-+";
/// So many marks can be told apart; further footnotes of one text stay as they are written.
const MAX: usize = DIGITS.len().pow(3);
/// A footnote in a footnote in a footnote; deeper ones stay as they are written.
const MAX_DEPTH: usize = 3;
/// Stands around a footnote's text while it is parsed, so that it is a paragraph whatever it begins and ends with.
const FRAME: &str = ".";

/// What parsing a part of a note needs to know of the rest.
pub(in crate::note) struct Context<'c, 'd> {
    /// What is read beyond CommonMark.
    pub(in crate::note) flags: Markdown,
    /// The note's link reference definitions.
    pub(in crate::note) definitions: &'c RefDefs<'d>,
    /// Those behind a line of text.
    pub(in crate::note) lazy: &'c LazyDefinitions<'d>,
}

/// The events of `body` with a reference and a definition for each inline footnote; `events` are those of its parser.
pub(in crate::note) fn read<'a>(body: &str, events: Vec<Located<'a>>, context: &Context<'_, '_>) -> Vec<Located<'a>> {
    let names = events.iter().filter_map(|(event, _)| match event {
        Event::Start(Tag::FootnoteDefinition(name)) => Some(super::key(name)),
        _ => None,
    });
    let mut reading = Reading { context, names: names.collect(), notes: Vec::new() };
    let mut events = reading.level(body, 0, events, 0);
    events.extend(reading.notes);
    events
}

struct Reading<'c, 'd> {
    context: &'c Context<'c, 'd>,
    /// The names that `[^name]` can have.
    names: HashSet<String>,
    /// The definitions made so far.
    notes: Vec<Located<'static>>,
}

impl Reading<'_, '_> {
    /// Reads `text`, whose first byte stands at `shift` of the body, and which is that deep in footnotes.
    fn level<'a>(&mut self, text: &str, shift: usize, events: Vec<Located<'a>>, depth: usize) -> Vec<Located<'a>> {
        if !text.contains("^[") {
            return events;
        }
        let mut margins = Vec::new();
        let mut found = find(text, &events, &mut margins);
        found.truncate(MAX);
        // what is no text any more once footnotes are words, stays as it was
        for _ in 0..2 {
            if found.is_empty() {
                return events;
            }
            let (split, seen) = self.marked(text, shift, &found, depth);
            if seen.len() == found.len() {
                for range in found {
                    self.note(text, shift, range, &margins, depth);
                }
                return split;
            }
            found = seen.into_iter().map(|ix| found[ix].clone()).collect();
        }
        events
    }

    /// The events of `text` with the ranges `found` overwritten; which of them came out as text.
    fn marked(&self, text: &str, shift: usize, found: &[Range<usize>], depth: usize) -> (Vec<Located<'static>>, Vec<usize>) {
        let mut bytes = text.as_bytes().to_vec();
        for (number, range) in found.iter().enumerate() {
            write_mark(&mut bytes[range.clone()], number);
        }
        let marked = String::from_utf8(bytes).expect("whole footnotes were overwritten with ASCII");
        let (mut out, mut seen) = (Vec::new(), Vec::new());
        for (event, range) in self.parse(&marked, depth) {
            let Event::Text(run) = &event else {
                out.push((event, range));
                continue;
            };
            let mut done = 0;
            while let Some(at) = memchr(MARK, &run.as_bytes()[done..]).map(|at| done + at) {
                let number = number(&run[at..]);
                let Some(note) = found.get(number).filter(|note| note.start == range.start + at && note.end <= range.end) else {
                    break;
                };
                out.push((Event::Text(run[done..at].to_owned().into()), range.start + done..note.start));
                out.push((Event::FootnoteReference(name(shift + note.start)), note.clone()));
                seen.push(number);
                done = note.end - range.start;
            }
            out.push((Event::Text(run[done..].to_owned().into()), range.start + done..range.end));
        }
        out.retain(|(event, _)| !matches!(event, Event::Text(text) if text.is_empty()));
        (out, seen)
    }

    /// Adds the definition of the footnote at `range` of `text`.
    fn note(&mut self, text: &str, shift: usize, range: Range<usize>, margins: &[Range<usize>], depth: usize) {
        let inner = range.start + 2..range.end - 1;
        let mut bytes = text.as_bytes()[inner.clone()].to_vec();
        for margin in &margins[margins.partition_point(|margin| margin.end <= inner.start)..] {
            if margin.start >= inner.end {
                break;
            }
            bytes[margin.start.max(inner.start) - inner.start..margin.end.min(inner.end) - inner.start].fill(b' ');
        }
        let framed = String::from_utf8(bytes).map(|inner| format!("{FRAME}{inner}{FRAME}")).expect("margins are ASCII");
        let events = self.parse(&framed, depth + 1);
        let start = shift + inner.start; // of the body; one byte less for what the frame adds
        let events = if depth < MAX_DEPTH { self.level(&framed, start - FRAME.len(), events, depth + 1) } else { events };
        let (name, whole) = (name(shift + range.start), shift + range.start..shift + range.end);
        self.notes.push((Event::Start(Tag::FootnoteDefinition(name)), whole.clone()));
        self.notes.push((Event::Start(Tag::Paragraph), start..start + inner.len()));
        for (event, range) in events.into_iter().filter(|(event, _)| is_inline(event)) {
            let Some((event, range)) = unframed(event, range, framed.len()) else { continue };
            self.notes.push((event, range.start + start - FRAME.len()..range.end + start - FRAME.len()));
        }
        self.notes.push((Event::End(TagEnd::Paragraph), start..start + inner.len()));
        self.notes.push((Event::End(TagEnd::FootnoteDefinition), whole));
    }

    fn parse(&self, text: &str, depth: usize) -> Vec<Located<'static>> {
        let Context { flags, definitions, lazy } = self.context;
        let owned = |(event, range): (Event<'_>, Range<usize>)| (event.into_static(), range);
        if depth == 0 {
            let parser = Parser::new_with_broken_link_callback(text, *flags, Some(|link: BrokenLink<'_>| lazy.get(&link)));
            return parser.into_offset_iter().map(owned).collect();
        }
        // a part of a paragraph: what is defined, is defined elsewhere
        let flags = (*flags - Markdown::ENABLE_TABLES - Markdown::ENABLE_DEFINITION_LIST) | Markdown::ENABLE_OLD_FOOTNOTES;
        let callback = |link: BrokenLink<'_>| match definitions.get(&link.reference) {
            Some(found) => Some((found.dest.clone(), found.title.clone().unwrap_or("".into()))),
            None => lazy.named(&link.reference),
        };
        let parser = Parser::new_with_broken_link_callback(text, flags, Some(callback));
        let known = |event| match event {
            Event::FootnoteReference(name) if !self.names.contains(&super::key(&name)) => {
                Event::Text(format!("[^{name}]").into())
            }
            event => event,
        };
        parser.into_offset_iter().map(owned).map(|(event, range)| (known(event), range)).collect()
    }
}

/// A text of a framed paragraph without the frame.
fn unframed(event: Event<'static>, range: Range<usize>, length: usize) -> Option<Located<'static>> {
    let Event::Text(text) = event else { return Some((event, range)) };
    let (from, to) = (usize::from(range.start == 0), usize::from(range.end == length));
    let inner = text.get(from..text.len().checked_sub(to)?)?;
    (!inner.is_empty()).then(|| (Event::Text(inner.to_owned().into()), range.start + from..range.end - to))
}

/// The name of the footnote at byte `at` of the body: none that an author can write.
fn name(at: usize) -> CowStr<'static> {
    format!("{}{at}", char::from(MARK)).into()
}

fn write_mark(place: &mut [u8], mut number: usize) {
    place.fill(b'x');
    place[0] = MARK;
    for digit in &mut place[1..MARK_LEN] {
        *digit = DIGITS[number % DIGITS.len()];
        number /= DIGITS.len();
    }
}

fn number(mark: &str) -> usize {
    let digit = |b: u8| DIGITS.iter().position(|d| *d == b).unwrap_or_default();
    let digits = mark.as_bytes().get(1..MARK_LEN).unwrap_or_default();
    digits.iter().rev().fold(0, |n, b| n * DIGITS.len() + digit(*b))
}

/// The outermost inline footnotes of `text`, in its order, and the margins of the lines that go on in a paragraph.
fn find(text: &str, events: &[Located<'_>], margins: &mut Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut search = Search { bytes: text.as_bytes(), open: Vec::new(), links: Vec::new(), found: Vec::new(), end: 0 };
    let mut silent = 0;
    let mut rest = events.iter().peekable();
    while let Some((event, range)) = rest.next() {
        match event {
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_)) => silent += 1,
            Event::End(TagEnd::Image | TagEnd::CodeBlock) => silent -= 1,
            _ if silent > 0 => {}
            Event::Text(run) if text.get(range.clone()) == Some(run) => search.text(range),
            Event::SoftBreak | Event::HardBreak => {
                let next = rest.peek().map_or(range.end, |(_, next)| next.start);
                let line = text.get(range.start..next).and_then(|gap| gap.find(['\n', '\r']));
                margins.extend(line.map(|line| range.start + line + 1..next));
            }
            Event::Start(Tag::Link { link_type, .. }) => search.open_link(*link_type, range.start),
            Event::End(TagEnd::Link) => search.close_link(),
            event if !is_inline(event) => search.leave(),
            _ => {}
        }
        search.end = if matches!(event, Event::Start(_)) { range.start } else { range.end };
    }
    let mut found = search.found;
    found.sort_unstable_by_key(|range| range.start);
    let mut end = 0;
    found.retain(|range| {
        let is_outermost = range.start >= end;
        end = end.max(range.end);
        is_outermost
    });
    found
}

/// Matches brackets.
struct Search<'t> {
    bytes: &'t [u8],
    /// The brackets that are open: where each stands, and whether it follows a `^`.
    open: Vec<(usize, bool)>,
    /// How many brackets are open outside each link that is open, and whether its own may be a footnote's; `None` where nothing is read.
    links: Vec<(usize, Option<bool>)>,
    found: Vec<Range<usize>>,
    /// Where the last event ends.
    end: usize,
}

impl Search<'_> {
    fn text(&mut self, range: &Range<usize>) {
        if self.links.iter().any(|(_, own)| own.is_none()) {
            return;
        }
        for at in range.clone() {
            match self.bytes[at] {
                b'[' if !is_escaped(self.bytes, at) => self.open.push((at, self.follows_caret(at))),
                b']' if !is_escaped(self.bytes, at) => self.close(at),
                _ => {}
            }
        }
    }

    /// Nothing that is open goes beyond its paragraph.
    fn leave(&mut self) {
        self.open.clear();
        self.links.clear();
    }

    fn follows_caret(&self, at: usize) -> bool {
        at > 0 && self.bytes[at - 1] == b'^' && !is_escaped(self.bytes, at - 1)
    }

    fn close(&mut self, at: usize) {
        if let Some((start, true)) = self.open.pop() {
            let is_empty = self.bytes[start + 1..at].trim_ascii().is_empty();
            self.found.extend((!is_empty).then_some(start - 1..at + 1));
        }
    }

    /// `^[text](url)` is a footnote, as every `^[` is, with something in parentheses behind it.
    fn open_link(&mut self, kind: LinkType, at: usize) {
        let own = !matches!(kind, LinkType::Autolink | LinkType::Email);
        let is_note = own && self.follows_caret(at);
        self.links.push((self.open.len(), own.then_some(is_note)));
        if is_note {
            self.open.push((at, true));
        }
    }

    fn close_link(&mut self) {
        let Some((outside, own)) = self.links.pop() else { return };
        let is_note = own == Some(true);
        self.open.truncate(outside + usize::from(is_note));
        if is_note && self.bytes.get(self.end) == Some(&b']') {
            self.close(self.end);
        }
        self.open.truncate(outside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let events: Vec<_> = Parser::new_ext(text, crate::note::parse::extensions()).into_offset_iter().collect();
        find(text, &events, &mut Vec::new()).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn brackets_are_matched() {
        assert_eq!(found("a^[b] c ^[d *e* [f](g) [h] i]"), ["^[b]", "^[d *e* [f](g) [h] i]"]);
        assert_eq!(found("^[a ^[b] c] ^[ ] ^[] ^[日本]"), ["^[a ^[b] c]", "^[日本]"]);
        assert_eq!(found(r"\^[a] ^\[b] ^[c\] d] \\^[e]"), [r"^[c\] d]", "^[e]"]);
        assert_eq!(found("^[a [b] c\n\nd]"), Vec::<&str>::new());
        assert_eq!(found("^[a\nb]\n\n- ^[c\n\n- d]"), ["^[a\nb]"]);
    }

    #[test]
    fn what_is_no_text_has_none() {
        assert_eq!(found("`^[a]` $^[b]$ <i x=\"^[c]\"> <https://x.org/^[d]> ![^[e]](f) [g](h^[i])"), Vec::<&str>::new());
        assert_eq!(found("^[a `]` b <i x=\"]\"> [c](d]e)]"), ["^[a `]` b <i x=\"]\"> [c](d]e)]"]);
        assert_eq!(found("    ^[a]\n\n```\n^[b]\n```\n\n[c]: e^[d]"), Vec::<&str>::new());
    }

    #[test]
    fn every_caret_before_a_bracket_is_a_footnotes() {
        assert_eq!(found("^[a](b) ^[c] [d ^[e] f](g)\n\n[c]: h"), ["^[a]", "^[c]", "^[e]"]);
    }
}
