//! Code blocks, and what is written like one: displayed formulas. Diagrams have a module of their own.
//!
//! The tape has the code as plain text, behind a hole that stands in its place with the highlighted one, once that is made: see
//! `paint`.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event};

use super::diagram::Names;
use super::info::Info;
use super::lines::Look;
use super::writer::{Located, Writer};
use super::{BlockIx, BlockKind, Fill, Slice, lines, mask};
use crate::base::text::{Span, escape, escape_into, escape_text_into};

/// Words in a language's place that say that there is none, and blocks that other tools run.
const PLAIN: &[&str] =
    &["", "text", "txt", "plain", "plaintext", "plain-text", "none", "nohighlight", "output", "ascii", "mermaid"];

/// A part of a note that is made of its own text alone and takes long: made once for all notes that have the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Painting {
    /// What it is.
    pub kind: PaintingKind,
    /// What it is made from, as it is written.
    pub text: Box<str>,
    /// Its block.
    pub block: BlockIx,
    /// How many bytes of the tape behind its hole it stands in place of.
    pub length: u32,
}

/// What is painted.
#[derive(Clone, Debug, PartialEq)]
pub enum PaintingKind {
    /// Code in a language, by the name that its author gave it, and how its lines look.
    Code(Box<str>, Look),
    /// A Mermaid diagram, and what its author says of it. Its text has blank lines where comments stood.
    Diagram(Names),
}

impl Painting {
    /// The text to highlight: a diff's without its signs.
    pub fn source(&self) -> std::borrow::Cow<'_, str> {
        match &self.kind {
            PaintingKind::Code(_, look) if look.signs => lines::without_signs(&self.text).into(),
            PaintingKind::Code(..) | PaintingKind::Diagram(_) => (&*self.text).into(),
        }
    }
}

impl<'a> Writer<'a> {
    pub(super) fn code(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>, events: &'a [Located<'a>]) {
        self.end_raw_paragraph();
        self.fresh_line();
        let text = self.code_text(events);
        let info = match kind {
            CodeBlockKind::Fenced(info) => mask::unmask(info, self.source, &self.masks.links),
            CodeBlockKind::Indented => "".into(),
        };
        let mark = self.note.body.mark();
        let span = self.span(range);
        if self.options.extensions && self.query(&info, &text, span) {
            return;
        }
        let ix = self.new_block(BlockKind::Code, span);
        let inner = if !self.options.extensions {
            let language = info.split([' ', '\t']).next().unwrap_or_default();
            self.code_block(ix, &Info { language: language.to_owned(), ..Info::default() }, &text)
        } else {
            let info = Info::read(&info);
            match info.language.as_str() {
                "math" => self.math_block(ix, &text, span),
                language if language.eq_ignore_ascii_case("mermaid") => self.diagram(ix, &info, &text, span),
                _ => self.code_block(ix, &info, &text),
            }
        };
        let slice = self.note.body.since(mark);
        let block = &mut self.note.blocks[ix as usize];
        (block.slice, block.inner) = (slice, inner);
        self.previous = Some(ix);
    }

    fn math_block(&mut self, ix: BlockIx, text: &str, span: Span) -> Slice {
        self.note.blocks[ix as usize].kind = BlockKind::Figure;
        self.tape().push_str("<div class=\"math-block\"");
        self.note.body.hole(Fill::BlockId(ix));
        self.tape().push('>');
        let inner = self.note.body.mark();
        self.formula(text, true, span);
        let inner = self.note.body.since(inner);
        self.tape().push_str("</div>\n");
        inner
    }

    pub(super) fn code_block(&mut self, ix: BlockIx, info: &Info, text: &str) -> Slice {
        let Info { language, title, look } = info;
        let figure = title.is_some();
        self.tape().push_str(if figure { "<figure class=\"code\"" } else { "<pre" });
        self.note.body.hole(Fill::BlockId(ix));
        if let Some(title) = title {
            let head = format!("><figcaption>{}</figcaption><pre", escape(title));
            self.tape().push_str(&head);
        }
        self.tape().push_str(match look.first {
            Some(_) => " class=\"numbered\"><code",
            None => "><code",
        });
        if !language.is_empty() {
            self.tape().push_str(" class=\"language-");
            escape_into(self.tape(), language);
            self.tape().push('"');
        }
        self.tape().push('>');
        let inner = self.note.body.mark();
        let wanted = self.options.extensions && self.options.highlight && !PLAIN.contains(&language.as_str());
        if wanted {
            self.note.body.hole(Fill::Painting(self.note.paintings.len() as u32));
        }
        let mut plain = String::with_capacity(text.len() + text.len() / 16);
        escape_text_into(&mut plain, text);
        look.write(self.tape(), text, &plain, true);
        let inner = self.note.body.since(inner);
        if wanted {
            let kind = PaintingKind::Code(language.as_str().into(), look.clone());
            let length = inner.end - inner.start;
            self.note.paintings.push(Painting { kind, text: text.into(), block: ix, length });
        }
        self.tape().push_str(if figure { "</code></pre></figure>\n" } else { "</code></pre>\n" });
        inner
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
