//! Front matter as readers see it, and the links in it.

use foamsite::config::{Config, Flags, RawConfig};
use foamsite::emit::graph;
use foamsite::render::snippet;

use crate::fixture::{configured, on, vault};

const NOTES: &str = "//- b.md\n# Bee\n//- c.md\n---\naliases: [sea]\n---\n# Cee\n//- 2024-01-02.md\n# Day\n//- pic.png\n";

fn page(front: &str) -> String {
    let made = vault(&format!("{NOTES}//- a.md\n---\n{front}\n---\n# A\n\nText.\n"));
    made.body(made.id("a.md")).properties
}

fn csv(site: foamsite::site::Site<'_>) -> String {
    let mut out = Vec::new();
    graph::write(&mut out, site, graph::Format::Csv).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn values_are_shown_by_their_kind() {
    for (front, shown) in [
        ("rating: 5", "<dt>rating</dt><dd>5</dd>"),
        ("half: 4.5", "<dd>4.5</dd>"),
        ("done: true\nleft: false", "<dd>✓</dd>"),
        ("due: 2024-03-02", "<dd><time datetime=\"2024-03-02\">2 March 2024</time></dd>"),
        (
            "site: https://example.org/a?b=1&c=2",
            "<dd><a href=\"https://example.org/a?b=1&amp;c=2\" class=\"external\" rel=\"noopener\">example.org/a?b=1&amp;c=2</a></dd>",
        ),
        ("who: [Ada, Grace, '']", "<dd>Ada, Grace</dd>"),
        ("size: {width: 3, height: 4}", "<dd>width: 3, height: 4</dd>"),
        ("read_by: <b>me</b> & you", "<dt>read by</dt><dd>&lt;b&gt;me&lt;/b&gt; &amp; you</dd>"),
        ("related: \"[[b]]\"", "<dd><a class=\"wikilink\" data-note=\"b.md\" href=\"../b/\">Bee</a></dd>"),
        ("related: [\"[[b|the bee]]\", '[[nowhere]]']", ">the bee</a>, <a class=\"placeholder\""),
        ("related: [[b]]", ">Bee</a>"),
        (
            "related:\n  - [[b]]\n  - see [[c]] too",
            ">Bee</a>, see <a class=\"wikilink\" data-note=\"c.md\" href=\"../c/\">Cee</a> too</dd>",
        ),
        ("cover: \"[[pic.png]]\"", "<a class=\"attachment\" href=\"../pic.png\">"),
    ] {
        let page = page(front);
        assert!(page.contains(shown), "{front}\n{page}");
    }
}

#[test]
fn what_is_ours_or_says_nothing_is_not_shown() {
    let ours = "title: T\ntags: [x]\naliases: [y]\ndate: 2024-01-02\npublish: true\npermalink: /q/\ntype: note\nempty:\nlist: []\ntext: ''\ndeep: {a: {b: {c: {}}}}\ncssclasses: [wide]";
    assert_eq!(page(ours), "");
}

#[test]
fn a_link_in_front_matter_is_one_of_the_graph() {
    let made = vault(&format!(
        "{NOTES}//- a.md\n---\ntitle: A\nrelated:\n  - \"[[b]]\"\n  - 'see [[sea]]'\ncreated: \"[[2024-01-02]]\"\n---\nText [[b]].\n"
    ));
    let lines: Vec<_> = csv(made.site()).lines().filter(|line| line.starts_with("a.md")).map(str::to_owned).collect();
    assert_eq!(
        lines,
        [
            "a.md,4,6,wikilink,false,b.md,,,[[b]]",
            "a.md,5,10,wikilink,false,c.md,,,[[sea]]",
            "a.md,6,11,wikilink,false,2024-01-02.md,,,[[2024-01-02]]",
            "a.md,8,6,wikilink,false,b.md,,,[[b]]",
        ]
    );
    let a = made.id("a.md");
    assert_eq!(made.notes[a.ix()].meta.created.map(|date| date.to_string()).as_deref(), Some("2024-01-02"));
    let cards = snippet::backlinks(made.site(), made.id("b.md"), on(made.url(made.id("b.md"))), 1);
    let snippets: Vec<_> = cards[0].snippets.iter().map(|s| (s.html.as_str(), s.href.as_str())).collect();
    assert_eq!(snippets.len(), 2, "{snippets:?}");
    assert!(snippets[0].0.contains("Text <mark"), "{snippets:?}");
    assert!(snippets[1].0.contains("<dt>related</dt><dd><mark class=\"mention\">Bee</mark>"), "{snippets:?}");
    assert_eq!(snippets[1].1, "../a/#property-related");
    assert!(made.body(a).properties.contains("id=\"property-related\""));
    let day = snippet::backlinks(made.site(), made.id("2024-01-02.md"), on(made.url(made.id("2024-01-02.md"))), 1);
    assert_eq!(day[0].snippets[0].href, "../a/#property-created", "what holds a link is shown, so that its mention has a place");
}

#[test]
fn options_decide() {
    let with = |toml: &str| {
        let config = Config::new(RawConfig::parse(toml).unwrap(), Flags::default());
        let made = configured(&format!("{NOTES}//- a.md\n---\nrelated: \"[[b]]\"\nrating: 5\n---\nText.\n"), config);
        let body = made.body(made.id("a.md"));
        assert_eq!(body.html, "<p>Text.</p>\n", "no property is in the text");
        (body.properties, csv(made.site()).lines().count() - 1)
    };
    let (shown, links) = with("");
    assert!(shown.contains("rating") && shown.contains("data-note"));
    assert_eq!(links, 1);
    let (shown, links) = with("properties.hide = ['related']");
    assert!(shown.contains("rating") && !shown.contains("related"));
    assert_eq!(links, 1);
    assert_eq!(with("properties.show = false"), (String::new(), 1));
    for off in ["links.front_matter = false", "links.resolution = 'foam'"] {
        let (shown, links) = with(off);
        assert!(shown.contains("<dt>related</dt><dd>b</dd>"), "{shown}");
        assert_eq!(links, 0);
    }
}

#[test]
fn properties_are_neither_text_nor_embedded() {
    let made = vault("//- a.md\n---\nrelated: secretword\n---\n# A\n\nText.\n//- b.md\n![[a]]\n");
    assert!(!made.notes[made.id("a.md").ix()].plain().text.contains("secretword"));
    assert!(!made.body(made.id("b.md")).html.contains("secretword"));
}
