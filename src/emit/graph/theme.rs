//! `graph.json`, which the theme draws: notes, what they ask for, attachments and tags, each pair of nodes linked once.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{ids, links, path, placeholders, published, tags};
use crate::link::Target;
use crate::note::Seen;
use crate::site::Site;
use crate::vault::NoteId;

/// A node.
#[derive(Serialize)]
struct Node<'a> {
    path: Option<&'a str>,
    url: Option<String>,
    title: String,
    tags: Vec<&'a str>,
    /// How many nodes link here.
    r#in: u32,
    /// How many nodes this one links to.
    out: u32,
    kind: &'static str,
    /// The community of a note, 0 being the largest; null where it belongs to none.
    community: Option<u32>,
}

impl<'a> Node<'a> {
    fn new(kind: &'static str, path: Option<&'a str>, url: Option<String>, title: impl Into<String>) -> Self {
        Node { path, url, title: title.into(), tags: Vec::new(), r#in: 0, out: 0, kind, community: None }
    }
}

/// All of it.
#[derive(Serialize)]
struct Drawing<'a> {
    nodes: Vec<Node<'a>>,
    /// Source, target, how often.
    links: Vec<(u32, u32, u32)>,
}

/// Where each thing stands among the nodes; notes stand first, by their ids.
struct Places<'a> {
    assets: Vec<Option<u32>>,
    placeholders: Vec<Option<u32>>,
    tags: BTreeMap<&'a str, u32>,
}

/// The file's text. A note links to what it refers to and to its tags, a tag to the one above it; links of a note to itself
/// are left out.
pub fn json(site: Site<'_>) -> String {
    let (mut nodes, places) = nodes(site);
    let counts = count(site, &places);
    for (from, to) in counts.keys() {
        nodes[*from as usize].out += 1;
        nodes[*to as usize].r#in += 1;
    }
    let links = counts.into_iter().map(|((from, to), count)| (from, to, count)).collect();
    serde_json::to_string(&Drawing { nodes, links }).expect("texts and numbers make JSON")
}

fn nodes(site: Site<'_>) -> (Vec<Node<'_>>, Places<'_>) {
    let note = |id: NoteId| {
        let url = site.plan.notes[id.ix()].encoded();
        let community = site.insights.community[id.ix()];
        Node { tags: tags(site, id), community, ..Node::new("note", Some(path(site, id)), Some(url), site.title(id)) }
    };
    let mut nodes: Vec<Node<'_>> = ids(site).map(note).collect();
    let none = |n| vec![None; n];
    let mut places =
        Places { assets: none(site.assets.len()), placeholders: none(site.graph.placeholders.len()), tags: BTreeMap::new() };
    for (ix, path) in published(site) {
        places.assets[ix] = Some(nodes.len() as u32);
        let url = site.plan.assets[ix].as_ref().map(|url| url.encoded());
        nodes.push(Node::new("attachment", Some(path), url, site.assets[ix].path.file_name()));
    }
    for (ix, name) in placeholders(site).filter(|(ix, _)| !site.graph.wanted[*ix].is_empty()) {
        places.placeholders[ix] = Some(nodes.len() as u32);
        nodes.push(Node::new("placeholder", None, None, name));
    }
    for tag in site.graph.tags.keys() {
        places.tags.insert(tag, nodes.len() as u32);
        let url = site.plan.tags.get(tag).map(|url| url.encoded());
        nodes.push(Node::new("tag", None, url, format!("#{tag}")));
    }
    (nodes, places)
}

/// How often each node links to each other one.
fn count(site: Site<'_>, places: &Places<'_>) -> BTreeMap<(u32, u32), u32> {
    let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for id in ids(site) {
        let linked =
            links(site, id).into_iter().filter(|(link, _)| link.seen != Seen::Foam).filter_map(|(_, target)| match target {
                Target::Note { id, .. } => Some(id.0),
                Target::Asset(id) => places.assets[id.ix()],
                Target::Placeholder(id) => places.placeholders[id.0 as usize],
                Target::External => None,
            });
        let tagged = site.note(id).tags.iter().filter_map(|tag| places.tags.get(&*tag.name).copied());
        for to in linked.chain(tagged).filter(|to| *to != id.0) {
            *counts.entry((id.0, to)).or_default() += 1;
        }
    }
    for (tag, at) in &places.tags {
        if let Some(above) = tag.rsplit_once('/').and_then(|(above, _)| places.tags.get(above)) {
            counts.insert((*at, *above), 1);
        }
    }
    counts
}
