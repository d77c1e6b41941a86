//! The graph as it is drawn: notes, what they ask for, attachments and tags, each pair of them linked once, each with its place.

use std::collections::BTreeMap;

use crate::layout::{Input, layout};
use crate::link::{PlaceholderId, Resolution, Target};
use crate::note::{Link, Seen, Syntax};
use crate::site::Site;
use crate::vault::{AssetId, NoteId};

/// How much a link to a tag holds together, against a link between two notes: tags gather much that is far apart.
const TAG_WEIGHT: f32 = 0.4;
/// How much each further link of a pair adds, and how many count.
const FURTHER: (f32, u32) = (0.35, 4);
/// The community of what has none.
const NONE: u32 = u32::MAX;

/// What a node stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kind<'a> {
    /// A note.
    Note(NoteId),
    /// A published attachment.
    Attachment(AssetId),
    /// A name that nothing has yet.
    Placeholder(PlaceholderId),
    /// A tag, without its `#`.
    Tag(&'a str),
}

/// A node.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Node<'a> {
    /// What it stands for.
    pub kind: Kind<'a>,
    /// How many nodes link here.
    pub links_in: u32,
    /// How many nodes this one links to.
    pub links_out: u32,
    /// Its place; x to the right, y down.
    pub at: (i32, i32),
}

/// All of it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Drawing<'a> {
    /// The nodes: listed notes by their ids, then attachments, placeholders and tags.
    pub nodes: Vec<Node<'a>>,
    /// Source, target, how often; sorted.
    pub links: Vec<(u32, u32, u32)>,
}

/// Where each thing stands among the nodes.
struct Places<'a> {
    notes: Vec<Option<u32>>,
    assets: Vec<Option<u32>>,
    placeholders: Vec<Option<u32>>,
    tags: BTreeMap<&'a str, u32>,
}

impl<'a> Drawing<'a> {
    /// Draws the graph of a site. A note links to what it refers to and to its tags, a tag to the one above it; links of a note
    /// to itself are left out. All places are 0 where the site has no page of its graph.
    pub fn new(site: Site<'a>) -> Drawing<'a> {
        let (kinds, links) = outline(site);
        // finding places takes long, and nobody looks at them where there is no page of the graph
        let at = if site.plan.graph_page.is_some() { positions(site, &kinds, &links) } else { vec![(0, 0); kinds.len()] };
        Drawing::of(kinds, links, at)
    }

    /// The same from the places that [`Drawing::places`] gave for the same site: finding these is what takes long.
    pub fn placed(site: Site<'a>, places: &[(i32, i32)]) -> Drawing<'a> {
        let (kinds, links) = outline(site);
        Drawing::of(kinds, links, places.to_vec())
    }

    /// Where each node lies.
    pub fn places(&self) -> Vec<(i32, i32)> {
        self.nodes.iter().map(|node| node.at).collect()
    }

    fn of(kinds: Vec<Kind<'a>>, links: Vec<(u32, u32, u32)>, at: Vec<(i32, i32)>) -> Drawing<'a> {
        let node = |(kind, at)| Node { kind, links_in: 0, links_out: 0, at };
        let mut nodes: Vec<Node<'a>> = kinds.into_iter().zip(at).map(node).collect();
        for (from, to, _) in &links {
            nodes[*from as usize].links_out += 1;
            nodes[*to as usize].links_in += 1;
        }
        Drawing { nodes, links }
    }
}

/// What is drawn: the nodes, and who is linked with whom how often.
fn outline(site: Site<'_>) -> (Vec<Kind<'_>>, Vec<(u32, u32, u32)>) {
    let (kinds, places) = nodes(site);
    let links = count(site, &places).into_iter().map(|((from, to), n)| (from, to, n)).collect();
    (kinds, links)
}

fn positions(site: Site<'_>, kinds: &[Kind<'_>], links: &[(u32, u32, u32)]) -> Vec<(i32, i32)> {
    let weight = |(from, to, count): &(u32, u32, u32)| {
        let further = FURTHER.0 * (count.min(&FURTHER.1) - 1) as f32;
        let is_tag = matches!(kinds[*to as usize], Kind::Tag(_));
        (*from, *to, if is_tag { TAG_WEIGHT } else { 1.0 + further })
    };
    let links: Vec<(u32, u32, f32)> = links.iter().map(weight).collect();
    let community = |kind: &Kind<'_>| match kind {
        Kind::Note(id) => site.insights.community[id.ix()].unwrap_or(NONE),
        _ => NONE,
    };
    let communities: Vec<u32> = kinds.iter().map(community).collect();
    layout(Input { nodes: kinds.len(), links: &links, communities: &communities })
}

/// Whether a link is drawn: one that a page shows, between things of the vault, and known to Foam where its answers are asked for.
pub(crate) fn is_drawn(link: &Link, target: Target, resolution: Resolution) -> bool {
    let seen = match link.seen {
        Seen::Both => true,
        Seen::Foam => false,
        Seen::Page => resolution == Resolution::Lenient,
    };
    seen && link.syntax != Syntax::Html && !matches!(target, Target::External | Target::Note { edge: false, .. })
}

/// What a note's links that are drawn lead to.
fn targets(site: Site<'_>, id: NoteId) -> impl Iterator<Item = Target> + '_ {
    let all = site.note(id).links.iter().zip(site.graph.targets[id.ix()].iter().copied());
    all.filter(move |(link, target)| is_drawn(link, *target, site.config.link.resolution)).map(|(_, target)| target)
}

fn nodes(site: Site<'_>) -> (Vec<Kind<'_>>, Places<'_>) {
    let ids = site.listed();
    let mut wanted = vec![false; site.graph.placeholders.len()];
    for target in site.listed().flat_map(|id| targets(site, id)) {
        if let Target::Placeholder(id) = target {
            wanted[id.0 as usize] = true;
        }
    }
    let mut nodes: Vec<Kind<'_>> = ids.map(Kind::Note).collect();
    let mut places = Places {
        notes: vec![None; site.notes.len()],
        assets: vec![None; site.assets.len()],
        placeholders: vec![None; wanted.len()],
        tags: BTreeMap::new(),
    };
    site.listed().zip(0..).for_each(|(id, at)| places.notes[id.ix()] = Some(at));
    // what private notes alone refer to has no address and is never spoken of
    for id in site.listed_assets() {
        places.assets[id.ix()] = Some(nodes.len() as u32);
        nodes.push(Kind::Attachment(id));
    }
    for (ix, _) in wanted.iter().enumerate().filter(|(_, wanted)| **wanted) {
        places.placeholders[ix] = Some(nodes.len() as u32);
        nodes.push(Kind::Placeholder(PlaceholderId(ix as u32)));
    }
    for tag in site.graph.tags.keys() {
        places.tags.insert(tag, nodes.len() as u32);
        nodes.push(Kind::Tag(tag));
    }
    (nodes, places)
}

/// How often each node links to each other one.
fn count(site: Site<'_>, places: &Places<'_>) -> BTreeMap<(u32, u32), u32> {
    let mut counts: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for id in site.listed() {
        let Some(from) = places.notes[id.ix()] else { continue };
        let linked = targets(site, id).filter_map(|target| match target {
            Target::Note { id, .. } => places.notes[id.ix()],
            Target::Asset(id) => places.assets[id.ix()],
            Target::Placeholder(id) => places.placeholders[id.0 as usize],
            Target::External => None,
        });
        let tagged = site.note(id).tags.iter().filter_map(|tag| places.tags.get(&*tag.name).copied());
        for to in linked.chain(tagged).filter(|to| *to != from) {
            *counts.entry((from, to)).or_default() += 1;
        }
    }
    for (tag, at) in &places.tags {
        if let Some(above) = tag.rsplit_once('/').and_then(|(above, _)| places.tags.get(above)) {
            counts.insert((*at, *above), 1);
        }
    }
    counts
}
