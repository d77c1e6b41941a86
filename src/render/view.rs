//! What templates see, field by field: the contract with themes.
//!
//! Texts are plain and escaped by the templates; fields that end in `html` are safe HTML, for `| safe`. Every address is
//! relative to the page at hand and percent-encoded. Of the pages' own objects, a template sees exactly one.

use serde::Serialize;

use super::view_discover::OwnView;

/// `site`, in every template: what all pages share.
#[derive(Serialize, Debug)]
pub struct SiteView<'a> {
    /// The site's name.
    pub title: &'a str,
    /// One sentence about it.
    pub description: Option<&'a str>,
    /// Who writes.
    pub author: Option<&'a str>,
    /// BCP 47 tag of the interface, and of pages that do not say their own.
    pub language: &'a str,
    /// The way the interface runs: `ltr` or `rtl`.
    pub direction: &'static str,
    /// The address of the list of all tags, below `page.root`; none where no note has a tag.
    pub tags: Option<String>,
    /// That of the graph, where there is such a page.
    pub graph: Option<String>,
    /// That of the list of saved queries, where there are any.
    pub queries: Option<String>,
    /// That of the pages of discovery, where there are any.
    pub discover: Option<String>,
    /// That of the search page, where there is one.
    pub search: Option<String>,
    /// How many notes there are.
    pub notes: usize,
}

/// `page`, in every template: what each page has.
#[derive(Serialize, Debug)]
pub struct PageView<'a> {
    /// `note`, `backlinks`, `folder`, `home`, `tag`, `tags`, `graph`, `search`, `work`, `works`, `query`, `queries`, `discover`, `wanted` or `missing`.
    pub kind: &'static str,
    /// What it is called.
    pub title: &'a str,
    /// One sentence about it, for search engines and previews.
    pub description: Option<String>,
    /// BCP 47 tag of its text.
    pub language: &'a str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// The way to the site's root, with a slash at its end.
    pub root: String,
    /// What search engines should do with it, where that is not all they can: `noindex`.
    pub robots: Option<&'static str>,
    /// Its absolute address, where the site's is known.
    pub canonical: Option<String>,
    /// The picture of a note's page for other sites that show its address, where there is one and the site's address is known.
    pub picture: Option<PictureView>,
    /// Feeds that follow it, those of the whole site last.
    pub feeds: Vec<FeedView>,
    /// When a note was written and last changed, as far as that is known: `2024-03-12`.
    pub published: Option<String>,
    /// When it was last changed.
    pub modified: Option<String>,
    /// What it is and what it lies in, for search engines: a `script` element with JSON-LD, where the site's address is known.
    pub linked_data_html: Option<String>,
    /// The pages above it, from the home page.
    pub crumbs: Vec<LinkView<'a>>,
    /// The folder tree, as far as it leads here: the items of a list.
    pub tree_html: String,
}

/// The picture of a page.
#[derive(Serialize, Debug)]
pub struct PictureView {
    /// Its absolute address.
    pub url: String,
    /// Its width in pixels, where that is known.
    pub width: Option<u32>,
    /// Its height.
    pub height: Option<u32>,
    /// What it shows, for those who do not see it.
    pub alt: String,
}

/// A feed.
#[derive(Serialize, Debug)]
pub struct FeedView {
    /// What it follows.
    pub title: String,
    /// Its file.
    pub href: String,
    /// Its type: `application/atom+xml` or `application/feed+json`.
    pub kind: &'static str,
}

/// A name that leads somewhere.
#[derive(Serialize, Debug)]
pub struct LinkView<'a> {
    /// What it says.
    pub title: &'a str,
    /// Where it leads.
    pub href: String,
}

/// `search`, of the search page: what leads to all notes where there are no scripts.
#[derive(Serialize, Debug)]
pub struct SearchView<'a> {
    /// All tags.
    pub tags: Vec<CountView<'a>>,
    /// The folders right below the root, and the home page.
    pub folders: Vec<LinkView<'a>>,
}

/// `note`, of a note's page.
#[derive(Serialize, Debug)]
pub struct NoteView<'a> {
    /// Its path in the vault.
    pub path: &'a str,
    /// Its title with its formatting, for the inside of the page's `h1`.
    pub title_html: String,
    /// The `h1`'s id, where links may lead to it.
    pub title_id: Option<String>,
    /// All below the title.
    pub html: String,
    /// What its front matter says that the page shows in no other way: the inside of a `dl`, a `div` with `dt` and `dd` each.
    pub properties_html: Option<String>,
    /// When it was written: `2024-03-12`.
    pub created: Option<String>,
    /// When it was last changed, where that is another day.
    pub updated: Option<String>,
    /// How many minutes it takes to read; none for a short one.
    pub minutes: Option<u32>,
    /// Other names that it goes by.
    pub aliases: Vec<&'a str>,
    /// Its tags, each once.
    pub tags: Vec<LinkView<'a>>,
    /// Its headings, where there are enough to need a list of them.
    pub contents: Vec<ContentsView<'a>>,
    /// What is in the folder that this note stands for.
    pub folder: Option<FolderView<'a>>,
    /// What belongs to it beside its links, where there is any such thing.
    pub own: Option<OwnView>,
    /// Who links here and where this leads, where there is any such link.
    pub connections: Option<ConnectionsView>,
    /// The note with those next to it as a picture, where it has any and `[graph]` does not switch it off.
    pub graph: Option<LocalGraphView>,
}

/// `note.graph`, the local graph.
#[derive(Serialize, Debug)]
pub struct LocalGraphView {
    /// An `svg` element with a link for each neighbour: `a.in` links here, `a.out` is linked to, `a.both` both; `g.wanted` is
    /// what nothing has yet.
    pub svg_html: String,
    /// How many neighbours there are besides those that are drawn.
    pub more: usize,
    /// How many only link here.
    pub incoming: usize,
    /// How many link here and are linked to.
    pub both: usize,
    /// How many are only linked to.
    pub outgoing: usize,
    /// The note in the graph of the whole site, where there is such a page.
    pub whole: Option<String>,
}

/// A line of a note's contents.
#[derive(Serialize, Debug)]
pub struct ContentsView<'a> {
    /// The heading's text.
    pub title: &'a str,
    /// Where it is: `#why`.
    pub href: String,
    /// 0 for the uppermost headings of the note, 1 for those below them.
    pub depth: u8,
}

/// The links of a note, both ways.
#[derive(Serialize, Debug)]
pub struct ConnectionsView {
    /// How many notes link here.
    pub backlinks: usize,
    /// Those that this page shows, but for daily notes: the items of a list.
    pub cards_html: String,
    /// How many daily notes it shows.
    pub daily: usize,
    /// They: the items of a list.
    pub daily_html: String,
    /// The page with the next ones.
    pub more: Option<String>,
    /// The page before this one.
    pub previous: Option<String>,
    /// How many notes and names this note links to.
    pub forward: usize,
    /// How many of these nothing has yet.
    pub placeholders: usize,
    /// They: the items of a list.
    pub forward_html: String,
}

/// `folder`, of a folder's page and of the home page; and of a note that stands for one.
#[derive(Serialize, Debug)]
pub struct FolderView<'a> {
    /// Its path in the vault; empty for the root.
    pub path: &'a str,
    /// The folders in it.
    pub folders: Vec<CountView<'a>>,
    /// The notes in it, without the one that stands for it.
    pub notes: Vec<EntryView<'a>>,
}

/// A folder or tag, and how many notes are in it.
#[derive(Serialize, Debug)]
pub struct CountView<'a> {
    /// What it is called, without what is above it.
    pub title: &'a str,
    /// Its page.
    pub href: String,
    /// How many notes are in it and below.
    pub count: usize,
    /// How many others it lies in, of those in the list.
    pub depth: usize,
}

/// A note in a list.
#[derive(Serialize, Debug)]
pub struct EntryView<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its page.
    pub href: String,
    /// The folder it is in; empty for the root.
    pub folder: &'a str,
    /// When it was last changed, or written: `2024-03-12`.
    pub date: Option<String>,
    /// How many notes link to it, where the list is about that.
    pub count: Option<usize>,
}

/// `home`, of a home page that is not a note.
#[derive(Serialize, Debug)]
pub struct HomeView<'a> {
    /// The notes with the latest dates, newest first.
    pub recent: Vec<EntryView<'a>>,
    /// The notes that most others link to.
    pub linked: Vec<EntryView<'a>>,
}

/// `tag`, of a tag's page.
#[derive(Serialize, Debug)]
pub struct TagView<'a> {
    /// The whole tag: `method/daily`.
    pub name: &'a str,
    /// The tags right below it.
    pub below: Vec<CountView<'a>>,
    /// The notes that have it, or one below it.
    pub notes: Vec<EntryView<'a>>,
}

/// `work`, of the page of a work that notes cite; `works`, a list of them, of the page of all.
#[derive(Serialize, Debug)]
pub struct WorkView<'a> {
    /// Its key in the bibliography.
    pub key: &'a str,
    /// What it is called.
    pub title: String,
    /// It, as the configured style writes a reference.
    pub reference_html: String,
    /// Where it can be read.
    pub url: Option<String>,
    /// Its page.
    pub href: String,
    /// How many notes cite it.
    pub notes: usize,
    /// They, each with what it says: the items of a list. Empty in the list of all works.
    pub cards_html: String,
}

/// `query`, of the page of a saved query; `queries`, a list of them, of the page of all.
#[derive(Serialize, Debug)]
pub struct QueryView<'a> {
    /// What it is called.
    pub name: &'a str,
    /// What it says of itself.
    pub description: Option<&'a str>,
    /// Its page.
    pub href: String,
    /// How many files it finds; none where it cannot be followed.
    pub count: Option<usize>,
    /// What it found, as a block of a note shows it. Empty in the list of all queries.
    pub html: String,
}

/// `graph`, of the graph's page.
#[derive(Serialize, Debug)]
pub struct GraphView<'a> {
    /// How many links there are between notes.
    pub links: usize,
    /// How the graph looks at first, as JSON: for the scripts.
    pub look: String,
    /// The best known notes as a picture, for those who have no scripts: an `svg` element.
    pub overview_html: String,
    /// The notes with most links, each with how many notes link to it.
    pub linked: Vec<EntryView<'a>>,
    /// The folders, with the number of their notes.
    pub folders: Vec<CountView<'a>>,
}
