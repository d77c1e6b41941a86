//! Slips of the finger: one letter too many, too few, another one, or two in the wrong order.

use super::bytes::Bytes;

/// Calls `found` with each word of a list and in how many notes it is.
pub(super) fn each(raw: &[u8], mut found: impl FnMut(&str, u32)) {
    let mut bytes = Bytes(raw);
    let mut word = String::new();
    while !bytes.0.is_empty() {
        let same = bytes.number() as usize;
        word.truncate(same.min(word.len()));
        word.push_str(bytes.text());
        found(&word, bytes.number());
    }
}

/// Whether two different words are one slip apart (optimal string alignment distance 1).
pub(super) fn is_slip(a: &str, b: &str) -> bool {
    if a.len().abs_diff(b.len()) > 4 || a == b {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let start = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        ([_], [_]) | ([_], []) | ([], [_]) => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips() {
        for (a, b) in [("zettel", "zetel"), ("zettel", "zettell"), ("zettel", "zattel"), ("zettel", "ezttel"), ("aab", "aaab")] {
            assert!(is_slip(a, b) && is_slip(b, a), "{a} {b}");
        }
        for (a, b) in [("zettel", "zettel"), ("zettel", "zetttels"), ("zettel", "zeltet"), ("abc", "cba"), ("", "ab")] {
            assert!(!is_slip(a, b), "{a} {b}");
        }
    }
}
