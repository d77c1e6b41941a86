//! What is in each folder, in the order in which people look for names.

use std::collections::BTreeMap;

use crate::base::order::NameOrder;
use crate::link::Named;
use crate::vault::NoteId;

/// How many folders may lie in each other; a note further down counts as one of the last of them.
const DEPTH_MAX: usize = 64;

/// The folder tree, and the order of all notes.
#[derive(Debug, Default)]
pub struct Nav {
    /// Every folder that holds a published note, at any depth, by its path; the root is `""`.
    pub folders: BTreeMap<Box<str>, Branch>,
    /// For each note its place in the order of titles: lists are sorted by it.
    pub rank: Vec<u32>,
}

/// What is directly in a folder.
#[derive(Debug, Default)]
pub struct Branch {
    /// The paths of the folders in it, by name.
    pub folders: Vec<Box<str>>,
    /// The notes in it, by title.
    pub notes: Vec<NoteId>,
    /// How many of these share their page with a folder in it: lists name that.
    pub shared: u32,
    /// How many notes are in it and below.
    pub total: u32,
}

impl Nav {
    /// The tree of `notes`, which have these titles.
    pub fn new(notes: &[Named<'_>], titles: &[Box<str>]) -> Nav {
        let order = NameOrder::new();
        let by_title = sorted(titles, &order);
        let mut rank = vec![0; notes.len()];
        let mut folders = BTreeMap::<Box<str>, Branch>::from([(Box::default(), Branch::default())]);
        for (place, id) in by_title.iter().enumerate() {
            rank[id.ix()] = place as u32;
            if notes[id.ix()].note.meta.unlisted {
                continue;
            }
            let folder = listed(notes[id.ix()].path.folder());
            if !folders.contains_key(folder) {
                add(&mut folders, folder);
            }
            for above in ancestors(folder) {
                folders.get_mut(above).expect("every ancestor was added").total += 1;
            }
            folders.get_mut(folder).expect("just added").notes.push(*id);
        }
        for branch in folders.values_mut() {
            branch.folders.sort_by(|a, b| order.compare(name(a), name(b)));
        }
        Nav { folders, rank }
    }

    /// Takes note of which notes stand for which folder.
    pub(super) fn share(&mut self, standing: &BTreeMap<NoteId, Box<str>>) {
        for (path, branch) in &mut self.folders {
            let is_shared = |id: &&NoteId| standing.get(*id).is_some_and(|folder| folder != path);
            branch.shared = branch.notes.iter().filter(is_shared).count() as u32;
        }
    }
}

/// The last segment of a folder's path.
pub fn name(folder: &str) -> &str {
    folder.rsplit('/').next().unwrap_or(folder)
}

/// The folder itself and all around it, from the root.
pub fn ancestors(folder: &str) -> impl Iterator<Item = &str> {
    let inner = folder.match_indices('/').map(|(slash, _)| &folder[..slash]);
    let last = (!folder.is_empty()).then_some(folder);
    std::iter::once("").chain(inner).chain(last)
}

/// The folder in which a note of this folder is listed.
pub fn listed(folder: &str) -> &str {
    folder.match_indices('/').nth(DEPTH_MAX - 1).map_or(folder, |(slash, _)| &folder[..slash])
}

/// Adds a folder and those around it, each to the one that holds it.
fn add(folders: &mut BTreeMap<Box<str>, Branch>, folder: &str) {
    let mut parent = "";
    for path in ancestors(folder).skip(1) {
        if !folders.contains_key(path) {
            folders.insert(path.into(), Branch::default());
            folders.get_mut(parent).expect("the root, or added before").folders.push(path.into());
        }
        parent = path;
    }
}

/// All notes by title, then by path. A sort key for each costs less than comparing anew each time.
fn sorted(titles: &[Box<str>], order: &NameOrder) -> Vec<NoteId> {
    let mut keyed: Vec<(Box<[u8]>, NoteId)> =
        titles.iter().enumerate().map(|(ix, title)| (order.key(title), NoteId(ix as u32))).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::VaultPath;
    use crate::note::Note;

    fn nav(paths: &[&str]) -> Nav {
        let (note, paths) = (Note::default(), paths.iter().map(|p| VaultPath::new(*p)).collect::<Vec<_>>());
        let notes: Vec<_> = paths.iter().map(|path| Named { path, note: &note }).collect();
        let titles: Vec<Box<str>> = paths.iter().map(|p| p.stem().into()).collect();
        Nav::new(&notes, &titles)
    }

    #[test]
    fn folders_and_notes_stand_by_name() {
        let nav = nav(&["Zed/a.md", "b.md", "É.md", "f.md", "x/y/z.md", "ä/q.md"]);
        let root = &nav.folders[""];
        assert_eq!(root.folders.iter().map(|f| &**f).collect::<Vec<_>>(), ["ä", "x", "Zed"]);
        assert_eq!(root.notes, [NoteId(1), NoteId(2), NoteId(3)]);
        assert_eq!((root.total, nav.folders["x"].total, nav.folders["x"].notes.len()), (6, 1, 0));
        assert_eq!(nav.rank, [0, 1, 2, 3, 5, 4]);
    }

    #[test]
    fn a_thousand_folders_in_each_other_are_cut() {
        let nav = nav(&[&format!("{}n.md", "a/".repeat(1000))]);
        assert_eq!(nav.folders.len(), DEPTH_MAX + 1);
        assert_eq!(nav.folders.values().map(|f| f.notes.len()).sum::<usize>(), 1);
        assert_eq!(listed("a/b"), "a/b");
    }

    #[test]
    fn an_empty_vault_has_a_root() {
        assert_eq!(nav(&[]).folders.len(), 1);
    }
}
