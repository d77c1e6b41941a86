//! What is asked for: `words "exact phrase" tag:name folder:path -not`. The theme's `search-index.js` reads the same.

use super::words::{all, fold, is_unparted};

/// One thing that a note must have, or must not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clause {
    /// It must not.
    pub not: bool,
    /// What.
    pub want: Want,
}

impl Clause {
    /// A word of which there is one letter as yet: it says next to nothing.
    pub fn is_begun(&self) -> bool {
        let one = |slot: &Slot| slot.prefix && slot.word.chars().nth(1).is_none() && !slot.word.starts_with(is_unparted);
        !self.not && matches!(&self.want, Want::Word(slot) if one(slot))
    }
}

/// What a clause wants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Want {
    /// A word or one of its stem.
    Word(Slot),
    /// Words side by side, as they are.
    Phrase(Vec<Slot>),
    /// A tag or one below it, folded; true: it is still being typed.
    Tag(String, bool),
    /// A folder or one below it, folded, without slashes around it.
    Folder(String, bool),
}

/// A word as it is asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Slot {
    /// The word, folded.
    pub word: String,
    /// Words that begin so count too: it is still being typed.
    pub prefix: bool,
}

/// Characters of a query; what is behind them is not read.
const QUERY_MAX: usize = 500;

/// Reads a query. Everything that is no sign of its own is words.
pub fn parse(query: &str) -> Vec<Clause> {
    let mut clauses = Vec::new();
    let mut rest = query.char_indices().nth(QUERY_MAX).map_or(query, |(end, _)| &query[..end]);
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return clauses;
        }
        let not = rest.starts_with('-') && rest[1..].starts_with(|c: char| !c.is_whitespace() && c != '-');
        if not {
            rest = &rest[1..];
        }
        let key = ["tag:", "folder:", "#"].into_iter().find(|key| starts_with(rest, key)).unwrap_or("");
        rest = &rest[key.len()..];
        let (text, quoted, closed) = match rest.strip_prefix(['"', '“', '”', '„', '«']) {
            Some(inside) => match inside.find(['"', '“', '”', '»']) {
                Some(end) => {
                    rest = &inside[end..];
                    rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
                    (&inside[..end], true, true)
                }
                None => {
                    rest = "";
                    (inside, true, false)
                }
            },
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                let text = &rest[..end];
                rest = &rest[end..];
                (text, false, false)
            }
        };
        let typing = !closed && rest.is_empty() && !not;
        clauses.extend(want(key, text, quoted, typing).map(|want| Clause { not, want }));
    }
}

fn starts_with(text: &str, key: &str) -> bool {
    text.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key))
        && text[key.len()..].starts_with(|c: char| !c.is_whitespace())
}

fn want(key: &str, text: &str, quoted: bool, typing: bool) -> Option<Want> {
    match key {
        "tag:" | "#" => {
            let tag = fold(text.trim().trim_start_matches('#').trim_matches('/')).into_owned();
            (!tag.is_empty()).then_some(Want::Tag(tag, typing))
        }
        "folder:" => {
            let folder = fold(text.trim().trim_matches('/')).into_owned();
            (!folder.is_empty()).then_some(Want::Folder(folder, typing))
        }
        _ => {
            let mut words = all(text);
            // pairs overlap: the last character by itself says nothing new
            let parted = text.trim_end().chars().rev().take(2).filter(|c| is_unparted(*c)).count() == 2;
            if parted {
                words.pop();
            }
            let last = words.len().checked_sub(1)?;
            let single = |word: &str| word.chars().count() == 1 && word.starts_with(is_unparted);
            let slot = |(ix, word): (usize, String)| {
                let prefix = ix == last && !parted && (typing && !text.ends_with(char::is_whitespace) || single(&word));
                Slot { word, prefix }
            };
            let mut slots: Vec<Slot> = words.into_iter().enumerate().map(slot).collect();
            Some(if slots.len() == 1 && !quoted { Want::Word(slots.remove(0)) } else { Want::Phrase(slots) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In short: `word`, `word*`, `"a b"`, `#tag`, `/folder`, each with `-` where it must not be.
    #[track_caller]
    fn check(query: &str, expected: &str) {
        let slot = |slot: &Slot| format!("{}{}", slot.word, if slot.prefix { "*" } else { "" });
        let clause = |clause: &Clause| {
            let want = match &clause.want {
                Want::Word(word) => slot(word),
                Want::Phrase(slots) => format!("\"{}\"", slots.iter().map(slot).collect::<Vec<_>>().join(" ")),
                Want::Tag(tag, typing) => format!("#{tag}{}", if *typing { "*" } else { "" }),
                Want::Folder(folder, typing) => format!("/{folder}{}", if *typing { "*" } else { "" }),
            };
            format!("{}{want}", if clause.not { "-" } else { "" })
        };
        let told: Vec<String> = parse(query).iter().map(clause).collect();
        assert_eq!(told.join(" "), expected, "{query:?}");
    }

    #[test]
    fn queries() {
        check("Slip Box", "slip box*");
        check("slip box ", "slip box");
        check("\"slip box\" x", "\"slip box\" x*");
        check("“slip box” ", "\"slip box\"");
        check("\"slip bo", "\"slip bo*\"");
        check("foo.bar it's", "\"foo bar\" \"it s*\"");
        check("-not yes", "-not yes*");
        check("- x--y --z", "\"x y\" z*");
        check("tag:Method/ folder:\"My Notes\" Tag:#a #b ", "#method /my notes #a #b");
        check("-tag:a -folder:b/c ", "-#a -/b/c");
        check("tag: x", "tag x*");
        check("tag:met", "#met*");
        check("  ", "");
        check("… \"\" -", "");
    }

    #[test]
    fn scripts_without_blanks() {
        check("日本語", "\"日本 本語\"");
        check("日本", "日本");
        check("猫 x ", "猫* x");
        check("API設計", "\"api 設計\"");
        check("設計API", "\"設計 計 api*\"");
    }
}
