//! docs/theming.md: its second half is made from what the view types say of themselves, and the templates that there are.

use std::collections::BTreeMap;
use std::path::Path;

use foamsite::theme::Layer;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// What is made begins here; what stands above it is written by hand.
const MADE: &str =
    "<!-- What follows is made from src/render/view.rs and src/render/view_discover.rs: UPDATE=1 cargo test theming -->\n";
/// Templates that are pages, and the objects they see besides `site` and `page`.
const PAGES: &[(&str, &str, &str)] = &[
    ("backlinks.html", "`connections`", "the later pages of a note with very many backlinks"),
    ("canvas.html", "`note`", "a canvas"),
    ("discover.html", "`discover`", "the overview of what the links tell, and each of its lists"),
    ("folder.html", "`folder`", "a folder without a note that stands for it"),
    ("graph.html", "`graph`", "the graph of the whole site"),
    ("home.html", "`home`, `folder`", "the home page of a vault that has no index note"),
    ("missing.html", "", "what is shown where there is no such page"),
    ("note.html", "`note`", "a note"),
    ("queries.html", "`queries`", "all saved queries"),
    ("query.html", "`query`", "a saved query"),
    ("search.html", "`search`", "the search page"),
    ("tag.html", "`tag`", "a tag"),
    ("tags.html", "`tags`", "all tags"),
    ("wanted.html", "`wanted`", "what notes link to and nobody has written"),
    ("work.html", "`work`", "a work that notes cite"),
    ("works.html", "`works`", "all works that notes cite"),
];
/// Templates that others are made of.
const PARTS: &[(&str, &str)] = &[
    ("base.html", "what all pages have around their `main`: blocks `main`, `side`, `after`"),
    ("connections.html", "backlinks and forward links, with their filters"),
    ("contents.html", "a note's headings"),
    ("crumbs.html", "the way from the home page"),
    ("discover-own.html", "what belongs to a note beside its links"),
    ("discover-sign.html", "the sign of a list of discoveries"),
    ("entry.html", "a note in a list: sees `entry`"),
    ("footer.html", "empty: the end of `body`, to be filled"),
    ("graph-local.html", "a note's neighbours as a picture"),
    ("head.html", "empty: the end of `head`, to be filled"),
    ("listing.html", "folders and notes of a folder"),
    ("meta.html", "what a page says of itself to search engines"),
    ("search-box.html", "what opens the search"),
    ("site.html", "the bar with the site's name, and the tree"),
];

/// A struct of the views: what is said of it, and its fields with their types and what is said of them.
struct View {
    name: String,
    about: String,
    fields: Vec<(String, String, String)>,
}

/// The public structs of a source file, by their doc comments.
fn views(source: &str) -> Vec<View> {
    let mut found: Vec<View> = Vec::new();
    let mut said = String::new();
    for line in source.lines() {
        let text = line.trim();
        if let Some(more) = text.strip_prefix("///") {
            said = format!("{said}{more}").trim_start().to_owned();
        } else if let Some(rest) = text.strip_prefix("pub struct ") {
            let name = rest.split(['<', ' ']).next().unwrap_or_default().to_owned();
            found.push(View { name, about: std::mem::take(&mut said), fields: Vec::new() });
        } else if let Some((name, kind)) = text.strip_prefix("pub ").and_then(|rest| rest.trim_end_matches(',').split_once(": "))
        {
            assert!(!said.is_empty(), "`{name}` does not say what it is");
            let view = found.last_mut().expect("a field is in a struct");
            view.fields.push((name.to_owned(), plain_type(kind), std::mem::take(&mut said)));
        } else if !text.starts_with("#[") {
            said.clear();
        }
    }
    found
}

/// A type as template writers know it: text, number, yes or no, a list, or another view.
fn plain_type(kind: &str) -> String {
    let inside = |open: &str| kind.strip_prefix(open)?.strip_suffix('>');
    if let Some(kind) = inside("Option<") {
        return format!("{} or none", plain_type(kind));
    }
    if let Some(kind) = inside("Vec<") {
        return format!("list of {}", plain_type(kind));
    }
    match kind.trim_start_matches("&'a ").trim_start_matches("&'static ") {
        "str" | "String" => "text".into(),
        "usize" | "u32" | "u8" => "number".into(),
        "bool" => "yes or no".into(),
        view => {
            format!("[{0}](#{1})", view.split('<').next().unwrap_or(view), view.split('<').next().unwrap_or(view).to_lowercase())
        }
    }
}

/// The made half of the page.
fn made() -> String {
    let mut page = format!(
        "{MADE}\n## Pages\n\nEvery template sees `site` and `page`; those of pages see one thing more.\n\n| template | sees | shows |\n| --- | --- | --- |\n"
    );
    for (name, sees, shows) in PAGES {
        page += &format!("| `{name}` | {sees} | {shows} |\n");
    }
    page += "\n## Parts of pages\n\n| template | what |\n| --- | --- |\n";
    for (name, what) in PARTS {
        page += &format!("| `{name}` | {what} |\n");
    }
    page += "\n## What templates see\n\nTexts are plain, and escaped where they are written out; fields that end in `html` are safe HTML, for `| safe`. Addresses are relative to\nthe page at hand and percent-encoded.\n";
    for file in ["src/render/view.rs", "src/render/view_discover.rs"] {
        let source = std::fs::read_to_string(Path::new(ROOT).join(file)).expect(file);
        for view in views(&source) {
            let about = view.about.replace("[`DiscoverView::topic`]", "`topic` of DiscoverView");
            page += &format!("\n### {}\n\n{about}\n\n| field | type | what |\n| --- | --- | --- |\n", view.name);
            for (name, kind, what) in view.fields {
                page += &format!(
                    "| `{name}` | {kind} | {} |\n",
                    what.replace("[`DiscoverView::topic`]", "`topic` of DiscoverView").replace('|', "\\|")
                );
            }
        }
    }
    page
}

#[test]
fn theming_says_what_templates_see() {
    let path = Path::new(ROOT).join("docs/theming.md");
    let text = std::fs::read_to_string(&path).expect("docs/theming.md");
    let (hand, _) = text.split_once(MADE).expect("the line at which the made half begins");
    let page = format!("{hand}{}", made());
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(&path, &page).expect("docs/ can be written");
    } else {
        assert_eq!(text, page, "run `UPDATE=1 cargo test theming`");
    }
}

#[test]
fn theming_names_every_template() {
    let there: Vec<String> = Layer::builtin("default")
        .expect("it is built in")
        .files
        .keys()
        .filter_map(|path| Some(path.strip_prefix("templates/")?.to_owned()))
        .collect();
    let told: BTreeMap<&str, &str> = PAGES.iter().map(|(name, _, shows)| (*name, *shows)).chain(PARTS.iter().copied()).collect();
    assert_eq!(there, told.keys().copied().collect::<Vec<_>>(), "the theme's templates (left), those of docs/theming.md (right)");
}

/// The objects that each page's template sees, as `render::page` gives them.
fn given() -> BTreeMap<String, Vec<String>> {
    let source = std::fs::read_to_string(Path::new(ROOT).join("src/render/mod.rs")).expect("src/render/mod.rs");
    let mut found = BTreeMap::new();
    let mut objects: Vec<String> = Vec::new();
    for line in source.lines() {
        if line.trim() == "} else {" {
            objects.pop();
        } else if line.contains("PageKind::") || line.contains("fn ") {
            objects.clear();
        }
        if let Some((_, rest)) = line.split_once("view.insert(\"") {
            objects.extend(rest.split('"').next().filter(|name| *name != "page").map(str::to_owned));
        }
        for name in line.split('"').filter(|part| part.ends_with(".html")) {
            found.insert(name.to_owned(), objects.clone());
        }
    }
    found
}

#[test]
fn theming_is_true_of_the_objects() {
    let told = |sees: &str| {
        let mut names: Vec<String> =
            sees.split(", ").map(|name| name.trim_matches('`').to_owned()).filter(|name| !name.is_empty()).collect();
        names.sort();
        names
    };
    let told: BTreeMap<String, Vec<String>> = PAGES.iter().map(|(name, sees, _)| ((*name).to_owned(), told(sees))).collect();
    let mut given = given();
    given.values_mut().for_each(|names| names.sort());
    assert_eq!(given, told, "what `render::page` gives (left), what docs/theming.md says (right)");
}
