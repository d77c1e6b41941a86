//! The folder tree beside each page as HTML: the branch that the page is in, and the folders beside that. The rest is on the
//! folders' own pages, from where the theme's script takes it when a folder is opened.

use super::pages::Scene;
use crate::base::text::escape_into;
use crate::plan::PageKind;
use crate::plan::nav::{self, ancestors, listed};
use crate::vault::NoteId;

/// Notes of a folder that are named at most, those around the page's own; and folders.
const NOTES_MAX: usize = 30;
const FOLDERS_MAX: usize = 60;

/// The items of the uppermost list.
pub(super) fn html(scene: Scene<'_>) -> String {
    let plan = scene.site.plan;
    let (folder, note) = match &scene.page.kind {
        PageKind::Note(id) | PageKind::Backlinks(id, _) => match plan.folder_notes.get(id) {
            Some(folder) => (&**folder, Some(*id)),
            None => (listed(scene.site.sources[id.ix()].path.folder()), Some(*id)),
        },
        PageKind::Folder(path) => (&**path, None),
        _ => ("", None),
    };
    let mut out = String::with_capacity(8 << 10);
    let branch = ancestors(folder).collect::<Vec<_>>();
    level(scene, &mut out, &branch, note);
    out
}

/// The folders and notes in the first folder of `branch`, and below it what leads to the last.
fn level(scene: Scene<'_>, out: &mut String, branch: &[&str], note: Option<NoteId>) {
    let plan = scene.site.plan;
    let Some((&here, below)) = branch.split_first() else { return };
    let Some(listing) = plan.nav.folders.get(here) else { return };
    let next = below.first().copied();
    let kept = |ix: usize, folder: &str| ix < FOLDERS_MAX || Some(folder) == next;
    for folder in listing.folders.iter().enumerate().filter(|(ix, folder)| kept(*ix, folder)).map(|(_, folder)| &**folder) {
        let Some(url) = plan.folders.get(folder) else { continue };
        let is_open = next == Some(folder);
        out.push_str(if is_open { "<li class=\"dir open\">" } else { "<li class=\"dir\">" });
        link(scene, out, nav::name(folder), url);
        if is_open {
            out.push_str("<ul>");
            level(scene, out, below, note);
            out.push_str("</ul>");
        }
        out.push_str("</li>\n");
    }
    let own = plan.index_notes.get(here);
    let notes = &listing.notes; // by rank
    let at = note.map_or(0, |id| notes.partition_point(|other| plan.nav.rank[other.ix()] < plan.nav.rank[id.ix()]));
    let from = at.saturating_sub(NOTES_MAX / 2).min(notes.len().saturating_sub(NOTES_MAX));
    let window = &notes[from..(from + NOTES_MAX).min(notes.len())];
    let shown = || window.iter().filter(|id| Some(*id) != own);
    for id in shown().filter(|_| next.is_none()) {
        out.push_str("<li>");
        link(scene, out, scene.site.title(*id), &plan.notes[id.ix()]);
        out.push_str("</li>\n");
    }
    let rank = |id: &NoteId| plan.nav.rank[id.ix()];
    // the note that stands for the folder may lie beside it
    let is_inside = own.is_some_and(|own| notes.binary_search_by_key(&rank(own), rank).is_ok());
    let left_out = notes.len() - usize::from(is_inside) - shown().count() + listing.folders.len().saturating_sub(FOLDERS_MAX);
    if left_out > 0
        && next.is_none()
        && let Some(url) = plan.folders.get(here)
    {
        out.push_str("<li class=\"rest\"><a href=\"");
        scene.page.url.href_into(out, url);
        out.push_str("\">");
        escape_into(out, &scene.words.count("more", left_out));
        out.push_str("</a></li>\n");
    }
}

fn link(scene: Scene<'_>, out: &mut String, title: &str, to: &crate::base::path::SitePath) {
    out.push_str("<a href=\"");
    scene.page.url.href_into(out, to);
    out.push_str(if *to == scene.page.url { "\" aria-current=\"page\">" } else { "\">" });
    escape_into(out, title);
    out.push_str("</a>");
}
