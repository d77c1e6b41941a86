//! Which files of a vault are not read at all: by name, by pattern, by `.gitignore`.

use std::borrow::Cow;
use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use regex_automata::meta::Regex;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{Error, MANIFEST};
use crate::config::Files;

/// Folders that no editor shows as notes, wherever they are.
const NEVER: [&str; 1] = ["node_modules"];
/// Folders that Foam's editor leaves out where its settings do not say otherwise.
const BUILT: [&str; 8] = ["_layouts", "_site", "venv", "env", "target", "dist", "build", "__pycache__"];

/// The rules of a configuration. Paths are relative to the vault.
pub(super) struct Rules<'a> {
    files: &'a Files,
    include: GlobSet,
    exclude: GlobSet,
    /// Folders that are excluded with all that is in them: need not be walked.
    folders: GlobSet,
    regexes: Vec<Regex>,
}

impl<'a> Rules<'a> {
    /// Reads the patterns. One that cannot be read is an error: without it, private files could be published.
    pub(super) fn new(files: &'a Files) -> Result<Self, Error> {
        let (mut include, mut exclude, mut folders) = (GlobSetBuilder::new(), GlobSetBuilder::new(), GlobSetBuilder::new());
        for pattern in &files.include {
            add(&mut include, pattern, "")?;
            add(&mut include, pattern, "/**")?;
        }
        for pattern in files.exclude.iter().chain(&files.templates) {
            add(&mut exclude, pattern, "")?;
            add(&mut exclude, pattern, "/**")?;
            add(&mut folders, pattern, "")?;
            let whole = pattern.strip_suffix("/**/*").or_else(|| pattern.strip_suffix("/**"));
            add(&mut folders, whole.unwrap_or(""), "")?;
        }
        let regex = |pattern: &String| Regex::new(pattern).map_err(|error| bad(pattern, error.to_string()));
        Ok(Rules {
            files,
            include: build(&include)?,
            exclude: build(&exclude)?,
            folders: build(&folders)?,
            regexes: files.exclude_regex.iter().map(regex).collect::<Result<_, _>>()?,
        })
    }

    /// Whether a folder is left out with all that is in it; `at` is where it stands on the disk.
    pub(super) fn skips_folder(&self, path: &str, name: &str, at: &Path) -> bool {
        let path = &*nfc(path);
        name.starts_with('.')
            || NEVER.contains(&name)
            || (self.files.foam_excludes && BUILT.contains(&name))
            || self.folders.is_match(path)
            || self.regexes.iter().any(|regex| regex.is_match(&*format!("{path}/")))
            || at.join(MANIFEST).symlink_metadata().is_ok()
    }

    /// Whether a file is left out.
    pub(super) fn skips_file(&self, path: &str, name: &str) -> bool {
        if name.starts_with('.') || name == MANIFEST || path == "foamsite.toml" {
            return true;
        }
        let path = &*nfc(path);
        (!self.include.is_empty() && !self.include.is_match(path))
            || self.exclude.is_match(path)
            || self.regexes.iter().any(|regex| regex.is_match(path))
    }

    /// Whether `.gitignore` counts.
    pub(super) fn uses_gitignore(&self) -> bool {
        self.files.gitignore
    }

    /// Whether a file's name makes it a note. Case counts, as in Foam.
    pub(super) fn is_note(&self, name: &str) -> bool {
        let extension = crate::base::path::extension(name);
        self.files.extensions.iter().any(|known| known == extension)
    }

    /// The extension of notes from which that of a name differs in capital letters alone.
    pub(super) fn nearly_note(&self, name: &str) -> Option<&str> {
        let extension = crate::base::path::extension(name);
        self.files.extensions.iter().find(|known| known.eq_ignore_ascii_case(extension)).map(String::as_str)
    }
}

/// Whether a file that is no note was left behind by an editor or by a conflict of synchronisation.
pub(super) fn is_leftover(name: &str) -> bool {
    const ENDS: [&str; 7] = ["~", ".swp", ".swo", ".tmp", ".bak", ".orig", ".icloud"];
    ENDS.iter().any(|end| name.ends_with(end))
        || (name.starts_with('#') && name.ends_with('#'))
        || name.contains(".sync-conflict-")
}

/// Adds a pattern with something at its end. It is anchored at the vault's root, its Unicode form does not matter.
fn add(set: &mut GlobSetBuilder, pattern: &str, end: &str) -> Result<(), Error> {
    let clean = pattern.trim().trim_start_matches("./").trim_matches('/');
    if clean.is_empty() {
        return Ok(());
    }
    if pattern.starts_with('!') || ["!(", "?(", "+(", "*(", "@("].iter().any(|sign| pattern.contains(sign)) {
        return Err(bad(pattern, "negations and lists in parentheses are not known".into()));
    }
    let glob = GlobBuilder::new(&nfc(&format!("{clean}{end}"))).literal_separator(true).empty_alternates(true).build();
    set.add(glob.map_err(|error| bad(pattern, error.kind().to_string()))?);
    Ok(())
}

fn build(set: &GlobSetBuilder) -> Result<GlobSet, Error> {
    set.build().map_err(|error| bad(error.glob().unwrap_or(""), error.kind().to_string()))
}

fn bad(pattern: &str, reason: String) -> Error {
    Error::Pattern { pattern: pattern.to_owned(), reason }
}

/// One Unicode form for names and patterns: macOS writes letters and their accents apart.
fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// The `.gitignore` files that hold at the place of a walk.
#[derive(Default)]
pub(super) struct Gitignores {
    /// With the depth of their folder, from the root inwards.
    stack: Vec<(usize, Gitignore)>,
}

impl Gitignores {
    /// Enters a folder whose `.gitignore` has this text.
    pub(super) fn enter(&mut self, folder: &Path, depth: usize, text: &str) {
        let mut builder = GitignoreBuilder::new(folder);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let _ = builder.add_line(None, line); // git passes over a line that it cannot read, too
        }
        if let Ok(rules) = builder.build() {
            self.leave(depth);
            self.stack.push((depth, rules));
        }
    }

    /// Forgets the folders that do not hold an entry at `depth`: the walk has left them.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.stack.last().is_some_and(|(folder, _)| *folder >= depth) {
            self.stack.pop();
        }
    }

    /// Whether an entry is ignored: the innermost file that speaks of it decides.
    pub(super) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        let matches = self.stack.iter().rev().map(|(_, rules)| rules.matched(path, is_folder));
        matches.into_iter().find(|found| !found.is_none()).is_some_and(|found| matches!(found, Match::Ignore(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(include: &[&str], exclude: &[&str]) -> Files {
        let own = |list: &[&str]| list.iter().map(|p| p.to_string()).collect();
        Files { include: own(include), exclude: own(exclude), ..Files::default() }
    }

    fn skips(files: &Files, path: &str) -> bool {
        let rules = Rules::new(files).expect("patterns that can be read");
        let folders = path.match_indices('/').map(|(i, _)| &path[..i]);
        let name = |path: &str| path.rsplit('/').next().map(str::to_owned).expect("split gives one part");
        folders.into_iter().any(|folder| rules.skips_folder(folder, &name(folder), Path::new("/nowhere")))
            || rules.skips_file(path, &name(path))
    }

    #[test]
    fn patterns() {
        for (pattern, path, answer) in [
            ("priv", "priv/deep/b.md", true),
            ("priv", "a/priv/b.md", false),
            ("priv/", "priv/b.md", true),
            ("/priv/**", "priv/b.md", true),
            ("./priv/**/*", "priv/b.md", true),
            ("**/priv/**/*", "a/priv/c/b.md", true),
            ("**/priv/**/*", "priv/b.md", true),
            ("**/priv/**", "private/b.md", false),
            ("*.md", "a.md", true),
            ("*.md", "a/b.md", false),
            ("**/*.{png,jpg}", "a/b.jpg", true),
            ("**/geheim-\u{e4}/**/*", "x/geheim-a\u{308}/b.md", true),
            ("", "a.md", false),
        ] {
            assert_eq!(skips(&files(&[], &[pattern]), path), answer, "{pattern} {path}");
        }
        let include = files(&["notes/**", "*.md", "img"], &[]);
        for (path, answer) in [("notes/a/b.md", false), ("c.md", false), ("img/x.png", false), ("other/d.md", true)] {
            assert_eq!(skips(&include, path), answer, "{path}");
        }
        for pattern in ["a{", "[", "!(a)/**", "!a", "+(a|b)"] {
            assert!(Rules::new(&files(&[], &[pattern])).is_err(), "{pattern}");
        }
    }

    #[test]
    fn names() {
        let files = files(&[], &[]);
        for path in [".env", ".obsidian/a.md", "a/.trash/b.md", "node_modules/a.md", "x/build/a.md", "foamsite.toml"] {
            assert!(skips(&files, path), "{path}");
        }
        for path in ["a.md", "x/foamsite.toml", "builder/a.md", "build.md"] {
            assert!(!skips(&files, path), "{path}");
        }
        assert!(!skips(&Files { foam_excludes: false, ..Files::default() }, "build/a.md"));
        assert!(skips(&Files { templates: vec!["Templates".into()], ..Files::default() }, "Templates/a.md"));
        let regexes = Files { exclude_regex: vec!["(?i)^secret".into(), "^only-this/$".into()], ..Files::default() };
        assert!(skips(&regexes, "Secrets/a.md") && skips(&regexes, "only-this/a.md") && !skips(&regexes, "a/secret.md"));
        for name in ["a.md~", "#a.md#", "a.sync-conflict-2024.png", "a.bak"] {
            assert!(is_leftover(name), "{name}");
        }
        assert!(!is_leftover("#a.png") && !is_leftover("a.png"));
    }

    #[test]
    fn gitignores_nest() {
        let mut rules = Gitignores::default();
        rules.enter(Path::new("/v"), 0, "\u{feff}*.log\n/top/\nkeep/*\n!keep/a.md\n");
        assert!(rules.ignores(Path::new("/v/x/a.log"), false));
        assert!(rules.ignores(Path::new("/v/top"), true) && !rules.ignores(Path::new("/v/x/top"), true));
        assert!(rules.ignores(Path::new("/v/keep/b.md"), false) && !rules.ignores(Path::new("/v/keep/a.md"), false));
        rules.enter(Path::new("/v/x"), 1, "!a.log\n");
        assert!(!rules.ignores(Path::new("/v/x/a.log"), false));
        rules.leave(1);
        assert!(rules.ignores(Path::new("/v/x/a.log"), false));
    }
}
