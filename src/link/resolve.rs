//! All links of a vault become targets.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::foam::{self, Meaning};
use super::index::{File, Names};
use super::lenient::{Lenient, Rule};
use super::place::Places;
use super::say::{self, Say};
use super::suggest::Nearest;
use super::{Linked, Named, Options, Part, PlaceholderId, Resolution, Target, url};
use crate::base::path::decode;
use crate::base::slug;
use crate::diag::Finding;
use crate::note::{Link, Seen, Syntax};
use crate::vault::NoteId;

/// For how many placeholders the nearest name is looked for; the names of a vault with more of them are another matter.
const SUGGESTIONS: usize = 2_000;

/// For how many lost places of one note's links the nearest is looked for.
const SUGGESTED_PLACES: usize = 100;

/// What a link means, and by which rule, if not one of Foam's.
struct Answer {
    meaning: Meaning,
    rule: Option<Rule>,
}

/// Resolves every link of every note. The answer does not depend on threads.
pub fn all(names: &Names<'_>, notes: &[Named<'_>], options: &Options) -> Linked {
    let mut answers: Vec<Vec<Answer>> = each(notes).map(|(id, note)| foams(names, id, note)).collect();
    if options.resolution == Resolution::Lenient && answers.iter().flatten().any(|a| matches!(a.meaning, Meaning::Nothing(_))) {
        let lenient = Lenient::new(names);
        answers.par_iter_mut().zip(each(notes)).for_each(|(answers, (id, note))| improve(&lenient, id, note, answers));
    }
    let placeholders = placeholders(&answers);
    let nearest = nearest(names, &placeholders);
    let ids = placeholders.iter().map(|name| &**name).zip(0..).collect();
    let resolver = Resolver { names, options, places: places(notes, &answers), nearest, placeholders: ids };
    let (targets, findings) =
        answers.par_iter().zip(each(notes)).map(|(answers, (id, note))| resolver.note(id, note, answers)).unzip();
    Linked { targets, placeholders, findings }
}

fn each<'a>(notes: &'a [Named<'a>]) -> impl IndexedParallelIterator<Item = (NoteId, &'a Named<'a>)> {
    notes.par_iter().enumerate().map(|(ix, note)| (NoteId(ix as u32), note))
}

fn foams(names: &Names<'_>, id: NoteId, note: &Named<'_>) -> Vec<Answer> {
    note.note.links.iter().map(|link| Answer { meaning: foam::meaning(names, id, link), rule: None }).collect()
}

/// Finds the one sensible target of each link for which Foam has none.
fn improve(lenient: &Lenient<'_, '_>, id: NoteId, note: &Named<'_>, answers: &mut [Answer]) {
    for (link, answer) in note.note.links.iter().zip(answers) {
        if !matches!(answer.meaning, Meaning::Nothing(_)) || link.seen == Seen::Foam {
            continue;
        }
        if let Some((file, rule)) = lenient.find(id, link) {
            let edge = link.syntax == Syntax::Wiki || file != File::Note(id);
            *answer = Answer { meaning: Meaning::File { file, edge, several: false }, rule: Some(rule) };
        }
    }
}

/// The names of all placeholders, sorted.
fn placeholders(answers: &[Vec<Answer>]) -> Vec<Box<str>> {
    let mut seen = FxHashSet::default();
    let mut names: Vec<Box<str>> = Vec::new();
    for answer in answers.iter().flatten() {
        if let Meaning::Nothing(name) = &answer.meaning
            && seen.insert(&**name)
        {
            names.push(name.clone());
        }
    }
    names.par_sort_unstable();
    names
}

/// For each placeholder the file whose name is most like its own: an attachment where it is named like one, else a note.
fn nearest(names: &Names<'_>, placeholders: &[Box<str>]) -> Vec<Option<File>> {
    if placeholders.is_empty() {
        return Vec::new();
    }
    let (mut notes, mut assets) = (Vec::new(), Vec::new());
    for file in names.files.all() {
        let path = names.files.path(file);
        match file {
            File::Asset(_) => assets.push((slug::name_key(path.file_name()).into(), file)),
            File::Note(id) => {
                let note = names.files.notes[id.ix()].note;
                let stem = path.stem();
                let own = note.title.iter().chain(&note.meta.aliases).map(String::as_str).filter(|text| *text != stem);
                notes.extend(own.chain([stem]).map(|text| (slug::name_key(text).into(), file)));
            }
        }
    }
    let (notes, assets) = (Nearest::new(notes), Nearest::new(assets));
    let find = |placeholder: &str| {
        let name = decode(url::last_segment(placeholder));
        if say::is_file_type(&name) {
            return assets.find(&slug::name_key(&name));
        }
        let stem = name.strip_suffix(&names.extension).unwrap_or(&name);
        notes.find(&slug::name_key(stem))
    };
    placeholders[..placeholders.len().min(SUGGESTIONS)].par_iter().map(|placeholder| find(placeholder)).collect()
}

/// Look-ups of the places of each note that some link names a place of.
fn places<'a>(notes: &'a [Named<'a>], answers: &[Vec<Answer>]) -> Vec<Option<Places<'a>>> {
    let mut wanted = vec![false; notes.len()];
    for (note, answers) in notes.iter().zip(answers) {
        for (link, answer) in note.note.links.iter().zip(answers) {
            if let Meaning::File { file: File::Note(id), .. } = answer.meaning {
                wanted[id.ix()] |= link.place().is_some();
            }
        }
    }
    wanted.into_par_iter().zip(notes).map(|(wanted, note)| wanted.then(|| Places::new(note.note))).collect()
}

/// All that the last step needs: from answers to targets and findings.
struct Resolver<'n, 'a> {
    names: &'n Names<'a>,
    options: &'n Options,
    /// By note, for those that some link names a place of.
    places: Vec<Option<Places<'a>>>,
    /// By placeholder, for so many as suggestions are made for.
    nearest: Vec<Option<File>>,
    placeholders: FxHashMap<&'n str, u32>,
}

impl Resolver<'_, '_> {
    fn note(&self, id: NoteId, note: &Named<'_>, answers: &[Answer]) -> (Vec<Target>, Vec<Finding>) {
        let say = Say { names: self.names, from: id };
        let (mut findings, mut suggested) = (Vec::new(), 0);
        let targets = note.note.links.iter().zip(answers).map(|(link, answer)| {
            let said = findings.len();
            let target = self.link(say, link, answer, &mut findings, &mut suggested);
            if link.seen == Seen::Foam && self.options.resolution == Resolution::Lenient {
                findings.truncate(said); // no reader sees this link
            }
            target
        });
        (targets.collect(), findings)
    }

    fn link(&self, say: Say<'_, '_>, link: &Link, answer: &Answer, findings: &mut Vec<Finding>, suggested: &mut usize) -> Target {
        match &answer.meaning {
            Meaning::External => Target::External,
            Meaning::Nothing(name) => {
                let id = self.placeholders[&**name];
                let nearest = self.nearest.get(id as usize).copied().flatten();
                findings.push(say.nothing(link, name, nearest));
                Target::Placeholder(PlaceholderId(id))
            }
            Meaning::File { file, edge, several } => {
                if *several {
                    findings.push(say.several(link, *file));
                }
                findings.extend(answer.rule.map(|rule| say.lenient(link, *file, rule)));
                match *file {
                    File::Asset(id) => Target::Asset(id),
                    File::Note(id) => Target::Note { id, part: self.part(say, id, link, findings, suggested), edge: *edge },
                }
            }
        }
    }

    fn part(&self, say: Say<'_, '_>, target: NoteId, link: &Link, findings: &mut Vec<Finding>, suggested: &mut usize) -> Part {
        let (Some(fragment), Some(places)) = (link.place(), &self.places[target.ix()]) else { return Part::Whole };
        let part = places.find(&fragment);
        if part != Part::Lost {
            return part;
        }
        if link.syntax != Syntax::Wiki && fragment.eq_ignore_ascii_case("top") {
            return Part::Whole; // what every browser takes for the page's top
        }
        if link.syntax != Syntax::Html {
            *suggested += 1;
            let nearest = if *suggested <= SUGGESTED_PLACES { places.nearest(&fragment) } else { None };
            findings.push(say.lost_place(link, target, &fragment, nearest));
        }
        part
    }
}
