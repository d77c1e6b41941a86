//! The visible text of a note, read off its tape: for search, and for whatever looks for words.
//!
//! It is not kept, since that would double what a note takes; making it anew costs a few microseconds.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use super::elements::PHRASING;
use super::{BlockIx, BlockKind, Fill, HeadingIx, Link, LinkIx, Note, Syntax};
use crate::base::path::decode;
use crate::base::text::Span;

/// The visible text of a note's body: no markup, comments or front matter, and no text of another note. Blocks, and the cells of
/// tables, are parted by an empty line (`\n\n`), the lines of a block by white space.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// The text.
    pub text: String,
    /// Its runs, which cover it in order; what parts two blocks is the end of the run before.
    pub runs: Vec<Run>,
    /// Where the text of each heading stands, by [`HeadingIx`].
    pub headings: Vec<Span>,
}

/// A stretch of text that stands on the tape as it is, or fills a hole there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Run {
    /// First byte in [`Plain::text`]; the run ends where the next begins.
    pub start: u32,
    /// First byte on the tape.
    pub tape: u32,
    /// What it is.
    pub kind: RunKind,
    /// True inside a link's text.
    pub linked: bool,
}

/// What a run of text is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RunKind {
    /// Prose: also the text of headings, labels, cells.
    Text,
    /// Code, in a line or a block.
    Code,
    /// A formula, as TeX.
    Math,
    /// A tag in the text, with its `#`.
    Tag,
}

impl Plain {
    /// The run that holds a byte of the text.
    pub fn run(&self, at: usize) -> Option<Run> {
        let next = self.runs.partition_point(|run| run.start as usize <= at);
        next.checked_sub(1).map(|ix| self.runs[ix])
    }

    /// Every run with its text.
    pub fn parts(&self) -> impl Iterator<Item = (Run, &str)> {
        self.runs.iter().enumerate().map(|(ix, run)| {
            let end = self.runs.get(ix + 1).map_or(self.text.len(), |next| next.start as usize);
            (*run, &self.text[run.start as usize..end])
        })
    }

    /// Where a byte of the text stands on the tape: exact inside a run of the tape's own text, the hole's place for a fill.
    pub fn on_tape(&self, at: usize) -> Option<u32> {
        self.run(at).map(|run| if run.kind == RunKind::Text { run.tape + (at as u32 - run.start) } else { run.tape })
    }

    /// The headings with text, in their order, and what stands between each and the next: the sections of the text. The first
    /// has no heading and holds what stands before all of them.
    pub fn sections(&self) -> impl Iterator<Item = (Option<HeadingIx>, Range<usize>)> {
        let starts = std::iter::once((None, 0))
            .chain((0..).zip(&self.headings).filter(|(_, at)| at.start < at.end).map(|(ix, at)| (Some(ix), at.start as usize)));
        let ends = self.headings.iter().filter(|at| at.start < at.end).map(|at| at.start as usize).chain([self.text.len()]);
        starts.zip(ends).map(|((heading, start), end)| (heading, start..end))
    }
}

impl Note {
    /// The visible text, made from the tape. A wikilink without a label counts with what is written; where the site is known,
    /// [`Note::plain_with`] gives it the text that readers see.
    pub fn plain(&self) -> Plain {
        self.plain_with(|ix| self.links[ix as usize].written())
    }

    /// The visible text, with `label` for each wikilink that has no label of its own.
    pub fn plain_with<'n>(&'n self, label: impl Fn(LinkIx) -> Cow<'n, str>) -> Plain {
        let mut reader = Reader::new(self);
        reader.read(label);
        reader.plain
    }

    /// Whether the note can be found by a search, or by its title: it cannot with `search: false` in its front matter.
    pub fn is_found(&self) -> bool {
        match self.meta.properties.get("search") {
            Some(serde_json::Value::Bool(found)) => *found,
            Some(serde_json::Value::String(word)) => !matches!(&*word.to_lowercase(), "false" | "no" | "off"),
            _ => true,
        }
    }

    /// The innermost block around a byte of the tape ([`Plain::on_tape`]).
    pub fn block_at(&self, tape: u32) -> Option<BlockIx> {
        let holds = |block: &super::Block| block.slice.start <= tape && tape < block.slice.end;
        let before = self.blocks.partition_point(|block| block.slice.start <= tape);
        let mut at = before.checked_sub(1).map(|ix| ix as BlockIx);
        while let Some(ix) = at.filter(|ix| !holds(&self.blocks[*ix as usize])) {
            at = self.blocks[ix as usize].parent;
        }
        at
    }
}

impl Link {
    /// The link as its author wrote it, without brackets and label.
    pub fn written(&self) -> Cow<'_, str> {
        let name: Cow<'_, str> = if self.syntax == Syntax::Wiki { (*self.name).into() } else { decode(&self.name).into() };
        match &self.fragment {
            Some(fragment) if name.is_empty() => (**fragment).into(),
            Some(fragment) => format!("{name} › {fragment}").into(),
            None => name,
        }
    }
}

/// Elements whose content is no text.
const SILENT: &[&str] = &["script", "style", "template", "svg", "noscript", "select", "textarea", "object", "iframe"];

struct Reader<'n> {
    note: &'n Note,
    html: &'n str,
    at: usize,
    plain: Plain,
    /// A block has ended since the last text.
    parted: bool,
    code: u32,
    links: u32,
}

impl<'n> Reader<'n> {
    fn new(note: &'n Note) -> Self {
        let html = &note.body.html[..note.body.all().end as usize];
        let headings = vec![Span::default(); note.headings.len()];
        let plain = Plain { text: String::with_capacity(html.len() * 3 / 4), runs: Vec::new(), headings };
        Reader { note, html, at: 0, plain, parted: false, code: 0, links: 0 }
    }

    fn read(&mut self, label: impl Fn(LinkIx) -> Cow<'n, str>) {
        let (html, note) = (self.html, self.note);
        let mut holes = note.body.holes[..note.body.all().last as usize].iter().peekable();
        while self.at < html.len() || holes.peek().is_some() {
            let next = holes.peek().map_or(html.len(), |hole| (hole.at as usize).min(html.len()));
            if next < self.at {
                holes.next(); // inside a tag
                continue;
            }
            let special = html.as_bytes()[self.at..next].iter().position(|b| matches!(b, b'<' | b'&'));
            let end = special.map_or(next, |i| self.at + i);
            if end > self.at {
                self.text(self.at..end);
                self.at = end;
            }
            match special.map(|_| html.as_bytes()[end]) {
                Some(b'<') => self.tag(),
                Some(_) => self.entity(),
                None => {
                    if let Some(hole) = holes.next() {
                        self.fill(hole.fill, &label);
                    }
                }
            }
        }
        self.plain.text.truncate(self.plain.text.trim_end().len());
        let length = self.plain.text.len();
        self.plain.runs.retain(|run| (run.start as usize) < length);
    }

    fn text(&mut self, range: Range<usize>) {
        let text = &self.html[range.clone()];
        let kind = if self.code > 0 { RunKind::Code } else { RunKind::Text };
        if self.parted {
            // the line ends between two blocks are the tape's own; code keeps its indent
            let bare = if kind == RunKind::Code { text } else { text.trim_start() };
            if !bare.is_empty() {
                self.push(bare, range.end - bare.len(), kind);
            }
        } else {
            self.push(text, range.start, kind);
        }
    }

    /// Adds a run; where a block has ended, on a line of its own.
    fn push(&mut self, text: &str, tape: usize, kind: RunKind) {
        if text.is_empty() {
            return;
        }
        self.part();
        if self.plain.text.is_empty() && kind != RunKind::Code && text.trim_start().is_empty() {
            return;
        }
        let start = self.plain.text.len() as u32;
        self.plain.runs.push(Run { start, tape: tape as u32, kind, linked: self.links > 0 });
        self.plain.text.push_str(text);
    }

    fn part(&mut self) {
        if std::mem::take(&mut self.parted) && !self.plain.text.is_empty() {
            let length = self.plain.text.trim_end().len();
            self.plain.text.truncate(length);
            while self.plain.runs.last().is_some_and(|run| run.start as usize >= length) {
                self.plain.runs.pop(); // nothing but white space
            }
            if length > 0 {
                self.plain.text.push_str("\n\n");
            }
        }
    }

    /// White space where two pieces would else run into one word.
    fn space(&mut self) {
        if !self.plain.text.is_empty() && !self.plain.text.ends_with(char::is_whitespace) {
            self.plain.text.push(' ');
        }
    }

    /// One tag, which begins here.
    fn tag(&mut self) {
        let rest = &self.html[self.at + 1..];
        let Some(length) = rest.find('>') else {
            self.at = self.html.len();
            return;
        };
        let tag = &rest[..length];
        self.at += length + 2;
        let (name, closes) = match tag.strip_prefix('/') {
            Some(name) => (name, true),
            None => (tag, false),
        };
        let name = &name[..name.bytes().position(|b| !b.is_ascii_alphanumeric() && b != b'-').unwrap_or(name.len())];
        match name {
            "code" | "kbd" | "samp" if closes => self.code = self.code.saturating_sub(1),
            "code" | "kbd" | "samp" => self.code += 1,
            "a" if closes => self.links = self.links.saturating_sub(1),
            "a" => self.links += 1,
            "math" if !closes => self.math(tag),
            "br" | "input" | "img" => self.space(),
            name if SILENT.contains(&name) && !closes && !tag.ends_with('/') => {
                self.skip(name);
            }
            name if PHRASING.contains(&name) => {}
            _ => self.parted = true,
        }
    }

    /// Steps over all up to the end tag of `name`; answers what stood there.
    fn skip(&mut self, name: &str) -> &'n str {
        let rest = &self.html[self.at..];
        let ends = rest.match_indices("</").find(|(i, _)| {
            rest[i + 2..].strip_prefix(name).is_some_and(|after| after.starts_with(['>', ' ', '\n']) || after.is_empty())
        });
        let length = ends.map_or(rest.len(), |(i, _)| i);
        self.at += length;
        self.at += self.html[self.at..].find('>').map_or(self.html.len() - self.at, |i| i + 1);
        &rest[..length]
    }

    /// A formula: the TeX that its element tells, else its letters.
    fn math(&mut self, tag: &str) {
        let start = self.at;
        let inside = self.skip("math");
        let tex = tag.split_once("data-tex=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(tex, _)| tex);
        let text = match tex {
            Some(tex) => unescape(tex),
            None => inside.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect::<String>().into(),
        };
        self.push(&text, start, RunKind::Math);
    }

    fn entity(&mut self) {
        let rest = &self.html[self.at..];
        let (length, text) = match entity(rest) {
            Some((entity, text)) => (entity.len(), text),
            None => (1, "&"),
        };
        let kind = if self.code > 0 { RunKind::Code } else { RunKind::Text };
        self.push(text, self.at, kind);
        self.at += length;
    }

    fn fill(&mut self, fill: Fill, label: &impl Fn(LinkIx) -> Cow<'n, str>) {
        match fill {
            Fill::HeadingOpen(ix) => {
                self.parted = true;
                self.part();
                self.plain.headings[ix as usize].start = self.plain.text.len() as u32;
            }
            Fill::HeadingClose(ix) => {
                let span = &mut self.plain.headings[ix as usize];
                span.end = (self.plain.text.trim_end().len() as u32).max(span.start);
                self.parted = true;
            }
            Fill::LinkOpen(_) => self.links += 1,
            Fill::LinkClose(_) => self.links = self.links.saturating_sub(1),
            Fill::LinkText(ix) => self.push(&label(ix), self.at, RunKind::Text),
            Fill::Tag(ix) => {
                let name = &self.note.tags[ix as usize].name;
                self.push(&format!("#{name}"), self.at, RunKind::Tag);
            }
            Fill::Embed(_) => self.space(),
            Fill::FootnoteOpen(_) => self.parted = true,
            Fill::BlockId(_)
            | Fill::Cite(_)
            | Fill::Date(_)
            | Fill::CalloutName(_)
            | Fill::Preview(_)
            | Fill::Painting(_)
            | Fill::Query(_)
            | Fill::Task(_)
            | Fill::Raw(_)
            | Fill::RawUrl(_)
            | Fill::FootnoteMark(..)
            | Fill::FootnoteBack(..) => {}
        }
    }
}

const ENTITIES: [(&str, &str); 6] =
    [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", "\u{a0}")];

/// The entity that `html` begins with, one of those that the writer makes, and what it stands for.
fn entity(html: &str) -> Option<(&'static str, &'static str)> {
    ENTITIES.into_iter().find(|(entity, _)| html.starts_with(entity))
}

fn unescape(html: &str) -> Cow<'_, str> {
    if !html.contains('&') {
        return html.into();
    }
    let (mut out, mut rest) = (String::with_capacity(html.len()), html);
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        let (length, text) = entity(&rest[start..]).map_or((1, "&"), |(entity, text)| (entity.len(), text));
        out.push_str(text);
        rest = &rest[start + length..];
    }
    out.push_str(rest);
    out.into()
}

/// The heading of the section that a block stands in; of a heading, itself.
pub fn section_of(note: &Note, block: BlockIx) -> Option<HeadingIx> {
    match note.blocks[block as usize].kind {
        BlockKind::Heading(heading) => Some(heading),
        _ => note.blocks[block as usize].section,
    }
}
