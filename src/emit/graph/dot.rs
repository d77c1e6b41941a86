//! The graph for Graphviz.

use std::io::{self, Write};

use super::{edges, ids, node, path, placeholders, published};
use crate::site::Site;

/// Writes it: a node each note, attachment and placeholder, an edge each link.
pub fn write(out: &mut dyn Write, site: Site<'_>) -> io::Result<()> {
    writeln!(out, "digraph vault {{\n  rankdir=LR;\n  node [shape=box, style=rounded];")?;
    for id in ids(site) {
        writeln!(out, "  n{} [label={}, tooltip={}];", id.0, quoted(site.title(id)), quoted(path(site, id)))?;
    }
    for (ix, path) in published(site) {
        writeln!(out, "  a{ix} [label={}, shape=note];", quoted(path))?;
    }
    for (ix, name) in placeholders(site) {
        writeln!(out, "  p{ix} [label={}, style=\"rounded,dashed\"];", quoted(name))?;
    }
    for edge in edges(site) {
        if let Some(target) = node(edge.target) {
            let style = if edge.link.embed { " [arrowhead=diamond]" } else { "" };
            writeln!(out, "  n{} -> {target}{style};", edge.source.0)?;
        }
    }
    writeln!(out, "}}")
}

/// A string in double quotes. In labels Graphviz gives a meaning to backslashes and to HTML's entities.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_text() {
        assert_eq!(quoted("a \"b\" \\n &lt;\n\0é"), r#""a \"b\" \\n &amp;lt;  é""#);
        assert_eq!(quoted("\\"), r#""\\""#);
    }
}
