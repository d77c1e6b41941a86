//! What a community is about, in its own words.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::network::Rows;
use super::{COMMUNITY_MIN, Community, Input, Role, Term};
use crate::vault::NoteId;

/// So many words name a community.
const TERMS: usize = 3;
/// A tag names a community where this share of its notes has it,
const TAG_SHARE: f64 = 0.35;
/// and this share of the notes that have it are in the community.
const TAG_OWN: f64 = 0.6;
/// A title that is longer than so many characters names nothing well.
const TITLE_LONG: usize = 40;

/// The communities that are large enough, with their names. `labels` are numbered anew: these first.
pub(super) fn named(input: Input<'_>, ties: &Rows, roles: &[Role], labels: &mut [u32]) -> (Vec<Option<u32>>, Vec<Community>) {
    let count = labels.iter().max().map_or(0, |max| *max as usize + 1);
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); count];
    labels.iter().zip(0..).for_each(|(label, node)| members[*label as usize].push(node));
    let is_large = |nodes: &[u32]| nodes.iter().filter(|node| roles[**node as usize] == Role::Note).count() >= COMMUNITY_MIN;
    members.sort_by_key(|nodes| (!is_large(nodes), Reverse(nodes.len())));
    for (nodes, ix) in members.iter().zip(0..) {
        nodes.iter().for_each(|node| labels[*node as usize] = ix);
    }
    members.truncate(members.partition_point(|nodes| is_large(nodes)));
    let of: Vec<Option<u32>> =
        labels.iter().map(|label| Some(*label).filter(|label| (*label as usize) < members.len())).collect();
    let communities = members.iter().zip(0..).map(|(nodes, ix)| community(input, ties, roles, &of, nodes, ix)).collect();
    (of, communities)
}

fn community(input: Input<'_>, ties: &Rows, roles: &[Role], of: &[Option<u32>], nodes: &[u32], ix: u32) -> Community {
    // how many notes of the community a note is tied to, and how much of what it is tied to that is
    let standing = |node: u32| {
        let near = ties.of(node as usize);
        let inside = near.iter().filter(|to| of[**to as usize] == Some(ix)).count();
        (inside, inside as f64 / near.len().max(1) as f64)
    };
    let mut ranked: Vec<(u32, usize, f64)> = nodes.iter().map(|node| (*node, standing(*node).0, standing(*node).1)).collect();
    ranked.sort_by_key(|(node, inside, _)| (Reverse(*inside), *node));
    let notes = ranked.iter().map(|(node, ..)| NoteId(*node)).collect();
    let telling = |(node, inside, share): &(u32, usize, f64)| {
        let title = &input.titles[*node as usize];
        let length = title.chars().count();
        let brief = if length > TITLE_LONG { 0.5 } else { 1.0 };
        (*inside as f64) * share * brief
    };
    let mut by_title: Vec<(f64, u32)> =
        ranked.iter().filter(|(node, ..)| roles[*node as usize] == Role::Note).map(|entry| (telling(entry), entry.0)).collect();
    by_title.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut terms: Vec<Term> = tag(input, nodes, of, ix).into_iter().map(Term::Tag).collect();
    let tagged = terms.first().map(|term| if let Term::Tag(tag) = term { tag.to_lowercase() } else { String::new() });
    let titles = by_title.into_iter().filter(|(_, node)| Some(input.titles[*node as usize].to_lowercase()) != tagged);
    terms.extend(titles.take(TERMS - terms.len()).map(|(_, node)| Term::Note(NoteId(node))));
    Community { terms, notes }
}

/// The tag that sets a community apart, if one does.
fn tag(input: Input<'_>, nodes: &[u32], of: &[Option<u32>], ix: u32) -> Option<Box<str>> {
    let mut inside: BTreeMap<&str, usize> = BTreeMap::new();
    for node in nodes {
        let mut tags: Vec<&str> = input.notes[*node as usize].note.tags.iter().map(|tag| &*tag.name).collect();
        tags.sort_unstable();
        tags.dedup();
        tags.into_iter().for_each(|tag| *inside.entry(tag).or_default() += 1);
    }
    let score = |tag: &str, count: usize| {
        let all = input.graph.tags.get(tag).map_or(&[][..], Vec::as_slice);
        let own = all.iter().filter(|id| of[id.ix()] == Some(ix)).count() as f64 / all.len().max(1) as f64;
        let share = count as f64 / nodes.len() as f64;
        if count > 2 && share >= TAG_SHARE && own >= TAG_OWN { share * own } else { 0.0 }
    };
    let scored = inside.into_iter().map(|(tag, count)| (score(tag, count), tag)).filter(|(score, _)| *score > 0.0);
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    best.map(|(_, tag)| tag.into())
}
