//! `foamsite.toml` as it is written: text becomes a [`RawConfig`] or findings that say where it goes wrong.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::output::{self, RawOutput};
use super::schema::{self, Table};
use super::{Canvases, Editor, EmbedWords, RawDiscover, RawGraph, RawPublish, RawTheme, base_url};
use crate::base::path::join;
use crate::base::text::{Span, nearest};
use crate::cite;
use crate::diag::{Code, Finding, Level};
use crate::link::Resolution;
use crate::note::{RawHtml, math};

/// The file's name, at the vault's root.
pub const FILE: &str = "foamsite.toml";

/// What foamsite follows when it makes a site of a vault. Every key is optional.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "foamsite.toml")]
pub struct RawConfig {
    /// The site as a whole.
    pub site: RawSite,
    /// Which files of the vault are read.
    pub files: RawFiles,
    /// Which notes are published.
    #[serde(deserialize_with = "RawPublish::read")]
    #[schemars(schema_with = "RawPublish::schema")]
    pub publish: RawPublish,
    /// What links mean.
    pub links: RawLinks,
    /// How notes are turned into pages.
    pub notes: RawNotes,
    /// What the page shows of front matter.
    pub properties: RawProperties,
    /// Canvases.
    pub canvas: RawCanvas,
    /// Citations.
    pub citations: RawCitations,
    /// What notes hold, and how it is shown.
    pub content: RawContent,
    /// Mathematics.
    pub math: RawMath,
    /// What the site tells of its connections.
    pub discover: RawDiscover,
    /// How the site looks.
    pub theme: RawTheme,
    /// The preview.
    pub serve: RawServe,
    /// The pictures of the graph.
    pub graph: RawGraph,
    /// The site's own search.
    pub search: super::RawSearch,
    /// How readers keep up.
    pub feed: super::RawFeed,
    /// How old addresses live on.
    pub redirects: super::RawRedirects,
    /// What the site holds beside its pages.
    pub output: RawOutput,
    /// How much each kind of finding weighs.
    #[schemars(schema_with = "schema::levels")]
    pub levels: BTreeMap<String, Level>,
}

/// `[site]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawSite {
    /// The site's name. Without it, the title of the home note.
    pub title: Option<String>,
    /// The site in one sentence, for search engines and link previews.
    pub description: Option<String>,
    /// Where the site will stand: the absolute address of its root, such as `https://example.org/notes/`. Pages work without
    /// it; feed, sitemap and link previews need it.
    pub base_url: Option<String>,
    /// The host of the site, for GitHub Pages: `notes.example.org`. It goes out as the file `CNAME`; one in the vault does as well.
    pub cname: Option<String>,
    /// The language of notes that do not say their own, as a BCP 47 tag: `en`, `de`, `pt-BR`. English without it.
    pub language: Option<String>,
    /// Who writes.
    pub author: Option<String>,
}

/// `[files]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawFiles {
    /// Read only what one of these patterns fits: `["garden/**"]`. Without it, all files.
    pub include: Option<Vec<String>>,
    /// Never read what one of these patterns fits, whatever the note itself says: `["private/**", "**/*.draft.md"]`. They are
    /// added to what the settings of Foam, VS Code and Obsidian exclude.
    pub exclude: Vec<String>,
    /// Whether what `.gitignore` excludes is left out too. It is, without this key.
    pub gitignore: Option<bool>,
}

/// `[links]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawLinks {
    /// `foam` answers as Foam does; `lenient` gives the same answer wherever Foam has one, and otherwise the one note that can
    /// be meant (by alias, title, blanks, case or encoding). Without it, `lenient`.
    pub resolution: Option<Resolution>,
    /// Whether wikilinks in front matter (`related: "[[Bread]]"`) are links like any other: live, in the graph and among the
    /// backlinks. They are, without this key; under `resolution = "foam"` they never are, since Foam knows none.
    pub front_matter: Option<bool>,
    /// Pages of other sites that `foamsite check --external` does not ask for: addresses that begin with one of these.
    pub ignore_external: Vec<String>,
}

/// `[notes]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawNotes {
    /// What becomes of raw HTML: `sanitize` lets harmless elements pass, `trusted` everything, `escape` shows it as text.
    /// Without it, `sanitize`.
    pub html: Option<RawHtml>,
    /// How an embedded note (`![[note]]`) is shown: with its heading (`full`) or without (`content`), in a card or as if it were
    /// the page's own text (`inline`). A word before the embed goes before it: `content![[note]]`. Without it, what Foam's
    /// setting `foam.preview.embedNoteType` says, else `full-card`.
    pub embed: Option<EmbedWords>,
}

/// `[properties]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawProperties {
    /// Whether a page shows the properties of its note that have no meaning of their own for foamsite. It does, without this key.
    pub show: Option<bool>,
    /// Properties that it does not show: `["status", "rating"]`. Links in them are links all the same.
    pub hide: Vec<String>,
}

/// `[canvas]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawCanvas {
    /// Which canvases (`.canvas`) become pages: `linked` those to which a published note leads, `all`, or `none`. Without it,
    /// `linked`; under `resolution = "foam"` none, since Foam knows no canvases.
    pub publish: Option<Canvases>,
}

/// `[citations]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawCitations {
    /// The files with the works that notes may cite, as `[@key]`: BibTeX (`refs.bib`), or Hayagriva's YAML (`refs.yaml`). Paths
    /// begin at the vault. Without them `[@key]` is text.
    pub bibliography: Vec<String>,
    /// How citations and references are written: the name of a style of CSL that Typst knows too, such as `apa`,
    /// `chicago-author-date`, `modern-language-association`, `ieee`, `vancouver`. Without it, `apa`.
    pub style: Option<String>,
}

/// `[content]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawContent {
    /// Whether code is highlighted. It is, without this key.
    pub highlight: Option<bool>,
    /// Whether a line end in a paragraph breaks the line. Without it, what the editors' settings say (VS Code:
    /// `markdown.preview.breaks`; Obsidian: `strictLineBreaks`), else not.
    pub hard_breaks: Option<bool>,
    /// Whether `x^2^` is raised and `H~2~O` lowered. Neither is, without this key; `~one~` is struck through then.
    pub scripts: Option<bool>,
    /// Whether `:smile:` is an emoji, by GitHub's names. It is not, without this key.
    pub emoji: Option<bool>,
    /// Whether `{#id .class}` behind a heading gives it an id and classes. It is text, without this key.
    pub heading_attributes: Option<bool>,
    /// Whether Dataview's fields (`key:: value`, `[key:: value]`, `(key:: value)`) are shown without colons and brackets. They are,
    /// without this key.
    pub fields: Option<bool>,
}

/// `[math]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawMath {
    /// Commands of your own for formulas, each with what it stands for: `{ "\\RR" = "\\mathbb{R}", "\\norm" = "\\|#1\\|" }`. They
    /// go before those in a file `preamble.sty` at the vault's root.
    pub macros: BTreeMap<String, String>,
    /// The text of [`math::PREAMBLE`], which the caller has read.
    #[serde(skip)]
    pub preamble: String,
}

/// `[serve]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawServe {
    /// The editor that opens a note from the preview: `vscode`, `vscodium` or `obsidian`. Without it, the preview offers none.
    pub editor: Option<Editor>,
}

impl RawConfig {
    /// Reads the file's text. All unknown keys are found, not only the first.
    pub fn parse(text: &str) -> Result<RawConfig, Vec<Finding>> {
        let text_from = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let toml = &text[text_from..];
        let shift = |range: std::ops::Range<usize>| Span::new(range.start + text_from, range.end + text_from);
        let broken = |error: toml::de::Error| {
            let span = shift(error.span().unwrap_or(0..0));
            vec![Finding::new(Code::BadConfig, span, error.message().trim_end_matches('.'))]
        };
        let table = DeTable::parse(toml).map_err(broken)?;
        let mut findings = Vec::new();
        unknown_keys(table.get_ref(), &schema::tables(), "", &mut findings);
        if findings.is_empty() {
            let raw: RawConfig = toml::from_str(toml).map_err(broken)?;
            wrong_values(&raw, table.get_ref(), &mut findings);
            if findings.is_empty() {
                return Ok(raw);
            }
        }
        findings.sort_by_key(|f| f.span);
        for finding in &mut findings {
            finding.span = shift(finding.span.range());
        }
        Err(findings)
    }
}

/// Finds the keys of `table`, which stands at `path`, that the schema does not have.
fn unknown_keys(table: &DeTable<'_>, tables: &[Table], path: &str, findings: &mut Vec<Finding>) {
    let Some(known) = tables.iter().find(|t| t.path == path) else { return };
    for (key, value) in table {
        let name: &str = key.get_ref();
        let full = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
        if known.keys.iter().any(|k| k.name == name) {
            if let DeValue::Table(inner) = value.get_ref() {
                unknown_keys(inner, tables, &full, findings);
            }
            continue;
        }
        let what = if path == "levels" { format!("no finding is called `{name}`") } else { format!("there is no key `{full}`") };
        let finding = Finding::new(Code::BadConfig, key.span(), what);
        findings.push(match suggestion(name, known, tables) {
            Some(better) => finding.hint(format!("Did you mean `{better}`?")),
            None => finding.hint(format!("{} can stand here.", list(known))),
        });
    }
}

/// The key that was likely meant by `name`: one of the same table, else one elsewhere.
fn suggestion(name: &str, known: &Table, tables: &[Table]) -> Option<String> {
    if let Some(here) = nearest(name, known.keys.iter().map(|k| k.name.as_str())) {
        return Some(here.to_owned());
    }
    let elsewhere = |table: &Table| {
        let key = nearest(name, table.keys.iter().map(|k| k.name.as_str()))?;
        Some(if table.path.is_empty() { format!("[{key}]") } else { format!("{}.{key}", table.path) })
    };
    tables.iter().find_map(elsewhere)
}

/// "`a`, `b` and `c`".
fn list(table: &Table) -> String {
    let names: Vec<String> = table.keys.iter().map(|k| format!("`{}`", k.name)).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// Finds values that have the right type and yet no meaning.
fn wrong_values(raw: &RawConfig, table: &DeTable<'_>, findings: &mut Vec<Finding>) {
    let span = |section: &str, key: &str| match table.get(section).map(Spanned::get_ref) {
        Some(DeValue::Table(inner)) => inner.get(key).map_or(0..0, Spanned::span),
        _ => 0..0,
    };
    if let Some(Err(why)) = raw.site.base_url.as_deref().map(base_url) {
        findings.push(
            Finding::new(Code::BadConfig, span("site", "base_url"), why)
                .hint("Write the whole address of the site's root: `base_url = \"https://example.org/notes/\"`."),
        );
    }
    if let Some(Err(why)) = raw.site.cname.as_deref().map(output::host) {
        let finding = Finding::new(Code::BadConfig, span("site", "cname"), why);
        findings.push(finding.hint("Write the name alone: `cname = \"notes.example.org\"`."));
    }
    if raw.discover.resolution.is_some_and(|value| !(0.01..=100.0).contains(&value)) {
        let why = "a resolution is a number from 0.01 to 100";
        findings.push(Finding::new(Code::BadConfig, span("discover", "resolution"), why).hint("1 is what most vaults want."));
    }
    for (key, why) in raw.theme.wrong() {
        findings.push(Finding::new(Code::BadConfig, span("theme", key), why));
    }
    if let Some(style) = raw.citations.style.as_deref().filter(|style| !cite::is_style(style)) {
        let finding = Finding::new(Code::BadConfig, span("citations", "style"), format!("no style is called `{style}`"));
        let like = cite::like_style(style).unwrap_or(cite::STYLE);
        findings.push(finding.hint(format!("Did you mean `{like}`?")));
    }
    for file in raw.citations.bibliography.iter().filter(|file| join("", file).is_none_or(|path| path != file.as_str())) {
        let what = format!("`{file}` is no path in the vault");
        findings.push(Finding::new(Code::BadConfig, span("citations", "bibliography"), what));
    }
    let mut macros = math::Macros::default();
    for (name, body) in &raw.math.macros {
        if let Err(why) = macros.add(name, body) {
            findings.push(Finding::new(Code::BadConfig, span("math", "macros"), why).hint("Write `\"\\\\name\" = \"…\"`."));
        }
    }
    let patterns = [
        ("files", "include", raw.files.include.as_deref().unwrap_or_default()),
        ("files", "exclude", &raw.files.exclude),
        ("discover", "leave_out", &raw.discover.leave_out),
    ];
    for (section, key, patterns) in patterns {
        for pattern in patterns {
            if let Err(error) = globset::Glob::new(pattern) {
                let what = format!("`{pattern}` is no pattern: {}", error.kind());
                findings.push(Finding::new(Code::BadConfig, span(section, key), what));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> Vec<(String, String, String)> {
        let findings = RawConfig::parse(text).expect_err("a mistake");
        findings.into_iter().map(|f| (text[f.span.range()].to_owned(), f.message, f.hints.join(" "))).collect()
    }

    #[test]
    fn an_empty_file_is_fine() {
        for text in ["", "\u{feff}", "\n# nothing\n", "[site]\n[levels]\n"] {
            assert_eq!(RawConfig::parse(text), Ok(RawConfig::default()), "{text:?}");
        }
    }

    #[test]
    fn every_key_is_read() {
        let text = "\u{feff}site.title = 'T'\nlinks.resolution = 'foam'\nnotes.html = 'escape'\nnotes.embed = 'content-inline'\npublish.mode = 'explicit'\r\n\
                    levels.unresolved-link = 'error'\ncontent.highlight = false\nmath.macros = {'\\RR' = 'R'}\n[files]\ninclude = ['a/**']\nexclude = ['b']\ngitignore = false\n";
        let raw = RawConfig::parse(text).expect("it is right");
        assert_eq!(raw.site.title.as_deref(), Some("T"));
        assert_eq!((raw.links.resolution, raw.notes.html), (Some(Resolution::Foam), Some(RawHtml::Escape)));
        assert_eq!(raw.notes.embed, Some(EmbedWords::ContentInline));
        assert_eq!((raw.publish.mode, raw.files.gitignore), (Some(crate::config::Publish::Explicit), Some(false)));
        assert_eq!(raw.content.highlight, Some(false));
        assert_eq!(raw.levels.get("unresolved-link"), Some(&Level::Error));
        assert_eq!(raw.math.macros.get("\\RR").map(String::as_str), Some("R"));
    }

    #[test]
    fn what_is_published_can_be_said_in_one_word() {
        let read = |text: &str| RawConfig::parse(text).map(|raw| raw.publish);
        let explicit = RawPublish { mode: Some(crate::config::Publish::Explicit), ..RawPublish::default() };
        assert_eq!(read("publish = 'explicit'"), Ok(explicit.clone()));
        assert_eq!(read("[publish]\nmode = 'explicit'\nwithout_tags = ['x']").map(|raw| raw.without_tags), Ok(vec!["x".into()]));
        assert_eq!(findings("publish = 'explicitly'")[0].0, "'explicitly'");
        assert!(findings("[publish]\nwithout_tag = ['x']")[0].2.contains("without_tags"));
        assert_eq!(findings("publish = true")[0].0, "true");
    }

    #[test]
    fn unknown_keys_are_all_found_each_with_a_suggestion() {
        let text = "\u{feff}titel = 'x'\ntitle = 'x'\nsites.title = 'x'\n[site]\ntitel = 'x'\n[levels]\nunresolved = 'off'\nunresolved-links = 'off'\n[zzz]\n";
        let found = findings(text);
        let says = |key: &str, message: &str, hint: &str| {
            assert!(
                found.iter().any(|(k, m, h)| k == key && m == message && h.contains(hint)),
                "{key}: {message}: {hint}\n{found:#?}"
            );
        };
        says("titel", "there is no key `titel`", "Did you mean `site.title`?");
        says("titel", "there is no key `site.titel`", "Did you mean `title`?");
        says("title", "there is no key `title`", "Did you mean `site.title`?");
        says("sites", "there is no key `sites`", "Did you mean `site`?");
        says("unresolved-links", "no finding is called `unresolved-links`", "Did you mean `unresolved-link`?");
        says("zzz", "there is no key `zzz`", "`levels` can stand here.");
        assert_eq!(found.len(), 7);
    }

    #[test]
    fn wrong_types_and_values_have_their_place() {
        assert_eq!(findings("[site]\ntitle = 3\n")[0].0, "3");
        assert_eq!(findings("[links]\nresolution = 'strict'\n")[0].0, "'strict'");
        assert!(findings("[levels]\nunresolved-link = 'warn'\n")[0].1.contains("unknown variant `warn`"));
        assert_eq!(findings("[site]\nbase_url = 'example.org'\n")[0].0, "'example.org'");
        assert_eq!(findings("[files]\nexclude = ['a[']\n")[0].0, "['a[']");
        assert_eq!(findings("[math]\nmacros = {'\\R2' = 'x'}\n")[0].0, "{'\\R2' = 'x'}");
        assert_eq!(findings("x = \n").len(), 1);
        assert_eq!(findings("site = 3\n")[0].0, "3");
    }
}
