//! What feeds have of notes and connections, as HTML that can be read anywhere: every reference in it is absolute.

use super::snippet::{self, Mentioned};
use super::{On, connections, stitch};
use crate::base::absolute;
use crate::graph::Backlink;
use crate::insight::evolution::NewLink;
use crate::site::Site;
use crate::theme::Words;
use crate::vault::NoteId;

/// The absolute address of a note; `root` is that of the site.
pub fn address(site: Site<'_>, root: &str, id: NoteId) -> String {
    format!("{root}{}", &site.plan.notes[id.ix()].encoded()[1..])
}

/// The whole text of a note, without its title.
pub fn content(site: Site<'_>, root: &str, id: NoteId, words: &Words) -> String {
    let body = stitch::body(site, id, &site.plan.notes[id.ix()], words);
    absolute::html(&body.html, &address(site, root, id))
}

/// The words around a connection.
pub fn connection(site: Site<'_>, root: &str, link: NewLink, words: &Words) -> String {
    let mentions: Vec<Backlink> =
        site.graph.backlinks[link.to.ix()].iter().filter(|mention| mention.from == link.from).copied().collect();
    let card = snippet::brief(site, Mentioned::Note(link.to), &mentions, On { url: &site.plan.notes[link.from.ix()], words });
    let html = card.map(|card| connections::snippets(&card, words)).unwrap_or_default();
    absolute::html(&html, &address(site, root, link.from))
}
