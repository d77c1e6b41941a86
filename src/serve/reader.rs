//! Reads a vault again and again, each time as little as the changes allow.

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::config::Config;
use crate::io::watch::Changes;
use crate::io::{self, git, read};
use crate::pipeline::{self, Analysis, Memo};
use crate::vault::{Asset, Source};

/// What is known of a vault from the last time it was read. It holds for one configuration.
#[derive(Default)]
pub struct Reader {
    memo: Memo,
    /// All notes and canvases as they were read, private ones too.
    notes: FxHashMap<Box<str>, Source>,
    /// The other files.
    assets: Vec<Asset>,
}

impl Reader {
    /// Understands the vault at `root` as it is now. Files are read again where `changes` names them or a folder above them;
    /// those that it does not name must be what they were. `None` where nothing is different. Fails as [`read::vault`] does.
    pub fn look(&mut self, root: &Path, config: &Config, changes: &Changes) -> Result<Option<Analysis>, io::Error> {
        let above = |path: &str| path.match_indices('/').any(|(i, _)| changes.paths.contains(&path[..i]));
        let anew = |path: &str| changes.all || changes.paths.contains(path) || above(path);
        let known = |path: &str| self.notes.get(path).filter(|_| !anew(path)).cloned();
        let mut vault = read::vault_again(root, &config.files, &known)?;
        if changes.all && config.discover.history {
            git::history(root, &config.files, &mut vault);
        }
        let same = |source: &Source| self.notes.get(source.path.as_str()).is_some_and(|known| known.text == source.text);
        let is_same = vault.notes.len() + vault.canvases.len() == self.notes.len()
            && vault.assets == self.assets
            && vault.notes.iter().chain(&vault.canvases).all(same);
        if is_same && !changes.all {
            return Ok(None);
        }
        for note in vault.notes.iter_mut().filter(|_| !changes.all) {
            if let Some(known) = self.notes.get(note.path.as_str()) {
                (note.dates, note.births) = (known.dates, known.births.clone()); // an edit is no commit
            }
        }
        self.notes =
            vault.notes.iter().chain(&vault.canvases).map(|source| (source.path.as_str().into(), source.clone())).collect();
        self.assets.clone_from(&vault.assets);
        Ok(Some(pipeline::analyse_again(vault, config, &mut self.memo)))
    }

    /// The text of a note, private or not, as it was read last.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.notes.get(path).map(|source| &*source.text)
    }
}
