//! Betweenness: how many of the shortest ways between other notes lead over a note.

use rayon::prelude::*;

use super::network::Rows;
use crate::base::random::Random;

/// Arcs looked at, about: up to so much work every note is a start, beyond it a sample of them.
const WORK: usize = 60_000_000;
/// Starts in a sample, at least.
const SAMPLE_MIN: usize = 128;
/// The sums of so many groups of starts are made apart, and added in order: the same on any number of threads.
const CHUNKS: usize = 16;
/// Where sampling starts.
const SEED: u64 = 2001;

/// Betweenness of all nodes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Betweenness {
    /// For each node which share of the pairs of other nodes it lies between: 0 to 1.
    pub values: Vec<f64>,
    /// Of a sample, the standard error of each value; empty where all starts were counted.
    pub errors: Vec<f64>,
    /// How many starts were counted.
    pub starts: usize,
}

/// Betweenness in an undirected graph, weights left aside (Brandes: "A faster algorithm for betweenness centrality", 2001); of a
/// large one estimated from random starts (Brandes and Pich: "Centrality estimation in large networks", 2007).
pub fn betweenness(near: &Rows) -> Betweenness {
    let affordable = WORK / near.arcs().max(1);
    sampled(near, if affordable >= near.nodes() { near.nodes() } else { affordable.max(SAMPLE_MIN) })
}

/// The same from so many random starts; from all where there are no more.
pub fn sampled(near: &Rows, starts: usize) -> Betweenness {
    let nodes = near.nodes();
    // from a node without neighbours no way leads anywhere
    let mut chosen: Vec<u32> = (0..nodes as u32).filter(|node| near.degree(*node as usize) > 0).collect();
    let all = chosen.len() as f64;
    let is_sample = starts < chosen.len();
    if is_sample {
        Random::new(SEED).shuffle(&mut chosen);
        chosen.truncate(starts);
        chosen.sort_unstable();
    }
    let parts: Vec<Sums> = chosen.par_chunks(chosen.len().div_ceil(CHUNKS).max(1)).map(|starts| sums(near, starts)).collect();
    let mut total = Sums::new(nodes);
    for part in parts {
        total.add(&part);
    }
    let (count, n) = (chosen.len() as f64, nodes as f64);
    let scale = if nodes > 2 { all / count.max(1.0) / ((n - 1.0) * (n - 2.0)) } else { 0.0 };
    let error = |(sum, square): (&f64, &f64)| {
        let variance = (square - sum * sum / count).max(0.0) / (count - 1.0).max(1.0);
        scale * (variance * count * (1.0 - count / all)).sqrt()
    };
    let errors = if is_sample { total.first.iter().zip(&total.square).map(error).collect() } else { Vec::new() };
    Betweenness { values: total.first.iter().map(|sum| sum * scale).collect(), errors, starts: chosen.len() }
}

/// What the ways from some starts lay on each node, and its square.
struct Sums {
    first: Vec<f64>,
    square: Vec<f64>,
}

impl Sums {
    fn new(nodes: usize) -> Sums {
        Sums { first: vec![0.0; nodes], square: vec![0.0; nodes] }
    }

    fn add(&mut self, other: &Sums) {
        self.first.iter_mut().zip(&other.first).for_each(|(a, b)| *a += b);
        self.square.iter_mut().zip(&other.square).for_each(|(a, b)| *a += b);
    }
}

/// What is known of a node while the ways from one start are counted; together, since they are used together.
#[derive(Clone, Copy)]
struct Place {
    /// Steps from the start; `u32::MAX` where it was not reached.
    steps: u32,
    /// How many shortest ways lead here.
    ways: f64,
    /// What the ways to nodes further on lay on this one.
    load: f64,
}

const NOWHERE: Place = Place { steps: u32::MAX, ways: 0.0, load: 0.0 };

fn sums(near: &Rows, starts: &[u32]) -> Sums {
    let mut sums = Sums::new(near.nodes());
    let mut places = vec![NOWHERE; near.nodes()];
    let mut order: Vec<u32> = Vec::with_capacity(near.nodes());
    for start in starts {
        order.clear();
        order.push(*start);
        places[*start as usize] = Place { steps: 0, ways: 1.0, load: 0.0 };
        let mut at = 0;
        while let Some(&node) = order.get(at) {
            at += 1;
            let Place { steps, ways, .. } = places[node as usize];
            for &to in near.of(node as usize) {
                let place = &mut places[to as usize];
                if place.steps == u32::MAX {
                    place.steps = steps + 1;
                    order.push(to);
                }
                if place.steps == steps + 1 {
                    place.ways += ways;
                }
            }
        }
        for &node in order.iter().rev() {
            let Place { steps, ways, load } = places[node as usize];
            let share = (1.0 + load) / ways;
            for &before in near.of(node as usize) {
                let place = &mut places[before as usize];
                if place.steps.wrapping_add(1) == steps {
                    place.load += place.ways * share;
                }
            }
            if node != *start {
                sums.first[node as usize] += load;
                sums.square[node as usize] += load * load;
            }
        }
        order.iter().for_each(|node| places[*node as usize] = NOWHERE);
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_a_star() {
        let path = Rows::new(3, vec![(0, 1, 1.0), (1, 2, 1.0)]).both_ways();
        assert_eq!(betweenness(&path).values, [0.0, 1.0, 0.0]);
        let star = Rows::new(5, (1..5).map(|i| (0, i, 1.0)).collect()).both_ways();
        let found = betweenness(&star);
        assert_eq!((found.values, found.errors, found.starts), (vec![1.0, 0.0, 0.0, 0.0, 0.0], Vec::new(), 5));
        assert!(betweenness(&Rows::default()).values.is_empty());
    }

    #[test]
    fn a_sample_says_how_far_it_may_be_off() {
        let mut random = Random::new(7);
        let arcs = (0..2000).map(|_| (random.below(400) as u32, random.below(400) as u32, 1.0)).collect();
        let near = Rows::new(400, arcs).both_ways();
        let (exact, some) = (sampled(&near, 400), sampled(&near, 150));
        let off = |ix: usize| (exact.values[ix] - some.values[ix]).abs() / some.errors[ix].max(1e-12);
        let within = (0..400).filter(|ix| off(*ix) < 2.0).count();
        assert!((350..400).contains(&within), "{within} of 400 within two standard errors");
    }
}
