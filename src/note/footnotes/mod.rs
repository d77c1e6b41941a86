//! Footnotes: their numbers, their marks, and their texts at the note's end.

pub(super) mod inline;

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};
use rustc_hash::FxHashMap;

use super::writer::{Located, Writer};
use super::{BlockKind, Fill};

/// The footnotes of a note.
#[derive(Default)]
pub(super) struct Footnotes {
    numbers: FxHashMap<String, u16>,
    /// How many marks each has, by its number less one.
    marks: Vec<u16>,
    /// Which of them have a text, likewise.
    defined: Vec<bool>,
    /// The one whose text is being written.
    open: Option<u16>,
    /// Whether their section has begun.
    pub(super) begun: bool,
}

impl Footnotes {
    /// A new number. Those past 65,535 are all the last one: nobody reads that far.
    fn next(&mut self) -> u16 {
        if self.marks.len() < u16::MAX as usize {
            self.marks.push(0);
            self.defined.push(false);
        }
        self.marks.len() as u16
    }
}

impl<'a> Writer<'a> {
    pub(super) fn footnote(&mut self, name: &CowStr<'a>, range: &Range<usize>) {
        self.close_raw(0);
        self.fresh_line();
        if !self.footnotes.begun {
            self.footnotes.begun = true;
            self.headings.clear();
            self.tape().push_str("<section class=\"footnotes\"><ol>\n");
        }
        let mut number = self.footnote_number(name);
        if std::mem::replace(&mut self.footnotes.defined[number as usize - 1], true) {
            // a second text under one name stays readable, as a footnote of its own that nothing leads to
            number = self.footnotes.next();
        }
        let mark = self.note.body.mark();
        let span = self.span(range);
        let block = self.new_block(BlockKind::Footnote, span);
        self.note.body.hole(Fill::FootnoteOpen(number));
        let inner = self.note.body.mark();
        self.footnotes.open = Some(number);
        self.push_open(block, mark, inner);
    }

    pub(super) fn end_footnote(&mut self) {
        self.close();
        if let Some(number) = self.footnotes.open.take() {
            self.note.body.hole(Fill::FootnoteBack(number, self.footnotes.marks[number as usize - 1]));
            self.tape().push_str("</li>\n");
        }
    }

    fn footnote_number(&mut self, name: &CowStr<'a>) -> u16 {
        let name = key(name);
        if let Some(number) = self.footnotes.numbers.get(&name) {
            return *number;
        }
        let number = self.footnotes.next();
        self.footnotes.numbers.insert(name, number);
        number
    }

    /// The number of a footnote and of this mark of it.
    pub(super) fn footnote_mark(&mut self, name: &CowStr<'a>) -> Fill {
        let number = self.footnote_number(name);
        let marks = &mut self.footnotes.marks[number as usize - 1];
        *marks = marks.saturating_add(1);
        Fill::FootnoteMark(number, *marks)
    }
}

/// By what a footnote's name is compared: letters of either case are the same.
fn key(name: &str) -> String {
    name.to_lowercase()
}

/// Moves the texts of footnotes behind everything else, in the order in which they are first referred to; what a footnote's own
/// text refers to comes after what the note refers to, and last what nothing refers to.
pub(super) fn last(events: Vec<Located<'_>>) -> Vec<Located<'_>> {
    if !events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::FootnoteDefinition(_)))) {
        return events;
    }
    let (mut text, mut notes, mut open): (Vec<_>, Vec<Vec<Located<'_>>>, Vec<usize>) = (Vec::new(), Vec::new(), Vec::new());
    let mut named: FxHashMap<String, usize> = FxHashMap::default();
    for located in events {
        // one inside another is a note of its own
        let ends = matches!(located.0, Event::End(TagEnd::FootnoteDefinition));
        if let Event::Start(Tag::FootnoteDefinition(name)) = &located.0 {
            named.entry(key(name)).or_insert(notes.len());
            open.push(notes.len());
            notes.push(Vec::new());
        }
        match open.last() {
            Some(note) => notes[*note].push(located),
            None => text.push(located),
        }
        if ends {
            open.pop();
        }
    }
    let (mut order, mut placed) = (Vec::new(), vec![false; notes.len()]);
    place(&text, &named, &mut order, &mut placed);
    let (mut at, mut unnamed) = (0, 0..notes.len());
    loop {
        while let Some(note) = order.get(at).copied() {
            place(&notes[note], &named, &mut order, &mut placed);
            at += 1;
        }
        let Some(note) = unnamed.find(|note| !placed[*note]) else { break };
        placed[note] = true;
        order.push(note);
    }
    text.extend(order.into_iter().flat_map(|note| std::mem::take(&mut notes[note])));
    text
}

/// Appends to `order` what `events` refer to for the first time.
fn place(events: &[Located<'_>], named: &FxHashMap<String, usize>, order: &mut Vec<usize>, placed: &mut [bool]) {
    for (event, _) in events {
        let Event::FootnoteReference(name) = event else { continue };
        let Some(note) = named.get(&key(name)).filter(|note| !placed[**note]) else { continue };
        placed[*note] = true;
        order.push(*note);
    }
}
