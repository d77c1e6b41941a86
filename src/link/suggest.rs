//! "Did you mean …?": the nearest of many texts, at a bounded cost.
//!
//! A slip of the keyboard leaves most of a word's beginning or of its end as it was. So the word stands near the right one
//! among all texts sorted by their beginnings, or among all sorted by their ends; only those neighbours are compared. Texts with
//! other digits are other things (days, versions) and no slips.

use rayon::prelude::*;

/// How many neighbours are compared on each side, in each order.
const NEIGHBOURS: usize = 8;

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
        texts.par_sort_unstable();
        texts.dedup();
        let mut backward: Vec<(Box<str>, T)> = texts.iter().map(|(text, what)| (mirrored(text), *what)).collect();
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
            texts[around].iter().filter_map(|(t, what)| Some((distance(t, text, most)?, *what))).min()
        };
        let best = [near(&self.forward, text), near(&self.backward, &mirrored(text))];
        best.into_iter().flatten().min().map(|(_, what)| what)
    }
}

/// The nearest of a few texts, whatever their case.
pub(super) fn closest<'a>(text: &str, texts: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let folded = text.to_lowercase();
    let most = slips(&folded);
    texts.filter_map(|t| Some((distance(&t.to_lowercase(), &folded, most)?, t))).min_by_key(|(slips, _)| *slips).map(|(_, t)| t)
}

/// How many slips a text may have: one where it has three characters, and one more for each four, but not more than three.
fn slips(text: &str) -> usize {
    ((text.chars().count() + 1) / 4).min(3)
}

/// How many slips lie between two texts, where that is not more than `most`.
fn distance(a: &str, b: &str, most: usize) -> Option<usize> {
    let digits = |text: &'_ str| -> Vec<u8> { text.bytes().filter(u8::is_ascii_digit).collect() };
    if a.len().max(b.len()) > LONGEST || !may_be_near(a, b, most) || digits(a) != digits(b) {
        return None;
    }
    Some(strsim::osa_distance(a, b)).filter(|slips| *slips <= most)
}

/// A quick look that sorts out most texts: one slip changes one character, which is at most four bytes, into another.
fn may_be_near(a: &str, b: &str, most: usize) -> bool {
    let mut surplus = [0i16; 256];
    a.bytes().for_each(|byte| surplus[usize::from(byte)] += 1);
    b.bytes().for_each(|byte| surplus[usize::from(byte)] -= 1);
    let width = if a.is_ascii() && b.is_ascii() { 1 } else { 4 };
    surplus.iter().map(|n| usize::from(n.unsigned_abs())).sum::<usize>() <= 2 * width * most
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
        assert_eq!(find("meal prep 2"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn the_closest_of_a_few() {
        assert_eq!(closest("knedaing", ["Rising", "Kneading"].into_iter()), Some("Kneading"));
        assert_eq!(closest("2024-01-01", ["2024-01-02"].into_iter()), None);
        assert_eq!(closest(&"a".repeat(1000), ["a"].into_iter()), None);
    }
}
