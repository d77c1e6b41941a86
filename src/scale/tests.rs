//! A copy shows what its picture shows, and no file, however broken, stops a build.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// All copies of a picture.
fn copies(bytes: &[u8], widths: &[u32]) -> Result<Vec<(u32, Vec<u8>)>, String> {
    super::copy::copies(bytes, widths, &[])
}

/// A picture with something to see in it: slopes of colour and a grain that costs bytes.
fn photo(width: u32, height: u32) -> DynamicImage {
    let grain = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 13 & 0xf;
    let pixel = |x, y| Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 100 + grain(x, y) as u8]);
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, pixel))
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn read(webp: &[u8]) -> DynamicImage {
    image::load_from_memory_with_format(webp, ImageFormat::WebP).unwrap()
}

/// The chunks of a WebP file, by their names.
fn chunks(webp: &[u8]) -> Vec<(&[u8], &[u8])> {
    assert_eq!((&webp[..4], &webp[8..12]), (&b"RIFF"[..], &b"WEBP"[..]));
    assert_eq!(u32::from_le_bytes(webp[4..8].try_into().unwrap()) as usize, webp.len() - 8);
    let (mut all, mut rest) = (Vec::new(), &webp[12..]);
    while !rest.is_empty() {
        let size = u32::from_le_bytes(rest[4..8].try_into().unwrap()) as usize;
        all.push((&rest[..4], &rest[8..8 + size]));
        rest = &rest[8 + size + size % 2..];
    }
    all
}

/// How far two pictures of one size are from each other, at the mean of all channels.
fn difference(a: &DynamicImage, b: &DynamicImage) -> f64 {
    let (a, b) = (a.to_rgba8(), b.to_rgba8());
    assert_eq!(a.dimensions(), b.dimensions());
    let sum: u64 = a.as_raw().iter().zip(b.as_raw()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.as_raw().len() as f64
}

#[test]
fn a_copy_shows_what_the_picture_shows() {
    let picture = photo(1000, 750);
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let bytes = file(&picture, format);
        let made = copies(&bytes, &[480, 800]).unwrap();
        assert_eq!(made.iter().map(|(width, _)| *width).collect::<Vec<_>>(), [480, 800], "{format:?}");
        for (width, webp) in &made {
            assert!(webp.len() < bytes.len());
            let copy = read(webp);
            assert_eq!((copy.width(), copy.height()), (*width, width * 3 / 4));
            assert!(difference(&copy, &photo(*width, width * 3 / 4)) < 4.0, "{format:?}, {width}");
        }
        assert_eq!(made, copies(&bytes, &[480, 800]).unwrap(), "the same picture gives the same bytes");
    }
    assert_eq!(copies(&file(&picture, ImageFormat::Jpeg), &[1000, 1216]), Ok(Vec::new()), "none is larger than the picture");
}

#[test]
fn one_copy_is_the_same_whichever_others_are_made() {
    let bytes = file(&photo(1000, 750), ImageFormat::Jpeg);
    let all = copies(&bytes, &[480, 800]).unwrap();
    assert_eq!(super::copy::copies(&bytes, &[480, 800], &[800]).unwrap(), all[..1]);
}

#[test]
fn what_is_not_seen_gives_no_colour() {
    // a white square on what is transparent and black, with an edge between two pixels of the copy
    let inside = |v: u32| (101..=699).contains(&v);
    let pixel = |x, y| if inside(x) && inside(y) { Rgba([255; 4]) } else { Rgba([0; 4]) };
    let mut grain = RgbaImage::from_fn(800, 800, pixel);
    for (x, y, pixel) in grain.enumerate_pixels_mut() {
        pixel[2] -= (pixel[2] / 255) * ((x * 7 + y * 13) % 9) as u8; // costs bytes, so that the copy is the smaller file
    }
    let made = copies(&file(&DynamicImage::ImageRgba8(grain), ImageFormat::Png), &[480]).unwrap();
    let copy = read(&made[0].1).to_rgba8();
    assert_eq!(copy[(5, 5)][3], 0);
    for pixel in copy.pixels().filter(|pixel| pixel[3] > 64) {
        assert!(pixel.0[..2].iter().all(|channel| *channel > 235), "a dark fringe: {pixel:?}");
    }
}

#[test]
fn a_photograph_on_its_side_is_turned_and_a_profile_stays() {
    let bytes = file(&photo(900, 600), ImageFormat::Jpeg);
    let exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"; // orientation 6: a quarter to the right
    let mut profile = vec![7; 201];
    profile[16..20].copy_from_slice(b"RGB ");
    let wide = with(&bytes, &[segment(0xe1, exif), segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat())]);
    let made = copies(&wide, &[480]).unwrap();
    let copy = read(&made[0].1);
    assert_eq!((copy.width(), copy.height()), (480, 720));
    let chunks = chunks(&made[0].1);
    let of = |name: &[u8]| chunks.iter().find(|(n, _)| *n == name).map(|(_, content)| *content);
    assert_eq!(of(b"ICCP"), Some(&profile[..]));
    assert_eq!(
        of(b"VP8X").map(|head| (head[0], &head[4..])),
        Some((0x20, &[223, 1, 0, 207, 2, 0][..])),
        "a profile; 480 by 720, less one"
    );
    assert!(chunks.iter().all(|(name, _)| [&b"VP8X"[..], b"ICCP", b"VP8 "].contains(name)), "and nothing else");

    profile[30..34].copy_from_slice(b"sRGB");
    let plain = with(&bytes, &[segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat())]);
    assert!(copies(&plain, &[480]).unwrap()[0].1.windows(4).all(|part| part != b"ICCP"), "that of sRGB says nothing new");
    profile[16..34].fill(7);
    profile[16..20].copy_from_slice(b"CMYK");
    let print = with(&bytes, &[segment(0xe2, &[b"ICC_PROFILE\0\x01\x01", &profile[..]].concat())]);
    assert_eq!(copies(&print, &[480]), Ok(Vec::new()));
}

#[test]
fn broken_pictures_are_an_error_and_no_panic() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let bytes = file(&photo(600, 40), format);
        for cut in (0..bytes.len()).step_by(bytes.len() / 60 + 1) {
            let _ = copies(&bytes[..cut], &[480]);
            let mut other = bytes.clone();
            other[cut] ^= 0x55;
            let _ = copies(&other, &[480]);
        }
        assert!(copies(&bytes[..bytes.len() / 3], &[480]).is_err() || format == ImageFormat::Jpeg, "{format:?}");
    }
    assert!(copies(b"", &[480]).is_err() && copies(b"<html>", &[480]).is_err());
}

/// A segment of a JPEG file.
fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, marker], &(content.len() as u16 + 2).to_be_bytes()[..], content].concat()
}

/// A JPEG file with more segments behind its first two bytes.
fn with(jpeg: &[u8], segments: &[Vec<u8>]) -> Vec<u8> {
    [&jpeg[..2], &segments.concat(), &jpeg[2..]].concat()
}
