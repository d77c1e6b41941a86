//! Code blocks, and what is written like one: displayed formulas.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event};

use super::writer::{Located, Writer};
use super::{BlockKind, Fill, mask};
use crate::base::text::{escape_into, escape_text_into};

impl<'a> Writer<'a> {
    pub(super) fn code(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>, events: &'a [Located<'a>]) {
        self.end_raw_paragraph();
        self.fresh_line();
        let text = self.code_text(events);
        let info = match kind {
            CodeBlockKind::Fenced(info) => mask::unmask(info, self.source, &self.masks.links),
            CodeBlockKind::Indented => "".into(),
        };
        let language = info.split([' ', '\t', ',', '{']).next().unwrap_or_default();
        let mark = self.note.body.mark();
        let span = self.span(range);
        if self.options.extensions && self.query(&info, &text, span) {
            return;
        }
        let ix = self.new_block(BlockKind::Code, span);
        let inner = match language {
            "math" if self.options.extensions => {
                self.note.blocks[ix as usize].kind = BlockKind::Figure;
                self.tape().push_str("<div class=\"math-block\"");
                self.note.body.hole(Fill::BlockId(ix));
                self.tape().push('>');
                let inner = self.note.body.mark();
                self.formula(&text, true, span);
                let inner = self.note.body.since(inner);
                self.tape().push_str("</div>\n");
                inner
            }
            language => {
                self.tape().push_str("<pre");
                self.note.body.hole(Fill::BlockId(ix));
                self.tape().push_str("><code");
                if !language.is_empty() {
                    self.tape().push_str(" class=\"language-");
                    escape_into(self.tape(), language);
                    self.tape().push('"');
                }
                self.tape().push('>');
                let inner = self.note.body.mark();
                escape_text_into(self.tape(), &text);
                let inner = self.note.body.since(inner);
                self.tape().push_str("</code></pre>\n");
                inner
            }
        };
        let slice = self.note.body.since(mark);
        let block = &mut self.note.blocks[ix as usize];
        (block.slice, block.inner) = (slice, inner);
        self.previous = Some(ix);
    }

    /// The block's text up to its end.
    fn code_text(&mut self, events: &'a [Located<'a>]) -> String {
        let mut whole = String::new();
        while let Some((event, _)) = events.get(self.at) {
            self.at += 1;
            match event {
                Event::Text(text) => whole.push_str(&mask::unmask(text, self.source, &self.masks.links)),
                _ => break,
            }
        }
        whole
    }
}
