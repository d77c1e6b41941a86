//! Whole sites, page by page, as a browser and a crawler would read them.

use std::collections::{BTreeMap, BTreeSet};

use foamsite::base::path::{decode, join};
use foamsite::config::Config;
use foamsite::emit::crawlers;
use foamsite::plan::PageKind;
use foamsite::render;
use foamsite::theme::Theme;
use foamsite::vault::Source;

use crate::fixture::{Made, made, vault};

/// All pages by file, with the default theme.
fn site(made: &Made) -> BTreeMap<String, String> {
    let site = made.site();
    let templates = render::templates(site, &Theme::default());
    assert!(templates.findings.is_empty());
    let page = |page| {
        let rendered = render::page(site, &templates, page);
        assert_eq!(rendered.problem, None);
        rendered.html
    };
    site.plan.pages.iter().map(|p| (p.url.file(), page(p))).collect()
}

/// What a page holds that can be checked.
#[derive(Default)]
struct Read {
    ids: Vec<String>,
    refs: Vec<String>,
    h1: usize,
    lang: Option<String>,
    title: bool,
}

fn read(html: &str) -> Read {
    let mut read = Read::default();
    for token in html5gum::Tokenizer::new(html) {
        let Ok(html5gum::Token::StartTag(tag)) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        read.h1 += usize::from(name == "h1");
        read.title |= name == "title";
        for (key, value) in &tag.attributes {
            let value = String::from_utf8_lossy(&value.value).into_owned();
            match (&*String::from_utf8_lossy(key), &*name) {
                ("id", _) => read.ids.push(value),
                ("href", "link") if value.starts_with("http") => {}
                ("href" | "src", _) => read.refs.push(value),
                ("lang", "html") => read.lang = Some(value),
                _ => {}
            }
        }
    }
    read
}

/// One `h1`, a title, a language, unique ids, and no reference that leads nowhere.
#[track_caller]
fn check(made: &Made) -> BTreeMap<String, String> {
    let pages = site(made);
    let read: BTreeMap<_, _> = pages.iter().map(|(file, html)| (file.as_str(), read(html))).collect();
    let theme = Theme::default().assets();
    let files: BTreeSet<String> =
        theme.iter().map(|a| a.url.file()).chain(made.plan.assets.iter().flatten().map(|url| url.file())).collect();
    for (file, page) in &read {
        assert_eq!((page.h1, page.title, page.lang.is_some()), (1, true, true), "{file}");
        assert_eq!(page.ids.iter().collect::<BTreeSet<_>>().len(), page.ids.len(), "{file}: {:?}", page.ids);
        assert!(pages[*file].trim_end().ends_with("</html>"), "{file}");
        for href in page.refs.iter().filter(|href| **href != "data:,") {
            let (path, fragment) = href.split_once('#').unwrap_or((href, ""));
            let path = path.split('?').next().unwrap_or(path); // that is for scripts
            let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
            let mut target = join(folder, &decode(path)).unwrap_or_else(|| panic!("{file}: {href} leaves the site"));
            if path.is_empty() {
                target = (*file).to_owned();
            } else if path.ends_with('/') {
                target = format!("{target}/index.html").trim_start_matches('/').to_owned();
            }
            match read.get(target.as_str()) {
                None => assert!(files.contains(&target), "{file}: {href} leads to nothing"),
                Some(page) => {
                    assert!(fragment.is_empty() || page.ids.contains(&decode(fragment)), "{file}: {href} has no such place")
                }
            }
        }
    }
    pages
}

#[track_caller]
fn holds(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "`{part}` is not in:\n{html}");
    }
}

#[test]
fn a_small_vault() {
    let made = vault(
        "//- index.md\n# The start\n\nTo [[Zettel]] and [[Zettel#Why]], #method/daily.\n\
         //- ideas/Zettel.md\n---\naliases: [slip]\ntags: [method]\ndate: 2024-03-12\n---\n# Zettel\n\nFirst. [[not written]]\n\n## Why\n\n[[index|back]] ![[box.png]]\n\n## A\n\n## B\n\
         //- people/Luhmann.md\nHe had a [[Zettel]] box. ^b1\n\
         //- ideas/box.png\n",
    );
    let pages = check(&made);
    let note = &pages["ideas/zettel/index.html"];
    holds(
        note,
        &[
            "<article data-note=\"ideas/Zettel.md\">",
            "<h1 id=\"zettel\">Zettel</h1>",
            "Also called <bdi>slip</bdi>",
            "<time datetime=\"2024-03-12\">12 March 2024</time>",
            "href=\"../../tags/method/\">#method</a>",
            "<section id=\"backlinks\" data-count=\"2\">",
            "data-source=\"people/Luhmann.md\"",
            "href=\"../../people/luhmann/#%5Eb1\"",
            "<mark class=\"mention\">",
            "data-placeholder=\"not written\"",
            "<nav class=\"crumbs\"",
            "<details class=\"contents\">",
        ],
    );
    assert!(pages.contains_key("tags/method/daily/index.html") && pages.contains_key("ideas/index.html"));
    holds(
        &pages["index.html"],
        &["<title>The start</title>", "<section id=\"forward-links\">", "data-target=\"ideas/Zettel.md\""],
    );
    assert!(!pages["index.html"].contains("class=\"crumbs\""), "the home page is above all others");
}

#[test]
fn names_are_text_wherever_they_stand() {
    let evil = "<script>alert(1)</script>\"'";
    let made = vault(&format!(
        "//- a.md\n---\ntitle: '{}'\naliases: ['<b>x']\ndescription: '\"><i>'\ntags: []\n---\nSee [[b]].\n//- <i>\"/b.md\n[[a]] and [[<u>]]\n",
        evil.replace('\'', "''")
    ));
    for (file, html) in check(&made) {
        for raw in ["<script>alert", "<b>x", "\"><i>", "<i>\"/b", "<u>"] {
            assert!(!html.contains(raw), "{file} holds `{raw}`:\n{html}");
        }
    }
}

#[test]
fn a_hub_carries_on_past_five_hundred() {
    let mut files = String::from("//- hub.md\nNothing but links.\n");
    for n in 0..501 {
        files.push_str(&format!("//- notes/n{n:03}.md\nThis is about the [[hub]].\n"));
    }
    let pages = check(&vault(&files));
    let sources = |file: &str| pages[file].matches("data-source=").count();
    assert_eq!((sources("hub/index.html"), sources("hub/backlinks/2/index.html")), (500, 1));
    holds(&pages["hub/index.html"], &["data-count=\"501\"", "data-more href=\"backlinks/2/\""]);
    holds(&pages["hub/backlinks/2/index.html"], &["data-count=\"501\"", "rel=\"prev\" href=\"../../\""]);
    assert!(!pages["hub/backlinks/2/index.html"].contains("data-more"));
}

#[test]
fn more_than_three_mentions_and_daily_notes_fold() {
    let made = vault(
        "//- a.md\nA.\n//- b.md\n[[a]] one.\n\n[[a]] two.\n\n[[a]] three.\n\n[[a]] four.\n\n[[a]] five.\n//- 2024-01-17.md\nOn [[a]].\n",
    );
    let pages = check(&made);
    holds(
        &pages["a/index.html"],
        &["<details class=\"folded\"><summary>2 more</summary>", "<details class=\"daily\"><summary>1 daily note</summary>"],
    );
    assert_eq!(pages["a/index.html"].matches("class=\"snippet\"").count(), 6);
}

#[test]
fn every_kind_of_page_stands_alone() {
    let made = vault("//- Deep/er/x.md\n#a/b\n//- y.md\n[[x]]\n//- z.md\n[[x]]\n");
    let pages = check(&made);
    let kinds = made.plan.pages.iter().map(|page| std::mem::discriminant(&page.kind)).collect::<Vec<_>>();
    assert!(kinds.len() > 8 && made.plan.pages.iter().any(|page| page.kind == PageKind::Tags));
    holds(&pages["index.html"], &["<h1>Notes</h1>", "Most linked", "href=\"deep/er/x/\"", "<h2 class=\"label\">Folders</h2>"]);
    holds(&pages["deep/index.html"], &["<h1>Deep</h1>", "href=\"er/\""]);
    holds(&pages["tags/a/index.html"], &["<h1>#a</h1>", "href=\"b/\">#b</a>"]);
    holds(&pages["tags/index.html"], &["class=\"d1\""]);
}

#[test]
fn a_missing_page_is_found_from_any_address() {
    let mut config = Config::default();
    config.site.base_url = Some("https://example.org/repo/".into());
    let made = made(vec![Source::new("a.md", "x")], Vec::new(), config);
    let pages = site(&made);
    holds(&pages["404.html"], &["href=\"/repo/assets/style.", "href=\"/repo/\""]);
    assert!(!pages["404.html"].contains("canonical"));
    holds(&pages["a/index.html"], &["<link rel=\"canonical\" href=\"https://example.org/repo/a/\">", "href=\"../assets/style."]);
}

#[test]
fn crawlers_are_told_where_everything_is() {
    let mut config = Config::default();
    let source = || Source::new("a b&c.md", "---\ndate: 2024-03-12\n---\n#t");
    let plain = made(vec![source()], Vec::new(), config.clone());
    assert_eq!(crawlers::sitemap(plain.site()), None);
    assert!(!crawlers::robots(plain.site()).contains("Sitemap"));
    config.site.base_url = Some("https://example.org/n/".into());
    let made = made(vec![source()], Vec::new(), config);
    let sitemap = crawlers::sitemap(made.site()).expect("the address is known");
    holds(
        &sitemap,
        &["<loc>https://example.org/n/a-bc/</loc><lastmod>2024-03-12</lastmod>", "<loc>https://example.org/n/tags/t/</loc>"],
    );
    assert!(!sitemap.contains("404"));
    assert!(crawlers::robots(made.site()).contains("Sitemap: https://example.org/n/sitemap.xml"));
}

#[test]
fn a_text_that_runs_the_other_way_says_so() {
    let made = vault("//- a.md\n---\nlang: ar\n---\nx\n//- b.md\n# שלום\n//- c.md\n---\nlang: de-CH\n---\n# Grüezi\n");
    let pages = check(&made);
    holds(&pages["a/index.html"], &["<html lang=\"ar\" dir=\"rtl\">"]);
    holds(&pages["b/index.html"], &["<html lang=\"en\" dir=\"rtl\">"]);
    holds(&pages["c/index.html"], &["<html lang=\"de-CH\">"]);
}

#[test]
fn what_stands_around_a_text_weighs_little() {
    let page = &site(&vault("//- a.md\nx\n"))["a/index.html"];
    assert!(page.len() < 2600, "{} bytes:\n{page}", page.len());
}

/// `a.md` beside a folder `a/`: one page for both, which is named once wherever folders and notes are listed.
#[test]
fn a_note_beside_its_folder() {
    let files = "//- a.md
# Note A

[[x]] [relative](a/x.md) [[a/b/y]]
//- a/b.md
# Bee
//- a/b/y.md
# Deep

[[a]] [[b]]
//- a/x.md
# Ex

[[a]] [up](../a.md) [beside](b.md)
//- index.md
# Index

[[a]] [[a/x]] [A](a.md) [X](a/x.md) [folder](a/)
";
    let made = vault(files);
    let urls: Vec<&str> = made.plan.notes.iter().map(|url| url.as_str()).collect();
    assert_eq!(urls, ["/a/", "/a/b/", "/a/b/y/", "/a/x/", "/"]);
    assert!(made.findings.iter().all(Vec::is_empty), "{:?}", made.findings);
    let pages = site(&made);
    let body = |file: &str| pages[file].split_once("<article").unwrap().1.split_once("</article>").unwrap().0.to_owned();
    let hrefs = |html: &str| -> Vec<String> {
        html.split(" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().into()).collect()
    };
    assert_eq!(hrefs(&body("index.html")), ["a/", "a/x/", "a/", "a/x/", "a/"]);
    assert_eq!(hrefs(&body("a/index.html")), ["x/", "x/", "b/y/"]);
    assert_eq!(hrefs(&body("a/x/index.html")), ["../", "../", "../b/"]);
    assert_eq!(hrefs(&body("a/b/y/index.html")), ["../../", "../"]);
    // the tree, on the home page, on the page of both and in the folder
    let tree = |file: &str| pages[file].split_once("<nav class=\"tree\"").unwrap().1.split_once("</nav>").unwrap().0.to_owned();
    assert_eq!(hrefs(&tree("index.html")), ["a/"]);
    assert_eq!(hrefs(&tree("a/index.html")), ["./", "b/", "x/"]);
    assert_eq!(hrefs(&tree("a/x/index.html")), ["../", "../b/", "./"]);
    // what is in the folder stands below the note
    let listing = pages["a/index.html"].split_once("<nav class=\"listing\"").unwrap().1.split_once("</nav>").unwrap().0;
    assert_eq!(hrefs(listing), ["b/", "x/"]);
    let crumbs = pages["a/b/y/index.html"].split_once("<nav class=\"crumbs\"").unwrap().1.split_once("</nav>").unwrap().0;
    assert_eq!(hrefs(crumbs), ["../../../", "../../", "../"]);
}
