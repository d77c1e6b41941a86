//! Queries are answered: which files each means, in which order. Results are links from nothing, so nothing here is in the
//! graph.

mod fields;
mod order;

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::diag::{Code, Finding};
use crate::link::find::Finder;
use crate::link::{Named, Names, Target};
use crate::note::query::saved::Saved;
use crate::note::query::{CURRENT, Field, Filter, Name, Query};
use crate::note::{Seen, Syntax};
use crate::site::{Answer, Row, Site};
use crate::vault::NoteId;
pub use fields::{text, value};

/// How many results a page shows of one query.
pub const MAX_ROWS: usize = 1000;

/// The answers to all queries, by note and in order, and what there is to say about them.
pub fn answer(site: Site<'_>) -> (Vec<Vec<Answer>>, Vec<(NoteId, Finding)>) {
    if site.notes.iter().all(|note| note.queries.is_empty()) {
        return (Vec::new(), Vec::new());
    }
    let asked = (0..).map(NoteId).zip(site.notes).flat_map(|(id, note)| note.queries.iter().map(move |query| (id, query)));
    let asked: Vec<(NoteId, &Query)> = asked.collect();
    // what many notes ask in the same words, such as a template's, is answered once
    let mut first: FxHashMap<(&str, Option<NoteId>), usize> = FxHashMap::default();
    let mut different = Vec::new();
    let places: Vec<usize> = asked
        .iter()
        .map(|(id, query)| {
            let key = (&*query.text, query.filter.names().next().map(|_| *id));
            *first.entry(key).or_insert_with(|| {
                different.push((*id, *query));
                different.len() - 1
            })
        })
        .collect();
    let asks: Vec<(Option<NoteId>, &Query)> = different.iter().map(|(id, query)| (Some(*id), *query)).collect();
    let found = ask(site, &asks);

    let mut answers: Vec<Vec<Answer>> = vec![Vec::new(); site.notes.len()];
    let mut findings = Vec::new();
    for ((id, query), place) in asked.into_iter().zip(places) {
        let (answer, told) = &found[place];
        answers[id.ix()].push(answer.clone());
        // an equal query of another note stands elsewhere
        let moved = |finding: &Finding| {
            if different[place].0 == id { finding.clone() } else { Finding { span: query.span, ..finding.clone() } }
        };
        findings.extend(told.iter().map(|finding| (id, moved(finding))));
    }
    (answers, findings)
}

/// The answers to saved queries, in their order, each with what there is to say about it.
pub fn saved(site: Site<'_>, saved: &[Saved]) -> Vec<(Answer, Vec<Finding>)> {
    let asks: Vec<(Option<NoteId>, &Query)> = saved.iter().filter_map(|saved| Some((None, &**saved.query.as_ref()?))).collect();
    let mut found = if asks.is_empty() { Vec::new() } else { ask(site, &asks) }.into_iter();
    let answer = |saved: &Saved| {
        let (mut answer, told) = saved.query.as_ref().and_then(|_| found.next()).unwrap_or_default();
        for finding in saved.findings.iter().filter(|_| saved.query.is_none()) {
            answer.remarks.push(finding.message.clone());
        }
        (answer, told)
    };
    saved.iter().map(answer).collect()
}

/// Answers queries, each asked by a note or by nobody.
fn ask(site: Site<'_>, asks: &[(Option<NoteId>, &Query)]) -> Vec<(Answer, Vec<Finding>)> {
    let named: Vec<Named<'_>> = (0..site.notes.len() as u32).map(|ix| site.named(NoteId(ix))).collect();
    let is_named = asks.iter().any(|(_, query)| query.filter.names().any(|name| &*name.text != CURRENT));
    let names = is_named.then(|| Names::new(&named, site.assets, &site.config.link));
    let oracle = Oracle { site, finder: names.as_ref().map(Finder::new), all: all(site), resources: OnceLock::new() };
    asks.par_iter().map(|(from, query)| oracle.answer(*from, query)).collect()
}

/// All files that are published and listed, by path.
fn all(site: Site<'_>) -> Vec<Row> {
    let notes = site.listed().map(Row::Note);
    let mut rows: Vec<Row> = notes.chain(site.listed_assets().map(Row::Asset)).collect();
    rows.sort_by_key(|row| fields::path(site, *row).as_str());
    rows
}

/// Knows all that queries can ask for.
struct Oracle<'n, 'a> {
    site: Site<'a>,
    finder: Option<Finder<'n, 'a>>,
    all: Vec<Row>,
    /// What expressions see of each file, made once any is asked.
    resources: OnceLock<Vec<Value>>,
}

impl Oracle<'_, '_> {
    fn answer(&self, from: Option<NoteId>, query: &Query) -> (Answer, Vec<Finding>) {
        let (mut findings, mut remarks) = (Vec::new(), query.remarks.clone());
        let test = self.test(from, &query.filter, &mut findings);
        let mut found: Vec<usize> = match test.candidates() {
            Some(rows) => rows.iter().copied().filter(|place| self.fits(&test, *place)).collect(),
            None => (0..self.all.len()).filter(|place| self.fits(&test, *place)).collect(),
        };
        if let Some(sort) = &query.sort {
            order::sort(&mut found, sort.descending, |place| value(self.site, self.all[place], &sort.field));
        }
        let shown = found.iter().skip(query.offset).take(query.limit.unwrap_or(usize::MAX));
        let count = shown.len();
        let rows: Arc<[Row]> = shown.take(MAX_ROWS).map(|place| self.all[*place]).collect();
        if count > rows.len() && query.format != crate::note::query::Format::Count {
            let message = format!("a query has {count} results, of which the page shows {MAX_ROWS}");
            findings.push(Finding::new(Code::Limit, query.span, message).hint("Set a `limit`, or a filter that means fewer."));
        }
        // the name may be that of a private note, and a reader does not see the query: the page does not say it
        let remark = |finding: &Finding| match finding.message.rsplit_once("` of `") {
            Some((_, rest)) => format!("the name of `{rest}"),
            None => finding.message.clone(),
        };
        remarks.extend(findings.iter().filter(|f| f.code == Code::BadQuery).map(remark));
        (Answer { rows, count, remarks }, findings)
    }

    /// A filter with its names looked up.
    fn test<'q>(&self, from: Option<NoteId>, filter: &'q Filter, findings: &mut Vec<Finding>) -> Test<'q> {
        match filter {
            Filter::LinksTo(name) => Test::Places(self.linking(self.named(from, name, "links_to", findings))),
            Filter::LinksFrom(name) => Test::Places(self.linked(self.named(from, name, "links_from", findings))),
            Filter::LinkedWith(name) => {
                let target = self.named(from, name, "filter", findings);
                let mut places = self.linking(target);
                places.extend(self.linked(target));
                Test::Places(sorted(places))
            }
            Filter::And(parts) => Test::And(parts.iter().map(|part| self.test(from, part, findings)).collect()),
            Filter::Or(parts) => Test::Or(parts.iter().map(|part| self.test(from, part, findings)).collect()),
            Filter::Not(part) => Test::Not(self.test(from, part, findings).into()),
            simple => Test::Simple(simple),
        }
    }

    fn named(&self, from: Option<NoteId>, name: &Name, key: &str, findings: &mut Vec<Finding>) -> Option<Row> {
        if &*name.text == CURRENT {
            return from.map(Row::Note);
        }
        // what stands in no note cannot speak of its own sections, or of what lies beside it
        let is_relative = from.is_none() && name.text.starts_with(['#', '.']);
        let from = from.or((!is_relative && !self.site.notes.is_empty()).then_some(NoteId(0)));
        let found = from.and_then(|from| self.finder.as_ref()?.find(from, &name.text));
        let found = match found {
            Some(Target::Note { id, .. }) => Some(Row::Note(id)),
            // of what is not published nobody hears
            Some(Target::Asset(id)) if self.site.plan.assets[id.ix()].is_some() => Some(Row::Asset(id)),
            _ => None,
        };
        if found.is_none() {
            let message = format!("`{}` of `{key}` is no note or attachment, so that nothing fits", name.text);
            findings.push(Finding::new(Code::BadQuery, name.span, message).hint("Correct the name, or write the note."));
        }
        found
    }

    /// The files that link to one.
    fn linking(&self, target: Option<Row>) -> Vec<usize> {
        let graph = self.site.graph;
        let users = match target {
            Some(Row::Note(id)) => &graph.backlinks[id.ix()],
            Some(Row::Asset(id)) => &graph.users[id.ix()],
            None => return Vec::new(),
        };
        let itself = target.filter(|row| matches!(row, Row::Note(id) if fields::links_to_itself(self.site, *id)));
        sorted(users.iter().map(|user| Row::Note(user.from)).chain(itself).filter_map(|row| self.place(row)).collect())
    }

    /// The files that one links to.
    fn linked(&self, source: Option<Row>) -> Vec<usize> {
        let Some(Row::Note(id)) = source else { return Vec::new() };
        let links = self.site.note(id).links.iter().zip(&self.site.graph.targets[id.ix()]);
        let links = links.filter(|(link, _)| link.syntax != Syntax::Html && link.seen != Seen::Foam);
        let rows = links.filter_map(|(_, target)| match *target {
            Target::Note { id, edge: true, .. } => Some(Row::Note(id)),
            Target::Asset(id) => Some(Row::Asset(id)),
            _ => None,
        });
        sorted(rows.filter_map(|row| self.place(row)).collect())
    }

    /// Where a file stands in [`Oracle::all`]; none where it is unlisted.
    fn place(&self, row: Row) -> Option<usize> {
        let path = fields::path(self.site, row);
        self.all.binary_search_by_key(&path, |row| fields::path(self.site, *row)).ok()
    }

    fn fits(&self, test: &Test<'_>, place: usize) -> bool {
        match test {
            Test::Places(places) => places.binary_search(&place).is_ok(),
            Test::And(parts) => parts.iter().all(|part| self.fits(part, place)),
            Test::Or(parts) => parts.iter().any(|part| self.fits(part, place)),
            Test::Not(part) => !self.fits(part, place),
            Test::Simple(filter) => self.is(filter, place),
        }
    }

    /// Whether a file fits a filter that needs no look-up.
    fn is(&self, filter: &Filter, place: usize) -> bool {
        let (site, row) = (self.site, self.all[place]);
        match filter {
            Filter::All => true,
            Filter::Tag(name) => matches!(row, Row::Note(id) if site.note(id).tags.iter().any(|tag| tag.name == *name)),
            Filter::Type(name) => fields::kind(site, row) == &**name,
            Filter::Path(pattern) => pattern.fits(&format!("/{}", fields::path(site, row))),
            Filter::Title(pattern) => pattern.fits(fields::title(site, row)),
            Filter::Jexl(expression) => expression.is_true_of(&self.resources()[place]),
            _ => false,
        }
    }

    fn resources(&self) -> &[Value] {
        self.resources.get_or_init(|| self.all.iter().map(|row| fields::resource(self.site, *row)).collect())
    }
}

/// A filter, ready to be asked; places are those in [`Oracle::all`], sorted.
enum Test<'q> {
    Places(Vec<usize>),
    And(Vec<Test<'q>>),
    Or(Vec<Test<'q>>),
    Not(Box<Test<'q>>),
    Simple(&'q Filter),
}

impl Test<'_> {
    /// The only places that can fit, where they are known.
    fn candidates(&self) -> Option<&[usize]> {
        match self {
            Test::Places(places) => Some(places),
            Test::And(parts) => parts.iter().find_map(Test::candidates),
            _ => None,
        }
    }
}

fn sorted(mut places: Vec<usize>) -> Vec<usize> {
    places.sort_unstable();
    places.dedup();
    places
}

/// Whether a field is shown as HTML of the note's own.
pub fn is_text_of_note(field: &Field) -> bool {
    matches!(field, Field::Body | Field::Content | Field::Section(_))
}
