//! `==marked==` text; on request `^raised^` and `~lowered~` text.

use std::ops::Range;

use pulldown_cmark::TagEnd;

use super::inline::{self, Piece, Reader};

/// What stands on both sides of such a text, by its index here, and the element that it makes.
pub(super) const SIGNS: [(&str, &str); 3] = [("==", "mark"), ("^", "sup"), ("~", "sub")];

/// Turns pairs of signs on one level into elements, and what has no partner back into text.
pub(super) fn pair_marks(mut pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    if !pieces.iter().any(|p| matches!(p, Piece::Sign(_))) {
        return pieces;
    }
    let mut open: Vec<[Option<usize>; 3]> = vec![[None; 3]];
    for i in 0..pieces.len() {
        match &pieces[i] {
            Piece::Open(_) | Piece::Link(_) | Piece::External(_) => open.push([None; 3]),
            Piece::Close(_) | Piece::LinkEnd(_) | Piece::ExternalEnd if open.len() > 1 => drop(open.pop()),
            Piece::Sign(sign) => {
                let sign = *sign;
                let space = |piece: Option<&Piece<'_>>, end: bool| match piece {
                    Some(Piece::Text(t)) if end => t.ends_with(char::is_whitespace),
                    Some(Piece::Text(t)) => t.starts_with(char::is_whitespace),
                    Some(Piece::Soft | Piece::Hard) | None => true,
                    _ => false,
                };
                let level = open.last_mut().expect("the level of the line itself stays");
                let (after_space, before_space) = (i == 0 || space(pieces.get(i - 1), true), space(pieces.get(i + 1), false));
                match level[sign as usize] {
                    Some(start) if !after_space => {
                        let (_, element) = SIGNS[sign as usize];
                        pieces[start] = Piece::Open(element);
                        pieces[i] = Piece::Close(element);
                        // what began inside and has not ended does not end outside
                        level.iter_mut().for_each(|other| *other = other.filter(|other| *other < start));
                    }
                    _ if !before_space => level[sign as usize] = Some(i),
                    _ => {}
                }
            }
            // raised and lowered text has no blank, as with Pandoc: `2^10 and 2^20` is none
            piece if has_blank(piece) => open.iter_mut().for_each(|[_, raised, lowered]| (*raised, *lowered) = (None, None)),
            _ => {}
        }
    }
    as_text(pieces)
}

fn has_blank(piece: &Piece<'_>) -> bool {
    match piece {
        Piece::Text(text) => text.contains(char::is_whitespace),
        Piece::Soft | Piece::Hard => true,
        _ => false,
    }
}

/// Signs without a partner are text again, in one piece with the text around them.
fn as_text(pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    let mut out: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
    let mut joins = false;
    for piece in pieces {
        let (text, is_sign) = match piece {
            Piece::Sign(sign) => (SIGNS[sign as usize].0.into(), true),
            Piece::Text(text) => (text, false),
            piece => {
                (joins, _) = (false, out.push(piece));
                continue;
            }
        };
        match out.last_mut() {
            Some(Piece::Text(before)) if joins || is_sign => before.to_mut().push_str(&text),
            _ => out.push(Piece::Text(text)),
        }
        joins = is_sign;
    }
    out
}

impl<'a> Reader<'_, 'a> {
    /// The element of an inline tag. The parser strikes `~a~` through, as GitHub does; where lowered text is asked for, it is
    /// lowered, if it has no blank.
    pub(super) fn element(&self, tag: TagEnd, range: &Range<usize>) -> Option<&'static str> {
        let text = &self.writer.body[range.clone()];
        let is_lowered = tag == TagEnd::Strikethrough
            && self.writer.options.extras.scripts
            && !text.starts_with("~~")
            && !text.contains(char::is_whitespace);
        if is_lowered { Some("sub") } else { inline::element(tag) }
    }

    /// A sign at byte `at` of a text that is written up to `done`; answers its length.
    pub(super) fn sign(&mut self, text: &'a str, done: usize, at: usize) -> Option<usize> {
        let byte = text.as_bytes()[at];
        let run = text[at..].bytes().take_while(|b| *b == byte).count();
        let ix = SIGNS.iter().position(|(sign, _)| sign.as_bytes()[0] == byte)?;
        let (sign, _) = SIGNS[ix];
        if run != sign.len() {
            // `===` is no mark: step over the run
            if run > sign.len() {
                self.push_text(text, done..at + run);
                return Some(run);
            }
            return None;
        }
        self.push_text(text, done..at);
        self.pieces.push(Piece::Sign(ix as u8));
        Some(run)
    }
}
