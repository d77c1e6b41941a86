//! The local graph of a note, as a picture in its page: the note, the notes next to it, and the links between those.
//!
//! The neighbours stand on a half circle around the note, one on each line, so that no two names can meet and each is read as a
//! line of text, in any script. From above to below: who links here, who does both, where the note leads; of each kind the
//! strongest nearest to the note's own height. The list of connections says the same in words.

mod measure;

use std::fmt::Write;

use super::picture::{Star, StarEnd};
use crate::base::path::SitePath;
use crate::base::text::{escape_into, escape_text_into};
use crate::link::{PlaceholderId, Target};
use crate::note::{Seen, Syntax};
use crate::site::Site;
use crate::vault::NoteId;
pub(super) use measure::shortened;
use measure::{T, tenth};

/// So many neighbours are drawn.
const SHOWN: usize = 24;
/// Of them so many at most that nothing has yet.
const PLACEHOLDERS: usize = 5;
/// So many links between neighbours are drawn.
const CHORDS: usize = 60;
/// The picture's width; one unit is about a pixel.
const WIDTH: f32 = 260.0;
/// The note's own place from the start edge.
const NOTE: f32 = 9.0;
/// How far the widest neighbour stands from the note.
const REACH: f32 = 58.0;

/// A local graph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct LocalGraph {
    /// An `svg` element.
    pub(super) svg: String,
    /// How many neighbours there are besides those that are drawn.
    pub(super) more: usize,
    /// Of the neighbours how many link here alone, do both, are linked to alone.
    pub(super) kinds: [usize; 3],
}

/// Which way the links run.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Way {
    In,
    Both,
    Out,
    /// To what nothing has yet.
    Wanted,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    Note(NoteId),
    Placeholder(PlaceholderId),
}

#[derive(Clone, Copy, Debug)]
struct Neighbour {
    end: End,
    way: Way,
    /// Links between the two, both ways together.
    weight: u32,
    /// How many mentions the neighbour has anywhere.
    fame: u32,
}

/// A neighbour's place.
#[derive(Clone, Copy, Debug)]
struct Spot {
    x: f32,
    y: f32,
}

/// Draws the neighbours of a note, for the page `at`; `label` says what the picture is. `None` where there are no neighbours.
pub(super) fn draw(site: Site<'_>, id: NoteId, at: &SitePath, is_rtl: bool, label: &str) -> Option<LocalGraph> {
    let all = neighbours(site, id);
    if all.is_empty() {
        return None;
    }
    let total = all.len();
    let count = |ways: &[Way]| all.iter().filter(|neighbour| ways.contains(&neighbour.way)).count();
    let kinds = [count(&[Way::In]), count(&[Way::Both]), count(&[Way::Out, Way::Wanted])];
    let shown = chosen(all);
    let more = total - shown.len();
    let canvas = Canvas::new(shown.len(), is_rtl);
    let mut svg = String::with_capacity(400 + shown.len() * 260);
    let _ = write!(svg, "<svg class=\"local\" role=\"group\" viewBox=\"0 0 {} {}\" aria-label=\"", WIDTH, canvas.height);
    escape_into(&mut svg, label);
    svg.push_str("\">");
    canvas.chords(&mut svg, site, &shown);
    for (neighbour, spot) in shown.iter().zip(&canvas.spots) {
        canvas.neighbour(&mut svg, site, at, neighbour, *spot);
    }
    let _ = write!(svg, "<circle class=\"self\" cx=\"{}\" cy=\"{}\" r=\"6\"/></svg>", T(canvas.x(NOTE)), T(canvas.middle));
    Some(LocalGraph { svg, more, kinds })
}

/// The neighbours that are drawn, without names and places.
pub(super) fn star(site: Site<'_>, id: NoteId) -> Star {
    let shown = chosen(neighbours(site, id));
    let end = |n: &Neighbour| StarEnd { is_wanted: n.way == Way::Wanted, weight: n.weight, fame: n.fame };
    Star { ends: shown.iter().map(end).collect(), pairs: pairs(site, &shown) }
}

/// The links between neighbours, by their rows, the shortest first.
fn pairs(site: Site<'_>, shown: &[Neighbour]) -> Vec<(usize, usize)> {
    let mut rows: Vec<(NoteId, usize)> = Vec::with_capacity(shown.len());
    rows.extend(shown.iter().enumerate().filter_map(|(row, n)| if let End::Note(id) = n.end { Some((id, row)) } else { None }));
    rows.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (id, row) in &rows {
        for target in &site.graph.targets[id.ix()] {
            let Target::Note { id: to, edge: true, .. } = target else { continue };
            if let Ok(at) = rows.binary_search_by_key(to, |(id, _)| *id) {
                let other = rows[at].1;
                pairs.push((other.min(*row), other.max(*row)));
            }
        }
    }
    pairs.retain(|(a, b)| a != b);
    pairs.sort_unstable_by_key(|(a, b)| (b - a, *a));
    pairs.dedup();
    pairs.truncate(CHORDS);
    pairs
}

/// All neighbours of a note, each once.
fn neighbours(site: Site<'_>, id: NoteId) -> Vec<Neighbour> {
    let graph = site.graph;
    let mut ends: Vec<(NoteId, bool)> = Vec::with_capacity(graph.targets[id.ix()].len() + graph.backlinks[id.ix()].len());
    let mut wanted: Vec<PlaceholderId> = Vec::new();
    for (link, target) in site.note(id).links.iter().zip(&graph.targets[id.ix()]) {
        if link.seen == Seen::Foam || link.syntax == Syntax::Html {
            continue;
        }
        match *target {
            Target::Note { id: to, edge: true, .. } if to != id => ends.push((to, false)),
            Target::Placeholder(placeholder) => wanted.push(placeholder),
            _ => {}
        }
    }
    ends.extend(graph.backlinks[id.ix()].iter().map(|backlink| (backlink.from, true)));
    ends.sort_unstable();
    wanted.sort_unstable_by_key(|placeholder| placeholder.0);
    let mut all: Vec<Neighbour> = Vec::new();
    for group in ends.chunk_by(|a, b| a.0 == b.0) {
        let way = match (group[0].1, group[group.len() - 1].1) {
            (true, _) => Way::In,
            (false, true) => Way::Both,
            (false, false) => Way::Out,
        };
        let fame = graph.backlinks[group[0].0.ix()].len() as u32;
        all.push(Neighbour { end: End::Note(group[0].0), way, weight: group.len() as u32, fame });
    }
    for group in wanted.chunk_by(|a, b| a == b) {
        let fame = graph.wanted[group[0].0 as usize].len() as u32;
        all.push(Neighbour { end: End::Placeholder(group[0]), way: Way::Wanted, weight: group.len() as u32, fame });
    }
    all
}

/// The neighbours that are drawn, in the order of their lines. Each kind gets its share.
fn chosen(mut all: Vec<Neighbour>) -> Vec<Neighbour> {
    let rank = |n: &Neighbour| match n.end {
        End::Note(id) => id.0,
        End::Placeholder(id) => id.0,
    };
    all.sort_unstable_by_key(|n| (n.way, std::cmp::Reverse((n.weight, n.fame)), rank(n)));
    let groups: Vec<&[Neighbour]> = all.chunk_by(|a, b| a.way == b.way).collect();
    let most = |group: &[Neighbour]| if group[0].way == Way::Wanted { PLACEHOLDERS.min(group.len()) } else { group.len() };
    let mut shares = vec![0; groups.len()];
    let mut left = SHOWN;
    while left > 0 {
        let before = left;
        for (share, group) in shares.iter_mut().zip(&groups) {
            if left > 0 && *share < most(group) {
                *share += 1;
                left -= 1;
            }
        }
        if before == left {
            break;
        }
    }
    let mut shown = Vec::with_capacity(SHOWN);
    for (share, group) in shares.iter().zip(&groups) {
        let from = shown.len();
        shown.extend_from_slice(&group[..*share]);
        if group[0].way == Way::In {
            shown[from..].reverse();
        }
    }
    shown
}

struct Canvas {
    height: f32,
    middle: f32,
    spots: Vec<Spot>,
    is_rtl: bool,
}

impl Canvas {
    fn new(rows: usize, is_rtl: bool) -> Canvas {
        let step = if rows > 16 { 16.0 } else { 19.0 };
        let height = rows as f32 * step + 8.0;
        let middle = height / 2.0;
        let reach = (26.0 + rows as f32 * 3.2).min(REACH);
        let spot = |row: usize| {
            let y = 4.0 + (row as f32 + 0.5) * step;
            let part = (y - middle) / (middle + 6.0);
            Spot { x: tenth(NOTE + reach * (1.0 - part * part).max(0.0).sqrt()), y: tenth(y) }
        };
        Canvas { height, middle: tenth(middle), spots: (0..rows).map(spot).collect(), is_rtl }
    }

    /// A distance from the start edge as one from the left.
    fn x(&self, x: f32) -> f32 {
        if self.is_rtl { tenth(WIDTH - x) } else { x }
    }

    /// The links between neighbours: one path, faint.
    fn chords(&self, svg: &mut String, site: Site<'_>, shown: &[Neighbour]) {
        let pairs = pairs(site, shown);
        if pairs.is_empty() {
            return;
        }
        svg.push_str("<path class=\"chords\" d=\"");
        for (a, b) in &pairs {
            let (from, to) = (self.spots[*a], self.spots[*b]);
            let bend = (to.y - from.y) * 0.28 + 6.0;
            let x = ((from.x + to.x) / 2.0 - bend).max(NOTE + 6.0);
            let (fx, mx, tx) = (self.x(from.x), self.x(tenth(x)), self.x(to.x));
            let (fx, mx, tx, middle) = (T(fx), T(mx), T(tx), T((from.y + to.y) / 2.0));
            let _ = write!(svg, "M{fx} {}Q{mx} {middle} {tx} {}", T(from.y), T(to.y));
        }
        svg.push_str("\"/>");
    }

    /// A neighbour with the link to it and its name.
    fn neighbour(&self, svg: &mut String, site: Site<'_>, at: &SitePath, neighbour: &Neighbour, spot: Spot) {
        let name = match neighbour.end {
            End::Note(id) => {
                svg.push_str("<a class=\"");
                svg.push_str(match neighbour.way {
                    Way::In => "in",
                    Way::Both => "both",
                    Way::Out | Way::Wanted => "out",
                });
                svg.push_str("\" href=\"");
                at.href_into(svg, &site.plan.notes[id.ix()]);
                svg.push_str("\">");
                site.title(id)
            }
            End::Placeholder(id) => {
                match site.plan.wanted.get(&id.0) {
                    Some(page) => {
                        svg.push_str("<a class=\"wanted\" href=\"");
                        at.href_into(svg, page);
                        svg.push_str("\">");
                    }
                    None => svg.push_str("<g class=\"wanted\">"),
                }
                // as in Foam's panel: a path that leads to nothing by its last part
                let path = site.graph.placeholder(id);
                path.trim_end_matches('/').rsplit('/').next().unwrap_or(path)
            }
        };
        let radius = tenth(2.6 + (neighbour.fame as f32).sqrt().min(9.0) * 0.3);
        let shown = shortened(name, WIDTH - spot.x - radius - 7.0);
        if shown.len() < name.len() {
            svg.push_str("<title>");
            escape_text_into(svg, name);
            svg.push_str("</title>");
        }
        self.line(svg, neighbour, spot, radius);
        let (x, end) = (T(self.x(spot.x)), T(self.x(tenth(spot.x + radius + 5.0))));
        let _ = write!(
            svg,
            "<circle cx=\"{x}\" cy=\"{}\" r=\"{}\"/><text x=\"{end}\" y=\"{}\">",
            T(spot.y),
            T(radius),
            T(spot.y + 4.0)
        );
        escape_text_into(svg, &shown);
        let is_link = match neighbour.end {
            End::Note(_) => true,
            End::Placeholder(id) => site.plan.wanted.contains_key(&id.0),
        };
        svg.push_str(if is_link { "</text></a>" } else { "</text></g>" });
    }

    /// The line from the note: it comes in level, so that an arrow's head is the same everywhere.
    fn line(&self, svg: &mut String, neighbour: &Neighbour, spot: Spot, radius: f32) {
        let ahead = if self.is_rtl { -1.0 } else { 1.0 };
        let end = tenth(spot.x - radius - 1.0);
        let bend = tenth(NOTE + (spot.x - NOTE) * 0.42);
        let (note, bend, middle, y) = (T(self.x(NOTE)), T(self.x(bend)), T(self.middle), T(spot.y));
        let _ = write!(svg, "<path d=\"M{note} {middle}Q{bend} {y} {} {y}", T(self.x(end)));
        if neighbour.way != Way::In {
            let _ = write!(svg, "m{} -2.5l{} 2.5 {} 2.5", T(-3.5 * ahead), T(3.5 * ahead), T(-3.5 * ahead));
        }
        if matches!(neighbour.way, Way::In | Way::Both) {
            let back = if neighbour.way == Way::In { -5.0 } else { -11.0 };
            let _ = write!(
                svg,
                "M{} {}l{} 2.5 {} 2.5",
                T(self.x(tenth(end + back + 3.5))),
                T(spot.y - 2.5),
                T(-3.5 * ahead),
                T(3.5 * ahead)
            );
        }
        if neighbour.weight > 1 {
            let _ = write!(svg, "\" stroke-width=\"{}", T(1.0 + (neighbour.weight as f32).sqrt().min(4.0) * 0.4));
        }
        svg.push_str("\"/>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_neighbour_has_its_share() {
        let neighbour = |way, ix: u32| Neighbour { end: End::Note(NoteId(ix)), way, weight: 1 + ix % 3, fame: ix };
        let all: Vec<_> = (0..900).map(|ix| neighbour(if ix < 890 { Way::In } else { Way::Out }, ix)).collect();
        let shown = chosen(all);
        assert_eq!(shown.len(), SHOWN);
        assert_eq!(shown.iter().filter(|n| n.way == Way::Out).count(), 10);
        let ways: Vec<_> = shown.iter().map(|n| n.way).collect();
        assert!(ways.is_sorted());
        // the strongest stand nearest to the note
        let weights: Vec<_> = shown.iter().filter(|n| n.way == Way::In).map(|n| (n.weight, n.fame)).collect();
        assert!(weights.is_sorted() && weights[0].0 == 3, "{weights:?}");
    }
}
