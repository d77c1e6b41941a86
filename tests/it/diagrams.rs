//! Diagrams in pages: their ids, embeds, snippets, and what must not get out.

use std::collections::BTreeSet;

use foamsite::config::Config;
use foamsite::note::code::PaintingKind;
use foamsite::paint::Paintings;
use foamsite::render::snippet;

use crate::fixture::{configured, on, vault};

/// A diagram that has ids of its own: the heads of its arrows.
const WITH_IDS: &str = "```mermaid\nC4Context\nPerson(a, \"Cook\")\nSystem(b, \"Ship\")\nRel(a, b, \"sails\")\n```\n";

fn after<'h>(html: &'h str, start: &str) -> Vec<&'h str> {
    html.split(start).skip(1).filter_map(|rest| rest.split(['"', ')']).next()).collect()
}

#[test]
fn ids_are_unique_wherever_a_diagram_stands() {
    let made = vault(&format!("//- a.md\n{WITH_IDS}\n^one\n\n{WITH_IDS}\n![[b]]\n\n![[a#^one]]\n//- b.md\n# D1\n\n{WITH_IDS}\n"));
    let html = made.body(made.id("a.md")).html;
    let (ids, references) = (after(&html, " id=\""), after(&html, "url(#"));
    assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{ids:?}");
    assert_eq!(html.matches("<svg ").count(), 4);
    assert_eq!(references, ["d1:0", "d2:0", "d3:0", "d4:0"]);
    assert!(references.iter().all(|id| ids.contains(id)), "{ids:?}");
}

#[test]
fn each_distinct_diagram_is_drawn_once_and_kept() {
    let made = vault(&format!("//- a.md\n{WITH_IDS}\n{WITH_IDS}\n//- b.md\n{WITH_IDS}\n"));
    assert_eq!(made.paintings.blocks().len(), 1);
    let again = Paintings::of(&made.notes, &made.paintings);
    assert!(std::ptr::eq(again.get(0, 0), made.paintings.get(1, 0)));
}

#[test]
fn comments_get_nowhere() {
    let made = vault(
        "//- a.md\nSee [[b]]: %% not me %%\n\n```mermaid\nflowchart LR\n%% secret-a\nA --> B %% secret-b\n%%{init: {'theme': 'secret-c'}}%%\n```\n//- b.md\n",
    );
    let (id, note) = (made.id("a.md"), &made.notes[made.id("a.md").ix()]);
    for text in [made.body(id).html, note.body.html.clone(), note.plain().text, note.paintings[0].text.to_string()] {
        assert!(!text.contains("secret") && !text.contains("not me"), "{text}");
    }
    assert!(matches!(note.paintings[0].kind, PaintingKind::Diagram(_)));
}

#[test]
fn snippets_show_no_drawing() {
    let made = vault(&format!("//- a.md\n- See [[b]]\n\n  {}\n//- b.md\n", WITH_IDS.replace('\n', "\n  ")));
    let id = made.id("b.md");
    let cards = snippet::backlinks(made.site(), id, on(made.url(id)), 1);
    let snippet = &cards[0].snippets[0];
    assert!(!format!("{}{:?}", snippet.html, snippet.more).contains("<svg"), "{}", snippet.html);
    assert!(made.body(made.id("a.md")).html.contains("<svg"));
}

#[test]
fn a_finding_names_the_line() {
    let text = "# T\n\n> ```mermaid\n> flowchart LR\n>   A --> B\n>   --> C\n> ```\n";
    let made = vault(&format!("//- a.md\n{text}"));
    let finding = &made.findings[0][0];
    assert_eq!(&text[finding.span.range()], "--> C");
    let many = vault(&format!("//- a.md\n{}", "```mermaid\npie\n\"a\" : 1\n```\n".repeat(51)));
    assert_eq!(many.notes[0].findings.len(), 1);
    assert_eq!(many.body(many.id("a.md")).html.matches("<svg ").count(), 50);
}

#[test]
fn without_highlighting_diagrams_are_drawn_all_the_same() {
    let mut config = Config::default();
    config.note.highlight = false;
    let made = configured("//- a.md\n```MERMAID\npie\n\"a\" : 1\n```\n", config);
    assert!(made.body(made.id("a.md")).html.contains("<svg "));
}
