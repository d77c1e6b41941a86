//! The files of a theme, in layers: a file of a later layer stands in place of one of the same path.
//!
//! | path | what |
//! | --- | --- |
//! | `templates/*.html` | the pages |
//! | `css/*.css` | the style sheet: all of them, one after the other in the order of their names |
//! | `js/*.js` | ES modules; pages load `main.js`, which imports others by their names here: `import("./box.js")` |
//! | `words/*.toml` | the words of the interface, a file for each language |
//! | `assets/…` | anything else that pages load |
//! | `theme.toml` | `inherit`: the folders of which the layers below count too; all, without it |

mod scripts;
mod sheet;
pub mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::base::path::{SitePath, extension};
use crate::base::slug;
use crate::base::text::{base36, hash};
pub use words::Words;

/// The themes that are part of the program, each file with its theme's name before its path.
const EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/theme.rs"));

/// How many base-36 digits of a file's hash stand in its name.
const HASH_DIGITS: usize = 10;

/// One layer of a theme.
#[derive(Clone, Debug, Default)]
pub struct Layer {
    /// The folder it comes from, for findings: `themes/mine`.
    pub root: String,
    /// Its files by their path in that folder.
    pub files: BTreeMap<String, Cow<'static, [u8]>>,
}

impl Layer {
    /// A theme that is part of the program, by its name.
    pub fn builtin(name: &str) -> Option<Layer> {
        let own = |path: &'static str| path.strip_prefix(name)?.strip_prefix('/').map(str::to_owned);
        let files: BTreeMap<_, _> =
            EMBEDDED.iter().filter_map(|(path, bytes)| Some((own(path)?, Cow::Borrowed(*bytes)))).collect();
        (!files.is_empty()).then(|| Layer { root: format!("builtin/{name}"), files })
    }

    /// Whether what the layers below it have in this folder counts beside its own: not where its `theme.toml` says
    /// `inherit = ["templates"]` and does not name it.
    fn inherits(&self, folder: &str) -> bool {
        let Some(bytes) = self.files.get("theme.toml") else { return true };
        let about: toml::Table = toml::from_str(&String::from_utf8_lossy(bytes)).unwrap_or_default();
        let named = |names: &Vec<toml::Value>| names.iter().any(|name| name.as_str() == Some(folder));
        about.get("inherit").and_then(toml::Value::as_array).is_none_or(named)
    }
}

/// A theme: the built-in one, and what lies over it.
#[derive(Clone, Debug)]
pub struct Theme {
    layers: Vec<Layer>,
    /// BCP 47 tag of the interface.
    language: String,
}

impl Default for Theme {
    fn default() -> Self {
        let layer = Layer::builtin("default").expect("it is embedded");
        Theme { layers: vec![layer], language: "en".into() }
    }
}

/// A file that goes into the site as it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThemeAsset {
    /// Its name for templates: `style.css`, `fonts/serif.woff2`.
    pub name: String,
    /// Its address: `/assets/style.x7c2k0q9ab.css`.
    pub url: SitePath,
    /// What is in it.
    pub bytes: Cow<'static, [u8]>,
}

impl Theme {
    /// The same theme with one more layer on top.
    #[must_use]
    pub fn with(mut self, layer: Layer) -> Self {
        self.layers.push(layer);
        self
    }

    /// The same theme with its interface in a language, a BCP 47 tag.
    #[must_use]
    pub fn speaking(mut self, language: &str) -> Self {
        self.language = language.to_owned();
        self
    }

    /// The words of the interface; and of each file of words that cannot be read, its path and why.
    pub fn words(&self) -> (Words, Vec<(String, String)>) {
        let mut problems = Vec::new();
        let mut table = |names: &mut dyn Iterator<Item = String>| {
            let names: Vec<String> = names.collect();
            let mut table = words::Table::new();
            for layer in &self.layers {
                for name in names.iter().rev() {
                    let Some(bytes) = layer.files.get(&format!("words/{name}.toml")) else { continue };
                    match toml::from_str::<words::Table>(&String::from_utf8_lossy(bytes)) {
                        Ok(more) => table.extend(more),
                        Err(error) => problems.push((format!("{}/words/{name}.toml", layer.root), error.message().to_owned())),
                    }
                }
            }
            table
        };
        let english = table(&mut std::iter::once("en".to_owned()));
        let own = table(&mut words::chain(&self.language).filter(|name| name != "en"));
        (Words::new(&self.language, own, english), problems)
    }

    /// The layers, the built-in one first.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The file at a path, of the last layer that has it.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.layers.iter().rev().find_map(|layer| layer.files.get(path)).map(|bytes| &**bytes)
    }

    /// All that pages load: the style sheet, the scripts, with the words they need as `words.js`, and what is in `assets/`. The
    /// names hold a hash of the content, so that browsers may keep them for good.
    pub fn assets(&self) -> Vec<ThemeAsset> {
        let mut files = BTreeMap::<&str, &Cow<'static, [u8]>>::new();
        for layer in &self.layers {
            files.retain(|path, _| path.split_once('/').is_none_or(|(folder, _)| layer.inherits(folder)));
            files.extend(layer.files.iter().map(|(path, bytes)| (path.as_str(), bytes)));
        }
        let others = files.iter().filter_map(|(path, bytes)| path.strip_prefix("assets/").map(|name| (name, (*bytes).clone())));
        let asset = |(name, bytes): (&str, Cow<'static, [u8]>)| {
            let url = address(name, &bytes);
            ThemeAsset { name: name.to_owned(), url, bytes }
        };
        let others: Vec<ThemeAsset> = others.map(asset).collect();
        let mut all = vec![asset(("style.css", style(&files, &others).into_bytes().into()))];
        all.extend(others);
        all.extend(self.scripts(&files));
        all
    }

    fn scripts(&self, files: &BTreeMap<&str, &Cow<'static, [u8]>>) -> Vec<ThemeAsset> {
        let mut modules: BTreeMap<String, Cow<'_, str>> = files
            .iter()
            .filter_map(|(path, bytes)| {
                let name = path.strip_prefix("js/").filter(|name| name.ends_with(".js") && !name.contains('/'))?;
                Some((name.to_owned(), String::from_utf8_lossy(bytes)))
            })
            .collect();
        modules.insert("words.js".to_owned(), self.words().0.script(&self.language).into());
        scripts::modules(&modules)
    }
}

/// All style sheets in one. `url("../assets/icon.svg")` in one gets that
/// asset's address.
fn style(files: &BTreeMap<&str, &Cow<'static, [u8]>>, assets: &[ThemeAsset]) -> String {
    let is_sheet = |path: &str| path.starts_with("css/") && path.ends_with(".css");
    let sheets = files.iter().filter(|(path, _)| is_sheet(path)).map(|(_, bytes)| String::from_utf8_lossy(bytes));
    let mut style = sheet::bare(&sheets.collect::<Vec<_>>().join("\n"));
    for asset in assets {
        let name = asset.url.as_str().trim_start_matches("/assets/");
        style = style.replace(&format!("\"../assets/{}\"", asset.name), &format!("\"{name}\""));
    }
    style
}

fn address(name: &str, bytes: &[u8]) -> SitePath {
    let extension = slug::segment(extension(name));
    let stem = name.rsplit('/').next().unwrap_or(name);
    let stem = slug::segment(stem.split('.').next().unwrap_or(stem));
    SitePath::new(format!("/assets/{stem}.{}.{extension}", base36(hash(bytes), HASH_DIGITS)))
}

/// True for a name such as a theme's file gets in the site.
pub fn is_hashed(name: &str) -> bool {
    let mut parts = name.rsplit('.');
    let (extension, hash, stem) = (parts.next(), parts.next(), parts.next());
    let is_hash = |hash: &str| hash.len() == HASH_DIGITS && hash.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    extension.is_some() && stem.is_some() && hash.is_some_and(is_hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(files: &[(&str, &str)]) -> Layer {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), Cow::Owned(text.as_bytes().to_vec()))).collect();
        Layer { root: "themes/mine".into(), files }
    }

    #[test]
    fn later_layers_win() {
        let theme = Theme::default()
            .with(layer(&[("css/10-base.css", "a{}"), ("assets/x y.js", "1")]))
            .with(layer(&[("css/99.css", "b{}")]));
        assert_eq!(theme.file("css/10-base.css"), Some(&b"a{}"[..]));
        let assets = theme.assets();
        let style = String::from_utf8_lossy(&assets[0].bytes);
        assert!(style.starts_with("a{}") && style.ends_with("b{}"));
        assert!(assets.iter().any(|asset| asset.url.as_str().starts_with("/assets/x-y.")));
    }

    #[test]
    fn names_follow_the_content_and_nothing_else_has_such_names() {
        let (one, two) = (Theme::default().assets(), Theme::default().with(layer(&[("css/99.css", "b{}")])).assets());
        assert_ne!(one[0].url, two[0].url);
        assert!(is_hashed(one[0].url.as_str().rsplit('/').next().expect("a name")));
        assert!(!is_hashed("style.css") && !is_hashed("a.0123456789") && !is_hashed("a.B123456789.css"));
    }

    #[test]
    fn the_style_sheet_is_light_and_asks_nobody_else() {
        let style = Theme::default().assets().remove(0).bytes.into_owned();
        let style = String::from_utf8(style).expect("UTF-8");
        assert!(style.len() < 60_000);
        let outside = style.matches("url(").count() - style.matches("url(\"callouts.").count();
        assert!(outside == 0 && !style.contains("@import"));
    }
}
