//! `\limits` after what is no large operator: what stands under and over it is put there.

use super::token::{Token, command};

/// Rewrites `\mathop{…}\limits_a^b` as `\underset{a}{\overset{b}{…}}`. After a command alone `\limits` stays: the converters
/// know their operators.
pub fn rewrite(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    if !tokens.iter().any(|token| token.text == "\\limits") {
        return tokens;
    }
    let mut out: Vec<Token<'_>> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let start = if token.text == "\\limits" { nucleus(&out) } else { None };
        let Some(start) = start else {
            out.push(*token);
            continue;
        };
        let nucleus = out.split_off(start);
        let (mut under, mut over) = (None, None);
        while let Some((sign, script, after)) = script(&tokens, at) {
            let place = if sign == "_" { &mut under } else { &mut over };
            if place.replace(script).is_some() {
                break;
            }
            at = after;
        }
        let scripts = [("\\underset", under), ("\\overset", over)];
        let scripts = scripts.iter().filter_map(|(command, script)| Some((*command, (*script)?)));
        let mut closers = 0;
        for (command, script) in scripts {
            let texts = |out: &mut Vec<Token<'_>>, texts: &[&'static str]| {
                out.extend(texts.iter().map(|text| Token { text, at: token.at }))
            };
            texts(&mut out, &[command, "{"]);
            out.extend(script);
            texts(&mut out, &["}", "{"]);
            closers += 1;
        }
        out.extend(nucleus);
        out.extend((0..closers).map(|_| Token { text: "}", at: token.at }));
    }
    out
}

/// Where the group at the end of `out` begins, its command included; `None` where there is no group at the end.
fn nucleus(out: &[Token<'_>]) -> Option<usize> {
    let end = out.iter().rposition(|token| token.text != " ")?;
    if out[end].text != "}" {
        return None;
    }
    let mut depth = 0;
    for (i, token) in out[..=end].iter().enumerate().rev() {
        match token.text {
            "}" => depth += 1,
            "{" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let before = i.checked_sub(1).filter(|before| command(out[*before]).is_some());
            return Some(before.unwrap_or(i));
        }
    }
    None
}

/// The script that begins at `at`: its sign, its tokens, where it ends.
fn script<'s, 't>(tokens: &'s [Token<'t>], at: usize) -> Option<(&'t str, &'s [Token<'t>], usize)> {
    let blanks = |at: usize| at + tokens[at..].iter().take_while(|token| token.text == " ").count();
    let sign = blanks(at);
    let text = tokens.get(sign)?.text;
    if !matches!(text, "_" | "^") {
        return None;
    }
    let start = blanks(sign + 1);
    match super::environment::group(tokens, start) {
        Some((group, after)) => Some((text, group, after)),
        None => Some((text, tokens.get(start..=start)?, start + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::math::token::{join, tokens};

    fn rewritten(tex: &str) -> String {
        join(&rewrite(tokens(tex)))
    }

    #[test]
    fn scripts_go_under_and_over() {
        assert_eq!(rewritten(r"a\mathop{\arg\min}\limits_{x}b"), r"a\underset{x}{\mathop{\arg\min}}b");
        assert_eq!(rewritten(r"{a} \limits ^2 _x"), r"\underset{x}{\overset{2}{{a} }}");
        assert_eq!(rewritten(r"\sum\limits_x"), r"\sum\limits_x");
        for odd in [r"\limits", r"}\limits_", r"{a}\limits", r"{a}\limits_x_y", r"{}{\limits^"] {
            rewritten(odd);
        }
    }
}
