//! The examples of the CommonMark specification through our writer, extensions off.
//!
//! The specification comes from the npm package `commonmark-spec`, which `tests/run` installs.

use std::collections::BTreeMap;

use foamsite::note::{Fill, Note, Options, RawHtml, parse};
use html5gum::{Token, Tokenizer};
use pulldown_cmark::{Parser, html::push_html};

pub(crate) struct Example {
    pub(crate) number: usize,
    pub(crate) markdown: String,
    pub(crate) html: String,
}

/// The examples of a specification; each may say behind the word which extension it is for.
pub(crate) fn examples(spec: &str) -> Vec<Example> {
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    for chunk in spec.split(&format!("{fence} example")).skip(1) {
        let (_, body) = chunk.split_once('\n').expect("a line ends");
        let body = body.split(&format!("\n{fence}")).next().expect("split yields one part").replace('→', "\t");
        let body = format!("{body}\n");
        let (markdown, html) = match body.strip_prefix(".\n") {
            Some(html) => ("", html),
            None => body.split_once("\n.\n").expect("an example has two parts"),
        };
        examples.push(Example { number: examples.len() + 1, markdown: format!("{markdown}\n"), html: html.to_owned() });
    }
    examples
}

/// Our writer's HTML, its holes filled as CommonMark has it.
fn ours(markdown: &str) -> String {
    let options = Options { html: RawHtml::Trusted, extensions: false, ..Options::default() };
    let note = parse::parse(markdown, &options);
    let mut out = String::new();
    note.body.play(note.body.all(), &mut out, |out, hole| {
        out.push_str(&heading(&note, hole.fill));
        0
    });
    out
}

fn heading(note: &Note, fill: Fill) -> String {
    match fill {
        Fill::HeadingOpen(h) => format!("<h{}>", note.headings[h as usize].level),
        Fill::HeadingClose(h) => format!("</h{}>", note.headings[h as usize].level),
        Fill::BlockId(_) => String::new(),
        other => panic!("no extension is on, yet the tape has {other:?}"),
    }
}

/// What the HTML says: tags with sorted attributes, text with entities undone; white space between blocks does not count.
pub(crate) fn meaning(html: &str) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    let mut pre = 0;
    for Ok(token) in Tokenizer::new(html) {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                pre += i32::from(name == "pre");
                let attributes: BTreeMap<_, _> = tag
                    .attributes
                    .iter()
                    .map(|(k, v)| (String::from_utf8_lossy(k).into_owned(), String::from_utf8_lossy(v).into_owned()))
                    .collect();
                said.push(format!("<{name} {attributes:?}>"));
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                pre -= i32::from(name == "pre");
                said.push(format!("</{name}>"));
            }
            Token::String(text) => {
                let text = String::from_utf8_lossy(&text).into_owned();
                let text = if pre > 0 { text } else { text.trim_matches('\n').to_owned() };
                if !text.is_empty() {
                    said.push(text);
                }
            }
            Token::Comment(comment) => said.push(format!("<!--{}-->", String::from_utf8_lossy(&comment))),
            _ => {}
        }
    }
    said
}

#[test]
fn every_example_that_the_parser_passes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/node_modules/commonmark-spec/spec.txt");
    let Some(spec) = crate::installed(path) else { return };
    let examples = examples(&spec);
    assert_eq!(examples.len(), 652, "version 0.31.2 has 652 examples");
    let (mut beyond, mut wrong) = (Vec::new(), Vec::new());
    for example in &examples {
        let mut raw = String::new();
        push_html(&mut raw, Parser::new(&example.markdown));
        let wanted = meaning(&example.html);
        if meaning(&raw) != wanted {
            beyond.push(example.number);
            continue;
        }
        let ours = ours(&example.markdown);
        if meaning(&ours) != wanted {
            wrong.push(format!("example {}: {:?}\n{ours}", example.number, example.markdown));
        }
    }
    assert!(wrong.is_empty(), "{} examples:\n{}", wrong.len(), wrong.join("\n"));
    assert!(beyond.is_empty(), "the parser itself fails these examples, which version 0.13.6 did not: {beyond:?}");
}
