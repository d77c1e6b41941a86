//! A site in memory, as of one moment: any page of it is made when it is asked for.

use std::convert::Infallible;
use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;

use crate::base::path::VaultPath;
use crate::base::text::hash;
use crate::diag::Diagnostic;
use crate::pipeline::{self, Analysis};
use crate::render::{self, Templates};
use crate::theme::Theme;

/// A site. It never changes: an edit makes a new one, and whoever still reads the old one is not disturbed.
pub struct Live {
    analysis: Analysis,
    theme: Theme,
    templates: Templates,
    /// What stands at each address, not encoded, from the site's root.
    places: FxHashMap<Box<str>, Place>,
    /// The files that are neither pages nor attachments: made when the first is asked for.
    files: OnceLock<Files>,
    /// The files of the search likewise: who does not search does not wait for them.
    search: OnceLock<Files>,
    /// What is wrong with the theme, as far as pages have been made.
    problems: Mutex<Vec<render::ThemeFinding>>,
}

/// Files by their path in the site.
type Files = FxHashMap<Box<str>, Vec<u8>>;

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
    /// A file of the vault.
    Attachment(&'a VaultPath),
    /// A page stands at this address with a slash behind it.
    Folder,
}

impl Live {
    /// A site of what was found in a vault.
    pub fn new(analysis: Analysis, theme: Theme) -> Live {
        let site = analysis.site();
        let templates = render::templates(site, &theme);
        let assets = site.plan.assets.iter().enumerate();
        let assets = assets.filter_map(|(ix, url)| Some((url.as_ref()?.as_str().into(), Place::Attachment(ix))));
        let pages = site.plan.pages.iter().enumerate().map(|(ix, page)| (page.url.as_str().into(), Place::Page(ix)));
        let places = assets.chain(pages).collect();
        Live { places, templates, theme, analysis, files: OnceLock::new(), search: OnceLock::new(), problems: Mutex::default() }
    }

    /// What it was made from.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis
    }

    /// What stands at `path`: from the site's root, with a slash at its start, not encoded.
    pub fn find(&self, path: &str) -> Option<Found<'_>> {
        let path = path.strip_suffix("index.html").filter(|folder| folder.ends_with('/')).unwrap_or(path);
        match self.places.get(path) {
            Some(Place::Page(ix)) => Some(Found::Page(self.page(*ix))),
            Some(Place::Attachment(ix)) => Some(Found::Attachment(&self.analysis.site().assets[*ix].path)),
            None => {
                let name = path.trim_start_matches('/');
                let index = || name.starts_with("search/").then(|| self.search().get(name)).flatten();
                if let Some(bytes) = self.files().get(name).or_else(index) {
                    return Some(Found::File(bytes));
                }
                self.places.contains_key(&*format!("{path}/")).then_some(Found::Folder)
            }
        }
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
        let Place::Page(ix) = self.places.get(path)? else { return None };
        match site.plan.pages[*ix].kind {
            crate::plan::PageKind::Note(id) => Some(site.sources[id.ix()].path.as_str()),
            _ => None,
        }
    }

    /// What is to be said about the vault and the theme now.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let site = self.analysis.site();
        let problems = self.templates.findings.iter().cloned().chain(problems);
        let mut all = pipeline::about_themes(site, problems);
        all.extend(self.analysis.diagnostics.iter().cloned());
        all
    }

    fn page(&self, ix: usize) -> String {
        let site = self.analysis.site();
        let rendered = render::page(site, &self.templates, &site.plan.pages[ix]);
        if let Some(problem) = rendered.problem {
            let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
        rendered.html
    }

    fn files(&self) -> &Files {
        self.files.get_or_init(|| collected(|sink| pipeline::files(self.analysis.site(), &self.theme, sink)))
    }

    fn search(&self) -> &Files {
        self.search.get_or_init(|| collected(|sink| pipeline::search(self.analysis.site(), sink)))
    }
}

/// What `make` gives its sink.
fn collected(make: impl FnOnce(&pipeline::Sink<'_, Infallible>) -> Result<(), Infallible>) -> Files {
    let made = Mutex::new(Files::default());
    let keep = |path: &str, bytes: &[u8]| {
        made.lock().unwrap_or_else(PoisonError::into_inner).insert(path.into(), bytes.to_vec());
        Ok(())
    };
    let Ok(()) = make(&keep);
    made.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Tells one state of a page from another.
pub fn mark(bytes: &[u8]) -> String {
    crate::base::text::base36(hash(bytes), 12)
}
