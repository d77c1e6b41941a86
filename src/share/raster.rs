//! An SVG becomes a PNG.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::Tree;
use rustc_hash::FxHashMap;

use super::card::{HEIGHT, WIDTH};
use super::fonts::Set;

/// Draws a picture. `None` where the SVG cannot be read, which would be a mistake of ours.
pub(super) fn png(svg: &str, fonts: &Set) -> Option<Vec<u8>> {
    let tree = Tree::from_str(svg, &fonts.options()).ok()?;
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT)?;
    resvg::render(&tree, Transform::default(), &mut pixmap.as_mut());
    // the paper covers all of it, so that nothing shines through
    let pixels: Vec<u32> = pixmap.data().chunks_exact(4).map(|p| u32::from_be_bytes([0, p[0], p[1], p[2]])).collect();
    drop(pixmap);
    let (palette, pixels) = indexed(&pixels);
    let mut file = Vec::with_capacity(32 * 1024);
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(palette.iter().flat_map(|colour| colour.to_be_bytes()[1..].to_vec()).collect::<Vec<u8>>());
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.write_header().ok()?.write_image_data(&pixels).ok()?;
    Some(file)
}

/// Pixels by their numbers in a palette of at most 256 colours. A picture has few colours and what lies between two of them, at the
/// edges of letters: of those that hardly differ, the most frequent one stands for all, so that paper and ink are what they were.
fn indexed(pixels: &[u32]) -> (Vec<u32>, Vec<u8>) {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for run in pixels.chunk_by(|a, b| a == b) {
        *counts.entry(run[0]).or_default() += run.len() as u32;
    }
    let mut colours: Vec<(u32, u32)> = counts.into_iter().map(|(colour, count)| (count, colour)).collect();
    colours.sort_unstable_by_key(|(count, colour)| (std::cmp::Reverse(*count), *colour));
    let mut palette = Vec::new();
    let mut numbers: FxHashMap<u32, u8> = FxHashMap::default();
    for bits in 2..=6 {
        // each channel without its lowest bits; with six of them gone there are 64 colours
        let near = |colour: u32| colour >> bits & (0x0001_0101 * (0xff >> bits));
        (palette, numbers) = (Vec::new(), FxHashMap::default());
        let mut groups: FxHashMap<u32, usize> = FxHashMap::default();
        for (_, colour) in &colours {
            let group = *groups.entry(near(*colour)).or_insert_with(|| {
                palette.push(*colour);
                palette.len() - 1
            });
            numbers.insert(*colour, group.min(255) as u8);
        }
        if palette.len() <= 256 {
            break;
        }
    }
    let mut indices = Vec::with_capacity(pixels.len());
    for run in pixels.chunk_by(|a, b| a == b) {
        indices.resize(indices.len() + run.len(), numbers[&run[0]]);
    }
    (palette, indices)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_stay_as_they_are() {
        let (palette, pixels) = indexed(&[0xfbfaf6, 0xfbfaf6, 0x23211d, 0xfbfaf6, 0x0b5a60]);
        assert_eq!((palette, pixels), (vec![0xfbfaf6, 0x0b5a60, 0x23211d], vec![0, 0, 2, 0, 1]));
    }

    #[test]
    fn of_many_the_frequent_ones_stay() {
        let many: Vec<u32> =
            (0..200_000).map(|n: u32| if n.is_multiple_of(3) { 0xfbfaf6 } else { n.wrapping_mul(2_654_435_761) >> 8 }).collect();
        let (palette, pixels) = indexed(&many);
        assert!(palette.len() <= 256 && palette[0] == 0xfbfaf6, "{}", palette.len());
        assert_eq!(pixels.len(), many.len());
        for (pixel, number) in many.iter().zip(&pixels) {
            let far = |shift: u32| (pixel >> shift & 0xff).abs_diff(palette[usize::from(*number)] >> shift & 0xff);
            assert!(far(0) < 64 && far(8) < 64 && far(16) < 64);
        }
    }
}
