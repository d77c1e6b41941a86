//! What a drawing costs, before it is made: nothing can stop the renderer once it runs.
//!
//! The layout takes a time that grows with the lines of a diagram times all that they may cross. What bounds a flowchart's time was
//! fitted to some hundreds of random ones, most of which take far less; the other kinds were measured one by one.

use std::collections::BTreeMap;

use mermaid_rs_renderer::{DiagramKind, Graph};

/// The most that a diagram may cost: about two seconds of a processor of 2024, in milliseconds. What people draw by hand takes a
/// tenth of that, but the bound cannot tell it from the worst of its size.
pub(super) const MOST: usize = 1800;

/// What a diagram is expected to cost at most, in milliseconds.
pub(super) fn cost(graph: &Graph) -> usize {
    let crossed = graph.edges.len().saturating_mul(graph.nodes.len() + graph.edges.len());
    match graph.kind {
        DiagramKind::Flowchart | DiagramKind::Block => flowchart(graph),
        DiagramKind::Sequence | DiagramKind::ZenUML => crossed / 150,
        DiagramKind::Class => crossed / 18,
        DiagramKind::State | DiagramKind::Er => crossed / 12,
        _ => 0,
    }
}

/// Each line costs a little for each other line; and more for each that makes a circle, has a text, or meets it at a node; and for
/// each group.
fn flowchart(graph: &Graph) -> usize {
    let (edges, groups) = (graph.edges.len(), graph.subgraphs.len());
    let mut degrees: BTreeMap<&str, usize> = BTreeMap::new();
    let mut roots: BTreeMap<&str, &str> = BTreeMap::new();
    let mut circles = 0;
    for edge in &graph.edges {
        for end in [&*edge.from, &*edge.to] {
            *degrees.entry(end).or_default() += 1;
        }
        match (root(&mut roots, &edge.from), root(&mut roots, &edge.to)) {
            (from, to) if from == to => circles += 1,
            (from, to) => {
                roots.insert(from, to);
            }
        }
    }
    let texts = graph.edges.iter().filter(|edge| edge.label.is_some()).count();
    let meeting = degrees.values().fold(0, |sum: usize, degree| sum.saturating_add(degree.saturating_mul(*degree)));
    let mut depths: BTreeMap<&str, usize> = BTreeMap::new();
    for node in graph.subgraphs.iter().flat_map(|group| &group.nodes) {
        *depths.entry(node).or_default() += 1;
    }
    let nested = depths.values().fold(0, |sum: usize, depth| sum.saturating_add(depth.saturating_pow(3)));
    let (line, node) = if groups > 0 { (38, 14) } else { (6, 8) };
    let hundredths =
        [(edges, line), (graph.nodes.len(), node), (circles, 50), (texts, 70), (groups, 90), (groups * groups, 7), (nested, 10)];
    let crossing = hundredths.iter().fold(0, |sum: usize, (number, weight)| sum.saturating_add(number.saturating_mul(*weight)));
    edges.saturating_mul(crossing).saturating_add(meeting.saturating_mul(45)) / 100
}

/// The node that stands for all that are joined with `node`; paths are made shorter on the way.
fn root<'g>(roots: &mut BTreeMap<&'g str, &'g str>, node: &'g str) -> &'g str {
    let mut node = node;
    while let Some(next) = roots.get(node).copied() {
        if let Some(after) = roots.get(next).copied() {
            roots.insert(node, after);
        }
        node = next;
    }
    node
}
