//! `foamsite init`: the files that a vault begins with, and those by which hosts build its site.

mod deploy;
mod quartz;
mod recognise;

use std::fmt::Write;

use super::terminal::complain;
use super::{Failure, Verdict, args};
use crate::config::{Files, RawConfig, raw, schema};
use crate::io;

/// The first note of a new vault.
const FIRST_NOTE: &str = "\
# Welcome

This is the home page: the note `index.md`. Each Markdown file in this folder becomes a page.

Link notes with double brackets: [[A second note]] is not written yet, and the page says so. Write it as `A second note.md`,
link back to [[index|this page]] from it, and each of the two shows at its end who refers to it, in whose words.

Tags like #welcome gather notes; `foamsite check` finds what is amiss.
";

/// Writes what is missing and says what to do next.
pub(super) fn run(args: &args::Init) -> Result<Verdict, Failure> {
    let mut found = recognise::folder(&args.folder);
    let folder = &if found.vault.is_empty() { args.folder.clone() } else { args.folder.join(&found.vault) };
    let notes = io::read::vault(folder, &Files::default()).map_or_else(|_| Vec::new(), |vault| vault.notes);
    let is_new = notes.is_empty();
    recognise::notes(&notes, &mut found);
    found.remarks.iter().for_each(|remark| complain(remark));
    let mut files = vec![(raw::FILE, with(configuration(), &found.settings))];
    if is_new {
        files.push(("index.md", FIRST_NOTE.to_owned()));
    }
    for (name, text) in files {
        let path = folder.join(name);
        let what = if io::create::file(&path, &text)? { "written" } else { "is there already, left as it is" };
        complain(&format!("{}: {what}", io::show(&path)));
    }
    for deploy::File { path, text, next } in deploy::files(args, folder) {
        let what = match io::create::file(&path, &text)? {
            true => "written",
            false if args.force => {
                io::create::again(&path, &text)?;
                "written anew"
            }
            false => "is there already, left as it is; `--force` writes it anew",
        };
        complain(&format!("{}: {what}", io::show(&path)));
        complain(&format!("  next: {next}"));
    }
    let vault = if folder.as_os_str() == "." { String::new() } else { format!(" {}", io::show(folder)) };
    complain(&format!("`foamsite build{vault}` makes the site"));
    Ok(Verdict::Passes)
}

/// The configuration with settings; one that it cannot take is left out.
fn with(configuration: String, settings: &[recognise::Setting]) -> String {
    settings.iter().fold(configuration, |text, (table, key, value)| {
        let (Some(section), what) = (text.find(&format!("\n[{table}]\n")), format!("\n# {key} = ")) else { return text };
        let from = section + table.len() + 3;
        let to = text[from..].find("\n[").map_or(text.len(), |end| from + end);
        let Some(line) = text[from..to].find(&what).map(|at| from + at + 1) else { return text };
        let end = text[line..].find('\n').map_or(text.len(), |end| line + end);
        // a value of JSON is one of TOML too
        let set = format!("{}{key} = {value}{}", &text[..line], &text[end..]);
        if RawConfig::parse(&set).is_ok() { set } else { text }
    })
}

/// A `foamsite.toml` that changes nothing: every key with its meaning, all of them commented out.
fn configuration() -> String {
    let mut text = include_str!("foamsite.toml").to_owned();
    let codes: Vec<_> = schema::configurable().collect();
    let line = |code: &crate::diag::Code| format!("# {} = {}", code.name(), serde_json::json!(code.default_level()));
    let width = codes.iter().map(|code| line(code).len()).max().unwrap_or(0);
    for code in &codes {
        writeln!(text, "{:<width$}  # {}", line(code), code.sentence()).expect("a string takes it");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_it_is_written_it_changes_nothing() {
        assert_eq!(RawConfig::parse(&configuration()), Ok(RawConfig::default()));
    }

    #[test]
    fn every_key_is_in_it_and_right() {
        let on: String = configuration()
            .lines()
            .map(|line| match line.strip_prefix("# ") {
                Some(key) if key.split_once(" = ").is_some_and(|(name, _)| !name.contains(' ')) => format!("{key}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let raw = RawConfig::parse(&on).expect("it is right");
        assert_eq!(raw.levels.len(), schema::configurable().count());
        let table: toml::Table = on.parse().expect("it is TOML");
        for known in schema::tables().iter().filter(|table| !table.path.is_empty()) {
            for key in &known.keys {
                assert!(table[&known.path].get(&key.name).is_some(), "`{}.{}` is missing", known.path, key.name);
            }
        }
    }
}
