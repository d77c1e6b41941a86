//! Pages: what they show, and the templates that say how.

mod cite;
mod connections;
pub mod cut;
mod diagram;
pub mod discover;
mod element;
pub mod embed;
pub mod feed;
mod footnotes;
mod graph_page;
mod graph_svg;
mod head;
mod media;
mod pages;
pub mod picture;
mod preview;
mod query;
mod saved;
pub mod snippet;
pub mod stitch;
mod task;
pub mod templates;
mod tree;
pub mod view;
pub mod view_discover;
mod voice;

use tera::Context;

use crate::base::path::{CANVAS, SitePath};
use crate::drawing::Drawing;
use crate::plan::{Page, PageKind};
use crate::site::Site;
use crate::theme::Theme;
pub use element::On;
use pages::Scene;
pub use pages::direction;
pub use templates::{Templates, ThemeFinding};
use view::SiteView;

/// A page's HTML.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rendered {
    /// The whole document.
    pub html: String,
    /// What was wrong with the theme's own template, where the built-in one had to be used.
    pub problem: Option<ThemeFinding>,
}

/// The templates of a theme, for the pages of a site.
pub fn templates(site: Site<'_>, theme: &Theme) -> Templates {
    let config = &site.config.site;
    let root = SitePath::new("/");
    let view = SiteView {
        title: &site.plan.title,
        description: config.description.as_deref(),
        author: config.author.as_deref(),
        language: &config.language,
        direction: pages::direction(&config.language, ""),
        tags: site.plan.tags_page.as_ref().map(|url| root.href(url)),
        graph: site.plan.graph_page.as_ref().map(|url| root.href(url)),
        queries: site.plan.queries_page.as_ref().map(|url| root.href(url)),
        discover: site.plan.overview.as_ref().map(|url| root.href(url)),
        search: site.plan.search_page.as_ref().map(|url| root.href(url)),
        notes: site.listed().count(),
    };
    let assets: std::collections::BTreeMap<String, String> =
        theme.assets().into_iter().map(|asset| (asset.name, root.href(&asset.url))).collect();
    let mut globals = Context::new();
    globals.insert("site", &view);
    globals.insert("assets", &assets);
    Templates::new(theme, &globals)
}

/// The page of the graph, where the graph is drawn already; [`page`] draws it anew.
pub fn graph_page(site: Site<'_>, templates: &Templates, page: &Page, drawing: &Drawing<'_>) -> Rendered {
    let scene = Scene { site, page, words: &templates.words };
    let mut view = of_page(scene);
    view.insert("graph", &graph_page::view(scene, drawing));
    rendered(templates, "graph.html", &view)
}

/// What every template sees.
fn of_page(scene: Scene<'_>) -> Context {
    let mut view = Context::new();
    view.insert("page", &scene.page(&scene.site.config.site.base_path()));
    view
}

fn rendered(templates: &Templates, template: &str, view: &Context) -> Rendered {
    let (html, problem) = templates.render(template, view);
    Rendered { html, problem }
}

/// One page. It depends on the site alone, so any page can be made at any time, and all at once.
pub fn page(site: Site<'_>, templates: &Templates, page: &Page) -> Rendered {
    let scene = Scene { site, page, words: &templates.words };
    let mut view = of_page(scene);
    let template = match &page.kind {
        PageKind::Note(id) => {
            view.insert("note", &scene.note(*id));
            if site.sources[id.ix()].path.extension() == CANVAS { "canvas.html" } else { "note.html" }
        }
        PageKind::Backlinks(id, number) => {
            view.insert("connections", &scene.connections(*id, *number));
            "backlinks.html"
        }
        PageKind::Folder(path) if path.is_empty() => {
            view.insert("folder", &scene.folder(path));
            view.insert("home", &scene.home());
            "home.html"
        }
        PageKind::Folder(path) => {
            view.insert("folder", &scene.folder(path));
            "folder.html"
        }
        PageKind::Tag(name) => {
            view.insert("tag", &scene.tag(name));
            "tag.html"
        }
        PageKind::Work(key) => {
            view.insert("work", &scene.work(key));
            "work.html"
        }
        PageKind::Works => {
            view.insert("works", &scene.works());
            "works.html"
        }
        PageKind::Query(number) => {
            view.insert("query", &scene.query(*number));
            "query.html"
        }
        PageKind::Queries => {
            view.insert("queries", &scene.queries());
            "queries.html"
        }
        PageKind::Tags => {
            view.insert("tags", &scene.tags());
            "tags.html"
        }
        PageKind::Discover(topic) => {
            view.insert("discover", &topic.map_or_else(|| scene.discover(), |topic| scene.topic(topic)));
            "discover.html"
        }
        PageKind::Wanted(name) => {
            view.insert("wanted", &scene.wanted(*name));
            "wanted.html"
        }
        PageKind::Graph => return graph_page(site, templates, page, &Drawing::new(site)),
        PageKind::Search => {
            view.insert("search", &scene.search());
            "search.html"
        }
        PageKind::NotFound => "missing.html",
    };
    rendered(templates, template, &view)
}
