//! What a page says of its own accord it says in the site's language. A vault in no language is built in several: a word that
//! is the same in two of them, and is not the vault's, was never put into either.

use std::collections::{BTreeMap, BTreeSet};

use foamsite::config::{Config, Flags, RawConfig};
use foamsite::pipeline;
use foamsite::render;

use crate::fixture::configured;

/// Every kind of thing for which a page has words, in made-up words.
const NOTE: &str = "---
title: Zonk
aliases: [Plimp]
tags: [wubb/flarn]
grelb: 2024-03-05
date: 2023-05-01
LANG---
[[quarb]] zib [[brelk]] ![[vorp]] ![[skree.bin]] ![[skree.pdf]] ![[gromp.png]] ![[drunt.mp3]] zib[^1] and^[plip].

[^1]: Flarn.

> [!warning]
> Zib.

> [!note]-
> Zib ![[brelk]].

> [!TLDR]
> Zib.

> [!faq]+ Grommet
> Zib.

- [ ] zib [[brelk]]
- [x] zib
- [/] zib
- [>] zib
- [!] zib

> [!tip]
> Zib [[brelk]] zib.

```mermaid
graph LR; zib --> wubb
```

```foam-query
filter: '#nothing'
```

```foam-query
filter: '#wubb'
format: count
```

```rust title=\"zib.rs\" {1}
zib
```
";
const OTHER: &str = "# Brelk\n\n[[zonk]] zib.\n\n> [!danger]\n> [[zonk]] zib.\n\n- [?] [[zonk]] zib\n- [b] [[zonk]] zib\n\n## Wubb\n\n![[zonk]]\n";

/// What German and French have in common, and what is typed into the search box.
const SHARED: &[&str] = &["adresse", "mai", "tag", "folder"];

/// The words that each page shows in a language: of its texts, and of what is told to those who do not see.
fn said(language: &str, lang: &str) -> BTreeMap<String, BTreeSet<String>> {
    let raw = RawConfig::parse(&format!("site.language = '{language}'\nsite.title = 'Zonk'")).expect("it is right");
    let config = Config::new(raw, Flags::default());
    let theme = pipeline::theme(&config, Vec::new());
    let note = NOTE.replace("LANG", lang);
    let files =
        format!("//- zonk.md\n{note}\n//- brelk.md\n{OTHER}\n//- skree.bin\n//- skree.pdf\n//- gromp.png\n//- drunt.mp3\n");
    let made = configured(&files, config);
    let templates = render::templates(made.site(), &theme);
    let page = |page: &foamsite::plan::Page| {
        let html = render::page(made.site(), &templates, page).html;
        (page.url.file(), words(&html))
    };
    made.plan.pages.iter().map(page).collect()
}

/// The words of a page's texts, and of the attributes that are read aloud or shown.
fn words(html: &str) -> BTreeSet<String> {
    let mut texts = String::new();
    for part in html.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        if !tag.starts_with("script") && !tag.starts_with("style") && !tag.starts_with("svg") {
            texts += text;
        }
        for name in [" title=\"", " aria-label=\"", " alt=\"", " placeholder=\""] {
            if let Some((value, _)) = tag.split_once(name).and_then(|(_, rest)| rest.split_once('"')) {
                texts += " ";
                texts += value;
            }
        }
        texts += " ";
    }
    let words = texts.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 2);
    words.map(str::to_lowercase).collect()
}

/// What both languages say on a page and the vault does not.
fn untranslated(lang: &str) -> Vec<(String, String)> {
    let own = NOTE.split(|c: char| !c.is_alphabetic()).chain(OTHER.split(|c: char| !c.is_alphabetic()));
    let own: BTreeSet<String> = own.map(str::to_lowercase).collect();
    let (german, french) = (said("de", lang), said("fr", lang));
    let shared = |(file, words): (&String, &BTreeSet<String>)| {
        let both = words.intersection(&french[file]).filter(|word| !own.contains(*word) && !SHARED.contains(&word.as_str()));
        both.map(|word| (file.clone(), word.clone())).collect::<Vec<_>>()
    };
    german.iter().flat_map(shared).collect()
}

#[test]
fn no_word_of_a_page_is_the_same_in_every_language() {
    assert_eq!(untranslated(""), []);
    let page = &said("de", "")["zonk/index.html"];
    for word in ["warnung", "hinweis", "geschrieben", "offen", "verschoben", "zurück", "quelltext", "märz"] {
        assert!(page.contains(word), "{word}: {page:?}");
    }
    // words of a note stand in another's page too: in its snippets, and where it is embedded
    let page = &said("de", "")["brelk/index.html"];
    for word in ["gefahr", "frage", "lesezeichen", "tipp", "offen", "erledigt", "warnung"] {
        assert!(page.contains(word), "{word}: {page:?}");
    }
    for language in ["es", "pt", "zh", "ja", "ar"] {
        for (file, words) in said(language, "") {
            for english in ["warning", "danger", "written", "bookmark", "back"] {
                assert!(!words.contains(english), "{language}: {file} says {english}");
            }
        }
    }
}

#[test]
fn the_language_of_a_note_is_not_that_of_its_page() {
    assert_eq!(untranslated("lang: en\n"), []);
    assert_eq!(said("de", "lang: en\n"), said("de", ""));
}
