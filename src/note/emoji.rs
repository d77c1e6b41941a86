//! Emoji by GitHub's names: `:smile:`.

use std::borrow::Cow;

/// A text with the names of emoji replaced. A name stands by itself: not in a word, an address or a time of day (`12:100:00`).
pub(super) fn replaced(text: &str) -> Cow<'_, str> {
    let (mut out, mut done, mut from) = (String::new(), 0, 0);
    while let Some(open) = text[from..].find(':').map(|at| from + at) {
        from = open + 1;
        let length = text[from..].bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+')).count();
        let end = from + length;
        if !text[end..].starts_with(':') {
            from = end;
            continue;
        }
        let stands_free = text[..open].chars().next_back().is_none_or(is_border) || done == open && done > 0;
        let Some(emoji) = emojis::get_by_shortcode(&text[from..end]).filter(|_| stands_free && ends_free(&text[end + 1..]))
        else {
            from = end; // the second colon may be the first of the next name
            continue;
        };
        out.push_str(&text[done..open]);
        out.push_str(emoji.as_str());
        (done, from) = (end + 1, end + 1);
    }
    if done == 0 {
        return text.into();
    }
    out.push_str(&text[done..]);
    out.into()
}

fn is_border(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '(' | '[' | '{' | '"' | '\'' | '“' | '‘' | '«' | '—' | '–' | ',' | ';' | '.' | '!' | '?' | '>')
}

fn ends_free(rest: &str) -> bool {
    rest.chars().next().is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '_' | '@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_themselves() {
        assert_eq!(replaced("a :smile: (:+1:) :heart::smile:!"), "a 😄 (👍) ❤️😄!");
        assert_eq!(
            replaced("12:30:45 12:100:45 x:smile: :smile:x http://a:smile:/ :nobody: ::smile::"),
            "12:30:45 12:100:45 x:smile: :smile:x http://a:smile:/ :nobody: ::smile::"
        );
    }
}
