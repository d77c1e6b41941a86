//! A style sheet as readers get it: without what only its authors read.

/// The same style sheet without comments and the blanks that only its authors need. What stands in quotes is left as it is.
pub(super) fn bare(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find(['"', '\'', '/', '\n', ' ', '{', '}']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = match rest.as_bytes() {
            [b'/', b'*', ..] => {
                rest = rest[2..].split_once("*/").map_or("", |(_, behind)| behind);
                continue;
            }
            [quote @ (b'"' | b'\''), ..] => quoted(rest, *quote),
            [b'\n' | b' ', ..] => {
                let behind = rest.trim_start();
                let line = rest[..rest.len() - behind.len()].contains('\n');
                // a blank is needed between two words alone, and an end of a line keeps lines apart
                if !out.is_empty() && !out.ends_with([':', ';', ',', '{', '}', '\n', ' ']) {
                    out.push(if line { '\n' } else { ' ' });
                }
                rest = behind;
                continue;
            }
            [b'{' | b'}', ..] => {
                out.truncate(out.trim_end_matches([' ', '\n']).len());
                if rest.starts_with('}') && out.ends_with(';') {
                    out.pop();
                }
                1
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
        assert_eq!(
            bare("/* a */\n\na,\nb :is(c) {\n  b: c;\n d: calc(1px + 2px) /* d\n e */;\n}\n\n@media (a: b) { x { y: z; } }\n"),
            "a,b :is(c){b:c;d:calc(1px + 2px) }@media (a:b){x{y:z}}"
        );
        let strings = "a::before{content:\"/* \\\" */  \";x:'it /*';y:url(a/b)}";
        assert_eq!(bare(strings), strings);
        assert_eq!(
            (bare("a /* never closed"), bare("\"never closed"), bare("")),
            ("a ".into(), "\"never closed".into(), "".into())
        );
    }
}
