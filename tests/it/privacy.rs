//! What is not published leaves no trace.

mod absent;
mod canary;
mod leaks;
mod pictures;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use foamsite::config::{Config, Flags, RawConfig};
use foamsite::pipeline;
use foamsite::search::bytes::unpack;
use foamsite::vault::{Asset, Source, Vault};
use tempfile::TempDir;

/// A configuration from its text.
fn config(text: &str) -> Config {
    Config::new(RawConfig::parse(text).unwrap(), Flags::default())
}

/// A vault from its files: each begins with a line `//- path`.
fn vault(files: &str) -> Vault {
    let (mut notes, mut assets, mut canvases) = (Vec::new(), Vec::new(), Vec::new());
    for file in files.split("//- ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        if path.ends_with(".md") {
            notes.push(Source::new(path, text));
            continue;
        }
        if path.ends_with(".canvas") {
            canvases.push(Source::new(path, text));
        }
        assets.push(Asset { path: foamsite::base::path::VaultPath::new(path), size: 48_000, pixels: None });
    }
    Vault::new(notes, assets, Vec::new()).with_canvases(canvases)
}

/// Every file of a vault's site but attachments, whose names alone are there; packed ones unpacked.
fn site(vault: Vault, config: &Config) -> BTreeMap<String, Vec<u8>> {
    let mut analysis = pipeline::analyse(vault, config);
    let files = std::sync::Mutex::new(BTreeMap::new());
    let sink = |path: &str, bytes: &[u8]| {
        let bytes = unpack(bytes).unwrap_or_else(|| bytes.to_vec());
        files.lock().unwrap().insert(path.to_owned(), bytes);
        Ok::<(), ()>(())
    };
    // what is in a share picture makes its name: it need not be drawn
    let kept = |path: &str| sink(path, b"").map(|()| true);
    analysis.draw_shares(&pipeline::theme(config, Vec::new()), crate::shares::fonts, &kept, &sink).unwrap();
    pipeline::render(analysis.site(), &pipeline::theme(config, Vec::new()), &sink).unwrap();
    pipeline::search(analysis.site(), &sink).unwrap();
    let mut files = files.into_inner().unwrap();
    files.extend(analysis.site().plan.assets.iter().flatten().map(|url| (url.file(), Vec::new())));
    files
}

/// Whether `word` stands in any of the files, or in the name of one: where.
fn places(files: &BTreeMap<String, Vec<u8>>, word: &str) -> Vec<String> {
    let found = files.iter().filter(|(path, bytes)| {
        path.contains(word) || String::from_utf8_lossy(bytes).to_lowercase().contains(&word.to_lowercase())
    });
    found.map(|(path, _)| path.clone()).collect()
}

#[test]
fn the_table_of_the_documentation_holds() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/privacy.md")).unwrap();
    let rows = page.lines().skip_while(|line| !line.starts_with("| the front matter says")).skip(2);
    let rows: Vec<(&str, &str)> =
        rows.map_while(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.rsplit_once(" | ")).collect();
    assert!(rows.len() > 15, "the table is gone");
    for (says, answer) in rows {
        let front = says.strip_prefix('`').and_then(|says| says.strip_suffix('`')).unwrap_or("title: x");
        let files = site(vault(&format!("//- a.md\n---\n{front}\n---\nBread.\n//- b.md\nSee [[a]].\n")), &Config::default());
        let page = files.get("a/index.html").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let is = match page {
            None => "private",
            Some(page) if page.contains("noindex") => "unlisted",
            Some(_) => "public",
        };
        assert_eq!(is, answer, "{says}");
    }
}

#[test]
fn rules_of_the_vault() {
    let files = "//- a.md\n---\npublish: true\n---\nA.\n//- b.md\nB.\n//- c.md\n---\npublish: true\n---\nC, #Private/family.\n\
                 //- d.md\n---\ntags: [private\n---\nD.\n//- e.canvas\n{\"nodes\": [{\"id\": \"1\", \"type\": \"text\", \"x\": 0, \
                 \"y\": 0, \"width\": 9, \"height\": 9, \"text\": \"#private\"}]}\n";
    let pages = |text: &str| -> Vec<String> {
        let site = site(vault(files), &config(text));
        ["a", "b", "c", "d", "e-canvas"]
            .iter()
            .filter(|name| site.contains_key(&format!("{name}/index.html")))
            .map(|name| name.to_string())
            .collect()
    };
    assert_eq!(pages("canvas.publish = 'all'"), ["a", "b", "c", "d", "e-canvas"]);
    assert_eq!(pages("publish = 'explicit'"), ["a", "c"]);
    assert_eq!(pages("canvas.publish = 'all'\npublish.without_tags = ['private']"), ["a", "b"]);
    assert_eq!(pages("publish = {mode = 'explicit', without_tags = ['#private']}"), ["a"]);
}

const UNLISTED: &str = "//- index.md\n# Home\n\nSee [[quiet]].\n\nAnd [[loud]].\n\n```foam-query\nfilter: \"#*\"\n```\n\
    //- quiet.md\n---\nunlisted: true\ntags: [hushtag]\naliases: [whisper]\n---\n# Quiet\n\n[[loud]], [[nobody]], #hushtag ![[low.png]]\n\n[@knuth]\n\
    //- attic/quiet too.md\n---\nunlisted: true\n---\n# Too\n//- loud.md\n# Loud\n\nA sentence. #tag\n\nNothing quiet here, but whisper.\n//- low.png\n";

#[test]
fn an_unlisted_note_is_a_page_and_in_no_list() {
    let files = site(vault(UNLISTED), &config("site.base_url = 'https://a.org'"));
    let page = String::from_utf8_lossy(&files["quiet/index.html"]).into_owned();
    assert!(page.contains("<meta name=\"robots\" content=\"noindex\">") && page.contains("href=\"../loud/\""), "{page}");
    assert!(files.contains_key("low.png"), "what it shows is there");
    assert_eq!(places(&files, "hushtag"), ["quiet/index.html"], "its tags are in no list");
    assert_eq!(places(&files, "low.png"), ["low.png", "quiet/index.html"]);
    let folder = "attic/quiet-too/index.html";
    assert_eq!(places(&files, "attic"), [folder], "nor is its folder");
    let linking: Vec<String> = places(&files, "quiet/");
    assert_eq!(linking, ["index.html", "quiet/index.html"], "a link that was written leads there; nothing else does");
    assert_eq!(places(&files, "quiet too"), [folder]);
    let programs = site(vault(UNLISTED), &config("output = {markdown = true, backlinks = true}"));
    assert_eq!(places(&programs, "hushtag"), ["quiet/index.html", "quiet/index.md"]);
    assert_eq!(places(&programs, "# Quiet"), ["quiet/index.md"]);
    assert_eq!(places(&programs, "nobody"), ["quiet/index.html", "quiet/index.md"], "nobody is told what it links to");
    let home = String::from_utf8_lossy(&files["index.html"]).into_owned();
    let connections = home.split("id=\"connections\"").nth(1).unwrap_or_default();
    assert!(!connections.contains("quiet"), "{connections}");
}
