//! The link graph for programs: everything, once, sorted by path and then position.

pub mod csv;
pub mod dot;
pub mod graphml;
pub mod json;
pub mod theme;

use std::borrow::Cow;
use std::io::{self, Write};

use crate::base::text::Places;
use crate::link::{Resolution, Target};
use crate::note::{Link, Seen, Syntax};
use crate::site::Site;
use crate::vault::NoteId;

/// The forms that `foamsite graph` prints.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, clap::ValueEnum)]
pub enum Format {
    /// Notes, attachments, placeholders and links, as the documentation describes them.
    #[default]
    Json,
    /// For Graphviz.
    Dot,
    /// For Gephi, yEd, NetworkX and their like.
    Graphml,
    /// The links alone, a line each, for spreadsheets.
    Csv,
}

/// Writes the graph of a site.
pub fn write(out: &mut dyn Write, site: Site<'_>, format: Format) -> io::Result<()> {
    match format {
        Format::Json => json::write(out, site),
        Format::Dot => dot::write(out, site),
        Format::Graphml => graphml::write(out, site),
        Format::Csv => csv::write(out, site),
    }
}

/// How many links the graph has, and how many of them lead to nothing.
pub fn count_links(site: Site<'_>) -> (usize, usize) {
    ids(site).flat_map(|id| links(site, id)).fold((0, 0), |(all, lost), (_, target)| match target {
        Target::Placeholder(_) => (all + 1, lost + 1),
        _ => (all + 1, lost),
    })
}

/// One link with its place.
struct Edge<'a> {
    source: NoteId,
    target: Target,
    link: &'a Link,
    line: u32,
    column: u32,
    /// The text of the link as it stands in the note.
    raw: &'a str,
    resolution: Resolution,
}

impl<'a> Edge<'a> {
    /// The place in the target that the link names. A Markdown link that leads to nothing has none, as in Foam.
    ///
    /// Under `foam` it is as Foam's code reads it off the text: not decoded, with the backslash that a table asks for, and a
    /// Markdown link has none that names a block.
    fn fragment(&self) -> Option<Cow<'a, str>> {
        if self.resolution == Resolution::Foam && self.link.definition.is_none() {
            let written = match self.link.syntax {
                Syntax::Wiki => self.raw.trim_end_matches("]]").split('|').next().and_then(|t| t.split_once('#')),
                Syntax::Inline => self.raw.rsplit_once("](").and_then(|(_, url)| written_url(url).split_once('#')),
                Syntax::Reference | Syntax::Html => None,
            };
            if let (Some((_, fragment)), Target::Note { .. } | Target::Asset(_)) = (written, self.target) {
                let is_block = self.link.syntax != Syntax::Wiki && fragment.starts_with('^');
                return Some(Cow::Borrowed(fragment)).filter(|f| !f.is_empty() && !is_block);
            }
        }
        let is_lost = self.link.syntax != Syntax::Wiki && matches!(self.target, Target::Placeholder(_));
        if is_lost { None } else { self.link.place() }
    }

    fn kind(&self) -> &'static str {
        match self.link.syntax {
            Syntax::Wiki => "wikilink",
            Syntax::Inline | Syntax::Reference | Syntax::Html => "markdown",
        }
    }
}

/// The URL at the start of what stands behind `](`.
fn written_url(text: &str) -> &str {
    match text.strip_prefix('<') {
        Some(inside) => inside.split('>').next().unwrap_or(inside),
        None => text.split(['"', ')', ' ']).next().unwrap_or(text),
    }
}

/// Whether a link is in the graph: not one out of the vault, not one of raw HTML, not a Markdown link of a note to itself; and
/// where Foam and the page disagree whether there is a link at all, the resolution decides whom to follow.
fn counts(link: &Link, target: Target, resolution: Resolution) -> bool {
    let seen = match link.seen {
        Seen::Both => true,
        Seen::Foam => resolution == Resolution::Foam,
        Seen::Page => resolution == Resolution::Lenient,
    };
    seen && link.syntax != Syntax::Html && !matches!(target, Target::External | Target::Note { edge: false, .. })
}

/// The links of one note that are in the graph, by their place, each with its meaning.
fn links<'a>(site: Site<'a>, source: NoteId) -> Vec<(&'a Link, Target)> {
    let resolution = site.config.link.resolution;
    let all = site.note(source).links.iter().zip(site.graph.targets[source.ix()].iter().copied());
    let mut links: Vec<_> = all.filter(|(link, target)| counts(link, *target, resolution)).collect();
    links.sort_by_key(|(link, _)| link.span);
    links
}

/// Every link of the graph.
fn edges<'a>(site: Site<'a>) -> impl Iterator<Item = Edge<'a>> {
    ids(site).flat_map(move |source| {
        let text = &*site.sources[source.ix()].text;
        let mut places = Places::new(text);
        links(site, source).into_iter().map(move |(link, target)| {
            let (line, column) = places.place(link.span.start);
            Edge {
                source,
                target,
                link,
                line,
                column,
                raw: text.get(link.span.range()).unwrap_or_default(),
                resolution: site.config.link.resolution,
            }
        })
    })
}

fn ids(site: Site<'_>) -> impl Iterator<Item = NoteId> {
    site.listed()
}

/// A note's path.
fn path(site: Site<'_>, id: NoteId) -> &str {
    site.sources[id.ix()].path.as_str()
}

/// A note's tags, sorted, each once.
fn tags(site: Site<'_>, id: NoteId) -> Vec<&str> {
    let mut tags: Vec<&str> = site.note(id).tags.iter().map(|tag| &*tag.name).collect();
    tags.sort_unstable();
    tags.dedup();
    tags
}

/// The attachments that listed notes refer to: what private notes alone refer to is never spoken of.
fn published(site: Site<'_>) -> impl Iterator<Item = (usize, &str)> {
    site.listed_assets().map(move |id| (id.ix(), site.assets[id.ix()].path.as_str()))
}

/// The placeholders that a link of the graph asks for: index and name.
fn placeholders(site: Site<'_>) -> impl Iterator<Item = (usize, &str)> {
    let mut wanted = vec![false; site.graph.placeholders.len()];
    for source in ids(site) {
        for (_, target) in links(site, source) {
            if let Target::Placeholder(id) = target {
                wanted[id.0 as usize] = true;
            }
        }
    }
    site.graph.placeholders.iter().enumerate().filter(move |(ix, _)| wanted[*ix]).map(|(ix, name)| (ix, &**name))
}

/// The name of a node in formats that need one for each: the kind's letter and a number.
fn node(target: Target) -> Option<String> {
    match target {
        Target::Note { id, .. } => Some(format!("n{}", id.0)),
        Target::Asset(id) => Some(format!("a{}", id.0)),
        Target::Placeholder(id) => Some(format!("p{}", id.0)),
        Target::External => None,
    }
}
