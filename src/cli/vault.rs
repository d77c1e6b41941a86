//! A vault is opened: its configuration is brought together, its files are read and understood.

use std::path::Path;

use std::sync::Arc;

use rayon::ThreadPoolBuilder;

use super::Failure;
use super::args::VaultArgs;
use super::terminal::Terminal;
use crate::base::text::Places;
use crate::cite::{self, Bibliography};
use crate::config::raw::RawCitations;
use crate::config::{Config, Flags, RawConfig, foam, host, obsidian, output, raw};
use crate::diag::{Code, Diagnostic, Finding, Level};
use crate::io;
use crate::link::Resolution;
use crate::note::{Citations, math};
use crate::pipeline::{self, Analysis};
use crate::report;
use crate::theme::{Layer, Theme};
use crate::vault::Vault;

/// A worker's stack in bytes: deep nesting in a note must not end the program.
const STACK: usize = 16 << 20;

/// Runs `work` on as many threads as are asked for.
pub(super) fn with_threads<T: Send>(jobs: Option<u16>, work: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    let threads = jobs.map_or(0, usize::from); // 0: one for each processor
    let pool = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    pool.map_err(|error| Failure::Machine(format!("cannot start threads: {error}")))?.install(work)
}

/// A vault with the dates of its history, where the configuration asks for them.
pub(super) fn dated(root: &Path, config: &Config, mut vault: Vault) -> Vault {
    if config.discover.history {
        io::git::history(root, &config.files, &mut vault);
    }
    vault
}

/// Reads a vault and understands it; `export`: to print its graph, which under `foam` has what no page shows.
pub(super) fn analyse(args: &VaultArgs, terminal: Terminal, export: bool) -> Result<Analysis, Failure> {
    let (mut config, remarks) = configure(args, None, terminal)?;
    config.note.as_foam = export && config.link.resolution == Resolution::Foam;
    let vault = dated(&args.vault, &config, io::read::vault(&args.vault, &config.files)?);
    let mut analysis = pipeline::analyse(vault, &config);
    analysis.tell(remarks);
    Ok(analysis)
}

/// What `foamsite.toml`, the settings of the editors and the command line say together, and what was odd in it. Settings that
/// say which files are left out and cannot be read end it all: what they leave out could be published.
pub(super) fn configure(
    args: &VaultArgs,
    base_url: Option<String>,
    terminal: Terminal,
) -> Result<(Config, Vec<Diagnostic>), Failure> {
    let text = |file: &str| io::read::settings(&args.vault.join(file)).map(Option::unwrap_or_default);
    let stop = |file: &str, text: &str, findings: Vec<Finding>| {
        let found = located(file, text, findings);
        terminal.show(&found, &|_| Some(text));
        Failure::Configuration(found.iter().map(brief).collect::<Vec<_>>().join("\n"))
    };
    let own = text(raw::FILE)?;
    let mut raw = RawConfig::parse(&own).map_err(|findings| stop(raw::FILE, &own, findings))?;
    raw.math.preamble = text(math::PREAMBLE)?;
    raw.output.own_headers = io::read::for_hosts(&args.vault.join(output::HEADERS))?;
    let cname = io::read::for_hosts(&args.vault.join(output::CNAME))?;
    let citations = raw.citations.clone();
    let (own_embed, own_breaks) = (raw.notes.embed.is_some(), raw.content.hard_breaks.is_some());
    let mut config = Config::new(raw, Flags { base_url, drafts: args.drafts, resolution: args.resolution });

    let settings = text(foam::FILE)?;
    let (mut foam, findings) = foam::read(&settings);
    if !findings.is_empty() {
        return Err(stop(foam::FILE, &settings, findings));
    }
    if own_embed {
        foam.embed = None;
    }
    foam.hard_breaks = foam.hard_breaks.filter(|_| !own_breaks);
    let is_said = own_breaks || foam.hard_breaks.is_some();
    foam.apply(&mut config);

    let settings = text(obsidian::FILE)?;
    let (mut obsidian, findings) = obsidian::read(&settings);
    let mut remarks = located(obsidian::FILE, &settings, findings);
    let settings = text(obsidian::TEMPLATES_FILE)?;
    let (templates, findings) = obsidian::templates(&settings);
    // Foam knows nothing of this folder, and links in it are in its graph
    obsidian.templates = templates.filter(|_| config.link.resolution == Resolution::Lenient);
    remarks.extend(located(obsidian::TEMPLATES_FILE, &settings, findings));
    obsidian.hard_breaks = obsidian.hard_breaks.filter(|_| !is_said);
    obsidian.apply(&mut config);
    for remark in &mut remarks {
        remark.level = Level::Warning; // Obsidian only hides what its filters fit, and publishes it all the same
    }
    if let Some(name) = cname {
        match output::host(&name) {
            Ok(name) => config.output.cname = Some(name),
            Err(why) => remarks.extend(located(output::CNAME, &name, vec![Finding::new(Code::BadConfig, 0..0, why)])),
        }
    }
    remarks.extend(bibliography(args, &citations, &mut config)?);
    Ok((config, remarks))
}

/// Lets the host that builds the site say where it will stand, where nobody else did. Answers what there is to tell about that.
pub(super) fn settle(config: &mut Config) -> Result<Option<String>, Failure> {
    let cname = config.output.cname.as_deref();
    let Some(host) = host::detect(&|name| std::env::var_os(name)?.into_string().ok(), cname) else { return Ok(None) };
    let by_itself = config.site.base_url.is_none();
    config.stand_at(&host);
    let url = config.site.base_url.as_deref().unwrap_or_default();
    let from = if by_itself { format!(", as {} says", host.name) } else { String::new() };
    let preview = if host.is_preview { "; a preview, which search engines are asked to pass over" } else { "" };
    Ok(Some(format!("Made for {}{from}{preview}", report::visible(url))))
}

/// Reads the sitemap of an earlier build, where one is named.
pub(super) fn remember(root: &Path, config: &mut Config, terminal: Terminal) -> Result<(), Failure> {
    let Some(path) = config.redirects.last_sitemap.clone() else { return Ok(()) };
    let Some(text) = io::read::text(&root.join(&path))? else {
        terminal.say(&format!("There is no sitemap `{}` yet: what moved since is not known.", report::visible(&path)));
        return Ok(());
    };
    config.redirects.earlier = crate::audit::links::sitemap(&text, &config.site.base_path());
    Ok(())
}

/// The theme of a vault: the one that is configured, and over it the files of the vault's own folder `theme/`. Fails where
/// there is no such theme.
pub(super) fn theme(root: &Path, config: &Config) -> Result<Theme, Failure> {
    let mut layers = Vec::new();
    let named = config.theme.name.as_deref().map(|name| format!("themes/{name}"));
    for folder in named.into_iter().chain(["theme".to_owned()]) {
        let files = io::read::theme(&root.join(&folder))?;
        if !files.is_empty() {
            layers.push(Layer { root: folder, files: files.into_iter().map(|(path, bytes)| (path, bytes.into())).collect() });
        }
    }
    if let Some(name) = &config.theme.name {
        let is_there = Layer::builtin(name).is_some() || layers.iter().any(|layer| layer.root == format!("themes/{name}"));
        if !is_there {
            let advice = "write `plain`, leave `theme.name` out, or put its files there";
            return Err(Failure::Usage(format!(
                "there is no theme `{name}` and no folder `themes/{name}` with templates, css, js, words or assets\n  = help: {advice}"
            )));
        }
    }
    Ok(pipeline::theme(config, layers))
}

/// A finding in one line.
fn brief(found: &Diagnostic) -> String {
    let (line, column) = found.place.unwrap_or((1, 1));
    format!("{}:{line}:{column}: {}", found.file.as_deref().unwrap_or_default(), found.finding.message)
}

/// Reads the works that notes may cite.
fn bibliography(args: &VaultArgs, raw: &RawCitations, config: &mut Config) -> Result<Vec<Diagnostic>, Failure> {
    if raw.bibliography.is_empty() {
        return Ok(Vec::new());
    }
    let (mut files, mut remarks) = (Vec::new(), Vec::new());
    for file in &raw.bibliography {
        match io::read::text(&args.vault.join(file))? {
            Some(text) => files.push((file.clone(), text)),
            None => {
                let finding = Finding::new(Code::BadBibliography, 0..0, "the bibliography does not exist");
                remarks.extend(located(file, "", vec![finding.hint("Correct its name in `[citations]`.")]));
            }
        }
    }
    let (works, findings) = Bibliography::read(&files, raw.style.as_deref().unwrap_or(cite::STYLE));
    for (ix, finding) in findings {
        let (file, text) = &files[ix];
        remarks.extend(located(file, text, vec![finding]));
    }
    config.note.citations = Some(Arc::new(Citations { works, language: config.site.language.clone() }));
    Ok(remarks)
}

/// Findings of a file of settings.
fn located(file: &str, text: &str, findings: Vec<Finding>) -> Vec<Diagnostic> {
    let mut places = Places::new(text);
    let located = |finding: Finding| Diagnostic {
        file: Some(file.to_owned()),
        place: Some(places.place(finding.span.start)),
        level: finding.code.default_level(),
        finding,
    };
    findings.into_iter().map(located).collect()
}
