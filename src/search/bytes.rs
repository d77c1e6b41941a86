//! Numbers and texts as bytes: LEB128 variable-length integers, and the gzip around each piece.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

/// Appends a number, seven bits a byte, the lowest first.
pub fn number(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends a text behind its length in bytes.
pub fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len() as u32);
    out.extend_from_slice(text.as_bytes());
}

/// Reads what was written so; past the end there are zeros and empty texts.
#[derive(Clone, Copy, Debug)]
pub struct Bytes<'b>(pub &'b [u8]);

impl<'b> Bytes<'b> {
    /// The next number.
    pub fn number(&mut self) -> u32 {
        let (mut value, mut shift) = (0u32, 0);
        while let Some((byte, rest)) = self.0.split_first() {
            self.0 = rest;
            value |= u32::from(byte & 0x7f).wrapping_shl(shift);
            if *byte < 0x80 || shift > 28 {
                break;
            }
            shift += 7;
        }
        value
    }

    /// The next so many bytes.
    pub fn take(&mut self, length: usize) -> &'b [u8] {
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// The next text.
    pub fn text(&mut self) -> &'b str {
        let length = self.number() as usize;
        std::str::from_utf8(self.take(length)).unwrap_or_default()
    }
}

/// `bytes` as a gzip file that names no time and no system.
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len()), Compression::new(6));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory does not fail")
}

/// What [`pack`] was given; `None` where it is no such file.
pub fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let mut out = Vec::new();
        let numbers = [0, 1, 127, 128, 16_383, 16_384, u32::MAX];
        numbers.iter().for_each(|n| number(&mut out, *n));
        text(&mut out, "é");
        let mut bytes = Bytes(&out);
        assert_eq!(numbers.map(|_| bytes.number()), numbers);
        assert_eq!((bytes.text(), bytes.number(), bytes.text()), ("é", 0, ""));
        assert_eq!(unpack(&pack(&out)).as_deref(), Some(&out[..]));
        assert_eq!(unpack(b"no"), None);
    }
}
