//! Communities: groups of notes that link more among themselves than to the rest.
//!
//! The method of Louvain (Blondel, Guillaume, Lambiotte, Lefebvre: "Fast unfolding of communities in large networks", 2008) with
//! the queue of Leiden's local moving (Traag, Waltman, van Eck: "From Louvain to Leiden", 2019) in place of sweeps, run again
//! from its own answer until that gets no better; communities that fall apart are divided. The order in which notes are
//! looked at is shuffled from a fixed seed, so that the same links give the same communities.

use std::collections::VecDeque;

use super::network::Rows;
use crate::base::random::Random;

/// A gain of modularity smaller than this, as a share of all weight, is none.
const EPSILON: f64 = 1e-10;
/// How often the whole is run again from its own answer.
const ROUNDS: usize = 4;
/// Where shuffling starts.
const SEED: u64 = 2008;

/// For each node the number of its community, by size, the largest being 0, then by the smallest node. `near` is undirected.
/// A higher `resolution` makes more and smaller communities; 1 is modularity as it was defined.
pub fn communities(near: &Rows, resolution: f64) -> Vec<u32> {
    let mut random = Random::new(SEED);
    let mut labels: Vec<u32> = (0..near.nodes() as u32).collect();
    let mut best = modularity(near, &labels, resolution);
    for _ in 0..ROUNDS {
        let next = levels(near, &labels, resolution, &mut random);
        let value = modularity(near, &next, resolution);
        if value <= best + 1e-9 {
            break;
        }
        (labels, best) = (next, value);
    }
    by_size(&connected(near, &labels))
}

/// Modularity with a resolution (Newman 2004; Reichardt and Bornholdt 2006): how far more weight lies within the communities
/// than chance would put there; from -1 to 1. 0 for a graph without edges.
pub fn modularity(near: &Rows, labels: &[u32], resolution: f64) -> f64 {
    let total: f64 = near.iter().map(|(_, _, weight)| weight).sum();
    if total == 0.0 {
        return 0.0;
    }
    let groups = labels.iter().max().map_or(0, |max| *max as usize + 1);
    let (mut inside, mut degree) = (vec![0.0; groups], vec![0.0; groups]);
    for (from, to, weight) in near.iter() {
        let group = labels[from as usize];
        degree[group as usize] += weight;
        if group == labels[to as usize] {
            inside[group as usize] += weight;
        }
    }
    inside.iter().zip(&degree).map(|(inside, degree)| inside / total - resolution * (degree / total).powi(2)).sum()
}

/// A graph whose nodes are communities of the one below.
struct Level {
    rows: Rows,
    /// The weight within each node, both ways.
    own: Vec<f64>,
}

/// One run: nodes move, communities become nodes, until nothing moves.
fn levels(near: &Rows, start: &[u32], resolution: f64, random: &mut Random) -> Vec<u32> {
    let mut level = Level { rows: near.clone(), own: vec![0.0; near.nodes()] };
    let mut groups = start.to_vec();
    let mut labels: Vec<u32> = (0..near.nodes() as u32).collect();
    loop {
        let moved = moves(&level, &mut groups, resolution, random);
        let count = compact(&mut groups);
        for label in &mut labels {
            *label = groups[*label as usize];
        }
        if count == level.rows.nodes() || (!moved && count == 0) {
            return labels;
        }
        level = aggregate(&level, &groups, count);
        groups = (0..count as u32).collect();
    }
}

/// Moves each node to the neighbouring community that gains most, until none gains. Answers whether any moved.
fn moves(level: &Level, groups: &mut [u32], resolution: f64, random: &mut Random) -> bool {
    let nodes = level.rows.nodes();
    let degree: Vec<f64> = (0..nodes).map(|i| level.own[i] + level.rows.weighted(i).map(|(_, w)| w).sum::<f64>()).collect();
    let total: f64 = degree.iter().sum();
    if total == 0.0 {
        return false;
    }
    let mut sums = vec![0.0; nodes];
    groups.iter().zip(&degree).for_each(|(group, degree)| sums[*group as usize] += degree);
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    random.shuffle(&mut order);
    let mut queue: VecDeque<u32> = order.into();
    let mut waits = vec![true; nodes];
    let (mut shared, mut touched) = (vec![0.0; nodes], Vec::new());
    let mut moved = false;
    while let Some(node) = queue.pop_front() {
        let i = node as usize;
        waits[i] = false;
        let home = groups[i];
        sums[home as usize] -= degree[i];
        for (to, weight) in level.rows.weighted(i) {
            let group = groups[to as usize];
            if shared[group as usize] == 0.0 {
                touched.push(group);
            }
            shared[group as usize] += weight;
        }
        let gain = |group: u32| shared[group as usize] - resolution * degree[i] * sums[group as usize] / total;
        let mut best = (gain(home), home);
        for group in &touched {
            let value = gain(*group);
            if value > best.0 + EPSILON * total {
                best = (value, *group);
            }
        }
        touched.drain(..).for_each(|group| shared[group as usize] = 0.0);
        sums[best.1 as usize] += degree[i];
        if best.1 == home {
            continue;
        }
        groups[i] = best.1;
        moved = true;
        for to in level.rows.of(i) {
            if groups[*to as usize] != best.1 && !waits[*to as usize] {
                waits[*to as usize] = true;
                queue.push_back(*to);
            }
        }
    }
    moved
}

/// Numbers groups without gaps, in the order of their first node. Answers how many there are.
fn compact(groups: &mut [u32]) -> usize {
    let mut names = vec![u32::MAX; groups.iter().max().map_or(0, |max| *max as usize + 1)];
    let mut count = 0;
    for group in groups {
        let name = &mut names[*group as usize];
        if *name == u32::MAX {
            *name = count;
            count += 1;
        }
        *group = *name;
    }
    count as usize
}

fn aggregate(level: &Level, groups: &[u32], count: usize) -> Level {
    let mut own = vec![0.0; count];
    groups.iter().zip(&level.own).for_each(|(group, weight)| own[*group as usize] += weight);
    let mut arcs = Vec::new();
    for (from, to, weight) in level.rows.iter() {
        let (from, to) = (groups[from as usize], groups[to as usize]);
        if from == to {
            own[from as usize] += weight;
        } else {
            arcs.push((from, to, weight));
        }
    }
    Level { rows: Rows::new(count, arcs), own }
}

/// Divides communities that are not connected in themselves.
fn connected(near: &Rows, labels: &[u32]) -> Vec<u32> {
    let mut parts = vec![u32::MAX; labels.len()];
    let mut count = 0;
    for start in 0..labels.len() {
        if parts[start] != u32::MAX {
            continue;
        }
        let mut stack = vec![start];
        parts[start] = count;
        while let Some(node) = stack.pop() {
            for to in near.of(node).iter().map(|to| *to as usize) {
                if parts[to] == u32::MAX && labels[to] == labels[node] {
                    parts[to] = count;
                    stack.push(to);
                }
            }
        }
        count += 1;
    }
    parts
}

/// Renumbers communities: the largest first.
fn by_size(labels: &[u32]) -> Vec<u32> {
    let mut sizes = vec![0u32; labels.iter().max().map_or(0, |max| *max as usize + 1)];
    labels.iter().for_each(|label| sizes[*label as usize] += 1);
    // labels are in the order of their smallest node already, and sorting is stable
    let mut order: Vec<u32> = (0..sizes.len() as u32).collect();
    order.sort_by_key(|label| std::cmp::Reverse(sizes[*label as usize]));
    let mut names = vec![0; sizes.len()];
    order.iter().zip(0..).for_each(|(label, name)| names[*label as usize] = name);
    labels.iter().map(|label| names[*label as usize]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two cliques of five, joined by one edge.
    fn cliques() -> Rows {
        let mut arcs = vec![(4, 5, 1.0)];
        for first in [0, 5] {
            for a in first..first + 5 {
                arcs.extend((a + 1..first + 5).map(|b| (a, b, 1.0)));
            }
        }
        Rows::new(11, arcs).both_ways()
    }

    #[test]
    fn two_cliques_are_two_communities() {
        assert_eq!(communities(&cliques(), 1.0), [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2]);
        let value = modularity(&cliques(), &[0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2], 1.0);
        assert!((value - (20.0 / 21.0 - 0.5)).abs() < 1e-12, "{value}");
    }

    #[test]
    fn resolution_divides() {
        let count = |resolution| communities(&cliques(), resolution).into_iter().max();
        assert!(count(0.01) < count(1.0) && count(1.0) < count(8.0), "{:?} {:?}", count(0.01), count(8.0));
    }

    #[test]
    fn no_links_no_communities() {
        assert_eq!(communities(&Rows::new(3, Vec::new()), 1.0), [0, 1, 2]);
        assert_eq!(communities(&Rows::default(), 1.0), [0u32; 0]);
    }
}
