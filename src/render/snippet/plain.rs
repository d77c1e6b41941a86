//! A stretch of a tape as text, without its formatting: for blocks too long to play, and where text is all that is wanted.

use crate::base::text::escape_into;
use crate::note::{BlockIx, Fill, Hole, LinkIx, Slice};
use crate::render::cut;
use crate::render::element::{Pen, isolate};

use super::context::Teller;

/// How many bytes of a tape are read on each side of a mention: more than any snippet shows.
const REACH: u32 = 2048;
/// A mention with fewer letters around it is alone in its line: nothing is said there.
const SAYING: usize = 8;

impl Teller<'_> {
    /// The text around a mention without its formatting; none where there is hardly any.
    pub(super) fn line_around(self, block: BlockIx, mention: LinkIx) -> Option<String> {
        let html = around(self.pen, self.pen.note().blocks[block as usize].inner, mention, |link| self.is_mention(link));
        let html = cut::cut(html.trim(), self.measure.characters).unwrap_or(html);
        let (before, rest) = html.split_once(cut::MENTION)?;
        let after = rest.split_once("</mark>").map_or("", |(_, after)| after);
        let letters = |part: &str| cut::text(part).chars().filter(|c| c.is_alphanumeric()).count();
        (letters(before) + letters(after) >= SAYING).then_some(html)
    }
}

/// Text around the first mention in a block, as HTML whose only elements are the marks of mentions and their links.
pub(super) fn around(pen: Pen<'_>, slice: Slice, mention: LinkIx, is_mention: impl Fn(LinkIx) -> bool) -> String {
    let holes = &pen.note().body.holes[slice.first as usize..slice.last as usize];
    let at = find(holes, mention).map_or(slice.start, |hole| hole.at);
    let (from, to) = (at.saturating_sub(REACH).max(slice.start), (at + REACH).min(slice.end));
    let mut out = String::from(if from > slice.start { "…" } else { "" });
    stretch(pen, slice, from, to, &mut out, is_mention);
    out.push_str(if to < slice.end { "…" } else { "" });
    out
}

/// The plain text at the start of a slice, entities undone and white space collapsed: enough for `characters` of most texts.
pub(super) fn head(pen: Pen<'_>, slice: Slice, characters: usize) -> String {
    let to = (slice.start + REACH.min(5 * characters as u32)).min(slice.end);
    let mut out = String::new();
    stretch(pen, slice, slice.start, to, &mut out, |_| false);
    out.push_str(if to < slice.end { "…" } else { "" });
    cut::text(&out)
}

/// The hole at which a link begins. Links stand in order, but for one inside another's text.
fn find(holes: &[Hole], ix: LinkIx) -> Option<&Hole> {
    let link = |hole: &Hole| match hole.fill {
        Fill::LinkOpen(link) | Fill::LinkText(link) | Fill::LinkClose(link) | Fill::Embed(link) => Some(link),
        _ => None,
    };
    let begins = |hole: &&Hole| matches!(hole.fill, Fill::LinkOpen(link) | Fill::Embed(link) if link == ix);
    let (mut low, mut high) = (0, holes.len());
    while low < high {
        let middle = (low + high) / 2;
        match holes[middle..high].iter().find_map(link) {
            Some(link) if link < ix => low = middle + 1,
            _ => high = middle,
        }
    }
    holes[low..].iter().take(8).find(begins).or_else(|| holes.iter().find(begins))
}

/// The text from `from` to `to`, both moved to where a text begins and ends.
fn stretch(pen: Pen<'_>, slice: Slice, from: u32, to: u32, out: &mut String, is_mention: impl Fn(LinkIx) -> bool) {
    let body = &pen.note().body;
    let holes = &body.holes[slice.first as usize..slice.last as usize];
    let mut at = if from > slice.start { text_start(&body.html, from as usize, to as usize) } else { from as usize };
    let to = floor(&body.html, to as usize);
    let first = holes.partition_point(|hole| (hole.at as usize) < at);
    if let Some(Hole { at: raw, fill: Fill::Raw(length) }) = first.checked_sub(1).map(|i| holes[i]) {
        at = at.max((raw + length) as usize); // not into the middle of a raw tag
    }
    let mut open = None;
    for hole in holes[first..].iter().take_while(|hole| hole.at as usize <= to) {
        if (hole.at as usize) < at {
            continue;
        }
        strip(out, &body.html[at..hole.at as usize]);
        at = hole.at as usize;
        match hole.fill {
            Fill::Raw(length) => at += length as usize,
            Fill::LinkOpen(ix) if is_mention(ix) && open.is_none() => {
                pen.open_mention(out, ix, "");
                open = Some(ix);
            }
            Fill::LinkClose(ix) if open == Some(ix) => close(pen, out, &mut open),
            Fill::LinkText(ix) => isolate(out, &pen.text(ix)),
            Fill::Embed(ix) if is_mention(ix) && open.is_none() => {
                pen.open_mention(out, ix, "embed-link");
                isolate(out, &pen.text(ix));
                pen.close_mention(out, ix);
            }
            Fill::Cite(ix) => {
                let mut cite = String::new();
                crate::render::cite::parts(&mut cite, &pen.note().cites[ix as usize], |_| None);
                strip(out, &cite);
            }
            Fill::Tag(ix) => {
                out.push('#');
                escape_into(out, &pen.note().tags[ix as usize].name);
            }
            _ => {}
        }
    }
    if at < to {
        strip(out, &body.html[at..to]);
    }
    close(pen, out, &mut open);
}

fn close(pen: Pen<'_>, out: &mut String, open: &mut Option<LinkIx>) {
    if let Some(ix) = open.take() {
        pen.close_mention(out, ix);
    }
}

/// The first place from `at` on where a word begins outside of every tag; `end` at most.
fn text_start(html: &str, at: usize, end: usize) -> usize {
    let start = floor(html, at);
    let near = &html[start..floor(html, end)];
    // a `>` before the next `<`: this is the inside of a tag
    let past_tag = near.find(['<', '>']).filter(|i| near[*i..].starts_with('>')).map_or(0, |i| i + 1);
    let rest = &near[past_tag..];
    let word = rest.char_indices().take(64).find(|(_, c)| c.is_whitespace() || *c == '<').map(|(i, _)| i);
    // no word ends near: but for half an entity, any character may be the first
    let entity = rest.char_indices().take(10).find(|(_, c)| *c == ';').map_or(0, |(i, _)| i + 1);
    start + past_tag + word.unwrap_or(entity)
}

fn floor(html: &str, mut at: usize) -> usize {
    at = at.min(html.len());
    while !html.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Appends `html` without its tags; where it ends inside one, or inside an entity, up to there. What breaks a line is a space.
fn strip(out: &mut String, mut html: &str) {
    while let Some(start) = html.find('<') {
        out.push_str(&html[..start]);
        let Some(length) = html[start..].find('>') else { return };
        let tag = &html[start..=start + length];
        if ["<br", "</t", "</p", "</l", "</d", "</h"].iter().any(|t| tag.starts_with(t)) && !out.ends_with(' ') {
            out.push(' ');
        }
        html = &html[start + length + 1..];
    }
    let whole = html.rfind('&').filter(|i| html.len() - i < 10 && !html[*i..].contains(';'));
    out.push_str(&html[..whole.unwrap_or(html.len())]);
}
