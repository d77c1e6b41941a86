//! The fields of a query: what is shown, and by what it is sorted.

use serde_json::Value;

use super::read::Reader;
use super::{Column, Field, Format, Sort};

/// The most columns that a query has.
const MAX_COLUMNS: usize = 50;

/// All fields but those with a name in them.
const FIELDS: [(&str, Field); 15] = [
    ("title", Field::Title),
    ("path", Field::Path),
    ("filename", Field::Filename),
    ("folder", Field::Folder),
    ("extension", Field::Extension),
    ("type", Field::Type),
    ("tags", Field::Tags),
    ("aliases", Field::Aliases),
    ("sections", Field::Sections),
    ("blocks", Field::Blocks),
    ("properties", Field::Properties),
    ("backlink-count", Field::Backlinks),
    ("outlink-count", Field::Outlinks),
    ("body", Field::Body),
    ("content", Field::Content),
];

impl Field {
    /// A field by the name that authors write.
    pub(super) fn named(name: &str) -> Option<Field> {
        if let Some((_, field)) = FIELDS.iter().find(|(known, _)| *known == name) {
            return Some(field.clone());
        }
        if let Some(label) = name.strip_prefix("section[").and_then(|rest| rest.strip_suffix(']')) {
            return Some(Field::Section(label.into())).filter(|_| !label.is_empty());
        }
        name.strip_prefix("properties.").filter(|key| !key.is_empty()).map(|key| Field::Property(key.into()))
    }

    /// What stands above a column of it.
    fn label<'n>(&'n self, name: &'n str) -> &'n str {
        match self {
            Field::Section(label) | Field::Property(label) => label,
            _ => name,
        }
    }
}

impl Reader<'_> {
    /// `select`; empty where nothing of it can be shown.
    pub(super) fn columns(&mut self, value: &Value) -> Vec<Column> {
        let Value::Array(entries) = value else {
            self.remark("select", "`select` must be a list of fields, such as `[title, tags]`");
            return Vec::new();
        };
        if entries.len() > MAX_COLUMNS {
            self.remark("select", &format!("a query shows at most {MAX_COLUMNS} fields"));
        }
        entries.iter().take(MAX_COLUMNS).filter_map(|entry| self.column(entry)).collect()
    }

    fn column(&mut self, entry: &Value) -> Option<Column> {
        let (name, options) = match entry {
            Value::String(name) => (name.as_str(), None),
            Value::Object(map) => match map.get("field") {
                Some(Value::String(name)) => (name.as_str(), Some(map)),
                _ => {
                    self.remark("select", "an entry of `select` has no `field`");
                    return None;
                }
            },
            _ => {
                self.remark("select", "an entry of `select` is neither the name of a field nor `{field, label, link}`");
                return None;
            }
        };
        let Some(field) = Field::named(name) else {
            self.unknown_field(name);
            return None;
        };
        let option = |key: &str| options.and_then(|map| map.get(key));
        let label = option("label").and_then(Value::as_str).filter(|label| !label.is_empty());
        Some(Column {
            label: label.unwrap_or_else(|| field.label(name)).into(),
            link: option("link").and_then(Value::as_bool).unwrap_or(field == Field::Title),
            field,
        })
    }

    fn unknown_field(&mut self, name: &str) {
        let known = FIELDS.iter().map(|(known, _)| *known);
        let hint = match crate::base::text::nearest(name, known.clone()) {
            Some(better) => format!("Did you mean `{better}`?"),
            None => format!("There are {}, `properties.KEY` and `section[Label]`.", known.collect::<Vec<_>>().join(", ")),
        };
        self.advise(name, &format!("a query has no field `{name}`"), &hint);
    }

    /// `sort: "field DESC"`.
    pub(super) fn sort(&mut self, value: &Value) -> Option<Sort> {
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
        let Some(text) = text else {
            self.remark("sort", "`sort` must be a field, with `ASC` or `DESC` behind it");
            return None;
        };
        let (name, way) = match text.rsplit_once(char::is_whitespace) {
            Some((name, way)) if matches!(&*way.to_ascii_uppercase(), "ASC" | "DESC") => (name.trim_end(), way),
            _ => (text, "ASC"),
        };
        match Field::named(name) {
            Some(Field::Body | Field::Content | Field::Section(_)) => {
                self.remark("sort", &format!("nothing can be sorted by `{name}`"));
                None
            }
            Some(field) => Some(Sort { field, descending: way.eq_ignore_ascii_case("DESC") }),
            None => {
                self.unknown_field(name);
                None
            }
        }
    }

    pub(super) fn format(&mut self, value: &Value) -> Option<Format> {
        match value.as_str() {
            Some("list") => Some(Format::List),
            Some("table") => Some(Format::Table),
            Some("count") => Some(Format::Count),
            _ => {
                self.remark("format", "`format` must be `list`, `table` or `count`");
                None
            }
        }
    }

    /// `limit` and `offset`.
    pub(super) fn number(&mut self, key: &str, value: &Value, least: u64) -> Option<usize> {
        let number = value.as_u64().filter(|n| *n >= least).and_then(|n| usize::try_from(n).ok());
        if number.is_none() {
            let what = if least > 0 { "a whole number above 0" } else { "a whole number, 0 or more" };
            self.remark(key, &format!("`{key}` must be {what}"));
        }
        number
    }
}

/// What is shown where nothing is selected.
pub(super) fn default_columns(format: Option<Format>) -> Vec<Column> {
    let column = |field: Field, label: &str| Column { link: field == Field::Title, field, label: label.into() };
    let title = column(Field::Title, "title");
    match format {
        Some(Format::Table) => vec![title, column(Field::Path, "path")],
        _ => vec![title],
    }
}
