//! Saved queries: their pages, what is wrong with them, and that nothing private is in them.

use std::fs;
use std::path::Path;

use foamsite::config::{Config, Files};
use foamsite::emit::crawlers;
use foamsite::io::read;
use foamsite::pipeline::{Analysis, analyse};
use foamsite::plan::PageKind;
use foamsite::render;
use foamsite::theme::Theme;
use foamsite::vault::{Source, Vault};

use crate::serve::Served;

const NOTES: &[(&str, &str)] = &[
    ("ships/endeavour.md", "---\ntags: [ship]\nyear: 1764\n---\n# Endeavour\n\nSee [[resolution]].\n"),
    ("ships/resolution.md", "---\ntags: [ship]\nyear: 1770\n---\n# Resolution\n\n## Crew\n\nMany *people*, see [[endeavour]].\n"),
    ("hidden.md", "---\ntags: [ship]\npublish: false\n---\n# Hidden\n"),
    ("quiet.md", "---\ntags: [ship]\nunlisted: true\n---\n# Quiet\n"),
];

fn made_as(queries: &[(&str, &str)], more: &[(&str, &str)], config: &Config) -> Analysis {
    let source = |(path, text): &(&str, &str)| Source::new(*path, *text);
    let notes = NOTES.iter().chain(more).map(source).collect();
    let queries = queries.iter().map(|(name, text)| Source::new(format!(".foam/queries/{name}"), *text)).collect();
    analyse(Vault::new(notes, Vec::new(), Vec::new()).with_queries(queries), config)
}

fn made(queries: &[(&str, &str)]) -> Analysis {
    made_as(queries, &[], &Config::default())
}

/// The page at an address, from its `main` on.
fn page(analysis: &Analysis, url: &str) -> String {
    let site = analysis.site();
    let templates = render::templates(site, &Theme::default());
    let page = site.plan.pages.iter().find(|page| page.url.as_str() == url).unwrap_or_else(|| panic!("no page {url}"));
    let html = render::page(site, &templates, page).html;
    html.split_once("<main").unwrap().1.to_owned()
}

fn urls(analysis: &Analysis) -> Vec<&str> {
    let pages = analysis.site().plan.pages.iter();
    pages.filter(|page| matches!(page.kind, PageKind::Query(_) | PageKind::Queries)).map(|page| page.url.as_str()).collect()
}

fn told(analysis: &Analysis) -> Vec<String> {
    let one = |diagnostic: &foamsite::diag::Diagnostic| {
        let place = diagnostic.place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        format!("{}{place}: {}", diagnostic.file.as_deref().unwrap_or_default(), diagnostic.finding.message)
    };
    analysis.diagnostics.iter().map(one).collect()
}

const SHIPS: &str = "name: All ships\ndescription: What sailed & where\nfilter: '#ship'\nselect: [title, properties.year]\nsort: properties.year DESC\n";

#[test]
fn each_is_a_page_and_all_are_a_list() {
    let made = made(&[("b-list_x.yml", "filter: '#ship'\nformat: count\n"), ("a.yaml", SHIPS)]);
    assert_eq!(urls(&made), ["/queries/", "/queries/a/", "/queries/b-list_x/"]);
    assert_eq!(told(&made), Vec::<String>::new());
    let list = page(&made, "/queries/");
    let entries: Vec<&str> = list.lines().filter(|line| line.starts_with("<li><a href")).collect();
    assert_eq!(
        entries,
        [
            "<li><a href=\"a/\">All ships</a><span class=\"meta\">2</span><p class=\"about\">What sailed &amp; where</p></li>",
            "<li><a href=\"b-list_x/\">B List X</a><span class=\"meta\">2</span></li>"
        ]
    );
    let ships = page(&made, "/queries/a/");
    assert!(ships.contains("<h1>All ships</h1>\n<p class=\"lead\">What sailed &amp; where</p>"), "{ships}");
    let rows: Vec<&str> = ships.lines().filter(|line| line.starts_with("<tr>")).collect();
    assert!(
        rows[0].contains("../../ships/resolution/") && rows[1].contains("../../ships/endeavour/") && rows.len() == 2,
        "{ships}"
    );
    assert!(ships.contains("<td>1770</td>"), "{ships}");
    for word in ["Hidden", "Quiet", "hidden", "quiet"] {
        assert!(!ships.contains(word), "{word}");
    }
    assert!(page(&made, "/queries/b-list_x/").contains("<p class=\"query-count\">2 notes</p>"));
}

#[test]
fn the_text_of_notes_has_its_links() {
    let made = made(&[
        ("x.yaml", "filter: {links_to: endeavour}\nselect: ['section[Crew]']\n"),
        ("y.yaml", "filter: '[[endeavour]]'\n"),
    ]);
    let html = page(&made, "/queries/x/");
    assert!(html.contains("Many <em>people</em>, see <a") && html.contains("href=\"../../ships/endeavour/\""), "{html}");
    assert!(!html.contains(" id=\"crew\""), "{html}");
    assert!(page(&made, "/queries/y/").contains("Resolution"));
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_shown() {
    let made = made(&[
        ("a.yaml", "filter: '#ship'\ngroup-by: tag\n"),
        ("b.yaml", "name: B\nfilter:\n  links_to: $current\n"),
        ("c.yaml", "filter:\n  links_to: nowhere\n"),
        ("d.yaml", "name: only\n"),
        ("e.yaml", "filter: {links_to: '#here'}\n"),
    ]);
    assert_eq!(
        told(&made),
        [
            ".foam/queries/a.yaml:2:1: a query has no key `group-by`",
            ".foam/queries/b.yaml:3:13: `$current` means nothing in a saved query: it stands in no note",
            ".foam/queries/c.yaml:2:13: `nowhere` of `links_to` is no note or attachment, so that nothing fits",
            ".foam/queries/d.yaml:1:1: the query says nothing of what to look for",
            ".foam/queries/e.yaml:1:21: `#here` of `links_to` is no note or attachment, so that nothing fits",
        ]
    );
    let list = page(&made, "/queries/");
    assert!(list.contains("<a href=\"a/\">A</a><span class=\"meta\">–</span>"), "{list}");
    let broken = page(&made, "/queries/a/");
    assert!(broken.contains("a query has no key <code>group-by</code>") && !broken.contains("No results"), "{broken}");
    assert!(page(&made, "/queries/b/").contains("<code>$current</code> means nothing"));
    assert_eq!(made.text(".foam/queries/d.yaml"), Some("name: only\n"));
}

#[test]
fn notes_keep_their_addresses() {
    let query = [("x.yaml", "filter: '*'\n"), ("x.yml", "filter: '*'\n")];
    let made = made_as(&query, &[("queries.md", "# Mine\n"), ("queries/x.md", "# X\n")], &Config::default());
    let site = made.site();
    let of = |path: &str| {
        let ix = site.sources.iter().position(|source| source.path.as_str() == path).unwrap();
        site.plan.notes[ix].as_str()
    };
    assert_eq!((of("queries.md"), of("queries/x.md")), ("/queries/", "/queries/x/"));
    assert_eq!(urls(&made), ["/queries-2/", "/queries/x-2/", "/queries/x-3/"]);
    let moved = told(&made);
    assert!(moved.iter().any(|told| told.contains("the list of saved queries moves to `/queries-2/`")), "{moved:?}");
    assert!(moved.iter().any(|told| told.contains("the saved query `x` moves to `/queries/x-2/`")), "{moved:?}");
}

#[test]
fn no_vault_without_them_has_such_a_page_and_they_wait_for_no_note() {
    assert!(urls(&made(&[])).is_empty());
    let alone = analyse(
        Vault::default().with_queries(vec![Source::new(".foam/queries/a.yaml", "filter: '[[x]]'\nselect: [body]\n")]),
        &Config::default(),
    );
    assert!(page(&alone, "/queries/a/").contains("No results"));
    let mut config = Config::default();
    config.publish.explicit = true;
    assert!(urls(&made_as(&[("a.yaml", SHIPS)], &[], &config)).is_empty(), "they cannot ask for it");
}

#[test]
fn search_engines_hear_of_them() {
    let mut config = Config::default();
    config.site.base_url = Some("https://example.org/".into());
    let made = made_as(&[("a.yaml", SHIPS)], &[], &config);
    let map = crawlers::sitemap(made.site()).unwrap();
    assert!(map.contains("<loc>https://example.org/queries/a/</loc>") && map.contains("<loc>https://example.org/queries/</loc>"));
}

fn write(root: &Path, path: &str, text: &str) {
    let at = root.join(path);
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    fs::write(at, text).unwrap();
}

#[test]
fn nothing_else_of_the_hidden_folder_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for path in ["a.yaml", "b.yml", "c.md", "d.YAML", "deep/e.yaml", ".f.yaml", "g.json", "left-out.yaml"] {
        write(root, &format!(".foam/queries/{path}"), "filter: '*'\n");
    }
    write(root, ".foam/templates/t.yaml", "filter: '*'\n");
    write(root, ".foam/queries.yaml", "filter: '*'\n");
    write(root, "large/.foam/queries/x.yaml", "filter: '*'\n");
    write(root, ".foam/queries/huge.yaml", &"# x\n".repeat(300_000));
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", root.join(".foam/queries/link.yaml")).unwrap();
    let files = Files { exclude: vec![".foam/queries/left-*".into()], ..Files::default() };
    let vault = read::vault(root, &files).unwrap();
    let paths: Vec<&str> = vault.queries.iter().map(|source| source.path.as_str()).collect();
    assert_eq!(paths, [".foam/queries/a.yaml", ".foam/queries/b.yml"]);
    assert_eq!((vault.notes.len(), vault.assets.len()), (0, 0));
    let found: Vec<&str> = vault.findings.iter().map(|(path, _)| &**path).collect();
    let linked =
        if cfg!(unix) { &[".foam/queries/huge.yaml", ".foam/queries/link.yaml"][..] } else { &[".foam/queries/huge.yaml"] };
    assert_eq!(found, linked, "{:?}", vault.findings);
}

#[test]
fn the_preview_follows_them() {
    let mut served = Served::new(None);
    assert_eq!(served.get("/queries/a/").0, 404);
    served.edit(".foam/queries/a.yaml", "filter: {title: Home}\n");
    let (status, _, body) = served.get("/queries/a/");
    assert!(status == 200 && body.contains("href=\"../../\">Home</a>"), "{body}");
    served.edit(".foam/queries/a.yaml", "name: Other\nfilter: {title: ^A$}\n");
    let (_, _, body) = served.get("/queries/a/");
    assert!(body.contains("<h1>Other</h1>") && body.contains("href=\"../../a/\">A</a>"), "{body}");
    // an edit of a note that is found
    served.edit("a.md", "# Aye\n\n[[index]]\n");
    assert!(served.get("/queries/a/").2.contains("No results"));
}
