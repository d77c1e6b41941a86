//! From Markdown's events to a tape: our own writer, since links, embeds and ids are holes, and every block's slice is known.
//!
//! What it writes without extensions is CommonMark's reference output.

use std::ops::Range;

use pulldown_cmark::{Event, RefDefs, Tag, TagEnd};

use super::footnotes::Footnotes;
use super::html::Raw;
use super::inline::is_inline;
use super::leaf::Own;
use super::mask::{self, Masked};
use super::table::Table;
use super::{Block, BlockIx, BlockKind, Fill, HeadingIx, Note, Options, Slice};
use crate::base::slug::Anchors;
use crate::base::text::Span;

/// An event and its place in the body.
pub type Located<'a> = (Event<'a>, Range<usize>);

/// Elements nested deeper than this are written without their tags.
pub const MAX_DEPTH: usize = 100;

/// Ids that the theme's pages have themselves.
pub const RESERVED: &[&str] = &[
    "top",
    "content",
    "main",
    "menu",
    "nav",
    "search",
    "toc",
    "graph",
    "connections",
    "backlinks",
    "forward-links",
    "related",
    "tags",
    "footnotes",
    "local-graph",
    "palette",
    "theme",
];

/// An open container.
pub(super) struct Open {
    pub(super) block: Option<BlockIx>,
    pub(super) mark: Slice,
    inner: Slice,
    floor: usize,
    pub(super) end: &'static str,
}

/// Writes one note.
pub struct Writer<'a> {
    /// What has been found so far.
    pub note: Note,
    /// The note's text.
    pub source: &'a str,
    /// The masked text of the body.
    pub body: &'a str,
    /// Where the body begins in the text.
    pub base: usize,
    /// The masked wikilinks.
    pub masks: &'a Masked<'a>,
    /// How to read.
    pub options: &'a Options,
    /// The next event.
    pub at: usize,
    /// Raw HTML that is open.
    pub raw: Raw,
    definitions: &'a RefDefs<'a>,
    pub(super) anchors: Anchors,
    pub(super) open: Vec<Open>,
    depth: usize,
    pub(super) headings: Vec<HeadingIx>,
    pub(super) footnotes: Footnotes,
    /// The block that ended last in the container that is open.
    pub(super) previous: Option<BlockIx>,
    /// Below how many open raw elements the inline elements that are open may not close, innermost last.
    pub(super) floors: Vec<usize>,
    pub(super) table: Table,
    /// Room for a text that is needed for a moment.
    pub(super) scratch: String,
}

impl<'a> Writer<'a> {
    /// A writer for the body that begins at `base` of `source`.
    pub fn new(
        mut note: Note,
        source: &'a str,
        base: usize,
        masks: &'a Masked<'a>,
        definitions: &'a RefDefs<'a>,
        options: &'a Options,
    ) -> Self {
        note.body.html.reserve((source.len() - base) * 5 / 4);
        Writer {
            note,
            source,
            body: &masks.text[base..],
            base,
            masks,
            options,
            at: 0,
            raw: Raw::default(),
            definitions,
            anchors: Anchors::new(if options.extensions { RESERVED } else { &[] }),
            open: Vec::new(),
            depth: 0,
            headings: Vec::new(),
            footnotes: Footnotes::default(),
            previous: None,
            floors: Vec::new(),
            table: Table::default(),
            scratch: String::new(),
        }
    }

    /// Writes all events and hands over the note.
    pub fn write(mut self, events: &'a [Located<'a>]) -> Note {
        while let Some((event, range)) = events.get(self.at) {
            if is_inline(event) {
                self.tight_text(events);
                continue;
            }
            self.at += 1;
            match event {
                Event::Start(tag) => self.start(tag, range, events),
                Event::End(tag) => self.end(*tag),
                Event::Rule => {
                    self.fresh_line();
                    self.end_raw_paragraph();
                    self.tape().push_str("<hr />\n");
                }
                Event::Html(_) => self.html_block(events),
                _ => {}
            }
        }
        self.close_raw(0);
        if self.footnotes.begun {
            self.tape().push_str("</ol></section>\n");
        }
        self.write_citations();
        if self.options.as_foam {
            self.hidden_links();
        } else if self.options.extensions && !self.note.meta.properties.is_empty() {
            self.properties();
        }
        self.report_removed();
        super::blocks::finish(&mut self.note);
        self.note
    }

    /// All lines of an HTML block at once: a comment or a script may go over many.
    fn html_block(&mut self, events: &'a [Located<'a>]) {
        let first = self.at - 1;
        let lines = events[first..].iter().map_while(|(event, _)| match event {
            Event::Html(line) => Some(line),
            _ => None,
        });
        let html: String = lines.map(|line| mask::unmask(line, self.source, &self.masks.links)).collect();
        while matches!(events.get(self.at), Some((Event::Html(_), _))) {
            self.at += 1;
        }
        self.raw(&html, self.base + events[first].1.start, false);
    }

    /// The HTML so far.
    pub fn tape(&mut self) -> &mut String {
        &mut self.note.body.html
    }

    /// The block that is open.
    pub fn current_block(&self) -> BlockIx {
        self.open.iter().rev().find_map(|open| open.block).unwrap_or(self.note.blocks.len().saturating_sub(1) as BlockIx)
    }

    /// Below how many open raw elements nothing may be closed here.
    pub fn raw_floor(&self) -> usize {
        self.floors.last().copied().unwrap_or_else(|| self.open.last().map_or(0, |open| open.floor))
    }

    pub(super) fn fresh_line(&mut self) {
        if !self.note.body.html.is_empty() && !self.note.body.html.ends_with('\n') {
            self.note.body.html.push('\n');
        }
    }

    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        Span::new(self.base + range.start, self.base + range.end)
    }

    /// The URL of the definition whose label is exactly `target`, in letter and case.
    pub fn definition(&self, target: &str) -> Option<Box<str>> {
        let definition = self.definitions.get(target)?;
        let label = self.body.get(definition.span.start + 1..)?;
        let same = label.strip_prefix(target).is_some_and(|rest| rest.starts_with("]:"));
        same.then(|| mask::unmask(&definition.dest, self.source, &self.masks.links).into())
    }

    /// Adds a block that is not yet written.
    pub(super) fn new_block(&mut self, kind: BlockKind, span: Span) -> BlockIx {
        let parent = self.open.iter().rev().find_map(|open| open.block);
        let ix = self.note.blocks.len() as BlockIx;
        let section = self.headings.last().copied();
        let slice = self.note.body.mark();
        self.note.blocks.push(Block { kind, span, slice, inner: slice, parent, section, anchor: None });
        ix
    }

    /// Opens a container: `<name`, its id's hole, `attributes>`.
    fn container(&mut self, kind: BlockKind, range: &Range<usize>, tags: [&'static str; 3], attributes: &str) {
        self.end_raw_paragraph();
        self.fresh_line();
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let here = self.note.body.mark();
            self.open.push(Open { block: None, mark: here, inner: here, floor: self.raw.floor(), end: "" });
            return;
        }
        let mark = self.note.body.mark();
        let span = self.span(range);
        let ix = self.new_block(kind, span);
        let [start, close, end] = tags;
        self.tape().push_str(start);
        self.note.body.hole(Fill::BlockId(ix));
        self.tape().push_str(attributes);
        self.tape().push_str(close);
        let inner = self.note.body.mark();
        self.open.push(Open { block: Some(ix), mark, inner, floor: self.raw.floor(), end });
        self.previous = None;
    }

    /// Opens a container whose tags are holes.
    pub(super) fn push_open(&mut self, block: BlockIx, mark: Slice, inner: Slice) {
        self.depth += 1;
        self.open.push(Open { block: Some(block), mark, inner, floor: self.raw.floor(), end: "" });
        self.previous = None;
    }

    pub(super) fn close(&mut self) {
        let Some(open) = self.open.last() else { return };
        self.depth -= 1;
        self.close_raw(open.floor);
        let Some(open) = self.open.pop() else { return };
        let inner = self.note.body.since(open.inner);
        self.tape().push_str(open.end);
        if let Some(ix) = open.block {
            let slice = self.note.body.since(open.mark);
            let block = &mut self.note.blocks[ix as usize];
            (block.slice, block.inner) = (slice, inner);
            self.previous = Some(ix);
        }
    }

    fn start(&mut self, tag: &'a Tag<'a>, range: &Range<usize>, events: &'a [Located<'a>]) {
        match tag {
            Tag::Paragraph => self.paragraph(range, events),
            Tag::Heading { level, id, classes, .. } => {
                self.heading(*level as u8, Own::new(id.as_ref(), classes), range, events);
            }
            Tag::BlockQuote(_) => self.quote(range, events),
            Tag::CodeBlock(kind) => self.code(kind, range, events),
            Tag::List(None) => self.container(BlockKind::List, range, ["<ul", ">\n", "</ul>\n"], ""),
            Tag::List(Some(1)) => self.container(BlockKind::List, range, ["<ol", ">\n", "</ol>\n"], ""),
            Tag::List(Some(n)) => {
                let start = format!(" start=\"{n}\"");
                self.container(BlockKind::List, range, ["<ol", ">\n", "</ol>\n"], &start);
            }
            Tag::Item => {
                let task = self.options.extensions && super::leaf::is_task(&events[self.at..], self.body);
                self.container(BlockKind::Item, range, ["<li", ">", "</li>\n"], if task { " class=\"task\"" } else { "" });
            }
            Tag::FootnoteDefinition(name) => self.footnote(name, range),
            Tag::DefinitionList => self.container(BlockKind::List, range, ["<dl", ">\n", "</dl>\n"], ""),
            Tag::DefinitionListTitle => self.container(BlockKind::Definition, range, ["<dt", ">", "</dt>\n"], ""),
            Tag::DefinitionListDefinition => self.container(BlockKind::Definition, range, ["<dd", ">", "</dd>\n"], ""),
            Tag::Table(columns) => {
                self.table.columns.clone_from(columns);
                self.container(BlockKind::Table, range, ["<table", ">", "</table>\n"], "");
            }
            Tag::TableHead => {
                (self.table.in_head, self.table.column) = (true, 0);
                self.container(BlockKind::TableHead, range, ["<thead><tr", ">", "</tr></thead>"], "");
            }
            Tag::TableRow => {
                (self.table.in_head, self.table.column, self.table.row_marker) = (false, 0, None);
                self.container(BlockKind::Row, range, ["<tr", ">", "</tr>\n"], "");
            }
            Tag::TableCell => self.cell(events),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition => self.close(),
            TagEnd::Table => {
                self.tape().push_str("</tbody>");
                self.close();
            }
            TagEnd::TableHead => {
                self.close();
                self.table.in_head = false;
                self.tape().push_str("<tbody>\n");
            }
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::TableRow => self.end_row(),
            _ => {}
        }
    }

    fn quote(&mut self, range: &Range<usize>, events: &'a [Located<'a>]) {
        if self.options.extensions && super::callout::starts(self.body, &events[self.at..]) {
            self.callout(range, events);
        } else {
            self.container(BlockKind::Quote, range, ["<blockquote", ">\n", "</blockquote>\n"], "");
        }
    }

    /// Opens a callout's element; its end is the quote's.
    /// Opens a callout, whose kind's `name` its element has as a label.
    pub(super) fn open_callout(&mut self, range: &Range<usize>, tags: [&'static str; 3], attributes: &str, name: &str) {
        let [start, close, end] = tags;
        self.container(BlockKind::Callout, range, [start, " aria-label=\"", end], attributes);
        if self.open.last().is_none_or(|open| open.block.is_none()) {
            return; // too deep
        }
        self.callout_name(name);
        self.tape().push('"');
        self.tape().push_str(close);
        let inner = self.note.body.mark();
        if let Some(open) = self.open.last_mut() {
            open.inner = inner;
        }
    }

    /// What a kind of callout is called in English, which a page puts into its own language.
    pub(super) fn callout_name(&mut self, name: &str) {
        let name = crate::base::text::escape(name);
        self.note.body.hole(Fill::CalloutName(name.len() as u32));
        self.tape().push_str(&name);
    }
}
