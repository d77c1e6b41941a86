//! Every page and its address, decided once, before anything is rendered.

mod claims;
mod discover;
mod feeds;
mod names;
pub mod nav;
mod redirects;
mod routes;
mod works;

use std::collections::BTreeMap;

use crate::base::path::SitePath;
use crate::config::{Config, Topic};
use crate::diag::Finding;
use crate::graph::Graph;
use crate::insight::Insights;
use crate::link::{Named, PlaceholderId};
use crate::note::query::saved::Saved;
use crate::vault::{Asset, NoteId};
use routes::Router;
pub use works::Work;

/// Longest path of a file in the output, in bytes.
pub const PATH_MAX: usize = 1024;
/// The folder of the share pictures, which nothing else has where there are any.
pub const SHARES: &str = "/assets/share";
/// The folder of the smaller copies of pictures, which nothing else has where there are any.
pub const SCALED: &str = "/assets/scaled";
/// Of these, what is kept for numbers behind a name, `backlinks/2/` and `index.html`.
const RESERVE: usize = 64;

/// What a page shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PageKind {
    /// A note, and so much of its backlinks as the first page takes.
    Note(NoteId),
    /// The next backlinks of a note that has very many: the page's number, from 2.
    Backlinks(NoteId, u32),
    /// What is in a folder that has no note of its own; empty for the root.
    Folder(Box<str>),
    /// The notes that have a tag.
    Tag(Box<str>),
    /// All tags.
    Tags,
    /// The graph of the whole site.
    Graph,
    /// A work that notes cite, by its key.
    Work(Box<str>),
    /// All works that notes cite.
    Works,
    /// What a saved query found, by its number.
    Query(u32),
    /// All saved queries.
    Queries,
    /// A list of discoveries; the overview of all lists.
    Discover(Option<Topic>),
    /// A name that notes ask for and nobody has written about.
    Wanted(PlaceholderId),
    /// The search.
    Search,
    /// What a host shows for an address that is not there.
    NotFound,
}

/// A page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Its address.
    pub url: SitePath,
    /// What it shows.
    pub kind: PageKind,
}

impl Page {
    /// Whether it is the page of a note that no list, feed or search names.
    pub fn is_unlisted(&self, notes: &[std::sync::Arc<crate::note::Note>]) -> bool {
        match self.kind {
            PageKind::Note(id) | PageKind::Backlinks(id, _) => notes[id.ix()].meta.unlisted,
            _ => false,
        }
    }
}

/// A feed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Feed {
    /// Its file.
    pub url: SitePath,
    /// What it follows.
    pub kind: FeedKind,
}

/// What a feed follows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FeedKind {
    /// All notes.
    Site,
    /// The notes with a tag.
    Tag(Box<str>),
    /// The notes in a folder.
    Folder(Box<str>),
    /// The connections between notes.
    Connections,
}

/// An address that an earlier build had and this one has not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gone {
    /// It.
    pub url: String,
    /// The note that may have been there.
    pub note: Option<NoteId>,
}

/// How many linking notes a page lists before it carries on at the next.
pub const BACKLINKS_PER_PAGE: usize = 500;

/// How many notes one file of titles names.
pub const TITLES_PER_FILE: usize = 2000;

/// All pages and addresses of a site.
#[derive(Debug, Default)]
pub struct Plan {
    /// All pages, sorted by address.
    pub pages: Vec<Page>,
    /// The address of each note.
    pub notes: Vec<SitePath>,
    /// What each note is called: by its own title, else by its file, or by its folder where it stands for one.
    pub titles: Vec<Box<str>>,
    /// The address of each attachment that is published.
    pub assets: Vec<Option<SitePath>>,
    /// The address of each folder that holds a published note, by its path; the root is `""`. It may be a note's own.
    pub folders: BTreeMap<Box<str>, SitePath>,
    /// The address of each tag's page.
    pub tags: BTreeMap<Box<str>, SitePath>,
    /// The address of the list of all tags, where there are any.
    pub tags_page: Option<SitePath>,
    /// The address of the graph's page, where there is one.
    pub graph_page: Option<SitePath>,
    /// The address of the search page, where there is one.
    pub search_page: Option<SitePath>,
    /// The notes that stand for a folder, with it.
    pub folder_notes: BTreeMap<NoteId, Box<str>>,
    /// The other way round: the note that stands for a folder.
    pub index_notes: BTreeMap<Box<str>, NoteId>,
    /// The works that notes cite, by key.
    pub works: BTreeMap<Box<str>, Work>,
    /// The address of the list of all works, where any is cited.
    pub works_page: Option<SitePath>,
    /// The address of each saved query, in their order.
    pub queries: Vec<SitePath>,
    /// The address of the list of all saved queries, where there are any.
    pub queries_page: Option<SitePath>,
    /// The further pages of backlinks, from 2.
    pub continuations: BTreeMap<(NoteId, u32), SitePath>,
    /// The address of the overview of discoveries.
    pub overview: Option<SitePath>,
    /// The address of each list of discoveries.
    pub discover: BTreeMap<Topic, SitePath>,
    /// The address of each name that is asked for, by its placeholder.
    pub wanted: BTreeMap<u32, SitePath>,
    /// The feeds, by address.
    pub feeds: Vec<Feed>,
    /// Old addresses, sorted, each with the note that it leads to.
    pub redirects: Vec<(SitePath, NoteId)>,
    /// What an earlier build had, as far as it is asked about.
    pub gone: Vec<Gone>,
    /// The site's name.
    pub title: Box<str>,
    /// What is in each folder.
    pub nav: nav::Nav,
    /// Findings, each with the note it is about.
    pub findings: Vec<(NoteId, Finding)>,
}

impl Plan {
    fn add(&mut self, url: SitePath, kind: PageKind) -> SitePath {
        self.pages.push(Page { url: url.clone(), kind });
        url
    }

    /// Whether a note of a folder shares its page with another folder, one in it.
    pub fn is_shared(&self, id: NoteId, folder: &str) -> bool {
        self.folder_notes.get(&id).is_some_and(|other| &**other != folder)
    }

    /// The note that is the home page, if one is.
    pub fn home(&self) -> Option<NoteId> {
        let home = self.pages.first().filter(|page| page.url.as_str() == "/")?;
        if let PageKind::Note(id) = home.kind { Some(id) } else { None }
    }
}

/// Decides all pages and addresses. `notes` are sorted by path.
pub fn plan(
    notes: &[Named<'_>],
    titles: Vec<Box<str>>,
    graph: &Graph,
    insights: &Insights,
    assets: &[Asset],
    saved: &[Saved],
    config: &Config,
) -> Plan {
    let mut router = Router::new(notes);
    let mut plan = Plan { nav: nav::Nav::new(notes, &titles), titles, ..Plan::default() };
    if config.output.share_pictures {
        router.claims.reserve(SHARES);
    }
    if config.output.responsive_pictures {
        router.claims.reserve(SCALED);
    }
    router.notes(&mut plan);
    router.tags(graph, &mut plan);
    router.works(&mut plan);
    router.queries(saved, &mut plan);
    if config.graph.enabled && !notes.is_empty() {
        router.graph(&mut plan);
    }
    router.search(config, &mut plan);
    router.folders(&mut plan);
    plan.nav.share(&plan.folder_notes);
    router.continuations(graph, &mut plan);
    router.discover(insights, &mut plan);
    router.wanted(graph, config, &mut plan);
    router.feeds(graph, insights, config, &mut plan);
    router.assets(assets, graph, &mut plan);
    router.redirects(config, &mut plan);
    let missing = SitePath::new("/404.html");
    plan.add(missing, PageKind::NotFound);
    plan.pages.sort_by(|a, b| a.url.cmp(&b.url));
    plan.find_gone(&config.redirects.earlier);
    let home = plan.home().and_then(|id| notes[id.ix()].own_title());
    plan.title = config.site.title.as_deref().or(home).unwrap_or("Notes").into();
    plan
}

/// What each note is called.
pub fn titles(notes: &[Named<'_>], config: &Config) -> Vec<Box<str>> {
    let indexes = routes::indexes(notes);
    let is_index = |id: NoteId, note: &Named<'_>| indexes.get(note.path.folder()) == Some(&id);
    (0..).map(NoteId).zip(notes).map(|(id, note)| title(note, is_index(id, note), config)).collect()
}

/// What a note is called: one that stands for its folder and has no title of its own is called as the folder is.
fn title(note: &Named<'_>, is_index: bool, config: &Config) -> Box<str> {
    let name = match note.own_title() {
        Some(own) => own,
        None if !is_index => note.path.stem(),
        None if note.path.folder().is_empty() => config.site.title.as_deref().unwrap_or("Home"),
        None => nav::name(note.path.folder()),
    };
    name.into()
}

#[cfg(test)]
mod tests;
