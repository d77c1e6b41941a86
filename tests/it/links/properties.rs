//! What holds for the links of any vault.

use foamsite::base::path::VaultPath;
use foamsite::config::Config;
use foamsite::link::{Options, Resolution, Target};
use foamsite::vault::{Asset, Source};
use proptest::prelude::*;

use crate::fixture::{Made, made};

const FOLDERS: &[&str] = &["", "a/", "A/", "ab/", "a/b/", "b/a/", "b/ab/a/", "é/", "e\u{301}/"];
const NAMES: &[&str] = &["x", "X", "y", "x y", "x-y", "index", "README", "v1.2", "é", "e\u{301}", "50%25", "x.png", "d.csv"];
const STARTS: &[&str] = &["", "", "", "./", "../", "/", "../../", " ", "b/../"];
const ENDS: &[&str] = &["", "", "", ".md", ".MD", "/", " ", "#One", "#one", "#^id", "#A#B", "?q", ".md.md", "%20", ".png"];

fn any(texts: &'static [&'static str]) -> impl Strategy<Value = &'static str> {
    prop::sample::select(texts)
}

fn link() -> impl Strategy<Value = String> {
    (any(STARTS), any(FOLDERS), any(NAMES), any(ENDS), 0..7).prop_map(|(start, folder, name, end, form)| {
        let to = format!("{start}{folder}{name}{end}");
        match form {
            0 | 1 => format!("[[{to}]]"),
            2 => format!("![[{to}|label]]"),
            3 => format!("[text](<{to}>)"),
            4 => format!("![]({})", to.replace(' ', "%20")),
            5 => format!("[text][{to}]\n\n[{to}]: <{to}>\n\n"),
            _ => format!("[[{name}]]\n\n[{name}]: <{to}>\n\n"),
        }
    })
}

/// A text with links; some have a title, an alias, a heading or a block that they can mean.
fn text() -> impl Strategy<Value = String> {
    let head = prop::sample::select(
        &["", "---\ntitle: x\n---\n", "---\nalias: [y, x-y]\n---\n", "# One\n\n## A\n\n### B\n\n", "p ^id\n\n"][..],
    );
    (head, prop::collection::vec(link(), 0..6)).prop_map(|(head, links)| format!("{head}{}", links.join(" ")))
}

fn files() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::btree_map((any(FOLDERS), any(NAMES)), text(), 1..12).prop_map(|files| {
        let path = |folder: &str, name: &str| {
            if name.contains(".png") || name.contains(".csv") { format!("{folder}{name}") } else { format!("{folder}{name}.md") }
        };
        files.into_iter().map(|((folder, name), text)| (path(folder, name), text)).collect()
    })
}

fn resolved(files: &[(String, String)], options: Options) -> Made {
    let (notes, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| path.ends_with(".md"));
    let sources = notes.into_iter().map(|(path, text)| Source::new(&**path, &**text)).collect();
    let assets = others.into_iter().map(|(path, _)| Asset { path: VaultPath::new(&**path), size: 0, pixels: None }).collect();
    made(sources, assets, Config { link: options, ..Config::default() })
}

fn options(resolution: Resolution) -> Options {
    Options { resolution, attachment_folder: Some("a".into()), ..Options::default() }
}

/// A target by name: ids differ between two resolutions.
fn named(made: &Made, target: Target) -> String {
    match target {
        Target::Placeholder(id) => format!("nothing: {}", made.graph.placeholder(id)),
        other => format!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn leniency_never_changes_a_target_of_foam(files in files()) {
        let (strict, lenient) = (resolved(&files, options(Resolution::Foam)), resolved(&files, options(Resolution::Lenient)));
        for (strict_targets, lenient_targets) in strict.graph.targets.iter().zip(&lenient.graph.targets) {
            for (a, b) in strict_targets.iter().zip(lenient_targets) {
                let is_open = matches!(a, Target::Placeholder(_)) && !matches!(b, Target::Placeholder(_) | Target::External);
                prop_assert!(is_open || named(&strict, *a) == named(&lenient, *b), "{a:?} is {b:?}");
            }
        }
    }

    #[test]
    fn every_link_without_a_target_of_foam_has_a_finding(files in files()) {
        let (strict, lenient) = (resolved(&files, options(Resolution::Foam)), resolved(&files, options(Resolution::Lenient)));
        for (ix, targets) in strict.graph.targets.iter().enumerate() {
            for (target, link) in targets.iter().zip(&strict.notes[ix].links) {
                if matches!(target, Target::Placeholder(_)) {
                    for made in [&strict, &lenient] {
                        prop_assert!(made.findings[ix].iter().any(|f| f.span == link.span), "{link:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn placeholders_are_sorted_and_each_is_wanted(files in files()) {
        let made = resolved(&files, options(Resolution::Lenient));
        prop_assert!(made.graph.placeholders.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert!(made.graph.wanted.iter().all(|wanted| !wanted.is_empty()));
    }
}
