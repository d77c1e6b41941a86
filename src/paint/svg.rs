//! A renderer's SVG, written anew from an allow-list: nothing that is not named here reaches a page.
//!
//! It is read by the WHATWG tokenizer, which takes anything. Ids get a mark that each place of the drawing replaces by a prefix of
//! its own, so that a page may have one drawing twice. Colours become classes, fonts the theme's, see [`colour`](super::colour).

use html5gum::{StartTag, Token, Tokenizer};

use super::allowed::{ATTRIBUTES, ELEMENTS, attributes, is_plain};
use super::colour::{self, Role};
use crate::base::text::{escape_into, escape_text_into};

/// Stands where the prefix of an id is to come. No text or attribute has it: control characters are left out.
pub(super) const ID_MARK: char = '\u{1}';
/// What the renderer's letters are drawn at: it measures them in a font of its own, the theme's may be wider.
const FONT_SCALE: f32 = 0.875;
/// How small letters may become where a drawing is made narrower, in pixels: smaller ones are not read.
const READABLE: f32 = 10.0;
/// How large letters are to which the renderer gives no size: the style sheet's, at most.
const UNSIZED: f32 = 12.0;
/// Room around a drawing, for lines that touch its border and letters that are wider than measured.
const MARGIN: f32 = 8.0;
/// The largest drawing, in pixels.
const MAX_SIDE: f32 = 30_000.0;
/// How many characters of a drawing's labels are said to those who do not see it.
const MAX_LABELS: usize = 300;

/// A drawing that was written anew.
pub(super) struct Rewritten {
    /// The `svg` element.
    pub(super) svg: String,
    /// How wide it is, in pixels.
    pub(super) width: u32,
    /// How wide it is at least, so that its letters can be read, in pixels.
    pub(super) narrowest: u32,
    /// Its labels, each once, parted by commas.
    pub(super) labels: String,
}

/// Writes a drawing anew. `source` is the diagram it was made of: colours in it are the author's. `idle` is
/// how wide the space to its left and right is that shows nothing, in pixels. `letter` gives the text that a
/// letter stands for. Answers nothing where it has no size or shows nothing.
pub(super) fn rewrite(svg: &str, source: &str, idle: f32, letter: impl Fn(char) -> Option<String>) -> Option<Rewritten> {
    let source = source.to_ascii_lowercase();
    let mut pen = Pen { source: &source, ids: referenced(svg), ..Pen::default() };
    for Ok(token) in Tokenizer::new(svg) {
        match token {
            Token::StartTag(tag) => pen.start(&tag)?,
            Token::EndTag(tag) => pen.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => pen.text(&String::from_utf8_lossy(&text), &letter),
            _ => {}
        }
    }
    pen.finish(idle)
}

/// The ids that something in `svg` refers to.
fn referenced(svg: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for (at, start) in svg.match_indices("url(#") {
        let id = svg[at + start.len()..].split(')').next().unwrap_or_default();
        if !ids.iter().any(|other| other == id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

#[derive(Default)]
struct Pen<'a> {
    source: &'a str,
    out: String,
    /// Left, top, width, height.
    view: Option<[f32; 4]>,
    /// Elements that are open, as they are written.
    open: Vec<&'static str>,
    /// What is left out with all in it: its name, and how many of that name are open.
    dropping: Option<(String, u32)>,
    ids: Vec<String>,
    series: Vec<String>,
    /// How light the shape is that the author coloured and on which texts stand.
    ground: Option<f32>,
    /// The size of its smallest letters, as drawn.
    smallest: Option<f32>,
    label: String,
    labels: Vec<String>,
    shapes: usize,
}

impl Pen<'_> {
    /// Answers nothing where the drawing has no size.
    fn start(&mut self, tag: &StartTag<()>) -> Option<()> {
        let name = String::from_utf8_lossy(&tag.name);
        if let Some((dropped, depth)) = &mut self.dropping {
            *depth += u32::from(*dropped == *name && !tag.self_closing);
            return Some(());
        }
        let attributes = attributes(tag);
        let get = |key: &str| attributes.iter().find(|(name, _)| name == key).map_or("", |(_, value)| &**value);
        if name == "svg" {
            return if self.view.is_none() { self.root(get("viewbox")) } else { Some(()) };
        }
        if name == "a" {
            return Some(()); // its text stays
        }
        let known = ELEMENTS.iter().find(|(known, _)| *known == name).map(|(_, written)| *written);
        let unused = matches!(&*name, "marker" | "lineargradient") && !self.ids.iter().any(|id| id == get("id"));
        let Some(element) = known.filter(|_| self.view.is_some() && !unused && !self.is_backdrop(&name, &get)) else {
            if !tag.self_closing {
                self.dropping = Some((name.into_owned(), 1));
            }
            return Some(());
        };
        self.out.push('<');
        self.out.push_str(element);
        if element == "text" {
            self.label.clear();
        }
        self.shapes += usize::from(!matches!(element, "g" | "defs" | "marker" | "linearGradient" | "stop" | "text" | "tspan"));
        self.write(element, &attributes);
        if tag.self_closing {
            self.out.push_str("/>");
        } else {
            self.out.push('>');
            self.open.push(element);
        }
        Some(())
    }

    fn root(&mut self, view: &str) -> Option<()> {
        let numbers: Vec<f32> = view.split([' ', ',']).map(str::parse).collect::<Result<_, _>>().ok()?;
        let view: [f32; 4] = numbers.try_into().ok()?;
        let sound = view.iter().all(|n| n.is_finite() && n.abs() <= MAX_SIDE) && view[2] >= 1.0 && view[3] >= 1.0;
        self.view = sound.then_some(view);
        self.view.map(|_| ())
    }

    /// The sheet of paper under a drawing: a page has one of its own.
    fn is_backdrop<'t>(&self, name: &str, get: &impl Fn(&str) -> &'t str) -> bool {
        let Some([.., width, height]) = self.view.filter(|_| name == "rect") else { return false };
        let side = |key: &str| get(key).parse::<f32>().unwrap_or(0.0);
        let white = get("fill").eq_ignore_ascii_case(colour::given::PAPER) || get("fill") == "white";
        white && side("width") >= width - 1.0 && side("height") >= height - 1.0
    }

    fn write(&mut self, element: &'static str, attributes: &[(String, String)]) {
        let mut classes: Vec<String> = Vec::new();
        let get = |key: &str| attributes.iter().find(|(name, _)| name == key).map(|(_, value)| &**value);
        for (name, value) in attributes {
            match &**name {
                "fill" if element == "text" || element == "tspan" => self.letters(value),
                "fill" => self.fill(element, value, get("stroke"), &mut classes),
                "stroke" | "stop-color" => {
                    self.paint(name, value, &mut classes);
                }
                "id" => {
                    if let Some(number) = self.ids.iter().position(|id| id == value) {
                        self.attribute("id", &format!("{ID_MARK}{number}"));
                    }
                }
                "marker-start" | "marker-mid" | "marker-end" => {
                    if let Some(url) = self.url(value) {
                        self.attribute(name, &url);
                    }
                }
                "font-size" => {
                    if let Ok(size) = value.trim_end_matches("px").parse::<f32>()
                        && (1.0..200.0).contains(&size)
                    {
                        let size = size * FONT_SCALE;
                        self.smallest = Some(self.smallest.map_or(size, |smallest| smallest.min(size)));
                        self.attribute(name, &short(size));
                    }
                }
                name => {
                    let known = ATTRIBUTES.iter().find(|(known, _)| *known == name);
                    if let Some((_, written)) = known.filter(|_| is_plain(value)) {
                        self.attribute(written, value.trim());
                    }
                }
            }
        }
        if !classes.is_empty() {
            self.attribute("class", &classes.join(" "));
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape_into(&mut self.out, value);
        self.out.push('"');
    }

    fn url(&self, value: &str) -> Option<String> {
        let id = value.strip_prefix("url(#")?.strip_suffix(')')?;
        let number = self.ids.iter().position(|other| other == id)?;
        Some(format!("url(#{ID_MARK}{number})"))
    }

    /// Whether the author chose a colour: then it is one, and stands in the source.
    fn is_chosen(&self, value: &str) -> bool {
        colour::parse(value).is_some() && self.source.contains(&value.to_ascii_lowercase())
    }

    /// A colour of `fill`, `stroke` or `stop-color`. Answers what it is there for, unless it is the author's, or none.
    fn paint(&mut self, name: &str, value: &str, classes: &mut Vec<String>) -> Option<Role> {
        if value == "none" || value == "transparent" {
            self.attribute(name, "none");
        } else if let Some(url) = self.url(value) {
            self.attribute(name, &url);
        } else if self.is_chosen(value) {
            self.attribute(name, value);
        } else {
            let role = colour::role(value, name != "stroke", &mut self.series);
            classes.push(class(name, role));
            return Some(role);
        }
        None
    }

    fn fill(&mut self, element: &str, value: &str, stroke: Option<&str>, classes: &mut Vec<String>) {
        let role = self.paint("fill", value, classes);
        if element != "g" && value != "none" && value != "transparent" {
            let chosen = colour::parse(value).filter(|colour| role.is_none() && colour.is_opaque());
            self.ground = chosen.map(colour::Rgb::luminance);
        }
        // what only its colour tells apart has an edge of the same
        let bare = stroke.is_none_or(|stroke| stroke == "none" || stroke == "transparent");
        if let Some(role @ Role::Series(_)) = role.filter(|_| bare && element != "g") {
            classes.push(class("stroke", role));
        }
    }

    /// The colour of letters: the theme's, but what can be read where the author coloured the ground, or what the author chose.
    fn letters(&mut self, value: &str) {
        if self.is_chosen(value) {
            self.attribute("fill", value);
        } else if let Some(light) = self.ground {
            // 0.179: where black and white stand out as much (WCAG 2.2)
            self.attribute("fill", if light > 0.179 { "#000" } else { "#fff" });
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((dropped, depth)) = &mut self.dropping {
            *depth -= u32::from(dropped == name);
            if *depth == 0 {
                self.dropping = None;
            }
            return;
        }
        let Some(element) = ELEMENTS.iter().find(|(known, _)| *known == name).map(|(_, written)| *written) else { return };
        let Some(at) = self.open.iter().rposition(|open| *open == element) else { return };
        while self.open.len() > at {
            self.close();
        }
    }

    fn close(&mut self) {
        let Some(element) = self.open.pop() else { return };
        self.out.push_str("</");
        self.out.push_str(element);
        self.out.push('>');
        if element == "text" {
            let label = self.label.split_whitespace().collect::<Vec<_>>().join(" ");
            if label.chars().any(char::is_alphanumeric) && !self.labels.contains(&label) && self.labels.len() < MAX_LABELS {
                self.labels.push(label);
            }
        } else if element == "tspan" {
            self.label.push(' ');
        }
    }

    fn text(&mut self, text: &str, letter: &impl Fn(char) -> Option<String>) {
        if self.dropping.is_some() || !self.open.contains(&"text") {
            return;
        }
        let mut written = String::with_capacity(text.len());
        for c in text.chars() {
            match letter(c) {
                Some(stands_for) => written.push_str(&stands_for),
                None => written.push(c),
            }
        }
        written.retain(|c| !c.is_control());
        self.label.push_str(&written);
        escape_text_into(&mut self.out, &written);
    }

    fn finish(mut self, idle: f32) -> Option<Rewritten> {
        while !self.open.is_empty() {
            self.close();
        }
        let [left, top, width, height] = self.view?;
        if self.shapes == 0 && self.labels.is_empty() {
            return None;
        }
        let (left, width) = if width > 2.0 * idle { (left + idle, width - 2.0 * idle) } else { (left, width) };
        let (wide, high) = (width + 2.0 * MARGIN, height + 2.0 * MARGIN);
        let svg = format!(
            "<svg width=\"{0}\" height=\"{1}\" viewBox=\"{2} {3} {0} {1}\">{4}</svg>",
            short(wide),
            short(high),
            short(left - MARGIN),
            short(top - MARGIN),
            self.out.replace("<defs></defs>", "")
        );
        let mut labels = String::new();
        for label in &self.labels {
            if labels.chars().count() + label.chars().count() > MAX_LABELS {
                labels.push('…');
                break;
            }
            labels.push_str(if labels.is_empty() { "" } else { ", " });
            labels.push_str(label);
        }
        let least = READABLE / self.smallest.unwrap_or(UNSIZED).max(READABLE);
        Some(Rewritten { svg, width: wide.ceil() as u32, narrowest: (wide * least).ceil() as u32, labels })
    }
}

fn class(name: &str, role: Role) -> String {
    let kind = match name {
        "fill" => 'f',
        "stroke" => 's',
        _ => 'c',
    };
    match role {
        Role::Paper => format!("{kind}p"),
        Role::Surface => format!("{kind}s"),
        Role::Group => format!("{kind}g"),
        Role::Remark => format!("{kind}r"),
        Role::Edge => format!("{kind}e"),
        Role::Line => format!("{kind}l"),
        Role::Text => format!("{kind}t"),
        Role::Series(number) => format!("{kind}{number}"),
    }
}

/// A length, to two digits behind the point.
fn short(number: f32) -> String {
    let text = format!("{number:.2}");
    match text.trim_end_matches('0').trim_end_matches('.') {
        "-0" => "0".to_owned(),
        text => text.to_owned(),
    }
}
