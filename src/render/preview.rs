//! A card of a canvas that shows a file: what it is called, and how it begins.

use super::element::isolate;
use super::embed::{self, Excerpt};
use super::media;
use super::stitch::Weaver;
use super::voice::Voice;
use crate::config::EmbedStyle;
use crate::link::Target;
use crate::note::media::{Media, of as kind};
use crate::note::{BlockKind, LinkIx, Note, Slice};

/// How much of a note a card shows, in bytes of its HTML.
const LENGTH: u32 = 1200;

/// Writes the inside of a card.
pub(super) fn write(weaver: &mut Weaver<'_>, out: &mut String, voice: Voice<'_>, ix: LinkIx) {
    let pen = voice.pen;
    if let Target::Asset(id) = pen.target(ix)
        && kind(pen.site.assets[id.ix()].path.as_str()) != Media::Other
    {
        let is_first = weaver.is_first_picture(pen, id);
        return media::attachment(pen, out, ix, id, is_first);
    }
    out.push_str("<p class=\"canvas-source\">");
    pen.open(out, ix, "");
    isolate(out, &pen.text(ix));
    pen.close(out, ix);
    out.push_str("</p>\n");
    let Target::Note { id, part, .. } = pen.target(ix) else { return };
    let note = pen.site.note(id);
    let whole = embed::excerpt(note, part, EmbedStyle { content: true, inline: true });
    let Some(excerpt) = whole.map(|whole| beginning(note, whole)) else { return };
    if weaver.ledger.enter(id, part, &excerpt).is_ok() {
        weaver.excerpt(out, voice.lowered(voice.around, id, &excerpt), &excerpt);
        weaver.ledger.leave();
    }
}

/// The first blocks of an excerpt, together not much longer than [`LENGTH`].
fn beginning(note: &Note, whole: Excerpt) -> Excerpt {
    let bytes: u32 = whole.slices.iter().map(|slice| slice.end - slice.start).sum();
    if bytes <= LENGTH {
        return whole;
    }
    let inside = |slice: Slice| whole.slices.iter().any(|s| s.start <= slice.start && slice.end <= s.end);
    let is_shown = |kind: BlockKind| !matches!(kind, BlockKind::Property | BlockKind::Footnote);
    let blocks = note.blocks.iter().filter(|block| block.parent.is_none() && is_shown(block.kind) && inside(block.slice));
    let (mut taken, mut slices) = (0, Vec::new());
    for block in blocks {
        taken += block.slice.end - block.slice.start;
        if taken > LENGTH && !slices.is_empty() {
            break;
        }
        slices.push(block.slice);
    }
    Excerpt::bare(slices, whole.around)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Part;
    use crate::note::{Options, parse::parse};

    #[test]
    fn a_card_shows_whole_blocks() {
        let long = format!("# T\n\nfirst\n\n- a\n- b\n\n{}\n\nlast\n", "word ".repeat(600));
        let note = parse(&long, &Options::default());
        let whole = embed::excerpt(&note, Part::Whole, EmbedStyle { content: true, inline: true }).expect("it has one");
        let shown: String =
            beginning(&note, whole).slices.iter().map(|s| &note.body.html[s.start as usize..s.end as usize]).collect();
        assert!(
            shown.contains("first") && shown.contains("<li") && !shown.contains("word") && !shown.contains("last"),
            "{shown}"
        );
    }
}
