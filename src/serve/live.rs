//! A site in memory, as of one moment: any page of it is made when it is asked for.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use crate::base::path::VaultPath;
use crate::base::text::content_name;
use crate::diag::Diagnostic;
use crate::drawing::Drawing;
use crate::insight::{Insights, Stop};
use crate::pipeline::{self, Analysis};
use crate::plan::PageKind;
use crate::render::{self, Templates};
use crate::search;
use crate::site::Site;
use crate::theme::Theme;
use crate::vault::Source;

/// A site. It never changes: an edit makes a new one, and whoever still reads the old one is not disturbed.
pub struct Live {
    analysis: Analysis,
    theme: Theme,
    frame: Arc<Frame>,
    /// The files that are neither pages nor attachments: made when the first is asked for.
    files: OnceLock<Files>,
    /// Where the nodes of the whole graph lie: found when somebody looks at it.
    layout: OnceLock<Vec<(i32, i32)>>,
    graph: OnceLock<Vec<u8>>,
    /// The files of the search, once they are made.
    search: OnceLock<Arc<Files>>,
    /// Those of an earlier state, for so long.
    search_before: Option<Arc<Files>>,
    /// What is wrong with the theme, as far as pages have been made.
    problems: Mutex<Vec<render::ThemeFinding>>,
}

/// What follows from the plan and the theme alone.
struct Frame {
    templates: Templates,
    /// What stands at each address, not encoded, from the site's root.
    places: FxHashMap<Box<str>, Place>,
}

impl Frame {
    fn new(site: Site<'_>, theme: &Theme) -> Frame {
        let assets = site.plan.assets.iter().enumerate();
        let assets = assets.filter_map(|(ix, url)| Some((url.as_ref()?.as_str().into(), Place::Attachment(ix))));
        let pages = site.plan.pages.iter().enumerate().map(|(ix, page)| (page.url.as_str().into(), Place::Page(ix)));
        Frame { templates: render::templates(site, theme), places: assets.chain(pages).collect() }
    }
}

/// Files by their path in the site.
type Files = FxHashMap<Box<str>, Box<[u8]>>;

#[derive(Clone, Copy, Debug)]
enum Place {
    Page(usize),
    Attachment(usize),
}

/// What a site has at an address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Found<'a> {
    /// A page's HTML, as a build writes it.
    Page(String),
    /// Any other file that the site is made of.
    File(&'a [u8]),
    /// One that was made for who asked.
    Made(String),
    /// A file of the vault.
    Attachment(&'a VaultPath),
    /// A page stands at this address with a slash behind it.
    Folder,
    /// A file of the search, whose index is being made.
    Later,
}

impl Live {
    /// A site of what was found in a vault.
    pub fn new(analysis: Analysis, theme: Theme) -> Live {
        let frame = Arc::new(Frame::new(analysis.site(), &theme));
        Live::framed(analysis, theme, frame)
    }

    fn framed(analysis: Analysis, theme: Theme, frame: Arc<Frame>) -> Live {
        Live {
            analysis,
            theme,
            frame,
            files: OnceLock::new(),
            layout: OnceLock::new(),
            graph: OnceLock::new(),
            search: OnceLock::new(),
            search_before: None,
            problems: Mutex::default(),
        }
    }

    /// The same state of the vault with these insights.
    pub(super) fn with(&self, insights: Insights) -> Live {
        let analysis = self.analysis.with(insights);
        if !analysis.is_planned_as(&self.analysis) {
            return Live { search_before: self.search_before.clone(), ..Live::new(analysis, self.theme.clone()) };
        }
        let search_before = self.search_before.clone();
        Live { search_before, ..Live::framed(analysis, self.theme.clone(), self.frame.clone()) }
    }

    /// Takes the place of an earlier state: its search goes on until there is a new index, if all that it can find is still to be
    /// found.
    pub(super) fn after(mut self, before: &Live) -> Live {
        let index = before.search.get().or(before.search_before.as_ref());
        let (then, now) = (before.analysis.site(), self.analysis.site());
        let mut left = now.sources.iter().zip(now.notes);
        let mut is_found = |source: &Source| {
            let same = left.find(|(now, _)| now.path >= source.path);
            same.is_some_and(|(now, note)| now.path == source.path && note.is_found())
        };
        // both are sorted by path; a note that could not be found before does not matter
        let mut then = then.sources.iter().zip(then.notes).filter(|(_, note)| note.is_found());
        if now.config.search.enabled && index.is_some() && then.all(|(source, _)| is_found(source)) {
            self.search_before = index.cloned();
        }
        self
    }

    /// Makes the index of the search, unless `stop` says that nobody waits for it any longer. Answers whether it is there.
    pub(super) fn make_search(&self, stop: &Stop<'_>) -> bool {
        let made = collected(|sink| {
            let sink =
                |path: &str, bytes: &[u8]| if stop() { Err(Stopped) } else { sink(path, bytes).map_err(|never| match never {}) };
            pipeline::search(self.analysis.site(), &sink)
        });
        made.is_ok_and(|files| self.search.set(Arc::new(files)).is_ok())
    }

    /// Tells one state of the search index from another.
    pub(super) fn searched(&self, path: &str) -> &'static str {
        let is_search = self.analysis.site().plan.search_page.as_ref().is_some_and(|page| page.as_str() == path);
        if is_search && self.search.get().is_some() { "searched" } else { "" }
    }

    /// What it was made from.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// What stands at `path`: from the site's root, with a slash at its start, not encoded.
    pub fn find(&self, path: &str) -> Option<Found<'_>> {
        let path = path.strip_suffix("index.html").filter(|folder| folder.ends_with('/')).unwrap_or(path);
        match self.frame.places.get(path) {
            Some(Place::Page(ix)) => Some(Found::Page(self.page(*ix))),
            Some(Place::Attachment(ix)) => Some(Found::Attachment(&self.analysis.site().assets[*ix].path)),
            None => self.program(path).or_else(|| self.file(path.trim_start_matches('/'))).or_else(|| {
                let folder = self.frame.places.contains_key(&*format!("{path}/"));
                folder.then_some(Found::Folder)
            }),
        }
    }

    /// A file for programs, of one note.
    fn program(&self, path: &str) -> Option<Found<'_>> {
        let site = self.analysis.site();
        let note = |page: &str| match self.frame.places.get(page)? {
            Place::Page(ix) => match site.plan.pages[*ix].kind {
                PageKind::Note(id) => Some(id),
                _ => None,
            },
            Place::Attachment(_) => None,
        };
        pipeline::program(site, &self.frame.templates.words, path.trim_start_matches('/'), note).map(Found::Made)
    }

    /// A file that is neither a page nor an attachment.
    fn file(&self, name: &str) -> Option<Found<'_>> {
        if name == pipeline::GRAPH {
            return Some(Found::File(self.graph()));
        }
        if name.starts_with(search::FOLDER) && self.analysis.site().config.search.enabled {
            let index = self.search.get().or(self.search_before.as_ref());
            match index {
                Some(files) if files.contains_key(name) => return files.get(name).map(|bytes| Found::File(bytes)),
                None if name.ends_with(".idx") => return Some(Found::Later),
                _ => {}
            }
        }
        self.files().get(name).map(|bytes| Found::File(bytes))
    }

    /// What is shown at an address where nothing stands.
    pub fn missing(&self) -> String {
        match self.find("/404.html") {
            Some(Found::Page(html)) => html,
            _ => String::new(), // every plan has one
        }
    }

    /// The note whose page stands at `path`, by its path in the vault.
    pub fn note(&self, path: &str) -> Option<&str> {
        let site = self.analysis.site();
        let Place::Page(ix) = self.frame.places.get(path)? else { return None };
        match site.plan.pages[*ix].kind {
            PageKind::Note(id) => Some(site.sources[id.ix()].path.as_str()),
            _ => None,
        }
    }

    /// What is to be said about the vault and the theme now.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let site = self.analysis.site();
        let problems = self.frame.templates.findings.iter().cloned().chain(problems);
        let mut all = pipeline::about_themes(site, problems);
        all.extend(self.analysis.diagnostics.iter().cloned());
        all
    }

    fn page(&self, ix: usize) -> String {
        let site = self.analysis.site();
        let (templates, page) = (&self.frame.templates, &site.plan.pages[ix]);
        let rendered = match page.kind {
            PageKind::Graph => render::graph_page(site, templates, page, &self.drawing()),
            _ => render::page(site, templates, page),
        };
        if let Some(problem) = rendered.problem {
            let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        rendered.html
    }

    /// The whole graph as it is drawn.
    fn drawing(&self) -> Drawing<'_> {
        let site = self.analysis.site();
        Drawing::placed(site, self.layout.get_or_init(|| Drawing::new(site).places()))
    }

    fn graph(&self) -> &[u8] {
        self.graph.get_or_init(|| pipeline::graph(self.analysis.site(), &self.drawing()).1.into_bytes())
    }

    fn files(&self) -> &Files {
        self.files.get_or_init(|| {
            let Ok(files) = collected(|sink| pipeline::files(self.analysis.site(), &self.theme, sink));
            files
        })
    }
}

/// Nobody waits for it any longer.
struct Stopped;

/// What `make` gives its sink.
fn collected<E>(make: impl FnOnce(&pipeline::Sink<'_, Infallible>) -> Result<(), E>) -> Result<Files, E> {
    let made = Mutex::new(Files::default());
    let keep = |path: &str, bytes: &[u8]| {
        made.lock().unwrap_or_else(PoisonError::into_inner).insert(path.into(), bytes.into());
        Ok(())
    };
    make(&keep)?;
    Ok(made.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Tells one state of a page from another.
pub fn mark(bytes: &[u8]) -> String {
    content_name(bytes)
}
