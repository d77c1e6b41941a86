//! A style sheet as readers get it: without what only its authors read.

/// The same style sheet without comments, indentation and blank lines. What stands in quotes is left as it is.
pub(super) fn bare(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['"', '\'', '/', '\n']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match rest.as_bytes() {
            [b'/', b'*', ..] => {
                rest = rest[2..].split_once("*/").map_or("", |(_, behind)| behind);
                continue;
            }
            [quote @ (b'"' | b'\''), ..] => quoted(rest, *quote),
            [b'\n', ..] => {
                out.truncate(out.trim_end_matches([' ', '\t', '\n']).len());
                if !out.is_empty() {
                    out.push('\n');
                }
                rest = rest.trim_start();
                continue;
            }
            _ => 1,
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The length of the string that `text` begins with, quotes included.
fn quoted(text: &str, quote: u8) -> usize {
    let mut escaped = false;
    for (i, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return i + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_says_nothing_goes() {
        assert_eq!(bare("/* a */\n\na {\n  b: c; /* d\n e */\n}\n"), "a {\nb: c;\n}\n");
        let strings = "a::before { content: \"/* \\\" */  \"; x: 'it /*'; y: url(a/b) }";
        assert_eq!(bare(strings), strings);
        assert_eq!(
            (bare("a /* never closed"), bare("\"never closed"), bare("")),
            ("a ".into(), "\"never closed".into(), "".into())
        );
    }
}
