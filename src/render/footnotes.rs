//! Footnotes on a page: their marks, the ways back, and those of a part of a note that is shown elsewhere.

use crate::base::text::escape;
use crate::link::Part;
use crate::note::{BlockKind, Fill, Note, Slice};

use super::stitch::Weaver;
use super::voice::Voice;

/// How many links lead back from one footnote.
const MAX_BACK: usize = 20;

/// A footnote to which something in a part of its note refers.
pub(super) struct Footnote {
    number: u16,
    /// Its text.
    pub(super) text: Slice,
    /// Which of its marks stand in the part.
    marks: Vec<u16>,
}

/// The mark of a footnote. Their ids hold a colon, which no heading's slug does.
pub(super) fn mark(out: &mut String, voice: Voice<'_>, number: u16, mark: u16) {
    let pen = voice.pen;
    if let Some(scope) = voice.scope.footnotes() {
        out.push_str(&format!(
            "<sup class=\"footnote-ref\"><a id=\"{scope}fnref:{number}:{mark}\" href=\"#{scope}fn:{number}\">{number}</a></sup>"
        ));
    } else {
        let page = pen.note_href(pen.id, Part::Whole);
        let page = if pen.site.plan.notes[pen.id.ix()] == *pen.page { "" } else { &page };
        out.push_str(&format!("<sup class=\"footnote-ref\"><a href=\"{}#fn:{number}\">{number}</a></sup>", escape(page)));
    }
}

/// The links back from a footnote to its marks.
pub(super) fn back(out: &mut String, voice: Voice<'_>, number: u16, marks: impl IntoIterator<Item = u16>) {
    let Some(scope) = voice.scope.footnotes() else { return };
    let label = voice.pen.words.map_or("", |words| words.get("footnote-back"));
    for mark in marks.into_iter().take(MAX_BACK) {
        out.push_str(&format!(
            " <a class=\"footnote-back\" href=\"#{scope}fnref:{number}:{mark}\" aria-label=\"{}\">↩</a>",
            escape(label)
        ));
    }
}

/// The footnotes that some slices of a note refer to, and those that these refer to; by number.
pub(super) fn of(note: &Note, slices: &[Slice]) -> Vec<Footnote> {
    let mut found: Vec<Footnote> = Vec::new();
    let marks = |slice: &Slice| {
        let holes = &note.body.holes[slice.first as usize..slice.last as usize];
        let marks = holes.iter().filter_map(|hole| match hole.fill {
            Fill::FootnoteMark(number, mark) => Some((number, mark)),
            _ => None,
        });
        marks.collect::<Vec<_>>()
    };
    let mut open: Vec<(u16, u16)> = slices.iter().flat_map(marks).collect();
    if open.is_empty() {
        return found;
    }
    let notes = note.blocks.iter().filter(|block| block.kind == BlockKind::Footnote);
    let mut texts: Vec<(u16, Slice)> = notes
        .filter_map(|block| match note.body.holes.get(block.slice.first as usize)?.fill {
            Fill::FootnoteOpen(number) => Some((number, block.inner)),
            _ => None,
        })
        .collect();
    texts.sort_by_key(|(number, _)| *number);
    while let Some((number, mark)) = open.pop() {
        match found.binary_search_by_key(&number, |footnote| footnote.number) {
            Ok(at) => found[at].marks.push(mark),
            Err(at) => {
                let Ok(text) = texts.binary_search_by_key(&number, |(number, _)| *number) else { continue };
                let text = texts[text].1;
                open.extend(marks(&text));
                found.insert(at, Footnote { number, text, marks: vec![mark] });
            }
        }
    }
    found.iter_mut().for_each(|footnote| footnote.marks.sort_unstable());
    found
}

/// Footnotes below the part of a note that refers to them, with the numbers that they have there.
pub(super) fn below(weaver: &mut Weaver<'_>, out: &mut String, voice: Voice<'_>, footnotes: &[Footnote]) {
    let scope = voice.scope.footnotes().unwrap_or_default();
    out.push_str("<section class=\"footnotes\"><ol>\n");
    for Footnote { number, text, marks } in footnotes {
        out.push_str(&format!("<li id=\"{scope}fn:{number}\" value=\"{number}\">"));
        weaver.play(out, *text, voice);
        back(out, voice, *number, marks.iter().copied());
        out.push_str("</li>\n");
    }
    out.push_str("</ol></section>\n");
}
