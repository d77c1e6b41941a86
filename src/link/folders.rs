//! Folders by their name: a link to a folder means its index note.

use super::Named;
use super::index::{File, reversed};
use crate::base::order::NameOrder;
use crate::vault::NoteId;

/// File names, without extension and in lower case, that speak for their folder; the earlier wins.
const INDEX_NAMES: &[&str] = &["index", "readme"];

/// The folders that have an index note.
pub(super) struct Folders {
    /// Their segments from last to first, lower-cased, each with a slash behind it (`bar/foo/`; the root is `/`); sorted.
    keys: Vec<(Box<str>, NoteId)>,
    /// For each key how its index note ranks in the order of names.
    ranks: Minima,
    /// The index notes by rank.
    ranked: Vec<NoteId>,
}

impl Folders {
    /// Indexes the folders of notes that are sorted by path.
    pub(super) fn new(notes: &[Named<'_>], order: &NameOrder) -> Self {
        let mut keys: Vec<(Box<str>, usize, NoteId)> = Vec::new();
        for (ix, note) in notes.iter().enumerate() {
            let stem = note.path.stem().to_lowercase();
            if let Some(kind) = INDEX_NAMES.iter().position(|name| *name == stem) {
                let folder = reversed(&note.path.folder().to_lowercase());
                keys.push((folder.into(), kind, NoteId(ix as u32)));
            }
        }
        keys.sort_unstable();
        keys.dedup_by(|later, first| later.0 == first.0);
        let keys: Vec<(Box<str>, NoteId)> = keys.into_iter().map(|(key, _, id)| (key, id)).collect();
        let mut places: Vec<usize> = (0..keys.len()).collect();
        let path = |place: &usize| notes[keys[*place].1.ix()].path.as_str();
        places.sort_by(|a, b| order.compare(path(a), path(b)));
        let mut ranks = vec![0; keys.len()];
        for (rank, place) in places.iter().enumerate() {
            ranks[*place] = rank as u32;
        }
        let ranked = places.iter().map(|place| keys[*place].1).collect();
        Folders { keys, ranks: Minima::new(ranks), ranked }
    }

    /// The index note of the folder at a path, which is lower-cased.
    pub(super) fn path(&self, path: &str) -> Option<NoteId> {
        let key = reversed(path);
        self.keys.binary_search_by(|(k, _)| (**k).cmp(&key)).ok().map(|place| self.keys[place].1)
    }

    /// The first index note, in the order of names, of the folders whose path ends in `tail`, which is lower-cased; and how
    /// many there are.
    pub(super) fn ending(&self, tail: &str) -> Option<(NoteId, usize)> {
        let (start, end) = self.matching(tail);
        let rank = self.ranks.of(start, end)?;
        Some((self.ranked[rank as usize], end - start))
    }

    /// Some of the index notes that [`Folders::ending`] chooses from.
    pub(super) fn rivals(&self, tail: &str, limit: usize) -> impl Iterator<Item = File> + '_ {
        let (start, end) = self.matching(tail);
        self.keys[start..end].iter().take(limit).map(|(_, id)| File::Note(*id))
    }

    fn matching(&self, tail: &str) -> (usize, usize) {
        let needle = reversed(tail);
        if needle == "/" {
            return (0, 0); // the root has no name
        }
        let start = self.keys.partition_point(|(key, _)| **key < *needle);
        let len = self.keys[start..].partition_point(|(key, _)| key.starts_with(&needle));
        (start, start + len)
    }
}

/// The least of any range of numbers, in constant time: level `k` holds the least of each 2^k numbers in a row.
struct Minima {
    levels: Vec<Vec<u32>>,
}

impl Minima {
    fn new(numbers: Vec<u32>) -> Self {
        let mut levels = vec![numbers];
        loop {
            let (last, half) = (&levels[levels.len() - 1], 1 << (levels.len() - 1));
            if last.len() <= half {
                return Minima { levels };
            }
            let next = last.iter().zip(&last[half..]).map(|(a, b)| *a.min(b)).collect();
            levels.push(next);
        }
    }

    fn of(&self, start: usize, end: usize) -> Option<u32> {
        let level = end.checked_sub(start)?.checked_ilog2()? as usize;
        let row = &self.levels[level];
        Some(row[start].min(row[end - (1 << level)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minima_of_all_ranges() {
        let numbers: Vec<u32> = vec![5, 3, 8, 1, 9, 2, 7, 4, 6];
        let minima = Minima::new(numbers.clone());
        for start in 0..numbers.len() {
            for end in start..=numbers.len() {
                assert_eq!(minima.of(start, end), numbers[start..end].iter().min().copied(), "{start}..{end}");
            }
        }
        assert_eq!(Minima::new(Vec::new()).of(0, 0), None);
    }
}
