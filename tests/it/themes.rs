//! Themes from outside: layers, `theme eject`, colours, languages, and the second theme.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use foamsite::config::{Config, Flags, RawConfig};
use foamsite::pipeline;
use foamsite::render;
use foamsite::theme::{Layer, Theme};

use crate::fixture::configured;

fn run(dir: &Path, args: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_foamsite")).args(args).current_dir(dir).output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status.code().expect("it ends by itself"), text(stdout), text(stderr))
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
    fs::write(path, text).expect("it can be written");
}

fn config(text: &str) -> Config {
    Config::new(RawConfig::parse(text).expect("it is right"), Flags::default())
}

/// All pages of a vault by file, with the theme that the configuration says.
fn pages(files: &str, toml: &str) -> BTreeMap<String, String> {
    let config = config(toml);
    let theme = pipeline::theme(&config, Vec::new());
    let made = configured(files, config);
    let templates = render::templates(made.site(), &theme);
    assert!(templates.findings.is_empty(), "{:?}", templates.findings);
    let page = |page| {
        let rendered = render::page(made.site(), &templates, page);
        assert_eq!(rendered.problem, None);
        rendered.html
    };
    made.plan.pages.iter().map(|p| (p.url.file(), page(p))).collect()
}

const VAULT: &str = "//- index.md\n# Start\n\n[[a]] and [[b]].\n//- x/a.md\n---\ndate: 2024-03-01\ntags: [t/u]\n---\nTo [[b]] and [[nothing yet]].\n\n## One\n\n## Two\n\n## Three\n//- b.md\n[[a]]\n//- 2024-01-01.md\n[[b]]\n";

#[test]
fn a_vault_lays_its_own_files_over_the_theme() {
    let dir = tempfile::TempDir::new().expect("a folder");
    let root = dir.path();
    write(&root.join("a.md"), "# A\n");
    write(&root.join("foamsite.toml"), "[theme]\nname = 'mine'\ncolors = { accent = 'rebeccapurple' }\n");
    let (code, _, err) = run(root, &["build", "-q"]);
    assert_eq!(code, 2, "there is no such theme: {err}");
    assert!(err.contains("no theme `mine`"), "{err}");

    write(&root.join("themes/mine/templates/footer.html"), "<footer>mine</footer>");
    write(&root.join("themes/mine/templates/head.html"), "<meta name=\"x\" content=\"mine\">");
    write(&root.join("theme/templates/footer.html"), "<footer>own</footer>");
    write(&root.join("theme/css/95-own.css"), "/* own */");
    let (code, _, err) = run(root, &["build", "-q"]);
    assert_eq!(code, 0, "{err}");
    let page = fs::read_to_string(root.join("public/a/index.html")).expect("it was built");
    assert!(page.contains("<footer>own</footer>") && page.contains("content=\"mine\""), "{page}");
    let style = fs::read_dir(root.join("public/assets"))
        .expect("assets")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("style.")))
        .expect("a style sheet");
    assert!(fs::read_to_string(style).expect("text").contains("--accent:rebeccapurple"));

    write(&root.join("theme/templates/footer.html"), "{% nonsense");
    let (_, _, err) = run(root, &["build"]);
    assert!(err.contains("theme/templates/footer.html") && err.contains("bad-template"), "{err}");
}

#[test]
fn a_file_is_ejected_once() {
    let dir = tempfile::TempDir::new().expect("a folder");
    let (code, out, _) = run(dir.path(), &["theme", "eject"]);
    assert_eq!(code, 0);
    assert!(out.lines().any(|line| line == "templates/note.html"), "{out}");
    let (code, _, err) = run(dir.path(), &["theme", "eject", "note.html"]);
    assert_eq!(code, 0, "{err}");
    let copied = fs::read(dir.path().join("theme/templates/note.html")).expect("it was copied");
    assert_eq!(Some(&*copied), Theme::default().file("templates/note.html"));
    assert_eq!(run(dir.path(), &["theme", "eject", "note.html"]).0, 2, "nothing is overwritten");
    let (code, _, err) = run(dir.path(), &["theme", "eject", "notes.html"]);
    assert!(code == 2 && err.contains("did you mean `note.html`"), "{err}");
}

#[test]
fn the_plain_theme_has_no_script_at_all() {
    let pages = pages(VAULT, "theme.name = 'plain'");
    for (file, html) in &pages {
        assert!(!html.contains("<script") && !html.contains(".js"), "{file}:\n{html}");
        assert!(html.contains("<main id=\"main\"") && html.contains("rel=\"stylesheet\""), "{file}");
    }
    assert!(pages["x/a/index.html"].contains("data-source=\"b.md\""));
    let theme = Theme::default().with(Layer::builtin("plain").expect("it is built in"));
    assert!(theme.assets().iter().all(|asset| asset.name == "style.css" || asset.name == "words.js"));
}

/// Every word that a page can show is there in each language, in each of the forms that its numbers ask for.
#[test]
fn all_languages_have_the_same_words() {
    let table = |name: &str| -> toml::Table {
        let text = Theme::default().file(&format!("words/{name}.toml")).map(String::from_utf8_lossy).expect("words").into_owned();
        text.parse().expect("TOML")
    };
    let english = table("en");
    for name in ["de", "fr", "es", "pt", "zh", "ja", "ar"] {
        let words = table(name);
        let foreign: Vec<_> = words.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(foreign.is_empty(), "words/{name}.toml has {foreign:?} besides");
        let lacking: Vec<_> = english.keys().filter(|key| !words.contains_key(*key)).collect();
        assert!(lacking.is_empty(), "words/{name}.toml lacks {lacking:?}");
        for (key, word) in &words {
            assert_eq!(holes(word), holes(&english[key]), "{name}: {key}");
            if let (toml::Value::Table(forms), false) = (word, key == "date") {
                let told: BTreeSet<&str> = forms.keys().map(String::as_str).collect();
                let needed: &[&str] = match name {
                    "zh" | "ja" => &["other"],
                    "ar" => &["zero", "one", "two", "few", "many", "other"],
                    _ => &["one", "other"],
                };
                assert_eq!(told, needed.iter().copied().collect(), "{name}: {key}");
            }
        }
    }
}

/// The names in braces of a word's fullest form.
fn holes(word: &toml::Value) -> Vec<String> {
    let text = match word {
        toml::Value::Table(forms) => forms.get("other").and_then(toml::Value::as_str).unwrap_or_default().to_owned(),
        other => other.as_str().unwrap_or_default().to_owned(),
    };
    let mut found: Vec<String> = text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect();
    found.retain(|name| name != "month" && name != "m");
    found.sort();
    found
}

#[test]
fn every_key_that_templates_and_scripts_use_has_a_word() {
    let english: toml::Table =
        Theme::default().file("words/en.toml").map(String::from_utf8_lossy).expect("words").parse().expect("TOML");
    for theme in ["default", "plain"] {
        for (path, bytes) in Layer::builtin(theme).expect("it is built in").files {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let (opens, prefix) = if path.ends_with(".html") { ("\"", "") } else { ("say(\"", "script-") };
            if !path.ends_with(".html") && !path.starts_with("js/") {
                continue;
            }
            for part in text.split(opens).skip(1) {
                let Some((key, rest)) = part.split_once('"') else { continue };
                if path.ends_with(".html") && !rest.trim_start().starts_with("| t") {
                    continue;
                }
                let key = format!("{prefix}{key}");
                assert!(english.contains_key(&key), "{path} says `{key}`, which words/en.toml lacks");
            }
        }
    }
}

#[test]
fn pages_speak_the_site_s_language() {
    let german = &pages(VAULT, "site.language = 'de-AT'")["x/a/index.html"];
    for part in ["<html lang=\"de-AT\">", "1. März 2024", "Zum Text springen", "2 Rückverweise", "noch nicht geschrieben"] {
        assert!(german.contains(part), "{part}\n{german}");
    }
    let arabic = &pages(VAULT, "site.language = 'ar'")["b/index.html"];
    assert!(arabic.contains("<html lang=\"ar\" dir=\"rtl\">"), "{arabic}");
}
