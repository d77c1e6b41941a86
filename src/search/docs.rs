//! Which notes are in the index, and in which order: those that most notes link to come first, so that the first page of titles
//! holds the ones that are most likely looked for.

use crate::site::Site;
use crate::vault::NoteId;

/// How many steps the rank in the link graph has.
pub(super) const LEVELS: usize = 16;

/// The notes of the index by their numbers in it.
pub(super) struct Docs {
    pub(super) notes: Vec<NoteId>,
    /// How many notes have this level of rank or a higher one, from level 0.
    pub(super) levels: [u32; LEVELS],
}

impl Docs {
    pub(super) fn new(site: Site<'_>) -> Docs {
        let ids = site.listed().filter(|id| site.note(*id).is_found());
        let linked: Vec<(NoteId, u32)> = ids.map(|id| (id, site.graph.sources(id).count() as u32)).collect();
        let most = linked.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let mut ranked: Vec<(usize, NoteId)> = linked.into_iter().map(|(id, count)| (level(count, most), id)).collect();
        ranked.sort_by_key(|(level, id)| (std::cmp::Reverse(*level), *id));
        let levels = std::array::from_fn(|level| ranked.partition_point(|(other, _)| *other >= level) as u32);
        Docs { notes: ranked.into_iter().map(|(_, id)| id).collect(), levels }
    }
}

/// The level of a note with so many linking notes, where `most` is the largest number: in equal steps of its logarithm.
fn level(count: u32, most: u32) -> usize {
    if most == 0 {
        return 0;
    }
    (f64::from(count).ln_1p() / f64::from(most).ln_1p() * (LEVELS - 1) as f64).round() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_grow_with_the_logarithm() {
        assert_eq!((level(0, 0), level(0, 9), level(9, 9)), (0, 0, 15));
        assert!(level(1, 1000) < level(10, 1000) && level(10, 1000) < level(100, 1000));
    }
}
