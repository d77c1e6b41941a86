//! The page of the whole graph, as it is served: a picture of its best known nodes, and the same as lists.

use std::cmp::Reverse;
use std::fmt::Write;

use super::pages::Scene;
use super::view::{CountView, EntryView, GraphView};
use crate::base::text::{escape_into, escape_text_into};
use crate::drawing::{Drawing, Kind, Node};
use crate::plan::nav;

/// So many notes are in the picture.
const SHOWN: usize = 150;
/// So many links between them.
const LINKS: usize = 400;
/// So many of them have their name beside them.
const NAMED: usize = 28;
/// So many are listed.
const LISTED: usize = 60;
/// The picture's width; one unit is about a pixel.
const WIDTH: f32 = 1000.0;
/// The size of names.
const FONT: f32 = 14.0;

/// All that the page shows.
pub(super) fn view<'a>(scene: Scene<'a>, drawing: &Drawing<'_>) -> GraphView<'a> {
    let site = scene.site;
    let mut notes: Vec<(usize, &Node<'_>)> =
        drawing.nodes.iter().enumerate().filter(|(_, node)| matches!(node.kind, Kind::Note(_))).collect();
    notes.sort_by_key(|(ix, node)| (Reverse(node.links_in + node.links_out), *ix));
    let is_note = |node: u32| matches!(drawing.nodes[node as usize].kind, Kind::Note(_));
    let links = drawing.links.iter().filter(|(from, to, _)| is_note(*from) && is_note(*to)).count();
    let mut linked: Vec<EntryView<'a>> = notes
        .iter()
        .filter_map(|(_, node)| match node.kind {
            Kind::Note(id) => Some((id, site.graph.sources(id).count())),
            _ => None,
        })
        .take(LISTED)
        .map(|(id, count)| EntryView { count: Some(count).filter(|count| *count > 0), date: None, ..scene.entry(id) })
        .collect();
    linked.sort_by_key(|entry| Reverse(entry.count));
    let folders = site.plan.folders.iter().filter(|(path, _)| !path.is_empty()).map(|(path, url)| CountView {
        title: nav::name(path),
        href: scene.href(url),
        count: site.plan.nav.folders.get(path).map_or(0, |branch| branch.total as usize),
        depth: path.matches('/').count(),
    });
    GraphView {
        links,
        look: serde_json::to_string(&site.config.graph.look).expect("texts and numbers make JSON"),
        overview_html: overview(scene, drawing, &notes[..notes.len().min(SHOWN)]),
        linked,
        folders: folders.filter(|folder| folder.depth < 2).collect(),
    }
}

/// From the drawing's places to the picture's.
struct Map {
    low: (f32, f32),
    scale: f32,
    height: f32,
}

impl Map {
    fn new(nodes: &[(usize, &Node<'_>)]) -> Map {
        let span = |axis: fn(&Node<'_>) -> i32| {
            let values = || nodes.iter().map(|(_, node)| axis(node));
            (values().min().unwrap_or(0) as f32, values().max().unwrap_or(0) as f32)
        };
        let (x, y) = (span(|node| node.at.0), span(|node| node.at.1));
        let scale = (WIDTH - 80.0) / (x.1 - x.0).max((y.1 - y.0) / 0.8).max(200.0);
        Map { low: (x.0 - (WIDTH / scale - (x.1 - x.0)) / 2.0, y.0 - 30.0 / scale), scale, height: (y.1 - y.0) * scale + 60.0 }
    }

    fn place(&self, at: (i32, i32)) -> (f32, f32) {
        let tenth = |value: f32| (value * 10.0).round() / 10.0;
        (tenth((at.0 as f32 - self.low.0) * self.scale), tenth((at.1 as f32 - self.low.1) * self.scale))
    }
}

/// The picture: nodes are sorted, the best known first.
fn overview(scene: Scene<'_>, drawing: &Drawing<'_>, nodes: &[(usize, &Node<'_>)]) -> String {
    let map = Map::new(nodes);
    let mut svg = format!("<svg class=\"overview\" role=\"group\" viewBox=\"0 0 {WIDTH} {}\" aria-label=\"", map.height.round());
    escape_into(&mut svg, scene.words.get("most-linked"));
    svg.push_str("\"><path d=\"");
    let mut shown = vec![false; drawing.nodes.len()];
    nodes.iter().for_each(|(ix, _)| shown[*ix] = true);
    let links = drawing.links.iter().filter(|(from, to, _)| shown[*from as usize] && shown[*to as usize]);
    let mut lines: Vec<[f32; 4]> = links
        .map(|(from, to, _)| {
            let ((x1, y1), (x2, y2)) = (map.place(drawing.nodes[*from as usize].at), map.place(drawing.nodes[*to as usize].at));
            [x1, y1, x2, y2]
        })
        .collect();
    // the short ones say most
    lines.sort_by(|a, b| (a[0] - a[2]).hypot(a[1] - a[3]).total_cmp(&(b[0] - b[2]).hypot(b[1] - b[3])));
    for [x1, y1, x2, y2] in lines.iter().take(LINKS) {
        let _ = write!(svg, "M{x1} {y1}L{x2} {y2}");
    }
    svg.push_str("\"/>");
    let mut taken: Vec<[f32; 4]> = Vec::new();
    for (_, node) in nodes {
        let Kind::Note(id) = node.kind else { continue };
        let (x, y) = map.place(node.at);
        let radius = (3.0 + ((node.links_in + node.links_out) as f32).sqrt() * 0.7).min(13.0).round();
        let title = scene.site.title(id);
        svg.push_str("<a href=\"");
        escape_into(&mut svg, &scene.href(&scene.site.plan.notes[id.ix()]));
        svg.push_str("\"><title>");
        escape_text_into(&mut svg, title);
        let _ = write!(svg, "</title><circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\"/>");
        let half = title.chars().count().min(30) as f32 * FONT * 0.28;
        let place = [x - half, y + radius, x + half, y + radius + FONT * 1.3];
        let is_free =
            taken.iter().all(|other| place[0] > other[2] || other[0] > place[2] || place[1] > other[3] || other[1] > place[3]);
        if taken.len() < NAMED && is_free && place[0] > 0.0 && place[2] < WIDTH {
            let _ = write!(svg, "<text x=\"{x}\" y=\"{}\">", (y + radius + FONT).round());
            escape_text_into(&mut svg, &super::graph_svg::shortened(title, FONT * 17.0));
            svg.push_str("</text>");
            taken.push(place);
        }
        svg.push_str("</a>");
    }
    svg.push_str("</svg>");
    svg
}
