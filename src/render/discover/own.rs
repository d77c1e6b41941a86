//! What a note's own page shows of discovery: only what is worth its place.

use std::fmt::Write;

use super::lists::Lister;
use super::markup::{colour, note, speak};
use crate::base::text::escape;
use crate::config::Topic;
use crate::insight::evolution::Year;
use crate::render::pages::Scene;
use crate::render::view_discover::OwnView;
use crate::vault::NoteId;

/// So many related notes are shown.
const RELATED: usize = 4;
/// So many mentions are shown.
const MENTIONS: usize = 12;
/// A note whose backlinks are from fewer years than this did not grow.
const YEARS: usize = 2;
/// So many links of one year are drawn.
const DOTS: usize = 40;

impl Scene<'_> {
    /// What belongs to a note without being in its links, and what is odd in them.
    pub(in crate::render) fn own(self, id: NoteId) -> Option<OwnView> {
        let site = self.site;
        let discover = &site.config.discover;
        if !discover.on_notes {
            return None;
        }
        let insights = site.insights;
        let mut view = OwnView::default();
        for link in insights.unexpected_of(id) {
            let other = if link.from == id { link.to } else { link.from };
            let why = speak(self, |speaker| speaker.unexpected(link));
            let _ = writeln!(
                view.unexpected_html,
                "<li class=\"{}\">{} <span class=\"why\">{why}</span></li>",
                self.colour(other),
                note(self, other)
            );
        }
        if discover.has(Topic::Related) {
            for relative in insights.related[id.ix()].iter().take(RELATED) {
                let why = speak(self, |speaker| speaker.relative(relative));
                let other = relative.note;
                let _ = writeln!(
                    view.related_html,
                    "<li class=\"{}\">{} <span class=\"why\">{why}</span></li>",
                    self.colour(other),
                    note(self, other)
                );
            }
        }
        if let Some(found) = insights.mentions.get(id.ix()).filter(|found| found.notes > 0) {
            view.mentions = found.notes;
            let lister = Lister { scene: self };
            view.mentions_html = found.told.iter().take(MENTIONS).map(|mention| lister.mention(mention)).collect();
        }
        let years = insights.growth.of(id);
        if discover.has(Topic::Growth) && years.len() >= YEARS {
            view.growth_html = self::years(self, &years);
        }
        let is_empty =
            view.unexpected_html.is_empty() && view.related_html.is_empty() && view.mentions == 0 && view.growth_html.is_empty();
        (!is_empty).then_some(view)
    }

    fn colour(self, id: NoteId) -> String {
        colour(self.site.insights.community[id.ix()])
    }
}

/// Years, each with a dot for every note that came to link in it; the rows of a list.
pub(super) fn years(scene: Scene<'_>, years: &[Year]) -> String {
    let mut out = String::new();
    let most = years.iter().map(|year| year.links).max().unwrap_or(1);
    for year in years {
        let count = escape(&scene.words.count("links", year.links));
        let _ = write!(out, "<li class=\"year\"><b>{}</b> <span class=\"dots\">", year.year);
        if year.from.is_empty() {
            let _ = write!(out, "<meter min=\"0\" max=\"{most}\" value=\"{}\"></meter>", year.links);
        }
        for from in year.from.iter().take(DOTS) {
            let title = escape(scene.site.title(*from));
            let href = escape(&scene.page.url.href(&scene.site.plan.notes[from.ix()]));
            let class = scene.colour(*from);
            let _ =
                write!(out, "<a class=\"{class}\" href=\"{href}\" title=\"{title}\"><span class=\"aside\">{title}</span></a>");
        }
        let _ = writeln!(out, "</span> <span class=\"badge\">{count}</span></li>");
    }
    out
}
