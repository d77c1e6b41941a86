//! Formulas in a note: from the parser's event to a piece, from the piece to the tape.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::CowStr;

use super::inline::{Piece, Reader};
use super::math;
use super::writer::Writer;
use crate::base::text::{Span, escape_text_into};
use crate::diag::{Code, Finding};

impl<'a> Reader<'_, 'a> {
    /// A formula that the parser found at `range` of the body.
    pub(super) fn math(&mut self, tex: &'a CowStr<'a>, display: bool, range: &Range<usize>) {
        let span = Span::new(self.writer.base + range.start, self.writer.base + range.end);
        let masks = self.writer.masks;
        if let Some(formula) = masks.formula(span.start as usize) {
            let first = masks.links.partition_point(|link| link.start < formula.range.start);
            let inside = masks.links[first..].iter().take_while(|link| link.end <= formula.range.end);
            inside.for_each(|link| self.link_in_math(link.clone()));
            self.pieces.push(Piece::Math(Cow::Borrowed(&formula.tex), formula.display, span));
            return;
        }
        // `$5-$10` is no formula, nor does an editor's preview take it for one
        if !display && self.writer.body[range.end..].starts_with(|c: char| c.is_ascii_digit()) {
            let body = self.writer.body;
            self.scan(&body[range.clone()], span.start as usize, false);
            return;
        }
        self.links_in_math(tex);
        let tex = self.unmask(tex);
        self.pieces.push(Piece::Math(tex, display, span));
    }

    /// A formula's TeX, for a place where it cannot be shown as one.
    pub(super) fn tex(&self, tex: &'a CowStr<'a>, range: &Range<usize>) -> Cow<'a, str> {
        let formula = self.writer.masks.formula(self.writer.base + range.start);
        formula.map_or_else(|| self.unmask(tex), |formula| Cow::Borrowed(&formula.tex))
    }
}

impl Writer<'_> {
    /// Writes a formula, or its TeX where it cannot be understood.
    pub(super) fn formula(&mut self, tex: &str, display: bool, span: Span) {
        let options = self.options;
        let Err(problem) = math::render(tex, display, &options.math_macros, self.tape()) else { return };
        // the place inside is known where the formula stands in the source as it was read
        let inside = self.source.get(span.range()).and_then(|source| source.find(tex)).map(|start| {
            let at = span.start as usize + start + problem.at;
            Span::new(at, (at + 1).min(span.end as usize))
        });
        let finding =
            Finding::new(Code::BadMath, inside.unwrap_or(span), format!("this formula cannot be shown: {}", problem.reason));
        let hint = match problem.reason.starts_with("unknown command") {
            true => "Correct it, or define it under `[math] macros` in `foamsite.toml`.",
            false => "Correct it; until then the page shows its source.",
        };
        self.note.findings.push(finding.hint(hint));
        self.tape().push_str("<code class=\"math\">");
        escape_text_into(self.tape(), tex.trim());
        self.tape().push_str("</code>");
    }
}

/// Whether a paragraph is nothing but displayed formulas.
pub fn is_displayed(pieces: &[Piece<'_>]) -> bool {
    let blank = |piece: &Piece<'_>| match piece {
        Piece::Text(text) => text.trim().is_empty(),
        piece => matches!(piece, Piece::Soft | Piece::Hard),
    };
    let formula = |piece: &Piece<'_>| matches!(piece, Piece::Math(_, true, _));
    pieces.iter().any(formula) && pieces.iter().all(|piece| formula(piece) || blank(piece))
}

#[cfg(test)]
mod tests {
    use crate::note::{BlockKind, Note, Options, Seen, parse::parse};

    fn note(text: &str) -> Note {
        parse(text, &Options::default())
    }

    fn html(text: &str) -> String {
        note(text).body.html
    }

    #[test]
    fn in_a_line_and_on_its_own() {
        assert_eq!(html("a $x$ b"), "<p>a <math><mi>x</mi></math> b</p>\n");
        assert_eq!(html("a \\(x\\) b"), html("a $x$ b"));
        let block = "<div class=\"math-block\"><math display=\"block\"><mi>x</mi></math></div>\n";
        for text in ["$$x$$", "$$\nx\n$$", "\\[ x^{} \\]", "```math\nx\n```", "$$\n\nx\n$$"] {
            assert_eq!(
                html(text).replace("<msup><mi>x</mi><mrow></mrow></msup>", "<mi>x</mi>").replace(" data-tex=\"x^{}\"", ""),
                block,
                "{text}"
            );
        }
        let named = note("$$x$$ ^id");
        assert_eq!((named.blocks[0].kind, named.blocks[0].anchor.as_deref()), (BlockKind::Figure, Some("^id")));
        assert_eq!(html("- $$\n  x\n\n  - y\n  $$").matches("<li>").count(), 1);
    }

    #[test]
    fn prices_are_no_formulas() {
        assert_eq!(html("from $5-$10 to 20$"), "<p>from $5-$10 to 20$</p>\n");
        assert!(html("$5[[a]]$6").contains("$5</a>") || note("$5[[a]]$6").links[0].seen == Seen::Both);
    }

    #[test]
    fn links_in_formulas_are_for_foams_graph_alone() {
        for text in ["$[[b]]$", "\\([[b]]\\)", "$$\n\n[[b]]\n$$"] {
            let note = note(text);
            assert_eq!((note.links.len(), &*note.links[0].name, note.links[0].seen), (1, "b", Seen::Foam), "{text}");
            assert!(note.body.holes.iter().all(|hole| matches!(hole.fill, crate::note::Fill::BlockId(_))));
        }
    }

    #[test]
    fn what_cannot_be_understood_stays_readable() {
        for text in ["é $a + \\foo<b$", "é \\(a + \\foo<b\\)"] {
            let note = note(text);
            assert_eq!(note.body.html, "<p>é <code class=\"math\">a + \\foo&lt;b</code></p>\n");
            assert_eq!(note.findings[0].message, "this formula cannot be shown: unknown command `\\foo`");
            assert!(text[note.findings[0].span.start as usize..].starts_with("\\foo"), "{text}");
        }
    }
}
