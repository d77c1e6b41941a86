//! An expression's words and signs.

use std::fmt;

/// A word or sign.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    Text(String),
    Number(f64),
    Name(Box<str>),
    Sign(&'static str),
}

impl Token {
    /// Whether a dot behind it belongs to it.
    pub(super) fn ends_operand(&self) -> bool {
        match self {
            Token::Text(_) | Token::Number(_) | Token::Name(_) => true,
            Token::Sign(sign) => matches!(*sign, ")" | "]" | "}"),
        }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Token::Text(text) => write!(f, "`'{text}'`"),
            Token::Number(number) => write!(f, "`{number}`"),
            Token::Name(name) => write!(f, "`{name}`"),
            Token::Sign(sign) => write!(f, "`{sign}`"),
        }
    }
}

/// All signs; a longer one before the one that it begins with.
const SIGNS: [&str; 27] = [
    "||", "&&", "==", "!=", ">=", "<=", "//", ".", "[", "]", "|", "{", "}", ":", ",", "(", ")", "?", "!", "+", "-", "*", "/",
    "%", "^", ">", "<",
];

/// Splits an expression. Fails with a sentence without a full stop.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, length) = if matches!(first, '\'' | '"') {
            quoted(rest, first)?
        } else if first.is_ascii_digit() {
            number(rest)?
        } else if first.is_alphabetic() || matches!(first, '_' | '$') {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).unwrap_or(rest.len());
            (Token::Name(rest[..end].into()), end)
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (Token::Sign(sign), sign.len())
        } else {
            return Err(format!("`{first}` has no meaning in it"));
        };
        tokens.push(token);
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

fn quoted(text: &str, quote: char) -> Result<(Token, usize), String> {
    let (mut out, mut escaped) = (String::new(), false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            c if escaped => {
                if c != quote && c != '\\' {
                    out.push('\\');
                }
                out.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            c if c == quote => return Ok((Token::Text(out), at + 1)),
            c => out.push(c),
        }
    }
    Err(format!("a text begins with `{quote}` and does not end"))
}

fn number(text: &str) -> Result<(Token, usize), String> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(text);
    let after = text[end..].strip_prefix('.').map_or(0, digits);
    if after > 0 {
        end += 1 + after;
    }
    text[..end].parse().map(|number| (Token::Number(number), end)).map_err(|_| format!("`{}` is no number", &text[..end]))
}
