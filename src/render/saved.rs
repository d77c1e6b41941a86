//! Saved queries: a page for each, and the list of them.

use super::element::Pen;
use super::embed::Ledger;
use super::pages::Scene;
use super::query;
use super::stitch::Weaver;
use super::view::QueryView;
use super::voice::Voice;
use crate::vault::NoteId;

impl<'a> Scene<'a> {
    /// A saved query, by its number, with what it found.
    pub(super) fn query(self, number: u32) -> QueryView<'a> {
        let mut view = self.queried(number);
        let site = self.site;
        let answer = &site.saved_answers[number as usize];
        // nobody's links are written but those of the notes that were found: each cell names its own
        let voice = Voice::of_page(Pen { site, id: NoteId(0), page: &self.page.url, words: Some(self.words) });
        let mut weaver = Weaver::new(Ledger::default(), self.words);
        match &site.saved[number as usize].query {
            Some(asked) => query::results(&mut weaver, &mut view.html, voice, asked, answer),
            None => query::remarks(&mut view.html, answer),
        }
        view
    }

    /// All saved queries.
    pub(super) fn queries(self) -> Vec<QueryView<'a>> {
        (0..self.site.saved.len() as u32).map(|number| self.queried(number)).collect()
    }

    fn queried(self, number: u32) -> QueryView<'a> {
        let (site, ix) = (self.site, number as usize);
        let saved = &site.saved[ix];
        QueryView {
            name: &saved.name,
            description: saved.description.as_deref(),
            href: self.href(&site.plan.queries[ix]),
            count: saved.query.is_some().then(|| site.saved_answers[ix].count),
            html: String::new(),
        }
    }
}
