//! Why a note stands in a list of discoveries, in words.

use crate::base::text::escape;
use crate::insight::bridge::Bridge;
use crate::insight::rank::Hub;
use crate::insight::related::Relative;
use crate::insight::unexpected::Unexpected;
use crate::insight::{Insights, Term};
use crate::site::Site;
use crate::theme::Words;
use crate::vault::NoteId;

/// So many notes that lose touch are named.
const LOST: usize = 4;
/// So many sides of a bridge are named.
const SIDES: usize = 3;

/// Says sentences: for a page, with links, or for a terminal.
#[derive(Clone, Copy)]
pub struct Speaker<'a> {
    /// The site.
    pub site: Site<'a>,
    /// The words of its language.
    pub words: &'a Words,
    /// A note's name, as it stands in a sentence; for a page that is HTML.
    pub note: &'a dyn Fn(NoteId) -> String,
    /// A community's: its number, and what it is called.
    pub community: &'a dyn Fn(u32, &str) -> String,
    /// Whether what is said is HTML.
    pub html: bool,
}

impl Speaker<'_> {
    /// A text of the table with its parts filled in.
    fn fill(self, text: &str, parts: &[(&str, &str)]) -> String {
        let text = if self.html { escape(text) } else { text.to_owned() };
        parts.iter().fold(text, |text, (name, part)| text.replace(&format!("{{{name}}}"), part))
    }

    fn say(self, key: &str, parts: &[(&str, &str)]) -> String {
        self.fill(self.words.get(key), parts)
    }

    fn count(self, key: &str, n: usize, parts: &[(&str, &str)]) -> String {
        self.fill(&self.words.count(key, n), parts)
    }

    /// "a, b and c".
    fn list(self, parts: &[String]) -> String {
        match parts {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => {
                let first = first.join(self.words.get("list-comma"));
                self.say("list-and", &[("a", &first), ("b", last)])
            }
        }
    }

    fn notes(self, notes: &[NoteId]) -> String {
        self.list(&notes.iter().map(|note| (self.note)(*note)).collect::<Vec<_>>())
    }

    /// Parts of a sentence as one, with its full stop.
    fn sentence(self, parts: &[String]) -> String {
        let text =
            parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(self.words.get("list-semicolon"));
        let mut chars = text.chars();
        match chars.next() {
            Some(first) if first.is_lowercase() => {
                first.to_uppercase().chain(chars).collect::<String>() + self.words.get("full-stop")
            }
            Some(_) => text + self.words.get("full-stop"),
            None => text,
        }
    }

    /// A community by the first of its words that is none of these notes.
    fn community(self, ix: u32, but: &[NoteId]) -> String {
        (self.community)(ix, &name(self.site, ix, but))
    }

    /// Why a note is a hub.
    pub fn hub(self, hub: &Hub) -> String {
        let from = if hub.communities > 1 { self.count("discover-hub-from", hub.communities, &[]) } else { String::new() };
        let links = self.count("discover-hub", hub.backlinks, &[]) + &from;
        let resting = if hub.resting > 0 { self.count("discover-hub-resting", hub.resting, &[]) } else { String::new() };
        self.sentence(&[links, resting])
    }

    /// What a bridge joins.
    pub fn bridge(self, bridge: &Bridge) -> String {
        let side = |(ix, _): &(u32, usize)| self.community(*ix, &[bridge.note]);
        let sides: Vec<String> = bridge.sides.iter().take(SIDES).map(side).collect();
        let joins = self.say("discover-joins", &[("sides", &self.list(&sides))]);
        let (own, all) = bridge.own;
        let own = match (sides.first(), sides.get(1)) {
            (Some(a), Some(b)) if own == all => self.count("discover-own-all", all, &[("a", a), ("b", b)]),
            (Some(a), Some(b)) if own * 4 >= all => {
                self.count("discover-own", all, &[("own", &own.to_string()), ("a", a), ("b", b)])
            }
            _ => String::new(),
        };
        let share = self.say("discover-between", &[("share", &self.percent(bridge.between))]);
        self.sentence(&[joins, own, share]) + &self.lost(bridge)
    }

    fn lost(self, bridge: &Bridge) -> String {
        if bridge.lost.is_empty() {
            return String::new();
        }
        let named = &bridge.lost[..bridge.lost.len().min(LOST)];
        let notes = self.notes(named);
        let key = if named.len() < bridge.lost.len() { "discover-lost-some" } else { "discover-lost" };
        self.words.get("list-sentence").to_owned() + &self.count(key, bridge.lost.len(), &[("notes", &notes)])
    }

    /// `0.0712` as `7 %`, `0.0034` as `0.3 %`, or as `0,3 %` where that is the custom.
    fn percent(self, share: f64) -> String {
        let percent = share * 100.0;
        let number = if percent >= 1.0 { format!("{percent:.0}") } else { self.words.decimal(percent, 1) };
        number + "\u{202f}%"
    }

    /// Why a link is not to be expected.
    pub fn unexpected(self, link: &Unexpected) -> String {
        let mut parts = Vec::new();
        if let Some((a, b)) = link.communities {
            let but = [link.from, link.to];
            let (a, b) = (self.community(a, &but), self.community(b, &but));
            parts.push(match link.joints {
                0 | 1 => self.say("discover-only-joint", &[("a", &a), ("b", &b)]),
                n => self.count("discover-joints", n, &[("a", &a), ("b", &b)]),
            });
        }
        match link.detour {
            Some(steps) => parts.push(self.count("discover-detour", steps as usize, &[])),
            None if link.is_followed => parts.push(self.say("discover-no-detour", &[])),
            None if link.common == 0 => parts.push(self.say("discover-no-neighbour", &[])),
            None => {}
        }
        if link.words {
            parts.push(self.say("discover-no-words", &[]));
        }
        if let Some(years) = link.years {
            parts.push(self.count("discover-years", years.into(), &[]));
        }
        if link.tags && parts.len() < 3 {
            parts.push(self.say("discover-no-tag", &[]));
        }
        self.sentence(&parts)
    }

    /// Why a note belongs to another.
    pub fn relative(self, relative: &Relative) -> String {
        let mut parts = Vec::new();
        if !relative.cited_by.is_empty() {
            parts.push(self.say("discover-cited", &[("notes", &self.notes(&relative.cited_by))]));
        }
        if !relative.over.is_empty() && relative.cited_by.len() < 3 {
            parts.push(self.say("discover-over", &[("notes", &self.notes(&relative.over))]));
        }
        if !relative.words.is_empty() {
            let quoted = |word: &str| {
                let word = if self.html { escape(word) } else { word.to_owned() };
                self.say("discover-word", &[("word", &word)])
            };
            let words: Vec<String> = relative.words.iter().map(|word| quoted(word)).collect();
            parts.push(self.say("discover-words", &[("words", &self.list(&words))]));
        }
        self.sentence(&parts)
    }
}

/// What a community is called, by the first of its words that is none of these notes.
pub fn name(site: Site<'_>, ix: u32, but: &[NoteId]) -> String {
    let terms = &site.insights.communities[ix as usize].terms;
    let fits = |term: &&Term| !matches!(term, Term::Note(id) if but.contains(id));
    terms.iter().find(fits).or(terms.first()).map_or_else(String::new, |term| term_name(site, term))
}

/// All the words that a community goes by.
pub fn full_name(site: Site<'_>, insights: &Insights, ix: u32) -> Vec<String> {
    insights.communities[ix as usize].terms.iter().map(|term| term_name(site, term)).collect()
}

fn term_name(site: Site<'_>, term: &Term) -> String {
    match term {
        Term::Note(id) => site.title(*id).to_owned(),
        Term::Tag(tag) => format!("#{}", crate::plan::nav::name(tag)),
    }
}
