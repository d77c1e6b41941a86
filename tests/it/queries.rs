//! `foam-query`: what it finds and how that is shown.

use foamsite::render::stitch;

use crate::fixture::vault;

const NOTES: &str = "//- n1.md
---
tags: [t, u]
status: open
prio: 2
---
# Beta
[[n2]]

## Sec

body of sec
//- n2.md
# alpha

#t/x [[n1]] [[a]] ![[pic.png]]
//- sub/n3.md
---
type: person
tags: T
prio: 10
---
no heading [[missing]]
//- pic.png
//- orphan.png
";

/// What a query in `a.md` is shown as, and its findings.
fn ask(query: &str) -> (String, Vec<String>) {
    let made = vault(&format!("{NOTES}//- a.md\n# Aye [[n1]]\n\n```foam-query\n{query}\n```\n"));
    let id = made.id("a.md");
    let html = made.body(id).html;
    let findings = made.notes[id.ix()].findings.iter().chain(&made.findings[id.ix()]);
    (html, findings.map(|f| format!("{}: {}", f.code.name(), f.message)).collect())
}

/// The texts of a list's items or a table's rows, cells parted by `|`.
fn rows(query: &str) -> Vec<String> {
    let html = ask(query).0;
    let rows = html.lines().filter(|line| line.starts_with("<li>") || line.starts_with("<tr>"));
    rows.map(|row| {
        let mut text = row.replace("</td>", "|");
        while let Some((before, after)) =
            text.split_once('<').map(|(b, a)| (b.to_owned(), a.split_once('>').unwrap().1.to_owned()))
        {
            text = before + &after;
        }
        text.trim_end_matches('|').to_owned()
    })
    .collect()
}

#[test]
fn filters_find_what_foams_find() {
    for (filter, found) in [
        ("'#t'", &["Beta"][..]),
        ("{tag: '#t'}", &["Beta"]),
        ("{tag: T}", &["n3"]),
        ("'*'", &["Aye n1", "Beta", "alpha", "pic.png", "n3"]),
        ("{type: note}", &["Aye n1", "Beta", "alpha", "n3"]),
        ("{type: image}", &["pic.png"]),
        ("{title: '^al'}", &["alpha"]),
        ("{path: '^/sub/'}", &["n3"]),
        ("'/n[12]\\.md$/'", &["Beta", "alpha"]),
        ("{and: [{type: note}, {not: {tag: t}}]}", &["Aye n1", "alpha", "n3"]),
        ("{or: ['#t', {title: '^al'}]}", &["Beta", "alpha"]),
        ("{links_to: n1}", &["Aye n1", "alpha"]),
        ("{links_from: n2}", &["Aye n1", "Beta", "pic.png"]),
        ("{links_to: $current}", &["alpha"]),
        ("'[[n1]]'", &["Aye n1", "alpha"]),
        ("{links_to: pic.png}", &["alpha"]),
        ("{jexl: 'resource.tags|length > 1'}", &["Beta"]),
        ("{jexl: \"resource.properties.type == 'person'\"}", &["n3"]),
        ("{jexl: 'resource.outlinks|length > 2'}", &["alpha"]),
        ("{title: '(a+)+$'}", &["Beta", "alpha"]),
    ] {
        let escaped: Vec<_> = found.iter().map(|f| (*f).to_owned()).collect();
        assert_eq!(rows(&format!("filter: {filter}")), escaped, "{filter}");
    }
}

#[test]
fn results_are_sorted_and_cut() {
    let of = |rest: &str| rows(&format!("filter: {{type: note}}\n{rest}"));
    assert_eq!(of("sort: title"), ["alpha", "Aye n1", "Beta", "n3"]);
    assert_eq!(of("sort: title DESC\nlimit: 2"), ["n3", "Beta"]);
    assert_eq!(of("sort: title\noffset: 1\nlimit: 1"), ["Aye n1"]);
    assert_eq!(of("sort: backlink-count DESC"), ["Beta", "Aye n1", "alpha", "n3"], "by what is not selected");
    assert_eq!(of("sort: properties.prio"), ["Beta", "n3", "Aye n1", "alpha"], "what has no value comes last");
    assert_eq!(of("sort: properties.prio DESC"), ["n3", "Beta", "Aye n1", "alpha"], "either way");
    assert_eq!(of("offset: 9"), Vec::<String>::new());
}

#[test]
fn fields_are_shown() {
    let table = "filter: {type: note}\nselect: [title, tags, type, backlink-count, outlink-count, sections]\nsort: title";
    assert_eq!(
        rows(table),
        ["alpha|#t/x|note|1|3|alpha", "Aye n1||note|1|1|Aye n1", "Beta|#t, #u|note|2|1|Beta, Sec", "n3|#T|note|0|1"]
    );
    let places = "filter: {path: n3}\nselect: [path, filename, folder, extension, properties]";
    assert_eq!(rows(places), ["/sub/n3.md|n3|/sub|.md|type: person; tags: T; prio: 10"]);
    assert_eq!(rows("filter: '#u'\nselect: [title, properties.prio]\nformat: list"), ["Beta · 2"]);
    let (html, _) = ask("filter: '#u'\nselect:\n  - {field: title, link: false, label: T}\n  - {field: filename, link: true}");
    assert!(html.contains("<th scope=\"col\">T</th><th scope=\"col\">filename</th>"), "{html}");
    assert!(html.contains("<td>Beta</td><td><a class=\"wikilink\" data-note=\"n1.md\" href=\"../n1/\">n1</a></td>"), "{html}");
    assert!(ask("format: count").0.contains("<p class=\"query-count\">5 files</p>"));
    assert!(ask("filter: '#u'\nformat: count").0.contains("<p class=\"query-count\">1 note</p>"));
}

#[test]
fn a_notes_text_is_rendered_with_its_links() {
    let cell = |field: &str| ask(&format!("filter: '#u'\nselect: [title, '{field}']")).0;
    let link = "<a class=\"wikilink\" data-note=\"n2.md\" href=\"../n2/\">alpha</a>";
    assert!(cell("section[Sec]").contains("<td class=\"query-text\"><p>body of sec</p>\n</td>"), "{}", cell("section[Sec]"));
    assert!(!cell("section[sec]").contains("body of sec"), "labels are exact");
    let content = cell("content");
    assert!(content.contains(link) && content.contains("<h2>Sec</h2>") && !content.contains(">Beta</h"), "{content}");
    let body = cell("body");
    assert!(body.contains("<h2>Beta</h2>") && body.contains("<h3>Sec</h3>") && !body.contains(" id=\"sec\""), "{body}");
}

#[test]
fn a_query_that_shows_its_own_page_ends() {
    let (html, _) = ask("filter: {type: note}\nselect: [title, content]");
    assert_eq!(html.matches("holds this query").count(), 1, "{html}");
    let two = "//- a.md\n```foam-query\nselect: [content]\n```\n//- b.md\n```foam-query\nselect: [content]\n```\n";
    let made = vault(two);
    let html = made.body(made.id("a.md")).html;
    assert_eq!(html.matches("<div class=\"query\">").count(), 2, "{html}");
}

#[test]
fn what_is_not_understood_is_told_quietly() {
    let (html, findings) = ask("filter: '#u'\nselect: [title, nope]");
    assert_eq!(findings, ["bad-query: a query has no field `nope`"]);
    assert!(
        html.contains("<p class=\"query-remark\" lang=\"en\" dir=\"ltr\">a query has no field <code>nope</code></p>"),
        "{html}"
    );
    let (html, findings) = ask("filter: {links_to: nothere}");
    assert_eq!(findings, ["bad-query: `nothere` of `links_to` is no note or attachment, so that nothing fits"]);
    assert!(html.contains("No results"), "{html}");
    let (html, findings) = ask("filter:");
    assert!(html.contains("<code class=\"language-foam-query\">filter:"), "{html}");
    assert_eq!(findings, ["bad-query: `filter` has no value"]);
}

#[test]
fn what_no_published_note_refers_to_is_not_there() {
    let all = ask("select: [path]").0;
    assert!(all.contains("/pic.png") && !all.contains("orphan"), "{all}");
    assert!(ask("filter: {links_to: orphan.png}").1[0].contains("is no note or attachment"));
}

#[test]
fn results_are_in_no_graph() {
    let made = vault(&format!("{NOTES}//- a.md\n```foam-query\nfilter: '#t'\n```\n"));
    assert_eq!(made.graph.backlinks[made.id("n1.md").ix()].len(), 1);
    assert!(made.graph.targets[made.id("a.md").ix()].is_empty());
}

#[test]
fn other_programs_blocks_stay_code() {
    let made = vault(
        "//- a.md\n```dataview\nLIST\n```\n\n```dataview\nTABLE\n```\n\n```foam-query-js\nrender('hi')\n```\n\n```foam-query table\nformat: count\n```\n\n~~~foam-query\nformat: count\n~~~\n",
    );
    let id = made.id("a.md");
    let html = made.body(id).html;
    assert_eq!(html.matches("<pre").count(), 4, "{html}");
    assert_eq!(html.matches("query-count").count(), 1, "{html}");
    let codes: Vec<_> = made.notes[id.ix()].findings.iter().map(|f| f.code.name()).collect();
    assert_eq!(codes, ["unsupported-query"; 2], "one for each kind");
}

#[test]
fn a_private_note_leaves_no_trace_in_any_query() {
    use foamsite::config::Config;
    use foamsite::vault::{Asset, Source, Vault};
    let asks = "# A\n\n[[b]]\n\n```foam-query\nselect: [title, path, tags, backlink-count, body]\n```\n\n```foam-query\nfilter: {links_to: b}\n```\n\n\
                ```foam-query\nfilter: {links_to: secret}\n```\n\n```foam-query\nfilter: {jexl: \"'secret' in resource.title|lower\"}\nformat: count\n```\n";
    let page = |private: bool| {
        let mut notes = vec![Source::new("a.md", asks), Source::new("b.md", "# B\n\nText.")];
        if private {
            notes.push(Source::new("secret.md", "---\npublish: false\n---\n# Secret\n[[b]] ![[hidden.png]] #hush"));
        }
        let hidden = Asset { path: foamsite::base::path::VaultPath::new("hidden.png"), size: 1, pixels: None };
        let analysis = foamsite::pipeline::analyse(Vault::new(notes, vec![hidden], Vec::new()), &Config::default());
        let (site, id) = (analysis.site(), foamsite::vault::NoteId(0));
        (
            stitch::body(site, id, &site.plan.notes[0], &foamsite::theme::Theme::default().words().0).html,
            analysis.diagnostics.clone(),
        )
    };
    assert_eq!(page(true), page(false));
    assert!(!page(true).0.to_lowercase().contains("hidden"));
}
