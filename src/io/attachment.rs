//! An attachment as it is published: the file of the vault, or what of it may be told.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::Path;

use super::Error;
use crate::base::path::extension;
use crate::config::{Output, PictureMetadata, Svg};
use crate::diag::{Code, Finding};
use crate::picture::svg::{self, Drawing, Rules};
use crate::picture::{self, Clean, Piece};

/// The largest drawing that is looked through, in bytes.
const MAX_SVG: u64 = 32_000_000;
/// A drawing of nothing.
const NOTHING: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
/// What to do about a drawing that is too large.
const TOO_LARGE: &str =
    "Publish it as a picture of pixels, or set `svg = \"trusted\"` and `picture_metadata = \"keep\"` under `[output]`.";
/// How many of the things that were removed a finding names.
const NAMES: usize = 5;

/// An open attachment. Drawings apart, it is never held in memory, however large it is.
#[derive(Debug)]
pub struct Attachment {
    file: File,
    size: u64,
    pieces: Vec<Piece>,
    /// What there is to say about it.
    pub finding: Option<Finding>,
}

impl Attachment {
    /// Opens the attachment `path` of the vault at `root`. None of the folders on the way to it may be a symbolic link, nor the file
    /// itself: it could have become one since the vault was read.
    pub fn find(root: &Path, path: &str, output: &Output) -> Result<Attachment, Error> {
        let at = root.join(path);
        let refused = |error| Error::system("read", &at, error);
        let real = root.canonicalize().map_err(refused)?.join(path);
        if at.canonicalize().map_err(refused)? != real {
            return Err(refused(ErrorKind::NotFound.into()));
        }
        Attachment::open(&real, output).map_err(refused)
    }

    /// Opens the file at `path`. Fails where it is no regular file or cannot be read.
    pub(super) fn open(path: &Path, output: &Output) -> io::Result<Attachment> {
        if !fs::symlink_metadata(path)?.is_file() {
            return Err(io::Error::other("it is no regular file"));
        }
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let (pieces, finding) = if extension(&path.to_string_lossy()).eq_ignore_ascii_case("svg") {
            drawing(&file, size, output)?
        } else {
            picture(&file, size, output)?
        };
        let size = pieces.iter().map(Piece::size).sum();
        Ok(Attachment { file, size, pieces, finding })
    }

    /// Its size in bytes, as published.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Reads it from its start.
    pub fn reader(&self) -> impl Read + '_ {
        Reader { file: &self.file, pieces: self.pieces.iter(), rest: Rest::Nothing }
    }

    /// All of it.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.reader().read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The file, and those pieces of it that make up the bytes `range` of what is published.
    pub fn part(self, range: Range<u64>) -> (File, Vec<Piece>) {
        let mut start = 0;
        let cut = |piece: &Piece| {
            let within = range.start.saturating_sub(start).min(piece.size())..range.end.saturating_sub(start).min(piece.size());
            start += piece.size();
            match piece {
                Piece::Kept(kept) => Piece::Kept(kept.start + within.start..kept.start + within.end.max(within.start)),
                Piece::Made(bytes) => {
                    Piece::Made(bytes.get(within.start as usize..within.end as usize).unwrap_or_default().to_vec())
                }
                Piece::Blank(_) => Piece::Blank(within.end.saturating_sub(within.start)),
            }
        };
        let pieces = self.pieces.iter().map(cut).filter(|piece| piece.size() > 0).collect();
        (self.file, pieces)
    }
}

/// What is published of a file that may be a picture.
fn picture(file: &File, size: u64, output: &Output) -> io::Result<(Vec<Piece>, Option<Finding>)> {
    let clean = match output.picture_metadata {
        PictureMetadata::Strip => picture::clean(file, size)?,
        PictureMetadata::Keep => Clean::Whole,
    };
    let whole = || vec![Piece::Kept(0..size)];
    Ok(match clean {
        Clean::Whole => (whole(), None),
        Clean::Pieces(pieces) => (pieces, None),
        Clean::Not(why) => (whole(), Some(told(why))),
    })
}

/// What is published of a drawing.
fn drawing(file: &File, size: u64, output: &Output) -> io::Result<(Vec<Piece>, Option<Finding>)> {
    let rules = Rules { running: output.svg == Svg::Sanitize, told: output.picture_metadata == PictureMetadata::Strip };
    let whole = || vec![Piece::Kept(0..size)];
    if !rules.running && !rules.told {
        return Ok((whole(), None));
    }
    if size > MAX_SVG {
        let message = format!(
            "a drawing larger than {} MB is not looked through for scripts and metadata: an empty one is published in its place",
            MAX_SVG / 1_000_000
        );
        return Ok((vec![Piece::Made(NOTHING.to_vec())], Some(Finding::new(Code::Limit, 0..0, message).hint(TOO_LARGE))));
    }
    let mut bytes = Vec::new();
    file.take(size).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < size {
        return Err(ErrorKind::UnexpectedEof.into()); // it became shorter meanwhile
    }
    let Drawing { pieces, removed, broken } = svg::clean(&bytes, rules);
    let finding = match broken {
        Some(at) => {
            let also = if removed.is_empty() { String::new() } else { format!(", and so is {}", named(&removed)) };
            let message = format!("the drawing is no XML from byte {at} on: what follows is left out{also}");
            Some(Finding::new(Code::RemovedSvg, 0..0, message).hint("Save it anew in the program that made it."))
        }
        None if removed.is_empty() => None,
        None => Some(without(&removed)),
    };
    Ok((pieces, finding))
}

/// Says what was removed from a drawing.
fn without(removed: &[String]) -> Finding {
    let what = format!("the published copy is without {}", named(removed));
    Finding::new(Code::RemovedSvg, 0..0, what).hint("Where all drawings are your own, set `output.svg = \"trusted\"`.")
}

/// The names of what was removed, for a message.
fn named(removed: &[String]) -> String {
    let mut names: Vec<_> = removed.iter().take(NAMES).map(|name| format!("`{}`", name.replace('`', "'"))).collect();
    if removed.len() > NAMES {
        names.push(format!("{} more", removed.len() - NAMES));
    }
    names.join(", ")
}

fn told(why: &str) -> Finding {
    let what = format!("its metadata, which may say where it was taken, is published with it: {why}");
    Finding::new(Code::PictureMetadata, 0..0, what).hint("Save it anew: a picture as JPEG, PNG or WebP, a film without its data.")
}

/// One piece after the other.
struct Reader<'a> {
    file: &'a File,
    pieces: std::slice::Iter<'a, Piece>,
    rest: Rest<'a>,
}

/// What is left of a piece.
enum Rest<'a> {
    Nothing,
    /// So many bytes of the file, which stands at the first.
    Kept(u64),
    Made(&'a [u8]),
    Blank(u64),
}

impl Read for Reader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let read = match &mut self.rest {
                Rest::Nothing => 0,
                Rest::Kept(left) => {
                    let read = self.file.take(*left).read(buffer)?;
                    if read == 0 && *left > 0 {
                        return Err(ErrorKind::UnexpectedEof.into()); // it became shorter meanwhile
                    }
                    *left -= read as u64;
                    read
                }
                Rest::Made(bytes) => bytes.read(buffer)?,
                Rest::Blank(left) => {
                    let read = io::repeat(0).take(*left).read(buffer)?;
                    *left -= read as u64;
                    read
                }
            };
            if read > 0 {
                return Ok(read);
            }
            let Some(piece) = self.pieces.next() else { return Ok(0) };
            self.rest = match piece {
                Piece::Kept(range) => {
                    self.file.seek(SeekFrom::Start(range.start))?;
                    Rest::Kept(range.end - range.start)
                }
                Piece::Made(bytes) => Rest::Made(bytes),
                Piece::Blank(size) => Rest::Blank(*size),
            };
        }
    }
}
