//! What resolving has to say: the findings about links, and how a link to a file is best written.

use super::index::{File, Found, Names};
use super::lenient::Rule;
use super::{foam, url};
use crate::base::path::extension;
use crate::base::text;
use crate::diag::{Code, Finding};
use crate::note::{Block, Link, Note, Syntax};
use crate::vault::NoteId;

/// How many other files a finding names.
const NAMED: usize = 3;

/// Extensions by which an embed is known to want a file and not a note.
const FILE_TYPES: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp", "ico", "tif", "tiff", "heic", "pdf", "mp3", "wav", "m4a", "ogg",
    "oga", "opus", "flac", "3gp", "mp4", "webm", "ogv", "mov", "mkv", "avi", "csv", "tsv", "json", "txt", "zip", "html",
    "canvas", "base", "drawio", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "rtf", "epub",
];

/// Says things about the links of one note.
#[derive(Clone, Copy)]
pub(super) struct Say<'n, 'a> {
    pub(super) names: &'n Names<'a>,
    pub(super) from: NoteId,
}

impl Say<'_, '_> {
    /// A link that leads to nothing; `nearest` is the file whose name is most like its own.
    pub(super) fn nothing(self, link: &Link, placeholder: &str, nearest: Option<File>) -> Finding {
        let finding = |code, what: &str| Finding::new(code, link.span, format!("`{placeholder}` {what}"));
        let mut finding = match link.syntax {
            Syntax::Html => finding(Code::DeadHtmlLink, "does not exist"),
            _ if is_file(link) => finding(Code::MissingAttachment, "does not exist"),
            Syntax::Wiki if !url::is_path(&link.name) => finding(Code::UnresolvedLink, "fits no note"),
            _ => finding(Code::UnresolvedLink, "does not exist"),
        };
        let (lost, count) = self.lost(link);
        if count > 0 {
            finding.message = format!("`{placeholder}` fits {}, and Foam takes none of them", text::count(count, "file"));
            return finding.hint(format!("Write {} to say which one is meant.", self.choice(link, &lost, count)));
        }
        finding.hint(match nearest {
            _ if link.name.contains("://") => format!("Write `[text]({})` for a link to the web.", link.name),
            Some(file) => format!("Did you mean {}?", self.written(link, file)),
            None if is_file(link) || is_file_type(&link.name) => "Add the file, or correct its name.".to_owned(),
            None => "Write that note, or correct the name.".to_owned(),
        })
    }

    /// The files that an identifier fits although Foam takes none of them.
    fn lost(self, link: &Link) -> (Vec<File>, usize) {
        if link.syntax == Syntax::Wiki && link.definition.is_none() && !url::is_path(&link.name) {
            self.names.rivals(&link.name, NAMED)
        } else {
            (Vec::new(), 0)
        }
    }

    /// A name that fits several files, of which `taken` was taken.
    pub(super) fn several(self, link: &Link, taken: File) -> Finding {
        let (files, count) = self.names.rivals(&link.name, NAMED + 1);
        let (files, count) =
            if files.contains(&taken) { (files, count) } else { self.names.folder_rivals(&link.name, NAMED + 1) };
        let others: Vec<File> = files.into_iter().filter(|file| *file != taken).take(NAMED).collect();
        let listed: Vec<String> = others.iter().map(|file| format!("`{}`", self.names.files.path(*file))).collect();
        let listed = enumerate(&listed, count.saturating_sub(1), "and");
        let path = self.names.files.path(taken);
        Finding::new(Code::AmbiguousLink, link.span, format!("`{}` leads to `{path}`, but fits {listed} as well", link.name))
            .hint(format!("Write {} if this one is meant.", self.written(link, taken)))
            .hint(format!("Write {} if another one is.", self.choice(link, &others, count.saturating_sub(1))))
    }

    /// A link that leads somewhere here, but nowhere in Foam.
    pub(super) fn lenient(self, link: &Link, file: File, rule: Rule) -> Finding {
        let path = self.names.files.path(file);
        let message = format!("`{}` leads to `{path}` {}, but nowhere in Foam", link.name, rule.says());
        Finding::new(Code::LenientLink, link.span, message).hint(match rule {
            Rule::FileType => format!("Add `{}` to `foam.files.attachmentExtensions`.", path.extension()),
            Rule::Definition => "Correct the definition or remove it.".to_owned(),
            Rule::Alias | Rule::Title | Rule::Slug if link.label.is_none() && !link.embed => {
                let shown_alike = Link { label: Some(link.name.trim().into()), ..link.clone() };
                format!("Write {} and both agree.", self.written(&shown_alike, file))
            }
            _ => format!("Write {} and both agree.", self.written(link, file)),
        })
    }

    /// A fragment that names no place in its note.
    pub(super) fn lost_place(self, link: &Link, target: NoteId, fragment: &str, nearest: Option<&str>) -> Finding {
        let note = &self.names.files.notes[target.ix()];
        let path = note.path;
        let (code, what, all) = match fragment.strip_prefix('^') {
            Some(_) => (Code::MissingBlock, "block", blocks(note.note)),
            None => (Code::MissingSection, "section", note.note.headings.iter().map(|h| format!("`#{}`", h.text)).collect()),
        };
        let finding = Finding::new(code, link.span, format!("`{path}` has no {what} `{fragment}`"));
        match nearest {
            Some(nearest) => finding.hint(format!("Did you mean `#{nearest}`?")),
            None if all.is_empty() => finding.hint(format!("The note has no {what} at all; leave out `#{fragment}`.")),
            None => finding.hint(format!("Its {what}s are {}.", enumerate(&all[..all.len().min(NAMED)], all.len(), "and"))),
        }
    }

    /// Several ways to write a link, of which the reader takes one.
    fn choice(self, link: &Link, files: &[File], count: usize) -> String {
        let written: Vec<String> = files.iter().map(|file| self.written(link, *file)).collect();
        enumerate(&written, count, "or")
    }

    /// How `link` is written so that it leads to `file` in Foam too, in back quotes.
    fn written(self, link: &Link, file: File) -> String {
        let path = self.names.files.path(file);
        let fragment = link.fragment.as_ref().map_or(String::new(), |f| format!("#{f}"));
        let name = if link.syntax == Syntax::Wiki { self.wiki_name(file) } else { None };
        let Some(name) = name else {
            let home = self.names.files.path(File::Note(self.from)).folder();
            return format!("`{}`", url::relative(home, path.as_str(), &fragment));
        };
        let label = link.label.as_ref().map_or(String::new(), |l| format!("|{l}"));
        format!("`{}[[{name}{fragment}{label}]]`", if link.embed { "!" } else { "" })
    }

    /// The shortest name by which a wikilink finds a file. `None` where its path holds what a wikilink cannot.
    fn wiki_name(self, file: File) -> Option<String> {
        let path = self.names.files.path(file).as_str();
        let path = if matches!(file, File::Note(_)) { path.strip_suffix(&*self.names.extension).unwrap_or(path) } else { path };
        if path.contains(['#', '|', '\\']) || path.contains("[[") || path.contains("]]") {
            return None;
        }
        let tails = path.rmatch_indices('/').map(|(slash, _)| &path[slash + 1..]).take(NAMED);
        let found = |tail: &str| match foam::wiki(self.names, self.from, tail) {
            Found::Nothing => self.names.other_identifier(tail),
            found => found.sole(),
        };
        let is_it = |tail: &&str| found(tail) == Some(file);
        let short = tails.chain(Some(path).filter(|path| !url::is_path(path))).find(is_it);
        Some(short.map_or_else(|| format!("/{path}"), str::to_owned))
    }
}

/// Whether what the link wants is a file and not a note: an image, or an embed with such an extension.
fn is_file(link: &Link) -> bool {
    link.embed && (is_file_type(&link.name) || link.syntax != Syntax::Wiki)
}

/// Whether a name has an extension that no note has.
pub(super) fn is_file_type(name: &str) -> bool {
    let extension = extension(name).to_ascii_lowercase();
    FILE_TYPES.contains(&&*extension)
}

fn blocks(note: &Note) -> Vec<String> {
    note.blocks.iter().filter_map(Block::id).map(|id| format!("`#{id}`")).collect()
}

/// "a, b and 3 more": `some` of `count` in all.
fn enumerate(some: &[String], count: usize, word: &str) -> String {
    match some {
        [] => String::new(),
        some if count > some.len() => format!("{} {word} {} more", some.join(", "), count - some.len()),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}
