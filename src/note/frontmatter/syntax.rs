//! From the text of a block to properties, within budgets.

use std::ops::Range;

use serde_json::{Map, Value};
use serde_saphyr::{Error, MessageFormatter, NonFiniteFloatPolicy, UserMessageFormatter};

use super::MAX_BYTES;

/// How deep values may be nested.
const MAX_DEPTH: usize = 64;
/// How many `*alias`es a block may have: with [`MAX_EVENTS`] and [`MAX_BYTES`] this bounds what a block can grow to.
const MAX_ALIASES: usize = 32;
/// How many parser events aliases may repeat.
const MAX_EVENTS: usize = 256;

/// How a block is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Syntax {
    /// Between `---`.
    Yaml,
    /// Between `+++`.
    Toml,
}

/// Why a block cannot be read.
#[derive(Debug)]
pub(super) struct Failure {
    /// Without a full stop.
    pub(super) message: String,
    /// What to do, where that is known.
    pub(super) hint: Option<&'static str>,
    /// Where in the block.
    pub(super) at: Range<usize>,
    /// Whether it grows beyond all bounds, as no text by people does.
    pub(super) is_bomb: bool,
}

/// The properties; `None` where the block is something else than a mapping.
pub(super) fn parse(block: &str, syntax: Syntax) -> Result<Option<Map<String, Value>>, Failure> {
    if block.len() > MAX_BYTES {
        let message = format!("it is too large ({} bytes, the limit is {MAX_BYTES})", block.len());
        return Err(Failure { message, hint: None, at: 0..0, is_bomb: false });
    }
    match syntax {
        Syntax::Yaml => yaml(block),
        Syntax::Toml => toml(block),
    }
}

fn yaml(block: &str) -> Result<Option<Map<String, Value>>, Failure> {
    let options = serde_saphyr::options! {
        strict_booleans: true,
        underscored_numbers_as_strings: true,
        with_snippet: false,
        non_finite_float_policy: NonFiniteFloatPolicy::AsString,
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MAX_EVENTS },
        budget: serde_saphyr::budget! {
            max_aliases: MAX_ALIASES,
            max_depth: MAX_DEPTH,
            flow_nesting_limit: MAX_DEPTH,
            max_documents: 1,
        },
    };
    match serde_saphyr::from_str_with_options(block, options) {
        Ok(Value::Object(properties)) => Ok(Some(properties)),
        Ok(Value::Null) => Ok(Some(Map::new())),
        Ok(_) => Ok(None),
        Err(error) => Err(yaml_failure(block, error.without_snippet())),
    }
}

fn yaml_failure(block: &str, error: &Error) -> Failure {
    let at = error.location().map_or(0..0, |place| to_line_end(block, offset(block, place.line(), place.column())));
    let is_bomb = matches!(error, Error::Budget { .. } | Error::AliasReplayLimitExceeded { .. });
    let message = match error {
        Error::DuplicateMappingKey { key: Some(key), .. } => format!("`{key}` stands in it twice"),
        Error::Budget { .. } | Error::AliasReplayLimitExceeded { .. } => {
            "it is too large: too many aliases, levels or values".into()
        }
        Error::Unexpected { expected: "string scalar", .. } => "a name that is no text".into(),
        error => UserMessageFormatter.format_message(error).into_owned(),
    };
    let rest = &block[at.clone()];
    let hint = match error {
        Error::DuplicateMappingKey { .. } => Some("Keep one of the two."),
        _ if message.contains("mapping values") => Some("Put a value that holds `: ` in quotes."),
        _ if message.contains("tab") => Some("Indent with blanks, not with tabs."),
        _ if rest.starts_with(['@', '`', '*', '%', '{', '[']) => Some("Put a value that begins with a sign in quotes."),
        _ => None,
    };
    Failure { message, hint, at, is_bomb }
}

/// The byte offset of a line and column (from 1, in characters).
fn offset(block: &str, line: u64, column: u64) -> usize {
    let start = super::lines(block, 0).nth(line.saturating_sub(1) as usize).map_or(block.len(), |line| line.content.start);
    let within = block[start..].char_indices().nth(column.saturating_sub(1) as usize);
    within.map_or(block.len(), |(i, _)| start + i)
}

fn to_line_end(block: &str, start: usize) -> Range<usize> {
    let end = block[start..].find(['\n', '\r']).map_or(block.len(), |i| start + i);
    start..end
}

fn toml(block: &str) -> Result<Option<Map<String, Value>>, Failure> {
    match toml::from_str::<toml::Table>(block) {
        Ok(table) => Ok(Some(table.into_iter().map(|(key, value)| (key, to_json(value))).collect())),
        Err(error) => {
            let message = error.message().replace('\n', ", ");
            Err(Failure { message, hint: None, at: error.span().unwrap_or(0..0), is_bomb: false })
        }
    }
}

fn to_json(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(truth) => truth.into(),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(items) => items.into_iter().map(to_json).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, to_json(value))).collect(),
    }
}
