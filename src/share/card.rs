//! The picture as an SVG: a large title, the site's name below it, beside them the notes next to this one.

use std::f32::consts::TAU;
use std::fmt::Write;

use super::fonts::{Face, Fonts, Set};
use super::look::{Look, hex, mixed};
use super::words::{Missing, Setter, Setting, Size};
use crate::base::text::escape_into;
use crate::render::direction;
use crate::render::picture::{SIZE, Star, star};
use crate::site::Site;
use crate::vault::NoteId;

/// In pixels.
pub(super) const WIDTH: u32 = SIZE.0;
pub(super) const HEIGHT: u32 = SIZE.1;

/// The distance of all that is written from the sides.
const MARGIN: f32 = 84.0;
/// The width of lines beside a graph.
const BESIDE: f32 = 620.0;
const TITLE: [Size; 4] = [(92.0, 2), (80.0, 3), (68.0, 3), (58.0, 3)];
const NAME: [Size; 1] = [(30.0, 1)];
/// The middle of the graph, and how far it reaches.
const MIDDLE: (f32, f32) = (944.0, 315.0);
const REACH: f32 = 196.0;
/// Around the middle of the title.
const TITLE_MIDDLE: f32 = 272.0;
/// Where the site's name stands.
const NAME_LINE: f32 = 546.0;

/// What a picture shows.
pub(super) struct Card<'a> {
    look: &'a Look,
    pub(super) fonts: &'a Set,
    title: Setting,
    name: Option<Setting>,
    star: Star,
    is_rtl: bool,
}

impl<'a> Card<'a> {
    /// That of a note. Fails where no font has the letters of its title; `None` where there is nothing to write.
    pub(super) fn new(site: Site<'_>, id: NoteId, look: &'a Look, fonts: &'a Fonts<'_>) -> Result<Option<Card<'a>>, Missing> {
        let (title, name) = (site.title(id), &*site.plan.title);
        // the home page is called as the site is, which need not be said twice
        let host = || site.config.site.base_url.as_deref()?.split("://").nth(1)?.split('/').next();
        let below = if title == name { host().unwrap_or_default() } else { name };
        let language = site.note(id).meta.language.as_deref();
        let star = star(site, id);
        let room = if star.ends.is_empty() { WIDTH as f32 - 2.0 * MARGIN } else { BESIDE };
        let fonts = fonts.of(title, language);
        let large = Setter { fonts, face: Face::Title, room, sizes: &TITLE };
        let title = large.set(title).transpose().or_else(|| large.set(name).transpose()).transpose()?;
        let name = Setter { fonts, face: Face::Site, room, sizes: &NAME }.set(below)?;
        let is_rtl = direction(language.unwrap_or(&site.config.site.language), site.title(id)) == "rtl";
        Ok(title.map(|title| Card { look, fonts, title, name, star, is_rtl }))
    }

    /// The SVG.
    pub(super) fn svg(&self) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\"><rect width=\"{WIDTH}\" height=\"{HEIGHT}\" \
             fill=\"{}\"/>",
            hex(self.look.paper)
        );
        self.star(&mut svg);
        let height = self.title.size * 1.2;
        let first = TITLE_MIDDLE - height * (self.title.lines.len() as f32 - 1.0) / 2.0 + self.title.size * 0.32;
        for (line, number) in self.title.lines.iter().zip(0_u8..) {
            self.line(&mut svg, line, (Face::Title, self.title.size, self.look.ink), first + height * f32::from(number));
        }
        let rule = if self.is_rtl { WIDTH as f32 - MARGIN - 56.0 } else { MARGIN };
        let accent = hex(self.look.accent);
        let _ = write!(svg, "<rect x=\"{rule}\" y=\"{}\" width=\"56\" height=\"4\" fill=\"{accent}\"/>", NAME_LINE - 56.0);
        if let Some(name) = &self.name {
            self.line(&mut svg, &name.lines[0], (Face::Site, name.size, self.look.soft), NAME_LINE);
        }
        svg.push_str("</svg>");
        svg
    }

    /// A line of a text, from the side where it starts.
    fn line(&self, svg: &mut String, units: &[super::words::Unit], (face, size, fill): (Face, f32, resvg::usvg::Color), y: f32) {
        let (x, anchor) = if self.is_rtl { (WIDTH as f32 - MARGIN, "end") } else { (MARGIN, "start") };
        let _ = write!(
            svg,
            "<text xml:space=\"preserve\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" font-family=\"{}\" font-size=\"{size}\" fill=\"{}\">",
            face.family(),
            hex(fill)
        );
        // the reader of SVG knows no `direction`: the text says itself that it runs from the right
        svg.push_str(if self.is_rtl { "\u{202b}" } else { "" });
        for (ix, unit) in units.iter().enumerate() {
            svg.push_str(if unit.spaced && ix > 0 { " " } else { "" });
            if let Some(font) = &unit.font {
                svg.push_str("<tspan font-family=\"");
                escape_into(svg, font);
                svg.push_str("\">");
            }
            escape_into(svg, &unit.text);
            svg.push_str(if unit.font.is_some() { "</tspan>" } else { "" });
        }
        svg.push_str(if self.is_rtl { "\u{202c}</text>" } else { "</text>" });
    }

    /// The note and those next to it. Few stand on one circle, many on two.
    fn star(&self, svg: &mut String) {
        let Star { ends, pairs } = &self.star;
        if ends.is_empty() {
            return;
        }
        let Look { paper, ink, soft, line, accent, .. } = *self.look;
        let middle = (if self.is_rtl { WIDTH as f32 - MIDDLE.0 } else { MIDDLE.0 }, MIDDLE.1);
        let place = |ix: usize| {
            // one alone stands aside, not below
            let first = if ends.len() == 1 { TAU / -8.0 } else { (TAU / -4.0) + TAU / 2.0 / ends.len() as f32 };
            let turn = first + ix as f32 / ends.len() as f32 * TAU;
            let reach = match (ends.len(), ix % 2) {
                (..=3, _) => 0.72,
                (..=9, _) => 0.86,
                (_, 0) => 0.66,
                _ => 1.0,
            };
            let turn = if self.is_rtl { -turn - TAU / 2.0 } else { turn };
            (tenth(middle.0 + REACH * reach * turn.cos()), tenth(middle.1 + REACH * reach * turn.sin()))
        };
        let places: Vec<(f32, f32)> = (0..ends.len()).map(place).collect();
        let _ = write!(svg, "<g fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\">", hex(mixed(line, soft, 0.8)));
        for (a, b) in pairs {
            let ((ax, ay), (bx, by)) = (places[*a], places[*b]);
            let bend = |a: f32, b: f32, middle: f32| tenth((a + b) / 2.0 * 0.6 + middle * 0.4);
            let _ = write!(svg, "<path d=\"M{ax} {ay}Q{} {} {bx} {by}\"/>", bend(ax, bx, middle.0), bend(ay, by, middle.1));
        }
        let _ = write!(svg, "</g><g stroke=\"{}\">", hex(mixed(accent, paper, 0.45)));
        for (end, (x, y)) in ends.iter().zip(&places) {
            let width = tenth(2.0 + (end.weight as f32 - 1.0).min(4.0) * 0.5);
            let dashes = if end.is_wanted { " stroke-dasharray=\"2 7\" stroke-linecap=\"round\"" } else { "" };
            let _ = write!(svg, "<path d=\"M{} {}L{x} {y}\" stroke-width=\"{width}\"{dashes}/>", middle.0, middle.1);
        }
        svg.push_str("</g>");
        for (end, (x, y)) in ends.iter().zip(&places) {
            let radius = tenth(8.0 + (end.fame as f32).sqrt().min(9.0) * 1.1);
            let (fill, edge) = if end.is_wanted { (paper, soft) } else { (accent, paper) };
            let _ = write!(
                svg,
                "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"{}\" stroke=\"{}\" stroke-width=\"3\"/>",
                hex(fill),
                hex(edge)
            );
        }
        let _ = write!(
            svg,
            "<circle cx=\"{}\" cy=\"{}\" r=\"25\" fill=\"{}\" stroke=\"{}\" stroke-width=\"6\"/>",
            middle.0,
            middle.1,
            hex(ink),
            hex(paper)
        );
    }
}

/// Tenths are exact enough, and the same on every machine.
fn tenth(value: f32) -> f32 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use resvg::usvg::fontdb::Database;

    use super::*;
    use crate::render::picture::StarEnd;
    use crate::share::words::Unit;
    use crate::theme::Theme;

    fn svg(title: &str, is_rtl: bool, ends: usize) -> String {
        let (look, database) = (Look::of(&Theme::default()), Database::new());
        let fonts = Fonts::new(&database, &look, "en");
        let units = title.split(' ').zip([false].into_iter().chain([true; 9]));
        let unit = |(text, spaced): (&str, bool)| Unit { text: text.to_owned(), font: Some("A\"B".into()), spaced, width: 1.0 };
        let title = Setting { size: 80.0, lines: vec![units.map(unit).collect()] };
        let end = |ix: usize| StarEnd { is_wanted: ix == 1, weight: 1, fame: 2 };
        let star = Star { ends: (0..ends).map(end).collect(), pairs: if ends > 1 { vec![(0, 1)] } else { Vec::new() } };
        Card { look: &look, fonts: fonts.of("", None), title, name: None, star, is_rtl }.svg()
    }

    #[test]
    fn what_a_title_says_is_never_markup() {
        let svg = svg("</text> <script>&amp; \"'", false, 0);
        let tree = resvg::usvg::roxmltree::Document::parse(&svg).unwrap();
        let text: String = tree.root().descendants().filter(|node| node.is_text()).filter_map(|node| node.text()).collect();
        assert_eq!(text, "</text> <script>&amp; \"'");
        let names: Vec<_> = tree.root_element().descendants().map(|node| node.tag_name().name().to_owned()).collect();
        assert!(names.iter().all(|name| matches!(&**name, "svg" | "rect" | "text" | "tspan" | "")), "{names:?}");
        assert_eq!(tree.descendants().find(|node| node.has_tag_name("tspan")).unwrap().attribute("font-family"), Some("A\"B"));
    }

    #[test]
    fn from_the_right_all_is_turned_round() {
        let (left, right) = (svg("Bread", false, 2), svg("خبز", true, 2));
        assert!(left.contains("x=\"84\"") && left.contains("text-anchor=\"start\"") && !left.contains('\u{202b}'));
        assert!(right.contains("x=\"1116\"") && right.contains("text-anchor=\"end\"") && right.contains("\u{202b}<tspan"));
        assert!(
            left.contains("<circle cx=\"944\"") && right.contains("<circle cx=\"256\""),
            "the graph stands on the other side"
        );
    }

    #[test]
    fn neighbours_stay_within_the_picture() {
        for ends in 0..=24 {
            for is_rtl in [false, true] {
                let svg = svg("a", is_rtl, ends);
                let tree = resvg::usvg::roxmltree::Document::parse(&svg).unwrap();
                let circles: Vec<_> = tree.descendants().filter(|node| node.has_tag_name("circle")).collect();
                assert_eq!(circles.len(), if ends == 0 { 0 } else { ends + 1 });
                for circle in circles {
                    let number = |name: &str| circle.attribute(name).unwrap().parse::<f32>().unwrap();
                    let (x, y, r) = (number("cx"), number("cy"), number("r") + 2.0);
                    assert!(x - r > 40.0 && x + r < 1160.0 && y - r > 40.0 && y + r < 590.0, "{ends}: {x} {y}");
                }
            }
        }
    }
}
