//! What can be said on the command line.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::base_url;
use crate::diag::Code;
use crate::emit::graph::Format as GraphFormat;
use crate::link::Resolution;

/// Publishes a folder of linked notes (Foam, Obsidian) as a website, with every backlink in its context.
#[derive(Parser, Debug)]
#[command(name = "foamsite", version, propagate_version = true, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 done; 1 the vault has errors; 2 wrong usage or configuration; 3 the machine failed.")]
pub(super) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Writes a commented `foamsite.toml`, with what Quartz, Digital Garden, Jekyll, Dendron or Obsidian Publish were told before, and
    /// where there are no notes yet, a first one; never overwrites a file
    Init(Init),
    /// Builds the whole site
    Build(Build),
    /// Shows the site in a browser while it is written; nothing is saved to the disk
    Serve(Serve),
    /// Shows what is wrong in a vault; writes nothing
    Check(Check),
    /// Prints the whole link graph
    Graph(Graph),
    /// Prints what the links and words of all notes tell: bridges, hubs, unexpected connections and the rest
    Insights(Insights),
    /// Searches the notes as the site does
    Search(Search),
    /// Makes the look one's own
    Theme(Theme),
    /// Tells what a finding means and what to do about it
    Explain(Explain),
    /// Prints a JSON Schema: of `foamsite.toml`, for editors, or of a file that programs read
    Schema {
        /// Of what
        #[arg(default_value = "config")]
        of: SchemaOf,
    },
    /// Prints completions for a shell
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
}

/// Which vault, and how it is read.
#[derive(Args, Debug)]
pub(super) struct VaultArgs {
    /// The folder of notes
    #[arg(default_value = ".", hide_default_value = true)]
    pub(super) vault: PathBuf,
    /// Whose answer counts for what a link means: `foam` is Foam's own, `lenient` also finds what Foam does not
    #[arg(long, value_name = "WHOSE")]
    pub(super) resolution: Option<Resolution>,
    /// Publish drafts too
    #[arg(long)]
    pub(super) drafts: bool,
    /// How many threads work [default: one for each processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(super) jobs: Option<u16>,
}

/// How much is said.
#[derive(Args, Debug, Clone, Copy)]
pub(super) struct Noise {
    /// Say nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Show everything there is to say, however much
    #[arg(short, long)]
    pub(super) verbose: bool,
}

/// `foamsite build`
#[derive(Args, Debug)]
pub(super) struct Build {
    /// Vault and reading.
    #[command(flatten)]
    pub(super) vault: VaultArgs,
    /// Where the site is written [default: VAULT/public]
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: Option<PathBuf>,
    /// The absolute address of the site's root, such as `https://example.org/notes/`
    #[arg(long, value_name = "URL", value_parser = |url: &str| base_url(url))]
    pub(super) base_url: Option<String>,
    /// Let warnings fail the build
    #[arg(long)]
    pub(super) strict: bool,
    /// Show how long each stage took
    #[arg(long)]
    pub(super) timings: bool,
    /// How the summary is given
    #[arg(long, value_name = "FORM", default_value = "human")]
    pub(super) format: Format,
    /// Noise.
    #[command(flatten)]
    pub(super) noise: Noise,
}

/// `foamsite search`
#[derive(Args, Debug)]
pub(super) struct Search {
    /// The folder of notes, where it is not this one, and what to search for: all words must be there; also "exact phrase",
    /// tag:name, folder:path, -not
    #[arg(value_names = ["VAULT", "QUERY"], num_args = 1..=2, required = true)]
    pub(super) what: Vec<String>,
    /// How many notes are shown
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10)]
    pub(super) limit: usize,
    /// Drafts too
    #[arg(long)]
    pub(super) drafts: bool,
    /// How many threads work [default: one for each processor]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(super) jobs: Option<u16>,
    /// How the answer is given
    #[arg(long, value_name = "FORM", default_value = "human")]
    pub(super) format: Format,
}

/// `foamsite serve`
#[derive(Args, Debug)]
pub(super) struct Serve {
    /// Vault and reading.
    #[command(flatten)]
    pub(super) vault: VaultArgs,
    /// The port; where it is taken, the next free one
    #[arg(short, long, default_value_t = 8080)]
    pub(super) port: u16,
    /// The address to listen at; `0.0.0.0` lets everybody in the network read
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    pub(super) host: String,
    /// Open the site in the browser
    #[arg(long)]
    pub(super) open: bool,
    /// Look through all files once a second: for network drives and containers, where the system tells of no change
    #[arg(long)]
    pub(super) poll: bool,
    /// Noise.
    #[command(flatten)]
    pub(super) noise: Noise,
}

/// `foamsite check`
#[derive(Args, Debug)]
pub(super) struct Check {
    /// Vault and reading.
    #[command(flatten)]
    pub(super) vault: VaultArgs,
    /// Let warnings fail too
    #[arg(long)]
    pub(super) strict: bool,
    /// How findings are shown
    #[arg(long, value_name = "FORM", default_value = "human")]
    pub(super) format: CheckFormat,
    /// Check a finished site instead: does it tell what is private? [default: VAULT/public]
    #[arg(long, value_name = "OUT", num_args = 0..=1)]
    pub(super) leaks: Option<Option<PathBuf>>,
    /// Check a finished site instead: does every address in it lead somewhere?
    #[arg(long, value_name = "DIR")]
    pub(super) output: Option<PathBuf>,
    /// Ask other sites, too, whether the pages are there that notes link to. What was there is not asked for again for a week
    #[arg(long, conflicts_with_all = ["leaks", "output"])]
    pub(super) external: bool,
    /// The absolute address of that site's root; without it, as for a build
    #[arg(long, value_name = "URL", value_parser = |url: &str| base_url(url))]
    pub(super) base_url: Option<String>,
    /// Noise.
    #[command(flatten)]
    pub(super) noise: Noise,
}

/// `foamsite graph`
#[derive(Args, Debug)]
pub(super) struct Graph {
    /// Vault and reading.
    #[command(flatten)]
    pub(super) vault: VaultArgs,
    /// In which form
    #[arg(long, value_name = "FORM", default_value = "json")]
    pub(super) format: GraphFormat,
}

/// `foamsite insights`
#[derive(Args, Debug)]
pub(super) struct Insights {
    /// Vault and reading.
    #[command(flatten)]
    pub(super) vault: VaultArgs,
    /// For whom; for people the first ten entries of each list, for programs all
    #[arg(long, value_name = "FORM", default_value = "human")]
    pub(super) format: Format,
}

/// `foamsite init`
#[derive(Args, Debug)]
pub(super) struct Init {
    /// The folder; it is made where it does not exist
    #[arg(value_name = "DIR", default_value = ".", hide_default_value = true)]
    pub(super) folder: PathBuf,
    /// Also a workflow that builds the site on GitHub and puts it on GitHub Pages
    #[arg(long)]
    pub(super) github: bool,
    /// Also a `netlify.toml`, by which Netlify builds the site
    #[arg(long)]
    pub(super) netlify: bool,
    /// Write the files of `--github` and `--netlify` anew where they are there already; no other file is ever overwritten
    #[arg(long)]
    pub(super) force: bool,
}

/// `foamsite theme`
#[derive(Args, Debug)]
pub(super) struct Theme {
    /// What to do.
    #[command(subcommand)]
    pub(super) what: ThemeCommand,
}

/// What to do with a theme.
#[derive(Subcommand, Debug)]
pub(super) enum ThemeCommand {
    /// Copies a file of the built-in theme to the folder `theme` of the vault, to be changed there; never overwrites one
    Eject(Eject),
}

/// `foamsite theme eject`
#[derive(Args, Debug)]
pub(super) struct Eject {
    /// The file, such as `note.html` or `css/10-base.css`; without it, all are listed
    pub(super) file: Option<String>,
    /// The folder of notes
    #[arg(long, value_name = "DIR", default_value = ".", hide_default_value = true)]
    pub(super) vault: PathBuf,
    /// Of which built-in theme: `default` or `plain`
    #[arg(long, value_name = "NAME", default_value = "default")]
    pub(super) from: String,
}

/// `foamsite explain`
#[derive(Args, Debug)]
pub(super) struct Explain {
    /// The finding's code, as in `warning[unresolved-link]`; without it, all codes are listed
    pub(super) code: Option<CodeArg>,
}

/// For whom something is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum Format {
    /// For people, on standard error
    Human,
    /// For programs, on standard output
    Json,
}

/// For whom findings are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum CheckFormat {
    /// For people, on standard error
    Human,
    /// For programs, on standard output
    Json,
    /// For GitHub Actions, which shows them at their lines
    Github,
    /// For code hosts and editors: SARIF 2.1.0
    Sarif,
}

/// A code as an argument.
#[derive(Clone, Copy, Debug)]
pub(super) struct CodeArg(pub(super) Code);

impl ValueEnum for CodeArg {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [CodeArg; Code::ALL.len()] = {
            let mut all = [CodeArg(Code::ALL[0]); Code::ALL.len()];
            let mut i = 0;
            while i < all.len() {
                all[i] = CodeArg(Code::ALL[i]);
                i += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.name()).help(self.0.sentence()))
    }
}

/// What a schema is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(super) enum SchemaOf {
    /// `foamsite.toml`
    Config,
    /// `graph.json`
    Graph,
    /// `backlinks/….json`
    Backlinks,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_base_url_is_checked_at_once() {
        let parse = |url: &str| Cli::try_parse_from(["foamsite", "build", "--base-url", url]);
        let Ok(Cli { command: Command::Build(build) }) = parse("https://a.org/x") else { panic!("it is right") };
        assert_eq!(build.base_url.as_deref(), Some("https://a.org/x/"));
        assert!(parse("a.org").is_err());
    }
}
