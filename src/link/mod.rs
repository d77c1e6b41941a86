//! What links mean: the names that notes go by, and one link's target.
//!
//! Two resolutions (FOAM rules, then common sense): `foam` answers what Foam's own code answers. `lenient` gives the same
//! target wherever Foam has one; where Foam has none and exactly one note can be meant, that one, with a finding.

pub mod again;
pub mod find;
mod foam;
mod folders;
pub mod index;
mod lenient;
mod place;
pub mod resolve;
mod say;
mod suggest;
mod url;

use crate::diag::Finding;
use crate::note::{BlockIx, HeadingIx, Note};
use crate::vault::{Asset, AssetId, NoteId};

pub use index::Names;

/// Index into [`Linked::placeholders`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct PlaceholderId(pub u32);

/// What a link means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// A note, or a place in it.
    Note {
        /// Which.
        id: NoteId,
        /// What of it.
        part: Part,
        /// False for a link on the page that is in no graph: a Markdown link of a note to itself (Foam drops them), and any link
        /// from or to an unlisted note.
        edge: bool,
    },
    /// A file of the vault that is not a note.
    Asset(AssetId),
    /// A name that nothing has yet.
    Placeholder(PlaceholderId),
    /// An address outside the vault.
    External,
}

impl Target {
    /// The note that it leads to, if it is an edge of the graph.
    pub fn note(self) -> Option<NoteId> {
        match self {
            Target::Note { id, edge: true, .. } => Some(id),
            _ => None,
        }
    }
}

/// What of a note a link means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// All of it: no fragment.
    Whole,
    /// A section.
    Heading(HeadingIx),
    /// A block.
    Block(BlockIx),
    /// A place that the note does not have.
    Lost,
}

/// Which answers to give.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Default, serde::Serialize, serde::Deserialize, schemars::JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Resolution {
    /// Foam's answer, else the one sensible target, with a finding.
    #[default]
    Lenient,
    /// Foam's answer alone.
    Foam,
}

/// What the resolver needs to know of the configuration.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which answers.
    pub resolution: Resolution,
    /// Extensions of notes, without dots, the default one first: `["md"]`.
    pub extensions: Vec<String>,
    /// Whether a folder's name means its index note (`foam.links.directory.mode`).
    pub directories: bool,
    /// Extensions of attachments, where the vault lists them (`foam.files.attachmentExtensions`); images always are. Links to
    /// files of other types lead to nothing in Foam.
    pub attachments: Option<Vec<String>>,
    /// Where Obsidian puts attachments (`.obsidian/app.json`): a name is looked for there too, leniently.
    pub attachment_folder: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            resolution: Resolution::Lenient,
            extensions: vec!["md".into()],
            directories: true,
            attachments: None,
            attachment_folder: None,
        }
    }
}

/// A published note with its path: what names are made of.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    /// Path in the vault.
    pub path: &'a crate::base::path::VaultPath,
    /// What its text says.
    pub note: &'a Note,
}

impl<'a> Named<'a> {
    /// The title that the note's text gives, if it is not blank.
    pub fn own_title(&self) -> Option<&'a str> {
        self.note.title.as_deref().filter(|title| !title.trim().is_empty())
    }

    /// Foam's title: its own, else its file's name.
    pub fn title(&self) -> &'a str {
        self.own_title().unwrap_or(self.path.stem())
    }
}

/// All links of a vault, resolved.
#[derive(Debug, Default)]
pub struct Linked {
    /// For each note, by [`NoteId`], the meaning of each of its links.
    pub targets: Vec<Vec<Target>>,
    /// The placeholders by their exact text, sorted.
    pub placeholders: Vec<Box<str>>,
    /// For each note what resolving its links found.
    pub findings: Vec<Vec<Finding>>,
}

/// Resolves every link of `notes` (sorted by path). In parallel; the answer does not depend on threads.
pub fn link(notes: &[Named<'_>], assets: &[Asset], options: &Options) -> Linked {
    let names = Names::new(notes, assets, options);
    let mut linked = resolve::all(&names, notes, options);
    if notes.iter().any(|named| named.note.meta.unlisted) {
        let is_unlisted = |id: NoteId| notes[id.ix()].note.meta.unlisted;
        for (targets, from) in linked.targets.iter_mut().zip((0..).map(NoteId)) {
            for target in targets {
                if let Target::Note { id, edge, .. } = target {
                    *edge &= !is_unlisted(from) && !is_unlisted(*id);
                }
            }
        }
    }
    linked
}
