//! AVIF and HEIC (ISO/IEC 14496-12, 23008-12), films (MP4, QuickTime), JPEG XL (ISO/IEC 18181-2): boxes, each with its length and
//! name.
//!
//! But for the last, places in the file are named from afar, so nothing may move: what is left out is written over with zeros.

use std::collections::BTreeMap;
use std::io::{self, Read, Seek};
use std::ops::Range;

use super::Piece;
use super::walk::Walk;

/// What the first box says of a file of one or more pictures.
const BRANDS: [&[u8; 4]; 10] = [b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];
/// Boxes at the top of a file that its pictures are shown by.
const SHOWN: [&[u8; 4]; 9] = [b"ftyp", b"styp", b"meta", b"mdat", b"moov", b"moof", b"sidx", b"mfra", b"idat"];
/// The same for JPEG XL.
const SHOWN_XL: [&[u8; 4]; 6] = [b"JXL ", b"ftyp", b"jxll", b"jxli", b"jxlc", b"jxlp"];
/// The same of a film.
const SHOWN_FILM: [&[u8; 4]; 10] = [b"ftyp", b"styp", b"mdat", b"moov", b"moof", b"sidx", b"ssix", b"mfra", b"pdin", b"wide"];
/// Boxes within `moov` that tell of the film and do not show it.
const TOLD: [&[u8; 4]; 3] = [b"udta", b"meta", b"uuid"];
/// Boxes within `moov` that begin with a version, flags, and two days: when it was made and changed.
const DATED: [&[u8; 4]; 3] = [b"mvhd", b"tkhd", b"mdhd"];
/// What stands in the description of a track that tells where its pictures were taken: GoPro's, Google's, Sony's, Apple's.
const PLACES: [&[u8]; 4] = [b"gpmd", b"camm", b"rtmd", b"location.ISO6709"];
/// First brands of files that are no film: sound, whose titles and covers are a part of it, and raw pictures.
const NO_FILM: [&[u8; 4]; 6] = [b"M4A ", b"M4B ", b"M4P ", b"F4A ", b"F4B ", b"crx "];
/// The largest `meta`, or the descriptions of all tracks, that are looked at, in bytes.
const MAX_META: u64 = 16 << 20;
/// Exif that says nothing, behind the four bytes that say where in the item it begins.
const EMPTY: &[u8] = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0";

/// Whether a file that begins so is a picture, and not a film.
pub(super) fn is_picture(head: &[u8]) -> bool {
    let brands = head.get(8..).unwrap_or_default().chunks_exact(4);
    brands.enumerate().any(|(ix, brand)| ix != 1 && BRANDS.iter().any(|known| brand == *known)) // the second is a version
}

/// Whether one that is no picture is a film.
pub(super) fn is_film(head: &[u8]) -> bool {
    head.get(8..12).is_some_and(|brand| !NO_FILM.iter().any(|other| brand == *other))
}

/// A box: its name, where it begins, and its content.
struct Part {
    name: [u8; 4],
    start: u64,
    content: Range<u64>,
}

/// The next box, unless it is cut off or `end` is reached. Goes to its content.
fn next<R: Read + Seek>(walk: &mut Walk<R>, end: u64) -> io::Result<Option<Part>> {
    let start = walk.at;
    if end.saturating_sub(start) < 8 {
        return Ok(None);
    }
    let Some([a, b, c, d, name @ ..]) = walk.array::<8>()? else { return Ok(None) };
    let stop = match u32::from_be_bytes([a, b, c, d]) {
        0 => end,
        1 => match walk.array()?.map(u64::from_be_bytes) {
            Some(length) => start.saturating_add(length),
            None => return Ok(None),
        },
        length => start + u64::from(length),
    };
    Ok((walk.at <= stop && stop <= end).then_some(Part { name, start, content: walk.at..stop }))
}

/// What is published of JPEG XL: nothing in it is named from afar.
pub(super) fn boxes<R: Read + Seek>(walk: &mut Walk<R>) -> io::Result<Option<Vec<Piece>>> {
    let mut pieces = Vec::new();
    while let Some(part) = next(walk, walk.size)? {
        if SHOWN_XL.contains(&&part.name) {
            pieces.push(Piece::Kept(part.start..part.content.end));
        }
        walk.go(part.content.end)?;
    }
    Ok((walk.left() == 0).then_some(pieces))
}

/// What is published of AVIF and HEIC; `None` where what is in the file cannot be told.
pub(super) fn pieces<R: Read + Seek>(walk: &mut Walk<R>) -> io::Result<Option<Vec<Piece>>> {
    let (size, mut looked, mut over, mut told, mut room) = (walk.size, 0, Vec::new(), Vec::new(), Vec::new());
    while let Some(part) = next(walk, size)? {
        match &part.name {
            b"meta" if part.content.end - part.content.start > MAX_META => return Ok(None),
            b"meta" => {
                let meta = walk.read(part.content.end - walk.at)?;
                let Some((items, data)) = items(&meta, part.content.start) else { return Ok(None) };
                told.extend(items);
                room.extend(data);
            }
            b"mdat" => room.push(part.content.clone()),
            b"moov" => match in_film(walk, part.content.end, &mut looked)? {
                Some(film) => over.extend(film),
                None => return Ok(None),
            },
            name if !SHOWN.contains(&name) => over.extend(freed(&part)),
            _ => {}
        }
        walk.go(part.content.end)?;
    }
    // they stand in the order of the file
    let before = |place: u64| room.partition_point(|room: &Range<u64>| room.start <= place).checked_sub(1);
    let has_room = |(place, _): &Over| before(place.start).is_some_and(|ix| place.end <= room[ix].end);
    if walk.left() > 0 || !told.iter().all(has_room) {
        return Ok(None);
    }
    over.extend(told);
    Ok(written(over, size))
}

/// What is published of a film; `None` where what is in it cannot be told, or a track of it tells of places.
pub(super) fn film<R: Read + Seek>(walk: &mut Walk<R>) -> io::Result<Option<Vec<Piece>>> {
    let (size, mut over, mut looked) = (walk.size, Vec::new(), 0);
    while let Some(part) = next(walk, size)? {
        match &part.name {
            b"moov" => match in_film(walk, part.content.end, &mut looked)? {
                Some(film) => over.extend(film),
                None => return Ok(None),
            },
            name if !SHOWN_FILM.contains(&name) => over.extend(freed(&part)),
            _ => {}
        }
        walk.go(part.content.end)?;
    }
    Ok(if walk.left() > 0 { None } else { written(over, size) })
}

/// A file of `size` bytes with these written over it; `None` where two of them want the same place.
fn written(mut over: Vec<Over>, size: u64) -> Option<Vec<Piece>> {
    over.sort_by_key(|(place, _)| place.start);
    let (mut pieces, mut at) = (Vec::new(), 0);
    for (place, text) in over {
        if place.start < at {
            return None;
        }
        let blank = place.end - place.start - text.len() as u64;
        pieces.extend([Piece::Kept(at..place.start), Piece::Made(text), Piece::Blank(blank)]);
        at = place.end;
    }
    pieces.push(Piece::Kept(at..size));
    Some(pieces)
}

/// What is written over a place; the rest of it becomes zeros.
type Over = (Range<u64>, Vec<u8>);

/// A box of the same length that holds nothing.
fn freed(part: &Part) -> [Over; 2] {
    [(part.start + 4..part.start + 8, b"free".to_vec()), (part.content.clone(), Vec::new())]
}

/// What is left out of `moov`, whose content the walk is at, and of its tracks; `None` where a track tells of places. `looked` counts
/// the bytes of the file's tracks: one in another would be looked at again and again.
fn in_film<R: Read + Seek>(walk: &mut Walk<R>, end: u64, looked: &mut u64) -> io::Result<Option<Vec<Over>>> {
    let mut over = Vec::new();
    while let Some(part) = next(walk, end)? {
        match &part.name {
            b"trak" => {
                *looked += part.content.end - part.content.start;
                if *looked > MAX_META {
                    return Ok(None);
                }
                let description = walk.peek((part.content.end - part.content.start) as usize)?;
                if PLACES.iter().any(|word| memchr::memmem::find(&description, word).is_some()) {
                    return Ok(None);
                }
                continue; // its content is looked at in turn
            }
            b"mdia" => continue,
            name if TOLD.contains(&name) => over.extend(freed(&part)),
            b"hdlr" => over.extend(nameless(&part)),
            name if DATED.contains(&name) => over.extend(undated(&part, &walk.peek(1)?)),
            _ => {}
        }
        walk.go(part.content.end)?;
    }
    Ok(Some(over))
}

/// The name of what handles a track is written over: cameras put their own there.
fn nameless(part: &Part) -> Option<Over> {
    let name = part.content.start + 24..part.content.end;
    (name.start < name.end).then_some((name, Vec::new()))
}

/// The days of a box that begins with this version are written over.
fn undated(part: &Part, version: &[u8]) -> Option<Over> {
    let days = if version == [1] { 16 } else { 8 };
    let place = part.content.start + 4..part.content.start + 4 + days;
    (place.end <= part.content.end).then_some((place, Vec::new()))
}

/// What is left out of the items that `meta` lists, whose content begins at `start` of the file: Exif and XMP; and where items can
/// stand in `meta` itself. `None` where it cannot be told where they are.
fn items(meta: &[u8], start: u64) -> Option<(Vec<Over>, Option<Range<u64>>)> {
    let mut parts = Bytes(meta.get(4..)?);
    let (mut kinds, mut places, mut data) = (None, None, None);
    while let Some((name, content)) = parts.part() {
        match name {
            b"iinf" => kinds = Some(content),
            b"iloc" => places = Some(content),
            b"idat" => {
                let end = start + (meta.len() - parts.0.len()) as u64;
                data = Some(end - content.len() as u64..end);
            }
            _ => {}
        }
    }
    let told = kinds.map_or(Some(BTreeMap::new()), told_items)?;
    if !parts.0.is_empty() {
        return None;
    }
    if told.is_empty() {
        return Some((Vec::new(), data));
    }
    let mut over = Vec::new();
    for (id, base, place) in extents(places?)? {
        let Some(is_exif) = told.get(&id) else { continue };
        let from = match base {
            Base::File => 0,
            Base::Data => data.as_ref()?.start,
            Base::Other => return None,
        };
        let place = from.checked_add(place.start)?..from.checked_add(place.end)?;
        let fits = *is_exif && place.end - place.start >= EMPTY.len() as u64;
        over.push((place, if fits { EMPTY.to_vec() } else { Vec::new() }));
    }
    Some((over, data))
}

/// The items that are metadata, by `iinf`, and whether each is Exif.
fn told_items(iinf: &[u8]) -> Option<BTreeMap<u64, bool>> {
    let mut bytes = Bytes(iinf);
    let version = bytes.number(4)? >> 24;
    bytes.number(if version == 0 { 2 } else { 4 })?;
    let mut told = BTreeMap::new();
    while let Some((name, content)) = bytes.part() {
        let mut entry = Bytes(content);
        let version = entry.number(4)? >> 24;
        if name != b"infe" || version < 2 {
            continue; // such an item has no kind
        }
        let id = entry.number(if version == 2 { 2 } else { 4 })?;
        entry.number(2)?;
        match entry.number(4)?.to_be_bytes() {
            [.., b'E', b'x', b'i', b'f'] => drop(told.insert(id, true)),
            [.., b'm', b'i', b'm', b'e'] => drop(told.insert(id, false)),
            _ => {}
        }
    }
    bytes.0.is_empty().then_some(told) // or there are more, which cannot be read
}

/// From where a place is counted.
enum Base {
    /// The start of the file.
    File,
    /// That of `idat`.
    Data,
    /// Another file or item.
    Other,
}

/// Where the items stand, by `iloc`.
fn extents(iloc: &[u8]) -> Option<Vec<(u64, Base, Range<u64>)>> {
    let mut bytes = Bytes(iloc);
    let version = bytes.number(4)? >> 24;
    let sizes = bytes.number(2)?;
    let size = |shift: u32| (sizes >> shift & 15) as usize;
    let (offset, length, base, index) = (size(12), size(8), size(4), if version == 0 { 0 } else { size(0) });
    let number = if version < 2 { 2 } else { 4 };
    let mut found = Vec::new();
    for _ in 0..bytes.number(number)? {
        let id = bytes.number(number)?;
        let method = if version == 0 { 0 } else { bytes.number(2)? & 15 };
        let elsewhere = bytes.number(2)? != 0;
        let begin = bytes.number(base)?;
        let count = bytes.number(2)?;
        // pieces that take no bytes say all the same; as many as a few bytes can claim would fill the memory
        let count = if index + offset + length == 0 { count.min(1) } else { count };
        for _ in 0..count {
            bytes.number(index)?;
            let start = begin.checked_add(bytes.number(offset)?)?;
            let length = bytes.number(length)?;
            let kind = match method {
                0 if !elsewhere && length > 0 => Base::File,
                1 if length > 0 => Base::Data,
                _ => Base::Other, // no length: all that there is
            };
            found.push((id, kind, start..start.checked_add(length)?));
        }
    }
    Some(found)
}

/// Numbers and boxes in memory, one after the other.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// The next number of so many bytes, at most 8; zero where it has none.
    fn number(&mut self, count: usize) -> Option<u64> {
        let (bytes, rest) = self.0.split_at_checked(count).filter(|_| count <= 8)?;
        self.0 = rest;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// The next box: its name and content. `None` at the end, or where it is cut off.
    fn part(&mut self) -> Option<(&'a [u8; 4], &'a [u8])> {
        let length = u32::from_be_bytes(self.0.get(..4)?.try_into().ok()?) as usize;
        let name = self.0.get(4..8)?.try_into().ok()?;
        let length = if length == 0 { self.0.len() } else { length };
        let content = self.0.get(8..length)?;
        self.0 = &self.0[length..];
        Some((name, content))
    }
}
