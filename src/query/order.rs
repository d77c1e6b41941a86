//! The order of results.

use std::cmp::Ordering;

use serde_json::Value;

use super::fields::text;
use crate::base::order::NameOrder;

/// A value by which results are sorted.
enum Key {
    Number(f64),
    Text(Box<[u8]>),
    Missing,
}

/// Sorts places by a value of each: numbers by size, texts as people look for names, numbers before texts. What has no value
/// comes last either way; equal ones keep their order.
pub(super) fn sort(places: &mut [usize], descending: bool, value: impl Fn(usize) -> Value) {
    let order = NameOrder::new();
    places.sort_by_cached_key(|place| Place { key: key(&value(*place), &order), descending });
}

struct Place {
    key: Key,
    descending: bool,
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = match (&self.key, &other.key) {
            (Key::Missing, Key::Missing) => return Ordering::Equal,
            (Key::Missing, _) => return Ordering::Greater,
            (_, Key::Missing) => return Ordering::Less,
            (Key::Number(a), Key::Number(b)) => a.total_cmp(b),
            (Key::Number(_), Key::Text(_)) => Ordering::Less,
            (Key::Text(_), Key::Number(_)) => Ordering::Greater,
            (Key::Text(a), Key::Text(b)) => a.cmp(b),
        };
        if self.descending { order.reverse() } else { order }
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Place {}

fn key(value: &Value, order: &NameOrder) -> Key {
    match value {
        Value::Number(number) => number.as_f64().map_or(Key::Missing, Key::Number),
        value => match text(value) {
            text if text.is_empty() => Key::Missing,
            text => Key::Text(order.key(&text)),
        },
    }
}
