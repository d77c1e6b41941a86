//! From a coarse picture to the whole one: nodes that belong together are merged, level by level, until few are left; these are
//! laid out, and each level starts from the one above it (Walshaw, "A multilevel algorithm for force-directed graph-drawing",
//! JGAA 7(3), 2003; Hu, "Efficient and high quality force-directed graph drawing", The Mathematica Journal 10, 2005).

use super::turn::{golden, turn};
use super::{Adjacency, Point, force};

/// A graph of no more nodes is laid out as it is.
const SMALL: usize = 40;
/// So many nodes at most become one.
const MERGED: u32 = 6;

/// Positions of the nodes of a connected graph.
pub(crate) fn layout(graph: &Adjacency) -> Vec<Point> {
    let mut levels: Vec<(Adjacency, Vec<u32>)> = Vec::new();
    loop {
        let finest = levels.last().map_or(graph, |(coarse, _)| coarse);
        if finest.len() <= SMALL {
            break;
        }
        let (coarse, of) = coarsen(finest);
        if coarse.len() * 10 > finest.len() * 9 {
            break;
        }
        levels.push((coarse, of));
    }
    let coarsest = levels.last().map_or(graph, |(coarse, _)| coarse);
    let mut at: Vec<Point> = (0..coarsest.len()).map(|node| spiral(node, 4.0)).collect();
    force::run(coarsest, &mut at, 300);
    for level in (0..levels.len()).rev() {
        let finer = if level == 0 { graph } else { &levels[level - 1].0 };
        at = spread(&levels[level].1, &at);
        force::run(finer, &mut at, rounds(finer.len(), level == 0));
    }
    at
}

/// How many rounds a level of so many nodes takes.
fn rounds(nodes: usize, is_last: bool) -> usize {
    let rounds = (120_000 / nodes.max(1)).clamp(12, 120);
    if is_last { rounds.max(24) * 2 } else { rounds }
}

/// A point of an even spiral.
fn spiral(number: usize, step: f64) -> Point {
    let ((x, y), far) = (turn(golden(number)), (number as f64 + 0.5).sqrt() * step);
    [(x * far) as f32, (y * far) as f32]
}

/// Each node near where the one was that it is part of.
fn spread(of: &[u32], at: &[Point]) -> Vec<Point> {
    let place = |(node, of): (usize, &u32)| {
        let (above, (x, y)) = (at[*of as usize], turn(golden(node)));
        [above[0] + x as f32 * 2.0, above[1] + y as f32 * 2.0]
    };
    of.iter().enumerate().map(place).collect()
}

/// Merges nodes with the neighbour they hold to most, those with few links first. Answers the smaller graph, and for each node
/// the one it became part of.
fn coarsen(graph: &Adjacency) -> (Adjacency, Vec<u32>) {
    const NONE: u32 = u32::MAX;
    let nodes = graph.len();
    let mut order: Vec<u32> = (0..nodes as u32).collect();
    order.sort_by_key(|node| graph.degree(*node as usize));
    let mut of = vec![NONE; nodes];
    let mut sizes: Vec<u32> = Vec::new();
    for node in order {
        if of[node as usize] != NONE {
            continue;
        }
        let leaf = graph.degree(node as usize) == 1;
        let mut best: Option<(f32, u32)> = None;
        for (end, weight) in graph.of(node as usize) {
            let into = of[end as usize];
            // a leaf may always join: a star is one thing
            if into != NONE && sizes[into as usize] >= MERGED && !leaf {
                continue;
            }
            let tie = weight / graph.mass[end as usize].sqrt();
            if best.is_none_or(|(most, _)| tie > most) {
                best = Some((tie, end));
            }
        }
        let into = match best {
            Some((_, end)) if of[end as usize] != NONE => of[end as usize],
            Some((_, end)) => {
                of[end as usize] = sizes.len() as u32;
                sizes.push(1);
                of[end as usize]
            }
            None => {
                sizes.push(0);
                sizes.len() as u32 - 1
            }
        };
        of[node as usize] = into;
        sizes[into as usize] += 1;
    }
    let mut pairs = Vec::with_capacity(graph.ends.len());
    let mut mass = vec![0.0; sizes.len()];
    for node in 0..nodes {
        mass[of[node] as usize] += graph.mass[node];
        pairs.extend(graph.of(node).map(|(end, weight)| (of[node], of[end as usize], weight)).filter(|(a, b, _)| a != b));
    }
    (Adjacency { mass, ..Adjacency::from_pairs(sizes.len(), pairs) }, of)
}
