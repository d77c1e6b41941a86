//! A folder becomes a [`Vault`]. What cannot be read is a finding; the rest is read all the same.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use super::ignore::{Gitignores, Rules, is_leftover};
use super::{Error, show};
use crate::base::path::{CANVAS, VaultPath, extension};
use crate::config::Files;
use crate::diag::{Code, Finding};
use crate::vault::{Asset, Source, Vault};

/// The largest note that is read, in bytes.
pub const MAX_NOTE: u64 = 20_000_000;
/// The largest file of settings.
const MAX_SETTINGS: u64 = 1_000_000;
/// The folder of saved queries, a name for each folder on the way.
const QUERIES: [&str; 2] = [".foam", "queries"];

/// Reads all notes below `root` and names all other files. Symbolic links, pipes, devices and whatever `files` leaves out are
/// never opened. Fails where the root is no folder or a pattern of `files` cannot be used.
pub fn vault(root: &Path, files: &Files) -> Result<Vault, Error> {
    vault_again(root, files, &|_| None)
}

/// The same where some notes were read before: those that `known` has are not read again, if they are still there.
pub fn vault_again(root: &Path, files: &Files, known: &Known<'_>) -> Result<Vault, Error> {
    if !root.is_dir() {
        return Err(Error::NoVault { path: show(root) });
    }
    let mut walk = Walk { root, rules: Rules::new(files)?, gitignores: Gitignores::default(), found: Found::default() };
    walk.run();
    let queries = walk.queries();
    let Found { notes, canvases, mut assets, mut findings } = walk.found;
    assets.par_iter_mut().for_each(|asset| asset.pixels = super::picture::pixels(root, asset.path.as_str()));
    // what cannot be read is no page, and no attachment either
    let canvases = canvases.into_par_iter().filter_map(|path| source(root, path).ok()).collect();
    let read: Vec<_> = notes.into_par_iter().map(|path| known(&path).map_or_else(|| source(root, path), Ok)).collect();
    let mut sources = Vec::with_capacity(read.len());
    for result in read {
        match result {
            Ok(source) => sources.push(source),
            Err(finding) => findings.push(finding),
        }
    }
    findings.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(Vault::new(sources, assets, findings).with_canvases(canvases).with_queries(queries))
}

/// One note again, at `path` in the vault, which was a note when the vault was read. `None` where it is no file that can be read
/// any more.
pub fn note(root: &Path, path: &str) -> Option<Source> {
    root.join(path).symlink_metadata().ok().filter(fs::Metadata::is_file)?;
    source(root, path.to_owned()).ok()
}

/// A note that was read before, by its path in the vault.
pub type Known<'a> = dyn Fn(&str) -> Option<Source> + Sync + 'a;

/// The text of a file of settings; `None` where there is no such file.
pub fn settings(path: &Path) -> Result<Option<String>, Error> {
    bounded(path, MAX_SETTINGS)
}

/// The text of a file that the settings name, up to the size of a note; `None` where there is no such file.
pub fn text(path: &Path) -> Result<Option<String>, Error> {
    bounded(path, MAX_NOTE)
}

/// The text of a file of a name that means something to hosts; `None` where there is none, or where that is a folder of notes.
pub fn for_hosts(path: &Path) -> Result<Option<String>, Error> {
    if path.is_dir() { Ok(None) } else { text(path) }
}

fn bounded(path: &Path, limit: u64) -> Result<Option<String>, Error> {
    let bad = |reason| Error::Settings { path: show(path), reason };
    match path.metadata() {
        Ok(data) if !data.is_file() => return Err(bad("is no file")),
        Ok(data) if data.len() > limit => return Err(bad("is too large for a file of settings")),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        _ => {}
    }
    let bytes = fs::read(path).map_err(|error| Error::system("read", path, error))?;
    let text = String::from_utf8(bytes).map_err(|_| bad("is not UTF-8"))?;
    Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
}

/// The files of a theme in a folder, by their path in it: templates, style sheets, scripts, words, `assets/` and `theme.toml`.
/// Nothing where there is no such folder. Symbolic links are not followed.
pub fn theme(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let mut files = BTreeMap::new();
    for entry in WalkDir::new(folder).min_depth(1).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
    {
        let path = entry.path().strip_prefix(folder).ok().and_then(Path::to_str);
        let Some(path) = path.map(|path| path.replace(std::path::MAIN_SEPARATOR, "/")) else { continue };
        let is_part = match path.split_once('/') {
            Some(("templates", name)) => name.ends_with(".html"),
            Some(("css", name)) => name.ends_with(".css"),
            Some(("js", name)) => name.ends_with(".js"),
            Some(("words", name)) => name.ends_with(".toml"),
            Some(("assets", name)) => !is_leftover(name.rsplit('/').next().unwrap_or(name)),
            _ => path == "theme.toml",
        };
        if is_part {
            let bytes = fs::read(entry.path()).map_err(|error| Error::system("read", entry.path(), error))?;
            files.insert(path, bytes);
        }
    }
    Ok(files)
}

/// What a walk finds. Paths are relative to the root.
#[derive(Default)]
struct Found {
    notes: Vec<String>,
    /// They are among the assets as well.
    canvases: Vec<String>,
    assets: Vec<Asset>,
    findings: Vec<(String, Finding)>,
}

struct Walk<'a> {
    root: &'a Path,
    rules: Rules<'a>,
    gitignores: Gitignores,
    found: Found,
}

impl Walk<'_> {
    fn run(&mut self) {
        self.enter(self.root, 0);
        let mut entries = WalkDir::new(self.root).min_depth(1).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) => {
                    if entry.file_type().is_dir() && !self.folder(&entry) {
                        entries.skip_current_dir();
                    } else if !entry.file_type().is_dir() {
                        self.file(&entry);
                    }
                }
                Err(error) => {
                    let path = self.relative(error.path().unwrap_or(self.root));
                    let reason = error.into_io_error().unwrap_or_else(|| ErrorKind::Other.into());
                    self.found.findings.push((path, unreadable(&reason)));
                }
            }
        }
    }

    /// The saved queries of Foam, of which the patterns of the settings may leave some out.
    fn queries(&mut self) -> Vec<Source> {
        let folder = QUERIES.iter().try_fold(self.root.to_owned(), |at, name| {
            let at = at.join(name);
            at.symlink_metadata().is_ok_and(|data| data.is_dir()).then_some(at)
        });
        let entries = folder.into_iter().flat_map(|at| WalkDir::new(at).min_depth(1).max_depth(1)).filter_map(Result::ok);
        let mut queries = Vec::new();
        for entry in entries.filter(|entry| !entry.file_type().is_dir()) {
            let Some((path, name)) = self.name(&entry) else { continue };
            let is_small = entry.metadata().is_ok_and(|data| data.len() <= MAX_SETTINGS);
            if !matches!(extension(&name), "yaml" | "yml") || self.rules.skips_file(&path, &name) {
                continue;
            }
            if let Some(finding) = irregular(entry.file_type()) {
                self.found.findings.push((path, finding));
                continue;
            }
            let read = if is_small { source(self.root, path) } else { Err((path, too_large())) };
            match read {
                Ok(source) => queries.push(source),
                Err(finding) => self.found.findings.push(finding),
            }
        }
        queries
    }

    /// Takes in a folder's `.gitignore`.
    fn enter(&mut self, folder: &Path, depth: usize) {
        let file = folder.join(".gitignore");
        let is_text = |data: fs::Metadata| data.is_file() && data.len() <= MAX_SETTINGS;
        if self.rules.uses_gitignore()
            && file.symlink_metadata().is_ok_and(is_text)
            && let Ok(bytes) = fs::read(&file)
        {
            self.gitignores.enter(folder, depth, &String::from_utf8_lossy(&bytes));
        }
    }

    /// Whether a folder is walked into.
    fn folder(&mut self, entry: &DirEntry) -> bool {
        self.gitignores.leave(entry.depth());
        let Some((path, name)) = self.name(entry) else { return false };
        if self.rules.skips_folder(&path, &name, entry.path()) || self.gitignores.ignores(entry.path(), true) {
            return false;
        }
        self.enter(entry.path(), entry.depth());
        true
    }

    fn file(&mut self, entry: &DirEntry) {
        self.gitignores.leave(entry.depth());
        let Some((path, name)) = self.name(entry) else { return };
        if self.rules.skips_file(&path, &name) || self.gitignores.ignores(entry.path(), false) {
            return;
        }
        if let Some(finding) = irregular(entry.file_type()) {
            self.found.findings.push((path, finding));
        } else if self.rules.is_note(&name) {
            self.found.notes.push(path);
        } else if !is_leftover(&name) {
            if let Some(extension) = self.rules.nearly_note(&name) {
                let message = format!("its name does not end in `.{extension}` to the letter, so it is no note");
                let hint = format!("Foam counts only that ending. Rename it: `{}.{extension}`.", VaultPath::new(&*path).stem());
                self.found.findings.push((path.clone(), Finding::new(Code::SkippedFile, 0..0, message).hint(hint)));
            }
            match entry.metadata() {
                Ok(data) => {
                    if extension(&name) == CANVAS {
                        self.found.canvases.push(path.clone());
                    }
                    self.found.assets.push(Asset { path: VaultPath::new(path), size: data.len(), pixels: None });
                }
                Err(error) => {
                    let reason = error.into_io_error().unwrap_or_else(|| ErrorKind::Other.into());
                    self.found.findings.push((path, unreadable(&reason)));
                }
            }
        }
    }

    /// An entry's path in the vault and its name; a finding where they are not UTF-8.
    fn name(&mut self, entry: &DirEntry) -> Option<(String, String)> {
        let path = entry.path().strip_prefix(self.root).ok().and_then(Path::to_str);
        if let (Some(path), Some(name)) = (path, entry.file_name().to_str()) {
            return Some((path.replace(std::path::MAIN_SEPARATOR, "/"), name.to_owned()));
        }
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if !hidden && !self.gitignores.ignores(entry.path(), entry.file_type().is_dir()) {
            let finding = Finding::new(Code::SkippedFile, 0..0, "its name is not UTF-8").hint("Rename it.");
            self.found.findings.push((self.relative(entry.path()), finding));
        }
        None
    }

    fn relative(&self, path: &Path) -> String {
        path.strip_prefix(self.root).unwrap_or(path).to_string_lossy().into_owned()
    }
}

/// What there is to say about a file that is none.
fn irregular(kind: fs::FileType) -> Option<Finding> {
    if kind.is_symlink() {
        let finding = Finding::new(Code::SkippedFile, 0..0, "it is a symbolic link, which is never followed");
        return Some(finding.hint("Put the file itself there."));
    }
    let message = "it is no regular file but a pipe, a socket or a device";
    (!kind.is_file()).then(|| Finding::new(Code::SkippedFile, 0..0, message))
}

/// A file that was there when the folder was listed and is gone since is no mistake of anybody's.
fn unreadable(error: &std::io::Error) -> Finding {
    if error.kind() == ErrorKind::NotFound {
        return Finding::new(Code::SkippedFile, 0..0, "it vanished while the vault was read");
    }
    Finding::new(Code::UnreadableFile, 0..0, format!("it cannot be read: {error}")).hint("Check its permissions.")
}

fn too_large() -> Finding {
    Finding::new(Code::Limit, 0..0, format!("a saved query may have {MAX_SETTINGS} bytes")).hint("Make it smaller.")
}

fn source(root: &Path, path: String) -> Result<Source, (String, Finding)> {
    match bytes(&root.join(&path)) {
        Ok(Some(bytes)) => {
            let (text, finding) = decode(bytes);
            let mut source = Source::new(path, text);
            source.findings.extend(finding);
            Ok(source)
        }
        Ok(None) => {
            let message = format!("the note is larger than {} MB, so it is left out", MAX_NOTE / 1_000_000);
            Err((path, Finding::new(Code::Limit, 0..0, message).hint("Split it into several notes.")))
        }
        Err(error) => Err((path, unreadable(&error))),
    }
}

/// A note's bytes; `None` where they are too many.
fn bytes(path: &PathBuf) -> std::io::Result<Option<Vec<u8>>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut bytes = Vec::with_capacity(size.min(MAX_NOTE) as usize + 1);
    let read = file.take(MAX_NOTE + 1).read_to_end(&mut bytes)? as u64;
    Ok((read <= MAX_NOTE).then_some(bytes))
}

/// Bytes as text: UTF-8, or UTF-16 with a byte order mark. What cannot be read stands as U+FFFD.
fn decode(bytes: Vec<u8>) -> (String, Option<Finding>) {
    let (text, finding) = decode_units(bytes);
    let Some(at) = text.find('\0') else { return (text, finding) };
    let message = format!("the text holds NUL characters, the first at byte {at}");
    let told = || Finding::new(Code::NotUtf8, at..at + 1, message).hint("Remove them. Is it a text at all?");
    (text.replace('\0', "\u{fffd}"), finding.or_else(|| Some(told()))) // as CommonMark has it: no page may hold one
}

fn decode_units(bytes: Vec<u8>) -> (String, Option<Finding>) {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks(2).map(|pair| unit([pair[0], *pair.get(1).unwrap_or(&0)]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    let text = match bytes.as_slice() {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
        _ => {
            return String::from_utf8(bytes).map_or_else(
                |error| {
                    let at = error.utf8_error().valid_up_to();
                    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                    let message = format!("the text is not UTF-8 from byte {at} on");
                    (text, Some(Finding::new(Code::NotUtf8, at..at + 3, message).hint("Save the file as UTF-8.")))
                },
                |text| (text, None),
            );
        }
    };
    (text, Some(Finding::new(Code::NotUtf8, 0..0, "the text is UTF-16, not UTF-8").hint("Save the file as UTF-8.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_decoded() {
        let plain = |bytes: &[u8]| decode(bytes.to_vec());
        assert_eq!(plain("\u{feff}é".as_bytes()), ("\u{feff}é".to_owned(), None));
        let (text, finding) = plain(b"a\0b\0");
        assert_eq!(text, "a\u{fffd}b\u{fffd}");
        assert!(finding.is_some_and(|finding| finding.message.contains("NUL")));
        let (text, finding) = plain(b"caf\xe9 x");
        assert_eq!(text, "caf\u{fffd} x");
        let finding = finding.expect("it is not UTF-8");
        assert_eq!((&text[finding.span.range()], finding.message.contains("byte 3")), ("\u{fffd}", true));
        assert_eq!(plain(b"\xff\xfea\0\xe9\0").0, "aé");
        assert_eq!(plain(b"\xfe\xff\0a\xd8\0\0").0, "a\u{fffd}\u{fffd}");
        assert!(plain(b"\xfe\xff\0a").1.is_some());
    }
}
