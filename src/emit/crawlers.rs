//! What search engines ask for: `robots.txt`, and `sitemap.xml` where the site's address is known.

use crate::base::text::escape_into;
use crate::plan::PageKind;
use crate::site::Site;

/// A sitemap holds no more addresses than this, by its own rules.
const SITEMAP_MAX: usize = 50_000;

/// `robots.txt`: everybody may read everything.
pub fn robots(site: Site<'_>) -> String {
    let mut text = String::from("User-agent: *\nAllow: /\n");
    if let Some(url) = &site.config.site.base_url {
        text.push_str(&format!("\nSitemap: {url}sitemap.xml\n"));
    }
    text
}

/// `sitemap.xml`: every note with the day of its last change, then the lists. `None` where the site's address is not known.
pub fn sitemap(site: Site<'_>) -> Option<String> {
    let root = site.config.site.base_url.as_deref()?;
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let listed = site.plan.pages.iter().filter(|page| !page.is_unlisted(site.notes));
    let (notes, lists): (Vec<_>, Vec<_>) = listed.partition(|page| matches!(page.kind, PageKind::Note(_)));
    let lists = lists.into_iter().filter(|page| {
        matches!(
            page.kind,
            PageKind::Folder(_)
                | PageKind::Tag(_)
                | PageKind::Tags
                | PageKind::Graph
                | PageKind::Work(_)
                | PageKind::Works
                | PageKind::Query(_)
                | PageKind::Queries
        )
    });
    for page in notes.into_iter().chain(lists).take(SITEMAP_MAX) {
        text.push_str("<url><loc>");
        escape_into(&mut text, root);
        escape_into(&mut text, &page.url.encoded()[1..]);
        text.push_str("</loc>");
        if let PageKind::Note(id) = page.kind {
            let (meta, history) = (&site.note(id).meta, site.sources[id.ix()].dates);
            if let Some(date) = meta.updated.or(history.updated).or(meta.created).or(history.created) {
                text.push_str(&format!("<lastmod>{date}</lastmod>"));
            }
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    Some(text)
}
