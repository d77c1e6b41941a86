//! The stages in their order: a vault and a configuration become a [`Site`], a site becomes files.
//!
//! Nothing here touches the disk; a stopwatch runs beside it, for `--timings` alone.

mod analysis;
mod boards;
mod memo;
pub mod timings;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::order::NameOrder;
use crate::base::text::{Places, Span};
use crate::config::{self, Config};
use crate::diag::{Code, Diagnostic, Finding, Level};
use crate::drawing::Drawing;
use crate::emit;
use crate::emit::programs::Programs;
use crate::graph::Graph;
use crate::insight::Insights;
use crate::link::{self, Named};
use crate::note::query::saved::Saved;
use crate::note::visibility::Visibility;
use crate::note::{Note, frontmatter, parse};
use crate::paint::Paintings;
use crate::plan::{self, Page, PageKind};
use crate::render::{self, ThemeFinding};
use crate::search;
pub use crate::site::Sink;
use crate::site::Site;
use crate::theme::words::Words;
use crate::theme::{Layer, Theme};
use crate::vault::{NoteId, Source, Vault};
use analysis::Facts;
pub use analysis::{Analysis, Summary};
pub use memo::Memo;
use memo::Read;
pub use timings::Timings;

/// The file of the graph.
pub const GRAPH: &str = "graph.json";

/// Understands a vault. Runs on rayon's current pool; the answer does not depend on it.
pub fn analyse(vault: Vault, config: &Config) -> Analysis {
    let mut timings = Timings::default();
    let facts = facts(vault, config, &mut Memo::default(), None, &mut timings);
    let look = || facts.insights(&|| false).expect("nobody stops it");
    let insights = timings.stage("insights", |found: &Insights| found.communities.len(), look);
    Analysis::new(Arc::new(facts), insights, timings)
}

/// Understands a vault but for its insights: those of `before`, an earlier state under the same configuration, are kept as far as they still hold, until
/// [`Analysis::discover`] has found them anew. What earlier states gave is taken from `memo`, what this one gives is left there;
/// the configuration must be theirs. The answer does not depend on what is in `memo`.
pub fn follow(vault: Vault, config: &Config, memo: &mut Memo, before: Option<&Analysis>) -> Analysis {
    let mut timings = Timings::default();
    let facts = facts(vault, config, memo, before, &mut timings);
    let insights = timings.stage("kept", |found: &Insights| found.communities.len(), || Analysis::carried(&facts, before));
    Analysis::new(Arc::new(facts), insights, timings)
}

/// The stages that need no insights.
fn facts(vault: Vault, config: &Config, memo: &mut Memo, before: Option<&Analysis>, timings: &mut Timings) -> Facts {
    let Vault { notes: sources, mut assets, canvases, queries, findings: unread } = vault;
    let mut unread: Vec<Diagnostic> = unread.into_iter().map(|(file, finding)| plain(Some(file), finding, config)).collect();

    let read = |source: &Source| memo.recall(source).unwrap_or_else(|| self::read(source, config));
    let read = timings.stage("notes", Vec::len, || sources.par_iter().map(read).collect::<Vec<_>>());
    memo.keep(&sources, &read);
    let (mut sources, mut notes, private) = published(sources, read, config, &mut unread);
    boards::promote(canvases, &mut sources, &mut notes, &mut assets, config);
    let named: Vec<Named<'_>> = sources.iter().zip(&notes).map(|(source, note)| Named { path: &source.path, note }).collect();

    let paintings = Arc::new(Paintings::of(&notes, &memo.paintings));
    memo.paintings = paintings.clone();
    let links = notes.iter().map(|note| note.links.len()).sum();
    let still = || before?.still(&named, &assets);
    let link = || still().unwrap_or_else(|| link::link(&named, &assets, &config.link));
    let mut linked = timings.stage("links", |_| links, link);
    let findings = std::mem::take(&mut linked.findings);
    let graph = timings.stage("graph", |_| links, || Graph::new(&notes, linked, assets.len()));
    let titles = plan::titles(&named, config);
    drop(named);
    let config = config.clone();
    let (saved, query_sources) = saved(queries, &config);
    Facts { config, saved, query_sources, sources, notes, assets, graph, titles, paintings, findings, unread, private }
}

/// The saved queries, by name, and their texts. Where only what asks for it is published there are none: they cannot ask.
fn saved(sources: Vec<Source>, config: &Config) -> (Vec<Saved>, Vec<Source>) {
    if config.publish.explicit {
        return Default::default();
    }
    let order = NameOrder::new();
    let mut read: Vec<(Saved, Source)> =
        sources.into_iter().map(|source| (Saved::read(source.path.stem(), &source.text), source)).collect();
    read.sort_by_cached_key(|(saved, source)| (order.key(&saved.name), source.path.clone()));
    read.into_iter().unzip()
}

/// Renders every page and makes every other file of a site, and hands each to `sink` at once, from many threads: the memory
/// this takes does not grow with the site. Attachments are not among them. Answers what is wrong with the theme; fails as the
/// sink does.
pub fn render<E: Send>(site: Site<'_>, theme: &Theme, sink: &Sink<'_, E>) -> Result<Vec<Diagnostic>, E> {
    let templates = render::templates(site, theme);
    let drawing = Drawing::new(site);
    let page = |page: &Page| {
        let rendered = match page.kind {
            PageKind::Graph => render::graph_page(site, &templates, page, &drawing),
            _ => render::page(site, &templates, page),
        };
        sink(&page.url.file(), rendered.html.as_bytes())?;
        Ok(rendered.problem)
    };
    let problems = site.plan.pages.par_iter().map(page).collect::<Result<Vec<_>, E>>()?;
    let (path, text) = graph(site, &drawing);
    sink(path, text.as_bytes())?;
    programs(site, &templates.words, sink)?;
    files(site, theme, sink)?;
    Ok(about_themes(site, templates.findings.into_iter().chain(problems.into_iter().flatten())))
}

/// Makes the files of a site that are neither pages nor attachments, but for the graph's. Fails as the sink does.
pub fn files<E: Send>(site: Site<'_>, theme: &Theme, sink: &Sink<'_, E>) -> Result<(), E> {
    for asset in theme.assets() {
        sink(&asset.url.file(), &asset.bytes)?;
    }
    for (path, text) in emit::titles::files(site) {
        sink(&path, text.as_bytes())?;
    }
    for (path, text) in emit::redirects::files(site) {
        sink(&path, text.as_bytes())?;
    }
    feeds(site, theme, sink)?;
    sink("robots.txt", emit::crawlers::robots(site).as_bytes())?;
    if let Some(sitemap) = emit::crawlers::sitemap(site) {
        sink("sitemap.xml", sitemap.as_bytes())?;
    }
    for (path, text) in emit::hosts::files(site, theme) {
        sink(path, text.as_bytes())?;
    }
    if let Some(text) = Programs::new(site, &theme.words().0).llms() {
        sink(emit::programs::LLMS, text.as_bytes())?;
    }
    sink(".nojekyll", b"") // GitHub Pages would leave out what begins with `_`
}

fn feeds<E: Send>(site: Site<'_>, theme: &Theme, sink: &Sink<'_, E>) -> Result<(), E> {
    if site.plan.feeds.is_empty() {
        return Ok(());
    }
    let (words, _) = theme.words();
    if let Some(feed) = emit::feed::json(site, &words) {
        sink("feed.json", feed.as_bytes())?;
    }
    let write = |feed: &plan::Feed| match emit::feed::atom(site, feed, &words) {
        Some(text) => sink(&feed.url.file(), text.as_bytes()),
        None => Ok(()),
    };
    site.plan.feeds.par_iter().try_for_each(write)
}

/// Makes the files for programs that stand beside each note's page, from many threads. Fails as the sink does.
fn programs<E: Send>(site: Site<'_>, words: &Words, sink: &Sink<'_, E>) -> Result<(), E> {
    let programs = Programs::new(site, words);
    let write = |id: u32| programs.files(NoteId(id)).iter().try_for_each(|(path, text)| sink(path, text.as_bytes()));
    (0..site.notes.len() as u32).into_par_iter().try_for_each(write)
}

/// The file of the graph, by its path in the site, for the browser to draw.
pub fn graph(site: Site<'_>, drawing: &Drawing<'_>) -> (&'static str, String) {
    (GRAPH, emit::graph::theme::json(site, drawing))
}

/// What is wrong with a theme, as diagnostics, each once: every page of a kind says the same.
pub fn about_themes(site: Site<'_>, problems: impl IntoIterator<Item = ThemeFinding>) -> Vec<Diagnostic> {
    let mut problems = sorted(problems.into_iter().map(|problem| about_theme(problem, site.config)).collect());
    problems.dedup();
    problems
}

/// The file for programs at a path of the site, which begins with no slash, where it is one of a note's; `note` knows the note
/// whose page is at an address.
pub fn program(site: Site<'_>, words: &Words, path: &str, note: impl Fn(&str) -> Option<NoteId>) -> Option<String> {
    let may_be = path.ends_with(".md") || path.ends_with(".json");
    may_be.then(|| Programs::new(site, words).find(path, note))?
}

/// The theme of a site: the built-in one, `layers` over it, then the colours and fonts of the configuration.
pub fn theme(config: &Config, layers: Vec<Layer>) -> Theme {
    let mut theme = Theme::default().speaking(&config.site.language);
    if let Some(plain) = config.theme.name.as_deref().and_then(Layer::builtin) {
        theme = theme.with(plain);
    }
    theme = layers.into_iter().fold(theme, Theme::with);
    if config.theme.css.is_empty() {
        return theme;
    }
    let sheet = Cow::Owned(config.theme.css.clone().into_bytes());
    theme.with(Layer { root: "foamsite.toml".into(), files: BTreeMap::from([(config::theme::SHEET.to_owned(), sheet)]) })
}

/// Makes the index of the site's search and hands each of its files to `sink`, from many threads. It needs the site alone and nothing
/// waits for it, so that a preview can make it behind what it shows; a sink that fails ends it early.
pub fn search<E: Send>(site: Site<'_>, sink: &Sink<'_, E>) -> Result<(), E> {
    search::write(site, sink)
}

fn about_theme(problem: ThemeFinding, config: &Config) -> Diagnostic {
    let ThemeFinding { file, place, finding } = problem;
    Diagnostic { place, ..plain(Some(file), finding, config) }
}

/// A note's meaning, or, where it is private, only what its author should know.
fn read(source: &Source, config: &Config) -> Read {
    let front = frontmatter::read(&source.text);
    let (marks, rules) = (front.marks, &config.publish);
    if rules.decide(marks, front.tags.iter().map(|tag| &*tag.name)) == Visibility::Private {
        return Err(front.findings.into());
    }
    if front.broken && rules.may_leave_out(&source.text[front.meta.span.range()]) {
        let what = "the front matter cannot be read and seems to hold a tag that is left out, so the note is not published";
        let finding = Finding::new(Code::UnclearVisibility, front.meta.span, what).hint("Mend the front matter.");
        return Err(front.findings.into_iter().chain([finding]).collect());
    }
    if rules.without_tags.is_empty() {
        return Ok(Arc::new(parse::body(&source.text, front, &config.note)));
    }
    // tags stand in the text too
    let findings = front.findings.clone();
    let note = parse::body(&source.text, front, &config.note);
    match rules.decide(marks, note.tags.iter().map(|tag| &*tag.name)) {
        Visibility::Private => Err(findings.into()),
        Visibility::Public | Visibility::Unlisted => Ok(Arc::new(note)),
    }
}

/// Highlights all code and draws all diagrams of a site, in parallel: pages find it done. Answers how many distinct blocks there are.
pub fn paint(site: Site<'_>) -> usize {
    site.paintings.blocks().par_iter().for_each(|block| {
        block.paint();
    });
    site.paintings.blocks().len()
}

/// Drops private notes, text and all, before anything else sees them. Answers how many they were.
fn published(
    sources: Vec<Source>,
    read: Vec<Read>,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<Source>, Vec<Arc<Note>>, usize) {
    let total = sources.len();
    let (mut public, mut notes) = (Vec::with_capacity(total), Vec::with_capacity(total));
    for (source, read) in sources.into_iter().zip(read) {
        match read {
            Ok(note) => {
                public.push(source);
                notes.push(note);
            }
            Err(findings) => diagnostics.extend(located(&source, findings.to_vec(), config)),
        }
    }
    let private = total - notes.len();
    (public, notes, private)
}

/// A note's findings, with those of reading its file, as diagnostics.
fn located(source: &Source, mut findings: Vec<Finding>, config: &Config) -> Vec<Diagnostic> {
    findings.extend(source.findings.iter().cloned());
    findings.sort_by_key(|finding| finding.span);
    let mut places = Places::new(&source.text);
    let locate = |finding: Finding| {
        let place = (finding.span != Span::default()).then(|| places.place(finding.span.start));
        Diagnostic { place, ..plain(Some(source.path.as_str().to_owned()), finding, config) }
    };
    findings.into_iter().map(locate).collect()
}

/// Diagnostics by file, place and code, without those that are switched off.
fn sorted(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.retain(|diagnostic| diagnostic.level > Level::Off);
    diagnostics.sort_by(|a, b| {
        (&a.file, a.place, a.finding.code, &a.finding.message).cmp(&(&b.file, b.place, b.finding.code, &b.finding.message))
    });
    diagnostics
}

/// What there is to say about an address that is gone.
fn moved(gone: &plan::Gone, sources: &[Source], config: &Config) -> Diagnostic {
    let url = &gone.url;
    let finding = Finding::new(Code::MovedAddress, 0..0, format!("`{url}` had a page in the earlier build and has none now"));
    let file = gone.note.map(|id| sources[id.ix()].path.as_str().to_owned());
    let advice = match &file {
        Some(_) => format!("If this note was there, add `redirect_from: {url}` to its front matter."),
        None => format!("Add `redirect_from: {url}` to the note that stands for it now."),
    };
    plain(file, finding.hint(advice), config)
}

/// A finding about a file as a whole.
fn plain(file: Option<String>, finding: Finding, config: &Config) -> Diagnostic {
    Diagnostic { file, place: None, level: config.level(finding.code), finding }
}
