//! The preview: what it shows is what a build writes, and nobody else may look.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use foamsite::config::Config;
use foamsite::diag::Diagnostic;
use foamsite::io::read;
use foamsite::io::watch::{Changes, Watcher};
use foamsite::pipeline;
use foamsite::serve::live::{Found, Live};
use foamsite::serve::reader::Reader;
use foamsite::serve::{self, Preview};
use foamsite::theme::Theme;
use proptest::prelude::*;

/// What can happen to a vault.
#[derive(Clone, Debug)]
enum Edit {
    Write(usize, usize, usize),
    Delete(usize),
    Rename(usize, usize),
    /// Moves a whole folder.
    Folder(usize, usize),
    Attach(usize),
}

const FILES: [&str; 8] = ["index.md", "a.md", "b.md", "one/a.md", "one/c.md", "two/deep/d.md", "A b.md", "Slip box.md"];
const FOLDERS: [&str; 4] = ["one", "two", "three", "two/deep"];
const TEXTS: [&str; 10] = [
    "see [[a]] and ![[c]]\n",
    "# Title\n\n[[b|x]] #tag/sub ^id\n",
    "---\npublish: false\n---\nsecret [[a]]\n",
    "---\ntitle: A\naliases: [z]\n---\n[[z]] [[one/a#Title]]\n",
    "",
    "![[p.png]] [[none]]\n",
    "```foam-query\nfilter: \"#tag/sub\"\n```\n",
    "# Title\n\ntext\n\n## Two\n\nmore [[d]]\n",
    "---\npermalink: /b/\n---\n[[two/deep/d]]\n",
    "what a Slip box is good for\n",
];

fn edit() -> impl Strategy<Value = Edit> {
    let (file, text, folder) = (0..FILES.len(), 0..TEXTS.len(), 0..FOLDERS.len());
    prop_oneof![
        4 => (file.clone(), text.clone(), text).prop_map(|(f, t, u)| Edit::Write(f, t, u)),
        2 => file.clone().prop_map(Edit::Delete),
        2 => (file.clone(), file.clone()).prop_map(|(f, t)| Edit::Rename(f, t)),
        1 => (folder.clone(), folder).prop_map(|(f, t)| Edit::Folder(f, t)),
        1 => file.prop_map(Edit::Attach),
    ]
}

/// A word that only the notes have that were written so.
fn word(file: usize, one: usize, two: usize) -> String {
    format!("said{file}by{one}and{two}")
}

/// Does it, and answers the paths that a watcher would name.
fn apply(root: &Path, edit: &Edit) -> Vec<String> {
    let write = |path: &str, text: &str| {
        let at = root.join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, text).unwrap();
        vec![path.to_owned()]
    };
    let rename = |from: &str, to: &str| {
        let (at, there) = (root.join(from), root.join(to));
        if !at.exists() || there.starts_with(&at) || at.starts_with(&there) || there.is_dir() {
            return Vec::new();
        }
        fs::create_dir_all(there.parent().unwrap()).unwrap();
        fs::rename(at, there).unwrap();
        vec![from.to_owned(), to.to_owned()]
    };
    match *edit {
        Edit::Write(file, one, two) => write(FILES[file], &format!("{}{}{}\n", TEXTS[one], TEXTS[two], word(file, one, two))),
        Edit::Delete(file) => {
            let _ = fs::remove_file(root.join(FILES[file])); // it may not be there
            vec![FILES[file].to_owned()]
        }
        Edit::Rename(from, to) => rename(FILES[from], FILES[to]),
        Edit::Folder(from, to) => rename(FOLDERS[from], FOLDERS[to]),
        Edit::Attach(file) => write("p.png", FILES[file]),
    }
}

/// All files that a fresh build of a vault writes, but its attachments; and what it has to say.
fn built(root: &Path, config: &Config) -> (BTreeMap<String, Vec<u8>>, Vec<Diagnostic>) {
    let analysis = pipeline::analyse(read::vault(root, &config.files).unwrap(), config);
    let files = Mutex::new(BTreeMap::new());
    let keep = |path: &str, bytes: &[u8]| {
        files.lock().unwrap().insert(path.to_owned(), bytes.to_vec());
        Ok::<(), Infallible>(())
    };
    pipeline::render(analysis.site(), &Theme::default(), &keep).unwrap();
    pipeline::search(analysis.site(), &keep).unwrap();
    (files.into_inner().unwrap(), analysis.diagnostics)
}

/// What is shown before all insights are there is whole too: the notes are as they are now, each page is there, and none has a word
/// that no published note has any more.
fn at_once(preview: &Preview, root: &Path, words: &BTreeSet<String>) {
    let live = preview.live();
    let site = live.analysis().site();
    for source in site.sources {
        let text = fs::read_to_string(root.join(source.path.as_str())).unwrap();
        assert!(*source.text == *text, "{} is an old state", source.path);
    }
    let is_said = |word: &str| site.sources.iter().any(|source| source.text.contains(word));
    let unsaid: Vec<&String> = words.iter().filter(|word| !is_said(word)).collect();
    for page in &site.plan.pages {
        let Some(Found::Page(html)) = live.find(page.url.as_str()) else { panic!("{:?} is no page", page.url) };
        for word in &unsaid {
            assert!(!html.contains(word.as_str()), "{:?} says {word}", page.url);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: std::env::var("FOAMSITE_SERIES").map_or(100, |n| n.parse().expect("a number")), ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_edited_the_preview_shows_what_a_build_writes(edits in proptest::collection::vec(edit(), 1..10), together in 1_usize..4, waits in any::<u16>()) {
        let folder = tempfile::tempdir().unwrap();
        let (root, config) = (folder.path(), Config::default());
        apply(root, &Edit::Write(0, 0, 1));
        let mut reader = Reader::default();
        let all = Changes { all: true, ..Changes::default() };
        let live = Live::new(reader.look(root, &config, &all, None).unwrap().unwrap(), Theme::default());
        let preview = Preview::new(root, "127.0.0.1", None, live);
        let mut words = BTreeSet::new();
        for (ix, edits) in edits.chunks(together).enumerate() {
            if waits & 1 << ix != 0 {
                prop_assert!(preview.catch_up());
            }
            let paths: BTreeSet<String> = edits.iter().flat_map(|edit| apply(root, edit)).collect();
            words.extend(edits.iter().filter_map(|edit| match edit {
                Edit::Write(file, one, two) => Some(word(*file, *one, *two)),
                _ => None,
            }));
            let changes = Changes { paths, all: false };
            if let Some(analysis) = reader.look(root, &config, &changes, Some(preview.live().analysis())).unwrap() {
                preview.show(Live::new(analysis, Theme::default()), None);
            }
            at_once(&preview, root, &words);
        }
        prop_assert!(preview.is_settled() || preview.catch_up());
        let live = preview.live();
        let (files, diagnostics) = built(root, &config);
        prop_assert_eq!(&live.analysis().diagnostics, &diagnostics);
        for (path, bytes) in files {
            let shown = match live.find(&format!("/{path}")) {
                Some(Found::Page(html)) => html.into_bytes(),
                Some(Found::File(bytes)) => bytes.to_vec(),
                other => panic!("{path}: {other:?}"),
            };
            prop_assert!(shown == bytes, "{} is another", path);
        }
    }
}

fn connect(port: u16, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// Status, head and body of an answer.
pub(crate) fn answer(port: u16, request: &str) -> (u16, String, String) {
    let mut answer = Vec::new();
    connect(port, request).read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), head.to_ascii_lowercase(), body.to_owned())
}

/// A preview of a small vault, at a port of its own.
pub(crate) struct Served {
    pub(crate) folder: tempfile::TempDir,
    preview: Arc<Preview>,
    reader: Reader,
    config: Config,
    pub(crate) port: u16,
    _runtime: tokio::runtime::Runtime,
}

impl Served {
    pub(crate) fn new(base_url: Option<&str>) -> Served {
        let folder = tempfile::tempdir().unwrap();
        let mut config = Config::default();
        config.site.base_url = base_url.map(str::to_owned);
        for (path, text) in [
            ("index.md", "# Home\n\n[[a]] ![[p.png]]\n"),
            ("a.md", "# A\n\n[[index]]\n"),
            ("s.md", "---\npublish: false\n---\nsecret\n"),
        ] {
            fs::write(folder.path().join(path), text).unwrap();
        }
        fs::write(folder.path().join("p.png"), b"0123456789").unwrap();
        let mut reader = Reader::default();
        let all = Changes { all: true, ..Changes::default() };
        let live = Live::new(reader.look(folder.path(), &config, &all, None).unwrap().unwrap(), Theme::default());
        let preview = Arc::new(Preview::new(folder.path(), "127.0.0.1", None, live));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let runtime = serve::start(listener, preview.clone()).unwrap();
        let served = Served { folder, preview, reader, config, port, _runtime: runtime };
        served.settle();
        served
    }

    pub(crate) fn connect(&self, request: &str) -> TcpStream {
        connect(self.port, request)
    }

    /// Status, head and body of an answer.
    pub(crate) fn ask(&self, line: &str, headers: &str) -> (u16, String, String) {
        answer(self.port, &format!("{line} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n{headers}\r\n", self.port))
    }

    pub(crate) fn get(&self, path: &str) -> (u16, String, String) {
        self.ask(&format!("GET {path}"), "")
    }

    /// Writes a file and waits until all is shown. Answers how many browsers were told at once.
    pub(crate) fn edit(&mut self, path: &str, text: &str) -> usize {
        let told = self.edit_at_once(path, text);
        self.settle();
        told
    }

    /// The same without waiting for what is made behind.
    pub(crate) fn edit_at_once(&mut self, path: &str, text: &str) -> usize {
        let at = self.folder.path().join(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        fs::write(at, text).unwrap();
        let changes = Changes { paths: [path.to_owned()].into(), all: false };
        let before = self.preview.live();
        let analysis = self.reader.look(self.folder.path(), &self.config, &changes, Some(before.analysis())).unwrap();
        self.preview.show(Live::new(analysis.expect("it changed"), Theme::default()), None)
    }

    pub(crate) fn settle(&self) {
        assert!(self.preview.settle(Duration::from_secs(20)), "the preview does not settle");
    }
}

#[test]
fn what_takes_long_is_made_behind_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let (root, config) = (folder.path(), Config::default());
    for (path, text) in [("a.md", "said\n"), ("b.md", "kept\n"), ("slip.md", "# Slip box\n"), ("c.md", "my Slip box, said\n")] {
        fs::write(root.join(path), text).unwrap();
    }
    let mut reader = Reader::default();
    let all = Changes { all: true, ..Changes::default() };
    let look = |reader: &mut Reader, preview: Option<&Preview>| {
        let before = preview.map(Preview::live);
        let before = before.as_ref().map(|live| live.analysis());
        Live::new(reader.look(root, &config, &all, before).unwrap().unwrap(), Theme::default())
    };
    let preview = Preview::new(root, "127.0.0.1", None, look(&mut reader, None));
    let index = |preview: &Preview| preview.live().find("/search/index.idx").map(|found| found == Found::Later);
    let quotes = |preview: &Preview| match preview.live().find("/slip/") {
        Some(Found::Page(html)) => html.contains("my <mark>Slip box</mark>"),
        other => panic!("{other:?}"),
    };
    assert_eq!((index(&preview), quotes(&preview)), (Some(true), false), "the index is being made");
    assert!(preview.catch_up() && preview.is_settled());
    assert_eq!((index(&preview), quotes(&preview)), (Some(false), true));

    fs::write(root.join("b.md"), "other\n").unwrap();
    preview.show(look(&mut reader, Some(&preview)), None);
    assert!(!preview.is_settled());
    assert_eq!((index(&preview), quotes(&preview)), (Some(false), true), "until then those of before are shown");

    fs::write(root.join("c.md"), "---\npublish: false\n---\nmy Slip box, said\n").unwrap();
    preview.show(look(&mut reader, Some(&preview)), None);
    assert_eq!((index(&preview), quotes(&preview)), (Some(true), false), "but none that know a note that is private now");
}

#[test]
fn pages_and_files_are_served_with_their_types() {
    let served = Served::new(None);
    let (status, head, body) = served.get("/a/");
    assert_eq!(status, 200);
    assert!(head.contains("content-type: text/html; charset=utf-8") && head.contains("nosniff") && head.contains("no-cache"));
    assert!(!head.contains("access-control"), "{head}");
    assert!(body.contains("id=\"foamsite-preview\"") && body.trim_end().ends_with("</html>"));
    assert_eq!(served.get("/a/index.html").2, body);
    let (status, head, _) = served.get("/a?x=1");
    assert!(status == 301 && head.contains("location: ./a/?x=1"), "{head}");
    assert!(served.get("/graph.json").1.contains("content-type: application/json"));
    let (status, head, body) = served.get("/p.png");
    assert!(
        (status, &*body) == (200, "0123456789") && head.contains("image/png") && head.contains("content-length: 10"),
        "{head}"
    );
    assert_eq!(served.ask("HEAD /a/", "").2, "");
    assert_eq!(served.ask("GET /p.png", "Range: bytes=2-4\r\n").2, "234");
    assert_eq!(served.ask("POST /a/", "Content-Length: 0\r\n").0, 405);
}

#[test]
fn what_the_site_does_not_have_does_not_exist() {
    let served = Served::new(None);
    std::os::unix::fs::symlink("/etc", served.folder.path().join("link")).unwrap();
    for path in [
        "/s/",
        "/s.md",
        "/index.md",
        "/nothing",
        "/../../etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "/link/passwd",
        "/a/..%5c..%5cetc",
        "/%00",
        "/.foamsite",
        "/_preview/nothing",
        "/A/",
    ] {
        let (status, _, body) = served.get(path);
        assert!(matches!(status, 400 | 404), "{path}: {status}");
        assert!(!body.contains("secret") && !body.contains("root:"), "{path}");
    }
    fs::remove_file(served.folder.path().join("p.png")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", served.folder.path().join("p.png")).unwrap();
    assert_eq!(served.get("/p.png").0, 404, "an attachment that became a symbolic link");
}

#[test]
fn other_sites_are_refused() {
    let served = Served::new(None);
    let status = |head: &str| {
        let mut answer = String::new();
        served.connect(&format!("GET / HTTP/1.1\r\n{head}Connection: close\r\n\r\n")).read_to_string(&mut answer).unwrap();
        answer[9..12].parse::<u16>().unwrap()
    };
    assert_eq!(status("Host: 127.0.0.1\r\n"), 200);
    assert_eq!(status("Host: evil.example\r\n"), 403);
    assert_eq!(status(""), 400);
    assert_eq!(status("Host: localhost\r\nOrigin: http://evil.example\r\n"), 403);
}

#[test]
fn a_base_path_is_served_as_on_the_host() {
    let served = Served::new(Some("https://a.example/notes/"));
    assert_eq!(served.get("/notes/a/").0, 200);
    let (status, head, _) = served.get("/");
    assert!(status == 301 && head.contains("location: /notes/"), "{head}");
    assert_eq!((served.get("/a/").0, served.get("/notesx/").0), (404, 404));
    assert!(served.get("/elsewhere").2.contains("href=\"/notes/"), "the 404 page finds its way home");
}

#[test]
fn a_browser_is_told_of_its_own_page_alone() {
    let mut served = Served::new(None);
    served.edit("b.md", "# B\n");
    let body = served.get("/a/").2;
    let mark = body.split("data-mark=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let events = format!("GET /_preview/events?page=%2Fa%2F&mark={mark} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", served.port);
    let mut stream = served.connect(&events);
    let mut heard = |until: &str| {
        let (mut all, mut some) = (String::new(), [0; 512]);
        while !all.contains(until) {
            let read = stream.read(&mut some).unwrap();
            assert!(read > 0, "the stream ended after {all:?}");
            all += &String::from_utf8_lossy(&some[..read]);
        }
        all
    };
    assert!(heard(":\n\n").contains("text/event-stream"));
    assert_eq!(served.edit("b.md", "# B\n\nmore\n"), 0, "the text of another note is on another page");
    assert_eq!(served.edit("b.md", "# B\n\nnow it mentions [[a]]\n"), 1);
    assert!(!heard("changed").contains("mentions"), "no word of a note is in a message");
    assert!(served.get("/a/").2.contains("now it mentions"));
    served.preview.hold("foamsite.toml:1:1: no such key".into());
    heard("changed");
    assert!(served.get("/_preview/state?page=%2Fa%2F").2.contains("no such key"));
}

#[test]
fn changes_are_noticed_and_what_does_not_matter_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let watcher = Watcher::new(folder.path()).unwrap();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at(".git")).unwrap();
    for path in [".git/index", "a.md~", ".a.md.swp"] {
        fs::write(at(path), "x").unwrap();
    }
    assert_eq!(watcher.wait(Duration::from_millis(300)), None);
    fs::write(at("a.md"), "x").unwrap();
    fs::create_dir_all(at("b/c")).unwrap();
    let changes = watcher.wait(Duration::from_secs(5)).expect("a note was written");
    assert!(changes.paths.contains("a.md") && changes.paths.contains("b") && !changes.all, "{changes:?}");
}
