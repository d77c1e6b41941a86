//! What the converters do not know of environments, put in terms of what they know.

use super::token::{Token, join};

/// Environments and what stands for them. Nothing is numbered: a number would begin anew in every formula.
const SAME: &[(&str, &str)] = &[
    ("align", "align*"),
    ("alignat", "align*"),
    ("alignat*", "align*"),
    ("alignedat", "aligned"),
    ("eqnarray", "align*"),
    ("eqnarray*", "align*"),
    ("equation", "equation*"),
    ("flalign", "align*"),
    ("flalign*", "align*"),
    ("gather", "gather*"),
    ("multline", "gather*"),
    ("multline*", "gather*"),
    ("split", "aligned"),
    ("tabular", "array"),
    ("psmallmatrix", "pmatrix"),
    ("bsmallmatrix", "bmatrix"),
];

/// Those whose first argument is the number of columns, which nobody needs.
const COUNTED: &[&str] = &["alignat", "alignat*", "alignedat"];

/// Rewrites the environments of a formula. One with a tag outside of any becomes an equation as a whole.
pub fn rewrite(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let is_edge = |token: &Token<'_>| matches!(token.text, "\\begin" | "\\end");
    let tagged = has_outer_tag(&tokens);
    if !tagged && !tokens.iter().any(is_edge) {
        return tokens;
    }
    let mut out = Vec::with_capacity(tokens.len() + 16);
    if tagged {
        write(&mut out, &["\\begin", "{", "equation*", "}"], 0);
    }
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let Some((name, after)) = Some(token).filter(|t| is_edge(t)).and_then(|_| group(&tokens, at)) else {
            out.push(*token);
            continue;
        };
        let edge = at - 1..after;
        let name = join(name);
        at = after;
        let opens = token.text == "\\begin";
        match SAME.iter().find(|(other, _)| *other == name) {
            _ if matches!(name.as_str(), "math" | "displaymath" | "document") => {
                write(&mut out, if opens { &["{"] } else { &["}"] }, token.at)
            }
            Some((_, known)) => write(&mut out, &[token.text, "{", inner_form(known, tagged), "}"], token.at),
            None => out.extend(&tokens[edge]),
        }
        if opens && COUNTED.contains(&name.as_str()) {
            at = group(&tokens, at).map_or(at, |(_, after)| after);
        }
        if opens && matches!(name.as_str(), "array" | "darray" | "tabular") {
            at = columns(&tokens, at, &mut out);
        }
    }
    if tagged {
        write(&mut out, &["\\end", "{", "equation*", "}"], 0);
    }
    out
}

fn write<'t>(out: &mut Vec<Token<'t>>, texts: &[&'t str], at: usize) {
    out.extend(texts.iter().map(|text| Token { text, at }));
}

/// An environment of its own line cannot stand in an equation; its inner form can.
fn inner_form(name: &'static str, inside: bool) -> &'static str {
    match name {
        "align*" if inside => "aligned",
        "gather*" | "equation*" if inside => "gathered",
        name => name,
    }
}

/// The group that begins at `at`, and where it ends.
pub(super) fn group<'s, 't>(tokens: &'s [Token<'t>], at: usize) -> Option<(&'s [Token<'t>], usize)> {
    let start = at + tokens[at..].iter().take_while(|t| t.text == " ").count();
    if tokens.get(start)?.text != "{" {
        return None;
    }
    let mut depth = 0;
    for (i, token) in tokens[start..].iter().enumerate() {
        match token.text {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((&tokens[start + 1..start + i], start + i + 1));
        }
    }
    None
}

/// The columns of an array in their plain form: `@{}lp{2cm}` as `ll`.
fn columns<'t>(tokens: &[Token<'t>], at: usize, out: &mut Vec<Token<'t>>) -> usize {
    let Some((given, after)) = group(tokens, at) else { return at };
    let place = tokens[at].at;
    write(out, &["{"], place);
    let mut i = 0;
    while let Some(token) = given.get(i) {
        i += 1;
        match token.text {
            "@" | "!" | ">" | "<" => i = group(given, i).map_or(i, |(_, after)| after),
            "p" | "m" | "b" => {
                write(out, &["l"], token.at);
                i = group(given, i).map_or(i, |(_, after)| after);
            }
            _ => out.push(*token),
        }
    }
    write(out, &["}"], place);
    after
}

/// Whether `\tag` stands outside of all environments.
fn has_outer_tag(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0;
    tokens.iter().any(|token| {
        match token.text {
            "\\begin" => depth += 1,
            "\\end" => depth -= 1,
            _ => {}
        }
        depth == 0 && token.text == "\\tag"
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::math::token::tokens;

    fn rewritten(tex: &str) -> String {
        join(&rewrite(tokens(tex)))
    }

    #[test]
    fn environments_are_put_in_known_terms() {
        assert_eq!(rewritten(r"\begin{align}a&=b\end{align}"), r"\begin{align*}a&=b\end{align*}");
        assert_eq!(rewritten(r"\begin{alignat}{2}a&b\end{alignat}"), r"\begin{align*}a&b\end{align*}");
        assert_eq!(rewritten(r"\begin{displaymath}a\end{displaymath}"), "{a}");
        assert_eq!(rewritten(r"\begin {cases} a\end{cases}"), r"\begin {cases} a\end{cases}");
        assert_eq!(rewritten(r"\begin{array}{@{}l|p{2cm}@{}}a&b\end{array}"), r"\begin{array}{l|l}a&b\end{array}");
        for odd in [r"\begin", r"\begin{", r"\begin{align", r"\end}", r"\begin{array}{l", "}{"] {
            rewritten(odd);
        }
    }

    #[test]
    fn a_tag_makes_an_equation() {
        assert_eq!(rewritten(r"a\tag{1}"), r"\begin{equation*}a\tag{1}\end{equation*}");
        let inner = r"\begin{equation*}\begin{aligned}a\end{aligned}\tag{1}\end{equation*}";
        assert_eq!(rewritten(r"\begin{align}a\end{align}\tag{1}"), inner);
        assert_eq!(rewritten(r"\begin{align*}a\tag{1}\end{align*}"), r"\begin{align*}a\tag{1}\end{align*}");
    }
}
