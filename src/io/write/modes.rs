//! The modes of files and folders: all may read a site, whatever the umask or the file that one was copied from. Hosts refuse
//! others.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

/// Of a file: who made it may write, all may read.
pub(super) const FILE: u32 = 0o644;
/// Of a folder.
pub(super) const FOLDER: u32 = 0o755;

/// Makes files and folders.
#[derive(Clone, Copy, Debug)]
pub(in crate::io) struct Modes {
    /// New ones come out as asked for: no mode need be set.
    as_asked: bool,
}

impl Modes {
    /// Makes a folder that is not there, and learns by it.
    pub(in crate::io) fn learn(folder: &Path) -> io::Result<Modes> {
        create(folder)?;
        Ok(Modes { as_asked: is_right(&fs::symlink_metadata(folder)?, FOLDER) })
    }

    /// Makes a file that is not there.
    pub(in crate::io) fn file(self, path: &Path) -> io::Result<File> {
        let file = open(path)?;
        if !self.as_asked {
            set(path, FILE)?;
        }
        Ok(file)
    }

    /// Makes a folder that is not there.
    pub(super) fn folder(self, path: &Path) -> io::Result<()> {
        create(path)?;
        if self.as_asked { Ok(()) } else { set(path, FOLDER) }
    }

    /// Makes a folder and those above it, as far as they are missing. Another thread may be at it too.
    pub(super) fn folders(self, path: &Path) -> io::Result<()> {
        match self.folder(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                self.folders(path.parent().ok_or(error)?)?;
                or_there(self.folder(path))
            }
            done => or_there(done),
        }
    }
}

fn or_there(made: io::Result<()>) -> io::Result<()> {
    made.or_else(|error| if error.kind() == ErrorKind::AlreadyExists { Ok(()) } else { Err(error) })
}

#[cfg(unix)]
fn create(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    DirBuilder::new().mode(FOLDER).create(folder)
}

#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new().write(true).create_new(true).mode(FILE).open(path)
}

/// Sets the mode of what is there.
#[cfg(unix)]
fn set(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(unix)]
pub(super) fn is_right(data: &Metadata, mode: u32) -> bool {
    use std::os::unix::fs::PermissionsExt;
    data.permissions().mode() & 0o7777 == mode
}

#[cfg(not(unix))]
fn create(folder: &Path) -> io::Result<()> {
    DirBuilder::new().create(folder)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

#[cfg(not(unix))]
fn set(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
pub(super) fn is_right(_: &Metadata, _: u32) -> bool {
    true
}
