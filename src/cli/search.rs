//! `foamsite search`: the site's own search, in the terminal.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Mutex;

use serde::Serialize;

use super::args::{self, Format, Noise, VaultArgs};
use super::terminal::{Terminal, complain, print};
use super::{Failure, Verdict};
use crate::base::text::{Places, count};
use crate::pipeline::{self, Analysis};
use crate::search::find::{Answer, Searcher};
use crate::search::{self, excerpt};

/// What `--format json` prints.
#[derive(Serialize)]
struct Told<'a> {
    query: &'a str,
    /// How many notes there are in all.
    count: usize,
    notes: Vec<Found<'a>>,
    /// No note has all that is asked for; these have the most of it.
    partly: bool,
    /// Words that no note has, each with those that were taken for it.
    instead: &'a [(String, Vec<String>)],
}

/// A note.
#[derive(Serialize)]
struct Found<'a> {
    path: &'a str,
    url: String,
    title: &'a str,
    score: f64,
    /// The heading above the best part, and its line.
    section: Option<&'a str>,
    line: Option<u32>,
    /// Its words; those that are asked for are the ones with `true`.
    excerpt: Vec<(String, bool)>,
}

/// Searches.
pub(super) fn run(args: &args::Search) -> Result<Verdict, Failure> {
    let (vault, query) = match &args.what[..] {
        [query] => (PathBuf::from("."), query),
        [vault, query, ..] => (PathBuf::from(vault), query),
        [] => return Err(Failure::Usage("there is nothing to search for".into())),
    };
    let terminal = Terminal::new(Noise { quiet: true, verbose: false });
    let vault = VaultArgs { vault, resolution: None, drafts: args.drafts, jobs: args.jobs };
    let analysis = super::analyse(&vault, terminal, false)?;
    if !analysis.site().config.search.enabled {
        return Err(Failure::Usage("search is switched off by `search.enabled` in foamsite.toml".into()));
    }
    let files: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::default();
    let keep = |path: &str, bytes: &[u8]| {
        files.lock().expect("no thread panics while it holds this").insert(path.to_owned(), bytes.to_vec());
        Ok::<(), Infallible>(())
    };
    let Ok(()) = pipeline::search(analysis.site(), &keep);
    let files = files.into_inner().expect("all threads have ended");
    let mut searcher = Searcher::new(search::Files(files)).expect("the index was just made");
    let answer = searcher.search(query);
    let told = tell(&analysis, query, &answer, args.limit);
    match args.format {
        Format::Json => print(|out| writeln!(out, "{}", serde_json::to_string(&told).expect("texts and numbers make JSON")))?,
        Format::Human => {
            let text = human(&told, std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none());
            print(|out| out.write_all(text.as_bytes()))?;
            for (asked, taken) in &answer.instead {
                let taken = if taken.is_empty() { String::new() } else { format!("; taken for it: {}", taken.join(", ")) };
                complain(&format!("no note has `{asked}`{taken}"));
            }
            if answer.partly {
                complain("no note has all of this; these have the most of it");
            }
            complain(&count(told.count, "note"));
        }
    }
    Ok(Verdict::Passes)
}

fn tell<'a>(analysis: &'a Analysis, query: &'a str, answer: &'a Answer, limit: usize) -> Told<'a> {
    let site = analysis.site();
    let order = search::order(site);
    let found = |(number, score): &(u32, f64)| {
        let id = order[*number as usize];
        let (note, source) = (site.note(id), &site.sources[id.ix()]);
        let plain = note.plain_with(|ix| site.link_text(id, ix));
        let part = excerpt::excerpt(&plain, &answer.marks);
        let place = part.as_ref().and_then(|part| note.block_at(plain.on_tape(part.at)?));
        let line = place.map(|block| Places::new(&source.text).place(note.blocks[block as usize].span.start).0);
        let heading = part.as_ref().and_then(|part| part.heading).map(|ix| &note.headings[ix as usize]);
        let anchor = heading.map(|heading| format!("#{}", crate::base::path::encode(&heading.slug))).unwrap_or_default();
        Found {
            path: source.path.as_str(),
            url: site.plan.notes[id.ix()].encoded() + &anchor,
            title: site.title(id),
            score: *score,
            section: heading.map(|heading| &*heading.text),
            line,
            excerpt: part.map(|part| part.parts).unwrap_or_default(),
        }
    };
    let notes = answer.notes.iter().take(limit).map(found).collect();
    Told { query, count: answer.notes.len(), notes, partly: answer.partly, instead: &answer.instead }
}

/// For people: path with line, title, and the words around. Signs that could steer a terminal are left out.
fn human(told: &Told<'_>, colours: bool) -> String {
    let mut out = String::new();
    let harmless = |text: &str| text.chars().filter(|c| !c.is_control()).collect::<String>();
    let (bold, plain) = if colours { ("\x1b[1m", "\x1b[0m") } else { ("", "") };
    for note in &told.notes {
        let line = note.line.map(|line| format!(":{line}")).unwrap_or_default();
        let _ = writeln!(out, "{bold}{}{plain}  {}{line}", harmless(note.title), harmless(note.path));
        let text: String = note
            .excerpt
            .iter()
            .map(|(text, hit)| if *hit { format!("{bold}{}{plain}", harmless(text)) } else { harmless(text) })
            .collect();
        if let Some(section) = note.section.filter(|section| *section != note.title) {
            let _ = writeln!(out, "  {} ›", harmless(section));
        }
        if !text.trim().is_empty() {
            let _ = writeln!(out, "  {}", text.trim());
        }
        out.push('\n');
    }
    out
}
