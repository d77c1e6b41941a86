//! A diagram in its page: the drawing, its caption, what it says to those who do not see it, and its source for those who ask.

use crate::base::text::escape_text_into;
use crate::note::diagram::Names;
use crate::paint::diagram::Drawing;
use crate::theme::Words;

use super::element::Attributes;

/// A diagram at one place of a page.
pub(super) struct Frame<'a> {
    /// The how manieth of the page it is, from 1. Their ids hold a colon, which no heading's slug does.
    pub(super) number: u32,
    pub(super) names: &'a Names,
    pub(super) drawing: &'a Drawing,
    /// Its source, escaped.
    pub(super) source: &'a str,
    pub(super) words: &'a Words,
}

impl Frame<'_> {
    /// Writes it. `id` is its place's id in the page.
    pub(super) fn write(&self, out: &mut String, id: Option<&str>) {
        let mut element = Attributes(out);
        element.begin("figure", "diagram", "");
        if let Some(id) = id {
            element.add("id", id);
        }
        element.end();
        if let Some(caption) = &self.names.caption {
            out.push_str("<figcaption>");
            escape_text_into(out, caption);
            out.push_str("</figcaption>");
        }
        let mut element = Attributes(out);
        element.begin("div", "drawing", "");
        element.add("style", &format!("--least:{}px", self.drawing.narrowest));
        element.add("role", "img");
        element.add("aria-label", &self.label());
        element.end();
        self.drawing.write(out, &format!("d{}:", self.number));
        out.push_str("</div>\n<details><summary>");
        escape_text_into(out, self.words.get("diagram-source"));
        out.push_str("</summary><pre><code class=\"language-mermaid\">");
        out.push_str(self.source);
        out.push_str("</code></pre></details></figure>\n");
    }

    /// What the author says it is, else what is written in it.
    fn label(&self) -> String {
        let title = self.names.title.as_deref().or(self.names.caption.as_deref());
        let mut label = title.unwrap_or(self.words.get("diagram")).to_owned();
        let more = self.names.description.as_deref().or(self.names.title.is_none().then_some(&*self.drawing.labels));
        if let Some(more) = more.filter(|more| !more.is_empty()) {
            label.push_str(": ");
            label.push_str(more);
        }
        label
    }
}
