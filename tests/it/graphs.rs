//! The local graph in notes' pages, and the page of the whole one.

use std::collections::BTreeSet;

use foamsite::config::{Config, Flags};
use foamsite::drawing::Drawing;
use foamsite::emit::graph::theme;
use foamsite::plan::PageKind;
use foamsite::render;
use foamsite::theme::Theme;

use crate::fixture::{Made, configured, vault};

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

/// The page of the graph; `None` where there is none.
fn whole(made: &Made) -> Option<String> {
    let site = made.site();
    let page = site.plan.pages.iter().find(|page| page.kind == PageKind::Graph)?;
    Some(render::page(site, &render::templates(site, &Theme::default()), page).html)
}

#[test]
fn the_page_of_the_graph_is_whole_without_scripts() {
    let made = vault(
        "//- a.md\n[[b]] [[c]]\n//- b.md\n[[a]]\n//- folder/c.md\n---\ntitle: '<i>C</i> & \"d\"'\n---\n[[a]]\n//- d.md\nalone\n",
    );
    let html = whole(&made).expect("a page");
    let start = html.find("<svg class=\"overview\"").expect("a picture");
    let svg = &html[start..start + html[start..].find("</svg>").expect("its end") + 6];
    check_balanced(svg);
    assert_eq!(svg.matches("<a href").count(), 4, "{svg}");
    assert!(svg.contains("&lt;i&gt;C&lt;/i&gt; &amp; ") && !html.contains("<i>C"), "{svg}");
    assert!(html.contains("data-look=\"{&quot;colour&quot;:&quot;community&quot;"), "{html}");
    assert!(html.contains("<a href=\"../folder/\">"), "{html}");
    let note = &local(&made, "a.md");
    assert!(!note.is_empty());
    assert!(whole(&vault("")).is_none(), "no notes, no graph");
}

#[test]
fn each_picture_can_be_switched_off() {
    let files = "//- a.md\n[[b]]\n//- b.md\n[[a]]\n";
    let with = |toml: &str| {
        let raw = foamsite::config::RawConfig::parse(toml).expect("it is right");
        configured(files, Config::new(raw, Flags::default()))
    };
    let made = with("graph.enabled = false");
    assert!(whole(&made).is_none() && !local(&made, "a.md").is_empty());
    let made = with("graph.local = false\ngraph.colour_by = 'folder'\ngraph.tags = false");
    assert_eq!(local(&made, "a.md"), "");
    let html = whole(&made).expect("a page");
    assert!(html.contains("&quot;colour&quot;:&quot;folder&quot;,&quot;tags&quot;:false"), "{html}");
}

#[test]
fn every_node_has_a_place_of_its_own_and_what_is_known_of_it() {
    let made = vault(
        "//- a.md\n---\ndate: 2024-03-12\ntype: person\ncolor: '#f00'\n---\n[[b]] #t/u ![[p.png]]\n//- b.md\n[[nothing]] [[b]]\n//- p.png\n",
    );
    let drawing = Drawing::new(made.site());
    let json: serde_json::Value = serde_json::from_str(&theme::json(made.site(), &drawing)).expect("JSON");
    let nodes = json["nodes"].as_array().expect("nodes");
    let kinds: Vec<_> = nodes.iter().map(|node| node["kind"].as_str().expect("a kind")).collect();
    assert_eq!(kinds, ["note", "note", "attachment", "placeholder", "tag", "tag"]);
    assert_eq!(
        (&nodes[0]["date"], &nodes[0]["type"], &nodes[0]["color"]),
        (&"2024-03-12".into(), &"person".into(), &"#f00".into())
    );
    assert!(nodes[1].get("date").is_none() && nodes[1].get("type").is_none());
    let places: BTreeSet<_> = nodes.iter().map(|node| (node["x"].as_i64().expect("x"), node["y"].as_i64().expect("y"))).collect();
    assert_eq!(places.len(), nodes.len());
    assert_eq!(json["links"], serde_json::json!([[0, 1, 1], [0, 2, 1], [0, 5, 1], [1, 3, 1], [5, 4, 1]]));
}
