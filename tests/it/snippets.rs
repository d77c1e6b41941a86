//! What a page says about the notes that mention it.

use foamsite::config::Config;
use foamsite::render::snippet::{self, Card, Snippet};
use foamsite::vault::{Dates, Source};

use crate::fixture::{Made, made, on, vault};

fn cards<'a>(made: &'a Made, path: &str) -> Vec<Card<'a>> {
    let id = made.id(path);
    snippet::backlinks(made.site(), id, on(made.url(id)), 1)
}

/// The snippets about `bread.md` in a note of this text, written for people: `«mention»`, and no attributes.
fn said(text: &str) -> Vec<String> {
    let made = vault(&format!("//- bread.md\n# Bread\n\n## Crust\n\nText.\n//- other.md\n//- pic.png\n//- day.md\n{text}"));
    let cards = cards(&made, "bread.md");
    assert!(cards.len() <= 1, "one card a note");
    cards.into_iter().flat_map(|card| card.snippets).map(|snippet| spoken(&snippet)).collect()
}

fn spoken(snippet: &Snippet<'_>) -> String {
    let trail = snippet.trail.iter().map(|heading| format!("{heading} › ")).collect::<String>();
    let more = if snippet.more.is_some() { " +more" } else { "" };
    let embedded = if snippet.embedded { " +embedded" } else { "" };
    format!("{trail}{}{more}{embedded}", plainly(&snippet.html))
}

/// HTML with its attributes left out, mentions in guillemets.
fn plainly(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (tag, after) = rest[start..].split_once('>').expect("a whole tag");
        out.push_str(&rest[..start]);
        let name = tag.split([' ', '>']).next().unwrap_or_default();
        let class = tag.split_once("class=\"").and_then(|(_, c)| c.split('"').next()).unwrap_or_default();
        match (name, class) {
            ("<mark", "mention") => out.push('«'),
            ("</mark", _) => out.push('»'),
            (name, "" | "wikilink" | "embed-link") => out.push_str(&format!("{name}>")),
            (name, class) => out.push_str(&format!("{name} .{}>", class.replace(' ', "."))),
        }
        rest = after;
    }
    out + rest
}

#[test]
fn a_paragraph_keeps_its_formatting_and_its_links() {
    assert_eq!(
        said("A *good* [[bread]] with [[other|butter]], `salt` and [[not yet]]. ==So== [there](https://example.org)!"),
        [
            "<p>A <em>good</em> «Bread» with <a>butter</a>, <code>salt</code> and <a .placeholder>not yet</a>. <mark>So» <a .external>there</a>!</p>"
        ]
    );
}

#[test]
fn several_mentions_in_a_block_are_one_snippet() {
    assert_eq!(
        said("First [[bread]], then [its crust](bread.md#crust), then [[Bread#Crust]].\n\nAnd [[bread]] again."),
        ["<p>First «Bread», then «<a>its crust</a>», then «<a>Bread › Crust</a>».</p>", "<p>And «Bread» again.</p>"]
    );
}

#[test]
fn headings_above_are_the_trail() {
    assert_eq!(
        said("# Day\n\n[[bread]] 0\n\n## Recipes\n\n### Meal prep\n\n[[bread]] 1\n\n## Rest\n\n[[bread]] 2"),
        ["<p>«Bread» 0</p>", "Recipes › Meal prep › <p>«Bread» 1</p>", "Rest › <p>«Bread» 2</p>"]
    );
}

#[test]
fn an_item_stands_under_the_first_lines_of_its_parents() {
    assert_eq!(
        said("- Shopping, **today**\n  - At the baker's\n    - [ ] two [[bread]]s\n    - milk\n  - At home"),
        ["<ul><li><div .trail>Shopping, <strong>today</strong></div><ul><li><div .trail>At the baker's</div>\
          <ul><li><input> two «Bread»s</li></ul></li></ul></li></ul>"]
    );
}

#[test]
fn a_later_paragraph_of_an_item_stands_under_its_first() {
    assert_eq!(
        said("1. Mix.\n\n   Then the [[bread]].\n\n2. Wait."),
        ["<ul><li><div .trail>Mix.</div><p>Then the «Bread».</p></li></ul>"]
    );
}

#[test]
fn an_item_that_is_all_link_is_about_what_hangs_under_it() {
    assert_eq!(
        said("- [[bread]]\n  - rises slowly\n  - then fast\n- milk"),
        ["<ul><li>«Bread»\n<ul>\n<li>rises slowly</li>\n<li>then fast</li>\n</ul></li></ul>"]
    );
}

#[test]
fn what_hangs_under_it_is_not_told_twice() {
    assert_eq!(
        said("- [[bread]]\n  - [[bread]] rises"),
        ["<ul><li>«Bread»</li></ul>", "<ul><li><div .trail>«Bread»</div><ul><li>«Bread» rises</li></ul></li></ul>"]
    );
}

#[test]
fn a_row_stands_under_its_header() {
    let head = "<table><thead><tr><th>What</th><th>How much</th></tr></thead><tbody>";
    assert_eq!(
        said("| What | How much |\n| --- | --- |\n| milk | 1 |\n| [[bread]] | *two* |"),
        [format!("{head}<tr><td>«Bread»</td><td><em>two</em></td></tr></tbody></table>")]
    );
    assert_eq!(
        said("| [[bread]] | b |\n| --- | --- |\n| milk | 1 |"),
        ["<table><tbody><tr><th>«Bread»</th><th>b</th></tr></tbody></table>"]
    );
}

#[test]
fn a_quote_stays_one_and_a_callout_says_its_title() {
    assert_eq!(said("> Give us [[bread]]\n> today"), ["<blockquote><p>Give us «Bread»\ntoday</p></blockquote>"]);
    assert_eq!(
        said("> [!tip]- Kneading\n> of [[bread]]"),
        ["<blockquote .callout><div .trail>Kneading</div><p>of «Bread»</p></blockquote>"]
    );
    assert_eq!(said("> [!tip] About [[bread]]\n> Text"), ["<blockquote .callout><p>About «Bread»</p></blockquote>"]);
    assert_eq!(
        said("- Item\n  > - [[bread]]"),
        ["<ul><li><div .trail>Item</div><blockquote><ul><li>«Bread»</li></ul></blockquote></li></ul>"]
    );
}

#[test]
fn a_heading_brings_its_first_paragraph() {
    assert_eq!(
        said("# Day\n\n## Baking [[bread]]\n\nIt takes *time*.\n\nAnd more."),
        ["<p .heading><strong>Baking «Bread»</strong></p><p>It takes <em>time</em>.</p>"]
    );
    assert_eq!(said("## On [[bread]]\n\n## Next\n\nText"), ["<p .heading><strong>On «Bread»</strong></p>"]);
}

#[test]
fn a_definition_stands_under_its_term() {
    assert_eq!(said("Loaf\n: A whole [[bread]]"), ["<dl><dt .trail>Loaf</dt><dd>A whole «Bread»</dd></dl>"]);
}

#[test]
fn embeds_are_closed_and_say_so() {
    assert_eq!(said("![[bread]]"), ["<p>«Bread»</p> +embedded"]);
    assert_eq!(
        said("[[bread]] ![[pic.png]] ![a crust](pic.png) ![far](https://example.org/x.png) ![[other]]"),
        [
            "<p>«Bread» <span .image>[image]</span> <span .image>a crust</span> <span .image>far</span> <a .wikilink.embed-link>other</a></p>"
        ]
    );
}

#[test]
fn footnotes_and_raw_tags_stay_behind() {
    assert_eq!(
        said("A <b onclick=\"x\">raw</b> [[bread]][^1] <kbd>K\n\n[^1]: Also [[bread]]."),
        ["<p>A raw «Bread» K</p>", "<p>Also «Bread».</p>"]
    );
}

#[test]
fn a_link_without_text_is_marked_by_its_title() {
    assert_eq!(said("x [](bread.md) y"), ["<p>x «Bread» y</p>"]);
}

#[test]
fn long_blocks_are_cut_around_the_first_mention() {
    let words = |from: usize, to: usize| (from..to).map(|i| format!("w{i}")).collect::<Vec<_>>().join(" ");
    let text = format!("{} **and [[bread]] here** {} [[bread]]", words(0, 200), words(200, 300));
    let said = said(&text);
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("<p>… w") && said[0].ends_with(" …</p> +more"), "{said:?}");
    assert!(said[0].contains("w199 <strong>and «Bread» here</strong> w200"), "{said:?}");
    assert!(said[0].chars().count() < 360, "{said:?}");
}

#[test]
fn the_whole_of_a_very_long_block_is_not_offered() {
    let said = said(&format!("{} [[bread]] {}", "word ".repeat(300), "word ".repeat(300)));
    assert!(said[0].ends_with(" …</p>"), "{said:?}");
}

#[test]
fn a_block_of_a_megabyte_costs_a_window() {
    let text = format!("{}*x* [[bread]] {}", "<b>word</b> &amp; *y* [[other]] ".repeat(20_000), "é<i>ü</i> ".repeat(10_000));
    let said = said(&text);
    assert!(said[0].starts_with("<p>… ") && said[0].contains(" x «Bread» é") && said[0].ends_with(" …</p>"), "{said:?}");
    assert!(said[0].contains("word &amp; y other word"), "{said:?}");
}

#[test]
fn three_thousand_mentions_in_one_line_are_one_snippet() {
    let said = said(&"[[bread]] ".repeat(3000));
    assert_eq!(said.len(), 1);
    assert!(said[0].len() < 3000, "{said:?}");
}

#[test]
fn mentions_lead_to_their_very_block() {
    let made = vault("//- bread.md\n//- sub/a.md\n# A\n\nX [[bread]] ^here\n\n- [[bread]] ^there\n\n## On [[bread]]\n");
    let card = &cards(&made, "bread.md")[0];
    assert_eq!((card.source, &*card.href, card.title, card.folder), ("sub/a.md", "../sub/a/", "A", "sub"));
    let hrefs: Vec<_> = card.snippets.iter().map(|s| &*s.href).collect();
    assert_eq!(hrefs, ["../sub/a/#%5Ehere", "../sub/a/#%5Ethere", "../sub/a/#on-bread"]);
}

#[test]
fn a_note_is_no_backlink_of_itself() {
    let made = vault("//- bread.md\n[[bread]] [[#x]] [x](bread.md)\n//- a.md\n[[bread]]");
    assert_eq!(cards(&made, "bread.md").len(), 1);
    assert!(snippet::forward(made.site(), made.id("bread.md"), on(made.url(made.id("bread.md")))).is_empty());
}

fn source(path: &str, text: &str, updated: Option<&str>) -> Source {
    let date = |date: &str| date.parse().expect("a date");
    Source { dates: Dates { created: None, updated: updated.map(date) }, ..Source::new(path, text) }
}

#[test]
fn cards_newest_first_then_by_title_then_days() {
    let sources = vec![
        source("bread.md", "", None),
        source("2024-01-01.md", "[[bread]]", Some("2025-05-05")),
        source("journal/2024-01-02.md", "[[bread]]", None),
        source("b.md", "[[bread]]", None),
        source("Á.md", "[[bread]]", None),
        source("old.md", "---\ndate: 2020-01-01\n---\n[[bread]]", Some("2025-06-06")),
        source("new.md", "[[bread]]", Some("2024-02-02")),
        source("1999-02-30.md", "[[bread]]", None),
    ];
    let made = made(sources, Vec::new(), Config::default());
    let cards = cards(&made, "bread.md");
    let order: Vec<_> = cards.iter().map(|c| (c.source, c.date.as_deref(), c.daily)).collect();
    assert_eq!(
        order,
        [
            ("new.md", Some("2024-02-02"), false),
            ("old.md", Some("2020-01-01"), false),
            ("1999-02-30.md", None, false),
            ("Á.md", None, false),
            ("b.md", None, false),
            ("journal/2024-01-02.md", Some("2024-01-02"), true),
            ("2024-01-01.md", Some("2024-01-01"), true),
        ]
    );
}

#[test]
fn daily_notes_only_in_their_folder_where_one_is_set() {
    let sources = vec![
        source("bread.md", "", None),
        source("2024-01-01.md", "[[bread]]", None),
        source("j/2024-01-02.md", "[[bread]]", None),
    ];
    let mut config = Config::default();
    config.daily.folder = Some("/j/".into());
    let made = made(sources, Vec::new(), config);
    let daily: Vec<_> = cards(&made, "bread.md").iter().map(|c| c.daily).collect();
    assert_eq!(daily, [false, true]);
}

#[test]
fn the_five_hundred_and_first_card_is_on_the_next_page() {
    let files = (0..501).map(|i| format!("//- n{i:03}.md\n[[bread]]\n")).collect::<String>();
    let made = vault(&format!("//- bread.md\n{files}"));
    let page = |n| snippet::backlinks(made.site(), made.id("bread.md"), on(made.url(made.id("bread.md"))), n);
    assert_eq!((page(1).len(), page(2).len(), page(3).len()), (500, 1, 0));
    assert_eq!(page(2)[0].source, "n500.md");
}

#[test]
fn a_page_of_snippets_is_bounded() {
    let long = "word ".repeat(150) + "[[bread]] " + &"word ".repeat(150) + "\n\n";
    let files = (0..100).map(|i| format!("//- n{i}.md\n{}", long.repeat(30))).collect::<String>();
    let made = vault(&format!("//- bread.md\n{files}"));
    let cards = cards(&made, "bread.md");
    let bytes: usize =
        cards.iter().flat_map(|c| &c.snippets).map(|s| s.html.len() + s.more.as_ref().map_or(0, String::len)).sum();
    assert!(bytes <= snippet::MAX_BYTES, "{bytes}");
    assert!(cards.iter().all(|c| !c.snippets.is_empty() && c.snippets.len() + c.left_out == 30));
}

#[test]
fn forward_links_in_the_order_of_the_text() {
    let made = vault(
        "//- a.md\n[[bread]] [[later]] ![[other]] [[bread#Crust]] [[pic.png]] [x](https://example.org) [[later]]\n//- bread.md\n# Bread\n\n\
         A *loaf* of [[wheat]] &amp; rye. It rises.\n//- other.md\n- no paragraph\n//- pic.png\n",
    );
    let forward = snippet::forward(made.site(), made.id("a.md"), on(made.url(made.id("a.md"))));
    let told: Vec<_> =
        forward.iter().map(|f| (f.target.or(f.placeholder), f.href.as_deref(), &*f.title, f.lead, f.count, f.embed)).collect();
    assert_eq!(
        told,
        [
            (Some("bread.md"), Some("../bread/"), "Bread", Some("A loaf of wheat & rye."), 2, false),
            (Some("later"), Some("../wanted/later/"), "later", None, 2, false),
            (Some("other.md"), Some("../other/"), "other", None, 1, true),
        ]
    );
    assert_eq!(forward[1].target, None);
}

#[test]
fn a_block_of_many_links_is_read_around_each_mention() {
    let names: String = (0..500).map(|ix| format!("[[x{ix}]] ")).collect();
    let told = said(&format!("{names} and [[bread]] and {names}"));
    assert!(told[0].contains("«Bread»") && told[0].chars().count() < 500, "{told:?}");
    // of the other names only what is near is shown, and as text: a page for each of them must not repeat them all
    assert!(!told[0].contains("x250 ") && !told[0].contains(".placeholder"), "{told:?}");
}
