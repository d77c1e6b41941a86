//! What is known of a vault, in two halves: facts, which are there at once, and what is made of them and of the insights.

use std::sync::Arc;

use rayon::prelude::*;

use super::timings::Timings;
use super::{located, moved, plain, sorted};
use crate::base::path::SitePath;
use crate::config::Config;
use crate::diag::{Diagnostic, Finding};
use crate::emit;
use crate::graph::Graph;
use crate::insight::carry::Fate;
use crate::insight::{self, Insights, Stop};
use crate::link::again::Before;
use crate::link::{Linked, Named};
use crate::note::Note;
use crate::note::query::saved::Saved;
use crate::paint::Paintings;
use crate::plan::{self, Plan};
use crate::query;
use crate::render::embed;
use crate::scale::{self, Copies};
use crate::share::{self, Shares};
use crate::site::{Answer, Kept, Leads, Scaled, Sink, Site};
use crate::theme::Theme;
use crate::vault::{Asset, AssetId, NoteId, Source};

/// What the notes of a vault say, and how they are linked. Private notes are not in it.
pub(super) struct Facts {
    pub(super) config: Config,
    /// The saved queries, by name, and their texts.
    pub(super) saved: Vec<Saved>,
    pub(super) query_sources: Vec<Source>,
    pub(super) sources: Vec<Source>,
    pub(super) notes: Vec<Arc<Note>>,
    pub(super) assets: Vec<Asset>,
    pub(super) graph: Graph,
    pub(super) titles: Vec<Box<str>>,
    pub(super) paintings: Arc<Paintings>,
    /// What was found in the links of each note.
    pub(super) findings: Vec<Vec<Finding>>,
    /// What was found elsewhere.
    pub(super) unread: Vec<Diagnostic>,
    /// How many notes are not published.
    pub(super) private: usize,
}

impl Facts {
    pub(super) fn named(&self) -> Vec<Named<'_>> {
        self.sources.iter().zip(&self.notes).map(|(source, note)| Named { path: &source.path, note }).collect()
    }

    /// What the links of a later state mean, where that is clear from this one's.
    pub(super) fn still(&self, notes: &[Named<'_>], assets: &[Asset]) -> Option<Linked> {
        let Graph { targets, placeholders, .. } = &self.graph;
        let (named, findings) = (self.named(), &self.findings);
        Before { notes: &named, assets: &self.assets, targets, placeholders, findings }.still(notes, assets)
    }

    fn input<'a>(&'a self, named: &'a [Named<'a>]) -> insight::Input<'a> {
        insight::Input { notes: named, titles: &self.titles, sources: &self.sources, graph: &self.graph, config: &self.config }
    }

    /// Looks for insights, unless nobody waits for them any longer.
    pub(super) fn insights(&self, stop: &Stop<'_>) -> Option<Insights> {
        Insights::unless(self.input(&self.named()), stop)
    }
}

/// All that is known of a vault once its links are resolved and its pages planned. A copy with other insights costs little.
pub struct Analysis {
    facts: Arc<Facts>,
    insights: Arc<Insights>,
    pages: Arc<Pages>,
    /// What there is to say about the vault, sorted by file, place and code; what is switched off is not in it.
    pub diagnostics: Vec<Diagnostic>,
    remarks: Vec<Diagnostic>,
    shares: Vec<Option<SitePath>>,
    scaled: Vec<Vec<Scaled>>,
    /// How many notes are not published.
    pub private: usize,
    /// How long each stage took.
    pub timings: Timings,
}

/// Where everything stands. Of the insights it depends on no more than which lists there are.
struct Pages {
    plan: Plan,
    leads: Leads,
    answers: Vec<Vec<Answer>>,
    saved: Vec<Answer>,
}

/// A vault in numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Summary {
    /// Published notes.
    pub notes: usize,
    /// Notes that are not published.
    pub private: usize,
    /// Links of published notes within the vault.
    pub links: usize,
    /// Those of them that lead to nothing.
    pub unresolved: usize,
    /// Attachments that published notes refer to.
    pub attachments: usize,
    /// Pages.
    pub pages: usize,
}

impl Analysis {
    /// Plans the pages of what was found.
    pub(super) fn new(facts: Arc<Facts>, insights: Insights, mut timings: Timings) -> Analysis {
        let (pages, diagnostics) = pages(&facts, &insights, &mut timings);
        let (private, insights) = (facts.private, Arc::new(insights));
        Analysis {
            facts,
            insights,
            pages: Arc::new(pages),
            diagnostics,
            remarks: Vec::new(),
            shares: Vec::new(),
            scaled: Vec::new(),
            private,
            timings,
        }
    }

    /// What the links of a later state mean, where that is clear from this one's.
    pub(super) fn still(&self, notes: &[Named<'_>], assets: &[Asset]) -> Option<Linked> {
        self.facts.still(notes, assets)
    }

    /// The insights of `before`, an earlier state of the vault, as far as they hold for `facts`.
    pub(super) fn carried(facts: &Facts, before: Option<&Analysis>) -> Insights {
        let named = facts.named();
        let Some(before) = before else { return Insights::none(facts.input(&named)) };
        let fate = Fate::new((&before.facts.sources, &before.facts.notes), (&facts.sources, &facts.notes));
        before.insights.carried(facts.input(&named), &fate)
    }

    /// Looks for what this state of the vault has to discover, unless `stop` says that nobody waits for it any longer.
    pub fn discover(&self, stop: &Stop<'_>) -> Option<Insights> {
        self.facts.insights(stop)
    }

    /// The same state of the vault with these insights.
    pub fn with(&self, insights: Insights) -> Analysis {
        if insights.topics != self.insights.topics {
            let mut analysis = Analysis::new(self.facts.clone(), insights, self.timings.clone());
            analysis.tell(self.remarks.clone());
            return analysis;
        }
        Analysis {
            facts: self.facts.clone(),
            insights: Arc::new(insights),
            pages: self.pages.clone(),
            diagnostics: self.diagnostics.clone(),
            remarks: self.remarks.clone(),
            shares: self.shares.clone(),
            scaled: self.scaled.clone(),
            private: self.private,
            timings: self.timings.clone(),
        }
    }

    /// Whether both have the same pages at the same addresses.
    pub fn is_planned_as(&self, other: &Analysis) -> bool {
        Arc::ptr_eq(&self.pages, &other.pages)
    }

    /// What pages are made from.
    pub fn site(&self) -> Site<'_> {
        Site { shares: &self.shares, scaled: &self.scaled, ..site(&self.facts, &self.insights, &self.pages) }
    }

    /// What is in it, counted.
    pub fn summary(&self) -> Summary {
        let site = self.site();
        let (links, unresolved) = emit::graph::count_links(site);
        let attachments = site.plan.assets.iter().flatten().count();
        let (notes, pages) = (site.notes.len(), site.plan.pages.len());
        Summary { notes, private: self.private, links, unresolved, attachments, pages }
    }

    /// Adds what was found elsewhere.
    pub fn tell(&mut self, more: Vec<Diagnostic>) {
        self.diagnostics.extend(more.iter().cloned());
        self.remarks.extend(more);
        self.diagnostics = sorted(std::mem::take(&mut self.diagnostics));
    }

    /// Draws the share pictures of the notes, where the configuration asks for them and the site's address is known: pages name them
    /// from now on. `kept` and `sink` are those of [`share::draw`]. Answers how many there are; fails as the two do.
    pub fn draw_shares<E: Send>(
        &mut self,
        theme: &Theme,
        fonts: impl FnOnce() -> share::Database,
        kept: &Kept<'_, E>,
        sink: &Sink<'_, E>,
    ) -> Result<usize, E> {
        let config = &self.facts.config;
        if !config.output.share_pictures || config.site.base_url.is_none() {
            return Ok(0);
        }
        let Shares { files, findings } = share::draw(self.site(), theme, &fonts(), kept, sink)?;
        self.shares = files;
        self.tell(findings.into_iter().map(|finding| plain(None, finding, &self.facts.config)).collect());
        Ok(self.shares.iter().flatten().count())
    }

    /// Makes the smaller copies of pictures, where the configuration asks for them: pages name them from now on. `read`, `kept` and
    /// `sink` are those of [`scale::copy`]. Answers how many there are; fails as the last two do.
    pub fn scale_pictures<E: Send>(
        &mut self,
        read: &scale::Read<'_>,
        kept: &Kept<'_, E>,
        sink: &Sink<'_, E>,
    ) -> Result<usize, E> {
        if !self.facts.config.output.responsive_pictures {
            return Ok(0);
        }
        let Copies { files, findings } = scale::copy(self.site(), read, kept, sink)?;
        self.scaled = files;
        let about = |(id, finding): (AssetId, _)| self.about(self.facts.assets[id.ix()].path.as_str(), finding);
        self.tell(findings.into_iter().map(about).collect());
        Ok(self.scaled.iter().flatten().count())
    }

    /// A finding about a file as a whole, with the level that the configuration gives it.
    pub fn about(&self, file: &str, finding: Finding) -> Diagnostic {
        plain(Some(file.to_owned()), finding, &self.facts.config)
    }

    /// The text of a published note or of a saved query, to show lines of it.
    pub fn text(&self, path: &str) -> Option<&str> {
        let sources = &self.facts.sources;
        if let Ok(at) = sources.binary_search_by(|source| source.path.as_str().cmp(path)) {
            return Some(&sources[at].text);
        }
        self.facts.query_sources.iter().find(|source| source.path.as_str() == path).map(|source| &*source.text)
    }
}

fn site<'a>(facts: &'a Facts, insights: &'a Insights, pages: &'a Pages) -> Site<'a> {
    Site {
        config: &facts.config,
        sources: &facts.sources,
        notes: &facts.notes,
        assets: &facts.assets,
        graph: &facts.graph,
        insights,
        plan: &pages.plan,
        leads: &pages.leads,
        answers: &pages.answers,
        saved: &facts.saved,
        saved_answers: &pages.saved,
        paintings: &facts.paintings,
        shares: &[],
        scaled: &[],
    }
}

/// Draws all diagrams, in parallel, and says which cannot be drawn.
fn undrawn(facts: &Facts) -> Vec<(NoteId, Finding)> {
    facts.paintings.blocks().par_iter().filter(|block| block.is_diagram()).for_each(|block| {
        block.paint();
    });
    facts.paintings.findings(&facts.notes, &facts.sources)
}

/// Decides pages and addresses, and asks the queries; then all is found that there is to say.
fn pages(facts: &Facts, insights: &Insights, timings: &mut Timings) -> (Pages, Vec<Diagnostic>) {
    let Facts { config, graph, assets, .. } = facts;
    let make = || plan::plan(&facts.named(), facts.titles.clone(), graph, insights, assets, &facts.saved, config);
    let plan = timings.stage("plan", |plan: &Plan| plan.pages.len(), make);
    let leads = Leads::new(facts.notes.len());
    let mut pages = Pages { plan, leads, answers: Vec::new(), saved: Vec::new() };
    let unasked = site(facts, insights, &pages);
    let embeds = timings.stage("embeds", Vec::len, || embed::findings(unasked));
    let asked = |found: &(Vec<Vec<Answer>>, Vec<_>)| found.0.iter().map(Vec::len).sum();
    let (answers, asked) = timings.stage("queries", asked, || query::answer(unasked));
    let (saved, told): (Vec<Answer>, Vec<Vec<Finding>>) = query::saved(unasked, &facts.saved).into_iter().unzip();
    let undrawn = timings.stage("diagrams", Vec::len, || undrawn(facts));
    let collect = || {
        let own = facts.notes.iter().zip(&facts.findings);
        let mut findings: Vec<Vec<Finding>> = own.map(|(note, links)| [&note.findings[..], links].concat()).collect();
        let found = std::mem::take(&mut pages.plan.findings).into_iter().chain(embeds).chain(asked).chain(undrawn);
        found.for_each(|(NoteId(id), finding)| findings[id as usize].push(finding));
        let mut diagnostics = facts.unread.clone();
        diagnostics.extend(facts.sources.iter().zip(findings).flat_map(|(source, found)| located(source, found, config)));
        let queries = facts.query_sources.iter().zip(facts.saved.iter().zip(told));
        let of_query = |(saved, told): (&Saved, Vec<Finding>)| [saved.findings.clone(), told].concat();
        diagnostics.extend(queries.flat_map(|(source, found)| located(source, of_query(found), config)));
        diagnostics.extend(pages.plan.gone.iter().map(|gone| moved(gone, &facts.sources, config)));
        sorted(diagnostics)
    };
    let diagnostics = timings.stage("findings", Vec::len, collect);
    (Pages { answers, saved, ..pages }, diagnostics)
}
