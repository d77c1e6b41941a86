//! Which notes are central, and in which way.

use std::cmp::Reverse;

use super::network::{Network, Rows};
use super::{Input, Role};
use crate::link::Named;
use crate::vault::NoteId;

/// How likely a reader is to follow a link from where he is, and not to begin anew: as in the paper.
const DAMPING: f64 = 0.85;
/// Ranks that change less than this in all, by one round, are done.
const TOLERANCE: f64 = 1e-12;
/// Rounds, at most.
const ROUNDS: usize = 200;
/// A hub has at least so many notes that link to it.
const HUB_MIN: usize = 3;
/// How many hubs of each kind are told.
const HUBS: usize = 60;

/// PageRank (Brin and Page: "The anatomy of a large-scale hypertextual web search engine", 1998): where a reader who follows
/// links at random is found most often. Links count once, whatever their weight; from a note without any he goes anywhere. The
/// ranks add up to 1.
pub fn pagerank(out: &Rows, into: &Rows) -> Vec<f64> {
    let nodes = out.nodes();
    let share = 1.0 / nodes.max(1) as f64;
    let mut ranks = vec![share; nodes];
    for _ in 0..ROUNDS {
        let lost: f64 = (0..nodes).filter(|node| out.degree(*node) == 0).map(|node| ranks[node]).sum();
        let given: Vec<f64> = (0..nodes).map(|node| ranks[node] / out.degree(node).max(1) as f64).collect();
        let got = |node: usize| into.of(node).iter().map(|from| given[*from as usize]).sum::<f64>();
        let next: Vec<f64> = (0..nodes).map(|node| (1.0 - DAMPING + DAMPING * lost) * share + DAMPING * got(node)).collect();
        let change: f64 = next.iter().zip(&ranks).map(|(a, b)| (a - b).abs()).sum();
        ranks = next;
        if change < TOLERANCE {
            break;
        }
    }
    ranks
}

/// A note that many link to.
#[derive(Clone, PartialEq, Debug)]
pub struct Hub {
    /// Which.
    pub note: NoteId,
    /// How many notes link to it.
    pub backlinks: usize,
    /// In how many communities they are.
    pub communities: usize,
    /// How many of them are linked to by others themselves: what rests on them rests on this note too.
    pub resting: usize,
}

/// The two kinds of hubs, the greatest first.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Hubs {
    /// What many notes rest on: by PageRank.
    pub concepts: Vec<Hub>,
    /// What is often cited and leads no further, or out of the vault: by backlinks.
    pub resources: Vec<Hub>,
}

/// Hubs of both kinds. Index notes, maps of content and notes about a day are none; nor do links from them make one.
pub(super) fn hubs(input: Input<'_>, network: &Network, roles: &[Role], community: &[Option<u32>], ranks: &[f64]) -> Hubs {
    let is_note = |node: u32| roles[node as usize] == Role::Note;
    let mut hubs = Hubs::default();
    for node in (0..roles.len() as u32).filter(|node| is_note(*node)) {
        let from: Vec<u32> = network.into.of(node as usize).iter().copied().filter(|from| is_note(*from)).collect();
        if from.len() < HUB_MIN {
            continue;
        }
        let mut groups: Vec<u32> = from.iter().filter_map(|from| community[*from as usize]).collect();
        groups.sort_unstable();
        groups.dedup();
        let resting =
            from.iter().filter(|from| network.into.of(**from as usize).iter().any(|n| is_note(*n) && *n != node)).count();
        let hub = Hub { note: NoteId(node), backlinks: from.len(), communities: groups.len(), resting };
        let leads_on = network.out.degree(node as usize) > 0;
        if leads_on && !is_source(&input.notes[node as usize]) {
            hubs.concepts.push(hub);
        } else {
            hubs.resources.push(hub);
        }
    }
    hubs.concepts.sort_by(|a, b| ranks[b.note.ix()].total_cmp(&ranks[a.note.ix()]).then(a.note.cmp(&b.note)));
    hubs.resources.sort_by_key(|hub| (Reverse(hub.backlinks), hub.note));
    hubs.concepts.truncate(HUBS);
    hubs.resources.truncate(HUBS);
    hubs
}

/// A note about something that stands elsewhere (a book, an article, a site): its properties say so, or most of its links leave
/// the vault.
fn is_source(note: &Named<'_>) -> bool {
    const PROPERTIES: [&str; 9] = ["url", "source", "author", "authors", "isbn", "doi", "citekey", "publisher", "journal"];
    let says_so = |key: &String| PROPERTIES.contains(&key.to_lowercase().as_str());
    let outside = note.note.links.iter().filter(|link| link.is_external()).count();
    note.note.meta.properties.keys().any(says_so) || outside * 2 > note.note.links.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_add_up_and_flow_to_what_is_linked() {
        let out = Rows::new(4, vec![(0, 2, 1.0), (1, 2, 5.0), (2, 3, 1.0)]);
        let ranks = pagerank(&out, &out.reversed());
        assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(ranks[2] > ranks[0] && (ranks[0] - ranks[1]).abs() < 1e-15, "{ranks:?}");
        assert_eq!(pagerank(&Rows::default(), &Rows::default()), [0.0; 0]);
    }
}
