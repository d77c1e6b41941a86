//! What an embedded file is shown as: a picture, sound, film, a document in a frame, or a link with its type and size.

use std::borrow::Cow;

use crate::base::path::extension;
use crate::base::text::escape_into;
use crate::note::media::{self, Media};
use crate::note::{BlockKind, Link, LinkIx, Syntax};
use crate::site::Scaled;
use crate::theme::Words;
use crate::vault::AssetId;

use super::element::{Attributes, Pen, is_harmless};

/// How wide the column of a text is, as the built-in themes set it (`--measure`).
const MEASURE: &str = "38rem";

/// Shows an attachment in place. The first picture of a page is not put off until it is scrolled to.
pub(super) fn attachment(pen: Pen<'_>, out: &mut String, ix: LinkIx, id: AssetId, is_first: bool) {
    let link = pen.link(ix);
    let asset = &pen.site.assets[id.ix()];
    let path = asset.path.as_str();
    let look = Look::of(link);
    let Some(src) = pen.asset_href(id, shown_fragment(link, path).as_deref()) else {
        return pen.placeholder(out, ix, look.name(path));
    };
    let alone = pen.note().blocks.get(link.block as usize).is_some_and(|block| block.kind == BlockKind::Figure);
    match media::of(path) {
        Media::Image => {
            let copies = copies(pen, id, &src);
            let title = link.title.as_deref();
            let picture = Picture { path, src: &src, title, pixels: asset.pixels, copies: copies.as_deref(), is_first };
            image(out, &look, &picture);
        }
        Media::Audio => player(out, "audio", &look, path, &src),
        Media::Video => player(out, "video", &look, path, &src),
        Media::Pdf if alone => {
            frame(out, link, &look, path, &src);
            out.push_str("<p class=\"file\">");
            file(pen, out, ix, look.name(path), (path, asset.size));
            out.push_str("</p></div>");
        }
        Media::Pdf | Media::Other => file(pen, out, ix, look.name(path), (path, asset.size)),
    }
}

/// Whether a file is shown as a picture.
pub(super) fn is_picture(path: &str) -> bool {
    media::of(path) == Media::Image
}

/// Shows a film or sound of another site; answers false where it is none.
pub(super) fn external(pen: Pen<'_>, out: &mut String, ix: LinkIx) -> bool {
    let link = pen.link(ix);
    let element = match media::of_url(&link.name) {
        Media::Audio => "audio",
        Media::Video => "video",
        _ => return false,
    };
    let is_shown = link.syntax != Syntax::Wiki && is_harmless(&link.name);
    if is_shown {
        player(out, element, &Look::of(link), &link.name, &crate::base::path::encode_url(&link.name));
    }
    is_shown
}

/// The fragment of a file's address: `#height=400` is for us, `#page=3` for who shows the document.
fn shown_fragment<'l>(link: &'l Link, path: &str) -> Option<Cow<'l, str>> {
    let fragment = link.fragment.as_deref()?;
    if media::of(path) != Media::Pdf {
        return Some(fragment.into());
    }
    let parts: Vec<_> = fragment.split('&').filter(|part| !part.starts_with("height=")).collect();
    (!parts.is_empty()).then(|| parts.join("&").into())
}

/// A file that is shown as a picture.
struct Picture<'a> {
    path: &'a str,
    src: &'a str,
    title: Option<&'a str>,
    pixels: Option<(u32, u32)>,
    /// Its smaller copies and itself, each with its width, as `srcset` has them.
    copies: Option<&'a str>,
    is_first: bool,
}

/// The smaller copies of a picture and the picture, `src`, itself, each with its width.
fn copies(pen: Pen<'_>, id: AssetId, src: &str) -> Option<String> {
    let copies = pen.site.scaled.get(id.ix()).filter(|copies| !copies.is_empty())?;
    let (own, _) = pen.site.assets[id.ix()].pixels?;
    let mut set = String::new();
    for Scaled { url, width } in copies {
        set += &format!("{} {width}w, ", pen.page.href(url));
    }
    Some(set + &format!("{src} {own}w"))
}

fn image<'a>(out: &mut String, look: &Look<'a>, picture: &Picture<'a>) {
    let Picture { path, src, title, pixels, copies, is_first } = *picture;
    let mut element = Attributes(out);
    element.open("img", &look.class());
    element.add("src", src);
    if let Some(copies) = copies {
        element.add("srcset", copies);
        element.add("sizes", &look.room());
    }
    element.add("alt", look.name(path));
    look.sizes(&mut element, pixels);
    if let Some(title) = title {
        element.add("title", title);
    }
    if !is_first {
        element.add("loading", "lazy");
    }
    element.end();
}

/// Controls stand in the page without a script; who cannot play it has a link.
fn player(out: &mut String, element: &str, look: &Look<'_>, path: &str, src: &str) {
    let name = look.name(path);
    let name = if name.is_empty() { file_name(path) } else { name };
    let mut attributes = Attributes(out);
    attributes.open(element, &look.class());
    attributes.add("src", src);
    attributes.add("aria-label", name);
    let is_video = element == "video";
    if is_video {
        look.sizes(&mut attributes, None);
    }
    out.push_str(if is_video { " controls preload=\"metadata\"><a" } else { " controls preload=\"none\"><a" });
    Attributes(out).add("href", src);
    out.push('>');
    escape_into(out, name);
    out.push_str("</a></");
    out.push_str(element);
    out.push('>');
}

/// A document in a frame, loaded once it is scrolled to. What stands below it ends the element.
fn frame(out: &mut String, link: &Link, look: &Look<'_>, path: &str, src: &str) {
    let height = link.fragment.as_deref().into_iter().flat_map(|f| f.split('&')).find_map(|part| part.strip_prefix("height="));
    let height = height.and_then(pixels).or_else(|| look.height());
    let mut element = Attributes(out);
    element.begin("div", "document", "");
    element.end();
    let mut element = Attributes(out);
    element.open("iframe", &look.class());
    element.add("src", src);
    element.add("title", look.name(path));
    if let Some(width) = look.width() {
        element.add("width", &width.to_string());
    }
    if let Some(height) = height {
        element.add("height", &height.to_string());
    }
    element.add("loading", "lazy");
    element.end();
    out.push_str("</iframe>");
}

/// A link to a file, its type and its size.
fn file(pen: Pen<'_>, out: &mut String, ix: LinkIx, name: &str, (path, size): (&str, u64)) {
    pen.open(out, ix, "");
    escape_into(out, if name.is_empty() { file_name(path) } else { name });
    pen.close(out, ix);
    out.push_str(" <span class=\"file-facts\">");
    let kind = extension(path).to_uppercase();
    if !kind.is_empty() {
        escape_into(out, &kind);
        out.push_str(", ");
    }
    if let Some(words) = pen.words {
        escape_into(out, &bytes(size, words));
    }
    out.push_str("</span>");
}

/// A file's size as people say it: two figures at least, in units of a thousand.
fn bytes(size: u64, words: &Words) -> String {
    match size {
        0..1000 => words.count("bytes", size as usize),
        _ => {
            let (mut value, mut unit) = (size as f64 / 1e3, 0);
            while value >= 999.5 && unit < 3 {
                (value, unit) = (value / 1e3, unit + 1);
            }
            let digits = usize::from(value < 9.95);
            let key = ["size-kilo", "size-mega", "size-giga", "size-tera"][unit];
            words.get(key).replace("{n}", &words.decimal(value, digits))
        }
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// How an embed's label wants it shown: `alt`, `300`, `300x200`, `50%`, `center`, in any order between `|`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Look<'a> {
    /// The description; empty where there is none.
    pub(super) alt: &'a str,
    size: Option<(Length, Option<Length>)>,
    align: Option<&'static str>,
    /// True where the author wrote a description, be it an empty one.
    described: bool,
}

/// A length that an author gave.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Length {
    Pixels(u32),
    /// Of the width that there is, 1 to 100.
    Percent(u32),
    /// One that a page has no means to say.
    Unknown,
}

impl<'a> Look<'a> {
    pub(super) fn of(link: &'a Link) -> Self {
        let label = link.label.as_deref().unwrap_or_default();
        let is_wiki = link.syntax == Syntax::Wiki;
        let mut look = Look { described: !is_wiki, ..Look::default() };
        for part in label.split('|').map(str::trim) {
            let align = match part {
                "left" => Some("align-left"),
                "center" => Some("align-center"),
                "right" => Some("align-right"),
                _ => None,
            };
            // alone, `center` is a Markdown image's description, since nothing else can be
            if let Some(size) = size(part) {
                look.size = look.size.or(Some(size));
            } else if align.is_some() && (is_wiki || part.len() < label.len()) {
                look.align = align;
            } else if look.alt.is_empty() {
                look.alt = part;
            }
        }
        look
    }

    /// What the file is called where no description was written: its name.
    fn name(&self, path: &'a str) -> &'a str {
        if !self.alt.is_empty() || self.described {
            return self.alt;
        }
        file_name(path)
    }

    fn width(&self) -> Option<u32> {
        match self.size? {
            (Length::Pixels(width), _) => Some(width),
            _ => None,
        }
    }

    fn height(&self) -> Option<u32> {
        match self.size? {
            (_, Some(Length::Pixels(height))) => Some(height),
            _ => None,
        }
    }

    /// How wide it is shown at most, for the browser to choose among copies: the text's column, or what the author gave.
    fn room(&self) -> String {
        match self.size {
            Some((Length::Pixels(width), _)) => format!("min({width}px, 100vw)"),
            Some((Length::Percent(share), _)) => format!("calc({share} * min({MEASURE}, 100vw) / 100)"),
            _ => format!("min({MEASURE}, 100vw)"),
        }
    }

    /// Its classes. A share of the width is one, since attributes have no such unit and a policy may forbid styles.
    fn class(&self) -> String {
        let mut class = self.align.unwrap_or_default().to_owned();
        if let Some((Length::Percent(share), _)) = self.size {
            let space = if class.is_empty() { "" } else { " " };
            class += &format!("{space}share t{} u{}", share / 10, share % 10);
        }
        class
    }

    /// Width and height, as far as they are known: nothing then moves while a picture is loading. A width that the author gave
    /// brings its height along.
    fn sizes(&self, element: &mut Attributes<'_>, own: Option<(u32, u32)>) {
        let (width, height) = match (self.size, own) {
            // a share of the width is a class, and these then say how high that is
            (None | Some((Length::Percent(_), None)), Some((width, height))) => (Some(width), Some(height)),
            (Some((Length::Pixels(shown), None)), Some((width, height))) if width > 0 => {
                let height = (f64::from(shown) * f64::from(height) / f64::from(width)).round();
                (Some(shown), Some((height as u32).max(1)))
            }
            _ => (self.width(), self.height()),
        };
        if let Some(width) = width {
            element.add("width", &width.to_string());
        }
        if let Some(height) = height {
            element.add("height", &height.to_string());
        }
    }
}

/// `300`, `300px`, `20em`, `50%` or `300x200`.
fn size(text: &str) -> Option<(Length, Option<Length>)> {
    if let Some(width) = length(text) {
        return Some((width, None));
    }
    let (width, height) = text.split_once(['x', '×'])?;
    Some((length(width.trim())?, Some(length(height.trim())?)))
}

/// Pixels of the units that a text has: `em` is its size, 18 pixels, `rem` the page's, 16.
fn length(text: &str) -> Option<Length> {
    if let Some(pixels) = pixels(text.strip_suffix("px").unwrap_or(text)) {
        return Some(Length::Pixels(pixels));
    }
    let unit = ["%", "vw", "rem", "em", "vh"].into_iter().find(|unit| text.ends_with(unit))?;
    let number = text.strip_suffix(unit)?;
    let is_number = number.starts_with(|c: char| c.is_ascii_digit() || c == '.') && number.len() <= 8;
    let number = number.parse::<f64>().ok().filter(|n| is_number && *n > 0.0)?;
    let pixels = |size: f64| Length::Pixels((number * size).round().clamp(1.0, 100_000.0) as u32);
    Some(match unit {
        "%" | "vw" => Length::Percent(number.round().clamp(1.0, 100.0) as u32),
        "rem" => pixels(16.0),
        "em" => pixels(18.0),
        _ => Length::Unknown,
    })
}

fn pixels(text: &str) -> Option<u32> {
    text.parse::<u32>().ok().filter(|n| (1..=100_000).contains(n) && !text.starts_with('+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_as_people_say_them() {
        let told = [0, 1, 999, 1000, 9_949, 9_950, 999_499, 999_500, 1_234_567, 25_000_000, 3_000_000_000];
        let words = crate::theme::Theme::default().words().0;
        let told = told.map(|size| bytes(size, &words));
        let wanted =
            ["0 bytes", "1 byte", "999 bytes", "1.0 KB", "9.9 KB", "10 KB", "999 KB", "1.0 MB", "1.2 MB", "25 MB", "3.0 GB"];
        assert_eq!(told, wanted);
        let french = crate::theme::Theme::default().speaking("fr").words().0;
        assert_eq!([1, 12, 1_234_567].map(|size| bytes(size, &french)), ["1 octet", "12 octets", "1,2 Mo"]);
    }

    #[test]
    fn the_column_is_as_wide_as_the_theme_says() {
        let sheet = include_str!("../../themes/default/css/10-base.css");
        assert!(sheet.contains(&format!("--measure: {MEASURE};")));
    }

    #[test]
    fn lengths_in_every_unit() {
        use Length::{Percent, Pixels, Unknown};
        let cases = [
            ("300", Some(Pixels(300))),
            ("300px", Some(Pixels(300))),
            ("20em", Some(Pixels(360))),
            ("1.5rem", Some(Pixels(24))),
            ("33.4%", Some(Percent(33))),
            ("250%", Some(Percent(100))),
            ("80vw", Some(Percent(80))),
            ("50vh", Some(Unknown)),
            ("0", None),
            ("+5", None),
            ("-5%", None),
            ("inf%", None),
            ("1e9em", Some(Pixels(100_000))),
            ("theorem", None),
            ("a gem", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(length(text), wanted, "{text}");
        }
        assert_eq!(size("300x200"), Some((Pixels(300), Some(Pixels(200)))));
        assert_eq!(size("50%x200"), Some((Percent(50), Some(Pixels(200)))));
        assert_eq!(size("x"), None);
    }
}
