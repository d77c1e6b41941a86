//! Which part of a text to show, and where it may be parted.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// How far, in characters, a cut may move to fall between two words.
const REACH: usize = 40;

/// Which bytes of `plain`, which has `total` characters, to show: about `limit` characters around `mention`, or from the start.
/// `None` for all.
pub(super) fn window(plain: &str, total: usize, mention: Option<Range<usize>>, limit: usize) -> Option<Range<usize>> {
    let count = |range: Range<usize>| plain[range].chars().count();
    let focus = mention.unwrap_or(0..0);
    let before = count(0..focus.start);
    let after = total - before - count(focus.clone());
    let room = limit.saturating_sub(total - before - after);
    let lead = before.min((room / 2).max(room.saturating_sub(after)));
    let tail = room - lead;
    let start = back(plain, focus.start, lead);
    let end = forth(plain, focus.end.min(forth(plain, focus.start, limit)), tail);
    let start = if start == 0 { 0 } else { snap_start(plain, start, focus.start) };
    let stop = if focus.end <= end { focus.end } else { focus.start };
    let end = if end == plain.len() { end } else { snap_end(plain, end, stop) };
    (start > 0 || end < plain.len()).then_some(start..end)
}

/// The byte `n` characters before `at`.
fn back(text: &str, at: usize, n: usize) -> usize {
    if n == 0 { at } else { text[..at].char_indices().rev().nth(n - 1).map_or(0, |(i, _)| i) }
}

/// The byte `n` characters after `at`.
fn forth(text: &str, at: usize, n: usize) -> usize {
    text[at..].char_indices().nth(n).map_or(text.len(), |(i, _)| at + i)
}

/// The first good place to begin in `at..=stop`: after white space, else between words of scripts without spaces, else between
/// graphemes.
fn snap_start(text: &str, at: usize, stop: usize) -> usize {
    let reach = forth(text, at, REACH).min(stop);
    let spaced = |i: usize| text[..i].ends_with(char::is_whitespace) && is_border(text, i);
    if let Some(i) = (at..=reach).find(|i| text.is_char_boundary(*i) && spaced(*i)) {
        return i;
    }
    let border = if is_border(text, at) { at } else { next_border(text, at).min(stop) };
    let second = text[border..reach.max(border)].split_word_bound_indices().nth(1).map(|(i, _)| border + i);
    second.filter(|i| is_border(text, *i)).unwrap_or(border)
}

/// The last good place to end in `stop..=at`.
fn snap_end(text: &str, at: usize, stop: usize) -> usize {
    let reach = back(text, at, REACH).max(stop);
    let spaced = |i: usize| text[i..].starts_with(char::is_whitespace) && is_border(text, i);
    if let Some(i) = (reach..=at).rev().find(|i| text.is_char_boundary(*i) && spaced(*i)) {
        return i;
    }
    let border = if is_border(text, at) { at } else { previous_border(text, at).max(stop) };
    let last = text[reach.min(border)..border].split_word_bound_indices().next_back().map(|(i, _)| reach.min(border) + i);
    last.filter(|i| *i > stop && *i > reach && is_border(text, *i)).unwrap_or(border)
}

fn is_border(text: &str, at: usize) -> bool {
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

fn next_border(text: &str, at: usize) -> usize {
    GraphemeCursor::new(at, text.len(), true).next_boundary(text, 0).ok().flatten().unwrap_or(text.len())
}

fn previous_border(text: &str, at: usize) -> usize {
    GraphemeCursor::new(at, text.len(), true).prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}

/// What ends the directional overrides, embeddings and isolates that `text` leaves open, so that nothing after it is turned
/// round.
pub(super) fn bidi_closers(text: &str) -> String {
    if !text.as_bytes().contains(&0xe2) {
        return String::new(); // the first byte of all of them
    }
    let mut open = Vec::new();
    for c in text.chars() {
        match c {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' => open.push('\u{202c}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            '\u{202c}' | '\u{2069}' if open.last() == Some(&c) => {
                open.pop();
            }
            _ => {}
        }
    }
    open.into_iter().rev().collect()
}

/// The ellipsis for what is missing from `at` on: set off by a space where a word ends there.
pub(super) fn ellipsis_after(text: &str, at: usize) -> &'static str {
    if text[at..].starts_with(char::is_whitespace) || text[..at].ends_with(char::is_whitespace) { " …" } else { "…" }
}
