//! Directions without the machine's own sine, whose last bit differs from one machine to the next.

use std::f64::consts::FRAC_PI_2;

/// The direction at a part of a full turn: `(cos, sin)` of `2π·part`, by their series; additions and products alone.
pub fn turn(part: f64) -> (f64, f64) {
    let quarters = (part - part.floor()) * 4.0;
    let (quarter, rest) = (quarters.floor(), quarters - quarters.floor());
    // halved, so that few terms do; doubled again below
    let angle = rest * FRAC_PI_2 / 2.0;
    let square = angle * angle;
    let sin = angle
        * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0 * (1.0 - square / 72.0 * (1.0 - square / 110.0)))));
    let cos = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0 * (1.0 - square / 56.0 * (1.0 - square / 90.0))));
    let (cos, sin) = (cos * cos - sin * sin, 2.0 * sin * cos);
    match quarter as u32 % 4 {
        0 => (cos, sin),
        1 => (-sin, cos),
        2 => (-cos, -sin),
        _ => (sin, -cos),
    }
}

/// A part of a full turn for a number: consecutive ones are spread evenly (the golden angle).
pub(crate) fn golden(number: usize) -> f64 {
    let part = number as f64 * 0.618_033_988_749_894_9;
    part - part.floor()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_sine() {
        for step in -40..80 {
            let part = f64::from(step) / 37.0;
            let (sin, cos) = (part * std::f64::consts::TAU).sin_cos();
            let (x, y) = turn(part);
            assert!((x - cos).abs() < 1e-8 && (y - sin).abs() < 1e-8, "{part}: {x} {cos}, {y} {sin}");
        }
    }
}
