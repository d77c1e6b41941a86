//! Front matter: properties at the head of a note, in YAML 1.2 between `---` or in TOML between `+++`.
//!
//! The fences are Foam's: after a byte order mark and blank lines, `---` alone on its line, up to the next line that starts
//! with `---`. Text that merely begins with a thematic break stays text.

mod fields;
mod syntax;

use std::ops::Range;

use super::visibility::{self, Marks, Unclear};
use super::{Meta, Tag};
use crate::base::text::Span;
use crate::diag::{Code, Finding};
use syntax::Syntax;

/// The largest block that is read, in bytes.
pub const MAX_BYTES: usize = 64 * 1024;

/// What the head of a note says.
#[derive(Clone, Debug, Default)]
pub struct Front {
    /// The properties; empty where there are none or they cannot be read.
    pub meta: Meta,
    /// The tags in it, in order.
    pub tags: Vec<Tag>,
    /// Where the text proper begins, in bytes: after the block, or after the byte order mark.
    pub body: usize,
    /// What it says about publishing.
    pub marks: Marks,
    /// Whether there is a block that nobody can read.
    pub broken: bool,
    /// What reading it found.
    pub findings: Vec<Finding>,
}

/// Reads the front matter of a note's whole text.
pub fn read(text: &str) -> Front {
    match find(text) {
        Fences::None(body) => Front { body, ..Front::default() },
        Fences::Open { body, head } => open(text, body, head),
        Fences::Closed(block) => closed(text, &block),
    }
}

/// The line of a property in the front matter at `span` of a note's whole text.
pub(super) fn line_of(text: &str, span: Span, key: &str) -> Span {
    fields::Fields::new(text, span.range()).locate(key)
}

/// A text of its own as a mapping, in YAML and within the same budgets; `None` where it is something else. Fails with a
/// sentence without a full stop.
pub(super) fn yaml_mapping(text: &str) -> Result<Option<serde_json::Map<String, serde_json::Value>>, String> {
    syntax::parse(text, Syntax::Yaml).map_err(|failure| failure.message)
}

/// A block between its fences.
struct Block {
    syntax: Syntax,
    /// Without the fences.
    inner: Range<usize>,
    /// From the opening fence to where the body begins.
    span: Range<usize>,
}

enum Fences {
    /// None; the text begins here.
    None(usize),
    /// Something that begins like a block and is none: what may have been meant as properties.
    Open {
        body: usize,
        head: Range<usize>,
    },
    Closed(Block),
}

fn find(text: &str) -> Fences {
    let body = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut start = body;
    while let Some(line) = line(text, start).filter(|line| text[line.content.clone()].trim().is_empty()) {
        start = line.next;
    }
    let Some(opening) = line(text, start) else { return Fences::None(body) };
    let content = &text[opening.content.clone()];
    let (syntax, fence) = match content.trim_end() {
        "---" => (Syntax::Yaml, "---"),
        "+++" => (Syntax::Toml, "+++"),
        _ => return Fences::None(body),
    };
    let inner = opening.next;
    let closing = lines(text, inner).find(|line| text[line.content.clone()].starts_with(fence));
    match closing {
        Some(closing) if content == fence => {
            let rest = &text[closing.content.start + fence.len()..closing.content.end];
            let alone = rest.trim_matches(['-', '+', ' ', '\t']).is_empty();
            let end = if alone { closing.next } else { closing.content.start + fence.len() };
            Fences::Closed(Block { syntax, inner: inner..closing.content.start, span: opening.content.start..end })
        }
        _ => Fences::Open { body, head: inner..head_end(text, inner) },
    }
}

/// Where properties without fences end: at the first blank line after them.
fn head_end(text: &str, start: usize) -> usize {
    let is_blank = |line: &Line| text[line.content.clone()].trim().is_empty();
    let mut lines = lines(text, start).skip_while(is_blank);
    lines.find(is_blank).map_or(text.len(), |line| line.content.start)
}

struct Line {
    /// Without its end.
    content: Range<usize>,
    /// Where the next line starts.
    next: usize,
}

/// The line at `start`; `None` at the end of the text. Lines end in LF, CRLF or CR.
fn line(text: &str, start: usize) -> Option<Line> {
    let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
    let end = start + rest.bytes().position(|b| b == b'\n' || b == b'\r').unwrap_or(rest.len());
    let next = match &text.as_bytes()[end..] {
        [] => end,
        [b'\r', b'\n', ..] => end + 2,
        _ => end + 1,
    };
    Some(Line { content: start..end, next })
}

fn lines(text: &str, start: usize) -> impl Iterator<Item = Line> + '_ {
    std::iter::successors(line(text, start), move |last| line(text, last.next))
}

/// A text that begins like a block and is none. It is text, but for a mark of privacy that somebody may have meant.
fn open(text: &str, body: usize, head: Range<usize>) -> Front {
    let mut front = Front { body, ..Front::default() };
    if let Some(key) = visibility::mentioned(&text[head.clone()]) {
        let span = head.start + key.start..head.start + key.end;
        front.marks.private = true;
        front.findings.push(
            Finding::new(
                Code::UnclearVisibility,
                span.clone(),
                format!("the note begins with `{}` in front matter without proper fences, so it is not published", &text[span]),
            )
            .hint("Write `---` alone on the line before the properties and on the line after them."),
        );
    }
    front
}

fn closed(text: &str, block: &Block) -> Front {
    let inner = &text[block.inner.clone()];
    let front = Front { body: block.span.end, ..Front::default() };
    match syntax::parse(inner, block.syntax) {
        Ok(Some(properties)) => {
            let (marks, unclear) = visibility::marks(&properties);
            let mut fields = fields::Fields::new(text, block.inner.clone());
            for mark in &unclear {
                fields.findings.push(unclear_finding(mark, fields.locate(&mark.key)));
            }
            let tags = fields.tags(&properties);
            let mut meta = fields.meta(properties);
            (meta.span, meta.unlisted) = (block.span.clone().into(), marks.unlisted);
            Front { meta, tags, marks, findings: fields.findings, ..front }
        }
        Ok(None) if visibility::mentioned(inner).is_none() => as_text(text),
        Ok(None) => {
            let reason =
                syntax::Failure { message: "it is no list of `name: value`".into(), hint: None, at: 0..0, is_bomb: false };
            broken(text, block, front, reason)
        }
        Err(failure) if !failure.is_bomb && !looks_like_properties(inner) && visibility::mentioned(inner).is_none() => {
            as_text(text)
        }
        Err(failure) => broken(text, block, front, failure),
    }
}

/// What only looked like a block: a thematic break, then text.
fn as_text(text: &str) -> Front {
    Front { body: if text.starts_with('\u{feff}') { 3 } else { 0 }, ..Front::default() }
}

/// Whether the first line that says anything begins with a name, without blanks, and a colon or `=`.
fn looks_like_properties(inner: &str) -> bool {
    let first = inner.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')).unwrap_or("");
    let name = first.trim_start_matches(['"', '\'', '{', '&', '[']);
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, ':' | '=')).unwrap_or(name.len());
    end > 0 && name[end..].trim_start().starts_with([':', '='])
}

fn broken(text: &str, block: &Block, mut front: Front, failure: syntax::Failure) -> Front {
    let start = block.inner.start;
    let message = format!("the front matter cannot be read: {}", failure.message);
    let mut finding = Finding::new(Code::BadFrontMatter, start + failure.at.start..start + failure.at.end, message);
    finding.hints.extend(failure.hint.map(str::to_owned));
    front.findings.push(finding);
    front.meta.span = block.span.clone().into();
    front.broken = true;
    if let Some(key) = visibility::mentioned(&text[block.inner.clone()]) {
        let span = start + key.start..start + key.end;
        front.marks.private = true;
        front.findings.push(
            Finding::new(
                Code::UnclearVisibility,
                span.clone(),
                format!("the front matter cannot be read and seems to hold `{}`, so the note is not published", &text[span]),
            )
            .hint("Mend the front matter."),
        );
    }
    front
}

fn unclear_finding(mark: &Unclear, span: Span) -> Finding {
    let Unclear { key, value } = mark;
    let value = if value == "null" { "no value" } else { &format!("`{value}`") };
    Finding::new(
        Code::UnclearVisibility,
        span,
        format!("`{key}` has {value}, neither `true` nor `false`, so the note is not published"),
    )
    .hint(format!("Write `{key}: true` or `{key}: false`."))
}

#[cfg(test)]
mod tests;
