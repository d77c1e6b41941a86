//! Paths as links write them: texts alone, nothing of any vault.

use crate::base::path;

/// A URL's path as a path of files: the query cut off, percent-decoded, backslashes as slashes.
pub(super) fn file_path(url: &str) -> String {
    let path = url.find('?').map_or(url, |query| &url[..query]);
    path::decode(path).replace('\\', "/")
}

/// Whether the last segment has an extension. A dot at its start makes none, one at its end does.
pub(super) fn has_extension(path: &str) -> bool {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.rfind('.').is_some_and(|dot| dot > 0) && name != ".."
}

/// Whether a wikilink's name is a path (from the vault's root, or from the note) and not an identifier.
pub(super) fn is_path(name: &str) -> bool {
    name.starts_with('/') || name.starts_with("./") || name.starts_with("../")
}

/// What a path that leads to no file is called: `relative` from `folder`, dots undone, not decoded. A path that leaves the vault
/// begins with `../`; a slash at the end stays.
pub(super) fn join_text(folder: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let base = if relative.starts_with('/') { "" } else { folder };
    for part in base.split('/').chain(relative.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let mut text = parts.join("/");
    if relative.ends_with('/') {
        text.push('/');
    }
    text
}

/// The last segment of a path; a slash at its end does not count.
pub(super) fn last_segment(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// A path without what leads it up or to the root: `../../img/a.png` is `img/a.png`.
pub(super) fn without_dots(mut path: &str) -> &str {
    while let Some(rest) = ["/", "./", "../"].iter().find_map(|lead| path.strip_prefix(lead)) {
        path = rest;
    }
    path
}

/// How a Markdown link in `folder` writes the path `to`, both in the vault; `fragment` is empty or begins with `#`.
pub(super) fn relative(folder: &str, to: &str, fragment: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    let to: Vec<&str> = to.split('/').collect();
    let shared = from.iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let mut text = "../".repeat(from.len() - shared);
    text.push_str(&to[shared..].join("/"));
    let text = text.replace('%', "%25").replace('#', "%23").replace('?', "%3F") + fragment;
    if text.contains([' ', '(', ')']) { format!("<{text}>") } else { text }
}

/// How far two folders are apart: steps up and down from one to the other.
pub(super) fn distance(a: &str, b: &str) -> usize {
    let segments = |folder: &str| folder.split('/').filter(|s| !s.is_empty()).count();
    let shared = a.split('/').zip(b.split('/')).take_while(|(a, b)| a == b && !a.is_empty()).count();
    segments(a) + segments(b) - 2 * shared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_become_paths() {
        assert_eq!(file_path("a%20b\\c.md?raw=1"), "a b/c.md");
        assert!(
            has_extension("x/n.yo")
                && has_extension("b.")
                && !has_extension("x.y/b")
                && !has_extension(".env")
                && !has_extension("..")
        );
    }

    #[test]
    fn placeholders_keep_their_text() {
        assert_eq!(join_text("x/y", "../b%20c.md"), "x/b%20c.md");
        assert_eq!(join_text("x", "../../../c.md"), "../../c.md");
        assert_eq!(join_text("x", "/c//d/"), "c/d/");
        assert_eq!(join_text("", "./.\\img\\a.png"), ".\\img\\a.png");
    }

    #[test]
    fn relative_paths_are_written_as_markdown_needs_them() {
        assert_eq!(relative("a/b", "a/c/d.md", ""), "../c/d.md");
        assert_eq!(relative("", "a b/c#1.md", "#S"), "<a b/c%231.md#S>");
        assert_eq!(relative("a", "a/a", ""), "a");
        assert_eq!(without_dots("../.././img/a.png"), "img/a.png");
        assert_eq!(last_segment("a/b/"), "b");
    }

    #[test]
    fn distances() {
        assert_eq!(distance("", ""), 0);
        assert_eq!(distance("a/b", "a/c/d"), 3);
        assert_eq!(distance("a", ""), 1);
    }
}
