//! Tables: cells with their alignment, and rows that name their table.

use pulldown_cmark::Alignment;

use super::inline::Reader;
use super::writer::{Located, Writer};

/// The table that is open.
#[derive(Default)]
pub(super) struct Table {
    pub(super) columns: Vec<Alignment>,
    pub(super) column: usize,
    pub(super) in_head: bool,
    /// The id in the first cell of a row that holds nothing else.
    pub(super) row_marker: Option<Box<str>>,
}

impl<'a> Writer<'a> {
    pub(super) fn cell(&mut self, events: &'a [Located<'a>]) {
        let name = if self.table.in_head { "th" } else { "td" };
        let align = match self.table.columns.get(self.table.column) {
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
            Some(id) if self.table.column == 0 => self.table.row_marker = Some(id.into()),
            _ if pieces.is_empty() => {}
            _ => self.table.row_marker = None,
        }
        self.anchor_by_text(row, &pieces);
        if name == "td" {
            super::blocks::mark_flow(&pieces, &mut self.note.links);
        }
        self.pieces(&pieces);
        self.tape().push_str(if name == "th" { "</th>" } else { "</td>" });
        self.table.column += 1;
        self.at += 1; // the cell's end
    }

    /// A last row that holds nothing but `^id` is no row: it names the table.
    pub(super) fn end_row(&mut self) {
        let row = self.open.last().and_then(|open| Some((open.block?, open.mark)));
        self.close();
        if let (Some(id), Some((row, mark))) = (self.table.row_marker.take(), row) {
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
}
