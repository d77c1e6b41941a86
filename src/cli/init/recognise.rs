//! Which program a folder was written for, and what its settings say that `foamsite.toml` can say too.
//!
//! Nothing is guessed: what is set stands in a file of that program, and the person is told of each.

use std::path::Path;

use serde_json::{Value, json};

use super::quartz;
use crate::config::base_url;
use crate::io;
use crate::note::frontmatter;
use crate::vault::Source;

/// A key of `foamsite.toml` with its value: table, key, value.
pub(super) type Setting = (&'static str, &'static str, Value);

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The folder of the notes, below the one that was asked about; empty where it is that one.
    pub(super) vault: String,
    /// What is set.
    pub(super) settings: Vec<Setting>,
    /// What the person should know, a sentence each.
    pub(super) remarks: Vec<String>,
}

impl Found {
    fn set(&mut self, table: &'static str, key: &'static str, value: Option<Value>) {
        let is_empty = |value: &Value| value.as_str().is_some_and(|text| text.trim().is_empty());
        if let Some(value) = value.filter(|value| !is_empty(value)) {
            self.settings.push((table, key, value));
        }
    }

    /// The site's address, where it is one. Some programs leave the scheme out.
    fn address(&mut self, url: Option<&str>) {
        let Some(url) = url.map(str::trim).filter(|url| !url.is_empty()) else { return };
        let whole = if url.contains("://") { url.to_owned() } else { format!("https://{url}") };
        self.set("site", "base_url", base_url(&whole).ok().filter(|url| !url.contains("://localhost")).map(Value::from));
    }

    /// Only notes that ask for it are published.
    fn explicit(&mut self) {
        self.set("publish", "mode", Some(json!("explicit")));
    }

    /// Patterns that leave files out. Those of several programs add up.
    fn exclude(&mut self, patterns: impl IntoIterator<Item = String>) {
        self.list("exclude", patterns);
    }

    fn list(&mut self, key: &'static str, patterns: impl IntoIterator<Item = String>) {
        let patterns: Vec<Value> = patterns.into_iter().filter(|p| globset::Glob::new(p).is_ok()).map(Value::from).collect();
        match self.settings.iter_mut().find(|(table, name, _)| (*table, *name) == ("files", key)) {
            Some((_, _, Value::Array(list))) => list.extend(patterns),
            _ if patterns.is_empty() => {}
            _ => self.settings.push(("files", key, patterns.into())),
        }
    }

    fn say(&mut self, sentence: impl Into<String>) {
        self.remarks.push(sentence.into());
    }
}

/// Looks at a folder. What cannot be read says nothing.
pub(super) fn folder(root: &Path) -> Found {
    let mut found = Found::default();
    if root.join("quartz.config.ts").is_file() && root.join("content").is_dir() {
        quartz_site(root, &mut found);
    } else if root.join("src/site/notes").is_dir() && root.join("package.json").is_file() {
        found.vault = "src/site/notes".into();
        found.say("This is the repository of a Digital Garden; its notes are in `src/site/notes`.");
    } else if root.join("dendron.yml").is_file() {
        dendron(root, &mut found);
    } else if root.join("_config.yml").is_file() {
        jekyll(root, &mut found);
    }
    let vault = root.join(&found.vault);
    if vault.join(".obsidian").is_dir() {
        obsidian(&vault, &mut found);
    }
    let settings = text(&vault, ".vscode/settings.json").unwrap_or_default();
    if vault.join(".foam").is_dir() || settings.contains("\"foam.") {
        found.say(
            "This is a Foam vault: its settings in `.vscode/settings.json` count, and its links mean what they mean in Foam.",
        );
    }
    found
}

/// What the notes themselves ask for.
pub(super) fn notes(notes: &[Source], found: &mut Found) {
    let fronts = || notes.iter().map(|note| (note, frontmatter::read(&note.text).meta.properties));
    let is_true = |value: Option<&Value>| value.is_some_and(|v| v == &json!(true) || v.as_str() == Some("true"));
    let asking = fronts().filter(|(_, front)| is_true(front.get("dg-publish"))).count();
    if asking > 0 {
        let sentence = format!(
            "{asking} of {} notes say `dg-publish: true`, as Digital Garden wants it: only these are published.",
            notes.len()
        );
        found.say(sentence);
        if !found.settings.iter().any(|(table, ..)| *table == "publish") {
            found.explicit();
        }
    }
    if let Some((home, _)) = fronts().find(|(_, front)| is_true(front.get("dg-home"))) {
        found.say(format!("`{}` says `dg-home: true`: give it `permalink: /`, and it is the home page.", home.path.as_str()));
    }
}

fn text(root: &Path, file: &str) -> Option<String> {
    io::read::settings(&root.join(file)).ok().flatten()
}

fn yaml(root: &Path, file: &str) -> Value {
    let text = text(root, file).unwrap_or_default();
    // a file of settings is a block of front matter without its fences
    Value::Object(frontmatter::read(&format!("---\n{}\n---\n", text.trim_start_matches("---").trim())).meta.properties)
}

fn json_file(root: &Path, file: &str) -> Value {
    text(root, file).and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// The texts of a list, or of one text.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(one) => vec![one.clone()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// A folder, or a file, as a pattern for all that is in it.
fn below(path: &str) -> String {
    let path = path.trim_start_matches("./").trim_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    if name.contains(['.', '*']) && !name.starts_with('.') { path.to_owned() } else { format!("{path}/**") }
}

fn quartz_site(root: &Path, found: &mut Found) {
    found.vault = "content".into();
    found.say("This is a Quartz site: its notes are in `content`, and so is what is written now.");
    let quartz = quartz::read(&text(root, "quartz.config.ts").unwrap_or_default());
    found.set("site", "title", quartz.title.map(Value::from));
    found.address(quartz.address.as_deref());
    found.set("site", "language", quartz.locale.map(Value::from));
    // Quartz leaves out folders of these names wherever they are
    found.exclude(quartz.ignored.iter().filter(|p| !p.starts_with('.')).map(|p| format!("**/{}", below(p))));
    if quartz.explicit {
        found.explicit();
        found.say("`quartz.config.ts` has ExplicitPublish: only notes with `publish: true` are published.");
    }
}

fn jekyll(root: &Path, found: &mut Found) {
    found
        .say("This is a Jekyll site: title, address and what it leaves out are taken over; layouts, Liquid and plugins are not.");
    let config = yaml(root, "_config.yml");
    for key in ["title", "description"] {
        found.set("site", key, config[key].as_str().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ").into()));
    }
    let author = config["author"].as_str().or(config["author"]["name"].as_str());
    found.set("site", "author", author.map(Value::from));
    found.set("site", "language", config["lang"].as_str().map(Value::from));
    if let Some(url) = config["url"].as_str().filter(|url| !url.is_empty()) {
        found.address(Some(&format!("{}{}", url.trim_end_matches('/'), config["baseurl"].as_str().unwrap_or_default())));
    }
    let own = ["_site", "_drafts", "_layouts", "_includes", "vendor"].iter().filter(|name| root.join(name).is_dir());
    found.exclude(own.map(|name| below(name)));
    found.exclude(texts(&config["exclude"]).iter().map(|path| below(path)));
    if root.join("_posts").is_dir() {
        found.say("Posts in `_posts` keep the date in their names; their old addresses are not kept by themselves.");
    }
}

fn dendron(root: &Path, found: &mut Found) {
    found.say(
        "This is a Dendron workspace. In Dendron `[[text|note]]` names the note last, here first: see docs/from-dendron.md.",
    );
    let config = yaml(root, "dendron.yml");
    let vaults = config["workspace"]["vaults"].as_array().or(config["vaults"].as_array()).cloned().unwrap_or_default();
    if let [vault] = &vaults[..] {
        let path = vault["fsPath"].as_str().unwrap_or(".").trim_start_matches("./").trim_matches('/');
        let whole = root.join(path).join(if vault["selfContained"] == json!(true) { "notes" } else { "" });
        if path != "." && !path.contains("..") && whole.is_dir() {
            found.vault =
                whole.strip_prefix(root).unwrap_or(Path::new(path)).to_string_lossy().trim_matches('/').replace('\\', "/");
            found.say(format!("Its notes are in `{}`, and so is what is written now.", found.vault));
        }
    } else if vaults.len() > 1 {
        found.say("It has several vaults; they are read as one.");
    }
    let site = if config["publishing"].is_object() { &config["publishing"] } else { &config["site"] };
    found.address(site["siteUrl"].as_str());
    for (key, name) in [("title", "title"), ("description", "description"), ("author", "author")] {
        found.set("site", key, site["seo"][name].as_str().or(site[name].as_str()).map(Value::from));
    }
    let hierarchies = texts(&site["siteHierarchies"]);
    if !hierarchies.is_empty() && !hierarchies.iter().any(|name| name == "root") {
        let names = hierarchies.iter().flat_map(|name| [format!("**/{name}.md"), format!("**/{name}.*.md")]);
        found.list("include", names.chain(["**/assets/**".to_owned()]));
        found.say("Only the hierarchies that it publishes are read.");
    }
}

fn obsidian(vault: &Path, found: &mut Found) {
    found.say("This is an Obsidian vault: excluded files, templates and the folder of attachments are as Obsidian has them.");
    let publish = json_file(vault, ".obsidian/publish.json");
    if publish.is_object() {
        found.say("It was published with Obsidian Publish: the folders that it left out are left out here.");
        found.exclude(texts(&publish["excluded"]).iter().map(|path| below(path)));
    }
    let garden = json_file(vault, ".obsidian/plugins/digitalgarden/data.json");
    if garden.is_object() {
        found.say("It has the plugin Digital Garden: name and address of the site are taken over.");
        found.set("site", "title", garden["siteName"].as_str().map(Value::from));
        found.address(garden["gardenBaseUrl"].as_str());
    }
}
