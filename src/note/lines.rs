//! The lines of a code block: their numbers, and those that are marked, added or removed.

use std::ops::RangeInclusive;

/// How the lines of a block look. Lines count from 1, wherever their numbers begin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// The number of the first line, where they are numbered.
    pub first: Option<u32>,
    /// Marked lines.
    pub marked: Vec<RangeInclusive<u32>>,
    /// Lines shown as added.
    pub added: Vec<RangeInclusive<u32>>,
    /// Lines shown as removed.
    pub removed: Vec<RangeInclusive<u32>>,
    /// The first sign of each line, `+`, `-` or a blank, says what became of it.
    pub signs: bool,
}

impl Look {
    /// True where every line looks as it is.
    pub fn is_plain(&self) -> bool {
        *self == Look::default()
    }

    /// Writes a block's lines. `html` is the code with its tags, none of which goes over a line's end; `text` is what the author
    /// wrote, signs included. A block with signs whose `html` comes without them gets them back.
    pub fn write(&self, out: &mut String, text: &str, html: &str, html_has_signs: bool) {
        if self.is_plain() {
            out.push_str(html);
            return;
        }
        let mut source = text.split_inclusive('\n');
        for (index, line) in html.split_inclusive('\n').enumerate() {
            let number = index as u32 + 1;
            let sign = source.next().and_then(|line| line.chars().next()).filter(|_| self.signs);
            let element = self.element(number, sign);
            out.push('<');
            out.push_str(element);
            out.push_str(" class=\"line\"");
            if let Some(first) = self.first {
                out.push_str(&format!(" data-line=\"{}\"", first + index as u32));
            }
            out.push('>');
            match sign {
                Some(sign @ ('+' | '-' | ' ')) if !html_has_signs => out.push(sign),
                _ => {}
            }
            out.push_str(line);
            out.push_str("</");
            out.push_str(element);
            out.push('>');
        }
    }

    fn element(&self, number: u32, sign: Option<char>) -> &'static str {
        let is_in = |lines: &[RangeInclusive<u32>]| lines.iter().any(|range| range.contains(&number));
        match sign {
            Some('+') => "ins",
            Some('-') => "del",
            _ if is_in(&self.added) => "ins",
            _ if is_in(&self.removed) => "del",
            _ if is_in(&self.marked) => "mark",
            _ => "span",
        }
    }
}

/// A text without the first sign of each of its lines.
pub fn without_signs(text: &str) -> String {
    text.split_inclusive('\n').map(|line| line.strip_prefix(['+', '-', ' ']).unwrap_or(line)).collect()
}
