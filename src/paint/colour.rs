//! Colours in a drawing: which of them the theme decides, and which are the author's.
//!
//! A renderer knows one paper, ours have two. So every colour that it chose itself becomes a class of the style sheet, by what
//! it is there for; one that stands in the diagram's source was chosen by the author and stays.

/// A colour of the style sheet, by what it is there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// The page behind all.
    Paper,
    /// A node.
    Surface,
    /// A group of nodes.
    Group,
    /// A remark.
    Remark,
    /// The edge of a node.
    Edge,
    /// A line between nodes.
    Line,
    /// A text.
    Text,
    /// One of a series of colours that are told apart, by number.
    Series(u8),
}

/// How many colours a series has before it begins again.
pub(super) const SERIES: u8 = 6;

/// The colours that the renderer is given, for its own of each role.
pub(super) mod given {
    pub(in crate::paint) const PAPER: &str = "#FFFFFF";
    pub(in crate::paint) const SURFACE: &str = "#F8FAFC";
    pub(in crate::paint) const GROUP: &str = "#F1F5F9";
    pub(in crate::paint) const REMARK: &str = "#FFF7ED";
    pub(in crate::paint) const REMARK_EDGE: &str = "#FDBA74";
    pub(in crate::paint) const EDGE: &str = "#94A3B8";
    pub(in crate::paint) const LINE: &str = "#64748B";
    pub(in crate::paint) const TEXT: &str = "#0F172A";
    /// Saturated, so that they are told from those above.
    pub(in crate::paint) const SERIES: [&str; 6] = ["#1d4ed9", "#16a34b", "#d9770a", "#9333eb", "#dc2627", "#0891b3"];
}

const ROLES: &[(&str, Role)] = &[
    (given::PAPER, Role::Paper),
    (given::SURFACE, Role::Surface),
    (given::GROUP, Role::Group),
    (given::REMARK, Role::Remark),
    (given::REMARK_EDGE, Role::Edge),
    (given::EDGE, Role::Edge),
    (given::LINE, Role::Line),
    (given::TEXT, Role::Text),
];

/// Red, green, blue and opacity, each from 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Rgb {
    rgb: [f32; 3],
    opacity: f32,
}

impl Rgb {
    /// The lightest part less the darkest: what tells a colour from a grey.
    fn chroma(self) -> f32 {
        self.rgb.iter().copied().fold(0.0, f32::max) - self.rgb.iter().copied().fold(1.0, f32::min)
    }

    /// Relative luminance by WCAG 2.2.
    pub(super) fn luminance(self) -> f32 {
        let linear = |part: f32| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(self.rgb[0]) + 0.7152 * linear(self.rgb[1]) + 0.0722 * linear(self.rgb[2])
    }

    /// Whether what is behind it is no longer seen.
    pub(super) fn is_opaque(self) -> bool {
        self.opacity >= 0.5
    }
}

/// What a colour of the renderer's own is there for. `seen` are the colours of its series so far.
pub(super) fn role(written: &str, fills: bool, seen: &mut Vec<String>) -> Role {
    if let Some((_, role)) = ROLES.iter().find(|(colour, _)| colour.eq_ignore_ascii_case(written)) {
        return *role;
    }
    if let Some(number) = given::SERIES.iter().position(|colour| colour.eq_ignore_ascii_case(written)) {
        return Role::Series(number as u8);
    }
    let Some(colour) = parse(written) else { return if fills { Role::Surface } else { Role::Line } };
    if colour.chroma() < 0.12 {
        let light = colour.rgb.iter().sum::<f32>() / 3.0;
        return match (fills, light) {
            (true, 0.98..) => Role::Paper,
            (true, 0.6..) => Role::Surface,
            (true, 0.3..) => Role::Line,
            (true, _) => Role::Text,
            (false, 0.6..) => Role::Edge,
            (false, _) => Role::Line,
        };
    }
    let number = seen.iter().position(|other| other == written).unwrap_or_else(|| {
        seen.push(written.to_owned());
        seen.len() - 1
    });
    Role::Series((number % usize::from(SERIES)) as u8)
}

/// Reads `#rgb`, `#rrggbb`, both with opacity, `rgb()`, `rgba()`, `hsl()`, `hsla()` with commas, and the common names.
pub(super) fn parse(written: &str) -> Option<Rgb> {
    let lower = written.trim().to_ascii_lowercase();
    if let Some(digits) = lower.strip_prefix('#') {
        return hex(digits);
    }
    let Some((function, rest)) = lower.split_once('(') else {
        return NAMES.iter().find(|(name, _)| *name == lower).and_then(|(_, digits)| hex(digits));
    };
    let part = |text: &str| {
        let text = text.trim();
        let number: f32 = text.trim_end_matches(['%', 'd', 'e', 'g']).parse().ok()?;
        number.is_finite().then_some((number, text.ends_with('%')))
    };
    let parts: Vec<(f32, bool)> = rest.strip_suffix(')')?.split(',').map(part).collect::<Option<_>>()?;
    let &[a, b, c] = parts.first_chunk()?;
    let unit = |(number, percent): (f32, bool), whole: f32| (number / if percent { 100.0 } else { whole }).clamp(0.0, 1.0);
    let opacity = parts.get(3).map_or(1.0, |part| unit(*part, 1.0));
    let rgb = match function {
        "rgb" | "rgba" => [a, b, c].map(|part| unit(part, 255.0)),
        "hsl" | "hsla" => hsl(a.0, unit(b, 100.0), unit(c, 100.0)),
        _ => return None,
    };
    Some(Rgb { rgb, opacity })
}

fn hex(digits: &str) -> Option<Rgb> {
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let wide = match digits.len() {
        3 | 4 => digits.chars().flat_map(|c| [c, c]).collect(),
        6 | 8 => digits.to_owned(),
        _ => return None,
    };
    let part = |at: usize| wide.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).map(|n| f32::from(n) / 255.0);
    Some(Rgb { rgb: [part(0)?, part(2)?, part(4)?], opacity: part(6).unwrap_or(1.0) })
}

/// The formula of CSS Color 4, 7.1.
fn hsl(hue: f32, saturation: f32, lightness: f32) -> [f32; 3] {
    let width = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|turn: f32| {
        let k = (turn + hue.rem_euclid(360.0) / 30.0) % 12.0;
        lightness - width * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    })
}

/// Names that authors of diagrams use, of CSS's 148.
const NAMES: &[(&str, &str)] = &[
    ("aqua", "00ffff"),
    ("beige", "f5f5dc"),
    ("black", "000000"),
    ("blue", "0000ff"),
    ("brown", "a52a2a"),
    ("coral", "ff7f50"),
    ("crimson", "dc143c"),
    ("cyan", "00ffff"),
    ("darkblue", "00008b"),
    ("darkgray", "a9a9a9"),
    ("darkgreen", "006400"),
    ("darkgrey", "a9a9a9"),
    ("darkorange", "ff8c00"),
    ("darkred", "8b0000"),
    ("dodgerblue", "1e90ff"),
    ("fuchsia", "ff00ff"),
    ("gold", "ffd700"),
    ("gray", "808080"),
    ("green", "008000"),
    ("grey", "808080"),
    ("indigo", "4b0082"),
    ("ivory", "fffff0"),
    ("khaki", "f0e68c"),
    ("lavender", "e6e6fa"),
    ("lightblue", "add8e6"),
    ("lightcoral", "f08080"),
    ("lightcyan", "e0ffff"),
    ("lightgray", "d3d3d3"),
    ("lightgreen", "90ee90"),
    ("lightgrey", "d3d3d3"),
    ("lightpink", "ffb6c1"),
    ("lightyellow", "ffffe0"),
    ("lime", "00ff00"),
    ("magenta", "ff00ff"),
    ("maroon", "800000"),
    ("navy", "000080"),
    ("olive", "808000"),
    ("orange", "ffa500"),
    ("orchid", "da70d6"),
    ("palegreen", "98fb98"),
    ("pink", "ffc0cb"),
    ("plum", "dda0dd"),
    ("purple", "800080"),
    ("red", "ff0000"),
    ("royalblue", "4169e1"),
    ("salmon", "fa8072"),
    ("seagreen", "2e8b57"),
    ("silver", "c0c0c0"),
    ("skyblue", "87ceeb"),
    ("steelblue", "4682b4"),
    ("tan", "d2b48c"),
    ("teal", "008080"),
    ("tomato", "ff6347"),
    ("turquoise", "40e0d0"),
    ("violet", "ee82ee"),
    ("wheat", "f5deb3"),
    ("white", "ffffff"),
    ("yellow", "ffff00"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read() {
        let luminance = |text| parse(text).map(|colour| (colour.luminance() * 1000.0).round());
        assert_eq!(luminance("#fff"), Some(1000.0));
        assert_eq!(luminance("#F008"), luminance("rgb(255, 0, 0)"));
        assert_eq!(luminance("hsl(120, 100%, 25%)"), luminance("rgb(0,128,0)").map(|n| n - 1.0));
        assert_eq!(luminance("Tomato"), luminance("#ff6347"));
        for text in ["url(#a)", "var(--x)", "#12", "#ggg", "rgb(1,2)", "hsl(nan,1%,1%)", "expression(1)", ""] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert!(!parse("rgba(0,0,0,.2)").expect("a colour").is_opaque());
    }

    #[test]
    fn roles_of_the_renderers_own() {
        let mut seen = Vec::new();
        assert_eq!(role("#f8fafc", true, &mut seen), Role::Surface);
        assert_eq!(role("#333333", false, &mut seen), Role::Line);
        assert_eq!(role("black", true, &mut seen), Role::Text);
        assert_eq!(role("hsl(240, 100%, 76%)", true, &mut seen), Role::Series(0));
        assert_eq!(role("hsl(60, 100%, 76%)", true, &mut seen), Role::Series(1));
        assert_eq!(role("hsl(240, 100%, 76%)", false, &mut seen), Role::Series(0));
        assert_eq!(role(given::SERIES[3], true, &mut seen), Role::Series(3));
    }
}
