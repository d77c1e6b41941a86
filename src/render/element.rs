//! The elements that the holes of a tape become, on whatever page it is played.

use std::borrow::Cow;

use crate::base::path::{SitePath, encode_into};
use crate::base::text::escape_into;
use crate::link::{Part, Target};
use crate::note::{BlockIx, BlockKind, Link, LinkIx, Note, Syntax};
use crate::render::cut::MENTION;
use crate::site::Site;
use crate::theme::Words;
use crate::vault::{AssetId, NoteId};

/// Writes the links of one note for one page.
#[derive(Clone, Copy)]
pub(super) struct Pen<'a> {
    pub(super) site: Site<'a>,
    /// Whose links.
    pub(super) id: NoteId,
    /// The page that they stand on.
    pub(super) page: &'a SitePath,
    /// The words of its language; `None` where plain text is written, which has none of them.
    pub(super) words: Option<&'a Words>,
}

/// The page that something is written on.
#[derive(Clone, Copy, Debug)]
pub struct On<'a> {
    /// Its address.
    pub url: &'a SitePath,
    /// The words of its language.
    pub words: &'a Words,
}

impl<'a> Pen<'a> {
    pub(super) fn note(self) -> &'a Note {
        self.site.note(self.id)
    }

    pub(super) fn link(self, ix: LinkIx) -> &'a Link {
        self.site.link(self.id, ix)
    }

    /// A date on the tape, the next `length` bytes, as readers write it.
    pub(super) fn date(self, out: &mut String, at: u32, length: u32) {
        let date = self.note().body.html.get(at as usize..(at + length) as usize).unwrap_or_default();
        let told = self.words.map_or_else(|| date.to_owned(), |words| words.date(date));
        out.push_str("<time datetime=\"");
        out.push_str(date);
        out.push_str("\">");
        escape_into(out, &told);
        out.push_str("</time>");
    }

    /// What a kind of callout is called; its English name stands on the tape, the next `length` bytes. Answers how many of them
    /// that replaces: a kind of the author's own stays as it is.
    pub(super) fn callout_name(self, out: &mut String, at: u32, length: u32) -> u32 {
        let name = self.note().body.html.get(at as usize..(at + length) as usize).unwrap_or_default();
        match self.words.and_then(|words| words.find(&callout_key(name))) {
            Some(told) => {
                escape_into(out, told);
                length
            }
            None => 0,
        }
    }

    pub(super) fn target(self, ix: LinkIx) -> Target {
        self.site.graph.targets[self.id.ix()][ix as usize]
    }

    /// The start tag of a link's element, with `class` added to its own.
    pub(super) fn open(self, out: &mut String, ix: LinkIx, class: &str) {
        let link = self.link(ix);
        let mut attributes = Attributes(out);
        match self.target(ix) {
            Target::Note { id, part, .. } => {
                attributes.begin("a", "wikilink", class);
                attributes.add("data-note", self.site.sources[id.ix()].path.as_str());
                attributes.with("href", |out| self.note_href_into(out, id, part));
            }
            Target::Asset(id) if self.is_published(id) => {
                attributes.begin("a", "attachment", class);
                attributes.add("href", &self.asset_href(id, link.fragment.as_deref()).unwrap_or_default());
            }
            Target::External if is_harmless(&link.name) => {
                attributes.begin("a", "external", class);
                attributes.add("href", &with_fragment(link.name.to_string(), link.fragment.as_deref()));
            }
            Target::Placeholder(_) | Target::Asset(_) | Target::External => {
                return self.open_placeholder(out, ix);
            }
        }
        if let Some(title) = &link.title {
            attributes.add("title", title);
        }
        attributes.end();
    }

    /// The end tag that goes with [`Pen::open`].
    pub(super) fn close(self, out: &mut String, ix: LinkIx) {
        let is_link = match self.target(ix) {
            Target::Note { .. } => true,
            Target::Asset(id) => self.is_published(id),
            Target::External => is_harmless(&self.link(ix).name),
            Target::Placeholder(_) => self.wanted(ix).is_some(),
        };
        out.push_str(if is_link { "</a>" } else { "</span>" });
    }

    /// Opens a mention. It is a link only where it leads further than to the page that it stands on.
    pub(super) fn open_mention(self, out: &mut String, ix: LinkIx, class: &str) {
        out.push_str(MENTION);
        if !self.leads_here(ix) {
            self.open(out, ix, class);
        }
    }

    /// The end tags that go with [`Pen::open_mention`].
    pub(super) fn close_mention(self, out: &mut String, ix: LinkIx) {
        if !self.leads_here(ix) {
            self.close(out, ix);
        }
        out.push_str("</mark>");
    }

    /// Whether a link leads to this very page and to no place in it.
    fn leads_here(self, ix: LinkIx) -> bool {
        let here = |id: NoteId| self.site.plan.notes[id.ix()] == *self.page;
        matches!(self.target(ix), Target::Note { id, part: Part::Whole | Part::Lost, .. } if here(id))
            || self.wanted(ix) == Some(self.page)
    }

    /// A link with the text that it would have without a label.
    pub(super) fn whole(self, out: &mut String, ix: LinkIx, class: &str) {
        self.open(out, ix, class);
        isolate(out, &self.text(ix));
        self.close(out, ix);
    }

    /// Marked text for what leads to nothing.
    pub(super) fn placeholder(self, out: &mut String, ix: LinkIx, text: &str) {
        self.open_placeholder(out, ix);
        isolate(out, text);
        out.push_str(if self.wanted(ix).is_some() { "</a>" } else { "</span>" });
    }

    /// The page of a name that nobody has written about, where it has one. What is missing to be shown here is no such name.
    pub(super) fn wanted(self, ix: LinkIx) -> Option<&'a SitePath> {
        let Target::Placeholder(id) = self.target(ix) else { return None };
        let link = self.link(ix);
        self.site.plan.wanted.get(&id.0).filter(|_| !link.embed && link.syntax != Syntax::Html)
    }

    /// Marks what leads to nothing: its page, where it has one, tells who asks for it.
    fn open_placeholder(self, out: &mut String, ix: LinkIx) {
        let name = match self.target(ix) {
            Target::Placeholder(id) => self.site.graph.placeholder(id),
            _ => &self.link(ix).name,
        };
        let mut attributes = Attributes(out);
        let page = self.wanted(ix);
        attributes.begin(if page.is_some() { "a" } else { "span" }, "placeholder", "");
        attributes.add("data-placeholder", name);
        if let Some(page) = page {
            attributes.with("href", |out| self.page.href_into(out, page));
        }
        if let Some(words) = self.words {
            attributes.add("title", words.get("not-written"));
        }
        attributes.end();
    }

    /// The text of a link that has no label: the title of its note and what of it is meant; else its name as written.
    pub(super) fn text(self, ix: LinkIx) -> Cow<'a, str> {
        self.site.link_text(self.id, ix)
    }

    /// A tag as a link to its page.
    pub(super) fn tag(self, out: &mut String, ix: u32) {
        self.tag_named(out, &self.note().tags[ix as usize].name);
    }

    /// Any tag.
    pub(super) fn tag_named(self, out: &mut String, name: &str) {
        match self.site.plan.tags.get(name) {
            Some(url) => {
                out.push_str("<a class=\"tag\" href=\"");
                self.page.href_into(out, url);
                out.push_str("\">#");
                escape_into(out, name);
                out.push_str("</a>");
            }
            None => {
                out.push_str("<span class=\"tag\">#");
                escape_into(out, name);
                out.push_str("</span>");
            }
        }
    }

    /// ` href="…"` or ` src="…"` for raw HTML; nothing where it would be dead.
    pub(super) fn raw_url(self, out: &mut String, ix: LinkIx) {
        let link = self.link(ix);
        let href = match self.target(ix) {
            Target::Note { id, part, .. } => Some(self.note_href(id, part)),
            Target::Asset(id) => self.asset_href(id, link.fragment.as_deref()),
            Target::Placeholder(_) | Target::External => None,
        };
        if let Some(href) = href {
            // a raw link keeps its attribute's name where others have their title
            Attributes(out).add(link.title.as_deref().unwrap_or("href"), &href);
        }
    }

    /// From this page to a place in a note.
    pub(super) fn note_href(self, id: NoteId, part: Part) -> String {
        let mut href = String::with_capacity(96);
        self.note_href_into(&mut href, id, part);
        href
    }

    /// Appends the same. No character of it need be escaped.
    fn note_href_into(self, out: &mut String, id: NoteId, part: Part) {
        let note = self.site.note(id);
        let anchor = match part {
            Part::Whole | Part::Lost => None,
            Part::Heading(heading) => Some(&*note.headings[heading as usize].slug),
            Part::Block(block) => anchor(note, block),
        };
        let to = &self.site.plan.notes[id.ix()];
        let anchor = anchor.filter(|a| !a.is_empty());
        if anchor.is_none() || to != self.page {
            self.page.href_into(out, to);
        }
        push_fragment(out, anchor);
    }

    fn is_published(self, id: AssetId) -> bool {
        self.site.plan.assets[id.ix()].is_some()
    }

    /// From this page to an attachment, if it is published.
    pub(super) fn asset_href(self, id: AssetId, fragment: Option<&str>) -> Option<String> {
        let url = self.site.plan.assets[id.ix()].as_ref()?;
        Some(with_fragment(self.page.href(url), fragment))
    }
}

/// The id in its page at which a block, or the nearest thing around or above it, can be found.
pub(super) fn anchor(note: &Note, block: BlockIx) -> Option<&str> {
    let mut at = Some(block);
    while let Some(ix) = at {
        let block = &note.blocks[ix as usize];
        if let BlockKind::Heading(heading) = block.kind {
            return Some(&note.headings[heading as usize].slug);
        }
        if let Some(anchor) = &block.anchor {
            return Some(anchor);
        }
        at = block.parent;
    }
    let section = note.blocks[block as usize].section?;
    Some(&note.headings[section as usize].slug)
}

/// `href` with a fragment, if there is one.
pub(super) fn with_fragment(mut href: String, fragment: Option<&str>) -> String {
    push_fragment(&mut href, fragment);
    href
}

fn push_fragment(href: &mut String, fragment: Option<&str>) {
    if let Some(fragment) = fragment {
        href.push('#');
        for (number, part) in fragment.split('&').enumerate() {
            href.push_str(if number > 0 { "&" } else { "" });
            encode_into(href, part);
        }
    }
}

/// Whether an address outside the vault may stand in `href`; the parser lets no other through, this is the second lock.
pub(super) fn is_harmless(url: &str) -> bool {
    const SCHEMES: [&str; 5] = ["http:", "https:", "mailto:", "tel:", "//"];
    SCHEMES.iter().any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

/// `text`, in an element of its own direction where it could turn round what stands beside it.
pub(super) fn isolate(out: &mut String, text: &str) {
    let turns = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    let apart = !text.is_ascii() && text.contains(turns);
    out.push_str(if apart { "<bdi>" } else { "" });
    escape_into(out, text);
    out.push_str(if apart { "</bdi>" } else { "" });
}

/// The key of a callout's kind among the words, by its English name.
fn callout_key(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    format!("callout-{}", letters.collect::<String>())
}

/// Writes a start tag.
pub(super) struct Attributes<'a>(pub(super) &'a mut String);

impl Attributes<'_> {
    /// `<element`, and its class if it has one.
    pub(super) fn open(&mut self, element: &str, class: &str) {
        self.0.push('<');
        self.0.push_str(element);
        if !class.is_empty() {
            self.add("class", class);
        }
    }

    /// `<element class="class more"`.
    pub(super) fn begin(&mut self, element: &str, class: &str, more: &str) {
        let space = if more.is_empty() { "" } else { " " };
        for part in ["<", element, " class=\"", class, space, more, "\""] {
            self.0.push_str(part);
        }
    }

    pub(super) fn add(&mut self, name: &str, value: &str) {
        for part in [" ", name, "=\""] {
            self.0.push_str(part);
        }
        escape_into(self.0, value);
        self.0.push('"');
    }

    /// An attribute whose value `write` writes, escaped.
    fn with(&mut self, name: &str, write: impl FnOnce(&mut String)) {
        for part in [" ", name, "=\""] {
            self.0.push_str(part);
        }
        write(self.0);
        self.0.push('"');
    }

    pub(super) fn end(&mut self) {
        self.0.push('>');
    }
}
