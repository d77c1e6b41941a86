//! What a note's own page shows of discovery: only what is worth its place.

use std::fmt::Write;

use super::lists::Lister;
use super::markup::{colour, note, speak};
use crate::base::text::escape;
use crate::config::Topic;
use crate::insight::evolution::{self, Year};
use crate::render::pages::Scene;
use crate::render::snippet;
use crate::render::view_discover::OwnView;
use crate::vault::NoteId;

/// So many related notes are shown.
const RELATED: usize = 4;
/// So many mentions are shown.
const MENTIONS: usize = 12;
/// A note whose backlinks are from fewer years than this did not grow.
const YEARS: usize = 2;
/// What was said is told year by year from so many links on.
const HANDFUL: usize = 5;
/// So many lines are told in all, and of one year.
const LINES: usize = 24;
const LINES_OF_YEAR: usize = 4;
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
            view.contexts_html = self.contexts(id, &years);
        }
        let is_empty =
            view.unexpected_html.is_empty() && view.related_html.is_empty() && view.mentions == 0 && view.growth_html.is_empty();
        (!is_empty).then_some(view)
    }

    /// What those said who came to link to a note, year by year, in the order in which they did.
    fn contexts(self, id: NoteId, years: &[Year]) -> String {
        if years.iter().map(|year| year.links).sum::<usize>() < HANDFUL {
            return String::new();
        }
        let each = (LINES / years.len()).clamp(1, LINES_OF_YEAR);
        let mut out = String::new();
        for year in years {
            let mut told = 0;
            let mut list = String::new();
            for from in year.from.iter().take(each * 2) {
                if told < each && self.context(&mut list, id, *from) {
                    told += 1;
                }
            }
            if told == 0 {
                continue;
            }
            let head = self.words.get("discover-in-year").replace("{year}", &year.year.to_string());
            let _ = writeln!(out, "<h3>{}</h3><ul class=\"quotes\">\n{list}", escape(&head));
            if year.links > told {
                let rest = self.words.count("and-more", year.links - told);
                let _ = writeln!(out, "<li class=\"badge\">{}</li>", escape(&rest));
            }
            out.push_str("</ul>\n");
        }
        out
    }

    /// What one note says of another where it first mentions it; answers false where that is nothing.
    fn context(self, out: &mut String, id: NoteId, from: NoteId) -> bool {
        let site = self.site;
        let all = &site.graph.backlinks[id.ix()];
        let start = all.partition_point(|mention| mention.from < from);
        let mentions = all[start..].chunk_by(|a, b| a.from == b.from).next().filter(|mentions| mentions[0].from == from);
        let Some(mentions) = mentions else { return false };
        let (mention, _) = evolution::first(site.note(from), &site.sources[from.ix()], mentions);
        let Some((html, href)) = snippet::line(site, id, mention, self.on()) else { return false };
        let title = escape(site.title(from));
        let _ = writeln!(out, "<li><a class=\"place\" href=\"{}\">{title}</a> <q><bdi>{html}</bdi></q></li>", escape(&href));
        true
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
