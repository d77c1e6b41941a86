//! TeX in tokens: commands, parameters, runs of blanks, single characters.

/// A piece of TeX and its place in the formula. What comes of a macro has the place of the call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token<'t> {
    /// `\name`, `\,`, `#1`, one blank for any run of them, else one character.
    pub text: &'t str,
    /// Byte offset in the formula.
    pub at: usize,
}

/// Parts a formula; its comments are left out.
pub fn tokens(tex: &str) -> Vec<Token<'_>> {
    let bytes = tex.as_bytes();
    let (mut found, mut at) = (Vec::with_capacity(tex.len() / 2), 0);
    let run = |from: usize, is: fn(&u8) -> bool| bytes[from..].iter().take_while(|b| is(b)).count();
    while at < bytes.len() {
        let length = match bytes[at] {
            b'\\' => match run(at + 1, u8::is_ascii_alphabetic) {
                0 => 1 + tex[at + 1..].chars().next().map_or(0, char::len_utf8),
                letters => 1 + letters,
            },
            b'%' => {
                at += run(at, |b| *b != b'\n') + 1;
                continue;
            }
            b'#' => 1 + usize::from(bytes.get(at + 1).is_some_and(|b| matches!(b, b'1'..=b'9'))),
            b' ' | b'\t' | b'\r' | b'\n' => {
                let length = run(at, |b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'));
                found.push(Token { text: " ", at });
                at += length;
                continue;
            }
            _ => tex[at..].chars().next().map_or(1, char::len_utf8),
        };
        found.push(Token { text: &tex[at..at + length], at });
        at += length;
    }
    found
}

/// The name of a command without its backslash: letters alone.
pub fn command(token: Token<'_>) -> Option<&str> {
    let name = token.text.strip_prefix('\\')?;
    name.bytes().next().filter(u8::is_ascii_alphabetic).map(|_| name)
}

/// The tokens as TeX again. A command before a letter keeps a blank between them.
pub fn join(tokens: &[Token<'_>]) -> String {
    let mut out = String::with_capacity(tokens.len() * 2);
    for (i, token) in tokens.iter().enumerate() {
        if parted(tokens, i) {
            out.push(' ');
        }
        out.push_str(token.text);
    }
    out
}

/// The place in the formula of byte `offset` of the joined tokens.
pub fn place(tokens: &[Token<'_>], offset: usize) -> usize {
    let mut end = 0;
    for (i, token) in tokens.iter().enumerate() {
        end += usize::from(parted(tokens, i)) + token.text.len();
        if end > offset {
            return token.at;
        }
    }
    tokens.last().map_or(0, |token| token.at)
}

fn parted(tokens: &[Token<'_>], i: usize) -> bool {
    let letter = tokens[i].text.starts_with(|c: char| c.is_ascii_alphabetic());
    letter && i > 0 && command(tokens[i - 1]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_joins() {
        let texts = |tex| tokens(tex).iter().map(|t| t.text).collect::<Vec<_>>();
        assert_eq!(
            texts("\\frac1\\, a% no\nb#1## \\%é\\é\\"),
            ["\\frac", "1", "\\,", " ", "a", "b", "#1", "#", "#", " ", "\\%", "é", "\\é", "\\"]
        );
        assert_eq!(join(&tokens("\\alpha b\\\\c  d")), "\\alpha b\\\\c d");
        let tokens = tokens("a  \\b c");
        assert_eq!((join(&tokens).as_str(), place(&tokens, 2), place(&tokens, 9)), ("a \\b c", 3, 6));
    }
}
