//! Which feeds there are, and where.

use super::claims::{Claim, Owner};
use super::routes::Router;
use super::{Feed, FeedKind, Plan};
use crate::base::path::SitePath;
use crate::config::{Config, Topic};
use crate::graph::Graph;
use crate::insight::Insights;
use crate::vault::NoteId;

impl Router<'_> {
    /// A feed for the site, each tag, each folder, and the new connections, where the site's address is known and something in it
    /// has a date.
    pub(super) fn feeds(&mut self, graph: &Graph, insights: &Insights, config: &Config, plan: &mut Plan) {
        let is_dated = |id: &NoteId| insights.dates.get(id.ix()).is_some_and(Option::is_some);
        let all = || (0..self.notes.len() as u32).map(NoteId);
        let is_listed = |id: &NoteId| !self.notes[id.ix()].note.meta.unlisted;
        if !config.feed.enabled || config.site.base_url.is_none() || !all().any(|id| is_dated(&id) && is_listed(&id)) {
            return;
        }
        plan.feeds.push(Feed { url: SitePath::new("/feed.xml"), kind: FeedKind::Site });
        let mut wanted: Vec<(SitePath, FeedKind)> = Vec::new();
        if config.feed.tags {
            let dated = graph.tags.iter().filter(|(_, notes)| notes.iter().any(is_dated));
            wanted.extend(dated.filter_map(|(tag, _)| Some((plan.tags.get(tag)?.clone(), FeedKind::Tag(tag.clone())))));
        }
        if config.feed.folders {
            let dated = plan.nav.folders.iter().filter(|(path, branch)| !path.is_empty() && branch.notes.iter().any(is_dated));
            wanted.extend(dated.filter_map(|(path, _)| Some((plan.folders.get(path)?.clone(), FeedKind::Folder(path.clone())))));
        }
        if let Some(url) = plan.discover.get(&Topic::Growth) {
            wanted.push((url.clone(), FeedKind::Connections));
        }
        let mut last = None;
        for (page, kind) in wanted {
            if last.as_ref() == Some(&page) {
                continue; // very deep tags share a page
            }
            let dir = self.dir_of(&page);
            let Claim { url, .. } = self.claims.file(&dir, "feed", ".xml", Owner::Generated);
            plan.feeds.push(Feed { url, kind });
            last = Some(page);
        }
        plan.feeds.sort_by(|a, b| a.url.cmp(&b.url));
    }
}

impl Plan {
    /// The feed of one kind.
    pub fn feed(&self, kind: &FeedKind) -> Option<&Feed> {
        self.feeds.iter().find(|feed| feed.kind == *kind)
    }
}
