//! Reading folders: what is a note, what is passed over and how that is said.

use std::fs;
use std::path::Path;

use foamsite::config::Files;
use foamsite::io::{Error, read};
use foamsite::vault::Vault;
use tempfile::TempDir;

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for (path, bytes) in files {
        put(dir.path(), path, bytes);
    }
    dir
}

fn put(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("it is below the root")).expect("a folder can be made");
    fs::write(path, bytes).expect("a file can be written");
}

fn notes(vault: &Vault) -> Vec<&str> {
    vault.notes.iter().map(|note| note.path.as_str()).collect()
}

fn assets(vault: &Vault) -> Vec<&str> {
    vault.assets.iter().map(|asset| asset.path.as_str()).collect()
}

fn findings(vault: &Vault) -> Vec<(&str, &str)> {
    vault.findings.iter().map(|(path, finding)| (path.as_str(), finding.code.name())).collect()
}

#[test]
fn notes_assets_and_the_rest() {
    let dir = folder(&[
        ("b.md", b"b"),
        ("a.md", b"\xef\xbb\xbfa"),
        ("UP.MD", b""),
        ("x.markdown", b""),
        ("sub/c d.md", b"c"),
        ("y.csv", b"1,2"),
        (".hidden.md", b""),
        (".foam/templates/t.md", b""),
        ("sub/.trash/q.md", b""),
        ("node_modules/p/n.md", b""),
        ("dist/d.md", b""),
        ("foamsite.toml", b""),
        ("a.md~", b""),
        ("#a.md#", b""),
        ("p.sync-conflict-2024.png", b""),
        ("n.sync-conflict-2024.md", b""),
        ("public/foamsite-manifest.json", b""),
        ("public/index.html", b""),
        ("public/deep/note.md", b""),
    ]);
    let vault = read::vault(dir.path(), &Files::default()).expect("a vault");
    assert_eq!(notes(&vault), ["a.md", "b.md", "n.sync-conflict-2024.md", "sub/c d.md"]);
    assert_eq!(assets(&vault), ["UP.MD", "x.markdown", "y.csv"]);
    assert_eq!((vault.assets[2].size, &*vault.notes[0].text), (3, "\u{feff}a"));
    assert_eq!(findings(&vault), [("UP.MD", "skipped-file")]);
    assert_eq!(vault.findings[0].1.hints, ["Foam counts only that ending. Rename it: `UP.md`."]);
    let files = Files { extensions: vec!["markdown".into(), "csv".into()], ..Files::default() };
    assert_eq!(notes(&read::vault(dir.path(), &files).expect("a vault")), ["x.markdown", "y.csv"]);
}

#[test]
fn gitignore_and_patterns() {
    let dir = folder(&[
        (".gitignore", b"/drafts/\n*.secret.md\n"),
        ("drafts/a.md", b""),
        ("x/drafts/a.md", b""),
        ("b.secret.md", b""),
        ("x/.gitignore", b"!ok.secret.md\nz.md"),
        ("x/ok.secret.md", b""),
        ("x/z.md", b""),
        ("y/z.md", b""),
        ("priv/p.md", b""),
        ("priv/p.png", b""),
    ]);
    let mut files = Files { exclude: vec!["priv".into()], ..Files::default() };
    let vault = read::vault(dir.path(), &files).expect("a vault");
    assert_eq!(notes(&vault), ["x/drafts/a.md", "x/ok.secret.md", "y/z.md"]);
    assert_eq!(assets(&vault), [""; 0]);
    files.gitignore = false;
    assert_eq!(read::vault(dir.path(), &files).expect("a vault").notes.len(), 6);
    files.exclude = vec!["a{".into()];
    assert!(matches!(read::vault(dir.path(), &files), Err(Error::Pattern { .. })));
    assert!(matches!(read::vault(&dir.path().join("y/z.md"), &Files::default()), Err(Error::NoVault { .. })));
}

#[test]
fn texts_that_are_not_utf8_and_notes_that_are_too_large() {
    let large = vec![b'x'; read::MAX_NOTE as usize + 1];
    let dir =
        folder(&[("latin1.md", b"caf\xe9"), ("utf16.md", b"\xff\xfeh\0i\0"), ("fits.md", &large[1..]), ("large.md", &large)]);
    let vault = read::vault(dir.path(), &Files::default()).expect("a vault");
    assert_eq!(notes(&vault), ["fits.md", "latin1.md", "utf16.md"]);
    assert_eq!((&*vault.notes[1].text, &*vault.notes[2].text), ("caf\u{fffd}", "hi"));
    assert!(vault.notes[1..].iter().all(|note| note.findings[0].code.name() == "not-utf8"));
    assert_eq!(findings(&vault), [("large.md", "limit")]);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_odd_names_are_named_and_never_opened() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;

    let dir = folder(&[("a.md", b"a"), ("real/b.md", b"b")]);
    let at = |name: &str| dir.path().join(name);
    symlink("a.md", at("link.md")).expect("a link");
    symlink(".", at("loop")).expect("a link");
    symlink("nowhere", at("dangling.md")).expect("a link");
    symlink("user@host", at(".#lock.md")).expect("a link");
    std::os::unix::net::UnixListener::bind(at("sock.md")).expect("a socket");
    fs::write(dir.path().join(OsStr::from_bytes(b"caf\xe9.md")), "x").expect("a file");
    fs::create_dir(dir.path().join(OsStr::from_bytes(b"d\xff"))).expect("a folder");
    fs::write(dir.path().join(OsStr::from_bytes(b"d\xff/x.md")), "x").expect("a file");
    let vault = read::vault(dir.path(), &Files::default()).expect("a vault");
    assert_eq!(notes(&vault), ["a.md", "real/b.md"]);
    let skipped = ["caf\u{fffd}.md", "dangling.md", "d\u{fffd}", "link.md", "loop", "sock.md"].map(|path| (path, "skipped-file"));
    assert_eq!(findings(&vault), skipped);
}

#[test]
fn settings_are_read_where_they_are() {
    let dir = folder(&[("a.toml", b"\xef\xbb\xbfx"), ("bad.toml", b"\xff"), ("file", b"")]);
    let read = |name: &str| read::settings(&dir.path().join(name));
    assert_eq!(read("a.toml").ok(), Some(Some("x".into())));
    assert_eq!(read("none.toml").ok(), Some(None));
    assert_eq!(read("file/none.toml").ok(), Some(None));
    assert!(matches!(read("bad.toml"), Err(Error::Settings { .. })));
    assert!(matches!(read("."), Err(Error::Settings { .. })));
}

#[test]
fn pictures_say_how_large_they_are() {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0, 0, 2, 128, 0, 0, 1, 224, 8, 6, 0, 0, 0]);
    let dir = folder(&[
        ("a.png", &png),
        ("b.gif", b"GIF89a\x0a\0\x14\0\0\0\0"),
        ("c.svg", b"<svg xmlns='http://www.w3.org/2000/svg' width='30' height='20px'/>"),
        ("d.png", b"no picture"),
        ("e.jpg", b""),
        ("f.pdf", &png),
        ("g.png", &png[..18]),
    ]);
    let vault = read::vault(dir.path(), &Files::default()).expect("it can be read");
    let pixels: Vec<_> = vault.assets.iter().map(|asset| asset.pixels).collect();
    assert_eq!(pixels, [Some((640, 480)), Some((10, 20)), Some((30, 20)), None, None, None, None]);
}
