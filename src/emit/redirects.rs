//! Old addresses: a page for each that leads on by itself, without scripts, and `_redirects` for hosts that read it (Netlify,
//! Cloudflare Pages).

use crate::base::path::SitePath;
use crate::base::text::escape;
use crate::site::Site;
use crate::vault::NoteId;

/// The files: path in the output, and text.
pub fn files(site: Site<'_>) -> Vec<(String, String)> {
    let pages = site.plan.redirects.iter().map(|(from, to)| (from.file(), page(site, from, *to)));
    let list = (!site.plan.redirects.is_empty()).then(|| ("_redirects".to_owned(), list(site)));
    pages.chain(list).collect()
}

fn page(site: Site<'_>, from: &SitePath, id: NoteId) -> String {
    let to = &site.plan.notes[id.ix()];
    let href = escape(&from.href(to));
    let canonical = match &site.config.site.base_url {
        Some(root) => escape(&format!("{root}{}", &to.encoded()[1..])),
        None => href.clone(),
    };
    let language = escape(site.note(id).meta.language.as_deref().unwrap_or(&site.config.site.language));
    let title = escape(site.title(id));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"{canonical}\">\n\
         <meta http-equiv=\"refresh\" content=\"0; url={href}\">\n</head>\n<body>\n<p><a href=\"{href}\">{title}</a></p>\n</body>\n</html>\n"
    )
}

fn list(site: Site<'_>) -> String {
    let base = site.config.site.base_path();
    let line = |(from, to): &(SitePath, NoteId)| {
        let to = &site.plan.notes[to.ix()];
        format!("{base}{} {base}{} 301\n", &from.encoded()[1..], &to.encoded()[1..])
    };
    site.plan.redirects.iter().map(line).collect()
}
