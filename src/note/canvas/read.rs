//! The JSON of a canvas becomes cards and lines, each with its place in the text.

use std::borrow::Cow;

use jsonc_parser::ast::{Object, StringLit, Value};
use jsonc_parser::common::Ranged;

use crate::base::text::Span;
use crate::diag::{Code, Finding};

/// How many cards, and how many lines, a page shows.
const MAX: usize = 2000;
/// The farthest that a card may be from the origin, and the largest that it may be, in pixels.
const FAR: f64 = 1_000_000.0;

/// A text of the canvas.
#[derive(Debug)]
pub(super) struct Literal<'a> {
    /// Its escapes undone.
    pub(super) text: Cow<'a, str>,
    /// Where its first character stands, behind the quote.
    start: usize,
    end: usize,
}

impl Literal<'_> {
    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }

    /// From offsets in the text to those in the canvas.
    pub(super) fn offsets(&self, source: &str) -> Offsets {
        let raw = source.get(self.start..self.end).unwrap_or_default();
        let mut points = vec![(0, self.start)];
        let (mut at, mut decoded) = (0, 0);
        while let Some(escape) = raw[at..].find('\\') {
            decoded += escape;
            at += escape;
            let unit = |at: usize| raw.get(at + 2..at + 6).and_then(|hex| u32::from_str_radix(hex, 16).ok()).unwrap_or(0xfffd);
            let (taken, made) = match raw.as_bytes().get(at + 1) {
                Some(b'u') => match unit(at) {
                    0xd800..=0xdbff => (12, 4), // a pair makes one character
                    code => (6, char::from_u32(code).map_or(3, char::len_utf8)),
                },
                _ => (2, 1),
            };
            at = (at + taken).min(raw.len());
            decoded += made;
            points.push((decoded, self.start + at));
            if !raw.is_char_boundary(at) {
                break;
            }
        }
        Offsets { points, end: self.end }
    }
}

/// Offsets of a text without escapes, and where they are in the canvas: the points right behind each escape.
pub(super) struct Offsets {
    points: Vec<(usize, usize)>,
    end: usize,
}

impl Offsets {
    /// Where a byte of the text stands.
    pub(super) fn source(&self, decoded: u32) -> usize {
        let decoded = decoded as usize;
        let after = self.points.partition_point(|(point, _)| *point <= decoded);
        let (point, source) = self.points[after.saturating_sub(1)];
        (source + (decoded - point)).min(self.end)
    }
}

/// What a card holds.
pub(super) enum Content<'a> {
    Text(Literal<'a>),
    File {
        path: Literal<'a>,
        subpath: Option<Literal<'a>>,
    },
    Link(Literal<'a>),
    /// A frame around others, with its name.
    Group(Option<Literal<'a>>),
}

/// A card.
pub(super) struct Item<'a> {
    pub(super) id: Cow<'a, str>,
    /// Left, top, width and height in pixels.
    pub(super) at: [f64; 4],
    /// `1` to `6`, or `#rrggbb`.
    pub(super) color: Option<String>,
    pub(super) content: Content<'a>,
    pub(super) span: Span,
}

/// A side of a card.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Side {
    Top,
    Right,
    Bottom,
    Left,
}

/// A line from card to card.
pub(super) struct Edge<'a> {
    pub(super) from: Cow<'a, str>,
    pub(super) to: Cow<'a, str>,
    pub(super) from_side: Option<Side>,
    pub(super) to_side: Option<Side>,
    pub(super) arrow_from: bool,
    pub(super) arrow_to: bool,
    pub(super) color: Option<String>,
    pub(super) label: Option<Literal<'a>>,
}

/// A canvas as it is written.
pub(super) struct Sheet<'a> {
    pub(super) items: Vec<Item<'a>>,
    pub(super) edges: Vec<Edge<'a>>,
}

/// Reads a canvas; `None`, with a finding, where it is none.
pub(super) fn read<'a>(text: &'a str, findings: &mut Vec<Finding>) -> Option<Sheet<'a>> {
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Some(Sheet { items: Vec::new(), edges: Vec::new() }); // what Obsidian makes of a new canvas
    }
    let shift = if text.starts_with('\u{feff}') { 3 } else { 0 };
    // this parser has a limit for depth, the other one places
    let checked = serde_json::from_str::<serde_json::Value>(&text[shift..]);
    let parsed = checked.map_err(|error| {
        let line: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let rest = &text[line.min(text.len())..];
        let column = rest.char_indices().nth(error.column().saturating_sub(1)).map_or(rest.len(), |(at, _)| at);
        (line + column, error.to_string().split(" at line ").next().unwrap_or_default().to_owned())
    });
    let root = match parsed {
        Ok(_) => jsonc_parser::parse_to_ast(&text[shift..], &Default::default(), &Default::default())
            .ok()
            .and_then(|parsed| parsed.value),
        Err((at, problem)) => {
            let finding = Finding::new(
                Code::BadCanvas,
                at.min(text.len())..at.min(text.len()),
                format!("the canvas cannot be read: {problem}"),
            );
            findings.push(finding.hint("Mend its JSON, or save it anew in Obsidian."));
            return None;
        }
    };
    let Some(Value::Object(root)) = root else {
        findings.push(Finding::new(Code::BadCanvas, 0..0, "the canvas is no JSON object with `nodes` and `edges`"));
        return None;
    };
    let mut reader = Reader { shift, findings };
    let mut items = reader.all(&root, "nodes", Reader::item);
    let edges = reader.all(&root, "edges", Reader::edge);
    let mut seen = rustc_hash::FxHashSet::default();
    items.retain(|item| seen.insert(item.id.to_string()));
    Some(Sheet { items, edges })
}

struct Reader<'f> {
    shift: usize,
    findings: &'f mut Vec<Finding>,
}

impl<'f> Reader<'f> {
    fn all<'a, T>(&mut self, root: &Object<'a>, key: &str, read: fn(&mut Self, &Object<'a>) -> Result<T, String>) -> Vec<T> {
        let Some(Value::Array(array)) = root.get(key).map(|prop| &prop.value) else { return Vec::new() };
        if array.elements.len() > MAX {
            let message = format!("the canvas has {} {key}, of which the page shows {MAX}", array.elements.len());
            self.findings.push(Finding::new(Code::Limit, 0..0, message).hint("Split it into several canvases."));
        }
        let mut made = Vec::new();
        for element in array.elements.iter().take(MAX) {
            let object = match element {
                Value::Object(object) => read(self, object),
                _ => Err("it is no object".to_owned()),
            };
            match object {
                Ok(one) => made.push(one),
                Err(problem) => {
                    let range = element.range();
                    let what = if key == "nodes" { "card" } else { "line" };
                    let message = format!("a {what} cannot be shown: {problem}");
                    self.findings.push(Finding::new(Code::BadCanvas, range.start + self.shift..range.end + self.shift, message));
                }
            }
        }
        made
    }

    fn literal<'a>(&self, literal: &StringLit<'a>) -> Literal<'a> {
        let (start, end) = (literal.range.start + 1 + self.shift, literal.range.end - 1 + self.shift);
        let clean = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r');
        let text = match literal.value.contains(clean) {
            // as long as before, so that places stay true
            true => literal.value.chars().map(|c| if c.is_ascii() && clean(c) { ' ' } else { c }).collect::<String>().into(),
            false => literal.value.clone(),
        };
        Literal { text, start, end }
    }

    fn text<'a>(&self, object: &Object<'a>, key: &str) -> Option<Literal<'a>> {
        object.get_string(key).map(|literal| self.literal(literal))
    }

    fn item<'a>(&mut self, object: &Object<'a>) -> Result<Item<'a>, String> {
        let number = |key: &str| {
            let literal = object.get_number(key).ok_or_else(|| format!("`{key}` is no number"))?;
            literal.value.parse::<f64>().map(|n| n.clamp(-FAR, FAR)).map_err(|_| format!("`{key}` is no number"))
        };
        let at = [number("x")?, number("y")?, number("width")?.max(1.0), number("height")?.max(1.0)];
        let missing = |key: &str| format!("it has no `{key}`");
        let content = match object.get_string("type").map(|kind| &*kind.value) {
            Some("text") => Content::Text(self.text(object, "text").ok_or_else(|| missing("text"))?),
            Some("file") => Content::File {
                path: self.text(object, "file").ok_or_else(|| missing("file"))?,
                subpath: self.text(object, "subpath"),
            },
            Some("link") => Content::Link(self.text(object, "url").ok_or_else(|| missing("url"))?),
            Some("group") => Content::Group(self.text(object, "label").filter(|label| !label.text.trim().is_empty())),
            Some(other) => return Err(format!("there is no type `{other}`")),
            None => return Err(missing("type")),
        };
        let id = object.get_string("id").ok_or_else(|| missing("id"))?.value.clone();
        let range = object.range();
        let span = Span::new(range.start + self.shift, range.end + self.shift);
        Ok(Item { id, at, color: color(object), content, span })
    }

    fn edge<'a>(&mut self, object: &Object<'a>) -> Result<Edge<'a>, String> {
        let end = |key: &str| object.get_string(key).map(|id| id.value.clone()).ok_or_else(|| format!("it has no `{key}`"));
        let side = |key: &str| match object.get_string(key).map(|side| &*side.value) {
            Some("top") => Some(Side::Top),
            Some("right") => Some(Side::Right),
            Some("bottom") => Some(Side::Bottom),
            Some("left") => Some(Side::Left),
            _ => None,
        };
        let arrow = |key: &str, default: bool| object.get_string(key).map_or(default, |end| end.value == "arrow");
        Ok(Edge {
            from: end("fromNode")?,
            to: end("toNode")?,
            from_side: side("fromSide"),
            to_side: side("toSide"),
            arrow_from: arrow("fromEnd", false),
            arrow_to: arrow("toEnd", true),
            color: color(object),
            label: self.text(object, "label").filter(|label| !label.text.trim().is_empty()),
        })
    }
}

/// A colour of the six, or one of its own; anything else is none.
fn color(object: &Object<'_>) -> Option<String> {
    let color = object.get_string("color")?.value.trim().to_ascii_lowercase();
    let is_hex =
        color.strip_prefix('#').is_some_and(|hex| matches!(hex.len(), 3 | 6) && hex.bytes().all(|b| b.is_ascii_hexdigit()));
    (is_hex || matches!(&*color, "1" | "2" | "3" | "4" | "5" | "6")).then_some(color)
}
