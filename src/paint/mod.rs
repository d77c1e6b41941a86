//! What is made of one block's text alone and takes long: highlighted code, diagrams. Each distinct block is made once, whatever
//! number of notes have it, and no sooner than a page shows it, or, of a diagram, than somebody asks whether it can be drawn.
//!
//! [`Paintings`] collects the distinct blocks of all notes and knows which block each note has; a [`Block`] is painted when it is
//! first asked for. Whoever wants all of them paints them in parallel beforehand: no block knows of another.

pub mod allowed;
pub mod classes;
pub mod colour;
pub mod diagram;
pub mod highlight;
pub mod language;
pub mod mermaid;
pub mod svg;

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHasher};

use crate::base::text::Span;
use crate::diag::{Code, Finding};
use crate::note::Note;
use crate::note::code::{Painting, PaintingKind};
use crate::vault::{NoteId, Source};
use diagram::{Drawing, Trouble};

/// What came of a painting.
#[derive(Debug, PartialEq)]
pub enum Painted {
    /// Highlighted code.
    Code(Box<str>),
    /// A diagram.
    Diagram(Drawing),
    /// A diagram that cannot be drawn: its source is shown, and its author told.
    Undrawn(Trouble),
    /// Nothing: the source is shown as it is.
    Source,
}

/// A block that is to be painted.
#[derive(Debug)]
pub struct Block {
    /// Its language; none for a diagram.
    language: Option<Box<str>>,
    text: Box<str>,
    made: OnceLock<Painted>,
}

impl Block {
    /// What comes of it. What takes long is done once.
    pub fn paint(&self) -> &Painted {
        self.made.get_or_init(|| match &self.language {
            Some(language) => {
                highlight::highlight(language, &self.text).map_or(Painted::Source, |html| Painted::Code(html.into()))
            }
            None => diagram::draw(&self.text).map_or_else(Painted::Undrawn, Painted::Diagram),
        })
    }

    /// Whether it is a diagram.
    pub fn is_diagram(&self) -> bool {
        self.language.is_none()
    }
}

/// Distinct blocks, to be found by what is in them.
#[derive(Default)]
struct Known(FxHashMap<u64, Vec<Arc<Block>>>);

impl Known {
    fn find(&self, hash: u64, language: Option<&str>, text: &str) -> Option<&Arc<Block>> {
        self.0.get(&hash)?.iter().find(|block| block.language.as_deref() == language && *block.text == *text)
    }

    fn add(&mut self, hash: u64, block: Arc<Block>) {
        self.0.entry(hash).or_default().push(block);
    }
}

fn hash(language: Option<&str>, text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    (language, text).hash(&mut hasher);
    hasher.finish()
}

/// All paintings of a site.
#[derive(Clone, Default, Debug)]
pub struct Paintings {
    by_note: Vec<Vec<Arc<Block>>>,
    distinct: Vec<Arc<Block>>,
}

impl Paintings {
    /// Collects from all notes; none is painted. What `before` has is not made again.
    pub fn of(notes: &[Arc<Note>], before: &Paintings) -> Paintings {
        let mut earlier = Known::default();
        before.distinct.iter().for_each(|block| earlier.add(hash(block.language.as_deref(), &block.text), block.clone()));
        let mut known = Known::default();
        let mut distinct = Vec::new();
        let mut block = |painting: &Painting| {
            let language = match &painting.kind {
                PaintingKind::Code(language, _) => Some(language.to_lowercase()),
                PaintingKind::Diagram(_) => None,
            };
            let (language, text) = (language.as_deref(), painting.source());
            let hash = hash(language, &text);
            if let Some(block) = known.find(hash, language, &text) {
                return block.clone();
            }
            let fresh = || Arc::new(Block { language: language.map(Into::into), text: (*text).into(), made: OnceLock::new() });
            let block = earlier.find(hash, language, &text).cloned().unwrap_or_else(fresh);
            known.add(hash, block.clone());
            distinct.push(block.clone());
            block
        };
        let by_note = notes.iter().map(|note| note.paintings.iter().map(&mut block).collect()).collect();
        Paintings { by_note, distinct }
    }

    /// A painting of a note, by its index in [`Note::paintings`].
    pub fn get(&self, note: usize, ix: u32) -> &Painted {
        self.by_note.get(note).and_then(|all| all.get(ix as usize)).map_or(&Painted::Source, |block| block.paint())
    }

    /// What there is to say about the diagrams of all notes: those are drawn to find out.
    pub fn findings(&self, notes: &[Arc<Note>], sources: &[Source]) -> Vec<(NoteId, Finding)> {
        let mut findings = Vec::new();
        for (ix, ((blocks, note), source)) in self.by_note.iter().zip(notes).zip(sources).enumerate() {
            for (block, painting) in blocks.iter().zip(&note.paintings).filter(|(block, _)| block.is_diagram()) {
                let Painted::Undrawn(trouble) = block.paint() else { continue };
                let block = note.blocks[painting.block as usize].span;
                let span = trouble.line.and_then(|line| inner_line(&source.text, block, line)).unwrap_or(block);
                let finding = Finding::new(Code::UndrawnDiagram, span, &*trouble.message).hint(trouble.hint);
                findings.push((NoteId(ix as u32), finding));
            }
        }
        findings
    }

    /// Each distinct block.
    pub fn blocks(&self) -> &[Arc<Block>] {
        &self.distinct
    }
}

/// Where a line of a fenced block stands, without what indents it. Its lines count from 1.
fn inner_line(text: &str, block: Span, line: u32) -> Option<Span> {
    let inside = text.get(block.range())?;
    let written = inside.split_inclusive('\n').nth(line as usize)?;
    let start = block.start as usize + (written.as_ptr() as usize - inside.as_ptr() as usize);
    let indent = written.len() - written.trim_start_matches([' ', '\t', '>']).len();
    Some(Span::new(start + indent, start + written.trim_end().len().max(indent)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(text: &str) -> Arc<Note> {
        Arc::new(crate::note::parse::parse(text, &Default::default()))
    }

    #[test]
    fn equal_blocks_are_one_and_stay_painted() {
        let notes = [
            note("```rust\nfn a() {}\n```\n\n```Rust\nfn a() {}\n```\n"),
            note("```rust\nfn a() {}\n```\n\n```js\nlet a;\n```\n"),
        ];
        let paintings = Paintings::of(&notes, &Paintings::default());
        assert_eq!((paintings.blocks().len(), paintings.by_note[0].len()), (2, 2));
        assert!(paintings.blocks().iter().all(|block| block.made.get().is_none()), "nobody asked yet");
        assert!(matches!(paintings.get(0, 1), Painted::Code(html) if html.contains("<span")));
        let again = Paintings::of(&notes[1..], &paintings);
        assert!(again.blocks()[0].made.get().is_some() && again.blocks()[1].made.get().is_none());
        assert_eq!(again.get(0, 0), paintings.get(0, 0));
        assert_eq!((again.get(1, 0), again.get(0, 7)), (&Painted::Source, &Painted::Source));
    }
}
