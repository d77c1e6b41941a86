//! `foamsite check`: what is wrong in a vault, or in the site that was made of one.

use std::path::{Component, Path};

use rayon::prelude::*;

use super::args::{self, CheckFormat};
use super::terminal::{Terminal, print};
use super::vault::{analyse, configure, dated, theme};
use super::{Failure, Verdict, verdict};
use crate::audit::leaks::{Collector, Names};
use crate::audit::{File, links};
use crate::config::{Config, Files, raw};
use crate::diag::{Diagnostic, Finding};
use crate::io;
use crate::io::attachment::Attachment;
use crate::note::{canvas, frontmatter, parse};
use crate::pipeline::{self, Analysis};
use crate::report::{self, Tally};
use crate::search;
use crate::vault::Asset;

/// The names of files that foamsite writes by itself.
const OWN: [&str; 9] = [
    "robots.txt",
    "sitemap.xml",
    "feed.xml",
    "feed.json",
    "graph.json",
    "titles.json",
    "404.html",
    "_redirects",
    "foamsite-manifest.json manifest.json",
];

/// Checks.
pub(super) fn run(args: &args::Check) -> Result<Verdict, Failure> {
    let terminal = Terminal::new(args.noise);
    if args.leaks.is_none() && args.output.is_none() {
        let mut analysis = analyse(&args.vault, terminal, false)?;
        analysis.tell(attachments(&args.vault.vault, &analysis));
        if args.external {
            let found = super::external::check(&args.vault.vault, &analysis, terminal)?;
            analysis.tell(found);
        }
        tell(args, terminal, &analysis.diagnostics, &|path| analysis.text(path), &folder(&args.vault.vault))?;
        return Ok(verdict(Tally::of(&analysis.diagnostics), args.strict));
    }
    let (mut config, _) = configure(&args.vault, args.base_url.clone(), terminal)?;
    super::vault::settle(&mut config)?;
    let (mut found, mut said) = (Vec::new(), Vec::new());
    if let Some(out) = &args.leaks {
        let root = if args.vault.vault == Path::new(".") { Path::new("") } else { &args.vault.vault };
        let out = out.clone().unwrap_or_else(|| root.join("public"));
        let names = names(&args.vault.vault, &config)?;
        let files = io::site::files(&out)?;
        said.push(format!("{} private names were looked for in {} files of {}", names.len(), files.len(), io::show(&out)));
        found.extend(leaking(&names, &files, &out, &config)?);
    }
    if let Some(out) = &args.output {
        let files = io::site::files(out)?;
        let (addresses, dead) = dead(&files, out, &config)?;
        said.push(format!("{addresses} addresses were followed in {} files of {}", files.len(), io::show(out)));
        found.extend(dead);
    }
    if args.format == CheckFormat::Human {
        said.iter().for_each(|line| terminal.say(line));
    }
    tell(args, terminal, &found, &|_| None, "")?;
    Ok(verdict(Tally::of(&found), args.strict))
}

/// What a build would say of the attachments that it copies. One that cannot be read is the build's to tell.
fn attachments(root: &Path, analysis: &Analysis) -> Vec<Diagnostic> {
    let site = analysis.site();
    let published: Vec<_> = site.assets.iter().zip(&site.plan.assets).filter(|(_, url)| url.is_some()).collect();
    let look = |(asset, _): &(&Asset, _)| {
        let path = asset.path.as_str();
        let finding = Attachment::find(root, path, &site.config.output).ok()?.finding?;
        Some(analysis.about(path, finding))
    };
    published.par_iter().filter_map(look).collect()
}

/// Where a vault stands in the folder that the command was called in, which is the repository's: empty, or with a slash at its end.
fn folder(vault: &Path) -> String {
    let parts: Option<Vec<_>> = vault
        .components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| if let Component::Normal(name) = part { name.to_str() } else { None })
        .collect();
    parts.unwrap_or_default().iter().map(|part| format!("{part}/")).collect()
}

fn tell<'t>(
    args: &args::Check,
    terminal: Terminal,
    found: &[Diagnostic],
    text: &dyn Fn(&str) -> Option<&'t str>,
    folder: &str,
) -> Result<(), Failure> {
    match args.format {
        CheckFormat::Json => print(|out| report::json::write(out, found))?,
        CheckFormat::Github => print(|out| report::github::write(out, found, folder))?,
        CheckFormat::Sarif => print(|out| report::sarif::write(out, found, folder))?,
        CheckFormat::Human => {
            terminal.show(found, text);
            terminal.close(found);
        }
    }
    Ok(())
}

/// A finding about a file of the site in `out`.
fn about(out: &Path, path: &str, place: Option<(u32, u32)>, finding: Finding, config: &Config) -> Diagnostic {
    Diagnostic { file: Some(io::show(&out.join(path))), place, level: config.level(finding.code), finding }
}

/// The names of all that is not published, files that the configuration leaves out among them.
fn names(root: &Path, config: &Config) -> Result<Names, Failure> {
    let vault = dated(root, config, io::read::vault(root, &config.files)?);
    let analysis = pipeline::analyse(vault, config);
    let mut names = Collector::default();
    public(&mut names, &analysis);
    names.public(&io::read::text(&root.join(raw::FILE))?.unwrap_or_default());
    // what each site has says nothing of anybody
    OWN.iter().for_each(|name| names.public(name));
    let theme = theme(root, config)?;
    for (path, bytes) in theme.layers().iter().flat_map(|layer| &layer.files) {
        names.public(path);
        let is_binary = [".woff2", ".png", ".jpg", ".webp"].iter().any(|end| path.ends_with(end));
        if !is_binary {
            names.public(&String::from_utf8_lossy(bytes));
        }
    }
    let site = analysis.site();
    let is_published = |path: &str| site.sources.binary_search_by(|source| source.path.as_str().cmp(path)).is_ok();
    // what patterns leave out is private as well, and a build never reads it
    let open = Files {
        include: Vec::new(),
        exclude: Vec::new(),
        exclude_regex: Vec::new(),
        templates: Vec::new(),
        ..config.files.clone()
    };
    let all = io::read::vault(root, &open)?;
    let private: Vec<_> = all.notes.iter().filter(|source| !is_published(source.path.as_str())).collect();
    let read: Vec<_> =
        private.par_iter().map(|source| parse::body(&source.text, frontmatter::read(&source.text), &config.note)).collect();
    private.iter().zip(&read).for_each(|(source, note)| names.private_note(&source.path, note));
    for source in all.canvases.iter().filter(|source| !is_published(source.path.as_str())) {
        names.private_note(&source.path, &canvas::parse(&source.text, &config.note, &|_| true));
    }
    let published: std::collections::BTreeSet<&str> = site
        .assets
        .iter()
        .zip(&site.plan.assets)
        .filter(|(_, url)| url.is_some())
        .map(|(asset, _)| asset.path.as_str())
        .collect();
    let is_canvas = |path: &str| all.canvases.iter().any(|source| source.path.as_str() == path);
    let hidden = |path: &str| !published.contains(path) && !is_canvas(path);
    all.assets.iter().filter(|asset| hidden(asset.path.as_str())).for_each(|asset| names.private_file(&asset.path));
    Ok(names.finish())
}

/// All that published notes say of themselves and of others.
fn public(names: &mut Collector, analysis: &Analysis) {
    let site = analysis.site();
    for (ix, (source, title)) in site.sources.iter().zip(&site.plan.titles).enumerate() {
        names.public(&source.text);
        names.public_name(title);
        names.public_path(&source.path);
        site.notes[ix].references.iter().for_each(|(_, reference)| names.public(reference));
        let dates =
            [source.dates.created, source.dates.updated].into_iter().chain(source.births.iter().map(|(_, date)| Some(*date)));
        dates.flatten().for_each(|date| names.public(&date.to_string()));
    }
    let tags = site.graph.tags.keys().flat_map(|tag| tag.split('/'));
    site.graph.placeholders.iter().map(|name| &**name).chain(tags).for_each(|name| names.public_name(name));
    for (asset, _) in site.assets.iter().zip(&site.plan.assets).filter(|(_, url)| url.is_some()) {
        names.public_path(&asset.path);
    }
    names.public(&site.plan.title);
    site.config.site.base_url.iter().for_each(|url| names.public(url));
}

type Paths = [(String, std::path::PathBuf)];

/// What the files of a site tell that is private.
fn leaking(names: &Names, files: &Paths, out: &Path, config: &Config) -> Result<Vec<Diagnostic>, Failure> {
    let is_index = |path: &str| path.starts_with("search/") && path.ends_with(".idx");
    let look = |(path, at): &(String, std::path::PathBuf)| {
        let bytes = io::site::bytes(at)?;
        let found = names.find(&File { path, bytes: &bytes });
        let found = found.into_iter().map(|finding| about(out, path, None, finding, config)).collect::<Vec<_>>();
        Ok((found, is_index(path).then(|| (path.clone(), bytes))))
    };
    let looked = files.par_iter().map(look).collect::<Result<Vec<_>, io::Error>>()?;
    let (found, index): (Vec<_>, Vec<_>) = looked.into_iter().unzip();
    let mut found: Vec<Diagnostic> = found.into_iter().flatten().collect();
    let words = search::dictionary(&search::Files(index.into_iter().flatten().collect()));
    let words = names.find_words(words.iter().map(String::as_str));
    found.extend(words.into_iter().map(|finding| about(out, search::ENTRY, None, finding, config)));
    Ok(found)
}

/// How many addresses a site has, and those that lead to nothing.
fn dead(files: &Paths, out: &Path, config: &Config) -> Result<(usize, Vec<Diagnostic>), Failure> {
    let home = links::Home { url: config.site.base_url.clone(), path: config.site.base_path() };
    let read = |(path, at): &(String, std::path::PathBuf)| Ok(links::read(&File { path, bytes: &io::site::bytes(at)? }, &home));
    let sheets = files.par_iter().map(read).collect::<Result<Vec<_>, io::Error>>()?;
    let found = links::dead(&sheets);
    let found = found.into_iter().flat_map(|(path, found)| found.into_iter().map(move |(place, finding)| (path, place, finding)));
    let found = found.map(|(path, place, finding)| about(out, path, Some(place), finding, config)).collect();
    Ok((sheets.iter().map(links::Sheet::addresses).sum(), found))
}
