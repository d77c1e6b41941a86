//! A note's text on its page: links, embeds, headings, ids.

use foamsite::config::{Config, EmbedStyle, Topic};
use foamsite::diag::Code;
use foamsite::render::embed;
use foamsite::render::stitch::Body;

use crate::fixture::{Made, configured, vault};

fn body(made: &Made, path: &str) -> Body {
    let id = made.id(path);
    made.body(id)
}

/// The page of `a.md` with this text, beside a few other files.
fn page(text: &str) -> String {
    page_with(text, Config::default())
}

/// The same where no list is made of what is not written yet, and no page of it.
fn page_without_wanted(text: &str) -> String {
    let mut config = Config::default();
    config.discover.topics.retain(|topic| *topic != Topic::Wanted);
    page_with(text, config)
}

fn page_with(text: &str, config: Config) -> String {
    let files = format!(
        "//- sub/bread.md\n---\ntitle: Bread & \"butter\"\n---\n## Crust\n\nHard. ^hard\n\n- one ^one\n\n### Deep\n\nx\n\n## Crumb\n\nSoft[^1].\n\n[^1]: Note.\n\
         //- img/pic one.png\n//- x.mp3\n//- x.mp4\n//- doc.pdf\n//- other.zip\n//- a.md\n{text}"
    );
    let made = configured(&files, config);
    body(&made, "a.md").html.trim_end().to_owned()
}

const BREAD: &str = "data-note=\"sub/bread.md\" href=\"../sub/bread/";

#[test]
fn links_to_notes() {
    let cases = [
        ("[[bread]]", "<a class=\"wikilink\" BREAD\">Bread &amp; &quot;butter&quot;</a></p>"),
        ("[[bread|x *y*]]", "<a class=\"wikilink\" BREAD\">x *y*</a>"),
        ("[x *y*](sub/bread.md \"t\")", "<a class=\"wikilink\" BREAD\" title=\"t\">x <em>y</em></a>"),
        ("[[bread#Crust]]", "<a class=\"wikilink\" BREAD#crust\">Bread &amp; &quot;butter&quot; › Crust</a>"),
        ("[[bread#^hard]]", "<a class=\"wikilink\" BREAD#%5Ehard\">Bread &amp; &quot;butter&quot;</a>"),
        ("[[bread#nowhere]]", "<a class=\"wikilink\" BREAD\">Bread &amp; &quot;butter&quot; › nowhere</a>"),
        ("[[#Here]]\n\n## Here", "<a class=\"wikilink\" data-note=\"a.md\" href=\"#here\">Here</a>"),
        ("[up](#here)\n\n## Here", "<a class=\"wikilink\" data-note=\"a.md\" href=\"#here\">up</a>"),
        ("[[a]]", "<a class=\"wikilink\" data-note=\"a.md\" href=\"./\">a</a>"),
    ];
    for (text, expected) in cases {
        let page = page(text).replace(BREAD, "BREAD");
        assert!(page.contains(expected), "{text}: {page}");
    }
}

#[test]
fn a_title_from_right_to_left_turns_nothing_round() {
    let made = vault("//- a.md\n[[b]] [[c]]\n//- b.md\n# שלום\n//- c.md\n# x \u{202e}y\n");
    let html = body(&made, "a.md").html;
    assert!(html.contains("<bdi>שלום</bdi></a>") && html.contains("<bdi>x \u{202e}y</bdi></a>"), "{html}");
}

#[test]
fn what_leads_nowhere_has_no_address() {
    let cases = [
        (
            "[[New \"one\"#s]]",
            "<span class=\"placeholder\" data-placeholder=\"New &quot;one&quot;\" title=\"not written yet\">New \"one\" › s</span>",
        ),
        ("[[new|the label]]", "<span class=\"placeholder\" data-placeholder=\"new\" title=\"not written yet\">the label</span>"),
        (
            "![[gone.png|300]]",
            "<span class=\"placeholder\" data-placeholder=\"gone.png\" title=\"not written yet\">gone.png</span>",
        ),
        ("![a view](gone.png)", "title=\"not written yet\">a view</span>"),
    ];
    for (text, expected) in cases {
        let page = page_without_wanted(text);
        assert!(page.replace("&quot;one&quot; › s", "\"one\" › s").contains(expected), "{text}: {page}");
        assert!(!page.contains("href") && !page.contains("src"), "{text}: {page}");
    }
}

#[test]
fn what_is_not_written_leads_to_who_asks_for_it() {
    let shown = |href: &str| {
        format!("<a class=\"placeholder\" data-placeholder=\"new\" href=\"{href}\" title=\"not written yet\">new</a>")
    };
    assert!(page("[[new]]").contains(&shown("../wanted/new/")));
    let made = vault("//- sub/a.md\n[[new]]");
    let page = body(&made, "sub/a.md").html;
    assert!(page.contains(&shown("../../wanted/new/")), "{page}");
}

#[test]
fn attachments_are_shown_or_linked() {
    let cases = [
        ("![[pic one.png]]", "<img src=\"../img/pic%20one.png\" alt=\"pic one.png\">"),
        ("![[pic one.png|A view|300x200]]", "<img src=\"../img/pic%20one.png\" alt=\"A view\" width=\"300\" height=\"200\">"),
        (
            "![[pic one.png|300px|center|A view]]",
            "<img class=\"align-center\" src=\"../img/pic%20one.png\" alt=\"A view\" width=\"300\">",
        ),
        ("![[pic one.png|50%]]", "<img class=\"share t5 u0\" src=\"../img/pic%20one.png\" alt=\"pic one.png\">"),
        ("![[pic one.png|center]]", "<img class=\"align-center\" src=\"../img/pic%20one.png\" alt=\"pic one.png\">"),
        ("![center](img/pic%20one.png)", "<img src=\"../img/pic%20one.png\" alt=\"center\">"),
        ("[![[pic one.png]]](https://e.org)", "rel=\"noopener\"><img src=\"../img/pic%20one.png\" alt=\"pic one.png\"></a>"),
        ("![A view|300](img/pic%20one.png)", "alt=\"A view\" width=\"300\">"),
        ("![](x.mp4)", "<p id=\"b-qngo80\"><video src=\"../x.mp4\""),
        ("![A talk](https://e.org/a.mp3?x=1)", "<audio src=\"https://e.org/a.mp3?x=1\" aria-label=\"A talk\" controls"),
        ("x ![](img/pic%20one.png \"T\")", "x <img src=\"../img/pic%20one.png\" alt=\"\" title=\"T\">"),
        (
            "![[x.mp3]]",
            "<audio src=\"../x.mp3\" aria-label=\"x.mp3\" controls preload=\"none\"><a href=\"../x.mp3\">x.mp3</a></audio>",
        ),
        ("![[x.mp4|400]]", "<video src=\"../x.mp4\" aria-label=\"x.mp4\" width=\"400\" controls preload=\"metadata\"><a"),
        (
            "![[doc.pdf#page=3|Plans]]",
            "<iframe src=\"../doc.pdf#page=3\" title=\"Plans\" loading=\"lazy\"></iframe><p class=\"file\"><a class=\"attachment\" href=\"../doc.pdf#page=3\">Plans</a> <span class=\"file-facts\">PDF, 48 KB</span></p>",
        ),
        ("![[doc.pdf#height=400]]", "<iframe src=\"../doc.pdf\" title=\"doc.pdf\" height=\"400\" loading"),
        (
            "![[doc.pdf#page=2&height=400|600x300]]",
            "<iframe src=\"../doc.pdf#page=2\" title=\"doc.pdf\" width=\"600\" height=\"400\"",
        ),
        (
            "as ![[doc.pdf]] says",
            "as <a class=\"attachment\" href=\"../doc.pdf\">doc.pdf</a> <span class=\"file-facts\">PDF, 48 KB</span> says",
        ),
        ("[[other.zip]]", "<a class=\"attachment\" href=\"../other.zip\">other.zip</a>"),
    ];
    for (text, expected) in cases {
        let page = page(text);
        assert!(page.contains(expected), "{text}: {page}");
    }
}

#[test]
fn raw_html_leads_where_it_should() {
    assert_eq!(
        page("<p><a href=\"sub/bread.md#crust\">x</a> <img src=\"img/pic one.png\"> <a href=\"gone.md\">y</a></p>"),
        "<p><a class=\"wikilink\" data-note=\"sub/bread.md\" href=\"../sub/bread/#crust\">x</a> <img src=\"../img/pic%20one.png\" alt=\"\"> \
         <span class=\"placeholder\" data-placeholder=\"gone.md\" title=\"not written yet\">y</span></p>"
    );
}

#[test]
fn the_first_heading_is_the_title() {
    let made = vault("//- a.md\nx\n\n# On *a* `b` [[c]]\n\n# Two\n\n###### Six\n");
    let body = body(&made, "a.md");
    assert_eq!(
        body.title_html,
        "On <em>a</em> <code>b</code> <a class=\"placeholder\" data-placeholder=\"c\" href=\"../wanted/c/\" title=\"not written yet\">c</a>"
    );
    assert_eq!(body.title_id.as_deref(), Some("on-a-b-c"));
    assert_eq!(body.html.trim_end(), "<p>x</p>\n<h2 id=\"two\">Two</h2>\n<h3 id=\"six\">Six</h3>");
}

#[test]
fn a_title_of_its_own_leaves_the_headings_below_it() {
    let made = vault("//- a.md\n---\ntitle: <T>\n---\n# One\n\n## Two\n");
    let body = body(&made, "a.md");
    assert_eq!((&*body.title_html, body.title_id), ("&lt;T&gt;", None));
    assert_eq!(body.html.trim_end(), "<h2 id=\"one\">One</h2>\n<h3 id=\"two\">Two</h3>");
}

#[test]
fn footnotes_lead_there_and_back() {
    assert_eq!(
        page("x[^n] y[^n]\n\n[^n]: Note."),
        "<p>x<sup class=\"footnote-ref\"><a id=\"fnref:1:1\" href=\"#fn:1\">1</a></sup> y<sup class=\"footnote-ref\"><a id=\"fnref:1:2\" href=\"#fn:1\">1</a></sup></p>\n\
         <section class=\"footnotes\"><ol>\n<li id=\"fn:1\"><p>Note.</p>\n \
         <a class=\"footnote-back\" href=\"#fnref:1:1\" aria-label=\"Back to the text\">↩</a> \
         <a class=\"footnote-back\" href=\"#fnref:1:2\" aria-label=\"Back to the text\">↩</a></li>\n</ol></section>"
    );
}

/// What an embed shows, without the line that names its source.
fn embedded(text: &str) -> String {
    let page = page(text);
    let (_, rest) = page.split_once("</p>\n").expect("the line that names the source");
    rest.split("</div></div>").next().unwrap_or_default().trim_end().to_owned()
}

#[test]
fn a_note_is_embedded_below_the_heading_it_stands_under() {
    let page = page("# T\n\n## Two\n\n![[bread]]");
    assert!(
        page.contains(
            "<div class=\"embed\" data-embed=\"sub/bread.md\"><h3 class=\"embed-title\"><a class=\"wikilink\" data-note"
        ),
        "{page}"
    );
    assert!(page.contains("<h4>Crust</h4>\n<p>Hard.</p>\n<ul>\n<li>one</li>\n</ul>\n<h5>Deep</h5>\n"), "{page}");
    // a whole note's footnotes are shown with it, and have ids of their own
    assert!(
        page.contains(
            "<a id=\"e1:fnref:1:1\" href=\"#e1:fn:1\">1</a></sup>.</p>\n<section class=\"footnotes\"><ol>\n<li id=\"e1:fn:1\">"
        ),
        "{page}"
    );
}

#[test]
fn words_and_configuration_choose_how_a_note_is_shown() {
    let files = "//- a.md\nTEXT\n//- b.md\n# Bread\n\n## Crust\n\nHard.\n";
    let shown = |text: &str, embed: EmbedStyle| {
        let made = configured(&files.replace("TEXT", text), Config { embed, ..Config::default() });
        let html = body(&made, "a.md").html;
        let head = if html.contains("<h2 class=\"embed-title\">") {
            "linked "
        } else if html.contains("embed-source") {
            "source "
        } else {
            ""
        };
        let class = if html.contains("embed embed-inline") { "inline " } else { "card " };
        let headings: Vec<_> = html.split("<h").skip(1).map(|h| &h[..1]).collect();
        format!("{class}{head}{}", headings.concat())
    };
    let default = EmbedStyle::default();
    let [card, inline] = [false, true].map(|inline| EmbedStyle { content: true, inline });
    for (text, style, wanted) in [
        ("![[b]]", default, "card linked 23"),
        ("full-card![[b]]", inline, "card linked 23"),
        ("![[b]]", EmbedStyle { inline: true, ..default }, "inline 23"),
        ("inline![[b]]", default, "inline 23"),
        ("full![[b]]", inline, "inline 23"),
        ("content![[b]]", default, "card source 2"),
        ("content-inline![[b]]", default, "inline 2"),
        ("card![[b]]", inline, "card source 2"),
        ("![[b#Crust]]", default, "card source 2"),
        ("![[b#Crust]]", card, "card source "),
        ("inline![[b#Crust]]", card, "inline "),
    ] {
        assert_eq!(shown(text, style), wanted, "{text} {style:?}");
    }
}

#[test]
fn an_embed_in_a_line_is_shown_there_where_blocks_may_stand() {
    let files = "//- a.md\nTEXT\n//- b.md\nBee.\n";
    let html = |text: &str| body(&vault(&files.replace("TEXT", text)), "a.md").html;
    for text in ["as ![[b]] says", "- ![[b]]", "> see ![[b]]", "| a |\n|---|\n| ![[b]] |", "![see](b.md)"] {
        assert_eq!(html(text).matches("<p>Bee.</p>").count(), 1, "{text}: {}", html(text));
    }
    for text in ["# ![[b]]", "*![[b]]*", "<b>![[b]]</b>", "> [!note] ![[b]]", "| ![[b]] |\n|---|"] {
        assert_eq!(html(text).matches("data-embed").count(), 0, "{text}: {}", html(text));
    }
}

#[test]
fn sections_and_blocks_are_embedded_alone() {
    assert_eq!(embedded("![[bread#Crust]]"), "<h2>Crust</h2>\n<p>Hard.</p>\n<ul>\n<li>one</li>\n</ul>\n<h3>Deep</h3>\n<p>x</p>");
    assert_eq!(embedded("content![[bread#Deep]]"), "<p>x</p>");
    let last = embedded("![[bread#Crumb]]");
    assert_eq!(last.matches("<li id=\"e1:fn:").count(), 1, "the footnote that it refers to, once: {last}");
    assert_eq!(embedded("![[bread#^hard]]"), "<p>Hard.</p>");
    assert_eq!(embedded("![[bread#^one]]"), "<ul><li>one</li>\n</ul>");
}

#[test]
fn an_embed_of_a_lost_section_is_a_link() {
    for text in ["see ![[bread#nowhere]] here", "![[bread#nowhere]]", "![x](sub/bread.md#nowhere)"] {
        let page = page(text);
        assert!(page.contains("<a class=\"wikilink embed-link\" data-note=\"sub/bread.md\""), "{text}: {page}");
        assert!(!page.contains("data-embed"), "{text}: {page}");
    }
}

#[test]
fn a_section_closes_what_its_raw_html_leaves_open() {
    let made = vault(
        "//- a.md\n![[b#One]]\n\n![[b#Two]]\n//- b.md\n# One\n\n<div>\n<section>\n\nx\n\n# Two\n\ny\n\n</section>\n</div>\n\nz\n",
    );
    let html = body(&made, "a.md").html;
    for tag in ["div", "section"] {
        assert_eq!(html.matches(&format!("<{tag}")).count(), html.matches(&format!("</{tag}>")).count(), "{html}");
    }
    assert!(html.contains("<p>x</p>\n</section></div>"), "{html}");
}

#[test]
fn a_circle_of_embeds_ends_in_a_link_and_is_reported() {
    let made = vault("//- a.md\nA\n\n![[b]]\n//- b.md\nB\n\n![[a]]\n//- c.md\n![[a]]\n//- d.md\n## S\n\nD\n\n![[#S]]\n");
    let html = body(&made, "a.md").html;
    assert!(html.contains("<a class=\"wikilink embed-circle\" data-note=\"a.md\""), "{html}");
    assert_eq!(html.matches("data-embed").count(), 1);
    let html = body(&made, "d.md").html;
    assert_eq!((html.matches("data-embed").count(), html.matches("embed-circle").count()), (1, 1), "{html}");
    let found = embed::findings(made.site());
    let found: Vec<_> =
        found.iter().map(|(id, finding)| (made.sources[id.ix()].path.as_str(), finding.code, &*finding.message)).collect();
    assert_eq!(
        found,
        [
            ("a.md", Code::EmbedCycle, "notes embed each other in a circle: `a.md` → `b.md` → `a.md`"),
            ("b.md", Code::EmbedCycle, "notes embed each other in a circle: `b.md` → `a.md` → `b.md`"),
            ("d.md", Code::EmbedCycle, "notes embed each other in a circle: `d.md` → `d.md`"),
        ]
    );
}

#[test]
fn two_ways_to_one_note_are_no_circle() {
    let made = vault("//- a.md\n![[b]]\n\n![[c]]\n//- b.md\n![[d]]\n//- c.md\n![[d]]\n//- d.md\nD\n");
    assert_eq!(body(&made, "a.md").html.matches("data-embed").count(), 4);
    assert!(embed::findings(made.site()).is_empty());
}

#[test]
fn a_bomb_of_embeds_is_bounded_and_reported() {
    let files = (0..9).map(|i| format!("//- n{i}.md\n{}", format!("![[n{}]]\n\n", i + 1).repeat(10))).collect::<String>();
    let made = vault(&format!("{files}//- n9.md\nboom\n"));
    let html = body(&made, "n0.md").html;
    assert_eq!(html.matches("data-embed").count(), embed::MAX_EMBEDS);
    assert!(html.len() < 4_000_000);
    let found = embed::findings(made.site());
    assert_eq!(
        found.iter().filter(|(id, f)| made.sources[id.ix()].path.as_str() == "n0.md" && f.code == Code::EmbedLimit).count(),
        1
    );
}

#[test]
fn pictures_say_their_size_and_all_but_the_first_wait() {
    let asset = |path: &str, pixels| foamsite::vault::Asset { path: foamsite::base::path::VaultPath::new(path), size: 1, pixels };
    let assets = vec![asset("a.png", Some((800, 600))), asset("b.png", None)];
    let text = "![[a.png]]\n\n![[a.png|400]]\n\n![[a.png|40x50]]\n\n![[a.png|50%]]\n\n![[b.png]]";
    let made =
        crate::fixture::made(vec![foamsite::vault::Source::new("n.md", text)], assets, foamsite::config::Config::default());
    let html = made.body(made.id("n.md")).html;
    let pictures: Vec<_> =
        html.split("<img ").skip(1).map(|rest| rest.split_once(" alt=\"").unwrap().1.split_once('>').unwrap().0).collect();
    assert_eq!(
        pictures,
        [
            "a.png\" width=\"800\" height=\"600\"",
            "a.png\" width=\"400\" height=\"300\" loading=\"lazy\"",
            "a.png\" width=\"40\" height=\"50\" loading=\"lazy\"",
            "a.png\" width=\"800\" height=\"600\" loading=\"lazy\"",
            "b.png\" loading=\"lazy\""
        ]
    );
}
