//! `llms.txt`: what a program that reads the site finds where, as Markdown, by the proposal of llmstxt.org.

use super::{Programs, copy};
use crate::base::path::encode;
use crate::render::snippet::first_sentence;
use crate::vault::NoteId;

/// How many notes it names: those that most others link to.
const NOTES_MAX: usize = 2000;

/// The file.
pub(super) fn text(programs: &Programs<'_>) -> String {
    let site = programs.site;
    let root = site.config.site.base_url.as_deref().unwrap_or("");
    let mut notes: Vec<NoteId> = site.listed().collect();
    let all = notes.len();
    notes.sort_by_cached_key(|id| (std::cmp::Reverse(site.graph.sources(*id).count()), site.plan.nav.rank[id.ix()]));
    notes.truncate(NOTES_MAX);
    notes.sort_by_key(|id| site.plan.nav.rank[id.ix()]);
    let mut out = format!("# {}\n", line(&site.plan.title));
    if let Some(description) = &site.config.site.description {
        out.push_str(&format!("\n> {}\n", line(description)));
    }
    out.push_str("\nNotes that link to each other. ");
    if site.config.output.markdown {
        out.push_str("Beside each page `…/` stands its Markdown as `…/index.md`. ");
    }
    if site.config.output.backlinks {
        out.push_str("Who links to the page `/a/b/`, and in which words, is in `/backlinks/a/b.json`. ");
    }
    out.push_str(&format!("The graph of all links is [graph.json]({root}graph.json).\n\n## Notes\n\n"));
    for id in notes {
        let page = site.plan.notes[id.ix()].encoded();
        let address = programs.copy(id).map_or_else(|| page[1..].to_owned(), |path| encode(&path));
        out.push_str(&format!("- [{}]({root}{address})", copy::escaped(&line(site.title(id)))));
        let about = site.note(id).meta.description.as_deref().or_else(|| first_sentence(site, id));
        if let Some(about) = about.map(line).filter(|about| !about.is_empty()) {
            out.push_str(&format!(": {about}"));
        }
        out.push('\n');
    }
    if all > NOTES_MAX {
        out.push_str(&format!(
            "\nThese are the {NOTES_MAX} of {all} notes that most others link to; [titles.json]({root}titles.json) names all.\n"
        ));
    }
    out
}

/// A text as one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
