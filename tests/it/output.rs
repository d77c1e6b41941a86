//! Writing a site: what is replaced and deleted, what never is, and what a build that ends early leaves.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use foamsite::io::write::{Output, Report};
use foamsite::io::{Error, MANIFEST};
use rayon::prelude::*;
use tempfile::TempDir;

/// A vault with one note and, beside it, the place of an output that does not exist yet.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("vault")).unwrap();
        fs::write(dir.path().join("vault/a.md"), "a").unwrap();
        Place { dir }
    }

    fn vault(&self) -> PathBuf {
        self.dir.path().join("vault")
    }

    fn out(&self) -> PathBuf {
        self.dir.path().join("out")
    }

    fn open(&self) -> Result<Output, Error> {
        Output::open(&self.out(), &self.vault())
    }

    fn build(&self, files: &[(&str, &str)]) -> Report {
        let output = self.open().unwrap();
        files.par_iter().for_each(|(path, text)| output.put(path, text.as_bytes()).unwrap());
        output.finish().unwrap()
    }

    fn add(&self, path: &str, text: &str) {
        let path = self.out().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// All files in the output but the manifest.
    fn tree(&self) -> BTreeMap<String, String> {
        let mut tree = BTreeMap::new();
        walk(&self.out(), &self.out(), &mut tree);
        tree.remove(MANIFEST);
        tree
    }
}

fn walk(root: &Path, folder: &Path, tree: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            tree.insert(name + "/", String::new());
            walk(root, &path, tree);
        } else {
            tree.insert(name, fs::read_to_string(path).unwrap());
        }
    }
}

fn tree(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files.iter().map(|(path, text)| (path.to_string(), text.to_string())).collect()
}

#[test]
fn only_what_differs_is_written_and_what_is_gone_is_removed() {
    let place = Place::new();
    let report = place.build(&[("a/index.html", "a"), ("b/c/index.html", "b"), ("x.json", "1")]);
    assert_eq!(report, Report { written: 3, same: 0, removed: 0 });
    let before = fs::metadata(place.out().join("a/index.html")).unwrap().modified().unwrap();
    let report = place.build(&[("a/index.html", "a"), ("x.json", "2"), ("new.txt", "")]);
    assert_eq!(report, Report { written: 2, same: 1, removed: 1 });
    assert_eq!(fs::metadata(place.out().join("a/index.html")).unwrap().modified().unwrap(), before);
    assert_eq!(place.tree(), tree(&[("a/", ""), ("a/index.html", "a"), ("new.txt", ""), ("x.json", "2")]));
    let manifest = fs::read_to_string(place.out().join(MANIFEST)).unwrap();
    assert_eq!(
        manifest,
        "{\n  \"foamsite\": 1,\n  \"files\": [\n    \"a/index.html\",\n    \"new.txt\",\n    \"x.json\"\n  ]\n}\n"
    );
}

#[test]
fn a_file_becomes_a_folder_and_back() {
    let place = Place::new();
    place.build(&[("a", "file"), ("b/c/d", "deep"), ("b/e", "")]);
    place.build(&[("a/x", "folder"), ("b", "file")]);
    assert_eq!(place.tree(), tree(&[("a/", ""), ("a/x", "folder"), ("b", "file")]));
}

#[test]
fn files_of_others_stay() {
    let place = Place::new();
    place.build(&[("a/index.html", "a"), ("b/index.html", "b")]);
    place.add(".git/HEAD", "ref");
    place.add("a/mine.txt", "precious");
    place.add("index.html", "mine");
    place.build(&[("b/index.html", "b")]);
    let kept = tree(&[
        (".git/", ""),
        (".git/HEAD", "ref"),
        ("a/", ""),
        ("a/mine.txt", "precious"),
        ("b/", ""),
        ("b/index.html", "b"),
        ("index.html", "mine"),
    ]);
    assert_eq!(place.tree(), kept);
    let output = place.open().unwrap();
    assert!(matches!(output.put("index.html", b"ours"), Err(Error::Foreign { .. })));
    assert!(matches!(output.put("a", b"ours"), Err(Error::Foreign { .. })));
    drop(output);
    assert_eq!(place.tree(), kept);
}

#[test]
fn a_folder_of_others_is_refused_until_it_is_handed_over() {
    let place = Place::new();
    place.add("thesis.txt", "precious");
    let before = place.tree();
    let Err(error) = place.open() else { panic!("it holds files of others") };
    assert!(error.is_usage() && error.hint().is_some_and(|hint| hint.contains(MANIFEST)), "{error}");
    assert_eq!(place.tree(), before);
    place.add(MANIFEST, "");
    place.build(&[("index.html", "x")]);
    assert_eq!(place.tree(), tree(&[("index.html", "x"), ("thesis.txt", "precious")]));
}

#[test]
fn dangerous_places_are_refused() {
    let place = Place::new();
    let vault = place.vault();
    let refused = |out: &Path| matches!(Output::open(out, &vault), Err(Error::Output { .. }));
    assert!(refused(&vault));
    assert!(refused(place.dir.path()), "it holds the vault");
    assert!(refused(&vault.join("x/../../vault/.")) || !vault.join("x").exists());
    assert!(refused(&vault.join("../vault")));
    assert!(refused(&vault.join("a.md")), "it is a file");
    assert!(refused(Path::new("/")));
    assert!(Output::open(&vault.join("missing/../x"), &vault).is_err());
    assert!(Output::open(&vault.join("public/deep"), &vault).is_ok(), "below the vault is fine");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&vault, place.out()).unwrap();
        assert!(refused(&place.out()));
        assert!(refused(&place.out().join("../vault")));
    }
    assert_eq!(fs::read_to_string(vault.join("a.md")).unwrap(), "a");
}

#[test]
fn no_path_leaves_the_output() {
    let place = Place::new();
    let output = place.open().unwrap();
    for path in
        ["", "/x", "../x", "a/../../x", "a//b", "./a", "a/", "a\\b", "a\0b", MANIFEST, ".foamsite-new/1", ".foamsite-lock"]
    {
        assert!(matches!(output.put(path, b""), Err(Error::Place { .. })), "{path:?}");
    }
    output.put("a", b"1").unwrap();
    assert!(matches!(output.put("a", b"2"), Err(Error::Place { .. })), "one place, one file");
}

#[cfg(unix)]
#[test]
fn links_in_the_output_lead_nowhere() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    place.build(&[("a/index.html", "a"), ("b.html", "b"), ("c/index.html", "c")]);
    let other = place.dir.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("index.html"), "precious").unwrap();
    for name in ["a", "c"] {
        fs::remove_dir_all(place.out().join(name)).unwrap();
        symlink(&other, place.out().join(name)).unwrap();
    }
    fs::remove_file(place.out().join("b.html")).unwrap();
    symlink(other.join("index.html"), place.out().join("b.html")).unwrap();
    let output = place.open().unwrap();
    output.put("b.html", b"new").unwrap();
    output.finish().unwrap();
    assert_eq!(fs::read_to_string(place.out().join("b.html")).unwrap(), "new");
    assert!(fs::symlink_metadata(place.out().join("b.html")).unwrap().is_file());
    let output = place.open().unwrap();
    output.put("c/new.html", b"new").unwrap();
    assert!(matches!(output.finish(), Err(Error::Foreign { .. })), "a folder that is a link may lead anywhere");
    assert!(!other.join("new.html").exists());
    assert_eq!(fs::read_to_string(other.join("index.html")).unwrap(), "precious");
}

#[cfg(unix)]
#[test]
fn everyone_may_read_the_site() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let source = place.vault().join("a.md");
    fs::set_permissions(&source, fs::Permissions::from_mode(0o4700)).unwrap();
    let build = || {
        let output = place.open().unwrap();
        assert_eq!(output.copy("deep/er/a.md", &source, &Default::default()).unwrap(), None);
        output.finish().unwrap()
    };
    build();
    assert_eq!((mode(place.out().join("deep")), mode(place.out().join("deep/er/a.md"))), (0o755, 0o644));
    assert_eq!(build().same, 1);
    fs::set_permissions(place.out().join("deep/er/a.md"), fs::Permissions::from_mode(0o600)).unwrap();
    build();
    assert_eq!(mode(place.out().join("deep/er/a.md")), 0o644);
}

#[test]
fn copies_are_compared_and_a_missing_one_is_a_finding() {
    let place = Place::new();
    let large = vec![7; 200_000];
    let source = place.vault().join("large.bin");
    let build = |bytes: &[u8]| {
        fs::write(&source, bytes).unwrap();
        let output = place.open().unwrap();
        assert_eq!(output.copy("large.bin", &source, &Default::default()).unwrap(), None);
        let gone = output.copy("gone.png", &place.vault().join("gone.png"), &Default::default()).unwrap().unwrap();
        assert_eq!(gone.code.name(), "unreadable-file");
        assert!(output.copy("folder", &place.vault(), &Default::default()).unwrap().is_some());
        let report = output.finish().unwrap();
        assert_eq!(fs::read(place.out().join("large.bin")).unwrap(), bytes);
        (report.written, report.same)
    };
    assert_eq!(build(&large), (1, 0));
    assert_eq!(build(&large), (0, 1));
    let mut other = large;
    other[150_000] = 8;
    assert_eq!(build(&other), (1, 0));
    assert_eq!(build(&other[..199_999]), (1, 0));
}

#[test]
fn a_build_that_ends_early_changes_nothing() {
    let place = Place::new();
    place.build(&[("a", "old"), ("b", "old")]);
    let (before, manifest) = (place.tree(), fs::read(place.out().join(MANIFEST)).unwrap());
    let output = place.open().unwrap();
    output.put("a", b"new").unwrap();
    output.put("c", b"new").unwrap();
    assert!(matches!(place.open(), Err(Error::Busy { .. })), "one build at a time");
    drop(output);
    assert_eq!((place.tree(), fs::read(place.out().join(MANIFEST)).unwrap()), (before, manifest));
}

#[test]
fn what_a_killed_build_leaves_is_put_right() {
    let place = Place::new();
    // Killed at once, while it wrote, and while it moved files: the manifest then names old and new ones.
    place.add(".foamsite-lock", "");
    place.add(".foamsite-new/0", "half a pa");
    place.add(".foamsite-new/manifest", "half");
    place.build(&[("a", "a"), ("b", "b")]);
    assert_eq!(place.tree(), tree(&[("a", "a"), ("b", "b")]));
    place.add(MANIFEST, r#"{"foamsite": 1, "files": ["a", "b", "c", "d/e"]}"#);
    place.add(".foamsite-new/1", "half a pa");
    place.add("d/e", "moved, and private since");
    place.build(&[("a", "a2"), ("c", "c")]);
    assert_eq!(place.tree(), tree(&[("a", "a2"), ("c", "c")]));
}

#[test]
fn a_damaged_manifest_deletes_nothing() {
    let place = Place::new();
    place.build(&[("a", "a")]);
    fs::write(place.dir.path().join("precious"), "x").unwrap();
    for manifest in [r#"{"foamsite": 1, "files": ["../precious"]}"#, r#"{"foamsite": 1, "fi"#] {
        place.add(MANIFEST, manifest);
        assert!(matches!(place.open(), Err(Error::Output { .. })));
        assert_eq!(place.tree(), tree(&[("a", "a")]));
    }
    assert!(place.dir.path().join("precious").exists());
}

#[test]
fn the_order_of_writing_does_not_matter() {
    let names: Vec<String> = (0..500).map(|i| format!("f{}/{i}.html", i % 7)).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    let (one, other) = (Place::new(), Place::new());
    one.build(&files);
    other.build(&files.iter().rev().copied().collect::<Vec<_>>());
    assert_eq!(one.tree(), other.tree());
    assert_eq!(fs::read(one.out().join(MANIFEST)).unwrap(), fs::read(other.out().join(MANIFEST)).unwrap());
}

#[test]
fn a_first_build_that_was_killed_leaves_nothing() {
    let place = Place::new();
    place.add(".foamsite-new/site/a/b/index.html", "half a pa");
    place.add(MANIFEST, r#"{"foamsite": 1, "files": ["a/b/index.html", "gone"]}"#);
    let report = place.build(&[("a/index.html", "a"), ("manifest", "b"), ("site/x", "c")]);
    assert_eq!(report, Report { written: 3, same: 0, removed: 0 });
    assert_eq!(place.tree(), tree(&[("a/", ""), ("a/index.html", "a"), ("manifest", "b"), ("site/", ""), ("site/x", "c")]));
    place.build(&[("a/index.html", "a")]);
    assert_eq!(place.tree(), tree(&[("a/", ""), ("a/index.html", "a")]));
}

#[cfg(unix)]
#[test]
fn a_killed_first_build_is_removed_without_following_links() {
    let place = Place::new();
    let other = place.dir.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("x"), "precious").unwrap();
    place.add(".foamsite-new/site/a", "");
    std::os::unix::fs::symlink(&other, place.out().join(".foamsite-new/site/link")).unwrap();
    place.build(&[("a", "a")]);
    assert_eq!(place.tree(), tree(&[("a", "a")]));
    assert_eq!(fs::read_to_string(other.join("x")).unwrap(), "precious");
}
