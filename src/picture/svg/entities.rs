//! Names that a drawing gives to texts, in its `<!DOCTYPE … [ … ]>`.
//!
//! The declaration itself is left out of what is published, since it can give attributes to elements unseen. So the names are
//! written out, where they stand for plain text; what could hold elements stands for nothing.

use std::collections::BTreeMap;

use quick_xml::escape::{resolve_xml_entity, unescape_with};

/// The longest text that a name may stand for, in bytes. Longer ones serve to blow up a file.
const MAX_TEXT: usize = 256;
/// All that names may add to a file, in bytes.
const MAX_ADDED: usize = 4 << 20;

/// The names, each with its text; `None` where that is not plain.
#[derive(Debug, Default)]
pub(super) struct Entities {
    texts: BTreeMap<String, Option<String>>,
    added: usize,
}

impl Entities {
    /// Takes what a document type declares.
    pub(super) fn declare(&mut self, content: &str) {
        for declaration in content.split("<!ENTITY").skip(1) {
            let declaration = declaration.trim_start();
            let Some((name, rest)) = declaration.split_once(|c: char| c.is_ascii_whitespace()) else { continue };
            let rest = rest.trim_start();
            let quoted = rest.chars().next().filter(|c| matches!(c, '"' | '\''));
            let text = quoted.and_then(|quote| rest[1..].split(quote).next());
            let plain = text.filter(|text| text.len() <= MAX_TEXT && !text.contains(['<', '&', '%']));
            // the first one counts, as XML has it
            self.texts.entry(name.to_owned()).or_insert_with(|| plain.map(str::to_owned));
        }
    }

    /// The text of a name that was declared; `Some(None)` where it is not plain, `None` where it was not declared, or is one of XML's own.
    pub(super) fn get(&mut self, name: &str) -> Option<Option<String>> {
        if name.starts_with('#') || resolve_xml_entity(name).is_some() {
            return None;
        }
        let text = self.texts.get(name)?.clone();
        self.added += text.as_ref().map_or(0, String::len);
        Some(text.filter(|_| self.added <= MAX_ADDED))
    }

    /// A text as it is meant, and whether names that were declared stand in it; `None` where one stands for what is not plain, or for nothing.
    pub(super) fn decoded(&mut self, raw: &str) -> Option<(String, bool)> {
        let mut is_declared = false;
        let own = |name: &str| {
            resolve_xml_entity(name).or_else(|| {
                is_declared = true;
                let text = self.texts.get(name)?.as_deref()?;
                self.added += text.len();
                (self.added <= MAX_ADDED).then_some(text)
            })
        };
        let text = unescape_with(raw, own).ok()?.into_owned();
        Some((text, is_declared))
    }
}
