//! The folder tree beside each page as HTML: the branch that the page is in, and the folders beside that. The rest is on the
//! folders' own pages, from where the theme's script takes it when a folder is opened.

use std::ops::Range;

use super::pages::Scene;
use crate::base::text::escape_into;
use crate::plan::PageKind;
use crate::plan::nav::{self, ancestors, listed};
use crate::vault::NoteId;

/// Notes of a folder that are named at most, those around the page's own; and folders, those around the one that it is in.
const NOTES_MAX: usize = 30;
const FOLDERS_MAX: usize = 30;

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
    let open = listing.folders.iter().position(|folder| Some(&**folder) == next);
    let folders = around(open.unwrap_or(0), listing.folders.len(), FOLDERS_MAX);
    let folders_left_out = listing.folders.len() - folders.len();
    for folder in listing.folders[folders].iter().map(|folder| &**folder) {
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
    let window = &notes[around(at, notes.len(), NOTES_MAX)];
    // the page of a note beside its folder is the folder's: it is named there
    let shown = || window.iter().filter(|id| Some(*id) != own && !plan.is_shared(**id, here));
    for id in shown().filter(|_| next.is_none()) {
        out.push_str("<li>");
        link(scene, out, scene.site.title(*id), &plan.notes[id.ix()]);
        out.push_str("</li>\n");
    }
    let rank = |id: &NoteId| plan.nav.rank[id.ix()];
    // the note that stands for the folder may lie beside it
    let is_inside = own.is_some_and(|own| notes.binary_search_by_key(&rank(own), rank).is_ok());
    let notes_left_out =
        if next.is_some() { 0 } else { notes.len() - usize::from(is_inside) - listing.shared as usize - shown().count() };
    let left_out = notes_left_out + folders_left_out;
    if left_out > 0
        && let Some(url) = plan.folders.get(here)
    {
        out.push_str("<li class=\"rest\"><a href=\"");
        scene.page.url.href_into(out, url);
        out.push_str("\">");
        escape_into(out, &scene.words.count("more", left_out));
        out.push_str("</a></li>\n");
    }
}

/// The part of a list of `total` that is shown around the one at `at`: `most` of them.
fn around(at: usize, total: usize, most: usize) -> Range<usize> {
    let from = at.saturating_sub(most / 2).min(total.saturating_sub(most));
    from..(from + most).min(total)
}

fn link(scene: Scene<'_>, out: &mut String, title: &str, to: &crate::base::path::SitePath) {
    out.push_str("<a href=\"");
    scene.page.url.href_into(out, to);
    out.push_str(if *to == scene.page.url { "\" aria-current=\"page\">" } else { "\">" });
    escape_into(out, title);
    out.push_str("</a>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_shown_around_a_place() {
        assert_eq!(around(0, 3, 30), 0..3);
        assert_eq!(around(0, 100, 30), 0..30);
        assert_eq!(around(50, 100, 30), 35..65);
        assert_eq!(around(99, 100, 30), 70..100);
        assert_eq!(around(0, 0, 30), 0..0);
    }
}
