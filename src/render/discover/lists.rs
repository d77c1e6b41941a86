//! What each list of discoveries shows.

use std::cmp::Reverse;
use std::fmt::Write;

use super::markup::{colour, community, entry, lead, note, speak};
use super::say;
use crate::base::path::encode;
use crate::base::text::escape;
use crate::config::Topic;
use crate::graph::Backlink;
use crate::insight::mention::Mention;
use crate::link::PlaceholderId;
use crate::render::connections;
use crate::render::pages::Scene;
use crate::render::snippet::{self, Mentioned};
use crate::render::view_discover::PartView;
use crate::vault::NoteId;

/// So many entries of a list are shown, of a small site fewer; the terminal has more.
const SHOWN: (usize, usize) = (10, 24);
/// So many notes of a community are named.
const MEMBERS: usize = 14;
/// So many mentions of one note are shown.
const MENTIONS: usize = 5;
/// So many notes without links are named.
const LOOSE: usize = 400;
/// A tile names so many.
const TEASER: usize = 3;

/// Makes the lists of one page.
#[derive(Clone, Copy)]
pub(super) struct Lister<'a> {
    pub(super) scene: Scene<'a>,
}

impl Lister<'_> {
    /// The parts of a list's page.
    pub(super) fn parts(self, topic: Topic) -> Vec<PartView> {
        let insights = self.scene.site.insights;
        match topic {
            Topic::Unexpected => vec![self.part(None, self.unexpected())],
            Topic::Bridges => vec![self.part(None, self.bridges())],
            Topic::Communities => vec![self.part(None, self.communities())],
            Topic::Hubs => vec![
                self.part(Some("discover-concepts"), self.hubs(&insights.hubs.concepts)),
                self.part(Some("discover-resources"), self.hubs(&insights.hubs.resources)),
            ],
            Topic::Related => vec![self.part(None, self.related())],
            Topic::Mentions => vec![self.part(None, self.mentions())],
            Topic::Growth => self.growth(),
            Topic::Wanted => vec![self.part(None, self.wanted_list())],
            Topic::Orphans => vec![
                self.part(Some("discover-orphans-part"), self.loose(&insights.loose.orphans)),
                self.part(Some("discover-dead-ends"), self.loose(&insights.loose.dead_ends)),
            ],
            Topic::Way => Vec::new(),
        }
        .into_iter()
        .filter(|part| !part.entries_html.is_empty())
        .map(|part| match part.title {
            Some(_) => part,
            // without a heading of the part, those of its entries come right below the page's
            None => PartView { entries_html: part.entries_html.replace("<h3>", "<h2>").replace("</h3>", "</h2>"), ..part },
        })
        .collect()
    }

    /// A small site has no twenty bridges.
    fn shown(self) -> usize {
        (self.scene.site.notes.len() / 5).clamp(SHOWN.0, SHOWN.1)
    }

    fn part(self, title: Option<&str>, entries_html: String) -> PartView {
        let words = self.scene.words;
        let told = |key: &str| (words.get(key).to_owned(), words.get(&format!("{key}-lead")).to_owned());
        let (title, lead) = title.map(told).unzip();
        PartView { title, lead, entries_html, wide: false }
    }

    fn unexpected(self) -> String {
        let mut out = String::new();
        for link in self.scene.site.insights.unexpected.iter().take(self.shown()) {
            let head = format!("{} <span class=\"to\">→</span> {}", note(self.scene, link.from), note(self.scene, link.to));
            let why = speak(self.scene, |speaker| speaker.unexpected(link));
            entry(&mut out, self.scene, &[link.from, link.to], &head, &why, &self.snippets(link.from, link.to));
        }
        out
    }

    /// What one note says where it mentions another; both, where they mention each other.
    fn snippets(self, from: NoteId, to: NoteId) -> String {
        let one_way = |from: NoteId, to: NoteId| {
            let mentions: Vec<Backlink> =
                self.scene.site.graph.backlinks[to.ix()].iter().filter(|mention| mention.from == from).copied().collect();
            snippet::brief(self.scene.site, Mentioned::Note(to), &mentions, self.scene.on())
        };
        [one_way(from, to), one_way(to, from)]
            .iter()
            .flatten()
            .map(|card| connections::snippets(card, self.scene.words))
            .collect()
    }

    fn bridges(self) -> String {
        let mut out = String::new();
        for bridge in self.scene.site.insights.bridges.iter().take(self.shown()) {
            let why = speak(self.scene, |speaker| speaker.bridge(bridge));
            entry(&mut out, self.scene, &[bridge.note], &note(self.scene, bridge.note), &why, &lead(self.scene, bridge.note));
        }
        out
    }

    fn communities(self) -> String {
        let mut out = String::new();
        for (group, ix) in self.scene.site.insights.communities.iter().zip(0..) {
            let name = say::full_name(self.scene.site, self.scene.site.insights, ix).join("\u{a0}· ");
            let (class, size) = (colour(Some(ix)), self.scene.words.count("note-count", group.notes.len()));
            let _ = write!(
                out,
                "<li class=\"finding {class}\" id=\"group-{ix}\">\n<h3><span class=\"group {class}\">{}</span> <span class=\"badge\">{}</span></h3>\n<p class=\"members\">",
                escape(&name),
                escape(&size)
            );
            for id in group.notes.iter().take(MEMBERS) {
                out.push_str(&note(self.scene, *id));
                out.push(' ');
            }
            if group.notes.len() > MEMBERS {
                let rest = self.scene.words.count("and-more", group.notes.len() - MEMBERS);
                let _ = write!(out, "<span class=\"badge\">{}</span>", escape(&rest));
            }
            out.push_str("</p></li>\n");
        }
        out
    }

    fn hubs(self, hubs: &[crate::insight::rank::Hub]) -> String {
        let mut out = String::new();
        for hub in hubs.iter().take(self.shown()) {
            let why = speak(self.scene, |speaker| speaker.hub(hub));
            entry(&mut out, self.scene, &[hub.note], &note(self.scene, hub.note), &why, &lead(self.scene, hub.note));
        }
        out
    }

    fn related(self) -> String {
        let mut out = String::new();
        for pair in self.scene.site.insights.pairs.iter().take(self.shown()) {
            let (a, b) = (pair.note, pair.other.note);
            let head = format!("{} <span class=\"to\">⋯</span> {}", note(self.scene, a), note(self.scene, b));
            let why = speak(self.scene, |speaker| speaker.relative(&pair.other));
            entry(&mut out, self.scene, &[a, b], &head, &why, "");
        }
        out
    }

    fn mentions(self) -> String {
        let mut all: Vec<(usize, NoteId)> = self.mentioned().collect();
        all.sort_by_key(|(count, id)| (Reverse(*count), *id));
        let mut out = String::new();
        for (count, id) in all.into_iter().take(self.shown()) {
            let why = escape(&self.scene.words.count("discover-mentioned-in", count));
            let told = &self.scene.site.insights.mentions[id.ix()].told;
            let body: String = told.iter().take(MENTIONS).map(|mention| self.mention(mention)).collect();
            let body = format!("<ul class=\"quotes\">\n{body}</ul>\n");
            entry(&mut out, self.scene, &[id], &note(self.scene, id), &why, &body);
        }
        out
    }

    fn mentioned(self) -> impl Iterator<Item = (usize, NoteId)> {
        let mentions = &self.scene.site.insights.mentions;
        (0..)
            .map(NoteId)
            .zip(mentions)
            .map(|(id, found)| (found.notes, id))
            .filter(|(count, _)| *count > 0)
            .collect::<Vec<_>>()
            .into_iter()
    }

    /// A mention without a link, in its sentence.
    pub(super) fn mention(self, mention: &Mention) -> String {
        let site = self.scene.site;
        let anchor = mention.block.and_then(|block| site.block(mention.from, block).section);
        let place = anchor
            .map_or(String::new(), |heading| format!("#{}", encode(&site.note(mention.from).headings[heading as usize].slug)));
        let href = self.scene.page.url.href(&site.plan.notes[mention.from.ix()]);
        format!(
            "<li><a class=\"place\" href=\"{}{place}\">{}</a> <q><bdi>{}<mark>{}</mark>{}</bdi></q></li>\n",
            escape(&href),
            escape(site.title(mention.from)),
            escape(&mention.before),
            escape(&mention.name),
            escape(&mention.after)
        )
    }

    /// Names by how many notes ask for them.
    fn demand(self) -> Vec<(usize, PlaceholderId)> {
        let wanted = &self.scene.site.graph.wanted;
        let count = |ix: &u32| {
            let mut from: Vec<NoteId> = wanted[*ix as usize].iter().map(|mention| mention.from).collect();
            from.dedup();
            from.len()
        };
        let mut all: Vec<(usize, PlaceholderId)> =
            self.scene.site.plan.wanted.keys().map(|ix| (count(ix), PlaceholderId(*ix))).collect();
        all.sort_by_key(|(count, id)| (Reverse(*count), *id));
        all
    }

    fn wanted_list(self) -> String {
        let mut out = String::new();
        for (count, id) in self.demand().into_iter().take(LOOSE) {
            let why = escape(&self.scene.words.count("discover-asked", count));
            let _ = writeln!(out, "<li class=\"row\">{}<span class=\"meta\">{why}</span></li>", self.wanted_link(id));
        }
        out
    }

    fn wanted_link(self, id: PlaceholderId) -> String {
        let name = self.scene.site.graph.placeholder(id);
        match self.scene.site.plan.wanted.get(&id.0) {
            Some(url) => format!("<a class=\"asked\" href=\"{}\">{}</a>", escape(&self.scene.page.url.href(url)), escape(name)),
            None => escape(name),
        }
    }

    /// The page of a name that has no note.
    pub(super) fn wanted(self, id: PlaceholderId) -> PartView {
        let site = self.scene.site;
        let mentions = &site.graph.wanted[id.0 as usize];
        let cards: Vec<_> = mentions
            .chunk_by(|a, b| a.from == b.from)
            .take(crate::plan::BACKLINKS_PER_PAGE)
            .filter_map(|mentions| snippet::brief(site, Mentioned::Placeholder(id), mentions, self.scene.on()))
            .collect();
        PartView {
            title: None,
            lead: Some(self.scene.words.count("discover-asked", mentions.chunk_by(|a, b| a.from == b.from).count())),
            entries_html: connections::cards(&cards, self.scene.words),
            wide: false,
        }
    }

    fn loose(self, notes: &[NoteId]) -> String {
        let row = |id: &NoteId| format!("<li class=\"row\">{}</li>\n", note(self.scene, *id));
        notes.iter().take(LOOSE).map(row).collect()
    }

    /// The latest connections, by month; above them how many there were in each year.
    fn growth(self) -> Vec<PartView> {
        let latest = &self.scene.site.insights.growth.latest;
        let mut parts = vec![PartView {
            wide: true,
            ..self.part(None, super::own::years(self.scene, &self.scene.site.insights.growth.years))
        }];
        for month in latest.chunk_by(|a, b| (a.date.year(), a.date.month()) == (b.date.year(), b.date.month())) {
            let mut out = String::new();
            for link in month {
                let head = format!("{} <span class=\"to\">→</span> {}", note(self.scene, link.from), note(self.scene, link.to));
                let date = link.date.to_string();
                let why = format!("<time datetime=\"{date}\">{}</time>", escape(&self.scene.words.date(&date)));
                entry(&mut out, self.scene, &[link.from, link.to], &head, &why, &self.snippets(link.from, link.to));
            }
            let title = self.scene.words.month(month[0].date.year(), month[0].date.month());
            parts.push(PartView { title: Some(title), ..self.part(None, out) });
        }
        parts
    }

    /// How many entries a list has in all.
    pub(super) fn size(self, topic: Topic) -> usize {
        let insights = self.scene.site.insights;
        match topic {
            Topic::Unexpected => insights.unexpected.len(),
            Topic::Bridges => insights.bridges.len(),
            Topic::Communities => insights.communities.len(),
            Topic::Hubs => insights.hubs.concepts.len() + insights.hubs.resources.len(),
            Topic::Related => insights.pairs.len(),
            Topic::Mentions => self.mentioned().count(),
            Topic::Growth => insights.growth.links,
            Topic::Wanted => self.scene.site.plan.wanted.len(),
            Topic::Orphans => insights.loose.orphans.len() + insights.loose.dead_ends.len(),
            Topic::Way => 0,
        }
    }

    /// The first of a list, to make one curious.
    pub(super) fn teaser(self, topic: Topic) -> String {
        let insights = self.scene.site.insights;
        let name = |id: NoteId| note(self.scene, id);
        let arrow = |a: NoteId, b: NoteId, between: &str| format!("{} <span class=\"to\">{between}</span> {}", name(a), name(b));
        let dots = |parts: Vec<String>| parts.join(" <span class=\"to\">·</span> ");
        match topic {
            Topic::Unexpected => insights.unexpected.first().map_or(String::new(), |link| arrow(link.from, link.to, "→")),
            Topic::Bridges => insights.bridges.first().map_or(String::new(), |bridge| {
                let side = |(ix, _): &(u32, usize)| community(self.scene, *ix, &say::name(self.scene.site, *ix, &[bridge.note]));
                let sides: Vec<String> = bridge.sides.iter().take(2).map(side).collect();
                format!("{} <span class=\"to\">—</span> {} <span class=\"to\">—</span> {}", sides[0], name(bridge.note), sides[1])
            }),
            Topic::Communities => {
                let groups = (0..insights.communities.len().min(5) as u32)
                    .map(|ix| community(self.scene, ix, &say::name(self.scene.site, ix, &[])));
                groups.collect::<Vec<_>>().join(" ")
            }
            Topic::Hubs => {
                let hubs = insights.hubs.concepts.iter().chain(&insights.hubs.resources);
                dots(hubs.take(TEASER).map(|hub| name(hub.note)).collect())
            }
            Topic::Related => insights.pairs.first().map_or(String::new(), |pair| arrow(pair.note, pair.other.note, "⋯")),
            Topic::Mentions => dots(self.mentioned().take(TEASER).map(|(_, id)| name(id)).collect()),
            Topic::Growth => insights.growth.latest.first().map_or(String::new(), |link| arrow(link.from, link.to, "→")),
            Topic::Wanted => dots(self.demand().into_iter().take(TEASER).map(|(_, id)| self.wanted_link(id)).collect()),
            Topic::Orphans => {
                let loose = insights.loose.orphans.iter().chain(&insights.loose.dead_ends);
                dots(loose.take(TEASER).map(|id| name(*id)).collect())
            }
            Topic::Way => escape(self.scene.words.get("discover-way-teaser")),
        }
    }

    /// How a list was made.
    pub(super) fn method(self, topic: Topic, key: &str) -> String {
        let text = self.scene.words.get(key);
        let text = if text == key { String::new() } else { text.to_owned() };
        let between = self.scene.site.insights.betweenness();
        match topic {
            Topic::Bridges if !between.errors.is_empty() => {
                let listed = self.scene.site.insights.bridges.iter().filter_map(|bridge| bridge.error);
                let worst = listed.fold(0.0, f64::max);
                let words = self.scene.words;
                let sampled = words.count("discover-sampled", between.starts);
                let sampled = sampled.replace("{error}", &words.decimal(worst * 200.0, 2));
                format!("{text}{}{sampled}", words.get("list-sentence"))
            }
            _ => text,
        }
    }
}
