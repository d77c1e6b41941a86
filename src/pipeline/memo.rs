//! What reading notes gave, kept from one analysis to the next: a note whose text is what it was is not parsed again.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::Finding;
use crate::note::Note;
use crate::paint::Paintings;
use crate::vault::Source;

/// A published note's meaning, or, of a private one, only what its author should know.
pub(super) type Read = Result<Arc<Note>, Arc<[Finding]>>;

/// What reading each note of a vault gave. It holds for one configuration: whoever changes that starts with an empty one.
#[derive(Default)]
pub struct Memo {
    notes: FxHashMap<Box<str>, (Arc<str>, Read)>,
    /// What was painted for it: no painting of a text that is still there is made again.
    pub(super) paintings: Arc<Paintings>,
}

impl Memo {
    /// What reading a note gave, if its text is what it was.
    pub(super) fn recall(&self, source: &Source) -> Option<Read> {
        let (text, read) = self.notes.get(source.path.as_str())?;
        (Arc::ptr_eq(text, &source.text) || *text == source.text).then(|| read.clone())
    }

    /// Keeps what reading all of a vault gave, and forgets what was there before.
    pub(super) fn keep(&mut self, sources: &[Source], read: &[Read]) {
        let entry = |(source, read): (&Source, &Read)| (source.path.as_str().into(), (source.text.clone(), read.clone()));
        self.notes = sources.iter().zip(read).map(entry).collect();
    }
}
