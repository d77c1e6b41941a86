//! One file's text becomes a [`Note`]: all that depends on this text alone.
//!
//! A note does not know its path, nor any other note: what another file decides is a hole in its [`Tape`]. The visible text without
//! markup is [`Note::plain`], read off the tape when it is asked for.

pub mod address;
pub mod autolink;
pub mod blocks;
pub mod callout;
pub mod canvas;
pub mod cite;
pub mod code;
pub mod diagram;
pub mod elements;
pub mod emoji;
pub mod fields;
pub mod footnotes;
pub mod formula;
pub mod frontmatter;
pub mod hidden;
pub mod html;
pub mod info;
pub mod inline;
pub mod leaf;
pub mod lines;
pub mod marks;
pub mod mask;
pub mod math;
pub mod media;
pub mod options;
pub mod parse;
pub mod pieces;
pub mod plain;
pub mod properties;
pub mod query;
pub mod table;
pub mod tags;
pub mod tape;
pub mod visibility;
pub mod wikilink;
pub mod writer;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use jiff::civil::Date;

use crate::base::text::Span;
use crate::cite::{Bibliography, Cited, Part as CitePart};
use crate::diag::Finding;
pub use options::{Extras, Options, RawHtml};
pub use plain::{Plain, Run, RunKind};
pub use tape::{Fill, Hole, Slice, Tape};

/// Index into [`Note::links`].
pub type LinkIx = u32;
/// Index into [`Note::blocks`].
pub type BlockIx = u32;
/// Index into [`Note::headings`].
pub type HeadingIx = u32;

/// What one file's text says.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// Front matter.
    pub meta: Meta,
    /// The title that the text gives: the property `title`, else the first heading of level 1. Else the file name counts.
    pub title: Option<String>,
    /// All headings in document order; one may have an empty text.
    pub headings: Vec<Heading>,
    /// All blocks that a link can stand in or lead to, parents before their children.
    pub blocks: Vec<Block>,
    /// All links, in document order; those of the front matter come last.
    pub links: Vec<Link>,
    /// All tags, once for each occurrence: those of the front matter, then those of the text.
    pub tags: Vec<Tag>,
    /// Words of the visible text; a Han, Kana or Hangul character counts as one.
    pub words: u32,
    /// The heading that stands as the page's title: the first one, where it says the same as the title.
    pub title_heading: Option<HeadingIx>,
    /// First block that can stand for the note where it is spoken of: its first paragraph.
    pub lead: Option<BlockIx>,
    /// The front matter as it is shown, in its order; first what the page's box has, then what is not shown but has links.
    pub properties: Vec<Property>,
    /// All citations of works, in document order.
    pub cites: Vec<Cite>,
    /// The works that it cites, in the style's order: the key of each, and its reference as HTML.
    pub references: Vec<(Box<str>, String)>,
    /// All queries, in document order.
    pub queries: Vec<query::Query>,
    /// What is painted in it: its code blocks and diagrams.
    pub paintings: Vec<code::Painting>,
    /// The text as HTML with holes.
    pub body: Tape,
    /// What reading it found.
    pub findings: Vec<Finding>,
}

/// The front matter, as far as foamsite gives it a meaning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meta {
    /// `title`.
    pub title: Option<String>,
    /// `alias` and `aliases`.
    pub aliases: Vec<String>,
    /// `description`.
    pub description: Option<String>,
    /// `date` or `created`.
    pub created: Option<Date>,
    /// `updated`, `modified` or `lastmod`.
    pub updated: Option<Date>,
    /// `lang` or `language`: a BCP 47 tag.
    pub language: Option<String>,
    /// `permalink` or `slug`, as written.
    pub permalink: Option<String>,
    /// `redirect_from`: addresses that it had, as written.
    pub redirects: Vec<String>,
    /// `type`: Foam's kind of note.
    pub kind: Option<String>,
    /// `unlisted`: the note has a page and is in no list.
    pub unlisted: bool,
    /// Every property, also those above, in the order they are written.
    pub properties: serde_json::Map<String, serde_json::Value>,
    /// Where the front matter stands in the text, fences included.
    pub span: Span,
}

impl Meta {
    /// Whether the front matter of `text` is TOML.
    pub fn is_toml(&self, text: &str) -> bool {
        text.get(self.span.range()).is_some_and(|block| block.trim_start_matches('\u{feff}').trim_start().starts_with("+++"))
    }
}

/// A heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading {
    /// 1 to 6, as written.
    pub level: u8,
    /// Its text without markup and block id.
    pub text: String,
    /// Its anchor, unique in the page.
    pub slug: String,
    /// Whether its author chose the anchor.
    pub named: bool,
    /// Its classes, with blanks between them; mostly empty.
    pub classes: Box<str>,
    /// The heading under which it stands.
    pub parent: Option<HeadingIx>,
    /// Its block.
    pub block: BlockIx,
    /// Whether it stands in a quote or a list: it opens no section of the page then.
    pub nested: bool,
}

/// A citation: `[@sobel1995, p. 3]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Cite {
    /// The works.
    pub cited: Vec<Cited>,
    /// As the style writes it.
    pub written: Vec<CitePart>,
    /// The innermost block that holds it.
    pub block: BlockIx,
    /// Where it stands in the text.
    pub span: Span,
}

/// The works that notes may cite.
#[derive(Debug)]
pub struct Citations {
    /// They.
    pub works: Bibliography,
    /// The language of notes that do not say their own.
    pub language: String,
}

/// A property of the front matter on the tape.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    /// Its name as written.
    pub key: Box<str>,
    /// Its block: name and value.
    pub block: BlockIx,
    /// Where the HTML of its value stands.
    pub value: Slice,
    /// Whether the page shows it.
    pub shown: bool,
}

/// What kind of block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BlockKind {
    /// A paragraph, or the text of a list item that has no paragraphs, or of a table cell's row.
    Paragraph,
    /// A heading.
    Heading(HeadingIx),
    /// A whole list.
    List,
    /// One item, with all that is in it.
    Item,
    /// A whole table.
    Table,
    /// The row of column names.
    TableHead,
    /// One row.
    Row,
    /// A quote.
    Quote,
    /// A callout or alert.
    Callout,
    /// A code block.
    Code,
    /// The results of a query.
    Query,
    /// A card of a canvas.
    Card,
    /// A property of the front matter. It stands on the tape behind the text.
    Property,
    /// Displayed mathematics or a diagram.
    Figure,
    /// The text of a footnote.
    Footnote,
    /// A definition list's term or definition.
    Definition,
    /// Raw HTML.
    Html,
}

/// A part of a note with a place of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands in the text.
    pub span: Span,
    /// Where its HTML stands: always balanced.
    pub slice: Slice,
    /// Where the HTML of its content stands, without its own element's tags.
    pub inner: Slice,
    /// The block around it.
    pub parent: Option<BlockIx>,
    /// The heading of the section it stands in.
    pub section: Option<HeadingIx>,
    /// Its id in the page: `^name` by its author, else made of its text where it holds a link. A heading's own is its slug.
    pub anchor: Option<Box<str>>,
}

impl Block {
    /// The id that the author gave it, with its `^`.
    pub fn id(&self) -> Option<&str> {
        self.anchor.as_deref().filter(|anchor| anchor.starts_with('^'))
    }
}

/// How a link is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Syntax {
    /// `[[name]]`, `![[name]]`.
    Wiki,
    /// `[text](url)`, `![alt](url)`.
    Inline,
    /// `[text][label]` and its short forms; `![alt][label]`.
    Reference,
    /// `href` or `src` in raw HTML: in no graph, but it must not be dead.
    Html,
}

/// Who sees a link. Foam and readers disagree in a few odd places.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Seen {
    /// Foam's graph and the page.
    Both,
    /// Foam's graph alone: the link is inside a formula, where the page shows none.
    Foam,
    /// The page alone: Foam's graph lost it, its preview shows it.
    Page,
}

/// A link as written; what it means is decided by `link`.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// How it is written.
    pub syntax: Syntax,
    /// With a `!`: shows its target in place.
    pub embed: bool,
    /// Who sees it.
    pub seen: Seen,
    /// The target: of a wikilink the text before `#` or `|` without backslashes, nothing trimmed; else the URL without its
    /// fragment, entities and escapes undone, still percent-encoded.
    pub name: Box<str>,
    /// The text after the first `#`: of a wikilink as written, of a URL percent-decoded. Empty fragments are none.
    pub fragment: Option<Box<str>>,
    /// The text to show: a wikilink's part after `|`, an image's alternative text. `None`: the page makes one.
    pub label: Option<Box<str>>,
    /// A Markdown link's or image's title.
    pub title: Option<Box<str>>,
    /// The URL of a link reference definition whose label is this wikilink's text: it decides the target in Foam.
    pub definition: Option<Box<str>>,
    /// Foam's word glued before an embed: `full`, `content-card`, …
    pub modifier: Option<Box<str>>,
    /// An embed that blocks may stand for: it is inside no element of a line, heading or title.
    pub in_flow: bool,
    /// Where it stands in the text, brackets included, the `!` of an embed too.
    pub span: Span,
    /// The innermost block that holds it.
    pub block: BlockIx,
}

impl Link {
    /// A wikilink that stands nowhere: for names in other places.
    pub fn wikilink(name: &str) -> Link {
        let (name, fragment) = name.split_once('#').map_or((name, None), |(name, fragment)| (name, Some(fragment)));
        Link {
            syntax: Syntax::Wiki,
            embed: false,
            seen: Seen::Both,
            name: name.into(),
            fragment: fragment.filter(|f| !f.is_empty()).map(Into::into),
            label: None,
            title: None,
            definition: None,
            modifier: None,
            in_flow: false,
            span: Span::default(),
            block: 0,
        }
    }

    /// The fragment that names the place in the target: the link's own, or that of the definition which decides the target.
    pub fn place(&self) -> Option<Cow<'_, str>> {
        let Some(url) = &self.definition else { return self.fragment.as_deref().map(Cow::Borrowed) };
        let (_, fragment) = url.split_once('#')?;
        Some(crate::base::path::decode(fragment)).filter(|fragment| !fragment.is_empty()).map(Cow::Owned)
    }

    /// Whether it is an embed that may turn out to be a note's text, at a place where that can stand. Pictures, sound and film
    /// are told by their names.
    pub fn can_show_blocks(&self) -> bool {
        let is_note = match self.syntax {
            Syntax::Wiki => media::of(&self.name) == media::Media::Other,
            Syntax::Inline | Syntax::Reference => self.name.ends_with(".md"),
            Syntax::Html => false,
        };
        self.embed && self.in_flow && is_note
    }

    /// True for a URL with a scheme, or one that begins with `//`: it leaves the site.
    pub fn is_external(&self) -> bool {
        self.syntax != Syntax::Wiki && address::is_external(&self.name)
    }
}

/// A tag, without `#`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// `method/daily`.
    pub name: Box<str>,
    /// Where it stands.
    pub span: Span,
}
