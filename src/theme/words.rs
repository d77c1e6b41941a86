//! The words of the interface in the language of a site.
//!
//! `words/de.toml` holds those of German, by key: a text, a list of texts, or one text for each plural category that the
//! language has (`one`, `few`, `other`, …, as CLDR names them). `{n}` stands for the number, other names in braces for other
//! parts. For `pt-BR` a word is looked for in `pt-br.toml`, then in `pt.toml`, then in `en.toml`, the later layer of a theme
//! first; the English table is complete.

use std::collections::BTreeMap;

use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRuleType, PluralRules, PluralRulesOptions};
use serde::Deserialize;

/// Names of the categories in the files.
const CATEGORIES: [(PluralCategory, &str); 6] = [
    (PluralCategory::Zero, "zero"),
    (PluralCategory::One, "one"),
    (PluralCategory::Two, "two"),
    (PluralCategory::Few, "few"),
    (PluralCategory::Many, "many"),
    (PluralCategory::Other, "other"),
];

/// What a key stands for.
#[derive(Clone, Deserialize, PartialEq, Debug)]
#[serde(untagged)]
pub enum Word {
    /// One text.
    Text(String),
    /// Texts in their order: the months.
    List(Vec<String>),
    /// A text for each plural category.
    Plural(BTreeMap<String, String>),
}

/// A table: the words of one file, or of several laid over each other.
pub type Table = BTreeMap<String, Word>;

/// The words of a site.
#[derive(Debug)]
pub struct Words {
    words: Table,
    /// A language's own table has its own plural rules; a word that falls back to English has those of English.
    own: Table,
    rules: Categories,
    english: Categories,
}

/// The plural category of every number below a thousand. Beyond that the last two digits decide, in all languages but for whole
/// millions.
type Categories = Box<[&'static str]>;

/// `pt-BR` as `pt-br`, then `pt`.
pub(super) fn chain(language: &str) -> impl Iterator<Item = String> {
    let language = language.replace('_', "-").to_ascii_lowercase();
    let ends: Vec<usize> = language.match_indices('-').map(|(at, _)| at).chain([language.len()]).rev().collect();
    ends.into_iter().map(move |end| language[..end].to_owned()).filter(|name| !name.is_empty())
}

impl Words {
    /// Words of a language: its own, laid over those of English.
    pub fn new(language: &str, own: Table, english: Table) -> Words {
        let mut words = english;
        words.extend(own.clone());
        Words { words, own, rules: rules(language), english: rules("en") }
    }

    /// The text of a key; the key itself where there is none, which tests find.
    pub fn get<'a>(&'a self, key: &'a str) -> &'a str {
        match self.words.get(key) {
            Some(Word::Text(text)) => text,
            Some(Word::List(texts)) => texts.first().map_or(key, String::as_str),
            Some(Word::Plural(texts)) => texts.get("other").map_or(key, String::as_str),
            None => key,
        }
    }

    /// The text of a key, if it has one.
    pub fn find(&self, key: &str) -> Option<&str> {
        match self.words.get(key)? {
            Word::Text(text) => Some(text),
            Word::List(_) | Word::Plural(_) => None,
        }
    }

    /// The text of a key for a number, with the number in it.
    pub fn count(&self, key: &str, n: usize) -> String {
        self.plural(key, n).replace("{n}", &n.to_string())
    }

    fn plural<'a>(&'a self, key: &'a str, n: usize) -> &'a str {
        let Some(Word::Plural(texts)) = self.words.get(key) else { return self.get(key) };
        let rules = if self.own.contains_key(key) { &self.rules } else { &self.english };
        let category = rules[if n < rules.len() { n } else { rules.len() - 100 + n % 100 }];
        texts.get(category).or_else(|| texts.get("other")).map_or(key, String::as_str)
    }

    /// `2024-03-12` as readers write it: `12 March 2024`. What is no date stays as it is.
    pub fn date(&self, date: &str) -> String {
        let mut parts = date.split('-').map(str::parse::<usize>);
        let (Some(Ok(year)), Some(Ok(month @ 1..=12)), Some(Ok(day)), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return date.to_owned();
        };
        let name = match self.words.get("months") {
            Some(Word::List(months)) => months.get(month - 1).map_or("", String::as_str),
            _ => "",
        };
        let text = self.plural("date", day).replace("{n}", &day.to_string()).replace("{year}", &year.to_string());
        text.replace("{month}", name).replace("{m}", &month.to_string())
    }

    /// A number with so many digits after its point, or after the comma where that is the custom.
    pub fn decimal(&self, number: f64, digits: usize) -> String {
        format!("{number:.digits$}").replace('.', self.get("decimal"))
    }

    /// A month of a year, as a heading: `March 2024`, `Mars 2024` in French too.
    pub fn month(&self, year: i16, month: i8) -> String {
        let name = match self.words.get("months") {
            Some(Word::List(months)) => usize::try_from(month - 1).ok().and_then(|ix| months.get(ix)).map_or("", String::as_str),
            _ => "",
        };
        let text = self.get("month").replace("{month}", name).replace("{year}", &year.to_string());
        let mut chars = text.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    }

    /// The words whose keys begin with `script-`, as a module for scripts, without that part of their keys; with the language
    /// as `lang`.
    pub(super) fn script(&self, language: &str) -> String {
        let mut out = format!("export const lang = {};\nexport const words = {{\n", json(language));
        for (key, word) in &self.words {
            let Some(key) = key.strip_prefix("script-") else { continue };
            out.push_str(&json(key));
            out.push(':');
            match word {
                Word::Text(text) => out.push_str(&json(text)),
                Word::List(_) => out.push_str("[]"),
                Word::Plural(texts) => {
                    out.push('{');
                    for (category, text) in texts {
                        out.push_str(&format!("{category}:{},", json(text)));
                    }
                    out.push('}');
                }
            }
            out.push_str(",\n");
        }
        out.push_str("};\n");
        out
    }
}

/// A string of JavaScript.
fn json(text: &str) -> String {
    format!(
        "\"{}\"",
        text.chars().fold(String::new(), |mut out, c| {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' | '<' => out.push_str(&format!("\\u{:04x}", c as u32)),
                _ => out.push(c),
            }
            out
        })
    )
}

fn rules(language: &str) -> Categories {
    let options = || PluralRulesOptions::from(PluralRuleType::Cardinal);
    let locale = chain(language).find_map(|tag| Locale::try_from_str(&tag).ok());
    let own = locale.and_then(|locale| PluralRules::try_new((&locale).into(), options()).ok());
    let root = || PluralRules::try_new(Default::default(), options()).expect("the root's rules are compiled in");
    let rules = own.unwrap_or_else(root);
    let name = |category| CATEGORIES.iter().find(|(c, _)| *c == category).map_or("other", |(_, name)| *name);
    (0..1000_usize).map(|n| name(rules.category_for(n))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Theme;

    fn words(language: &str) -> Words {
        Theme::default().speaking(language).words().0
    }

    #[test]
    fn dates_are_told_in_each_language() {
        for (language, told) in
            [("en-GB", "2 March 2024"), ("de", "2. März 2024"), ("pt-BR", "2 de março de 2024"), ("zh-Hant", "2024年3月2日")]
        {
            assert_eq!(words(language).date("2024-03-02"), told);
        }
        assert_eq!(words("fr").date("2024-03-01"), "1er mars 2024");
        assert_eq!(words("en").date("2024-13-02"), "2024-13-02");
        assert_eq!(words("pt").month(2024, 3), "Março de 2024");
        assert_eq!(words("zh").month(2024, 3), "2024年3月");
        assert_eq!([words("de").decimal(0.34, 1), words("ar").decimal(0.34, 1)], ["0,3", "0.3"]);
    }

    #[test]
    fn plurals_follow_the_language() {
        let told = |language: &str, n: usize| words(language).count("backlinks", n);
        assert_eq!([told("en", 0), told("en", 1), told("en", 2)], ["0 backlinks", "1 backlink", "2 backlinks"]);
        assert_ne!(told("ar", 3), told("ar", 11).replace("11", "3"));
        assert_eq!(told("tlh", 1), "1 backlink", "an unknown language speaks English");
    }

    #[test]
    fn a_language_falls_back_step_by_step() {
        assert_eq!(chain("zh_Hant-TW").collect::<Vec<_>>(), ["zh-hant-tw", "zh-hant", "zh"]);
        assert_eq!(words("de-CH").get("home"), "Start");
        assert_eq!(words("").get("home"), "Home");
        assert_eq!(words("en").get("nothing of the kind"), "nothing of the kind");
    }

    #[test]
    fn texts_are_strings_of_javascript() {
        let table = BTreeMap::from([("script-a".to_owned(), Word::Text("</script>\"\\\u{2028}".into()))]);
        let module = Words::new("de", table, Table::new()).script("de");
        assert!(module.contains(r#""a":"\u003c/script>\"\\\u2028","#), "{module}");
    }
}
