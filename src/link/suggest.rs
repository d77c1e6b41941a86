//! "Did you mean …?": the nearest of many texts, at a bounded cost.
//!
//! A slip of the keyboard leaves most of a word's beginning or of its end as it was. So the word stands near the right one
//! among all texts sorted by their beginnings, or among all sorted by their ends; only those neighbours are compared.

use rayon::prelude::*;

/// How many neighbours are compared on each side, in each order.
const NEIGHBOURS: usize = 12;

/// Longer texts are not compared, in bytes.
const LONGEST: usize = 120;

/// Texts with what they stand for.
pub(super) struct Nearest<T> {
    forward: Vec<(Box<str>, T)>,
    backward: Vec<(Box<str>, T)>,
}

impl<T: Copy + Ord + Send> Nearest<T> {
    /// Indexes texts, which are folded as those that are looked for will be.
    pub(super) fn new(mut texts: Vec<(Box<str>, T)>) -> Self {
        texts.retain(|(text, _)| !text.is_empty() && text.len() <= LONGEST);
        let mut backward: Vec<(Box<str>, T)> = texts.iter().map(|(text, what)| (mirrored(text), *what)).collect();
        texts.par_sort_unstable();
        backward.par_sort_unstable();
        Nearest { forward: texts, backward }
    }

    /// What the text stands for that is nearest to `text`, where one is near: at most one slip for each four characters.
    pub(super) fn find(&self, text: &str) -> Option<T> {
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let most = slips(text);
        let near = |texts: &[(Box<str>, T)], text: &str| {
            let place = texts.partition_point(|(t, _)| **t < *text);
            let around = place.saturating_sub(NEIGHBOURS)..texts.len().min(place + NEIGHBOURS);
            let likely = texts[around].iter().filter(|(t, _)| t.len().abs_diff(text.len()) <= 4 * most);
            likely.map(|(t, what)| (strsim::osa_distance(t, text), *what)).filter(|(slips, _)| *slips <= most).min()
        };
        let best = [near(&self.forward, text), near(&self.backward, &mirrored(text))];
        best.into_iter().flatten().min().map(|(_, what)| what)
    }
}

/// The nearest of a few texts, whatever their case.
pub(super) fn closest<'a>(text: &str, texts: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let folded = text.to_lowercase();
    let most = slips(&folded);
    let near = texts.filter(|t| t.len() <= LONGEST && t.len().abs_diff(folded.len()) <= 4 * most);
    let measured = near.map(|t| (strsim::osa_distance(&t.to_lowercase(), &folded), t));
    measured.filter(|(slips, _)| *slips <= most && folded.len() <= LONGEST).min_by_key(|(slips, _)| *slips).map(|(_, t)| t)
}

/// How many slips a text may have: one for each four characters.
fn slips(text: &str) -> usize {
    text.chars().count().div_ceil(4)
}

fn mirrored(text: &str) -> Box<str> {
    text.chars().rev().collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_found_wherever_they_are() {
        let words = ["meal prep", "meal plan", "bread", "breath", "spread", "日本語"];
        let nearest = Nearest::new(words.iter().enumerate().map(|(i, w)| ((*w).into(), i)).collect());
        let find = |text| nearest.find(text).map(|i| words[i]);
        assert_eq!(find("meal prpe"), Some("meal prep"));
        assert_eq!(find("xeal prep"), Some("meal prep"));
        assert_eq!(find("bred"), Some("bread"));
        assert_eq!(find("日本话"), Some("日本語"));
        assert_eq!(find("zebra"), None);
        assert_eq!(find(""), None);
    }
}
