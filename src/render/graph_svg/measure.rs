//! Numbers and names in a picture: how they are written, and how much room they take.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation;

/// The size of names.
const FONT: f32 = 11.5;

/// Tenths are exact enough.
pub(super) fn tenth(value: f32) -> f32 {
    (value * 10.0).round() / 10.0
}

/// A number of tenths as text: what `f32` writes too, in a third of the time.
pub(super) struct T(pub(super) f32);

impl fmt::Display for T {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = (self.0 * 10.0).round() as i32;
        let (mut digits, mut at, mut left) = ([0; 16], 16, tenths.unsigned_abs());
        let mut put = |byte: u8| {
            at -= 1;
            digits[at] = byte;
        };
        if left % 10 > 0 {
            put(b'0' + (left % 10) as u8);
            put(b'.');
        }
        left /= 10;
        loop {
            put(b'0' + (left % 10) as u8);
            left /= 10;
            if left == 0 {
                break;
            }
        }
        if tenths < 0 {
            put(b'-');
        }
        f.write_str(std::str::from_utf8(&digits[at..]).unwrap_or_default())
    }
}

/// As much of a name as fits into so many units, by a guess of how wide its characters are.
pub(in crate::render) fn shortened(name: &str, room: f32) -> std::borrow::Cow<'_, str> {
    const ASCII: [f32; 128] = ascii();
    if name.is_ascii() && name.bytes().map(|b| ASCII[usize::from(b)]).sum::<f32>() * FONT <= room {
        return name.into(); // most names: each character is a cluster of its own
    }
    let mut used = 0.0;
    let mut fits = 0;
    for (at, cluster) in name.grapheme_indices(true) {
        used += FONT * width(cluster.chars().next().unwrap_or(' '));
        if used > room {
            return format!("{}…", name[..fits].trim_end()).into();
        }
        if used + FONT * 0.8 <= room {
            fits = at + cluster.len();
        }
    }
    name.into()
}

/// The widths of all ASCII characters.
const fn ascii() -> [f32; 128] {
    let (mut widths, mut byte) = ([0.0; 128], 0_u8);
    while byte < 128 {
        widths[byte as usize] = width(byte as char);
        byte += 1;
    }
    widths
}

/// How wide a character is, in sizes of the font.
const fn width(c: char) -> f32 {
    match c {
        'i' | 'j' | 'l' | 'I' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' => 0.28,
        'f' | 't' | 'r' | ' ' | '-' | '(' | ')' | '[' | ']' | '/' => 0.36,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.86,
        'A'..='Z' => 0.67,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff60}' | '\u{1f000}'.. => {
            1.05
        }
        _ => 0.56,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_where_they_would_not_fit() {
        assert_eq!(shortened("Short", 200.0), "Short");
        assert_eq!(shortened("A much longer name than fits", 80.0), "A much long…");
        assert_eq!(shortened("漢字漢字漢字漢字漢字", 60.0), "漢字漢字…");
        // never inside of what readers see as one character
        assert_eq!(shortened("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 40.0), "👩‍👩‍👧‍👦👩‍👩‍👧‍👦…");
        assert_eq!(shortened("", 10.0), "");
    }

    #[test]
    fn numbers_have_a_tenth_at_most() {
        let written = [0.0, -0.04, 0.1, -2.5, 12.0, 260.04, -1000.96].map(|value| T(value).to_string());
        assert_eq!(written, ["0", "0", "0.1", "-2.5", "12", "260", "-1001"]);
    }
}
