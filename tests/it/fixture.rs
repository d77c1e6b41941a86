//! A vault written in one string, analysed.

use std::sync::{Arc, LazyLock};

use foamsite::base::path::SitePath;
use foamsite::config::Config;
use foamsite::diag::Finding;
use foamsite::graph::Graph;
use foamsite::insight::{self, Insights};
use foamsite::link::{self, Named};
use foamsite::note::{Note, parse};
use foamsite::paint::Paintings;
use foamsite::plan::{self, Plan};
use foamsite::query;
use foamsite::render::{On, stitch};
use foamsite::site::{Answer, Leads, Site};
use foamsite::theme::{Theme, Words};
use foamsite::vault::{Asset, NoteId, Source, Vault};

/// All that a [`Site`] refers to.
pub(crate) struct Made {
    pub(crate) config: Config,
    pub(crate) sources: Vec<Source>,
    pub(crate) notes: Vec<Arc<Note>>,
    pub(crate) assets: Vec<Asset>,
    pub(crate) graph: Graph,
    pub(crate) insights: Insights,
    pub(crate) plan: Plan,
    pub(crate) leads: Leads,
    pub(crate) answers: Vec<Vec<Answer>>,
    pub(crate) paintings: Arc<Paintings>,
    /// What resolving links found, by note.
    pub(crate) findings: Vec<Vec<Finding>>,
}

/// A vault from its files: each begins with a line `//- path`. What is no note is an attachment.
pub(crate) fn vault(files: &str) -> Made {
    configured(files, Config::default())
}

/// The same with a configuration of its own.
pub(crate) fn configured(files: &str, config: Config) -> Made {
    let mut sources = Vec::new();
    let mut assets = Vec::new();
    for file in files.split("//- ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        if path.ends_with(".md") {
            sources.push(Source::new(path, text));
        } else {
            assets.push(Asset { path: foamsite::base::path::VaultPath::new(path), size: 48_000, pixels: None });
        }
    }
    made(sources, assets, config)
}

/// The stages from a vault to a plan.
pub(crate) fn made(sources: Vec<Source>, assets: Vec<Asset>, config: Config) -> Made {
    let Vault { notes: sources, assets, .. } = Vault::new(sources, assets, Vec::new());
    let notes: Vec<_> = sources.iter().map(|source| Arc::new(parse::parse(&source.text, &config.note))).collect();
    let named: Vec<_> = sources.iter().zip(&notes).map(|(source, note)| Named { path: &source.path, note }).collect();
    let mut linked = link::link(&named, &assets, &config.link);
    let findings = std::mem::take(&mut linked.findings);
    let graph = Graph::new(&notes, linked, assets.len());
    let titles = plan::titles(&named, &config);
    let insights =
        Insights::new(insight::Input { notes: &named, titles: &titles, sources: &sources, graph: &graph, config: &config });
    let plan = plan::plan(&named, titles, &graph, &insights, &assets, &[], &config);
    drop(named);
    let paintings = Arc::new(Paintings::of(&notes, &Paintings::default()));
    let (leads, answers) = (Leads::new(notes.len()), Vec::new());
    let mut made = Made { config, sources, notes, assets, graph, insights, plan, leads, answers, paintings, findings };
    let (answers, asked) = query::answer(made.site());
    made.answers = answers;
    let undrawn = made.paintings.findings(&made.notes, &made.sources);
    for (id, finding) in asked.into_iter().chain(undrawn) {
        made.findings[id.ix()].push(finding);
    }
    made
}

impl Made {
    pub(crate) fn site(&self) -> Site<'_> {
        let Made { config, sources, notes, assets, graph, insights, plan, leads, answers, paintings, .. } = self;
        Site {
            config,
            sources,
            notes,
            assets,
            graph,
            insights,
            plan,
            leads,
            answers,
            paintings,
            saved: &[],
            saved_answers: &[],
            shares: &[],
            scaled: &[],
        }
    }

    /// A note by its path.
    pub(crate) fn id(&self, path: &str) -> NoteId {
        let ix = self.sources.iter().position(|source| source.path.as_str() == path).expect("a note of the fixture");
        NoteId(ix as u32)
    }

    /// The page of a note, as readers of English see it.
    pub(crate) fn body(&self, id: NoteId) -> stitch::Body {
        stitch::body(self.site(), id, self.url(id), &Theme::default().words().0)
    }

    pub(crate) fn url(&self, id: NoteId) -> &SitePath {
        &self.plan.notes[id.ix()]
    }
}

/// A page in English.
pub(crate) fn on(url: &SitePath) -> On<'_> {
    static WORDS: LazyLock<Words> = LazyLock::new(|| Theme::default().words().0);
    On { url, words: &WORDS }
}
