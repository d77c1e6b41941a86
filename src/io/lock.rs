//! One build at a time for one output folder.
//!
//! The lock is the operating system's, on an open file: it goes when its process does, however that ends, so that no lock is
//! ever stale.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use same_file::Handle;

use super::{Error, LOCK, show};

/// Held until it is dropped; the file is gone then.
#[derive(Debug)]
pub(super) struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Takes the lock of a folder, or fails at once where another build has it.
    pub(super) fn take(folder: &Path) -> Result<Lock, Error> {
        let path = folder.join(LOCK);
        let system = |error| Error::system("lock", &path, error);
        loop {
            if fs::symlink_metadata(&path).is_ok_and(|data| !data.is_file()) {
                fs::remove_file(&path).map_err(system)?; // a symbolic link: what it leads to is not ours
            }
            let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(system)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {} // a network drive without locks
                Err(TryLockError::WouldBlock) => return Err(Error::Busy { path: show(folder) }),
                Err(TryLockError::Error(error)) => return Err(system(error)),
            }
            // Its last holder may have removed the file after it was opened here: then the next build would lock another.
            let opened = file.try_clone().and_then(Handle::from_file).map_err(system)?;
            if Handle::from_path(&path).is_ok_and(|named| named == opened) {
                return Ok(Lock { path, _file: file });
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path); // still held; where it cannot be removed, the next build takes it over
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_and_no_stale_lock() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(LOCK), "left by a build that was killed").expect("a file");
        let lock = Lock::take(folder.path()).expect("nobody has it");
        assert!(matches!(Lock::take(folder.path()), Err(Error::Busy { .. })));
        drop(lock);
        assert!(!folder.path().join(LOCK).exists());
        Lock::take(folder.path()).expect("it was given back");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        std::os::unix::fs::symlink(other.path().join("x"), folder.path().join(LOCK)).expect("a link");
        Lock::take(folder.path()).expect("nobody has it");
        assert!(!other.path().join("x").exists());
    }
}
