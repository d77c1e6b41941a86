//! The address of every page and attachment. Notes choose first, by path; what the site makes by itself takes what is left.

use rustc_hash::FxHashMap;

use super::claims::{Claim, Claims, Dir, Owner};
use super::{BACKLINKS_PER_PAGE, PageKind, Plan, TITLES_PER_FILE, Work, names, works};
use crate::base::path::{CANVAS, SitePath, VaultPath};
use crate::base::text::{Span, base36, hash};
use crate::config::Config;
use crate::diag::{Code, Finding};
use crate::graph::Graph;
use crate::link::Named;
use crate::note::query::saved::Saved;
use crate::vault::{Asset, AssetId, NoteId};

/// Files that the site, or its host, gives a meaning of their own.
const RESERVED: [&str; 13] = [
    "/404.html",
    "/graph.json",
    "/titles.json",
    "/search/index.idx",
    "/robots.txt",
    "/llms.txt",
    "/sitemap.xml",
    "/feed.xml",
    "/feed.json",
    "/CNAME",
    "/_headers",
    "/_redirects",
    "/_worker.js",
];

/// Longest folder part of an address, in bytes: a name, `backlinks/2/` and `index.html` still fit behind it.
const DIR_MAX: usize = super::PATH_MAX - super::RESERVE - names::SEGMENT_MAX - 60;

/// How deep tags may nest; a deeper one leads to the page of the tag above it.
const TAG_DEPTH: usize = 32;

/// Gives out the addresses.
pub(super) struct Router<'a> {
    pub(super) notes: &'a [Named<'a>],
    /// The note that is the page of its folder, for each folder that has one.
    indexes: FxHashMap<&'a str, NoteId>,
    pub(super) claims: Claims,
    /// Where the pages of each folder of the vault go.
    dirs: FxHashMap<&'a str, Dir>,
    /// Where the attachments of each folder go.
    asset_dirs: FxHashMap<&'a str, Dir>,
}

impl<'a> Router<'a> {
    pub(super) fn new(notes: &'a [Named<'a>]) -> Self {
        let mut claims = Claims::default();
        RESERVED.iter().for_each(|path| claims.reserve(path));
        (2..=notes.len().div_ceil(TITLES_PER_FILE)).for_each(|number| claims.reserve(&format!("/titles-{number}.json")));
        Router { notes, indexes: indexes(notes), claims, dirs: FxHashMap::default(), asset_dirs: FxHashMap::default() }
    }

    /// Whether a note is the page of the folder it is in.
    pub(super) fn is_index(&self, id: NoteId) -> bool {
        self.indexes.get(self.notes[id.ix()].path.folder()) == Some(&id)
    }

    /// Notes, in the order of their paths: each keeps a page.
    pub(super) fn notes(&mut self, plan: &mut Plan) {
        for (ix, note) in self.notes.iter().enumerate() {
            let id = NoteId(ix as u32);
            let is_index = self.is_index(id);
            let wanted = self.permalink(id, plan).unwrap_or_else(|| self.natural(note.path, is_index));
            let claim = self.claim(&wanted, note.path, id);
            if let Some(owner) = claim.lost_to {
                plan.findings.push((id, self.lost(id, owner, &wanted.address(), &claim.url)));
            }
            plan.add(claim.url.clone(), PageKind::Note(id));
            plan.notes.push(claim.url);
        }
    }

    /// What a note's permalink asks for, if it has one that can be used.
    fn permalink(&mut self, id: NoteId, plan: &mut Plan) -> Option<Wanted> {
        let meta = &self.notes[id.ix()].note.meta;
        let text = meta.permalink.as_deref()?;
        match names::permalink(text) {
            Ok(permalink) => {
                let mut segments = permalink.segments;
                let Some(name) = segments.pop() else { return Some(Wanted::Home) };
                let parent = segments.iter().fold(Dir::root(), |dir, segment| self.claims.enter(&dir, segment));
                Some(if permalink.is_file { Wanted::File(parent, name) } else { Wanted::Page(parent, name) })
            }
            Err(problem) => {
                let finding = Finding::new(Code::BadProperty, meta.span, format!("the permalink `{text}` {problem}"))
                    .hint("Write a path below the site's root, such as `/ideas/slip-box/`.");
                plan.findings.push((id, finding));
                None
            }
        }
    }

    /// The address that a note's path gives.
    fn natural(&mut self, path: &'a VaultPath, is_index: bool) -> Wanted {
        let dir = self.dir(path.folder());
        if path.extension() == CANVAS {
            return Wanted::Page(dir, names::page(&format!("{} canvas", path.stem()))); // a note may have the name alone
        }
        if !is_index {
            return Wanted::Page(dir, names::page(path.stem()));
        }
        match dir.split() {
            Some((parent, name)) => Wanted::Page(parent, name.to_owned()),
            None => Wanted::Home,
        }
    }

    fn claim(&mut self, wanted: &Wanted, path: &VaultPath, id: NoteId) -> Claim {
        let owner = Owner::Note(id);
        match wanted {
            Wanted::Page(parent, name) => self.claims.page(parent, name, owner),
            Wanted::File(parent, name) => self.claims.file(parent, name, ".html", owner),
            Wanted::Home => match self.claims.owner(&Dir::root()) {
                None => Claim { url: self.claims.home(owner), lost_to: None },
                lost_to => Claim { lost_to, ..self.claims.page(&Dir::root(), &names::page(path.stem()), owner) },
            },
        }
    }

    /// Folders: a note at the folder's address is its page, else there is a listing.
    pub(super) fn folders(&mut self, plan: &mut Plan) {
        let folders: Vec<Box<str>> = plan.nav.folders.keys().cloned().collect();
        for folder in folders {
            let dir = folder_dir(&mut self.claims, &folder, names::page);
            let url = match (self.claims.owner(&dir), dir.split()) {
                (Some(Owner::Note(id)), _) => {
                    self.claims.pass_on(&dir, Owner::Generated);
                    plan.folder_notes.insert(id, folder.clone());
                    plan.index_notes.insert(folder.clone(), id);
                    plan.notes[id.ix()].clone()
                }
                (_, Some((parent, name))) => {
                    let url = self.claims.page(&parent, name, Owner::Generated).url;
                    plan.add(url, PageKind::Folder(folder.clone()))
                }
                (_, None) => plan.add(self.claims.home(Owner::Generated), PageKind::Folder(folder.clone())),
            };
            plan.folders.insert(folder, url);
        }
    }

    /// The page of the graph.
    pub(super) fn graph(&mut self, plan: &mut Plan) {
        let claim = self.claims.page(&Dir::root(), "graph", Owner::Generated);
        self.moved(&claim, "/graph/", "the graph of the site", plan);
        plan.graph_page = Some(plan.add(claim.url, PageKind::Graph));
    }

    /// The list of all tags, and a page for each.
    pub(super) fn tags(&mut self, graph: &'a Graph, plan: &mut Plan) {
        if graph.tags.is_empty() {
            return;
        }
        let list = self.claims.page(&Dir::root(), "tags", Owner::Generated);
        self.moved(&list, "/tags/", "the list of all tags", plan);
        plan.tags_page = Some(plan.add(list.url, PageKind::Tags));
        let top = self.claims.enter(&Dir::root(), "tags");
        let mut dirs: FxHashMap<&str, Dir> = FxHashMap::default();
        for tag in graph.tags.keys() {
            if let Some((deep, _)) = tag.match_indices('/').nth(TAG_DEPTH - 1) {
                let url = plan.tags.get(&tag[..deep]).or(plan.tags_page.as_ref()).cloned().expect("the list is there");
                plan.tags.insert(tag.clone(), url);
                continue;
            }
            let (above, name) = tag.rsplit_once('/').unwrap_or(("", tag));
            let (mut parent, mut name) = (dirs.get(above).unwrap_or(&top), names::page(name));
            if parent.path.len() + name.len() > DIR_MAX {
                (parent, name) = (&top, hashed(tag));
            }
            let wanted = format!("{}{name}/", parent.path);
            let claim = self.claims.page(parent, &name, Owner::Generated);
            self.moved(&claim, &wanted, &format!("the page of the tag `{tag}`"), plan);
            dirs.insert(tag, self.dir_of(&claim.url));
            let url = plan.add(claim.url, PageKind::Tag(tag.clone()));
            plan.tags.insert(tag.clone(), url);
        }
    }

    /// The list of all works that notes cite, and a page for each.
    pub(super) fn works(&mut self, plan: &mut Plan) {
        let cited = works::cited(self.notes);
        if cited.is_empty() {
            return;
        }
        let list = self.claims.page(&Dir::root(), "works", Owner::Generated);
        self.moved(&list, "/works/", "the list of all works", plan);
        plan.works_page = Some(plan.add(list.url, PageKind::Works));
        let top = self.claims.enter(&Dir::root(), "works");
        for (key, cites) in cited {
            let claim = self.claims.page(&top, &names::page(&key), Owner::Generated);
            let url = plan.add(claim.url, PageKind::Work(key.clone()));
            plan.works.insert(key, Work { url, cites });
        }
    }

    /// The list of all saved queries, and a page for each.
    pub(super) fn queries(&mut self, saved: &[Saved], plan: &mut Plan) {
        if saved.is_empty() {
            return;
        }
        let list = self.claims.page(&Dir::root(), "queries", Owner::Generated);
        self.moved(&list, "/queries/", "the list of saved queries", plan);
        plan.queries_page = Some(plan.add(list.url, PageKind::Queries));
        let top = self.claims.enter(&Dir::root(), "queries");
        for (number, saved) in (0..).zip(saved) {
            let name = names::page(&saved.id);
            let claim = self.claims.page(&top, &name, Owner::Generated);
            self.moved(&claim, &format!("{}{name}/", top.path), &format!("the saved query `{}`", saved.id), plan);
            plan.queries.push(claim.url.clone());
            plan.add(claim.url, PageKind::Query(number));
        }
    }

    /// The search page, unless there is no search.
    pub(super) fn search(&mut self, config: &Config, plan: &mut Plan) {
        if config.search.enabled {
            let claim = self.claims.page(&Dir::root(), "search", Owner::Generated);
            self.moved(&claim, "/search/", "the search page", plan);
            plan.search_page = Some(plan.add(claim.url, PageKind::Search));
        }
    }

    /// The further pages of notes that very many link to.
    pub(super) fn continuations(&mut self, graph: &Graph, plan: &mut Plan) {
        for ix in 0..self.notes.len() {
            let id = NoteId(ix as u32);
            if graph.backlinks[ix].len() <= BACKLINKS_PER_PAGE {
                continue;
            }
            let pages = graph.sources(id).count().div_ceil(BACKLINKS_PER_PAGE) as u32;
            for number in 2..=pages {
                let dir = self.dir_of(&plan.notes[ix]);
                let dir = self.claims.enter(&dir, "backlinks");
                let url = self.claims.page(&dir, &number.to_string(), Owner::Generated).url;
                let url = plan.add(url, PageKind::Backlinks(id, number));
                plan.continuations.insert((id, number), url);
            }
        }
    }

    /// The attachments that published notes refer to, where they are in the vault as far as hosts can take it.
    pub(super) fn assets(&mut self, assets: &'a [Asset], graph: &Graph, plan: &mut Plan) {
        for (ix, asset) in assets.iter().enumerate() {
            let id = AssetId(ix as u32);
            let url = graph.is_used(id).then(|| self.asset(&asset.path, id, graph, plan));
            plan.assets.push(url);
        }
    }

    fn asset(&mut self, path: &'a VaultPath, id: AssetId, graph: &Graph, plan: &mut Plan) -> SitePath {
        let folder = path.folder();
        let dir = self.asset_dirs.entry(folder).or_insert_with(|| folder_dir(&mut self.claims, folder, names::file)).clone();
        let name = names::file(path.file_name());
        let (stem, extension) = names::split(&name);
        // a theme's file may get this very name
        let stem = if dir.path == "/assets/" && crate::theme::is_hashed(&name) { format!("{stem}-") } else { stem.to_owned() };
        let claim = self.claims.file(&dir, &stem, extension, Owner::Asset);
        if claim.lost_to.is_some() {
            let user = graph.users[id.ix()][0];
            let span = self.notes[user.from.ix()].note.links[user.link as usize].span;
            let message = format!(
                "the address `{}{name}` of the attachment `{path}` is taken; it is published as `{}`",
                dir.path, claim.url
            );
            let finding = Finding::new(Code::DuplicateUrl, span, message).hint("Rename the attachment.");
            plan.findings.push((user.from, finding));
        }
        claim.url
    }

    /// Where the pages of a folder of the vault go.
    fn dir(&mut self, folder: &'a str) -> Dir {
        self.dirs.entry(folder).or_insert_with(|| folder_dir(&mut self.claims, folder, names::page)).clone()
    }

    /// The folder that belongs to a page: itself, or of `/about.html` the folder `/about/`.
    pub(super) fn dir_of(&mut self, url: &SitePath) -> Dir {
        let path = url.as_str().trim_end_matches(".html");
        path.split('/').filter(|s| !s.is_empty()).fold(Dir::root(), |dir, segment| self.claims.enter(&dir, segment))
    }

    /// A note whose address was taken.
    fn lost(&self, id: NoteId, owner: Owner, wanted: &str, url: &SitePath) -> Finding {
        let path = self.notes[id.ix()].path;
        let message = match owner {
            Owner::Note(first) => {
                format!(
                    "`{}` and `{path}` would have the same address `{wanted}`; `{path}` gets `{url}`",
                    self.notes[first.ix()].path
                )
            }
            _ => format!("the address `{wanted}` is the site's own; `{path}` gets `{url}`"),
        };
        let meta = &self.notes[id.ix()].note.meta;
        let span = if meta.permalink.is_some() { meta.span } else { Span::default() };
        Finding::new(Code::DuplicateUrl, span, message).hint("Rename one of the two, or give it a `permalink` of its own.")
    }

    /// A page of the site whose address a note has.
    pub(super) fn moved(&self, claim: &Claim, wanted: &str, what: &str, plan: &mut Plan) {
        let Some(Owner::Note(id)) = claim.lost_to else { return };
        let message =
            format!("`{}` has the address `{wanted}`, so that {what} moves to `{}`", self.notes[id.ix()].path, claim.url);
        let finding =
            Finding::new(Code::DuplicateUrl, Span::default(), message).hint("Rename the note, or give it a `permalink`.");
        plan.findings.push((id, finding));
    }
}

/// What a note asks for.
enum Wanted {
    Page(Dir, String),
    File(Dir, String),
    Home,
}

impl Wanted {
    fn address(&self) -> String {
        match self {
            Wanted::Page(parent, name) => format!("{}{name}/", parent.path),
            Wanted::File(parent, name) => format!("{}{name}.html", parent.path),
            Wanted::Home => "/".into(),
        }
    }
}

/// The site's folder for a folder of the vault, `name` deciding each segment. Beyond the longest address, a hash stands for all.
fn folder_dir(claims: &mut Claims, folder: &str, name: fn(&str) -> String) -> Dir {
    let mut dir = Dir::root();
    for segment in folder.split('/').filter(|s| !s.is_empty()) {
        let segment = name(segment);
        if dir.path.len() + segment.len() > DIR_MAX {
            return claims.enter(&dir, &hashed(folder));
        }
        dir = claims.enter(&dir, &segment);
    }
    dir
}

pub(super) fn hashed(name: &str) -> String {
    format!("n-{}", base36(hash(name.as_bytes()), 8))
}

/// The note that is its folder's page: `index` before `readme`, in any case, then the first by path.
pub(super) fn indexes<'a>(notes: &[Named<'a>]) -> FxHashMap<&'a str, NoteId> {
    let is_readme = |id: NoteId| notes[id.ix()].path.stem().eq_ignore_ascii_case("readme");
    let mut best: FxHashMap<&str, NoteId> = FxHashMap::default();
    let files = (0..).map(NoteId).zip(notes).filter(|(_, note)| note.path.extension() != CANVAS);
    for (id, note) in files {
        if is_readme(id) || note.path.stem().eq_ignore_ascii_case("index") {
            let held = best.entry(note.path.folder()).or_insert(id);
            if is_readme(*held) && !is_readme(id) {
                *held = id;
            }
        }
    }
    best
}
