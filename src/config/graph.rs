//! `[graph]`: the picture of the whole site, and the one in each note's page.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// `[graph]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawGraph {
    /// Whether there is a page with the graph of the whole site. There is, without this key.
    pub enabled: Option<bool>,
    /// Whether each note's page draws the note with those next to it. It does, without this key.
    pub local: Option<bool>,
    /// Whether tags are shown at first. They are, without this key.
    pub tags: Option<bool>,
    /// Whether names that nothing has yet are shown at first. They are, without this key.
    pub placeholders: Option<bool>,
    /// Whether attachments are shown at first. They are not, without this key.
    pub attachments: Option<bool>,
    /// What gives notes their colour at first. Without it, what the setting `foam.graph.views` says, else the community.
    pub colour_by: Option<ColourBy>,
}

/// What gives notes their colour.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ColourBy {
    /// The community, as the links draw it.
    #[default]
    Community,
    /// The uppermost folder.
    Folder,
    /// The first tag.
    Tag,
    /// The property `type`.
    Type,
    /// Nothing: all have one colour.
    None,
}

/// The pictures of the graph.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    /// Whether the whole one has a page.
    pub enabled: bool,
    /// Whether notes' pages have their own.
    pub local: bool,
    /// How the whole one looks at first.
    pub look: Look,
    /// What `foamsite.toml` itself says: it goes before the editors' settings.
    pub said: RawGraph,
}

/// How the graph looks at first; scripts read it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Look {
    /// What gives notes their colour.
    pub colour: ColourBy,
    /// Whether tags are shown.
    pub tags: bool,
    /// Whether placeholders are.
    pub placeholders: bool,
    /// Whether attachments are.
    pub attachments: bool,
    /// Colours of nodes by their type: `note`, `placeholder`, `tag`, or one of the notes' own.
    pub nodes: BTreeMap<String, String>,
    /// The colour of links.
    pub line: Option<String>,
    /// Types of notes that are not shown.
    pub hidden: Vec<String>,
    /// Nodes that have a colour in common, whatever else gives them one.
    pub groups: Vec<Group>,
}

/// A group of `foam.graph.views`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Group {
    /// What it is called.
    pub label: String,
    /// Its colour.
    pub colour: String,
    /// Whether its nodes are shown.
    pub enabled: bool,
    /// What decides who is in it: `type`, `path`, `tag`, `title` or a property.
    pub property: String,
    /// What that must be, or hold; `/…/flags` is a regular expression.
    pub value: String,
}

impl Default for Graph {
    fn default() -> Self {
        RawGraph::default().into()
    }
}

impl From<RawGraph> for Graph {
    fn from(raw: RawGraph) -> Self {
        let look = Look {
            colour: raw.colour_by.unwrap_or_default(),
            tags: raw.tags.unwrap_or(true),
            placeholders: raw.placeholders.unwrap_or(true),
            attachments: raw.attachments.unwrap_or(false),
            nodes: BTreeMap::new(),
            line: None,
            hidden: Vec::new(),
            groups: Vec::new(),
        };
        Graph { enabled: raw.enabled.unwrap_or(true), local: raw.local.unwrap_or(true), look, said: raw }
    }
}

/// What Foam's settings say of its graph: `foam.graph.style`, and laid over it the view "Default" of `foam.graph.views`. What is
/// not written as Foam writes it is ignored, as Foam ignores it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct FoamGraph {
    colour: Option<ColourBy>,
    nodes: BTreeMap<String, String>,
    line: Option<String>,
    show: BTreeMap<String, bool>,
    groups: Vec<Group>,
}

impl FoamGraph {
    /// Reads it from the settings of the editor.
    pub(super) fn read(settings: &Map<String, Value>) -> FoamGraph {
        let mut found = FoamGraph::default();
        if let Some(style) = settings.get("foam.graph.style") {
            found.line = text(&style["lineColor"]);
            let nodes = style["node"].as_object().into_iter().flatten();
            found.nodes.extend(nodes.filter_map(|(kind, colour)| Some((kind.clone(), text(colour)?))));
        }
        let views = settings.get("foam.graph.views").and_then(Value::as_array).into_iter().flatten();
        if let Some(view) = views.into_iter().find(|view| view["name"] == "Default") {
            found.colour = match view["colorBy"].as_str() {
                Some("none") => Some(ColourBy::None),
                Some("directory") => Some(ColourBy::Folder),
                Some("type") => Some(ColourBy::Type),
                _ => None,
            };
            found.line = text(&view["lineColor"]).or(found.line.take());
            for (kind, show) in view["show"].as_object().into_iter().flatten() {
                found.show.extend(show["enabled"].as_bool().map(|on| (kind.clone(), on)));
                found.nodes.extend(text(&show["color"]).map(|colour| (kind.clone(), colour)));
            }
            found.groups = view["groups"].as_array().into_iter().flatten().filter_map(group).collect();
        }
        found
    }

    /// Lays it under what `foamsite.toml` says itself.
    pub(super) fn apply(self, graph: &mut Graph) {
        let (raw, look) = (&graph.said, &mut graph.look);
        look.colour = raw.colour_by.or(self.colour).unwrap_or_default();
        look.nodes = self.nodes;
        look.line = self.line;
        look.groups = self.groups;
        for (kind, on) in self.show {
            match &*kind {
                "tag" => look.tags = raw.tags.unwrap_or(on),
                "placeholder" => look.placeholders = raw.placeholders.unwrap_or(on),
                "attachment" | "image" => look.attachments = raw.attachments.unwrap_or(on || look.attachments),
                _ if !on => look.hidden.push(kind),
                _ => {}
            }
        }
    }
}

fn group(value: &Value) -> Option<Group> {
    let property = text(&value["match"]["property"])?;
    Some(Group {
        label: text(&value["label"]).or_else(|| text(&value["id"])).unwrap_or_else(|| property.clone()),
        colour: text(&value["color"])?,
        enabled: value["enabled"].as_bool().unwrap_or(true),
        value: match &value["match"]["value"] {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        },
        property,
    })
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(raw: RawGraph, settings: &str) -> Graph {
        let settings: Value = serde_json::from_str(settings).expect("JSON");
        let mut graph = Graph::from(raw);
        FoamGraph::read(settings.as_object().expect("an object")).apply(&mut graph);
        graph
    }

    const SETTINGS: &str = r##"{
        "foam.graph.style": {"background": "#202020", "lineColor": "#888888", "node": {"note": "#f2cb1d", "person": "red", "tag": 3}},
        "foam.graph.views": [
            {"name": "Other", "colorBy": "none"},
            {"name": "Default", "colorBy": "directory", "show": {"tag": {"enabled": false}, "image": {"enabled": true},
              "person": {"enabled": false, "color": "blue"}},
             "groups": [{"id": "g", "label": "Work", "color": "#0a0", "enabled": true, "match": {"property": "path", "value": "/people/"}},
                        {"id": "bad", "color": "#0a0"}]}
        ]
    }"##;

    #[test]
    fn foams_style_and_default_view_are_honoured() {
        let graph = graph(RawGraph::default(), SETTINGS);
        let look = graph.look;
        assert_eq!((look.colour, look.tags, look.placeholders, look.attachments), (ColourBy::Folder, false, true, true));
        assert_eq!(look.nodes.iter().map(|(k, c)| format!("{k} {c}")).collect::<Vec<_>>(), ["note #f2cb1d", "person blue"]);
        assert_eq!((look.line.as_deref(), look.hidden), (Some("#888888"), vec!["person".to_owned()]));
        assert_eq!(look.groups.len(), 1);
        assert_eq!((&*look.groups[0].label, &*look.groups[0].value), ("Work", "/people/"));
    }

    #[test]
    fn the_file_goes_before_the_editors_settings() {
        let raw = RawGraph { tags: Some(true), colour_by: Some(ColourBy::Tag), enabled: Some(false), ..RawGraph::default() };
        let graph = graph(raw, SETTINGS);
        assert_eq!((graph.enabled, graph.local, graph.look.tags, graph.look.colour), (false, true, true, ColourBy::Tag));
    }

    #[test]
    fn odd_settings_are_ignored() {
        for settings in [
            "{}",
            r#"{"foam.graph.style": 3, "foam.graph.views": {"name": "Default"}}"#,
            r#"{"foam.graph.views": [1, {"name": "Default", "groups": "x", "show": [], "colorBy": 7}]}"#,
        ] {
            assert_eq!(graph(RawGraph::default(), settings), Graph::default(), "{settings}");
        }
    }
}
