//! The picture by which a note's page is known elsewhere, and what a drawn one shows of the graph.

use serde_json::Value;

use super::graph_svg;
use super::pages::Scene;
use super::view::PictureView;
use crate::base::path::{encode_url, join};
use crate::link::Target;
use crate::note::address::{is_external, is_safe};
use crate::plan::PageKind;
use crate::site::Site;
use crate::vault::{AssetId, NoteId};

/// The properties in which authors name a picture, in the order in which they count.
const KEYS: [&str; 3] = ["image", "cover", "socialImage"];
/// The size of a drawn picture, in pixels: what the sites that show it ask for.
pub const SIZE: (u32, u32) = (1200, 630);

/// A picture that a note's front matter names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Own {
    /// Somewhere else.
    Address(String),
    /// A published attachment.
    Asset(AssetId),
}

/// The picture that a note names itself, where that can be shown: an address, or an attachment that is published.
pub fn own(site: Site<'_>, id: NoteId) -> Option<Own> {
    let properties = &site.note(id).meta.properties;
    KEYS.iter().find_map(|key| {
        let Value::String(value) = properties.get(*key)? else { return None };
        let value = value.trim();
        let is_web = ["https://", "http://"].iter().any(|scheme| value.starts_with(scheme));
        if is_web && is_safe(value) && is_external(value) {
            return Some(Own::Address(encode_url(value)));
        }
        asset(site, id, value).map(Own::Asset)
    })
}

/// The published attachment that is meant by a wikilink, or by a path from the note or from the vault's root.
fn asset(site: Site<'_>, id: NoteId, value: &str) -> Option<AssetId> {
    let is_shown = |asset: &AssetId| {
        let path = &site.assets[asset.ix()].path;
        let is_picture = ["png", "jpg", "jpeg", "webp", "gif"].iter().any(|e| path.extension().eq_ignore_ascii_case(e));
        is_picture && site.plan.assets[asset.ix()].is_some()
    };
    if let Some(inside) = value.trim_start_matches('!').strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        let name = inside.split(['|', '#']).next()?;
        let mut links = site.note(id).links.iter().zip(&site.graph.targets[id.ix()]);
        return links.find_map(|(link, target)| match target {
            Target::Asset(asset) if *link.name == *name => Some(*asset).filter(is_shown),
            _ => None,
        });
    }
    let folder = if value.starts_with('/') { "" } else { site.sources[id.ix()].path.folder() };
    let find = |folder: &str| {
        let path = join(folder, value.trim_start_matches('/'))?;
        let at = site.assets.binary_search_by(|asset| asset.path.as_str().cmp(&path)).ok()?;
        Some(AssetId(at as u32)).filter(is_shown)
    };
    find(folder).or_else(|| find(""))
}

impl Scene<'_> {
    /// The picture of a note's page; `None` where the site's address is not known.
    pub(super) fn picture(self) -> Option<PictureView> {
        let PageKind::Note(id) = self.page.kind else { return None };
        let (site, base) = (self.site, self.site.config.site.base_url.as_ref()?);
        let title = site.title(id);
        let view =
            |url, size: Option<(u32, u32)>, alt| PictureView { url, width: size.map(|s| s.0), height: size.map(|s| s.1), alt };
        let absolute = |url: &crate::base::path::SitePath| format!("{base}{}", &url.encoded()[1..]);
        match own(site, id) {
            Some(Own::Address(url)) => Some(view(url, None, title.to_owned())),
            Some(Own::Asset(asset)) => {
                let url = site.plan.assets[asset.ix()].as_ref()?;
                Some(view(absolute(url), site.assets[asset.ix()].pixels, title.to_owned()))
            }
            None => {
                let url = site.shares.get(id.ix())?.as_ref()?;
                let name = &*site.plan.title;
                let alt = if title == name { title.to_owned() } else { format!("{title} · {name}") };
                Some(view(absolute(url), Some(SIZE), alt))
            }
        }
    }
}

/// The notes next to a note, without their names.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Star {
    /// The strongest of each kind, as the note's page shows them.
    pub ends: Vec<StarEnd>,
    /// Links between them, by their indices.
    pub pairs: Vec<(usize, usize)>,
}

/// A neighbour.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StarEnd {
    /// Nothing has the name yet.
    pub is_wanted: bool,
    /// Links between the two.
    pub weight: u32,
    /// How many mentions it has anywhere.
    pub fame: u32,
}

/// The notes next to a note.
pub fn star(site: Site<'_>, id: NoteId) -> Star {
    graph_svg::star(site, id)
}
