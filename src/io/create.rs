//! The files that a vault begins with.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::Error;

/// Writes a new file, with the folders it needs. False where something of that name is there already: it is left as it is.
pub fn file(path: &Path, text: &str) -> Result<bool, Error> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Error::system("make", folder, error))?;
    }
    match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true).map_err(|error| Error::system("write", path, error)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(Error::system("write", path, error)),
    }
}

/// Writes a file in the place of one that is there.
pub fn again(path: &Path, text: &str) -> Result<(), Error> {
    fs::write(path, text).map_err(|error| Error::system("write", path, error))
}
