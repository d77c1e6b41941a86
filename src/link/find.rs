//! Names outside of links: what queries call notes by.

use super::index::{File, Names};
use super::lenient::Lenient;
use super::{Part, Resolution, Target, foam};
use crate::note::Link;
use crate::vault::NoteId;

/// Finds files by the names that wikilinks use.
pub struct Finder<'n, 'a> {
    names: &'n Names<'a>,
    lenient: Option<Lenient<'n, 'a>>,
}

impl<'n, 'a> Finder<'n, 'a> {
    /// For the files that `names` knows.
    pub fn new(names: &'n Names<'a>) -> Self {
        let lenient = (names.options.resolution == Resolution::Lenient).then(|| Lenient::new(names));
        Finder { names, lenient }
    }

    /// The file that a link of the note `from` leads to.
    pub fn target(&self, from: NoteId, link: &Link) -> Option<Target> {
        let file = match foam::meaning(self.names, from, link) {
            foam::Meaning::File { file, .. } => file,
            foam::Meaning::External => return None,
            foam::Meaning::Nothing(_) => self.lenient.as_ref()?.find(from, link)?.0,
        };
        Some(match file {
            File::Note(id) => Target::Note { id, part: Part::Whole, edge: true },
            File::Asset(id) => Target::Asset(id),
        })
    }

    /// The file that `[[name]]` in the note `from` leads to.
    pub fn find(&self, from: NoteId, name: &str) -> Option<Target> {
        self.target(from, &Link::wikilink(name))
    }
}

/// Whether a file is one of the images that Foam knows: by its extension, in lower case alone.
pub fn is_image(extension: &str) -> bool {
    super::index::IMAGES.contains(&extension)
}
