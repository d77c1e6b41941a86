//! Notes that join what is otherwise apart.

use std::collections::BTreeMap;

use super::between::Betweenness;
use super::network::Rows;
use crate::vault::NoteId;

/// How many bridges are told.
const BRIDGES: usize = 40;
/// How many notes are looked at for each of them, by betweenness.
const LOOKED_AT: usize = 4;
/// A note is no bridge that lies between fewer pairs than this.
const LEAST: f64 = 1e-4;
/// A note of one community joins another with at least so many links, or with this share of all that join the two.
const SIDE: usize = 2;
const SIDE_SHARE: f64 = 0.34;

/// A note that joins communities.
#[derive(Clone, PartialEq, Debug)]
pub struct Bridge {
    /// Which.
    pub note: NoteId,
    /// Which share of the shortest ways between other notes leads over it: 0 to 1.
    pub between: f64,
    /// How far that may be off (one standard error); none where it is exact.
    pub error: Option<f64>,
    /// The communities that it joins, with how many of their notes are linked with it; those with most first.
    pub sides: Vec<(u32, usize)>,
    /// Of the links that join the first two sides right away or over one note, how many are its own, and how many there are.
    pub own: (usize, usize),
    /// The notes that lose touch with most others when it is gone, by their ids.
    pub lost: Vec<NoteId>,
}

/// The bridges of a graph of notes without lists, greatest first. A bridge has neighbours in two communities at least, and
/// more than one in each, or a good part of what joins the two.
pub(super) fn bridges(near: &Rows, community: &[Option<u32>], between: &Betweenness) -> Vec<Bridge> {
    let mut order: Vec<usize> = (0..near.nodes()).filter(|node| between.values[*node] >= LEAST).collect();
    order.sort_by(|a, b| between.values[*b].total_cmp(&between.values[*a]).then(a.cmp(b)));
    let joints = joints(near, community);
    let mut found = Vec::new();
    for node in order.into_iter().take(BRIDGES * LOOKED_AT) {
        let Some((sides, own)) = sides(near, community, &joints, node) else { continue };
        found.push(Bridge {
            note: NoteId(node as u32),
            between: between.values[node],
            error: between.errors.get(node).copied(),
            sides,
            own,
            lost: lost(near, node),
        });
        if found.len() == BRIDGES {
            break;
        }
    }
    found
}

/// How many links join each pair of communities.
fn joints(near: &Rows, community: &[Option<u32>]) -> BTreeMap<(u32, u32), usize> {
    let mut joints: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (from, to, _) in near.iter().filter(|(from, to, _)| from < to) {
        if let (Some(a), Some(b)) = (community[from as usize], community[to as usize])
            && a != b
        {
            *joints.entry((a.min(b), a.max(b))).or_default() += 1;
        }
    }
    joints
}

/// The sides that a node has neighbours on, and what part of the links between the first two is its own.
#[expect(clippy::type_complexity, reason = "two answers of one look")]
fn sides(
    near: &Rows,
    community: &[Option<u32>],
    joints: &BTreeMap<(u32, u32), usize>,
    node: usize,
) -> Option<(Vec<(u32, usize)>, (usize, usize))> {
    let home = community[node]?;
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    near.of(node).iter().filter_map(|to| community[*to as usize]).for_each(|group| *counts.entry(group).or_default() += 1);
    let total = |group: u32| joints.get(&(home.min(group), home.max(group))).copied().unwrap_or_default();
    let own_side = counts.remove(&home).unwrap_or_default();
    let holds = |(group, count): &(u32, usize)| *count >= SIDE || *count as f64 >= SIDE_SHARE * total(*group) as f64;
    let mut others: Vec<(u32, usize)> = counts.into_iter().filter(holds).collect();
    // many links, and a good part of what there is
    let strength = |(group, count): &(u32, usize)| (*count * *count) as f64 / total(*group).max(1) as f64;
    others.sort_by(|a, b| strength(b).total_cmp(&strength(a)).then(a.0.cmp(&b.0)));
    let (group, count) = *others.first().filter(|_| own_side > 0)?;
    let mut sides = vec![(home, own_side)];
    sides.extend(others);
    Some((sides, (count, total(group))))
}

/// What no longer hangs together with the greater part once a node is gone.
fn lost(near: &Rows, node: usize) -> Vec<NoteId> {
    let mut seen = vec![false; near.nodes()];
    seen[node] = true;
    let mut parts: Vec<Vec<u32>> = Vec::new();
    for start in near.of(node) {
        if std::mem::replace(&mut seen[*start as usize], true) {
            continue;
        }
        let mut part = vec![*start];
        let mut at = 0;
        while let Some(&from) = part.get(at) {
            at += 1;
            for to in near.of(from as usize) {
                if !std::mem::replace(&mut seen[*to as usize], true) {
                    part.push(*to);
                }
            }
        }
        parts.push(part);
    }
    let greatest = (0..parts.len()).max_by_key(|ix| (parts[*ix].len(), std::cmp::Reverse(*ix)));
    let mut lost: Vec<NoteId> = parts
        .iter()
        .enumerate()
        .filter(|(ix, _)| Some(*ix) != greatest)
        .flat_map(|(_, part)| part.iter().copied().map(NoteId))
        .collect();
    lost.sort_unstable();
    lost
}

#[cfg(test)]
mod tests {
    use super::super::between::betweenness;
    use super::*;

    #[test]
    fn the_only_link_between_two_cliques_is_a_bridge() {
        let mut arcs = vec![(4, 5, 1.0), (4, 10, 1.0)];
        for first in [0, 5] {
            for a in first..first + 5 {
                arcs.extend((a + 1..first + 5).map(|b| (a, b, 1.0)));
            }
        }
        let near = Rows::new(11, arcs).both_ways();
        let community: Vec<Option<u32>> = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1].into_iter().map(Some).chain([None]).collect();
        let found = bridges(&near, &community, &betweenness(&near));
        assert_eq!(found.iter().map(|bridge| bridge.note.0).collect::<Vec<_>>(), [4, 5]);
        assert_eq!((&found[0].sides[..], found[0].own), (&[(0, 4), (1, 1)][..], (1, 1)));
        assert_eq!(found[0].lost, [0, 1, 2, 3, 10].map(NoteId));
        assert_eq!(found[1].lost, [6, 7, 8, 9].map(NoteId));
    }
}
