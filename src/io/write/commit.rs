//! The switch from the old site to the new one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use rustc_hash::FxHashSet;

use super::{Modes, Report, TREE};
use crate::io::{Error, manifest};

/// Moves the staged files of `new` below `root`, and removes those of `old` that are not in `new`.
pub(super) fn run(
    root: &Path,
    stage: &Path,
    modes: Modes,
    old: &BTreeSet<String>,
    new: &BTreeMap<String, Option<u32>>,
) -> Result<Report, Error> {
    let written = new.values().flatten().count();
    let stale: Vec<&String> = old.iter().filter(|path| !new.contains_key(*path)).collect();
    let added = new.keys().any(|path| !old.contains(path));
    let report = Report { written, same: new.len() - written, removed: stale.len() };
    if added {
        manifest::write(root, stage, modes, old.iter().chain(new.keys()))?;
    }
    let mut folders = Folders { root, modes, real: FxHashSet::default() };
    let (in_the_way, later): (Vec<&String>, _) = stale.iter().partition(|path| is_in_the_way(path, new));
    for path in in_the_way {
        folders.remove(path)?;
    }
    for (path, number) in new.iter().filter_map(|(path, staged)| Some((path, (*staged)?))) {
        folders.make(parent(path))?;
        let target = root.join(path);
        switch(&stage.join(number.to_string()), &target, path)?;
    }
    for path in later {
        folders.remove(path)?;
    }
    if added || !stale.is_empty() {
        manifest::write(root, stage, modes, new.keys())?;
    }
    Ok(report)
}

/// Moves a whole new tree below `root`, where nothing is yet.
pub(super) fn first(root: &Path, stage: &Path, modes: Modes, new: &BTreeMap<String, Option<u32>>) -> Result<Report, Error> {
    manifest::write(root, stage, modes, new.keys())?;
    let tops: BTreeSet<&str> = new.keys().filter_map(|path| path.split('/').next()).collect();
    for top in tops {
        switch(&stage.join(TREE).join(top), &root.join(top), top)?;
    }
    Ok(Report { written: new.len(), same: 0, removed: 0 })
}

/// Moves a file, or a folder of a new tree, to its place.
fn switch(staged: &Path, target: &Path, path: &str) -> Result<(), Error> {
    fs::rename(staged, target).map_err(|error| match is_real(target) {
        true => Error::Foreign { path: path.escape_debug().to_string() },
        false => Error::system("write", target, error),
    })
}

/// Whether an old file stands where a folder must be, or in a folder that stands where a file must be.
fn is_in_the_way(stale: &str, new: &BTreeMap<String, Option<u32>>) -> bool {
    let below = format!("{stale}/");
    let is_folder = new.range(below.clone()..).next().is_some_and(|(path, _)| path.starts_with(&below));
    is_folder || stale.match_indices('/').any(|(i, _)| new.contains_key(&stale[..i]))
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folders of the output, each looked at once.
struct Folders<'a> {
    root: &'a Path,
    modes: Modes,
    /// Those known to be folders and no symbolic links.
    real: FxHashSet<String>,
}

impl Folders<'_> {
    /// Makes a folder and those above it. One that is a symbolic link is an error: it may lead out of the output.
    fn make(&mut self, folder: &str) -> Result<(), Error> {
        if folder.is_empty() || self.real.contains(folder) {
            return Ok(());
        }
        self.make(parent(folder))?;
        let path = self.root.join(folder);
        match self.modes.folder(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                if !is_real(&path) {
                    return Err(Error::Foreign { path: folder.escape_debug().to_string() });
                }
            }
            done => done.map_err(|error| Error::system("make", &path, error))?,
        }
        self.real.insert(folder.to_owned());
        Ok(())
    }

    /// Removes a file and the folders that are empty then. Nothing is removed through a symbolic link.
    fn remove(&mut self, path: &str) -> Result<(), Error> {
        let above: Vec<&str> = path.match_indices('/').map(|(i, _)| &path[..i]).collect();
        if !above.iter().all(|folder| is_real(&self.root.join(folder))) {
            return Ok(());
        }
        let target = self.root.join(path);
        match fs::remove_file(&target) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::NotFound || is_real(&target) => {}
            Err(error) => return Err(Error::system("remove", &target, error)),
        }
        for folder in above.iter().rev() {
            if fs::remove_dir(self.root.join(folder)).is_err() {
                break; // something is in it
            }
            self.real.remove(*folder);
        }
        Ok(())
    }
}

/// Whether a path is a folder itself, not a link to one.
fn is_real(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|data| data.is_dir())
}
