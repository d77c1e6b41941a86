//! The links between published notes as plain arrays of numbers, which all measures are made from.

use crate::graph::Graph;

/// Neighbours of each node, sorted, each once, with a weight: compressed sparse rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    starts: Vec<u32>,
    ends: Vec<u32>,
    weights: Vec<f64>,
}

impl Rows {
    /// Rows of `nodes` nodes from arcs (from, to, weight) in any order; the weights of equal arcs are summed.
    pub fn new(nodes: usize, mut arcs: Vec<(u32, u32, f64)>) -> Rows {
        arcs.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
        let mut rows =
            Rows { starts: vec![0; nodes + 1], ends: Vec::with_capacity(arcs.len()), weights: Vec::with_capacity(arcs.len()) };
        let mut last = None;
        for (from, to, weight) in arcs {
            if last == Some((from, to)) {
                *rows.weights.last_mut().expect("the arc before") += weight;
                continue;
            }
            last = Some((from, to));
            rows.starts[from as usize + 1] += 1;
            rows.ends.push(to);
            rows.weights.push(weight);
        }
        for i in 0..nodes {
            rows.starts[i + 1] += rows.starts[i];
        }
        rows
    }

    /// How many nodes.
    pub fn nodes(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// How many arcs; an edge of an undirected graph counts twice.
    pub fn arcs(&self) -> usize {
        self.ends.len()
    }

    fn range(&self, node: usize) -> std::ops::Range<usize> {
        self.starts[node] as usize..self.starts[node + 1] as usize
    }

    /// The neighbours of a node, sorted.
    pub fn of(&self, node: usize) -> &[u32] {
        &self.ends[self.range(node)]
    }

    /// The neighbours of a node, each with the arc's weight.
    pub fn weighted(&self, node: usize) -> impl Iterator<Item = (u32, f64)> + '_ {
        let range = self.range(node);
        self.ends[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }

    /// Number of neighbours.
    pub fn degree(&self, node: usize) -> usize {
        self.range(node).len()
    }

    /// Whether there is an arc between two nodes.
    pub fn has(&self, from: usize, to: u32) -> bool {
        self.of(from).binary_search(&to).is_ok()
    }

    /// Each arc: from, to, weight.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u32, f64)> + '_ {
        (0..self.nodes()).flat_map(|from| self.weighted(from).map(move |(to, weight)| (from as u32, to, weight)))
    }

    /// The same arcs turned round.
    pub fn reversed(&self) -> Rows {
        Rows::new(self.nodes(), self.iter().map(|(from, to, weight)| (to, from, weight)).collect())
    }

    /// Both ways: the weights of an arc and its opposite are summed.
    pub fn both_ways(&self) -> Rows {
        let arcs = self.iter().filter(|(from, to, _)| from != to);
        Rows::new(self.nodes(), arcs.flat_map(|(a, b, weight)| [(a, b, weight), (b, a, weight)]).collect())
    }

    /// The same without the arcs that `keep` refuses.
    pub fn filtered(&self, keep: impl Fn(u32, u32) -> bool) -> Rows {
        Rows::new(self.nodes(), self.iter().filter(|(from, to, _)| keep(*from, *to)).collect())
    }
}

/// Who links to whom among the published notes; links of a note to itself, raw HTML and what only Foam sees left out.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// Forward links: to each note once, weighted by how many mentions there are.
    pub out: Rows,
    /// Backlinks, the same turned round.
    pub into: Rows,
    /// Linked either way.
    pub near: Rows,
}

impl Network {
    /// From the backlinks of all notes.
    pub fn new(graph: &Graph) -> Network {
        let mut arcs = Vec::new();
        for (target, links) in graph.backlinks.iter().enumerate() {
            for mentions in links.chunk_by(|a, b| a.from == b.from) {
                arcs.push((mentions[0].from.0, target as u32, mentions.len() as f64));
            }
        }
        let out = Rows::new(graph.backlinks.len(), arcs);
        Network { into: out.reversed(), near: out.both_ways(), out }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_become_rows() {
        let rows = Rows::new(4, vec![(2, 0, 1.0), (0, 3, 1.0), (0, 1, 2.0), (0, 3, 4.0)]);
        assert_eq!((rows.nodes(), rows.arcs()), (4, 3));
        assert_eq!(rows.of(0), [1, 3]);
        assert_eq!(rows.weighted(0).collect::<Vec<_>>(), [(1, 2.0), (3, 5.0)]);
        assert_eq!(rows.degree(3), 0);
        assert!(rows.has(2, 0) && !rows.has(0, 2));
        assert_eq!(rows.reversed().of(3), [0]);
        let near = rows.both_ways();
        assert_eq!((near.of(0), near.of(3)), (&[1, 2, 3][..], &[0][..]));
        assert_eq!(near.filtered(|a, b| a != 3 && b != 3).of(0), [1, 2]);
    }
}
