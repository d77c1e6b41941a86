//! Vaults in one text: each file begins with a line `//- path`.

use foamsite::base::path::VaultPath;
use foamsite::link::{self, Linked, Named, Options, Part, Target};
use foamsite::note::{self, Link, Note};
use foamsite::vault::{Asset, Source, Vault};

/// The vault that a fixture describes. Files that do not end in `.md` are attachments.
pub fn vault(fixture: &str) -> Vault {
    let (mut notes, mut assets) = (Vec::new(), Vec::new());
    for file in fixture.split("//- ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        if path.ends_with(".md") {
            notes.push(Source::new(path, text));
        } else {
            assets.push(Asset { path: VaultPath::new(path), size: text.len() as u64 });
        }
    }
    Vault::new(notes, assets, Vec::new())
}

/// A vault with its notes parsed and its links resolved.
pub struct Resolved {
    pub vault: Vault,
    pub notes: Vec<Note>,
    pub linked: Linked,
}

/// Resolves the links of a vault.
pub fn resolve(vault: Vault, options: &Options) -> Resolved {
    let notes: Vec<Note> = vault.notes.iter().map(|source| note::parse::parse(&source.text, &note::Options::default())).collect();
    let named: Vec<Named<'_>> = vault.notes.iter().zip(&notes).map(|(source, note)| Named { path: &source.path, note }).collect();
    let linked = link::link(&named, &vault.assets, options);
    Resolved { vault, notes, linked }
}

impl Resolved {
    /// Each link with its target, as `[[b#S]] -> x/b.md # S`, in the order of paths and then of places.
    pub fn links(&self) -> Vec<String> {
        let of_note = |(ix, source): (usize, &Source)| -> Vec<String> {
            let links = self.notes[ix].links.iter().zip(&self.linked.targets[ix]);
            links.map(|(link, target)| format!("{} -> {}", raw(source, link), self.target(*target))).collect()
        };
        self.vault.notes.iter().enumerate().flat_map(of_note).collect()
    }

    /// Each finding about a link, as `unresolved-link: message | hint | hint`.
    pub fn findings(&self) -> Vec<String> {
        let all = self.linked.findings.iter().flatten();
        all.map(|f| format!("{}: {}", f.code.name(), [&[f.message.clone()], &*f.hints].concat().join(" | "))).collect()
    }

    fn target(&self, target: Target) -> String {
        match target {
            Target::External => "external".to_owned(),
            Target::Placeholder(id) => format!("nothing ({})", self.linked.placeholders[id.0 as usize]),
            Target::Asset(id) => self.vault.assets[id.ix()].path.to_string(),
            Target::Note { id, part, edge } => {
                let note = &self.notes[id.ix()];
                let part = match part {
                    Part::Whole => String::new(),
                    Part::Lost => " # lost".to_owned(),
                    Part::Heading(ix) => format!(" # {}", note.headings[ix as usize].text),
                    Part::Block(ix) => format!(" {}", note.blocks[ix as usize].anchor.as_deref().unwrap_or("?")),
                };
                format!("{}{part}{}", self.vault.notes[id.ix()].path, if edge { "" } else { " (no edge)" })
            }
        }
    }
}

fn raw<'a>(source: &'a Source, link: &Link) -> &'a str {
    &source.text[link.span.range()]
}
