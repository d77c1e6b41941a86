//! Who links to a note, with the words around each link, as JSON.

use serde_json::{Value, json};

use crate::base::path::SitePath;
use crate::render::cut;
use crate::render::snippet::{self, Card, On};
use crate::site::Site;
use crate::theme::words::Words;
use crate::vault::NoteId;

/// The file of a note. `count` is the number of notes that link to it; of very many the file has the first few hundred.
pub(super) fn json(site: Site<'_>, id: NoteId, words: &Words) -> String {
    let root = SitePath::new("/");
    let cards = snippet::contexts(site, id, On { url: &root, words });
    let file = json!({
        "path": site.sources[id.ix()].path.as_str(),
        "url": site.plan.notes[id.ix()].encoded(),
        "title": site.title(id),
        "count": site.graph.sources(id).count(),
        "backlinks": cards.iter().map(card).collect::<Vec<_>>(),
    });
    format!("{file}\n")
}

fn card(card: &Card<'_>) -> Value {
    let contexts = card.snippets.iter().map(|snippet| {
        json!({
            "url": absolute(&snippet.href),
            "section": snippet.trail,
            "text": cut::text(&snippet.html),
            "embed": snippet.embedded,
        })
    });
    json!({
        "path": card.source,
        "url": absolute(&card.href),
        "title": card.title,
        "date": card.date,
        "contexts": contexts.collect::<Vec<_>>(),
        "more": card.left_out,
    })
}

/// An address that is relative to the site's root, from there.
fn absolute(href: &str) -> String {
    format!("/{}", href.strip_prefix("./").unwrap_or(href))
}
