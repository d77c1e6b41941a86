//! `[output]`: what a site holds beside its pages.

use schemars::JsonSchema;
use serde::Deserialize;

/// The vault's own file of headers, which goes out as it is.
pub const HEADERS: &str = "_headers";
/// The vault's own file with the name of its host.
pub const CNAME: &str = "CNAME";

/// `[output]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawOutput {
    /// Whether the site has a file `_headers`, by which Netlify and Cloudflare Pages cache it well and let its pages load nothing
    /// from other sites. It has, without this key. A file `_headers` in the vault stands in its place.
    pub headers: Option<bool>,
    /// Whether the Markdown of each note stands beside its page, as `index.md`, without comments, links to what is not published and
    /// hidden properties. It does not, without this key.
    pub markdown: Option<bool>,
    /// Whether the site has a file `llms.txt`, which tells programs what is where. It has, without this key.
    pub llms: Option<bool>,
    /// Whether the site has a file for each note that says who links to it, in which words: `backlinks/ideas/bread.json`. It has
    /// none, without this key.
    pub backlinks: Option<bool>,
    /// What becomes of what the files of pictures and films tell beside what they show: place, day, camera, author. Without this key it is
    /// left out of the copies that are published.
    pub picture_metadata: Option<PictureMetadata>,
    /// What becomes of scripts in drawings (SVG), and of what they load from other sites. Without this key it is left out of the copies
    /// that are published.
    pub svg: Option<Svg>,
    /// Whether a picture is drawn for each note, which other sites show where its address is posted: its title, the site's name and
    /// its little graph. None is, without this key: it takes time and the fonts of the machine. It needs `site.base_url`.
    pub share_pictures: Option<bool>,
    /// Whether there are smaller copies of pictures, as WebP, of which a browser loads the one that fits its screen; the pictures stay
    /// beside them. There are none, without this key: it takes time.
    pub responsive_pictures: Option<bool>,
    /// The text of [`HEADERS`], which the caller has read.
    #[serde(skip)]
    pub own_headers: Option<String>,
}

/// What becomes of the metadata of pictures.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum PictureMetadata {
    /// It is left out, but for the colour profile and the orientation.
    #[default]
    Strip,
    /// It is published.
    Keep,
}

/// What becomes of scripts in drawings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Svg {
    /// They are left out, and so is what is loaded from other sites.
    #[default]
    Sanitize,
    /// They are published.
    Trusted,
}

/// What a site holds beside its pages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
    /// Whether it has a file of headers.
    pub headers: bool,
    /// The Markdown of each note.
    pub markdown: bool,
    /// `llms.txt`.
    pub llms: bool,
    /// The backlinks of each note.
    pub backlinks: bool,
    /// The metadata of pictures.
    pub picture_metadata: PictureMetadata,
    /// Scripts in drawings.
    pub svg: Svg,
    /// The share pictures.
    pub share_pictures: bool,
    /// The smaller copies of pictures.
    pub responsive_pictures: bool,
    /// What stands in place of the file of headers.
    pub own_headers: Option<String>,
    /// The name of its host, for GitHub Pages.
    pub cname: Option<String>,
}

impl Default for Output {
    fn default() -> Self {
        Output::new(RawOutput::default(), None)
    }
}

impl Output {
    /// What `[output]` says, and `site.cname`.
    pub fn new(raw: RawOutput, cname: Option<String>) -> Output {
        Output {
            headers: raw.headers.unwrap_or(true),
            markdown: raw.markdown.unwrap_or(false),
            llms: raw.llms.unwrap_or(true),
            backlinks: raw.backlinks.unwrap_or(false),
            picture_metadata: raw.picture_metadata.unwrap_or_default(),
            svg: raw.svg.unwrap_or_default(),
            share_pictures: raw.share_pictures.unwrap_or(false),
            responsive_pictures: raw.responsive_pictures.unwrap_or(false),
            own_headers: raw.own_headers,
            cname,
        }
    }
}

/// The name of a host, such as `notes.example.org`; what is wrong where it is none.
pub fn host(name: &str) -> Result<String, String> {
    let name = name.trim().to_ascii_lowercase();
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if name.len() <= 253 && name.contains('.') && name.split('.').all(is_label) {
        Ok(name)
    } else {
        Err(format!("`{}` is no name of a host", name.escape_debug()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        assert_eq!(host(" Notes.example.org\n").as_deref(), Ok("notes.example.org"));
        for wrong in ["", "https://example.org", "example.org/notes", "a b.org", "-a.org", "a..org", "localhost", "a.org\nb.org"]
        {
            assert!(host(wrong).is_err(), "{wrong:?}");
        }
    }
}
