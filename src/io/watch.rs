//! Tells when something in a vault changes.
//!
//! Only *that* files changed is taken from the system, never how: editors save by renaming, by truncating, by deleting, and
//! systems tell of it in any order. Whoever asks reads what is there now.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use notify::{ErrorKind, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher as _};

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
    events: Receiver<notify::Result<notify::Event>>,
    _watcher: Box<dyn notify::Watcher + Send>,
    /// The system cannot watch so many folders; they are looked through once a second.
    pub polls: bool,
}

impl Watcher {
    /// Begins to watch. Where the system has no room for so many folders, they are looked through again and again instead.
    pub fn new(root: &Path) -> Result<Watcher, Error> {
        let root = root.canonicalize().map_err(|error| Error::system("watch", root, error))?;
        let config = notify::Config::default().with_follow_symlinks(false);
        let refused = |error: notify::Error| Error::system("watch", &root, std::io::Error::other(error));
        let (tell, events) = mpsc::channel();
        let mut watcher = RecommendedWatcher::new(tell.clone(), config).map_err(refused)?;
        match watcher.watch(&root, RecursiveMode::Recursive) {
            Ok(()) => Ok(Watcher { root, events, _watcher: Box::new(watcher), polls: false }),
            Err(error) if matches!(error.kind, ErrorKind::MaxFilesWatch | ErrorKind::Io(_)) => {
                let config = config.with_poll_interval(POLL);
                let mut watcher = PollWatcher::new(tell, config).map_err(refused)?;
                watcher.watch(&root, RecursiveMode::Recursive).map_err(refused)?;
                Ok(Watcher { root, events, _watcher: Box::new(watcher), polls: true })
            }
            Err(error) => Err(refused(error)),
        }
    }

    /// Waits until something changed that can matter, and then until it is quiet. `None` where nothing came within `time`.
    pub fn wait(&self, time: Duration) -> Option<Changes> {
        let mut changes = Changes::default();
        let since = Instant::now();
        while changes == Changes::default() {
            match self.events.recv_timeout(time.saturating_sub(since.elapsed())) {
                Ok(event) => self.note(event, &mut changes),
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => changes.all = true,
            }
        }
        let since = Instant::now();
        while let Some(left) = AT_MOST.checked_sub(since.elapsed()).filter(|left| !left.is_zero()) {
            match self.events.recv_timeout(QUIET.min(left)) {
                Ok(event) => self.note(event, &mut changes),
                Err(_) => break,
            }
        }
        Some(changes)
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
