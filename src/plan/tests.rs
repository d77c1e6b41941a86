//! Addresses, collisions, folders and tags.

use std::sync::Arc;

use super::*;
use crate::base::path::VaultPath;
use crate::link::{Linked, PlaceholderId, Target};
use crate::note::{Link, Note, Seen, Syntax, Tag};
use crate::vault::AssetId;

/// A vault in memory: notes with what their front matter says, files that they refer to.
#[derive(Default)]
struct Fixture {
    paths: Vec<VaultPath>,
    notes: Vec<Note>,
    assets: Vec<Asset>,
}

impl Fixture {
    fn new(paths: &[&str]) -> Self {
        let mut paths = paths.to_vec();
        paths.sort_unstable();
        Fixture {
            notes: paths.iter().map(|_| Note::default()).collect(),
            paths: paths.into_iter().map(VaultPath::new).collect(),
            assets: Vec::new(),
        }
    }

    fn note(&mut self, path: &str) -> &mut Note {
        let ix = self.paths.iter().position(|p| p.as_str() == path).expect("a note of the fixture");
        &mut self.notes[ix]
    }

    fn permalink(mut self, path: &str, permalink: &str) -> Self {
        self.note(path).meta.permalink = Some(permalink.into());
        self
    }

    fn tags(mut self, path: &str, tags: &[&str]) -> Self {
        self.note(path).tags = tags.iter().map(|t| Tag { name: (*t).into(), span: Default::default() }).collect();
        self
    }

    /// Files that the first note links to.
    fn assets(mut self, paths: &[&str]) -> Self {
        self.assets = paths.iter().map(|p| Asset { path: VaultPath::new(*p), size: 1, pixels: None }).collect();
        self.assets.sort();
        self
    }

    fn plan(&self) -> Plan {
        self.plan_with(|from| {
            if from == 0 { (0..self.assets.len()).map(|a| Target::Asset(AssetId(a as u32))).collect() } else { Vec::new() }
        })
    }

    fn plan_with(&self, targets: impl Fn(usize) -> Vec<Target>) -> Plan {
        let mut notes = self.notes.clone();
        let targets: Vec<_> = (0..notes.len()).map(targets).collect();
        for (note, targets) in notes.iter_mut().zip(&targets) {
            note.links = targets.iter().map(|_| link()).collect();
        }
        let notes: Vec<_> = notes.into_iter().map(Arc::new).collect();
        let linked = Linked { targets, placeholders: vec!["x".into()], ..Linked::default() };
        let graph = Graph::new(&notes, linked, self.assets.len());
        let named: Vec<_> = self.paths.iter().zip(&notes).map(|(path, note)| Named { path, note }).collect();
        super::plan(
            &named,
            super::titles(&named, &Config::default()),
            &graph,
            &Default::default(),
            &self.assets,
            &[],
            &Config::default(),
        )
    }
}

fn link() -> Link {
    Link {
        syntax: Syntax::Wiki,
        embed: false,
        seen: Seen::Both,
        name: "x".into(),
        fragment: None,
        label: None,
        title: None,
        definition: None,
        modifier: None,
        in_flow: false,
        span: Default::default(),
        block: 0,
    }
}

fn urls(plan: &Plan) -> Vec<&str> {
    plan.notes.iter().map(SitePath::as_str).collect()
}

fn messages(plan: &Plan) -> Vec<&str> {
    plan.findings.iter().map(|(_, f)| f.message.as_str()).collect()
}

#[track_caller]
fn check(paths: &[&str], expected: &[&str]) {
    let plan = Fixture::new(paths).plan();
    assert_eq!(urls(&plan), expected);
    let mut files: Vec<_> = plan.pages.iter().map(|p| crate::base::slug::collision_key(&p.url.file())).collect();
    files.sort();
    let all = files.len();
    files.dedup();
    assert_eq!(files.len(), all, "two pages share a file");
}

#[test]
fn paths_become_addresses() {
    check(&["Ideas/The Zettel.md", "b.md", "日本/c++.md"], &["/ideas/the-zettel/", "/b/", "/日本/c/"]);
}

#[test]
fn an_index_is_its_folder_and_goes_before_a_readme() {
    check(&["README.md", "a/readme.md", "index.md"], &["/readme/", "/a/", "/"]);
    check(&["INDEX.md", "Index.md", "a/Index.md", "a/README.md"], &["/", "/index/", "/a/", "/a/readme/"]);
}

#[test]
fn an_index_without_a_title_is_called_as_its_folder() {
    let mut fixture = Fixture::new(&["a b/README.md", "c/index.md", "index.md", "c/readme.md"]);
    fixture.note("c/index.md").title = Some("See".into());
    let plan = fixture.plan();
    assert_eq!(plan.titles.iter().map(|t| &**t).collect::<Vec<_>>(), ["a b", "See", "readme", "Home"]);
    assert_eq!(&*plan.title, "Notes");
    fixture.note("index.md").title = Some("Garden".into());
    assert_eq!(&*fixture.plan().title, "Garden");
}

#[test]
fn a_note_beside_its_folder_is_its_page() {
    let plan = Fixture::new(&["a.md", "a/x.md"]).plan();
    assert_eq!(plan.folders["a"].as_str(), "/a/");
    assert_eq!(plan.folder_notes[&NoteId(0)], "a".into());
    assert!(plan.findings.is_empty());
    check(&["a.md", "a/index.md", "a/x.md"], &["/a/", "/a-2/", "/a/x/"]);
}

#[test]
fn every_note_keeps_a_page_and_the_finding_names_both() {
    check(&["A  B.md", "a b.md", "a-b.md", "a-b-2.md"], &["/a-b/", "/a-b-2/", "/a-b-2-2/", "/a-b-3/"]);
    let plan = Fixture::new(&["Case.md", "case.md"]).plan();
    assert_eq!(messages(&plan), ["`Case.md` and `case.md` would have the same address `/case/`; `case.md` gets `/case-2/`"]);
}

#[test]
fn folders_that_differ_in_case_share_one_spelling() {
    check(&["STRASSE/a.md", "straße/a.md", "straße/b.md"], &["/strasse/a/", "/strasse/a-2/", "/strasse/b/"]);
    let plan = Fixture::new(&["a b/x.md", "a-b/y.md"]).plan();
    assert_eq!((plan.folders["a b"].as_str(), plan.folders["a-b"].as_str()), ("/a-b/", "/a-b-2/"));
}

#[test]
fn permalinks_decide_and_bad_ones_do_not() {
    let plan = Fixture::new(&["a.md", "b.md", "c.md", "d.md", "e.md", "f.md"])
        .permalink("a.md", "/x/Y/")
        .permalink("b.md", "/x/y")
        .permalink("c.md", "../../etc/passwd")
        .permalink("d.md", "/")
        .permalink("e.md", "about.html")
        .permalink("f.md", "/404.html")
        .plan();
    assert_eq!(urls(&plan), ["/x/Y/", "/x/y-2/", "/c/", "/", "/about.html", "/404-2.html"]);
    let codes: Vec<_> = plan.findings.iter().map(|(id, f)| (id.0, f.code.name())).collect();
    assert_eq!(codes, [(1, "duplicate-url"), (2, "bad-property"), (5, "duplicate-url")]);
    assert_eq!(plan.home(), Some(NoteId(3)));
}

#[test]
fn a_file_called_index_is_its_folders_page() {
    let plan =
        Fixture::new(&["a.md", "b/index.md", "index.md"]).permalink("a.md", "/Index.html").assets(&["b/INDEX.HTML"]).plan();
    assert_eq!(urls(&plan), ["/", "/b/", "/index/"]);
    assert_eq!(plan.assets[0].as_ref().map(SitePath::as_str), Some("/b/INDEX-2.HTML"));
    let plan = Fixture::new(&["a.md", "index.md"]).permalink("a.md", "/ｉndex.html").plan();
    assert_eq!(urls(&plan), ["/ｉndex.html", "/index/"]);
}

#[test]
fn a_home_page_always_exists() {
    let plan = Fixture::new(&["a/b.md"]).plan();
    assert_eq!(plan.pages[0], Page { url: SitePath::new("/"), kind: PageKind::Folder("".into()) });
    assert_eq!(plan.folders.keys().map(|f| &**f).collect::<Vec<_>>(), ["", "a"]);
    let empty = Fixture::new(&[]).plan();
    assert_eq!(empty.pages.iter().map(|page| page.url.as_str()).collect::<Vec<_>>(), ["/", "/404.html", "/search/"]);
}

#[test]
fn tags_nest_and_keep_apart() {
    let plan = Fixture::new(&["n.md"]).tags("n.md", &["Food/Bread", "food", "Food", "💡"]).plan();
    let tags: Vec<_> = plan.tags.iter().map(|(tag, url)| (&**tag, url.as_str())).collect();
    assert_eq!(tags[..3], [("Food", "/tags/food/"), ("Food/Bread", "/tags/food/bread/"), ("food", "/tags/food-2/")]);
    assert_eq!(plan.tags_page.expect("there are tags").as_str(), "/tags/");
}

#[test]
fn a_note_keeps_its_address_before_the_sites_own_pages() {
    let plan = Fixture::new(&["tags.md", "tags/food.md"]).tags("tags.md", &["food"]).plan();
    assert_eq!(urls(&plan), ["/tags/", "/tags/food/"]);
    assert_eq!(plan.tags_page.as_ref().expect("there are tags").as_str(), "/tags-2/");
    assert_eq!(plan.tags["food"].as_str(), "/tags/food-2/");
    assert!(plan.folder_notes.contains_key(&NoteId(0)));
    assert_eq!(messages(&plan)[0], "`tags.md` has the address `/tags/`, so that the list of all tags moves to `/tags-2/`");
}

#[test]
fn deep_tags_lead_to_the_tag_above() {
    let deep = vec!["n"; 400].join("/");
    let plan = Fixture::new(&["n.md"]).tags("n.md", &[&deep]).plan();
    assert!(plan.tags.contains_key(&*deep));
    assert_eq!(plan.pages.iter().filter(|p| matches!(p.kind, PageKind::Tag(_))).count(), 32);
}

#[test]
fn used_attachments_keep_their_path_where_hosts_take_it() {
    let fixture = Fixture::new(&["Recipes/a.md"]).assets(&[
        "Img/Box 1.png",
        "Recipes/pic #1.png",
        "graph.json",
        "con.png",
        "index.html",
        "assets/style.0123456789.css",
        "img/box 1.png",
    ]);
    let plan = fixture.plan();
    let urls: Vec<_> = plan.assets.iter().flatten().map(SitePath::as_str).collect();
    assert_eq!(
        urls,
        [
            "/Img/Box 1.png",
            "/recipes/pic -1.png",
            "/assets/style.0123456789-.css",
            "/con_.png",
            "/graph-2.json",
            "/Img/box 1-2.png",
            "/index-2.html",
        ]
    );
    assert_eq!(plan.findings.len(), 3);
    assert!(messages(&plan)[0].contains("`graph.json`"), "{:?}", messages(&plan));
}

#[test]
fn unused_attachments_have_no_address() {
    let plan = Fixture::new(&["a.md"]).assets(&["x.png"]).plan_with(|_| vec![Target::Placeholder(PlaceholderId(0))]);
    assert_eq!(plan.assets, [None]);
}

#[test]
fn many_backlinks_carry_on() {
    let names: Vec<_> = (0..1002).map(|n| format!("n{n:04}.md")).collect();
    let fixture = Fixture::new(&names.iter().map(String::as_str).collect::<Vec<_>>()).permalink("n0000.md", "/hub.html");
    let hub = Target::Note { id: NoteId(0), part: crate::link::Part::Whole, edge: true };
    let plan = fixture.plan_with(|_| vec![hub, hub]);
    let further: Vec<_> = plan.continuations.iter().map(|((id, n), url)| (id.0, *n, url.as_str())).collect();
    assert_eq!(further, [(0, 2, "/hub/backlinks/2/"), (0, 3, "/hub/backlinks/3/")]);
}

#[test]
fn addresses_are_never_too_long() {
    let deep = format!("{}n.md", format!("{}/", "漢".repeat(60)).repeat(20));
    let flat = format!("{}.md", "漢".repeat(80));
    let fixture = Fixture::new(&[&deep, &flat]).tags(&flat, &[&vec!["t".repeat(190); 30].join("/")]);
    let plan = fixture.plan();
    assert!(plan.pages.iter().all(|p| p.url.file().len() <= PATH_MAX));
    assert!(plan.pages.iter().flat_map(|p| p.url.as_str().split('/')).all(|s| s.len() <= 220));
}
