//! The value of an expression. Nothing fails: what JavaScript calls undefined is null here.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::{Map, Value};

use super::{Node, Operator, Transform};

/// The longest text that adding makes, in bytes: expressions are short, but texts of notes can be put together.
const MAX_TEXT: usize = 1 << 20;

const NULL: Cow<'static, Value> = Cow::Owned(Value::Null);

/// The value of `node` of `resource`; `item` is what a filter looks at.
pub(super) fn value<'v>(node: &'v Node, resource: &'v Value, item: Option<&'v Value>) -> Cow<'v, Value> {
    let of = |node: &'v Node| value(node, resource, item);
    match node {
        Node::Literal(literal) => Cow::Borrowed(literal),
        Node::Name(name, true) => property(item.map_or(NULL, Cow::Borrowed), name),
        Node::Name(name, false) if &**name == "resource" => Cow::Borrowed(resource),
        Node::Name(..) => NULL,
        Node::Property(from, name) => property(of(from), name),
        Node::Filter(list, inner, true) => filtered(&of(list), inner, resource),
        Node::Filter(list, inner, false) => indexed(&of(list), &of(inner)),
        Node::Not(inner) => Cow::Owned((!is_true(&of(inner))).into()),
        Node::Minus(inner) => Cow::Owned(from_number(-number(&of(inner)))),
        Node::Binary(Operator::And, left, right) => Some(of(left)).filter(|left| !is_true(left)).unwrap_or_else(|| of(right)),
        Node::Binary(Operator::Or, left, right) => Some(of(left)).filter(|left| is_true(left)).unwrap_or_else(|| of(right)),
        Node::Binary(operator, left, right) => Cow::Owned(binary(*operator, &of(left), &of(right))),
        Node::Choice(test, then, otherwise) => match (of(test), then) {
            (test, _) if !is_true(&test) => of(otherwise),
            (_, Some(then)) => of(then),
            (test, None) => test,
        },
        Node::Transform(inner, transform) => Cow::Owned(transformed(&of(inner), *transform)),
        Node::List(items) => Cow::Owned(items.iter().map(|item| of(item).into_owned()).collect()),
        Node::Map(entries) => {
            let entries = entries.iter().map(|(key, node)| (key.to_string(), of(node).into_owned()));
            Cow::Owned(Value::Object(entries.collect::<Map<_, _>>()))
        }
    }
}

/// A property of a mapping, or of a list's first item.
fn property<'v>(of: Cow<'v, Value>, name: &str) -> Cow<'v, Value> {
    let get = |value: &'v Value| match value {
        Value::Array(items) => items.first().and_then(|first| first.get(name)),
        value => value.get(name),
    };
    match of {
        Cow::Borrowed(value) => get(value).map_or(NULL, Cow::Borrowed),
        Cow::Owned(Value::Array(items)) => items.first().and_then(|first| first.get(name)).cloned().map_or(NULL, Cow::Owned),
        Cow::Owned(value) => value.get(name).cloned().map_or(NULL, Cow::Owned),
    }
}

/// The items of a list of which an expression is true.
fn filtered<'v>(list: &Value, inner: &Node, resource: &Value) -> Cow<'v, Value> {
    let one = std::slice::from_ref(list);
    let items = match list {
        Value::Array(items) => &items[..],
        Value::Null => &[],
        _ => one,
    };
    let kept = items.iter().filter(|item| is_true(&value(inner, resource, Some(item))));
    Cow::Owned(kept.cloned().collect())
}

/// `list[1]`, `mapping['name']`; a truth keeps all or nothing.
fn indexed<'v>(list: &Value, index: &Value) -> Cow<'v, Value> {
    let found = match (list, index) {
        (list, Value::Bool(true)) => Some(list.clone()),
        (Value::Array(items), Value::Number(number)) => {
            number.as_f64().filter(|n| n.fract() == 0.0 && *n >= 0.0).and_then(|n| items.get(n as usize).cloned())
        }
        (Value::Object(map), index) => map.get(&text(index)).cloned(),
        _ => None,
    };
    found.map_or(NULL, Cow::Owned)
}

fn transformed(value: &Value, transform: Transform) -> Value {
    match (transform, value) {
        (Transform::Length, Value::Array(items)) => items.len().into(),
        (Transform::Length, Value::String(text)) => text.encode_utf16().count().into(),
        (Transform::Length, Value::Object(map)) => map.len().into(),
        (Transform::Length, _) => 0.into(),
        (Transform::Lower, Value::Null) | (Transform::Upper, Value::Null) => Value::Null,
        (Transform::Lower, value) => text(value).to_lowercase().into(),
        (Transform::Upper, value) => text(value).to_uppercase().into(),
    }
}

fn binary(operator: Operator, left: &Value, right: &Value) -> Value {
    let order = || compared(left, right);
    let numbers = || (number(left), number(right));
    match operator {
        Operator::Equal => is_equal(left, right).into(),
        Operator::Unequal => (!is_equal(left, right)).into(),
        Operator::Greater => (order() == Some(Ordering::Greater)).into(),
        Operator::GreaterOrEqual => order().is_some_and(Ordering::is_ge).into(),
        Operator::Less => (order() == Some(Ordering::Less)).into(),
        Operator::LessOrEqual => order().is_some_and(Ordering::is_le).into(),
        Operator::In => match right {
            Value::String(whole) => whole.contains(&text(left)).into(),
            Value::Array(items) => items.iter().any(|item| is_equal(item, left)).into(),
            _ => false.into(),
        },
        Operator::Plus if is_scalar(left) && is_scalar(right) => from_number(number(left) + number(right)),
        Operator::Plus => {
            let (left, right) = (text(left), text(right));
            if left.len() + right.len() > MAX_TEXT { Value::Null } else { (left + &right).into() }
        }
        Operator::Minus => from_number(numbers().0 - numbers().1),
        Operator::Times => from_number(numbers().0 * numbers().1),
        Operator::Divide => from_number(numbers().0 / numbers().1),
        Operator::DivideWhole => from_number((numbers().0 / numbers().1).floor()),
        Operator::Remainder => from_number(numbers().0 % numbers().1),
        Operator::Power => from_number(numbers().0.powf(numbers().1)),
        Operator::And | Operator::Or => Value::Null, // decided before both sides are known
    }
}

/// A number; JSON has no infinity, so a very large one stands for it, and nothing for what is no number.
fn from_number(number: f64) -> Value {
    if number.is_nan() { Value::Null } else { number.clamp(f64::MIN, f64::MAX).into() }
}

/// What counts as true in JavaScript: all but nothing, `false`, 0 and the empty text.
pub(super) fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(_) | Value::Number(_))
}

/// `==` of JavaScript.
fn is_equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::String(left), Value::String(right)) => left == right,
        (Value::Array(_) | Value::Object(_), Value::Array(_) | Value::Object(_)) => false,
        (Value::Array(_) | Value::Object(_), Value::String(other))
        | (Value::String(other), Value::Array(_) | Value::Object(_)) => {
            let list = if matches!(left, Value::String(_)) { right } else { left };
            text(list) == *other
        }
        _ => number(left) == number(right),
    }
}

/// `<` and `>` of JavaScript: texts by their characters, all else as numbers.
fn compared(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.encode_utf16().cmp(right.encode_utf16())),
        _ => number(left).partial_cmp(&number(right)),
    }
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Null => f64::NAN,
        Value::Bool(truth) => f64::from(u8::from(*truth)),
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::String(text) if text.trim().is_empty() => 0.0,
        Value::String(text) => text.trim().parse().unwrap_or(f64::NAN),
        Value::Array(_) | Value::Object(_) => {
            let text = text(value);
            if text.is_empty() { 0.0 } else { text.parse().unwrap_or(f64::NAN) }
        }
    }
}

/// A value as JavaScript writes it.
fn text(value: &Value) -> String {
    match value {
        Value::Null => "undefined".into(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => match number.as_f64() {
            Some(float) if float.fract() == 0.0 && float.abs() < 1e15 => (float as i64).to_string(),
            _ => number.to_string(),
        },
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            items.iter().map(|item| if item.is_null() { String::new() } else { text(item) }).collect::<Vec<_>>().join(",")
        }
        Value::Object(_) => "[object Object]".into(),
    }
}
