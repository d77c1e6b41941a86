//! What kind of note a note is, by its structure: lists of links win every measure of a graph and say nothing.

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::Input;
use crate::base::path::VaultPath;
use crate::link::Named;

/// A list has at least so many forward links.
const LIST_LINKS: usize = 8;
/// And at most so many words for each.
const LIST_WORDS: usize = 14;

/// The part that a note plays among the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// It says something of its own.
    Note,
    /// It is its folder's page, or has such a name: `index`, `readme`, `home`.
    Index,
    /// A map of content: many links, few words.
    List,
    /// About a day, a week, a month.
    Daily,
    /// The configuration leaves it out, or it is in no list at all.
    LeftOut,
}

impl Role {
    /// As exports write it.
    pub fn name(self) -> &'static str {
        match self {
            Role::Note => "note",
            Role::Index => "index",
            Role::List => "list",
            Role::Daily => "daily",
            Role::LeftOut => "leftout",
        }
    }
}

/// The role of each note.
pub(super) fn roles(input: Input<'_>) -> Vec<Role> {
    let left_out = globs(&input.config.discover.leave_out);
    let role = |note: &Named<'_>| {
        if note.note.meta.unlisted || left_out.is_match(note.path.as_str()) {
            Role::LeftOut
        } else if input.config.daily.day(note.path).is_some() || is_period(note.path.stem()) {
            Role::Daily
        } else if input.config.discover.lists {
            Role::Note
        } else if is_index(note.path) {
            Role::Index
        } else if is_list(note) {
            Role::List
        } else {
            Role::Note
        }
    };
    input.notes.iter().map(role).collect()
}

fn globs(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    // what is no pattern was told when the file was read
    for glob in patterns.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
        set.add(glob);
    }
    set.build().unwrap_or_default()
}

/// A name that programs and people give to the entrance of a folder; or that of the folder itself.
fn is_index(path: &VaultPath) -> bool {
    let stem = path.stem().to_lowercase();
    let folder = path.folder().rsplit('/').next().unwrap_or_default().to_lowercase();
    matches!(&*stem, "index" | "_index" | "readme" | "home" | "moc" | "toc" | "start" | "inbox" | "root")
        || (!folder.is_empty() && stem == folder)
}

/// Many links, few words.
fn is_list(note: &Named<'_>) -> bool {
    let links = note.note.links.iter().filter(|link| !link.is_external()).count();
    let mostly_links = note.note.words as usize <= LIST_WORDS * links;
    links >= LIST_LINKS && mostly_links
}

/// `2024`, `2024-03`, `2024-W11`, `2024-Q1`, `2024-03-12 Tuesday`: a name that is a date and, behind a blank, at most one word.
fn is_period(stem: &str) -> bool {
    let (date, rest) = stem.split_once([' ', '_']).unwrap_or((stem, ""));
    let mut parts = date.split('-');
    let is_year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()) && part.starts_with(['1', '2']);
    let is_part =
        |part: &str| part.len() <= 3 && part.trim_start_matches(['W', 'w', 'Q', 'q']).bytes().all(|b| b.is_ascii_digit());
    parts.next().is_some_and(is_year) && parts.all(is_part) && rest.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_periods() {
        for name in ["2024", "2024-03", "2024-W11", "2024-Q1", "2024-03-12", "2024-03-12 Tuesday", "2024-03-12_Tue"] {
            assert!(is_period(name), "{name}");
        }
        for name in ["1984 by Orwell", "2024-03-12 A meeting about bread", "24-03", "Bread", "2024-notes", ""] {
            assert!(!is_period(name), "{name}");
        }
    }

    #[test]
    fn names_of_indexes() {
        for path in ["index.md", "a/README.md", "recipes/Recipes.md", "a/MOC.md"] {
            assert!(is_index(&VaultPath::new(path)), "{path}");
        }
        for path in ["a/b.md", "Recipes.md", "indexing.md"] {
            assert!(!is_index(&VaultPath::new(path)), "{path}");
        }
    }
}
