//! GIF (89a): a header, colours, then pictures and extensions, each followed by blocks.

use std::io::{self, Read, Seek};

use super::Piece;
use super::walk::Walk;

/// Extensions of programs that a picture is shown by: how often it repeats, its colours.
const SHOWN: [&[u8; 11]; 3] = [b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"];

/// What is published; `None` where it has no picture. What stands behind the end is not.
pub(super) fn pieces<R: Read + Seek>(walk: &mut Walk<R>) -> io::Result<Option<Vec<Piece>>> {
    let Some(header) = walk.array::<13>()? else { return Ok(None) };
    walk.skip(colours(header[10]))?;
    let (mut pieces, mut pictures) = (vec![Piece::Kept(0..walk.at)], 0);
    loop {
        let start = walk.at;
        let is_shown = match walk.array()? {
            Some([b';']) => {
                pieces.push(Piece::Kept(start..walk.at));
                break;
            }
            Some([b',']) => {
                let Some(place) = walk.array::<9>()? else { break };
                walk.skip(colours(place[8]) + 1)?; // and the size of its codes
                pictures += 1;
                true
            }
            Some([b'!']) => {
                let head = walk.peek(13)?;
                walk.skip(1)?;
                match &*head {
                    [0xff, 11, name @ ..] => SHOWN.iter().any(|shown| name == *shown),
                    [kind, ..] => matches!(kind, 0x01 | 0xf9), // a text in the picture; how long it stands
                    [] => false,
                }
            }
            _ => break, // decoders go no further
        };
        blocks(walk)?;
        if is_shown {
            pieces.push(Piece::Kept(start..walk.at));
        }
    }
    Ok((pictures > 0).then_some(pieces))
}

/// The bytes of a table of colours, by the flags that say whether there is one.
fn colours(flags: u8) -> u64 {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

/// Goes behind a row of blocks, which ends in an empty one.
fn blocks<R: Read + Seek>(walk: &mut Walk<R>) -> io::Result<()> {
    while let Some([length]) = walk.array()?.filter(|[length]| *length > 0) {
        walk.skip(u64::from(length))?;
    }
    Ok(())
}
