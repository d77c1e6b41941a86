//! Share pictures: what other sites show of a note.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{LazyLock, Mutex};

use foamsite::base::path::VaultPath;
use foamsite::config::{Config, Flags, RawConfig};
use foamsite::diag::Code;
use foamsite::io;
use foamsite::pipeline::{self, Analysis};
use foamsite::share::Database;
use foamsite::vault::{Asset, Source, Vault};
use serde_json::Value;

/// The fonts of this machine, looked for once.
pub(crate) fn fonts() -> Database {
    static FONTS: LazyLock<Database> = LazyLock::new(io::fonts::system);
    FONTS.clone()
}

const ON: &str = "site = {title = 'Garden', base_url = 'https://a.org/b'}\noutput.share_pictures = true";

type Files = BTreeMap<String, Vec<u8>>;

fn analysis(files: &str, config: &str) -> (Analysis, Config) {
    let config = Config::new(RawConfig::parse(config).unwrap(), Flags::default());
    let (mut notes, mut assets) = (Vec::new(), Vec::new());
    for file in files.split("//- ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap_or((file, ""));
        match path.ends_with(".md") {
            true => notes.push(Source::new(path, text)),
            false => assets.push(Asset { path: VaultPath::new(path), size: 48_000, pixels: Some((640, 480)) }),
        }
    }
    (pipeline::analyse(Vault::new(notes, assets, Vec::new()), &config), config)
}

/// The pictures and pages of a vault, drawn with `fonts`, and what was found.
fn drawn(files: &str, config: &str, fonts: impl FnOnce() -> Database) -> (Files, Analysis) {
    let (mut analysis, config) = analysis(files, config);
    let made = Mutex::new(Files::new());
    let sink = |path: &str, bytes: &[u8]| {
        assert!(made.lock().unwrap().insert(path.to_owned(), bytes.to_vec()).is_none(), "{path} is written twice");
        Ok::<(), ()>(())
    };
    let theme = pipeline::theme(&config, Vec::new());
    analysis.draw_shares(&theme, fonts, &|_| Ok(false), &sink).unwrap();
    pipeline::render(analysis.site(), &theme, &sink).unwrap();
    (made.into_inner().unwrap(), analysis)
}

fn pictures(files: &Files) -> Vec<(&str, &[u8])> {
    let is_one = |path: &str| path.starts_with("assets/share/");
    files.iter().filter(|(path, _)| is_one(path)).map(|(path, bytes)| (&**path, &**bytes)).collect()
}

fn page<'a>(files: &'a Files, path: &str) -> &'a str {
    std::str::from_utf8(&files[path]).unwrap()
}

const VAULT: &str = "//- bread.md\n# Bread & <b>\"butter\"</b>\n\n[[water]] and [[salt]].\n//- water.md\n# Water\n\n#drink [[bread]]\n\
                     //- salt.md\n# Salt\n";

/// Whether this machine can draw Latin letters at all; on one without fonts the finding is what is tested.
fn has_fonts() -> bool {
    fonts().faces().next().is_some()
}

#[test]
fn a_note_has_a_picture_and_its_page_says_so() {
    if !has_fonts() {
        return nobody_is_shown_boxes();
    }
    let (files, analysis) = drawn(VAULT, ON, fonts);
    let all = pictures(&files);
    assert_eq!(all.len(), 3);
    for (path, bytes) in &all {
        assert_eq!(&bytes[..16], b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "{path}");
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!((number(16), number(20)), (1200, 630));
        assert!(bytes.ends_with(b"IEND\xae\x42\x60\x82") && bytes.len() < 100_000, "{path}: {} bytes", bytes.len());
    }
    let bread = page(&files, "bread/index.html");
    let url = bread.split("<meta property=\"og:image\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(files.contains_key(url.strip_prefix("https://a.org/b/").unwrap()), "{url}");
    for tag in [
        "<meta property=\"og:image:width\" content=\"1200\">",
        "<meta property=\"og:image:height\" content=\"630\">",
        "<meta property=\"og:image:alt\" content=\"Bread &amp; &quot;butter&quot; · Garden\">",
        "<meta name=\"twitter:card\" content=\"summary_large_image\">",
    ] {
        assert!(bread.contains(tag), "{tag}");
    }
    for other in ["tags/drink/index.html", "index.html", "graph/index.html"] {
        let page = page(&files, other);
        assert!(!page.contains("og:image") && page.contains("content=\"summary\""), "{other}");
    }
    assert!(analysis.diagnostics.iter().all(|d| d.finding.code != Code::MissingFont));
    assert!(page(&files, "_headers").contains("/assets/share/*\n  Cache-Control: public, max-age=31536000, immutable\n"));
}

#[test]
fn there_is_none_unless_asked_for_and_at_a_known_address() {
    for config in ["site.base_url = 'https://a.org'", "output.share_pictures = true"] {
        let (files, _) = drawn(VAULT, config, || panic!("nobody needs fonts"));
        assert!(pictures(&files).is_empty() && !page(&files, "bread/index.html").contains("og:image"), "{config}");
        assert!(!page(&files, "_headers").contains("share"));
    }
}

#[test]
fn nobody_is_shown_boxes() {
    let vault = format!("{VAULT}//- a.md\n# 面包\n//- b.md\n# 盐\n");
    let (files, analysis) = drawn(&vault, ON, Database::new);
    assert!(pictures(&files).is_empty() && !page(&files, "bread/index.html").contains("og:image"));
    let found: Vec<_> = analysis.diagnostics.iter().filter(|d| d.finding.code == Code::MissingFont).collect();
    assert_eq!(found.len(), 2, "one for each package, however many titles: {found:?}");
    let said: Vec<String> = found.iter().map(|d| format!("{} {}", d.finding.message, d.finding.hints[0])).collect();
    assert!(said.iter().any(|s| s.contains("`面包`, nor those of 1 other title") && s.contains("fonts-noto-cjk")), "{said:?}");
    assert!(said.iter().any(|s| s.contains("nor those of 2 other titles") && s.contains("fonts-noto-core")), "{said:?}");
}

#[test]
fn the_same_pictures_with_any_number_of_threads() {
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| drawn(VAULT, ON, fonts).0)
    };
    assert_eq!(with(1), with(2));
}

#[test]
fn a_picture_that_a_note_names_goes_first() {
    let vault = "//- web.md\n---\nimage: https://b.org/über uns.jpg\n---\n# Web\n//- in/link.md\n---\ncover: \"[[bread.jpg]]\"\n---\n# Link\n\
                 //- in/path.md\n---\nimage: pic/a b.png\n---\n# Path\n\n![[a b.png]]\n//- in/odd.md\n---\nimage: javascript:alert(1)\n---\n# Odd\n\
                 //- in/unused.md\n---\nimage: /unused.png\n---\n# Unused\n//- in/bread.jpg\n//- in/pic/a b.png\n//- unused.png\n";
    // with the key and without it
    for (config, is_on) in [(ON, true), ("site.base_url = 'https://a.org/b'", false)] {
        let (files, _) = drawn(vault, config, fonts);
        let image = |path: &str| {
            let page = page(&files, path);
            page.split("<meta property=\"og:image\" content=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned())
        };
        assert_eq!(image("web/index.html").as_deref(), Some("https://b.org/%C3%BCber%20uns.jpg"));
        assert_eq!(image("in/link/index.html").as_deref(), Some("https://a.org/b/in/bread.jpg"));
        assert_eq!(image("in/path/index.html").as_deref(), Some("https://a.org/b/in/pic/a%20b.png"));
        assert!(page(&files, "in/path/index.html").contains("<meta property=\"og:image:width\" content=\"640\">"));
        for drawn in ["in/odd/index.html", "in/unused/index.html"] {
            let is_share = |url: &str| url.starts_with("https://a.org/b/assets/share/");
            assert_eq!(image(drawn).as_deref().is_some_and(is_share), is_on && has_fonts(), "{drawn}: {:?}", image(drawn));
        }
        assert_eq!(pictures(&files).len(), if is_on && has_fonts() { 2 } else { 0 });
    }
}

#[test]
fn a_private_neighbour_is_as_if_it_were_not_there() {
    let public = "//- a.md\n# A\n\n[[b]]\n//- b.md\n# B\n//- quiet.md\n---\nunlisted: true\n---\n# Quiet\n\n[[a]]\n";
    let private = "//- secret.md\n---\npublish: false\n---\n# Secret\n\n[[a]] [[b]]\n";
    let (all, _) = drawn(&format!("{public}{private}"), ON, fonts);
    let (absent, _) = drawn(public, ON, fonts);
    assert_eq!(all, absent);
    // nor does an unlisted one change the picture of another
    let listed = public.split("//- quiet").next().unwrap();
    let (listed, _) = drawn(listed, ON, fonts);
    for (path, bytes) in pictures(&listed) {
        assert_eq!(absent[path], bytes);
    }
    assert_eq!(pictures(&absent).len(), if has_fonts() { pictures(&listed).len() + 1 } else { 0 }, "it has one of its own");
}

#[test]
fn names_in_the_vault_stay_clear_of_the_folder() {
    let own = |config: &str, path: &str| {
        let vault = format!("//- a.md\n![x]({path})\n//- {path}\n");
        analysis(&vault, config).0.site().plan.assets[0].as_ref().unwrap().as_str().to_owned()
    };
    for path in ["assets/share/0123456789ab.png", "assets/share"] {
        assert_eq!(own("", path), format!("/{path}"));
        let url = own(ON, path);
        assert!(url.starts_with("/assets/share-2"), "{url}");
    }
}

fn build(dir: &Path) -> Value {
    let out = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(["build", "--format", "json"]).current_dir(dir).output().unwrap();
    assert!(out.status.success(), "{out:?}");
    serde_json::from_slice(&out.stdout).unwrap()
}

#[test]
fn a_picture_that_is_there_is_not_drawn_again() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("foamsite.toml"), ON).unwrap();
    fs::write(dir.path().join("a.md"), "# A\n\n[[b]]\n").unwrap();
    fs::write(dir.path().join("b.md"), "# B\n").unwrap();
    build(dir.path());
    let folder = dir.path().join("public/assets/share");
    if !has_fonts() {
        return assert!(!folder.exists());
    }
    let names = || {
        let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        names
    };
    let before = names();
    assert_eq!(before.len(), 2);
    // what is told apart here: a file that is kept as it is, and one that is drawn anew
    let mark = b"kept, not drawn";
    fs::write(&before[0], mark).unwrap();
    assert_eq!(build(dir.path())["written"], 0);
    assert_eq!(fs::read(&before[0]).unwrap(), mark);
    // an empty or a lost one is drawn again
    fs::write(&before[0], b"").unwrap();
    fs::remove_file(&before[1]).unwrap();
    assert_eq!(build(dir.path())["written"], 2);
    assert!(before.iter().all(|path| fs::read(path).unwrap().starts_with(b"\x89PNG")));
    // another title: another picture, and the old one is gone
    fs::write(dir.path().join("b.md"), "# C\n").unwrap();
    build(dir.path());
    let after = names();
    assert_eq!((after.len(), after.iter().filter(|path| before.contains(path)).count()), (2, 1), "{before:?} {after:?}");
    // switched off: none stays
    fs::write(dir.path().join("foamsite.toml"), "site.base_url = 'https://a.org/b'\n").unwrap();
    build(dir.path());
    assert!(!folder.exists());
}
