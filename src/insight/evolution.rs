//! When notes were written, and how their connections grew.

use jiff::civil::Date;

use super::Input;
use crate::base::path::VaultPath;

/// When each note was written: the day it is about, its front matter, a date that its name begins with, its history.
pub(super) fn dates(input: Input<'_>) -> Vec<Option<Date>> {
    let date = |ix: usize| {
        let (note, history) = (&input.notes[ix], input.sources[ix].dates);
        let meta = &note.note.meta;
        let day = input.config.daily.day(note.path);
        day.or(meta.created).or_else(|| named(note.path)).or(history.created).or(meta.updated)
    };
    (0..input.notes.len()).map(date).collect()
}

/// The date that a name begins with: `2024-03-12 Bread`.
fn named(path: &VaultPath) -> Option<Date> {
    let stem = path.stem();
    let date = stem.get(..10)?;
    let digits = |(i, b): (usize, u8)| if matches!(i, 4 | 7) { b == b'-' } else { b.is_ascii_digit() };
    let ends = !stem[10..].starts_with(|c: char| c.is_ascii_digit());
    if date.bytes().enumerate().all(digits) && ends { date.parse().ok() } else { None }
}
