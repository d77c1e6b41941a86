//! Tells when something in a vault changes.
//!
//! Only *that* files changed is taken from the system, never how: editors save by renaming, by truncating, by deleting, and
//! systems tell of it in any order. Whoever asks reads what is there now.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::{ErrorKind, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::ignore::is_leftover;
use super::{Error, MANIFEST, show};

/// So long must it be quiet before a change counts as complete: editors write a file in several steps.
const QUIET: Duration = Duration::from_millis(30);
/// But no change waits for longer than this.
const AT_MOST: Duration = Duration::from_millis(300);
/// How often files are compared where the system cannot tell of changes.
const POLL: Duration = Duration::from_secs(1);
/// Hidden files that say what a vault means.
const SETTINGS: [&str; 4] = [".vscode/settings.json", ".obsidian/app.json", ".obsidian/templates.json", ".foam/queries"];

/// What changed since it was last asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Changes {
    /// Files and folders that changed, came or went; relative to the vault, with `/`.
    pub paths: BTreeSet<String>,
    /// Anything may have changed: the system lost count, or the vault itself was moved.
    pub all: bool,
}

/// Watches a vault with all its folders. Symbolic links are not followed.
pub struct Watcher {
    root: PathBuf,
    eye: Eye,
}

/// How changes are noticed.
enum Eye {
    /// The system tells of them.
    Told { events: Receiver<notify::Result<notify::Event>>, _watcher: Box<dyn notify::Watcher + Send> },
    /// All files are looked through again and again, and compared with what they were.
    Looks(RefCell<Stamps>),
}

/// When each file of a vault that can matter was changed last, and its size.
type Stamps = BTreeMap<String, Stamp>;
#[expect(clippy::disallowed_types, reason = "compared with another, and told nobody")]
type Stamp = (Option<std::time::SystemTime>, u64);

impl Watcher {
    /// Begins to watch; where the system has no room for so many folders, by looking through them.
    pub fn new(root: &Path) -> Result<Watcher, Error> {
        let at = canonical(root)?;
        let refused = |error: notify::Error| Error::system("watch", root, std::io::Error::other(error));
        let config = notify::Config::default().with_follow_symlinks(false);
        let (tell, events) = mpsc::channel();
        let mut watcher = RecommendedWatcher::new(tell, config).map_err(refused)?;
        match watcher.watch(&at, RecursiveMode::Recursive) {
            Ok(()) => Ok(Watcher { root: at, eye: Eye::Told { events, _watcher: Box::new(watcher) } }),
            Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch | ErrorKind::Io(_)) => Watcher::polling(root),
            Err(error) => Err(refused(error)),
        }
    }

    /// Begins to look through all files once a second: of network drives, and of folders that a container shares, some systems
    /// tell nothing.
    pub fn polling(root: &Path) -> Result<Watcher, Error> {
        let watcher = Watcher { root: canonical(root)?, eye: Eye::Looks(RefCell::default()) };
        watcher.look();
        Ok(watcher)
    }

    /// Whether all files are looked through once a second.
    pub fn polls(&self) -> bool {
        matches!(self.eye, Eye::Looks(_))
    }

    /// Waits until something changed that can matter, and then until it is quiet. `None` where nothing came within `time`.
    pub fn wait(&self, time: Duration) -> Option<Changes> {
        let since = Instant::now();
        let Eye::Told { events, .. } = &self.eye else {
            while let Some(left) = time.checked_sub(since.elapsed()).filter(|left| !left.is_zero()) {
                std::thread::sleep(left.min(POLL));
                let paths = self.look();
                if !paths.is_empty() {
                    return Some(Changes { paths, all: false });
                }
            }
            return None;
        };
        let mut changes = Changes::default();
        while changes == Changes::default() {
            match events.recv_timeout(time.saturating_sub(since.elapsed())) {
                Ok(event) => self.note(event, &mut changes),
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => changes.all = true,
            }
        }
        let since = Instant::now();
        while let Some(left) = AT_MOST.checked_sub(since.elapsed()).filter(|left| !left.is_zero()) {
            match events.recv_timeout(QUIET.min(left)) {
                Ok(event) => self.note(event, &mut changes),
                Err(_) => break,
            }
        }
        Some(changes)
    }

    /// Looks through all files; answers those that are not as they were.
    fn look(&self) -> BTreeSet<String> {
        let Eye::Looks(before) = &self.eye else { return BTreeSet::new() };
        let files = walkdir::WalkDir::new(&self.root)
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || self.relevant(entry.path()).is_some());
        let stamp = |entry: walkdir::DirEntry| {
            let about = entry.metadata().ok().filter(|about| !about.is_dir())?;
            Some((self.relevant(entry.path())?, (about.modified().ok(), about.len())))
        };
        let now: Stamps = files.filter_map(Result::ok).filter_map(stamp).collect();
        let before = before.replace(now.clone());
        let differs = |(path, stamp): &(&String, &Stamp), other: &Stamps| other.get(*path) != Some(*stamp);
        let fresh = now.iter().filter(|entry| differs(entry, &before));
        fresh.chain(before.iter().filter(|entry| differs(entry, &now))).map(|(path, _)| path.clone()).collect()
    }

    fn note(&self, event: notify::Result<notify::Event>, changes: &mut Changes) {
        match event {
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => {} // reading changes nothing
            Ok(event) => {
                changes.all |= event.need_rescan() || event.paths.contains(&self.root);
                changes.paths.extend(event.paths.iter().filter_map(|path| self.relevant(path)));
            }
            Err(_) => changes.all = true,
        }
    }

    /// A path as the vault knows it, where it can matter: no editor's own file, nothing hidden, no site that was written.
    fn relevant(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.root).ok()?;
        let name = inside.file_name()?.to_string_lossy();
        let text = inside.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
        let hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
        let is_one = |setting: &str| Path::new(&text).starts_with(setting) || Path::new(setting).starts_with(&text);
        let is_setting = SETTINGS.iter().any(|setting| is_one(setting)) || name == ".gitignore";
        if !is_setting && (inside.components().any(hidden) || is_leftover(&name)) {
            return None;
        }
        let built = |folder: &Path| !folder.as_os_str().is_empty() && self.root.join(folder).join(MANIFEST).exists();
        let foreign = inside.components().any(|part| part.as_os_str() == OsStr::new("node_modules"));
        (!foreign && !inside.ancestors().any(built)).then_some(text)
    }

    /// What is watched, for people.
    pub fn root(&self) -> String {
        show(&self.root)
    }
}

fn canonical(root: &Path) -> Result<PathBuf, Error> {
    root.canonicalize().map_err(|error| Error::system("watch", root, error))
}
