//! Whole notes through the parser, played with a plain reader of holes.

use super::parse::parse;
use super::*;

/// Plays a whole tape: holes as short marks, so that what stands where can be read off.
fn play(note: &Note) -> String {
    let mut out = String::new();
    note.body.play(note.body.all(), &mut out, |out, hole| {
        let text = match hole.fill {
            Fill::HeadingOpen(h) => format!("<h{} id={}>", note.headings[h as usize].level, note.headings[h as usize].slug),
            Fill::HeadingClose(h) => format!("</h{}>", note.headings[h as usize].level),
            Fill::Painting(_) => String::new(),
            Fill::BlockId(b) => note.blocks[b as usize].anchor.as_ref().map(|a| format!(" id={a}")).unwrap_or_default(),
            Fill::LinkOpen(l) => format!("<a {}{}>", note.links[l as usize].name, fragment(&note.links[l as usize])),
            Fill::LinkText(l) => note.links[l as usize].name.to_string(),
            Fill::LinkClose(_) => "</a>".into(),
            Fill::Embed(l) => format!("<embed {}{}>", note.links[l as usize].name, fragment(&note.links[l as usize])),
            Fill::Tag(t) => format!("<tag {}>", note.tags[t as usize].name),
            Fill::Task(sign) => format!("[{sign}]"),
            Fill::Raw(_) => String::new(),
            Fill::RawUrl(l) => format!(" url={}", note.links[l as usize].name),
            Fill::FootnoteMark(n, k) => format!("<fn {n}.{k}>"),
            Fill::FootnoteOpen(n) => format!("<li fn{n}>"),
            Fill::FootnoteBack(n, k) => format!("<back {n}.{k}>"),
            Fill::Preview(l) => format!("<preview {}>", note.links[l as usize].name),
            Fill::Cite(ix) => format!("<cite {ix}>"),
            Fill::Date(_) => "date:".into(),
            Fill::CalloutName(_) => String::new(),
            Fill::Query(ix) => format!("<query {ix}>"),
        };
        out.push_str(&text);
        0
    });
    out
}

fn fragment(link: &Link) -> String {
    link.fragment.as_ref().map(|f| format!("#{f}")).unwrap_or_default()
}

/// Parses without anchors made of text, which would clutter every expectation.
#[track_caller]
fn check(text: &str, expected: &str) {
    let mut note = parse(text, &Options::default());
    for block in &mut note.blocks {
        block.anchor = block.anchor.take().filter(|a| a.starts_with('^'));
    }
    assert_eq!(play(&note), expected, "{text:?}");
}

#[test]
fn links_and_embeds() {
    check("a [[b#c|*d*]] e", "<p>a <a b#c>*d*</a> e</p>\n");
    check("![[p.png]] and ![i](q.png)", "<p><embed p.png> and <embed q.png></p>\n");
    check("![[b]]", "<div class=\"figure\"><embed b></div>\n");
    check("x content-card![[b]] \\![[c]] ! [[d]]", "<div class=\"flow\">x <embed b> <embed c> ! <a d>d</a></div>\n");
    check("[a *b [[c]] d* e](f.md)", "<p><a f.md>a <em>b </em></a><a c>c</a><a f.md><em> d</em> e</a></p>\n");
    check("[x](https://y.org)", "<p><a href=\"https://y.org\" class=\"external\" rel=\"noopener\">x</a></p>\n");
    check("[x](javascript:alert(1))", "<p>x</p>\n");
    check("`[[a]]`", "<p><code>[[a]]</code></p>\n");
}

#[test]
fn link_positions_and_names() {
    let text = "---\ntitle: T\n---\nx\n\n- é ![[a\\b#c d|e|f]] [g](h%20i.md#j%20k \"l\")\n";
    let note = parse(text, &Options::default());
    let [wiki, inline] = &note.links[..] else { panic!("two links: {:?}", note.links) };
    assert_eq!(&text[wiki.span.range()], "![[a\\b#c d|e|f]]");
    assert_eq!(
        (&*wiki.name, wiki.fragment.as_deref(), wiki.label.as_deref(), wiki.embed),
        ("ab", Some("c d"), Some("e|f"), true)
    );
    assert_eq!(&text[inline.span.range()], "[g](h%20i.md#j%20k \"l\")");
    assert_eq!((&*inline.name, inline.fragment.as_deref(), inline.title.as_deref()), ("h%20i.md", Some("j k"), Some("l")));
}

#[test]
fn tables_keep_wikilinks_with_pipes() {
    let note = parse("| a |\n|---|\n| [[b|c]] [[d\\|e]] |\n", &Options::default());
    let seen: Vec<_> = note.links.iter().map(|l| (&*l.name, l.label.as_deref(), l.seen)).collect();
    assert_eq!(seen, [("b", Some("c"), Seen::Page), ("d", Some("e"), Seen::Both)]);
}

#[test]
fn definitions_decide_wikilinks() {
    let note = parse("[[b]] [[B]] [[b#s]]\n\n[b]: ../c.md#t \"C\"\n", &Options::default());
    let definitions: Vec<_> = note.links.iter().map(|l| l.definition.as_deref()).collect();
    assert_eq!(definitions, [Some("../c.md#t"), None, None]);
}

#[test]
fn tags() {
    let note = parse("---\ntags: [x]\n---\n#a #1 \\#b `#c` [[d]]#e#k &amp;#f [#g] (#h) x#i#k\n\n#j", &Options::default());
    assert_eq!(note.tags.iter().map(|t| &*t.name).collect::<Vec<_>>(), ["x", "a", "e", "f", "g", "j"]);
}

#[test]
fn block_ids() {
    check("para ^p", "<p id=^p>para</p>\n");
    check("- a ^x\n  - b\n", "<ul>\n<li id=^x>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n");
    check("- a\n- b\n^list", "<ul id=^list>\n<li>a</li>\n<li>b</li>\n</ul>\n");
    check("> q ^q", "<blockquote id=^q>\n<p>q</p>\n</blockquote>\n");
    check("```\nx\n```\n\n^code", "<pre id=^code><code>x\n</code></pre>\n");
    check(
        "| A |\n| - |\n| 1 |\n^tab",
        "<table id=^tab>\n<thead><tr><th>A</th></tr></thead><tbody>\n<tr><td>1</td></tr>\n</tbody></table>\n",
    );
    check("## H ^h", "<h2 id=h>H</h2>\n");
    check("a^b and ^c d", "<p>a^b and ^c d</p>\n");
    let note = parse("a ^x\n\nb ^x", &Options::default());
    assert_eq!(note.findings[0].code, crate::diag::Code::DuplicateBlock);
}

#[test]
fn anchors_stay_while_the_text_does() {
    let anchor = |text: &str, nth: usize| {
        let note = parse(text, &Options::default());
        note.blocks.iter().filter_map(|b| b.anchor.clone()).nth(nth).expect("a block with a link has an anchor")
    };
    assert_eq!(anchor("see [[a]] there", 0), anchor("# New\n\nmore\n\nsee [[a]] there", 0));
    assert_ne!(anchor("see [[a]] there", 0), anchor("see [[a]] here", 0));
    assert_ne!(anchor("[[a]]\n\n[[a]]", 0), anchor("[[a]]\n\n[[a]]", 1));
}

#[test]
fn marks_and_callouts() {
    check("a ==b *c*== d == e", "<p>a <mark>b <em>c</em></mark> d == e</p>\n");
    check(
        "> [!tip]- Ti*t*le\n> body",
        "<details class=\"callout\" data-callout=\"tip\" aria-label=\"Tip\">\n<summary class=\"callout-title\"><span class=\"title\">Ti<em>t</em>le</span></summary>\n<p>body</p>\n</details>\n",
    );
    check(
        "> [!note]\n> - [[a]]",
        "<div class=\"callout\" data-callout=\"note\" role=\"note\" aria-label=\"Note\">\n<div class=\"callout-title\"><span class=\"title\">Note</span></div>\n<ul>\n<li><a a>a</a></li>\n</ul>\n</div>\n",
    );
}

#[test]
fn tasks() {
    check(
        "- [ ] a\n- [x] b\n- [-] c\n- [-]d\n",
        "<ul>\n<li class=\"task\">[ ] a</li>\n\
         <li class=\"task\">[x] b</li>\n\
         <li class=\"task\">[-] c</li>\n<li>[-]d</li>\n</ul>\n",
    );
}

#[test]
fn bare_addresses() {
    check(
        "https://x.org/[[b]] a@b.c #t",
        "<p><a href=\"https://x.org/\" class=\"external\" rel=\"noopener\">https://x.org/</a><a b>b</a> \
         <a href=\"mailto:a@b.c\" class=\"external\" rel=\"noopener\">a@b.c</a> <tag t></p>\n",
    );
    check("[https://x.org](b.md)", "<p><a b.md>https://x.org</a></p>\n");
}

#[test]
fn footnotes_stand_last_in_the_order_of_their_marks() {
    check(
        "a[^x] b[^y] c[^x]\n\n[^y]: why\n[^x]: ex\n\nend",
        "<p>a<fn 1.1> b<fn 2.1> c<fn 1.2></p>\n<p>end</p>\n<section class=\"footnotes\"><ol>\n<li fn1><p>ex</p>\n<back 1.2></li>\n\
         <li fn2><p>why</p>\n<back 2.1></li>\n</ol></section>\n",
    );
}

#[test]
fn raw_html_is_harmless_and_balanced() {
    check("a <b onclick=x>b *c</b> d* <i>e", "<p>a <b>b <em>c d</em> <i>e</i></b></p>\n");
    check("<div>\n\n*a*\n\n> </div>\n\nb", "<div>\n<p><em>a</em></p>\n<blockquote>\n\n</blockquote>\n<p>b</p>\n</div>");
    check("x <script>alert(1)</script> y", "<p>x  y</p>\n");
    check("<!-- secret [[a]] -->\n\nx <!-- y --> z", "\n<p>x  z</p>\n");
    check("<a href=\"b.md#c\">d</a>", "<p><a b.md#c>d</a></p>\n");
    check("<img src=x onerror=y>", "<embed x>");
    check("<!--\n\nsecret\n\n-->\n\na", "\n<p>a</p>\n");
    check("<p align=center>a\n\nb", "<p class=\"align-center\">a\n</p>\n<p>b</p>\n");
}

#[test]
fn the_title_and_its_heading() {
    let title = |text: &str| {
        let note = parse(text, &Options::default());
        (note.title, note.title_heading)
    };
    assert_eq!(title("# A `b` [[c|d]]\n\n# E"), (Some("A b c".into()), Some(0)));
    assert_eq!(title("---\ntitle: X\n---\n# Y"), (Some("X".into()), None));
    assert_eq!(title("## A\n\n# B"), (Some("B".into()), None));
    assert_eq!(title("text"), (None, None));
}

#[test]
fn every_block_is_balanced() {
    let text = "# H [[a]]\n\n- a\n  - b <b>c\n\n    d [[e]]\n- f\n\n> q **r\n> s** <div>\n\n| a | b |\n|---|---|\n| [[c]] | ~~d~~ |\n\n\
                <details>\n\npara [^1]\n\n</details>\n\nterm\n: def [[x]]\n\n[^1]: note\n\n    more\n";
    let note = parse(text, &Options::default());
    for block in &note.blocks {
        for slice in [block.slice, block.inner] {
            let mut out = String::new();
            note.body.play(slice, &mut out, |out, hole| {
                match hole.fill {
                    Fill::LinkOpen(_) => out.push_str("<a>"),
                    Fill::LinkClose(_) => out.push_str("</a>"),
                    Fill::HeadingOpen(_) => out.push_str("<h1>"),
                    Fill::HeadingClose(_) => out.push_str("</h1>"),
                    Fill::FootnoteOpen(_) if slice.first == block.slice.first => out.push_str("<li>"),
                    _ => {}
                }
                0
            });
            if block.kind == BlockKind::Footnote {
                continue; // its end is written by the page, behind the links back
            }
            assert_balanced(&out);
        }
    }
}

/// Fails where a tag of `html` is closed in another order than opened.
#[track_caller]
fn assert_balanced(html: &str) {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1) {
        let name: String = tag.trim_start_matches('/').chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
        } else if !matches!(&*name, "br" | "hr" | "img" | "input") {
            open.push(name);
        }
    }
    assert!(open.is_empty(), "{open:?} left open in {html}");
}

#[test]
fn a_second_text_of_a_footnote_gets_a_number_of_its_own() {
    let note = parse("x[^a] y[^b]\n\n[^a]: one\n\n[^a]: two\n\n[^b]: three\n", &Options::default());
    let opened: Vec<_> =
        note.body.holes.iter().filter_map(|h| if let Fill::FootnoteOpen(n) = h.fill { Some(n) } else { None }).collect();
    assert_eq!(opened, [1, 2, 3], "a list counts by itself");
}

/// Inline footnotes and what is in them, with their places in the text.
#[test]
fn inline_footnotes_keep_their_places() {
    let text =
        "---\nx: 1\n---\n日本 *a*^[b [[c]] and\n [d](e.md) #f ^[g [[h]]]] ^[[[i]] [^n]]\n\n> j^[k\n> [[l]]] [[m]]\n\n[^n]: o\n";
    let note = parse(text, &Options::default());
    let at = |span: Span| &text[span.range()];
    let links: Vec<_> = note.links.iter().map(|link| (at(link.span), at(note.blocks[link.block as usize].span))).collect();
    let first = "b [[c]] and\n [d](e.md) #f ^[g [[h]]]";
    assert_eq!(
        links,
        [
            ("[[m]]", "j^[k\n> [[l]]] [[m]]\n"),
            ("[[c]]", first),
            ("[d](e.md)", first),
            ("[[i]]", "[[i]] [^n]"),
            ("[[l]]", "k\n> [[l]]"),
            ("[[h]]", "g [[h]]")
        ]
    );
    assert_eq!(at(note.tags[0].span), "#f");
    assert!(note.findings.is_empty(), "{:?}", note.findings);
}

#[test]
fn many_inline_footnotes_take_little_time() {
    let texts =
        ["^[".repeat(20_000), "^[a] ".repeat(20_000), "^[".repeat(10_000) + &"]".repeat(10_000), "a ^[[b](".repeat(10_000)];
    for text in texts {
        let note = parse(&text, &Options::default());
        assert!(note.body.html.len() < 100 * text.len());
    }
}

/// Whatever is written, nothing panics, no mark of ours is left, and what is opened is closed.
#[test]
fn signs_among_anything() {
    let parts = [
        "^[", "]", "[[a]]", "*", "_", "`", "$", "\n", "\n> ", "é", "(", ")", "[", "!", "\\", "<b>", "|", "- ", "x", " ", "[^n]",
        "%%", "~~", "key:: ", "[k:: ", "(k::", "::", "^", "~", "==", ":+1:", "[x](y)", "![[z]]",
    ];
    let extras = Extras { hard_breaks: true, scripts: true, emoji: true, heading_attributes: true, fields: true };
    let options = Options { extras, ..Options::default() };
    let mut random = crate::base::random::Random::new(7);
    for _ in 0..4000 {
        let text: String = (0..25).map(|_| parts[random.below(parts.len())]).collect();
        let note = parse(&format!("{text}\n\n[^n]: m\n"), &options);
        let mut html = String::new();
        note.body.play(note.body.all(), &mut html, |out, hole| {
            match hole.fill {
                Fill::LinkOpen(_) => out.push_str("<a>"),
                Fill::LinkClose(_) => out.push_str("</a>"),
                Fill::HeadingOpen(_) => out.push_str("<h1>"),
                Fill::HeadingClose(_) => out.push_str("</h1>"),
                Fill::FootnoteOpen(_) => out.push_str("<li>"),
                _ => {}
            }
            0
        });
        assert!(!html.contains('\u{2}'), "{text:?}");
        assert_balanced(&html);
    }
}
