//! The one thing of Exif that a picture is shown by: its orientation.
//!
//! Exif is a TIFF file without a picture; the orientation is tag 0x0112 of its first directory (TIFF 6.0, Exif 2.32).

/// So much of a block is read, in bytes: the first directory stands at its beginning.
pub(super) const HEAD: u64 = 64 << 10;
/// Upright.
pub(super) const UPRIGHT: u8 = 1;
const TAG: u16 = 0x0112;

/// The orientation in a block of Exif, 1 to 8; upright where it says none.
pub(super) fn orientation(tiff: &[u8]) -> u8 {
    read(tiff).filter(|way| (1..=8).contains(way)).map_or(UPRIGHT, |way| way as u8)
}

fn read(tiff: &[u8]) -> Option<u16> {
    let is_big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let first = tiff.get(4..8)?.try_into().ok()?;
    let first = if is_big { u32::from_be_bytes(first) } else { u32::from_le_bytes(first) } as usize;
    let entries = short(first)? as usize;
    let entry = |ix: usize| first.checked_add(2 + 12 * ix);
    let at = (0..entries).filter_map(entry).take_while(|at| short(*at).is_some()).find(|at| short(*at) == Some(TAG))?;
    short(at + 8)
}

/// A block of Exif that says the orientation and nothing else.
pub(super) fn minimal(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0".to_vec();
    tiff[19] = orientation;
    tiff
}
