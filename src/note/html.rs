//! Raw HTML in notes: which addresses, elements and attributes are harmless, and how its tags are kept in balance.
//!
//! Tags are read by the WHATWG tokenizer and written anew, one by one, from an allow-list; each one that is opened is closed
//! where the Markdown around it ends. So whatever an author leaves open, every slice of a tape is balanced, and nothing that
//! was not allowed is ever written. (A sanitiser of whole documents would see Markdown's own elements and could not tell
//! where the holes are.)

use std::ops::Range;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};

use super::address::{is_external, is_safe};
use super::elements::{FLOW, PHRASING, VOID, WHOLE, closes, is_attribute};
use super::writer::Writer;
use super::{Fill, Link, LinkIx, RawHtml, Seen, Syntax};
use crate::base::text::{Span, escape_into, escape_text_into};
use crate::diag::{Code, Finding};

/// Raw elements that are open, innermost last, and what is being left out.
#[derive(Default)]
pub struct Raw {
    open: Vec<(Box<str>, Option<LinkIx>)>,
    /// The element whose content is being left out, and how many elements were open before it.
    dropping: Option<(Box<str>, usize)>,
    removed: Vec<Box<str>>,
    first_removed: u32,
}

impl Raw {
    /// How many are open: a floor below which nothing inside a Markdown element may close.
    pub fn floor(&self) -> usize {
        self.open.len()
    }

    /// True while the content of a dangerous element is left out.
    pub fn is_dropping(&self) -> bool {
        self.dropping.is_some()
    }
}

impl Writer<'_> {
    /// Writes a chunk of raw HTML that stands at `at` of the note's text: one tag in a line, or a whole HTML block.
    pub fn raw(&mut self, html: &str, at: usize, in_line: bool) {
        if !self.options.extensions {
            self.tape().push_str(html);
            return;
        }
        if self.options.html == RawHtml::Escape {
            if !html.starts_with("<!--") {
                escape_text_into(&mut self.note.body.html, html);
            }
            return;
        }
        let mut emitter = DefaultEmitter::new_with_span();
        emitter.naively_switch_states(true);
        let tokens = Tokenizer::new_with_emitter(html, emitter);
        for token in tokens {
            match token {
                Ok(Token::StartTag(tag)) => self.raw_start(&tag, at, in_line),
                Ok(Token::EndTag(tag)) => self.raw_end(&String::from_utf8_lossy(&tag.name)),
                Ok(Token::String(text)) if !self.raw.is_dropping() => {
                    let text = String::from_utf8_lossy(&text);
                    self.count_words(&text);
                    escape_text_into(&mut self.note.body.html, &text);
                }
                _ => {}
            }
        }
        // a dangerous element that this block leaves open ends with it
        if !in_line {
            self.raw.dropping = None;
        }
    }

    /// Whether a tag in a line opens a link (`true`) or ends one; nothing where it does neither.
    pub fn raw_anchor(&self, tag: &str) -> Option<bool> {
        let inside = tag.strip_prefix('<').filter(|_| self.options.html != RawHtml::Escape)?;
        let (opens, name) = inside.strip_prefix('/').map_or((true, inside), |name| (false, name));
        let rest = name.strip_prefix(['a', 'A'])?;
        rest.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).then_some(opens)
    }

    fn raw_start(&mut self, tag: &StartTag<usize>, at: usize, in_line: bool) {
        let written = String::from_utf8_lossy(&tag.name);
        // a page has one h1, its title
        let name = if written == "h1" { "h2" } else { &*written };
        if self.raw.is_dropping() {
            return;
        }
        let trusted = self.options.html == RawHtml::Trusted;
        if !trusted && WHOLE.contains(&name) {
            self.remove(name, at + tag.span.start);
            if !VOID.contains(&name) && name != "embed" && !tag.self_closing {
                self.raw.dropping = Some((name.into(), self.raw.floor()));
            }
            return;
        }
        let known = PHRASING.contains(&name) || FLOW.contains(&name) && !in_line;
        if !known && !trusted || self.raw.open.len() >= super::writer::MAX_DEPTH {
            self.remove(name, at + tag.span.start);
            return;
        }
        while self.raw.open.len() > self.raw_floor() && self.raw.open.last().is_some_and(|(open, _)| closes(name, open)) {
            self.raw_close();
        }
        if name == "a" && !self.end_raw_anchor() {
            return;
        }
        if !trusted && self.vault_link(name, tag, at) {
            return;
        }
        self.raw_tag(|writer| {
            let (name, align) = if name == "center" { ("div", Some("center")) } else { (name, None) };
            writer.note.body.html.push('<');
            writer.note.body.html.push_str(name);
            writer.attributes(name, tag, align, at);
            writer.note.body.html.push('>');
        });
        if !(VOID.contains(&name) || trusted && tag.self_closing) {
            self.raw.open.push((if name == "center" { "div".into() } else { name.into() }, None));
        }
    }

    fn raw_end(&mut self, written: &str) {
        let name = match written {
            "h1" => "h2",
            "center" => "div",
            name => name,
        };
        if let Some((dropped, _)) = &self.raw.dropping {
            if **dropped == *name {
                self.raw.dropping = None;
            }
            return;
        }
        let floor = self.raw_floor();
        let Some(found) = self.raw.open[floor.min(self.raw.open.len())..].iter().rposition(|(open, _)| **open == *name) else {
            return; // nothing to close here
        };
        while self.raw.open.len() > floor + found {
            self.raw_close();
        }
    }

    /// Ends a link of raw HTML where another link begins: none can stand in another, and browsers end it there too. Answers false
    /// where it goes on, since an element of Markdown's was opened in it: what is in that is then its text.
    pub(super) fn end_raw_anchor(&mut self) -> bool {
        if self.options.extensions && self.raw.open.iter().any(|(open, _)| &**open == "a") {
            self.raw_end("a");
        }
        !self.options.extensions || self.raw.open.iter().all(|(open, _)| &**open != "a")
    }

    /// Closes the innermost raw element.
    fn raw_close(&mut self) {
        let Some((name, link)) = self.raw.open.pop() else { return };
        if let Some(link) = link {
            self.note.body.hole(Fill::LinkClose(link));
        } else {
            self.raw_tag(|writer| {
                writer.note.body.html.push_str("</");
                writer.note.body.html.push_str(&name);
                writer.note.body.html.push('>');
            });
        }
    }

    /// Closes all raw elements that were opened since `floor`: where the Markdown element around them ends.
    pub fn close_raw(&mut self, floor: usize) {
        while self.raw.open.len() > floor {
            self.raw_close();
        }
        if self.raw.dropping.as_ref().is_some_and(|(_, open)| *open >= floor) {
            self.raw.dropping = None;
        }
    }

    /// A raw paragraph ends where Markdown opens a block.
    pub fn end_raw_paragraph(&mut self) {
        if self.raw.open.len() > self.raw_floor() && self.raw.open.last().is_some_and(|(open, _)| &**open == "p") {
            self.raw_close();
        }
    }

    /// Writes one tag behind a hole that tells its length.
    fn raw_tag(&mut self, write: impl FnOnce(&mut Self)) {
        let hole = self.note.body.holes.len();
        let start = self.note.body.html.len();
        self.note.body.hole(Fill::Raw(0));
        write(self);
        self.note.body.holes[hole].fill = Fill::Raw((self.note.body.html.len() - start) as u32);
    }

    fn attributes(&mut self, element: &str, tag: &StartTag<usize>, align: Option<&str>, at: usize) {
        let trusted = self.options.html == RawHtml::Trusted;
        let mut class = align.map(|a| format!("align-{a}"));
        for (name, value) in &tag.attributes {
            let (name, value) = (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
            let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'));
            if !plain || !(trusted || is_attribute(element, &name)) {
                continue;
            }
            match &*name {
                "href" | "src" | "poster" => self.address(element, &name, &value, at, tag.span.start..tag.span.end),
                "class" => class = Some(class.map_or_else(|| value.to_string(), |c| format!("{c} {value}"))),
                "align" if !trusted => {
                    if let "left" | "right" | "center" = value.to_ascii_lowercase().as_str() {
                        class =
                            Some(format!("{}align-{}", class.map(|c| c + " ").unwrap_or_default(), value.to_ascii_lowercase()));
                    }
                }
                "width" | "height" | "colspan" | "rowspan" | "start" if !trusted => {
                    let digits = value.trim().trim_end_matches("px");
                    if !digits.is_empty() && digits.len() < 6 && digits.bytes().all(|b| b.is_ascii_digit()) {
                        self.attribute(&name, digits);
                    }
                }
                "dir" if !matches!(&*value, "ltr" | "rtl" | "auto") => {}
                _ => self.attribute(&name, &value),
            }
        }
        if let Some(class) = class {
            self.attribute("class", &class);
        }
        if element == "img" && !tag.attributes.contains_key(b"alt".as_slice()) {
            self.attribute("alt", "");
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        let out = &mut self.note.body.html;
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        escape_into(out, value);
        out.push('"');
    }

    /// An address in raw HTML: another site's is written, one in the vault becomes a hole.
    fn address(&mut self, element: &str, name: &str, value: &str, at: usize, tag: Range<usize>) {
        let value = value.trim();
        let span = Span::new(at + tag.start, at + tag.end);
        if !is_safe(value) {
            self.remove(name, span.start as usize);
        } else if is_external(value) {
            self.attribute(name, value);
        } else {
            let ix = self.raw_link(value, name != "href", span);
            let link = &mut self.note.links[ix as usize];
            (link.label, link.title) = (Some(element.into()), Some(name.into()));
            self.note.body.hole(Fill::RawUrl(ix));
        }
    }

    /// A link or picture of raw HTML that lies in the vault is one like any other: a hole, so that it is never dead.
    fn vault_link(&mut self, name: &str, tag: &StartTag<usize>, at: usize) -> bool {
        let text = |key: &str| tag.attributes.get(key.as_bytes()).map(|v| String::from_utf8_lossy(v).trim().to_owned());
        let Some(url) = text(if name == "a" { "href" } else { "src" }) else { return false };
        if !matches!(name, "a" | "img") || !is_safe(&url) || is_external(&url) {
            return false;
        }
        let ix = self.raw_link(&url, name == "img", Span::new(at + tag.span.start, at + tag.span.end));
        if name == "a" {
            self.note.body.hole(Fill::LinkOpen(ix));
            self.raw.open.push(("a".into(), Some(ix)));
            return true;
        }
        let number =
            |key| text(key).map(|v| v.trim_end_matches("px").to_owned()).filter(|v| v.bytes().all(|b| b.is_ascii_digit()));
        let size = match (number("width").filter(|w| !w.is_empty()), number("height").filter(|h| !h.is_empty())) {
            (Some(width), Some(height)) => format!("|{width}x{height}"),
            (Some(width), None) => format!("|{width}"),
            _ => String::new(),
        };
        self.note.links[ix as usize].label = Some((text("alt").unwrap_or_default().replace('|', " ") + &size).into());
        self.note.body.hole(Fill::Embed(ix));
        true
    }

    fn raw_link(&mut self, url: &str, embed: bool, span: Span) -> LinkIx {
        let ix = self.note.links.len() as LinkIx;
        let (path, fragment) = super::inline::split_url(url);
        self.note.links.push(Link {
            syntax: Syntax::Html,
            embed,
            seen: Seen::Page,
            name: path.into(),
            fragment,
            label: None,
            title: None,
            definition: None,
            modifier: None,
            in_flow: false,
            span,
            block: self.current_block(),
        });
        ix
    }

    fn remove(&mut self, what: &str, at: usize) {
        if self.raw.removed.is_empty() {
            self.raw.first_removed = at as u32;
        }
        let what: Box<str> = what.chars().take(40).collect::<String>().into();
        if self.raw.removed.len() < 10 && !self.raw.removed.contains(&what) {
            self.raw.removed.push(what);
        }
    }

    /// One finding for all raw HTML that was removed.
    pub fn report_removed(&mut self) {
        if self.raw.removed.is_empty() {
            return;
        }
        let names = self.raw.removed.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
        let at = self.raw.first_removed as usize;
        let finding = Finding::new(Code::RemovedHtml, at..at + 1, format!("raw HTML was left out: {names}"));
        self.note.findings.push(finding.hint("set `html = \"trusted\"` under `[notes]` if every note of this vault is your own"));
    }
}
