//! What is made of one block's text alone and takes long: highlighted code. Each distinct block is made once, whatever number of
//! notes have it.
//!
//! [`Wanted`] collects the distinct blocks of all notes, [`paint`] makes one, and [`Paintings`] knows which block got which. The
//! caller draws in parallel if it likes: no block knows of another.

pub mod classes;
pub mod highlight;
pub mod language;

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::note::Note;
use crate::note::code::{Painting, PaintingKind};

/// What distinguishes one painting from another: its language, and its text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Key<'n>(Cow<'n, str>, Cow<'n, str>);

/// A painting to be made.
#[derive(Clone, Debug)]
pub struct Job<'n> {
    key: Key<'n>,
    /// As it was made before.
    made: Option<Painted>,
}

/// A painting that was made: HTML, or nothing where the source is to be shown.
type Painted = Option<Arc<str>>;

/// The distinct paintings of all notes, and which of them each note has.
pub struct Wanted<'n> {
    /// Each to be handed to [`paint`].
    pub jobs: Vec<Job<'n>>,
    /// For each note, for each of its paintings, the number of the job.
    by_note: Vec<Vec<u32>>,
}

impl<'n> Wanted<'n> {
    /// Collects from all notes. What `before` has is not made again.
    pub fn of(notes: &'n [Arc<Note>], before: &Paintings) -> Self {
        let mut numbers: FxHashMap<Key<'n>, u32> = FxHashMap::default();
        let mut jobs = Vec::new();
        let mut number = |painting: &'n Painting| {
            let key = key(painting);
            *numbers.entry(key.clone()).or_insert_with(|| {
                let made = before.made.get(&key).cloned();
                jobs.push(Job { key, made });
                jobs.len() as u32 - 1
            })
        };
        let by_note = notes.iter().map(|note| note.paintings.iter().map(&mut number).collect()).collect();
        Wanted { jobs, by_note }
    }

    /// Brings together what was asked for and what was made of it, in the order of the jobs.
    pub fn with(self, painted: Vec<Painted>) -> Paintings {
        let by_note = self.by_note.iter().map(|jobs| jobs.iter().map(|job| painted[*job as usize].clone()).collect()).collect();
        let owned = |Key(language, text): Key<'_>| Key(Cow::Owned(language.into_owned()), Cow::Owned(text.into_owned()));
        let made = self.jobs.into_iter().map(|job| owned(job.key)).zip(painted).collect();
        Paintings { by_note, made }
    }
}

fn key(painting: &Painting) -> Key<'_> {
    match &painting.kind {
        PaintingKind::Code(language, _) => Key(language.to_lowercase().into(), painting.source()),
    }
}

/// Makes one painting. Answers nothing where its source is to be shown as it is.
pub fn paint(job: &Job<'_>) -> Painted {
    let Job { key: Key(language, text), made } = job;
    made.clone().unwrap_or_else(|| highlight::highlight(language, text).map(Into::into))
}

/// All paintings of a site.
#[derive(Clone, Default, Debug)]
pub struct Paintings {
    by_note: Vec<Vec<Painted>>,
    made: FxHashMap<Key<'static>, Painted>,
}

impl Paintings {
    /// A painting of a note, by its index in [`Note::paintings`]; nothing where its source is to be shown.
    pub fn get(&self, note: usize, ix: u32) -> Option<&str> {
        self.by_note.get(note)?.get(ix as usize)?.as_deref()
    }

    /// How many distinct ones were made.
    pub fn len(&self) -> usize {
        self.made.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.made.is_empty()
    }
}
