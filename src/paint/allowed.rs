//! What a drawing may hold: elements, attributes and their values.

use html5gum::StartTag;

/// Elements, as the tokenizer names them and as they are written.
pub(super) const ELEMENTS: &[(&str, &str)] = &[
    ("circle", "circle"),
    ("defs", "defs"),
    ("ellipse", "ellipse"),
    ("g", "g"),
    ("line", "line"),
    ("lineargradient", "linearGradient"),
    ("marker", "marker"),
    ("path", "path"),
    ("polygon", "polygon"),
    ("polyline", "polyline"),
    ("rect", "rect"),
    ("stop", "stop"),
    ("text", "text"),
    ("tspan", "tspan"),
];

/// Attributes with numbers, words and lists of them.
pub(super) const ATTRIBUTES: &[(&str, &str)] = &[
    ("alignment-baseline", "alignment-baseline"),
    ("cx", "cx"),
    ("cy", "cy"),
    ("d", "d"),
    ("dominant-baseline", "dominant-baseline"),
    ("dx", "dx"),
    ("dy", "dy"),
    ("fill-opacity", "fill-opacity"),
    ("font-style", "font-style"),
    ("font-weight", "font-weight"),
    ("gradientunits", "gradientUnits"),
    ("height", "height"),
    ("markerheight", "markerHeight"),
    ("markerunits", "markerUnits"),
    ("markerwidth", "markerWidth"),
    ("offset", "offset"),
    ("opacity", "opacity"),
    ("orient", "orient"),
    ("points", "points"),
    ("r", "r"),
    ("refx", "refX"),
    ("refy", "refY"),
    ("rx", "rx"),
    ("ry", "ry"),
    ("stroke-dasharray", "stroke-dasharray"),
    ("stroke-linecap", "stroke-linecap"),
    ("stroke-linejoin", "stroke-linejoin"),
    ("stroke-opacity", "stroke-opacity"),
    ("stroke-width", "stroke-width"),
    ("text-anchor", "text-anchor"),
    ("transform", "transform"),
    ("viewbox", "viewBox"),
    ("width", "width"),
    ("x", "x"),
    ("x1", "x1"),
    ("x2", "x2"),
    ("y", "y"),
    ("y1", "y1"),
    ("y2", "y2"),
];

/// The attributes of a tag; those in its `style` count as if they stood by themselves.
pub(super) fn attributes(tag: &StartTag<()>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut set = |name: &str, value: &str| match all.iter_mut().find(|(other, _)| other == name) {
        Some((_, old)) => value.clone_into(old),
        None => all.push((name.to_owned(), value.to_owned())),
    };
    for (name, value) in &tag.attributes {
        let (name, value) = (String::from_utf8_lossy(name), String::from_utf8_lossy(value));
        if name != "style" {
            set(&name, value.trim());
        }
    }
    let style =
        tag.attributes.iter().find(|(name, _)| name.as_slice() == b"style").map(|(_, value)| String::from_utf8_lossy(value));
    for (name, value) in style.iter().flat_map(|style| style.split(';')).filter_map(|pair| pair.split_once(':')) {
        set(&name.trim().to_ascii_lowercase(), value.trim());
    }
    all
}

/// Whether a value is numbers and words alone: no reference, no string, and no number that is none.
pub(super) fn is_plain(value: &str) -> bool {
    let harmless = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'.' | b',' | b'+' | b'-' | b'%' | b'(' | b')');
    !value.is_empty() && value.bytes().all(harmless) && !["NaN", "inf", "url"].iter().any(|word| value.contains(word))
}
