//! A theme's scripts: ES modules that load each other under names with a hash, without a bundler.
//!
//! A module's hash is over its own text and that of all modules it can reach, so that a change of one gives a new address to
//! all that load it; modules may import each other in a circle. Comments at the start of lines are left out of what is
//! published.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::{HASH_DIGITS, ThemeAsset};
use crate::base::path::SitePath;
use crate::base::slug;
use crate::base::text::{base36, hash};

/// The modules of a theme by name (`main.js`), as they are published.
pub(super) fn modules(sources: &BTreeMap<String, Cow<'_, str>>) -> Vec<ThemeAsset> {
    let published: BTreeMap<&str, String> = sources.iter().map(|(name, text)| (name.as_str(), shorten(text))).collect();
    let urls: BTreeMap<&str, SitePath> = published.keys().map(|name| (*name, address(name, &published))).collect();
    published
        .iter()
        .map(|(name, text)| ThemeAsset {
            name: (*name).to_owned(),
            url: urls[name].clone(),
            bytes: Cow::Owned(rewrite(text, &urls).into_bytes()),
        })
        .collect()
}

/// `/assets/main.x7c2k0q9ab.js`.
fn address(name: &str, modules: &BTreeMap<&str, String>) -> SitePath {
    let mut reached = BTreeSet::new();
    let mut open = vec![name];
    while let Some(name) = open.pop() {
        if let Some((name, text)) = modules.get_key_value(name)
            && reached.insert(*name)
        {
            open.extend(imports(text).map(|(_, name)| name));
        }
    }
    let all: Vec<u8> =
        reached.iter().flat_map(|name| [name.as_bytes(), b"\0", modules[name].as_bytes(), b"\0"].concat()).collect();
    let stem = slug::segment(name.trim_end_matches(".js"));
    SitePath::new(format!("/assets/{stem}.{}.js", base36(hash(&all), HASH_DIGITS)))
}

/// A module with the published names of those it loads.
fn rewrite(text: &str, urls: &BTreeMap<&str, SitePath>) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut done = 0;
    for (range, name) in imports(text) {
        if let Some(url) = urls.get(name) {
            out.push_str(&text[done..range.start]);
            out.push_str(url.as_str().trim_start_matches("/assets/"));
            done = range.end;
        }
    }
    out.push_str(&text[done..]);
    out
}

/// The names in the specifiers of a module, `"./name.js"`, static or dynamic, and where each stands behind its `./`. A text of
/// that form elsewhere in a module counts too: nothing is lost by giving it its address.
fn imports(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    text.match_indices("./").filter_map(|(at, _)| {
        let quote = text[..at].chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
        let start = at + 2;
        let end = start + text[start..].find([quote, '\n'])?;
        let name = &text[start..end];
        (text[end..].starts_with(quote) && name.ends_with(".js")).then_some((start..end, name))
    })
}

/// A module without the comments that stand on lines of their own, and without indentation.
fn shorten(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines() {
        let line = line.trim();
        let opens = line.starts_with("/*");
        if !(in_comment || opens || line.is_empty() || line.starts_with("//")) {
            out.push_str(line);
            out.push('\n');
        }
        in_comment = (in_comment || opens) && !line.ends_with("*/");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(sources: &[(&str, &str)]) -> BTreeMap<String, (String, String)> {
        let sources = sources.iter().map(|(name, text)| ((*name).to_owned(), Cow::Borrowed(*text))).collect();
        let text = |asset: &ThemeAsset| String::from_utf8_lossy(&asset.bytes).into_owned();
        modules(&sources).iter().map(|a| (a.name.clone(), (a.url.to_string(), text(a)))).collect()
    }

    #[test]
    fn modules_load_each_other_under_their_hashed_names() {
        let main = "import { el } from \"./dom.js\";\nconst box = () => import('./box.js');\nimport x from './not-there.js'\n";
        let made = made(&[("main.js", main), ("dom.js", "export const el = 1;\n"), ("box.js", "import './dom.js';\n")]);
        let name = |name: &str| made[name].0.trim_start_matches("/assets/").to_owned();
        assert!(super::super::is_hashed(&name("main.js")));
        assert_eq!(
            made["main.js"].1,
            format!(
                "import {{ el }} from \"./{}\";\nconst box = () => import('./{}');\nimport x from './not-there.js'\n",
                name("dom.js"),
                name("box.js")
            )
        );
    }

    #[test]
    fn a_change_renames_all_that_load_it_and_no_other() {
        let with = |dom: &str| made(&[("a.js", "import './b.js'"), ("b.js", "import './c.js'"), ("c.js", dom), ("d.js", "1")]);
        let (one, two) = (with("1"), with("2"));
        let changed: Vec<_> = one.keys().filter(|name| one[*name].0 != two[*name].0).map(String::as_str).collect();
        assert_eq!(changed, ["a.js", "b.js", "c.js"]);
    }

    #[test]
    fn a_circle_is_no_trouble() {
        let made = made(&[("a.js", "import('./b.js')"), ("b.js", "import './a.js'")]);
        assert!(made["a.js"].1.contains(made["b.js"].0.trim_start_matches("/assets/")));
    }

    #[test]
    fn comments_on_lines_of_their_own_are_left_out() {
        let text = "/** A.\n * B.\n */\nexport const a = \"/* x */\"; // c\n\n  // d\n  /* e */\n  b(`x`);\n";
        assert_eq!(shorten(text), "export const a = \"/* x */\"; // c\nb(`x`);\n");
    }
}
