//! PNG (third edition): a signature, then chunks, each with its length, name and check sum.

use std::io::{self, Read, Seek};

use super::Piece;
use super::exif::{self, UPRIGHT};
use super::walk::Walk;

const SIGNATURE: u64 = 8;
/// Chunks that need not be there and that a picture is shown by: colours, transparency, density, frames.
const SHOWN: [&[u8; 4]; 17] = [
    b"acTL", b"bKGD", b"cHRM", b"cICP", b"cLLI", b"cLLi", b"fcTL", b"fdAT", b"gAMA", b"hIST", b"iCCP", b"mDCV", b"mDCv", b"pHYs",
    b"sBIT", b"sRGB", b"tRNS",
];

/// What is published; `None` where it has no pixels. What stands behind the end is not.
pub(super) fn pieces<R: Read + Seek>(walk: &mut Walk<R>) -> io::Result<Option<Vec<Piece>>> {
    let (mut pieces, mut pixels) = (vec![Piece::Kept(0..SIGNATURE)], false);
    walk.go(SIGNATURE)?;
    loop {
        let start = walk.at;
        let Some([a, b, c, d, name @ ..]) = walk.array::<8>()? else { break };
        let length = u32::from_be_bytes([a, b, c, d]);
        let end = (walk.at + u64::from(length) + 4).min(walk.size);
        if &name == b"eXIf" {
            let way = exif::orientation(&walk.read(u64::from(length).min(exif::HEAD))?);
            pieces.extend((way != UPRIGHT).then(|| Piece::Made(chunk(name, &exif::minimal(way)))));
        } else if name[0].is_ascii_uppercase() || SHOWN.contains(&&name) {
            // a name that begins with a capital is that of a chunk without which nothing is shown
            pieces.push(Piece::Kept(start..end));
        }
        pixels |= &name == b"IDAT";
        walk.go(end)?;
        if &name == b"IEND" {
            break;
        }
    }
    Ok(pixels.then_some(pieces))
}

fn chunk(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let length = (content.len() as u32).to_be_bytes(); // a few bytes
    [&length[..], &name, content, &check_sum([&name, content].concat()).to_be_bytes()].concat()
}

/// CRC-32 as PNG has it, bit by bit: it is a few bytes.
fn check_sum(bytes: Vec<u8>) -> u32 {
    let step = |rest: u32| if rest & 1 == 1 { 0xedb8_8320 ^ (rest >> 1) } else { rest >> 1 };
    let byte = |rest: u32, byte: u8| (0..8).fold(rest ^ u32::from(byte), |rest, _| step(rest));
    !bytes.into_iter().fold(!0, byte)
}
