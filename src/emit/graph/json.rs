//! The graph as JSON: `foamsite graph --format json`. Others rely on its fields.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::{Edge, edges, ids, path, placeholders, published, tags};
use crate::base::text::Places;
use crate::insight::Role;
use crate::link::Target;
use crate::site::Site;
use crate::vault::NoteId;

#[derive(Serialize)]
struct Note<'a> {
    path: &'a str,
    url: String,
    title: &'a str,
    aliases: &'a [String],
    tags: Vec<&'a str>,
    headings: Vec<Heading<'a>>,
    role: Role,
    community: u32,
    pagerank: f64,
    betweenness: f64,
}

#[derive(Serialize)]
struct Heading<'a> {
    level: u8,
    text: &'a str,
    slug: &'a str,
    line: u32,
}

#[derive(Serialize)]
struct Link<'a> {
    source: &'a str,
    line: u32,
    column: u32,
    raw: &'a str,
    kind: &'static str,
    embed: bool,
    target: Option<&'a str>,
    placeholder: Option<&'a str>,
    fragment: Option<Cow<'a, str>>,
}

/// Writes it, one row on a line.
pub fn write(out: &mut dyn Write, site: Site<'_>) -> io::Result<()> {
    let between = site.insights.betweenness();
    rows(out, "{\"notes\": [", ids(site).map(|id| note(site, id, between.values[id.ix()])))?;
    rows(out, "\"attachments\": [", published(site).map(|(_, path)| path))?;
    rows(out, "\"placeholders\": [", placeholders(site).map(|(_, name)| name))?;
    rows(out, "\"links\": [", edges(site).map(|edge| link(site, &edge)))?;
    writeln!(out, "}}")
}

/// Writes one array and, but for the last one, the comma behind it.
fn rows(out: &mut dyn Write, opening: &str, rows: impl Iterator<Item = impl Serialize>) -> io::Result<()> {
    write!(out, "{opening}")?;
    let mut before = "\n";
    for row in rows {
        write!(out, "{before}")?;
        serde_json::to_writer(&mut *out, &row)?;
        before = ",\n";
    }
    let last = opening.starts_with("\"links\"");
    write!(out, "{}]{}", if before == "\n" { "" } else { "\n" }, if last { "" } else { ",\n" })
}

fn note<'a>(site: Site<'a>, id: NoteId, betweenness: f64) -> Note<'a> {
    let note = site.note(id);
    let mut places = Places::new(&site.sources[id.ix()].text);
    let headings = note.headings.iter().filter(|heading| !heading.text.is_empty()).map(|heading| Heading {
        level: heading.level,
        text: &heading.text,
        slug: &heading.slug,
        line: places.place(note.blocks[heading.block as usize].span.start).0,
    });
    Note {
        path: path(site, id),
        url: site.plan.notes[id.ix()].encoded(),
        title: site.named(id).title(),
        aliases: &note.meta.aliases,
        tags: tags(site, id),
        headings: headings.collect(),
        role: site.insights.roles[id.ix()],
        community: site.insights.labels[id.ix()],
        pagerank: site.insights.ranks[id.ix()],
        betweenness,
    }
}

fn link<'a>(site: Site<'a>, edge: &Edge<'a>) -> Link<'a> {
    let (target, placeholder) = match edge.target {
        Target::Note { id, .. } => (Some(path(site, id)), None),
        Target::Asset(id) => (Some(site.assets[id.ix()].path.as_str()), None),
        Target::Placeholder(id) => (None, Some(site.graph.placeholder(id))),
        Target::External => (None, None),
    };
    Link {
        source: path(site, edge.source),
        line: edge.line,
        column: edge.column,
        raw: edge.raw,
        kind: edge.kind(),
        embed: edge.link.embed,
        target,
        placeholder,
        fragment: edge.fragment(),
    }
}
