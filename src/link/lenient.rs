//! What a link means where Foam finds nothing: the one file that can be meant.

use rustc_hash::FxHashMap;

use super::index::{File, Index, Names};
use super::{foam, url};
use crate::base::path::{decode, join};
use crate::base::slug;
use crate::note::{Link, Syntax};
use crate::vault::NoteId;

/// How many files a name may fit for the nearest of them to be taken.
const CROWD: usize = 64;

/// A way to read a link that leads to one file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rule {
    FileType,
    Definition,
    Blanks,
    Encoding,
    Folder,
    UnicodeForm,
    Path,
    Nearest,
    AttachmentFolder,
    Alias,
    Title,
    Extension,
    Alone,
    Slug,
}

/// All rules, from the safest to the boldest; the first that leads to one file is followed.
const RULES: &[Rule] = &[
    Rule::FileType,
    Rule::Definition,
    Rule::Blanks,
    Rule::Encoding,
    Rule::Folder,
    Rule::UnicodeForm,
    Rule::Path,
    Rule::Nearest,
    Rule::AttachmentFolder,
    Rule::Alias,
    Rule::Title,
    Rule::Extension,
    Rule::Alone,
    Rule::Slug,
];

impl Rule {
    /// How the file was found: what a finding says after "leads to".
    pub(super) fn says(self) -> &'static str {
        match self {
            Rule::FileType => "although files of its type are no attachments",
            Rule::Definition => "although its link reference definition leads elsewhere",
            Rule::Blanks => "without its blanks",
            Rule::Encoding => "without its percent-encoding",
            Rule::Folder => "as a folder",
            Rule::UnicodeForm => "in another Unicode form",
            Rule::Path => "as a path from the vault's root or the note",
            Rule::Nearest => "as the nearest of several",
            Rule::AttachmentFolder => "in the attachment folder",
            Rule::Alias => "by its alias",
            Rule::Title => "by its title",
            Rule::Extension => "with another extension",
            Rule::Alone => "as the only file of that name",
            Rule::Slug => "by its slug",
        }
    }
}

/// Notes by a folded text; `None` for a text that several have.
type Only = FxHashMap<String, Option<NoteId>>;

/// Look-ups by the names that Foam does not know.
pub(super) struct Lenient<'n, 'a> {
    names: &'n Names<'a>,
    /// Files whose path is not ASCII, in Unicode's composed form.
    composed: Index,
    /// Notes by the slugs of their path's segments, without extension.
    slugs: Index,
    aliases: Only,
    titles: Only,
}

/// A link as the rules read it.
struct Wanted<'a> {
    from: NoteId,
    folder: &'a str,
    link: &'a Link,
    /// The name as Foam reads it: of a URL the decoded path.
    text: String,
    /// Without blanks around it, percent-encoding, and slashes at its end.
    clean: String,
    /// Whether it is a path: a Markdown link's always, a wikilink's where it begins with a slash or a dot.
    path: bool,
}

impl<'a> Wanted<'a> {
    fn new(names: &Names<'a>, from: NoteId, link: &'a Link) -> Self {
        let wiki = link.syntax == Syntax::Wiki;
        let text = if wiki { link.name.to_string() } else { url::file_path(&link.name) };
        let clean = decode(text.trim()).trim().trim_end_matches('/').to_owned();
        let path = !wiki || url::is_path(text.trim_start());
        Wanted { from, folder: names.files.path(File::Note(from)).folder(), link, text, clean, path }
    }

    /// Where a path leads to from the note or, with a slash at its start, from the root.
    fn place(&self) -> Option<String> {
        join(self.folder, &self.clean)
    }
}

impl<'n, 'a> Lenient<'n, 'a> {
    pub(super) fn new(names: &'n Names<'a>) -> Self {
        let notes = names.files.notes;
        let ids = || (0..notes.len() as u32).map(NoteId);
        let unusual: Vec<File> = names.files.all().filter(|file| !names.files.path(*file).as_str().is_ascii()).collect();
        let all: Vec<File> = ids().map(File::Note).collect();
        let (mut aliases, mut titles) = (Only::default(), Only::default());
        for id in ids() {
            let note = notes[id.ix()].note;
            note.meta.aliases.iter().for_each(|alias| add(&mut aliases, alias, id));
            note.title.iter().for_each(|title| add(&mut titles, title, id));
        }
        let slugs = Index::new(names.files, &all, &names.order, |path| slug_path(without_extension(path)));
        Lenient { names, composed: Index::new(names.files, &unusual, &names.order, slug::name_key), slugs, aliases, titles }
    }

    /// The one file that `link` can mean, and the rule that found it.
    pub(super) fn find(&self, from: NoteId, link: &Link) -> Option<(File, Rule)> {
        let wanted = Wanted::new(self.names, from, link);
        if wanted.clean.is_empty() {
            return None;
        }
        RULES.iter().find_map(|rule| Some((self.follow(*rule, &wanted)?, *rule)))
    }

    fn follow(&self, rule: Rule, wanted: &Wanted<'_>) -> Option<File> {
        match rule {
            Rule::FileType => self.other(wanted),
            Rule::Definition => {
                wanted.link.definition.as_ref().filter(|_| !wanted.link.name.is_empty())?;
                foam::wiki(self.names, wanted.from, &wanted.link.name).sole()
            }
            Rule::Blanks => self.again(wanted, wanted.text.trim()),
            Rule::Encoding => self.encoding(wanted),
            Rule::Folder => self.folder(wanted),
            Rule::UnicodeForm => self.unicode_form(wanted),
            Rule::Path => self.path(wanted),
            Rule::Nearest => self.nearest(wanted),
            Rule::AttachmentFolder => self.attachment_folder(wanted),
            Rule::Alias => by_text(&self.aliases, wanted),
            Rule::Title => by_text(&self.titles, wanted),
            Rule::Extension => self.extension(wanted),
            Rule::Alone => self.alone(wanted),
            Rule::Slug => self.slug(wanted),
        }
    }

    /// The name in another spelling, as Foam would read that.
    fn again(&self, wanted: &Wanted<'_>, spelling: &str) -> Option<File> {
        if spelling == wanted.text || spelling.is_empty() {
            return None;
        }
        match wanted.link.syntax {
            Syntax::Wiki => foam::wiki(self.names, wanted.from, spelling).sole(),
            _ => foam::at_path(self.names, wanted.from, spelling).sole().or_else(|| self.other(wanted)),
        }
    }

    /// A file of a type that is not configured as one of attachments.
    fn other(&self, wanted: &Wanted<'_>) -> Option<File> {
        if wanted.path { self.names.other_path(&wanted.place()?) } else { self.names.other_identifier(&wanted.clean) }
    }

    /// `[[sp%20ace]]`; and a Markdown link to a file whose name does hold a percent sign.
    fn encoding(&self, wanted: &Wanted<'_>) -> Option<File> {
        match wanted.link.syntax {
            Syntax::Wiki => self.again(wanted, &decode(wanted.text.trim())),
            _ => self.names.path(&join(wanted.folder, wanted.link.name.trim())?),
        }
    }

    /// `[[dir/]]`, `[[../dir]]`.
    fn folder(&self, wanted: &Wanted<'_>) -> Option<File> {
        let index = || self.names.folder(&wanted.place()?);
        let again = self.again(wanted, &wanted.clean);
        if wanted.path { again.or_else(index) } else { again }
    }

    fn unicode_form(&self, wanted: &Wanted<'_>) -> Option<File> {
        let matches = |tail: &str| match wanted.path {
            true => self.composed.whole(tail),
            false => self.composed.ending_whole(tail),
        };
        let tail = slug::name_key(&if wanted.path { wanted.place()? } else { wanted.clean.clone() });
        only(matches(&tail).iter().chain(matches(&format!("{tail}{}", self.names.extension))).map(|(_, file)| *file))
    }

    /// A path that begins at the root although it does not say so; a wikilink's may begin at the note as well.
    fn path(&self, wanted: &Wanted<'_>) -> Option<File> {
        let at = |path: Option<String>| {
            let path = format!("/{}", path?);
            let found = foam::at_path(self.names, wanted.from, &path).file();
            found.or_else(|| self.names.other_path(&path[1..]))
        };
        let from_note = if wanted.path { None } else { at(wanted.place()) };
        only(at(join("", url::without_dots(&wanted.clean))).into_iter().chain(from_note))
    }

    /// Of several files that a name fits, the one whose folder is nearest to the note's.
    fn nearest(&self, wanted: &Wanted<'_>) -> Option<File> {
        if wanted.path {
            return None;
        }
        let (mut files, count) = self.names.rivals(&wanted.clean, CROWD);
        let tail = format!("/{}", wanted.clean.to_lowercase());
        let path = |file: &File| self.names.files.path(*file);
        let is_whole = |file: &File| {
            let path = format!("/{}", path(file).as_str().to_lowercase());
            path.strip_suffix(&self.names.extension).unwrap_or(&path).ends_with(&tail) || path.ends_with(&tail)
        };
        if files.iter().any(is_whole) {
            files.retain(is_whole);
        }
        let distance = |file: &File| url::distance(wanted.folder, path(file).folder());
        let least = files.iter().map(distance).min()?;
        only(files.into_iter().filter(|file| count <= CROWD && distance(file) == least))
    }

    fn attachment_folder(&self, wanted: &Wanted<'_>) -> Option<File> {
        let folder = self.names.options.attachment_folder.as_deref()?;
        let folder = if folder.starts_with('.') { join(wanted.folder, folder)? } else { join("", folder)? };
        let at = |path: &str| {
            let path = join(&folder, path)?;
            self.names.path(&path).or_else(|| self.names.other_path(&path))
        };
        at(url::without_dots(&wanted.clean)).or_else(|| at(url::last_segment(&wanted.clean)))
    }

    /// An extension too many (`[[doc.pdf.md]]`), or one left out (`![[photo]]`).
    fn extension(&self, wanted: &Wanted<'_>) -> Option<File> {
        let is_note = |e: &str| e == "markdown" || self.names.options.extensions.iter().any(|own| own == e);
        let shorter = wanted.clean.rsplit_once('.').filter(|(_, e)| is_note(e)).map(|(rest, _)| rest);
        if let Some(found) = shorter.and_then(|shorter| self.again(wanted, shorter)) {
            return Some(found);
        }
        let tail = if wanted.path { wanted.place()? } else { wanted.clean.clone() }.to_lowercase();
        let prefix = format!("{}.", url::last_segment(&tail));
        let (known, other) = (self.names.known.beginning(&prefix), self.names.other.beginning(&prefix));
        let fits = |file: &File| {
            let path = format!("/{}", without_extension(self.names.files.path(*file).as_str()).to_lowercase());
            if wanted.path { path[1..] == tail } else { path.ends_with(&format!("/{tail}")) }
        };
        let files = known.iter().chain(other).take(CROWD + 1).map(|(_, file)| *file);
        only(files.filter(|file| known.len() + other.len() <= CROWD && fits(file)))
    }

    /// A path that is wrong, but whose end only one file has.
    fn alone(&self, wanted: &Wanted<'_>) -> Option<File> {
        let tail = url::without_dots(&wanted.clean).to_lowercase();
        if !wanted.path || tail.is_empty() {
            return None;
        }
        let noted = format!("{tail}{}", self.names.extension);
        let known = &self.names.known;
        let all = [known.ending_whole(&tail), known.ending_whole(&noted), self.names.other.ending_whole(&tail)];
        only(all.into_iter().flatten().map(|(_, file)| *file))
    }

    fn slug(&self, wanted: &Wanted<'_>) -> Option<File> {
        let name = url::without_dots(&wanted.clean);
        let named = self.names.options.extensions.iter().find_map(|e| name.strip_suffix(e.as_str())?.strip_suffix('.'));
        only(self.slugs.ending_whole(&slug_path(named.unwrap_or(name))).iter().map(|(_, file)| *file))
    }
}

/// The file, if all that are given are one.
fn only(mut files: impl Iterator<Item = File>) -> Option<File> {
    let first = files.next()?;
    files.all(|file| file == first).then_some(first)
}

fn add(texts: &mut Only, text: &str, id: NoteId) {
    let entry = texts.entry(slug::name_key(text)).or_insert(Some(id));
    if *entry != Some(id) {
        *entry = None;
    }
}

fn by_text(texts: &Only, wanted: &Wanted<'_>) -> Option<File> {
    if wanted.path { None } else { texts.get(&slug::name_key(&wanted.clean))?.map(File::Note) }
}

fn without_extension(path: &str) -> &str {
    if url::has_extension(path) { path.rsplit_once('.').map_or(path, |(rest, _)| rest) } else { path }
}

/// The slugs of a path's segments.
fn slug_path(path: &str) -> String {
    let slugs: Vec<String> = path.split('/').map(slug::segment).collect();
    slugs.join("/")
}
