//! Smaller copies of pictures: what a build writes and what pages say of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use image::{ImageFormat, Rgb, RgbImage};
use tempfile::TempDir;

const ON: &str = "[site]\nbase_url = 'https://a.org/b'\n[output]\nresponsive_pictures = true\n";

fn photo(path: &Path, width: u32, height: u32, format: ImageFormat) {
    let grain = |x: u32, y: u32| (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 13 & 0x1f;
    let pixel = |x, y| Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 100 + grain(x, y) as u8]);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    RgbImage::from_fn(width, height, pixel).save_with_format(path, format).unwrap();
}

fn vault(config: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    let write = |path: &str, text: &str| fs::write(dir.path().join(path), text).unwrap();
    write("foamsite.toml", config);
    write(
        "index.md",
        "---\ndate: 2024-01-01\n---\n# Home\n\n![[sea, wide.jpg]]\n\n![Small|300](sea,%20wide.jpg) ![[half.png|50%]] ![[tiny.png]] [a link](linked.png) ![[broken.png]]\n",
    );
    write("b.md", "# B\n\n![[index]]\n");
    write("secret.md", "---\npublish: false\n---\n![[secret.jpg]]\n");
    photo(&dir.path().join("sea, wide.jpg"), 1400, 700, ImageFormat::Jpeg);
    photo(&dir.path().join("img/half.png"), 900, 600, ImageFormat::Png);
    photo(&dir.path().join("tiny.png"), 480, 300, ImageFormat::Png);
    photo(&dir.path().join("linked.png"), 900, 300, ImageFormat::Png);
    photo(&dir.path().join("secret.jpg"), 900, 300, ImageFormat::Jpeg);
    let whole = fs::read(dir.path().join("img/half.png")).unwrap();
    fs::write(dir.path().join("broken.png"), [&whole[..700], &[0xff; 40]].concat()).unwrap();
    dir
}

/// Builds; answers what was said.
fn build(vault: &Path, threads: &str) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_foamsite"))
        .args(["build", vault.to_str().unwrap()])
        .env("RAYON_NUM_THREADS", threads)
        .output()
        .unwrap();
    assert!(out.status.code().is_some_and(|code| code <= 1), "{out:?}");
    String::from_utf8(out.stderr).unwrap()
}

fn scaled(vault: &Path) -> BTreeSet<String> {
    let Ok(folder) = fs::read_dir(vault.join("public/assets/scaled")) else { return BTreeSet::new() };
    folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn page(vault: &Path, path: &str) -> String {
    fs::read_to_string(vault.join("public").join(path)).unwrap()
}

/// The `srcset` and `sizes` of each picture of a page that has them.
fn sets(page: &str) -> Vec<(String, String)> {
    let value = |part: &str, name: &str| part.split_once(name).and_then(|(_, rest)| Some(rest.split_once('"')?.0.to_owned()));
    let parts = page.split("<img").skip(1).filter_map(|tag| tag.split_once('>'));
    parts.filter_map(|(tag, _)| Some((value(tag, " srcset=\"")?, value(tag, " sizes=\"")?))).collect()
}

#[test]
fn pages_offer_copies_that_are_there() {
    let dir = vault(ON);
    let said = build(dir.path(), "2");
    assert!(said.contains("unscaled-picture") && said.contains("broken.png") && !said.contains("secret"), "{said}");
    let files = scaled(dir.path());
    let ends = |end: &str| files.iter().filter(|name| name.ends_with(end)).count();
    assert_eq!((files.len(), ends("-480.webp"), ends("-800.webp"), ends("-1216.webp")), (5, 2, 2, 1), "{files:?}");
    assert!(!dir.path().join("public/secret.jpg").exists());

    for (at, up) in [("index.html", ""), ("b/index.html", "../")] {
        let sets = sets(&page(dir.path(), at));
        assert_eq!(sets.len(), 3, "{at}");
        let sizes: Vec<_> = sets.iter().map(|(_, sizes)| &**sizes).collect();
        assert_eq!(sizes, ["min(38rem, 100vw)", "min(300px, 100vw)", "calc(50 * min(38rem, 100vw) / 100)"]);
        for (set, _) in &sets {
            let mut widths = Vec::new();
            for copy in set.split(", ") {
                let (url, width) = copy.split_once(' ').unwrap();
                let path = url.strip_prefix(up).unwrap().replace("%20", " ").replace("%2C", ",");
                assert!(dir.path().join("public").join(&path).is_file(), "{path}");
                widths.push(width.to_owned());
            }
            assert!(["480w 800w 1216w 1400w", "480w 800w 900w"].contains(&&*widths.join(" ")), "{widths:?}");
        }
    }
    let feed = page(dir.path(), "feed.xml");
    assert!(
        feed.contains("https://a.org/b/assets/scaled/") && !feed.contains("=\"assets/scaled"),
        "addresses in feeds are absolute"
    );
    assert!(page(dir.path(), "_headers").contains("/assets/scaled/*\n  Cache-Control: public, max-age=31536000, immutable\n"));
}

#[test]
fn a_copy_is_made_once_and_goes_with_its_picture() {
    let dir = vault(ON);
    build(dir.path(), "1");
    let before = scaled(dir.path());
    let one = dir.path().join("public/assets/scaled").join(before.first().unwrap());
    let bytes = fs::read(&one).unwrap();
    fs::write(&one, b"kept, not made again").unwrap();
    build(dir.path(), "2");
    assert_eq!(fs::read(&one).unwrap(), b"kept, not made again");
    fs::remove_file(&one).unwrap();
    build(dir.path(), "2");
    assert_eq!(fs::read(&one).unwrap(), bytes, "the same bytes, on its own and by two threads");

    photo(&dir.path().join("sea, wide.jpg"), 1000, 500, ImageFormat::Jpeg);
    build(dir.path(), "2");
    let after = scaled(dir.path());
    assert_eq!((after.len(), after.intersection(&before).count()), (4, 2), "those of the other picture stay");
    fs::write(dir.path().join("foamsite.toml"), "").unwrap();
    build(dir.path(), "2");
    assert!(scaled(dir.path()).is_empty() && !page(dir.path(), "index.html").contains("srcset"));
    assert!(!page(dir.path(), "_headers").contains("scaled"));
}
