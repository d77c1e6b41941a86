//! Where a site will stand, as far as the host that builds it says so: the variables of its build machine.

/// What a host says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Host {
    /// Its name.
    pub name: &'static str,
    /// The absolute address of the site's root.
    pub url: String,
    /// Whether this is a preview of a change: search engines should not keep it.
    pub is_preview: bool,
}

/// All variables that are asked for.
pub const VARIABLES: [&str; 22] = [
    "NETLIFY",
    "CONTEXT",
    "URL",
    "DEPLOY_PRIME_URL",
    "CF_PAGES",
    "CF_PAGES_URL",
    "CF_PAGES_BRANCH",
    "VERCEL",
    "VERCEL_ENV",
    "VERCEL_URL",
    "VERCEL_BRANCH_URL",
    "VERCEL_PROJECT_PRODUCTION_URL",
    "GITLAB_CI",
    "CI_PAGES_URL",
    "CI_MERGE_REQUEST_IID",
    "CI_COMMIT_BRANCH",
    "CI_DEFAULT_BRANCH",
    "GITHUB_ACTIONS",
    "GITHUB_REPOSITORY",
    "GITHUB_SERVER_URL",
    "GITHUB_EVENT_NAME",
    "FOAMSITE_HOST",
];

/// Asks the variables; `cname` is the text of the file `CNAME`, by which GitHub Pages knows a site's own domain. `None` where
/// this is no build machine of a host that is known. `FOAMSITE_HOST=none` says the same.
pub fn detect(variable: &dyn Fn(&str) -> Option<String>, cname: Option<&str>) -> Option<Host> {
    let get = |name: &str| variable(name).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    let is = |name: &str, wanted: &str| get(name).is_some_and(|value| value.eq_ignore_ascii_case(wanted));
    if is("FOAMSITE_HOST", "none") {
        return None;
    }
    let host = |name, url: Option<String>, is_preview| Some(Host { name, url: whole(&url?)?, is_preview });
    if is("NETLIFY", "true") {
        let is_preview = get("CONTEXT").is_some_and(|context| context != "production");
        let url = if is_preview { get("DEPLOY_PRIME_URL").or_else(|| get("URL")) } else { get("URL") };
        return host("Netlify", url, is_preview);
    }
    if is("CF_PAGES", "1") {
        let is_main = ["main", "master", "production"].iter().any(|branch| is("CF_PAGES_BRANCH", branch));
        let url = get("CF_PAGES_URL").map(|url| if is_main { without_build(&url) } else { url });
        return host("Cloudflare Pages", url, !is_main);
    }
    if is("VERCEL", "1") {
        let is_preview = !is("VERCEL_ENV", "production");
        let own = if is_preview { "VERCEL_BRANCH_URL" } else { "VERCEL_PROJECT_PRODUCTION_URL" };
        return host("Vercel", get(own).or_else(|| get("VERCEL_URL")), is_preview);
    }
    if is("GITLAB_CI", "true") {
        let other_branch = get("CI_COMMIT_BRANCH").zip(get("CI_DEFAULT_BRANCH")).is_some_and(|(branch, main)| branch != main);
        return host("GitLab Pages", get("CI_PAGES_URL"), other_branch || get("CI_MERGE_REQUEST_IID").is_some());
    }
    if is("GITHUB_ACTIONS", "true") {
        let is_preview = get("GITHUB_EVENT_NAME").is_some_and(|event| event.starts_with("pull_request"));
        let is_public = get("GITHUB_SERVER_URL").is_none_or(|server| server.trim_end_matches('/') == "https://github.com");
        let own = cname.and_then(|text| text.split_whitespace().next()).map(str::to_owned);
        let shared = get("GITHUB_REPOSITORY").filter(|_| is_public).and_then(|repository| github(&repository));
        return host("GitHub Pages", own.or(shared), is_preview);
    }
    None
}

/// Where GitHub shows a repository's pages: the one that is named for them stands at its owner's root.
fn github(repository: &str) -> Option<String> {
    let (owner, name) = repository.split_once('/')?;
    let owner = owner.to_lowercase();
    let root = format!("{owner}.github.io");
    Some(if name.eq_ignore_ascii_case(&root) { root } else { format!("{root}/{name}") })
}

/// `https://4f2c9a.notes.pages.dev` is one build of `https://notes.pages.dev`.
fn without_build(url: &str) -> String {
    match url.strip_prefix("https://").and_then(|host| host.split_once('.')) {
        Some((_, rest)) if rest.matches('.').count() == 2 && rest.ends_with(".pages.dev") => format!("https://{rest}"),
        _ => url.to_owned(),
    }
}

/// With a scheme and a slash at its end; `None` where it is no address.
fn whole(url: &str) -> Option<String> {
    let url = if url.contains("://") { url.to_owned() } else { format!("https://{url}") };
    super::base_url(&url).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(variables: &str, cname: Option<&str>) -> Option<(&'static str, String, bool)> {
        let get = |name: &str| {
            assert!(VARIABLES.contains(&name), "{name} is not in the list");
            let pair = |pair: &str| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned());
            variables.split(' ').find_map(pair)
        };
        detect(&get, cname).map(|host| (host.name, host.url, host.is_preview))
    }

    #[test]
    fn every_host_says_where() {
        let actions = "GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=";
        for (variables, cname, answer) in [
            (format!("{actions}Ada/notes"), None, Some(("GitHub Pages", "https://ada.github.io/notes/", false))),
            (format!("{actions}Ada/ada.GitHub.io"), None, Some(("GitHub Pages", "https://ada.github.io/", false))),
            (format!("{actions}Ada/notes"), Some("notes.ada.org\n"), Some(("GitHub Pages", "https://notes.ada.org/", false))),
            (
                format!("{actions}a/b GITHUB_EVENT_NAME=pull_request"),
                None,
                Some(("GitHub Pages", "https://a.github.io/b/", true)),
            ),
            ("GITHUB_ACTIONS=true GITHUB_SERVER_URL=https://git.a.org GITHUB_REPOSITORY=a/b".into(), None, None),
            (
                "NETLIFY=true CONTEXT=production URL=https://a.org DEPLOY_PRIME_URL=https://x--a.netlify.app".into(),
                None,
                Some(("Netlify", "https://a.org/", false)),
            ),
            (
                "NETLIFY=true CONTEXT=deploy-preview URL=https://a.org DEPLOY_PRIME_URL=https://deploy-preview-3--a.netlify.app"
                    .into(),
                None,
                Some(("Netlify", "https://deploy-preview-3--a.netlify.app/", true)),
            ),
            ("NETLIFY=true CONTEXT=dev".into(), None, None),
            (
                "CF_PAGES=1 CF_PAGES_BRANCH=main CF_PAGES_URL=https://4f2c.notes.pages.dev".into(),
                None,
                Some(("Cloudflare Pages", "https://notes.pages.dev/", false)),
            ),
            (
                "CF_PAGES=1 CF_PAGES_BRANCH=try CF_PAGES_URL=https://4f2c.notes.pages.dev".into(),
                None,
                Some(("Cloudflare Pages", "https://4f2c.notes.pages.dev/", true)),
            ),
            (
                "VERCEL=1 VERCEL_ENV=production VERCEL_URL=x-1.vercel.app VERCEL_PROJECT_PRODUCTION_URL=a.org".into(),
                None,
                Some(("Vercel", "https://a.org/", false)),
            ),
            (
                "VERCEL=1 VERCEL_ENV=preview VERCEL_URL=x-1.vercel.app".into(),
                None,
                Some(("Vercel", "https://x-1.vercel.app/", true)),
            ),
            (
                "GITLAB_CI=true CI_PAGES_URL=https://ada.gitlab.io/notes CI_COMMIT_BRANCH=main CI_DEFAULT_BRANCH=main".into(),
                None,
                Some(("GitLab Pages", "https://ada.gitlab.io/notes/", false)),
            ),
            (
                "GITLAB_CI=true CI_PAGES_URL=https://ada.gitlab.io/notes CI_MERGE_REQUEST_IID=4".into(),
                None,
                Some(("GitLab Pages", "https://ada.gitlab.io/notes/", true)),
            ),
            (format!("{actions}a/b FOAMSITE_HOST=none"), None, None),
            ("URL=https://a.org CONTEXT=production".into(), None, None),
            (String::new(), Some("a.org"), None),
        ] {
            let answer = answer.map(|(name, url, preview)| (name, url.to_owned(), preview));
            assert_eq!(said(&variables, cname), answer, "{variables} {cname:?}");
        }
    }
}
