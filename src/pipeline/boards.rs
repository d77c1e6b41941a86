//! Which canvases become pages. They are told apart before any link is resolved: a canvas that is not published is as if it were
//! not there, and a file of that name is never copied as it is, since it names notes that may be private.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::base::path::CANVAS;
use crate::config::{Canvases, Config};
use crate::link::find::Finder;
use crate::link::{Named, Names, Resolution, Target};
use crate::note::canvas;
use crate::note::visibility::Visibility;
use crate::note::{Link, Note};
use crate::vault::{Asset, AssetId, NoteId, Source};

/// Puts the canvases that are published among the notes, and takes all of them out of the attachments.
pub(super) fn promote(
    canvases: Vec<Source>,
    sources: &mut Vec<Source>,
    notes: &mut Vec<Arc<Note>>,
    assets: &mut Vec<Asset>,
    config: &Config,
) {
    if canvases.is_empty() {
        return;
    }
    let is_on = config.canvas != Canvases::None && config.link.resolution == Resolution::Lenient;
    let mut hidden: FxHashSet<Box<str>> = FxHashSet::default();
    let mut public = Vec::new();
    for source in canvases {
        let marks = canvas::marks(&source.text);
        if is_on && config.publish.decide(marks, []) != Visibility::Private {
            public.push(source);
        } else {
            hidden.insert(source.path.as_str().into());
        }
    }
    assets.retain(|asset| !hidden.contains(asset.path.as_str()));
    let chosen = if public.is_empty() { Vec::new() } else { choose(public, sources, notes, assets, config) };
    assets.retain(|asset| asset.path.extension() != CANVAS);
    if chosen.is_empty() {
        return;
    }
    let mut pairs: Vec<(Source, Arc<Note>)> =
        std::mem::take(sources).into_iter().zip(std::mem::take(notes)).chain(chosen).collect();
    pairs.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    (*sources, *notes) = pairs.into_iter().unzip();
}

/// The canvases to publish, parsed: all, or those to which a published note, or such a canvas, leads.
fn choose(
    public: Vec<Source>,
    sources: &[Source],
    notes: &[Arc<Note>],
    assets: &[Asset],
    config: &Config,
) -> Vec<(Source, Arc<Note>)> {
    let files: FxHashSet<&str> = sources.iter().map(|s| s.path.as_str()).chain(assets.iter().map(|a| a.path.as_str())).collect();
    let exists = |path: &str| files.contains(path);
    let parse = |source: &Source| {
        let mut note = canvas::parse(&source.text, &config.note, &exists);
        let marks = canvas::marks(&source.text);
        note.meta.unlisted = marks.unlisted;
        let is_public = config.publish.decide(marks, note.tags.iter().map(|tag| &*tag.name)) != Visibility::Private;
        is_public.then(|| Arc::new(note))
    };
    if config.canvas == Canvases::All {
        return public
            .into_iter()
            .filter_map(|source| Some((parse(&source)?, source)))
            .map(|(note, source)| (source, note))
            .collect();
    }
    let named: Vec<Named<'_>> = sources.iter().zip(notes).map(|(source, note)| Named { path: &source.path, note }).collect();
    let names = Names::new(&named, assets, &config.link);
    let finder = Finder::new(&names);
    let leads = |from: NoteId, note: &Note| -> Vec<AssetId> {
        let found = note.links.iter().filter(|link| may_lead_to_canvas(link)).filter_map(|link| finder.target(from, link));
        found.filter_map(|target| if let Target::Asset(id) = target { Some(id) } else { None }).collect()
    };
    let mut open: Vec<(NoteId, AssetId)> =
        (0..).map(NoteId).zip(notes).flat_map(|(id, note)| leads(id, note).into_iter().map(move |asset| (id, asset))).collect();
    let mut waiting: Vec<Option<Source>> = public.into_iter().map(Some).collect();
    let mut chosen = Vec::new();
    while let Some((from, asset)) = open.pop() {
        let path = assets[asset.ix()].path.as_str();
        let Some(source) = waiting.iter_mut().find(|waiting| waiting.as_ref().is_some_and(|s| s.path.as_str() == path)) else {
            continue;
        };
        let Some(source) = source.take() else { continue };
        let Some(note) = parse(&source) else { continue };
        open.extend(leads(from, &note).into_iter().map(|asset| (from, asset)));
        chosen.push((source, note));
    }
    chosen
}

/// A cheap look, so that the links of a vault without canvases cost nothing.
fn may_lead_to_canvas(link: &Link) -> bool {
    let name = link.definition.as_deref().unwrap_or(&link.name);
    name.len() > CANVAS.len() && crate::base::path::decode(name).to_lowercase().contains(".canvas")
}
