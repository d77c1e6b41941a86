//! `tests/spec/*.md`: the syntax as a readable specification whose examples are the tests.
//!
//! A fence `example` holds a note, a line with a single dot, and the HTML of its page; findings follow as lines `! code: message`.
//! A fence `vault` holds the other files that all examples of the page can refer to, a fence `config` the `foamsite.toml` of the
//! examples behind it; a fence `bibliography` the works that they can cite. A fence `canvas` is an example that holds a board in place of
//! a note, a fence `saved` one that holds a saved query, and its page from its heading on. `UPDATE=1` writes what comes out into the pages, to be read before it is committed.

use std::sync::Arc;

use foamsite::cite::Bibliography;
use foamsite::config::{Canvases, Config, Flags, RawConfig};
use foamsite::note::Citations;
use foamsite::pipeline::analyse;
use foamsite::plan::PageKind;
use foamsite::render::{self, stitch};
use foamsite::theme::Theme;
use foamsite::vault::{NoteId, Source, Vault};

use crate::fixture::configured;

struct Fence {
    /// Lines of the opening and the closing fence.
    lines: (usize, usize),
    kind: String,
    text: String,
}

/// All fences of four or more back quotes.
fn fences(page: &str) -> Vec<Fence> {
    let lines: Vec<&str> = page.lines().collect();
    let (mut fences, mut at) = (Vec::new(), 0);
    while at < lines.len() {
        let ticks = lines[at].len() - lines[at].trim_start_matches('`').len();
        if ticks < 4 {
            at += 1;
            continue;
        }
        let fence = "`".repeat(ticks);
        let end = (at + 1..lines.len()).find(|i| lines[*i] == fence).expect("a fence is closed");
        let text = lines[at + 1..end].iter().map(|l| format!("{l}\n")).collect();
        fences.push(Fence { lines: (at, end), kind: lines[at][ticks..].trim().to_owned(), text });
        at = end + 1;
    }
    fences
}

/// The page of a note among the other files, and what there is to say about it.
fn run(files: &str, config: Config, note: &str) -> String {
    let made = configured(&format!("{files}\n//- example.md\n{note}"), config);
    let id = made.id("example.md");
    let body = made.body(id);
    let mut out = match &*body.properties {
        "" => body.html,
        properties => format!("<dl class=\"properties\">\n{properties}</dl>\n{}", body.html),
    };
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    for finding in made.notes[id.ix()].findings.iter().chain(&made.findings[id.ix()]) {
        out += &format!("! {}: {}\n", finding.code.name(), finding.message);
    }
    out
}

/// The page of a canvas among the other files, and what there is to say about it.
fn run_canvas(files: &str, mut config: Config, board: &str) -> String {
    config.canvas = Canvases::All;
    let notes = files.split("//- ").skip(1).filter_map(|file| file.split_once('\n')).map(|(path, text)| Source::new(path, text));
    let vault = Vault::new(notes.collect(), Vec::new(), Vec::new());
    let made = analyse(vault.with_canvases(vec![Source::new("example.canvas", board)]), &config);
    let site = made.site();
    let found = site.sources.iter().position(|source| source.path.as_str() == "example.canvas");
    let Some(id) = found.map(|ix| NoteId(ix as u32)) else { return String::new() };
    let mut out = stitch::body(site, id, &site.plan.notes[id.ix()], &Theme::default().words().0).html;
    for diagnostic in made.diagnostics.iter().filter(|diagnostic| diagnostic.file.as_deref() == Some("example.canvas")) {
        out += &format!("! {}: {}\n", diagnostic.finding.code.name(), diagnostic.finding.message);
    }
    out
}

/// The page of a saved query over the other files, and what there is to say about it.
fn run_saved(files: &str, config: Config, query: &str) -> String {
    let notes = files.split("//- ").skip(1).filter_map(|file| file.split_once('\n')).map(|(path, text)| Source::new(path, text));
    let vault = Vault::new(notes.collect(), Vec::new(), Vec::new());
    let made = analyse(vault.with_queries(vec![Source::new(".foam/queries/an-example.yaml", query)]), &config);
    let site = made.site();
    let templates = render::templates(site, &Theme::default());
    let Some(page) = site.plan.pages.iter().find(|page| matches!(page.kind, PageKind::Query(_))) else { return String::new() };
    let html = render::page(site, &templates, page).html;
    let from = html.find("<h1>").expect("a page has a heading");
    let to = html.find("</article>").expect("a page has its results");
    let mut out = html[from..to].replace("</header>\n<article>", "").trim_end().to_owned() + "\n";
    for diagnostic in made.diagnostics.iter().filter(|found| found.file.as_deref().is_some_and(|file| file.ends_with(".yaml"))) {
        let place = diagnostic.place.map(|(line, column)| format!(" {line}:{column}")).unwrap_or_default();
        out += &format!("! {}{place}: {}\n", diagnostic.finding.code.name(), diagnostic.finding.message);
    }
    out
}

/// The configuration of an example: the last one above it, with the works of the page.
fn config(fences: &[Fence], above: usize) -> Config {
    let text = fences.iter().rfind(|f| f.kind == "config" && f.lines.0 < above).map_or("", |f| f.text.as_str());
    let raw = RawConfig::parse(text).unwrap();
    let mut config = Config::new(raw, Flags::default());
    if let Some(works) = fences.iter().find(|f| f.kind == "bibliography") {
        let (works, findings) = Bibliography::read(&[("refs.bib".into(), works.text.clone())], "apa");
        assert_eq!(findings, []);
        config.note.citations = Some(Arc::new(Citations { works, language: "en".into() }));
    }
    config
}

#[test]
fn every_example_of_the_specification() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/spec");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "tests/spec is empty");
    let (mut wrong, mut total) = (Vec::new(), 0);
    for path in paths {
        let page = std::fs::read_to_string(&path).unwrap();
        let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
        let fences = fences(&page);
        let files: String = fences.iter().filter(|f| f.kind == "vault").map(|f| f.text.as_str()).collect();
        for fence in fences.iter().rev().filter(|f| matches!(&*f.kind, "example" | "canvas" | "saved")) {
            total += 1;
            let (note, wanted) = fence.text.split_once("\n.\n").unwrap_or((fence.text.trim_end_matches('\n'), ""));
            let config = config(&fences, fence.lines.0);
            let got = match &*fence.kind {
                "canvas" => run_canvas(&files, config, note),
                "saved" => run_saved(&files, config, note),
                _ => run(&files, config, note),
            };
            if got != wanted {
                wrong.push(format!("{}:{}\n--- wanted\n{wanted}--- got\n{got}", path.display(), fence.lines.0 + 1));
                let new = format!("{note}\n.\n{got}");
                lines.splice(fence.lines.0 + 1..fence.lines.1, new.lines().map(str::to_owned));
            }
        }
        if std::env::var("UPDATE").is_ok() {
            std::fs::write(&path, lines.join("\n") + "\n").unwrap();
        }
    }
    assert!(total > 0, "no example was found");
    assert!(wrong.is_empty(), "{} of {total} examples differ:\n{}", wrong.len(), wrong.join("\n"));
}
