//! What a page's head says to programs: its feeds, and what it is (JSON-LD, in the words of schema.org).

use serde_json::{Value, json};

use super::pages::Scene;
use super::view::{FeedView, LinkView};
use crate::base::absolute::join;
use crate::base::path::SitePath;
use crate::config::Topic;
use crate::plan::nav;
use crate::plan::{FeedKind, PageKind};

impl Scene<'_> {
    /// The feeds that follow a page.
    pub(super) fn feeds(self) -> Vec<FeedView> {
        let plan = self.site.plan;
        let Some(all) = plan.feed(&FeedKind::Site) else { return Vec::new() };
        let name = &*plan.title;
        let own = match &self.page.kind {
            PageKind::Tag(tag) => Some((FeedKind::Tag(tag.clone()), format!("#{tag} · {name}"))),
            PageKind::Folder(path) => Some((FeedKind::Folder(path.clone()), format!("{} · {name}", nav::name(path)))),
            PageKind::Note(id) => {
                plan.folder_notes.get(id).map(|path| (FeedKind::Folder(path.clone()), format!("{} · {name}", nav::name(path))))
            }
            PageKind::Discover(Some(Topic::Growth)) => {
                let title = self.words.get(super::discover::title(Topic::Growth));
                Some((FeedKind::Connections, format!("{title} · {name}")))
            }
            _ => None,
        };
        let own = own.and_then(|(kind, title)| Some((title, plan.feed(&kind)?.url.clone(), "application/atom+xml")));
        let site = [
            (name.to_owned(), all.url.clone(), "application/atom+xml"),
            (name.to_owned(), SitePath::new("/feed.json"), "application/feed+json"),
        ];
        let root = |url: &SitePath| match self.page.kind {
            PageKind::NotFound => format!("{}{}", self.site.config.site.base_path(), &url.encoded()[1..]),
            _ => self.href(url),
        };
        own.into_iter().chain(site).map(|(title, url, kind)| FeedView { title, href: root(&url), kind }).collect()
    }

    /// What a page is and what it lies in, as JSON-LD. `url` is its absolute address.
    pub(super) fn linked_data(self, url: &str, kind: &str, title: &str, crumbs: &[LinkView<'_>]) -> String {
        let config = &self.site.config.site;
        let mut own = json!({ "@type": "WebPage", "@id": url, "url": url, "name": title, "inLanguage": config.language });
        if let PageKind::Note(id) = self.page.kind {
            let (created, updated) = self.dates(id);
            own["@type"] = "Article".into();
            own["headline"] = title.into();
            own["inLanguage"] = self.site.note(id).meta.language.as_deref().unwrap_or(&config.language).into();
            let author = config.author.as_ref().map(|name| json!({ "@type": "Person", "name": name }));
            let more = [
                ("description", self.description(id).map(Value::from)),
                ("datePublished", created.map(|date| date.to_string().into())),
                ("dateModified", updated.or(created).map(|date| date.to_string().into())),
                ("author", author),
            ];
            more.into_iter().filter_map(|(key, value)| Some((key, value?))).for_each(|(key, value)| own[key] = value);
        }
        if kind == "home" {
            own["@type"] = "WebSite".into();
        }
        let above = crumbs.iter().map(|crumb| (crumb.title, join(url, &crumb.href)));
        let trail: Vec<Value> = above
            .chain([(title, url.to_owned())])
            .zip(1..)
            .map(|((name, item), position)| json!({ "@type": "ListItem", "position": position, "name": name, "item": item }))
            .collect();
        let mut graph = vec![own];
        if trail.len() > 1 {
            graph.push(json!({ "@type": "BreadcrumbList", "itemListElement": trail }));
        }
        let text = json!({ "@context": "https://schema.org", "@graph": graph }).to_string();
        // no text of a note can end the element, or open a comment in it
        let text = text.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
        format!("<script type=\"application/ld+json\">{text}</script>")
    }
}
