//! The preview: a site in memory that follows its vault.
//!
//! An edit is awaited, the vault is read again as far as it changed, understood anew, and the new site takes the old one's
//! place at one stroke; then the browsers whose page is another now are told. Pages are made by the same code as a build's,
//! when they are asked for; nothing is written to the disk.

mod body;
mod browsers;
pub mod guard;
mod http;
mod later;
pub mod live;
pub mod reader;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use http_body_util::channel::Channel;
use hyper::body::Bytes;

use crate::base::text::escape;
use crate::config::Editor;
use crate::diag::{Diagnostic, Level};
use guard::Names;
use live::{Live, mark};

/// The preview's own files stand below this.
const OWN: &str = "/_preview/";
const SCRIPT: &[u8] = include_bytes!("preview.js");
const STYLE: &[u8] = include_bytes!("preview.css");
/// A worker's stack in bytes: deep nesting in a note must not end the program.
const STACK: usize = 16 << 20;
/// How many pages are made at once at the most.
const MAKERS: usize = 8;
/// How often it is looked whether browsers are still there.
const SWEEP: Duration = Duration::from_secs(20);

/// What is previewed.
pub struct Preview {
    root: PathBuf,
    names: Names,
    /// Findings of an open note lead to this editor.
    editor: Option<Editor>,
    live: RwLock<Arc<Live>>,
    /// Why the last state of the vault cannot be shown, where it cannot.
    trouble: RwLock<Option<String>>,
    browsers: browsers::Browsers,
    work: Arc<later::Work>,
}

impl Preview {
    /// A preview of `live`, which was read from `root`. `host` is where it listens.
    pub fn new(root: &Path, host: &str, editor: Option<Editor>, live: Live) -> Preview {
        let work = Arc::new(later::Work::default());
        work.begin();
        Preview {
            root: root.to_owned(),
            names: Names::new(host),
            editor,
            live: RwLock::new(Arc::new(live)),
            trouble: RwLock::default(),
            browsers: browsers::Browsers::default(),
            work,
        }
    }

    /// The site as it is now. Whoever has it keeps it whole, whatever happens meanwhile.
    pub fn live(&self) -> Arc<Live> {
        self.live.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The site as it is now, and which of all states it is.
    fn now(&self) -> (Arc<Live>, u64) {
        let live = self.live.read().unwrap_or_else(PoisonError::into_inner);
        (live.clone(), self.work.shown())
    }

    /// Shows another state of the site from now on, and tells the browsers whose page is another one. Answers how many. `trouble`
    /// is what still stands in the way of showing it as it should be.
    pub fn show(&self, live: Live, trouble: Option<String>) -> usize {
        let live = live.after(&self.live());
        {
            let mut shown = self.live.write().unwrap_or_else(PoisonError::into_inner);
            *shown = Arc::new(live);
            self.work.begin();
        }
        *self.trouble.write().unwrap_or_else(PoisonError::into_inner) = trouble;
        self.tell()
    }

    /// Shows a better picture of the same state, unless another one took its place. Answers whether it is shown.
    fn improve(&self, turn: u64, live: &Arc<Live>) -> bool {
        let mut shown = self.live.write().unwrap_or_else(PoisonError::into_inner);
        let is_same = self.work.shown() == turn;
        if is_same {
            *shown = live.clone();
            drop(shown);
            self.tell();
        }
        is_same
    }

    /// Keeps the site as it is and says why what changed cannot be shown.
    pub fn hold(&self, why: String) -> usize {
        *self.trouble.write().unwrap_or_else(PoisonError::into_inner) = Some(why);
        self.tell()
    }

    /// Tells the browsers whose page is another one now; answers how many.
    fn tell(&self) -> usize {
        self.browsers.changed(|page| self.mark(page), false)
    }

    /// What a browser shows at `page` now: its HTML and what is said about it.
    fn mark(&self, page: &str) -> String {
        let html = match self.live().find(page) {
            Some(live::Found::Page(html)) => html,
            _ => self.live().missing(),
        };
        self.mark_of(&html, page)
    }

    fn mark_of(&self, html: &str, page: &str) -> String {
        mark(format!("{html}{}{}", self.state(page), self.live().searched(page)).as_bytes())
    }

    /// A browser opened a page.
    fn open(&self, page: String, mark: String) -> Channel<Bytes> {
        let stale = mark != self.mark(&page);
        let stream = self.browsers.open(page, mark);
        if stale {
            self.tell(); // it changed while the browser was loading it
        }
        stream
    }

    /// A page with the script that follows changes: in the preview alone, never in a build.
    fn with_script(&self, html: String, page: &str, base: &str) -> String {
        let own = format!("{}{}", base.trim_end_matches('/'), OWN);
        let mark = self.mark_of(&html, page);
        let tag = format!(
            "<script type=\"module\" id=\"foamsite-preview\" src=\"{0}preview.js\" data-style=\"{0}preview.css\" data-events=\"{0}events\" \
             data-state=\"{0}state\" data-page=\"{1}\" data-mark=\"{mark}\"></script>",
            escape(&own),
            escape(page)
        );
        let at = html.rfind("</body>").unwrap_or(html.len());
        format!("{}{tag}{}", &html[..at], &html[at..])
    }

    /// What is to be said about a page, as JSON: why the site stands still, and the findings of its note.
    fn state(&self, page: &str) -> String {
        let live = self.live();
        let trouble = self.trouble.read().unwrap_or_else(PoisonError::into_inner).clone();
        let note = live.note(page);
        let about = |found: &Diagnostic| found.level >= Level::Warning && (found.file.as_deref() == note || is_theme(found));
        let findings: Vec<_> = live.diagnostics().iter().filter(|found| about(found)).map(|found| self.told(found)).collect();
        let edit = note.and_then(|note| self.edit(note, None));
        serde_json::json!({ "trouble": trouble, "findings": findings, "edit": edit }).to_string()
    }

    fn told(&self, found: &Diagnostic) -> serde_json::Value {
        let place = found.place.map(|(line, column)| format!("{line}:{column}"));
        let edit = found.file.as_deref().and_then(|file| self.edit(file, found.place));
        serde_json::json!({
            "level": if found.level == Level::Error { "error" } else { "warning" },
            "code": found.finding.code.name(),
            "message": found.finding.message,
            "hints": found.finding.hints,
            "file": found.file,
            "place": place,
            "edit": edit,
        })
    }

    /// The address that opens a file of the vault in the editor.
    fn edit(&self, file: &str, place: Option<(u32, u32)>) -> Option<String> {
        let scheme = match self.editor? {
            Editor::Vscode => "vscode://file",
            Editor::Vscodium => "vscodium://file",
            Editor::Obsidian => "obsidian://open?path=",
        };
        let path = crate::base::path::encode(&self.root.join(file).to_string_lossy());
        let place = place.filter(|_| self.editor != Some(Editor::Obsidian));
        let slash = if path.starts_with('/') || self.editor == Some(Editor::Obsidian) { "" } else { "/" };
        Some(format!("{scheme}{slash}{path}{}", place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default()))
    }
}

fn is_theme(found: &Diagnostic) -> bool {
    found.finding.code == crate::diag::Code::BadTemplate
}

/// Answers requests at `listener` from now on, on threads of its own.
pub fn start(listener: TcpListener, preview: Arc<Preview>) -> std::io::Result<tokio::runtime::Runtime> {
    listener.set_nonblocking(true)?;
    preview.keep_up()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(MAKERS)
        .thread_stack_size(STACK)
        .enable_io()
        .enable_time()
        .build()?;
    let sweeper = preview.clone();
    runtime.spawn(async move {
        loop {
            tokio::time::sleep(SWEEP).await;
            sweeper.browsers.sweep();
        }
    });
    let _guard = runtime.enter();
    let listener = tokio::net::TcpListener::from_std(listener)?;
    runtime.spawn(http::run(listener, preview));
    Ok(runtime)
}
