//! What links mean: each rule with a vault of its own, many files in one text.

mod findings;
mod foam;
mod lenient;
mod places;
mod properties;

use foamsite::config::Config;
use foamsite::diag::Finding;
use foamsite::link::{self, Part, Resolution, Target};
use foamsite::note::Syntax;

use crate::fixture::{Made, configured};

/// A configuration with this resolution and else the defaults.
fn config(resolution: Resolution) -> Config {
    Config { link: link::Options { resolution, ..link::Options::default() }, ..Config::default() }
}

/// Each link of the first note that has any, with its target: `[[b#S]] -> x/b.md # S`.
fn links(made: &Made) -> Vec<String> {
    let ix = made.notes.iter().position(|note| !note.links.is_empty()).expect("a note with links");
    let text = &made.sources[ix].text;
    let mut links: Vec<_> = made.notes[ix].links.iter().zip(&made.graph.targets[ix]).collect();
    links.sort_by_key(|(link, _)| link.span);
    let shown = |(link, target): (&foamsite::note::Link, &Target)| {
        let raw = if link.syntax == Syntax::Html { &*link.name } else { &text[link.span.range()] };
        format!("{raw} -> {}", shown(made, *target))
    };
    links.into_iter().map(shown).collect()
}

fn shown(made: &Made, target: Target) -> String {
    match target {
        Target::External => "external".to_owned(),
        Target::Placeholder(id) => format!("nothing: {}", made.graph.placeholder(id)),
        Target::Asset(id) => made.assets[id.ix()].path.to_string(),
        Target::Note { id, part, edge } => {
            let note = &made.notes[id.ix()];
            let part = match part {
                Part::Whole => String::new(),
                Part::Lost => " # lost".to_owned(),
                Part::Heading(ix) => {
                    format!(" # {} at level {}", note.headings[ix as usize].text, note.headings[ix as usize].level)
                }
                Part::Block(ix) => format!(" {}", note.blocks[ix as usize].anchor.as_deref().unwrap_or("a block")),
            };
            format!("{}{part}{}", made.sources[id.ix()].path, if edge { "" } else { ", no edge" })
        }
    }
}

/// All findings about links, as `unresolved-link: message / hint / hint`.
fn findings(made: &Made) -> Vec<String> {
    let all = made.findings.iter().flatten();
    let said =
        |f: &Finding| std::iter::once(&*f.message).chain(f.hints.iter().map(String::as_str)).collect::<Vec<_>>().join(" / ");
    all.map(|f| format!("{}: {}", f.code.name(), said(f))).collect()
}

/// Holds the links of the first note that has any against what Foam makes of them; lenient resolution must agree wherever Foam
/// has a target.
#[track_caller]
fn foam(files: &str, expected: &[&str]) {
    let strict = configured(files, config(Resolution::Foam));
    let found = links(&strict);
    assert_eq!(found, expected, "{}", found.join("\n"));
    for (lenient, strict) in links(&configured(files, config(Resolution::Lenient))).iter().zip(&found) {
        assert!(lenient == strict || strict.contains("-> nothing: "), "{strict} is {lenient} when lenient");
    }
}

/// Holds one link, for which Foam has nothing, against what it means leniently and what is said about it.
#[track_caller]
fn lenient(files: &str, expected: &str, says: &str) {
    let strict = links(&configured(files, config(Resolution::Foam)));
    assert!(strict[0].contains("-> nothing: "), "Foam has {}", strict[0]);
    let made = configured(files, config(Resolution::Lenient));
    assert_eq!(links(&made), [expected]);
    assert_eq!(findings(&made), [says]);
}
