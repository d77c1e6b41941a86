//! Bare addresses in running text, by GitHub's autolink extension (GFM 0.29, section 6.9).

use std::ops::Range;

use super::inline::{Piece, Reader};
use super::{LinkIx, Syntax};

/// A bare address: where it stands, and the URL it means.
#[derive(PartialEq, Eq, Debug)]
pub struct Autolink {
    /// In the text.
    pub range: Range<usize>,
    /// With its scheme.
    pub url: String,
}

/// All bare addresses of `text`, in order.
pub fn find(text: &str) -> Vec<Autolink> {
    let mut found: Vec<Autolink> = Vec::new();
    if !(text.contains("://") || text.contains("www.") || text.contains('@')) {
        return found;
    }
    let bytes = text.as_bytes();
    let (mut at, mut done) = (0, 0);
    while at < bytes.len() {
        let link = match bytes[at] {
            b'h' | b'f' | b'w' if starts_word(bytes, at) => url(text, at),
            b'@' => email(text, at, done),
            _ => None,
        };
        match link {
            Some(link) => {
                (at, done) = (link.range.end, link.range.end);
                found.push(link);
            }
            None => at += 1,
        }
    }
    found
}

fn starts_word(bytes: &[u8], at: usize) -> bool {
    at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b'\n' | b'*' | b'_' | b'~' | b'(')
}

fn url(text: &str, at: usize) -> Option<Autolink> {
    let rest = &text[at..];
    let (scheme, prefix) = ["https://", "http://", "ftp://"]
        .iter()
        .find(|scheme| rest.starts_with(**scheme))
        .map(|scheme| (*scheme, ""))
        .or_else(|| rest.starts_with("www.").then_some(("", "http://")))?;
    let end = rest.find(|c: char| c.is_whitespace() || c.is_control() || c == '<').unwrap_or(rest.len());
    let host_end = rest[scheme.len()..end].find(['/', '?', '#', ':']).map_or(end, |i| scheme.len() + i);
    if !is_domain(rest[scheme.len()..host_end].trim_end_matches(['.', ',', ';', '!', ')', '*', '_', '~', '\'', '"'])) {
        return None;
    }
    let length = trimmed(&rest[..end]);
    (length > scheme.len()).then(|| Autolink { range: at..at + length, url: format!("{prefix}{}", &rest[..length]) })
}

/// At least one dot, and no underscore in the last two parts.
fn is_domain(host: &str) -> bool {
    let parts: Vec<_> = host.split('.').collect();
    let fits = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    parts.len() > 1 && parts.iter().all(fits) && parts[parts.len() - 2..].iter().all(|part| !part.contains('_'))
}

/// How much of an address is one: punctuation at its end, brackets that it does not open, and an entity do not belong to it.
fn trimmed(address: &str) -> usize {
    let bytes = address.as_bytes();
    let mut end = bytes.len();
    let mut surplus = bytes.iter().map(|b| i32::from(*b == b')') - i32::from(*b == b'(')).sum::<i32>();
    while end > 0 {
        match bytes[end - 1] {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => end -= 1,
            b')' if surplus > 0 => {
                surplus -= 1;
                end -= 1;
            }
            b';' => match address[..end - 1].rfind(|c: char| !c.is_ascii_alphanumeric()) {
                Some(amp) if bytes[amp] == b'&' && amp + 2 < end => end = amp,
                // no entity, and no part of an address: GitHub's own reader drops it too
                _ => end -= 1,
            },
            _ => break,
        }
    }
    end
}

fn email(text: &str, at: usize, done: usize) -> Option<Autolink> {
    let bytes = text.as_bytes();
    let local =
        bytes[done..at].iter().rev().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+')).count();
    let host = bytes[at + 1..].iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_')).count();
    let mut end = at + 1 + host;
    while text[..end].ends_with('.') {
        end -= 1;
    }
    let domain = text.get(at + 1..end)?;
    if local == 0 || !domain.contains('.') || domain.ends_with(['-', '_']) || !is_domain(domain) {
        return None;
    }
    let start = at - local;
    Some(Autolink { range: start..end, url: format!("mailto:{}", &text[start..end]) })
}

impl<'a> Reader<'_, 'a> {
    /// A bare address of a line, `text`, which begins at `start` of the note's text, as a link to `url`.
    pub(super) fn autolink(&mut self, text: &'a str, url: &str, start: usize) {
        let range = start - self.writer.base..start - self.writer.base + text.len();
        if let Some(link) = self.markdown_link(Syntax::Inline, url, "", &range) {
            let ix = self.writer.note.links.len() as LinkIx;
            self.writer.note.links.push(link);
            self.pieces.extend([Piece::External(ix), Piece::Text(text.into()), Piece::ExternalEnd]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[track_caller]
    fn check(text: &str, urls: &[&str]) {
        assert_eq!(find(text).into_iter().map(|l| l.url).collect::<Vec<_>>(), urls, "{text}");
    }

    #[test]
    fn addresses() {
        check("see www.example.org/a?b, and (https://x.org/c_(d)) end", &["http://www.example.org/a?b", "https://x.org/c_(d)"]);
        check("https://x.org/a&hl; https://x.org/b&amp", &["https://x.org/a", "https://x.org/b&amp"]);
        check(
            "ftp://x.org/d; https://x.org/;; https://x.org/&; www.x.org/a&b;",
            &["ftp://x.org/d", "https://x.org/", "https://x.org/&", "http://www.x.org/a"],
        );
        check("https://localhost http:// www. xhttps://y.org", &[]);
        check("ftp://foo.bar.baz. ***https://z.org/q***", &["ftp://foo.bar.baz", "https://z.org/q"]);
    }

    #[test]
    fn mail() {
        check("a.b-c_d@e.f and x@y and a@b.c_ and g+h@i.j.", &["mailto:a.b-c_d@e.f", "mailto:g+h@i.j"]);
    }
}
