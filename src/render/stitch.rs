//! Playing a note's tape into its page: links find their addresses, embeds open, ids are given.

use crate::base::path::SitePath;
use crate::base::text::escape;
use crate::link::{Part, Target};
use crate::note::code::PaintingKind;
use crate::note::{BlockIx, Fill, HeadingIx, Hole, Link, LinkIx, Note, Slice};
use crate::paint::Painted;
use crate::site::Site;
use crate::theme::Words;
use crate::vault::{AssetId, NoteId};

use super::element::{Attributes, Pen, isolate};
use super::embed::{self, Excerpt, Ledger, Refusal, without_title};
use super::media;
use super::voice::{Scope, Voice};
use super::{cite, diagram, footnotes, preview, query, task};

/// A note's text as its page shows it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Body {
    /// The title, for the inside of the page's only `h1`: with the formatting of the heading that it comes from.
    pub title_html: String,
    /// The title's id, where it comes from a heading that links may lead to.
    pub title_id: Option<String>,
    /// All below the title.
    pub html: String,
    /// The properties that are shown: the inside of a `dl`.
    pub properties: String,
}

/// The text of a note for its page, or for any other page at `url` that shows all of it.
pub fn body(site: Site<'_>, id: NoteId, url: &SitePath, words: &Words) -> Body {
    let note = site.note(id);
    let voice = Voice::own(Pen { site, id, page: url, words: Some(words) });
    let mut weaver = Weaver::new(Ledger::new(id), words);
    let mut body = Body { title_html: escape(site.title(id)), ..Body::default() };
    if let Some(heading) = note.title_heading.map(|h| &note.headings[h as usize]) {
        body.title_html.clear();
        weaver.play(&mut body.title_html, note.blocks[heading.block as usize].inner, voice);
        body.title_id = Some(heading.slug.clone()).filter(|slug| !slug.is_empty());
    }
    for slice in without_title(note) {
        weaver.play(&mut body.html, slice, voice);
    }
    body.html.push_str(&note.body.closers);
    cite::references(&mut body.html, site, id, url, words);
    for property in note.properties.iter().filter(|property| property.shown) {
        weaver.play(&mut body.properties, note.blocks[property.block as usize].slice, voice);
    }
    body
}

pub(super) struct Weaver<'w> {
    pub(super) ledger: Ledger,
    pub(super) words: &'w Words,
    /// How many parts that have their footnotes with them were embedded.
    wholes: u32,
    /// How many diagrams were drawn.
    diagrams: u32,
    /// Whether a picture was shown.
    has_picture: bool,
}

impl<'w> Weaver<'w> {
    pub(super) fn new(ledger: Ledger, words: &'w Words) -> Self {
        Weaver { ledger, words, wholes: 0, diagrams: 0, has_picture: false }
    }

    pub(super) fn play(&mut self, out: &mut String, slice: Slice, voice: Voice<'_>) {
        let pen = voice.pen;
        pen.note().body.play(slice, out, |out, Hole { fill, at }| {
            match fill {
                Fill::HeadingOpen(ix) => open_heading(out, voice, ix),
                Fill::HeadingClose(ix) => out.push_str(&format!("</h{}>", voice.element(ix))),
                Fill::BlockId(ix) if voice.scope == Scope::Own => block_id(out, pen.note(), ix),
                Fill::BlockId(_) => {}
                Fill::LinkOpen(ix) => pen.open(out, ix, ""),
                Fill::LinkText(ix) => isolate(out, &pen.text(ix)),
                Fill::LinkClose(ix) => pen.close(out, ix),
                Fill::Embed(ix) => self.embed(out, voice, ix),
                Fill::Cite(ix) => cite::write(out, voice, ix),
                Fill::Date(length) => {
                    pen.date(out, at, length);
                    return length;
                }
                Fill::CalloutName(length) => return pen.callout_name(out, at, length),
                Fill::Preview(ix) => preview::write(self, out, voice, ix),
                Fill::Query(ix) => query::write(self, out, voice, ix),
                Fill::Tag(ix) => pen.tag(out, ix),
                Fill::Task(sign) => task::write(out, sign, self.words),
                Fill::Painting(ix) => return self.painting(out, voice, ix),
                Fill::Raw(_) => {}
                Fill::RawUrl(ix) => pen.raw_url(out, ix),
                Fill::FootnoteMark(number, mark) => footnotes::mark(out, voice, number, mark),
                Fill::FootnoteOpen(number) => match voice.scope.footnotes() {
                    Some(scope) => out.push_str(&format!("<li id=\"{scope}fn:{number}\">")),
                    None => out.push_str("<li>"),
                },
                Fill::FootnoteBack(number, marks) => footnotes::back(out, voice, number, 1..=marks),
            }
            0
        });
    }

    /// Writes a painting. Answers how much of the tape it stands in place of.
    fn painting(&mut self, out: &mut String, voice: Voice<'_>, ix: u32) -> u32 {
        let pen = voice.pen;
        let painting = &pen.note().paintings[ix as usize];
        match (&painting.kind, pen.site.paintings.get(pen.id.ix(), ix)) {
            (PaintingKind::Code(_, look), Painted::Code(html)) => look.write(out, &painting.text, html, false),
            (PaintingKind::Diagram(names), Painted::Diagram(drawing)) => {
                self.diagrams += 1;
                let block = &pen.note().blocks[painting.block as usize];
                let source = &pen.note().body.html[block.inner.start as usize..block.inner.end as usize];
                let frame = diagram::Frame { number: self.diagrams, names, drawing, source, words: self.words };
                frame.write(out, block.anchor.as_deref().filter(|_| voice.is_own()));
            }
            _ => return 0,
        }
        painting.length
    }

    /// Whether a file is the first picture that this page shows.
    pub(super) fn is_first_picture(&mut self, pen: Pen<'_>, id: AssetId) -> bool {
        let is_picture = media::is_picture(pen.site.assets[id.ix()].path.as_str());
        is_picture && !std::mem::replace(&mut self.has_picture, true)
    }

    fn embed(&mut self, out: &mut String, voice: Voice<'_>, ix: LinkIx) {
        let pen = voice.pen;
        let link = pen.link(ix);
        match pen.target(ix) {
            Target::Note { .. } => match embed::shown_note(pen.site, pen.id, ix) {
                Some((id, part, excerpt)) => match self.ledger.enter(id, part, &excerpt) {
                    Ok(()) => {
                        self.embed_note(out, voice, ix, (id, part, excerpt));
                        self.ledger.leave();
                    }
                    Err(Refusal::Circle) => self.refused(out, pen, ix, "embed-circle", (id, part)),
                    Err(Refusal::Limit) => self.refused(out, pen, ix, "embed-limit", (id, part)),
                },
                None => pen.whole(out, ix, "embed-link"),
            },
            Target::Asset(id) => {
                let is_first = self.is_first_picture(pen, id);
                media::attachment(pen, out, ix, id, is_first);
            }
            Target::External if media::external(pen, out, ix) => {}
            Target::Placeholder(_) | Target::External => pen.placeholder(out, ix, &missing(pen, link, ix)),
        }
    }

    /// A link in the place of an embed, and what is shown inside what.
    fn refused(&self, out: &mut String, pen: Pen<'_>, ix: LinkIx, class: &str, (id, part): (NoteId, Part)) {
        pen.whole(out, ix, class);
        out.push_str(" <small class=\"embed-chain\">");
        for (number, (id, part)) in self.ledger.chain(id, part).enumerate() {
            out.push_str(if number > 0 { " → " } else { "" });
            isolate(out, pen.site.title(id));
            if let Part::Heading(heading) = part {
                out.push_str(" › ");
                isolate(out, &pen.site.note(id).headings[heading as usize].text);
            }
        }
        out.push_str("</small>");
    }

    fn embed_note(&mut self, out: &mut String, voice: Voice<'_>, ix: LinkIx, (id, part, excerpt): (NoteId, Part, Excerpt)) {
        let pen = voice.pen;
        let style = embed::style(pen.link(ix), pen.site.config.embed);
        let mut element = Attributes(out);
        element.begin("div", "embed", if style.inline { "embed-inline" } else { "" });
        element.add("data-embed", pen.site.sources[id.ix()].path.as_str());
        element.end();
        let mut around = voice.level_at(pen.link(ix).block);
        if !style.inline && !style.content && part == Part::Whole {
            // the title is the card's heading, and what is below stands under it
            around = (around + 1).min(6);
            out.push_str(&format!("<h{around} class=\"embed-title\">"));
            pen.whole(out, ix, "");
            out.push_str(&format!("</h{around}>\n"));
        } else if !style.inline {
            out.push_str("<p class=\"embed-source\">");
            pen.open(out, ix, "");
            // a heading that is shown need not be named
            let names_heading = style.content || !matches!(part, Part::Heading(_));
            isolate(out, &if names_heading { pen.text(ix) } else { pen.site.title(id).into() });
            pen.close(out, ix);
            out.push_str("</p>\n");
        }
        let mut inside = voice.lowered(around, id, &excerpt);
        if part == Part::Whole || !excerpt.footnotes.is_empty() {
            self.wholes += 1;
            inside.scope = Scope::Whole(self.wholes);
        }
        self.excerpt(out, inside, &excerpt);
        out.push_str("</div>");
    }

    /// Plays a part of the note whose voice is `inside`.
    pub(super) fn excerpt(&mut self, out: &mut String, inside: Voice<'_>, excerpt: &Excerpt) {
        out.push_str(excerpt.around[0]);
        for slice in &excerpt.slices {
            let cuts = RawCuts::of(inside.pen.note(), *slice);
            self.play_balanced(out, *slice, inside, &cuts);
        }
        out.push_str(excerpt.around[1]);
        if matches!(inside.scope, Scope::Whole(_)) && !excerpt.footnotes.is_empty() {
            footnotes::below(self, out, inside, &excerpt.footnotes);
        }
    }

    /// Plays a part whose raw HTML may begin or end elsewhere: stray end tags are left out, open elements closed.
    fn play_balanced(&mut self, out: &mut String, slice: Slice, voice: Voice<'_>, cuts: &RawCuts) {
        let mut from = slice;
        for (index, at, length) in &cuts.stray {
            self.play(out, Slice { end: *at, last: *index, ..from }, voice);
            from = Slice { start: at + length, first: index + 1, ..from };
        }
        self.play(out, from, voice);
        out.push_str(&cuts.closers);
    }
}

/// Raw HTML that a part of a note does not hold as a whole.
#[derive(Default)]
struct RawCuts {
    /// End tags of what began before: their hole, place and length.
    stray: Vec<(u32, u32, u32)>,
    /// End tags for what ends behind.
    closers: String,
}

impl RawCuts {
    fn of(note: &Note, slice: Slice) -> Self {
        let mut cuts = RawCuts::default();
        let mut open: Vec<&str> = Vec::new();
        for index in slice.first..slice.last {
            let Hole { at, fill: Fill::Raw(length) } = note.body.holes[index as usize] else { continue };
            let tag = &note.body.html[at as usize..(at + length) as usize];
            let name =
                tag.trim_start_matches(['<', '/']).split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or("");
            if !tag.starts_with("</") {
                let is_void = matches!(
                    name,
                    "area" | "br" | "col" | "embed" | "hr" | "img" | "input" | "link" | "meta" | "source" | "track" | "wbr"
                );
                if !is_void && !tag.ends_with("/>") {
                    open.push(name);
                }
            } else if open.last() == Some(&name) {
                open.pop();
            } else {
                cuts.stray.push((index, at, length));
            }
        }
        cuts.closers = open.iter().rev().map(|name| format!("</{name}>")).collect();
        cuts
    }
}

fn open_heading(out: &mut String, voice: Voice<'_>, ix: HeadingIx) {
    let heading = &voice.pen.note().headings[ix as usize];
    out.push_str(&format!("<h{}", voice.element(ix)));
    if voice.scope == Scope::Own && !heading.slug.is_empty() {
        out.push_str(&format!(" id=\"{}\"", escape(&heading.slug)));
    }
    if !heading.classes.is_empty() {
        out.push_str(&format!(" class=\"{}\"", escape(&heading.classes)));
    }
    out.push('>');
}

fn block_id(out: &mut String, note: &Note, ix: BlockIx) {
    if let Some(anchor) = &note.blocks[ix as usize].anchor {
        Attributes(out).add("id", anchor);
    }
}

/// What stands for a picture or embed that is not there.
fn missing(pen: Pen<'_>, link: &Link, ix: LinkIx) -> String {
    let alt = media::Look::of(link).alt;
    if alt.is_empty() { pen.text(ix).into_owned() } else { alt.to_owned() }
}
