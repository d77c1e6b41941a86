//! Staying found: feeds, old addresses, what pages say of themselves, and where a site stands.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// A vault in a folder, its files each beginning with a line `//- path`.
fn folder(files: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    for file in files.split("//- ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
        fs::write(dir.path().join(path), text).unwrap();
    }
    dir
}

fn run(dir: &Path, args: &[&str], variables: &[(&str, &str)]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foamsite"));
    for name in foamsite::config::host::VARIABLES {
        command.env_remove(name);
    }
    let Output { status, stderr, .. } = command.args(args).envs(variables.iter().copied()).current_dir(dir).output().unwrap();
    (status.code().unwrap(), String::from_utf8_lossy(&stderr).into_owned())
}

fn read(dir: &TempDir, path: &str) -> String {
    fs::read_to_string(dir.path().join("public").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

const VAULT: &str = "//- foamsite.toml\n[site]\ntitle = 'A & B'\nbase_url = 'https://example.org/n/'\nauthor = 'Ada'\ndescription = 'Notes'\n\
    //- index.md\n# A & B\n\n[[Old \"one\"]]\n\
    //- food/Old \"one\".md\n---\ncreated: 2024-01-02\ntags: [soup, soup/hot]\nlang: de\n---\nText with a [link](../pic.png) and [[newer#Part|there]], `a < b`.\n\n![[pic.png]]\n\
    //- food/newer.md\n---\ncreated: 2024-03-04\nupdated: 2024-03-05\ndescription: About <it>\n---\n# Newer\n\n## Part\n\n[ext](https://a.org/?x&y) [[#Part]] [[Old \"one\"]]\n\
    //- quiet.md\n---\nunlisted: true\ncreated: 2025-01-01\n---\nhush\n//- private.md\n---\ndraft: true\ncreated: 2025-02-02\n---\nsecretword\n//- pic.png\npng";

/// An element: its path, attributes and text.
type Element = (String, BTreeMap<String, String>, String);

/// The elements of a well-formed document: each with its path, attributes and text. Panics where it is not well-formed.
fn elements(xml: &str) -> Vec<Element> {
    let entities = |text: &str| {
        assert!(!text.contains('<'), "{text}");
        let mut plain = text.to_owned();
        for (name, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'")] {
            plain = plain.replace(name, c);
        }
        assert!(plain.split('&').skip(1).all(|rest| rest.starts_with("amp;")), "{text}");
        plain.replace("&amp;", "&")
    };
    let (mut found, mut open): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    let mut rest = xml.strip_prefix("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n").expect("a declaration");
    while let Some(at) = rest.find('<') {
        match open.last() {
            Some(ix) => found[*ix].2 += &entities(&rest[..at]),
            None => assert!(rest[..at].trim().is_empty()),
        }
        let end = rest.find('>').expect("a tag ends");
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            let ix = open.pop().expect("something is open");
            assert_eq!(found[ix].0.rsplit('/').next(), Some(name));
            continue;
        }
        let alone = tag.ends_with('/');
        let mut parts = tag.trim_end_matches('/').splitn(2, ' ');
        let name = parts.next().unwrap();
        let mut attributes = BTreeMap::new();
        let mut more = parts.next().unwrap_or_default().trim();
        while let Some((key, value)) = more.split_once("=\"") {
            let (value, after) = value.split_once('"').expect("a value ends");
            assert!(attributes.insert(key.to_owned(), entities(value)).is_none(), "{key} twice");
            more = after.trim();
        }
        assert!(more.is_empty(), "{tag}");
        let path = open.last().map_or(String::new(), |ix| format!("{}/", found[*ix].0)) + name;
        found.push((path, attributes, String::new()));
        if !alone {
            open.push(found.len() - 1);
        }
    }
    assert!(open.is_empty() && rest.trim().is_empty(), "everything is closed");
    found
}

const KNOWN: [&str; 18] = [
    "feed",
    "feed/title",
    "feed/subtitle",
    "feed/id",
    "feed/link",
    "feed/updated",
    "feed/author",
    "feed/author/name",
    "feed/generator",
    "feed/entry",
    "feed/entry/title",
    "feed/entry/id",
    "feed/entry/link",
    "feed/entry/published",
    "feed/entry/updated",
    "feed/entry/category",
    "feed/entry/summary",
    "feed/entry/content",
];

/// Holds a feed against RFC 4287: what must be there, how often, in which form.
fn is_atom(xml: &str) {
    let all = elements(xml);
    let of = |path: &str| all.iter().filter(|(p, ..)| p == path).collect::<Vec<_>>();
    let moment = |text: &str| text.len() == 20 && text.ends_with("T00:00:00Z") && text[..10].parse::<jiff::civil::Date>().is_ok();
    assert_eq!(all[0].1["xmlns"], "http://www.w3.org/2005/Atom");
    for (path, ..) in &all {
        assert!(KNOWN.contains(&path.as_str()), "{path}");
    }
    for path in ["feed/title", "feed/id", "feed/updated", "feed/author/name"] {
        assert_eq!(of(path).len(), 1, "{path}");
    }
    let rels: Vec<&str> = of("feed/link").iter().map(|(_, a, _)| a["rel"].as_str()).collect();
    assert_eq!(rels, ["self", "alternate"]);
    let mut entries: Vec<Vec<&Element>> = Vec::new();
    for element in &all {
        match element.0.strip_prefix("feed/entry") {
            Some("") => entries.push(Vec::new()),
            Some(_) => entries.last_mut().unwrap().push(element),
            None => {}
        }
    }
    let mut ids = std::collections::BTreeSet::new();
    for entry in &entries {
        let one = |name: &str| {
            let found: Vec<_> = entry.iter().filter(|(path, ..)| path.ends_with(&format!("/{name}"))).collect();
            assert_eq!(found.len(), 1, "{name} in {entry:?}");
            found[0]
        };
        assert!(ids.insert(one("id").2.as_str()) && one("id").2.starts_with("https://"), "an id of its own");
        assert!(moment(&one("updated").2) && moment(&one("published").2) && !one("title").2.is_empty());
        assert!(one("link").1["href"].starts_with("https://example.org/n/"));
        for (path, attributes, text) in entry {
            if path.ends_with("content") {
                assert_eq!(attributes["type"], "html");
                for key in [" href=\"", " src=\""] {
                    let absolute = |rest: &str| rest.starts_with("https://") || rest.starts_with("mailto:");
                    assert!(text.split(key).skip(1).all(absolute), "{text}");
                }
            }
        }
    }
    let newest = entries.iter().flatten().filter(|(path, ..)| path.ends_with("/updated")).map(|(_, _, text)| text).max();
    assert_eq!(newest, Some(&of("feed/updated")[0].2));
}

#[test]
fn feeds_are_atom_and_have_everything_that_is_listed() {
    let dir = folder(VAULT);
    let (code, err) = run(dir.path(), &["build"], &[]);
    assert_eq!(code, 0, "{err}");
    let site = read(&dir, "feed.xml");
    is_atom(&site);
    let titles: Vec<String> = elements(&site).into_iter().filter(|(p, ..)| p == "feed/entry/title").map(|(.., t)| t).collect();
    assert_eq!(titles, ["Newer", "Old \"one\""], "the newest first; nothing unlisted, nothing without a date");
    let content = elements(&site).into_iter().rfind(|(p, ..)| p == "feed/entry/content").unwrap().2;
    assert!(
        content.contains("href=\"https://example.org/n/food/newer/#part\"") && content.contains("<code>a &lt; b</code>"),
        "{content}"
    );
    assert!(content.contains("src=\"https://example.org/n/pic.png\""), "{content}");
    for path in ["tags/soup/feed.xml", "tags/soup/hot/feed.xml", "food/feed.xml", "discover/growth/feed.xml"] {
        is_atom(&read(&dir, path));
    }
    let connections = elements(&read(&dir, "discover/growth/feed.xml"));
    let title = connections.iter().find(|(p, ..)| p == "feed/entry/title").unwrap();
    assert_eq!(title.2, "Newer → Old \"one\"");
    assert!(connections.iter().any(|(p, _, text)| p == "feed/entry/content" && text.contains("<mark")));

    let json: Value = serde_json::from_str(&read(&dir, "feed.json")).unwrap();
    assert_eq!(
        (&json["version"], &json["feed_url"]),
        (&"https://jsonfeed.org/version/1.1".into(), &"https://example.org/n/feed.json".into())
    );
    let items = json["items"].as_array().unwrap();
    assert_eq!((items.len(), &items[0]["date_modified"]), (2, &"2024-03-05T00:00:00Z".into()));
    assert!(
        items.iter().all(|item| item["id"].is_string() && (item["content_html"].is_string() || item["content_text"].is_string()))
    );

    fs::write(
        dir.path().join("foamsite.toml"),
        "site.base_url = 'https://example.org/n/'\n[feed]\nfull = false\ntags = false\nlimit = 1\n",
    )
    .unwrap();
    run(dir.path(), &["build", "-q"], &[]);
    assert!(!dir.path().join("public/tags/soup/feed.xml").exists());
    let site = elements(&read(&dir, "feed.xml"));
    assert_eq!(site.iter().filter(|(p, ..)| p == "feed/entry").count(), 1);
    assert!(!site.iter().any(|(p, ..)| p == "feed/entry/content"));
    for off in ["feed.enabled = false\nsite.base_url = 'https://example.org/n/'\n", ""] {
        fs::write(dir.path().join("foamsite.toml"), off).unwrap();
        run(dir.path(), &["build", "-q"], &[]);
        assert!(!dir.path().join("public/feed.xml").exists() && !dir.path().join("public/feed.json").exists(), "{off}");
    }
}

#[test]
fn pages_say_what_they_are() {
    let dir = folder(VAULT);
    run(dir.path(), &["build", "-q"], &[]);
    let page = read(&dir, "food/newer/index.html");
    for part in [
        "<meta property=\"og:type\" content=\"article\">",
        "<meta property=\"og:url\" content=\"https://example.org/n/food/newer/\">",
        "<meta property=\"article:modified_time\" content=\"2024-03-05\">",
        "<meta name=\"twitter:card\" content=\"summary\">",
        "<link rel=\"canonical\" href=\"https://example.org/n/food/newer/\">",
        "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"A &amp; B\" href=\"../../feed.xml\">",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let data = page.split("<script type=\"application/ld+json\">").nth(1).unwrap().split("</script>").next().unwrap();
    assert!(!data.contains('<'), "{data}");
    let data: Value = serde_json::from_str(data).unwrap();
    let [own, trail] = &data["@graph"].as_array().unwrap()[..] else { panic!("{data}") };
    assert_eq!(
        (&own["@type"], &own["description"], &own["author"]["name"]),
        (&"Article".into(), &"About <it>".into(), &"Ada".into())
    );
    let items: Vec<&str> = trail["itemListElement"].as_array().unwrap().iter().map(|i| i["item"].as_str().unwrap()).collect();
    assert_eq!(items, ["https://example.org/n/", "https://example.org/n/food/", "https://example.org/n/food/newer/"]);
    let folder = read(&dir, "food/index.html");
    assert!(folder.contains("href=\"feed.xml\"") && folder.contains("href=\"../feed.xml\""), "{folder}");
    let missing = read(&dir, "404.html");
    assert!(
        missing.contains("href=\"/n/feed.xml\"") && !missing.contains("canonical") && !missing.contains("ld+json"),
        "{missing}"
    );
}

#[test]
fn old_addresses_lead_on() {
    let dir = folder(
        "//- foamsite.toml\nsite.base_url = 'https://example.org/n/'\nredirects.aliases = true\n\
         //- food/Bread.md\n---\nredirect_from: [/old/bread/, /bread.html, food/bread, /food/]\naliases: [Sour Dough, water]\n---\n# Bread <1>\n\
         //- food/water.md\n---\nredirect_from: /old/bread\n---\n# Water\n//- gone.md\n---\npublish: false\nredirect_from: /secret/\n---\n",
    );
    let (code, err) = run(dir.path(), &["build"], &[]);
    assert_eq!(code, 0, "{err}");
    let page = read(&dir, "old/bread/index.html");
    for part in [
        "<meta http-equiv=\"refresh\" content=\"0; url=../../food/bread/\">",
        "<link rel=\"canonical\" href=\"https://example.org/n/food/bread/\">",
        "<meta name=\"robots\" content=\"noindex\">",
        "<a href=\"../../food/bread/\">Bread &lt;1&gt;</a>",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("<script"));
    assert_eq!(
        read(&dir, "_redirects"),
        "/n/bread.html /n/food/bread/ 301\n/n/food/sour-dough/ /n/food/bread/ 301\n/n/old/bread/ /n/food/bread/ 301\n"
    );
    assert!(read(&dir, "food/water/index.html").contains("Water"), "a page goes before an old address");
    assert!(err.contains("the old address `/food/` is taken") && err.contains("the old address `/old/bread` is taken"), "{err}");
    assert!(!dir.path().join("public/secret").exists());
    assert!(!read(&dir, "sitemap.xml").contains("old/bread"));
}

#[test]
fn what_moved_is_told() {
    let dir = folder(
        "//- foamsite.toml\nsite.base_url = 'https://example.org/n/'\nredirects.last_sitemap = 'last.xml'\n//- a/Bread.md\n# B\n//- Gone.md\n# G\n//- same.md\n# S\n",
    );
    let (_, err) = run(dir.path(), &["build"], &[]);
    assert!(err.contains("There is no sitemap `last.xml` yet"), "{err}");
    fs::copy(dir.path().join("public/sitemap.xml"), dir.path().join("last.xml")).unwrap();
    assert!(!run(dir.path(), &["build"], &[]).1.contains("moved-address"));
    fs::create_dir_all(dir.path().join("b")).unwrap();
    fs::rename(dir.path().join("a/Bread.md"), dir.path().join("b/Bread.md")).unwrap();
    fs::remove_file(dir.path().join("Gone.md")).unwrap();
    let (_, err) = run(dir.path(), &["build"], &[]);
    assert!(
        err.contains("`/a/bread/` had a page") && err.contains("add `redirect_from: /a/bread/` to its front matter"),
        "{err}"
    );
    assert!(err.contains("--> b/Bread.md") && err.contains("`/gone/` had a page") && !err.contains("`/same/`"), "{err}");
    fs::write(dir.path().join("b/Bread.md"), "---\nredirect_from: /a/bread/\n---\n# B\n").unwrap();
    assert!(!run(dir.path(), &["build"], &[]).1.contains("`/a/bread/`"));
}

#[test]
fn a_site_stands_where_its_host_says() {
    let dir = folder("//- a.md\n# A\n");
    let netlify = |context| {
        [("NETLIFY", "true"), ("CONTEXT", context), ("URL", "https://a.org"), ("DEPLOY_PRIME_URL", "https://x--a.netlify.app")]
    };
    let canonical = |dir: &TempDir| {
        read(dir, "a/index.html").split("rel=\"canonical\" href=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned())
    };
    let (_, err) = run(dir.path(), &["build"], &netlify("production"));
    assert!(err.contains("Made for https://a.org/, as Netlify says\n"), "{err}");
    assert_eq!(canonical(&dir).as_deref(), Some("https://a.org/a/"));
    assert!(!read(&dir, "a/index.html").contains("noindex"));
    let (_, err) = run(dir.path(), &["build"], &netlify("deploy-preview"));
    assert!(err.contains("https://x--a.netlify.app/, as Netlify says; a preview"), "{err}");
    assert_eq!(canonical(&dir).as_deref(), Some("https://x--a.netlify.app/a/"));
    assert!(read(&dir, "a/index.html").contains("noindex"));
    fs::write(dir.path().join("foamsite.toml"), "site.base_url = 'https://own.org/b/'\n").unwrap();
    let (_, err) = run(dir.path(), &["build"], &netlify("deploy-preview"));
    assert!(err.contains("Made for https://own.org/b/; a preview"), "{err}");
    assert_eq!(canonical(&dir).as_deref(), Some("https://own.org/b/a/"), "the configuration wins");
    assert!(read(&dir, "a/index.html").contains("noindex"), "a preview is one all the same");
    run(dir.path(), &["build", "--base-url", "https://flag.org/"], &netlify("production"));
    assert_eq!(canonical(&dir).as_deref(), Some("https://flag.org/a/"), "the command line wins over all");
    fs::remove_file(dir.path().join("foamsite.toml")).unwrap();
    fs::write(dir.path().join("CNAME"), "notes.ada.org\n").unwrap();
    run(dir.path(), &["build"], &[("GITHUB_ACTIONS", "true"), ("GITHUB_REPOSITORY", "ada/notes")]);
    assert_eq!(canonical(&dir).as_deref(), Some("https://notes.ada.org/a/"));
    run(dir.path(), &["build"], &[]);
    assert_eq!(canonical(&dir), None, "at home nobody says anything");
    let page = read(&dir, "a/index.html");
    assert!(!page.contains("https://"), "no absolute address where none must be: {page}");
}
