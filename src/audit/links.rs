//! Does every address in a finished site lead somewhere? Each internal address and fragment of all pages, feeds, style sheets and
//! the sitemap is held against the files and ids that there are.

use std::collections::BTreeMap;

use html5gum::{DefaultEmitter, StartTag, Token, Tokenizer};
use rustc_hash::{FxHashMap, FxHashSet};

use super::File;
use super::readable::entities;
use crate::base::path::decode;
use crate::base::text::{Places, hash};
use crate::diag::{Code, Finding};

/// So many dead addresses are told of one file.
const TOLD: usize = 50;

/// What one file holds.
#[derive(Debug, Default)]
pub struct Sheet {
    path: String,
    /// Hashes of its ids; none where it has no ids to lead to, being no page.
    ids: Option<FxHashSet<u64>>,
    links: Vec<Link>,
}

impl Sheet {
    /// How many addresses it has that are the site's own.
    pub fn addresses(&self) -> usize {
        self.links.len()
    }
}

/// An address in a file.
#[derive(Debug)]
struct Link {
    /// As it stands there.
    written: String,
    /// Below the site's root, without its query, decoded.
    path: String,
    fragment: Option<String>,
    place: (u32, u32),
}

/// Where a site stands: what makes an absolute address one of its own.
#[derive(Clone, Debug)]
pub struct Home {
    /// The absolute address of its root, with a slash at its end, where it is known.
    pub url: Option<String>,
    /// The path of its root on its host, with slashes at both ends.
    pub path: String,
}

impl Home {
    /// The path below the root, with its fragment, of an address in the page `from`; `None` where it leads out of the site. An
    /// address of this host that is not below the root is left whole, and so is no file's.
    fn resolve(&self, from: &str, address: &str) -> Option<(String, Option<String>)> {
        let address = address.trim();
        let (address, fragment) = match address.split_once('#') {
            Some((address, fragment)) => (address, Some(decode(fragment))),
            None => (address, None),
        };
        let address = address.split('?').next().unwrap_or_default();
        if let Some(rest) = self.url.as_deref().and_then(|url| address.strip_prefix(url)) {
            return Some((decode(rest), fragment));
        }
        let scheme = address.find([':', '/']).filter(|at| address[*at..].starts_with(':'));
        if scheme.is_some() || address.starts_with("//") {
            return None;
        }
        if let Some(rest) = address.strip_prefix(&self.path) {
            return Some((decode(rest), fragment));
        }
        if address.starts_with('/') {
            return Some((address.to_owned(), fragment));
        }
        if address.is_empty() {
            return Some((from.to_owned(), fragment));
        }
        let mut parts: Vec<String> = from.split('/').map(str::to_owned).collect();
        parts.pop();
        let mut ends_in_folder = false;
        for part in address.split('/') {
            ends_in_folder = matches!(part, "" | "." | "..");
            match part {
                "" | "." => {}
                ".." if parts.pop().is_none() => return Some((format!("/{address}"), fragment)),
                ".." => {}
                part => parts.push(decode(part)),
            }
        }
        let slash = if ends_in_folder && !parts.is_empty() { "/" } else { "" };
        Some((parts.join("/") + slash, fragment))
    }
}

/// Reads a file; one of a kind that holds no addresses has none.
pub fn read(file: &File<'_>, home: &Home) -> Sheet {
    let mut sheet = Sheet { path: file.path.to_owned(), ..Sheet::default() };
    let extension = file.path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let text = match extension {
        "html" | "xml" | "css" => String::from_utf8_lossy(file.bytes),
        _ => return sheet,
    };
    let mut reader = Reader { sheet: &mut sheet, home, places: Places::new(&text) };
    match extension {
        "html" => reader.html(&text),
        "xml" => reader.xml(&text),
        _ => reader.css(&text),
    }
    sheet
}

struct Reader<'a> {
    sheet: &'a mut Sheet,
    home: &'a Home,
    places: Places<'a>,
}

impl Reader<'_> {
    fn html(&mut self, text: &str) {
        let mut emitter = DefaultEmitter::<usize>::new_with_span();
        emitter.naively_switch_states(true);
        let mut ids = FxHashSet::default();
        for token in Tokenizer::new_with_emitter(text, emitter) {
            if let Ok(Token::StartTag(tag)) = token {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                for key in ["id", "name"] {
                    if let Some(id) = value(&tag, key).filter(|_| key == "id" || name == "a") {
                        ids.insert(hash(id.as_bytes()));
                    }
                }
                self.tag(&name, &tag);
            }
        }
        self.sheet.ids = Some(ids);
    }

    fn tag(&mut self, name: &str, tag: &StartTag<usize>) {
        let at = tag.span.start as u32;
        let keys: &[&str] = match name {
            "a" | "area" | "link" | "use" | "image" => &["href", "xlink:href"],
            "video" => &["src", "poster"],
            "object" => &["data"],
            "form" => &["action"],
            _ => &["src"],
        };
        for address in keys.iter().filter_map(|key| value(tag, key)) {
            self.link(&address, at);
        }
        let set = value(tag, "srcset").unwrap_or_default();
        for address in set.split(", ").filter_map(|part| part.split_whitespace().next()) {
            self.link(address, at);
        }
        if name == "meta" && value(tag, "http-equiv").is_some_and(|what| what.eq_ignore_ascii_case("refresh")) {
            let content = value(tag, "content").unwrap_or_default();
            if let Some((_, address)) = content.split_once("url=") {
                self.link(address, at);
            }
        }
    }

    /// Addresses in a feed or sitemap: what stands in the elements and attributes that hold one.
    fn xml(&mut self, text: &str) {
        for (open, close) in [("<loc>", '<'), ("<id>", '<'), (" href=\"", '"')] {
            for (at, _) in text.match_indices(open) {
                let rest = &text[at + open.len()..];
                let address = entities(rest.split(close).next().unwrap_or_default()).into_owned();
                if address.starts_with("http") {
                    self.link(&address, at as u32);
                }
            }
        }
        self.sheet.links.sort_by_key(|link| link.place);
    }

    fn css(&mut self, text: &str) {
        for (at, _) in text.match_indices("url(") {
            let address = text[at + 4..].split(')').next().unwrap_or_default().trim_matches(['"', '\'', ' ']);
            if !address.starts_with('#') {
                self.link(address, at as u32);
            }
        }
    }

    fn link(&mut self, address: &str, at: u32) {
        let Some((path, fragment)) = self.home.resolve(&self.sheet.path, address) else { return };
        let place = self.places.place(at);
        self.sheet.links.push(Link { written: address.to_owned(), path, fragment, place });
    }
}

fn value(tag: &StartTag<usize>, key: &str) -> Option<String> {
    tag.attributes.get(key.as_bytes()).map(|value| String::from_utf8_lossy(value).into_owned())
}

/// The addresses in a sitemap, decoded and from the site's root, whatever host they name; `base` is the path of the root.
pub fn sitemap(text: &str, base: &str) -> Vec<String> {
    let path = |address: &str| {
        let address = entities(address.trim()).into_owned();
        let (_, rest) = address.split_once("://")?;
        let path = decode(&rest[rest.find('/')?..]);
        Some(format!("/{}", path.strip_prefix(base)?))
    };
    text.split("<loc>").skip(1).filter_map(|rest| path(rest.split('<').next()?)).collect()
}

/// A finding with its line and column.
type Located = ((u32, u32), Finding);

/// The dead addresses of a site, by file, each with its line and column. `sheets` are all its files.
pub fn dead(sheets: &[Sheet]) -> BTreeMap<&str, Vec<Located>> {
    let by_path: FxHashMap<&str, &Sheet> = sheets.iter().map(|sheet| (sheet.path.as_str(), sheet)).collect();
    let mut found: BTreeMap<&str, Vec<Located>> = BTreeMap::new();
    for sheet in sheets {
        let mut seen: FxHashSet<(&str, Option<&str>)> = FxHashSet::default();
        for link in &sheet.links {
            let fragment = link.fragment.as_deref();
            if !seen.insert((&link.path, fragment)) {
                continue;
            }
            let Some(problem) = problem(&by_path, &link.path, fragment) else { continue };
            let told = found.entry(&sheet.path).or_default();
            if told.len() < TOLD {
                told.push((link.place, Finding::new(Code::DeadAddress, 0..0, format!("`{}` {problem}", link.written))));
            }
        }
    }
    found
}

fn problem(files: &FxHashMap<&str, &Sheet>, path: &str, fragment: Option<&str>) -> Option<String> {
    let index = || {
        let slash = if path.is_empty() || path.ends_with('/') { "" } else { "/" };
        files.get(format!("{path}{slash}index.html").as_str())
    };
    let Some(target) = files.get(path).or_else(index) else { return Some("leads to no file of the site".into()) };
    let fragment = fragment.filter(|fragment| !matches!(*fragment, "" | "top") && !fragment.starts_with(":~:"))?;
    let ids = target.ids.as_ref()?;
    (!ids.contains(&hash(fragment.as_bytes()))).then(|| format!("names an id that `{}` does not have", target.path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> Home {
        Home { url: Some("https://a.org/n/".into()), path: "/n/".into() }
    }

    #[test]
    fn addresses_become_files() {
        let resolve = |address: &str| home().resolve("a/b/index.html", address).map(|(path, _)| path);
        for (address, path) in [
            ("../c/", "a/c/"),
            ("./", "a/b/"),
            ("#x", "a/b/index.html"),
            ("../../", ""),
            ("../../x%20y.png?z", "x y.png"),
            ("/n/assets/x.css", "assets/x.css"),
            ("https://a.org/n/feed.xml", "feed.xml"),
            ("/elsewhere/", "/elsewhere/"),
            ("../../../out/", "/../../../out/"),
        ] {
            assert_eq!(resolve(address).as_deref(), Some(path), "{address}");
        }
        for address in ["https://b.org/", "//b.org/", "mailto:x@y", "data:,", "https://a.org/"] {
            assert_eq!(resolve(address), None, "{address}");
        }
    }

    #[test]
    fn dead_addresses_are_told_with_their_place() {
        let files = [
            (
                "index.html",
                "<p id=x>\n<a href=\"a/#here\">1</a> <a href=\"a/#gone\">2</a>\n<a href=\"no/\">3</a><img src=\"p.png\" srcset=\"p.png 1x, q.png 2x\">\n<script>\"<a href='never'>\"</script>",
            ),
            (
                "a/index.html",
                "<h2 id=\"here\"></h2><a href=\"../#x\"></a><a href=\"https://a.org/n/none/\"></a><a href=\"#\"></a><a href=\"../p.png#t=3\"></a>",
            ),
            ("p.png", ""),
            ("feed.xml", "<id>https://a.org/n/a/</id><link href=\"https://a.org/n/gone.json\"/>"),
            ("style.css", "a { background: url('p.png') } b { background: url(\"gone.png\") }"),
            ("404.html", "<link rel=stylesheet href=/n/style.css><a href=/style.css>"),
        ];
        let sheets: Vec<Sheet> = files.iter().map(|(path, text)| read(&File { path, bytes: text.as_bytes() }, &home())).collect();
        let dead = dead(&sheets);
        let told: Vec<String> = dead
            .iter()
            .flat_map(|(file, found)| found.iter().map(move |((line, _), f)| format!("{file}:{line} {}", f.message)))
            .collect();
        assert_eq!(
            told,
            [
                "404.html:1 `/style.css` leads to no file of the site",
                "a/index.html:1 `https://a.org/n/none/` leads to no file of the site",
                "feed.xml:1 `https://a.org/n/gone.json` leads to no file of the site",
                "index.html:2 `a/#gone` names an id that `a/index.html` does not have",
                "index.html:3 `no/` leads to no file of the site",
                "index.html:3 `q.png` leads to no file of the site",
                "style.css:1 `gone.png` leads to no file of the site",
            ]
        );
    }
}
