//! Where cards and lines stand on the page.

use super::read::{Content, Edge, Item, Sheet, Side};
use crate::base::text::{escape, escape_into};

/// Space around all cards, in pixels.
const MARGIN: f64 = 40.0;
/// Up to this width a board is shown in its own size, in pixels; beyond, it is made smaller, but stays readable.
const WIDE: f64 = 915.0;
const SMALLEST: f64 = 0.7;
/// How far a line runs straight out of a card, in pixels at most.
const REACH: f64 = 120.0;

/// How the plane of a canvas becomes a page's.
pub(super) struct Frame {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    scale: f64,
}

impl Frame {
    pub(super) fn of(sheet: &Sheet<'_>) -> Frame {
        let edge = |pick: fn(&[f64; 4]) -> f64, fold: fn(f64, f64) -> f64| {
            sheet.items.iter().map(|item| pick(&item.at)).reduce(fold).unwrap_or(0.0)
        };
        let (left, top) = (edge(|at| at[0], f64::min) - MARGIN, edge(|at| at[1], f64::min) - MARGIN);
        let (right, bottom) = (edge(|at| at[0] + at[2], f64::max) + MARGIN, edge(|at| at[1] + at[3], f64::max) + MARGIN);
        let (width, height) = (right - left, bottom - top);
        Frame { left, top, width, height, scale: (WIDE / width).clamp(SMALLEST, 1.0) }
    }

    /// Opens the board and draws its lines.
    pub(super) fn open(&self, out: &mut String, sheet: &Sheet<'_>) {
        let (width, height) = (round(self.width * self.scale), round(self.height * self.scale));
        out.push_str(&format!(
            "<div class=\"canvas\" tabindex=\"0\"><div class=\"canvas-board\" style=\"--w:{width}px;--h:{height}px;--scale:{}\">\n",
            round(self.scale)
        ));
        let item = |id: &str| sheet.items.iter().find(|item| item.id == id);
        let lines: Vec<_> = sheet.edges.iter().filter_map(|edge| Some((edge, item(&edge.from)?, item(&edge.to)?))).collect();
        if lines.is_empty() {
            return;
        }
        out.push_str(&format!(
            "<svg class=\"canvas-lines\" viewBox=\"0 0 {} {}\" width=\"{width}\" height=\"{height}\" aria-hidden=\"true\">",
            round(self.width),
            round(self.height)
        ));
        for (edge, from, to) in lines {
            self.line(out, edge, from, to);
        }
        out.push_str("</svg>\n");
    }

    /// The place of a card: the end of its start tag.
    pub(super) fn place(&self, out: &mut String, item: &Item<'_>) {
        let [x, y, width, height] = item.at;
        let (x, y) = (round((x - self.left) * self.scale), round((y - self.top) * self.scale));
        let (width, height) = (round(width * self.scale), round(height * self.scale));
        color(out, item.color.as_deref(), &format!("--x:{x}px;--y:{y}px;--w:{width}px;--h:{height}px"));
        out.push('>');
    }

    fn line(&self, out: &mut String, edge: &Edge<'_>, from: &Item<'_>, to: &Item<'_>) {
        let (a_side, b_side) =
            (edge.from_side.unwrap_or_else(|| towards(from, to)), edge.to_side.unwrap_or_else(|| towards(to, from)));
        let (a, b) = (self.port(from, a_side), self.port(to, b_side));
        let reach = ((a.0 - b.0).hypot(a.1 - b.1) / 2.0).min(REACH);
        let (c, d) = (out_of(a, a_side, reach), out_of(b, b_side, reach));
        out.push_str("<g");
        color(out, edge.color.as_deref(), "");
        let [ax, ay, cx, cy, dx, dy, bx, by] = [a.0, a.1, c.0, c.1, d.0, d.1, b.0, b.1].map(round);
        out.push_str(&format!("><path d=\"M{ax} {ay}C{cx} {cy} {dx} {dy} {bx} {by}\"/>"));
        for (point, side, _) in [(a, a_side, edge.arrow_from), (b, b_side, edge.arrow_to)].into_iter().filter(|end| end.2) {
            arrow(out, point, side);
        }
        if let Some(label) = &edge.label {
            // the middle of the curve
            let (x, y) = ((a.0 + 3.0 * c.0 + 3.0 * d.0 + b.0) / 8.0, (a.1 + 3.0 * c.1 + 3.0 * d.1 + b.1) / 8.0);
            out.push_str(&format!(
                "<text x=\"{}\" y=\"{}\">{}</text>",
                round(x),
                round(y),
                escape(label.text.lines().next().unwrap_or_default())
            ));
        }
        out.push_str("</g>");
    }

    /// The middle of a card's side.
    fn port(&self, item: &Item<'_>, side: Side) -> (f64, f64) {
        let [x, y, width, height] = item.at;
        let (x, y) = (x - self.left, y - self.top);
        match side {
            Side::Top => (x + width / 2.0, y),
            Side::Right => (x + width, y + height / 2.0),
            Side::Bottom => (x + width / 2.0, y + height),
            Side::Left => (x, y + height / 2.0),
        }
    }
}

/// Attributes for a colour, and a style: ` data-color="3" style="…"`.
fn color(out: &mut String, color: Option<&str>, style: &str) {
    let hue = color.filter(|color| color.starts_with('#'));
    if let Some(color) = color.filter(|color| !color.starts_with('#')) {
        out.push_str(" data-color=\"");
        escape_into(out, color);
        out.push('"');
    }
    if hue.is_some() || !style.is_empty() {
        out.push_str(" style=\"");
        out.push_str(style);
        if let Some(hue) = hue {
            out.push_str(if style.is_empty() { "--hue:" } else { ";--hue:" });
            escape_into(out, hue);
        }
        out.push('"');
    }
}

/// A point at some distance from a side.
fn out_of((x, y): (f64, f64), side: Side, distance: f64) -> (f64, f64) {
    match side {
        Side::Top => (x, y - distance),
        Side::Right => (x + distance, y),
        Side::Bottom => (x, y + distance),
        Side::Left => (x - distance, y),
    }
}

/// The head of an arrow whose tip touches a side.
fn arrow(out: &mut String, tip: (f64, f64), side: Side) {
    let base = out_of(tip, side, 11.0);
    let (dx, dy) = if matches!(side, Side::Top | Side::Bottom) { (6.0, 0.0) } else { (0.0, 6.0) };
    let [x, y, ax, ay, bx, by] = [tip.0, tip.1, base.0 + dx, base.1 + dy, base.0 - dx, base.1 - dy].map(round);
    out.push_str(&format!("<polygon points=\"{x},{y} {ax},{ay} {bx},{by}\"/>"));
}

/// The side of a card that faces another.
fn towards(from: &Item<'_>, to: &Item<'_>) -> Side {
    let middle = |item: &Item<'_>| (item.at[0] + item.at[2] / 2.0, item.at[1] + item.at[3] / 2.0);
    let ((ax, ay), (bx, by)) = (middle(from), middle(to));
    match (bx - ax, by - ay) {
        (dx, dy) if dx.abs() >= dy.abs() => {
            if dx < 0.0 {
                Side::Left
            } else {
                Side::Right
            }
        }
        (_, dy) => {
            if dy < 0.0 {
                Side::Top
            } else {
                Side::Bottom
            }
        }
    }
}

/// Pixels with one decimal at most: enough for any screen, and the same text on every machine.
fn round(number: f64) -> f64 {
    let rounded = (number * 10.0).round() / 10.0;
    if rounded == 0.0 { 0.0 } else { rounded } // no -0
}

/// The order in which cards are read: from top to bottom, then from left to right; those in a group behind its name.
pub(super) fn order(items: &[Item<'_>]) -> Vec<usize> {
    let is_group = |ix: usize| matches!(items[ix].content, Content::Group(_));
    let area = |ix: usize| items[ix].at[2] * items[ix].at[3];
    let holds = |group: usize, ix: usize| {
        let ([gx, gy, gw, gh], [x, y, w, h]) = (items[group].at, items[ix].at);
        let (x, y) = (x + w / 2.0, y + h / 2.0);
        gx <= x && x <= gx + gw && gy <= y && y <= gy + gh && (area(group) > area(ix) || area(group) == area(ix) && group < ix)
    };
    let groups: Vec<usize> = (0..items.len()).filter(|ix| is_group(*ix)).collect();
    let around = |ix: usize| {
        groups.iter().copied().filter(|group| *group != ix && holds(*group, ix)).min_by(|a, b| area(*a).total_cmp(&area(*b)))
    };
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); items.len() + 1];
    for ix in 0..items.len() {
        below[around(ix).unwrap_or(items.len())].push(ix);
    }
    for list in &mut below {
        list.sort_by(|a, b| items[*a].at[1].total_cmp(&items[*b].at[1]).then(items[*a].at[0].total_cmp(&items[*b].at[0])));
    }
    let (mut order, mut open) = (Vec::with_capacity(items.len()), below[items.len()].iter().rev().copied().collect::<Vec<_>>());
    while let Some(ix) = open.pop() {
        order.push(ix);
        open.extend(below[ix].iter().rev());
    }
    order
}
