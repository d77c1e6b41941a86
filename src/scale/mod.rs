//! Smaller copies of pictures, as WebP: a phone loads the one that fits it, where it would load the photograph as the camera made it.
//!
//! A copy's name holds a hash of the picture that is published, so that hosts may keep it for good, and one that is there already is
//! not made again. The only user of the crates image and webp.

mod copy;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::base::guard::guarded;
use crate::base::path::{SitePath, extension};
use crate::base::text::content_name;
use crate::diag::{Code, Finding};
use crate::plan::SCALED;
use crate::site::{Kept, Scaled, Sink, Site};
use crate::vault::AssetId;

/// The way of copying, told in the names of the files: one that was made in another way has another name.
const WAY: &str = "1";
/// Widths of copies in pixels: a small phone, a phone with dense pixels, and the text's column with twice as dense ones.
const WIDTHS: [u32; 3] = [480, 800, 1216];
/// The largest picture that is copied, in pixels.
const MOST_PIXELS: u64 = 100_000_000;
/// The largest file that is copied, in bytes.
const MOST_BYTES: u64 = 64_000_000;
/// From so many pixels on pictures are copied one after the other: each takes four bytes a pixel, and twice that while it is turned.
const LARGE: u64 = 16_000_000;

/// What came of the copying.
#[derive(Debug, Default)]
pub struct Copies {
    /// The copies of each attachment, by [`AssetId`], from the smallest.
    pub files: Vec<Vec<Scaled>>,
    /// Which pictures have none, and why.
    pub findings: Vec<(AssetId, Finding)>,
}

/// Reads the attachment at a path of the vault as it is published; `None` where it cannot be read, which is told where it is copied.
pub type Read<'a> = dyn Fn(&str) -> Option<Vec<u8>> + Sync + 'a;

/// Copies all pictures of pixels that published notes show and that are wider than the smallest copy, in parallel. `kept` says
/// whether the output has a copy already, and keeps it; each that is made goes to `sink`. The answer does not depend on either.
/// Fails as they do.
pub fn copy<E: Send>(site: Site<'_>, read: &Read<'_>, kept: &Kept<'_, E>, sink: &Sink<'_, E>) -> Result<Copies, E> {
    let mut copies = Copies { files: vec![Vec::new(); site.assets.len()], findings: Vec::new() };
    let one = |&id: &AssetId| Ok((id, copies_of(site, id, read, kept, sink)?));
    let (large, small): (Vec<_>, Vec<_>) = shown(site).partition(|id| pixels(site, *id) >= LARGE);
    let mut made = small.par_iter().map(one).collect::<Result<Vec<_>, E>>()?;
    made.extend(large.iter().map(one).collect::<Result<Vec<_>, E>>()?);
    made.sort_unstable_by_key(|(id, _)| *id);
    for (id, made) in made {
        match made {
            Ok(files) => copies.files[id.ix()] = files,
            Err(finding) => copies.findings.push((id, finding)),
        }
    }
    Ok(copies)
}

/// The pictures to copy.
fn shown(site: Site<'_>) -> impl Iterator<Item = AssetId> {
    let is_shown = move |id: &AssetId| {
        let asset = &site.assets[id.ix()];
        let is_one = matches!(extension(asset.path.as_str()).to_ascii_lowercase().as_str(), "jpg" | "jpeg" | "png" | "webp");
        let is_wide = asset.pixels.is_some_and(|(width, _)| width > WIDTHS[0]);
        let users = &site.graph.users[id.ix()];
        is_one && is_wide && site.plan.assets[id.ix()].is_some() && users.iter().any(|user| site.link(user.from, user.link).embed)
    };
    (0..site.assets.len() as u32).map(AssetId).filter(is_shown)
}

fn pixels(site: Site<'_>, id: AssetId) -> u64 {
    site.assets[id.ix()].pixels.map_or(0, |(width, height)| u64::from(width) * u64::from(height))
}

/// The copies of a picture, or why it has none.
fn copies_of<E>(
    site: Site<'_>,
    id: AssetId,
    read: &Read<'_>,
    kept: &Kept<'_, E>,
    sink: &Sink<'_, E>,
) -> Result<Result<Vec<Scaled>, Finding>, E> {
    let (asset, url) = (&site.assets[id.ix()], &site.plan.assets[id.ix()]);
    let (Some((own, _)), Some(url)) = (asset.pixels, url) else { return Ok(Ok(Vec::new())) };
    if pixels(site, id) > MOST_PIXELS || asset.size > MOST_BYTES {
        let message = format!(
            "it has no smaller copies: they are made of pictures up to {} million pixels and {} MB",
            MOST_PIXELS / 1_000_000,
            MOST_BYTES / 1_000_000
        );
        return Ok(Err(Finding::new(Code::Limit, 0..0, message).hint("Publish a smaller picture.")));
    }
    let Some(bytes) = read(asset.path.as_str()) else { return Ok(Ok(Vec::new())) };
    // two attachments may be alike; each has files of its own
    let name = content_name(format!("{WAY}\n{}\n{}", url.as_str(), content_name(&bytes)).as_bytes());
    let place = |width: u32| SitePath::new(format!("{SCALED}/{name}-{width}.webp"));
    let widths: Vec<u32> = WIDTHS.into_iter().filter(|width| *width < own).collect();
    let (mut files, mut there) = (Vec::new(), Vec::new());
    for &width in &widths {
        let url = place(width);
        if kept(&url.file())? {
            files.push(Scaled { url, width });
            there.push(width);
        }
    }
    if there == widths {
        return Ok(Ok(files));
    }
    let made = match guarded(|| copy::copies(&bytes, &widths, &there)) {
        Some(Ok(made)) => made,
        Some(Err(why)) => return Ok(Err(without(&why))),
        None => return Ok(Err(without("the decoder gives up"))),
    };
    for (width, webp) in made {
        let url = place(width);
        sink(&url.file(), &webp)?;
        files.push(Scaled { url, width });
    }
    files.sort_unstable_by_key(|scaled| scaled.width);
    Ok(Ok(files))
}

fn without(why: &str) -> Finding {
    let message = format!("it has no smaller copies, since it cannot be read as a picture: {why}");
    Finding::new(Code::UnscaledPicture, 0..0, message).hint("Save it anew as JPEG, PNG or WebP.")
}
