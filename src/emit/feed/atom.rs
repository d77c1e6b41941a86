//! Atom, as RFC 4287 has it.

use super::{Channel, Entry, moment};
use crate::base::text::escape_into;

/// The whole document.
pub(super) fn write(channel: &Channel<'_>) -> String {
    let mut out =
        String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"");
    text(&mut out, channel.language);
    out.push_str("\">\n");
    element(&mut out, "title", "", &channel.title);
    if let Some(description) = channel.description {
        element(&mut out, "subtitle", "", description);
    }
    element(&mut out, "id", "", &channel.url);
    link(&mut out, "self", "application/atom+xml", &channel.url);
    link(&mut out, "alternate", "text/html", &channel.page);
    element(&mut out, "updated", "", &moment(channel.updated));
    out.push_str("<author>");
    element(&mut out, "name", "", channel.author);
    out.push_str("</author>\n");
    element(&mut out, "generator", "", "foamsite");
    for entry in &channel.entries {
        write_entry(&mut out, entry);
    }
    out.push_str("</feed>\n");
    out
}

fn write_entry(out: &mut String, entry: &Entry<'_>) {
    out.push_str("<entry");
    if let Some(language) = entry.language {
        attribute(out, "xml:lang", language);
    }
    out.push_str(">\n");
    element(out, "title", "", &entry.title);
    element(out, "id", "", &entry.id);
    link(out, "alternate", "text/html", &entry.url);
    element(out, "published", "", &moment(entry.published));
    element(out, "updated", "", &moment(entry.updated));
    for tag in &entry.tags {
        out.push_str("<category");
        attribute(out, "term", tag);
        out.push_str("/>\n");
    }
    if let Some(summary) = &entry.summary {
        element(out, "summary", "", summary);
    }
    if let Some(content) = &entry.content {
        element(out, "content", " type=\"html\"", content);
    }
    out.push_str("</entry>\n");
}

fn link(out: &mut String, rel: &str, kind: &str, href: &str) {
    out.push_str("<link");
    [("rel", rel), ("type", kind), ("href", href)].iter().for_each(|(key, value)| attribute(out, key, value));
    out.push_str("/>\n");
}

fn attribute(out: &mut String, key: &str, value: &str) {
    out.push_str(&format!(" {key}=\""));
    text(out, value);
    out.push('"');
}

fn element(out: &mut String, name: &str, attributes: &str, value: &str) {
    out.push_str(&format!("<{name}{attributes}>"));
    text(out, value);
    out.push_str(&format!("</{name}>\n"));
}

/// Text without what no XML document may hold.
fn text(out: &mut String, value: &str) {
    let is_bad = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}');
    if value.contains(is_bad) { escape_into(out, &value.replace(is_bad, "")) } else { escape_into(out, value) }
}
