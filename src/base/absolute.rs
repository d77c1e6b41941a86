//! Relative references made absolute: for what leaves the site and is read elsewhere, such as feeds.

/// What `reference` means on the page at the absolute address `page`. Whole addresses stay as they are.
pub fn join(page: &str, reference: &str) -> String {
    if reference.starts_with("//") || has_scheme(reference) {
        return reference.to_owned();
    }
    let (host, path) = split(page);
    if reference.starts_with('#') || reference.is_empty() {
        return format!("{host}{}{reference}", path.split('#').next().unwrap_or_default());
    }
    let cut = reference.find(['?', '#']).unwrap_or(reference.len());
    let (relative, rest) = reference.split_at(cut);
    let mut parts: Vec<&str> = Vec::new();
    if !relative.starts_with('/') {
        parts.extend(path.split('/').skip(1));
        parts.pop();
    }
    let mut is_folder = relative.is_empty();
    for part in relative.split('/').skip(usize::from(relative.starts_with('/'))) {
        is_folder = matches!(part, "" | "." | "..");
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let slash = if is_folder && !parts.is_empty() { "/" } else { "" };
    format!("{host}/{}{slash}{rest}", parts.join("/"))
}

/// Our own HTML with every reference in it made absolute, as from the page at `page`. `<` and `>` stand in tags alone.
pub fn html(html: &str, page: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 4);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let close = end_of_tag(rest);
        tag(&mut out, &rest[..close], page);
        rest = &rest[close..];
    }
    out.push_str(rest);
    out
}

/// Where a tag ends: behind the first `>` outside of quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut quoted = false;
    let end = tag.bytes().position(|b| {
        quoted ^= b == b'"';
        b == b'>' && !quoted
    });
    end.map_or(tag.len(), |end| end + 1)
}

fn tag(out: &mut String, tag: &str, page: &str) {
    const KEYS: [&str; 4] = ["href", "src", "poster", "data"];
    let mut rest = tag;
    while let Some(at) = rest.find("=\"") {
        let start = at + 2;
        let Some(end) = rest[start..].find('"').map(|end| start + end) else { break };
        let key = rest[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        out.push_str(&rest[..start]);
        if KEYS.contains(&key) {
            out.push_str(&join(page, &rest[start..end]));
        } else if key == "srcset" {
            out.push_str(&set(page, &rest[start..end]));
        } else {
            out.push_str(&rest[start..end]);
        }
        out.push('"');
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
}

/// The copies that a picture has: an address and a width each. No address of ours has a space in it.
fn set(page: &str, copies: &str) -> String {
    let one = |copy: &str| match copy.split_once(' ') {
        Some((url, width)) => format!("{} {width}", join(page, url)),
        None => join(page, copy),
    };
    copies.split(", ").map(one).collect::<Vec<_>>().join(", ")
}

fn has_scheme(reference: &str) -> bool {
    let end = reference.find([':', '/', '?', '#']).unwrap_or(0);
    end > 0 && reference[end..].starts_with(':')
}

/// The scheme and host of an address, and its path.
fn split(url: &str) -> (&str, &str) {
    let from = url.find("://").map_or(0, |at| at + 3);
    let at = url[from..].find('/').map_or(url.len(), |slash| from + slash);
    url.split_at(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_joined() {
        let page = "https://a.org/n/ideas/zettel/";
        for (reference, whole) in [
            ("../../people/luhmann/#life", "https://a.org/n/people/luhmann/#life"),
            ("./", "https://a.org/n/ideas/zettel/"),
            ("#why", "https://a.org/n/ideas/zettel/#why"),
            ("", "https://a.org/n/ideas/zettel/"),
            ("box.png", "https://a.org/n/ideas/zettel/box.png"),
            ("/x", "https://a.org/x"),
            ("../../../../../x/", "https://a.org/x/"),
            ("../../", "https://a.org/n/"),
            ("https://b.org/", "https://b.org/"),
            ("mailto:a@b.c", "mailto:a@b.c"),
            ("//b.org/x", "//b.org/x"),
            ("a/b:c", "https://a.org/n/ideas/zettel/a/b:c"),
        ] {
            assert_eq!(join(page, reference), whole, "{reference}");
        }
        assert_eq!(join("https://a.org", "x/"), "https://a.org/x/");
    }

    #[test]
    fn tags_alone_change() {
        let text = "<p title=\"a > href=\"> href=\"x\" <a class=\"w\" href=\"../b/\">b</a><img src=\"p.png\" alt=\"\"></p>";
        assert_eq!(
            html(text, "https://a.org/n/"),
            "<p title=\"a > href=\"> href=\"x\" <a class=\"w\" href=\"https://a.org/b/\">b</a><img src=\"https://a.org/n/p.png\" alt=\"\"></p>"
        );
        assert_eq!(html("a < b \"", "https://a.org/"), "a < b \"");
    }
}
