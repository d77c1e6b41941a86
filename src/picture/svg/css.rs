//! Style sheets in drawings: what they load is looked at, by the tokens of CSS Syntax 3.
//!
//! Where a browser saw other tokens than this, an address could hide in what is a text for one and none for the other. So the
//! rules are followed to the letter, and what browsers differ about is taken apart.

use std::iter::Peekable;
use std::str::CharIndices;

use super::Address;

/// What stands in place of an address that is not loaded: nothing at all.
const NOTHING: &str = "url(\"data:,\")";
/// What keeps apart what would become one word otherwise.
const APART: &str = "/**/";
/// Functions whose texts are addresses too.
const LOADING: &[&str] = &["-webkit-image-set", "cross-fade", "image", "image-set", "src"];
/// Functions that stand for a text from elsewhere in the sheet or the drawing; so do those whose names begin with `--`.
const STANDING: &[&str] = &["attr", "env", "if", "inherit", "var"];

/// A sheet, or the value of a `style`, without what loads from elsewhere; `None` where it has nothing of the kind. Tells `removed`
/// each address.
pub(super) fn clean(text: &str, removed: &mut dyn FnMut(&str)) -> Option<String> {
    let may_load = text.contains('\\') || text.contains('(') || text.contains('@');
    if !may_load {
        return None;
    }
    let mut sheet = Sheet { text, chars: text.char_indices().peekable(), out: String::new(), kept: 0, is_name: false, removed };
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
    /// Whether it is in `@namespace`, whose address is a name.
    is_name: bool,
    removed: &'a mut dyn FnMut(&str),
}

/// What a sheet is made of.
enum Token {
    /// In quotes.
    Text(String),
    /// The whole of `url(…)` without quotes.
    Url(String),
    /// `url("…"`, up to the text's end.
    UrlText(String),
    /// A function, up to its bracket.
    Function(String),
    /// A word behind `@`.
    At(String),
    /// A character alone.
    Char(char),
    /// A word, a number, a comment.
    Other,
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
        loop {
            let start = self.at();
            let Some(token) = self.token() else { return };
            match token {
                Token::Url(address) => self.judge(start, NOTHING, &address),
                Token::UrlText(address) => self.judge(start, &NOTHING[..NOTHING.len() - 1], &address),
                Token::Function(name) if LOADING.contains(&&*name) => self.function(start),
                Token::At(name) if name == "import" => self.import(start),
                Token::At(name) => self.is_name = name == "namespace",
                Token::Char(';' | '{' | '}') => self.is_name = false,
                _ => {}
            }
        }
    }

    /// The next token; `None` at the end.
    fn token(&mut self) -> Option<Token> {
        let c = self.peek()?;
        Some(match c {
            '"' | '\'' => Token::Text(self.string()),
            '/' => {
                self.comment();
                Token::Other
            }
            '<' if self.text[self.at()..].starts_with("<!--") => {
                self.chars.nth(3);
                Token::Other
            }
            '#' => {
                self.chars.next();
                self.name();
                Token::Other
            }
            '@' => {
                self.chars.next();
                Token::At(self.name())
            }
            _ if self.is_at_name() => self.word(),
            _ => {
                self.chars.next();
                Token::Char(c)
            }
        })
    }

    /// A name, with its bracket where it is a function.
    fn word(&mut self) -> Token {
        let (start, name) = (self.at(), self.name());
        if self.peek() != Some('(') {
            return Token::Other;
        }
        let end = self.at();
        if self.text[start..end].contains(is_doubtful) {
            self.put(end, APART);
            return Token::Other;
        }
        self.chars.next();
        if name != "url" {
            return Token::Function(name);
        }
        while self.chars.next_if(|(_, c)| is_blank(*c)).is_some() {}
        match self.peek() {
            Some('"' | '\'') => Token::UrlText(self.string()),
            _ => Token::Url(self.address()),
        }
    }

    /// A function whose texts may be addresses, from behind its bracket on: all of it, or nothing.
    fn function(&mut self, start: usize) {
        let (mut depth, mut bad) = (1, None);
        while depth > 0 {
            let Some(token) = self.token() else { break };
            let opens = matches!(token, Token::UrlText(_) | Token::Function(_) | Token::Char('('));
            depth += usize::from(opens);
            depth -= usize::from(matches!(token, Token::Char(')')));
            let is_bad = match &token {
                Token::Text(text) | Token::Url(text) | Token::UrlText(text) => !Address::of(text).is_loaded(),
                Token::Function(name) => name.starts_with("--") || STANDING.contains(&&**name),
                _ => false,
            };
            if let Token::Text(text) | Token::Url(text) | Token::UrlText(text) | Token::Function(text) = token {
                bad = bad.or(Some(text).filter(|_| is_bad));
            }
        }
        if let Some(address) = bad {
            self.replace(start, NOTHING, &address);
        }
    }

    /// What stands in `url(` without quotes, with its end.
    fn address(&mut self) -> String {
        let mut address = String::new();
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

    fn judge(&mut self, start: usize, with: &str, address: &str) {
        if !self.is_name && !Address::of(address).is_loaded() {
            self.replace(start, with, address);
        }
    }

    /// A sheet from elsewhere, from its `@` on: none is loaded.
    fn import(&mut self, start: usize) {
        let from = self.at();
        while !matches!(self.token(), None | Some(Token::Char(';'))) {}
        let what = self.text[from..self.at()].trim().trim_end_matches(';').to_owned();
        self.replace(start, APART, &what);
    }

    fn replace(&mut self, start: usize, with: &str, address: &str) {
        (self.removed)(address);
        self.put(start, with);
        self.kept = self.at();
    }

    /// Writes the text up to `start`, unless it was replaced already, and this behind it.
    fn put(&mut self, start: usize, with: &str) {
        self.out.push_str(&self.text[self.kept..start]);
        self.out.push_str(with);
        self.kept = start;
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
                _ if is_line_end(c) => break,
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

    /// Whether a name goes on here: a backslash before the end of a line is no part of one.
    fn is_at_name(&mut self) -> bool {
        let at = self.at();
        let mut chars = self.text[at..].chars();
        match chars.next() {
            Some('\\') => !chars.next().is_some_and(is_line_end),
            c => c.is_some_and(is_name),
        }
    }

    /// A name in small letters, its escapes undone.
    fn name(&mut self) -> String {
        let mut name = String::new();
        while self.is_at_name()
            && let Some(c) = self.peek()
        {
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
            let c = self.chars.next().map(|(_, c)| c);
            if c == Some('\r') {
                self.take('\n');
            }
            return c.filter(|c| !is_line_end(*c));
        }
        if self.take('\r') {
            self.take('\n');
        } else {
            self.chars.next_if(|(_, c)| matches!(c, ' ' | '\t' | '\n' | '\x0c'));
        }
        u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32).or(Some(char::REPLACEMENT_CHARACTER))
    }
}

/// Blanks of CSS, which are fewer than those of Unicode.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t') || is_line_end(c)
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\x0c')
}

/// Whether browsers differ about a character being one of names: it was until 2023.
fn is_doubtful(c: char) -> bool {
    let is_sure = matches!(c, '\u{b7}' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{37d}' | '\u{37f}'..='\u{1fff}'
        | '\u{200c}' | '\u{200d}' | '\u{203f}' | '\u{2040}' | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}'
        | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..);
    !c.is_ascii() && !is_sure
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '\\') || !c.is_ascii()
}
