//! The examples that the Markdown parser's own package has for what we switch on (tables, strikethrough, tasks, footnotes,
//! definition lists, mathematics; among them those of GitHub's specification) through our writer.
//!
//! They are read from the package as cargo has it. What we say differently, in tags and classes, is put in the package's terms
//! before the two are held together; where the meaning differs, the reason stands in [`DIFFERENT`].

use std::path::{Path, PathBuf};

use foamsite::base::path::encode_url;
use foamsite::note::{Fill, Note, Options, RawHtml, parse};

use crate::commonmark::meaning;

/// A file of examples, and how many it has.
const FILES: [(&str, usize); 8] = [
    ("gfm_table", 9),
    ("table", 28),
    ("gfm_strikethrough", 3),
    ("strikethrough", 15),
    ("gfm_tasklist", 2),
    ("footnotes", 26),
    ("definition_lists", 31),
    ("math", 47),
];

/// Where we read something else, and why.
const DIFFERENT: &[(&str, usize, &str)] = &[
    ("math", 10, "`$$` is closed by the next `$$`, as in MathJax and Obsidian: a single `$` inside is a sign"),
    ("math", 18, "a displayed formula may go over lines that look like a quote"),
    ("math", 19, "a displayed formula may have empty lines"),
    ("math", 24, "as the first"),
    ("math", 26, "a code block `math` is a formula, as on GitHub"),
    ("math", 30, "footnotes stand at the end, numbered in the order of their marks"),
];

struct Example {
    markdown: String,
    html: String,
}

/// A folder of a package that `lock` names: cargo unpacks there what it has fetched. Nothing, said aloud, where it is not there.
pub(crate) fn package(lock: &str, name: &str, folder: &str) -> Option<PathBuf> {
    let found = unpacked(lock, name).map(|package| package.join(folder)).filter(|folder| folder.exists());
    if found.is_none() {
        assert!(
            std::env::var("FOAMSITE_TESTS").is_err(),
            "the sources of {name} are not where cargo has them: was tests/run changed?"
        );
        eprintln!("SKIPPED: the sources of {name} are not where cargo has them; tests/run fetches them");
    }
    found
}

fn unpacked(lock: &str, name: &str) -> Option<PathBuf> {
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(lock)).unwrap();
    let (_, entry) = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).expect("it is named there");
    let name = format!("{name}-{}", entry.split('"').next().unwrap());
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")))?;
    let sources = std::fs::read_dir(home.join("registry/src")).ok()?;
    sources.flatten().map(|registry| registry.path().join(&name)).find(|package| package.is_dir())
}

/// The examples in a file of tests: two raw strings each.
fn examples(source: &str) -> Vec<Example> {
    let strings: Vec<_> = source.split("r##\"").skip(1).map(|rest| rest.split("\"##").next().unwrap().to_owned()).collect();
    strings.chunks(2).map(|pair| Example { markdown: pair[0].clone(), html: pair[1].clone() }).collect()
}

/// Our writer's HTML with its holes filled in the package's terms.
pub(crate) fn ours(markdown: &str) -> String {
    let note = parse::parse(markdown, &Options { html: RawHtml::Trusted, ..Options::default() });
    let mut out = String::new();
    note.body.play(note.body.all(), &mut out, |out, hole| {
        out.push_str(&fill(&note, hole.fill));
        0
    });
    out
}

fn fill(note: &Note, fill: Fill) -> String {
    let link = |ix: u32| &note.links[ix as usize];
    match fill {
        Fill::Task(' ') => TASK.to_owned(),
        Fill::Task(_) => DONE.to_owned(),
        Fill::HeadingOpen(h) => format!("<h{}>", note.headings[h as usize].level),
        Fill::HeadingClose(h) => format!("</h{}>", note.headings[h as usize].level),
        Fill::LinkOpen(ix) => format!("<a href=\"{}\">", encode_url(&link(ix).name)),
        Fill::LinkText(ix) => link(ix).name.to_string(),
        Fill::LinkClose(_) => "</a>".into(),
        Fill::Embed(ix) => format!("<img alt=\"{}\" src=\"{}\">", link(ix).label.as_deref().unwrap_or(""), link(ix).name),
        Fill::FootnoteMark(..) => "[mark]".into(),
        Fill::FootnoteOpen(_) => "<li>".into(),
        Fill::Tag(ix) => format!("#{}", note.tags[ix as usize].name),
        _ => String::new(),
    }
}

/// `html` with every element that begins with `start` and ends with the next `end` replaced by what `with` makes of its content.
fn replaced(html: &str, start: &str, end: &str, with: impl Fn(&str) -> String) -> String {
    let (mut out, mut rest) = (String::new(), html);
    while let Some((before, after)) = rest.split_once(start) {
        let Some((inside, behind)) = after.split_once(end) else { break };
        out += before;
        out += &with(inside);
        rest = behind;
    }
    out + rest
}

/// The package's HTML in terms that both have.
pub(crate) fn theirs_in_common(html: &str) -> String {
    let html = html.replace("style=\"text-align: ", "class=\"align-").replace("<input disabled=\"\" type=\"checkbox\"/>\n", TASK);
    let html = html.replace("<input disabled=\"\" type=\"checkbox\" checked=\"\"/>\n", DONE);
    replaced(&html, "<span class=\"math math-", "</span>", |_| FORMULA.into())
}

pub(crate) fn ours_in_common(html: &str) -> String {
    let html = html.replace(" class=\"external\" rel=\"noopener\"", "").replace(" loading=\"lazy\"", "");
    let html = html.replace("<li class=\"task\">", "<li>").replace("<div class=\"math-block\">", "<p>");
    let html = html.replace("<task> ", TASK).replace("<done> ", DONE);
    let html = html.replace("</math></div>", "</math></p>").replace("</code></div>", "</code></p>");
    let html = replaced(&html, "<math", "</math>", |_| FORMULA.into());
    replaced(&html, "<code class=\"math\">", "</code>", |_| FORMULA.into())
}

const TASK: &str = "<task>";
const DONE: &str = "<done>";
const FORMULA: &str = "<formula>";

/// The words of a text with footnotes, in any order: theirs stand where they are written, ours at the end, numbered anew.
fn words(html: &str) -> Vec<String> {
    let html = replaced(html, "<sup class=\"footnote-reference\">", "</sup>", |_| "[mark]".into());
    let html = replaced(&html, "<sup class=\"footnote-definition-label\">", "</sup>", |_| String::new());
    let text = replaced(&html, "<", ">", |_| " ".into());
    let mut words: Vec<_> = text.split_whitespace().map(str::to_owned).collect();
    words.sort();
    words
}

/// Which examples are read in another way.
#[derive(Default)]
pub(crate) struct Compared(Vec<(String, usize, String)>);

impl Compared {
    /// Takes down one, by its place, and what both say.
    pub(crate) fn differs(&mut self, part: &str, number: usize, said: &str) {
        self.0.push((part.to_owned(), number, said.to_owned()));
    }

    /// They are all that are listed with a reason, and no others.
    pub(crate) fn are_those_listed(self, listed: &[(&str, usize, &str)]) {
        let is_listed = |part: &str, number: usize| listed.iter().any(|(part_, number_, _)| (*part_, *number_) == (part, number));
        let wrong: Vec<_> = self.0.iter().filter(|(part, number, _)| !is_listed(part, *number)).collect();
        let told: Vec<_> = wrong.iter().map(|(part, number, said)| format!("{part} {number}\n{said}")).collect();
        assert!(told.is_empty(), "{} differ:\n{}", told.len(), told.join("\n=====\n"));
        assert_eq!(self.0.len(), listed.len(), "some that are listed as different are not");
    }
}

#[test]
fn every_example_of_what_is_switched_on() {
    let Some(folder) = package("Cargo.lock", "pulldown-cmark", "tests/suite") else { return };
    let mut compared = Compared::default();
    for (file, count) in FILES {
        let examples = examples(&std::fs::read_to_string(folder.join(format!("{file}.rs"))).unwrap());
        assert_eq!(examples.len(), count, "{file}");
        for (number, example) in (1..).zip(&examples) {
            let ours = ours(&example.markdown);
            let same = match file {
                "footnotes" => words(&example.html) == words(&ours),
                _ => meaning(&theirs_in_common(&example.html)) == meaning(&ours_in_common(&ours)),
            };
            if !same {
                compared.differs(file, number, &format!("{}\n--- wanted\n{}\n--- got\n{ours}", example.markdown, example.html));
            }
        }
    }
    compared.are_those_listed(DIFFERENT);
}
