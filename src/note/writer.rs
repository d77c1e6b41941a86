//! From Markdown's events to a tape: our own writer, since links, embeds and ids are holes, and every block's slice is known.
//!
//! What it writes without extensions is CommonMark's reference output.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, RefDefs, Tag, TagEnd};
use rustc_hash::FxHashMap;

use super::html::Raw;
use super::inline::{Piece, Reader, is_inline};
use super::mask::{self, Masked};
use super::{Block, BlockIx, BlockKind, Fill, Heading, HeadingIx, Note, Options, Slice};
use crate::base::slug::Anchors;
use crate::base::text::{Span, escape_into, escape_text_into};

/// An event and its place in the body.
pub type Located<'a> = (Event<'a>, Range<usize>);

/// Elements nested deeper than this are written without their tags.
pub const MAX_DEPTH: usize = 100;

/// Ids that the theme's pages have themselves.
pub const RESERVED: &[&str] = &[
    "top", "content", "main", "menu", "nav", "search", "toc", "graph", "connections", "backlinks", "forward-links", "related", "tags",
    "footnotes", "local-graph", "palette", "theme",
];

/// An open container.
struct Open {
    block: Option<BlockIx>,
    mark: Slice,
    inner: Slice,
    floor: usize,
    end: &'static str,
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
    open: Vec<Open>,
    depth: usize,
    headings: Vec<HeadingIx>,
    footnotes: FxHashMap<CowStr<'a>, u16>,
    /// How many marks each footnote has, by its number less one.
    marks: Vec<u16>,
    /// The footnote whose text is being written.
    footnote: Option<u16>,
    in_footnotes: bool,
    /// The block that ended last in the container that is open.
    pub(super) previous: Option<BlockIx>,
    /// Below how many open raw elements the inline elements that are open may not close, innermost last.
    pub(super) floors: Vec<usize>,
    /// The id in the first cell of a row that holds nothing else.
    row_marker: Option<Box<str>>,
    columns: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

impl<'a> Writer<'a> {
    /// A writer for the body that begins at `base` of `source`.
    pub fn new(
        note: Note,
        source: &'a str,
        base: usize,
        masks: &'a Masked<'a>,
        definitions: &'a RefDefs<'a>,
        options: &'a Options,
    ) -> Self {
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
            footnotes: FxHashMap::default(),
            marks: Vec::new(),
            footnote: None,
            in_footnotes: false,
            previous: None,
            floors: Vec::new(),
            row_marker: None,
            columns: Vec::new(),
            column: 0,
            in_head: false,
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
                Event::Html(html) => {
                    let html = mask::unmask(html, self.source, &self.masks.links);
                    self.raw(&html, self.base + range.start, false);
                }
                _ => {}
            }
        }
        self.close_raw(0);
        if self.in_footnotes {
            self.tape().push_str("</ol></section>\n");
        }
        self.report_removed();
        super::blocks::finish(&mut self.note);
        self.note
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

    fn fresh_line(&mut self) {
        if !self.note.body.html.is_empty() && !self.note.body.html.ends_with('\n') {
            self.note.body.html.push('\n');
        }
    }

    fn span(&self, range: &Range<usize>) -> Span {
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

    fn close(&mut self) {
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
            Tag::Heading { level, .. } => self.heading(*level as u8, range, events),
            Tag::BlockQuote(_) => self.quote(range, events),
            Tag::CodeBlock(kind) => self.code(kind, range, events),
            Tag::List(None) => self.container(BlockKind::List, range, ["<ul", ">\n", "</ul>\n"], ""),
            Tag::List(Some(1)) => self.container(BlockKind::List, range, ["<ol", ">\n", "</ol>\n"], ""),
            Tag::List(Some(n)) => {
                let start = format!(" start=\"{n}\"");
                self.container(BlockKind::List, range, ["<ol", ">\n", "</ol>\n"], &start);
            }
            Tag::Item => {
                let task = self.options.extensions && is_task(&events[self.at..]);
                self.container(BlockKind::Item, range, ["<li", ">", "</li>\n"], if task { " class=\"task\"" } else { "" });
            }
            Tag::FootnoteDefinition(name) => self.footnote(name, range),
            Tag::DefinitionList => self.container(BlockKind::List, range, ["<dl", ">\n", "</dl>\n"], ""),
            Tag::DefinitionListTitle => self.container(BlockKind::Definition, range, ["<dt", ">", "</dt>\n"], ""),
            Tag::DefinitionListDefinition => self.container(BlockKind::Definition, range, ["<dd", ">", "</dd>\n"], ""),
            Tag::Table(columns) => {
                self.columns.clone_from(columns);
                self.container(BlockKind::Table, range, ["<table", ">", "</table>\n"], "");
            }
            Tag::TableHead => {
                (self.in_head, self.column) = (true, 0);
                self.container(BlockKind::TableHead, range, ["<thead><tr", ">", "</tr></thead>"], "");
            }
            Tag::TableRow => {
                (self.in_head, self.column, self.row_marker) = (false, 0, None);
                self.container(BlockKind::Row, range, ["<tr", ">", "</tr>\n"], "");
            }
            Tag::TableCell => self.cell(events),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::DefinitionList | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition => self.close(),
            TagEnd::Table => {
                self.tape().push_str("</tbody>");
                self.close();
            }
            TagEnd::TableHead => {
                self.close();
                self.in_head = false;
                self.tape().push_str("<tbody>\n");
            }
            TagEnd::FootnoteDefinition => self.end_footnote(),
            TagEnd::TableRow => self.end_row(),
            _ => {}
        }
    }

    fn cell(&mut self, events: &'a [Located<'a>]) {
        let name = if self.in_head { "th" } else { "td" };
        let align = match self.columns.get(self.column) {
            Some(Alignment::Left) => "left",
            Some(Alignment::Center) => "center",
            Some(Alignment::Right) => "right",
            _ => "",
        };
        self.tape().push_str(if name == "th" { "<th" } else { "<td" });
        if !align.is_empty() {
            // a class, since a page's content security policy may forbid styles
            let class = format!(" class=\"align-{align}\"");
            self.tape().push_str(&class);
        }
        self.tape().push('>');
        let row = self.current_block();
        let pieces = Reader::read(self, events, row, true);
        match super::blocks::marker(&pieces) {
            Some(id) if self.column == 0 => self.row_marker = Some(id.into()),
            _ if pieces.is_empty() => {}
            _ => self.row_marker = None,
        }
        self.anchor_by_text(row, &pieces);
        self.pieces(&pieces);
        self.tape().push_str(if name == "th" { "</th>" } else { "</td>" });
        self.column += 1;
        self.at += 1; // the cell's end
    }

    /// A last row that holds nothing but `^id` is no row: it names the table.
    fn end_row(&mut self) {
        let row = self.open.last().and_then(|open| Some((open.block?, open.mark)));
        self.close();
        if let (Some(id), Some((row, mark))) = (self.row_marker.take(), row) {
            let table = self.note.blocks[row as usize].parent;
            self.note.body.html.truncate(mark.start as usize);
            self.note.body.holes.truncate(mark.first as usize);
            self.note.blocks.truncate(row as usize);
            self.previous = None;
            if let Some(table) = table {
                self.name_block(table, &id);
            }
        }
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>, events: &'a [Located<'a>]) {
        self.end_raw_paragraph();
        self.fresh_line();
        let mark = self.note.body.mark();
        let span = self.span(range);
        let ix = self.new_block(BlockKind::Code, span);
        self.tape().push_str("<pre");
        self.note.body.hole(Fill::BlockId(ix));
        self.tape().push_str("><code");
        if let CodeBlockKind::Fenced(info) = kind {
            let info = mask::unmask(info, self.source, &self.masks.links);
            let language = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
            if !language.is_empty() {
                self.tape().push_str(" class=\"language-");
                escape_into(&mut self.note.body.html, language);
                self.tape().push('"');
            }
        }
        self.tape().push('>');
        let inner = self.note.body.mark();
        while let Some((event, _)) = events.get(self.at) {
            self.at += 1;
            match event {
                Event::Text(text) => {
                    let text = mask::unmask(text, self.source, &self.masks.links);
                    escape_text_into(&mut self.note.body.html, &text);
                }
                _ => break,
            }
        }
        let inner = self.note.body.since(inner);
        self.tape().push_str("</code></pre>\n");
        let slice = self.note.body.since(mark);
        let block = &mut self.note.blocks[ix as usize];
        (block.slice, block.inner) = (slice, inner);
        self.previous = Some(ix);
    }

    fn heading(&mut self, level: u8, range: &Range<usize>, events: &'a [Located<'a>]) {
        self.end_raw_paragraph();
        self.fresh_line();
        let ix = self.note.headings.len() as HeadingIx;
        let nested = self.open.iter().any(|open| open.block.is_some());
        let span = self.span(range);
        if !nested {
            while self.headings.last().is_some_and(|h| self.note.headings[*h as usize].level >= level) {
                self.headings.pop();
            }
        }
        let block = self.new_block(BlockKind::Heading(ix), span);
        self.note.blocks[block as usize].section = self.headings.last().copied();
        // the place is taken before its text is read, so that links inside know their block
        let parent = self.headings.last().copied();
        self.note.headings.push(Heading { level, text: String::new(), slug: String::new(), parent, block, nested });
        let mut pieces = Reader::read(self, events, block, false);
        self.at += 1; // the heading's end
        self.block_id(block, &mut pieces);
        let text = super::blocks::heading_text(&pieces, &self.note.links, &self.note.tags);
        let slug = crate::base::slug::heading(&text);
        let slug = self.anchors.unique(if slug.is_empty() { "section" } else { &slug });
        let heading = &mut self.note.headings[ix as usize];
        (heading.text, heading.slug) = (text, slug);
        if !nested {
            self.headings.push(ix);
        }
        let mark = self.note.body.mark();
        self.note.body.hole(Fill::HeadingOpen(ix));
        let inner = self.note.body.mark();
        self.pieces(&pieces);
        let inner = self.note.body.since(inner);
        self.note.body.hole(Fill::HeadingClose(ix));
        self.tape().push('\n');
        let slice = self.note.body.since(mark);
        self.previous = Some(block);
        let block = &mut self.note.blocks[block as usize];
        (block.slice, block.inner) = (slice, inner);
    }

    fn paragraph(&mut self, range: &Range<usize>, events: &'a [Located<'a>]) {
        let span = self.span(range);
        let block = self.new_block(BlockKind::Paragraph, span);
        let pieces = Reader::read(self, events, block, false);
        self.at += 1; // the paragraph's end
        self.write_paragraph(block, pieces);
    }

    /// Writes a paragraph whose pieces are read; the block was made for it.
    pub(super) fn write_paragraph(&mut self, block: BlockIx, mut pieces: Vec<Piece<'a>>) {
        self.end_raw_paragraph();
        if self.options.extensions {
            if let Some(id) = super::blocks::marker(&pieces) {
                let id = id.to_owned();
                self.note.blocks.pop();
                if let Some(previous) = self.previous {
                    self.name_block(previous, &id);
                }
                return;
            }
            self.block_id(block, &mut pieces);
        }
        self.fresh_line();
        self.anchor_by_text(block, &pieces);
        let mark = self.note.body.mark();
        let figure = self.options.extensions && super::blocks::is_figure(&pieces, &self.note.links);
        self.tape().push_str(if figure { "<div class=\"figure\"" } else { "<p" });
        if self.options.extensions {
            self.note.body.hole(Fill::BlockId(block));
        }
        self.tape().push('>');
        let inner = self.note.body.mark();
        self.pieces(&pieces);
        let inner = self.note.body.since(inner);
        self.tape().push_str(if figure { "</div>\n" } else { "</p>\n" });
        let slice = self.note.body.since(mark);
        self.previous = Some(block);
        let written = &mut self.note.blocks[block as usize];
        (written.slice, written.inner) = (slice, inner);
        if figure {
            written.kind = BlockKind::Figure;
        }
    }

    /// Text that stands in an item, or another container, without a paragraph around it.
    fn tight_text(&mut self, events: &'a [Located<'a>]) {
        let start = events[self.at].1.start;
        let block = self.new_block(BlockKind::Paragraph, Span::new(self.base + start, self.base + start));
        let mut pieces = Reader::read(self, events, block, false);
        let end = events.get(self.at.saturating_sub(1)).map_or(start, |(_, range)| range.end);
        self.note.blocks[block as usize].span = Span::new(self.base + start, self.base + end.max(start));
        if self.options.extensions {
            self.block_id(block, &mut pieces);
        }
        self.anchor_by_text(self.note.blocks[block as usize].parent.unwrap_or(block), &pieces);
        let mark = self.note.body.mark();
        self.pieces(&pieces);
        let slice = self.note.body.since(mark);
        let block = &mut self.note.blocks[block as usize];
        (block.slice, block.inner) = (slice, slice);
    }

    fn footnote(&mut self, name: &CowStr<'a>, range: &Range<usize>) {
        self.close_raw(0);
        self.fresh_line();
        if !self.in_footnotes {
            self.in_footnotes = true;
            self.headings.clear();
            self.tape().push_str("<section class=\"footnotes\"><ol>\n");
        }
        let number = self.footnote_number(name);
        let mark = self.note.body.mark();
        let span = self.span(range);
        let block = self.new_block(BlockKind::Footnote, span);
        self.note.body.hole(Fill::FootnoteOpen(number));
        let inner = self.note.body.mark();
        self.depth += 1;
        self.footnote = Some(number);
        self.open.push(Open { block: Some(block), mark, inner, floor: self.raw.floor(), end: "" });
    }

    fn end_footnote(&mut self) {
        self.close();
        if let Some(number) = self.footnote.take() {
            self.note.body.hole(Fill::FootnoteBack(number, self.marks[number as usize - 1]));
            self.tape().push_str("</li>\n");
        }
    }

    fn footnote_number(&mut self, name: &CowStr<'a>) -> u16 {
        // numbers past 65,535 are all the last one: nobody reads that far
        let next = (self.footnotes.len() + 1).min(u16::MAX as usize) as u16;
        let number = *self.footnotes.entry(name.clone()).or_insert(next);
        if self.marks.len() < number as usize {
            self.marks.push(0);
        }
        number
    }

    /// The number of a footnote and of this mark of it.
    pub(super) fn footnote_mark(&mut self, name: &CowStr<'a>) -> Fill {
        let number = self.footnote_number(name);
        let marks = &mut self.marks[number as usize - 1];
        *marks = marks.saturating_add(1);
        Fill::FootnoteMark(number, *marks)
    }

    fn quote(&mut self, range: &Range<usize>, events: &'a [Located<'a>]) {
        if self.options.extensions && super::callout::starts(self.body, &events[self.at..]) {
            self.callout(range, events);
        } else {
            self.container(BlockKind::Quote, range, ["<blockquote", ">\n", "</blockquote>\n"], "");
        }
    }

    /// Opens a callout's element; its end is the quote's.
    pub(super) fn open_callout(&mut self, range: &Range<usize>, tags: [&'static str; 3], attributes: &str) {
        self.container(BlockKind::Callout, range, tags, attributes);
    }
}

fn is_task(events: &[Located<'_>]) -> bool {
    matches!(
        events,
        [(Event::TaskListMarker(_), _), ..] | [(Event::Start(Tag::Paragraph), _), (Event::TaskListMarker(_), _), ..]
    )
}
