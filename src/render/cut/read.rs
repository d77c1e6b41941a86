//! HTML laid out for cutting: its tags and its texts, in order.

use std::ops::Range;

use memchr::memchr;

/// The tag that opens a mention: the link for whose sake a snippet is shown. An author's own `<mark>` has no class.
pub const MENTION: &str = "<mark class=\"mention\">";

fn is_void(name: &str) -> bool {
    matches!(name, "area" | "br" | "col" | "hr" | "img" | "input" | "source" | "wbr")
}

/// Whether an element breaks the line: words on both sides of its tags are two.
pub(super) fn is_breaking(name: &str) -> bool {
    #[rustfmt::skip]
    return matches!(
        name,
        "p" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "div" | "table" | "thead" | "tbody" | "tr" | "td" | "th" | "blockquote"
            | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
    );
}

/// What ends an element that is taken whole or not at all.
fn atom_end(name: &str) -> Option<&'static str> {
    match name {
        "math" => Some("</math>"),
        "svg" => Some("</svg>"),
        _ => None,
    }
}

/// A tag, a text, or what is never parted. Ranges are of [`Cloth::plain`].
pub(super) enum Piece<'a> {
    Open(&'a str),
    Close(&'a str),
    Void(&'a str),
    Text(Range<usize>),
    Atom(&'a str, Range<usize>),
}

/// HTML laid out for cutting.
pub(super) struct Cloth<'a> {
    /// In order.
    pub(super) pieces: Vec<Piece<'a>>,
    /// The visible text, entities undone, with a line break wherever a block begins or ends.
    pub(super) plain: String,
    /// Where the first mention stands in it.
    pub(super) mention: Option<Range<usize>>,
    /// A block began or ended since the last text.
    broken: bool,
}

/// Splits `html` in one pass.
pub(super) fn read(html: &str) -> Cloth<'_> {
    let mut cloth = Cloth {
        pieces: Vec::with_capacity(html.len() / 64),
        plain: String::with_capacity(html.len()),
        mention: None,
        broken: false,
    };
    let mut marks = 0; // `<mark>`s open since the first mention began
    let mut at = 0;
    while at < html.len() {
        let rest = &html[at..];
        let Some(end) = tag_end(rest) else {
            let bracket = usize::from(rest.starts_with('<')); // one that opens no tag
            let end = memchr(b'<', &rest.as_bytes()[bracket..]).map_or(rest.len(), |i| i + bracket);
            cloth.break_line();
            let from = cloth.plain.len();
            unescape_into(&mut cloth.plain, &rest[..end]);
            cloth.pieces.push(Piece::Text(from..cloth.plain.len()));
            at += end;
            continue;
        };
        let tag = &rest[..end];
        let name = name(tag);
        cloth.broken |= is_breaking(name) || name == "br";
        at += end;
        if let Some(length) = atom_end(name).and_then(|end| Some(rest.find(end)? + end.len())) {
            at += length - end;
            cloth.break_line();
            let from = cloth.plain.len();
            cloth.plain.push_str(&atom_text(&rest[..length]));
            cloth.pieces.push(Piece::Atom(&rest[..length], from..cloth.plain.len()));
        } else if is_void(name) {
            cloth.pieces.push(Piece::Void(tag));
        } else {
            marks = cloth.follow_mention(tag, name, marks);
            cloth.pieces.push(if tag.starts_with("</") { Piece::Close(tag) } else { Piece::Open(tag) });
        }
    }
    cloth
}

impl Cloth<'_> {
    fn break_line(&mut self) {
        if self.broken && !self.plain.is_empty() && !self.plain.ends_with('\n') {
            self.plain.push('\n');
        }
        self.broken = false;
    }

    /// Notes where the first mention begins and ends; `marks` are open inside it, the answer is how many then are.
    fn follow_mention(&mut self, tag: &str, name: &str, marks: usize) -> usize {
        if tag == MENTION {
            self.break_line();
        }
        let here = self.plain.len();
        match (tag.starts_with("</"), &mut self.mention) {
            (false, mention @ None) if tag == MENTION => {
                *mention = Some(here..here);
                1
            }
            (false, Some(_)) if name == "mark" && marks > 0 => marks + 1,
            (true, Some(mention)) if name == "mark" && marks > 0 => {
                mention.end = here;
                marks - 1
            }
            _ => marks,
        }
    }
}

/// The length of the tag that `rest` begins with; `None` where it begins with text.
pub(super) fn tag_end(rest: &str) -> Option<usize> {
    if !rest.starts_with('<') {
        return None;
    }
    let end = memchr(b'>', rest.as_bytes())? + 1;
    let quotes = |quote: u8| rest.as_bytes()[..end].iter().filter(|b| **b == quote).count();
    if quotes(b'"').is_multiple_of(2) && quotes(b'\'') == 0 {
        return Some(end); // all that our own writers write
    }
    let mut quote = None;
    for (i, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(i + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    None
}

/// The element's name in a tag.
pub(super) fn name(tag: &str) -> &str {
    let bytes = tag.as_bytes();
    let start = bytes.iter().take_while(|b| matches!(b, b'<' | b'/')).count();
    let length = bytes[start..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    &tag[start..start + length]
}

/// What is seen of a formula: not the TeX that it may carry for machines.
fn atom_text(atom: &str) -> String {
    let mut out = String::new();
    let mut rest = atom;
    while let Some(at) = rest.find('<') {
        unescape_into(&mut out, &rest[..at]);
        rest = &rest[at..];
        let hidden = if rest.starts_with("<annotation") { rest.find("</annotation") } else { None };
        rest = &rest[hidden.unwrap_or(0)..];
        let Some(end) = tag_end(rest) else { return out };
        rest = &rest[end..];
    }
    out
}

/// Undoes the entities that our writers write; any other stays as it is.
fn unescape_into(out: &mut String, mut text: &str) {
    while let Some(at) = memchr(b'&', text.as_bytes()) {
        out.push_str(&text[..at]);
        text = &text[at..];
        let end = text.bytes().take(10).position(|b| b == b';');
        match end.and_then(|end| Some((entity(&text[1..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                text = &text[end + 1..];
            }
            None => {
                out.push('&');
                text = &text[1..];
            }
        }
    }
    out.push_str(text);
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}
