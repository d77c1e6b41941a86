//! Reads a vault again and again, each time as little as the changes allow.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::base::path::CANVAS;
use crate::config::Config;
use crate::diag::Finding;
use crate::io::watch::Changes;
use crate::io::{self, git, read};
use crate::pipeline::{self, Analysis, Memo};
use crate::vault::{Asset, Source, Vault};

/// What is known of a vault from the last time it was read. It holds for one configuration.
#[derive(Default)]
pub struct Reader {
    memo: Memo,
    /// All notes and canvases as they were read, private ones too.
    notes: BTreeMap<Box<str>, Source>,
    /// Saved queries, as they were read.
    queries: Vec<Source>,
    /// The other files.
    assets: Vec<Asset>,
    /// What was found of files that are neither.
    findings: Vec<(String, Finding)>,
}

/// More changed files than this are no edit: the folders are walked through.
const FEW: usize = 20;

impl Reader {
    /// Understands the vault at `root` as it is now. Files are read again where `changes` names them or a folder above them;
    /// those that it does not name must be what they were. `None` where nothing is different. Fails as [`read::vault`] does.
    /// What takes long to find is kept from `before`, an earlier state under the same configuration, as [`pipeline::follow`] says.
    pub fn look(
        &mut self,
        root: &Path,
        config: &Config,
        changes: &Changes,
        before: Option<&Analysis>,
    ) -> Result<Option<Analysis>, io::Error> {
        let vault = match self.edited(root, changes) {
            Some(edited) => self.take(edited),
            None => self.walked(root, config, changes)?,
        };
        Ok(vault.map(|vault| pipeline::follow(vault, config, &mut self.memo, before)))
    }

    /// The notes that changed, read again, where nothing but the texts of known notes can have changed: nothing else needs to be
    /// looked at.
    fn edited(&self, root: &Path, changes: &Changes) -> Option<Vec<Source>> {
        let is_few = !changes.all && (1..=FEW).contains(&changes.paths.len());
        // a canvas's size is told too
        if !is_few || changes.paths.iter().any(|path| is_canvas(path)) {
            return None;
        }
        changes.paths.iter().map(|path| self.notes.get(&**path).and_then(|_| read::note(root, path))).collect()
    }

    /// The vault with these notes as they are now. `None` where they say what they said.
    fn take(&mut self, edited: Vec<Source>) -> Option<Vault> {
        let mut is_same = true;
        for mut note in edited {
            let Some(known) = self.notes.get_mut(note.path.as_str()).filter(|known| known.text != note.text) else { continue };
            (note.dates, note.births) = (known.dates, known.births.clone()); // an edit is no commit
            *known = note;
            is_same = false;
        }
        if is_same {
            return None;
        }
        let (canvases, notes): (Vec<_>, Vec<_>) =
            self.notes.values().cloned().partition(|source| is_canvas(source.path.as_str()));
        let vault = Vault::new(notes, self.assets.clone(), self.findings.clone());
        Some(vault.with_canvases(canvases).with_queries(self.queries.clone()))
    }

    /// The vault as its folders are now. `None` where nothing is different.
    fn walked(&mut self, root: &Path, config: &Config, changes: &Changes) -> Result<Option<Vault>, io::Error> {
        let mut vault = self.walk(root, config, changes)?;
        if changes.all && config.discover.history {
            git::history(root, &config.files, &mut vault);
        }
        let equal = |known: &Source, source: &Source| Arc::ptr_eq(&known.text, &source.text) || known.text == source.text;
        let same = |source: &Source| self.notes.get(source.path.as_str()).is_some_and(|known| equal(known, source));
        let is_same = vault.notes.len() + vault.canvases.len() == self.notes.len()
            && vault.assets == self.assets
            && vault.queries.len() == self.queries.len()
            && vault.queries.iter().zip(&self.queries).all(|(a, b)| a.path == b.path && a.text == b.text)
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
        self.queries.clone_from(&vault.queries);
        self.assets.clone_from(&vault.assets);
        self.findings.clone_from(&vault.findings);
        Ok(Some(vault))
    }

    /// The vault as a walk through its folders finds it.
    fn walk(&self, root: &Path, config: &Config, changes: &Changes) -> Result<Vault, io::Error> {
        let above = |path: &str| path.match_indices('/').any(|(i, _)| changes.paths.contains(&path[..i]));
        let anew = |path: &str| changes.all || changes.paths.contains(path) || above(path);
        let known = |path: &str| self.notes.get(path).filter(|_| !anew(path)).cloned();
        read::vault_again(root, &config.files, &known)
    }

    /// The text of a note, private or not, as it was read last.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.notes.get(path).map(|source| &*source.text)
    }
}

fn is_canvas(path: &str) -> bool {
    crate::base::path::extension(path) == CANVAS
}
