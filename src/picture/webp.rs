//! WebP (RFC 9649): a RIFF file, whose chunks have a name and a length, and fill up to even places.

use std::io::{self, Read, Seek};

use super::Piece;
use super::exif::{self, UPRIGHT};
use super::walk::Walk;

/// `RIFF`, the size of what follows, `WEBP`.
const HEADER: u64 = 12;
/// Chunks that a picture is shown by.
const SHOWN: [&[u8; 4]; 6] = [b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"];
/// Bits of the first byte of `VP8X`: what else is there.
const HAS_EXIF: u8 = 0x08;
const HAS_XMP: u8 = 0x04;

/// What is published; `None` where it has no pixels.
pub(super) fn pieces<R: Read + Seek>(walk: &mut Walk<R>) -> io::Result<Option<Vec<Piece>>> {
    let Some([_, _, _, _, size @ .., _, _, _, _]) = walk.array::<12>()? else { return Ok(None) };
    let declared = u64::from(u32::from_le_bytes(size));
    let end_of_all = (declared + 8).min(walk.size);
    let (mut pieces, mut extended, mut pixels, mut way) = (Vec::new(), None, false, UPRIGHT);
    while walk.at < end_of_all {
        let start = walk.at;
        let Some([name @ .., a, b, c, d]) = walk.array::<8>()? else { break };
        let length = u64::from(u32::from_le_bytes([a, b, c, d]));
        let end = (walk.at + length + length % 2).min(walk.size);
        match &name {
            b"VP8X" if extended.is_none() => {
                let Some(flags) = walk.array::<1>()? else { break };
                pieces.extend([Piece::Kept(start..start + 8), Piece::Kept(start + 8..walk.at), Piece::Kept(walk.at..end)]);
                extended = Some((pieces.len() - 2, flags[0]));
            }
            b"EXIF" => {
                let content = walk.read(length.min(exif::HEAD))?;
                way = exif::orientation(content.strip_prefix(b"Exif\0\0").unwrap_or(&content));
            }
            name if SHOWN.contains(&name) => {
                pixels |= matches!(name, b"VP8 " | b"VP8L" | b"ANMF");
                pieces.push(Piece::Kept(start..end));
            }
            _ => {}
        }
        walk.go(end)?;
    }
    if !pixels {
        return Ok(None);
    }
    if let Some((ix, flags)) = extended {
        let has = if way == UPRIGHT { 0 } else { HAS_EXIF };
        let wanted = flags & !(HAS_EXIF | HAS_XMP) | has;
        if wanted != flags {
            pieces[ix] = Piece::Made(vec![wanted]);
        }
        if way != UPRIGHT {
            let exif = exif::minimal(way);
            pieces.push(Piece::Made([b"EXIF", &(exif.len() as u32).to_le_bytes()[..], &exif].concat()));
        }
    }
    Ok(Some(headed(pieces, declared)))
}

/// The same behind the header of a file of their size.
fn headed(mut pieces: Vec<Piece>, declared: u64) -> Vec<Piece> {
    let size = pieces.iter().map(Piece::size).sum::<u64>() + 4;
    let header = if size == declared {
        Piece::Kept(0..HEADER)
    } else {
        let size = u32::try_from(size).unwrap_or(u32::MAX).to_le_bytes(); // it was smaller than that before
        Piece::Made([b"RIFF", &size[..], b"WEBP"].concat())
    };
    pieces.insert(0, header);
    pieces
}
