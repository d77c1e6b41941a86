//! The pages of discovery: an overview, a page for each list that has something in it, one for each name that is asked for.

use super::claims::{Claim, Dir, Owner};
use super::routes::Router;
use super::{PageKind, Plan, names};
use crate::config::{Config, Topic};
use crate::graph::Graph;
use crate::insight::Insights;
use crate::link::PlaceholderId;

/// Longest name of a page of a wanted note, in bytes.
const NAME_MAX: usize = 180;

impl<'a> Router<'a> {
    /// The overview and the lists.
    pub(super) fn discover(&mut self, insights: &Insights, plan: &mut Plan) {
        if insights.topics.is_empty() {
            return;
        }
        let page = self.claims.page(&Dir::root(), "discover", Owner::Generated);
        self.moved(&page, "/discover/", "the overview of discoveries", plan);
        let url = plan.add(page.url, PageKind::Discover(None));
        plan.overview = Some(url.clone());
        let dir = self.dir_of(&url);
        for topic in &insights.topics {
            let Claim { url, .. } = self.claims.page(&dir, topic.name(), Owner::Generated);
            let url = plan.add(url, PageKind::Discover(Some(*topic)));
            plan.discover.insert(*topic, url);
        }
    }

    /// A page for each name that notes ask for.
    pub(super) fn wanted(&mut self, graph: &Graph, config: &Config, plan: &mut Plan) {
        if !config.discover.has(Topic::Wanted) {
            return;
        }
        let dir = self.claims.enter(&Dir::root(), "wanted");
        for (ix, name) in (0..).zip(&graph.placeholders).filter(|(ix, _)| graph.asks_for_note(PlaceholderId(*ix))) {
            let mut segment = names::page(name);
            if segment.is_empty() || segment.len() > NAME_MAX {
                segment = super::routes::hashed(name);
            }
            let Claim { url, .. } = self.claims.page(&dir, &segment, Owner::Generated);
            let url = plan.add(url, PageKind::Wanted(PlaceholderId(ix)));
            plan.wanted.insert(ix, url);
        }
    }
}
