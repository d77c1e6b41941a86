//! Front matter, case by case.

use super::*;
use serde_json::json;

/// Properties, the text proper, and the codes of the findings.
fn all(text: &str) -> (serde_json::Value, &str, Vec<&'static str>) {
    let front = read(text);
    for finding in &front.findings {
        assert!(text.get(finding.span.range()).is_some(), "{:?} lies in {text:?}", finding.span);
    }
    (front.meta.properties.into(), &text[front.body..], front.findings.iter().map(|f| f.code.name()).collect())
}

#[test]
fn fences() {
    let none = json!({});
    for (text, properties, body) in [
        ("---\ntitle: X\n---\n# H", json!({"title": "X"}), "# H"),
        ("\u{feff}---\r\ntitle: X\r\n---\r\n# H", json!({"title": "X"}), "# H"),
        ("---\rtitle: X\r---\r# H", json!({"title": "X"}), "# H"),
        ("\n \n---\ntitle: X\n---\n# H", json!({"title": "X"}), "# H"),
        ("---\n---\n\n# E\n", none.clone(), "\n# E\n"),
        ("---\n---", none.clone(), ""),
        ("---\n# only a comment\n---\nx", none.clone(), "x"),
        ("---\na: 1\n----\nx", json!({"a": 1}), "x"),
        ("---\na: 1\n--- \nx", json!({"a": 1}), "x"),
        ("---\na: 1\n---x", json!({"a": 1}), "x"),
        ("---\na: |\n  ---\n---\nx", json!({"a": "---\n"}), "x"),
        ("+++\na = 1\nb = 2024-01-02\n+++\nx", json!({"a": 1, "b": "2024-01-02"}), "x"),
        // Text that begins with a thematic break, or something like a fence.
        ("---", none.clone(), "---"),
        ("---\n\nText: here\n\n***\n", none.clone(), "---\n\nText: here\n\n***\n"),
        ("---\n\nSome text\n\n---\n\nmore", none.clone(), "---\n\nSome text\n\n---\n\nmore"),
        ("---\nSome prose: with a colon\nand more\n---\n", none.clone(), "---\nSome prose: with a colon\nand more\n---\n"),
        ("---\n- a\n- b\n---\nx", none.clone(), "---\n- a\n- b\n---\nx"),
        ("--- \ntitle: X\n---\n", none.clone(), "--- \ntitle: X\n---\n"),
        ("----\ntitle: no\n----\n", none.clone(), "----\ntitle: no\n----\n"),
        ("---\ntitle: X\n...\n", none.clone(), "---\ntitle: X\n...\n"),
        (";;;\n{}\n;;;\n", none.clone(), ";;;\n{}\n;;;\n"),
        ("x\n\n---\ntitle: late\n---\n", none.clone(), "x\n\n---\ntitle: late\n---\n"),
        ("\u{feff}text", none.clone(), "text"),
        ("", none, ""),
    ] {
        assert_eq!(all(text), (properties, body, vec![]), "{text:?}");
    }
}

#[test]
fn values_are_yaml_1_2() {
    let text = "---\nd: 2024-01-02\nok: yes\nn: 012\no: 0o14\nt: True\nu: 1_000\nz:\n---\n";
    let expected = json!({"d": "2024-01-02", "ok": "yes", "n": 12.0, "o": 12, "t": true, "u": "1_000", "z": null});
    assert_eq!(all(text).0, expected);
}

#[test]
fn broken_blocks_leave_the_text() {
    for yaml in [
        "title: Foo: Bar",
        "tags:\n\t- a",
        "title: \"abc",
        "tags: [a, b",
        "title: one\ntitle: two",
        "a: *nope",
        "a: &a [*a]",
        "a: x\0y",
        "title: {{title}}",
        "title: @foo",
        "a: 1\n  b: 2\n c: 3",
        "[a]: b",
        "a: !!binary ////",
    ] {
        let text = format!("---\n{yaml}\n---\nbody\n");
        assert_eq!(all(&text), (json!({}), "body\n", vec!["bad-front-matter"]), "{yaml:?}");
    }
}

#[test]
fn errors_point_at_their_place() {
    let text = "\u{feff}---\r\nkéy: 1\r\ntitle: Foo: Bar\r\n---\r\nx";
    let finding = &read(text).findings[0];
    assert_eq!(&text[finding.span.range()], ": Bar");
    assert_eq!(finding.hints, ["Put a value that holds `: ` in quotes."]);
    let text = "---\na: 1\na: 2\n---\n";
    let finding = &read(text).findings[0];
    assert_eq!(
        (&text[finding.span.range()], &*finding.message),
        ("a: 2", "the front matter cannot be read: `a` stands in it twice")
    );
    let text = "+++\na = 1\nb = [\n+++\n";
    assert_eq!(read(text).findings[0].span.start, text.find("b = [").map_or(0, |i| i as u32 + 5));
}

#[test]
fn bombs_are_errors() {
    let laughs = (1..9).fold("a0: &a0 [lol, lol]\n".to_owned(), |text, i| {
        text + &format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(","))
    });
    for yaml in [
        laughs,
        format!("a: &a {}\nb: [{}]", "x".repeat(30_000), vec!["*a"; 10_000].join(",")),
        format!("a: {}{}", "[".repeat(20_000), "]".repeat(20_000)),
        format!("{}x", "- ".repeat(20_000)),
        format!("a:\n  {}x", "- ".repeat(20_000)),
        (0..600).map(|i| format!("{}a:\n", " ".repeat(i % 100))).collect(),
        (0..40_000).map(|i| format!("key{i}: value\n")).collect(),
    ] {
        let text = format!("---\n{yaml}\n---\nbody\n");
        let (properties, body, codes) = all(&text);
        assert_eq!((properties, body, codes), (json!({}), "body\n", vec!["bad-front-matter"]), "{}", &yaml[..60]);
    }
    let deep = format!("+++\na = {}{}\n+++\nbody", "[".repeat(20_000), "]".repeat(20_000));
    assert_eq!(all(&deep).2, ["bad-front-matter"]);
}

#[test]
fn titles() {
    for (value, title) in [
        ("X", Some("X")),
        ("159", Some("159")),
        ("012", Some("12")),
        ("1.50", Some("1.5")),
        ("true", Some("true")),
        ("[a, b]", Some("a,b")),
        ("", None),
        ("''", None),
        ("'  '", None),
        ("{a: b}", None),
        ("2024-01-01", Some("2024-01-01")),
        ("|\n  two\n  lines", Some("two lines")),
        ("\"a\\x01\\x1b[31m\"", Some("a[31m")),
    ] {
        let front = read(&format!("---\ntitle: {value}\n---\n"));
        assert_eq!(front.meta.title.as_deref(), title, "{value:?}");
        assert_eq!(front.findings.len(), usize::from(value.starts_with('{')));
    }
    assert_eq!(read("---\nTitle: X\n---\n").meta.title, None, "keys have a case");
}

#[test]
fn aliases() {
    let of = |yaml: &str| read(&format!("---\n{yaml}\n---\n")).meta.aliases;
    assert_eq!(of("alias: alias 1, alias 2   , alias3 "), ["alias 1", "alias 2", "alias3"]);
    assert_eq!(of("alias:\n- one, two\n- 3"), ["one, two", "3"]);
    assert_eq!(of("aliases: [x, y, x]\nalias: z"), ["z", "x", "y"]);
    assert_eq!(of("aliases: [null, 1, true, '', ' ', [x], {y: z}, '/']"), ["1", "true", "/"]);
    assert!(of("aliases: {a: b}").is_empty());
}

#[test]
fn tags_and_where_they_stand() {
    let of = |yaml: &str| {
        let text = format!("---\ntitle: tags a 2024 hello\n{yaml}\n---\n#a body a b c");
        let tags = read(&text).tags;
        tags.iter().map(|tag| (tag.name.to_string(), text[tag.span.range()].to_string())).collect::<Vec<_>>()
    };
    let each = |names: &[&str]| names.iter().map(|n| (n.to_string(), n.to_string())).collect::<Vec<_>>();
    assert_eq!(of("tags: hello, world  this_is_good"), each(&["hello", "world", "this_is_good"]));
    assert_eq!(of("tags: [a b, c/d]"), each(&["a", "b", "c/d"]));
    assert_eq!(of("tags:\n- a\n- ab\n- b\n- a"), each(&["a", "ab", "b", "a"]));
    assert_eq!(of("tags: a,b"), each(&["a", "b"]));
    assert_eq!(of("tags: [\"#a\", '##x', '#']"), each(&["a", "x"]));
    assert_eq!(of("\"tags\": a"), each(&["a"]));
    assert_eq!(of("tag: 2024"), each(&["2024"]));
    assert_eq!(
        of("tags: [a.b, c&d, '<img src=x>', 日本, e\u{301}, 👨\u{200d}👩]"),
        each(&["a", "c", "src", "日本", "e\u{301}", "👨\u{200d}👩"])
    );
    assert_eq!(of("tags: [[a], [b, [c]], null, true]"), each(&["a", "b", "c", "true"]));
    assert_eq!(of("tags: [012, a]"), [("12".into(), "tags: [012, a]".into()), ("a".into(), "tags: [012, a]".into())]);
    assert!(of("tags: {a: b}").is_empty());
    let long = read(&format!("---\ntags: [{}, {}]\n---\n", "u".repeat(3000), ["n"; 40].join("/")));
    assert_eq!((long.tags.len(), long.findings.len()), (0, 2));
}

#[test]
fn dates_languages_permalinks() {
    let date = |value: &str| {
        let front = read(&format!("---\ndate: {value}\n---\n"));
        front.meta.created.map(|d| d.to_string()).ok_or(front.findings.len())
    };
    for fine in [
        "2024-01-31",
        "2024-01-31T10:00:00+01:00",
        "2024-01-31 10:00",
        "2024-01-31T10:00:00.5Z",
        "'2024-01-31T08:00:00+02:00[Europe/Paris]'",
    ] {
        assert_eq!(date(fine).as_deref(), Ok("2024-01-31"), "{fine}");
    }
    for bad in [
        "2024-02-30",
        "99999999-01-01",
        "-5",
        "{y: 1}",
        "2024-01-01T25:61:61+99:99",
        "20-12-12",
        "20240131",
        "soon",
        "2024-01-31x",
        "ééééééé",
    ] {
        assert_eq!(date(bad), Err(1), "{bad}");
    }
    assert_eq!(date("1630389506780").as_deref(), Ok("2021-08-31"));
    assert_eq!(date(""), Err(0));
    let meta = read(
        "---\ncreated: 2024-01-02\nlastmod: 2024-02-03\nlang: pt-BR\nslug: 5\ntype: daily-note\ndescription: >-\n a\n b\n---\n",
    )
    .meta;
    assert_eq!((meta.created.is_some(), meta.updated.is_some()), (true, true));
    assert_eq!((meta.language.as_deref(), meta.permalink.as_deref()), (Some("pt-BR"), Some("5")));
    assert_eq!((meta.kind.as_deref(), meta.description.as_deref()), (Some("daily-note"), Some("a b")));
    let bad = read("---\nlang: '\"><script>'\npermalink: [a]\n---\n");
    assert_eq!((bad.meta.language, bad.meta.permalink, bad.findings.len()), (None, None, 2));
}

#[test]
fn visibility_fails_closed() {
    use visibility::{Rules, Visibility};
    let decide = |marks| Rules::default().decide(marks, []);
    for (text, finding) in [
        ("---\npublish:   false   # not yet\n---\n", ""),
        ("---\r\ntitle: x\r\npublish: \"false\"\r\n---\r\n", ""),
        ("\u{feff}---\ndraft: 'true'   \nother: 1\n---\n", ""),
        ("\n---\npublish: false\n---\n", ""),
        ("+++\ndraft = true\n+++\n", ""),
        ("---\npublish: fales\n---\n", "publish: fales"),
        ("---\npublish:\n---\n", "publish:"),
        ("---\nsub: Foo: Bar: [x\npublish: false\n---\n", "publish"),
        ("---\npublish: true\npublish: false\n---\n", "publish"),
        ("---\n- draft: true\n---\n", "draft"),
        ("---  \ndraft: true\n---   \n", "draft"),
        ("---\ntitle: x\npublish: false\n\nbody\n", "publish"),
        ("---\npublish: false\n...\nbody\n", "publish"),
        ("+++\nPrivate = true\nbody\n", "Private"),
        ("+++\ndraft = tru\n+++\nbody\n", "draft"),
    ] {
        let front = read(text);
        assert_eq!(decide(front.marks), Visibility::Private, "{text:?}");
        let unclear = front.findings.iter().find(|f| f.code == Code::UnclearVisibility);
        assert_eq!(unclear.map_or("", |f| &text[f.span.range()]), finding, "{text:?}");
    }
    let front = read("---\n\nSome prose, then draft: no\n\n---\npublish: false\n");
    assert_eq!(decide(front.marks), Visibility::Public, "a mark below the head is text");
}
