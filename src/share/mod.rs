//! Share pictures: what other sites show where a note's address is posted. Its title, the site's name and the notes next to it.
//!
//! Each is an SVG of our own ([`card`]) that becomes a PNG ([`raster`]). Its name holds a hash of the SVG, so that hosts may keep it
//! for good, and one that is there already is not drawn again. The only user of resvg, whose text is set with the system's fonts.

mod card;
mod fonts;
mod look;
mod raster;
mod words;

use rayon::prelude::*;
pub use resvg::usvg::fontdb::Database;

use crate::base::path::SitePath;
use crate::base::text::content_name;
use crate::diag::{Code, Finding};
use crate::plan::SHARES;
use crate::render::picture;
use crate::site::{Kept, Sink, Site};
use crate::theme::Theme;
use crate::vault::NoteId;
use card::Card;
use fonts::Fonts;
use look::Look;
use words::{Missing, Script};

/// The way of drawing, told in the names of the files: one that was drawn in another way has another name.
const WAY: &str = "1";

/// What came of the drawing.
#[derive(Debug, Default)]
pub struct Shares {
    /// The file of each note that has one, by [`NoteId`].
    pub files: Vec<Option<SitePath>>,
    /// What is missing on this machine.
    pub findings: Vec<Finding>,
}

/// Draws the pictures of all notes that name none themselves, in parallel. `kept` says whether the output has the file already,
/// and keeps it; each that is drawn goes to `sink`. The answer does not depend on either. Fails as they do.
pub fn draw<E: Send>(
    site: Site<'_>,
    theme: &Theme,
    system: &Database,
    kept: &Kept<'_, E>,
    sink: &Sink<'_, E>,
) -> Result<Shares, E> {
    let look = Look::of(theme);
    let fonts = Fonts::new(system, &look, &site.config.site.language);
    let draw = |id: u32| {
        let id = NoteId(id);
        if picture::own(site, id).is_some() {
            return Ok(Ok(None));
        }
        let card = match Card::new(site, id, &look, &fonts) {
            Ok(Some(card)) => card,
            Ok(None) => return Ok(Ok(None)),
            Err(missing) => return Ok(Err((id, missing))),
        };
        let svg = card.svg();
        // two notes may look alike; each has a file of its own
        let name = content_name(format!("{WAY}\n{}\n{svg}", site.plan.notes[id.ix()].as_str()).as_bytes());
        let url = SitePath::new(format!("{SHARES}/{name}.png"));
        if kept(&url.file())? {
            return Ok(Ok(Some(url)));
        }
        let Some(png) = raster::png(&svg, card.fonts) else { return Ok(Ok(None)) };
        sink(&url.file(), &png)?;
        Ok(Ok(Some(url)))
    };
    let drawn = (0..site.notes.len() as u32).into_par_iter().map(draw).collect::<Result<Vec<_>, E>>()?;
    let missing: Vec<_> = drawn.iter().filter_map(|drawn| drawn.as_ref().err()).collect();
    let findings = [Script::EastAsian, Script::Other].into_iter().filter_map(|script| finding(site, &missing, script)).collect();
    Ok(Shares { files: drawn.into_iter().map(|drawn| drawn.ok().flatten()).collect(), findings })
}

/// Which fonts to install, where titles need some: one finding however many titles there are.
fn finding(site: Site<'_>, missing: &[&(NoteId, Missing)], script: Script) -> Option<Finding> {
    let mut these = missing.iter().filter(|(_, missing)| missing.script == script);
    let (id, Missing { text, .. }) = these.next()?;
    let others = match these.count() {
        0 => String::new(),
        1 => ", nor those of 1 other title".to_owned(),
        more => format!(", nor those of {more} other titles"),
    };
    let message =
        format!("no share picture: no font of this system has the letters `{text}` of the title `{}`{others}", site.title(*id));
    let package = match script {
        Script::EastAsian => "fonts-noto-cjk",
        Script::Other => "fonts-noto-core",
    };
    let hint = format!("Install fonts that have them: with Debian and Ubuntu `sudo apt-get install {package}`.");
    Some(Finding::new(Code::MissingFont, 0..0, message).hint(hint))
}

#[cfg(test)]
mod tests {
    /// The fonts of this machine.
    pub(super) fn system() -> super::Database {
        let mut fonts = super::Database::new();
        fonts.load_system_fonts();
        fonts
    }
}
