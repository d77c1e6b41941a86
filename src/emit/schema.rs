//! The JSON Schemas of the files that programs read.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::{graph, programs};

/// That of `graph.json`, in draft 7.
pub fn graph() -> Value {
    of::<graph::theme::File<'_>>()
}

/// That of `backlinks/….json`, in draft 7.
pub fn backlinks() -> Value {
    of::<programs::backlinks::File<'_>>()
}

fn of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07().for_serialize().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    join_lines(&mut schema);
    schema
}

/// The line ends of a description are those of this source.
fn join_lines(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(Value::String(description)) = map.get_mut("description") {
                *description = description.replace('\n', " ");
            }
            map.values_mut().for_each(join_lines);
        }
        Value::Array(items) => items.iter_mut().for_each(join_lines),
        _ => {}
    }
}
