//! A note's HTML with holes where another file decides what stands there.

use super::{BlockIx, HeadingIx, LinkIx};

/// What a hole takes. Whoever plays the tape decides how each looks on the page at hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fill {
    /// The start tag of a heading, its level and id.
    HeadingOpen(HeadingIx),
    /// The end tag of a heading.
    HeadingClose(HeadingIx),
    /// ` id="…"` inside a block's start tag, where the block has an anchor.
    BlockId(BlockIx),
    /// Opens a link's element.
    LinkOpen(LinkIx),
    /// The text of a wikilink without a label of its own.
    LinkText(LinkIx),
    /// Closes a link's element.
    LinkClose(LinkIx),
    /// An image, or an embedded note, section, block or file.
    Embed(LinkIx),
    /// The file that a card of a canvas shows: its name, and how it begins.
    Preview(LinkIx),
    /// The results of a query, by its index in `Note::queries`.
    Query(u32),
    /// The next so many bytes are a date, `2024-03-12`, which a page writes as its readers do.
    Date(u32),
    /// The next so many bytes are what a kind of callout is called in English, which a page says in its own language.
    CalloutName(u32),
    /// A citation, by its index in `Note::cites`.
    Cite(u32),
    /// A tag, by its index in `Note::tags`.
    Tag(u32),
    /// A painting, by its index in `Note::paintings`, in place of what stands behind the hole.
    Painting(u32),
    /// The box of a task, by the sign in it: a blank is open, `x` done, another one the author's own.
    Task(char),
    /// The next so many bytes are raw HTML: snippets leave its tags out.
    Raw(u32),
    /// ` href="…"` or ` src="…"` of raw HTML, led by its name.
    RawUrl(LinkIx),
    /// The mark of a footnote in the text: number of the footnote, from 1, and which of its marks, from 1.
    FootnoteMark(u16, u16),
    /// Opens a footnote's text.
    FootnoteOpen(u16),
    /// The links back from a footnote's text: its number, and how many marks lead to it.
    FootnoteBack(u16, u16),
}

/// A hole and where it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hole {
    /// Byte offset in [`Tape::html`]; nothing is taken out there, the fill is put in.
    pub at: u32,
    /// What it takes.
    pub fill: Fill,
}

/// A range of a tape: bytes and holes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Slice {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// First hole.
    pub first: u32,
    /// One past the last hole.
    pub last: u32,
}

/// HTML with holes.
#[derive(Clone, Debug, Default)]
pub struct Tape {
    /// The HTML around the holes.
    pub html: String,
    /// The holes, by place.
    pub holes: Vec<Hole>,
    /// End tags of raw HTML that the text left open (`html = "trusted"` alone): for the end of a page.
    pub closers: String,
    /// Where the text ends, where more stands behind it: properties.
    pub text_end: Option<Slice>,
}

impl Tape {
    /// Where the next byte and hole will stand: the start of a slice.
    pub fn mark(&self) -> Slice {
        let (at, hole) = (self.html.len() as u32, self.holes.len() as u32);
        Slice { start: at, end: at, first: hole, last: hole }
    }

    /// The slice from `mark` to here.
    pub fn since(&self, mark: Slice) -> Slice {
        let here = self.mark();
        Slice { start: mark.start, end: here.start, first: mark.first, last: here.first }
    }

    /// The whole text.
    pub fn all(&self) -> Slice {
        let end = self.text_end.unwrap_or_else(|| self.mark());
        Slice { end: end.start, last: end.first, ..Slice::default() }
    }

    /// Adds a hole here.
    pub fn hole(&mut self, fill: Fill) {
        self.holes.push(Hole { at: self.html.len() as u32, fill });
    }

    /// Plays a slice: copies its HTML to `out` and calls `fill` at each hole. `fill` answers how many bytes of the tape after
    /// the hole are to be left out.
    pub fn play(&self, slice: Slice, out: &mut String, mut fill: impl FnMut(&mut String, Hole) -> u32) {
        let mut at = slice.start;
        for hole in &self.holes[slice.first as usize..slice.last as usize] {
            if hole.at < at {
                continue; // inside what the last fill left out
            }
            out.push_str(&self.html[at as usize..hole.at as usize]);
            at = hole.at + fill(out, *hole);
        }
        if at < slice.end {
            out.push_str(&self.html[at as usize..slice.end as usize]);
        }
    }
}
