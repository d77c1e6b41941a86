//! Queries as they are written, and what is wrong with them.

use super::*;

fn parse(text: &str) -> (Option<Query>, Vec<String>) {
    let source = format!("# A\n\n```foam-query\n{text}\n```\n");
    let mut findings = Vec::new();
    let reading = read(text, &source, Span::new(5, source.len() - 1), &mut findings);
    let told = findings.iter().map(|f| format!("{}: {}", &source[f.span.range()], f.message)).collect();
    (if let Reading::Query(query) = reading { Some(*query) } else { None }, told)
}

#[test]
fn all_keys_are_read() {
    let text = "filter: {tag: '#x', not: {path: ^/old/}}\nselect: [title, {field: 'section[A b]', label: L}, {field: properties.due, link: true}]\n\
                sort: properties.due desc\nlimit: 3\noffset: 1\nformat: list";
    let (query, told) = parse(text);
    let query = query.expect("it is one");
    assert_eq!(told, Vec::<String>::new());
    assert!(
        matches!(&query.filter, Filter::And(parts) if matches!(&parts[..], [Filter::Tag(tag), Filter::Not(_)] if &**tag == "x"))
    );
    let labels: Vec<_> = query.columns.iter().map(|c| (&*c.label, c.link)).collect();
    assert_eq!(labels, [("title", true), ("L", false), ("due", true)]);
    assert_eq!(query.sort, Some(Sort { field: Field::Property("due".into()), descending: true }));
    assert_eq!((query.limit, query.offset, query.format), (Some(3), 1, Format::List));
}

#[test]
fn a_query_is_a_table_once_it_selects_two_fields() {
    let format = |text: &str| parse(text).0.map(|query| query.format);
    assert_eq!(format("filter: '*'"), Some(Format::List));
    assert_eq!(format("select: [title]"), Some(Format::List));
    assert_eq!(format("select: [title, path]"), Some(Format::Table));
    assert_eq!(format("format: count"), Some(Format::Count));
    let columns = parse("format: table").0.map(|query| query.columns.len());
    assert_eq!(columns, Some(2));
}

#[test]
fn what_is_wrong_has_its_place() {
    for (text, told, usable) in [
        ("filter: '#u'\nfoo: 1", "foo: a query has no key `foo`", true),
        ("filter: '#u'\nlimit: 0", "limit: `limit` must be a whole number above 0", true),
        ("filter: '#u'\nselect: [title, tgas]", "tgas: a query has no field `tgas`", true),
        ("filter: '#u'\n  bad: x", "bad: x: line 2 of the query cannot be read, so it is passed over", true),
        ("filter: {title: '(a'}", "(a: the pattern `(a` of `title` cannot be used: unclosed group", true),
        ("filter: {jexl: 'a ==='}", "a ===: the expression `a ===` cannot be understood: `=` has no meaning in it", true),
        ("filter: words", "words: the filter `words` is none, so that all files are meant", true),
        ("filter: {expression: 'x'}", "expression: the filter `expression` is not followed any more", true),
        ("filter: {and: 3}", "and: `and` must be a list of filters", true),
        ("filter:", "filter: `filter` has no value", false),
        ("filter: #u", "filter: `filter` has no value", false),
        ("filter: [[a]]", "filter: `filter` is no text", false),
        ("select: [body]\nsort: body", "sort: nothing can be sorted by `body`", true),
    ] {
        let (query, findings) = parse(text);
        assert_eq!(findings, [told], "{text}");
        assert_eq!(query.is_some(), usable, "{text}");
    }
    for text in ["", "nothing", "foo: 1", "- a\n- b", "*"] {
        let (query, findings) = parse(text);
        assert!(query.is_none() && !findings.is_empty(), "{text}: {findings:?}");
    }
}

#[test]
fn patterns_take_linear_time_and_bounded_memory() {
    let fits = |pattern: &str, text: &str| Pattern::new(pattern).map(|pattern| pattern.fits(text));
    assert_eq!(fits("(a+)+$", &("a".repeat(50_000) + "b")), Ok(false));
    assert_eq!(fits("^al", "alpha"), Ok(true));
    assert!(fits("(?=a)", "a").is_err());
    assert!(fits("((a{100}){100}){100}", "a").is_err());
}

#[test]
fn deep_filters_end() {
    let deep = "filter: ".to_owned() + &"{not: ".repeat(40) + "'#a'" + &"}".repeat(40);
    assert_eq!(parse(&deep).1, ["filter: filters lie in each other more than 32 deep"]);
}
