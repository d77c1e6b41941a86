//! What was found before an edit, as far as it still holds after it: the preview shows that until all is found anew.
//!
//! Nothing of a note that is gone, or is private now, is carried over; of one that was edited, nothing that quotes it.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::mention::{Mention, Mentions};
use super::rank::Hub;
use super::related::{Pair, Relative};
use super::unexpected::{Unexpected, by_note};
use super::{Community, Input, Insights, Role, Term};
use crate::link::Named;
use crate::note::Note;
use crate::vault::{NoteId, Source};

/// What became of the notes of an earlier state of a vault.
pub struct Fate {
    /// The present number of each former note; none where it is gone.
    to: Vec<Option<NoteId>>,
    /// Whether each former note says now what it said then.
    same: Vec<bool>,
    /// No note came, went or changed its number.
    stays: bool,
}

impl Fate {
    /// Finds former notes again by their paths. Both are sorted by path.
    pub fn new(before: (&[Source], &[Arc<Note>]), now: (&[Source], &[Arc<Note>])) -> Fate {
        let (mut to, mut same, mut at) = (Vec::with_capacity(before.0.len()), Vec::with_capacity(before.0.len()), 0);
        for (source, note) in before.0.iter().zip(before.1) {
            while now.0.get(at).is_some_and(|now| now.path < source.path) {
                at += 1;
            }
            let found = now.0.get(at).is_some_and(|now| now.path == source.path);
            to.push(found.then_some(NoteId(at as u32)));
            same.push(found && Arc::ptr_eq(&now.1[at], note));
        }
        let stays = before.0.len() == now.0.len() && to.iter().all(Option::is_some);
        Fate { to, same, stays }
    }

    fn of(&self, id: NoteId) -> Option<NoteId> {
        self.to.get(id.ix()).copied().flatten()
    }

    fn all(&self, ids: &[NoteId]) -> Vec<NoteId> {
        ids.iter().filter_map(|id| self.of(*id)).collect()
    }

    /// A list with an entry for each former note as one for each present note; `fresh` is that of a new one.
    fn moved<T: Clone>(&self, list: &[T], notes: usize, fresh: &T) -> Vec<T> {
        let mut moved = vec![fresh.clone(); notes];
        for (entry, to) in list.iter().zip(&self.to) {
            if let Some(to) = to {
                moved[to.ix()] = entry.clone();
            }
        }
        moved
    }

    fn mentions(&self, found: &Arc<Mentions>) -> Arc<Mentions> {
        let is_same = |mention: &Mention| self.same[mention.from.ix()];
        if self.stays && found.told.iter().all(is_same) {
            return found.clone();
        }
        let mention = |mention: &Mention| Some(Mention { from: self.of(mention.from)?, ..mention.clone() });
        let told: Vec<Mention> = found.told.iter().filter(|mention| is_same(mention)).filter_map(mention).collect();
        let notes = found.notes - (found.told.len() - told.len());
        Arc::new(Mentions { notes: if told.is_empty() { 0 } else { notes }, told })
    }

    fn relative(&self, found: &Relative) -> Option<Relative> {
        let (cited_by, over) = (self.all(&found.cited_by), self.all(&found.over));
        Some(Relative { note: self.of(found.note)?, cited_by, over, ..found.clone() })
    }

    fn relatives(&self, found: &Arc<[Relative]>) -> Arc<[Relative]> {
        if self.stays { found.clone() } else { found.iter().filter_map(|found| self.relative(found)).collect() }
    }

    fn unexpected(&self, found: &Unexpected, groups: &Groups) -> Option<Unexpected> {
        let communities = match found.communities {
            Some((a, b)) => Some((groups.of(a)?, groups.of(b)?)),
            None => None,
        };
        Some(Unexpected { from: self.of(found.from)?, to: self.of(found.to)?, communities, ..found.clone() })
    }

    fn hubs(&self, found: &[Hub]) -> Vec<Hub> {
        found.iter().filter_map(|hub| Some(Hub { note: self.of(hub.note)?, ..hub.clone() })).collect()
    }
}

/// What became of communities: the present number of each, by its former one.
struct Groups(FxHashMap<u32, u32>);

impl Groups {
    fn of(&self, group: u32) -> Option<u32> {
        self.0.get(&group).copied()
    }
}

impl Insights {
    /// What there is of a vault in which nothing was looked for yet.
    pub fn none(input: Input<'_>) -> Insights {
        Insights::default().carried(input, &Fate { to: Vec::new(), same: Vec::new(), stays: false })
    }

    /// What still holds of all this for the notes of `input`.
    pub fn carried(&self, input: Input<'_>, fate: &Fate) -> Insights {
        let notes = input.notes.len();
        let (communities, groups) = self.groups(input, fate);
        let group = |group: &Option<u32>| group.and_then(|group| groups.of(group));
        let community: Vec<Option<u32>> = self.community.iter().map(group).collect();
        let mentions: Vec<Arc<Mentions>> = self.mentions.iter().map(|found| fate.mentions(found)).collect();
        let related: Vec<_> = self.related.iter().map(|found| fate.relatives(found)).collect();
        let pair = |pair: &Pair| Some(Pair { note: fate.of(pair.note)?, other: fate.relative(&pair.other)? });
        let unexpected = |found: &Unexpected| fate.unexpected(found, &groups);
        let surprises: Vec<Unexpected> = self.surprises.iter().filter_map(unexpected).collect();
        let mut now = Insights {
            roles: fate.moved(&self.roles, notes, &Role::Note),
            labels: fate.moved(&self.labels, notes, &u32::MAX),
            community: fate.moved(&community, notes, &None),
            communities,
            ranks: fate.moved(&self.ranks, notes, &0.0),
            between: self.between.clone(),
            hubs: super::rank::Hubs { concepts: fate.hubs(&self.hubs.concepts), resources: fate.hubs(&self.hubs.resources) },
            bridges: self.bridges.iter().filter_map(|found| bridge(found, fate, &groups)).collect(),
            unexpected: self.unexpected.iter().filter_map(unexpected).collect(),
            related: fate.moved(&related, notes, &Arc::default()),
            pairs: self.pairs.iter().filter_map(pair).collect(),
            mentions: fate.moved(&mentions, notes, &Arc::default()),
            dates: super::evolution::dates(input),
            growth: if fate.stays { self.growth.clone() } else { Arc::new(self.growth.moved(notes, &|id| fate.of(id))) },
            loose: super::loose::loose(input.notes.iter().map(|named: &Named<'_>| named.note), input.graph),
            topics: Vec::new(),
            surprises_of: if fate.stays { self.surprises_of.clone() } else { Arc::new(by_note(&surprises, notes)) },
            surprises: Arc::new(surprises),
            network: self.network.clone(),
        };
        for measure in [&mut now.between.values, &mut now.between.errors] {
            if !measure.is_empty() {
                *measure = fate.moved(measure, notes, &0.0);
            }
        }
        now.count(input);
        now
    }

    /// The communities that are left, and how they are numbered now. A tag that no note has any longer names none.
    fn groups(&self, input: Input<'_>, fate: &Fate) -> (Vec<Community>, Groups) {
        let mut groups = Groups(FxHashMap::default());
        let mut communities = Vec::new();
        for (community, former) in self.communities.iter().zip(0..) {
            let term = |term: &Term| match term {
                Term::Note(id) => fate.of(*id).map(Term::Note),
                Term::Tag(tag) => input.graph.tags.contains_key(tag).then(|| term.clone()),
            };
            let notes = fate.all(&community.notes);
            let mut terms: Vec<Term> = community.terms.iter().filter_map(term).collect();
            let Some(first) = notes.first() else { continue };
            if terms.is_empty() {
                terms.push(Term::Note(*first));
            }
            groups.0.insert(former, communities.len() as u32);
            communities.push(Community { terms, notes });
        }
        (communities, groups)
    }
}

/// A bridge joins two communities that are both still there.
fn bridge(found: &super::Bridge, fate: &Fate, groups: &Groups) -> Option<super::Bridge> {
    let sides = found.sides.iter().map(|(group, links)| Some((groups.of(*group)?, *links))).collect::<Option<Vec<_>>>()?;
    Some(super::Bridge { note: fate.of(found.note)?, sides, lost: fate.all(&found.lost), ..found.clone() })
}
