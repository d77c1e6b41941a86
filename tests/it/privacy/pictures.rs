//! What the files of pictures tell beside the picture is not published.

use std::io::{Read, Write};

use foamsite::config::Output;
use foamsite::io::attachment::Attachment;
use foamsite::picture::Piece;

use super::*;

/// Stands wherever a picture's file tells something.
const WORD: &[u8] = b"CANARY 48.8584 N";

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    [&[0xff, marker], &(content.len() as u16 + 2).to_be_bytes()[..], content].concat()
}

/// A picture of 4 × 2 pixels that stands on its side, and behind its end a long film.
fn jpeg() -> Vec<u8> {
    let exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0";
    let head = [
        segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        segment(0xe1, &[exif, WORD].concat()),
        segment(0xe1, &[b"http://ns.adobe.com/xap/1.0/\0", WORD].concat()),
        segment(0xdb, &[&[0][..], &[16; 64]].concat()),
        segment(0xc0, b"\x08\0\x02\0\x04\x01\x01\x11\0"),
        segment(0xc4, b"\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05"),
        segment(0xc4, b"\x10\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x05"),
        segment(0xda, b"\x01\x01\0\0?\0"),
    ];
    let film = [WORD, &vec![7; 3 << 20]].concat();
    [b"\xff\xd8", &head.concat()[..], &vec![0x12; 300_000], b"\xff\xd9", &film].concat()
}

fn png() -> Vec<u8> {
    let chunk = |name: &[u8; 4], content: &[u8]| [&(content.len() as u32).to_be_bytes()[..], name, content, b"sums"].concat();
    let chunks =
        [chunk(b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0"), chunk(b"tEXt", WORD), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")];
    [b"\x89PNG\r\n\x1a\n", &chunks.concat()[..]].concat()
}

fn folder(config: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    let write = |path: &str, bytes: &[u8]| {
        fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
        fs::write(dir.path().join(path), bytes).unwrap();
    };
    write("index.md", b"# Home\n\n![[photo.jpg]] ![[named wrong.jpg]] [scan](scan.tif) [[board.canvas]]\n\n![](trip/list.png)\n");
    write(
        "board.canvas",
        br#"{"nodes":[{"id":"a","type":"file","file":"trip/on board.JPG","x":0,"y":0,"width":9,"height":9}],"edges":[]}"#,
    );
    write("foamsite.toml", config.as_bytes());
    write("photo.jpg", &jpeg());
    write("trip/on board.JPG", &jpeg());
    write("named wrong.jpg", &png());
    write("trip/list.png", &png());
    write("scan.tif", &[b"II*\0", WORD].concat());
    dir
}

/// What a build says and makes.
fn build(dir: &Path) -> (String, BTreeMap<String, Vec<u8>>) {
    let out = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(["build", "--format", "json"]).current_dir(dir).output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    let read = |path: &str| (path.to_owned(), fs::read(dir.join("public").join(path)).unwrap());
    let paths = ["photo.jpg", "named wrong.jpg", "scan.tif", "trip/on board.JPG", "trip/list.png"];
    let said = String::from_utf8_lossy(&[out.stdout, out.stderr].concat()).into_owned();
    (said, paths.map(read).into())
}

fn tells(bytes: &[u8]) -> bool {
    bytes.windows(WORD.len()).any(|window| window == WORD)
}

#[test]
fn copies_of_pictures_tell_no_place() {
    let dir = folder("");
    let (said, files) = build(dir.path());
    for (path, bytes) in &files {
        assert_eq!(tells(bytes), path == "scan.tif", "{path}");
    }
    assert!(
        said.contains("picture-metadata") && said.contains("scan.tif") && said.matches("picture-metadata").count() == 1,
        "{said}"
    );
    let checked = Command::new(env!("CARGO_BIN_EXE_foamsite"))
        .args(["check", "--format", "json"])
        .current_dir(dir.path())
        .output()
        .unwrap();
    let checked = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.contains("scan.tif") && checked.matches("picture-metadata").count() == 1, "a check says it too: {checked}");
    let photo = &files["photo.jpg"];
    assert!(photo.windows(8).any(|window| window == b"\x01\x12\0\x03\0\0\0\x01") && photo.ends_with(b"\x12\x12\xff\xd9"));
    assert!(photo.len() < 301_000, "nor is the film behind it there");
    assert_eq!(fs::read(dir.path().join("photo.jpg")).unwrap(), jpeg(), "the vault is as it was");
    let page = fs::read_to_string(dir.path().join("public/index.html")).unwrap();
    assert!(page.contains("width=\"2\" height=\"4\""), "a picture on its side is as high as it is wide: {page}");

    let written = |path: &str| fs::metadata(dir.path().join("public").join(path)).unwrap().modified().unwrap();
    let before: Vec<_> = files.keys().map(|path| written(path)).collect();
    let (said, again) = build(dir.path());
    assert!(said.contains("\"written\":0") && again == files, "{said}");
    assert_eq!(files.keys().map(|path| written(path)).collect::<Vec<_>>(), before);
}

#[test]
fn drawings_run_nothing() {
    let dir = TempDir::new().unwrap();
    let write = |path: &str, text: &str| fs::write(dir.path().join(path), text).unwrap();
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"a()\"><metadata>CANARY</metadata><path d=\"M0 0\"/><script>a()</script></svg>";
    write("index.md", "![[a.SVG]] ![[plain.svg]] ![[broken.svg]]\n");
    write("a.SVG", svg);
    write("plain.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d='M0 0' /></svg>\n");
    write("broken.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></svg><script>a()</script>");
    let build = |config: &str| {
        write("foamsite.toml", config);
        let out = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(["build"]).current_dir(dir.path()).output().unwrap();
        assert_eq!(out.status.code(), Some(0));
        let read = |path: &str| fs::read_to_string(dir.path().join("public").join(path)).unwrap();
        (String::from_utf8_lossy(&out.stderr).into_owned(), ["a.SVG", "plain.svg", "broken.svg"].map(read))
    };
    let (said, [a, plain, broken]) = build("");
    assert_eq!(a, "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>");
    assert_eq!(plain, fs::read_to_string(dir.path().join("plain.svg")).unwrap());
    assert_eq!(broken, "<svg xmlns=\"http://www.w3.org/2000/svg\"><g></g></svg>");
    assert!(said.contains("without `onload`, `script`") && said.contains("no XML from byte 43 on"), "{said}");
    let (said, [a, ..]) = build("output.svg = 'trusted'");
    assert_eq!(a, svg.replace("<metadata>CANARY</metadata>", ""));
    assert!(!said.contains("removed-svg") || said.contains("broken.svg"), "{said}");
    let (said, [a, _, broken]) = build("output = {svg = 'trusted', picture_metadata = 'keep'}");
    assert_eq!((&*a, broken), (svg, fs::read_to_string(dir.path().join("broken.svg")).unwrap()));
    assert!(!said.contains("removed-svg"), "{said}");
}

#[test]
fn by_option_they_are_as_they_were() {
    let dir = folder("output.picture_metadata = 'keep'");
    let (said, files) = build(dir.path());
    assert!(files.iter().all(|(path, bytes)| *bytes == fs::read(dir.path().join(path)).unwrap()));
    assert!(!said.contains("picture-metadata"));
    fs::write(dir.path().join("foamsite.toml"), "output.picture_metadata = 'strip'").unwrap();
    assert!(
        build(dir.path()).1.iter().all(|(path, bytes)| path == "scan.tif" || !tells(bytes)),
        "and clean once it is taken back"
    );
}

#[test]
fn the_preview_shows_the_very_bytes_of_a_build() {
    let dir = folder("");
    let (_, files) = build(dir.path());
    let served = crate::serve::Served::new(None);
    fs::write(served.folder.path().join("p.png"), jpeg()).unwrap();
    let ask = |range: &str| {
        let head = format!("GET /p.png HTTP/1.1\r\nHost: localhost:{}\r\n{range}Connection: close\r\n\r\n", served.port);
        let (mut stream, mut answer) = (served.connect(""), Vec::new());
        stream.write_all(head.as_bytes()).unwrap();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        (String::from_utf8_lossy(&answer[..end]).into_owned(), answer[end + 4..].to_vec())
    };
    let (head, photo) = ask("");
    assert_eq!(&photo, &files["photo.jpg"]);
    assert!(head.contains(&format!("content-length: {}", photo.len())), "{head}");
    for range in [0..20, 0..1, 21..40, 23..24, 10..300_000, 1000..photo.len()] {
        let (_, part) = ask(&format!("Range: bytes={}-{}\r\n", range.start, range.end - 1));
        assert_eq!(part, photo[range.clone()], "{range:?}");
    }
}

#[test]
fn any_part_of_a_picture_is_that_of_the_whole() {
    let dir = folder("");
    let open = || Attachment::find(dir.path(), "named wrong.jpg", &Output::default()).unwrap();
    let mut whole = Vec::new();
    open().reader().read_to_end(&mut whole).unwrap();
    assert_eq!(open().size(), whole.len() as u64);
    for start in 0..whole.len() as u64 {
        for end in start..=whole.len() as u64 {
            let original = png();
            let bytes = |piece: Piece| match piece {
                Piece::Kept(range) => original[range.start as usize..range.end as usize].to_vec(),
                Piece::Made(bytes) => bytes,
                Piece::Blank(size) => vec![0; size as usize],
            };
            let part: Vec<u8> = open().part(start..end).1.into_iter().flat_map(bytes).collect();
            assert_eq!(part, whole[start as usize..end as usize]);
        }
    }
}

#[test]
fn a_drawing_that_is_too_large_to_be_looked_through_is_not_published() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("a.md"), "![[large.svg]]\n").unwrap();
    let large = format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>canary()</script>{}</svg>", " ".repeat(32_000_000));
    fs::write(dir.path().join("large.svg"), &large).unwrap();
    let published = |what: &Output| {
        let attachment = Attachment::find(dir.path(), "large.svg", what).unwrap();
        (String::from_utf8(attachment.bytes().unwrap()).unwrap(), attachment.finding)
    };
    let (text, finding) = published(&Output::default());
    assert_eq!(text, "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
    assert!(finding.is_some_and(|finding| finding.message.contains("an empty one is published")));
    let kept = Output {
        svg: foamsite::config::Svg::Trusted,
        picture_metadata: foamsite::config::PictureMetadata::Keep,
        ..Output::default()
    };
    assert_eq!(published(&kept), (large, None));
}
