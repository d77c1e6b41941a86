//! `tests/spec/*.md`: the syntax as a readable specification whose examples are the tests.
//!
//! A fence `example` holds a note, a line with a single dot, and the HTML of its page; findings follow as lines `! code: message`.
//! A fence `vault` holds the other files that all examples of the page can refer to, a fence `config` the `foamsite.toml` of the
//! examples behind it. `UPDATE=1` writes what comes out into the pages, to be read before it is committed.

use foamsite::config::{Config, Flags, RawConfig};

use crate::fixture::{configured, vault};

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
fn run(files: &str, config: Option<&str>, note: &str) -> String {
    let files = format!("{files}\n//- example.md\n{note}");
    let made = match config {
        Some(config) => configured(&files, Config::new(RawConfig::parse(config).unwrap(), Flags::default())),
        None => vault(&files),
    };
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
        for fence in fences.iter().rev().filter(|f| f.kind == "example") {
            total += 1;
            let (note, wanted) = fence.text.split_once("\n.\n").unwrap_or((fence.text.trim_end_matches('\n'), ""));
            let config = fences.iter().rfind(|f| f.kind == "config" && f.lines < fence.lines).map(|f| f.text.as_str());
            let got = run(&files, config, note);
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
