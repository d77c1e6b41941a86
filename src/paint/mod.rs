//! What is made of one block's text alone and takes long: highlighted code. Each distinct block is made once, whatever number of
//! notes have it, and no sooner than a page shows it.
//!
//! [`Paintings`] collects the distinct blocks of all notes and knows which block each note has; a [`Block`] is painted when it is
//! first asked for. Whoever wants all of them paints them in parallel beforehand: no block knows of another.

pub mod classes;
pub mod highlight;
pub mod language;

use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHasher};

use crate::note::Note;
use crate::note::code::{Painting, PaintingKind};

/// A block that is to be painted.
#[derive(Debug)]
pub struct Block {
    language: Box<str>,
    text: Box<str>,
    made: OnceLock<Option<Box<str>>>,
}

impl Block {
    /// Its HTML; nothing where its source is to be shown as it is. What takes long is done once.
    pub fn paint(&self) -> Option<&str> {
        self.made.get_or_init(|| highlight::highlight(&self.language, &self.text).map(Into::into)).as_deref()
    }
}

/// Distinct blocks, to be found by what is in them.
#[derive(Default)]
struct Known(FxHashMap<u64, Vec<Arc<Block>>>);

impl Known {
    fn find(&self, hash: u64, language: &str, text: &str) -> Option<&Arc<Block>> {
        self.0.get(&hash)?.iter().find(|block| *block.language == *language && *block.text == *text)
    }

    fn add(&mut self, hash: u64, block: Arc<Block>) {
        self.0.entry(hash).or_default().push(block);
    }
}

fn hash(language: &str, text: &str) -> u64 {
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
        before.distinct.iter().for_each(|block| earlier.add(hash(&block.language, &block.text), block.clone()));
        let mut known = Known::default();
        let mut distinct = Vec::new();
        let mut block = |painting: &Painting| {
            let PaintingKind::Code(language, _) = &painting.kind;
            let (language, text) = (language.to_lowercase(), painting.source());
            let hash = hash(&language, &text);
            if let Some(block) = known.find(hash, &language, &text) {
                return block.clone();
            }
            let fresh = || Arc::new(Block { language: language.as_str().into(), text: (*text).into(), made: OnceLock::new() });
            let block = earlier.find(hash, &language, &text).cloned().unwrap_or_else(fresh);
            known.add(hash, block.clone());
            distinct.push(block.clone());
            block
        };
        let by_note = notes.iter().map(|note| note.paintings.iter().map(&mut block).collect()).collect();
        Paintings { by_note, distinct }
    }

    /// A painting of a note, by its index in [`Note::paintings`]; nothing where its source is to be shown.
    pub fn get(&self, note: usize, ix: u32) -> Option<&str> {
        self.by_note.get(note)?.get(ix as usize)?.paint()
    }

    /// Each distinct block.
    pub fn blocks(&self) -> &[Arc<Block>] {
        &self.distinct
    }
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
        assert!(paintings.get(0, 1).is_some_and(|html| html.contains("<span")));
        let again = Paintings::of(&notes[1..], &paintings);
        assert!(again.blocks()[0].made.get().is_some() && again.blocks()[1].made.get().is_none());
        assert_eq!(again.get(0, 0), paintings.get(0, 0));
        assert_eq!((again.get(1, 0), again.get(0, 7)), (None, None));
    }
}
