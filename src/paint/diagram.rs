//! Diagrams: Mermaid's language becomes SVG.
//!
//! The renderer is not trusted. What costs it much is refused before (it takes a time that grows with the square of a diagram, and
//! nothing can stop it once it runs), its panics are caught, and its drawing is written anew by [`svg`]. The answer depends on
//! the text alone: it measures letters by a table of its own, not in the fonts of this machine.

mod cost;
#[cfg(test)]
mod tests;

use mermaid_rs_renderer::error::ParseError;
use mermaid_rs_renderer::layout::DiagramData;
use mermaid_rs_renderer::validator::validate;
use mermaid_rs_renderer::{DiagramKind, Graph, LayoutConfig, Theme, compute_layout, parse_mermaid, render_svg};

use super::colour::given;
use super::mermaid;
use super::svg::{self, ID_MARK, Rewritten};
use crate::base::guard::guarded;

/// The largest source, in bytes.
const MAX_BYTES: usize = 20_000;
/// The most lines of a source.
const MAX_LINES: usize = 500;
/// The largest drawing as the renderer writes it, in bytes.
const MAX_SVG: usize = 1024 * 1024;
/// How large a letter is that is measured, in pixels.
const FONT_SIZE: f32 = 16.0;
/// A family that no machine has: only the renderer's own table is left to measure letters by.
const NO_FONT: &str = "none of this machine";

const CORRECT: &str = "Correct it; https://mermaid.js.org/intro/ has the syntax.";
const DIVIDE: &str = "Divide it, or embed a picture of it: `![[flow.svg]]`.";
const KINDS: &str = "Begin it with a kind that is drawn: docs/diagrams.md names them.";

/// A diagram that was drawn.
#[derive(Debug, PartialEq)]
pub struct Drawing {
    svg: String,
    /// How wide it is where nothing is in its way, in pixels.
    pub width: u32,
    /// How wide it is at least: made narrower, its smallest letters could not be read. In pixels.
    pub narrowest: u32,
    /// Its labels, parted by commas: for those who do not see it.
    pub labels: String,
}

impl Drawing {
    /// Writes it; its ids begin with `prefix`, which no other id of the page does.
    pub fn write(&self, out: &mut String, prefix: &str) {
        for (index, part) in self.svg.split(ID_MARK).enumerate() {
            out.push_str(if index > 0 { prefix } else { "" });
            out.push_str(part);
        }
    }
}

/// Why a diagram cannot be drawn.
#[derive(Debug, PartialEq)]
pub struct Trouble {
    /// The line of its source, from 1, where that is known.
    pub line: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: &'static str,
}

impl Trouble {
    fn new(line: Option<u32>, message: impl Into<String>, hint: &'static str) -> Self {
        Trouble { line, message: message.into(), hint }
    }
}

/// Draws a diagram, or says why it cannot be drawn.
pub fn draw(source: &str) -> Result<Drawing, Trouble> {
    let lines = source.lines().count();
    if source.len() > MAX_BYTES || lines > MAX_LINES {
        let size = format!(
            "the diagram has {lines} lines and {} bytes; {MAX_LINES} lines and {MAX_BYTES} bytes are drawn",
            source.len()
        );
        return Err(Trouble::new(None, size, DIVIDE));
    }
    let (text, stand_ins) = mermaid::prepared(source);
    let drawn = guarded(|| {
        let graph = parsed(&text)?;
        drawn_well(graph.kind)?;
        affordable(&graph)?;
        Ok((rendered(&graph)?, idle(graph.kind)))
    });
    let failed = || Trouble::new(None, "the diagram cannot be drawn: the renderer fails at it", CORRECT);
    let (svg, idle) = drawn.ok_or_else(failed)??;
    let Rewritten { svg, width, narrowest, labels } = svg::rewrite(&svg, source, idle, |c| stand_ins.text(c))
        .ok_or_else(|| Trouble::new(None, "the diagram shows nothing", CORRECT))?;
    Ok(Drawing { svg, width, narrowest, labels })
}

fn parsed(text: &str) -> Result<Graph, Trouble> {
    let first = text.lines().enumerate().find(|(_, line)| !line.trim().is_empty());
    let word = first.and_then(|(_, line)| line.split([' ', '\t', ';']).find(|word| !word.is_empty())).unwrap_or_default();
    // the renderer's checks know flowcharts alone: what they complain about in other kinds may be sound
    if matches!(word, "graph" | "flowchart") {
        check(text)?;
    }
    parse_mermaid(text).map(|parsed| parsed.graph).map_err(|error| {
        let word: String = word.chars().take(40).collect();
        let (message, hint) = match (&*word, error.to_string().contains("diagram header")) {
            ("", _) => ("the diagram is empty".to_owned(), KINDS),
            (word, true) => (format!("`{word}` is no kind of diagram that can be drawn"), KINDS),
            _ => ("the diagram is not understood".to_owned(), CORRECT),
        };
        Trouble::new(first.map(|(index, _)| index as u32 + 1), message, hint)
    })
}

fn check(text: &str) -> Result<(), Trouble> {
    match validate(text) {
        Ok(()) | Err(ParseError::UnknownParticipant { .. }) => Ok(()),
        Err(ParseError::UnclosedSubgraph { opened_at }) => {
            Err(Trouble::new(Some(opened_at), "a part of the diagram is never closed by `end`", CORRECT))
        }
        Err(ParseError::UnexpectedToken { line, found, .. }) => {
            let found: String = found.chars().take(40).collect();
            Err(Trouble::new(Some(line), format!("the diagram is not understood at `{found}`"), CORRECT))
        }
        Err(_) => Err(Trouble::new(None, "the diagram is not understood", CORRECT)),
    }
}

/// Refuses the kinds whose drawings would mislead: their source says more.
fn drawn_well(kind: DiagramKind) -> Result<(), Trouble> {
    let name = match kind {
        DiagramKind::Packet => "packet",
        DiagramKind::Radar => "radar",
        DiagramKind::Requirement => "requirementDiagram",
        DiagramKind::Treemap => "treemap",
        _ => return Ok(()),
    };
    Err(Trouble::new(None, format!("`{name}` is a kind of diagram that is not drawn yet"), KINDS))
}

/// Refuses what would take more than about a second.
fn affordable(graph: &Graph) -> Result<(), Trouble> {
    let (nodes, edges, groups) = (graph.nodes.len(), graph.edges.len(), graph.subgraphs.len());
    if let Some(block) = &graph.block {
        let spans = block.nodes.iter().fold(0, |sum: usize, node| sum.saturating_add(node.span));
        if spans > 100 || nodes > 30 || block.columns.is_some_and(|columns| columns > 100) {
            return Err(Trouble::new(None, "the diagram is too large: 30 blocks, 100 columns wide, are drawn", DIVIDE));
        }
    }
    if cost::cost(graph) > cost::MOST {
        let groups = if groups > 0 { format!(" in {groups} groups") } else { String::new() };
        let message = format!(
            "the diagram is too large: {nodes} nodes{groups} with {edges} lines between them would take too long to draw"
        );
        return Err(Trouble::new(None, message, DIVIDE));
    }
    Ok(())
}

fn rendered(graph: &Graph) -> Result<String, Trouble> {
    let (theme, layout) = (theme(), spacing(graph.kind));
    let laid = compute_layout(graph, &theme, &layout);
    if matches!(laid.diagram, DiagramData::Error(_)) {
        return Err(Trouble::new(None, "the diagram is not understood", CORRECT));
    }
    let svg = render_svg(&laid, &theme, &layout);
    match svg.len() {
        ..=MAX_SVG => Ok(svg),
        _ => Err(Trouble::new(None, "the diagram is too large to be drawn", DIVIDE)),
    }
}

/// The empty space that the renderer leaves to the left and to the right of a drawing, in pixels.
fn idle(kind: DiagramKind) -> f32 {
    match kind {
        DiagramKind::Sequence => 50.0,
        _ => 0.0,
    }
}

/// Nearer together than the renderer does by itself: a text is not as wide as a screen. In pixels.
fn spacing(kind: DiagramKind) -> LayoutConfig {
    let rank_spacing = if kind == DiagramKind::Flowchart { 30.0 } else { LayoutConfig::default().rank_spacing };
    LayoutConfig {
        fast_text_metrics: true,
        node_padding_x: 16.0,
        max_label_width_chars: 18,
        rank_spacing,
        ..LayoutConfig::default()
    }
}

/// Colours by which [`colour`](super::colour) knows what each is there for.
fn theme() -> Theme {
    let series = |at: usize| given::SERIES[at % given::SERIES.len()].to_owned();
    Theme {
        font_family: NO_FONT.to_owned(),
        font_size: FONT_SIZE,
        primary_color: given::SURFACE.to_owned(),
        primary_text_color: given::TEXT.to_owned(),
        primary_border_color: given::EDGE.to_owned(),
        line_color: given::LINE.to_owned(),
        secondary_color: given::GROUP.to_owned(),
        tertiary_color: given::PAPER.to_owned(),
        edge_label_background: given::PAPER.to_owned(),
        cluster_background: given::GROUP.to_owned(),
        cluster_border: given::EDGE.to_owned(),
        background: given::PAPER.to_owned(),
        sequence_actor_fill: given::SURFACE.to_owned(),
        sequence_actor_border: given::EDGE.to_owned(),
        sequence_actor_line: given::EDGE.to_owned(),
        sequence_note_fill: given::REMARK.to_owned(),
        sequence_note_border: given::REMARK_EDGE.to_owned(),
        sequence_activation_fill: given::GROUP.to_owned(),
        sequence_activation_border: given::LINE.to_owned(),
        text_color: given::TEXT.to_owned(),
        git_colors: std::array::from_fn(series),
        git_inv_colors: std::array::from_fn(series),
        git_branch_label_colors: std::array::from_fn(|_| given::TEXT.to_owned()),
        git_commit_label_color: given::TEXT.to_owned(),
        git_commit_label_background: given::PAPER.to_owned(),
        git_tag_label_color: given::TEXT.to_owned(),
        git_tag_label_background: given::REMARK.to_owned(),
        git_tag_label_border: given::REMARK_EDGE.to_owned(),
        pie_colors: std::array::from_fn(series),
        pie_title_text_color: given::TEXT.to_owned(),
        pie_section_text_color: given::TEXT.to_owned(),
        pie_legend_text_color: given::TEXT.to_owned(),
        pie_stroke_color: given::PAPER.to_owned(),
        pie_outer_stroke_color: given::EDGE.to_owned(),
        ..Theme::modern()
    }
}
