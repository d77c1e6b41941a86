//! `graph.json`, which the theme draws.

use schemars::JsonSchema;
use serde::Serialize;

use super::{path, tags};
use crate::drawing::{self, Drawing, Kind};
use crate::site::Site;
use crate::vault::NoteId;

/// A note, or what notes refer to. `date`, `type` and `color` are left out where there is nothing to say.
#[derive(Serialize, JsonSchema)]
struct Node<'a> {
    /// Its path in the vault; null for a tag and for what does not exist.
    path: Option<&'a str>,
    /// Its address, from the site's root; null where it has no page.
    url: Option<String>,
    /// What it is called: of a note its title, of an attachment its file name, of a tag its name with `#`.
    title: String,
    /// The tags of a note, without `#`.
    tags: Vec<&'a str>,
    /// How many nodes link here.
    r#in: u32,
    /// How many nodes this one links to.
    out: u32,
    /// What it is.
    kind: Name,
    /// The community of a note, 0 being the largest; null where it belongs to none.
    community: Option<u32>,
    /// Its place in the picture, from left to right; 0 where the site draws none.
    x: i32,
    /// The same, from top to bottom.
    y: i32,
    /// The day a note was written, or else last changed: `2024-03-12`.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// A note's property `type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    r#type: Option<&'a str>,
    /// A note's property `color`.
    #[serde(skip_serializing_if = "Option::is_none")]
    color: Option<&'a str>,
}

/// What a node is.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Name {
    /// A published note.
    Note,
    /// A name that a link uses and nothing has yet.
    Placeholder,
    /// A file that a published note refers to.
    Attachment,
    /// A tag.
    Tag,
}

/// The link graph of a site: `graph.json`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "graph.json")]
pub struct File<'a> {
    /// The nodes.
    nodes: Vec<Node<'a>>,
    /// The links: source and target, as indexes of `nodes`, and how often the one refers to the other.
    links: &'a [(u32, u32, u32)],
}

/// The file's text.
pub fn json(site: Site<'_>, drawing: &Drawing<'_>) -> String {
    let nodes = drawing.nodes.iter().map(|node| self::node(site, node)).collect();
    serde_json::to_string(&File { nodes, links: &drawing.links }).expect("texts and numbers make JSON")
}

fn node<'a>(site: Site<'a>, node: &drawing::Node<'a>) -> Node<'a> {
    let bare = Node {
        path: None,
        url: None,
        title: String::new(),
        tags: Vec::new(),
        r#in: node.links_in,
        out: node.links_out,
        kind: Name::Note,
        community: None,
        x: node.at.0,
        y: node.at.1,
        date: None,
        r#type: None,
        color: None,
    };
    match node.kind {
        Kind::Note(id) => note(site, id, bare),
        Kind::Attachment(id) => {
            let path = &site.assets[id.ix()].path;
            let url = site.plan.assets[id.ix()].as_ref().map(|url| url.encoded());
            Node { path: Some(path.as_str()), url, title: path.file_name().to_owned(), kind: Name::Attachment, ..bare }
        }
        Kind::Placeholder(id) => Node { title: site.graph.placeholder(id).to_owned(), kind: Name::Placeholder, ..bare },
        Kind::Tag(tag) => {
            let url = site.plan.tags.get(tag).map(|url| url.encoded());
            Node { url, title: format!("#{tag}"), kind: Name::Tag, ..bare }
        }
    }
}

fn note<'a>(site: Site<'a>, id: NoteId, bare: Node<'a>) -> Node<'a> {
    let (meta, history) = (&site.note(id).meta, site.sources[id.ix()].dates);
    let date = meta.created.or(history.created).or(meta.updated).or(history.updated);
    Node {
        path: Some(path(site, id)),
        url: Some(site.plan.notes[id.ix()].encoded()),
        title: site.title(id).to_owned(),
        tags: tags(site, id),
        kind: Name::Note,
        community: site.insights.community[id.ix()],
        date: date.map(|date| date.to_string()),
        r#type: meta.kind.as_deref().filter(|kind| *kind != "note"),
        color: meta.properties.get("color").and_then(|color| color.as_str()),
        ..bare
    }
}
