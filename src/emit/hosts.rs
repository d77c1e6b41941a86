//! What hosts read: `_headers` (Netlify, Cloudflare Pages) and `CNAME` (GitHub Pages). Elsewhere they are files like others.

use std::collections::BTreeSet;

use memchr::memmem;

use crate::link::Target;
use crate::note::RawHtml;
use crate::plan::{SCALED, SHARES};
use crate::site::Site;
use crate::theme::Theme;
use crate::vault::NoteId;

/// A site that shows pictures of more other sites than this allows all: a header has to stay short.
const ORIGINS_MAX: usize = 40;

/// The files, each with its path in the output.
pub fn files(site: Site<'_>, theme: &Theme) -> Vec<(&'static str, String)> {
    let output = &site.config.output;
    let headers = match &output.own_headers {
        Some(own) => Some(own.clone()),
        None => output.headers.then(|| headers(site, theme)),
    };
    let cname = output.cname.as_ref().map(|name| format!("{name}\n"));
    [("_headers", headers), ("CNAME", cname)].into_iter().filter_map(|(path, text)| Some((path, text?))).collect()
}

/// `_headers`: nothing is guessed, no other site learns from which page a reader comes, what is named by its content is kept
/// for good, and a page loads nothing but what its site has.
fn headers(site: Site<'_>, theme: &Theme) -> String {
    let mut text = String::new();
    let is_open = site.config.note.html == RawHtml::Trusted;
    if is_open {
        text.push_str("# Notes may hold scripts of any kind (`notes.html`), so there is no policy of what pages may load.\n");
    }
    text.push_str("/*\n  X-Content-Type-Options: nosniff\n  Referrer-Policy: strict-origin-when-cross-origin\n");
    if !is_open {
        text.push_str(&format!("  Content-Security-Policy: {}\n", policy(&origins(site))));
    }
    for asset in theme.assets() {
        let address = asset.url.encoded();
        text.push_str(&format!("{address}\n  Cache-Control: public, max-age=31536000, immutable\n"));
    }
    for (folder, is_there) in [(SHARES, !site.shares.is_empty()), (SCALED, site.scaled.iter().any(|copies| !copies.is_empty()))] {
        if is_there {
            text.push_str(&format!("{folder}/*\n  Cache-Control: public, max-age=31536000, immutable\n"));
        }
    }
    text
}

/// What pages may load, by the rules of Content Security Policy 3: the site's own, and pictures, sound and film from where notes
/// show some. Style attributes are allowed: boards and formulas place their parts by them, and no style sheet can be put in by one.
fn policy(origins: &BTreeSet<String>) -> String {
    let media = origins.iter().fold("'self' data:".to_owned(), |all, origin| format!("{all} {origin}"));
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src {media}; media-src {media}; \
         object-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
}

/// The other sites whose pictures, sound and film published notes show.
fn origins(site: Site<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for id in (0..site.notes.len() as u32).map(NoteId) {
        let note = site.note(id);
        let links = note.links.iter().zip(&site.graph.targets[id.ix()]);
        found.extend(
            links.filter(|(link, target)| link.embed && **target == Target::External).filter_map(|(l, _)| origin(&l.name)),
        );
        let html = &note.body.html;
        for name in [" src=\"", " poster=\""] {
            let starts = memmem::find_iter(html.as_bytes(), name).map(|at| at + name.len());
            found.extend(starts.filter_map(|at| origin(html[at..].split('"').next()?)));
        }
    }
    if found.len() > ORIGINS_MAX { ["http:", "https:"].map(str::to_owned).into() } else { found }
}

/// The origin of an absolute address, as a policy names it. A name that a policy cannot write gives its scheme.
fn origin(url: &str) -> Option<String> {
    let url = url.strip_prefix("//").map_or_else(|| url.to_owned(), |rest| format!("https://{rest}"));
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if !matches!(&*scheme, "http" | "https") {
        return None;
    }
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':');
    Some(if !host.is_empty() && host.bytes().all(is_plain) { format!("{scheme}://{host}") } else { format!("{scheme}:") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_of_addresses() {
        for (url, expected) in [
            ("https://a.org/x.png", Some("https://a.org")),
            ("HTTP://A.org:8080?x", Some("http://a.org:8080")),
            ("//a.org/x", Some("https://a.org")),
            ("https://me:word@a.org/x", Some("https://a.org")),
            ("https://größe.de/x", Some("https:")),
            ("https://a.org; script-src *", Some("https:")),
            ("https://", Some("https:")),
            ("a.png", None),
            ("data:image/png;base64,x", None),
        ] {
            assert_eq!(origin(url).as_deref(), expected, "{url}");
        }
    }
}
