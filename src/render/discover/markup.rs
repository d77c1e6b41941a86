//! Pieces of HTML that lists of discoveries are made of.

use super::COLOURS;
use super::say::{self, Speaker};
use crate::base::text::escape;
use crate::config::Topic;
use crate::render::pages::Scene;
use crate::render::snippet;
use crate::vault::NoteId;

/// A link to a note.
pub(super) fn note(scene: Scene<'_>, id: NoteId) -> String {
    let href = scene.page.url.href(&scene.site.plan.notes[id.ix()]);
    format!("<a href=\"{}\">{}</a>", escape(&href), escape(scene.site.title(id)))
}

/// The class that colours what belongs to a community.
pub(super) fn colour(ix: Option<u32>) -> String {
    match ix {
        Some(ix) if ix < COLOURS => format!("k{ix}"),
        _ => "kx".to_owned(),
    }
}

/// A community's name with its colour; it leads to where the community is told.
pub(super) fn community(scene: Scene<'_>, ix: u32, name: &str) -> String {
    let all = say::full_name(scene.site, scene.site.insights, ix).join("\u{a0}· ");
    let (class, all, name) = (colour(Some(ix)), escape(&all), escape(name));
    match scene.site.plan.discover.get(&Topic::Communities) {
        Some(url) => {
            let href = scene.page.url.href(url);
            format!("<a class=\"group {class}\" href=\"{}#group-{ix}\" title=\"{all}\">{name}</a>", escape(&href))
        }
        None => format!("<span class=\"group {class}\" title=\"{all}\">{name}</span>"),
    }
}

/// Says something with links, for this page.
pub(super) fn speak<T>(scene: Scene<'_>, tell: impl FnOnce(Speaker<'_>) -> T) -> T {
    let name = |id: NoteId| note(scene, id);
    let group = |ix: u32, name: &str| community(scene, ix, name);
    tell(Speaker { site: scene.site, words: scene.words, note: &name, community: &group, html: true })
}

/// An entry of a list: what it is about, why it is there, what is to be read.
pub(super) fn entry(out: &mut String, scene: Scene<'_>, notes: &[NoteId], head: &str, why: &str, body: &str) {
    let group = notes.first().and_then(|id| scene.site.insights.community[id.ix()]);
    out.push_str("<li class=\"finding ");
    out.push_str(&colour(group));
    out.push_str("\">\n<h3>");
    out.push_str(head);
    out.push_str("</h3>\n");
    if !why.is_empty() {
        out.push_str("<p class=\"why\">");
        out.push_str(why);
        out.push_str("</p>\n");
    }
    out.push_str(body);
    out.push_str("</li>\n");
}

/// The sentence that introduces a note.
pub(super) fn lead(scene: Scene<'_>, id: NoteId) -> String {
    match snippet::first_sentence(scene.site, id) {
        Some(lead) => format!("<p class=\"gist\">{}</p>\n", escape(lead)),
        None => String::new(),
    }
}
