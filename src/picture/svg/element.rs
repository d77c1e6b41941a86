//! One element: whether it stays, and with which attributes.

use quick_xml::events::BytesStart;
use rustc_hash::FxHashSet;

use super::names::{HTML, LINKS, NEVER, RUNNING, SVG, Space};
use super::{Address, Cleaner, css, quoted};
use crate::note::address::is_safe;

/// What becomes of an element that stays.
pub(super) struct Verdict {
    /// Its name and attributes as they are written now, where they differ.
    pub(super) written: Option<String>,
    /// Whether its content is a style sheet.
    pub(super) is_style: bool,
}

/// An attribute.
struct Attribute {
    name: String,
    /// As it is written, without quotes.
    raw: String,
    /// As it is meant; `None` where that cannot be told.
    value: Option<String>,
    /// Whether it is written with names that are declared in the file.
    is_declared: bool,
}

/// What becomes of an attribute.
enum Fate {
    Stays,
    Goes,
    /// It has another value.
    Becomes(String),
}

/// Elements that change attributes of others while they are shown.
const MOVING: &[&str] = &["animate", "animatecolor", "animatemotion", "animatetransform", "set"];
/// Elements of pictures.
const PICTURES: &[&str] = &["feImage", "image", "img"];

impl Cleaner<'_> {
    /// What becomes of an element; `None` where it goes, with all that is in it. The prefixes that it gives a meaning go to `declared`.
    pub(super) fn verdict(&mut self, tag: &BytesStart<'_>, declared: &mut Vec<String>) -> Option<Verdict> {
        let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
        let attributes = self.attributes(tag, declared).or_else(|| self.goes(&name))?;
        let (prefix, local) = parted(&name);
        let space = self.space(prefix).or_else(|| self.goes(&name))?;
        self.stays(space, local, &attributes)?;
        let (mut written, mut differs) = (name.clone(), false);
        for attribute in &attributes {
            let value = match self.fate(attribute, local) {
                Fate::Stays if attribute.is_declared => quoted(attribute.value.as_deref().unwrap_or_default()),
                Fate::Stays => {
                    let quote = if attribute.raw.contains('"') { '\'' } else { '"' };
                    written += &format!(" {}={quote}{}{quote}", attribute.name, attribute.raw);
                    continue;
                }
                Fate::Becomes(value) => quoted(&value),
                Fate::Goes => {
                    differs = true;
                    continue;
                }
            };
            written += &format!(" {}=\"{value}\"", attribute.name);
            differs = true;
        }
        Some(Verdict { written: differs.then_some(written), is_style: local.eq_ignore_ascii_case("style") })
    }

    /// Says that something goes.
    fn goes<T>(&mut self, what: &str) -> Option<T> {
        self.note(what);
        None
    }

    /// The attributes, where the tag is whole. Those that say what prefixes mean are taken down.
    fn attributes(&mut self, tag: &BytesStart<'_>, declared: &mut Vec<String>) -> Option<Vec<Attribute>> {
        let (mut all, mut names) = (Vec::new(), FxHashSet::default());
        // the reader's own look for names that stand twice takes the square of their number
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.ok().filter(|attribute| names.insert(attribute.key))?;
            let name = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let raw = String::from_utf8_lossy(&attribute.value).into_owned();
            // blanks of all kinds that are written as themselves are spaces
            let spaced = raw.replace("\r\n", " ").replace(['\r', '\n', '\t'], " ");
            let (value, is_declared) = self.entities.decoded(&spaced).map_or((None, false), |(text, own)| (Some(text), own));
            let prefix = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            if let Some(prefix) = prefix {
                self.spaces.entry(prefix.to_owned()).or_default().push(Space::of(value.as_deref()?));
                declared.push(prefix.to_owned());
            }
            all.push(Attribute { name, raw, value, is_declared });
        }
        Some(all)
    }

    /// What belongs to a prefix; `None` where nothing says it.
    fn space(&self, prefix: &str) -> Option<Space> {
        self.spaces.get(prefix).and_then(|said| said.last().copied()).or(match prefix {
            "" => Some(Space::Svg),
            "xml" => Some(Space::Known),
            _ => None,
        })
    }

    /// Whether an element may stay at all.
    fn stays(&mut self, space: Space, local: &str, attributes: &[Attribute]) -> Option<()> {
        let small = local.to_ascii_lowercase();
        if self.rules.told && (space == Space::Other || local == "metadata") {
            return None; // nothing of it is shown
        }
        if !self.rules.running {
            return Some(());
        }
        let is_known = match space {
            Space::Svg => SVG.contains(&local),
            Space::Html => HTML.contains(&&*small),
            Space::Known | Space::Other => true,
        };
        if !is_known || RUNNING.contains(&&*small) {
            return self.goes(local);
        }
        let moved = attributes.iter().find(|attribute| attribute.name == "attributeName");
        if let Some(moved) = moved.filter(|_| MOVING.contains(&&*small)) {
            let what = moved.value.as_deref().unwrap_or_default().trim().to_ascii_lowercase();
            let what = parted(&what).1;
            if LINKS.contains(&what) || what.starts_with("on") || moved.value.is_none() {
                return self.goes(&format!("{local} {what}"));
            }
        }
        Some(())
    }

    /// What becomes of an attribute of the element `element`.
    fn fate(&mut self, attribute: &Attribute, element: &str) -> Fate {
        let Attribute { name, value, .. } = attribute;
        if name == "xmlns" || name.starts_with("xmlns:") {
            return Fate::Stays;
        }
        let (prefix, local) = parted(name);
        let small = local.to_ascii_lowercase();
        let Some(space) = self.space(prefix) else { return Fate::Goes };
        if self.rules.told && space == Space::Other && !prefix.is_empty() {
            return Fate::Goes;
        }
        if !self.rules.running {
            return Fate::Stays;
        }
        let Some(value) = value else {
            self.note(name); // it may mean anything
            return Fate::Goes;
        };
        if NEVER.contains(&&*small) || (small.starts_with("on") && small.len() > 2) {
            self.note(name);
            return Fate::Goes;
        }
        if LINKS.contains(&&*small) && !leads_well(element, value) {
            self.note(value);
            return Fate::Goes;
        }
        self.styled(&small, value)
    }

    /// Looks at the addresses that stand in a value as style sheets have them.
    fn styled(&mut self, name: &str, value: &str) -> Fate {
        let styles = name == "style";
        if !styles && !value.contains('(') {
            return Fate::Stays;
        }
        match css::clean(value, &mut |address| self.note(address)) {
            None => Fate::Stays,
            Some(value) if styles => Fate::Becomes(value),
            Some(_) => Fate::Goes,
        }
    }
}

/// Whether an element may have this address.
fn leads_well(element: &str, address: &str) -> bool {
    match Address::of(address) {
        Address::Here => true,
        Address::Data(kind) => PICTURES.contains(&element) && kind.starts_with("image/"),
        Address::Elsewhere => element == "a" && is_safe(address),
    }
}

/// The prefix of a name, which may be empty, and the rest.
fn parted(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}
