//! Before Markdown is parsed, wikilinks and formulas are masked and comments blanked, byte for byte, so that positions stay.
//!
//! Foam reads `[[…]]` before anything else in a line: no emphasis, table pipe, reference or entity may cut it. Markdown knows
//! nothing of that. So each wikilink is overwritten with a mark that Markdown takes for a plain word; the writer puts the
//! link in where the mark comes out as text, and the source where it comes out anywhere else (code, URLs, raw HTML).

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;
use pulldown_cmark::{Event, Parser, Tag};

use super::math::find::Formula;
use crate::diag::{Code, Finding};

/// First byte of a mark; it never stands in a masked text otherwise.
pub const MARK: u8 = 0x01;
/// Bytes of a mark: [`MARK`] and four digits. No wikilink is shorter than `[[x]]`.
const MARK_LEN: usize = 5;
/// Letters and digits alone: any other character can part a text or stress it.
const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// How many times a text is parsed to learn where its code is, once its comments are blanked.
const PASSES: usize = 8;

/// A text ready for Markdown.
pub struct Masked<'a> {
    /// As long as the original.
    pub text: Cow<'a, str>,
    /// The wikilinks by the number in their marks: their place in the text, brackets included.
    pub links: Vec<Range<usize>>,
    /// What Foam's greedy reading takes for a link although a wikilink begins inside: `[[b and [[c]]`.
    pub greedy: Vec<Range<usize>>,
    /// The comments that were blanked, with their marks.
    pub comments: Vec<Range<usize>>,
    /// The wikilinks inside comments, which Foam's graph has and no page may show.
    pub hidden: Vec<Range<usize>>,
    /// The formulas that were overwritten, in the order of the text.
    pub formulas: Vec<Formula>,
    /// Unclosed comments.
    pub findings: Vec<Finding>,
}

impl<'a> Masked<'a> {
    /// A text in which nothing is masked.
    pub fn plain(text: &'a str) -> Self {
        Masked {
            text: Cow::Borrowed(text),
            links: Vec::new(),
            greedy: Vec::new(),
            comments: Vec::new(),
            hidden: Vec::new(),
            formulas: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// The overwritten formula that begins at byte `at` of the text.
    pub fn formula(&self, at: usize) -> Option<&Formula> {
        self.formulas.binary_search_by_key(&at, |formula| formula.range.start).ok().map(|ix| &self.formulas[ix])
    }
}

/// Masks the wikilinks of `text` and blanks its `%%` comments, from byte `body` on. Only Foam (`as_foam`) has no inline footnotes,
/// which may begin with a link: `^[[[b]] says]`.
pub fn mask(text: &str, body: usize, as_foam: bool) -> Masked<'_> {
    let mut masked = Masked::plain(text);
    if text.bytes().fold(false, |any, b| any | is_control(b)) {
        let clean = text.bytes().map(|b| if is_control(b) { b' ' } else { b }).collect();
        masked.text = Cow::Owned(String::from_utf8(clean).expect("ASCII was put in the place of ASCII"));
    }
    if text[body..].contains("%%") {
        blank_comments(&mut masked, body);
    }
    mask_links(&mut masked, body, as_foam);
    super::math::find::overwrite(&mut masked, text, body);
    masked
}

/// Control characters have no business in a page, and no place in XML.
fn is_control(byte: u8) -> bool {
    matches!(byte, 1..=8 | 0x0b | 0x0e..=0x1f | 0x7f)
}

fn mask_links(masked: &mut Masked<'_>, body: usize, as_foam: bool) {
    let source = masked.text.clone();
    let bytes = source.as_bytes();
    let mut out: Option<Vec<u8>> = None;
    let mut line = Line::new(bytes, body);
    let mut at = body;
    while let Some(open) = find(bytes, b"[[", at) {
        at = open + 1;
        let is_footnote = bytes.get(open + 2) == Some(&b'[') && open > body && bytes[open - 1] == b'^' && !as_foam;
        if is_escaped(bytes, open) || is_footnote && !is_escaped(bytes, open - 1) {
            continue;
        }
        if open >= line.end {
            line = Line::new(bytes, open);
        }
        // at least one character, so the closing brackets are looked for one byte later
        let Some(close) = find(&bytes[..line.end], b"]]", open + 3) else {
            at = line.end; // nothing closes what still opens in this line
            continue;
        };
        let end = close + 2;
        let inner = source[open + 2..close].rfind("[[").map_or(open, |i| open + 2 + i);
        if bytes[inner..end].contains(&b'`') && line.is_code(bytes, inner) {
            continue;
        }
        if inner != open && !line.is_code(bytes, open) {
            masked.greedy.push(open..end);
        }
        if inner + 4 < end {
            let text = out.get_or_insert_with(|| bytes.to_vec());
            write_mark(&mut text[inner..end], masked.links.len());
            masked.links.push(inner..end);
        }
        at = end;
    }
    if let Some(out) = out {
        masked.text = Cow::Owned(String::from_utf8(out).expect("whole wikilinks were overwritten with ASCII"));
    }
}

/// A line, and where its code spans are, once that was asked. It is only asked where back quotes matter: a link without one
/// inside is masked even in code, since code gets its source back.
struct Line {
    start: usize,
    end: usize,
    code: Option<Vec<Range<usize>>>,
}

impl Line {
    fn new(bytes: &[u8], at: usize) -> Self {
        let is_end = |b: &u8| matches!(b, b'\n' | b'\r');
        let start = bytes[..at].iter().rposition(is_end).map_or(0, |i| i + 1);
        let end = bytes[at..].iter().position(is_end).map_or(bytes.len(), |i| at + i);
        Line { start, end, code: None }
    }

    fn is_code(&mut self, bytes: &[u8], at: usize) -> bool {
        let code = self.code.get_or_insert_with(|| code_spans(&bytes[self.start..self.end], self.start));
        code.get(code.partition_point(|span| span.end <= at)).is_some_and(|span| span.start < at)
    }
}

/// The code spans of one line. Runs of back quotes that nothing closes have different lengths, so there are few.
fn code_spans(line: &[u8], offset: usize) -> Vec<Range<usize>> {
    let (mut spans, mut i) = (Vec::new(), 0);
    while i < line.len() {
        match line[i] {
            b'\\' => i += 2,
            b'`' => {
                let after = i + line[i..].iter().take_while(|b| **b == b'`').count();
                i = match closing_run(line, after, after - i) {
                    Some(end) => {
                        spans.push(offset + i..offset + end);
                        end
                    }
                    None => after,
                };
            }
            _ => i += 1,
        }
    }
    spans
}

fn write_mark(place: &mut [u8], mut number: usize) {
    place.fill(b'x');
    place[0] = MARK;
    for digit in &mut place[1..MARK_LEN] {
        *digit = DIGITS[number % DIGITS.len()];
        number /= DIGITS.len();
    }
}

/// The number of the mark that begins at `at`.
pub fn number(text: &str, at: usize) -> usize {
    let digit = |b: u8| DIGITS.iter().position(|d| *d == b).unwrap_or_default();
    let digits = text.as_bytes().get(at + 1..at + MARK_LEN).unwrap_or_default();
    digits.iter().rev().fold(0, |n, b| n * DIGITS.len() + digit(*b))
}

/// `text` with every mark turned back into its source.
pub fn unmask<'t>(text: &'t str, source: &str, links: &[Range<usize>]) -> Cow<'t, str> {
    let Some(mut mark) = memchr(MARK, text.as_bytes()) else {
        return Cow::Borrowed(text);
    };
    let (mut out, mut done) = (String::with_capacity(text.len()), 0);
    while let Some(link) = links.get(number(text, mark)) {
        let end = (mark + link.len()).min(text.len());
        out.push_str(&text[done..mark]);
        out.push_str(&source[link.clone()]);
        done = end;
        match text[done..].bytes().position(|b| b == MARK) {
            Some(next) => mark = done + next,
            None => break,
        }
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

fn closing_run(line: &[u8], from: usize, length: usize) -> Option<usize> {
    let mut i = from;
    while i < line.len() {
        let run = line[i..].iter().take_while(|b| **b == b'`').count();
        if run == length {
            return Some(i + run);
        }
        i += run.max(1);
    }
    None
}

/// Whether an odd number of backslashes stands before `at`.
pub(super) fn is_escaped(bytes: &[u8], at: usize) -> bool {
    bytes[..at].iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

fn find(bytes: &[u8], needle: &[u8; 2], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr(needle[0], bytes.get(at..)?)?;
        if bytes.get(at + 1) == Some(&needle[1]) {
            return Some(at);
        }
        at += 1;
    }
}

/// Blanks `%%…%%`, in a line or over many, outside code. A comment that is never closed hides the rest: what was meant to be
/// hidden must not be published.
fn blank_comments(masked: &mut Masked<'_>, body: usize) {
    let mut text = masked.text.to_string().into_bytes();
    let mut at = body;
    for pass in 0..PASSES {
        let code = code_ranges(std::str::from_utf8(&text).expect("blanks for whole characters"), body);
        let mut dirty = false;
        while let Some(open) = next_outside(&text, at, &code) {
            let (end, closed) = match find(&text, b"%%", open + 2) {
                Some(close) => (close + 2, true),
                None => (text.len(), false),
            };
            if !closed {
                let finding = Finding::new(Code::UnclosedComment, open..open + 2, "this comment is never closed");
                masked.findings.push(finding.hint("close it with `%%`; until then all that follows is left out"));
            }
            // a fence or a back quote inside a comment changed what the parser took for code behind it
            dirty = text[open..end].iter().any(|b| matches!(b, b'`' | b'~' | b'<' | b'$'));
            masked.hidden.extend(wikilinks(&text[open..end]).map(|link| link.start + open..link.end + open));
            blank(&mut text[open..end]);
            masked.comments.push(open..end);
            at = end;
            if dirty && pass + 1 < PASSES {
                break;
            }
        }
        if !dirty {
            break;
        }
    }
    masked.text = Cow::Owned(String::from_utf8(text).expect("blanks for whole characters"));
}

/// The next `%%` from `at` that is not code. A run of more than two is a rule or a banner: its first two open.
fn next_outside(text: &[u8], mut at: usize, code: &[Range<usize>]) -> Option<usize> {
    loop {
        let open = find(text, b"%%", at)?;
        match code.get(code.partition_point(|range| range.end <= open)) {
            Some(range) if range.start <= open => at = range.end,
            _ => return Some(open),
        }
    }
}

fn code_ranges(text: &str, body: usize) -> Vec<Range<usize>> {
    let events = Parser::new_ext(&text[body..], super::parse::extensions()).into_offset_iter();
    let code = events.filter(|(event, _)| {
        matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_))
    });
    code.map(|(_, range)| range.start + body..range.end + body).collect()
}

/// The wikilinks of a comment.
fn wikilinks(comment: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let open = find(comment, b"[[", at)?;
            let close = find(comment, b"]]", open + 3)?;
            at = close + 2;
            if !comment[open..close].iter().any(|b| matches!(b, b'\n' | b'\r')) {
                return Some(open..close + 2);
            }
            at = open + 1 + comment[open + 1..close].iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or_default();
        }
    })
}

/// Overwrites a comment with blanks; line ends stay, and the quote marks and indents at the start of its lines.
fn blank(comment: &mut [u8]) {
    let mut margin = false;
    for byte in comment {
        match *byte {
            b'\n' | b'\r' => margin = true,
            b' ' | b'\t' | b'>' if margin => {}
            _ => {
                margin = false;
                *byte = b' ';
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(text: &str) -> Vec<&str> {
        let masked = mask(text, 0, false);
        assert_eq!(masked.text.len(), text.len());
        assert_eq!(unmask(&masked.text, text, &masked.links), text);
        masked.links.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn finds_wikilinks_as_foam_does() {
        assert_eq!(links("[[a]] x [[b|c d]]"), ["[[a]]", "[[b|c d]]"]);
        assert_eq!(links("[[]] [[ ]]"), ["[[ ]]"]);
        assert_eq!(links(r"\[[b]] \\[[c]] [\[d]]"), ["[[c]]"]);
        assert_eq!(links("[[a\nb]] [[日本]]"), ["[[日本]]"]);
        assert_eq!(links("[[a]b]] [[[c]]]"), ["[[a]b]]", "[[[c]]"]);
    }

    #[test]
    fn the_innermost_of_a_greedy_match_is_the_link() {
        let masked = mask("[[b and [[c]]", 0, false);
        assert_eq!((&masked.links[0], &masked.greedy[0]), (&(8..13), &(0..13)));
    }

    #[test]
    fn marks_hold_nothing_that_markdown_reads() {
        let text = "[[a]] ".repeat(5000);
        let masked = mask(&text, 0, false);
        assert!(masked.text.bytes().all(|b| b == MARK || b == b' ' || b.is_ascii_alphanumeric()));
        assert_eq!(unmask(&masked.text, &text, &masked.links), text);
    }

    #[test]
    fn code_between_brackets_is_no_link() {
        assert_eq!(links("write `[[` and `]]` around [[a]]"), ["[[a]]"]);
        assert_eq!(links("[[page `f`]]"), ["[[page `f`]]"]);
    }

    fn blanked(text: &str) -> String {
        let masked = mask(text, 0, false);
        assert_eq!(masked.text.len(), text.len());
        masked.text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_vanish_outside_code() {
        assert_eq!(blanked("a %%secret%% b"), "a b");
        assert_eq!(blanked("a `%%not%%` b"), "a `%%not%%` b");
        assert_eq!(blanked("```\n%%kept%%\n```\n%%gone%%"), "``` %%kept%% ```");
        assert_eq!(blanked("%%\n```\nx %%\n\ny `%%z%%`"), "y `%%z%%`");
        assert_eq!(blanked("> a\n> %% b\n> c %%\n> d"), "> a > > > d");
        assert_eq!(blanked("a %%日本%% b %%c%% d"), "a b d");
    }

    #[test]
    fn an_unclosed_comment_hides_the_rest() {
        let masked = mask("a\n\n%% b\n\nc", 0, false);
        assert_eq!(masked.text.trim(), "a");
        assert_eq!(masked.findings[0].code, Code::UnclosedComment);
    }

    #[test]
    fn controls_become_blanks() {
        assert_eq!(mask("a\u{1}b\u{7f}", 0, false).text, "a b ");
    }
}
