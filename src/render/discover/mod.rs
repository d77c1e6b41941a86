//! Discovery as pages: an overview and a page for each list, and what stands on a note's own page.

mod lists;
mod markup;
mod own;
pub mod say;

use super::pages::Scene;
use super::view_discover::{DiscoverView, PartView, TileView};
use crate::config::Topic;
use lists::Lister;

/// So many communities have a colour of their own.
pub(super) const COLOURS: u32 = 6;

impl<'a> Scene<'a> {
    /// The overview: a tile for each list.
    pub(super) fn discover(self) -> DiscoverView {
        DiscoverView {
            topic: "overview",
            lead: self.words.count("discover-lead", self.site.listed().count()),
            method: None,
            tiles: self.tiles(None, true),
            parts: Vec::new(),
            random: self.site.config.discover.random,
        }
    }

    /// One list.
    pub(super) fn topic(self, topic: Topic) -> DiscoverView {
        let lister = Lister { scene: self };
        let key = |part: &str| format!("{}-{part}", title(topic));
        DiscoverView {
            topic: topic.name(),
            lead: self.words.get(&key("lead")).to_owned(),
            method: Some(lister.method(topic, &key("method"))).filter(|text| !text.is_empty()),
            tiles: self.tiles(Some(topic), false),
            parts: lister.parts(topic),
            random: false,
        }
    }

    /// What has no note yet: who asks for it, in what words.
    pub(super) fn wanted(self, name: crate::link::PlaceholderId) -> PartView {
        Lister { scene: self }.wanted(name)
    }

    fn tiles(self, here: Option<Topic>, teasers: bool) -> Vec<TileView> {
        let lister = Lister { scene: self };
        let tile = |(topic, url): (&Topic, &crate::base::path::SitePath)| TileView {
            topic: topic.name(),
            title: self.words.get(title(*topic)).to_owned(),
            href: self.page.url.href(url),
            current: here == Some(*topic),
            count: lister.size(*topic),
            teaser_html: if teasers { lister.teaser(*topic) } else { String::new() },
        };
        self.site.plan.discover.iter().map(tile).collect()
    }
}

/// The key of a list's name among the words of the interface.
pub fn title(topic: Topic) -> &'static str {
    match topic {
        Topic::Unexpected => "discover-unexpected",
        Topic::Bridges => "discover-bridges",
        Topic::Communities => "discover-communities",
        Topic::Hubs => "discover-hubs",
        Topic::Related => "discover-related",
        Topic::Mentions => "discover-mentions",
        Topic::Growth => "discover-growth",
        Topic::Wanted => "discover-wanted",
        Topic::Orphans => "discover-orphans",
        Topic::Way => "discover-way",
    }
}
