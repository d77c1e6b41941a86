//! The system's fonts in an order of our own: which one is asked first for a letter depends on no order of files.

use std::sync::{Arc, Mutex, OnceLock};

use resvg::usvg::fontdb::{Database, FaceInfo, Family, ID, Query, Stretch, Style};
use resvg::usvg::{FallbackSelectionFn, FontResolver, Options};
use rustc_hash::FxHashMap;

use super::look::Look;
use super::words::Word;

/// What is set: a picture has two kinds of text.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Face {
    Title,
    Site,
}

impl Face {
    /// The name of its font in the SVG.
    pub(super) fn family(self) -> &'static str {
        match self {
            Face::Title => "title",
            Face::Site => "site",
        }
    }
}

/// Whose forms of Han characters are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Forms {
    Simplified,
    Traditional,
    Japanese,
    Korean,
}

impl Forms {
    const ALL: [Forms; 4] = [Forms::Simplified, Forms::Traditional, Forms::Japanese, Forms::Korean];

    /// Those of a language, where it has any.
    pub(super) fn of_language(tag: &str) -> Option<Forms> {
        let tag = tag.to_ascii_lowercase().replace('_', "-");
        let has = |part: &str| tag.split('-').any(|own| own == part);
        match tag.split('-').next()? {
            "ja" => Some(Forms::Japanese),
            "ko" => Some(Forms::Korean),
            "zh" | "yue" if ["hant", "tw", "hk", "mo"].into_iter().any(has) => Some(Forms::Traditional),
            "zh" => Some(Forms::Simplified),
            _ => None,
        }
    }

    /// Those of a text: its own letters tell more than what language it is said to be in.
    fn of_text(text: &str, language: Forms) -> Forms {
        let mut forms = language;
        for c in text.chars() {
            match c {
                '\u{3041}'..='\u{30ff}' => return Forms::Japanese,
                '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => forms = Forms::Korean,
                _ => {}
            }
        }
        forms
    }

    /// Whether a font is made for other forms.
    fn lacks(self, family: &str) -> bool {
        let made = |forms: Forms| {
            let endings: &[&str] = match forms {
                Forms::Simplified => &[" SC", " CN"],
                Forms::Traditional => &[" TC", " HK", " TW"],
                Forms::Japanese => &[" JP"],
                Forms::Korean => &[" KR"],
            };
            endings.iter().any(|ending| family.ends_with(ending))
        };
        !made(self) && Forms::ALL.into_iter().any(made)
    }
}

/// The fonts, once for each of the forms that are needed.
pub(super) struct Fonts<'a> {
    system: &'a Database,
    look: &'a Look,
    sets: [OnceLock<Set>; 4],
    language: Forms,
}

impl<'a> Fonts<'a> {
    /// Those of a system, for a look and the site's language.
    pub(super) fn new(system: &'a Database, look: &'a Look, language: &str) -> Fonts<'a> {
        let language = Forms::of_language(language).unwrap_or(Forms::Simplified);
        Fonts { system, look, sets: Default::default(), language }
    }

    /// Those for a text; `language` is its own.
    pub(super) fn of(&self, text: &str, language: Option<&str>) -> &Set {
        let language = language.and_then(Forms::of_language).unwrap_or(self.language);
        let forms = Forms::of_text(text, language);
        self.sets[forms as usize].get_or_init(|| Set::new(self.system, self.look, forms))
    }
}

/// Fonts in the order in which they are asked for a letter.
pub(super) struct Set {
    database: Arc<Database>,
    title: Option<ID>,
    site: Option<ID>,
    by_name: FxHashMap<Box<str>, ID>,
    /// Which font a letter was found in.
    found: Mutex<FxHashMap<char, Option<ID>>>,
    ask: FallbackSelectionFn<'static>,
    /// What was measured: titles share their words.
    pub(super) measured: Mutex<FxHashMap<(Face, Box<str>), Word>>,
}

impl Set {
    fn new(system: &Database, look: &Look, forms: Forms) -> Set {
        let is_serif = look.display.last().is_none_or(|family| !family.contains("sans"));
        let mut faces: Vec<&FaceInfo> = system.faces().filter(|face| is_drawable(face)).collect();
        faces.sort_by_cached_key(|face| {
            let family = family(face);
            let wants = if is_serif { ["Serif", "Mincho", "Naskh"] } else { ["Sans", "Gothic", "Kufi"] };
            let is_wanted = wants.iter().any(|word| family.contains(word));
            let place =
                (forms.lacks(family), face.weight.0.abs_diff(400), face.monospaced, !family.starts_with("Noto "), !is_wanted);
            (place, family.to_owned(), face.post_script_name.clone(), face.index)
        });
        let mut database = Database::new();
        let mut by_name = FxHashMap::default();
        for face in faces {
            let id = database.push_face_info(face.clone());
            by_name.entry(face.post_script_name.as_str().into()).or_insert(id);
        }
        let choose = |families: &[String], usual: &[&str]| {
            let names = families.iter().map(String::as_str).chain(usual.iter().copied());
            let find = |name: &str| {
                let families = [Family::Name(name)];
                database.query(&Query { families: &families, ..Query::default() })
            };
            names.filter(|name| !name.ends_with("serif")).find_map(find).or_else(|| database.faces().next().map(|face| face.id))
        };
        const SERIF: [&str; 6] = ["Noto Serif", "DejaVu Serif", "Liberation Serif", "Georgia", "Times New Roman", "Times"];
        const SANS: [&str; 6] = ["Noto Sans", "DejaVu Sans", "Liberation Sans", "Segoe UI", "Arial", "Helvetica"];
        let title = choose(&look.display, if is_serif { &SERIF } else { &SANS });
        let site = choose(&look.sans, &SANS);
        let ask = FontResolver::default_fallback_selector();
        Set { database: Arc::new(database), title, site, by_name, found: Mutex::default(), ask, measured: Mutex::default() }
    }

    /// How an SVG is read with these fonts.
    pub(super) fn options(&self) -> Options<'_> {
        let select_font =
            |font: &resvg::usvg::Font, _: &mut Arc<Database>| match font.families().first()?.to_string().trim_matches('"') {
                "title" => self.title,
                "site" => self.site,
                name => self.by_name.get(name).copied().or(self.title),
            };
        let select_fallback = |c: char, used: &[ID], database: &mut Arc<Database>| {
            let known = self.found.lock().expect("no thread panics while it holds it").get(&c).copied();
            if let Some(found) = known.filter(|found| found.is_none_or(|id| !used.contains(&id))) {
                return found;
            }
            let found = (self.ask)(c, used, database);
            if known.is_none() && used.len() == 1 {
                self.found.lock().expect("no thread panics while it holds it").insert(c, found);
            }
            found
        };
        let font_resolver = FontResolver { select_font: Box::new(select_font), select_fallback: Box::new(select_fallback) };
        Options { fontdb: self.database.clone(), font_resolver, ..Options::default() }
    }

    /// The name of a font, where it is not the one that a text has by itself.
    pub(super) fn name(&self, id: ID, face: Face) -> Option<Box<str>> {
        let own = if face == Face::Title { self.title } else { self.site };
        let name = self.database.face(id).filter(|_| own != Some(id))?.post_script_name.as_str();
        (self.by_name.get(name) == Some(&id)).then(|| name.into())
    }
}

/// The name of a face's family.
fn family(face: &FaceInfo) -> &str {
    face.families.first().map_or("", |(name, _)| name)
}

/// Whether letters of a face can be drawn: those of bitmaps cannot, and some fonts show a box for every letter there is.
fn is_drawable(face: &FaceInfo) -> bool {
    const NOT: [&str; 6] = ["Noto Color Emoji", "Apple Color Emoji", "LastResort", "Last Resort", "Adobe Blank", "Unifont"];
    let family = family(face).trim_start_matches('.');
    face.style == Style::Normal && face.stretch == Stretch::Normal && !NOT.iter().any(|not| family.starts_with(not))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_han_characters() {
        let of = Forms::of_language;
        assert_eq!(
            (of("zh-Hant"), of("zh_TW"), of("zh"), of("zh-CN")),
            (Some(Forms::Traditional), Some(Forms::Traditional), Some(Forms::Simplified), Some(Forms::Simplified))
        );
        assert_eq!((of("ja-JP"), of("ko"), of("en"), of("")), (Some(Forms::Japanese), Some(Forms::Korean), None, None));
        assert_eq!(Forms::of_text("漢字とかな", Forms::Simplified), Forms::Japanese);
        assert_eq!(Forms::of_text("한국어", Forms::Simplified), Forms::Korean);
        assert_eq!(Forms::of_text("漢字", Forms::Traditional), Forms::Traditional);
        assert!(
            Forms::Japanese.lacks("Noto Serif CJK SC")
                && !Forms::Japanese.lacks("Noto Serif CJK JP")
                && !Forms::Japanese.lacks("Noto Serif")
        );
    }
}
