//! A drawing as it is published: it runs nothing, loads nothing from elsewhere, and shows what it showed.
//!
//! It is read as XML and held to a list of elements. What is left out is cut from its text; the rest stays as it is written, so
//! that a drawing without any of it stays byte for byte what it was.

mod css;
mod element;
mod entities;
mod names;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::events::{BytesStart, Event};

use super::Piece;
use entities::Entities;
use names::Space;

/// Elements nested deeper than this are left out, whatever the rules: no program draws so, and each that is open takes memory.
const MAX_DEPTH: usize = 512;
/// What they are called in a message.
const TOO_DEEP: &str = "elements in 512 elements";

/// What is left out of drawings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Rules {
    /// What runs, and what is loaded from elsewhere.
    pub running: bool,
    /// What programs and people note down beside the drawing: metadata, names of files and folders, comments but for licences.
    pub told: bool,
}

/// A drawing as it is published.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawing {
    /// What it is made of.
    pub pieces: Vec<Piece>,
    /// What was left out that could run or load something, each once: `script`, an address.
    pub removed: Vec<String>,
    /// From which byte on it is no XML and nothing of it is shown.
    pub broken: Option<usize>,
}

/// What is published of the drawing `bytes`.
pub fn clean(bytes: &[u8], rules: Rules) -> Drawing {
    let (text, is_own) = decoded(bytes);
    let mut cleaner = Cleaner::new(&text, rules);
    let broken = cleaner.run();
    let removed = cleaner.removed.into_iter().collect();
    let pieces = pieces(&text, cleaner.edits);
    let pieces = if is_own { pieces } else { vec![Piece::Made(put_together(&text, pieces))] };
    Drawing { pieces, removed, broken }
}

/// The text, and whether its bytes are those of the file. What is neither UTF-8 nor marked as UTF-16 is read byte by byte.
fn decoded(bytes: &[u8]) -> (String, bool) {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match bytes {
        [0xff, 0xfe, ..] => (utf16(u16::from_le_bytes), false),
        [0xfe, 0xff, ..] => (utf16(u16::from_be_bytes), false),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), true),
            Err(_) => (bytes.iter().map(|byte| char::from(*byte)).collect(), false),
        },
    }
}

fn pieces(text: &str, edits: Vec<(Range<usize>, String)>) -> Vec<Piece> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    for (place, with) in edits {
        pieces.extend([Piece::Kept(at as u64..place.start as u64), Piece::Made(with.into_bytes())]);
        at = place.end;
    }
    pieces.push(Piece::Kept(at as u64..text.len() as u64));
    super::joined(pieces)
}

fn put_together(text: &str, pieces: Vec<Piece>) -> Vec<u8> {
    let bytes = |piece| match piece {
        Piece::Kept(range) => text.as_bytes()[range.start as usize..range.end as usize].to_vec(),
        Piece::Made(bytes) => bytes,
        Piece::Blank(_) => Vec::new(),
    };
    pieces.into_iter().flat_map(bytes).collect()
}

/// Where an address leads.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Address {
    /// Into the drawing, or to a file of the site.
    Here,
    /// Nowhere: it holds what it means, of this type.
    Data(String),
    /// Anywhere else.
    Elsewhere,
}

impl Address {
    /// As a browser reads it: blanks and controls do not count.
    fn of(text: &str) -> Address {
        let bare: String =
            text.chars().filter(|c| *c > ' ' && !c.is_control()).take(128).collect::<String>().to_ascii_lowercase();
        if let Some(data) = bare.strip_prefix("data:") {
            return Address::Data(data.split([',', ';']).next().unwrap_or_default().to_owned());
        }
        let is_host = bare.starts_with("//") || bare.starts_with("/\\") || bare.starts_with('\\');
        let name = bare.split([':', '/', '?', '#']).next().unwrap_or_default();
        let has_scheme = bare[name.len()..].starts_with(':');
        if is_host || has_scheme { Address::Elsewhere } else { Address::Here }
    }

    /// Whether a style sheet may load it.
    fn is_loaded(&self) -> bool {
        *self != Address::Elsewhere
    }
}

/// An element that is open.
struct Open {
    /// As it is written.
    name: String,
    /// The prefixes that it gives a meaning.
    declared: Vec<String>,
}

/// Reads a drawing and notes what is to be changed.
struct Cleaner<'a> {
    text: &'a str,
    rules: Rules,
    reader: Reader<&'a [u8]>,
    /// Places and what stands there instead, in order.
    edits: Vec<(Range<usize>, String)>,
    removed: BTreeSet<String>,
    entities: Entities,
    /// Up to here all is understood, though what follows is not.
    read: usize,
    /// The elements that are open.
    open: Vec<Open>,
    /// What each prefix means, the last word being the one that counts.
    spaces: BTreeMap<String, Vec<Space>>,
}

impl<'a> Cleaner<'a> {
    fn new(text: &'a str, rules: Rules) -> Self {
        let reader = Reader::from_reader(text.as_bytes());
        let (edits, removed, entities) = (Vec::new(), BTreeSet::new(), Entities::default());
        Cleaner { text, rules, reader, edits, removed, entities, read: 0, open: Vec::new(), spaces: BTreeMap::new() }
    }

    fn at(&self) -> usize {
        self.reader.buffer_position() as usize
    }

    /// Goes through all of it. Answers from where on it cannot be read.
    fn run(&mut self) -> Option<usize> {
        loop {
            let start = self.at();
            match self.step(start) {
                Ok(true) => {}
                Ok(false) if self.open.is_empty() => return None,
                Ok(false) | Err(_) if !self.rules.running => return None,
                // browsers show what they have read until then
                Ok(false) | Err(_) => {
                    let start = start.max(self.read);
                    let closed: String = self.open.iter().rev().map(|open| format!("</{}>", open.name)).collect();
                    self.edits.push((start..self.text.len(), closed));
                    return Some(start);
                }
            }
        }
    }

    /// One step from `start` on; false at the end.
    fn step(&mut self, start: usize) -> Result<bool, Error> {
        match self.reader.read_event()? {
            Event::Start(tag) => self.element(&tag, start, false)?,
            Event::Empty(tag) => self.element(&tag, start, true)?,
            Event::End(_) => self.close(),
            Event::DocType(content) => {
                self.entities.declare(&String::from_utf8_lossy(&content));
                self.cut_running(start);
            }
            Event::PI(content) if self.rules.running => {
                if content.target() == b"xml-stylesheet" {
                    self.remove("xml-stylesheet", start);
                } else {
                    self.cut(start);
                }
            }
            Event::Decl(declared) => {
                // the text is UTF-8, whatever it says
                if declared.encoding().is_some_and(|name| !name.is_ok_and(|name| name.eq_ignore_ascii_case(b"utf-8"))) {
                    self.cut(start);
                }
            }
            // stands outside the drawing, where no text may be
            Event::Text(text) if self.open.is_empty() && !text.trim_ascii().is_empty() => self.cut_running(start),
            Event::CData(_) | Event::GeneralRef(_) if self.open.is_empty() => self.cut_running(start),
            Event::GeneralRef(name) if self.rules.running => {
                let name = String::from_utf8_lossy(&name).into_owned();
                match self.entities.get(&name) {
                    Some(Some(text)) => self.edits.push((start..self.at(), escaped(&text))),
                    Some(None) => self.remove(&format!("&{name};"), start),
                    None => {}
                }
            }
            Event::Comment(text) if self.rules.told && !is_licence(&text) => self.cut(start),
            Event::Eof => return Ok(false),
            Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::PI(_) | Event::GeneralRef(_) => {}
        }
        Ok(true)
    }

    /// Says that something was left out.
    fn note(&mut self, what: &str) {
        self.removed.insert(short(what));
    }

    /// Leaves out what stands from `start` to here.
    fn cut(&mut self, start: usize) {
        self.edits.push((start..self.at(), String::new()));
    }

    /// The same, where what runs is left out.
    fn cut_running(&mut self, start: usize) {
        if self.rules.running {
            self.cut(start);
        }
    }

    /// The same, and says what it was.
    fn remove(&mut self, what: &str, start: usize) {
        self.note(what);
        self.cut(start);
    }

    /// Leaves out an element whose tag has been read.
    fn remove_element(&mut self, tag: &BytesStart<'_>, start: usize, is_empty: bool) -> Result<(), Error> {
        if !is_empty {
            self.reader.read_to_end(tag.name())?;
        }
        self.cut(start);
        Ok(())
    }

    /// An element ends.
    fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            self.forget(&open.declared);
        }
    }

    /// Prefixes mean again what they meant before.
    fn forget(&mut self, declared: &[String]) {
        for prefix in declared {
            self.spaces.get_mut(prefix).and_then(Vec::pop);
        }
    }

    /// Looks at an element, whose tag has been read.
    fn element(&mut self, tag: &BytesStart<'_>, start: usize, is_empty: bool) -> Result<(), Error> {
        let mut declared = Vec::new();
        if self.open.len() >= MAX_DEPTH {
            self.note(TOO_DEEP);
            return self.remove_element(tag, start, is_empty);
        }
        let Some(verdict) = self.verdict(tag, &mut declared) else {
            self.forget(&declared);
            return self.remove_element(tag, start, is_empty);
        };
        if let Some(written) = verdict.written {
            let end = if is_empty { "/>" } else { ">" };
            self.edits.push((start..self.at(), format!("<{written}{end}")));
        }
        if is_empty {
            self.forget(&declared);
            return Ok(());
        }
        self.open.push(Open { name: String::from_utf8_lossy(tag.name().as_ref()).into_owned(), declared });
        self.read = self.at();
        if verdict.is_style && self.rules.running { self.style() } else { Ok(()) }
    }

    /// Looks at the content of a style sheet, whose tag has been read. It holds no elements.
    fn style(&mut self) -> Result<(), Error> {
        let (start, mut sheet, mut is_plain) = (self.at(), String::new(), true);
        let end = loop {
            let before = self.at();
            match self.reader.read_event()? {
                Event::Text(text) => sheet.push_str(&String::from_utf8_lossy(&text)),
                Event::CData(text) => sheet.push_str(&String::from_utf8_lossy(&text)),
                Event::GeneralRef(name) => {
                    let name = String::from_utf8_lossy(&name).into_owned();
                    is_plain &= self.entities.get(&name).is_none();
                    sheet.push_str(&self.entities.decoded(&format!("&{name};")).unwrap_or_default().0);
                }
                Event::Start(tag) => {
                    self.reader.read_to_end(tag.name())?;
                    is_plain = false;
                }
                Event::End(_) => break before,
                Event::Eof => return Err(Error::Syntax(quick_xml::errors::SyntaxError::UnclosedTag)),
                Event::Comment(_) if !self.rules.told => {}
                _ => is_plain = false,
            }
        };
        self.close();
        let clean = css::clean(&sheet, &mut |address| self.note(address));
        if let Some(sheet) = clean.or_else(|| (!is_plain).then_some(sheet)) {
            self.edits.push((start..end, escaped(&sheet)));
        }
        Ok(())
    }
}

/// Whether a comment says who made a drawing and who may use it, which must stay with it: `<!--! …`, or by its words.
fn is_licence(comment: &[u8]) -> bool {
    let text = String::from_utf8_lossy(comment).to_lowercase();
    text.starts_with('!') || ["licens", "licenc", "copyright", "©"].iter().any(|word| text.contains(word))
}

/// The beginning of an address, for a message.
fn short(address: &str) -> String {
    let mut chars = address.trim().chars().filter(|c| !c.is_control());
    let short: String = chars.by_ref().take(60).collect();
    if chars.next().is_some() { short + "…" } else { short }
}

/// A text as XML has it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The same as the value of an attribute, whose ends of lines would become spaces otherwise.
fn quoted(text: &str) -> String {
    escaped(text).replace('\n', "&#10;").replace('\r', "&#13;").replace('\t', "&#9;")
}
