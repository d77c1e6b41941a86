//! What holds for the snippets of any vault.

use foamsite::base::path::SitePath;
use foamsite::config::Config;
use foamsite::render::{cut, snippet};
use foamsite::vault::{NoteId, Source};
use proptest::prelude::*;

use crate::fixture::{Made, made, on};

/// Pieces of Markdown that fit together in any order, and some that do not.
const PIECES: &[&str] = &[
    "[[n0]]",
    "[[n1|label *x*]]",
    "[[n2#One]]",
    "![[n1]]",
    "![[n0#One]]",
    "[*text*](n2.md)",
    "[](n1.md)",
    "[[none]]",
    "![[p.png]]",
    "![alt](p.png)",
    " ",
    "\n",
    "\n\n",
    "\n- ",
    "\n  - ",
    "\n    1. ",
    "\n> ",
    "\n> > ",
    "\n> [!note] ",
    "\n# One\n",
    "\n## Two [[n0]]\n",
    "\n| a | b |\n|---|---|\n| ",
    " | ",
    "word ",
    "two words ",
    "**bold ",
    "** ",
    "*em* ",
    "`code` ",
    "`",
    "==mark==",
    "~~gone~~ ",
    "$x^2$ ",
    "<b>raw",
    "</b>",
    "<div>",
    "</div>",
    "<br>",
    "&amp; ",
    "&lt;b&gt;",
    "\\[",
    "#tag ",
    "[^1]",
    "\n[^1]: foot [[n0]]\n",
    " ^id\n",
    "%%hidden%%",
    "日本語",
    "e\u{301}",
    "\u{202e}",
    "\u{1f468}\u{200d}\u{1f469}",
    "\n```\n[[n0]]\n```\n",
    "\nterm\n: definition [[n0]]\n",
    "\n- [ ] task ",
    "<img src=\"p.png\" alt=\"q\">",
    "![far](https://example.org/x.png)",
    "https://example.org ",
    "A sentence that goes on for a while, so that a paragraph of a few of them is longer than what a snippet shows at most. ",
];

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

fn site(texts: &[String]) -> Made {
    let sources = texts.iter().enumerate().map(|(i, text)| Source::new(format!("n{i}.md"), &**text)).collect();
    let picture = foamsite::vault::Asset { path: foamsite::base::path::VaultPath::new("p.png"), size: 0, pixels: None };
    made(sources, vec![picture], Config::default())
}

/// The tags of HTML that is balanced; the names of the elements that it opens.
fn balanced(html: &str) -> Result<Vec<&str>, TestCaseError> {
    let (mut open, mut seen, mut rest) = (Vec::new(), Vec::new(), html);
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').ok_or_else(|| TestCaseError::fail(format!("half a tag: {html}")))?;
        let tag = &rest[start + 1..start + end];
        prop_assert!(!tag.contains('<'), "half a tag: {html}");
        rest = &rest[start + end + 1..];
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('/') {
            prop_assert_eq!(open.pop(), Some(name), "{}", html);
        } else {
            prop_assert!(!tag.contains(" id="), "an id: {html}");
            seen.push(tag);
            if !matches!(name, "br" | "img" | "input" | "hr") {
                open.push(name);
            }
        }
    }
    prop_assert!(open.is_empty(), "{open:?} is open: {html}");
    Ok(seen)
}

/// Text without white space, and without what stands where a text was cut.
fn bare(html: &str) -> String {
    cut::text(html).chars().filter(|c| !c.is_whitespace() && !matches!(c, '…' | '\u{202c}' | '\u{2069}')).collect()
}

/// A page's visible text, embeds and pictures left out where the snippets say something else there.
fn page_text(made: &Made, id: NoteId) -> String {
    let body = made.body(id);
    bare(&format!("{}<p>{}", body.title_html, body.html))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn snippets_are_whole_marked_and_without_ids(texts in prop::collection::vec(text(), 3)) {
        let made = site(&texts);
        for ix in 0..texts.len() {
            let id = NoteId(ix as u32);
            for card in snippet::backlinks(made.site(), id, on(made.url(id)), 1) {
                prop_assert_ne!(made.id(card.source), id, "a backlink of itself");
                prop_assert!(!card.snippets.is_empty());
                for snippet in &card.snippets {
                    for html in std::iter::once(&snippet.html).chain(&snippet.more) {
                        let seen = balanced(html)?;
                        prop_assert!(seen.contains(&"mark class=\"mention\""), "no mention: {html}");
                        prop_assert!(!seen.iter().any(|tag| tag.starts_with("img") || tag.starts_with("h1")), "{html}");
                    }
                    prop_assert!(snippet.href.contains('#'), "{}", snippet.href);
                }
            }
        }
    }

    #[test]
    fn snippets_lead_to_ids_of_their_page(texts in prop::collection::vec(text(), 3)) {
        let made = site(&texts);
        let elsewhere = SitePath::new("/elsewhere/");
        for ix in 0..texts.len() {
            for card in snippet::backlinks(made.site(), NoteId(ix as u32), on(&elsewhere), 1) {
                let source = made.id(card.source);
                let body = made.body(source);
                for snippet in &card.snippets {
                    let (_, anchor) = snippet.href.split_once('#').expect("an anchor");
                    let id = foamsite::base::path::decode(anchor);
                    let there = body.html.contains(&format!(" id=\"{id}\"")) || body.title_id.as_deref() == Some(&id);
                    prop_assert!(there, "no {id} in {}", body.html);
                }
            }
        }
    }

    #[test]
    fn a_snippet_says_what_its_page_says(texts in prop::collection::vec(text(), 3)) {
        // what is closed in a snippet says something else than what is open on the page
        let texts: Vec<_> = texts.iter().map(|t| t.replace("![[", "[[").replace("![", "[").replace("[^1]", "").replace("<img", "<i").replace("[](n1.md)", "")).collect();
        let made = site(&texts);
        for ix in 0..texts.len() {
            let id = NoteId(ix as u32);
            for card in snippet::backlinks(made.site(), id, on(made.url(id)), 1) {
                let page = page_text(&made, made.id(card.source));
                for snippet in &card.snippets {
                    for line in lines(&snippet.html) {
                        let said = bare(line);
                        prop_assert!(page.contains(&said), "{said:?} is not in {page:?}: {}", snippet.html);
                    }
                }
            }
        }
    }

    #[test]
    fn pages_have_each_id_once(texts in prop::collection::vec(text(), 3)) {
        let made = site(&texts);
        for ix in 0..texts.len() {
            let id = NoteId(ix as u32);
            let body = made.body(id);
            let page = format!("<h1 id=\"{}\"></h1>{}", body.title_id.as_deref().unwrap_or("no title"), body.html);
            let mut ids: Vec<_> = page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            let all = ids.len();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!(ids.len(), all, "{}", page);
            balanced(&body.html.replace(" id=", " data-id="))?;
        }
    }
}

/// The lines of a snippet, each of which is one stretch of its page.
fn lines(html: &str) -> impl Iterator<Item = &str> {
    ["</p>", "</div>", "</dt>", "</thead>", "</td>"]
        .into_iter()
        .fold(vec![html], |lines, end| lines.into_iter().flat_map(|line| line.split(end)).collect())
        .into_iter()
}
