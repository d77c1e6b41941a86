//! `[publish]`: which notes are published. `publish = "explicit"` alone says the mode.

use std::fmt;

use schemars::JsonSchema;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::note::visibility::Rules;

/// `[publish]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawPublish {
    /// `all` publishes every note but those that say `publish: false`, `draft: true` or `private: true` in their front matter;
    /// `explicit` publishes only those that say `publish: true`. Without it, `all`. `publish = "explicit"` is short for it.
    pub mode: Option<Publish>,
    /// Notes with one of these tags, or one below it, are not published, whatever else they say: `["private", "work/clients"]`.
    pub without_tags: Vec<String>,
}

/// Which notes are published where their front matter says nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Publish {
    /// All.
    #[default]
    All,
    /// Only those with `publish: true`.
    Explicit,
}

impl RawPublish {
    /// Reads the table, or the mode alone.
    pub(super) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<RawPublish, D::Error> {
        struct Form;
        impl<'de> Visitor<'de> for Form {
            type Value = RawPublish;

            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("`\"all\"`, `\"explicit\"` or a table")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RawPublish, E> {
                let mode = Publish::deserialize(serde::de::value::StrDeserializer::new(text))?;
                Ok(RawPublish { mode: Some(mode), ..RawPublish::default() })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawPublish, A::Error> {
                RawPublish::deserialize(MapAccessDeserializer::new(map))
            }
        }
        from.deserialize_any(Form)
    }

    /// The schema of both forms.
    pub(super) fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = RawPublish::json_schema(generator);
        schema.insert("type".into(), serde_json::json!(["object", "string"]));
        schema
    }

    /// What decides, with `--drafts`.
    pub(super) fn rules(self, drafts: bool) -> Rules {
        Rules { explicit: self.mode == Some(Publish::Explicit), drafts, without_tags: self.without_tags }
    }
}
