//! Footnotes: their numbers, their marks, and their texts at the note's end.

use std::ops::Range;

use pulldown_cmark::CowStr;
use rustc_hash::FxHashMap;

use super::writer::Writer;
use super::{BlockKind, Fill};

/// The footnotes of a note.
#[derive(Default)]
pub(super) struct Footnotes<'a> {
    numbers: FxHashMap<CowStr<'a>, u16>,
    /// How many marks each has, by its number less one.
    marks: Vec<u16>,
    /// Which of them have a text, likewise.
    defined: Vec<bool>,
    /// The one whose text is being written.
    open: Option<u16>,
    /// Whether their section has begun.
    pub(super) begun: bool,
}

impl Footnotes<'_> {
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
        if let Some(number) = self.footnotes.numbers.get(name) {
            return *number;
        }
        let number = self.footnotes.next();
        self.footnotes.numbers.insert(name.clone(), number);
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
