//! After the forces: nodes get room, components their place.

use super::force::length;
use super::turn::{golden, turn};
use super::{Adjacency, Point};

/// How often overlapping nodes are pushed apart.
const PASSES: usize = 14;
/// The distance that most nodes have to their nearest one.
const SPACING: f32 = 20.0;

/// How much room a node of so many links takes, as a radius.
fn radius(degree: u32) -> f32 {
    5.0 + (degree as f32).sqrt() * 1.3
}

/// Gives a component its final size, lays its long side across, and pushes apart nodes that lie on one another. Answers an
/// ellipse around the origin that holds it.
pub(crate) fn settle(graph: &Adjacency, at: &mut [Point]) -> Ellipse {
    level(at);
    let scale = SPACING / nearest(at).max(1e-3);
    at.iter_mut().for_each(|point| *point = [point[0] * scale, point[1] * scale]);
    let radii: Vec<f32> = (0..graph.len()).map(|node| radius(graph.degree(node))).collect();
    for _ in 0..PASSES {
        if !part(at, &radii) {
            break;
        }
    }
    level(at);
    centre(at);
    hull(at, &radii)
}

/// Moves the middle of all points to the origin and turns their longest axis (the first principal component) to the x axis.
fn level(at: &mut [Point]) {
    let count = at.len() as f64;
    let middle = |axis: usize| at.iter().map(|point| f64::from(point[axis])).sum::<f64>() / count;
    let (x, y) = (middle(0) as f32, middle(1) as f32);
    let (mut xx, mut xy, mut yy) = (0.0f64, 0.0f64, 0.0f64);
    for point in at.iter_mut() {
        *point = [point[0] - x, point[1] - y];
        let (px, py) = (f64::from(point[0]), f64::from(point[1]));
        (xx, xy, yy) = (xx + px * px, xy + px * py, yy + py * py);
    }
    // the eigenvector of the larger eigenvalue
    let larger = ((xx + yy) + ((xx - yy) * (xx - yy) + 4.0 * xy * xy).sqrt()) / 2.0;
    let (ax, ay) = if xx >= yy { (larger - yy, xy) } else { (xy, larger - xx) };
    let size = (ax * ax + ay * ay).sqrt();
    if size < 1e-9 {
        return;
    }
    let (cos, sin) = ((ax / size) as f32, (ay / size) as f32);
    for point in at {
        *point = [point[0] * cos + point[1] * sin, point[1] * cos - point[0] * sin];
    }
}

/// The distance to the nearest other point that half of the points have, by a sample of them.
fn nearest(at: &[Point]) -> f32 {
    let step = (at.len() / 400).max(1);
    let mut found: Vec<f32> = (0..at.len())
        .step_by(step)
        .map(|ix| {
            let here = at[ix];
            let others = at.iter().enumerate().filter(|(other, _)| *other != ix);
            others.map(|(_, point)| length([point[0] - here[0], point[1] - here[1]])).fold(f32::MAX, f32::min)
        })
        .collect();
    found.sort_unstable_by(f32::total_cmp);
    found[found.len() / 2]
}

/// Pushes overlapping discs apart, each pair by half of what it overlaps. Answers whether any did.
fn part(at: &mut [Point], radii: &[f32]) -> bool {
    let widest = radii.iter().copied().fold(0.0, f32::max) * 2.0;
    // one cell holds few discs; a big disc looks further
    let cell = 30.0f32.min(widest);
    let key = |point: &Point| ((point[1] / cell).floor() as i32, (point[0] / cell).floor() as i32);
    let mut sorted: Vec<((i32, i32), u32)> = at.iter().enumerate().map(|(ix, point)| (key(point), ix as u32)).collect();
    sorted.sort_unstable();
    let mut moved = vec![[0.0f32; 2]; at.len()];
    let mut any = false;
    for (ix, here) in at.iter().enumerate() {
        // pairs are found from the bigger disc; it looks as far as another of its size may reach
        let reach = ((radii[ix] * 2.0 / cell).ceil() as i32).max(1);
        let (row, column) = key(here);
        for row in row - reach..=row + reach {
            let from = sorted.partition_point(|(key, _)| *key < (row, column - reach));
            for (key, other) in &sorted[from..] {
                if *key > (row, column + reach) {
                    break;
                }
                let other = *other as usize;
                let is_later = radii[other] < radii[ix] || (radii[other] == radii[ix] && other > ix);
                if !is_later {
                    continue;
                }
                let (mut dx, mut dy) = (at[other][0] - here[0], at[other][1] - here[1]);
                let (far, wanted) = (length([dx, dy]), radii[ix] + radii[other]);
                if far >= wanted {
                    continue;
                }
                any = true;
                if far < 1e-3 {
                    let (x, y) = turn(golden(other));
                    (dx, dy) = (x as f32 * 1e-3, y as f32 * 1e-3);
                }
                let push = (wanted - far) / (far.max(1e-3) * 2.0);
                moved[ix] = [moved[ix][0] - dx * push, moved[ix][1] - dy * push];
                moved[other] = [moved[other][0] + dx * push, moved[other][1] + dy * push];
            }
        }
    }
    for (point, moved) in at.iter_mut().zip(&moved) {
        let size = length(*moved);
        let step = 0.7 * (20.0 / size.max(20.0));
        *point = [point[0] + moved[0] * step, point[1] + moved[1] * step];
    }
    any
}

/// The half axes of an ellipse around the origin.
pub(crate) type Ellipse = [f32; 2];

/// The ellipse, shaped as all points are, that holds them.
fn hull(at: &[Point], radii: &[f32]) -> Ellipse {
    let reach = |axis: usize| at.iter().map(|point| point[axis].abs()).fold(1.0, f32::max);
    let (wide, high) = (reach(0), reach(1).max(reach(0) / 3.0));
    let far = |(point, radius): (&Point, &f32)| length([point[0] / wide, point[1] / high]) + radius / wide;
    let most = at.iter().zip(radii).map(far).fold(0.0, f32::max);
    [wide * most, high * most]
}

/// Places discs, the largest first, side by side in rings around an ellipse, from below on, and lets it grow by them. Answers
/// where each stands.
pub(crate) fn around(radii: &[f32], gap: f32, inner: &mut Ellipse) -> Vec<Point> {
    const BELOW: f64 = 0.25;
    let mut centres = Vec::with_capacity(radii.len());
    let mut rest = radii;
    while let Some(first) = rest.first() {
        // a ring is as thick as its first disc
        let axes = inner.map(|axis| axis + gap + first);
        let part = |radius: f32, at: f64| {
            let (x, y) = turn(at);
            let speed = length([axes[0] * y as f32, axes[1] * x as f32]);
            f64::from(2.0 * radius + gap) / (std::f64::consts::TAU * f64::from(speed.max(1.0)))
        };
        let mut ends = vec![0.0];
        for radius in rest {
            let last = ends[ends.len() - 1];
            let end = last + part(*radius, BELOW + last);
            if end > 1.0 && ends.len() > 1 {
                break;
            }
            ends.push(end);
        }
        let used = ends[ends.len() - 1];
        let (stretch, from) = if used > 0.8 { (1.0 / used, BELOW) } else { (1.0, BELOW - used / 2.0) };
        for pair in ends.windows(2) {
            let (x, y) = turn(from + (pair[0] + pair[1]) / 2.0 * stretch);
            centres.push([x as f32 * axes[0], y as f32 * axes[1]]);
        }
        rest = &rest[ends.len() - 1..];
        *inner = axes.map(|axis| axis + first);
    }
    centres
}

/// Whole numbers.
pub(crate) fn rounded(mut at: Vec<Point>) -> Vec<(i32, i32)> {
    centre(&mut at);
    at.iter().map(|point| (point[0].round() as i32, point[1].round() as i32)).collect()
}

/// Moves the middle of the smallest upright rectangle around all points to the origin.
fn centre(at: &mut [Point]) {
    for axis in 0..2 {
        let (low, high) =
            at.iter().fold((f32::MAX, f32::MIN), |(low, high), point| (low.min(point[axis]), high.max(point[axis])));
        let middle = (low + high) / 2.0;
        at.iter_mut().for_each(|point| point[axis] -= middle);
    }
}
