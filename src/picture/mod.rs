//! What of a picture or a film is published: what it shows, without what its file tells of the place, the day, the camera and the program.
//!
//! A file is walked by its container and never decoded, so what it shows stays byte for byte what it was; of its metadata the
//! colour profile and the orientation stay, since a picture is shown by them. What a walk does not know it leaves out: a list
//! of what may stay cannot miss a new kind of metadata. The answer is a list of [`Piece`]s, so that no file, however large, is
//! ever held in memory.

mod bmff;
mod exif;
mod gif;
mod jpeg;
mod png;
pub mod svg;
#[cfg(test)]
mod tests;
mod walk;
mod webp;

use std::io::{self, Read, Seek};
use std::ops::Range;

use walk::Walk;

/// A part of a file that is published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// These bytes of the original.
    Kept(Range<u64>),
    /// Bytes that are put there.
    Made(Vec<u8>),
    /// So many zeros.
    Blank(u64),
}

impl Piece {
    /// Its length in bytes.
    pub fn size(&self) -> u64 {
        match self {
            Piece::Kept(range) => range.end - range.start,
            Piece::Made(bytes) => bytes.len() as u64,
            Piece::Blank(size) => *size,
        }
    }
}

/// What becomes of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Clean {
    /// It is no picture, or has nothing that is left out: it goes out as it is.
    Whole,
    /// It is put together from these.
    Pieces(Vec<Piece>),
    /// It is a picture and cannot be cleaned: why.
    Not(&'static str),
}

/// Bytes at the start of a file that tell what it is.
const HEAD: usize = 32;

/// What is published of the file that `source` reads, which is `size` bytes long and is told by its content, not its name. Fails
/// where it cannot be read.
pub fn clean(source: impl Read + Seek, size: u64) -> io::Result<Clean> {
    let mut walk = Walk::new(source, size);
    let head = walk.peek(HEAD)?;
    let pieces = match &*head {
        [0xff, 0xd8, 0xff, ..] => jpeg::pieces(&mut walk)?,
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => png::pieces(&mut walk)?,
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => webp::pieces(&mut walk)?,
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => gif::pieces(&mut walk)?,
        [_, _, _, _, b'f', b't', b'y', b'p', ..] if bmff::is_picture(&head) => bmff::pieces(&mut walk)?,
        [_, _, _, _, b'f', b't', b'y', b'p', ..] if bmff::is_film(&head) => bmff::film(&mut walk)?,
        [0, 0, 0, 12, b'J', b'X', b'L', b' ', ..] => bmff::boxes(&mut walk)?,
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => return Ok(Clean::Not("of a TIFF file nothing can be left out")),
        _ => return Ok(Clean::Whole),
    };
    Ok(match pieces {
        None => Clean::Not("it is broken, of a kind that is not known, or a film with a track of places"),
        Some(pieces) => {
            let pieces = joined(pieces);
            if pieces == [Piece::Kept(0..size)] { Clean::Whole } else { Clean::Pieces(pieces) }
        }
    })
}

/// The orientation that a picture's metadata asks for: 1 to 8, as Exif numbers them; 1 where nothing is asked for. Looks at its head alone.
pub fn orientation(source: impl Read + Seek, size: u64) -> io::Result<u8> {
    let mut walk = Walk::new(source, size);
    let head = walk.peek(3)?;
    if *head == [0xff, 0xd8, 0xff] { jpeg::orientation(&mut walk) } else { Ok(1) }
}

/// The same with neighbours put together and what is empty left out.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces.into_iter().filter(|piece| piece.size() > 0) {
        match (all.last_mut(), piece) {
            (Some(Piece::Kept(last)), Piece::Kept(next)) if last.end == next.start => last.end = next.end,
            (Some(Piece::Made(last)), Piece::Made(next)) => last.extend(next),
            (_, piece) => all.push(piece),
        }
    }
    all
}
