//! Feeds: what is new, for readers that ask by themselves. Atom (RFC 4287) for the site, tags, folders and new connections, and a
//! JSON Feed 1.1 for the site.

mod atom;
mod json;

use std::cmp::Reverse;

use jiff::civil::Date;

use crate::config::Topic;
use crate::plan::nav;
use crate::plan::{Feed, FeedKind};
use crate::render::feed as text;
use crate::render::snippet;
use crate::site::Site;
use crate::theme::Words;
use crate::vault::NoteId;

/// A feed, whatever its form.
struct Channel<'a> {
    title: String,
    description: Option<&'a str>,
    /// The page that it is about.
    page: String,
    url: String,
    author: &'a str,
    language: &'a str,
    updated: Date,
    entries: Vec<Entry<'a>>,
}

/// An entry of one.
struct Entry<'a> {
    id: String,
    url: String,
    title: String,
    published: Date,
    updated: Date,
    language: Option<&'a str>,
    tags: Vec<&'a str>,
    summary: Option<String>,
    content: Option<String>,
}

/// The text of a planned feed.
pub fn atom(site: Site<'_>, feed: &Feed, words: &Words) -> Option<String> {
    channel(site, feed, words).map(|channel| atom::write(&channel))
}

/// The site's JSON Feed, where it has a feed.
pub fn json(site: Site<'_>, words: &Words) -> Option<String> {
    let feed = site.plan.feed(&FeedKind::Site)?;
    channel(site, feed, words)
        .map(|channel| json::write(&Channel { url: channel.url.replace("feed.xml", "feed.json"), ..channel }))
}

/// Midnight in UTC: days are all that is known.
fn moment(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

fn channel<'a>(site: Site<'a>, feed: &Feed, words: &Words) -> Option<Channel<'a>> {
    let config = &site.config.site;
    let root = config.base_url.as_deref()?;
    let at = |path: &crate::base::path::SitePath| format!("{root}{}", &path.encoded()[1..]);
    let name = &*site.plan.title;
    let (title, page, notes) = match &feed.kind {
        FeedKind::Site => (name.to_owned(), root.to_owned(), site.listed().collect()),
        FeedKind::Tag(tag) => (format!("#{tag} · {name}"), at(site.plan.tags.get(tag)?), site.graph.tags.get(tag)?.clone()),
        FeedKind::Folder(path) => (
            format!("{} · {name}", nav::name(path)),
            at(site.plan.folders.get(path)?),
            site.plan.nav.folders.get(path)?.notes.clone(),
        ),
        FeedKind::Connections => {
            let title = format!("{} · {name}", words.get(crate::render::discover::title(Topic::Growth)));
            (title, at(site.plan.discover.get(&Topic::Growth)?), Vec::new())
        }
    };
    let is_full = feed.kind == FeedKind::Site && site.config.feed.full;
    let entries: Vec<Entry<'a>> = match feed.kind {
        FeedKind::Connections => connections(site, root, words),
        _ => latest(site, notes).into_iter().map(|(_, _, id)| note(site, root, id, is_full, words)).collect(),
    };
    let updated = entries.iter().map(|entry| entry.updated).max()?;
    let author = config.author.as_deref().unwrap_or(name);
    let description = config.description.as_deref().filter(|_| feed.kind == FeedKind::Site);
    Some(Channel { title, description, page, url: at(&feed.url), author, language: &config.language, updated, entries })
}

/// The notes that have a date, the newest first.
fn latest(site: Site<'_>, notes: Vec<NoteId>) -> Vec<(Reverse<Date>, u32, NoteId)> {
    let dated = |id: NoteId| Some((Reverse(site.insights.dates[id.ix()]?), site.plan.nav.rank[id.ix()], id));
    let mut dated: Vec<_> = notes.into_iter().filter_map(dated).collect();
    dated.sort_unstable();
    dated.truncate(site.config.feed.limit);
    dated
}

fn note<'a>(site: Site<'a>, root: &str, id: NoteId, is_full: bool, words: &Words) -> Entry<'a> {
    let (note, history) = (site.note(id), site.sources[id.ix()].dates);
    let published = site.insights.dates[id.ix()].unwrap_or_default();
    let updated = note.meta.updated.or(history.updated).unwrap_or(published).max(published);
    let url = text::address(site, root, id);
    let summary = note.meta.description.clone().or_else(|| snippet::first_sentence(site, id).map(str::to_owned));
    let mut tags: Vec<&str> = note.tags.iter().map(|tag| &*tag.name).collect();
    tags.sort_unstable();
    tags.dedup();
    Entry {
        id: url.clone(),
        url,
        title: site.title(id).to_owned(),
        published,
        updated,
        language: note.meta.language.as_deref(),
        tags,
        summary,
        content: is_full.then(|| text::content(site, root, id, words)),
    }
}

/// The connections that were made last.
fn connections<'a>(site: Site<'a>, root: &str, words: &Words) -> Vec<Entry<'a>> {
    let latest = site.insights.growth.latest.iter().take(site.config.feed.limit);
    let entry = |link: &crate::insight::evolution::NewLink| {
        let url = text::address(site, root, link.from);
        let to = &site.plan.notes[link.to.ix()];
        Entry {
            id: format!("{url}?links-to={}", to.encoded()),
            url,
            title: format!("{} → {}", site.title(link.from), site.title(link.to)),
            published: link.date,
            updated: link.date,
            language: site.note(link.from).meta.language.as_deref(),
            tags: Vec::new(),
            summary: None,
            content: Some(text::connection(site, root, *link, words)),
        }
    };
    latest.map(entry).collect()
}
