//! Citations, references, and the pages of works.

use std::sync::Arc;

use foamsite::cite::Bibliography;
use foamsite::config::Config;
use foamsite::note::Citations;
use foamsite::pipeline::{Analysis, analyse};
use foamsite::plan::PageKind;
use foamsite::render;
use foamsite::theme::Theme;
use foamsite::vault::{Source, Vault};

const BIB: &str = "@book{sobel1995, author = {Sobel, Dava}, title = {Longitude}, publisher = {Walker}, year = {1995}}
@book{howse_1989, author = {Howse, Derek}, title = {Nevil Maskelyne & co <b>}, publisher = {CUP}, year = {1989}}
@book{unused, author = {Nobody}, title = {Never cited}, year = {2000}}
";

fn made(notes: &[(&str, &str)], style: &str) -> Analysis {
    let (works, findings) = Bibliography::read(&[("refs.bib".into(), BIB.into())], style);
    assert_eq!(findings, []);
    let mut config = Config::default();
    config.note.citations = Some(Arc::new(Citations { works, language: "en".into() }));
    analyse(Vault::new(notes.iter().map(|(path, text)| Source::new(*path, *text)).collect(), Vec::new(), Vec::new()), &config)
}

fn pages(analysis: &Analysis, kind: &dyn Fn(&PageKind) -> bool) -> String {
    let site = analysis.site();
    let templates = render::templates(site, &Theme::default());
    let wanted = site.plan.pages.iter().filter(|page| kind(&page.kind));
    wanted.map(|page| render::page(site, &templates, page).html).collect()
}

fn first(text: &str) -> String {
    let page = pages(&made(&[("a.md", text)], "apa"), &|kind| matches!(kind, PageKind::Note(_)));
    page.split_once("<article").unwrap().1.split_once("</article>").unwrap().0.to_owned()
}

#[test]
fn every_form_of_pandocs() {
    for (text, wanted) in [
        ("A [@sobel1995].", "<p>A (<a class=\"cite\" href=\"#ref:sobel1995\">Sobel, 1995</a>).</p>"),
        ("A [see @sobel1995, p. 3, and on; @howse_1989, pp. 1-2].", "Sobel, 1995, p. 3</a>, and on"),
        ("A [see @sobel1995].", "(see <a"),
        ("@sobel1995 says.", "\">Sobel (1995)</a> says."),
        ("@sobel1995 [p. 7] says.", "7"),
        ("Sobel [-@sobel1995] says.", "<p>Sobel (<a class=\"cite\" href=\"#ref:sobel1995\">1995</a>) says.</p>"),
        ("*So [@sobel1995]*", "<em>So (<a class"),
        ("- x [@{sobel1995}]", "Sobel, 1995"),
    ] {
        let html = first(text);
        assert!(html.contains(wanted), "{text}\n{html}");
        assert!(html.contains("<section class=\"references\"><h2>References</h2>"), "{html}");
        assert!(html.contains("<li id=\"ref:sobel1995\">"), "{html}");
    }
    assert!(!first("Sobel [-@sobel1995].").split("references").next().unwrap().contains("Sobel, 1995"));
}

#[test]
fn what_is_none_stays_text() {
    for text in [
        "a@sobel1995 x",
        "`[@sobel1995]`",
        "\\@sobel1995",
        "[x](https://e.org/@sobel1995)",
        "@somebody",
        "[@]",
        "[a; @sobel1995]",
    ] {
        let html = first(text);
        assert!(!html.contains("class=\"cite\"") || text.starts_with("[a;"), "{text}\n{html}");
    }
    let html = first("Mail me@sobel1995.org, [[@sobel1995]]");
    assert!(!html.contains("class=\"cite\""), "{html}");
}

#[test]
fn without_a_bibliography_nothing_is_a_citation() {
    let made = crate::fixture::vault("//- a.md\nA [@sobel1995] and @sobel1995.\n");
    assert_eq!(made.body(made.id("a.md")).html, "<p>A [@sobel1995] and @sobel1995.</p>\n");
}

#[test]
fn an_unknown_key_is_told_with_the_nearest() {
    let analysis = made(&[("a.md", "x\n\nA [@sobell1995; @howse_1989].\n")], "apa");
    let told = &analysis.diagnostics[0];
    assert_eq!((told.finding.code.name(), told.place), ("unknown-work", Some((3, 5))));
    assert_eq!(told.finding.hints, ["Did you mean `@sobel1995`?"]);
    assert!(first("A [@sobell1995].").contains("A [@sobell1995]."));
}

#[test]
fn a_work_has_a_page_with_the_words_of_who_cites_it() {
    let notes = [
        ("a.md", "# Aye\n\nThe watch [@sobel1995, p. 3] and [[b]].\n\n> deep @howse_1989\n"),
        ("b.md", "# Bee\n\nAgain [@sobel1995].\n\n![[a]]\n"),
        ("secret.md", "---\npublish: false\n---\nHush [@unused; @sobel1995].\n"),
    ];
    let analysis = made(&notes, "apa");
    let work = pages(&analysis, &|kind| matches!(kind, PageKind::Work(key) if &**key == "sobel1995"));
    for part in [
        "<h1>Longitude</h1>",
        "Cited in 2 notes",
        "The watch <mark class=\"mention\">(Sobel, 1995, p. 3)</mark> and <a",
        "Again <mark class=\"mention\">(Sobel, 1995)</mark>.",
        "data-source=\"a.md\"",
    ] {
        assert!(work.contains(part), "{part}\n{work}");
    }
    assert!(!work.contains("Hush"));
    let urls: Vec<_> =
        analysis.site().plan.pages.iter().map(|page| page.url.as_str()).filter(|url| url.starts_with("/works/")).collect();
    assert_eq!(urls, ["/works/", "/works/howse_1989/", "/works/sobel1995/"], "what only private notes cite is not there");
    let all = pages(&analysis, &|kind| *kind == PageKind::Works);
    assert!(all.find("Howse").unwrap() < all.find("Sobel").unwrap() && !all.contains("Never cited"), "{all}");
    assert!(all.contains("&amp; co &lt;b&gt;") && !all.contains("co <b>"), "{all}");
    let b = pages(&analysis, &|kind| matches!(kind, PageKind::Note(id) if id.0 == 1));
    assert!(
        b.contains("<a class=\"cite\" href=\"../works/sobel1995/\">Sobel, 1995, p. 3</a>"),
        "an embed leads to the work: {b}"
    );
}

#[test]
fn numbers_follow_the_order_of_the_text() {
    let analysis = made(&[("a.md", "A [@sobel1995], [@howse_1989], [@sobel1995].\n")], "ieee");
    let html = pages(&analysis, &|kind| matches!(kind, PageKind::Note(_)));
    assert!(html.contains(">[1]<") && html.contains(">[2]<"), "{html}");
}

#[test]
fn a_citation_is_text_where_a_note_is_named_by_its_first_sentence() {
    let notes = [("a.md", "# A\n\nSee [[b]].\n"), ("b.md", "# B\n\nOne more man [not least @sobel1995]. And more.\n")];
    let page = pages(&made(&notes, "apa"), &|kind| matches!(kind, PageKind::Note(_)));
    assert!(page.contains("One more man (not least Sobel, 1995)."), "{page}");
    assert!(!page.contains("man ."));
}
