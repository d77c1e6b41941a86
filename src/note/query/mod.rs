//! Queries: a fence `foam-query` holds YAML that says which notes to list, and how. Here it is read; the module
//! [`crate::query`] answers it once all notes are known.

mod block;
pub mod jexl;
mod read;
pub mod saved;
mod select;
mod spell;

use regex_automata::meta::Regex;

use super::BlockIx;
use crate::base::text::Span;
pub use read::{Reading, read};

/// What a note, or a saved query, asks for.
#[derive(Clone, Debug)]
pub struct Query {
    /// Which files.
    pub filter: Filter,
    /// What of each; never empty.
    pub columns: Vec<Column>,
    /// In which order; that of paths without it.
    pub sort: Option<Sort>,
    /// How many of them.
    pub limit: Option<usize>,
    /// How many are passed over first.
    pub offset: usize,
    /// As what they are shown.
    pub format: Format,
    /// What was not understood, for the page: each one sentence without a full stop.
    pub remarks: Vec<String>,
    /// Where it stands in the note's text.
    pub span: Span,
    /// The block that it is.
    pub block: BlockIx,
    /// Its text, by which equal queries are known.
    pub text: Box<str>,
}

impl Query {
    /// Whether its answer depends on the note that asks.
    pub fn is_about_itself(&self) -> bool {
        self.filter.names().any(|name| &*name.text == CURRENT)
    }
}

/// The name by which a query speaks of the note that it stands in.
pub const CURRENT: &str = "$current";

/// Which files a query means.
#[derive(Clone, Debug)]
pub enum Filter {
    /// Every published note and attachment.
    All,
    /// None: what was written cannot be followed.
    Nothing,
    /// Those with a tag: in letter and case, and none below it.
    Tag(Box<str>),
    /// `note`, `image` or `attachment`.
    Type(Box<str>),
    /// Those whose path from the vault's root, with a slash at its start, fits.
    Path(Pattern),
    /// Those whose title fits.
    Title(Pattern),
    /// Those that link to a note.
    LinksTo(Name),
    /// Those that a note links to.
    LinksFrom(Name),
    /// Both of these.
    LinkedWith(Name),
    /// Those of which an expression is true.
    Jexl(Box<jexl::Expression>),
    /// Those that all fit.
    And(Vec<Filter>),
    /// Those that one fits.
    Or(Vec<Filter>),
    /// Those that it does not fit.
    Not(Box<Filter>),
}

impl Filter {
    /// All names of notes in it.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            loop {
                match open.pop()? {
                    Filter::LinksTo(name) | Filter::LinksFrom(name) | Filter::LinkedWith(name) => return Some(name),
                    Filter::And(filters) | Filter::Or(filters) => open.extend(filters.iter().rev()),
                    Filter::Not(filter) => open.push(filter),
                    _ => {}
                }
            }
        })
    }
}

/// A note by its name, as in a wikilink.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
    /// As written; [`CURRENT`] for the note itself.
    pub text: Box<str>,
    /// Where it stands.
    pub span: Span,
}

/// A regular expression, which takes linear time whatever it is.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// The most bytes that a pattern's automaton may take.
    const MAX_BYTES: usize = 1 << 20;

    fn new(pattern: &str) -> Result<Pattern, String> {
        let config = Regex::config().nfa_size_limit(Some(Self::MAX_BYTES)).hybrid_cache_capacity(Self::MAX_BYTES);
        let made = Regex::builder().configure(config).build(pattern);
        made.map(Pattern)
            .map_err(|error| error.syntax_error().map_or_else(|| error.to_string(), |syntax| last_line(&syntax.to_string())))
    }

    /// Whether it fits somewhere in a text.
    pub fn fits(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

/// The sentence at the end of a drawn message.
fn last_line(message: &str) -> String {
    let last = message.lines().last().unwrap_or(message);
    last.trim_start_matches("error: ").to_owned()
}

/// What a query can show of a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Field {
    /// `title`
    Title,
    /// `path`, from the vault's root, with a slash at its start.
    Path,
    /// `filename`, without its extension.
    Filename,
    /// `folder`, with a slash at its start.
    Folder,
    /// `extension`, with its dot.
    Extension,
    /// `type`: `note`, `image` or `attachment`.
    Type,
    /// `tags`
    Tags,
    /// `aliases`
    Aliases,
    /// `sections`: the texts of its headings.
    Sections,
    /// `blocks`: the ids of its blocks.
    Blocks,
    /// `properties`: all of its front matter.
    Properties,
    /// `properties.KEY`
    Property(Box<str>),
    /// `backlink-count`
    Backlinks,
    /// `outlink-count`
    Outlinks,
    /// `body`: its text.
    Body,
    /// `content`: its text without the heading that is its title.
    Content,
    /// `section[LABEL]`: the text below a heading.
    Section(Box<str>),
}

/// A field, and how it is shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Which.
    pub field: Field,
    /// What stands above it in a table.
    pub label: Box<str>,
    /// Whether it leads to the file.
    pub link: bool,
}

/// The order of a query's results.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sort {
    /// By what.
    pub field: Field,
    /// From the last to the first.
    pub descending: bool,
}

/// What results are shown as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// A list, the fields of each parted by dots.
    List,
    /// A table, a column each field.
    Table,
    /// Their number.
    Count,
}

#[cfg(test)]
mod tests;
