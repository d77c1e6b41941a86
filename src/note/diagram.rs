//! Diagrams in Mermaid's language: what of a block is drawn, what its readers may read, and what its author calls it.
//!
//! Mermaid's comments, from `%%` to the end of a line, are for its author alone. Neither the drawing nor the source that a page
//! shows has them.

use super::code::{Painting, PaintingKind};
use super::info::Info;
use super::lines::Look;
use super::writer::Writer;
use super::{BlockIx, BlockKind, Fill, Slice};
use crate::base::text::Span;
use crate::diag::{Code, Finding};

/// How many diagrams of one note are drawn: each may take a second or two.
pub const MAX_DIAGRAMS: usize = 50;

/// What the author of a diagram calls it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Stands below it: `title="…"` behind the back quotes, or `title:` in its front matter.
    pub caption: Option<Box<str>>,
    /// For those who do not see it: `accTitle:`.
    pub title: Option<Box<str>>,
    /// What it shows, for the same: `accDescr:`.
    pub description: Option<Box<str>>,
}

/// A diagram's source, taken apart.
#[derive(Debug, Default, PartialEq)]
struct Source {
    /// What is drawn: line for line as it is written, without comments, directives and what it is called.
    drawn: String,
    /// What readers may read: without comments.
    shown: String,
    names: Names,
}

/// What the lines that follow belong to.
#[derive(Clone, Copy, PartialEq)]
enum In {
    Text,
    Front,
    Directive,
    Description,
}

impl Source {
    fn read(text: &str) -> Source {
        let mut source = Source::default();
        let mut description = String::new();
        let (mut state, mut first) = (In::Text, true);
        let last =
            |end: &str| text.lines().enumerate().filter(|(_, line)| line.contains(end)).last().map_or(0, |(index, _)| index);
        let (last_directive, last_brace) = (last("}%%"), last("}"));
        for (index, line) in text.lines().enumerate() {
            let trimmed = line.trim();
            let was = state;
            state = match was {
                In::Text if first && trimmed == "---" => In::Front,
                In::Front if trimmed == "---" => In::Text,
                In::Text if trimmed.starts_with("%%{") && !trimmed.contains("}%%") && last_directive > index => In::Directive,
                In::Directive if trimmed.contains("}%%") => In::Text,
                In::Text if opens_description(trimmed) && last_brace > index => In::Description,
                In::Description if trimmed.contains('}') => In::Text,
                state => state,
            };
            let kept = match (was, state) {
                (In::Directive, _) | (_, In::Directive) => None,
                (In::Front, _) | (_, In::Front) => {
                    if let Some(title) = trimmed.strip_prefix("title:") {
                        source.names.caption = named(title);
                    }
                    Some((line, line))
                }
                (In::Description, _) | (_, In::Description) => {
                    let inside = trimmed.split_once('{').map_or(trimmed, |(_, inside)| inside);
                    description.push_str(inside.split('}').next().unwrap_or_default().trim());
                    description.push(' ');
                    Some((line, ""))
                }
                (In::Text, In::Text) => source.line(line),
            };
            if let Some((shown, _)) = kept {
                source.shown.push_str(shown);
                source.shown.push('\n');
            }
            source.drawn.push_str(kept.map_or("", |(_, drawn)| drawn));
            source.drawn.push('\n');
            first &= trimmed.is_empty();
        }
        source.names.description = named(&description).or(source.names.description);
        source
    }

    /// A line of the diagram itself: what is shown of it, and what is drawn. Nothing where it is a comment.
    fn line<'l>(&mut self, line: &'l str) -> Option<(&'l str, &'l str)> {
        let code = &line[..comment(line).unwrap_or(line.len())];
        let trimmed = code.trim();
        if code.len() < line.len() && trimmed.is_empty() {
            return None;
        }
        let called = |key: &str| trimmed.strip_prefix(key).and_then(|rest| rest.trim_start().strip_prefix(':'));
        if let Some(title) = called("accTitle") {
            self.names.title = named(title);
            return Some((code, ""));
        }
        if let Some(description) = called("accDescr") {
            self.names.description = named(description);
            return Some((code, ""));
        }
        Some((code.trim_end(), code))
    }
}

/// Where the comment of a line begins: at `%%` outside double quotes.
fn comment(line: &str) -> Option<usize> {
    let mut quoted = false;
    let bytes = line.as_bytes();
    (0..bytes.len()).find(|at| {
        quoted ^= bytes[*at] == b'"';
        !quoted && bytes[*at..].starts_with(b"%%")
    })
}

fn opens_description(line: &str) -> bool {
    line.strip_prefix("accDescr").is_some_and(|rest| rest.trim_start().starts_with('{') && !rest.contains('}'))
}

fn named(text: &str) -> Option<Box<str>> {
    let text = text.trim().trim_matches(['"', '\'']).trim();
    (!text.is_empty()).then(|| text.into())
}

impl Writer<'_> {
    /// A diagram: on the tape its source, behind a hole that stands in its place with the drawing.
    pub(super) fn diagram(&mut self, ix: BlockIx, info: &Info, text: &str, span: Span) -> Slice {
        let Source { drawn, shown, mut names } = Source::read(text);
        names.caption = info.title.as_deref().map(Into::into).or(names.caption);
        let title = names.caption.as_deref().map(str::to_owned);
        let info = Info { language: "mermaid".to_owned(), title, look: Look::default() };
        let so_far = self.note.paintings.iter().filter(|painting| matches!(painting.kind, PaintingKind::Diagram(_))).count();
        if so_far >= MAX_DIAGRAMS {
            let message = format!("this note has more than {MAX_DIAGRAMS} diagrams; this one is shown as its source");
            self.note.findings.push(Finding::new(Code::UndrawnDiagram, span, message).hint("Divide the note."));
            return self.code_block(ix, &info, &shown);
        }
        self.note.blocks[ix as usize].kind = BlockKind::Figure;
        let mark = self.note.body.mark();
        self.note.body.hole(Fill::Painting(self.note.paintings.len() as u32));
        let inner = self.code_block(ix, &info, &shown);
        let whole = self.note.body.since(mark);
        let length = whole.end - whole.start;
        self.note.paintings.push(Painting { kind: PaintingKind::Diagram(names), text: drawn.into(), block: ix, length });
        inner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_neither_drawn_nor_shown() {
        let source =
            Source::read("%% a secret\nflowchart LR\n  A[\"100%% sure\"] --> B %% another\n\n%%{init: {\n'a': 1}}%%\nB --> C\n");
        assert_eq!(source.drawn, "\nflowchart LR\n  A[\"100%% sure\"] --> B \n\n\n\nB --> C\n");
        assert_eq!(source.shown, "flowchart LR\n  A[\"100%% sure\"] --> B\n\nB --> C\n");
    }

    #[test]
    fn what_is_never_closed_hides_no_more_than_its_line() {
        assert_eq!(Source::read("%%{init\npie\n").drawn, "\npie\n");
        assert_eq!(Source::read("pie\naccDescr {\n\"a\" : 1\n").drawn, "pie\naccDescr {\n\"a\" : 1\n");
    }

    #[test]
    fn what_it_is_called() {
        let source =
            Source::read("---\ntitle: \"A & B\"\n---\npie\naccTitle: Pets\naccDescr {\n  Dogs and\n  cats }\n\"a\" : 1\n");
        assert_eq!(source.drawn, "---\ntitle: \"A & B\"\n---\npie\n\n\n\n\n\"a\" : 1\n");
        assert_eq!(source.names.caption.as_deref(), Some("A & B"));
        assert_eq!(source.names.title.as_deref(), Some("Pets"));
        assert_eq!(source.names.description.as_deref(), Some("Dogs and cats"));
        assert_eq!(Source::read("pie\naccDescr: In a line\n").names.description.as_deref(), Some("In a line"));
    }
}
