//! The examples of GitHub's specification (GFM 0.29) for what it adds to CommonMark, through our writer.
//!
//! They are read from a package of cargo's that carries them (`tests/gfm`), which `tests/run` lets it fetch. Where we say something
//! else, the reason stands in [`DIFFERENT`].

use crate::commonmark::{Example, examples, meaning};
use crate::extensions::{Compared, ours, ours_in_common, package, theirs_in_common};

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

#[test]
fn every_example_of_what_github_adds() {
    let Some(spec) = package("tests/gfm/Cargo.lock", "cmark-gfm-sys", "cmark-gfm/test/spec.txt") else { return };
    let spec = std::fs::read_to_string(spec).unwrap();
    let mut compared = Compared::default();
    for (section, count) in SECTIONS {
        let text = spec.split(&format!("\n## {section}\n")).nth(1).expect(section).split("\n## ").next().unwrap();
        let examples = examples(text);
        assert_eq!(examples.len(), count, "{section}");
        for Example { number, markdown, html } in examples {
            let ours = ours(&markdown);
            if meaning(&theirs_in_common(&in_its_terms(&html))) != meaning(&ours_in_common(&ours)) {
                compared.differs(section, number, &format!("{markdown}\n--- wanted\n{html}\n--- got\n{ours}"));
            }
        }
    }
    compared.are_those_listed(DIFFERENT);
}
