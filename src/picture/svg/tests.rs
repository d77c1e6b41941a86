//! What runs or loads goes, however it is written; the rest stays as it is.

use super::*;

const ALL: Rules = Rules { running: true, told: true };

fn cleaned(text: &str, rules: Rules) -> (String, Vec<String>) {
    let drawing = clean(text.as_bytes(), rules);
    (String::from_utf8(put_together(text, drawing.pieces)).expect("it was text"), drawing.removed)
}

/// The content of a drawing that is cleaned, and what was told of it.
fn inside(content: &str) -> (String, Vec<String>) {
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">";
    let (text, removed) = cleaned(&format!("{head}{content}</svg>"), ALL);
    let inside = text.strip_prefix(head).and_then(|text| text.strip_suffix("</svg>")).expect("the frame stays");
    (inside.to_owned(), removed)
}

#[track_caller]
fn becomes(content: &str, wanted: &str, removed: &[&str]) {
    let (text, said) = inside(content);
    assert_eq!(text, wanted, "{content}");
    assert_eq!(said, removed, "{content}");
}

#[track_caller]
fn stays(content: &str) {
    becomes(content, content, &[]);
}

#[test]
fn a_harmless_drawing_stays_byte_for_byte() {
    stays(
        "<!-- a licence --><g id='a' fill=\"url(#b)\"><path d='M0 0'/><![CDATA[ a < b ]]> &lt;&#169; x</g>\r\n\t<text style=\"fill: red\">é</text>",
    );
    stays(
        "<style>.a { fill: url('#b'); content: \"\\201C;\" } /* @import x */ @namespace s url(http://www.w3.org/2000/svg); @media print { b {} }</style>",
    );
    stays(
        "<image href=\"data:image/png;base64,AA\"/><image xlink:href='other.png'/><use xlink:href=\"#a\"/><a href=\"https://a.org/\">x</a>",
    );
    stays(
        "<switch><foreignObject><div xmlns=\"http://www.w3.org/1999/xhtml\" class=\"x\">A<br/><b>c</b></div></foreignObject><text>A</text></switch>",
    );
    stays(
        "<animate attributeName=\"fill\" values=\"red;blue\"/><style>@font-face { src: url(data:font/woff2;base64,AA) }</style>",
    );
    let declared =
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
    let drawing = clean(declared.as_bytes(), ALL);
    assert_eq!(drawing, Drawing { pieces: vec![Piece::Kept(0..declared.len() as u64)], removed: vec![], broken: None });
}

#[test]
fn scripts_go_in_every_guise() {
    becomes("<script>alert(1)</script><g/>", "<g/>", &["script"]);
    becomes("<script><![CDATA[ </script> ]]></script><g/>", "<g/>", &["script"]);
    becomes("<script href=\"x.js\"/><g><script/></g>", "<g></g>", &["script"]);
    becomes("<x:script xmlns:x=\"http://www.w3.org/2000/svg\">a</x:script>", "", &["script"]);
    becomes("<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">a</h:script>", "", &["script"]);
    becomes("<h:iframe xmlns:h=\"http://www.w3.org/1999/xht&#109;l\" src=\"a.html\"/>", "", &["iframe"]);
    becomes("<iframe xmlns=\"http://www.w3.org/1999/xhtml\" srcdoc=\"x\"/>", "", &["iframe"]);
    becomes("<Script>a</Script><SCRIPT/>", "", &["SCRIPT", "Script"]);
    becomes("<y:g>unknown</y:g>", "", &["y:g"]);
    becomes("<g onclick=\"a()\" id=\"x\" ONLOAD='b'/>", "<g id=\"x\"/>", &["ONLOAD", "onclick"]);
    becomes("<g id='a\"b' onload='c'>t</g>", "<g id='a\"b'>t</g>", &["onload"]);
    becomes("<a href=\"javascript:a()\">x</a>", "<a>x</a>", &["javascript:a()"]);
    becomes("<a xlink:href=\" java&#10;script&#x3a;a()\">x</a>", "<a>x</a>", &["javascript:a()"]);
    becomes("<a href=\"data:text/html,x\">x</a>", "<a>x</a>", &["data:text/html,x"]);
    becomes("<a><set attributeName=\"xlink:href\" to=\"javascript:a()\"/>x</a>", "<a>x</a>", &["set href"]);
    becomes("<animate attributeName=\"&#104;ref\" values=\"javascript:a()\"/>", "", &["animate href"]);
    becomes("<set attributeName=\"onclick\" to=\"a()\"/>", "", &["set onclick"]);
    becomes("<?xml-stylesheet href=\"a.xsl\" type=\"text/xsl\"?><?php x ?><g/>", "<g/>", &["xml-stylesheet"]);
    becomes(
        "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\">a<object data=\"x\"/><p onclick=\"a\">b</p></body></foreignObject>",
        "<foreignObject><body xmlns=\"http://www.w3.org/1999/xhtml\">a<p>b</p></body></foreignObject>",
        &["object", "onclick"],
    );
    becomes("<handler xmlns=\"http://www.w3.org/2001/xml-events\">a</handler>", "", &[]);
    becomes("<g a=\"1\" a=\"2\">broken</g><path d=1 />x", "x", &["g", "path"]);
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    let pixel = "https://spy.example/a.png";
    for (content, wanted) in [
        ("<image href=\"§\" x=\"1\"/>", "<image x=\"1\"/>"),
        ("<use xlink:href='§'/>", "<use/>"),
        ("<use href=\"data:image/svg+xml,x#a\"/>", "<use/>"),
        ("<image href=\"//spy.example/a\"/>", "<image/>"),
        ("<image href=\"\\\\spy.example/a\"/>", "<image/>"),
        ("<image href=\"file:///home/me/a.png\"/>", "<image/>"),
        ("<g fill=\"url(§)\"/>", "<g/>"),
        ("<g fill=\"URL(&quot;ht&#116;ps://spy.example&quot;)\"/>", "<g/>"),
        ("<g style=\"fill: red; filter: url('§#a')\"/>", "<g style=\"fill: red; filter: url(&quot;data:,&quot;)\"/>"),
        ("<style>@import url(§); a {}</style>", "<style>/**/ a {}</style>"),
        ("<style>@import '§';a{}</style>", "<style>/**/a{}</style>"),
        ("<style>@\\69mport \"§;x\";a{}</style>", "<style>/**/a{}</style>"),
        ("<style>a { b: u\\72 l(§) }</style>", "<style>a { b: url(&quot;data:,&quot;) }</style>"),
        ("<style><![CDATA[a>b { c: url( \"§\" ) }]]></style>", "<style>a&gt;b { c: url(&quot;data:,&quot; ) }</style>"),
        ("<style>a { b: u&#114;l(§) }</style>", "<style>a { b: url(&quot;data:,&quot;) }</style>"),
        ("<style>a { b: image-set('§' 1x, url(b.png) 2x) }</style>", "<style>a { b: url(&quot;data:,&quot;) }</style>"),
        (
            "<style>/* url( */ a { b: '\\'url(' url(§) }</style>",
            "<style>/* url( */ a { b: '\\'url(' url(&quot;data:,&quot;) }</style>",
        ),
        ("<style>a { b: url(§</style>", "<style>a { b: url(&quot;data:,&quot;)</style>"),
        (
            "<img xmlns=\"http://www.w3.org/1999/xhtml\" src=\"§\" srcset=\"§ 2x\"/>",
            "<img xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        ),
        ("<g xml:base=\"§\"/>", "<g/>"),
        ("<a href=\"b\" ping=\"§\"/>", "<a href=\"b\"/>"),
    ] {
        let (text, removed) = inside(&content.replace('§', pixel));
        assert_eq!(text, wanted, "{content}");
        assert!(!removed.is_empty() && !text.contains("spy"), "{content}: {removed:?}");
    }
}

/// Each of these was loaded by Chromium, as it was read otherwise than by a browser.
#[test]
fn no_address_hides_where_a_browser_sees_other_words() {
    for css in [
        "p{a:ur@import x;l(§)}",
        "p{a:\\75\\72@import x;\\6c(§)}",
        "a{b:#url(a' ) ')}p{c:url(§)}x{y:'}",
        "a{b:u\\\nrl(a' ) ')}p{c:url(§)}x{y:'}",
        "p{x:url('x' ')');a:url(§);y:''}",
        "p{x:'\\\r\n';a:url(§);y:''}",
        "p{x:'\\&#13;&#10;';a:url(§);y:''}",
        "a{x:url(\u{a0}'a/)}p{a:url(§)}x{y:')}",
        "p{a:\u{a0}url(a)}p{a:url(§)}",
        "&lt;!--url(a'){}p{a:url(§)}x{y:'}",
        "@namespace x url('a' ')');p{a:url(§)}x{y:''}",
        "p{--x:'§';a:image-set(var(--x) 1x)}",
        "@function --f(){result:'§'}p{a:image-set(--f() 1x)}",
        "p{a:image-set(/*'*/'§'/*'*/ 1x)}",
    ] {
        let (text, removed) = inside(&format!("<style>{}</style>", css.replace('§', "//spy.dev/")));
        assert!(!removed.is_empty() && !text.contains("url(//") && !text.contains("set(/*"), "{css}: {text}");
        assert!(!text.contains("1x") && !text.replace("/**/", "|").contains("url(//"), "{css}: {text}");
    }
    let (text, _) = inside("<g style=\"a:'\n';fill:url(//spy.dev/);b:''\"/>");
    assert!(!text.contains("spy"), "an end of a line is a space in an attribute: {text}");
    let (text, _) = inside("<g style=\"a:'&#10;';b:url(//spy.dev/);c:'x'\"/>");
    assert!(text.contains("&#10;"), "and it is none where it is written by its number: {text}");
    becomes("<style>/@import x;*'*/</style>", "<style>//**/*'*/</style>", &["x"]);
    becomes(
        "<a xmlns=\"http://www.w3.org/1999/xhtml\" attributionsrc=\"x\"/>",
        "<a xmlns=\"http://www.w3.org/1999/xhtml\"/>",
        &["attributionsrc"],
    );
    stays("<style>a{b:\u{e9}url(a);c:image-set(url('a.png') 1x, 'b.png' type('image/png') 2x)}</style>");
}

#[test]
fn names_for_texts_are_written_out_and_names_for_elements_go() {
    let file = |subset: &str, rest: &str| cleaned(&format!("<!DOCTYPE svg PUBLIC \"-//W3C\" \"x\" [{subset}]>{rest}"), ALL);
    let (text, removed) = file(
        "<!ENTITY ns_svg \"http://www.w3.org/2000/svg\"> <!ENTITY t 'a > b'>",
        "<svg xmlns=\"&ns_svg;\" id=\"&t;&amp;\">&t;&amp;&unknown;</svg>",
    );
    assert_eq!(text, "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"a &gt; b&amp;\">a &gt; b&amp;&unknown;</svg>");
    assert!(removed.is_empty(), "{removed:?}");
    for bad in ["<script>a()</script>", "&#60;script>", "&lt;script>", "%x;"] {
        let (text, removed) = file(&format!("<!ENTITY bad \"{bad}\">"), "<svg id=\"&bad;\">a&bad;b</svg>");
        assert_eq!((&*text, removed), ("<svg>ab</svg>", vec!["&bad;".to_owned(), "id".to_owned()]), "{bad}");
    }
    let (text, _) = file("<!ATTLIST svg onload CDATA 'a()'>", "<svg/>");
    assert_eq!(text, "<svg/>", "attributes that are given unseen");
    let (text, _) = file("<!ENTITY j \"javascript:\">", "<svg><a href=\"&j;a()\"/></svg>");
    assert_eq!(text, "<svg><a/></svg>");
    let (text, _) = file("<!ENTITY h \"http://www.w3.org/1999/xhtml\">", "<svg><x:embed xmlns:x=\"&h;\"/></svg>");
    assert_eq!(text, "<svg></svg>");
    let (text, _) = file("<!ENTITY x SYSTEM \"file:///etc/passwd\">", "<svg>&x;</svg>");
    assert_eq!(text, "<svg></svg>");
    let many = "&t;".repeat(100_000);
    let (text, _) = file(&format!("<!ENTITY t \"{}\">", "a".repeat(256)), &format!("<svg>{many}</svg>"));
    assert!(text.len() < 5 << 20, "{} bytes", text.len());
}

#[test]
fn what_is_no_xml_ends_the_drawing_there() {
    let broken = |text: &str| {
        let drawing = clean(text.as_bytes(), ALL);
        (String::from_utf8(put_together(text, drawing.pieces)).expect("it was text"), drawing.broken.is_some())
    };
    let cases = [
        ("<svg><g><path/></svg><script>a()</script>", "<svg><g><path/></g></svg>"),
        ("<svg><script>a()", "<svg></svg>"),
        ("<svg><style>a { b: url(http://x", "<svg><style></style></svg>"),
        ("<svg><g>text", "<svg><g>text</g></svg>"),
        ("<svg><g onload=\"a\"><", "<svg><g></g></svg>"),
    ];
    for (text, wanted) in cases {
        assert_eq!(broken(text), (wanted.to_owned(), true), "{text}");
    }
    assert_eq!(broken(""), (String::new(), false));
    assert_eq!(broken("no drawing"), (String::new(), false));
}

#[test]
fn other_encodings_become_utf8() {
    let whole = |bytes: &[u8]| match &clean(bytes, ALL).pieces[..] {
        [Piece::Made(text)] => String::from_utf8(text.clone()).expect("UTF-8"),
        other => panic!("{other:?}"),
    };
    let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><svg onload=\"a\">é</svg>";
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(whole(&utf16), "<svg>é</svg>");
    assert_eq!(whole(b"<?xml version='1.0' encoding='iso-8859-1'?><svg><script/>\xe9</svg>"), "<svg>é</svg>");
    // read as UTF-7, this would be a script
    let (text, _) = cleaned("<?xml version='1.0' encoding='utf-7'?><svg>+ADw-script+AD4-</svg>", ALL);
    assert_eq!(text, "<svg>+ADw-script+AD4-</svg>");
}

#[test]
fn notes_of_programs_go_with_the_metadata() {
    let text = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:i=\"http://www.inkscape.org/namespaces/inkscape\" \
        i:export-filename=\"/home/me/x.png\" id=\"a\"><metadata><i:rdf/></metadata><i:view x=\"1\"><g/></i:view><g i:label=\"l\" onload=\"a\"/></svg>";
    let head = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:i=\"http://www.inkscape.org/namespaces/inkscape\"";
    assert_eq!(cleaned(text, ALL), (format!("{head} id=\"a\"><g/></svg>"), vec!["onload".to_owned()]));
    let told = Rules { running: false, told: true };
    assert_eq!(cleaned(text, told), (format!("{head} id=\"a\"><g onload=\"a\"/></svg>"), vec![]));
    let kept = cleaned(text, Rules { running: true, told: false }).0;
    assert_eq!(kept, text.replace(" onload=\"a\"", ""));
    for (text, wanted) in [
        (
            "<svg><!-- draft --><g/><!--! by me --><style>a{}<!-- b --></style></svg>",
            "<svg><g/><!--! by me --><style>a{}</style></svg>",
        ),
        ("<svg><!-- Copyright 2020 X --><!-- MIT licence --></svg>", "<svg><!-- Copyright 2020 X --><!-- MIT licence --></svg>"),
    ] {
        assert_eq!(cleaned(text, ALL).0, wanted);
        assert_eq!(cleaned(text, Rules { running: true, told: false }).0, text);
    }
    let trusted = "<!DOCTYPE svg [<!ENTITY e \"http://www.w3.org/2000/svg\">]><?x y?><svg xmlns=\"http://www.w3.org/2000/svg\">&e;<script/></svg>";
    assert_eq!(cleaned(trusted, told), (trusted.to_owned(), vec![]));
}

#[test]
fn whatever_is_written_the_answer_is_clean() {
    let text = "<!DOCTYPE s [<!ENTITY e \"x\">]><svg xmlns:x=\"y\"><a href='javascript:b' onload=\"c\">&e;<style>@import 'a:b'; \
        c{d:url(e:f)}</style><![CDATA[g]]><!-- h --><script>i</script><x:j/></a></svg>";
    let once = cleaned(text, ALL).0;
    for word in ["<script", "javascript:", "onload", "a:b", "e:f", "DOCTYPE"] {
        assert!(!once.contains(word), "{once}");
    }
    for at in 0..text.len() {
        cleaned(&text[..at], ALL);
        for with in ["", "<", ">", "\"", "&", "\\", "é"] {
            let odd = format!("{}{with}{}", &text[..at], &text[at + 1..]);
            let once = cleaned(&odd, ALL).0;
            let twice = cleaned(&once, ALL);
            assert_eq!((&twice.0, &twice.1), (&once, &vec![]), "{odd}");
        }
    }
}

#[test]
fn a_drawing_that_was_made_to_take_long_does_not() {
    let many = |from: usize, each: &dyn Fn(usize) -> String| (from..60_000).map(each).collect::<String>();
    let deep = many(0, &|ix| format!("<g xmlns:a{ix}=\"b\">"));
    let wide =
        format!("<svg {}>{}</svg>", many(0, &|ix| format!(" xmlns:a{ix}=\"b\"")), many(0, &|ix| format!("<g a{ix}:b=\"\"/>")));
    let attributes = format!("<svg {}/>", many(0, &|ix| format!(" a{ix}=\"b\"")));
    let sheet = format!("<svg><style>{}</style></svg>", many(0, &|_| "a{b:url(http:c)}/*".to_owned()));
    let names = format!(
        "<!DOCTYPE svg [{}]><svg>{}</svg>",
        many(0, &|ix| format!("<!ENTITY a{ix} 'b'>")),
        many(0, &|ix| format!("&a{ix};"))
    );
    for text in [deep, wide, attributes, sheet, names, "<".repeat(60_000), "&".repeat(60_000), "<svg style='".repeat(60_000)] {
        cleaned(&text, ALL); // by squares, each of these takes minutes
    }
}

#[test]
fn what_is_nested_without_end_is_left_out() {
    let nested = |depth: usize| format!("<svg>{}{}<circle/></svg>", "<g>".repeat(depth), "</g>".repeat(depth));
    assert_eq!(cleaned(&nested(511), ALL), (nested(511), vec![]));
    assert_eq!(cleaned(&nested(900_000), ALL), (nested(511), vec![TOO_DEEP.to_owned()]));
    let open = cleaned(&"<g>".repeat(900_000), ALL).0;
    assert_eq!(open, format!("{}{}", "<g>".repeat(512), "</g>".repeat(512)), "one that never ends is closed");
    let told = Rules { running: false, told: true };
    assert_eq!(cleaned(&nested(600), told), (nested(511), vec![TOO_DEEP.to_owned()]));
}
