//! `foamsite check --leaks` finds what was planted, in whatever form, and nothing else.

use foamsite::search::bytes::pack;

use super::*;

const FILES: &[(&str, &str)] = &[
    ("index.md", "# Home\n\nBread and [[Open note]], on 2024-05-01. Not the [[Named anyway|label]].\n"),
    ("Open note.md", "# Open note\n\nWater. #shared\n"),
    (
        "plans/Summer & house.md",
        "---\npublish: false\ntitle: Villa Ökonomia\naliases: [Casa grande]\ntags: [moneybox, shared]\n---\nSecret.\n\n![[deed scan.png]]\n",
    ),
    ("plans/deed scan.png", "png"),
    ("Named anyway.md", "---\nprivate: true\n---\nThe name is in a published note.\n"),
    ("2024-05-01.md", "---\ndraft: true\n---\nA day is said by others too.\n"),
    ("a.md", "---\ndraft: true\n---\nToo short to tell.\n"),
    ("graph.md", "---\ndraft: true\n---\nA word of the interface.\n"),
    ("vaulted/Excluded thing.md", "Left out by a pattern.\n"),
    ("foamsite.toml", "files.exclude = ['vaulted/**']\n"),
];

fn folder() -> TempDir {
    let dir = TempDir::new().unwrap();
    for (path, text) in FILES {
        fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
        fs::write(dir.path().join(path), text).unwrap();
    }
    dir
}

fn check(dir: &Path, args: &[&str]) -> (i32, String) {
    let args = [&["check", "--format", "json"], args].concat();
    let out = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(args).current_dir(dir).output().unwrap();
    (out.status.code().unwrap(), String::from_utf8_lossy(&out.stdout).into_owned())
}

#[test]
fn every_leak_planted_by_hand_is_found() {
    let dir = folder();
    let built = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(["build", "-q"]).current_dir(dir.path()).status().unwrap();
    assert_eq!(built.code(), Some(0));
    assert_eq!(check(dir.path(), &["--leaks"]), (0, "[]\n".into()), "a site as it is built tells nothing");
    let out = dir.path().join("public");
    for (path, text, name) in [
        ("index2.html", "<p>Villa Ökonomia</p>", "Villa Ökonomia"),
        ("index2.html", "<p>VILLA &#xD6;KONOMIA</p>", "Villa Ökonomia"),
        ("index2.html", "<a href=\"plans/Summer%20%26%20house\">x</a>", "Summer & house"),
        ("index2.html", "<a href=\"/plans/summer-house/\">x</a>", "summer-house"),
        ("x.json", "{\"t\": \"Villa \\u00d6konomia\"}", "Villa Ökonomia"),
        ("x.json", "[\"casa\\u0020grande\"]", "Casa grande"),
        ("feed2.xml", "<title>Summer &amp; house</title>", "Summer & house"),
        ("x.svg", "<svg><title>#moneybox</title></svg>", "moneybox"),
        ("x.css", "a::after { content: \"\\43 asa grande\" }", "Casa grande"),
        ("x.js", "const t = 'Casa\\u0020grande';", "Casa grande"),
        ("plans/deed scan.png", "png", "deed scan.png"),
        ("deed%20scan.png", "png", "deed scan.png"),
        ("excluded-thing/index.html", "x", "excluded-thing"),
        ("x.txt", "vaulted/Excluded thing.md", "Excluded thing"),
    ] {
        let at = out.join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(&at, text).unwrap();
        let (code, found) = check(dir.path(), &["--leaks", "public"]);
        assert!(code == 1 && found.contains("\"code\":\"leak\"") && found.contains(name), "{path}: {text}: {found}");
        fs::remove_file(at).unwrap();
    }
    fs::write(out.join("x.idx.gz"), pack(&pack("Casa grande".as_bytes()))).unwrap();
    assert_eq!(check(dir.path(), &["--leaks"]).0, 1, "packed twice");
    fs::remove_file(out.join("x.idx.gz")).unwrap();
    for harmless in ["Casa grandezza", "Summer house", "Named anyway", "2024-05-01", "a", "graph", "#shared", "moneyboxes"] {
        fs::write(out.join("x.txt"), harmless).unwrap();
        assert_eq!(check(dir.path(), &["--leaks"]), (0, "[]\n".into()), "{harmless}");
    }
}

/// A file for programs, a text of it and what is put in its place, and the name that leaks so.
type Planted = (&'static str, &'static str, &'static str, &'static str);

#[test]
fn leaks_in_the_files_for_programs_are_found() {
    let dir = folder();
    let config = dir.path().join("foamsite.toml");
    fs::write(&config, fs::read_to_string(&config).unwrap() + "output = {markdown = true, backlinks = true}\n").unwrap();
    let built = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(["build", "-q"]).current_dir(dir.path()).status().unwrap();
    assert_eq!(built.code(), Some(0));
    assert_eq!(check(dir.path(), &["--leaks"]), (0, "[]\n".into()), "as they are built they tell nothing");
    let planted: [Planted; 12] = [
        ("llms.txt", "- [Open note]", "- [Villa Ökonomia](plans/x/)\n- [Open note]", "Villa Ökonomia"),
        ("llms.txt", "- [Open note](", "- [Open note](plans/Summer%20%26%20house/index.md) (", "Summer & house"),
        ("llms.txt", "- [Open note]", "- [x](/summer-house/)\n- [Open note]", "summer-house"),
        ("open-note/index.md", "# Open note", "# Open note\n\n[[plans/Summer & house|a house]]", "Summer & house"),
        ("open-note/index.md", "# Open note", "# Open note\n\n![](../plans/deed%20scan.png)", "deed scan.png"),
        ("open-note/index.md", "tags: [", "aliases: [\"casa \\u0067rande\"]\ntags: [", "Casa grande"),
        ("open-note/index.md", "# Open note", "# Open note\n\n#moneybox", "moneybox"),
        ("open-note/index.md", "# Open note", "# Open note\n\nSee Villa &Ouml;konomia.", "Villa Ökonomia"),
        ("backlinks/open-note.json", "\"Home\"", "\"Villa \\u00d6konomia\"", "Villa Ökonomia"),
        ("backlinks/open-note.json", "\"index.md\"", "\"plans\\/Summer & house.md\"", "Summer & house"),
        ("backlinks/open-note.json", "\"text\":\"", "\"text\":\"In Casa grande. ", "Casa grande"),
        ("backlinks/open-note.json", "\"url\":\"/", "\"url\":\"/plans/summer-house/", "summer-house"),
    ];
    for (path, text, leak, name) in planted {
        let at = dir.path().join("public").join(path);
        let whole = fs::read_to_string(&at).unwrap();
        assert!(whole.contains(text), "{path} has no {text}: {whole}");
        fs::write(&at, whole.replacen(text, leak, 1)).unwrap();
        let (code, found) = check(dir.path(), &["--leaks"]);
        let told = found.contains("\"code\":\"leak\"") && found.contains(name) && found.contains(path);
        assert!(code == 1 && told, "{path}: {leak}: {found}");
        fs::write(&at, whole).unwrap();
    }
    let whole_note = dir.path().join("public/plans/summer-house");
    fs::create_dir_all(&whole_note).unwrap();
    fs::write(whole_note.join("index.md"), "x").unwrap();
    assert_eq!(check(dir.path(), &["--leaks"]).0, 1, "the very place of a copy tells it");
    assert_eq!(check(dir.path(), &["--leaks"]).1.matches("\"code\":\"leak\"").count(), 2, "its folder and its name");
}

#[test]
fn the_words_of_the_search_index_count() {
    let dir = folder();
    let run =
        |args: &[&str]| Command::new(env!("CARGO_BIN_EXE_foamsite")).args(args).current_dir(dir.path()).status().unwrap().code();
    // a site from before the note was made private
    fs::write(dir.path().join("plans/Summer & house.md"), "---\ntitle: Villa Ökonomia\ntags: [moneybox]\n---\nWas public.\n")
        .unwrap();
    run(&["build", "-q"]);
    fs::write(
        dir.path().join("plans/Summer & house.md"),
        "---\npublish: false\ntitle: Villa Ökonomia\ntags: [moneybox]\n---\nx\n",
    )
    .unwrap();
    let (code, found) = check(dir.path(), &["--leaks"]);
    assert_eq!(code, 1);
    assert!(found.contains("in the search index") && found.contains("`moneybox`"), "{found}");
    run(&["build", "-q"]);
    assert_eq!(check(dir.path(), &["--leaks"]), (0, "[]\n".into()), "the next build leaves nothing of it");
    let missing = check(dir.path(), &["--leaks", "nowhere"]);
    assert_eq!(missing.0, 2, "a folder that is not there is a wrong call");
}
