//! The local graph in notes' pages.

use foamsite::plan::PageKind;
use foamsite::render;
use foamsite::theme::Theme;

use crate::fixture::{Made, vault};

/// The local graph in the page of a note; empty where it has none.
fn local(made: &Made, path: &str) -> String {
    let site = made.site();
    let templates = render::templates(site, &Theme::default());
    let page = site.plan.pages.iter().find(|page| page.kind == PageKind::Note(made.id(path))).expect("a page");
    let html = render::page(site, &templates, page).html;
    let Some(start) = html.find("<svg class=\"local\"") else { return String::new() };
    let end = html[start..].find("</svg>").expect("it is closed");
    html[start..start + end + 6].to_owned()
}

/// Every element closed, in order; no name or address leaves its place.
#[track_caller]
fn check_balanced(svg: &str) {
    let mut open = Vec::new();
    for token in html5gum::Tokenizer::new(svg) {
        match token {
            Ok(html5gum::Token::StartTag(tag)) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                assert!(["svg", "a", "g", "path", "circle", "text", "title"].contains(&&*name), "{name} in {svg}");
                for key in tag.attributes.keys() {
                    assert!(!key.starts_with(b"on"), "{svg}");
                }
                if !tag.self_closing {
                    open.push(name);
                }
            }
            Ok(html5gum::Token::EndTag(tag)) => assert_eq!(open.pop().as_deref(), Some(&*String::from_utf8_lossy(&tag.name))),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn who_links_where_is_drawn_once_each() {
    let made = vault(
        "//- a.md\n[[b]] [[b]] [[c]] [[not yet]] ![[pic.png]] [[a]] [site](https://example.org)\n//- b.md\n[[a]] [[c]]\n\
         //- c.md\nC\n//- d.md\n[[a]]\n//- e.md\nalone\n//- pic.png\n",
    );
    let svg = local(&made, "a.md");
    check_balanced(&svg);
    let order: Vec<_> =
        ["class=\"in\" href=\"../d/\"", "class=\"both\" href=\"../b/\"", "class=\"out\" href=\"../c/\"", ">not yet<"]
            .iter()
            .map(|part| {
                assert_eq!(svg.matches(part).count(), 1, "{part} in {svg}");
                svg.find(part)
            })
            .collect();
    assert!(order.is_sorted(), "{svg}");
    assert_eq!(svg.matches("<text").count(), 4, "neither itself, nor attachments, nor other sites: {svg}");
    assert!(svg.contains("class=\"wanted\"") && svg.contains("class=\"chords\""));
    assert_eq!(local(&made, "e.md"), "");
}

#[test]
fn hostile_names_are_text() {
    let made = vault(
        "//- a.md\n[[b]] [[\"><script>alert(1)</script>]] [[</svg><img src=x onerror=alert(1)>]]\n\
         //- b.md\n---\ntitle: '</text></a></svg><script>alert(2)</script> \"onload=\"x & y'\n---\n",
    );
    let svg = local(&made, "a.md");
    check_balanced(&svg);
    assert!(!svg.contains("<script") && !svg.contains("<img"), "{svg}");
}

#[test]
fn many_neighbours_are_counted() {
    let mut files = String::from("//- hub.md\nHub\n");
    for n in 0..900 {
        files.push_str(&format!("//- n{n}.md\n[[hub]]\n"));
    }
    let made = vault(&files);
    let svg = local(&made, "hub.md");
    check_balanced(&svg);
    assert_eq!(svg.matches("<a ").count(), 24);
    assert!(svg.len() < 8_000, "{}", svg.len());
}
