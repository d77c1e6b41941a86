//! A vault is opened: its configuration is brought together, its files are read and understood.

use std::path::Path;

use rayon::ThreadPoolBuilder;

use super::Failure;
use super::args::VaultArgs;
use super::terminal::Terminal;
use crate::base::text::Places;
use crate::config::{Config, Flags, RawConfig, raw};
use crate::diag::{Diagnostic, Finding};
use crate::io;
use crate::pipeline::{self, Analysis, Timings};
use crate::vault::Vault;

/// A worker's stack in bytes: deep nesting in a note must not end the program.
const STACK: usize = 16 << 20;

/// A vault that was read and understood.
pub(super) struct Opened {
    /// What is known of it.
    pub(super) analysis: Analysis,
    /// How long reading it took.
    pub(super) timings: Timings,
}

/// Runs `work` on as many threads as are asked for.
pub(super) fn with_threads<T: Send>(jobs: Option<u16>, work: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    let threads = jobs.map_or(0, usize::from); // 0: one for each processor
    let pool = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    pool.map_err(|error| Failure::Machine(format!("cannot start threads: {error}")))?.install(work)
}

/// Opens the vault that the command line names.
pub(super) fn open(args: &VaultArgs, base_url: Option<String>, terminal: Terminal) -> Result<Opened, Failure> {
    let mut timings = Timings::default();
    let flags = Flags { base_url, drafts: args.drafts, resolution: args.resolution };
    let config = configuration(&args.vault, flags, terminal)?;
    let count = |read: &Result<Vault, _>| read.as_ref().map_or(0, |vault| vault.notes.len() + vault.assets.len());
    let vault = timings.stage("read", count, || io::read::vault(&args.vault, &config.files))?;
    if args.drafts {
        terminal.say("drafts are published too (`--drafts`)");
    }
    let analysis = pipeline::analyse(vault, &config);
    timings.extend(analysis.timings.clone());
    Ok(Opened { analysis, timings })
}

/// What `foamsite.toml`, the settings of the editors and the command line say together.
fn configuration(root: &Path, flags: Flags, terminal: Terminal) -> Result<Config, Failure> {
    let text = io::read::settings(&root.join(raw::FILE))?.unwrap_or_default();
    let raw = RawConfig::parse(&text).map_err(|findings| {
        terminal.show(&misconfigured(&text, findings), &|_| Some(&text));
        Failure::Configuration
    })?;
    Ok(Config::new(raw, flags))
}

fn misconfigured(text: &str, findings: Vec<Finding>) -> Vec<Diagnostic> {
    let mut places = Places::new(text);
    let located = |finding: Finding| Diagnostic {
        file: Some(raw::FILE.to_owned()),
        place: Some(places.place(finding.span.start)),
        level: finding.code.default_level(),
        finding,
    };
    findings.into_iter().map(located).collect()
}
