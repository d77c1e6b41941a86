//! Paths inside a vault and inside a site. Both are POSIX, relative to their root, and never hold `.` or `..`.

use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What a URL's path segment must not hold as it is, besides control characters. Letters of any script are encoded too, as
/// browsers do. What remains needs no escaping in HTML.
const RESERVED: &[u8] = b" \"#%<>?[\\]^`{|}&':";
const SEGMENT: &AsciiSet = &segment();

const fn segment() -> AsciiSet {
    let (mut set, mut i) = (CONTROLS.add(b' '), 0);
    while i < RESERVED.len() {
        set = set.add(RESERVED[i]);
        i += 1;
    }
    set
}

/// The extension of canvases (JSON Canvas).
pub const CANVAS: &str = "canvas";

/// A file's place in the vault: `ideas/Zettel.md`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct VaultPath(Box<str>);

impl VaultPath {
    /// A path from its text, which must be relative and clean (`io::read` and the tests make only such).
    pub fn new(path: impl Into<Box<str>>) -> Self {
        VaultPath(path.into())
    }

    /// The whole path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder, without a slash at its end; empty for the root.
    pub fn folder(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The last segment: `Zettel.md`.
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }

    /// The file name without its last extension: `v1.2 notes` for `v1.2 notes.md`.
    pub fn stem(&self) -> &str {
        let name = self.file_name();
        match name.rfind('.') {
            Some(dot) if dot > 0 => &name[..dot],
            _ => name,
        }
    }

    /// The last extension without its dot, as written; empty where there is none.
    pub fn extension(&self) -> &str {
        extension(self.file_name())
    }
}

/// The last extension of a file name without its dot; empty where there is none.
pub fn extension(name: &str) -> &str {
    let name = name.rsplit_once('/').map_or(name, |(_, last)| last);
    match name.rfind('.') {
        Some(dot) if dot > 0 => &name[dot + 1..],
        _ => "",
    }
}

impl fmt::Display for VaultPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Joins `relative` to `folder`, undoing `.` and `..`. `None` where it leaves the root.
pub fn join(folder: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = if relative.starts_with('/') { Vec::new() } else { segments(folder).collect() };
    for part in segments(relative) {
        match part {
            "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|s| !s.is_empty())
}

/// A page's or file's address below the site's root, not percent-encoded and with a slash at its start: a page ends in a slash
/// (`/ideas/zettel/`), a file does not (`/graph.json`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SitePath(Box<str>);

impl SitePath {
    /// An address from its text. It must begin with a slash and be clean.
    pub fn new(path: impl Into<Box<str>>) -> Self {
        let path = path.into();
        debug_assert!(path.starts_with('/'), "a site path starts at the root: {path}");
        SitePath(path)
    }

    /// The address, not encoded.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address, percent-encoded, from the root: for absolute URLs.
    pub fn encoded(&self) -> String {
        encode(&self.0)
    }

    /// The file that holds it, relative to the output folder: `ideas/zettel/index.html`.
    pub fn file(&self) -> String {
        let path = &self.0[1..];
        if self.0.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }

    /// The folder part: up to and with the last slash.
    fn directory(&self) -> &str {
        let end = self.0.rfind('/').map_or(0, |i| i + 1);
        &self.0[..end]
    }

    /// A relative, percent-encoded reference from this page to `to`: works under any base path.
    ///
    /// ```
    /// # use foamsite::base::path::SitePath;
    /// let from = SitePath::new("/ideas/zettel/");
    /// assert_eq!(from.href(&SitePath::new("/people/luhmann/")), "../../people/luhmann/");
    /// assert_eq!(from.href(&SitePath::new("/ideas/zettel/")), "./");
    /// assert_eq!(from.href(&SitePath::new("/graph.json")), "../../graph.json");
    /// ```
    pub fn href(&self, to: &SitePath) -> String {
        let mut href = String::with_capacity(to.0.len() + 16);
        self.href_into(&mut href, to);
        href
    }

    /// Appends the same: a page has hundreds of these. No character of it need be escaped in HTML.
    pub fn href_into(&self, out: &mut String, to: &SitePath) {
        let (from, target) = (self.directory().as_bytes(), to.as_str());
        let mut shared = 1;
        for (i, (a, b)) in from.iter().zip(target.as_bytes()).enumerate() {
            if a != b {
                break;
            }
            if *a == b'/' {
                shared = i + 1;
            }
        }
        let start = out.len();
        for _ in from[shared..].iter().filter(|b| **b == b'/') {
            out.push_str("../");
        }
        encode_into(out, &target[shared..]);
        if out.len() == start {
            out.push_str("./");
        }
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Percent-encodes a path, slashes left as they are.
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, SEGMENT).to_string()
}

/// Appends a path, percent-encoded likewise.
pub fn encode_into(out: &mut String, path: &str) {
    const IS_PLAIN: [bool; 256] = plain();
    if path.bytes().fold(true, |all, b| all & IS_PLAIN[b as usize]) {
        out.push_str(path); // most are
    } else {
        out.extend(utf8_percent_encode(path, SEGMENT));
    }
}

/// The bytes that [`SEGMENT`] leaves as they are.
const fn plain() -> [bool; 256] {
    let (mut plain, mut i) = ([false; 256], 0x21);
    while i < 0x7f {
        plain[i] = true;
        i += 1;
    }
    i = 0;
    while i < RESERVED.len() {
        plain[RESERVED[i] as usize] = false;
        i += 1;
    }
    plain
}

/// What must be encoded in a whole URL that an author wrote; what is encoded already stays.
const URL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Percent-encodes a whole URL as an author wrote it: what no URL may hold, and nothing twice.
pub fn encode_url(url: &str) -> String {
    let (host, rest) = url.split_at(bracketed(url).unwrap_or(0));
    format!("{host}{}", utf8_percent_encode(rest, URL))
}

/// Where a host that is a number of IPv6 ends: it stands in brackets (RFC 3986, 3.2.2).
fn bracketed(url: &str) -> Option<usize> {
    let (scheme, rest) = url.split_once("://[")?;
    let (number, _) = rest.split_once(']')?;
    let is_host =
        scheme.bytes().all(|b| b.is_ascii_alphanumeric()) && number.bytes().all(|b| b.is_ascii_hexdigit() || b":.".contains(&b));
    is_host.then_some(scheme.len() + "://[".len() + number.len() + "]".len())
}

/// Undoes percent-encoding; bytes that are not UTF-8 leave the text as it was.
pub fn decode(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8().map_or_else(|_| text.to_owned(), |t| t.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_path() {
        let path = VaultPath::new("a b/v1.2 notes.md");
        assert_eq!(
            (path.folder(), path.file_name(), path.stem(), path.extension()),
            ("a b", "v1.2 notes.md", "v1.2 notes", "md")
        );
        let hidden = VaultPath::new(".env");
        assert_eq!((hidden.folder(), hidden.stem(), hidden.extension()), ("", ".env", ""));
    }

    #[test]
    fn brackets_stand_around_a_host_alone() {
        for same in ["http://[::1]:8080/a", "https://[2606:4700::1111]/"] {
            assert_eq!(encode_url(same), same);
        }
        assert_eq!(encode_url("http://[::1]/a[b] c"), "http://[::1]/a%5Bb%5D%20c");
        assert_eq!(encode_url("http://a.org/?x=http://[::1]/"), "http://a.org/?x=http://%5B::1%5D/");
        assert_eq!(encode_url("http://[\"]/"), "http://%5B%22%5D/");
        assert_eq!(encode_url("http://[::1"), "http://%5B::1");
    }

    #[test]
    fn joining_never_leaves_the_root() {
        assert_eq!(join("a/b", "../c.md").as_deref(), Some("a/c.md"));
        assert_eq!(join("a/b", "/c.md").as_deref(), Some("c.md"));
        assert_eq!(join("", "./x//y"), Some("x/y".into()));
        assert_eq!(join("a", "../../c.md"), None);
    }

    #[test]
    fn what_is_plain_is_what_stays() {
        for byte in 0..128u8 {
            let path = String::from(byte as char);
            let mut out = String::new();
            encode_into(&mut out, &path);
            assert_eq!(out, utf8_percent_encode(&path, SEGMENT).to_string());
            assert_eq!(crate::base::text::escape(&out), out, "no entity is needed");
        }
    }

    #[test]
    fn references_are_relative_and_encoded() {
        let home = SitePath::new("/");
        let deep = SitePath::new("/日本/a b/");
        assert_eq!(home.href(&deep), "%E6%97%A5%E6%9C%AC/a%20b/");
        assert_eq!(deep.href(&home), "../../");
        assert_eq!(deep.href(&SitePath::new("/日本/c:d/")), "../c%3Ad/");
        assert_eq!(deep.href(&deep), "./");
        assert_eq!(SitePath::new("/404.html").href(&deep), deep.encoded()[1..]);
    }
}
