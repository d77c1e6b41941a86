//! Dataview's inline fields: `key:: value` as a line of its own, `[key:: value]` and `(key:: value)` in one. They stay where they
//! are written; the colons and brackets are gone, and of the last kind the key too, as Dataview shows them.

use super::inline::Piece;

/// The longest key, in characters.
const MAX_KEY: usize = 40;
/// How many pieces and bytes a field in brackets may have.
const MAX_PIECES: usize = 64;
const MAX_BYTES: usize = 2000;

const LINE: &str = "<span class=\"field field-line\">";
const IN_BRACKETS: &str = "<span class=\"field\">";
const KEY: &str = "<span class=\"field-key\">";
const END: &str = "</span>";

/// Whether there can be a field at all.
fn may_have(pieces: &[Piece<'_>]) -> bool {
    pieces.iter().any(|piece| matches!(piece, Piece::Text(text) if text.contains("::")))
}

/// The pieces of a paragraph with its fields marked; `None` where it has none.
pub(super) fn mark<'a>(pieces: &[Piece<'a>]) -> Option<Vec<Piece<'a>>> {
    if !may_have(pieces) {
        return None;
    }
    let mut marker = Marker { out: Vec::with_capacity(pieces.len() + 4), any: false };
    let (mut at, mut depth, mut begins) = (0, 0_usize, true);
    while at < pieces.len() {
        let field = if begins && depth == 0 { marker.line(&pieces[at..]) } else { None };
        begins = match (&pieces[at], field) {
            (_, Some(length)) => {
                at += length;
                continue;
            }
            (Piece::Text(text), _) => {
                at += marker.brackets(text, &pieces[at + 1..]);
                text.trim().is_empty() && begins
            }
            (piece, _) => {
                depth = depth.saturating_add_signed(nesting(piece));
                marker.out.push(piece.clone());
                matches!(piece, Piece::Soft | Piece::Hard | Piece::Task(_))
            }
        };
        at += 1;
    }
    marker.any.then_some(marker.out)
}

/// By how much a piece opens or closes elements.
fn nesting(piece: &Piece<'_>) -> isize {
    match piece {
        Piece::Open(_) | Piece::Link(_) | Piece::External(_) => 1,
        Piece::Close(_) | Piece::LinkEnd(_) | Piece::ExternalEnd => -1,
        _ => 0,
    }
}

/// Whether a field's value may hold it: all that stays in its element.
fn can_be_inside(piece: &Piece<'_>) -> bool {
    !matches!(piece, Piece::Soft | Piece::Hard | Piece::Embed(_) | Piece::Html(..) | Piece::Task(_))
}

/// Whether `text` can be a key: words of letters and digits, one letter at least.
fn is_key(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-');
    !text.is_empty() && text.chars().count() <= MAX_KEY && text.chars().all(fits) && text.chars().any(char::is_alphabetic)
}

/// A key at the start of `text`, and what follows the colons and the blank behind them; `more`: something follows the text.
fn key(text: &str, more: bool) -> Option<(&str, &str)> {
    let (key, value) = text.split_once("::")?;
    let blank = value.starts_with([' ', '\t']) || value.is_empty() && more;
    (blank && !value.starts_with(':') && is_key(key.trim())).then(|| (key.trim(), value.trim_start()))
}

struct Marker<'a> {
    out: Vec<Piece<'a>>,
    any: bool,
}

impl<'a> Marker<'a> {
    /// A field that is a line; answers how many pieces it takes.
    fn line(&mut self, pieces: &[Piece<'a>]) -> Option<usize> {
        let length = pieces.iter().position(|piece| matches!(piece, Piece::Soft | Piece::Hard)).unwrap_or(pieces.len());
        let pieces = &pieces[..length];
        // what begins in the line ends in it
        if !pieces.iter().all(can_be_inside) || pieces.iter().map(nesting).sum::<isize>() != 0 {
            return None;
        }
        // the key may be stressed: `**key**:: value`
        let (head, key, value, rest) = match pieces {
            [Piece::Text(text), rest @ ..] => {
                let (key, value) = key(text, !rest.is_empty())?;
                (None, key.to_owned(), value.to_owned(), rest)
            }
            [Piece::Open(open), Piece::Text(text), Piece::Close(close), Piece::Text(behind), rest @ ..] if open == close => {
                let value = behind.strip_prefix("::")?;
                let blank = value.starts_with([' ', '\t']) || value.is_empty() && !rest.is_empty();
                (blank && is_key(text.trim())).then_some(())?;
                (Some(*open), text.trim().to_owned(), value.trim_start().to_owned(), rest)
            }
            _ => return None,
        };
        if value.trim().is_empty() && rest.is_empty() {
            return None;
        }
        self.begin(LINE, head, Some(key));
        self.out.push(Piece::Text(value.into()));
        self.out.extend(rest.iter().cloned());
        self.out.push(Piece::Markup(END));
        Some(length)
    }

    fn begin(&mut self, start: &'static str, element: Option<&'static str>, key: Option<String>) {
        self.any = true;
        self.out.push(Piece::Markup(start));
        if let Some(key) = key {
            self.out.push(Piece::Markup(KEY));
            self.out.extend(element.map(Piece::Open));
            self.out.push(Piece::Text(key.into()));
            self.out.extend(element.map(Piece::Close));
            self.out.extend([Piece::Markup(END), Piece::Text(" ".into())]);
        }
    }

    /// The fields in brackets that begin in a text; `rest` is what follows it. Answers how many pieces of `rest` they take.
    fn brackets(&mut self, text: &str, rest: &[Piece<'a>]) -> usize {
        let (mut text, mut taken) = (text.to_owned(), 0);
        let mut from = 0;
        while let Some(open) = text[from..].find(['[', '(']).map(|at| from + at) {
            let field = key(&text[open + 1..], taken < rest.len()).and_then(|(key, value)| {
                let brackets = if text[open..].starts_with('[') { ['[', ']'] } else { ['(', ')'] };
                let found = close(value, &rest[taken..], brackets)?;
                Some((Some(key.to_owned()).filter(|_| brackets[0] == '['), text.len() - value.len(), found))
            });
            let Some((key, value, (pieces, end))) = field else {
                from = open + 1;
                continue;
            };
            self.text(&text[..open]);
            self.begin(IN_BRACKETS, None, key);
            let last = match pieces {
                0 => text[value..].to_owned(),
                pieces => {
                    self.text(&text[value..]);
                    self.out.extend(rest[taken..taken + pieces - 1].iter().cloned());
                    match &rest[taken + pieces - 1] {
                        Piece::Text(last) => last.to_string(),
                        _ => String::new(), // a bracket closes in a text
                    }
                }
            };
            taken += pieces;
            self.text(&last[..end]);
            self.out.push(Piece::Markup(END));
            (text, from) = (last[end + 1..].to_owned(), 0);
        }
        self.text(&text);
        taken
    }

    fn text(&mut self, text: &str) {
        if !text.is_empty() {
            self.out.push(Piece::Text(text.to_owned().into()));
        }
    }
}

/// Where a field's bracket closes: in how many pieces behind the one it opens in, and at which byte of that text.
fn close(value: &str, rest: &[Piece<'_>], [open, close]: [char; 2]) -> Option<(usize, usize)> {
    let (mut brackets, mut depth, mut bytes) = (0_usize, 0_isize, 0);
    let texts = std::iter::once(Some(value)).chain(rest.iter().take(MAX_PIECES).map(|piece| match piece {
        Piece::Text(text) => Some(&**text),
        _ => None,
    }));
    for (number, text) in texts.enumerate() {
        let Some(text) = text else {
            let piece = &rest[number - 1];
            depth += nesting(piece);
            if depth < 0 || !can_be_inside(piece) {
                return None;
            }
            continue;
        };
        for (at, c) in text.char_indices().take_while(|(at, _)| bytes + at < MAX_BYTES) {
            if c == open {
                brackets += 1;
            } else if c == close && brackets > 0 {
                brackets -= 1;
            } else if c == close && depth == 0 {
                return (number > 0 || !text[..at].trim().is_empty()).then_some((number, at));
            }
        }
        bytes += text.len();
        if bytes >= MAX_BYTES {
            return None;
        }
    }
    None
}
