//! What a style makes of a citation, as HTML.

use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{BibliographyItem, ElemChild, ElemChildren, ElemMeta, Formatted};

use super::locator::Place;
use super::{Cited, Part};
use crate::base::text::{escape_into, escape_text_into};

/// A citation: what each work says leads to it.
pub(super) fn citation(children: &ElemChildren, cited: &[Cited], places: &[Place<'_>]) -> Vec<Part> {
    let mut writer = Writer { parts: Vec::new(), html: String::new(), cited: Some((cited, places)) };
    writer.children(children);
    writer.cut();
    writer.parts
}

/// A reference.
pub(super) fn reference(item: &BibliographyItem) -> String {
    let mut writer = Writer { parts: Vec::new(), html: String::new(), cited: None };
    if let Some(first) = &item.first_field {
        writer.child(first);
        writer.html.push(' ');
    }
    writer.children(&item.content);
    writer.html
}

struct Writer<'a> {
    parts: Vec<Part>,
    html: String,
    /// In a citation: its works.
    cited: Option<(&'a [Cited], &'a [Place<'a>])>,
}

impl Writer<'_> {
    /// Ends the HTML so far.
    fn cut(&mut self) {
        if !self.html.is_empty() {
            self.parts.push(Part::Html(std::mem::take(&mut self.html)));
        }
    }

    fn children(&mut self, children: &ElemChildren) {
        children.0.iter().for_each(|child| self.child(child));
    }

    fn child(&mut self, child: &ElemChild) {
        match child {
            ElemChild::Text(text) => self.text(text),
            ElemChild::Elem(elem) => match (&elem.meta, self.cited) {
                (Some(ElemMeta::Entry(ix)), Some((cited, places))) => {
                    if let Some(one) = cited.get(*ix).filter(|one| !one.prefix.is_empty()) {
                        escape_text_into(&mut self.html, &one.prefix);
                        self.html.push(' ');
                    }
                    self.cut();
                    self.parts.push(Part::Start(*ix));
                    self.children(&elem.children);
                    self.cut();
                    self.parts.push(Part::End);
                    if let Some(place) = places.get(*ix) {
                        escape_text_into(&mut self.html, place.rest);
                    }
                }
                _ => self.children(&elem.children),
            },
            ElemChild::Markup(text) => escape_text_into(&mut self.html, text),
            ElemChild::Link { text, url }
                if self.cited.is_none() && (url.starts_with("https://") || url.starts_with("http://")) =>
            {
                self.html.push_str("<a href=\"");
                escape_into(&mut self.html, &crate::base::path::encode_url(url));
                self.html.push_str("\" class=\"external\" rel=\"noopener\">");
                self.text(text);
                self.html.push_str("</a>");
            }
            ElemChild::Link { text, .. } => self.text(text),
            ElemChild::Transparent { .. } => {}
        }
    }

    fn text(&mut self, text: &Formatted) {
        let format = text.formatting;
        let mut ends = Vec::new();
        let mut open = |html: &mut String, is_on: bool, start: &str, end: &'static str| {
            if is_on {
                html.push_str(start);
                ends.push(end);
            }
        };
        open(&mut self.html, format.font_style == FontStyle::Italic, "<em>", "</em>");
        open(&mut self.html, format.font_weight == FontWeight::Bold, "<strong>", "</strong>");
        open(&mut self.html, format.font_variant == FontVariant::SmallCaps, "<span class=\"small-caps\">", "</span>");
        open(&mut self.html, format.vertical_align == VerticalAlign::Sup, "<sup>", "</sup>");
        open(&mut self.html, format.vertical_align == VerticalAlign::Sub, "<sub>", "</sub>");
        let clean = text.text.replace(|c: char| c.is_control(), " ");
        escape_text_into(&mut self.html, &clean);
        self.html.extend(ends.into_iter().rev());
    }
}
