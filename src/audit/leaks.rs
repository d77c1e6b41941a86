//! Does a finished site tell what is private? Names that belong to unpublished files alone are looked for in all its files,
//! whatever their form.
//!
//! What counts as a name: title, path, file name, address, folder, aliases and tags of notes that are not published, and the names of
//! files that are not. What does not: a name that published notes, the configuration or the theme say too, one of fewer than three
//! characters, and one that is a mere number.

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::File;
use super::readable::{fold, readings, unpacked};
use crate::base::path::VaultPath;
use crate::base::slug;
use crate::diag::{Code, Finding};
use crate::note::Note;
use crate::search;

/// Names shorter than this are looked for nowhere: they stand everywhere.
const SHORTEST: usize = 3;
/// So many names are told of one file.
const TOLD: usize = 20;

/// What a name is of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Kind {
    Title,
    Path,
    Alias,
    Tag,
    Folder,
    File,
    Word,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Title => "the title",
            Kind::Path => "the name",
            Kind::Alias => "an alias",
            Kind::Tag => "a tag",
            Kind::Folder => "a folder",
            Kind::File => "the name",
            Kind::Word => "a word of the names",
        }
    }
}

/// Where names come from, while they are collected.
#[derive(Default)]
pub struct Collector {
    /// By folded name: what it is, as written, and of which file.
    private: BTreeMap<String, (Kind, String, String)>,
    /// All that is public, folded.
    public: String,
}

impl Collector {
    /// A note that is not published.
    pub fn private_note(&mut self, path: &VaultPath, note: &Note) {
        let file = path.as_str();
        self.path(path, Kind::Path);
        let title = note.title.iter().chain(&note.meta.title);
        title.for_each(|title| self.name(Kind::Title, title, file));
        note.meta.aliases.iter().for_each(|alias| self.name(Kind::Alias, alias, file));
        note.meta.permalink.iter().for_each(|link| self.name(Kind::Path, link.trim_matches('/'), file));
        note.tags.iter().for_each(|tag| self.name(Kind::Tag, &tag.name, file));
    }

    /// Another file that is not published.
    pub fn private_file(&mut self, path: &VaultPath) {
        self.path(path, Kind::File);
    }

    /// Something that everybody may read.
    pub fn public(&mut self, text: &str) {
        self.public.push_str(&fold(text));
        self.public.push('\n');
    }

    /// A published file's path, with the address that it gives.
    pub fn public_path(&mut self, path: &VaultPath) {
        self.public(path.as_str());
        path.as_str().split('/').for_each(|part| self.public(&slug::segment(part.strip_suffix(".md").unwrap_or(part))));
    }

    /// A name that everybody may read, with the address that it gives.
    pub fn public_name(&mut self, name: &str) {
        self.public(name);
        self.public(&slug::segment(name));
    }

    fn path(&mut self, path: &VaultPath, kind: Kind) {
        let file = path.as_str();
        self.name(kind, file, file);
        self.name(kind, path.file_name(), file);
        if kind == Kind::Path {
            self.name(kind, path.stem(), file);
            self.name(kind, &slug::segment(path.stem()), file);
        }
        let folder = path.folder();
        for part in folder.split('/').filter(|part| !part.is_empty()) {
            self.name(Kind::Folder, part, file);
            self.name(Kind::Folder, &slug::segment(part), file);
        }
    }

    fn name(&mut self, kind: Kind, name: &str, file: &str) {
        let key = fold(name.trim());
        let is_telling = key.chars().count() >= SHORTEST && key.chars().any(|c| c.is_alphabetic() || c == '-');
        if is_telling {
            self.private.entry(key).or_insert_with(|| (kind, name.trim().to_owned(), file.to_owned()));
        }
    }

    /// The names that are private alone, ready to be looked for.
    pub fn finish(mut self) -> Names {
        let everywhere = Finder::new(std::mem::take(&mut self.private));
        let mut said = BTreeSet::new();
        everywhere.each(&self.public, |ix, _| {
            said.insert(ix);
        });
        let public_words: BTreeSet<String> = search::words::all(&self.public).into_iter().collect();
        let mut names = everywhere.names;
        let mut ix = 0;
        names.retain(|_| {
            ix += 1;
            !said.contains(&(ix - 1))
        });
        let mut words: BTreeMap<String, (Kind, String, String)> = BTreeMap::new();
        for (_, (_, written, file)) in &names {
            for word in search::words::all(written).into_iter().filter(|word| !public_words.contains(word)) {
                let is_telling = word.chars().count() >= SHORTEST && word.chars().any(char::is_alphabetic);
                if is_telling {
                    words.entry(word.clone()).or_insert((Kind::Word, word, file.clone()));
                }
            }
        }
        Names { finder: Finder::new(names.into_iter().collect()), words }
    }
}

type Entry = (String, (Kind, String, String));

struct Finder {
    names: Vec<Entry>,
    finder: Option<AhoCorasick>,
}

impl Finder {
    fn new(names: BTreeMap<String, (Kind, String, String)>) -> Finder {
        let names: Vec<Entry> = names.into_iter().collect();
        let builder = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(names.iter().map(|(key, _)| key));
        Finder { finder: builder.ok().filter(|_| !names.is_empty()), names }
    }

    /// Each place where a name stands as a whole word in a folded text.
    fn each(&self, text: &str, mut found: impl FnMut(usize, usize)) {
        let Some(finder) = &self.finder else { return };
        for hit in finder.find_overlapping_iter(text) {
            let inner = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let key = &text[hit.range()];
            let opens = inner(key.chars().next()) && inner(text[..hit.start()].chars().next_back());
            let closes = inner(key.chars().next_back()) && inner(text[hit.end()..].chars().next());
            if !opens && !closes {
                found(hit.pattern().as_usize(), hit.start());
            }
        }
    }
}

/// The names that must stand nowhere.
pub struct Names {
    finder: Finder,
    /// Words that only such names hold: the search index has words, not names.
    words: BTreeMap<String, (Kind, String, String)>,
}

impl Names {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.finder.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What a file of the site, its name included, tells of them.
    pub fn find(&self, file: &File<'_>) -> Vec<Finding> {
        let bytes = unpacked(file.bytes);
        let text = String::from_utf8_lossy(&bytes);
        let mut told: BTreeMap<usize, &str> = BTreeMap::new();
        for (text, place) in [(file.path, "in the file's own name"), (&*text, "in the file")] {
            let (plain, undone) = readings(text);
            for text in std::iter::once(&plain).chain(&undone) {
                self.finder.each(text, |ix, _| {
                    told.entry(ix).or_insert(place);
                });
            }
        }
        let entries = told.into_iter().map(|(ix, place)| (&self.finder.names[ix].1, place));
        entries.take(TOLD).map(|((kind, written, of), place)| leak(*kind, written, of, place)).collect()
    }

    /// What the words of a site's search index tell of them.
    pub fn find_words<'w>(&self, words: impl Iterator<Item = &'w str>) -> Vec<Finding> {
        let found = words.filter_map(|word| self.words.get(word));
        let found: BTreeSet<&(Kind, String, String)> = found.collect();
        found.into_iter().take(TOLD).map(|(kind, written, of)| leak(*kind, written, of, "in the search index")).collect()
    }
}

fn leak(kind: Kind, written: &str, of: &str, place: &str) -> Finding {
    let message = format!("`{written}`, {} of the unpublished `{of}`, stands {place}", kind.name());
    Finding::new(Code::Leak, 0..0, message).hint(
        "Build anew into an empty folder. Where it still stands there, look for what writes it: a template, a note's raw text.",
    )
}
