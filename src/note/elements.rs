//! The elements and attributes that raw HTML may have.

/// Elements that may stand anywhere in a line.
pub(super) const PHRASING: &[&str] = &[
    "a", "abbr", "audio", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "source", "span", "strong", "sub", "sup", "time", "track", "u", "var",
    "video", "wbr",
];

/// Elements that make a block.
pub(super) const FLOW: &[&str] = &[
    "address",
    "aside",
    "blockquote",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Elements without an end.
pub(super) const VOID: &[&str] = &["br", "col", "hr", "img", "source", "track", "wbr"];

/// Elements that go with all that is in them.
pub(super) const WHOLE: &[&str] = &[
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "template",
    "noscript",
    "textarea",
    "select",
    "title",
    "svg",
    "math",
    "xmp",
    "plaintext",
    "noembed",
    "noframes",
    "head",
    "applet",
    "canvas",
];

/// What an opened element closes: HTML's implied end tags.
pub(super) fn closes(opened: &str, open: &str) -> bool {
    match open {
        "p" => FLOW.contains(&opened),
        "li" => opened == "li",
        "dt" | "dd" => matches!(opened, "dt" | "dd"),
        "td" | "th" => matches!(opened, "td" | "th" | "tr" | "tbody" | "tfoot"),
        "tr" => matches!(opened, "tr" | "tbody" | "tfoot"),
        _ => false,
    }
}

/// Whether an element may have an attribute.
pub(super) fn is_attribute(element: &str, name: &str) -> bool {
    match name {
        "class" | "title" | "lang" | "dir" => true,
        "href" => element == "a",
        "src" => matches!(element, "img" | "audio" | "video" | "source" | "track"),
        "alt" => element == "img",
        "width" | "height" => matches!(element, "img" | "video"),
        "controls" | "loop" | "muted" => matches!(element, "audio" | "video"),
        "poster" => element == "video",
        "colspan" | "rowspan" => matches!(element, "td" | "th"),
        "start" | "reversed" => element == "ol",
        "open" => element == "details",
        "datetime" => matches!(element, "time" | "del" | "ins"),
        "cite" => matches!(element, "blockquote" | "q"),
        "kind" | "label" | "srclang" => element == "track",
        "align" => true,
        _ => false,
    }
}
