//! Unlinked mentions: names of notes that stand in the text of others without a link.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::words::{self, Lexicon};
use super::{Input, Network, Role};
use crate::base::text::is_unspaced;
use crate::note::{BlockIx, Note, Plain, RunKind};
use crate::vault::NoteId;

/// A name has at least so many letters; of scripts that part no words, half as many.
const LETTERS: usize = 4;
/// A name of one word is common where more notes than this have the word,
const COMMON: usize = 5;
/// and more than this share of all.
const COMMON_SHARE: f64 = 0.015;
/// Characters of a snippet on each side.
const AROUND: usize = 110;
/// So many mentions of a note are told.
const TOLD: usize = 20;

/// A place where a note is named and not linked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mention {
    /// The note in whose text it stands.
    pub from: NoteId,
    /// The block it stands in.
    pub block: Option<BlockIx>,
    /// What stands before it, from the start of its sentence, or cut with an ellipsis.
    pub before: Box<str>,
    /// The name as it is written there.
    pub name: Box<str>,
    /// What stands behind it.
    pub after: Box<str>,
}

/// The mentions of a note.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mentions {
    /// One for each note that has any, by path; not all where they are very many.
    pub told: Vec<Mention>,
    /// How many notes have one.
    pub notes: usize,
}

/// A name found in a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    note: NoteId,
    /// The name is one word.
    single: bool,
    start: u32,
    end: u32,
}

/// The names of all notes, ready to be looked for.
pub(super) struct Names {
    finder: AhoCorasick,
    names: Vec<Name>,
}

struct Name {
    note: NoteId,
    text: Box<str>,
    single: bool,
}

impl Names {
    /// Titles and aliases of notes that are no lists. A name that two notes go by means neither.
    pub(super) fn new(input: Input<'_>, roles: &[Role]) -> Option<Names> {
        let mut names: Vec<(String, Name)> = Vec::new();
        for (ix, note) in input.notes.iter().enumerate().filter(|(ix, _)| roles[*ix] == Role::Note) {
            let all = std::iter::once(&*input.titles[ix]).chain(note.note.meta.aliases.iter().map(String::as_str));
            for text in all.map(str::trim).filter(|text| is_telling(text)) {
                let single = !text.contains(|c: char| c.is_whitespace() || c == '-') && !text.chars().any(is_unspaced);
                names.push((fold(text), Name { note: NoteId(ix as u32), text: text.into(), single }));
            }
        }
        names.sort_by(|a, b| (&a.0, a.1.note).cmp(&(&b.0, b.1.note)));
        names.dedup_by(|a, b| a.0 == b.0 && a.1.note == b.1.note);
        let counts: Vec<bool> = names
            .iter()
            .enumerate()
            .map(|(i, (text, _))| {
                let same = |other: Option<&(String, Name)>| other.is_some_and(|(other, _)| other == text);
                !same(names.get(i + 1)) && !(i.checked_sub(1).is_some_and(|before| same(names.get(before))))
            })
            .collect();
        let mut keep = counts.into_iter();
        names.retain(|_| keep.next().unwrap_or_default());
        let builder = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(names.iter().map(|(text, _)| text));
        let finder = builder.ok().filter(|_| !names.is_empty())?;
        Some(Names { finder, names: names.into_iter().map(|(_, name)| name).collect() })
    }

    /// The names that stand in a text as words, in prose and outside of links; of each note the first.
    pub(super) fn find(&self, plain: &Plain, own: NoteId) -> Vec<Hit> {
        let text = fold(&plain.text);
        let mut hits: Vec<Hit> = Vec::new();
        for found in self.finder.find_iter(&text) {
            let name = &self.names[found.pattern().as_usize()];
            let written = &plain.text[found.range()];
            if name.note == own || !is_word(&plain.text, found.start(), found.end()) {
                continue;
            }
            if name.single && initial(written) != initial(&name.text) {
                continue;
            }
            let inside = |at: usize| plain.run(at).is_some_and(|run| run.kind == RunKind::Text && !run.linked);
            if inside(found.start()) && inside(found.end() - 1) && hits.iter().all(|hit| hit.note != name.note) {
                hits.push(Hit { note: name.note, single: name.single, start: found.start() as u32, end: found.end() as u32 });
            }
        }
        hits
    }
}

/// Whether the first letter is a capital.
fn initial(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase)
}

/// Names that are long enough, and no dates or numbers.
fn is_telling(text: &str) -> bool {
    let letters: usize = text.chars().map(|c| if is_unspaced(c) { 2 } else { usize::from(c.is_alphabetic()) }).sum();
    letters >= LETTERS && text.chars().count() <= 80
}

/// A text in lower case without a change of length: what would change it stays as it is.
fn fold(text: &str) -> String {
    let lower = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(l), None) if l.len_utf8() == c.len_utf8() => l,
            _ => c,
        }
    };
    let (mut folded, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.bytes().position(|b| !b.is_ascii()) {
        folded.push_str(&rest[..at]);
        let others = rest[at..].chars().take_while(|c| !c.is_ascii());
        let from = folded.len();
        folded.extend(others.map(lower));
        rest = &rest[at + folded.len() - from..];
    }
    folded.push_str(rest);
    folded.make_ascii_lowercase();
    folded
}

/// Whether what stands from `start` to `end` is not a part of a longer word.
fn is_word(text: &str, start: usize, end: usize) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-' || unicode_normalization::char::is_combining_mark(c);
    let glued = |inner: Option<char>, outer: Option<char>| match (inner, outer) {
        (Some(inner), Some(outer)) => is_part(outer) && !is_unspaced(inner) && !is_unspaced(outer),
        _ => false,
    };
    let name = &text[start..end];
    !glued(name.chars().next(), text[..start].chars().next_back()) && !glued(name.chars().next_back(), text[end..].chars().next())
}

/// For each note where it is named without a link. A note that links to another mentions it already.
pub(super) fn mentions(input: Input<'_>, network: &Network, hits: &[Vec<Hit>], lexicon: &Lexicon) -> Vec<Mentions> {
    let common = COMMON.max((hits.len() as f64 * COMMON_SHARE) as usize);
    let is_common = |hit: &Hit| {
        let mut frequent = 0;
        words::each_word(&input.titles[hit.note.ix()], &mut |word| frequent = frequent.max(lexicon.notes_with(word)));
        let most = if initial(&input.titles[hit.note.ix()]) { common } else { COMMON / 2 };
        hit.single && frequent > most
    };
    let mut all: Vec<Mentions> = vec![Mentions::default(); hits.len()];
    for (ix, hits) in hits.iter().enumerate() {
        let from = NoteId(ix as u32);
        let free = |hit: &&Hit| !network.out.has(ix, hit.note.0) && !is_common(hit);
        let mut text = None;
        for hit in hits.iter().filter(free) {
            let mentions = &mut all[hit.note.ix()];
            mentions.notes += 1;
            if mentions.told.len() < TOLD {
                let note = input.notes[ix].note;
                let plain = text.get_or_insert_with(|| note.plain());
                mentions.told.push(mention(from, note, plain, hit));
            }
        }
    }
    all
}

fn mention(from: NoteId, note: &Note, plain: &Plain, hit: &Hit) -> Mention {
    let (start, end) = (hit.start as usize, hit.end as usize);
    let text = &plain.text;
    let before = &text[..start];
    let before = &before[before.rfind("\n\n").map_or(0, |at| at + 2)..];
    let after = &text[end..];
    let after = &after[..after.find("\n\n").unwrap_or(after.len())];
    let block = plain.on_tape(start).and_then(|at| note.block_at(at));
    Mention { from, block, before: tail(before), name: text[start..end].into(), after: head(after) }
}

/// A text on one line: each white space in it is one blank.
fn line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() {
            true if line.ends_with(' ') => {}
            true => line.push(' '),
            false => line.push(c),
        }
    }
    line
}

/// The end of a text: its last words.
fn tail(text: &str) -> Box<str> {
    let text = &line(text);
    let Some((cut, _)) = text.char_indices().rev().nth(AROUND) else { return text.trim_start().into() };
    let word = text[cut..].find(char::is_whitespace).map_or(cut, |space| cut + space);
    format!("…{}", &text[word..]).into()
}

/// The start of a text: its first words.
fn head(text: &str) -> Box<str> {
    let text = &line(text);
    let Some((cut, _)) = text.char_indices().nth(AROUND) else { return text.trim_end().into() };
    let word = text[..cut].rfind(char::is_whitespace).unwrap_or(cut);
    format!("{}…", &text[..word]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_end_where_every_script_ends_them() {
        let is = |text: &str, name: &str| {
            let start = text.find(name).expect("it is there");
            is_word(text, start, start + name.len())
        };
        assert!(
            is("the slip box.", "slip box") && is("(Zettel)", "Zettel") && is("知识图谱很好", "图谱") && is("Foam's", "Foam")
        );
        assert!(!is("slip boxes", "slip box") && !is("re-use", "use") && !is("पढ़ना", "पढ") && !is("snake_case", "case"));
    }

    #[test]
    fn folding_keeps_every_place() {
        for text in ["ABC", "ÄÖ İı ẞ", "Тест", "知识"] {
            assert_eq!(fold(text).len(), text.len());
        }
        assert_eq!(fold("ÄБ"), "äб");
    }

    #[test]
    fn names_that_say_something() {
        for name in ["Zettelkasten", "slip box", "图谱"] {
            assert!(is_telling(name), "{name}");
        }
        for name in ["2024-01-17", "Go", "R2D2", "图", "42"] {
            assert!(!is_telling(name), "{name}");
        }
    }
}
