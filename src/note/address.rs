//! Addresses as authors write them: which lead out of the vault, and which may stand in a page at all.

/// Schemes that a link on a page may have.
const SCHEMES: &[&str] = &[
    "http", "https", "mailto", "tel", "sms", "xmpp", "irc", "ircs", "geo", "magnet", "ftp", "ftps", "sftp", "git", "ssh", "news",
    "matrix", "obsidian", "vscode", "zotero", "doi",
];

/// True for a URL with a scheme, or one that begins with `//`.
pub fn is_external(url: &str) -> bool {
    url.starts_with("//") || scheme(url).is_some()
}

/// The scheme of a URL, as a browser reads it: letters, digits, `+ - .` up to a colon.
fn scheme(url: &str) -> Option<&str> {
    let scheme = &url[..url.find(':')?];
    let fits = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    fits.then_some(scheme)
}

/// Whether an address (its entities already decoded) may stand in a page: relative, or with a scheme of the allow-list.
/// Browsers drop tabs, line ends and leading controls before they look for a scheme, and so does this.
pub fn is_safe(url: &str) -> bool {
    let bare: String = url.chars().filter(|c| !c.is_control() && !c.is_whitespace()).take(64).collect();
    scheme(&bare).is_none_or(|scheme| SCHEMES.iter().any(|s| s.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes() {
        for url in ["a.md", "/a?b#c", "https://x.org", "MAILTO:a@b.c", "#x", "a/b:c", "%6aavascript:x", "//x.org", ""] {
            assert!(is_safe(url), "{url}");
        }
        for url in [
            "javascript:x",
            "JaVaScRiPt:x",
            " java\tscript:x",
            "\u{1}javascript:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc",
        ] {
            assert!(!is_safe(url), "{url}");
        }
        assert!(is_external("//x.org") && is_external("x:y") && !is_external("a/b:c"));
    }
}
