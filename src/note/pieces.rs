//! Pieces of a line onto the tape.

use super::inline::Piece;
use super::media::{self, Media};
use super::writer::{MAX_DEPTH, Writer};
use super::{Fill, Link};
use crate::base::path::encode_url;
use crate::base::text::{escape_into, escape_text_into};

impl<'a> Writer<'a> {
    /// Writes the pieces of one line. Raw elements opened in it are closed at its end.
    pub(super) fn pieces(&mut self, pieces: &[Piece<'a>]) {
        let floor = self.raw.floor();
        let outer = self.floors.len();
        self.floors.push(floor);
        let marked = if self.options.extensions && self.options.extras.fields { super::fields::mark(pieces) } else { None };
        for piece in marked.as_deref().unwrap_or(pieces) {
            self.piece(piece, outer + 1);
        }
        self.close_raw(floor);
        self.floors.truncate(outer);
    }

    fn piece(&mut self, piece: &Piece<'a>, base: usize) {
        match piece {
            Piece::Text(text) if !self.raw.is_dropping() => {
                self.count_words(text);
                escape_text_into(self.tape(), text);
            }
            Piece::Code(code) if !self.raw.is_dropping() => {
                self.count_words(code);
                self.wrapped("<code>", code, "</code>");
            }
            Piece::Math(tex, display, span) if !self.raw.is_dropping() => self.formula(tex, *display, *span),
            Piece::Text(_) | Piece::Code(_) | Piece::Math(..) | Piece::Sign(_) => {}
            Piece::Markup(tag) => self.tape().push_str(tag),
            Piece::Html(html, at) => self.raw(html, *at, true),
            Piece::Open(name) => {
                self.floors.push(self.raw.floor());
                if self.floors.len() - base <= MAX_DEPTH {
                    self.tag("<", name);
                }
            }
            Piece::Close(name) => {
                let deep = self.floors.len() - base > MAX_DEPTH;
                if self.floors.len() > base {
                    self.end_element();
                }
                if !deep {
                    self.tag("</", name);
                }
            }
            Piece::Link(_) | Piece::LinkEnd(_) | Piece::External(_) | Piece::ExternalEnd => self.markdown_link(piece),
            Piece::Wikilink(ix) => self.wikilink(*ix),
            Piece::Embed(ix) => {
                // all but a picture brings links along
                if media::of(&self.note.links[*ix as usize].name) != Media::Image {
                    self.end_raw_anchor();
                }
                self.note.body.hole(Fill::Embed(*ix));
            }
            Piece::ExternalImage(ix) => self.external_image(*ix as usize),
            Piece::Cite(ix) => {
                self.end_raw_anchor();
                self.note.body.hole(Fill::Cite(*ix));
            }
            Piece::Tag(ix) if self.end_raw_anchor() => self.note.body.hole(Fill::Tag(*ix)),
            Piece::Tag(ix) => {
                let name = format!("#{}", self.note.tags[*ix as usize].name);
                escape_text_into(self.tape(), &name);
            }
            Piece::Footnote(name) => {
                self.end_raw_anchor();
                let mark = self.footnote_mark(name);
                self.note.body.hole(mark);
            }
            Piece::Task(sign) => {
                self.note.body.hole(Fill::Task(*sign));
                self.tape().push(' ');
            }
            Piece::Soft => self.tape().push('\n'),
            Piece::Hard => self.tape().push_str("<br />\n"),
        }
    }

    /// The start or the end of a Markdown link.
    fn markdown_link(&mut self, piece: &Piece<'a>) {
        let opens = matches!(piece, Piece::Link(_) | Piece::External(_));
        if !opens {
            self.end_element();
        }
        // what is so at its start is so at its end: nothing in it can end a link around it
        if self.end_raw_anchor() {
            match piece {
                Piece::Link(ix) => self.note.body.hole(Fill::LinkOpen(*ix)),
                Piece::LinkEnd(ix) => self.note.body.hole(Fill::LinkClose(*ix)),
                Piece::External(ix) => self.external(*ix as usize),
                _ => self.tape().push_str("</a>"),
            }
        }
        if opens {
            self.floors.push(self.raw.floor());
        }
    }

    fn end_element(&mut self) {
        if let Some(floor) = self.floors.pop() {
            self.close_raw(floor);
        }
    }

    fn wrapped(&mut self, start: &str, text: &str, end: &str) {
        self.tape().push_str(start);
        escape_text_into(self.tape(), text);
        self.tape().push_str(end);
    }

    fn tag(&mut self, start: &str, name: &str) {
        let tape = self.tape();
        tape.push_str(start);
        tape.push_str(name);
        tape.push('>');
    }

    fn wikilink(&mut self, ix: u32) {
        let is_link = self.end_raw_anchor();
        if is_link {
            self.note.body.hole(Fill::LinkOpen(ix));
        }
        match self.note.links[ix as usize].label.clone() {
            Some(label) => {
                self.count_words(&label);
                escape_text_into(self.tape(), &label);
            }
            None => {
                self.note.words += 1;
                self.note.body.hole(Fill::LinkText(ix));
            }
        }
        if is_link {
            self.note.body.hole(Fill::LinkClose(ix));
        }
    }

    fn external(&mut self, ix: usize) {
        let extensions = self.options.extensions;
        let (url, title) = address(&self.note.links[ix]);
        let out = self.tape();
        out.push_str("<a href=\"");
        escape_into(out, &url);
        if extensions {
            out.push_str("\" class=\"external\" rel=\"noopener");
        }
        attribute(out, "title", title.as_deref());
        out.push_str("\">");
    }

    fn external_image(&mut self, ix: usize) {
        let extensions = self.options.extensions;
        let alt = self.note.links[ix].label.clone().unwrap_or_default();
        let (url, title) = address(&self.note.links[ix]);
        let out = self.tape();
        out.push_str("<img src=\"");
        escape_into(out, &url);
        out.push_str("\" alt=\"");
        escape_into(out, &alt);
        if extensions {
            out.push_str("\" loading=\"lazy");
        }
        attribute(out, "title", title.as_deref());
        out.push_str("\" />");
    }

    /// Counts words as a reader would: runs of letters and digits, and each ideograph or kana by itself.
    pub(super) fn count_words(&mut self, text: &str) {
        let mut inside = false;
        if text.is_ascii() {
            let mut words = 0;
            for b in text.bytes() {
                let letter = b.is_ascii_alphanumeric() | (inside & ((b == b'\'') | (b == b'-')));
                words += u32::from(letter & !inside);
                inside = letter;
            }
            self.note.words += words;
            return;
        }
        for c in text.chars() {
            let wide = matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
            let letter = !wide && (c.is_alphanumeric() || (inside && matches!(c, '\'' | '’' | '-')));
            self.note.words += u32::from(wide && c.is_alphanumeric() || letter && !inside);
            inside = letter;
        }
    }
}

fn address(link: &Link) -> (String, Option<Box<str>>) {
    let url = match &link.fragment {
        Some(fragment) => format!("{}#{fragment}", link.name),
        None => link.name.to_string(),
    };
    (encode_url(&url), link.title.clone())
}

fn attribute(out: &mut String, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        out.push_str("\" ");
        out.push_str(name);
        out.push_str("=\"");
        escape_into(out, value);
    }
}
