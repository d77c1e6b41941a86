//! What the templates of discovery see, field by field: a part of the contract with themes.
//!
//! As in `view`: fields that end in `html` are safe HTML, all others are plain text.

use serde::Serialize;

/// `discover`, of the overview and of each list.
#[derive(Serialize, Debug)]
pub struct DiscoverView {
    /// Which: `overview`, or a list: `unexpected`, `bridges`, `communities`, `hubs`, `related`, `mentions`, `growth`, `wanted`,
    /// `orphans`, `way`.
    pub topic: &'static str,
    /// What it is about, in a sentence.
    pub lead: String,
    /// How it was found, for the curious.
    pub method: Option<String>,
    /// All lists that there are.
    pub tiles: Vec<TileView>,
    /// What the list has.
    pub parts: Vec<PartView>,
    /// Whether a button leads to a random note.
    pub random: bool,
}

/// A list of discoveries, seen from outside.
#[derive(Serialize, Debug)]
pub struct TileView {
    /// Which: as [`DiscoverView::topic`].
    pub topic: &'static str,
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Whether this is its page.
    pub current: bool,
    /// How many entries it has; 0 where that says nothing.
    pub count: usize,
    /// The first of them, of the overview alone.
    pub teaser_html: String,
}

/// A part of a list; of a wanted note's page, `wanted` is the only one.
#[derive(Serialize, Debug)]
pub struct PartView {
    /// What it is called.
    pub title: Option<String>,
    /// What it is about.
    pub lead: Option<String>,
    /// The items of a list.
    pub entries_html: String,
    /// Whether the items are years with a row of marks for each.
    pub wide: bool,
}

/// `note.own`: what belongs to a note beside its links. Each `html` holds the items of a list, or nothing.
#[derive(Serialize, Debug, Default)]
pub struct OwnView {
    /// Links of this note that nobody would have foretold.
    pub unexpected_html: String,
    /// Notes that belong to it without a link.
    pub related_html: String,
    /// How many notes name it without a link.
    pub mentions: usize,
    /// They, with the sentence.
    pub mentions_html: String,
    /// The years in which others came to link to it.
    pub growth_html: String,
    /// What they said, by year; already HTML: headings and lists.
    pub contexts_html: String,
}
