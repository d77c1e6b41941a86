//! The graph as GraphML.

use std::io::{self, Write};

use super::{edges, ids, node, path, placeholders, published, tags};
use crate::base::text::escape;
use crate::site::Site;

/// What each node and edge can say: for what, name, type.
const KEYS: &[(&str, &str, &str)] = &[
    ("node", "kind", "string"),
    ("node", "label", "string"),
    ("node", "path", "string"),
    ("node", "url", "string"),
    ("node", "tags", "string"),
    ("node", "role", "string"),
    ("node", "community", "int"),
    ("node", "pagerank", "double"),
    ("node", "betweenness", "double"),
    ("edge", "syntax", "string"),
    ("edge", "embed", "boolean"),
    ("edge", "line", "int"),
    ("edge", "fragment", "string"),
];

/// Writes it: a node each note, attachment and placeholder, an edge each link.
pub fn write(out: &mut dyn Write, site: Site<'_>) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">")?;
    for (of, name, kind) in KEYS {
        writeln!(out, "<key id=\"{name}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    writeln!(out, "<graph id=\"vault\" edgedefault=\"directed\">")?;
    let between = site.insights.betweenness();
    for id in ids(site) {
        let url = site.plan.notes[id.ix()].encoded();
        let tags = tags(site, id).join(" ");
        let insights = site.insights;
        let community = insights.labels[id.ix()].to_string();
        let (rank, between) = (insights.ranks[id.ix()].to_string(), between.values[id.ix()].to_string());
        let data = [
            ("kind", "note"),
            ("label", site.title(id)),
            ("path", path(site, id)),
            ("url", &url),
            ("tags", &tags),
            ("role", insights.roles[id.ix()].name()),
            ("community", &community),
            ("pagerank", &rank),
            ("betweenness", &between),
        ];
        element(out, &format!("node id=\"n{}\"", id.0), &data)?;
    }
    for (ix, path) in published(site) {
        element(out, &format!("node id=\"a{ix}\""), &[("kind", "attachment"), ("label", path), ("path", path)])?;
    }
    for (ix, name) in placeholders(site) {
        element(out, &format!("node id=\"p{ix}\""), &[("kind", "placeholder"), ("label", name)])?;
    }
    for edge in edges(site) {
        let Some(target) = node(edge.target) else { continue };
        let line = edge.line.to_string();
        let embed = if edge.link.embed { "true" } else { "false" };
        let fragment = edge.fragment().unwrap_or_default();
        let data = [("syntax", edge.kind()), ("embed", embed), ("line", line.as_str()), ("fragment", &*fragment)];
        element(out, &format!("edge source=\"n{}\" target=\"{target}\"", edge.source.0), &data)?;
    }
    writeln!(out, "</graph>\n</graphml>")
}

/// An element with its data; empty ones are left out.
fn element(out: &mut dyn Write, tag: &str, data: &[(&str, &str)]) -> io::Result<()> {
    write!(out, "<{tag}>")?;
    for (key, value) in data.iter().filter(|(_, value)| !value.is_empty()) {
        write!(out, "<data key=\"{key}\">{}</data>", escape(&allowed(value)))?;
    }
    let name = tag.split(' ').next().unwrap_or(tag);
    writeln!(out, "</{name}>")
}

/// Characters that XML cannot hold, replaced.
fn allowed(text: &str) -> String {
    let fits = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if fits(c) { c } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_is_escaped_and_allowed() {
        let mut out = Vec::new();
        element(&mut out, "node id=\"n0\"", &[("label", "<a> & \"b\"\0\u{ffff}"), ("url", "")]).expect("memory takes it");
        let text = String::from_utf8(out).expect("text is UTF-8");
        assert_eq!(text, "<node id=\"n0\"><data key=\"label\">&lt;a&gt; &amp; &quot;b&quot;\u{fffd}\u{fffd}</data></node>\n");
    }
}
