//! What stands in a note's text and on no page: comments, and the definitions of reference links.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, Parser, Tag};

use super::{mask, parse};

/// Where it stands, in bytes of the whole text; each list in the order of the text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// `%%…%%` and `<!--…-->`, with their marks.
    pub comments: Vec<Range<usize>>,
    /// `[label]: url "title"`, each with its address as written.
    pub definitions: Vec<(Range<usize>, String)>,
}

/// Looks through a note's text, whose body begins at byte `body`.
pub fn find(text: &str, body: usize) -> Hidden {
    let mut hidden = Hidden::default();
    if !["%%", "<!--", "]:"].iter().any(|sign| text[body..].contains(sign)) {
        return hidden;
    }
    let masked = mask::mask(text, body, false);
    let text = &masked.text[body..];
    let mut parser = Parser::new_ext(text, parse::extensions()).into_offset_iter();
    let mut code = Vec::new();
    for (event, range) in parser.by_ref() {
        match event {
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => comments(text, range, &mut hidden.comments),
            Event::Start(Tag::CodeBlock(_)) => code.push(range),
            _ => {}
        }
    }
    let known = parser.reference_definitions();
    hidden.definitions = known.iter().map(|(_, found)| (found.span.clone(), found.dest.to_string())).collect();
    // what Markdown takes for none counts in Foam: a second one of a label, one below a line of text
    lines(text, &code, &mut hidden.definitions);
    hidden.definitions.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
    hidden.definitions.dedup_by(|next, last| next.0.start < last.0.end);
    for range in hidden.comments.iter_mut().chain(hidden.definitions.iter_mut().map(|(range, _)| range)) {
        *range = range.start + body..range.end + body;
    }
    hidden.comments.extend(masked.comments);
    hidden.comments.sort_by_key(|range| (range.start, range.end));
    hidden
}

/// The comments of raw HTML; one that nothing closes goes on to the end.
fn comments(text: &str, within: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut at = within.start;
    while let Some(open) = memmem::find(&text.as_bytes()[at..within.end], b"<!--").map(|i| at + i) {
        let close = memmem::find(&text.as_bytes()[open + 2..within.end], b"-->").map_or(within.end, |i| open + 2 + i + 3);
        found.push(open..close);
        at = close;
    }
}

/// Lines outside code that are written like a definition.
fn lines(text: &str, code: &[Range<usize>], found: &mut Vec<(Range<usize>, String)>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let inner = line.trim_start_matches([' ', '\t', '>']);
        let Some((label, rest)) = inner.strip_prefix('[').and_then(|rest| rest.split_once("]:")) else { continue };
        let Some(address) = rest.split_whitespace().next() else { continue };
        if label.is_empty() || label.starts_with('^') || label.contains(['[', ']']) {
            continue;
        }
        let from = start + line.len() - inner.len();
        let is_code = code.get(code.partition_point(|range| range.end <= from)).is_some_and(|range| range.start <= from);
        if !is_code {
            found.push((from..start + line.trim_end().len(), address.trim_matches(['<', '>']).to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_definitions_are_found_outside_code() {
        let text = "---\na: 1\n---\nx %%one%% `%%code%%` <!-- two --> y\n\n<!--\nthree\n-->\n\n```\n<!-- code -->\n[c]: code.md\n```\n\n\
                    [a]: a.md \"A\"\n[A]: <other one.md>\n\n> [b]: b.md\n\n[^1]: a footnote\n\ntext\n[d]: d.md 'D'\n\n%% open";
        let hidden = find(text, 13);
        let shown = |ranges: Vec<Range<usize>>| ranges.into_iter().map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(shown(hidden.comments), ["%%one%%", "<!-- two -->", "<!--\nthree\n-->", "%% open"]);
        let (places, addresses): (Vec<_>, Vec<_>) = hidden.definitions.into_iter().unzip();
        assert_eq!(shown(places), ["[a]: a.md \"A\"", "[A]: <other one.md>", "[b]: b.md", "[d]: d.md 'D'"]);
        assert_eq!((&*addresses[0], &*addresses[3]), ("a.md", "d.md"));
        assert_eq!(find("plain [text](a.md)", 0), Hidden::default());
    }
}
