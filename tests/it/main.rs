//! The integration tests: one binary.
//!
//! What they need beyond cargo (npm packages, a browser) is installed by `tests/run`. Without it a test says that it is skipped;
//! `tests/run` sets `FOAMSITE_TESTS=all`, and then a missing piece is a failure.
#![allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::print_stderr, reason = "tests read and write files")]

mod canvas;
mod checks;
mod citations;
mod cli;
mod commonmark;
mod deploy;
mod diagrams;
mod discover;
mod elsewhere;
mod export;
mod extensions;
mod external;
mod feeds;
mod fixture;
mod front_matter;
mod gfm;
mod graphs;
mod history;
mod insights;
mod language;
mod links;
mod networkx;
mod output;
mod pages;
mod privacy;
mod programs;
mod properties;
mod queries;
mod reading;
mod responsive;
mod saved;
mod schemas;
mod search;
mod serve;
mod serve_guard;
mod serve_output;
mod serve_watch;
mod shares;
mod snippets;
mod spec;
mod stitching;
mod themes;
mod theming;
mod tidy;

/// The text of an installed file, or `None`, said aloud, where it is not installed.
fn installed(path: &str) -> Option<String> {
    if let Ok(text) = std::fs::read_to_string(path) {
        return Some(text);
    }
    assert!(std::env::var("FOAMSITE_TESTS").is_err(), "{path} is missing: was tests/run changed?");
    eprintln!("SKIPPED: {path} is not installed; tests/run installs it");
    None
}
