//! `==marked==` text.

use super::inline::Piece;

/// Turns pairs of `==` on one level into `mark` elements, and what has no partner back into text.
pub(super) fn pair_marks(mut pieces: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    if !pieces.iter().any(|p| matches!(p, Piece::Equals)) {
        return pieces;
    }
    let mut open: Vec<Option<usize>> = vec![None];
    for i in 0..pieces.len() {
        match &pieces[i] {
            Piece::Open(_) | Piece::Link(_) | Piece::External(_) => open.push(None),
            Piece::Close(_) | Piece::LinkEnd(_) | Piece::ExternalEnd if open.len() > 1 => drop(open.pop()),
            Piece::Equals => {
                let space = |piece: Option<&Piece<'_>>, end: bool| match piece {
                    Some(Piece::Text(t)) if end => t.ends_with(char::is_whitespace),
                    Some(Piece::Text(t)) => t.starts_with(char::is_whitespace),
                    Some(Piece::Soft | Piece::Hard) | None => true,
                    _ => false,
                };
                let top = open.last_mut().expect("the level of the line itself stays");
                let (after_space, before_space) = (i == 0 || space(pieces.get(i - 1), true), space(pieces.get(i + 1), false));
                match *top {
                    Some(start) if !after_space => {
                        pieces[start] = Piece::Open("mark");
                        pieces[i] = Piece::Close("mark");
                        *top = None;
                    }
                    _ if !before_space => *top = Some(i),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    for piece in &mut pieces {
        if matches!(piece, Piece::Equals) {
            *piece = Piece::Text("==".into());
        }
    }
    pieces
}
