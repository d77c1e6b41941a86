//! `foamsite check --external`: are the pages there that notes link to on other sites?

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::Zoned;
use jiff::civil::Date;

use super::Failure;
use super::terminal::Terminal;
use crate::audit::external::{Answer, Memory, asked, finding, host};
use crate::base::text::{Places, Span, count};
use crate::diag::Diagnostic;
use crate::io;
use crate::link::Target;
use crate::pipeline::Analysis;

/// What is kept between two checks.
const KEPT: &str = "external.json";

/// Where so many hosts are silent, all that there are, it is not their fault.
const TELLING: usize = 3;

/// A link: the note it stands in, by its path, and where.
type Place<'a> = (&'a str, Span);

/// Asks for all pages of other sites that published notes link to. Answers what is wrong.
pub(super) fn check(vault: &Path, analysis: &Analysis, terminal: Terminal) -> Result<Vec<Diagnostic>, Failure> {
    let today = Zoned::now().date();
    let links = links(analysis);
    let mut memory = Memory::read(&io::cache::read(vault, KEPT));
    let new: Vec<String> = links.keys().filter(|url| !memory.knows(url, today)).cloned().collect();
    let hosts: BTreeSet<_> = new.iter().filter_map(|url| host(url).map(str::to_owned)).collect();
    let known = links.len() - new.len();
    terminal.say(&format!("{} of other sites, {known} of them seen lately", count(links.len(), "page")));
    if !new.is_empty() {
        terminal.say(&format!("{} asked, for one page a second at the most …", count(hosts.len(), "host")));
    }
    let left = new.len();
    let answers = io::web::ask(new);
    if answers.len() < left {
        terminal.say(&format!("{} not asked for: their hosts had enough", count(left - answers.len(), "page")));
    }
    let silent = answers.values().all(|answer| matches!(answer, Answer::Silence(_)));
    if silent && hosts.len() >= TELLING {
        let what = format!("none of the {} answers: is there a way to the net?", count(hosts.len(), "host"));
        return Err(Failure::Machine(what));
    }
    remember(vault, &mut memory, &answers, today)?;
    Ok(told(analysis, &links, &answers))
}

/// The addresses, each with its links.
fn links(analysis: &Analysis) -> BTreeMap<String, Vec<Place<'_>>> {
    let site = analysis.site();
    let ignored = |url: &str| site.config.ignore_external.iter().any(|start| url.starts_with(start.as_str()));
    let mut links: BTreeMap<String, Vec<Place<'_>>> = BTreeMap::new();
    for ((source, note), targets) in site.sources.iter().zip(site.notes).zip(&site.graph.targets) {
        for (link, _) in note.links.iter().zip(targets).filter(|(_, target)| **target == Target::External) {
            if let Some(url) = asked(&link.name).filter(|url| !ignored(url)) {
                links.entry(url).or_default().push((source.path.as_str(), link.span));
            }
        }
    }
    links
}

fn remember(vault: &Path, memory: &mut Memory, answers: &BTreeMap<String, Answer>, today: Date) -> Result<(), Failure> {
    answers.iter().filter(|(_, answer)| answer.is_there()).for_each(|(url, _)| memory.keep(url, today));
    if !answers.values().any(Answer::is_there) {
        return Ok(());
    }
    Ok(io::cache::write(vault, KEPT, &memory.write(today))?)
}

fn told(analysis: &Analysis, links: &BTreeMap<String, Vec<Place<'_>>>, answers: &BTreeMap<String, Answer>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (url, answer) in answers {
        for (path, span) in links.get(url).into_iter().flatten() {
            let place = analysis.text(path).map(|text| Places::new(text).place(span.start));
            found.extend(finding(url, answer, *span).map(|finding| Diagnostic { place, ..analysis.about(path, finding) }));
        }
    }
    found
}
