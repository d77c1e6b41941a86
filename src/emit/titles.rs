//! What the one box knows at once: titles, addresses, folders and aliases of all notes that can be
//! found, those first that most others link to.
//!
//! `titles.json` is `{"notes": [[title, address, folder, alias…], …], "files": 3}`; where there are too many for one file,
//! `titles-2.json` and so on carry on. Addresses are below the site's root, percent-encoded.

use std::cmp::Reverse;

use serde_json::{Value, json};

use crate::plan::TITLES_PER_FILE;
use crate::site::Site;
use crate::vault::NoteId;

/// The files, each with its path in the output.
pub fn files(site: Site<'_>) -> Vec<(String, String)> {
    let mut notes: Vec<NoteId> = site.listed().filter(|id| site.note(*id).is_found()).collect();
    notes.sort_by_cached_key(|id| (Reverse(site.graph.sources(*id).count()), site.plan.nav.rank[id.ix()]));
    let chunks: Vec<&[NoteId]> = if notes.is_empty() { vec![&[]] } else { notes.chunks(TITLES_PER_FILE).collect() };
    let text = |notes: &[NoteId]| {
        let entries: Vec<Value> = notes.iter().map(|id| entry(site, *id)).collect();
        json!({ "notes": entries, "files": chunks.len() }).to_string()
    };
    let path = |ix: usize| if ix == 0 { "titles.json".to_owned() } else { format!("titles-{}.json", ix + 1) };
    chunks.iter().enumerate().map(|(ix, notes)| (path(ix), text(notes))).collect()
}

fn entry(site: Site<'_>, id: NoteId) -> Value {
    let title = site.title(id);
    let address = site.plan.notes[id.ix()].encoded();
    let mut parts = vec![title.to_owned(), address[1..].to_owned(), site.sources[id.ix()].path.folder().to_owned()];
    parts.extend(site.note(id).meta.aliases.iter().filter(|alias| *alias != title).cloned());
    parts.into()
}
