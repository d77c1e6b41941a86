//! JPEG (ITU-T T.81): a row of segments, each with a marker; between them what the scans hold.

use std::io::{self, Read, Seek};

use super::Piece;
use super::exif::{self, UPRIGHT};
use super::walk::Walk;

const START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
const COMMENT: u8 = 0xfe;
const EXIF: &[u8] = b"Exif\0\0";
/// Of the segment of JFIF: its name, version, units and density, then the sides of a small picture, which may show what was cut off.
const JFIF: usize = 14;

/// What is published; `None` where no scan is in it. What stands behind the end (a film, a second picture) is not.
pub(super) fn pieces<R: Read + Seek>(walk: &mut Walk<R>) -> io::Result<Option<Vec<Piece>>> {
    let (mut pieces, mut scans, mut turned) = (vec![Piece::Kept(0..2)], 0, false);
    walk.go(2)?;
    while let Some((marker, start)) = marker(walk)? {
        match marker {
            END => {
                pieces.push(Piece::Kept(start..walk.at));
                break;
            }
            0x01 | 0xd0..=START => continue, // they stand alone and mean nothing here
            _ => {}
        }
        let Some(length) = walk.array()?.map(u16::from_be_bytes).filter(|length| *length >= 2) else { break };
        let end = (walk.at + u64::from(length) - 2).min(walk.size);
        if is_metadata(marker) {
            let content = walk.read(end - walk.at)?;
            pieces.extend(kept(marker, &content, start..end, &mut turned));
            continue;
        }
        walk.go(end)?;
        if marker == SCAN {
            scans += 1;
            scan(walk)?;
        }
        pieces.push(Piece::Kept(start..walk.at));
    }
    Ok((scans > 0).then_some(pieces))
}

/// The orientation, from the segments before the first scan.
pub(super) fn orientation<R: Read + Seek>(walk: &mut Walk<R>) -> io::Result<u8> {
    walk.go(2)?;
    while let Some((marker, _)) = marker(walk)? {
        let Some(length) = walk.array()?.map(u16::from_be_bytes).filter(|length| *length >= 2) else { break };
        let end = walk.at + u64::from(length) - 2;
        match marker {
            SCAN | END => break,
            0xe1 => {
                let content = walk.read(end - walk.at)?;
                if let Some(tiff) = content.strip_prefix(EXIF) {
                    return Ok(exif::orientation(tiff));
                }
            }
            _ => walk.go(end)?,
        }
    }
    Ok(UPRIGHT)
}

/// The next marker and where it stands. Decoders pass over bytes that do not belong there, and so does this.
fn marker<R: Read + Seek>(walk: &mut Walk<R>) -> io::Result<Option<(u8, u64)>> {
    while walk.find(0xff)? {
        let start = walk.at;
        match walk.step()? {
            None => return Ok(None),
            Some(0 | 0xff) => {}
            Some(marker) => {
                walk.skip(1)?;
                return Ok(Some((marker, start)));
            }
        }
    }
    Ok(None)
}

/// Goes to the marker that ends a scan. Within one, 0xff stands before what is no marker of a segment: zero, a number below those of markers
/// (JPEG-LS), or a marker that lets a decoder start again.
fn scan<R: Read + Seek>(walk: &mut Walk<R>) -> io::Result<()> {
    while walk.find(0xff)? {
        let at = walk.at;
        if matches!(walk.step()?, Some(0xc0..=0xcf | 0xd8..=0xfe)) {
            return walk.go(at);
        }
    }
    Ok(())
}

fn is_metadata(marker: u8) -> bool {
    matches!(marker, 0xe0..=0xef | COMMENT)
}

/// What stays of a segment that is not the picture itself: the colour profile, how colours are written (JFIF, Adobe), the orientation.
fn kept(marker: u8, content: &[u8], place: std::ops::Range<u64>, turned: &mut bool) -> Option<Piece> {
    match marker {
        0xe0 if content.starts_with(b"JFIF\0") && content.len() >= JFIF => {
            if content[12] == 0 || content[13] == 0 {
                return Some(Piece::Kept(place.start..place.start + 4 + content.len() as u64));
            }
            let mut bare = content[..JFIF].to_vec();
            bare[12..].fill(0);
            Some(Piece::Made(segment(marker, &bare)))
        }
        0xe1 if !*turned => {
            let orientation = exif::orientation(content.strip_prefix(EXIF)?);
            *turned = orientation != UPRIGHT;
            turned.then(|| Piece::Made(segment(marker, &[EXIF, &exif::minimal(orientation)].concat())))
        }
        0xe2 if content.starts_with(b"ICC_PROFILE\0") => Some(Piece::Kept(place)),
        0xee if content.starts_with(b"Adobe") => Some(Piece::Kept(place)),
        _ => None,
    }
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u16 + 2).to_be_bytes(); // they are a few bytes
    [&[0xff, marker], &length[..], content].concat()
}
