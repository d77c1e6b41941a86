//! What a link means to Foam: rule by rule what its own code answers, but where foamsite deviates on purpose.

use super::index::{File, Found, Names};
use super::url;
use crate::base::path::join;
use crate::note::{Link, Syntax};
use crate::vault::NoteId;

/// What a link means, before the place in its target is looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// A file of the vault.
    File {
        file: File,
        /// Whether the link is in the graph.
        edge: bool,
        /// Whether the name fits others too, of which the first was taken.
        several: bool,
    },
    /// No file: the name of the placeholder.
    Nothing(Box<str>),
    /// An address outside the vault.
    External,
}

/// What `link` means in the note `from`.
pub(super) fn meaning(names: &Names<'_>, from: NoteId, link: &Link) -> Meaning {
    if link.is_external() {
        return Meaning::External;
    }
    match (link.syntax, &link.definition) {
        (Syntax::Wiki, Some(url)) => definition(names, from, link, url),
        (Syntax::Wiki, None) => {
            let found = if link.name.is_empty() { Found::One(File::Note(from)) } else { wiki(names, from, &link.name) };
            named(found, || link.name.clone())
        }
        _ => markdown(names, from, link),
    }
}

fn named(found: Found, placeholder: impl FnOnce() -> Box<str>) -> Meaning {
    match found.file() {
        Some(file) => Meaning::File { file, edge: true, several: matches!(found, Found::First(_)) },
        None => Meaning::Nothing(placeholder()),
    }
}

/// A wikilink's name, which is not empty: a path, else an identifier of a file, else of a folder.
pub(super) fn wiki(names: &Names<'_>, from: NoteId, name: &str) -> Found {
    if name.starts_with('/') {
        absolute(names, name).into()
    } else if url::is_path(name) {
        relative(names, from, &url::file_path(name)).into()
    } else {
        names.identifier(name).or_else(|| names.folder_identifier(name))
    }
}

/// A wikilink whose text is the label of a link reference definition: its URL decides. Unlike Foam, which forgets them, the
/// forms of URL that reference links know are taken too.
fn definition(names: &Names<'_>, from: NoteId, link: &Link, url: &str) -> Meaning {
    if crate::note::address::is_external(url) {
        return Meaning::Nothing(link.name.clone());
    }
    let path = url.split_once('#').map_or(url, |(path, _)| path);
    if path.is_empty() {
        return named(Found::One(File::Note(from)), || link.name.clone());
    }
    let found = if path.starts_with('/') {
        absolute(names, path).or_else(|| absolute(names, &url::file_path(path)))
    } else {
        relative(names, from, &url::file_path(path))
    };
    named(found.into(), || {
        let mut text = url::join_text(folder(names, from), &url::file_path(path));
        if !url::has_extension(&text) && !path.starts_with('/') {
            text = format!("{text}.{}", names.files.path(File::Note(from)).extension());
        }
        text.into()
    })
}

/// A Markdown link, or one of raw HTML: a path from the note or, with a slash at its start, from the vault's root.
fn markdown(names: &Names<'_>, from: NoteId, link: &Link) -> Meaning {
    let url = match link.name.strip_suffix('/') {
        Some("") => "/",
        Some(url) => url,
        None => &link.name,
    };
    let path = url::file_path(url);
    if path.is_empty() {
        return Meaning::File { file: File::Note(from), edge: false, several: false };
    }
    let home = folder(names, from);
    let found = if url.starts_with('/') {
        at_path(names, from, url)
    } else {
        relative(names, from, &path).or_else(|| names.folder(&join(home, url)?)).into()
    };
    match named(found.or_else(|| at_path(names, from, &path)), || url::join_text(home, url).into()) {
        Meaning::File { file, several, .. } => Meaning::File { file, edge: !is_self(names, from, link, &path), several },
        nothing => nothing,
    }
}

/// A path from a note or, with a slash at its start, from the vault's root: a file, else a folder.
pub(super) fn at_path(names: &Names<'_>, from: NoteId, path: &str) -> Found {
    let file = if path.starts_with('/') { absolute(names, path) } else { relative(names, from, path) };
    let index = || names.folder(&join(folder(names, from), path)?);
    file.or_else(index).into()
}

/// Foam drops Markdown links of a note to itself, unless they are references or start at the root.
fn is_self(names: &Names<'_>, from: NoteId, link: &Link, path: &str) -> bool {
    let own = names.files.path(File::Note(from));
    let named = || join(own.folder(), path).is_some_and(|path| with_extension(path, own.extension()) == own.as_str());
    link.syntax != Syntax::Reference && !link.name.starts_with('/') && named()
}

/// The file at a path from the root, as it is or with the default extension.
fn absolute(names: &Names<'_>, path: &str) -> Option<File> {
    let path = join("", path)?;
    names.path(&path).or_else(|| names.path(&format!("{path}{}", names.extension)))
}

/// The file at a path from a note: without an extension it has that of the note, or else the default one.
fn relative(names: &Names<'_>, from: NoteId, path: &str) -> Option<File> {
    let own = names.files.path(File::Note(from));
    let path = join(own.folder(), path)?;
    let as_is = names.path(&with_extension(path.clone(), own.extension()));
    as_is.or_else(|| names.path(&format!("{path}{}", names.extension)))
}

fn with_extension(path: String, extension: &str) -> String {
    if url::has_extension(&path) { path } else { format!("{path}.{extension}") }
}

fn folder<'a>(names: &Names<'a>, note: NoteId) -> &'a str {
    names.files.path(File::Note(note)).folder()
}
