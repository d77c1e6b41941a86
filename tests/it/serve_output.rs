//! The preview under each option of `[output]`: it shows what a build writes, but for the pictures that it does not make.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use foamsite::config::{Config, Flags, RawConfig};
use foamsite::io::watch::Changes;
use foamsite::serve::Preview;
use foamsite::serve::live::{Found, Live};
use foamsite::serve::reader::Reader;
use foamsite::theme::Theme;
use image::{ImageFormat, Rgb, RgbImage};
use tempfile::TempDir;

const SITE: &str = "site.base_url = 'https://a.org/b'\nsite.title = 'Site'\n";

fn vault(output: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    let write = |path: &str, text: &str| fs::write(dir.path().join(path), text).unwrap();
    write("foamsite.toml", &format!("{SITE}{output}"));
    write("index.md", "# Home\n\nSee [[a]] ![[wide.jpg]] ![[drawing.svg]]\n");
    write("a.md", "---\ndate: 2024-01-01\n---\n# A\n\n[[index]] %%no%% #tag\n");
    write("secret.md", "---\npublish: false\n---\n# Secret\n\n[[a]]\n");
    write("drawing.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><metadata>m</metadata><script>s</script><g/></svg>");
    let grain = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) as u8;
    let picture = RgbImage::from_fn(900, 300, |x, y| Rgb([grain(x, y), x as u8, y as u8]));
    picture.save_with_format(dir.path().join("wide.jpg"), ImageFormat::Jpeg).unwrap();
    dir
}

/// All files that a build writes, by their addresses.
fn built(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let out = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(["build", root.to_str().unwrap(), "-q"]).output().unwrap();
    assert!(out.status.code().is_some_and(|code| code <= 1), "{out:?}");
    let files = foamsite::io::site::files(&root.join("public")).unwrap();
    files.into_iter().map(|(path, at)| (path, fs::read(at).unwrap())).collect()
}

/// The paths of what the preview does not have or has otherwise, of all that a build writes, but for attachments.
fn differing(output: &str) -> Vec<String> {
    let dir = vault(output);
    let files = built(dir.path());
    assert!(!files.values().any(|bytes| bytes.windows(6).any(|part| part == b"Secret")), "{output}");
    let config = Config::new(RawConfig::parse(&format!("{SITE}{output}")).unwrap(), Flags::default());
    let all = Changes { all: true, ..Changes::default() };
    let live = Live::new(Reader::default().look(dir.path(), &config, &all, None).unwrap().unwrap(), Theme::default());
    let preview = Preview::new(dir.path(), "127.0.0.1", None, live);
    preview.catch_up();
    let live = preview.live();
    let shown = |path: &str| match live.find(&format!("/{path}"))? {
        Found::Page(text) | Found::Made(text) => Some(text.into_bytes()),
        Found::File(bytes) => Some(bytes.to_vec()),
        other => panic!("{path}: {other:?}"),
    };
    let is_file = |path: &str| !matches!(path, "wide.jpg" | "drawing.svg" | "foamsite-manifest.json");
    files
        .iter()
        .filter(|(path, bytes)| is_file(path) && shown(path).as_ref() != Some(*bytes))
        .map(|(path, _)| path.clone())
        .collect()
}

#[test]
fn the_preview_is_the_build_under_every_option_of_its_output() {
    for output in [
        "",
        "output.markdown = true\noutput.backlinks = true",
        "output.picture_metadata = 'keep'\noutput.svg = 'trusted'",
        "output.headers = false\noutput.llms = false",
    ] {
        assert_eq!(differing(output), [""; 0], "{output}");
    }
}

#[test]
fn it_makes_no_pictures() {
    let differ = differing("output.responsive_pictures = true");
    let (copies, rest): (Vec<_>, Vec<_>) = differ.iter().partition(|path| path.starts_with("assets/scaled/"));
    assert_eq!(copies.len(), 2, "{copies:?}");
    for path in &rest {
        assert!(["_headers", "index.html", "feed.json", "feed.xml"].contains(&path.as_str()), "{path} is another");
    }
    assert!(rest.iter().any(|path| *path == "index.html"), "its page names the copies");
}
