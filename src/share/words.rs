//! A text in lines: how wide its words are, where lines may end, what is cut.

use resvg::usvg::{Node, Tree};
use unicode_segmentation::UnicodeSegmentation;

use super::fonts::{Face, Set};
use crate::base::text::escape_text_into;

/// The size of letters at which widths are measured.
const EM: f32 = 100.0;
/// More of a title is never looked at: three lines hold less.
const MAX: usize = 400;

/// A word as it was measured.
#[derive(Clone, Debug)]
pub(super) struct Word {
    width: f32,
    /// The font that all of it stands in, where it is not the usual one.
    font: Option<Box<str>>,
    /// The letters that no font has.
    missing: Box<str>,
}

/// Letters that no font of the system has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Missing {
    pub(super) text: String,
    pub(super) script: Script,
}

/// Which fonts have them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Script {
    /// Of China, Japan and Korea.
    EastAsian,
    Other,
}

/// So much of a line as never is divided.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Unit {
    pub(super) text: String,
    pub(super) font: Option<Box<str>>,
    /// Whether a space stands before it.
    pub(super) spaced: bool,
    pub(super) width: f32,
}

/// A text in lines.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Setting {
    pub(super) size: f32,
    pub(super) lines: Vec<Vec<Unit>>,
}

/// A size of letters, and how many lines of it there may be.
pub(super) type Size = (f32, usize);

/// Sets words of one kind.
#[derive(Clone, Copy)]
pub(super) struct Setter<'a> {
    pub(super) fonts: &'a Set,
    pub(super) face: Face,
    /// The width of a line.
    pub(super) room: f32,
    /// Sizes, the largest first: the first one that holds the text is taken.
    pub(super) sizes: &'a [Size],
}

impl Setter<'_> {
    /// Sets a text, in lines of about the same width. What the smallest size has no room for is cut. `None`: nothing of it is left
    /// to set; pictographs that no font has are left out.
    pub(super) fn set(self, text: &str) -> Result<Option<Setting>, Missing> {
        let text = self.clean(text);
        let units = self.units(&text)?;
        if units.is_empty() {
            return Ok(None);
        }
        let space = self.measure(" ").width;
        let mut lines = Vec::new();
        for (size, most) in self.sizes {
            lines = wrap(&units, self.room * EM / size, space);
            if lines.len() <= *most && units.iter().all(|unit| unit.width <= self.room * EM / size) {
                let narrow = balanced(&units, lines.len(), self.room * EM / size, space);
                return Ok(Some(Setting { size: *size, lines: cloned(&units, &wrap(&units, narrow, space)) }));
            }
        }
        let (size, most) = self.sizes[self.sizes.len() - 1];
        let mut shown = cloned(&units, &lines[..lines.len().min(most) - 1]);
        let rest = &units[lines[lines.len().min(most) - 1].start..];
        shown.push(self.cut(rest, self.room * EM / size, space));
        Ok(Some(Setting { size, lines: shown }))
    }

    /// What can be set: one line of letters and single spaces.
    fn clean(self, text: &str) -> String {
        let mut clean = String::new();
        for grapheme in text.graphemes(true).take(MAX) {
            let first = grapheme.chars().next().unwrap_or(' ');
            if first.is_whitespace() {
                if !clean.is_empty() && !clean.ends_with(' ') {
                    clean.push(' ');
                }
            } else if !is_pictograph(first) || self.measure(grapheme).missing.is_empty() {
                clean.extend(grapheme.chars().filter(|c| !is_silent(*c)));
            }
        }
        clean.truncate(clean.trim_end().len());
        clean
    }

    /// A text in units. Words keep their marks; East Asian letters stand alone.
    fn units(self, text: &str) -> Result<Vec<Unit>, Missing> {
        let mut pieces: Vec<(String, bool)> = Vec::new();
        let mut spaced = false;
        for piece in text.split_word_bounds() {
            if piece.trim().is_empty() {
                spaced = true;
                continue;
            }
            match pieces.last_mut() {
                Some((last, _)) if !spaced && !may_end(last, piece) => last.push_str(piece),
                _ => pieces.push((piece.to_owned(), spaced)),
            }
            spaced = false;
        }
        let widest = self.room * EM / self.sizes[self.sizes.len() - 1].0;
        let mut units = Vec::with_capacity(pieces.len());
        for (text, spaced) in pieces {
            let word = self.measure(&text);
            if !word.missing.is_empty() {
                return Err(missing(&word.missing));
            }
            if word.width <= widest {
                units.push(Unit { text, font: word.font, spaced, width: word.width });
            } else {
                units.extend(self.divided(&text, spaced, widest));
            }
        }
        Ok(units)
    }

    /// A word that no line holds, in parts that one does.
    fn divided(self, text: &str, spaced: bool, widest: f32) -> Vec<Unit> {
        let mut parts: Vec<Unit> = Vec::new();
        for grapheme in text.graphemes(true) {
            let word = self.measure(grapheme);
            match parts.last_mut() {
                Some(part) if part.width + word.width <= widest => {
                    part.text.push_str(grapheme);
                    part.width += word.width;
                }
                _ => {
                    let spaced = spaced && parts.is_empty();
                    parts.push(Unit { text: grapheme.to_owned(), font: None, spaced, width: word.width });
                }
            }
        }
        parts
    }

    /// As much of `units` as one line holds, with an ellipsis.
    fn cut(self, units: &[Unit], room: f32, space: f32) -> Vec<Unit> {
        let dots = self.measure("…").width;
        let mut line: Vec<Unit> = Vec::new();
        let mut used = dots;
        for unit in units {
            let gap = if unit.spaced && !line.is_empty() { space } else { 0.0 };
            if used + gap + unit.width <= room {
                used += gap + unit.width;
                line.push(unit.clone());
                continue;
            }
            let fits = unit.text.grapheme_indices(true).find_map(|(at, grapheme)| {
                used += self.measure(grapheme).width;
                (used + gap > room).then_some(at)
            });
            let part = &unit.text[..fits.unwrap_or(0)];
            if part.graphemes(true).count() > 2 || line.is_empty() {
                line.push(Unit { text: part.to_owned(), font: unit.font.clone(), spaced: unit.spaced, width: 0.0 });
            }
            break;
        }
        if let Some(last) = line.last_mut() {
            last.text.truncate(last.text.trim_end_matches([',', ';', ':', '-', '–', '—', '、', '，', '。', '(', '（']).len());
            last.text.push('…');
        }
        line
    }

    fn measure(self, text: &str) -> Word {
        let key = (self.face, text.into());
        if let Some(word) = self.fonts.measured.lock().expect("no thread panics while it holds it").get(&key) {
            return word.clone();
        }
        let word = measured(self.fonts, self.face, text);
        self.fonts.measured.lock().expect("no thread panics while it holds it").insert(key, word.clone());
        word
    }
}

/// Sets a word, to see how wide it is and which font has it.
fn measured(fonts: &Set, face: Face, text: &str) -> Word {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><text xml:space=\"preserve\" font-size=\"{EM}\" font-family=\"{}\">",
        face.family()
    );
    escape_text_into(&mut svg, text);
    svg.push_str("</text></svg>");
    let none = || Word { width: EM / 4.0, font: None, missing: text.trim().into() };
    let Ok(tree) = Tree::from_str(&svg, &fonts.options()) else { return none() };
    let Some(Node::Text(node)) = tree.root().children().first() else { return none() };
    let glyphs = || node.layouted().iter().flat_map(|span| &span.positioned_glyphs);
    let mut missing: Vec<&str> = glyphs().filter(|glyph| glyph.id.0 == 0).map(|glyph| &*glyph.text).collect();
    missing.dedup();
    let font = glyphs().next().map(|glyph| glyph.font).filter(|font| glyphs().all(|glyph| glyph.font == *font));
    Word {
        width: node.bounding_box().width(),
        font: font.and_then(|font| fonts.name(font, face)),
        missing: missing.concat().into(),
    }
}

/// The lines of units, each as long as it can be: where each of them starts and ends.
fn wrap(units: &[Unit], room: f32, space: f32) -> Vec<std::ops::Range<usize>> {
    let mut lines: Vec<std::ops::Range<usize>> = Vec::new();
    let mut used = 0.0;
    for (ix, unit) in units.iter().enumerate() {
        let gap = if unit.spaced { space } else { 0.0 };
        match lines.last_mut() {
            Some(line) if used + gap + unit.width <= room => {
                used += gap + unit.width;
                line.end = ix + 1;
            }
            _ => {
                used = unit.width;
                lines.push(ix..ix + 1);
            }
        }
    }
    lines
}

/// The narrowest lines that are no more than `count`.
fn balanced(units: &[Unit], count: usize, room: f32, space: f32) -> f32 {
    let (mut narrow, mut wide) = (0.0, room);
    for _ in 0..12 {
        let middle = (narrow + wide) / 2.0;
        let holds = wrap(units, middle, space).len() <= count && units.iter().all(|unit| unit.width <= middle);
        if holds { wide = middle } else { narrow = middle }
    }
    wide
}

fn cloned(units: &[Unit], lines: &[std::ops::Range<usize>]) -> Vec<Vec<Unit>> {
    lines.iter().map(|line| units[line.clone()].to_vec()).collect()
}

/// Whether a line may end between two pieces that no space divides: between East Asian letters, but not before what closes or
/// behind what opens.
fn may_end(before: &str, after: &str) -> bool {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return true };
    let is_mark = |c: char| !c.is_alphanumeric();
    let opens = "「『（【《〈〔［｛“‘([{".contains(last);
    let small = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮー々".contains(first);
    (is_east_asian(last) || is_east_asian(first)) && !is_mark(first) && !small && !opens
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

/// Small pictures and letters of private fonts: a title is understood without them.
fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{203c}' | '\u{2049}' | '\u{20e3}' | '\u{2190}'..='\u{2bff}' | '\u{e000}'..='\u{f8ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f000}'..='\u{1fbff}' | '\u{e0000}'..)
}

/// What is not seen, or would change the order of what stands around it, or cannot stand in XML.
fn is_silent(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn missing(text: &str) -> Missing {
    let script = if text.chars().any(is_east_asian) { Script::EastAsian } else { Script::Other };
    Missing { text: text.graphemes(true).take(12).collect(), script }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str, width: f32, spaced: bool) -> Unit {
        Unit { text: text.to_owned(), font: None, spaced, width }
    }

    #[test]
    fn lines_are_of_about_the_same_width() {
        let units: Vec<Unit> = (0..7).map(|ix| unit("word", 100.0, ix > 0)).collect();
        assert_eq!(wrap(&units, 520.0, 20.0), [0..4, 4..7]);
        let units: Vec<Unit> = [300.0, 100.0, 100.0].into_iter().map(|width| unit("w", width, true)).collect();
        assert_eq!(wrap(&units, 420.0, 0.0), [0..2, 2..3]);
        let narrow = balanced(&units, 2, 420.0, 0.0);
        assert_eq!(wrap(&units, narrow, 0.0), [0..1, 1..3]);
        assert!(wrap(&[], 100.0, 0.0).is_empty());
    }

    #[test]
    fn where_lines_may_end() {
        assert!(may_end("学", "习") && may_end("a", "学") && may_end("学", "a") && may_end("。", "学"));
        assert!(
            !may_end("a", "b") && !may_end("学", "。") && !may_end("「", "学") && !may_end("カ", "ー") && !may_end("don", "'")
        );
    }

    #[test]
    fn what_is_missing_says_which_fonts_have_it() {
        assert_eq!(missing("学").script, Script::EastAsian);
        assert_eq!(missing("한").script, Script::EastAsian);
        assert_eq!(missing("ไ").script, Script::Other);
        assert_eq!(missing(&"a".repeat(99)).text.len(), 12);
    }

    /// With the fonts of this machine, as far as it has any.
    #[test]
    fn a_long_title_is_cut_at_a_grapheme() {
        let system = crate::share::tests::system();
        let look = crate::share::look::Look::of(&crate::theme::Theme::default());
        let fonts = crate::share::fonts::Fonts::new(&system, &look, "en");
        let setter = Setter { fonts: fonts.of("", None), face: Face::Title, room: 600.0, sizes: &[(90.0, 2), (60.0, 3)] };
        if system.is_empty() {
            return assert!(setter.set("Bread").is_err());
        }
        let text = |lines: &[Vec<Unit>]| -> String { lines.concat().iter().map(|unit| &*unit.text).collect() };
        let short = setter.set("  Bread \n and\u{202e} butter\u{0} ").unwrap().unwrap();
        assert_eq!((short.size, text(&short.lines).as_str()), (90.0, "Breadandbutter"));
        for long in ["word ".repeat(200), "e\u{301}".repeat(500), "unbreakable".repeat(90)] {
            let set = setter.set(&long).unwrap().unwrap();
            let shown = text(&set.lines);
            assert_eq!((set.size, set.lines.len()), (60.0, 3), "{shown}");
            let kept = shown.strip_suffix('…').expect("it is cut");
            assert!(long.replace(' ', "").starts_with(kept), "{shown}");
            assert!(!long.contains('\u{301}') || kept.ends_with('\u{301}'), "an accent is cut from its letter: {shown}");
        }
        assert_eq!(setter.set(" \u{200b} ").unwrap(), None);
        // letters that nobody has given a meaning
        assert!(setter.set("Bread \u{10ff0}\u{e0fff}").is_err_and(|missing| missing.script == Script::Other));
    }
}
