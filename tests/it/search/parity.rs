//! The terminal and the page give the same notes in the same order: random queries are asked of both, the page's scripts run by Node.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use foamsite::config::Config;
use foamsite::io::read;
use foamsite::pipeline;
use foamsite::search::find::{Answer, Searcher};
use foamsite::search::{Files, words};
use foamsite::site::Site;
use foamsite::vault::NoteId;
use serde::Deserialize;
use unicode_segmentation::UnicodeSegmentation;

use super::plain_scan::generated;
use super::{Dice, files};
use crate::fixture::vault;

/// What a page's script answers: `tests/it/search/parity.mjs` says it.
#[derive(Deserialize, PartialEq, Debug)]
struct Told {
    count: usize,
    notes: Vec<(u32, f64)>,
    marks: Vec<(BTreeSet<String>, Option<String>)>,
    instead: Vec<(String, Vec<String>)>,
    partly: bool,
}

impl From<Answer> for Told {
    fn from(answer: Answer) -> Told {
        let count = answer.notes.len();
        let notes = answer.notes.into_iter().take(10).collect();
        let marks = answer.marks.into_iter().map(|mark| (mark.words, mark.prefix)).collect();
        Told { count, notes, marks, instead: answer.instead, partly: answer.partly }
    }
}

impl Told {
    /// Scores to four places; the order of notes where they are the same to six.
    fn is_same(&self, other: &Told) -> bool {
        let near = |(a, b): (&(u32, f64), &(u32, f64))| a.0 == b.0 && (a.1 - b.1).abs() < 5e-5;
        let notes = self.notes.len() == other.notes.len() && self.notes.iter().zip(&other.notes).all(near);
        notes
            && self.count == other.count
            && self.partly == other.partly
            && self.marks == other.marks
            && self.instead == other.instead
    }
}

/// What people type: words, several, beginnings, slips, phrases, tags, folders, what must not be, and what means nothing.
fn queries(site: Site<'_>, count: usize) -> Vec<String> {
    let mut dice = Dice(0x0005_eed5);
    let ids: Vec<NoteId> = (0..site.notes.len() as u32).map(NoteId).collect();
    let texts: Vec<String> = ids.iter().map(|id| format!("{} {}", site.title(*id), site.note(*id).plain().text)).collect();
    let words: Vec<Vec<&str>> =
        texts.iter().map(|text| text.unicode_words().collect::<Vec<_>>()).filter(|words| words.len() > 3).collect();
    let tags: Vec<&str> = ids.iter().flat_map(|id| site.note(*id).tags.iter().map(|tag| &*tag.name)).collect();
    let folders: Vec<&str> = ids.iter().map(|id| site.sources[id.ix()].path.folder()).collect();
    let odd = [
        "\"",
        "-",
        "tag:",
        "#",
        "\u{202e}x",
        "🜁 📌",
        "\u{0}",
        "\"a \"b",
        "- -a",
        "folder:/",
        "<b>",
        "ſs İ ǅ",
        "ａ　ｂ",
        "ﷺ",
        "𠀀𠀁",
        "e\u{301}",
    ];
    let one = |dice: &mut Dice| {
        let note = dice.pick(&words);
        (*dice.pick(note)).to_owned()
    };
    (0..count)
        .map(|ix| match ix % 12 {
            0 => one(&mut dice) + " ",
            1 => format!("{} {}", one(&mut dice), one(&mut dice)),
            2 | 3 => {
                let note = dice.pick(&words);
                let at = dice.roll(note.len() - 2);
                let [open, close] = *dice.pick(&[["\"", "\""], ["“", "”"], ["", ""], ["\"", ""], ["\"", "\" "]]);
                format!("{open}{}{close}", note[at..(at + 2 + ix % 2).min(note.len())].join(" "))
            }
            4 | 5 => one(&mut dice).chars().take(1 + dice.roll(4)).collect(),
            6 => slip(&one(&mut dice), &mut dice) + *dice.pick(&["", " "]),
            7 if !tags.is_empty() => {
                format!("{}{} {}", dice.pick::<&str>(&["tag:", "#", "-tag:", "TAG:"]), dice.pick(&tags), one(&mut dice))
            }
            8 => format!("folder:\"{}\" {}", dice.pick(&folders), one(&mut dice)),
            9 if ix % 24 == 9 => format!("{} {}", one(&mut dice), one(&mut dice).chars().take(1).collect::<String>()),
            9 => format!("{} -{}", one(&mut dice), one(&mut dice)),
            10 => format!("{} {}", one(&mut dice).to_uppercase(), dice.pick(&odd)),
            _ => format!(
                "tag:{}",
                tags.get(ix % tags.len().max(1)).map_or("", |tag| &tag[..tag.chars().next().map_or(0, char::len_utf8)])
            ),
        })
        .collect()
}

fn slip(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = dice.roll(letters.len());
    match dice.roll(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, 'x'),
        2 => letters[at] = 'q',
        _ => {
            let other = at.saturating_sub(1);
            letters.swap(at, other);
        }
    }
    letters.into_iter().collect()
}

/// Asks both; `None` where there is no Node.
fn differences(site: Site<'_>, count: usize) -> Option<Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    for script in ["search-index", "search-query", "search-reader", "search-spelling", "search-words"] {
        fs::copy(project.join(format!("themes/default/js/{script}.js")), folder.path().join(format!("{script}.js"))).unwrap();
    }
    fs::copy(project.join("tests/it/search/parity.mjs"), folder.path().join("parity.mjs")).unwrap();
    fs::write(folder.path().join("package.json"), r#"{"type":"module"}"#).unwrap();
    fs::create_dir(folder.path().join("search")).unwrap();
    let files: BTreeMap<String, Vec<u8>> = files(site);
    for (path, bytes) in &files {
        fs::write(folder.path().join(path), bytes).unwrap();
    }
    let queries = queries(site, count);
    fs::write(folder.path().join("queries.json"), serde_json::to_string(&queries).unwrap()).unwrap();
    let ran = match Command::new("node").arg(folder.path().join("parity.mjs")).output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            assert!(std::env::var("FOAMSITE_TESTS").is_err(), "there is no node");
            eprintln!("SKIPPED: there is no Node.js");
            return None;
        }
        ran => ran.unwrap(),
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let theirs: Vec<Told> = serde_json::from_slice(&ran.stdout).unwrap();
    assert_eq!(theirs.len(), queries.len());
    let mut searcher = Searcher::new(Files(files)).unwrap();
    let mut found = 0;
    let mut wrong = Vec::new();
    for (query, theirs) in queries.iter().zip(theirs) {
        let ours = Told::from(searcher.search(query));
        found += usize::from(ours.count > 0);
        if !ours.is_same(&theirs) {
            wrong.push(format!("{query:?}\n  terminal {ours:?}\n  page     {theirs:?}"));
        }
    }
    assert!(found * 2 > count, "{found} of {count} queries find something");
    Some(wrong)
}

fn check(name: &str, site: Site<'_>, count: usize) {
    let wrong = differences(site, count).unwrap_or_default();
    assert!(wrong.is_empty(), "{name}: {} of {count} differ:\n{}", wrong.len(), wrong[..wrong.len().min(8)].join("\n"));
}

fn check_folder(root: &Path, count: usize) {
    let config = Config::default();
    let analysis = pipeline::analyse(read::vault(root, &config.files).unwrap(), &config);
    check(&root.display().to_string(), analysis.site(), count);
}

#[test]
fn page_and_terminal_answer_alike() {
    check_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site"), 400);
    check("generated", vault(&generated(150, 9)).site(), 400);
    for root in std::env::var("FOAMSITE_VAULTS").unwrap_or_default().split(':').filter(|root| !root.is_empty()) {
        check_folder(Path::new(root), 400);
    }
}

/// What words are is the very same on both sides, for every character that there is.
#[test]
fn every_character_is_folded_alike() {
    let folder = tempfile::tempdir().unwrap();
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::copy(project.join("themes/default/js/search-words.js"), folder.path().join("search-words.mjs")).unwrap();
    let script = "import { words } from './search-words.mjs'; const out = [];
        for (let c = 1; c < 0x110000; c++) if (c < 0xd800 || c > 0xdfff) {
          if ((c < 0x30000 || c >= 0xe0000) && /\\P{Cn}/u.test(String.fromCodePoint(c))) {
            const found = words('a' + String.fromCodePoint(c) + 'b').map(({ word }) => word).join(' '); if (found !== 'a b') out.push([c, found]); } }
        process.stdout.write(JSON.stringify(out));";
    fs::write(folder.path().join("all.mjs"), script).unwrap();
    let Ok(ran) = Command::new("node").arg(folder.path().join("all.mjs")).output() else {
        assert!(std::env::var("FOAMSITE_TESTS").is_err(), "there is no node");
        return eprintln!("SKIPPED: there is no Node.js");
    };
    let theirs: Vec<(u32, String)> =
        serde_json::from_slice(&ran.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&ran.stderr)));
    assert!(theirs.len() > 100_000, "{} characters are letters", theirs.len());
    let differs = |(c, theirs): &&(u32, String)| words::all(&format!("a{}b", char::from_u32(*c).unwrap())).join(" ") != *theirs;
    let wrong: Vec<String> = theirs
        .iter()
        .filter(differs)
        .map(|(c, theirs)| {
            let ours = words::all(&format!("a{}b", char::from_u32(*c).unwrap())).join(" ");
            format!("U+{c:04X} {ours:?} {theirs:?}")
        })
        .collect();
    // a Node of a newer Unicode knows letters that this Rust does not
    let wrong: Vec<String> = wrong.into_iter().filter(|told| !told.contains("\"a b\"")).collect();
    assert!(wrong.is_empty(), "{} differ: {}", wrong.len(), wrong[..wrong.len().min(40)].join(", "));
}
