//! A finished site is read again, to be checked.

use std::fs;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::{Error, LOCK, MANIFEST, STAGE, show};

/// All files below `root`, each with its path from there, sorted. Symbolic links are not followed. Fails where `root` is no
/// folder or cannot be listed.
pub fn files(root: &Path) -> Result<Vec<(String, PathBuf)>, Error> {
    if !root.is_dir() {
        return Err(Error::Output {
            path: show(root),
            reason: "is not there",
            hint: "Build the site first, or name the folder that it is in.",
        });
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(root).min_depth(1) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(root).to_owned();
            Error::system("read", &path, error.into())
        })?;
        let own = |name: &std::ffi::OsStr| [MANIFEST, LOCK, STAGE].iter().any(|own| name == *own);
        if !entry.file_type().is_file() || (entry.depth() == 1 && own(entry.file_name()) && entry.file_name() != MANIFEST) {
            continue;
        }
        let path = entry.path().strip_prefix(root).unwrap_or(entry.path()).to_string_lossy();
        files.push((path.replace(std::path::MAIN_SEPARATOR, "/"), entry.path().to_owned()));
    }
    files.sort();
    Ok(files)
}

/// A file's bytes.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|error| Error::system("read", path, error))
}
