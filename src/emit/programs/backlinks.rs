//! Who links to a note, with the words around each link, as JSON.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::Serialize;

use crate::base::path::SitePath;
use crate::render::cut;
use crate::render::snippet::{self, Card, On};
use crate::site::Site;
use crate::theme::words::Words;
use crate::vault::NoteId;

/// Who links to a note, and in which words: `backlinks/….json`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "backlinks/….json")]
pub(crate) struct File<'a> {
    /// The note's path in the vault.
    path: &'a str,
    /// Its address, from the site's root.
    url: String,
    /// Its title.
    title: &'a str,
    /// How many notes link to it. Of very many, only the first few hundred are told of.
    count: usize,
    /// They, in the order in which its page has them.
    backlinks: Vec<Linking<'a>>,
}

/// A note that links here.
#[derive(Serialize, JsonSchema)]
struct Linking<'a> {
    /// Its path in the vault.
    path: &'a str,
    /// Its address, from the site's root.
    url: String,
    /// Its title.
    title: &'a str,
    /// When it was written, `2024-01-17`; null where nothing says it.
    date: Option<&'a str>,
    /// Its mentions, in the order of its text.
    contexts: Vec<Context<'a>>,
    /// How many further mentions there are.
    more: usize,
}

/// A mention, with the words around it.
#[derive(Serialize, JsonSchema)]
struct Context<'a> {
    /// The address of the place, from the site's root.
    url: String,
    /// The headings above it, outermost first.
    section: &'a [Cow<'a, str>],
    /// The text of the block it stands in, cut around it where that is long.
    text: String,
    /// Whether the note is embedded there.
    embed: bool,
}

/// The file of a note.
pub(super) fn json(site: Site<'_>, id: NoteId, words: &Words) -> String {
    let root = SitePath::new("/");
    let cards = snippet::contexts(site, id, On { url: &root, words });
    let file = File {
        path: site.sources[id.ix()].path.as_str(),
        url: site.plan.notes[id.ix()].encoded(),
        title: site.title(id),
        count: site.graph.sources(id).count(),
        backlinks: cards.iter().map(linking).collect(),
    };
    serde_json::to_string(&file).expect("texts and numbers make JSON") + "\n"
}

fn linking<'a>(card: &'a Card<'_>) -> Linking<'a> {
    let contexts = card.snippets.iter().map(|snippet| Context {
        url: absolute(&snippet.href),
        section: &snippet.trail,
        text: cut::text(&snippet.html),
        embed: snippet.embedded,
    });
    Linking {
        path: card.source,
        url: absolute(&card.href),
        title: card.title,
        date: card.date.as_deref(),
        contexts: contexts.collect(),
        more: card.left_out,
    }
}

/// An address that is relative to the site's root, from there.
fn absolute(href: &str) -> String {
    format!("/{}", href.strip_prefix("./").unwrap_or(href))
}
