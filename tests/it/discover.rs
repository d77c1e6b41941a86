//! The pages of discovery: what is on them, that each can be switched off, that private notes leave no trace, that threads do not
//! matter.

use std::collections::BTreeMap;
use std::sync::Mutex;

use foamsite::config::{Config, RawConfig, Topic};
use foamsite::pipeline;
use foamsite::theme::Theme;
use foamsite::vault::{Source, Vault};

/// Two subjects of five notes each; one note between them; a name that two ask for; a mention without a link.
fn notes() -> Vec<Source> {
    let mut notes = Vec::new();
    for (subject, other) in [("Bread", "River"), ("River", "Bread")] {
        for i in 0..5 {
            let links: String = (0..5).filter(|j| *j != i).map(|j| format!("It rises like [[{subject} {j}]] does. ")).collect();
            let more =
                if i == 0 { format!("And once, of all things, [[{other} 0]] and [[Not written]].") } else { String::new() };
            let text = format!("---\ndate: 20{}-03-0{}\n---\n# {subject} {i}\n\n{links}{more}\n", 19 + i, i + 1);
            notes.push(Source::new(format!("{}/{subject} {i}.md", subject.to_lowercase()), text));
        }
    }
    notes.push(Source::new(
        "Between.md",
        "# Between\n\nWhere [[Bread 1]] meets [[River 1]], and Bread 3 is named without a link.\n",
    ));
    notes.push(Source::new("Toast.md", "# Toast\n\nMade of [[Bread 1]] and [[Bread 2]], over a fire.\n"));
    notes.push(Source::new("Alone.md", "# Alone\n\nNothing.\n"));
    notes
}

fn build(notes: Vec<Source>, toml: &str) -> BTreeMap<String, String> {
    let config = Config::new(RawConfig::parse(toml).expect("it is right"), Default::default());
    let analysis = pipeline::analyse(Vault::new(notes, Vec::new(), Vec::new()), &config);
    let files = Mutex::new(BTreeMap::new());
    let sink = |path: &str, bytes: &[u8]| {
        files.lock().unwrap().insert(path.to_owned(), String::from_utf8_lossy(bytes).into_owned());
        Ok::<(), ()>(())
    };
    let problems = pipeline::render(analysis.site(), &Theme::default(), &sink).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    files.into_inner().unwrap()
}

#[test]
fn each_list_has_its_page_and_says_why() {
    let site = build(notes(), "");
    let page = |topic: &str| site.get(&format!("discover/{topic}/index.html")).map_or("", String::as_str);
    assert!(page("communities").contains("id=\"group-1\""));
    assert!(page("hubs").contains("notes link here"));
    assert!(page("bridges").contains("of the shortest ways between other notes lead over it"));
    assert!(page("unexpected").contains("<mark"), "a link is told with its sentence");
    assert!(page("mentions").contains("<mark>Bread 3</mark>"));
    assert!(page("related").contains("Both have to do with"));
    assert!(page("growth").contains("March 2023"));
    assert!(page("orphans").contains("Alone"));
    assert!(page("wanted").contains("2 notes ask for it"));
    let wanted = &site["wanted/not-written/index.html"];
    assert!(wanted.contains("data-source=\"bread/Bread 0.md\"") && wanted.contains("<mark"), "{wanted}");
    for topic in Topic::ALL {
        assert!(site["discover/index.html"].contains(&format!("href=\"{}/\"", topic.name())), "{topic:?}");
        assert!(!page(topic.name()).contains("discover-"), "a word is missing: {topic:?}");
    }
}

#[test]
fn notes_show_what_belongs_to_them() {
    let site = build(notes(), "");
    assert!(site["bread/bread-3/index.html"].contains("Mentioned without a link in 1 note"));
    assert!(site["bread/bread-1/index.html"].contains("<ol class=\"years\">"));
    let off = build(notes(), "discover.on_notes = false");
    assert!(!off["bread/bread-3/index.html"].contains("class=\"own\""));
}

#[test]
fn every_piece_can_be_switched_off() {
    for topic in Topic::ALL {
        let site = build(notes(), &format!("[discover]\n{} = false", topic.name()));
        assert!(!site.contains_key(&format!("discover/{}/index.html", topic.name())), "{topic:?}");
        assert!(!site["discover/index.html"].contains(&format!("href=\"{}/\"", topic.name())), "{topic:?}");
        if topic == Topic::Wanted {
            assert!(!site.keys().any(|path| path.starts_with("wanted/")));
        }
        if topic == Topic::Mentions {
            assert!(!site["bread/bread-3/index.html"].contains("Mentioned without a link"));
        }
    }
    let site = build(notes(), "discover.enabled = false");
    assert!(!site.keys().any(|path| path.starts_with("discover/") || path.starts_with("wanted/")));
    assert!(!site["index.html"].contains("discover/") && !site["bread/bread-3/index.html"].contains("class=\"own\""));
    assert!(!build(notes(), "discover.random = false")["discover/index.html"].contains("data-random"));
}

#[test]
fn private_notes_leave_no_trace_in_any_list() {
    let mut with = notes();
    let text = "---\nprivate: true\naliases: [Nothing]\n---\n# Secret\n\n[[Bread 0]] [[River 3]] [[Alone]] [[Never asked]] and Bread 4, Between.\n";
    with.push(Source::new("Secret.md", text));
    assert_eq!(build(with, ""), build(notes(), ""));
}

#[test]
fn threads_do_not_matter() {
    let on =
        |threads: usize| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| build(notes(), ""));
    assert_eq!(on(1), on(2));
}

#[test]
fn the_terminal_and_programs_get_the_same_lists() {
    let config = Config::default();
    let analysis = pipeline::analyse(Vault::new(notes(), Vec::new(), Vec::new()), &config);
    let (words, _) = Theme::default().words();
    let (mut human, mut json) = (Vec::new(), Vec::new());
    foamsite::emit::insights::human(&mut human, analysis.site(), &words).unwrap();
    foamsite::emit::insights::json(&mut json, analysis.site(), &words).unwrap();
    let human = String::from_utf8(human).unwrap();
    assert!(human.contains("Bridges\n") && human.contains("2 notes ask for it") && !human.contains('<'), "{human}");
    let lists: serde_json::Value = serde_json::from_slice(&json).unwrap();
    assert_eq!(lists["wanted"][0]["subject"][0], "Not written");
    assert!(lists["hubs"][0]["pagerank"].as_f64().is_some_and(|rank| rank > 0.0));
}

#[test]
fn a_picture_that_is_not_there_is_no_wanted_note() {
    let text = "[a picture](shots/one.png), ![[two.PNG]], [[three.pdf]] and [[Release 1.2]].\n";
    let site = build(vec![Source::new("a.md", text)], "");
    let wanted: Vec<_> = site.keys().filter(|path| path.starts_with("wanted/")).collect();
    assert_eq!(wanted, ["wanted/release-12/index.html"]);
}

/// A note that six others came to link to, and one more without a date.
fn grown() -> Vec<Source> {
    let mut notes = vec![Source::new("Idea.md", "# Idea\n\nIt grows.\n"), Source::new("z.md", "Undated: [[Idea]] again.\n")];
    for (name, date, text) in [
        ("c", "2021-05-01", "First somebody wrote of the [[Idea]] on a napkin."),
        ("b", "2021-06-01", "- [[Idea]]"),
        ("a", "2023-01-01", "Later it was the *[[Idea|thought]]* that `ruled` them all."),
        ("d", "2023-02-01", "Nobody could do without the [[Idea]] any more."),
        ("e", "2023-03-01", "The <b>raw</b> truth & the [[Idea]]."),
        ("f", "2023-04-01", "Some said that the [[Idea]] had never been new."),
        ("g", "2023-05-01", "One more sentence with the [[Idea]] in it."),
    ] {
        notes.push(Source::new(format!("{name}.md"), format!("---\ndate: {date}\n---\n# {name}\n\n{text}\n")));
    }
    notes
}

#[test]
fn what_was_said_of_a_note_is_told_year_by_year() {
    let site = build(grown(), "");
    let page = &site["idea/index.html"];
    let told = page.split_once("In their words, year by year").and_then(|(_, told)| told.split_once("</details>")).expect(page).0;
    let order = [
        "In 2021",
        "on a napkin",
        "and 1 more",
        "In 2023",
        "ruled them all",
        "any more",
        "raw truth &amp; the",
        "never been new",
        "and 1 more",
    ];
    let mut rest = told;
    for part in order {
        rest = rest.split_once(part).unwrap_or_else(|| panic!("{part}: {told}")).1;
    }
    assert!(told.contains("<mark class=\"mention\">thought</mark>"), "{told}");
    assert!(!told.contains("Undated") && !told.contains("<em>") && !told.contains("<b>"), "{told}");
    assert!(told.contains("href=\"../c/#"), "a line leads to where it stands: {told}");
    // who says nothing is a dot alone, and what has a few links, or all of one year, has no story
    let few = build(grown().into_iter().filter(|note| !["d.md", "e.md", "f.md"].contains(&note.path.as_str())).collect(), "");
    assert!(few["idea/index.html"].contains("class=\"years\"") && !few["idea/index.html"].contains("year by year"));
    let one_year: Vec<Source> = grown().into_iter().filter(|note| !["b.md", "c.md"].contains(&note.path.as_str())).collect();
    assert!(!build(one_year, "")["idea/index.html"].contains("year by year"));
    assert!(!build(grown(), "discover.growth = false")["idea/index.html"].contains("year by year"));
}

#[test]
fn what_a_private_note_said_is_in_no_year() {
    let mut notes = grown();
    notes.push(Source::new(
        "secret.md",
        "---\ndate: 2022-01-01\npublish: false\n---\nMy secret thought on the [[Idea]] is this.\n",
    ));
    assert_eq!(build(notes, "")["idea/index.html"], build(grown(), "")["idea/index.html"]);
}
