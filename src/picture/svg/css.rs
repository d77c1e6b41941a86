//! Style sheets in drawings: what they load is looked at, by the tokens of CSS Syntax 3.

use std::iter::Peekable;
use std::str::CharIndices;

use super::Address;

/// What stands in place of an address that is not loaded: nothing at all.
const NOTHING: &str = "url(\"data:,\")";
/// Functions whose texts are addresses too.
const LOADING: &[&str] = &["-webkit-image-set", "cross-fade", "image", "image-set", "src"];

/// A sheet, or the value of a `style`, without what loads from elsewhere; `None` where it has nothing of the kind. Tells `removed`
/// each address.
pub(super) fn clean(text: &str, removed: &mut dyn FnMut(&str)) -> Option<String> {
    let may_load = text.contains('\\') || text.contains('(') || text.contains('@');
    if !may_load {
        return None;
    }
    let mut sheet = Sheet { text, chars: text.char_indices().peekable(), out: String::new(), kept: 0, removed };
    sheet.run();
    if sheet.kept == 0 {
        return None;
    }
    let Sheet { mut out, kept, .. } = sheet;
    out.push_str(&text[kept..]);
    Some(out)
}

struct Sheet<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
    out: String,
    /// Up to here the text is in `out`; zero as long as nothing was changed.
    kept: usize,
    removed: &'a mut dyn FnMut(&str),
}

impl Sheet<'_> {
    fn at(&mut self) -> usize {
        self.chars.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    fn take(&mut self, wanted: char) -> bool {
        self.chars.next_if(|(_, c)| *c == wanted).is_some()
    }

    fn run(&mut self) {
        while let Some(c) = self.peek() {
            let start = self.at();
            match c {
                '"' | '\'' => drop(self.string()),
                '/' => self.comment(),
                '@' => {
                    self.chars.next();
                    match &*self.name() {
                        "import" => self.import(start),
                        "namespace" => self.until(';'), // its address is a name
                        _ => {}
                    }
                }
                _ if is_name(c) => self.word(start),
                _ => drop(self.chars.next()),
            }
        }
    }

    /// A name, and what it loads where it is a function that does.
    fn word(&mut self, start: usize) {
        let name = self.name();
        if self.peek() != Some('(') {
            return;
        }
        if name == "url" {
            self.chars.next();
            let address = self.address();
            self.judge(start, &address);
        } else if LOADING.contains(&&*name) {
            self.function(start);
        }
    }

    /// A function whose texts may be addresses: all of it, or nothing.
    fn function(&mut self, start: usize) {
        let (mut depth, mut bad) = (0, None);
        while let Some(c) = self.peek() {
            match c {
                '"' | '\'' => {
                    let text = self.string();
                    bad = bad.or(Some(text).filter(|text| !Address::of(text).is_loaded()));
                    continue;
                }
                '(' => depth += 1,
                ')' => depth -= 1,
                _ if is_name(c) => {
                    if self.name() == "url" && self.take('(') {
                        let address = self.address();
                        bad = bad.or(Some(address).filter(|text| !Address::of(text).is_loaded()));
                    }
                    continue;
                }
                _ => {}
            }
            self.chars.next();
            if depth == 0 {
                break;
            }
        }
        if let Some(address) = bad {
            self.replace(start, NOTHING, &address);
        }
    }

    /// What stands in `url(`, which has been read, with its end.
    fn address(&mut self) -> String {
        while self.chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
        let quoted = matches!(self.peek(), Some('"' | '\''));
        let mut address = if quoted { self.string() } else { String::new() };
        while let Some(c) = self.peek() {
            match c {
                '\\' => address.extend(self.escape()),
                ')' => {
                    self.chars.next();
                    break;
                }
                _ => {
                    address.push(c);
                    self.chars.next();
                }
            }
        }
        address
    }

    fn judge(&mut self, start: usize, address: &str) {
        if !Address::of(address).is_loaded() {
            self.replace(start, NOTHING, address);
        }
    }

    /// A sheet from elsewhere, from its `@` on: none is loaded.
    fn import(&mut self, start: usize) {
        let from = self.at();
        self.until(';');
        let what = self.text[from..self.at()].trim().trim_end_matches(';').to_owned();
        self.replace(start, "", &what);
    }

    fn replace(&mut self, start: usize, with: &str, address: &str) {
        (self.removed)(address);
        self.out.push_str(&self.text[self.kept..start]);
        self.out.push_str(with);
        self.kept = self.at();
    }

    /// Goes behind the next `end` that stands in no text.
    fn until(&mut self, end: char) {
        while let Some(c) = self.peek() {
            match c {
                '"' | '\'' => drop(self.string()),
                '/' => self.comment(),
                '\\' => drop(self.escape()),
                _ => {
                    self.chars.next();
                    if c == end {
                        return;
                    }
                    if c == '(' {
                        drop(self.address()); // a semicolon in it is its own
                    }
                }
            }
        }
    }

    /// A comment, or a stroke alone.
    fn comment(&mut self) {
        self.chars.next();
        if !self.take('*') {
            return;
        }
        let from = self.at();
        let end = self.text[from..].find("*/").map_or(self.text.len(), |length| from + length + 2);
        while self.at() < end {
            self.chars.next();
        }
    }

    /// A text in quotes, with its end. It ends with its line too, where the quote is missing.
    fn string(&mut self) -> String {
        let quote = self.chars.next().map(|(_, c)| c);
        let mut text = String::new();
        while let Some(c) = self.peek() {
            match c {
                '\\' => text.extend(self.escape()),
                '\n' | '\r' | '\x0c' => break,
                _ => {
                    self.chars.next();
                    if Some(c) == quote {
                        break;
                    }
                    text.push(c);
                }
            }
        }
        text
    }

    /// A name in small letters, its escapes undone.
    fn name(&mut self) -> String {
        let mut name = String::new();
        while let Some(c) = self.peek().filter(|c| is_name(*c)) {
            if c == '\\' {
                name.extend(self.escape());
            } else {
                name.push(c);
                self.chars.next();
            }
        }
        name.make_ascii_lowercase();
        name
    }

    /// The character that is written with a backslash; none where that only hides the end of a line.
    fn escape(&mut self) -> Option<char> {
        self.chars.next();
        let mut digits = String::new();
        while digits.len() < 6
            && let Some((_, c)) = self.chars.next_if(|(_, c)| c.is_ascii_hexdigit())
        {
            digits.push(c);
        }
        if digits.is_empty() {
            return self.chars.next().map(|(_, c)| c).filter(|c| !matches!(c, '\n' | '\r' | '\x0c'));
        }
        if self.take('\r') {
            self.take('\n');
        } else {
            self.chars.next_if(|(_, c)| matches!(c, ' ' | '\t' | '\n' | '\x0c'));
        }
        u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).or(Some(char::REPLACEMENT_CHARACTER))
    }
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '\\') || !c.is_ascii()
}
