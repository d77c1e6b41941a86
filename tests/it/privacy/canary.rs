//! A vault with an unmistakable word in every private place, and in every way in which it can be referred to: none of them may
//! come out anywhere.

use super::*;

/// The vault. Every word that begins with `canary` is private.
const VAULT: &[(&str, &str)] = &[
    (
        "foamsite.toml",
        "[site]\nbase_url = 'https://example.org/notes/'\n[publish]\nwithout_tags = ['canaryleftouttag']\n\
        [files]\nexclude = ['canaryexcluded/**']\n[citations]\nbibliography = ['refs.bib']\n[canvas]\npublish = 'all'\n\
        [output]\nmarkdown = true\nbacklinks = true\nshare_pictures = true\n",
    ),
    (
        "refs.bib",
        "@book{open, title = {Open book}, author = {Author, Open}, year = {2001}}\n\
        @book{canarykey, title = {Canarybook title}, author = {Canaryauthor, Ada}, year = {2002}, note = {canarybibnote}}\n",
    ),
    (
        "index.md",
        "---\nsecretkey: shown\n---\n# Home\n\nTo [[open]] and [[folder/other]]. %%canarycomment [[canarycommentlink]] #canarycommenttag%% <!-- canaryhtml -->\n\n\
        %%\ncanaryblockcomment\n%%\n\n[[board.canvas]] [@open]\n\n```foam-query\nfilter: \"#common\"\n```\n\n\
        ```foam-query\nfilter:\n  links_to: canarydiary\n```\n\nPlain #common words on bread.\n",
    ),
    ("open.md", "---\naliases: [unlocked]\ntags: [common]\n---\n# Open\n\nText ![[open.png]] ![[open.svg]] [[index]] ^block\n"),
    ("folder/other.md", "# Other\n\n![[open#^block]] [[open]]\n\n%% open to the end canaryunclosed [[canaryunclosedlink]]\n"),
    ("open.png", "png"),
    (
        "open.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:i=\"http://www.inkscape.org/namespaces/inkscape\" \
        i:export-filename=\"/home/canaryhome/canaryfile.png\"><!-- canarysvgcomment --><metadata>canarymetadata</metadata>\
        <script>canaryscript()</script><g i:label=\"canarylayer\"/><image href=\"file:///home/canaryhome/x.png\"/></svg>",
    ),
    (
        "board.canvas",
        "{\"nodes\":[{\"id\":\"canaryid\",\"type\":\"file\",\"file\":\"canarydiary.md\",\"x\":0,\"y\":0,\"width\":9,\"height\":9},\
        {\"id\":\"2\",\"type\":\"text\",\"text\":\"Open card\",\"x\":20,\"y\":0,\"width\":9,\"height\":9}],\
        \"edges\":[{\"id\":\"e\",\"fromNode\":\"canaryid\",\"toNode\":\"2\",\"label\":\"canaryedge\"}]}",
    ),
    (
        "canaryboard.canvas",
        "{\"metadata\":{\"frontmatter\":{\"publish\":false}},\"nodes\":[{\"id\":\"1\",\"type\":\"text\",\"text\":\"canarycard\",\"x\":0,\"y\":0,\"width\":9,\"height\":9}],\"edges\":[]}",
    ),
    (
        "canarydiary.md",
        "---\npublish: false\ntitle: Canarytitle\naliases: [canaryalias]\ntags: [canarytag, common]\n\
        description: canarydescription\npermalink: /canarypermalink/\nredirect_from: [/canaryredirect/]\nrelated: \"[[canaryrelated]]\"\ncreated: 2031-07-09\n\
        author: canaryproperty\n---\n# Canaryheading\n\nTo [[open|canarylabel]], [[open]], ![[open.png|canaryalt]], [[canaryplaceholder]]. canarytext\n\n\
        ## Canarysection\n\nA block ^canaryblock\n\n![canaryimagealt](canarypicture.png) [md](open.md \"canarylinktitle\") [@canarykey, canarylocator]\n\n\
        > [!note] canarycallout\n\n[[board.canvas|canaryboardlabel]] ![[canaryfile.pdf]] #common #canaryinline\n\n\
        ```foam-query\nfilter: \"#canaryquery\"\n```\n\n```rust\nfn canarycode() {}\n```\n\n$canarymath$ [^1]\n\n[^1]: canaryfootnote [[open]]\n",
    ),
    ("canarypicture.png", "png"),
    ("canaryfile.pdf", "pdf"),
    ("folder/canarydraft.md", "---\ndraft: yes\n---\n[[open]] [[folder/other]] [[unlocked]] canarydrafttext unlocked\n"),
    ("canaryfolder/deep/canaryunclear.md", "---\nprivate: perhaps\n---\n[[open]] #canaryunclear\n"),
    ("canaryfolder/broken.md", "---\ntitle: [canarybroken\npublish: false\n---\n[[open]] canarybrokentext\n"),
    ("canarytagged.md", "[[open]] #canaryleftouttag/deep canarytaggedtext\n"),
    ("canaryexcluded/x.md", "---\npublish: true\n---\n[[open]] canaryexcludedtext\n"),
    ("canaryexcluded/canaryatt.png", "png"),
    (".canaryhidden/x.md", "[[open]] canaryhiddentext\n"),
    ("canaryorphan.png", "png"),
];

fn folder() -> TempDir {
    let dir = TempDir::new().unwrap();
    for (path, text) in VAULT {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).unwrap();
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.insert(name, unpack(&bytes).unwrap_or(bytes));
            }
        }
    }
    found
}

fn run(dir: &Path, args: &[&str]) -> (i32, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(args).current_dir(dir).output().unwrap();
    (out.status.code().unwrap(), String::from_utf8_lossy(&out.stdout).into_owned())
}

#[test]
fn no_canary_leaves_the_cage() {
    let dir = folder();
    let (code, out) = run(dir.path(), &["build", "--format", "json"]);
    assert!(code <= 1, "the broken front matter alone is an error");
    assert!(!out.contains("canary"), "{out}");
    let site = files(&dir.path().join("public"));
    for page in [
        "index.html",
        "open/index.html",
        "folder/other/index.html",
        "board-canvas/index.html",
        "open.png",
        "open.svg",
        "sitemap.xml",
        "llms.txt",
        "open/index.md",
        "backlinks/open.json",
    ] {
        assert!(site.contains_key(page), "{page} is missing: {:?}", site.keys());
    }
    assert!(site.keys().any(|path| path.starts_with("search/")));
    let has_fonts = crate::shares::fonts().faces().next().is_some();
    assert_eq!(site.keys().any(|path| path.starts_with("assets/share/")), has_fonts);
    assert_eq!(places(&site, "canary"), Vec::<String>::new());
    assert_eq!(places(&site, "2031"), Vec::<String>::new(), "a date is a word too");
    for args in [&["graph"][..], &["graph", "--format", "graphml"], &["insights", "--format", "json"], &["insights"]] {
        assert!(!run(dir.path(), args).1.to_lowercase().contains("canary"), "{args:?}");
    }
    for word in ["canarytext", "canarytitle", "canarytag"] {
        let found = run(dir.path(), &["search", word, "--format", "json"]).1;
        assert!(!found.contains("canarydiary") && !found.to_lowercase().contains("canaryheading"), "{found}");
    }
}

/// The body of an answer of the preview.
fn get(port: u16, path: &str) -> String {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let at = bytes.windows(4).position(|w| w == b"\r\n\r\n").map_or(0, |at| at + 4);
    let body = unpack(&bytes[at..]).unwrap_or_else(|| bytes[at..].to_vec());
    String::from_utf8_lossy(&bytes[..at]).into_owned() + &String::from_utf8_lossy(&body)
}

#[test]
fn nor_in_the_preview() {
    use std::io::{BufRead, BufReader};
    let dir = folder();
    run(dir.path(), &["build", "-q"]);
    let site = files(&dir.path().join("public"));
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut child = Command::new(env!("CARGO_BIN_EXE_foamsite"))
        .args(["serve", "--port", &port.to_string()])
        .current_dir(dir.path())
        .stderr(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    let address = lines.filter_map(|line| line.split("http://127.0.0.1:").nth(1).map(str::to_owned)).next().unwrap();
    let port: u16 = address.split('/').next().unwrap().trim().parse().unwrap();
    // the search and the discoveries are made behind what is shown
    for _ in 0..300 {
        if get(port, "/notes/search/index.idx").starts_with("HTTP/1.1 200") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let mut leaks = Vec::new();
    // it draws no share pictures
    for path in site.keys().filter(|path| !path.ends_with("manifest.json") && !path.starts_with("assets/share/")) {
        // the box with findings is for the author, who sees the preview; it comes from another address
        let answer = get(port, &format!("/notes/{}", path.trim_end_matches("index.html").replace(' ', "%20")));
        if !answer.starts_with("HTTP/1.1 200") || answer.to_lowercase().contains("canary") {
            leaks.push(path.clone());
        }
    }
    for path in [
        "/notes/canarydiary/",
        "/notes/canarypermalink/",
        "/notes/canarypicture.png",
        "/notes/canarydiary.md",
        "/notes/tags/canarytag/",
    ] {
        if !get(port, path).starts_with("HTTP/1.1 404") {
            leaks.push(path.to_owned());
        }
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(leaks, Vec::<String>::new());
}
