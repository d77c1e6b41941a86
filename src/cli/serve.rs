//! `foamsite serve`: the site in a browser, following its vault.

use std::net::{TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Zoned;
use rustc_hash::FxHashSet;

use super::args;
use super::build::sentence;
use super::terminal::Terminal;
use super::vault::{configure, theme};
use super::{Failure, Verdict};
use crate::base::guard::guarded;
use crate::base::text::count;
use crate::config::{Config, foam, obsidian, raw};
use crate::diag::{Diagnostic, Level};
use crate::io::watch::{Changes, Watcher};
use crate::note::math;
use crate::report::{Tally, visible};
use crate::serve::live::Live;
use crate::serve::reader::Reader;
use crate::serve::{self, Preview};
use crate::theme::Theme;

/// How many ports are tried after the one that was asked for.
const PORTS: u16 = 20;
/// How often it is looked whether a vault that is gone has come back.
const ABSENCE: Duration = Duration::from_millis(300);
/// How long is waited at once for a change.
const PATIENCE: Duration = Duration::from_secs(3600);
/// Names of changed files in one line.
const NAMES: usize = 3;

/// Previews until the program is ended.
pub(super) fn run(args: &args::Serve) -> Result<Verdict, Failure> {
    let started = Instant::now();
    let terminal = Terminal::new(args.noise);
    let listener = listen(args, terminal)?;
    let mut follower = Follower::new(args, terminal)?;
    let watcher = follower.watch()?;
    let live = follower.look(&Changes { all: true, ..Changes::default() }, None)?.expect("all was to be looked at");
    let (summary, base) = (live.analysis().summary(), live.analysis().site().config.site.base_path());
    let preview = Arc::new(Preview::new(&args.vault.vault, &args.host, follower.config.serve.editor, live));
    let machine = |error| Failure::Machine(format!("cannot answer at {}: {error}", args.host));
    let port = listener.local_addr().map_err(machine)?.port();
    let _runtime = serve::start(listener, preview.clone()).map_err(machine)?;

    let address = format!("http://{}:{port}{base}", shown_host(&args.host));
    terminal.say(&format!("{} in {:.2} s", sentence(summary), started.elapsed().as_secs_f64()));
    terminal.say(&format!("\n  {address}\n"));
    follower.begin(&preview.live().diagnostics());
    if watcher.polls() {
        let why = if args.poll { "" } else { "The system cannot watch so many folders. " };
        terminal.say(&format!("{why}All files are looked through once a second."));
    }
    terminal.say("Follows every change. `o` and Enter opens the browser, Ctrl-C ends.\n");
    if args.open {
        open(&address, terminal);
    }
    std::thread::spawn(move || keys(&address, terminal));
    follower.follow(watcher, &preview);
    Ok(Verdict::Passes)
}

/// Takes the port that is asked for, or the next free one.
fn listen(args: &args::Serve, terminal: Terminal) -> Result<TcpListener, Failure> {
    let mut taken = None;
    for port in args.port..=args.port.saturating_add(PORTS) {
        let host = args.host.trim_matches(['[', ']']);
        let addresses =
            (host, port).to_socket_addrs().map_err(|_| Failure::Usage(format!("`{host}` is no address to listen at")))?;
        match TcpListener::bind(&*addresses.collect::<Vec<_>>()) {
            Ok(listener) => {
                if taken.is_some() {
                    terminal.say(&format!("Port {} is taken: {port} it is.", args.port));
                }
                if listener.local_addr().is_ok_and(|local| !local.ip().is_loopback()) {
                    terminal.say("Everybody who reaches this machine over the network can read the site now, drafts of `--drafts` included.");
                }
                return Ok(listener);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => taken = Some(error),
            Err(error) => return Err(Failure::Machine(format!("cannot listen at {host}:{port}: {error}"))),
        }
    }
    Err(Failure::Usage(format!("the ports from {} on are all taken; name another with `--port`", args.port)))
}

/// The host as a browser on this machine calls it.
fn shown_host(host: &str) -> String {
    match host.trim_matches(['[', ']']) {
        "0.0.0.0" | "::" => "localhost".into(),
        host if host.contains(':') => format!("[{host}]"),
        host => host.into(),
    }
}

fn open(address: &str, terminal: Terminal) {
    if let Err(error) = ::open::that_detached(address) {
        terminal.say(&format!("The browser cannot be opened: {error}"));
    }
}

/// Waits for what is typed.
fn keys(address: &str, terminal: Terminal) {
    for line in std::io::stdin().lines().map_while(Result::ok) {
        if line.trim() == "o" {
            open(address, terminal);
        }
    }
}

/// Reads a vault again and again.
struct Follower<'a> {
    args: &'a args::Serve,
    terminal: Terminal,
    config: Config,
    remarks: Vec<Diagnostic>,
    /// What is wrong with the settings since they were read last; the site follows those before.
    trouble: Option<String>,
    theme: Theme,
    reader: Reader,
    /// What was told so far.
    told: FxHashSet<String>,
}

impl<'a> Follower<'a> {
    fn new(args: &'a args::Serve, terminal: Terminal) -> Result<Self, Failure> {
        let (config, remarks) = configure(&args.vault, None, terminal)?;
        Ok(Follower {
            args,
            terminal,
            config,
            remarks,
            trouble: None,
            theme: Theme::default(),
            reader: Reader::default(),
            told: FxHashSet::default(),
        })
    }

    fn watch(&self) -> Result<Watcher, crate::io::Error> {
        let vault = &self.args.vault.vault;
        if self.args.poll { Watcher::polling(vault) } else { Watcher::new(vault) }
    }

    /// Shows every new state of the vault, for ever.
    fn follow(&mut self, mut watcher: Watcher, preview: &Preview) {
        let mut missed = false;
        loop {
            let is_settled = preview.is_settled();
            let patience = if missed || !is_settled { ABSENCE } else { PATIENCE };
            let Some(mut changes) = watcher.wait(patience) else {
                if !is_settled && preview.is_settled() {
                    self.findings(&preview.live().diagnostics());
                }
                if !missed {
                    continue;
                }
                match self.watch() {
                    Ok(again) => {
                        watcher = again;
                        missed = !self.step(&Changes { all: true, ..Changes::default() }, preview);
                    }
                    Err(_) => missed = true,
                }
                continue;
            };
            changes.all |= missed;
            missed = !self.step(&changes, preview);
        }
    }

    /// Follows a change. False where the vault could not be read.
    fn step(&mut self, changes: &Changes, preview: &Preview) -> bool {
        let started = Instant::now();
        match guarded(|| self.look(changes, Some(preview))).unwrap_or_else(|| self.failed()) {
            Ok(None) => true,
            Ok(Some(live)) => {
                let told = preview.show(live, self.trouble.clone());
                let browsers = if told == 0 { String::new() } else { format!(", {} updated", count(told, "open page")) };
                self.say(&format!("{}{browsers} in {} ms", names(changes), started.elapsed().as_millis()));
                self.findings(&preview.live().diagnostics());
                true
            }
            Err(failure) => {
                let (why, readable) = match failure {
                    Failure::Configuration(why) => {
                        self.trouble = Some(why.clone());
                        (why, true)
                    }
                    Failure::Usage(why) | Failure::Machine(why) => (why, false),
                };
                preview.hold(why.clone());
                self.say(&format!("the site stays as it was: {}", why.lines().next().unwrap_or_default()));
                readable
            }
        }
    }

    /// A mistake of foamsite's own: nothing that was remembered is to be trusted.
    fn failed(&mut self) -> Result<Option<Live>, Failure> {
        self.reader = Reader::default();
        Err(Failure::Machine("foamsite made a mistake and could not read this state of the vault; please report it".into()))
    }

    /// Reads what changed and understands the vault anew. `None` where nothing is different.
    fn look(&mut self, changes: &Changes, preview: Option<&Preview>) -> Result<Option<Live>, Failure> {
        let root = &self.args.vault.vault;
        let touched = |what: &dyn Fn(&str) -> bool| changes.all || changes.paths.iter().any(|path| what(path));
        let (settings, themes) = (touched(&|path| is_setting(path, &self.config)), touched(&is_theme));
        if settings {
            (self.config, self.remarks) = configure(&self.args.vault, None, self.terminal)?;
            self.reader = Reader::default();
            self.trouble = None;
        }
        if settings || themes {
            self.theme = theme(root, &self.config)?;
        }
        let changes = Changes { all: settings || themes, ..changes.clone() };
        let before = preview.filter(|_| !settings).map(Preview::live);
        let before = before.as_ref().map(|live| live.analysis());
        let Some(mut analysis) = self.reader.look(root, &self.config, &changes, before)? else { return Ok(None) };
        analysis.tell(self.remarks.clone());
        Ok(Some(Live::new(analysis, self.theme.clone())))
    }

    /// Counts the findings that are there from the start; only what comes and goes is shown.
    fn begin(&mut self, now: &[Diagnostic]) {
        let tally = Tally::of(now).sentence(false);
        if !tally.is_empty() {
            self.terminal.say(&format!("{tally}: `foamsite check` shows them.\n"));
        }
        self.told = now.iter().filter(|found| found.level >= Level::Warning).map(key).collect();
    }

    /// Shows the findings that are new, and how many are gone.
    fn findings(&mut self, now: &[Diagnostic]) {
        let now: Vec<_> = now.iter().filter(|found| found.level >= Level::Warning).map(|found| (key(found), found)).collect();
        let fresh: Vec<_> = now.iter().filter(|(key, _)| !self.told.contains(key)).map(|(_, found)| (*found).clone()).collect();
        self.terminal.show(&fresh, &|path| self.reader.text(path));
        let keys: FxHashSet<_> = now.into_iter().map(|(key, _)| key).collect();
        let gone = self.told.difference(&keys).count();
        if gone > 0 {
            self.say(&format!("{} mended", count(gone, "finding")));
        }
        self.told = keys;
    }

    fn say(&self, line: &str) {
        self.terminal.say(&format!("{}  {line}", Zoned::now().strftime("%H:%M:%S")));
    }
}

/// By what a finding is known again, wherever it has moved to in its file.
fn key(found: &Diagnostic) -> String {
    format!("{:?}\0{}\0{}", found.file, found.finding.code.name(), found.finding.message)
}

/// Whether a change at `path` may have changed `file`: it is the file, or a folder above it.
fn reaches(path: &str, file: &str) -> bool {
    file.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a change changes how the whole vault is read.
fn is_setting(path: &str, config: &Config) -> bool {
    let files = [raw::FILE, foam::FILE, obsidian::FILE, obsidian::TEMPLATES_FILE, math::PREAMBLE];
    files.into_iter().chain(config.bibliography.iter().map(String::as_str)).any(|file| reaches(path, file))
}

/// Whether a file may belong to a theme.
fn is_theme(path: &str) -> bool {
    ["theme", "themes"].into_iter().any(|folder| reaches(folder, path))
}

/// "ideas/zettel.md", "a.md, b.md and 20 more".
fn names(changes: &Changes) -> String {
    let names: Vec<_> = changes.paths.iter().take(NAMES).map(|path| visible(path)).collect();
    match changes.paths.len().saturating_sub(NAMES) {
        _ if names.is_empty() => "the vault".into(),
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
