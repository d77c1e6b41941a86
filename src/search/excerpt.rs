//! The part of a note that answers best: the stretch of some thirty words with most of what was asked for, as the theme's
//! `search-excerpt.js` finds it in a page.

use super::find::Mark;
use super::words::words;
use crate::note::{HeadingIx, Plain, RunKind};

/// Words in view.
const VIEW: usize = 30;
/// Characters before the first hit, and in all.
const BEFORE: usize = 60;
const LENGTH: usize = 220;

/// A part of a note's text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The heading of the section it stands in.
    pub heading: Option<HeadingIx>,
    /// Where its first hit stands in the plain text.
    pub at: usize,
    /// Its text, white space as single blanks; true: a hit.
    pub parts: Vec<(String, bool)>,
}

/// How good a stretch is, its section and that section's place, its hits.
type Best = (usize, Option<HeadingIx>, std::ops::Range<usize>, Vec<std::ops::Range<usize>>);

struct Hit {
    range: std::ops::Range<usize>,
    mark: usize,
    at: usize,
}

impl Mark {
    fn fits(&self, word: &str) -> bool {
        self.words.contains(word) || self.prefix.as_deref().is_some_and(|prefix| word.starts_with(prefix))
    }
}

/// The best part of a text; none where nothing in it is asked for.
pub fn excerpt(plain: &Plain, marks: &[Mark]) -> Option<Excerpt> {
    let mut best: Option<Best> = None;
    for (heading, section) in plain.sections() {
        let mut hits = Vec::new();
        let mut at = 0;
        words(&plain.text[section.clone()], |word, range| {
            let range = section.start + range.start..section.start + range.end;
            if plain.run(range.start).is_some_and(|run| run.kind == RunKind::Math) {
                return;
            }
            at += 1;
            hits.extend(marks.iter().position(|mark| mark.fits(word)).map(|mark| Hit { range, mark, at }));
        });
        for (ix, hit) in hits.iter().enumerate() {
            let near: Vec<&Hit> = hits[ix..].iter().take(VIEW).take_while(|other| other.at < hit.at + VIEW).collect();
            let kinds = (0..marks.len()).filter(|mark| near.iter().any(|hit| hit.mark == *mark)).count();
            let value = kinds * 1000 + near.len();
            if best.as_ref().is_none_or(|(most, ..)| value > *most) {
                best = Some((value, heading, section.clone(), near.iter().map(|hit| hit.range.clone()).collect()));
            }
        }
    }
    let (_, heading, section, hits) = best?;
    let text = &plain.text[..section.end];
    let first = hits.first()?.start;
    let from = border(text, first.saturating_sub(BEFORE).max(section.start));
    let to = border(text, (from + LENGTH).max(hits[0].end));
    let mut parts = vec![(if from > section.start { "…" } else { "" }.to_owned(), false)];
    let mut done = from;
    for hit in hits.iter().filter(|hit| hit.end <= to) {
        parts.push((text.get(done..hit.start).unwrap_or_default().to_owned(), false));
        parts.push((text.get(hit.start.max(done)..hit.end).unwrap_or_default().to_owned(), true));
        done = done.max(hit.end);
    }
    let end = if to < text.len() { " …" } else { "" };
    parts.push((format!("{}{end}", text.get(done..to).unwrap_or_default()), false));
    let blanks = |(text, hit): (String, bool)| (one_line(&text), hit);
    Some(Excerpt { heading, at: first, parts: parts.into_iter().map(blanks).filter(|(text, _)| !text.is_empty()).collect() })
}

/// A place near `at` where no word is cut.
fn border(text: &str, mut at: usize) -> usize {
    if at == 0 || at >= text.len() {
        return at.min(text.len());
    }
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    text[at..].char_indices().take(30).find(|(_, c)| c.is_whitespace()).map_or(at, |(i, _)| at + i)
}

fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::{Options, parse::parse};

    #[test]
    fn the_stretch_with_most_of_it() {
        let far = "word ".repeat(60);
        let text = format!("# A\n\nslip {far}\n\n# B\n\n{far} the *slip* **box** of paper\n\n# C\n\nbox\n");
        let mark = |word: &str| Mark { words: [word.to_owned()].into(), prefix: None };
        let found = excerpt(&parse(&text, &Options::default()).plain(), &[mark("slip"), mark("box")]).expect("it is there");
        assert_eq!(found.heading, Some(1));
        let shown: String = found.parts.iter().map(|(text, hit)| if *hit { format!("[{text}]") } else { text.clone() }).collect();
        assert!(shown.starts_with("… word") && shown.trim_end().ends_with("the [slip] [box] of paper"), "{shown}");
        assert_eq!(excerpt(&Plain::default(), &[mark("x")]), None);
    }
}
