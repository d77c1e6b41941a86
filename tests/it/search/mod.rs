//! Search: what it finds, in which order, in which languages, and that no text becomes markup.

mod hostile;
mod languages;
mod parity;
mod plain_scan;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Mutex;

use foamsite::pipeline;
use foamsite::search::find::Searcher;
use foamsite::search::{self, Files};
use foamsite::site::Site;

/// The files of a site's index.
fn files(site: Site<'_>) -> BTreeMap<String, Vec<u8>> {
    let files: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::default();
    let keep = |path: &str, bytes: &[u8]| {
        let before = files.lock().unwrap().insert(path.to_owned(), bytes.to_vec());
        assert!(before.is_none(), "{path} is written twice");
        Ok::<(), Infallible>(())
    };
    let Ok(()) = pipeline::search(site, &keep);
    files.into_inner().unwrap()
}

/// A searcher on the index of a site.
fn searcher(site: Site<'_>) -> Searcher {
    Searcher::new(Files(files(site))).expect("an index")
}

/// The paths of the notes that a query finds, best first.
fn found(site: Site<'_>, query: &str) -> Vec<String> {
    let order = search::order(site);
    let answer = searcher(site).search(query);
    answer.notes.iter().map(|(note, _)| site.sources[order[*note as usize].ix()].path.as_str().to_owned()).collect()
}

#[test]
fn parts_of_the_index_that_are_alike_are_one_file() {
    // of each note a full file of places, all the same
    let text = "plain ".repeat(60_000);
    let vault: String = ["a", "b", "c"].map(|name| format!("//- {name}.md\n# {name}\n\n{text}\n")).concat();
    let made = crate::fixture::vault(&vault);
    assert_eq!(found(made.site(), "\"plain plain\"").len(), 3);
}

/// A seeded random number, 0 to `below` - 1: xorshift64.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below.max(1) as u64) as usize
    }

    fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.roll(from.len())]
    }
}
