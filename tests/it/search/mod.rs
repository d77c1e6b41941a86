//! Search: what it finds, in which order, in which languages, and that no text becomes markup.

mod plain_scan;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Mutex;

use foamsite::pipeline;
use foamsite::search::Files;
use foamsite::search::find::Searcher;
use foamsite::site::Site;

/// A searcher on the index of a site.
fn searcher(site: Site<'_>) -> Searcher {
    let files: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::default();
    let keep = |path: &str, bytes: &[u8]| {
        files.lock().unwrap().insert(path.to_owned(), bytes.to_vec());
        Ok::<(), Infallible>(())
    };
    let Ok(()) = pipeline::search(site, &keep);
    Searcher::new(Files(files.into_inner().unwrap())).expect("an index")
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
