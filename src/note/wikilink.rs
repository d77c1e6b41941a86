//! Wikilinks: from a mark in the masked text to a link, by Foam's grammar.

use std::ops::Range;

use super::inline::{Piece, Reader};
use super::media::{self, Media};
use super::writer::Writer;
use super::{BlockIx, Link, LinkIx, Seen, Syntax, mask};
use crate::base::text::Span;

impl<'a> Reader<'_, 'a> {
    /// Foam's graph has the wikilinks inside formulas; a page shows the formula.
    pub(super) fn links_in_math(&mut self, tex: &str) {
        let marks = tex.bytes().enumerate().filter(|(_, b)| *b == mask::MARK).map(|(i, _)| mask::number(tex, i));
        for number in marks.collect::<Vec<_>>() {
            if let Some(span) = self.writer.masks.links.get(number) {
                self.link_in_math(span.clone());
            }
        }
    }

    /// The same for the wikilink at `span` of the source.
    pub(super) fn link_in_math(&mut self, span: Range<usize>) {
        let mut link = self.writer.read_wikilink(span, self.block, self.in_table);
        link.seen = Seen::Foam;
        self.writer.note.links.push(link);
    }

    /// A masked wikilink; answers its length in the masked text.
    pub(super) fn mark(&mut self, text: &'a str, done: usize, at: usize) -> Option<usize> {
        let span = self.writer.masks.links.get(mask::number(text, at))?.clone();
        let length = span.len();
        self.foams_greedy_reading(&span);
        let mut link = self.writer.read_wikilink(span, self.block, self.in_table);
        let mut end = at;
        let before = &text[done..at];
        if self.writer.source[..link.span.start as usize].ends_with('!') {
            link.embed = true;
            link.span.start -= 1;
            end -= usize::from(before.ends_with('!'));
            if let Some(modifier) = modifier(&text[done..end]) {
                end -= modifier.len();
                link.span.start -= modifier.len() as u32;
                link.modifier = Some(modifier.into());
            }
        }
        self.push_text(text, done..end);
        let (embed, picture) = (link.embed, media::of(&link.name) == Media::Image);
        let ix = self.writer.note.links.len() as LinkIx;
        self.writer.note.links.push(link);
        match (embed, picture) {
            (true, true) => self.pieces.push(Piece::Embed(ix)), // a link may hold a picture
            (true, false) => self.outside_links(Piece::Embed(ix)),
            (false, _) => self.outside_links(Piece::Wikilink(ix)),
        }
        Some(length)
    }

    /// `[[b and [[c]]`: Foam's graph has one link to `b and [[c`, the page one to `c`.
    fn foams_greedy_reading(&mut self, inner: &Range<usize>) {
        let greedy = &self.writer.masks.greedy;
        let found = greedy.get(greedy.partition_point(|range| range.end < inner.end));
        if let Some(whole) = found.filter(|range| range.end == inner.end).cloned() {
            let mut link = self.writer.read_wikilink(whole, self.block, self.in_table);
            link.seen = Seen::Foam;
            self.writer.note.links.push(link);
        }
    }
}

impl Writer<'_> {
    /// The link in `[[…]]` at `span` of the source.
    pub(super) fn read_wikilink(&self, span: Range<usize>, block: BlockIx, in_table: bool) -> Link {
        let inside = &self.source[span.start + 2..span.end - 2];
        let (target, label) = match inside.split_once('|') {
            Some((target, label)) => (target, Some(label)),
            None => (inside, None),
        };
        // in a table the pipe must be escaped: that backslash belongs to the pipe
        let target = if label.is_some() { target.strip_suffix('\\').unwrap_or(target) } else { target };
        let (name, fragment) = match target.split_once('#') {
            Some((name, fragment)) => (name, Some(fragment)),
            None => (target, None),
        };
        let split_by_table = in_table && has_bare_pipe(inside);
        let greedy = &self.masks.greedy;
        let whole = greedy.get(greedy.partition_point(|range| range.end < span.end)).is_some_and(|range| range.end == span.end);
        Link {
            syntax: Syntax::Wiki,
            embed: false,
            seen: if split_by_table || whole { Seen::Page } else { Seen::Both },
            name: name.replace('\\', "").into(),
            fragment: fragment.filter(|f| !f.is_empty()).map(Into::into),
            label: label.map(|l| l.replace("\\|", "|")).filter(|l| !l.trim().is_empty()).map(Into::into),
            title: None,
            definition: self.definition(target),
            modifier: None,
            in_flow: false,
            span: Span::new(span.start, span.end),
            block,
        }
    }

    /// The links in comments, for Foam's graph: no page knows of them.
    pub(super) fn hidden_links(&mut self) {
        let block = self.current_block();
        for span in self.masks.hidden.clone() {
            let mut link = self.read_wikilink(span, block, false);
            link.seen = Seen::Foam;
            self.note.links.push(link);
        }
    }
}

/// A pipe without a backslash before it splits a table's cell.
fn has_bare_pipe(inside: &str) -> bool {
    inside.match_indices('|').any(|(i, _)| !inside[..i].ends_with('\\'))
}

/// Foam's word glued before the `!` of an embed: `full-card![[…]]`.
fn modifier(before: &str) -> Option<&'static str> {
    const WORDS: [&str; 8] = ["full-inline", "full-card", "content-inline", "content-card", "inline", "card", "content", "full"];
    let word = WORDS.into_iter().find(|word| before.ends_with(word))?;
    let glued = before[..before.len() - word.len()].ends_with(|c: char| c.is_alphanumeric() || c == '-');
    (!glued).then_some(word)
}
