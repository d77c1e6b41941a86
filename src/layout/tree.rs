//! A quadtree of masses, for the forces between far nodes (Barnes and Hut, "A hierarchical O(N log N) force-calculation
//! algorithm", Nature 324, 1986). Points are sorted along a Z-curve, so that each cell is a range of them.

use super::Point;

/// A cell with no more points than this is not divided.
const LEAF: usize = 6;
/// Bits of each coordinate in the Z-curve.
const BITS: u32 = 16;
/// The square of how near, in widths of a cell, its mass must be felt point by point.
const NEAR: f32 = 1.25 * 1.25;

#[derive(Clone, Copy, Debug)]
struct Cell {
    /// The centre of its mass.
    at: Point,
    mass: f32,
    /// The square of its width.
    width: f32,
    /// Its points, a range of the sorted ones; only of a leaf.
    points: (u32, u32),
    /// The next cell that is not in this one.
    next: u32,
}

/// The tree; cells stand before those they contain.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    cells: Vec<Cell>,
    /// Position and mass of each point, sorted.
    points: Vec<[f32; 3]>,
    /// The points' numbers, in the order of the curve.
    pub(crate) order: Vec<u32>,
    codes: Vec<(u32, u32)>,
}

impl Tree {
    /// Makes the tree anew.
    pub(crate) fn build(&mut self, at: &[Point], mass: &[f32]) {
        let (low, width) = square(at);
        let scale = f32::from(u16::MAX) / width;
        let code = |point: &Point| spread((point[0] - low[0]) * scale) | spread((point[1] - low[1]) * scale) << 1;
        self.codes.clear();
        self.codes.extend(at.iter().enumerate().map(|(ix, point)| (code(point), ix as u32)));
        self.codes.sort_unstable();
        self.order.clear();
        self.order.extend(self.codes.iter().map(|(_, ix)| *ix));
        self.points.clear();
        self.points.extend(self.order.iter().map(|ix| [at[*ix as usize][0], at[*ix as usize][1], mass[*ix as usize]]));
        self.cells.clear();
        self.cell(0, at.len(), BITS, width);
    }

    fn cell(&mut self, from: usize, to: usize, level: u32, width: f32) {
        let ix = self.cells.len();
        let mut cell = Cell { at: [0.0; 2], mass: 0.0, width: width * width, points: (from as u32, to as u32), next: 0 };
        for point in &self.points[from..to] {
            cell.at[0] += point[0] * point[2];
            cell.at[1] += point[1] * point[2];
            cell.mass += point[2];
        }
        cell.at = [cell.at[0] / cell.mass, cell.at[1] / cell.mass];
        self.cells.push(cell);
        if to - from > LEAF && level > 0 {
            self.cells[ix].points = (0, 0);
            let shift = (level - 1) * 2;
            let mut start = from;
            for quarter in 0..4 {
                let end = start + self.codes[start..to].partition_point(|(code, _)| (code >> shift) & 3 <= quarter);
                if end > start {
                    self.cell(start, end, level - 1, width / 2.0);
                }
                start = end;
            }
        }
        self.cells[ix].next = self.cells.len() as u32;
    }

    /// The force on a point of mass one: away from each other mass, inversely proportional to the distance.
    pub(crate) fn force(&self, at: Point) -> Point {
        let mut force = [0.0f32; 2];
        let mut push = |x: f32, y: f32, mass: f32| {
            let (dx, dy) = (at[0] - x, at[1] - y);
            // the point itself is at no distance and adds nothing; what lies on it is pushed no harder than from afar
            let strength = mass / (dx * dx + dy * dy + 0.01);
            force[0] += dx * strength;
            force[1] += dy * strength;
        };
        let mut ix = 0;
        while let Some(cell) = self.cells.get(ix) {
            let (from, to) = cell.points;
            if to > from {
                self.points[from as usize..to as usize].iter().for_each(|point| push(point[0], point[1], point[2]));
                ix = cell.next as usize;
                continue;
            }
            let (dx, dy) = (at[0] - cell.at[0], at[1] - cell.at[1]);
            if dx * dx + dy * dy > cell.width * NEAR {
                push(cell.at[0], cell.at[1], cell.mass);
                ix = cell.next as usize;
            } else {
                ix += 1;
            }
        }
        force
    }
}

/// The lowest corner and the width of a square around all points.
fn square(at: &[Point]) -> (Point, f32) {
    let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
    for point in at {
        for axis in 0..2 {
            low[axis] = low[axis].min(point[axis]);
            high[axis] = high[axis].max(point[axis]);
        }
    }
    (low, (high[0] - low[0]).max(high[1] - low[1]).max(1e-3))
}

/// A coordinate with a zero between every two of its bits.
fn spread(value: f32) -> u32 {
    let mut bits = (value as u32).min(u32::from(u16::MAX));
    bits = (bits | bits << 8) & 0x00ff_00ff;
    bits = (bits | bits << 4) & 0x0f0f_0f0f;
    bits = (bits | bits << 2) & 0x3333_3333;
    (bits | bits << 1) & 0x5555_5555
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layout::turn;

    #[test]
    fn far_masses_are_felt_as_one_and_near_ones_each() {
        let at: Vec<Point> = (0..700)
            .map(|n| {
                let ((x, y), far) = (turn(turn::golden(n)), f64::from(n as u32).sqrt());
                [(x * far) as f32, (y * far) as f32]
            })
            .collect();
        let mass: Vec<f32> = (0..700).map(|n| 1.0 + (n % 5) as f32).collect();
        let mut tree = Tree::default();
        tree.build(&at, &mass);
        for n in (0..700).step_by(50) {
            let mut exact = [0.0f64; 2];
            for (other, mass) in at.iter().zip(&mass) {
                let (dx, dy) = (f64::from(at[n][0] - other[0]), f64::from(at[n][1] - other[1]));
                let strength = f64::from(*mass) / (dx * dx + dy * dy + 0.01);
                exact = [exact[0] + dx * strength, exact[1] + dy * strength];
            }
            let found = tree.force(at[n]);
            let size = exact[0].hypot(exact[1]).max(20.0);
            let error = (f64::from(found[0]) - exact[0]).hypot(f64::from(found[1]) - exact[1]);
            assert!(error < size * 0.1, "{n}: {found:?} {exact:?}");
        }
    }

    #[test]
    fn points_on_one_another_make_a_tree() {
        let mut tree = Tree::default();
        tree.build(&[[3.0, 4.0]; 100], &[1.0; 100]);
        assert_eq!(tree.force([3.0, 4.0]), [0.0, 0.0]);
        tree.build(&[[0.0, 0.0]], &[1.0]);
        assert!(tree.force([1.0, 0.0])[0] > 0.9);
    }
}
