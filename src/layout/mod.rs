//! Where each node of the graph lies in its picture: computed once, at build, so that browsers only draw.
//!
//! Each connected component is laid out on its own by forces, from a coarse picture to the whole one ([`levels`], [`force`]);
//! components are then packed around the largest, and nodes without any link stand in rings around all of them ([`pack`]).
//!
//! The same graph gives the same positions on any machine and any number of threads: a thread computes the force on a node alone
//! and in a fixed order, sums over nodes are made by one thread, and of the machine's mathematics only what IEEE 754 defines to
//! the last bit is used (no library sine or logarithm).

mod force;
mod levels;
mod pack;
mod tree;
mod turn;

pub use turn::turn;

/// A graph to lay out; the direction of links does not matter.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// How many nodes there are.
    pub nodes: usize,
    /// Pairs of nodes and how strongly each holds together; several for one pair add up, those of a node to itself are ignored.
    pub links: &'a [(u32, u32, f32)],
    /// For each node the community it belongs to; `u32::MAX` where that is not known. Communities are drawn apart.
    pub communities: &'a [u32],
}

/// How much weaker a link between two communities pulls.
const BRIDGE: f32 = 0.22;

/// The room between two components.
const GAP: f32 = 24.0;
/// The radius of a node without links.
const DOT: f32 = 5.0;

/// A position.
pub(crate) type Point = [f32; 2];

/// Positions of all nodes, in units of which a node's disc takes about ten; x to the right, y down. The middle of all is at
/// the origin.
pub fn layout(input: Input<'_>) -> Vec<(i32, i32)> {
    let graph = Adjacency::new(input);
    let components = components(&graph);
    let mut at = vec![[0.0f32; 2]; input.nodes];
    let mut hulls = Vec::new();
    let mut local = vec![0u32; input.nodes];
    let (alone, linked): (Vec<_>, Vec<_>) = components.into_iter().partition(|nodes| nodes.len() == 1);
    for nodes in &linked {
        for (ix, node) in nodes.iter().enumerate() {
            local[*node as usize] = ix as u32;
        }
        let part = graph.part(nodes, &local);
        let mut points = levels::layout(&part);
        hulls.push(pack::settle(&part, &mut points));
        for (node, point) in nodes.iter().zip(points) {
            at[*node as usize] = point;
        }
    }
    let mut outer = hulls.first().copied().unwrap_or([0.0; 2]);
    let discs: Vec<f32> = hulls.iter().skip(1).map(|[wide, high]| wide.max(*high)).collect();
    let centres = pack::around(&discs, GAP, &mut outer);
    for (nodes, centre) in linked.iter().skip(1).zip(centres) {
        for node in nodes {
            let point = &mut at[*node as usize];
            *point = [point[0] + centre[0], point[1] + centre[1]];
        }
    }
    for (nodes, point) in alone.iter().zip(pack::around(&vec![DOT; alone.len()], GAP / 2.0, &mut outer)) {
        at[nodes[0] as usize] = point;
    }
    pack::rounded(at)
}

/// The links of each node, in one array.
#[derive(Clone, Debug, Default)]
pub(crate) struct Adjacency {
    /// For each node where its links begin; one more at the end.
    pub(crate) starts: Vec<u32>,
    /// The other end of each link.
    pub(crate) ends: Vec<u32>,
    /// How strongly it pulls.
    pub(crate) weights: Vec<f32>,
    /// How much room each node takes: of one node, one and its links.
    pub(crate) mass: Vec<f32>,
}

impl Adjacency {
    fn new(input: Input<'_>) -> Adjacency {
        let community = |node: u32| input.communities.get(node as usize).copied().filter(|community| *community != u32::MAX);
        let far = |a: u32, b: u32| community(a).zip(community(b)).is_some_and(|(a, b)| a != b);
        let is_link = |(a, b, _): &&(u32, u32, f32)| a != b && (*a as usize) < input.nodes && (*b as usize) < input.nodes;
        let links = input.links.iter().filter(is_link);
        let pairs = links.map(|(a, b, weight)| (*a, *b, if far(*a, *b) { weight * BRIDGE } else { *weight }));
        let both: Vec<(u32, u32, f32)> = pairs.flat_map(|(a, b, weight)| [(a, b, weight), (b, a, weight)]).collect();
        let mut graph = Adjacency::from_pairs(input.nodes, both);
        graph.even_out();
        graph.mass = (0..input.nodes).map(|node| 1.0 + (graph.starts[node + 1] - graph.starts[node]) as f32).collect();
        graph
    }

    /// Weakens links between nodes that both have many: what hangs on by one link stays close, and the middle gets room.
    fn even_out(&mut self) {
        for node in 0..self.len() {
            for link in self.starts[node] as usize..self.starts[node + 1] as usize {
                let fewer = self.degree(node).min(self.degree(self.ends[link] as usize));
                self.weights[link] *= 3.0 / (2.0 + fewer as f32).sqrt();
            }
        }
    }

    /// From directed pairs, both directions of each link among them; several of one pair become one. Masses are not set.
    pub(crate) fn from_pairs(nodes: usize, mut pairs: Vec<(u32, u32, f32)>) -> Adjacency {
        // stable, so that weights add up in one order
        pairs.sort_by_key(|(a, b, _)| (*a, *b));
        let mut graph = Adjacency { starts: vec![0; nodes + 1], ..Adjacency::default() };
        let mut last = None;
        for (a, b, weight) in pairs {
            if last == Some((a, b)) {
                *graph.weights.last_mut().expect("the last pair is there") += weight;
            } else {
                graph.ends.push(b);
                graph.weights.push(weight);
                graph.starts[a as usize + 1] += 1;
                last = Some((a, b));
            }
        }
        for node in 0..nodes {
            graph.starts[node + 1] += graph.starts[node];
        }
        graph
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The neighbours of a node and how strongly each is tied.
    pub(crate) fn of(&self, node: usize) -> impl Iterator<Item = (u32, f32)> + '_ {
        let range = self.starts[node] as usize..self.starts[node + 1] as usize;
        self.ends[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }

    pub(crate) fn degree(&self, node: usize) -> u32 {
        self.starts[node + 1] - self.starts[node]
    }

    /// The graph of some nodes that have no links to others; `local` knows the new number of each.
    fn part(&self, nodes: &[u32], local: &[u32]) -> Adjacency {
        let mut part = Adjacency { starts: Vec::with_capacity(nodes.len() + 1), ..Adjacency::default() };
        part.starts.push(0);
        for node in nodes {
            for (end, weight) in self.of(*node as usize) {
                part.ends.push(local[end as usize]);
                part.weights.push(weight);
            }
            part.starts.push(part.ends.len() as u32);
            part.mass.push(self.mass[*node as usize]);
        }
        part
    }
}

/// The connected components, the largest first, those of one size by their first node; the nodes of each ascending.
fn components(graph: &Adjacency) -> Vec<Vec<u32>> {
    let mut seen = vec![false; graph.len()];
    let mut all = Vec::new();
    for first in 0..graph.len() {
        if std::mem::replace(&mut seen[first], true) {
            continue;
        }
        let mut nodes = vec![first as u32];
        let mut done = 0;
        while done < nodes.len() {
            for (end, _) in graph.of(nodes[done] as usize) {
                if !std::mem::replace(&mut seen[end as usize], true) {
                    nodes.push(end);
                }
            }
            done += 1;
        }
        nodes.sort_unstable();
        all.push(nodes);
    }
    all.sort_by_key(|nodes| (std::cmp::Reverse(nodes.len()), nodes[0]));
    all
}

#[cfg(test)]
mod tests;
