//! What a query found, as a list, a table or a number.

use serde_json::Value;

use super::element::{Attributes, Pen, isolate};
use super::embed::{self, Excerpt, Refusal};
use super::stitch::Weaver;
use super::voice::{Scope, Voice};
use crate::base::path::SitePath;
use crate::base::text::escape_into;
use crate::config::EmbedStyle;
use crate::link::Part;
use crate::note::query::{Column, Field, Format, Query};
use crate::note::{HeadingIx, Note, Slice};
use crate::query::{self, is_text_of_note};
use crate::site::{Answer, Row, Site};
use crate::vault::NoteId;

/// Writes the answer to a query of the note that is played.
pub(super) fn write(weaver: &mut Weaver<'_>, out: &mut String, voice: Voice<'_>, ix: u32) {
    let pen = voice.pen;
    let Some(answer) = pen.site.answer(pen.id, ix) else { return };
    let query = &pen.note().queries[ix as usize];
    out.push_str("<div class=\"query\"");
    if let Some(anchor) = pen.note().blocks[query.block as usize].anchor.as_deref().filter(|_| voice.is_own()) {
        Attributes(out).add("id", anchor);
    }
    out.push_str(">\n");
    let around = voice.level_at(query.block);
    results(weaver, out, Voice { around, ..voice }, query, answer);
    out.push_str("</div>");
}

/// The results alone.
pub(super) fn results(weaver: &mut Weaver<'_>, out: &mut String, voice: Voice<'_>, query: &Query, answer: &Answer) {
    match query.format {
        Format::Count => {
            let only_notes = answer.rows.iter().all(|row| matches!(row, Row::Note(_)));
            let key = if only_notes { "note-count" } else { "file-count" };
            element(out, "<p class=\"query-count\">", &weaver.words.count(key, answer.count));
            out.push_str("</p>\n");
        }
        _ if answer.rows.is_empty() => {
            element(out, "<p class=\"query-empty\">", weaver.words.get("no-results"));
            out.push_str("</p>\n");
        }
        Format::List => list(weaver, out, voice, query, answer),
        Format::Table => table(weaver, out, voice, query, answer),
    }
    if query.format != Format::Count && answer.count > answer.rows.len() {
        element(out, "<p class=\"query-rest\">", &weaver.words.count("and-more", answer.count - answer.rows.len()));
        out.push_str("</p>\n");
    }
    remarks(out, answer);
}

/// What could not be followed.
pub(super) fn remarks(out: &mut String, answer: &Answer) {
    for remark in &answer.remarks {
        // what the author is to mend is told as `foamsite check` tells it: in English
        out.push_str("<p class=\"query-remark\" lang=\"en\" dir=\"ltr\">");
        code_spans(out, remark);
        out.push_str("</p>\n");
    }
}

fn list(weaver: &mut Weaver<'_>, out: &mut String, voice: Voice<'_>, query: &Query, answer: &Answer) {
    out.push_str("<ul class=\"query-results\">\n");
    for row in answer.rows.iter() {
        out.push_str("<li>");
        let mut is_first = true;
        for column in &query.columns {
            let mut cell = String::new();
            write_cell(weaver, &mut cell, voice, *row, column);
            if cell.is_empty() {
                continue;
            }
            if is_text_of_note(&column.field) {
                out.push_str("<div class=\"query-text\">");
                out.push_str(&cell);
                out.push_str("</div>");
            } else {
                out.push_str(if is_first { "" } else { " · " });
                out.push_str(&cell);
            }
            is_first = false;
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

fn table(weaver: &mut Weaver<'_>, out: &mut String, voice: Voice<'_>, query: &Query, answer: &Answer) {
    out.push_str("<table class=\"query-results\"><thead><tr>");
    for column in &query.columns {
        element(out, "<th scope=\"col\">", &column.label);
        out.push_str("</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in answer.rows.iter() {
        out.push_str("<tr>");
        for column in &query.columns {
            out.push_str(if is_text_of_note(&column.field) { "<td class=\"query-text\">" } else { "<td>" });
            write_cell(weaver, out, voice, *row, column);
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n");
}

fn write_cell(weaver: &mut Weaver<'_>, out: &mut String, voice: Voice<'_>, row: Row, column: &Column) {
    let site = voice.pen.site;
    if is_text_of_note(&column.field) {
        if let Row::Note(id) = row {
            text_of_note(weaver, out, voice, id, &column.field);
        }
        return;
    }
    if let (Row::Note(id), Field::Property(key), false) = (row, &column.field, column.link)
        && let Some(property) = site.note(id).properties.iter().find(|property| property.key == *key)
    {
        let pen = Pen { id, ..voice.pen };
        return weaver.play(out, property.value, Voice { pen, scope: Scope::Part, ..voice });
    }
    let value = query::value(site, row, &column.field);
    let shown = query::text(&value);
    if column.link && !shown.is_empty() {
        open(out, site, voice.pen.page, row);
        isolate(out, &shown);
        out.push_str("</a>");
    } else if column.field == Field::Tags {
        tags(out, voice.pen, &value);
    } else if shown.len() == 10 && shown.parse::<jiff::civil::Date>().is_ok() {
        Attributes(out).open("time", "");
        Attributes(out).add("datetime", &shown);
        element(out, ">", &weaver.words.date(&shown));
        out.push_str("</time>");
    } else if !shown.is_empty() {
        isolate(out, &shown);
    }
}

/// Opens a link to a file that is published.
fn open(out: &mut String, site: Site<'_>, page: &SitePath, row: Row) {
    let mut attributes = Attributes(out);
    match row {
        Row::Note(id) => {
            attributes.begin("a", "wikilink", "");
            attributes.add("data-note", site.sources[id.ix()].path.as_str());
            attributes.add("href", &page.href(&site.plan.notes[id.ix()]));
        }
        Row::Asset(id) => {
            attributes.begin("a", "attachment", "");
            let url = site.plan.assets[id.ix()].as_ref();
            attributes.add("href", &url.map(|url| page.href(url)).unwrap_or_default());
        }
    }
    attributes.end();
}

/// Tags, each a link to its page.
fn tags(out: &mut String, pen: Pen<'_>, tags: &Value) {
    for (i, name) in tags.as_array().into_iter().flatten().filter_map(Value::as_str).enumerate() {
        out.push_str(if i > 0 { ", " } else { "" });
        pen.tag_named(out, name);
    }
}

/// A note's text or a section of it, as an embed shows it; a link where the page holds it already, or has enough.
fn text_of_note(weaver: &mut Weaver<'_>, out: &mut String, voice: Voice<'_>, id: NoteId, field: &Field) {
    let site = voice.pen.site;
    let note = site.note(id);
    let (part, excerpt) = match field {
        Field::Section(label) => {
            let heading = note.headings.iter().position(|heading| heading.text == **label);
            let Some(part) = heading.map(|ix| Part::Heading(ix as HeadingIx)) else { return };
            let style = EmbedStyle { content: true, inline: true };
            let Some(excerpt) = embed::excerpt(note, part, style) else { return };
            (part, excerpt)
        }
        Field::Body => (Part::Whole, Excerpt::bare(vec![note.body.all()], ["", ""])),
        _ => (Part::Whole, Excerpt::bare(content(note), ["", ""])),
    };
    match weaver.ledger.enter(id, part, &excerpt) {
        Ok(()) => {
            weaver.excerpt(out, voice.lowered(voice.around, id, &excerpt), &excerpt);
            weaver.ledger.leave();
        }
        Err(refusal) => {
            open(out, site, voice.pen.page, Row::Note(id));
            element(out, "", site.title(id));
            out.push_str("</a>");
            if refusal == Refusal::Circle {
                element(out, " ", weaver.words.get("holds-query"));
            }
        }
    }
}

/// The body without the heading of the first level that it begins with.
fn content(note: &Note) -> Vec<Slice> {
    let all = note.body.all();
    let first = note.headings.first().filter(|heading| heading.level == 1 && !heading.nested);
    match first.map(|heading| note.blocks[heading.block as usize].slice) {
        Some(title) if note.body.html[..title.start as usize].trim().is_empty() => {
            vec![Slice { start: title.end, first: title.last, ..all }]
        }
        _ => embed::without_title(note),
    }
}

/// Words of ours with names in back quotes.
fn code_spans(out: &mut String, text: &str) {
    for (i, part) in text.split('`').enumerate() {
        element(out, if i % 2 == 1 { "<code>" } else { "" }, part);
        out.push_str(if i % 2 == 1 { "</code>" } else { "" });
    }
}

fn element(out: &mut String, markup: &str, text: &str) {
    out.push_str(markup);
    escape_into(out, text);
}
