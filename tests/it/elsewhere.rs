//! Vaults of other programs, as `foamsite init` finds them: small ones, as those programs write them.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder with these files, in which `init` ran: the folder, its `foamsite.toml` at `vault`, what was said.
fn init(files: &[(&str, &str)], vault: &str) -> (TempDir, Value, String) {
    let dir = TempDir::new().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let run = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(["init", "--github"]).current_dir(dir.path()).output().unwrap();
    assert!(run.status.success(), "{run:?}");
    let text = fs::read_to_string(dir.path().join(vault).join("foamsite.toml")).unwrap();
    let mut settings: Value = toml::from_str(&text).unwrap();
    settings.as_object_mut().unwrap().retain(|_, table| table.as_object().is_some_and(|table| !table.is_empty()));
    let workflow = fs::read_to_string(dir.path().join(".github/workflows/site.yml")).unwrap();
    let named = if vault.is_empty() { "." } else { vault };
    assert!(workflow.contains(&format!("vault: \"{named}\"")), "{workflow}");
    (dir, settings, String::from_utf8(run.stderr).unwrap())
}

/// Whether a build publishes each of these pages, and none of those.
fn publishes(dir: &TempDir, vault: &str, pages: &[&str], none: &[&str]) {
    let folder = dir.path().join(vault);
    let run = Command::new(env!("CARGO_BIN_EXE_foamsite")).arg("build").arg(&folder).output().unwrap();
    assert!(run.status.success(), "{run:?}");
    for page in pages {
        assert!(folder.join("public").join(page).exists(), "{page} is missing");
    }
    for page in none {
        assert!(!folder.join("public").join(page).exists(), "{page} is there");
    }
}

#[test]
fn quartz() {
    let config = "import * as Plugin from \"./quartz/plugins\"\nconst config: QuartzConfig = {\n  configuration: {\n    pageTitle: \"Ada's garden\",\n    \
                  baseUrl: \"ada.example/notes\",\n    locale: \"de-DE\",\n    ignorePatterns: [\"private\", \"templates\", \".obsidian\"],\n  },\n  \
                  plugins: { filters: [Plugin.ExplicitPublish()] },\n}\n";
    let asks = "---\npublish: true\n---\n";
    let files = [
        ("quartz.config.ts", config),
        ("content/index.md", &*format!("{asks}# Home\n[[bread]]\n")),
        ("content/bread.md", "# Bread\n"),
        ("content/deep/private/x.md", asks),
        ("package.json", "{}"),
    ];
    let (dir, settings, said) = init(&files, "content");
    let expected = json!({
        "site": { "title": "Ada's garden", "base_url": "https://ada.example/notes/", "language": "de-DE" },
        "files": { "exclude": ["**/private/**", "**/templates/**"] },
        "publish": { "mode": "explicit" },
    });
    assert_eq!(settings, expected);
    assert!(said.contains("This is a Quartz site") && said.contains("ExplicitPublish"), "{said}");
    assert!(!dir.path().join("foamsite.toml").exists());
    publishes(&dir, "content", &["index.html"], &["bread/index.html", "deep/private/x/index.html"]);
}

#[test]
fn digital_garden() {
    let plugin = r#"{"siteName": "Ada", "gardenBaseUrl": "ada.example", "githubToken": "t0ken-of-mine"}"#;
    let files = [
        (".obsidian/plugins/digitalgarden/data.json", plugin),
        ("Start.md", "---\ndg-home: true\ndg-publish: true\n---\nHi [[Diary]]\n"),
        ("Diary.md", "mine\n"),
    ];
    let (dir, settings, said) = init(&files, "");
    let site = json!({ "title": "Ada", "base_url": "https://ada.example/" });
    assert_eq!(settings, json!({ "site": site, "publish": { "mode": "explicit" } }));
    assert!(said.contains("1 of 2 notes say `dg-publish: true`") && said.contains("`Start.md` says `dg-home: true`"), "{said}");
    assert!(!fs::read_to_string(dir.path().join("foamsite.toml")).unwrap().contains("t0ken"));
    publishes(&dir, "", &["start/index.html"], &["diary/index.html"]);
    let (_, settings, said) =
        init(&[("package.json", "{}"), ("src/site/notes/a.md", "---\ndg-publish: true\n---\n")], "src/site/notes");
    assert_eq!(settings, json!({ "publish": { "mode": "explicit" } }), "{said}");
}

#[test]
fn jekyll() {
    let config = "title: Ada's blog\ndescription: >-\n  Two\n  lines\nurl: https://ada.example\nbaseurl: /blog\nlang: en\nauthor:\n  name: Ada\nexclude: [Gemfile, notes/old/]\nplugins: [jekyll-feed]\n";
    let files = [
        ("_config.yml", config),
        ("index.md", "---\nlayout: home\n---\nHi\n"),
        ("_posts/2024-01-31-bread.md", "---\ntitle: Bread\n---\nText\n"),
        ("_drafts/later.md", "Later\n"),
        ("notes/old/x.md", "Old\n"),
        ("secret.md", "---\npublished: false\n---\nx\n"),
    ];
    let (dir, settings, said) = init(&files, "");
    let site = json!({ "title": "Ada's blog", "description": "Two lines", "base_url": "https://ada.example/blog/", "language": "en", "author": "Ada" });
    assert_eq!(settings, json!({ "site": site, "files": { "exclude": ["_drafts/**", "Gemfile/**", "notes/old/**"] } }));
    assert!(said.contains("This is a Jekyll site"), "{said}");
    publishes(
        &dir,
        "",
        &["_posts/2024-01-31-bread/index.html"],
        &["_drafts/later/index.html", "notes/old/x/index.html", "secret/index.html"],
    );
}

#[test]
fn dendron() {
    let config = "version: 5\nworkspace:\n  vaults:\n    - fsPath: vault\npublishing:\n  siteHierarchies: [blog]\n  siteUrl: https://ada.example\n  seo:\n    title: Ada\n    description: Notes\n";
    let files = [
        ("dendron.yml", config),
        ("vault/root.md", "---\ntitle: Root\n---\n"),
        ("vault/blog.one.md", "---\nid: x\ntitle: One\ncreated: 1616983302480\n---\nText\n"),
        ("vault/blog.md", "---\ntitle: Blog\n---\n[[blog.one]]\n"),
        ("vault/daily.2024.md", "x\n"),
    ];
    let (dir, settings, said) = init(&files, "vault");
    assert_eq!(settings["site"], json!({ "title": "Ada", "description": "Notes", "base_url": "https://ada.example/" }));
    assert_eq!(settings["files"]["include"], json!(["**/blog.md", "**/blog.*.md", "**/assets/**"]));
    assert!(said.contains("Dendron workspace") && said.contains("Its notes are in `vault`"), "{said}");
    let site = dir.path().join("vault/public");
    publishes(&dir, "vault", &["blog/index.html"], &["root/index.html"]);
    let all = format!("{:?}", fs::read_dir(site).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>());
    assert!(all.contains("blog") && !all.contains("daily"), "{all}");
}

#[test]
fn obsidian_publish_and_foam() {
    let files = [
        (".obsidian/publish.json", r#"{"siteId": "x", "included": ["Guide"], "excluded": ["_meta", "Diary/2024"]}"#),
        (".vscode/settings.json", r#"{"foam.openDailyNote.directory": "journal"}"#),
        ("Guide/a.md", "A\n"),
        ("_meta/b.md", "B\n"),
    ];
    let (dir, settings, said) = init(&files, "");
    assert_eq!(settings, json!({ "files": { "exclude": ["_meta/**", "Diary/2024/**"] } }));
    assert!(said.contains("Obsidian Publish") && said.contains("This is a Foam vault"), "{said}");
    publishes(&dir, "", &["guide/a/index.html"], &["_meta/b/index.html"]);
}

#[test]
fn settings_that_cannot_be_read_say_nothing() {
    let odd = [("quartz.config.ts", "pageTitle: ["), ("content/a.md", "A\n"), ("content/.obsidian/publish.json", "{")];
    let (_, settings, _) = init(&odd, "content");
    assert_eq!(settings, json!({}));
    for file in ["_config.yml", "dendron.yml"] {
        let (dir, settings, _) = init(&[(file, "title: [\nurl: \"\nworkspace: 3\n"), ("a.md", "A\n")], "");
        assert_eq!(settings, json!({}), "{file}");
        publishes(&dir, "", &["a/index.html"], &[]);
    }
    let (_, settings, _) = init(
        &[
            ("dendron.yml", "workspace:\n  vaults: [{fsPath: ../../etc}]\nsite: {siteUrl: 'not an address', title: 3}\n"),
            ("a.md", "A\n"),
        ],
        "",
    );
    assert_eq!(settings, json!({}));
}
