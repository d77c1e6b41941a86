//! Tests of the whole layout.

use super::*;

/// Rings of `size` nodes, chords across, neighbouring rings joined by one link each.
fn clusters(count: u32, size: u32) -> (usize, Vec<(u32, u32, f32)>) {
    let mut links = Vec::new();
    for cluster in 0..count {
        for node in 0..size {
            for step in [1, 2, 5] {
                links.push((cluster * size + node, cluster * size + (node + step) % size, 1.0));
            }
        }
        links.push((cluster * size, (cluster + 1) % count * size + 1, 1.0));
    }
    ((count * size) as usize, links)
}

fn laid(nodes: usize, links: &[(u32, u32, f32)]) -> Vec<(i32, i32)> {
    layout(Input { nodes, links, communities: &[] })
}

fn distance(a: (i32, i32), b: (i32, i32)) -> f64 {
    f64::from(a.0 - b.0).hypot(f64::from(a.1 - b.1))
}

#[test]
fn any_number_of_threads_gives_the_same() {
    let (nodes, links) = clusters(12, 60);
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| laid(nodes, &links))
    };
    let one = on(1);
    assert_eq!(one, on(2));
    assert_eq!(one, on(5));
    let reversed: Vec<_> = links.iter().rev().copied().collect();
    assert_eq!(one, laid(nodes, &reversed), "the order of links does not matter");
}

#[test]
fn clusters_lie_apart() {
    let (nodes, links) = clusters(6, 40);
    let at = laid(nodes, &links);
    let middle = |cluster: usize| {
        let points = &at[cluster * 40..(cluster + 1) * 40];
        let sum = points.iter().fold((0, 0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
        (sum.0 / 40, sum.1 / 40)
    };
    let spread = |cluster: usize| {
        let mut far: Vec<f64> = at[cluster * 40..(cluster + 1) * 40].iter().map(|p| distance(*p, middle(cluster))).collect();
        far.sort_unstable_by(f64::total_cmp);
        far[30]
    };
    for a in 0..6 {
        for b in 0..a {
            let apart = distance(middle(a), middle(b));
            assert!(apart > spread(a) + spread(b), "{a} and {b}: {apart} against {} and {}", spread(a), spread(b));
        }
    }
}

#[test]
fn known_communities_are_drawn_further_apart() {
    // a random graph whose halves are called communities
    let mut state = 7u32;
    let mut random = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % 200
    };
    let links: Vec<(u32, u32, f32)> = (0..900).map(|_| (random(), random(), 1.0)).collect();
    let communities: Vec<u32> = (0..200).map(|n| n / 100).collect();
    let apart = |at: &[(i32, i32)]| {
        let middle = |half: &[(i32, i32)]| {
            let sum = half.iter().fold((0, 0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
            (sum.0 / 100, sum.1 / 100)
        };
        distance(middle(&at[..100]), middle(&at[100..]))
    };
    let told = layout(Input { nodes: 200, links: &links, communities: &communities });
    let (told, untold) = (apart(&told), apart(&laid(200, &links)));
    assert!(told > 1.5 * untold, "{told} against {untold}");
}

#[test]
fn nodes_do_not_lie_on_one_another() {
    let (nodes, mut links) = clusters(4, 30);
    links.extend((0..80).map(|leaf| (0, nodes as u32 + leaf, 1.0)));
    let at = laid(nodes + 80, &links);
    let mut close = 0;
    for a in 0..at.len() {
        close += (0..a).filter(|b| distance(at[a], at[*b]) < 8.0).count();
    }
    assert!(close <= 4, "{close} pairs overlap");
}

#[test]
fn nodes_without_links_stand_around_the_others_and_small_parts_between() {
    let (nodes, mut links) = clusters(3, 30);
    let first = nodes as u32;
    links.extend([(first, first + 1, 1.0), (first + 2, first + 3, 1.0), (first + 3, first + 4, 1.0)]);
    let at = laid(nodes + 5 + 40, &links);
    let (wide, high) = at[..nodes].iter().fold((0, 0), |m, p| (m.0.max(p.0.abs()), m.1.max(p.1.abs())));
    for (ix, point) in at.iter().enumerate().skip(nodes) {
        let inside = (f64::from(point.0) / f64::from(wide)).hypot(f64::from(point.1) / f64::from(high));
        assert!(inside > 0.7, "{ix} lies among the others: {point:?}");
    }
    let alone = &at[nodes + 5..];
    for (a, one) in alone.iter().enumerate() {
        assert!(alone[..a].iter().all(|other| distance(*one, *other) > 10.0));
    }
}

#[test]
fn odd_graphs_are_laid_out_too() {
    assert_eq!(laid(0, &[]), []);
    assert_eq!(laid(1, &[(0, 0, 1.0)]), [(0, 0)]);
    assert_eq!(laid(2, &[(0, 7, 1.0), (9, 1, 1.0)]).len(), 2, "links to nowhere are ignored");
    let pair = laid(2, &[(0, 1, 1.0)]);
    assert!(distance(pair[0], pair[1]) > 5.0 && pair[0].1 == pair[1].1, "{pair:?}");
    let star: Vec<_> = (1..900).map(|leaf| (0, leaf, 1.0)).collect();
    let chain: Vec<_> = (1..900).map(|node| (node - 1, node, 1.0)).collect();
    let full: Vec<_> = (0..70).flat_map(|a| (0..a).map(move |b| (a, b, 5.0))).collect();
    for (nodes, links) in [(900, star), (900, chain), (70, full)] {
        let at = laid(nodes, &links);
        assert!(at.iter().all(|p| p.0.abs() < 200_000 && p.1.abs() < 200_000), "no position is off the map");
        let mut places = at.clone();
        places.sort_unstable();
        places.dedup();
        assert!(places.len() * 10 > nodes * 9, "{} places for {nodes} nodes", places.len());
    }
}
