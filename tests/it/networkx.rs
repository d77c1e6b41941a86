//! The measures of the graph against NetworkX's: `tests/networkx/figures.py` says how its figures were made.

use std::path::Path;

use foamsite::insight::between;
use foamsite::insight::community::{communities, modularity};
use foamsite::insight::network::Rows;
use foamsite::insight::rank::pagerank;
use serde::Deserialize;

#[derive(Deserialize)]
struct Figures {
    graphs: Vec<Graph>,
}

#[derive(Deserialize)]
struct Graph {
    name: String,
    nodes: usize,
    arcs: Vec<(u32, u32)>,
    pagerank: Vec<f64>,
    betweenness: Vec<f64>,
    modularity: f64,
}

impl Graph {
    fn out(&self) -> Rows {
        Rows::new(self.nodes, self.arcs.iter().map(|(from, to)| (*from, *to, 1.0)).collect())
    }

    /// Undirected, each edge once and of weight 1.
    fn near(&self) -> Rows {
        let mut edges: Vec<(u32, u32)> = self.arcs.iter().map(|(a, b)| (*a.min(b), *a.max(b))).collect();
        edges.sort_unstable();
        edges.dedup();
        Rows::new(self.nodes, edges.into_iter().map(|(a, b)| (a, b, 1.0)).collect()).both_ways()
    }
}

fn figures() -> Vec<Graph> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/networkx/figures.json");
    let figures: Figures = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(figures.graphs[0].nodes, 34, "the karate club comes first");
    figures.graphs
}

/// The largest difference between two lists of the same length.
fn off(ours: &[f64], theirs: &[f64]) -> f64 {
    assert_eq!(ours.len(), theirs.len());
    ours.iter().zip(theirs).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[test]
fn pagerank_and_exact_betweenness_are_those_of_networkx() {
    for graph in figures() {
        let out = graph.out();
        let ranks = off(&pagerank(&out, &out.reversed()), &graph.pagerank);
        assert!(ranks < 1e-6, "{}: PageRank is off by {ranks}", graph.name);
        let found = between::betweenness(&graph.near());
        assert!(found.errors.is_empty() && found.starts > 30, "{}: all starts are counted", graph.name);
        let between = off(&found.values, &graph.betweenness);
        assert!(between < 1e-6, "{}: betweenness is off by {between}", graph.name);
    }
}

#[test]
fn a_sample_finds_most_of_the_twenty_that_lie_between_most() {
    for graph in figures().iter().filter(|graph| graph.nodes >= 300) {
        let top = |values: &[f64]| {
            let mut order: Vec<usize> = (0..values.len()).collect();
            order.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
            order.truncate(20);
            order
        };
        let found = between::sampled(&graph.near(), graph.nodes / 3);
        let exact = top(&graph.betweenness);
        let both = top(&found.values).iter().filter(|node| exact.contains(node)).count();
        assert!(both >= 15, "{}: {both} of 20", graph.name);
    }
}

#[test]
fn modularity_is_that_of_networkx_or_better() {
    for graph in figures() {
        let near = graph.near();
        let ours = modularity(&near, &communities(&near, 1.0), 1.0);
        assert!(ours >= graph.modularity * 0.98, "{}: {ours}, NetworkX's Louvain has {}", graph.name, graph.modularity);
    }
}
