//! The links as CSV (RFC 4180): a line each, named in the first.

use std::io::{self, Write};

use super::{edges, path};
use crate::link::Target;
use crate::site::Site;

/// Writes it.
pub fn write(out: &mut dyn Write, site: Site<'_>) -> io::Result<()> {
    line(out, &["source", "line", "column", "kind", "embed", "target", "placeholder", "fragment", "raw"])?;
    for edge in edges(site) {
        let (target, placeholder) = match edge.target {
            Target::Note { id, .. } => (path(site, id), ""),
            Target::Asset(id) => (site.assets[id.ix()].path.as_str(), ""),
            Target::Placeholder(id) => ("", site.graph.placeholder(id)),
            Target::External => ("", ""),
        };
        let (row, column) = (edge.line.to_string(), edge.column.to_string());
        let embed = if edge.link.embed { "true" } else { "false" };
        let fragment = edge.fragment().unwrap_or_default();
        line(out, &[path(site, edge.source), &row, &column, edge.kind(), embed, target, placeholder, &fragment, edge.raw])?;
    }
    Ok(())
}

fn line(out: &mut dyn Write, fields: &[&str]) -> io::Result<()> {
    let fields: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
    write!(out, "{}\r\n", fields.join(","))
}

/// A field, in quotes where it must be.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_where_they_must_be() {
        let mut out = Vec::new();
        line(&mut out, &["a b", "a,b", "say \"x\"", "two\nlines", ""]).expect("memory takes it");
        assert_eq!(String::from_utf8(out).expect("text is UTF-8"), "a b,\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\r\n");
    }
}
