//! Every note that has a word, or one of its stem, is found, and no other: compared with a plain scan of the notes' visible text
//! that shares nothing with the index. It has word borders from unicode-segmentation, folds with unicode-normalization, and takes
//! stems from rust-stemmers. A word has the stem that it has in the language of most of the notes with it, as
//! `docs/search-format.md` says: `lunares` of a note in Spanish is no form of the English `lunar`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use foamsite::config::Config;
use foamsite::io::read;
use foamsite::note::RunKind;
use foamsite::pipeline;
use foamsite::search;
use foamsite::site::Site;
use foamsite::vault::NoteId;
use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};
use unicode_segmentation::UnicodeSegmentation;

use super::{Dice, searcher};
use crate::fixture::vault;

/// Words of a note, block by block: folded, and its stem. Characters of scripts without blanks are words by themselves, each with
/// whether it stands right behind the one before.
#[derive(Default)]
struct Scanned {
    words: Vec<(String, String)>,
    folded: BTreeSet<String>,
    stems: BTreeSet<String>,
}

struct Scan {
    notes: BTreeMap<NoteId, Scanned>,
}

/// Words of a note before their stems are known: folded, and in lower case.
type Words = Vec<(String, String)>;

/// Languages that have stems; of two that as many notes with a word are in, the first one counts.
const LANGUAGES: [(&str, Algorithm); 10] = [
    ("en", Algorithm::English),
    ("ar", Algorithm::Arabic),
    ("nl", Algorithm::Dutch),
    ("fr", Algorithm::French),
    ("de", Algorithm::German),
    ("el", Algorithm::Greek),
    ("it", Algorithm::Italian),
    ("pt", Algorithm::Portuguese),
    ("ru", Algorithm::Russian),
    ("es", Algorithm::Spanish),
];

fn known(language: &str) -> usize {
    LANGUAGES.iter().position(|(name, _)| language.get(..2) == Some(name)).unwrap_or(0)
}

/// What parts two blocks: no phrase goes across.
const GAP: &str = "\u{0}";

fn is_unspaced(c: char) -> bool {
    // Thai, Lao, Myanmar, Khmer; Han, Kana and Hangul of all planes
    matches!(u32::from(c), 0xe00..=0xeff | 0x1000..=0x109f | 0x1100..=0x11ff | 0x1780..=0x17ff | 0x2e80..=0x2fdf | 0x3005..=0x3007
        | 0x3040..=0x30fa | 0x30fc..=0x318f | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xac00..=0xd7ff
        | 0xf900..=0xfaff | 0xff66..=0xffdc | 0x20000..=0x3ffff)
}

/// Compatible forms are one, without case and accents; й is no и.
fn fold(text: &str) -> String {
    let mut out = String::new();
    for c in text.nfkd().flat_map(char::to_lowercase).nfkd() {
        match c {
            '\u{306}' if out.ends_with('и') => out.push(c),
            '\u{640}' | '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' => {}
            // vowels of Indic scripts and voiced Kana are no accents
            c if canonical_combining_class(c) != 0
                && !matches!(u32::from(c), 0x900..=0xfff | 0x1000..=0x1fff | 0x3000..=0x30ff) => {}
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'þ' => out.push_str("th"),
            'ς' => out.push('σ'),
            'ى' => out.push('ي'),
            c => out.push(c),
        }
    }
    out.nfc().collect()
}

/// The language whose rules fit a word of a text in another: each alphabet has its own.
fn fitting(language: usize, word: &str) -> usize {
    match word.chars().next().map_or(0, u32::from) {
        0x370..=0x3ff => known("el"),
        0x400..=0x52f => known("ru"),
        0x600..=0x6ff => known("ar"),
        _ if matches!(LANGUAGES[language].0, "el" | "ru" | "ar") => 0,
        _ => language,
    }
}

impl Scan {
    fn new(site: Site<'_>) -> Scan {
        let mut read: BTreeMap<NoteId, Words> = BTreeMap::new();
        let mut languages: BTreeMap<String, BTreeMap<usize, usize>> = BTreeMap::new();
        for id in (0..site.notes.len() as u32).map(NoteId).filter(|id| site.note(*id).is_found()) {
            let note = site.note(id);
            let language = known(note.meta.language.as_deref().unwrap_or(&site.config.site.language));
            let mut words = Words::new();
            let tags = note.tags.iter().filter(|tag| tag.span.start < note.meta.span.end).map(|tag| &*tag.name);
            let lines = [site.title(id)].into_iter().chain(note.meta.aliases.iter().map(|alias| &**alias)).chain(tags);
            lines.for_each(|line| Self::read(line, &mut words));
            let plain = note.plain_with(|ix| site.link_text(id, ix));
            let text: String = plain.parts().map(|(run, text)| if run.kind == RunKind::Math { " \n\n " } else { text }).collect();
            text.split("\n\n").for_each(|block| Self::read(block, &mut words));
            for word in words.iter().map(|(folded, _)| folded).collect::<BTreeSet<_>>() {
                *languages.entry(word.clone()).or_default().entry(language).or_default() += 1;
            }
            read.insert(id, words);
        }
        let stemmers = LANGUAGES.map(|(_, algorithm)| Stemmer::create(algorithm));
        let stem = |(folded, lower): (String, String)| {
            let most = languages[&folded].iter().max_by_key(|(language, notes)| (**notes, std::cmp::Reverse(**language)));
            let language = fitting(*most.expect("one note has it").0, &lower);
            let plain = folded.chars().any(|c| c.is_numeric() || is_unspaced(c)) || folded.len() < 3;
            let stem = if plain { folded.clone() } else { fold(&stemmers[language].stem(&lower.replace('ё', "е"))) };
            (folded, format!("{}:{stem}", LANGUAGES[language].0))
        };
        let scanned = |words: Words| {
            let words: Vec<(String, String)> = words.into_iter().map(stem).collect();
            let own = || words.iter().filter(|(word, _)| word != GAP);
            Scanned {
                folded: own().map(|word| word.0.clone()).collect(),
                stems: own().map(|word| word.1.clone()).collect(),
                words,
            }
        };
        Scan { notes: read.into_iter().map(|(id, words)| (id, scanned(words))).collect() }
    }

    fn read(block: &str, into: &mut Words) {
        let mut end = 0;
        for (start, word) in block.unicode_word_indices() {
            if start > end && word.starts_with(is_unspaced) && block[..end].ends_with(is_unspaced) {
                into.push((GAP.into(), GAP.into())); // a comma between two characters
            }
            end = start + word.len();
            for part in word.split(|c: char| {
                !c.is_alphanumeric() && !is_combining_mark(c) && !matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}')
            }) {
                let mut rest = part;
                while let Some(first) = rest.chars().next() {
                    let own = is_unspaced(first);
                    let end = if own { first.len_utf8() } else { rest.find(is_unspaced).unwrap_or(rest.len()) };
                    Self::word(&rest[..end], into);
                    rest = &rest[end..];
                }
            }
        }
        into.push((GAP.into(), GAP.into()));
    }

    fn word(written: &str, into: &mut Words) {
        let folded = fold(written);
        if folded.contains('⁄') {
            return folded.split('⁄').for_each(|number| Self::word(number, into)); // ½ has the words 1 and 2
        }
        if !folded.is_empty() {
            into.push((folded, written.to_lowercase()));
        }
    }

    /// The notes that have every one of some words.
    fn with(&self, words: &[&(String, String)]) -> BTreeSet<NoteId> {
        let has = |note: &Scanned| words.iter().all(|(word, stem)| note.folded.contains(word) || note.stems.contains(stem));
        self.notes.iter().filter(|(_, note)| has(note)).map(|(id, _)| *id).collect()
    }

    /// The notes in which some words stand side by side, as they are.
    fn side_by_side(&self, words: &[&(String, String)]) -> BTreeSet<NoteId> {
        let has = |note: &Scanned| note.words.windows(words.len()).any(|here| here.iter().zip(words).all(|(a, b)| a.0 == b.0));
        self.notes.iter().filter(|(_, note)| has(note)).map(|(id, _)| *id).collect()
    }
}

/// Asks for `words` words, `pairs` pairs and as many neighbours, drawn from the texts, and tells every difference.
fn differences(site: Site<'_>, words: usize, pairs: usize) -> Vec<String> {
    let (scan, mut searcher, order) = (Scan::new(site), searcher(site), search::order(site));
    let notes: Vec<&Scanned> = scan.notes.values().filter(|note| note.words.iter().any(|word| word.0 != GAP)).collect();
    let mut dice = Dice(0x5eed_f0a3);
    let mut wrong = Vec::new();
    let mut compare = |query: &str, expected: BTreeSet<NoteId>| {
        let answer = searcher.search(query);
        let found: BTreeSet<NoteId> = answer.notes.iter().map(|(note, _)| order[*note as usize]).collect();
        assert!(!expected.is_empty(), "{query}: it was drawn from a note");
        if found != expected {
            let name = |ids: Vec<&NoteId>| {
                ids.iter().take(3).map(|id| site.sources[id.ix()].path.as_str()).collect::<Vec<_>>().join(", ")
            };
            let (missed, wrongly) = (name(expected.difference(&found).collect()), name(found.difference(&expected).collect()));
            wrong.push(format!("{query:?}: {} of {}; missed: {missed}; wrongly: {wrongly}", found.len(), expected.len()));
        }
    };
    let is_word = |word: &&(String, String)| word.0 != GAP;
    let draw = |dice: &mut Dice, note: &'_ Scanned| {
        let at = dice.roll(note.words.len());
        note.words.iter().cycle().skip(at).find(is_word).cloned().expect("a word")
    };
    for _ in 0..words {
        let note = *dice.pick(&notes);
        let word = draw(&mut dice, note);
        // what is a single character of a script without blanks stands for all words with it, which is what the scan says too
        compare(&format!("{} ", word.0), scan.with(&[&word]));
    }
    for _ in 0..pairs {
        let note = *dice.pick(&notes);
        let (one, two) = (draw(&mut dice, note), draw(&mut dice, note));
        compare(&format!("{} {} ", one.0, two.0), scan.with(&[&one, &two]));
        let at = dice.roll(note.words.len());
        let side: Vec<&(String, String)> =
            note.words[at..].iter().skip_while(|word| !is_word(word)).take_while(is_word).take(2 + at % 3).collect();
        if side.len() > 1 {
            let blank = |ix: usize| {
                if ix > 0 && side[ix].0.starts_with(is_unspaced) && side[ix - 1].0.starts_with(is_unspaced) { "" } else { " " }
            };
            let text: String = side.iter().enumerate().map(|(ix, word)| format!("{}{}", blank(ix), word.0)).collect();
            compare(&format!("\"{}\"", text.trim()), scan.side_by_side(&side));
        }
    }
    wrong
}

fn check(root: &Path, words: usize, pairs: usize) {
    let config = Config::default();
    let analysis = pipeline::analyse(read::vault(root, &config.files).unwrap(), &config);
    let wrong = differences(analysis.site(), words, pairs);
    assert!(wrong.is_empty(), "{}: {} differ:\n{}", root.display(), wrong.len(), wrong.join("\n"));
}

#[test]
fn words_pairs_and_neighbours_of_the_example() {
    check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site"), 200, 50);
}

/// Folders of vaults, parted by colons, in `FOAMSITE_VAULTS`: `.ci/run` names real ones.
#[test]
fn words_pairs_and_neighbours_of_other_vaults() {
    let vaults = std::env::var("FOAMSITE_VAULTS").unwrap_or_default();
    for vault in vaults.split(':').filter(|vault| !vault.is_empty()) {
        check(&PathBuf::from(vault), 200, 50);
    }
}

/// Words of several alphabets, as they stand in texts: inflected, with accents, of two parts, with marks of Markdown.
const WORDS: [&str; 60] = [
    "sail",
    "sails",
    "sailing",
    "sailed",
    "Longitude",
    "longitudes",
    "café",
    "cafe",
    "CAFÉ",
    "résumé",
    "naïve",
    "don't",
    "it's",
    "foo.bar",
    "snake_case",
    "x2",
    "3.14",
    "11¼",
    "v1.2.3",
    "e-mail",
    "**bold**",
    "*it*alics",
    "`code`",
    "`let x = 1`",
    "#tag",
    "#tag/sub",
    "[[n1]]",
    "[[n2|other text]]",
    "[[none]]",
    "Straße",
    "Strasse",
    "Größe",
    "книга",
    "книгами",
    "Ёлка",
    "еще",
    "ещё",
    "чай",
    "كتاب",
    "الكتاب",
    "كِتَاب",
    "λόγος",
    "λόγους",
    "検索",
    "検索エンジン",
    "日本語",
    "日本",
    "猫",
    "한국어",
    "한국",
    "ภาษาไทย",
    "API設計",
    "ＡＢＣ",
    "ﬁne",
    "ﾃｽﾄ",
    "$E = mc^2$",
    "&amp;",
    "<b>x</b>y",
    "—",
    "Q&A",
];

/// A vault of several languages, made of a seed.
pub(super) fn generated(notes: usize, seed: u64) -> String {
    let mut dice = Dice(seed);
    let mut files = String::new();
    for n in 0..notes {
        let mut text = format!("//- {}/n{n}.md\n---\n", ["a", "b/c", "b"][n % 3]);
        text +=
            dice.pick::<&str>(&["", "search: false\n", "aliases: [sailing day, 夜]\n", "tags: [книга, two]\n", "lang: ru\n", ""]);
        text += "---\n";
        for block in 0..3 + dice.roll(4) {
            text += dice.pick::<&str>(&["", "", "## ", "- ", "> "]);
            for _ in 0..1 + dice.roll(12) {
                text += WORDS[dice.roll(WORDS.len())];
                text += dice.pick::<&str>(&[" ", " ", " ", " ", ", ", ". ", "\n", "，"]);
            }
            text += if block % 3 == 2 { "\n\n```js\nconst sailing = 日本;\n```\n\n" } else { "\n\n" };
        }
        files += &text;
    }
    files
}

#[test]
fn words_pairs_and_neighbours_of_a_generated_vault() {
    for seed in 1..4 {
        let made = vault(&generated(150, seed));
        let wrong = differences(made.site(), 200, 50);
        assert!(wrong.is_empty(), "{seed}: {} differ:\n{}", wrong.len(), wrong.join("\n"));
    }
}
