//! From the site to what templates see.

use std::cmp::Reverse;

use jiff::civil::Date;

use super::view::*;
use super::{On, connections, discover, graph_svg, snippet, stitch, tree};
use crate::base::path::{SitePath, encode};
use crate::cite::{Cited, Form};
use crate::config::Topic;
use crate::plan::nav::{self, ancestors};
use crate::plan::{Page, PageKind};
use crate::site::Site;
use crate::theme::Words;
use crate::vault::NoteId;

/// Words that a reader takes in a minute.
const PACE: u32 = 230;
/// A note with fewer headings needs no list of them.
const CONTENTS_MIN: usize = 3;
/// How many notes the lists of the home page name.
const HOME_LIST: usize = 8;

/// Makes the views of one page.
#[derive(Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) site: Site<'a>,
    pub(super) page: &'a Page,
    pub(super) words: &'a Words,
}

impl<'a> Scene<'a> {
    /// What each page has.
    pub(super) fn page(self, base: &str) -> PageView<'a> {
        let (plan, config) = (self.site.plan, &self.site.config.site);
        let (kind, title) = match &self.page.kind {
            PageKind::Note(id) => ("note", self.site.title(*id)),
            PageKind::Backlinks(id, _) => ("backlinks", self.site.title(*id)),
            PageKind::Folder(path) if path.is_empty() => ("home", &*plan.title),
            PageKind::Folder(path) => ("folder", nav::name(path)),
            PageKind::Tag(name) => ("tag", &**name),
            PageKind::Tags => ("tags", self.words.get("tags")),
            PageKind::Work(key) => ("work", &**key),
            PageKind::Works => ("works", self.words.get("works")),
            PageKind::Query(number) => ("query", &*self.site.saved[*number as usize].name),
            PageKind::Queries => ("queries", self.words.get("queries")),
            PageKind::Discover(None) => ("discover", self.words.get("discover")),
            PageKind::Discover(Some(topic)) => ("discover", self.words.get(discover::title(*topic))),
            PageKind::Wanted(name) => ("wanted", self.site.graph.placeholder(*name)),
            PageKind::Graph => ("graph", self.words.get("graph")),
            PageKind::Search => ("search", self.words.get("search")),
            PageKind::NotFound => ("missing", self.words.get("not-found")),
        };
        let note = match &self.page.kind {
            PageKind::Note(id) | PageKind::Backlinks(id, _) => Some(*id),
            _ => None,
        };
        let language = note.and_then(|id| self.site.note(id).meta.language.as_deref()).unwrap_or(&config.language);
        let is_missing = self.page.kind == PageKind::NotFound;
        let canonical = config.base_url.as_ref().filter(|_| !is_missing);
        let canonical = canonical.map(|url| format!("{url}{}", &self.page.url.encoded()[1..]));
        let (published, modified) = note.map_or((None, None), |id| self.dates(id));
        let day = |date: Date| date.to_string();
        let crumbs = self.crumbs();
        PageView {
            kind,
            title,
            description: match &self.page.kind {
                PageKind::Note(id) => self.description(*id),
                PageKind::Query(number) => self.site.saved[*number as usize].description.as_deref().map(str::to_owned),
                PageKind::Discover(Some(topic)) => Some(self.words.get(&format!("{}-lead", discover::title(*topic))).to_owned()),
                _ => config.description.clone(),
            },
            language,
            direction: direction(language, title),
            root: if is_missing { base.to_owned() } else { self.page.url.href(&SitePath::new("/")) },
            robots: (config.noindex || self.page.is_unlisted(self.site.notes)).then_some("noindex"),
            feeds: self.feeds(),
            picture: self.picture(),
            published: published.map(day),
            modified: modified.or(published).map(day),
            linked_data_html: canonical.as_deref().map(|url| self.linked_data(url, kind, title, &crumbs)),
            canonical,
            crumbs,
            tree_html: tree::html(self),
        }
    }

    pub(super) fn description(self, id: NoteId) -> Option<String> {
        self.site.note(id).meta.description.clone().or_else(|| snippet::first_sentence(self.site, id).map(str::to_owned))
    }

    pub(super) fn href(self, to: &SitePath) -> String {
        self.page.url.href(to)
    }

    /// The pages above this one.
    fn crumbs(self) -> Vec<LinkView<'a>> {
        let plan = self.site.plan;
        let home = LinkView { title: self.words.get("home"), href: self.href(&SitePath::new("/")) };
        let folders = |path: &'a str| ancestors(path).skip(1).filter_map(|f| Some(self.link(nav::name(f), plan.folders.get(f)?)));
        let above = |path: &'a str| path.rsplit_once('/').map_or("", |(above, _)| above);
        let mut crumbs = vec![home];
        match &self.page.kind {
            PageKind::Note(id) => crumbs.extend(folders(match plan.folder_notes.get(id) {
                Some(folder) => above(folder),
                None => self.site.sources[id.ix()].path.folder(),
            })),
            PageKind::Backlinks(id, _) => {
                crumbs.extend(folders(self.site.sources[id.ix()].path.folder()));
                crumbs.push(self.link(self.site.title(*id), &plan.notes[id.ix()]));
            }
            PageKind::Folder(path) => crumbs.extend(folders(above(path))),
            PageKind::Tag(name) => {
                crumbs.extend(plan.tags_page.as_ref().map(|url| self.link(self.words.get("tags"), url)));
                crumbs.extend(ancestors(above(name)).skip(1).filter_map(|t| Some(self.link(nav::name(t), plan.tags.get(t)?))));
            }
            PageKind::Work(_) => crumbs.extend(plan.works_page.as_ref().map(|url| self.link(self.words.get("works"), url))),
            PageKind::Query(_) => {
                crumbs.extend(plan.queries_page.as_ref().map(|url| self.link(self.words.get("queries"), url)));
            }
            PageKind::Tags | PageKind::Works | PageKind::Queries | PageKind::Graph | PageKind::Search => {}
            PageKind::Discover(None) => {}
            PageKind::Discover(Some(_)) => {
                crumbs.extend(plan.overview.as_ref().map(|url| self.link(self.words.get("discover"), url)))
            }
            PageKind::Wanted(_) => {
                crumbs.extend(plan.overview.as_ref().map(|url| self.link(self.words.get("discover"), url)));
                let list = plan.discover.get(&Topic::Wanted);
                crumbs.extend(list.map(|url| self.link(self.words.get("discover-wanted"), url)));
            }
            PageKind::NotFound => crumbs.clear(),
        }
        crumbs.retain(|crumb| crumb.href != "./"); // the home page is not above itself
        crumbs
    }

    fn link(self, title: &'a str, to: &SitePath) -> LinkView<'a> {
        LinkView { title, href: self.href(to) }
    }

    /// A note.
    pub(super) fn note(self, id: NoteId) -> NoteView<'a> {
        let note = self.site.note(id);
        let body = stitch::body(self.site, id, &self.page.url, self.words);
        let (created, updated) = self.dates(id);
        let title = self.site.title(id);
        NoteView {
            path: self.site.sources[id.ix()].path.as_str(),
            title_html: body.title_html,
            title_id: body.title_id,
            html: body.html,
            properties_html: Some(body.properties).filter(|html| !html.is_empty()),
            created: created.map(|date| date.to_string()),
            updated: updated.filter(|date| created != Some(*date)).map(|date| date.to_string()),
            minutes: Some(note.words.div_ceil(PACE)).filter(|minutes| *minutes > 1),
            aliases: note.meta.aliases.iter().map(String::as_str).filter(|alias| *alias != title).collect(),
            tags: self.tags_of(id),
            contents: self.contents(id),
            folder: self.site.plan.folder_notes.get(&id).map(|folder| self.folder(folder)),
            connections: self.connections(id, 1),
            own: self.own(id),
            graph: self.local_graph(id),
        }
    }

    fn local_graph(self, id: NoteId) -> Option<LocalGraphView> {
        if !self.site.config.graph.local {
            return None;
        }
        let is_rtl = direction(&self.site.config.site.language, "") == "rtl";
        let graph = graph_svg::draw(self.site, id, &self.page.url, is_rtl, self.words.get("neighbours"))?;
        let [incoming, both, outgoing] = graph.kinds;
        let here = || encode(self.site.sources[id.ix()].path.as_str());
        let whole = self.site.plan.graph_page.as_ref().map(|url| format!("{}?note={}", self.href(url), here()));
        Some(LocalGraphView { svg_html: graph.svg, more: graph.more, incoming, both, outgoing, whole })
    }

    /// When a note was written and last changed.
    pub(super) fn dates(self, id: NoteId) -> (Option<Date>, Option<Date>) {
        let (meta, history) = (&self.site.note(id).meta, self.site.sources[id.ix()].dates);
        (meta.created.or(history.created), meta.updated.or(history.updated))
    }

    fn tags_of(self, id: NoteId) -> Vec<LinkView<'a>> {
        let mut tags: Vec<&str> = Vec::new();
        for tag in self.site.note(id).tags.iter().map(|tag| &*tag.name) {
            if tags.len() < 100 && !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags.into_iter().filter_map(|tag| Some(self.link(tag, self.site.plan.tags.get(tag)?))).collect()
    }

    /// The two uppermost levels of headings.
    fn contents(self, id: NoteId) -> Vec<ContentsView<'a>> {
        let note = self.site.note(id);
        let own = |ix: usize| note.title_heading == Some(ix as u32);
        let headings = note.headings.iter().enumerate().filter(|(ix, h)| !own(*ix) && !h.nested && !h.slug.is_empty());
        let headings: Vec<_> = headings.map(|(_, heading)| heading).collect();
        let Some(top) = headings.iter().map(|h| h.level).min().filter(|_| headings.len() >= CONTENTS_MIN) else {
            return Vec::new();
        };
        let entry = |h: &&'a crate::note::Heading| ContentsView {
            title: &h.text,
            href: format!("#{}", encode(&h.slug)),
            depth: h.level - top,
        };
        headings.iter().map(entry).filter(|entry| entry.depth < 2).collect()
    }

    /// The page, for what is written on it.
    pub(super) fn on(self) -> On<'a> {
        On { url: &self.page.url, words: self.words }
    }

    /// Who links to a note, and, on its own page, where it leads.
    pub(super) fn connections(self, id: NoteId, number: u32) -> Option<ConnectionsView> {
        let plan = self.site.plan;
        let cards = snippet::backlinks(self.site, id, self.on(), number);
        let forward = if number == 1 { snippet::forward(self.site, id, self.on()) } else { Vec::new() };
        if cards.is_empty() && forward.is_empty() {
            return None;
        }
        let at = |number: u32| if number == 1 { plan.notes.get(id.ix()) } else { plan.continuations.get(&(id, number)) };
        let (cards, daily) = cards.split_at(cards.iter().position(|card| card.daily).unwrap_or(cards.len()));
        Some(ConnectionsView {
            backlinks: self.site.graph.sources(id).count(),
            cards_html: connections::cards(cards, self.words),
            daily: daily.len(),
            daily_html: connections::cards(daily, self.words),
            more: at(number + 1).map(|url| self.href(url)),
            previous: (number > 1).then(|| at(number - 1)).flatten().map(|url| self.href(url)),
            forward: forward.len(),
            placeholders: forward.iter().filter(|link| link.target.is_none()).count(),
            forward_html: connections::forward(&forward, self.words),
        })
    }

    /// A work, and who cites it.
    pub(super) fn work(self, key: &'a str) -> WorkView<'a> {
        let cards = snippet::cites(self.site, key, self.on());
        let (html, title, url) = self.reference(key);
        WorkView {
            key,
            title: title.unwrap_or_else(|| key.to_owned()),
            reference_html: html,
            url,
            href: self.page.url.href(&self.page.url),
            notes: cards.len(),
            cards_html: connections::cards(&cards, self.words),
        }
    }

    /// All works that notes cite, as a list of references.
    pub(super) fn works(self) -> Vec<WorkView<'a>> {
        let works = self.site.plan.works.iter().map(|(key, work)| {
            let (reference_html, title, url) = self.reference(key);
            let title = title.unwrap_or_else(|| key.to_string());
            WorkView {
                key,
                title,
                reference_html,
                url,
                href: self.href(&work.url),
                notes: work.notes().count(),
                cards_html: String::new(),
            }
        });
        let mut works: Vec<WorkView<'a>> = works.collect();
        let order = crate::base::order::NameOrder::new();
        works.sort_by_cached_key(|work| order.key(&super::cut::text(&work.reference_html)));
        works
    }

    /// A work's reference as HTML, its title, and where it can be read.
    fn reference(self, key: &str) -> (String, Option<String>, Option<String>) {
        let Some(citations) = &self.site.config.note.citations else { return Default::default() };
        let cited = Cited { key: key.into(), prefix: "".into(), suffix: "".into(), form: Form::Whole };
        let written = citations.works.write(&[vec![cited]], &citations.language);
        let html = written.references.into_iter().next().map(|(_, html)| html).unwrap_or_default();
        (html, citations.works.title(key), citations.works.url(key))
    }

    /// What is in a folder.
    pub(super) fn folder(self, path: &'a str) -> FolderView<'a> {
        let plan = self.site.plan;
        let Some(branch) = plan.nav.folders.get(path) else { return FolderView { path, folders: Vec::new(), notes: Vec::new() } };
        let own = plan.index_notes.get(path);
        // the page of a note beside its folder is the folder's: it is named there
        let is_else = |id: &&NoteId| Some(*id) != own && !plan.is_shared(**id, path);
        let folder = |path: &'a str| {
            let count = plan.nav.folders.get(path).map_or(0, |branch| branch.total as usize);
            Some(CountView { title: nav::name(path), href: self.href(plan.folders.get(path)?), count, depth: 0 })
        };
        FolderView {
            path,
            folders: branch.folders.iter().filter_map(|path| folder(path)).collect(),
            notes: branch.notes.iter().filter(is_else).map(|id| self.entry(*id)).collect(),
        }
    }

    pub(super) fn entry(self, id: NoteId) -> EntryView<'a> {
        let (created, updated) = self.dates(id);
        EntryView {
            title: self.site.title(id),
            href: self.href(&self.site.plan.notes[id.ix()]),
            folder: self.site.sources[id.ix()].path.folder(),
            date: updated.or(created).map(|date| date.to_string()),
            count: None,
        }
    }

    /// The lists of a home page that is not a note.
    pub(super) fn home(self) -> HomeView<'a> {
        let all = || self.site.listed();
        let rank = |id: NoteId| self.site.plan.nav.rank[id.ix()];
        let mut dated: Vec<_> = all()
            .filter_map(|id| {
                let (created, updated) = self.dates(id);
                Some((Reverse(updated.or(created)?), rank(id), id))
            })
            .collect();
        dated.sort_unstable();
        let mut linked: Vec<_> = all().map(|id| (Reverse(self.site.graph.sources(id).count()), rank(id), id)).collect();
        linked.retain(|(Reverse(count), ..)| *count > 1);
        linked.sort_unstable();
        HomeView {
            recent: dated.iter().take(HOME_LIST).map(|(_, _, id)| self.entry(*id)).collect(),
            linked: linked
                .iter()
                .take(HOME_LIST)
                .map(|(Reverse(n), _, id)| EntryView { count: Some(*n), ..self.entry(*id) })
                .collect(),
        }
    }

    /// The notes that have a tag.
    pub(super) fn tag(self, name: &'a str) -> TagView<'a> {
        let graph = self.site.graph;
        let mut notes = graph.tags.get(name).cloned().unwrap_or_default();
        notes.sort_unstable_by_key(|id| self.site.plan.nav.rank[id.ix()]);
        let prefix = format!("{name}/");
        let below = graph
            .tags
            .range(Box::<str>::from(prefix.as_str())..)
            .map(|(tag, _)| &**tag)
            .take_while(|tag| tag.starts_with(&prefix));
        let below = below.filter(|tag| !tag[prefix.len()..].contains('/')).filter_map(|tag| self.counted(tag, 0));
        TagView { name, below: below.collect(), notes: notes.into_iter().map(|id| self.entry(id)).collect() }
    }

    /// All tags, each below the one that it belongs to.
    pub(super) fn tags(self) -> Vec<CountView<'a>> {
        let mut tags: Vec<&'a str> = self.site.graph.tags.keys().map(|tag| &**tag).collect();
        let order = crate::base::order::NameOrder::new();
        tags.sort_by_cached_key(|tag| tag.split('/').map(|part| order.key(part)).collect::<Vec<_>>());
        tags.into_iter().filter_map(|tag| self.counted(tag, tag.matches('/').count())).collect()
    }

    /// The search page.
    pub(super) fn search(self) -> SearchView<'a> {
        let folders = self.site.plan.folders.iter().filter(|(path, _)| !path.contains('/'));
        let title = |path: &'a str| if path.is_empty() { self.words.get("home") } else { nav::name(path) };
        let folders = folders.map(|(path, url)| self.link(title(path), url)).collect();
        SearchView { tags: self.tags(), folders }
    }

    fn counted(self, tag: &'a str, depth: usize) -> Option<CountView<'a>> {
        let url = self.site.plan.tags.get(tag)?;
        let count = self.site.graph.tags.get(tag).map_or(0, Vec::len);
        Some(CountView { title: nav::name(tag), href: self.href(url), count, depth })
    }
}

/// The way a text runs: by its language, or by the first letter of its title.
pub fn direction(language: &str, title: &str) -> &'static str {
    let language = language.split(['-', '_']).next().unwrap_or(language).to_ascii_lowercase();
    let is_rtl_language =
        matches!(&*language, "ar" | "arc" | "ckb" | "dv" | "fa" | "he" | "iw" | "ku" | "ps" | "sd" | "ug" | "ur" | "yi");
    let is_rtl = |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}');
    let first = title.chars().find(|c| c.is_alphabetic());
    if is_rtl_language || first.is_some_and(is_rtl) { "rtl" } else { "ltr" }
}
