//! What a site holds for programs: the Markdown of each note beside its page, who links to it as JSON, and `llms.txt`.
//!
//! | file | what |
//! | --- | --- |
//! | `a/b/index.md` | the note whose page is `a/b/` |
//! | `backlinks/a/b.json` | who links to that page; `backlinks.json` of the home page |
//! | `llms.txt` | what is where |

pub(super) mod backlinks;
mod copy;
mod llms;

use rustc_hash::FxHashSet;

use crate::base::path::{CANVAS, SitePath};
use crate::site::Site;
use crate::theme::words::Words;
use crate::vault::NoteId;

/// Where `llms.txt` stands.
pub const LLMS: &str = "llms.txt";
/// The folder of the backlinks, and the name of the home page's file.
const BACKLINKS: &str = "backlinks";

/// The files for programs of a site.
pub struct Programs<'a> {
    site: Site<'a>,
    words: &'a Words,
    /// What else of the site could have such a name, file or folder, in small letters: it goes first.
    taken: FxHashSet<String>,
}

impl<'a> Programs<'a> {
    /// Those of a site.
    pub fn new(site: Site<'a>, words: &'a Words) -> Programs<'a> {
        let mut taken = FxHashSet::default();
        let pages = site.plan.pages.iter().map(|page| &page.url);
        for url in pages.chain(site.plan.assets.iter().flatten()) {
            let path = url.file().to_ascii_lowercase();
            if !path.contains(".md") && !path.contains(".json") {
                continue;
            }
            let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
            taken.extend(ends.map(|end| path[..end].to_owned()).filter(|part| part.ends_with(".md") || part.ends_with(".json")));
        }
        Programs { site, words, taken }
    }

    /// All files of one note.
    pub fn files(&self, id: NoteId) -> Vec<(String, String)> {
        let copy = self.copy(id).map(|path| (path, copy::text(self.site, id)));
        let backlinks = self.backlinks(id).map(|path| (path, backlinks::json(self.site, id, self.words)));
        copy.into_iter().chain(backlinks).collect()
    }

    /// `llms.txt`, where the site has one.
    pub fn llms(&self) -> Option<String> {
        self.site.config.output.llms.then(|| llms::text(self))
    }

    /// The file at a path, where it is one of these; `note` knows the note whose page is at an address.
    pub fn find(&self, path: &str, note: impl Fn(&str) -> Option<NoteId>) -> Option<String> {
        let pages = match path.strip_suffix(".md") {
            Some(stem) => [format!("/{}", stem.strip_suffix("index").unwrap_or(stem)), format!("/{stem}.html")],
            None => {
                let stem = path.strip_prefix(BACKLINKS)?.strip_suffix(".json")?;
                [format!("{stem}/"), stem.to_owned()]
            }
        };
        let id = pages.iter().find_map(|page| note(page))?;
        self.files(id).into_iter().find(|(name, _)| name == path).map(|(_, text)| text)
    }

    /// Where the copy of a note stands; a board has none.
    fn copy(&self, id: NoteId) -> Option<String> {
        if !self.site.config.output.markdown || self.site.sources[id.ix()].path.extension() == CANVAS {
            return None;
        }
        let page = self.page(id).file();
        self.free(format!("{}.md", page.strip_suffix(".html").unwrap_or(&page)))
    }

    /// Where the backlinks of a note stand; it has some.
    fn backlinks(&self, id: NoteId) -> Option<String> {
        if !self.site.config.output.backlinks || self.site.graph.backlinks[id.ix()].is_empty() {
            return None;
        }
        self.free(format!("{BACKLINKS}{}.json", self.page(id).as_str().trim_end_matches('/')))
    }

    fn page(&self, id: NoteId) -> &'a SitePath {
        &self.site.plan.notes[id.ix()]
    }

    fn free(&self, path: String) -> Option<String> {
        (path.len() <= crate::plan::PATH_MAX && !self.taken.contains(&path.to_ascii_lowercase())).then_some(path)
    }
}
