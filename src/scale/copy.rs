//! A picture becomes smaller ones.

use std::io::Cursor;

use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, Limits};

/// What a decoder may allocate, in bytes.
const MEMORY: u64 = 1_000_000_000;
/// The quality of a copy, of 100: at 80 no difference is seen at arm's length.
const QUALITY: f32 = 80.0;
/// Bits of the first byte of `VP8X` (RFC 9649): what else is there.
const HAS_PROFILE: u8 = 0x20;

/// A picture: its pixels, a transparent one's colour multiplied by what is seen of it, and its colour profile, where it is another than
/// that which holds without one.
type Decoded = (DynamicImage, Option<Vec<u8>>);

/// The picture in `bytes` as WebP at each of `widths`, which ascend, but for those in `there`. A copy is as the picture is shown: with its
/// colour profile, turned as its metadata asks, and without the rest of them. One that would be no smaller a file than the picture's is
/// left out, and so are all copies of a moving picture and of one in printers' colours. Else the decoder's words for what is wrong.
pub(super) fn copies(bytes: &[u8], widths: &[u32], there: &[u32]) -> Result<Vec<(u32, Vec<u8>)>, String> {
    let Some((mut picture, profile)) = decoded(bytes).map_err(|error| error.to_string())? else { return Ok(Vec::new()) };
    let mut made = Vec::new();
    // each is made of the next larger one, which costs a tenth; so also of one that is there, or it would be another
    for &width in widths.iter().rev() {
        if width >= picture.width() {
            continue;
        }
        let height = (f64::from(picture.height()) * f64::from(width) / f64::from(picture.width())).round().max(1.0);
        picture = picture.resize_exact(width, height as u32, FilterType::Lanczos3);
        if there.contains(&width) {
            continue;
        }
        let webp = encoded(&picture).map(|webp| profiled(webp, &picture, profile.as_deref()));
        made.extend(webp.filter(|webp| webp.len() < bytes.len()).map(|webp| (width, webp)));
    }
    made.reverse();
    Ok(made)
}

/// What a file shows; nothing where no copies are made of it.
fn decoded(bytes: &[u8]) -> Result<Option<Decoded>, ImageError> {
    let source = Cursor::new(bytes);
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => {
            let decoder = PngDecoder::new(source)?;
            if decoder.is_apng()? { Ok(None) } else { still(decoder) }
        }
        [b'R', b'I', b'F', b'F', ..] => {
            let decoder = WebPDecoder::new(source)?;
            if decoder.has_animation() { Ok(None) } else { still(decoder) }
        }
        _ => still(JpegDecoder::new(source)?),
    }
}

fn still(mut decoder: impl ImageDecoder) -> Result<Option<Decoded>, ImageError> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    decoder.set_limits(limits)?;
    let way = decoder.orientation()?;
    let profile = decoder.icc_profile()?.filter(|profile| !is_plain(profile));
    let space = profile.as_deref().and_then(|profile| profile.get(16..20)); // ICC.1, 7.2: the colours that it is for
    if space == Some(b"CMYK") {
        return Ok(None);
    }
    let profile = if space == Some(b"RGB ") { profile } else { None };
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture = match picture.color().has_alpha() {
        true => DynamicImage::ImageRgba8(multiplied(picture.into_rgba8())),
        false => DynamicImage::ImageRgb8(picture.into_rgb8()),
    };
    picture.apply_orientation(way);
    Ok(Some((picture, profile)))
}

/// Whether a profile is that of sRGB, by its name, in either way of writing one.
fn is_plain(profile: &[u8]) -> bool {
    memchr::memmem::find(profile, b"sRGB").is_some() || memchr::memmem::find(profile, b"s\0R\0G\0B").is_some()
}

/// Colours multiplied by what is seen of them. So, no colour of what is not seen runs into what is when pixels are put together.
fn multiplied(mut picture: image::RgbaImage) -> image::RgbaImage {
    for pixel in picture.pixels_mut() {
        let seen = u32::from(pixel[3]);
        for channel in &mut pixel.0[..3] {
            *channel = ((u32::from(*channel) * seen + 127) / 255) as u8;
        }
    }
    picture
}

/// The reverse of [`multiplied`].
fn divided(picture: &image::RgbaImage) -> image::RgbaImage {
    let mut picture = picture.clone();
    for pixel in picture.pixels_mut() {
        let seen = u32::from(pixel[3]).max(1);
        for channel in &mut pixel.0[..3] {
            *channel = ((u32::from(*channel) * 255 + seen / 2) / seen).min(255) as u8;
        }
    }
    picture
}

/// As WebP; `None` where its encoder has no memory.
fn encoded(picture: &DynamicImage) -> Option<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    let webp = match picture {
        DynamicImage::ImageRgba8(picture) => {
            webp::Encoder::from_rgba(&divided(picture), width, height).encode_simple(false, QUALITY)
        }
        other => webp::Encoder::from_rgb(&other.to_rgb8(), width, height).encode_simple(false, QUALITY),
    };
    Some(webp.ok()?.to_vec())
}

/// A WebP file with a colour profile: it stands behind a head `VP8X`, which one without anything special has not (RFC 9649, 2.7).
fn profiled(webp: Vec<u8>, picture: &DynamicImage, profile: Option<&[u8]>) -> Vec<u8> {
    let Some(profile) = profile else { return webp };
    let (head, rest) = match webp.get(12..).unwrap_or_default() {
        chunks @ [b'V', b'P', b'8', b'X', ..] if chunks.len() >= 18 => {
            let mut head = chunks[..18].to_vec();
            head[8] |= HAS_PROFILE;
            (head, &chunks[18..])
        }
        chunks => {
            let side = |side: u32| (side - 1).to_le_bytes();
            let head = [b"VP8X", &10u32.to_le_bytes()[..], &[HAS_PROFILE, 0, 0, 0]].concat();
            ([&head, &side(picture.width())[..3], &side(picture.height())[..3]].concat(), chunks)
        }
    };
    let even = &[0][..profile.len() % 2];
    let body = [b"WEBP", &head[..], b"ICCP", &(profile.len() as u32).to_le_bytes(), profile, even, rest].concat();
    [b"RIFF", &(body.len() as u32).to_le_bytes()[..], &body].concat()
}
