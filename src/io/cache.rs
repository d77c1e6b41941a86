//! What is kept in the vault between two calls, in a folder of its own that git passes over. All of it may be deleted.

use std::fs;
use std::path::Path;

use super::Error;

/// The folder. Its name begins with a dot, so it is never read as a part of the vault.
const FOLDER: &str = ".foamsite";

/// A text that was kept; empty where there is none.
pub fn read(vault: &Path, name: &str) -> String {
    fs::read_to_string(vault.join(FOLDER).join(name)).unwrap_or_default()
}

/// Keeps a text.
pub fn write(vault: &Path, name: &str, text: &str) -> Result<(), Error> {
    let folder = vault.join(FOLDER);
    let failed = |error| Error::system("write", &folder, error);
    fs::create_dir_all(&folder).map_err(failed)?;
    super::create::file(&folder.join(".gitignore"), "*\n")?;
    fs::write(folder.join(name), text).map_err(failed)
}
