//! A fence that asks for something: a query of ours becomes a hole, one for another program stays code.

use super::{Reading, read};
use crate::base::text::Span;
use crate::diag::{Code, Finding};
use crate::note::writer::Writer;
use crate::note::{BlockKind, Fill};

/// The info string of a query.
const OURS: &str = "foam-query";

/// The languages of blocks that programs run inside an editor, and whose they are.
const OTHERS: [(&str, &str); 6] = [
    ("foam-query-js", "a script for Foam"),
    ("query", "a search of Obsidian's"),
    ("dataview", "a query for Obsidian's plugin Dataview"),
    ("dataviewjs", "a script for Obsidian's plugin Dataview"),
    ("tasks", "a query for Obsidian's plugin Tasks"),
    ("base", "a view for Obsidian's Bases"),
];

impl Writer<'_> {
    /// Writes the hole of a query; false where the block is none, or none that can be answered, and is shown as code.
    pub(in crate::note) fn query(&mut self, info: &str, text: &str, span: Span) -> bool {
        let info = info.trim();
        if info != OURS {
            self.report_others(info, span);
            return false;
        }
        let Reading::Query(mut query) = read(text, self.source, span, &mut self.note.findings) else { return false };
        let mark = self.note.body.mark();
        let ix = self.new_block(BlockKind::Query, span);
        query.block = ix;
        self.note.body.hole(Fill::Query(self.note.queries.len() as u32));
        self.note.queries.push(*query);
        self.tape().push('\n');
        let slice = self.note.body.since(mark);
        let block = &mut self.note.blocks[ix as usize];
        (block.slice, block.inner) = (slice, slice);
        self.previous = Some(ix);
        true
    }

    /// Tells of the first block of each kind in a note.
    fn report_others(&mut self, info: &str, span: Span) {
        let language = info.split_whitespace().next().unwrap_or_default();
        let Some((name, what)) = OTHERS.iter().find(|(name, _)| *name == language) else { return };
        let message = format!("`{name}` is {what}, which is not run: the page shows it as code");
        if !self.note.findings.iter().any(|f| f.code == Code::UnsupportedQuery && f.message == message) {
            let finding = Finding::new(Code::UnsupportedQuery, span, message);
            self.note.findings.push(finding.hint("Write a list of notes as `foam-query`."));
        }
    }
}
