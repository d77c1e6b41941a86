//! What stands behind the back quotes of a code block: its language, and how its author wants it shown.
//!
//! Every tool has a form of its own. These are read: `rust {3,5-7} title="main.rs" showLineNumbers`, `js:src/a.js`,
//! `go {linenos=true,hl_lines=[2,"4-6"]}`, `py linenums="1" hl_lines="2 3"`, `{.rust .numberLines startFrom="10"}`,
//! `ts{1}:line-numbers`, `ts [a.ts]`, `ln:true HL:1-3`, `js ins={2} del={1}`. What nobody knows is passed over.

use std::ops::RangeInclusive;

use super::lines::Look;

/// How many ranges of lines one block may name.
const MAX_RANGES: usize = 200;
/// The longest title, in characters.
const MAX_TITLE: usize = 200;

/// An info string, understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Info {
    /// As written, without what follows it; empty where none is named.
    pub language: String,
    /// What stands above the code.
    pub title: Option<String>,
    /// How its lines look.
    pub look: Look,
}

impl Info {
    /// Reads an info string. Never fails.
    pub fn read(info: &str) -> Info {
        let mut read = Info::default();
        let info = info.trim();
        let rest = match info.strip_prefix('{') {
            // Pandoc's and R Markdown's: all of it stands in braces
            Some(inside) => inside.trim_end_matches('}'),
            None => {
                let end = info.find([' ', '\t', ',', '{', ':']).unwrap_or(info.len());
                read.language = info[..end].to_owned();
                &info[end..]
            }
        };
        read.words(rest);
        read.diff();
        read
    }

    /// Reads what follows the language, word by word.
    fn words(&mut self, mut rest: &str) {
        loop {
            rest = rest.trim_start_matches([' ', '\t', ',']);
            let Some(first) = rest.chars().next() else { return };
            rest = match first {
                '{' => {
                    let (inside, after) = enclosed(rest, '}');
                    match ranges(inside) {
                        Some(lines) => self.look.marked.extend(lines),
                        None => self.words(inside),
                    }
                    after
                }
                '[' => {
                    let (inside, after) = enclosed(rest, ']');
                    self.title(inside);
                    after
                }
                // words to be marked: they are not
                '/' | '"' | '\'' => enclosed(rest, first).1,
                ':' => self.colon(&rest[1..]),
                _ => self.word(rest),
            };
        }
    }

    /// `:path` or `:line-numbers=5`, right behind the language.
    fn colon<'t>(&mut self, rest: &'t str) -> &'t str {
        let end = rest.find([' ', '\t', '{', ',']).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        match word.strip_prefix("line-numbers") {
            Some(start) => self.number(start.trim_start_matches('=')),
            None => self.title(word),
        }
        after
    }

    /// A word, with its value where it has one: `key`, `key=value`, `key:value`, `key{value}`.
    fn word<'t>(&mut self, rest: &'t str) -> &'t str {
        let end = rest.find([' ', '\t', ',', '=', ':', '{']).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let (value, after) = match after.chars().next() {
            Some('=' | ':') => value(after[1..].trim_start()),
            Some('{') => enclosed(after, '}'),
            _ => ("", after),
        };
        match key.to_ascii_lowercase().trim_start_matches('.') {
            "title" | "name" | "filename" | "file" | "label" | "caption" => self.title(value),
            "ln" | "linenos" | "linenums" | "linenumbers" | "line-numbers" | "numberlines" | "showlinenumbers"
            | "number-lines" => {
                self.number(value);
            }
            "linenostart" | "startfrom" | "startlinenumber" | "start-line" => self.number(value),
            "hl_lines" | "hl" | "highlight" | "mark" => self.look.marked.extend(ranges(value).unwrap_or_default()),
            "ins" | "add" => self.look.added.extend(ranges(value).unwrap_or_default()),
            "del" | "remove" => self.look.removed.extend(ranges(value).unwrap_or_default()),
            "lang" if self.language.eq_ignore_ascii_case("diff") => self.language = format!("diff-{value}"),
            word if self.language.is_empty() && value.is_empty() && !key.starts_with('#') => self.language = word.to_owned(),
            _ => {}
        }
        after
    }

    fn title(&mut self, title: &str) {
        let title: String = title.trim().chars().take(MAX_TITLE).collect();
        if !title.is_empty() {
            self.title = Some(title);
        }
    }

    /// Numbers the lines, from 1 or from where the value says; not at all where it says so.
    fn number(&mut self, value: &str) {
        self.look.first = match value.to_ascii_lowercase().as_str() {
            "false" | "no" | "off" | "none" => None,
            value => Some(value.parse().ok().filter(|n| (1..10_000_000).contains(n)).or(self.look.first).unwrap_or(1)),
        };
    }

    /// `diff` and `diff-rust`: the first sign of a line says what became of it.
    fn diff(&mut self) {
        let lower = self.language.to_ascii_lowercase();
        if lower == "diff" || lower == "patch" {
            self.look.signs = true;
        } else if let Some(language) = lower.strip_prefix("diff-").filter(|language| !language.is_empty()) {
            (self.language, self.look.signs) = (language.to_owned(), true);
        }
        for lines in [&mut self.look.marked, &mut self.look.added, &mut self.look.removed] {
            lines.truncate(MAX_RANGES);
        }
    }
}

/// What stands between the first character of `text` and the next `close`, and what follows; all of it where nothing closes.
fn enclosed(text: &str, close: char) -> (&str, &str) {
    let inside = &text[text.chars().next().map_or(0, char::len_utf8)..];
    inside.split_once(close).unwrap_or((inside, ""))
}

/// A value: quoted, in brackets or braces, or up to the next blank or comma. A comma between digits belongs to it.
fn value(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => enclosed(text, quote),
        Some('[') => enclosed(text, ']'),
        Some('{') => enclosed(text, '}'),
        _ => {
            let bytes = text.as_bytes();
            let digit = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
            let ends = |(i, c): &(usize, char)| match c {
                ',' => !(*i > 0 && digit(i - 1) && digit(i + 1)),
                c => matches!(c, ' ' | '\t' | '}'),
            };
            text.split_at(text.char_indices().find(ends).map_or(text.len(), |(i, _)| i))
        }
    }
}

/// `1,3-5`, `2 4..6`, `1,"3-5"`; nothing where it is anything else.
fn ranges(text: &str) -> Option<Vec<RangeInclusive<u32>>> {
    let words = text.split([',', ' ', '\t']).map(|word| word.trim_matches(['"', '\''])).filter(|word| !word.is_empty());
    let range = |word: &str| {
        let (from, to) = word.split_once('-').or_else(|| word.split_once("..")).unwrap_or((word, word));
        Some(from.parse().ok()?..=to.parse().ok()?)
    };
    let all = words.map(range).collect::<Option<Vec<_>>>()?;
    (!all.is_empty()).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Language, title, first number, marked lines.
    fn read(info: &str) -> (String, Option<String>, Option<u32>, Vec<u32>) {
        let info = Info::read(info);
        (info.language, info.title, info.look.first, info.look.marked.into_iter().flatten().collect())
    }

    fn is(info: &str, language: &str, title: &str, first: u32, marked: &[u32]) {
        let title = Some(title.to_owned()).filter(|t| !t.is_empty());
        assert_eq!(read(info), (language.to_owned(), title, Some(first).filter(|n| *n > 0), marked.to_vec()), "{info}");
    }

    #[test]
    fn every_common_form() {
        is("", "", "", 0, &[]);
        is("rust", "rust", "", 0, &[]);
        is("rust {3,5-7} title=\"main.rs\"", "rust", "main.rs", 0, &[3, 5, 6, 7]);
        is("js {1-2} title=main.rs showLineNumbers", "js", "main.rs", 1, &[1, 2]);
        is("js showLineNumbers{12} /word/ \"x y\"", "js", "", 12, &[]);
        is("rust,linenos,hl_lines=3-4 6,linenostart=10,name=a.rs", "rust", "a.rs", 10, &[3, 4]);
        is("go {linenos=table,hl_lines=[2,\"4-5\"],linenostart=199}", "go", "", 199, &[2, 4, 5]);
        is("go {linenos=false}", "go", "", 0, &[]);
        is("py title=\"a b.py\" linenums=\"5\" hl_lines=\"2 3\"", "py", "a b.py", 5, &[2, 3]);
        is("js:src/a.js {2}", "js", "src/a.js", 0, &[2]);
        is("ts{1,3-4}:line-numbers=2", "ts", "", 2, &[1, 3, 4]);
        is("ts:line-numbers {1}", "ts", "", 1, &[1]);
        is("ts [a.ts]", "ts", "a.ts", 0, &[]);
        is("{.rust .numberLines startFrom=\"10\" #id}", "rust", "", 10, &[]);
        is("{r, echo=FALSE}", "r", "", 0, &[]);
        is("cpp HL:\"1,3-4\" ln:true title:'x y'", "cpp", "x y", 1, &[1, 3, 4]);
        is("c++", "c++", "", 0, &[]);
        is("js quickadd", "js", "", 0, &[]);
    }

    #[test]
    fn diffs() {
        let info = Info::read("diff-rust");
        assert_eq!((info.language.as_str(), info.look.signs), ("rust", true));
        assert_eq!(Info::read("diff lang=\"js\"").language, "js");
        assert!(Info::read("diff").look.signs);
        let info = Info::read("js ins={2-3} del={1}");
        assert_eq!((info.look.added, info.look.removed), (vec![2..=3], vec![1..=1]));
    }

    #[test]
    fn nothing_is_too_odd() {
        for info in [
            "{",
            "{{{{",
            "a {",
            "a [",
            "a \"",
            "a :",
            "a =",
            "a =\"",
            "a x={",
            "é{é}",
            "a {1-",
            "a {99999999999}",
            ":",
            "a,,,",
            "}",
        ] {
            Info::read(info);
        }
        assert!(Info::read(&"a {1} ".repeat(9_999)).look.marked.len() <= MAX_RANGES);
    }
}
