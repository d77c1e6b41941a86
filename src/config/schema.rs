//! The JSON Schema of `foamsite.toml`: what editors complete and check with, and what suggestions are made of.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::raw::RawConfig;
use crate::diag::{Code, Level};

/// The schema, in draft 7, which the TOML plug-ins of editors understand.
pub fn schema() -> Value {
    let settings = SchemaSettings::draft07().with(|s| s.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<RawConfig>().to_value();
    tidy(&mut schema);
    schema
}

/// The codes whose level can be set. What is wrong with the configuration itself is always an error.
pub fn configurable() -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(|code| *code != Code::BadConfig)
}

/// `[levels]`: one key for each code, described by the code's own sentence.
pub(super) fn levels(_: &mut SchemaGenerator) -> Schema {
    let properties: Map<String, Value> = configurable()
        .map(|code| {
            let values = [Level::Off, Level::Info, Level::Warning, Level::Error];
            (code.name().to_owned(), json!({ "description": code.sentence(), "enum": values, "default": code.default_level() }))
        })
        .collect();
    json_schema!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// TOML has no null: an optional key is one that is not there. And a description's line ends are those of this source.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.get("default").is_some_and(Value::is_null) {
                map.remove("default");
            }
            if let Some(Value::String(description)) = map.get_mut("description") {
                *description = description.replace('\n', " ");
            }
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|t| t != "null");
                if let [one] = &types[..] {
                    map["type"] = one.clone();
                }
            }
            let options = map.get_mut("anyOf").and_then(Value::as_array_mut);
            if let Some(options) = options {
                options.retain(|option| option.get("type").is_none_or(|t| t != "null"));
                if options.len() == 1 {
                    let only = options.swap_remove(0);
                    map.shift_remove("anyOf");
                    if let Value::Object(only) = only {
                        for (key, value) in only {
                            map.entry(key).or_insert(value);
                        }
                    }
                }
            }
            map.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// A table of the file.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name; empty for the file itself.
    pub path: String,
    /// Its keys, in the order of the schema.
    pub keys: Vec<Key>,
}

/// A key of a table.
#[derive(Clone, Debug)]
pub struct Key {
    /// Its name in its table.
    pub name: String,
    /// What it does.
    pub description: String,
}

/// All tables that the file can have, the file itself first.
pub fn tables() -> Vec<Table> {
    let mut tables = Vec::new();
    collect(&schema(), "", &mut tables);
    tables
}

fn collect(schema: &Value, path: &str, tables: &mut Vec<Table>) {
    let Some(properties) = schema["properties"].as_object() else { return };
    let description = |value: &Value| value["description"].as_str().unwrap_or_default().to_owned();
    let keys = properties.iter().map(|(name, value)| Key { name: name.clone(), description: description(value) }).collect();
    tables.push(Table { path: path.to_owned(), keys });
    for (name, value) in properties {
        let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        collect(value, &inner, tables);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_described_and_no_null_is_left() {
        let tables = tables();
        let paths: Vec<_> = tables.iter().map(|table| table.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "",
                "site",
                "files",
                "publish",
                "links",
                "notes",
                "properties",
                "canvas",
                "citations",
                "content",
                "math",
                "discover",
                "theme",
                "serve",
                "graph",
                "search",
                "feed",
                "redirects",
                "output",
                "levels"
            ]
        );
        for table in &tables {
            for key in &table.keys {
                assert!(!key.description.is_empty(), "`{}.{}` has no description", table.path, key.name);
            }
        }
        let text = schema().to_string();
        assert!(!text.contains("null") && !text.contains("$ref"), "{text}");
        assert_eq!(
            schema()["properties"]["links"]["properties"]["resolution"]["oneOf"].as_array().map(Vec::len),
            Some(2),
            "{text}"
        );
    }

    #[test]
    fn every_code_but_that_of_the_configuration_has_a_level() {
        let levels = &schema()["properties"]["levels"];
        assert_eq!(levels["properties"].as_object().map(Map::len), Some(Code::ALL.len() - 1));
        assert_eq!(levels["properties"]["unresolved-link"]["default"], "warning");
        assert_eq!(levels["additionalProperties"], false);
    }
}
