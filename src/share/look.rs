//! Colours and fonts of a share picture: those of the theme by day, as far as a picture can have them.

use std::collections::BTreeMap;

use resvg::usvg::{Color, Node, Options, Paint, Tree};

use crate::theme::Theme;

/// The colours of the built-in theme.
const PAPER: Color = Color { red: 0xfb, green: 0xfa, blue: 0xf6 };
const INK: Color = Color { red: 0x23, green: 0x21, blue: 0x1d };
const ACCENT: Color = Color { red: 0x0b, green: 0x5a, blue: 0x60 };

/// How a picture looks.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Look {
    pub(super) paper: Color,
    pub(super) ink: Color,
    pub(super) soft: Color,
    pub(super) line: Color,
    pub(super) accent: Color,
    /// Families for the title, the first one best.
    pub(super) display: Vec<String>,
    /// The same for the site's name.
    pub(super) sans: Vec<String>,
}

impl Look {
    /// That of a theme.
    pub(super) fn of(theme: &Theme) -> Look {
        let mut all = BTreeMap::new();
        for layer in theme.layers() {
            let sheets = layer.files.iter().filter(|(path, _)| path.starts_with("css/") && path.ends_with(".css"));
            sheets.for_each(|(_, bytes)| variables(&String::from_utf8_lossy(bytes), &mut all));
        }
        let value = |name: &str| resolved(&all, name, 0);
        let colour = |name: &str| value(name).and_then(|value| colour(&value));
        let paper = colour("paper").unwrap_or(PAPER);
        let ink = colour("ink").unwrap_or(INK);
        let families = |name: &str| value(name).map(|value| families(&value)).unwrap_or_default();
        Look {
            paper,
            ink,
            soft: colour("soft").unwrap_or_else(|| mixed(ink, paper, 0.65)),
            line: colour("line").unwrap_or_else(|| mixed(ink, paper, 0.15)),
            accent: colour("accent").unwrap_or(ACCENT),
            display: families("display"),
            sans: families("sans"),
        }
    }
}

/// A colour as SVG writes it.
pub(super) fn hex(Color { red, green, blue }: Color) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// So much of `a`, the rest of `b`.
pub(super) fn mixed(a: Color, b: Color, part: f32) -> Color {
    let mix = |a: u8, b: u8| (f32::from(a) * part + f32::from(b) * (1.0 - part)).round() as u8;
    Color { red: mix(a.red, b.red), green: mix(a.green, b.green), blue: mix(a.blue, b.blue) }
}

/// Takes down what rules for `:root` say outside of all conditions; the last one counts.
fn variables(css: &str, all: &mut BTreeMap<String, String>) {
    let mut rest = css;
    let (mut prelude, mut depth) = (String::new(), 0_u32);
    while let Some(c) = rest.chars().next() {
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '{' if depth == 0 && prelude.trim().replace(":root", "").is_empty() && !prelude.trim().is_empty() => {
                let (body, after) = rest.split_once('}').unwrap_or((rest, ""));
                let declarations = body.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'));
                all.extend(declarations.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())));
                rest = after;
                prelude.clear();
            }
            '{' => depth += 1,
            '}' => {
                depth = depth.saturating_sub(1);
                prelude.clear();
            }
            ';' if depth == 0 => prelude.clear(),
            _ if depth == 0 => prelude.push(c),
            _ => {}
        }
    }
}

/// What a variable means by day.
fn resolved(all: &BTreeMap<String, String>, name: &str, depth: u32) -> Option<String> {
    let value = all.get(name).filter(|_| depth < 8)?;
    let value = match value.strip_prefix("light-dark(") {
        Some(both) => first(both),
        None => value,
    };
    match value.trim().strip_prefix("var(--") {
        Some(other) => resolved(all, first(other).trim(), depth + 1),
        None => Some(value.trim().to_owned()),
    }
}

/// The first argument of a function.
fn first(arguments: &str) -> &str {
    let mut depth = 0;
    let end = arguments.find(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth < 0 || (depth == 0 && c == ',')
    });
    &arguments[..end.unwrap_or(arguments.len())]
}

/// A colour of CSS, where SVG knows it too.
fn colour(value: &str) -> Option<Color> {
    match &*value.to_ascii_lowercase() {
        "canvas" => return Some(Color::new_rgb(0xff, 0xff, 0xff)),
        "canvastext" => return Some(Color::black()),
        "linktext" => return Some(Color::new_rgb(0, 0, 0xee)),
        "graytext" => return Some(Color::new_rgb(0x6d, 0x6d, 0x6d)),
        _ => {}
    }
    if value.contains(['"', '<', '&']) {
        return None;
    }
    let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h9\" stroke=\"{value}\"/></svg>");
    let tree = Tree::from_str(&svg, &Options::default()).ok()?;
    let Node::Path(path) = tree.root().children().first()? else { return None };
    match path.stroke()?.paint() {
        Paint::Color(colour) => Some(*colour),
        _ => None,
    }
}

/// The names in a list of fonts.
fn families(list: &str) -> Vec<String> {
    let names = list.split(',').map(|name| name.trim().trim_matches(['"', '\'']).trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::theme::Layer;

    fn with(css: &'static str) -> Look {
        let files = BTreeMap::from([("css/99-own.css".to_owned(), Cow::Borrowed(css.as_bytes()))]);
        Look::of(&Theme::default().with(Layer { root: "own".into(), files }))
    }

    #[test]
    fn the_theme_by_day() {
        let look = Look::of(&Theme::default());
        assert_eq!((hex(look.paper), hex(look.ink), hex(look.accent)), ("#fbfaf6".into(), "#23211d".into(), "#0b5a60".into()));
        assert_eq!((hex(look.soft), hex(look.line)), ("#676157".into(), "#e4dfd4".into()));
        assert!(look.display.contains(&"P052".to_owned()) && look.sans.ends_with(&["sans-serif".to_owned()]), "{look:?}");
        let plain = Look::of(&Theme::default().with(Layer::builtin("plain").unwrap()));
        assert_eq!((hex(plain.paper), hex(plain.ink), hex(plain.accent)), ("#ffffff".into(), "#000000".into(), "#0000ee".into()));
        assert_eq!(hex(plain.line), "#d9d9d9", "a mixture that SVG does not know is made from ink and paper");
    }

    #[test]
    fn the_colours_of_the_vault_go_first() {
        let look =
            with(":root:root { --accent: light-dark(rgb(1, 2, 3), red); --paper: Tomato; --ink: var(--accent); --soft: url(x) }");
        assert_eq!((hex(look.accent), hex(look.paper), hex(look.ink)), ("#010203".into(), "#ff6347".into(), "#010203".into()));
        let look =
            with("@media print { :root { --ink: #f00; } }\n:root[data-theme=dark] { --ink: #fff }\n/* :root { --ink: #0f0 } */");
        assert_eq!(hex(look.ink), "#23211d", "conditions and comments are passed over");
        assert_eq!(hex(with(":root { --ink: var(--ink) }").ink), "#23211d");
        assert_eq!(hex(with(":root { --accent: \"/><script").accent), "#0b5a60");
    }
}
