//! Dates from git: of notes and of links; nothing of a clone that has a part of it.

use std::path::Path;
use std::process::Command;

use foamsite::config::Files;
use foamsite::io::{git, read};

fn run(folder: &Path, date: &str, arguments: &[&str]) {
    let done = Command::new("git")
        .current_dir(folder)
        .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .env("GIT_AUTHOR_DATE", format!("{date}T12:00:00Z"))
        .env("GIT_COMMITTER_DATE", format!("{date}T12:00:00Z"))
        .output()
        .expect("git is installed");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

fn commit(folder: &Path, date: &str, files: &[(&str, &str)]) {
    for (path, text) in files {
        std::fs::create_dir_all(folder.join(path).parent().unwrap()).unwrap();
        std::fs::write(folder.join(path), text).unwrap();
    }
    run(folder, date, &["add", "-A"]);
    run(folder, date, &["commit", "-q", "-m", "x"]);
}

#[test]
fn notes_and_links_have_the_dates_of_their_history() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    run(root, "2022-01-01", &["init", "-q", "-b", "main"]);
    let long = "A line that stays as it is.\n".repeat(8);
    commit(root, "2022-01-01", &[("v/a.md", &long), ("v/é \"b\".md", "x"), ("out.md", "[[no]]")]);
    commit(root, "2023-02-02", &[("v/a.md", &format!("{long}[[First|x]]\n"))]);
    run(root, "2024-03-03", &["mv", "v/a.md", "v/c.md"]);
    commit(root, "2024-03-03", &[("v/c.md", &format!("{long}[[First|x]] [[Second]]\n"))]);

    let files = Files::default();
    let mut vault = read::vault(&root.join("v"), &files).unwrap();
    git::history(&root.join("v"), &files, &mut vault);
    let date = |text: &str| Some(text.parse().unwrap());
    let note = &vault.notes[0];
    assert_eq!((note.path.as_str(), note.dates.created, note.dates.updated), ("c.md", date("2022-01-01"), date("2024-03-03")));
    let births: Vec<_> = note.births.iter().map(|(name, day)| (&**name, day.to_string())).collect();
    assert_eq!(births, [("First", "2023-02-02".into()), ("Second", "2024-03-03".into())]);

    let clone = tempfile::tempdir().unwrap();
    let url = format!("file://{}", root.display());
    run(clone.path(), "2024-03-03", &["clone", "-q", "--depth", "1", &url, "shallow"]);
    let root = clone.path().join("shallow/v");
    let mut vault = read::vault(&root, &files).unwrap();
    git::history(&root, &files, &mut vault);
    assert!(vault.notes.iter().all(|note| note.dates == Default::default() && note.births.is_empty()));
    assert_eq!(vault.findings.len(), 1);
    assert_eq!(vault.findings[0].1.code.name(), "shallow-history");
}

#[test]
fn a_clone_without_former_texts_is_told() {
    let (origin, clone) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    run(origin.path(), "2024-01-01", &["init", "-q"]);
    run(origin.path(), "2024-01-01", &["config", "uploadpack.allowFilter", "true"]);
    commit(origin.path(), "2024-01-01", &[("a.md", "first\n")]);
    commit(origin.path(), "2024-02-02", &[("a.md", "second\n")]);
    let url = format!("file://{}", origin.path().display());
    run(clone.path(), "2024-03-03", &["clone", "-q", "--filter=blob:none", &url, "partial"]);
    let dates = || {
        let root = clone.path().join("partial");
        let mut vault = read::vault(&root, &Files::default()).unwrap();
        git::history(&root, &Files::default(), &mut vault);
        (vault.notes[0].dates.created.map(|date| date.to_string()), vault.findings)
    };
    let (created, findings) = dates();
    assert_eq!(created, None);
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].1.code.name(), "shallow-history");
    assert!(findings[0].1.hints[0].contains("git fetch --refetch --no-filter"), "{findings:?}");

    // what it says to do helps
    run(&clone.path().join("partial"), "2024-03-03", &["fetch", "-q", "--refetch", "--no-filter"]);
    let (created, findings) = dates();
    assert_eq!((created.as_deref(), findings.len()), (Some("2024-01-01"), 0));
}

#[test]
fn without_a_repository_there_are_no_dates() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.md"), "x").unwrap();
    let mut vault = read::vault(folder.path(), &Files::default()).unwrap();
    git::history(folder.path(), &Files::default(), &mut vault);
    assert!(vault.notes[0].dates == Default::default() && vault.findings.is_empty());
}
