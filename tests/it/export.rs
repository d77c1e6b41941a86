//! What `foamsite graph` prints and what the theme draws, from vaults in memory.

use foamsite::config::Config;
use foamsite::diag::{Code, Level};
use foamsite::drawing::Drawing;
use foamsite::emit::graph::{Format, theme, write};
use foamsite::link::Resolution;
use foamsite::pipeline::{Analysis, analyse};
use foamsite::vault::{Asset, Source, Vault};
use serde_json::{Value, json};

fn vault(notes: &[(&str, &str)], assets: &[&str], config: &Config) -> Analysis {
    let notes = notes.iter().map(|(path, text)| Source::new(*path, *text)).collect();
    let assets =
        assets.iter().map(|path| Asset { path: foamsite::base::path::VaultPath::new(*path), size: 1, pixels: None }).collect();
    analyse(Vault::new(notes, assets, Vec::new()), config)
}

fn printed(analysis: &Analysis, format: Format) -> String {
    let mut out = Vec::new();
    write(&mut out, analysis.site(), format).expect("memory takes it");
    String::from_utf8(out).expect("text is UTF-8")
}

fn graph(notes: &[(&str, &str)], assets: &[&str]) -> Value {
    serde_json::from_str(&printed(&vault(notes, assets, &Config::default()), Format::Json)).expect("it is JSON")
}

#[test]
fn an_empty_vault_has_an_empty_graph() {
    assert_eq!(graph(&[], &[]), json!({ "notes": [], "attachments": [], "placeholders": [], "links": [] }));
}

#[test]
fn links_have_their_place_in_scalar_values() {
    let text = "\u{feff}# é\r\n\r\né 😀 ![[b#S|x]] [t](b.md \"t\") [[b]]\r\n";
    let graph = graph(&[("a.md", text), ("b.md", "## S\n")], &[]);
    let places: Vec<_> = graph["links"]
        .as_array()
        .expect("links")
        .iter()
        .map(|l| (l["line"].clone(), l["column"].clone(), l["raw"].clone()))
        .collect();
    let place = |line: u32, column: u32, raw: &str| (json!(line), json!(column), json!(raw));
    assert_eq!(places, [place(3, 5, "![[b#S|x]]"), place(3, 16, "[t](b.md \"t\")"), place(3, 30, "[[b]]")]);
}

#[test]
fn what_is_no_edge_is_not_in_it() {
    let text = "[[a]] [self](a.md#x) [out](https://example.org) <a href=\"b.md\">raw</a> `[[b]]` <b.md> [[]]\n";
    let graph = graph(&[("a.md", text), ("b.md", "")], &["lone.png"]);
    let raw: Vec<_> = graph["links"].as_array().expect("links").iter().map(|l| l["raw"].as_str().expect("text")).collect();
    assert_eq!(raw, ["[[a]]"]);
    assert_eq!(graph["attachments"], json!([]), "nobody refers to it");
}

#[test]
fn tags_are_distinct_and_notes_by_path() {
    let graph = graph(&[("b.md", "#z #a #z"), ("a/x.md", ""), ("a.md", "")], &[]);
    let paths: Vec<_> = graph["notes"].as_array().expect("notes").iter().map(|n| n["path"].as_str().expect("text")).collect();
    assert_eq!(paths, ["a.md", "a/x.md", "b.md"]);
    assert_eq!(graph["notes"][2]["tags"], json!(["a", "z"]));
}

/// The notes of this vault, but for the private one, must give the same export as if that one were not there.
#[test]
fn a_private_note_leaves_no_trace() {
    let public = [("a.md", "# A\n[[b]] [[secret]] ![[pic.png]] #t"), ("b.md", "[[a]]")];
    let private = ("secret.md", "---\npublish: false\nalias: [b]\n---\n# S\n[[a]] [[gone]] ![[hidden.png]] #hush");
    let assets = ["hidden.png", "pic.png"];
    let with = vault(&[public[0], public[1], private], &assets, &Config::default());
    let without = vault(&public, &assets, &Config::default());
    for format in [Format::Json, Format::Dot, Format::Graphml, Format::Csv] {
        assert_eq!(printed(&with, format), printed(&without, format));
    }
    assert_eq!(theme::json(with.site(), &Drawing::new(with.site())), theme::json(without.site(), &Drawing::new(without.site())));
    assert_eq!(with.diagnostics, without.diagnostics);
    assert_eq!((with.private, without.private, with.text("secret.md")), (1, 0, None));
}

#[test]
fn the_themes_graph_links_each_pair_once() {
    let analysis =
        vault(&[("a.md", "[[b]] [[b#x]] [[a]] [[new]] ![[p.png]] #m/d #m/d"), ("b.md", "[[a]]")], &["p.png"], &Config::default());
    let graph: Value = serde_json::from_str(&theme::json(analysis.site(), &Drawing::new(analysis.site()))).expect("it is JSON");
    let node = |ix: usize| {
        (graph["nodes"][ix]["kind"].as_str(), graph["nodes"][ix]["title"].as_str(), graph["nodes"][ix]["in"].as_u64())
    };
    assert_eq!(node(0), (Some("note"), Some("a"), Some(1)));
    assert_eq!(node(2), (Some("attachment"), Some("p.png"), Some(1)));
    assert_eq!(node(3), (Some("placeholder"), Some("new"), Some(1)));
    assert_eq!((node(4), node(5)), ((Some("tag"), Some("#m"), Some(1)), (Some("tag"), Some("#m/d"), Some(1))));
    assert_eq!(graph["links"], json!([[0, 1, 2], [0, 2, 1], [0, 3, 1], [0, 5, 2], [1, 0, 1], [5, 4, 1]]));
    assert_eq!(graph["nodes"][0]["out"], 4);
}

/// DOT and GraphML are read back with a reader of our own; what they hold must be what the JSON holds.
#[test]
fn the_other_forms_say_the_same() {
    let names = ["plain", "quote \" and \\ back", "<tag> & amp; &lt;", "comma, semi;"];
    let notes: Vec<(String, String)> = names
        .iter()
        .enumerate()
        .map(|(i, name)| {
            (
                format!("n{i}.md"),
                format!("---\ntitle: {}\n---\n[[n{}]] [[{}|x]]", json!(name), (i + 1) % 5, name.replace('\n', " ")),
            )
        })
        .collect();
    let notes: Vec<(&str, &str)> = notes.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let analysis = vault(&notes, &[], &Config::default());
    let graph: Value = serde_json::from_str(&printed(&analysis, Format::Json)).expect("it is JSON");
    let links = graph["links"].as_array().expect("links").len();

    let rows = csv_rows(&printed(&analysis, Format::Csv));
    assert!(rows.iter().all(|row| row.len() == 9), "{rows:?}");
    assert_eq!(rows.len(), links + 1);
    for (row, link) in rows[1..].iter().zip(graph["links"].as_array().expect("links")) {
        assert_eq!(
            (&*row[0], &*row[8], &*row[6]),
            (
                link["source"].as_str().unwrap_or(""),
                link["raw"].as_str().unwrap_or(""),
                link["placeholder"].as_str().unwrap_or("")
            )
        );
    }

    let labels = dot_labels(&printed(&analysis, Format::Dot));
    for name in names {
        assert!(labels.contains(&name.replace('\n', " ")), "{name} in {labels:?}");
    }
    assert_eq!(printed(&analysis, Format::Dot).matches(" -> ").count(), links);

    let graphml = printed(&analysis, Format::Graphml);
    for name in names {
        let escaped = foamsite::base::text::escape(name);
        assert!(graphml.contains(&format!("<data key=\"label\">{escaped}</data>")), "{escaped}");
    }
    assert_eq!(graphml.matches('<').count(), graphml.matches('>').count());
    assert_eq!(graphml.matches("<edge ").count(), links);
}

/// RFC 4180, read back.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => field.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            c => field.push(c),
        }
    }
    assert!(!quoted && field.is_empty() && row.is_empty(), "the last line ends");
    rows
}

/// The labels of a DOT file, as Graphviz shows them.
fn dot_labels(text: &str) -> Vec<String> {
    let unescape = |rest: &str| {
        let mut label = String::new();
        let mut chars = rest.chars();
        while let Some(c) = chars.next() {
            match c {
                '"' => break,
                '\\' => label.extend(chars.next()),
                c => label.push(c),
            }
        }
        label.replace("&amp;", "&")
    };
    text.split("label=\"").skip(1).map(unescape).collect()
}

#[test]
fn levels_come_from_the_configuration_and_diagnostics_are_sorted() {
    let notes = [("b.md", "[[x]] [[y]]"), ("a.md", "text\n\n[[x]]\n"), ("c.md", "---\ntitle: [\n---\n")];
    let places = |analysis: &Analysis| -> Vec<_> {
        analysis.diagnostics.iter().map(|d| (d.file.clone().expect("a file"), d.place, d.finding.code, d.level)).collect()
    };
    let mut config = Config::default();
    config.levels.insert(Code::BadFrontMatter, Level::Off);
    config.levels.insert(Code::UnresolvedLink, Level::Error);
    let unresolved = |file: &str, line, column| (file.to_owned(), Some((line, column)), Code::UnresolvedLink, Level::Error);
    assert_eq!(
        places(&vault(&notes, &[], &config)),
        [unresolved("a.md", 3, 1), unresolved("b.md", 1, 1), unresolved("b.md", 1, 7)]
    );
    let default = places(&vault(&notes, &[], &Config::default()));
    assert_eq!(default.last().map(|d| (d.2, d.3)), Some((Code::BadFrontMatter, Level::Error)));
}

#[test]
fn foams_resolution_has_what_foam_sees() {
    let notes = [("a.md", "$[[b]]$ and [[nick]]"), ("b.md", "---\naliases: [nick]\n---\n")];
    let seen = |resolution| {
        let mut config = Config::default();
        config.link.resolution = resolution;
        let analysis = vault(&notes, &[], &config);
        let graph: Value = serde_json::from_str(&printed(&analysis, Format::Json)).expect("it is JSON");
        graph["links"].as_array().expect("links").iter().map(|l| l["target"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(seen(Resolution::Foam), [json!("b.md"), Value::Null]);
    assert_eq!(seen(Resolution::Lenient), [json!("b.md")]);
}
