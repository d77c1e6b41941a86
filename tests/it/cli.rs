//! The command line from outside: exit codes, messages, and the same bytes for the same vault.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().expect("a temporary folder");
    for (path, text) in files {
        write(&dir.path().join(path), text);
    }
    dir
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    fs::write(path, text).expect("a file can be written");
}

/// What a run of foamsite in `dir` did.
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn run(dir: &TempDir, args: &[&str]) -> Run {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foamsite"));
    let Output { status, stdout, stderr } =
        command.args(args).current_dir(dir.path()).env_remove("NO_COLOR").output().expect("it runs");
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Run { code: status.code().expect("it ends by itself"), out: text(stdout), err: text(stderr) }
}

/// Every file below `dir`, with its bytes.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("it can be listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("it can be read");
                found.insert(path.strip_prefix(dir).expect("it is inside").to_owned(), bytes);
            }
        }
    }
    found
}

const SOUP: &[(&str, &str)] = &[
    ("index.md", "# Kitchen\n\nWe cook [[Leek soup]] with [[soups/Leek soup#Salt|salt]] and [[Bread]].\n"),
    ("soups/Leek soup.md", "---\ntags: [soup]\n---\n# Leek soup\n\n## Salt\n\nA pinch. ![pot](pot.png)\n"),
    ("soups/pot.png", "not really a picture"),
    ("diary.md", "---\npublish: false\n---\nSecret [[Leek soup]] ![[secret.png]]\n"),
    ("secret.png", "private"),
];

#[test]
fn where_there_is_no_note_it_says_so() {
    let dir = folder(&[("photo.txt", "no note")]);
    let built = run(&dir, &["build"]);
    assert_eq!(built.code, 0);
    assert!(built.err.contains("0 notes") && built.err.contains("There is no note here"), "{}", built.err);
    let private = folder(&[("a.md", "---\npublish: false\n---\n")]);
    assert!(!run(&private, &["build"]).err.contains("There is no note here"));
}

#[test]
fn a_build_tells_in_one_line_what_it_did() {
    let dir = folder(SOUP);
    let built = run(&dir, &["build"]);
    assert_eq!((built.code, built.out.as_str()), (0, ""), "{}", built.err);
    assert!(built.err.contains("2 notes, 1 private, 4 links (1 unresolved), 1 attachment → "), "{}", built.err);
    assert!(built.err.contains("warning[unresolved-link]") && built.err.contains(" --> index.md:3:"), "{}", built.err);
    assert!(!built.err.contains('\u{1b}'), "no colours where nobody looks: {}", built.err);
    let site = files(&dir.path().join("public"));
    assert!(
        site.contains_key(Path::new("index.html")) && site.contains_key(Path::new("soups/leek-soup/index.html")),
        "{:?}",
        site.keys()
    );
    assert!(!site.values().any(|bytes| String::from_utf8_lossy(bytes).contains("ecret")));
}

#[test]
fn the_summary_for_programs_is_json_alone() {
    let dir = folder(SOUP);
    let built = run(&dir, &["build", ".", "-o", "site", "--format", "json"]);
    let summary: Value = serde_json::from_str(&built.out).expect("it is JSON");
    assert_eq!((&summary["notes"], &summary["private"], &summary["links"]), (&2.into(), &1.into(), &4.into()), "{summary}");
    assert_eq!(
        (&summary["unresolved"], &summary["warnings"], &summary["errors"]),
        (&1.into(), &1.into(), &0.into()),
        "{summary}"
    );
    assert!(dir.path().join("site/index.html").exists() && !dir.path().join("public").exists());
}

#[test]
fn errors_end_with_1_and_warnings_only_where_strict() {
    let dir = folder(SOUP);
    assert_eq!(run(&dir, &["check"]).code, 0);
    assert_eq!(run(&dir, &["check", "--strict"]).code, 1);
    assert_eq!(run(&dir, &["build", "--strict"]).code, 1);
    write(&dir.path().join("foamsite.toml"), "[levels]\nunresolved-link = \"error\"\n");
    for command in ["check", "build"] {
        let ended = run(&dir, &[command, "-q"]);
        assert_eq!(ended.code, 1, "{}", ended.err);
        assert!(ended.err.contains("error[unresolved-link]"), "{}", ended.err);
    }
    assert!(dir.path().join("public/index.html").exists(), "what could be built was built");
    write(&dir.path().join("foamsite.toml"), "levels.unresolved-link = \"off\"\n");
    let silent = run(&dir, &["check", "--strict"]);
    assert_eq!((silent.code, silent.out.as_str()), (0, ""), "{}", silent.err);
    assert!(!silent.err.contains("unresolved"), "{}", silent.err);
}

#[test]
fn wrong_usage_ends_with_2() {
    let dir = folder(SOUP);
    for args in [
        &["biuld"][..],
        &["build", "nowhere"],
        &["check", "index.md"],
        &["graph", "--format", "pdf"],
        &["build", "--jobs", "0"],
        &["build", "--base-url", "example.org"],
        &["explain", "unresolved-lnik"],
    ] {
        let ended = run(&dir, args);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{args:?}: {}", ended.err);
        assert!(ended.err.starts_with("error"), "{args:?}: {}", ended.err);
    }
    assert!(run(&dir, &["build", "nowhere"]).err.contains("`nowhere`"));
    assert!(run(&dir, &["explain", "unresolved-lnik"]).err.contains("unresolved-link"));
    assert_eq!(run(&dir, &["--help"]).code, 0);
}

#[test]
fn an_unknown_key_ends_with_2_and_names_the_right_one() {
    let dir = folder(SOUP);
    write(&dir.path().join("foamsite.toml"), "[site]\ntitle = \"x\"\ntitel = \"y\"\n");
    for command in ["build", "check", "graph"] {
        let ended = run(&dir, &[command]);
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{}", ended.err);
        for part in ["error[bad-config]: there is no key `site.titel`", "foamsite.toml:3:1", "^^^^^", "Did you mean `title`?"] {
            assert!(ended.err.contains(part), "{part}: {}", ended.err);
        }
    }
    assert!(!dir.path().join("public").exists());
}

#[test]
fn the_editors_settings_count() {
    let dir = folder(&[
        ("a.md", "[[templates/t]]"),
        ("templates/t.md", ""),
        ("old/x.md", ""),
        (".vscode/settings.json", "{ // Foam\n \"foam.files.ignore\": [\"old/**\"], }"),
        (".obsidian/templates.json", "{\"folder\": \"templates\"}"),
    ]);
    let paths = |args: &[&str]| -> Vec<String> {
        let graph: Value = serde_json::from_str(&run(&dir, args).out).expect("it is JSON");
        graph["notes"].as_array().expect("notes").iter().map(|note| note["path"].as_str().expect("text").to_owned()).collect()
    };
    assert_eq!(paths(&["graph"]), ["a.md"]);
    assert_eq!(paths(&["graph", "--resolution", "foam"]), ["a.md", "templates/t.md"], "Foam does not read Obsidian's settings");

    write(&dir.path().join(".vscode/settings.json"), "{ \"foam.files.ignore\": [ ");
    let ended = run(&dir, &["build"]);
    assert_eq!(ended.code, 2, "what they exclude could be published: {}", ended.err);
    assert!(ended.err.contains(".vscode/settings.json:1:"), "{}", ended.err);
    assert!(!dir.path().join("public").exists());
}

#[test]
fn check_gives_rows_to_programs() {
    let dir = folder(SOUP);
    let checked = run(&dir, &["check", "--format", "json"]);
    assert_eq!((checked.code, checked.err.as_str()), (0, ""));
    let rows: Value = serde_json::from_str(&checked.out).expect("it is JSON");
    let row = rows.as_array().and_then(|rows| rows.iter().find(|row| row["code"] == "unresolved-link")).expect("a row");
    assert_eq!((&row["file"], &row["line"], &row["column"]), (&"index.md".into(), &3.into(), &62.into()), "{row}");
    assert_eq!(row["level"], "warning");
    assert!(files(dir.path()).len() == SOUP.len(), "it writes nothing");
}

#[test]
fn the_graph_lists_what_is_published_and_nothing_else() {
    let dir = folder(SOUP);
    let printed = run(&dir, &["graph"]);
    assert_eq!((printed.code, printed.err.as_str()), (0, ""));
    let graph: Value = serde_json::from_str(&printed.out).expect("it is JSON");
    let paths: Vec<&str> = graph["notes"].as_array().expect("notes").iter().filter_map(|note| note["path"].as_str()).collect();
    assert_eq!(paths, ["index.md", "soups/Leek soup.md"]);
    assert_eq!(graph["notes"][1]["url"], "/soups/leek-soup/");
    assert_eq!(graph["notes"][1]["headings"][1], serde_json::json!({ "level": 2, "text": "Salt", "slug": "salt", "line": 6 }));
    assert_eq!(graph["notes"][1]["tags"], serde_json::json!(["soup"]));
    assert_eq!(graph["attachments"], serde_json::json!(["soups/pot.png"]));
    assert_eq!(graph["placeholders"], serde_json::json!(["Bread"]));
    let links = graph["links"].as_array().expect("links");
    assert_eq!(
        links[1],
        serde_json::json!({ "source": "index.md", "line": 3, "column": 28, "raw": "[[soups/Leek soup#Salt|salt]]", "kind": "wikilink",
                            "embed": false, "target": "soups/Leek soup.md", "placeholder": null, "fragment": "Salt" })
    );
    assert_eq!((&links[2]["placeholder"], &links[2]["target"]), (&"Bread".into(), &Value::Null));
    assert_eq!((&links[3]["kind"], &links[3]["embed"]), (&"markdown".into(), &true.into()));
    assert_eq!(links.len(), 4);
}

#[test]
fn every_form_of_the_graph_holds_every_link() {
    let name = "a \"b\" & <c> \\n, d";
    let dir = folder(&[("x.md", "[[a \"b\" & <c> \\n, d]] [[y|z]]"), ("y.md", &format!("# {name}\n"))]);
    let print = |form: &str| run(&dir, &["graph", "--format", form]).out;
    let csv = print("csv");
    assert_eq!(csv.lines().count(), 3, "{csv}");
    assert!(csv.contains("\"[[a \"\"b\"\" & <c> \\n, d]]\"\r\n"), "{csv}");
    let dot = print("dot");
    assert_eq!(dot.matches(" -> ").count(), 2, "{dot}");
    assert!(dot.starts_with("digraph vault {\n") && dot.ends_with("}\n") && dot.contains(r#""a \"b\" &amp; <c>"#), "{dot}");
    let graphml = print("graphml");
    assert_eq!((graphml.matches("<edge ").count(), graphml.matches("<node ").count()), (2, 3), "{graphml}");
    assert!(graphml.contains("a &quot;b&quot; &amp; &lt;c&gt;") && graphml.ends_with("</graphml>\n"), "{graphml}");
}

#[test]
fn init_begins_a_vault_and_never_overwrites() {
    let dir = folder(&[]);
    let first = run(&dir, &["init", "notes"]);
    assert_eq!(first.code, 0, "{}", first.err);
    let begun = files(&dir.path().join("notes"));
    assert_eq!(begun.keys().map(|p| p.display().to_string()).collect::<Vec<_>>(), ["foamsite.toml", "index.md"]);
    let built = run(&dir, &["build", "notes"]);
    assert_eq!(built.code, 0, "{}", built.err);

    write(&dir.path().join("notes/foamsite.toml"), "# mine\n");
    let again = run(&dir, &["init", "notes"]);
    assert_eq!(again.code, 0, "{}", again.err);
    assert!(again.err.contains("foamsite.toml"), "{}", again.err);
    assert_eq!(fs::read_to_string(dir.path().join("notes/foamsite.toml")).expect("it is there"), "# mine\n");

    let vault = folder(SOUP);
    fs::remove_file(vault.path().join("index.md")).expect("it is there");
    run(&vault, &["init"]);
    assert!(vault.path().join("foamsite.toml").exists() && !vault.path().join("index.md").exists(), "notes are there already");
}

#[test]
fn the_small_commands_print_what_they_promise() {
    let dir = folder(&[]);
    let explained = run(&dir, &["explain", "unresolved-link"]);
    assert!(explained.code == 0 && explained.out.starts_with("unresolved-link: A link leads to nothing."), "{}", explained.out);
    assert!(run(&dir, &["explain"]).out.contains("ambiguous-link"));
    let schema: Value = serde_json::from_str(&run(&dir, &["schema"]).out).expect("it is JSON");
    assert_eq!(schema["additionalProperties"], false);
    assert!(run(&dir, &["completions", "fish"]).out.contains("foamsite"));
    assert!(files(dir.path()).is_empty());
}

#[test]
fn the_same_vault_gives_the_same_bytes() {
    let mut vault: Vec<(String, String)> = (0..60)
        .map(|i| {
            let links: String =
                (0..7).map(|k| format!("See [[note {}]] #t{} and [[nothing {k}]].\n\n", (i * 7 + k * 13) % 64, k % 3)).collect();
            (format!("f{}/Note {i}.md", i % 5), format!("# Title {}\n\n{links}", i % 9))
        })
        .collect();
    let build = |vault: &[(String, String)], args: &[&str]| {
        let files: Vec<(&str, &str)> = vault.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let dir = folder(&files);
        let built = run(&dir, &[&["build", ".", "-o", "out"], args].concat());
        assert_eq!(built.code, 0, "{}", built.err);
        let graph = run(&dir, &[&["graph"], args].concat()).out;
        (super::cli::files(&dir.path().join("out")), graph, run(&dir, &["check", "--format", "json"]).out)
    };
    let one = build(&vault, &["--jobs", "1"]);
    assert!(one.0.len() > 60);
    vault.reverse();
    vault.rotate_left(17);
    assert!(build(&vault, &["--jobs", "2"]) == one, "threads and the order of creation do not matter");
    assert!(build(&vault, &["--jobs", "7"]) == one);
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_is_no_failure() {
    let notes: Vec<(String, String)> = (0..300).map(|i| (format!("{i}.md"), format!("[[{}]] ", i + 1).repeat(200))).collect();
    let dir = folder(&notes.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
    let script = format!("{} graph | head -c 10; echo \"${{PIPESTATUS[0]}}\"", env!("CARGO_BIN_EXE_foamsite"));
    let ended = Command::new("bash").args(["-c", &script]).current_dir(dir.path()).output().expect("bash runs");
    let out = String::from_utf8_lossy(&ended.stdout);
    assert!(out.ends_with("0\n"), "{out} {}", String::from_utf8_lossy(&ended.stderr));
    assert!(ended.stderr.is_empty(), "{}", String::from_utf8_lossy(&ended.stderr));
}
