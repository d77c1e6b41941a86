//! A site's files go to the output folder.
//!
//! Files that differ from what is there are first written beside it, into `.foamsite-new/`; only when all are written are they
//! moved to their places, each in one step. So a build that fails or is killed before that leaves the old site whole; one that
//! is killed while files are moved leaves each file whole, and the next build puts the rest right: it compares contents, never
//! times. Nothing is flushed to the disk explicitly: after a power cut the next build compares again.
//!
//! The manifest names the files before they are moved and until they are deleted, so that it always names at least those that
//! are foamsite's.
//!
//! The first build into an empty folder finds nothing to compare with. It writes the whole tree beside it, and moves what stands
//! at its top, which is far fewer steps.

mod commit;
mod modes;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use super::attachment::Attachment;
use super::lock::Lock;
use super::{Error, LOCK, MANIFEST, STAGE, manifest, show};
use crate::config;
use crate::diag::{Code, Finding};
pub(super) use modes::Modes;

/// Where below the stage a first build writes its tree.
const TREE: &str = "site";

/// What a build changed, in files.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// New or changed.
    pub written: usize,
    /// As they were.
    pub same: usize,
    /// Gone.
    pub removed: usize,
}

/// An output folder that a build writes to. Without [`Output::finish`] nothing in it changes.
#[derive(Debug)]
pub struct Output {
    root: PathBuf,
    stage: PathBuf,
    /// Nothing is there yet.
    is_first: bool,
    modes: Modes,
    /// What the last build wrote.
    old: BTreeSet<String>,
    /// What this one writes; the name below `stage` (of a first build: anything), or `None` where the file is there already.
    new: Mutex<BTreeMap<String, Option<u32>>>,
    next: AtomicU32,
    /// Dropped last.
    _lock: Lock,
}

impl Output {
    /// Takes `folder` as the output of the vault at `vault`, and makes it where it is missing. Fails where it is the vault, holds
    /// it, or holds files that foamsite did not write, before anything is written; and where another build has it.
    pub fn open(folder: &Path, vault: &Path) -> Result<Output, Error> {
        let root = real_path(folder)?;
        let vault = fs::canonicalize(vault).map_err(|error| Error::system("read", vault, error))?;
        let is_first = check(&root, &vault)?;
        fs::create_dir_all(&root).map_err(|error| Error::system("make", &root, error))?;
        let lock = Lock::take(&root)?;
        let old = manifest::read(&root)?;
        let (stage, is_new) = (root.join(STAGE), old.is_none());
        remove_stage(&stage).map_err(|error| Error::system("remove", &stage, error))?;
        let modes = Modes::learn(&stage).map_err(|error| Error::system("make", &stage, error))?;
        let (old, new, next) = (old.unwrap_or_default(), Mutex::default(), AtomicU32::new(0));
        let output = Output { root, stage, is_first, modes, old, new, next, _lock: lock };
        if is_new {
            manifest::write(&output.root, &output.stage, modes, std::iter::empty())?; // from here on the folder is known as an output
        }
        Ok(output)
    }

    /// Writes a file at `path`, which is relative to the output and has `/` between its parts. From any thread.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        let there = self.compare(path, bytes.len() as u64, bytes)?;
        self.record(path, there, |file| file.write_all(bytes))
    }

    /// Keeps a file that the last build wrote, as it is: its name says what is in it. Answers whether there is one. From any thread.
    pub fn keep(&self, path: &str) -> Result<bool, Error> {
        manifest::place(path).map_err(|reason| Error::Place { path: path.escape_debug().to_string(), reason })?;
        let is_whole = |data: fs::Metadata| data.is_file() && data.len() > 0 && modes::is_right(&data, modes::FILE);
        if !self.old.contains(path) || !fs::symlink_metadata(self.root.join(path)).is_ok_and(is_whole) {
            return Ok(false);
        }
        self.record(path, There::Same, |_| Ok(()))?;
        Ok(true)
    }

    /// Copies the attachment at `from` to `path` as it is published, without ever holding all of it. A file that cannot be read, or is none, is
    /// not copied but a finding: it may have vanished since it was found.
    pub fn copy(&self, path: &str, from: &Path, what: &config::Output) -> Result<Option<Finding>, Error> {
        let attachment = match Attachment::open(from, what) {
            Ok(attachment) => attachment,
            Err(error) => {
                let finding = Finding::new(Code::UnreadableFile, 0..0, format!("it cannot be copied: {error}"));
                return Ok(Some(finding.hint("Check its permissions.")));
            }
        };
        let there = self.compare(path, attachment.size(), attachment.reader())?;
        self.record(path, there, |file| io::copy(&mut attachment.reader(), file).map(drop))?;
        Ok(attachment.finding)
    }

    /// Moves all files to their places, deletes what the last build wrote and this one did not, and lists what there is now.
    pub fn finish(self) -> Result<Report, Error> {
        let new = std::mem::take(&mut *self.new.lock().expect("no thread panics while it holds the list"));
        if self.is_first {
            return commit::first(&self.root, &self.stage, self.modes, &new);
        }
        commit::run(&self.root, &self.stage, self.modes, &self.old, &new)
    }

    /// Compares what is at a file's place with a text of `size` bytes.
    fn compare(&self, path: &str, size: u64, text: impl Read) -> Result<There, Error> {
        manifest::place(path).map_err(|reason| Error::Place { path: path.escape_debug().to_string(), reason })?;
        if self.is_first {
            return Ok(There::Nothing);
        }
        let target = self.root.join(path);
        compare(&target, size, text).map_err(|error| Error::system("read", &target, error))
    }

    /// Takes down a file and, where what is there differs, writes the new one beside it.
    fn record(&self, path: &str, there: There, write: impl FnOnce(&mut File) -> io::Result<()>) -> Result<(), Error> {
        let is_ours = match there {
            There::Nothing | There::Same => true,
            There::Other => self.old.contains(path),
            There::Folder => holds(&self.old, path), // emptied before the file is moved there
        };
        if !is_ours {
            return Err(Error::Foreign { path: path.escape_debug().to_string() });
        }
        let number = (there != There::Same).then(|| self.next.fetch_add(1, Ordering::Relaxed));
        let before = self.new.lock().expect("no thread panics while it holds the list").insert(path.to_owned(), number);
        if before.is_some() {
            return Err(Error::Place { path: path.escape_debug().to_string(), reason: "two files have this place" });
        }
        let Some(number) = number else { return Ok(()) };
        let staged = if self.is_first { self.stage.join(TREE).join(path) } else { self.stage.join(number.to_string()) };
        let folders = if self.is_first { staged.parent() } else { None };
        let made = folders.map_or(Ok(()), |folder| self.modes.folders(folder)).and_then(|()| self.modes.file(&staged));
        made.and_then(|mut file| write(&mut file)).map_err(|error| Error::system("write", &self.root.join(path), error))
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        let _ = remove_stage(&self.stage); // what stays is removed by the next build
    }
}

/// What is at a file's place already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum There {
    Nothing,
    Same,
    Other,
    Folder,
}

/// Whether one of `paths` stands below `folder`.
fn holds(paths: &BTreeSet<String>, folder: &str) -> bool {
    let below = format!("{folder}/");
    paths.range(below.clone()..).next().is_some_and(|path| path.starts_with(&below))
}

/// Compares what is at `path` with a text of `size` bytes.
fn compare(path: &Path, size: u64, mut text: impl Read) -> io::Result<There> {
    let data = match fs::symlink_metadata(path) {
        Ok(data) => data,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(There::Nothing),
        Err(error) => return Err(error),
    };
    if data.is_dir() {
        return Ok(There::Folder);
    }
    if !data.is_file() || data.len() != size || !modes::is_right(&data, modes::FILE) {
        return Ok(There::Other);
    }
    let mut file = File::open(path)?;
    let chunk = size.clamp(1, 64 * 1024) as usize;
    let (mut a, mut b) = (vec![0; chunk], vec![0; chunk]);
    loop {
        let read = file.read(&mut a)?;
        match text.read_exact(&mut b[..read]) {
            Ok(()) if read == 0 => return Ok(There::Same),
            Ok(()) if a[..read] == b[..read] => {}
            Ok(()) => return Ok(There::Other),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(There::Other),
            Err(error) => return Err(error),
        }
    }
}

/// The folder without symbolic links, as far as it exists.
fn real_path(folder: &Path) -> Result<PathBuf, Error> {
    let absolute = std::path::absolute(folder).map_err(|error| Error::system("find", folder, error))?;
    for ancestor in absolute.ancestors() {
        if let (Ok(real), Ok(rest)) = (fs::canonicalize(ancestor), absolute.strip_prefix(ancestor)) {
            if rest.components().any(|part| !matches!(part, std::path::Component::Normal(_))) {
                break;
            }
            return Ok(if rest.as_os_str().is_empty() { real } else { real.join(rest) });
        }
    }
    Err(Error::system("find", folder, ErrorKind::NotFound.into()))
}

/// Refuses a folder that a site must not be written to. Both paths are real ones. Answers whether nothing is in it yet.
fn check(root: &Path, vault: &Path) -> Result<bool, Error> {
    let refuse = |reason, hint| Err(Error::Output { path: show(root), reason, hint });
    if root == vault {
        return refuse("is the vault itself", "Name a folder of its own with `-o`, for example `-o public`.");
    }
    if vault.starts_with(root) {
        return refuse("holds the vault", "Name a folder of its own with `-o`, for example `-o public`.");
    }
    let entries = match fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
        Err(error) if error.kind() == ErrorKind::NotADirectory => return refuse("is no folder", "Name a folder with `-o`."),
        Err(error) => return Err(Error::system("read", root, error)),
    };
    let names: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
    let is_first = names.iter().all(|name| [LOCK, STAGE, MANIFEST].iter().any(|own| name == own));
    if is_first || names.iter().any(|name| name == MANIFEST) {
        return Ok(is_first);
    }
    refuse(
        "holds files that foamsite did not write",
        "Name an empty or a new folder with `-o`. Or put an empty file `foamsite-manifest.json` into this one: the site's files are then \
         added, and no other file is ever replaced or deleted.",
    )
}

/// Removes what a build left beside the site: a folder of foamsite's own. Symbolic links in it are removed, never followed.
fn remove_stage(stage: &Path) -> io::Result<()> {
    match fs::symlink_metadata(stage) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(data) if !data.is_dir() => return fs::remove_file(stage),
        Ok(_) => {}
    }
    for entry in fs::read_dir(stage)? {
        remove_stage(&entry?.path())?;
    }
    fs::remove_dir(stage)
}
