//! The forces: ForceAtlas2 (Jacomy, Venturini, Heymann, Bastian, "ForceAtlas2, a continuous graph layout algorithm for handy
//! network visualization", PLoS ONE 9(6), 2014). Nodes push one another away by their masses, links pull. A link's pull grows
//! more slowly than its length, between FA2's two modes, which draws communities apart (Noack, "Modularity clustering is
//! force-directed layout", Phys. Rev. E 79, 2009).

use rayon::prelude::*;

use super::tree::Tree;
use super::{Adjacency, Point};

/// How hard nodes push.
const PUSH: f32 = 6.0;
/// From which length on a link's pull grows slowly.
const SLACK: f32 = 8.0;
/// How hard all are drawn to the middle.
const GRAVITY: f32 = 0.08;
/// How much unrest is tolerated.
const TOLERANCE: f32 = 1.0;
/// So many nodes are one piece of work for a thread.
const PIECE: usize = 256;
/// Of a large graph the pushes are computed anew in every so many-th round; in between those of before do, since nodes have
/// moved little (Gove, "It pays to be lazy: reusing force approximations to compute better graph layouts faster", 2018).
const LAZY: usize = 3;
/// A graph with fewer nodes is laid out so quickly that nothing need be saved.
const LARGE: usize = 2000;

/// Moves nodes for so many rounds.
pub(crate) fn run(graph: &Adjacency, at: &mut [Point], rounds: usize) {
    if graph.len() < 2 {
        return;
    }
    let mut tree = Tree::default();
    let mut last = vec![[0.0f32; 2]; at.len()];
    let mut forces = vec![[0.0f32; 2]; at.len()];
    let mut speed = 1.0f64;
    let mut pushes = vec![[0.0f32; 2]; at.len()];
    for round in 0..rounds {
        if at.len() < LARGE || round % LAZY == 0 {
            tree.build(at, &graph.mass);
            let mut sorted = vec![[0.0f32; 2]; at.len()];
            let positions: &[Point] = at;
            let tree_ref = &tree;
            sorted.par_chunks_mut(PIECE).zip(tree.order.par_chunks(PIECE)).for_each(|(pushes, order)| {
                for (push, node) in pushes.iter_mut().zip(order) {
                    *push = tree_ref.force(positions[*node as usize]);
                }
            });
            for (push, node) in sorted.iter().zip(&tree.order) {
                pushes[*node as usize] = *push;
            }
        }
        let positions: &[Point] = at;
        let all = pushes.par_iter().enumerate().with_min_len(PIECE);
        all.map(|(node, push)| force_on(graph, positions, *push, node)).collect_into_vec(&mut forces);
        // the global speed: as fast as nodes move on, as slow as they swing
        let (mut swing, mut traction) = (0.0f64, 0.0f64);
        for ((force, before), mass) in forces.iter().zip(&last).zip(&graph.mass) {
            swing += f64::from(mass * length([force[0] - before[0], force[1] - before[1]]));
            traction += f64::from(mass * length([force[0] + before[0], force[1] + before[1]])) / 2.0;
        }
        let wanted = f64::from(TOLERANCE) * traction / swing.max(1e-9);
        speed = wanted.min(speed * 1.5).max(1e-4);
        // towards the end everything comes to rest
        let cooling = ((rounds - round) as f32 / (rounds as f32 * 0.35)).min(1.0);
        for (((point, force), before), mass) in at.iter_mut().zip(&forces).zip(&last).zip(&graph.mass) {
            let swing = mass * length([force[0] - before[0], force[1] - before[1]]);
            let size = length(*force);
            let own = speed as f32 / (1.0 + speed as f32 * swing.sqrt());
            let step = (own * cooling).min(12.0 / size.max(1e-6));
            point[0] += force[0] * step;
            point[1] += force[1] * step;
        }
        last.copy_from_slice(&forces);
    }
}

/// All forces on a node; `push` is what the others' masses do to a mass of one.
fn force_on(graph: &Adjacency, at: &[Point], push: Point, node: usize) -> Point {
    let (here, mass) = (at[node], graph.mass[node]);
    let middle = PUSH * mass * GRAVITY / (1.0 + length(here)).sqrt();
    let mut force = [push[0] * mass * PUSH - here[0] * middle, push[1] * mass * PUSH - here[1] * middle];
    for (end, weight) in graph.of(node) {
        let (dx, dy) = (at[end as usize][0] - here[0], at[end as usize][1] - here[1]);
        let pull = weight / (1.0 + length([dx, dy]) / SLACK).sqrt();
        force[0] += dx * pull;
        force[1] += dy * pull;
    }
    force
}

pub(crate) fn length(vector: Point) -> f32 {
    (vector[0] * vector[0] + vector[1] * vector[1]).sqrt()
}
