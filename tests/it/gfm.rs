//! The examples of GitHub's specification (GFM 0.29) for what it adds to CommonMark, through our writer.
//!
//! They are read from a package of cargo's that carries them (`tests/gfm`), which `tests/run` lets it fetch. Where we say something
//! else, the reason stands in [`DIFFERENT`].

use std::path::PathBuf;

use crate::commonmark::{Example, examples, meaning};
use crate::extensions::{ours, ours_in_common, theirs_in_common};

/// The sections of what it adds, and how many examples each has.
const SECTIONS: [(&str, usize); 5] = [
    ("Tables (extension)", 8),
    ("Task list items (extension)", 2),
    ("Strikethrough (extension)", 2),
    ("Autolinks (extension)", 11),
    ("Disallowed Raw HTML (extension)", 1),
];

/// Where we say something else, and why.
const DIFFERENT: &[(&str, usize, &str)] = &[
    ("Tables (extension)", 8, "a table without rows has an empty body"),
    ("Disallowed Raw HTML (extension)", 1, "what is disallowed is left out with a finding; GitHub shows its tags as text"),
];

/// Their HTML in the terms of the parser's own package.
fn in_its_terms(html: &str) -> String {
    let html = html.replace("align=\"", "style=\"text-align: ");
    let html = html.replace("<input disabled=\"\" type=\"checkbox\"> ", "<input disabled=\"\" type=\"checkbox\"/>\n");
    html.replace(
        "<input checked=\"\" disabled=\"\" type=\"checkbox\"> ",
        "<input disabled=\"\" type=\"checkbox\" checked=\"\"/>\n",
    )
}

/// The specification, where cargo has unpacked it.
fn specification() -> Option<String> {
    let path = "cmark-gfm-sys-0.29.0/cmark-gfm/test/spec.txt";
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")))?;
    let sources = std::fs::read_dir(home.join("registry/src")).ok()?;
    sources.flatten().find_map(|registry| std::fs::read_to_string(registry.path().join(path)).ok())
}

#[test]
fn every_example_of_what_github_adds() {
    let Some(spec) = specification() else {
        let missing = "GitHub's specification is not there: `cargo fetch --manifest-path tests/gfm/Cargo.toml`";
        assert!(std::env::var("FOAMSITE_TESTS").is_err(), "{missing}");
        eprintln!("SKIPPED: {missing}");
        return;
    };
    let (mut wrong, mut different) = (Vec::new(), Vec::new());
    for (section, count) in SECTIONS {
        let text = spec.split(&format!("\n## {section}\n")).nth(1).expect(section).split("\n## ").next().unwrap();
        let examples = examples(text);
        assert_eq!(examples.len(), count, "{section}");
        for Example { number, markdown, html } in examples {
            let ours = ours(&markdown);
            if meaning(&theirs_in_common(&in_its_terms(&html))) == meaning(&ours_in_common(&ours)) {
                continue;
            }
            different.push((section, number));
            if !DIFFERENT.iter().any(|(section_, number_, _)| (*section_, *number_) == (section, number)) {
                wrong.push(format!("{section} {number}\n{markdown}\n--- wanted\n{html}\n--- got\n{ours}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n=====\n"));
    let listed: Vec<_> = DIFFERENT.iter().map(|(section, number, _)| (*section, *number)).collect();
    assert_eq!(different, listed, "some that are listed as different are not");
}
