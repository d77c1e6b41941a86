//! The order of names: what JavaScript's `localeCompare` answers (ICU, root locale), which decides between notes of one name
//! in Foam and sorts every list that people read.

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};

/// A comparer of names; make one and keep it.
pub struct NameOrder(CollatorBorrowed<'static>);

impl NameOrder {
    /// The root order: punctuation, digits, letters; accents and then case as tie-breakers, lower case first.
    pub fn new() -> Self {
        let collator = Collator::try_new(CollatorPreferences::default(), CollatorOptions::default());
        NameOrder(collator.expect("the root collation is compiled in"))
    }

    /// Compares two names; equal in the collation, they fall back to their bytes, so that sorting is total.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.0.compare(a, b).then_with(|| a.cmp(b))
    }

    /// Bytes whose order is that of [`NameOrder::compare`], for those who sort many names.
    pub fn key(&self, name: &str) -> Box<[u8]> {
        let mut key = Vec::with_capacity(name.len() * 2 + 8);
        let Ok(()) = self.0.write_sort_key_to(name, &mut key);
        key.push(0); // below every byte of a longer key
        key.extend_from_slice(name.as_bytes());
        key.into_boxed_slice()
    }
}

impl Default for NameOrder {
    fn default() -> Self {
        NameOrder::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_as_foam_does() {
        let order = NameOrder::new();
        let paths = ["_x/b.md", "a b/x", "a_b", "a-b", "a.md", "a/x.md", "a1.md", "a10", "a2", "A2", "b"];
        let letters = ["a", "A", "á", "b", "B", "é", "f", "ё", "ж"];
        for pair in paths.windows(2).chain(letters.windows(2)) {
            assert_eq!(order.compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
            assert!(order.key(pair[0]) < order.key(pair[1]), "{pair:?}");
        }
    }
}
