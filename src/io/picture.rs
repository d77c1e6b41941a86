//! Width and height of a picture, from the head of its file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use html5gum::{Token, Tokenizer};

use crate::base::path::extension;
use crate::picture;

/// How much of a drawing is read to find its size, in bytes.
const HEAD: u64 = 4096;
/// The largest side that is believed.
const MAX_SIDE: usize = 100_000;

/// The size in pixels of the picture at `path` of the vault; `None` where it is none, or does not say.
pub(super) fn pixels(root: &Path, path: &str) -> Option<(u32, u32)> {
    let at = root.join(path);
    let (width, height) = match extension(path).to_ascii_lowercase().as_str() {
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" | "bmp" => {
            let size = imagesize::size(&at).ok()?;
            // by the orientations from 5 on, it is turned by a quarter
            if on_side(&at) { (size.height, size.width) } else { (size.width, size.height) }
        }
        "svg" => {
            let mut head = Vec::new();
            File::open(at).ok()?.take(HEAD).read_to_end(&mut head).ok()?;
            drawing(&String::from_utf8_lossy(&head))?
        }
        _ => return None,
    };
    let side = |side: usize| u32::try_from(side).ok().filter(|_| (1..=MAX_SIDE).contains(&side));
    Some((side(width)?, side(height)?))
}

/// Whether a picture is shown turned by a quarter.
fn on_side(at: &Path) -> bool {
    let read = || {
        let file = File::open(at)?;
        let size = file.metadata()?.len();
        picture::orientation(file, size)
    };
    read().is_ok_and(|orientation| orientation >= 5)
}

/// The size of a drawing that says both sides in pixels. One with a `viewBox` alone has no size of its own.
fn drawing(head: &str) -> Option<(usize, usize)> {
    let tag = Tokenizer::new(head).flatten().find_map(|token| match token {
        Token::StartTag(tag) if &**tag.name == b"svg" => Some(tag),
        _ => None,
    })?;
    let side = |name: &str| {
        let value = String::from_utf8_lossy(tag.attributes.get(name.as_bytes())?).into_owned();
        let number: f64 = value.trim().trim_end_matches("px").parse().ok()?;
        (number >= 0.5 && number <= MAX_SIDE as f64).then_some(number.round() as usize)
    };
    Some((side("width")?, side("height")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_say_their_size_in_pixels_or_none() {
        let size =
            |attributes: &str| drawing(&format!("<?xml version=\"1.0\"?>\n<!-- <svg width=\"1\"> -->\n<svg {attributes}>"));
        assert_eq!(size("width=\"300\" height='20.4px'"), Some((300, 20)));
        for none in [
            "width=\"300\"",
            "width=\"100%\" height=\"100%\"",
            "viewBox=\"0 0 3 2\"",
            "width=\"2em\" height=\"1em\"",
            "width=\"-1\" height=\"1\"",
            "width=\"NaN\" height=\"inf\"",
        ] {
            assert_eq!(size(none), None, "{none}");
        }
        assert_eq!(drawing("no drawing"), None);
    }
}
