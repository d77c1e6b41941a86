//! What a converter wrote, held to a list of elements and attributes, with classes in the place of styles (a page's content
//! security policy may forbid styles) and with its source, for copying.

use crate::base::text::escape_into;

/// What may stand in a formula: MathML, and the few elements of HTML that text in it can have.
const ELEMENTS: &[&str] = &[
    "math",
    "mrow",
    "mi",
    "mo",
    "mn",
    "mtext",
    "mspace",
    "mfrac",
    "msqrt",
    "mroot",
    "mstyle",
    "mpadded",
    "mphantom",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "mtable",
    "mtr",
    "mtd",
    "menclose",
    "none",
    "span",
    "b",
    "i",
    "em",
    "u",
    "code",
];

const ATTRIBUTES: &[&str] = &[
    "accent",
    "accentunder",
    "depth",
    "displaystyle",
    "form",
    "height",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "rspace",
    "scriptlevel",
    "stretchy",
    "symmetric",
    "voffset",
    "width",
];

/// The class for a declaration of a style; what has none is left out.
const STYLES: &[(&str, &str)] = &[
    ("text-align:left", "m-left"),
    ("text-align:right", "m-right"),
    ("padding-left:0", "m-pl0"),
    ("padding-left:1em", "m-pl1"),
    ("padding-right:0", "m-pr0"),
    ("padding-top:0", "m-pt0"),
    ("padding-top:0.1667em", "m-pt"),
    ("padding-bottom:0", "m-pb0"),
    ("width:100%", "m-wide"),
    ("width:50%", "m-half"),
    ("width:7.5%", "m-edge"),
    ("border-top:0.05em solid currentcolor", "m-bt"),
    ("border-right:0.05em solid currentcolor", "m-br"),
    ("border-left:0.05em solid currentcolor", "m-bl"),
    ("border-top:0.05em dashed currentcolor", "m-bt m-dashed"),
    ("border-right:0.05em dashed currentcolor", "m-br m-dashed"),
    ("border-left:0.05em dashed currentcolor", "m-bl m-dashed"),
    ("margin-left:-0.16666667em", "m-back3"),
    ("margin-left:-0.22222222em", "m-back4"),
    ("margin-left:-0.2777778em", "m-back5"),
    ("font-variant-caps:small-caps", "m-caps"),
];

/// Our names for a converter's classes; the others keep theirs.
const CLASSES: &[(&str, &str)] = &[
    ("small", "m-small"),
    ("cell-left", "m-left"),
    ("cell-right", "m-right"),
    ("math-core-serif-font", "m-serif"),
    ("math-core-sans-serif-font", "m-sans"),
    ("menclose-updiagonalstrike", "m-up"),
    ("menclose-downdiagonalstrike", "m-down"),
    ("menclose-horizontalstrike", "m-across"),
];

/// Writes the converter's `mathml` to `out`. False, and nothing written, where it is not one whole formula.
pub fn tidy(mathml: &str, tex: &str, display: bool, out: &mut String) -> bool {
    let start = out.len();
    let whole = write(mathml, tex, display, out) && out[start..].starts_with("<math");
    if !whole {
        out.truncate(start);
    }
    whole
}

/// False where tags do not match.
fn write(mathml: &str, tex: &str, display: bool, out: &mut String) -> bool {
    let mut open: Vec<Open> = Vec::new();
    let mut rest = mathml;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(tag) = Tag::read(rest) else {
            out.push_str("&lt;"); // a relation that the converter did not escape
            rest = &rest[1..];
            continue;
        };
        rest = &rest[tag.length..];
        let Some(name) = ELEMENTS.iter().find(|name| **name == tag.name).copied() else { continue };
        if tag.closes {
            match open.pop() {
                Some(element) if element.name == name => element.close(out),
                _ => return false,
            }
            continue;
        }
        let element = Open::begin(out, name, &tag, if name == "math" { Some((tex, display)) } else { None });
        if tag.empty {
            element.close(out);
        } else {
            open.push(element);
        }
    }
    open.is_empty() && rest.is_empty()
}

/// An element that is open. Only `mstyle` may say in which size its content is shown: another element that does so has one
/// around it. A table may say whether it is displayed, and what is in it stands in it alone.
struct Open {
    name: &'static str,
    sized: bool,
}

impl Open {
    fn begin(out: &mut String, name: &'static str, tag: &Tag<'_>, formula: Option<(&str, bool)>) -> Open {
        let is_size = |name: &str| matches!(name, "scriptlevel" | "displaystyle");
        let kept = |attribute: &str| !is_size(attribute) || name == "mstyle" || (name, attribute) == ("mtable", "displaystyle");
        let sized = !matches!(name, "mstyle" | "mtable" | "mtr" | "mtd")
            && [" scriptlevel=", " displaystyle="].iter().any(|size| tag.attributes.contains(size));
        if sized {
            out.push_str("<mstyle");
            attributes(out, tag.attributes, is_size);
            out.push('>');
        }
        out.push('<');
        out.push_str(name);
        match formula {
            Some((tex, display)) => head(out, tex, display),
            None => attributes(out, tag.attributes, kept),
        }
        out.push('>');
        Open { name, sized }
    }

    fn close(&self, out: &mut String) {
        out.push_str("</");
        out.push_str(self.name);
        out.push_str(if self.sized { "></mstyle>" } else { ">" });
    }
}

fn head(out: &mut String, tex: &str, display: bool) {
    if display {
        out.push_str(" display=\"block\"");
    }
    if tex.chars().nth(1).is_some() {
        out.push_str(" data-tex=\"");
        escape_into(out, tex);
        out.push('"');
    }
}

struct Tag<'t> {
    name: &'t str,
    closes: bool,
    empty: bool,
    attributes: &'t str,
    length: usize,
}

impl<'t> Tag<'t> {
    /// The tag at the start of `text`, if it is one.
    fn read(text: &'t str) -> Option<Tag<'t>> {
        let inner = text.get(1..)?;
        let closes = inner.starts_with('/');
        let name = &inner[usize::from(closes)..];
        let name = &name[..name.bytes().take_while(u8::is_ascii_lowercase).count()];
        let after = &inner[usize::from(closes) + name.len()..];
        if name.is_empty() || !after.starts_with([' ', '>', '/']) {
            return None;
        }
        let end = after.find('>')?;
        let (attributes, empty) = match after[..end].strip_suffix('/') {
            Some(attributes) => (attributes, true),
            None => (&after[..end], false),
        };
        let length = text.len() - after.len() + end + 1;
        Some(Tag { name, closes, empty, attributes, length })
    }
}

/// Writes the attributes that may stand in a formula, of those that are wanted.
fn attributes(out: &mut String, text: &str, wanted: impl Fn(&str) -> bool) {
    let mut classes: Vec<&str> = Vec::new();
    let mut parts = text.split('"');
    while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
        let name = name.trim().trim_end_matches('=');
        match name {
            name if !wanted(name) => {}
            "class" => classes.extend(
                value.split(' ').map(|class| CLASSES.iter().find(|(old, _)| *old == class).map_or(class, |(_, new)| new)),
            ),
            "style" => value.split(';').for_each(|declaration| style(out, &mut classes, declaration)),
            // MathML knows no `rem`
            name if ATTRIBUTES.contains(&name) => attribute(out, name, &value.replace("rem", "em")),
            _ => {}
        }
    }
    if !classes.is_empty() {
        attribute(out, "class", &classes.join(" "));
    }
}

fn style(out: &mut String, classes: &mut Vec<&str>, declaration: &str) {
    let Some((property, value)) = declaration.split_once(':') else { return };
    let (property, value) = (property.trim(), value.trim());
    if property == "color" {
        attribute(out, "mathcolor", &color(value));
        return;
    }
    let found = STYLES.iter().find(|(style, _)| style.split_once(':') == Some((property, value)));
    classes.extend(found.map(|(_, class)| *class));
}

/// `rgb(255 0 0)` as `#ff0000`.
fn color(value: &str) -> String {
    let parts = value.strip_prefix("rgb(").and_then(|v| v.strip_suffix(')'));
    let parts: Option<Vec<u8>> = parts.and_then(|v| v.split(' ').map(|n| n.parse().ok()).collect());
    match parts.as_deref() {
        Some([r, g, b]) => format!("#{r:02x}{g:02x}{b:02x}"),
        _ => value.to_owned(),
    }
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape_into(out, value);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(mathml: &str) -> String {
        let mut out = String::new();
        if tidy(mathml, "x", false, &mut out) { out } else { "-".into() }
    }

    #[test]
    fn styles_become_classes() {
        let given = "<math><mtd style=\"text-align: right;justify-items: end;padding-right: 0;\" class=\"cell-left\"></mtd><mi style=\"color: rgb(1 2 255)\">x</mi></math>";
        let wanted = "<math><mtd class=\"m-right m-pr0 m-left\"></mtd><mi mathcolor=\"#0102ff\">x</mi></math>";
        assert_eq!(tidied(given), wanted);
    }

    #[test]
    fn nothing_but_mathematics_passes() {
        assert_eq!(tidied("<math><a href=\"x\"><mi onclick=\"x\">y</mi></a></math>"), "<math><mi>y</mi></math>");
        assert_eq!(tidied("<math><mo><</mo><mi><B></mi></math>"), "<math><mo>&lt;</mo><mi>&lt;B></mi></math>");
        assert_eq!(tidied("<math><mspace width=\"1em\" /></math>"), "<math><mspace width=\"1em\"></mspace></math>");
        for broken in
            ["", "<math>", "<math><mi></math>", "<math></math></math>", "x", "<mi>x</mi>", "<math><mi></mrow></mi></math>"]
        {
            assert_eq!(tidied(broken), "-", "{broken}");
        }
    }

    #[test]
    fn sizes_belong_to_mstyle() {
        let given =
            "<math><mtable displaystyle=\"true\" scriptlevel=\"0\"></mtable><mi scriptlevel=\"0\" class=\"small\">x</mi></math>";
        let wanted =
            "<math><mtable displaystyle=\"true\"></mtable><mstyle scriptlevel=\"0\"><mi class=\"m-small\">x</mi></mstyle></math>";
        assert_eq!(tidied(given), wanted);
    }

    #[test]
    fn the_source_is_kept() {
        let mut out = String::new();
        assert!(tidy("<math><mi>a</mi></math>", "a<\"b\"", true, &mut out));
        assert_eq!(out, "<math display=\"block\" data-tex=\"a&lt;&quot;b&quot;\"><mi>a</mi></math>");
    }
}
