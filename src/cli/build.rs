//! `foamsite build`: read, understand, render, write.

use std::path::Path;
use std::time::Instant;

use rayon::prelude::*;
use serde::Serialize;

use super::args::{self, Format};
use super::terminal::{Terminal, complain, print};
use super::vault::{configure, theme};
use super::{Failure, Verdict, verdict};
use crate::base::path::SitePath;
use crate::base::text::count;
use crate::diag::Diagnostic;
use crate::io;
use crate::io::write::{Output, Report};
use crate::pipeline::{self, Analysis, Summary, Timings};
use crate::report::Tally;
use crate::theme::Theme;
use crate::vault::Vault;

/// What `--format json` prints.
#[derive(Serialize)]
struct Account {
    #[serde(flatten)]
    summary: Summary,
    /// Files that are new or changed, that were as they are, that are gone.
    written: usize,
    same: usize,
    removed: usize,
    #[serde(flatten)]
    tally: Tally,
    output: String,
}

/// Builds.
pub(super) fn run(args: &args::Build) -> Result<Verdict, Failure> {
    let started = Instant::now();
    let terminal = Terminal::new(args.noise);
    let root = &args.vault.vault;
    let folder = args.output.clone().unwrap_or_else(|| root.join("public"));
    let mut timings = Timings::default();

    let (mut config, remarks) = configure(&args.vault, args.base_url.clone(), terminal)?;
    let address = super::vault::settle(&mut config)?;
    super::vault::remember(root, &mut config, terminal)?;
    let files = |vault: &Result<Vault, io::Error>| vault.as_ref().map_or(0, |vault| vault.notes.len() + vault.assets.len());
    let vault = timings.stage("read", files, || io::read::vault(root, &config.files))?;
    let vault = timings.stage("history", |vault: &Vault| vault.notes.len(), || super::vault::dated(root, &config, vault));
    let theme = theme(root, &config)?;
    let output = Output::open(&folder, root)?;
    let mut analysis = pipeline::analyse(vault, &config);
    timings.extend(analysis.timings.clone());
    let (more, report) = write(&mut analysis, theme, root, output, &mut timings)?;
    analysis.tell(remarks);
    analysis.tell(more);

    terminal.show(&analysis.diagnostics, &|path| analysis.text(path));
    let (summary, tally) = (analysis.summary(), Tally::of(&analysis.diagnostics));
    let output = io::show(&folder);
    match args.format {
        Format::Json => {
            let Report { written, same, removed } = report;
            let account = Account { summary, written, same, removed, tally, output };
            print(|out| writeln!(out, "{}", serde_json::to_string(&account).expect("numbers and texts make JSON")))?;
        }
        Format::Human => {
            let seconds = started.elapsed().as_secs_f64();
            terminal.say(&format!("{} → {}/ in {seconds:.2} s", sentence(summary), output.trim_end_matches('/')));
            if summary.notes + summary.private == 0 {
                terminal
                    .say("There is no note here (a Markdown file). Is it the right folder? `foamsite init` writes a first one.");
            }
            address.iter().for_each(|line| terminal.say(line));
            terminal.close(&analysis.diagnostics);
        }
    }
    if args.timings {
        complain(&timings.to_string());
    }
    Ok(verdict(tally, args.strict))
}

/// Renders all pages and writes all files; answers what was found on the way.
fn write(
    analysis: &mut Analysis,
    theme: Theme,
    root: &Path,
    output: Output,
    timings: &mut Timings,
) -> Result<(Vec<Diagnostic>, Report), Failure> {
    let keep = |path: &str| output.keep(path);
    let draw = || analysis.draw_shares(&theme, io::fonts::system, &keep, &|path, bytes| output.put(path, bytes));
    timings.stage("shares", |drawn| *drawn.as_ref().unwrap_or(&0), draw)?;
    let what = analysis.site().config.output.clone();
    let read = |path: &str| io::attachment::Attachment::find(root, path, &what).ok()?.bytes().ok();
    let scale = || analysis.scale_pictures(&read, &keep, &|path, bytes| output.put(path, bytes));
    timings.stage("scaled", |made| *made.as_ref().unwrap_or(&0), scale)?;
    let (analysis, site) = (&*analysis, analysis.site());
    timings.stage("paintings", |painted| *painted, || pipeline::paint(site));
    let pages = |_: &_| site.plan.pages.len();
    let mut found = timings.stage("pages", pages, || pipeline::render(site, &theme, &|path, bytes| output.put(path, bytes)))?;
    timings.stage("search", |_| site.notes.len(), || pipeline::search(site, &|path, bytes| output.put(path, bytes)))?;
    let copies: Vec<_> = site.plan.assets.iter().enumerate().filter_map(|(ix, url)| Some((ix, url.as_ref()?))).collect();
    let copied = timings.stage(
        "attachments",
        |_| copies.len(),
        || {
            let copy = |(ix, url): &(usize, &SitePath)| {
                let from = site.assets[*ix].path.as_str();
                let finding = output.copy(&url.file(), &root.join(from), &site.config.output)?;
                Ok(finding.map(|finding| analysis.about(from, finding)))
            };
            copies.par_iter().map(copy).collect::<Result<Vec<_>, io::Error>>()
        },
    )?;
    found.extend(copied.into_iter().flatten());
    let changed = |report: &Result<Report, io::Error>| report.as_ref().map_or(0, |report| report.written + report.removed);
    let report = timings.stage("write", changed, || output.finish())?;
    Ok((found, report))
}

/// "12 notes, 3 private, 40 links (2 unresolved), 5 attachments".
pub(super) fn sentence(summary: Summary) -> String {
    let Summary { notes, private, links, unresolved, attachments, pages: _ } = summary;
    let mut parts = vec![count(notes, "note")];
    if private > 0 {
        parts.push(format!("{private} private"));
    }
    let open = if unresolved > 0 { format!(" ({unresolved} unresolved)") } else { String::new() };
    parts.push(format!("{}{open}", count(links, "link")));
    if attachments > 0 {
        parts.push(count(attachments, "attachment"));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_names_what_there_is() {
        let all = Summary { notes: 12, private: 3, links: 40, unresolved: 2, attachments: 5, pages: 20 };
        assert_eq!(sentence(all), "12 notes, 3 private, 40 links (2 unresolved), 5 attachments");
        let little = Summary { notes: 1, private: 0, links: 0, unresolved: 0, attachments: 0, pages: 2 };
        assert_eq!(sentence(little), "1 note, 0 links");
    }
}
