//! Citations in a text, the references at its end, and the pages of works.

use super::element::Attributes;
use super::voice::Voice;
use crate::base::path::{SitePath, encode};
use crate::base::text::{escape_into, escape_text_into};
use crate::cite::Part;
use crate::note::Cite;
use crate::site::Site;
use crate::theme::Words;
use crate::vault::NoteId;

/// Writes a citation: on the note's own page it leads to the reference below, elsewhere to the work's page.
pub(super) fn write(out: &mut String, voice: Voice<'_>, ix: u32) {
    let (pen, cite) = (voice.pen, &voice.pen.note().cites[ix as usize]);
    parts(out, cite, |key| {
        if voice.is_own() { Some(format!("#ref:{}", encode(&tail(key)))) } else { work_href(pen.site, pen.page, key) }
    });
}

/// The same with an address for each work.
pub(super) fn parts(out: &mut String, cite: &Cite, href: impl Fn(&str) -> Option<String>) {
    let mut is_open = false;
    for part in &cite.written {
        match part {
            Part::Html(html) => out.push_str(html),
            Part::Start(ix) => {
                if let Some(href) = cite.cited.get(*ix).and_then(|cited| href(&cited.key)) {
                    let mut attributes = Attributes(out);
                    attributes.begin("a", "cite", "");
                    attributes.add("href", &href);
                    attributes.end();
                    is_open = true;
                }
            }
            Part::End => {
                out.push_str(if is_open { "</a>" } else { "" });
                is_open = false;
            }
        }
    }
}

/// A key as a part of an id.
fn tail(key: &str) -> String {
    key.replace(char::is_whitespace, "-")
}

/// The id of a reference: no heading's slug holds a colon.
fn id(key: &str) -> String {
    format!("ref:{}", tail(key))
}

fn work_href(site: Site<'_>, page: &SitePath, key: &str) -> Option<String> {
    Some(page.href(&site.plan.works.get(key)?.url))
}

/// The list of references at a note's end.
pub(super) fn references(out: &mut String, site: Site<'_>, note: NoteId, page: &SitePath, words: &Words) {
    let references = &site.note(note).references;
    if references.is_empty() {
        return;
    }
    out.push_str("<section class=\"references\"><h2>");
    escape_text_into(out, words.get("references"));
    out.push_str("</h2><ul>\n");
    for (key, html) in references {
        out.push_str("<li id=\"");
        escape_into(out, &id(key));
        out.push_str("\">");
        out.push_str(html);
        if let Some(work) = site.plan.works.get(key) {
            out.push_str(" <a class=\"cited-by\" href=\"");
            escape_into(out, &page.href(&work.url));
            out.push_str("\">");
            escape_text_into(out, &words.count("cited-by", work.notes().count()));
            out.push_str("</a>");
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul></section>\n");
}
