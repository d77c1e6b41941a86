//! The command line: what is said becomes calls, what comes back becomes words and an exit code: 0 done, 1 the vault has
//! errors, 2 the call or the configuration is wrong, 3 the machine failed.

mod args;
mod build;
mod check;
mod external;
mod init;
mod search;
mod serve;
mod terminal;
mod theme;
mod vault;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, ValueEnum};

use crate::config::schema;
use crate::emit;
use crate::io;
use crate::report::{Tally, human};
use crate::theme::Theme;
use args::{Cli, CodeArg, Command, Format, Noise, SchemaOf};
use terminal::{Terminal, complain, print};
use vault::{analyse, with_threads};

/// How a command ended that could do its work.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    /// All is well.
    Passes,
    /// The vault has errors, or warnings that count as such.
    Fails,
}

/// Why a command could not do its work.
#[derive(Debug)]
enum Failure {
    /// The call is wrong; the message says how.
    Usage(String),
    /// The configuration is wrong, as was shown; in short, a line for each mistake.
    Configuration(String),
    /// The disk or the system failed; the message says where.
    Machine(String),
}

/// Only standard output fails in this way: the rest of the disk is `io`'s.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Machine(format!("cannot write to standard output: {error}"))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let message = match error.hint() {
            Some(hint) => format!("{error}\n  = help: {hint}"),
            None => error.to_string(),
        };
        if error.is_usage() { Failure::Usage(message) } else { Failure::Machine(message) }
    }
}

/// The whole program.
pub fn main() -> ExitCode {
    crate::base::guard::silence();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print(); // help goes to standard output, mistakes to standard error; either may be closed
            return ExitCode::from(error.exit_code() as u8);
        }
    };
    match run(cli.command) {
        Ok(Verdict::Passes) => ExitCode::SUCCESS,
        Ok(Verdict::Fails) => ExitCode::from(1),
        Err(Failure::Configuration(_)) => ExitCode::from(2),
        Err(Failure::Usage(message)) => {
            complain(&format!("error: {message}"));
            ExitCode::from(2)
        }
        Err(Failure::Machine(message)) => {
            complain(&format!("error: {message}"));
            ExitCode::from(3)
        }
    }
}

fn run(command: Command) -> Result<Verdict, Failure> {
    match command {
        Command::Init(args) => init::run(&args),
        Command::Build(args) => with_threads(args.vault.jobs, || build::run(&args)),
        Command::Serve(args) => with_threads(args.vault.jobs, || serve::run(&args)),
        Command::Check(args) => with_threads(args.vault.jobs, || check::run(&args)),
        Command::Graph(args) => with_threads(args.vault.jobs, || graph(&args)),
        Command::Insights(args) => with_threads(args.vault.jobs, || insights(&args)),
        Command::Search(args) => with_threads(args.jobs, || search::run(&args)),
        Command::Theme(args::Theme { what: args::ThemeCommand::Eject(args) }) => theme::eject(&args),
        Command::Explain(args) => explain(args.code),
        Command::Schema { of } => {
            let schema = match of {
                SchemaOf::Config => schema::schema(),
                SchemaOf::Graph => emit::schema::graph(),
                SchemaOf::Backlinks => emit::schema::backlinks(),
            };
            print(|out| writeln!(out, "{schema:#}"))?;
            Ok(Verdict::Passes)
        }
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "foamsite", &mut script);
            print(|out| out.write_all(&script))?;
            Ok(Verdict::Passes)
        }
    }
}

fn graph(args: &args::Graph) -> Result<Verdict, Failure> {
    let terminal = Terminal::new(Noise { quiet: true, verbose: false });
    let analysis = analyse(&args.vault, terminal, true)?;
    terminal.show(&analysis.diagnostics, &|path| analysis.text(path));
    print(|out| emit::graph::write(out, analysis.site(), args.format))?;
    Ok(verdict(Tally::of(&analysis.diagnostics), false))
}

fn insights(args: &args::Insights) -> Result<Verdict, Failure> {
    let terminal = Terminal::new(Noise { quiet: true, verbose: false });
    let analysis = analyse(&args.vault, terminal, false)?;
    terminal.show(&analysis.diagnostics, &|path| analysis.text(path));
    let (words, _) = Theme::default().words();
    print(|out| match args.format {
        Format::Human => emit::insights::human(out, analysis.site(), &words),
        Format::Json => emit::insights::json(out, analysis.site(), &words),
    })?;
    Ok(verdict(Tally::of(&analysis.diagnostics), false))
}

fn explain(code: Option<CodeArg>) -> Result<Verdict, Failure> {
    print(|out| match code {
        Some(CodeArg(code)) => write!(out, "{}", human::explanation(code)),
        None => CodeArg::value_variants()
            .iter()
            .try_for_each(|CodeArg(code)| writeln!(out, "{:<20} {}", code.name(), code.sentence())),
    })?;
    Ok(Verdict::Passes)
}

fn verdict(tally: Tally, strict: bool) -> Verdict {
    if tally.passes(strict) { Verdict::Passes } else { Verdict::Fails }
}
