//! From the text of a query to what it asks.

use serde_json::{Map, Value};

use super::select::default_columns;
use super::{Filter, Format, Query};
use crate::base::text::Span;
use crate::diag::{Code, Finding};
use crate::note::frontmatter::yaml_mapping;

/// What a query may say.
pub(super) const KEYS: [&str; 6] = ["filter", "select", "sort", "limit", "offset", "format"];
/// How many lines that YAML cannot read are dropped from the end.
const MAX_DROPPED: usize = 100;
/// So many bytes are read at most to find how many lines to drop.
const MAX_TRIED: usize = 1 << 20;

/// What a text was read as.
pub enum Reading {
    /// A query.
    Query(Box<Query>),
    /// None: it is shown as it is written.
    Unusable,
}

/// Reads a query's text, which stands at `span` of `source`; what is wrong is added to `findings`.
pub fn read(text: &str, source: &str, span: Span, findings: &mut Vec<Finding>) -> Reading {
    let mut reader = Reader { source, span, remarks: Vec::new(), findings };
    let query = reader.mapping_of(text).and_then(|map| reader.query(&map, text));
    query.map_or(Reading::Unusable, |query| Reading::Query(query.into()))
}

/// Reads one query and collects what it has to say.
pub(super) struct Reader<'a> {
    source: &'a str,
    span: Span,
    remarks: Vec<String>,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    /// A remark about what is written as `place` in the query.
    pub(super) fn remark(&mut self, place: &str, message: &str) {
        self.tell(place, message, None);
    }

    /// A remark with advice.
    pub(super) fn advise(&mut self, place: &str, message: &str, hint: &str) {
        self.tell(place, message, Some(hint));
    }

    fn tell(&mut self, place: &str, message: &str, hint: Option<&str>) {
        let mut finding = Finding::new(Code::BadQuery, self.locate(place), message);
        finding.hints.extend(hint.map(str::to_owned));
        self.findings.push(finding);
        self.remarks.push(message.to_owned());
    }

    /// Where a word of the query stands: all of it where it is written in another way.
    pub(super) fn locate(&self, word: &str) -> Span {
        let block = self.source.get(self.span.range()).unwrap_or_default();
        let body = block.find('\n').filter(|_| block.starts_with(['`', '~'])).map_or(0, |i| i + 1);
        match block[body..].find(word).filter(|_| !word.is_empty()) {
            Some(at) => {
                let start = self.span.start as usize + body + at;
                Span::new(start, start + word.len())
            }
            None => self.span,
        }
    }

    /// The mapping that a text is; lines at its end that YAML cannot read are dropped, as Foam does.
    fn mapping_of(&mut self, text: &str) -> Option<Map<String, Value>> {
        let lines: Vec<&str> = text.lines().collect();
        // each try reads all that is left: of a large text only a few lines are worth it
        let tries = (MAX_TRIED / text.len().max(1)).clamp(1, MAX_DROPPED);
        for kept in (0..=lines.len()).rev().take(tries) {
            let Ok(read) = yaml_mapping(&lines[..kept].join("\n")) else { continue };
            for (number, line) in lines.iter().enumerate().skip(kept).filter(|(_, line)| !line.trim().is_empty()) {
                self.remark(line.trim(), &format!("line {} of the query cannot be read, so it is passed over", number + 1));
            }
            let Some(map) = read.filter(|map| !map.is_empty()) else { break };
            return Some(map);
        }
        let hint = "Write for instance `filter: \"#recipe\"`, and `sort: title` below it.";
        self.advise("", "the query is empty or cannot be read", hint);
        None
    }

    fn query(&mut self, map: &Map<String, Value>, text: &str) -> Option<Query> {
        let (mut filter, mut columns, mut sort, mut limit, mut offset, mut format) =
            (Filter::All, Vec::new(), None, None, 0, None);
        let mut known = 0;
        for (key, value) in map {
            known += usize::from(KEYS.contains(&key.as_str()));
            match (key.as_str(), value) {
                ("filter", Value::Null) => {
                    self.advise(
                        key,
                        "`filter` has no value",
                        "Write `filter: \"*\"` for all files; put a text that begins with `#` in quotes.",
                    );
                    return None;
                }
                ("filter", value) => filter = self.filter(value, 0)?,
                ("name" | "description", _) => {} // of a saved query, see `saved`
                (key, Value::Null) if KEYS.contains(&key) => self.remark(key, &format!("`{key}` has no value")),
                ("select", value) => columns = self.columns(value),
                ("sort", value) => sort = self.sort(value),
                ("limit", value) => limit = self.number(key, value, 1),
                ("offset", value) => offset = self.number(key, value, 0).unwrap_or_default(),
                ("format", value) => format = self.format(value),
                (key, _) => {
                    let hint = match crate::base::text::nearest(key, KEYS.into_iter()) {
                        Some(better) => format!("Did you mean `{better}`?"),
                        None => format!("There are {}.", KEYS.join(", ")),
                    };
                    self.advise(key, &format!("a query has no key `{key}`"), &hint);
                }
            }
        }
        if known == 0 {
            return None;
        }
        if columns.is_empty() {
            columns = default_columns(format);
        }
        let format = format.unwrap_or(if columns.len() > 1 { Format::Table } else { Format::List });
        let remarks = std::mem::take(&mut self.remarks);
        Some(Query { filter, columns, sort, limit, offset, format, remarks, span: self.span, block: 0, text: text.into() })
    }
}
