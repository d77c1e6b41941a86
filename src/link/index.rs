//! The names that notes and attachments go by.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::folders::Folders;
use super::{Named, Options, url};
use crate::base::order::NameOrder;
use crate::base::path::VaultPath;
use crate::vault::{Asset, AssetId, NoteId};

/// Extensions of files that Foam takes for images, whatever is configured.
pub(super) const IMAGES: &[&str] = &["png", "jpg", "jpeg", "gif", "svg", "webp"];

/// Extensions of files that Foam takes for attachments where nothing is configured.
const ATTACHMENTS: &[&str] = &[
    "pdf", "mp3", "webm", "wav", "m4a", "mp4", "avi", "mov", "rtf", "txt", "doc", "docx", "pages", "xls", "xlsx", "numbers",
    "ppt", "pptm", "pptx",
];

/// A file that a link can lead to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum File {
    Note(NoteId),
    Asset(AssetId),
}

/// What a name or path leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Found {
    Nothing,
    One(File),
    /// The first of several.
    First(File),
}

impl Found {
    /// The file, where there is one.
    pub(super) fn file(self) -> Option<File> {
        match self {
            Found::Nothing => None,
            Found::One(file) | Found::First(file) => Some(file),
        }
    }

    /// The file, where it is the only one.
    pub(super) fn sole(self) -> Option<File> {
        if let Found::One(file) = self { Some(file) } else { None }
    }

    pub(super) fn or_else(self, next: impl FnOnce() -> Found) -> Found {
        if self == Found::Nothing { next() } else { self }
    }
}

impl From<Option<File>> for Found {
    fn from(file: Option<File>) -> Self {
        file.map_or(Found::Nothing, Found::One)
    }
}

/// All files with their paths.
#[derive(Clone, Copy)]
pub(super) struct Files<'a> {
    pub(super) notes: &'a [Named<'a>],
    pub(super) assets: &'a [Asset],
}

impl<'a> Files<'a> {
    pub(super) fn path(self, file: File) -> &'a VaultPath {
        match file {
            File::Note(id) => self.notes[id.ix()].path,
            File::Asset(id) => &self.assets[id.ix()].path,
        }
    }

    pub(super) fn all(self) -> impl Iterator<Item = File> {
        let notes = (0..self.notes.len() as u32).map(|i| File::Note(NoteId(i)));
        notes.chain((0..self.assets.len() as u32).map(|i| File::Asset(AssetId(i))))
    }
}

/// Finds files by the end of their path, after a folding of case or form.
pub(super) struct Index {
    /// The segments of each folded path, from last to first, each with a slash behind it (`b.md/sub/`); sorted, so that all
    /// files of one name stand together, and in them all of one folder name.
    keys: Vec<(Box<str>, File)>,
    /// Where the files of a folded name stand in `keys`.
    runs: FxHashMap<Box<str>, Range<u32>>,
    /// The same files in the same runs; each run is sorted by its files' exact names, then by path in the order of names.
    ordered: Vec<File>,
}

impl Index {
    pub(super) fn new(files: Files<'_>, which: &[File], order: &NameOrder, fold: impl Fn(&str) -> String + Sync) -> Self {
        let key = |file: &File| (reversed(&fold(files.path(*file).as_str())).into_boxed_str(), *file);
        let mut keys: Vec<(Box<str>, File)> = which.par_iter().map(key).collect();
        keys.par_sort_unstable();
        let mut ordered: Vec<File> = keys.iter().map(|(_, file)| *file).collect();
        let mut runs = FxHashMap::with_capacity_and_hasher(keys.len(), rustc_hash::FxBuildHasher);
        let mut start = 0;
        for run in keys.chunk_by(|(a, _), (b, _)| name(a) == name(b)) {
            let range = start..start + run.len();
            if run.len() > 1 {
                ordered[range.clone()].sort_by(|a, b| {
                    let (a, b) = (files.path(*a), files.path(*b));
                    a.file_name().cmp(b.file_name()).then_with(|| order.compare(a.as_str(), b.as_str()))
                });
            }
            start = range.end;
            runs.insert(name(&run[0].0).into(), range.start as u32..range.end as u32);
        }
        Index { keys, runs, ordered }
    }

    fn run(&self, name: &str) -> Range<usize> {
        self.runs.get(name).map_or(0..0, |range| range.start as usize..range.end as usize)
    }

    /// The files whose path ends in `tail`, which is folded. The first of several segments need only begin a folder's name:
    /// Foam looks them up so.
    pub(super) fn ending(&self, tail: &str) -> &[(Box<str>, File)] {
        match tail.rsplit_once('/') {
            None => &self.keys[self.run(tail)],
            Some((_, name)) => self.starting(name, reversed(tail).trim_end_matches('/')),
        }
    }

    /// The files whose path ends in all the segments of `tail`, which is folded.
    pub(super) fn ending_whole(&self, tail: &str) -> &[(Box<str>, File)] {
        self.starting(url::last_segment(tail), &reversed(tail))
    }

    /// The files whose whole path is `path`, which is folded.
    pub(super) fn whole(&self, path: &str) -> &[(Box<str>, File)] {
        let needle = reversed(path);
        let found = self.starting(url::last_segment(path), &needle);
        &found[..found.partition_point(|(key, _)| key.len() == needle.len())]
    }

    fn starting(&self, name: &str, needle: &str) -> &[(Box<str>, File)] {
        let run = &self.keys[self.run(name)];
        let start = run.partition_point(|(key, _)| **key < *needle);
        let len = run[start..].partition_point(|(key, _)| key.starts_with(needle));
        &run[start..start + len]
    }

    /// The file of a path; of several that differ in case alone the one that is written so, else the first.
    fn path(&self, files: Files<'_>, path: &str, folded: &str) -> Option<File> {
        let found = self.whole(folded);
        let exact = found.iter().find(|(_, file)| found.len() > 1 && files.path(*file).as_str() == path);
        exact.or(found.first()).map(|(_, file)| *file)
    }

    /// The files named exactly `name`, in the order of names; `folded` is the same, folded.
    fn named(&self, files: Files<'_>, name: &str, folded: &str) -> &[File] {
        let run = &self.ordered[self.run(folded)];
        let start = run.partition_point(|file| files.path(*file).file_name() < name);
        let len = run[start..].partition_point(|file| files.path(*file).file_name() == name);
        &run[start..start + len]
    }

    /// The files whose name begins with `prefix`, which is folded.
    pub(super) fn beginning(&self, prefix: &str) -> &[(Box<str>, File)] {
        let start = self.keys.partition_point(|(key, _)| **key < *prefix);
        let len = self.keys[start..].partition_point(|(key, _)| key.starts_with(prefix));
        &self.keys[start..start + len]
    }
}

/// The file name that a key begins with.
pub(super) fn name(key: &str) -> &str {
    key.split_once('/').map_or(key, |(name, _)| name)
}

/// The segments of a path from last to first, each with a slash behind it.
pub(super) fn reversed(path: &str) -> String {
    let mut key = String::with_capacity(path.len() + 1);
    for segment in path.rsplit('/') {
        key.push_str(segment);
        key.push('/');
    }
    key
}

/// Look-ups of notes and attachments by every name they go by in Foam.
pub struct Names<'a> {
    pub(super) files: Files<'a>,
    pub(super) options: &'a Options,
    pub(super) order: NameOrder,
    /// The default extension, with its dot.
    pub(super) extension: String,
    /// What Foam knows: notes, images, attachments of the configured types.
    pub(super) known: Index,
    /// All other files, which only the lenient rules find.
    pub(super) other: Index,
    folders: Folders,
}

impl<'a> Names<'a> {
    /// Indexes a vault.
    pub fn new(notes: &'a [Named<'a>], assets: &'a [Asset], options: &'a Options) -> Self {
        let files = Files { notes, assets };
        let order = NameOrder::new();
        let (known, other): (Vec<File>, Vec<File>) = files.all().partition(|file| match file {
            File::Note(_) => true,
            File::Asset(_) => is_attachment(files.path(*file).extension(), options),
        });
        Names {
            files,
            options,
            extension: options.extensions.first().map_or_else(String::new, |e| format!(".{e}")),
            known: Index::new(files, &known, &order, str::to_lowercase),
            other: Index::new(files, &other, &order, str::to_lowercase),
            folders: Folders::new(if options.directories { notes } else { &[] }, &order),
            order,
        }
    }

    /// A file that Foam knows by its path in the vault, whatever its case.
    pub(super) fn path(&self, path: &str) -> Option<File> {
        self.known.path(self.files, path, &path.to_lowercase())
    }

    /// Any other file by its path.
    pub(super) fn other_path(&self, path: &str) -> Option<File> {
        self.other.path(self.files, path, &path.to_lowercase())
    }

    /// A file that Foam knows by an identifier: the end of its path, with or without the default extension. Of several only
    /// those count whose file name is the identifier, case and all; the first by path is taken.
    pub(super) fn identifier(&self, name: &str) -> Found {
        let mut folded = name.to_lowercase();
        let as_is = self.known.ending(&folded);
        let (start, with_extension) = match self.extend(&mut folded) {
            Some(start) => (start, self.known.ending(&folded)),
            None => (folded.len(), &[][..]),
        };
        match (as_is, with_extension) {
            ([], []) => Found::Nothing,
            ([(_, file)], []) | ([], [(_, file)]) => Found::One(*file),
            _ if name.contains('/') => Found::Nothing,
            _ => {
                let plain = self.known.named(self.files, name, &folded[..start]);
                let noted = self.known.named(self.files, &format!("{name}{}", self.extension), &folded);
                self.first(plain, noted)
            }
        }
    }

    /// Adds the default extension to a folded name that does not end in it; the length before is returned.
    fn extend(&self, folded: &mut String) -> Option<usize> {
        if self.extension.is_empty() || folded.ends_with(&self.extension) && url::has_extension(folded) {
            return None;
        }
        let len = folded.len();
        folded.push_str(&self.extension.to_lowercase());
        Some(len)
    }

    fn first(&self, a: &[File], b: &[File]) -> Found {
        let by_path = |x: &&File, y: &&File| self.order.compare(self.files.path(**x).as_str(), self.files.path(**y).as_str());
        match a.first().into_iter().chain(b.first()).min_by(by_path) {
            None => Found::Nothing,
            Some(file) if a.len() + b.len() == 1 => Found::One(*file),
            Some(file) => Found::First(*file),
        }
    }

    /// Any other file by the end of its path, if only one has it.
    pub(super) fn other_identifier(&self, name: &str) -> Option<File> {
        match self.other.ending_whole(&name.to_lowercase()) {
            [(_, file)] => Some(*file),
            _ => None,
        }
    }

    /// The files that an identifier fits, in the order of names: those that Foam chooses from or, where it drops them all, those
    /// that it dropped. At most `limit` of them, and how many there are.
    pub(super) fn rivals(&self, name: &str, limit: usize) -> (Vec<File>, usize) {
        let folded = name.to_lowercase();
        let mut noted = folded.clone();
        let is_extended = self.extend(&mut noted).is_some();
        let spellings = [(name.to_owned(), folded), (format!("{name}{}", self.extension), noted)];
        let spellings = &spellings[..1 + usize::from(is_extended)];
        let chosen: Vec<&[File]> = spellings.iter().map(|(name, folded)| self.known.named(self.files, name, folded)).collect();
        let mut count = chosen.iter().map(|set| set.len()).sum();
        let mut files: Vec<File> = chosen.iter().flat_map(|set| &set[..set.len().min(limit)]).copied().collect();
        if count == 0 {
            let dropped: Vec<_> = spellings.iter().map(|(_, folded)| self.known.ending(folded)).collect();
            count = dropped.iter().map(|set| set.len()).sum();
            files = dropped.iter().flat_map(|set| &set[..set.len().min(limit)]).map(|(_, file)| *file).collect();
        }
        files.sort_by(|a, b| self.order.compare(self.files.path(*a).as_str(), self.files.path(*b).as_str()));
        files.truncate(limit);
        (files, count)
    }

    /// The index notes that a folder's name fits: at most `limit` of them, and how many there are.
    pub(super) fn folder_rivals(&self, name: &str, limit: usize) -> (Vec<File>, usize) {
        let folded = name.to_lowercase();
        let count = self.folders.ending(&folded).map_or(0, |(_, count)| count);
        (self.folders.rivals(&folded, limit).collect(), count)
    }

    /// The index note of a folder, by its path; the root is `""`.
    pub(super) fn folder(&self, path: &str) -> Option<File> {
        self.folders.path(&path.to_lowercase()).map(File::Note)
    }

    /// The index note of a folder by the end of its path; of several the first by path.
    pub(super) fn folder_identifier(&self, name: &str) -> Found {
        match self.folders.ending(&name.to_lowercase()) {
            None => Found::Nothing,
            Some((id, 1)) => Found::One(File::Note(id)),
            Some((id, _)) => Found::First(File::Note(id)),
        }
    }
}

fn is_attachment(extension: &str, options: &Options) -> bool {
    let listed = |list: &[&str]| list.iter().any(|e| e.eq_ignore_ascii_case(extension));
    listed(IMAGES)
        || match &options.attachments {
            Some(own) => own.iter().any(|e| e.to_lowercase() == extension.to_lowercase()),
            None => listed(ATTACHMENTS),
        }
}
