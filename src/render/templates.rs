//! The templates of a theme, read once and then applied to many pages.
//!
//! A template that cannot be read, or that fails on a page, is never the end of a build: the built-in one takes its place,
//! with a finding.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use tera::{Context, ErrorKind, Kwargs, State, Tera};

use crate::base::text::{Span, special};
use crate::diag::{Code, Finding};
use crate::theme::{Layer, Theme, Words};

/// Under its name alone a template is that of the last layer; with one of these before it, that of the first or second layer, so
/// that `{% extends "builtin/note.html" %}` in one's own `note.html` means the original.
const PREFIXES: [&str; 2] = ["builtin/", "theme/"];

/// Room for a page: most are smaller.
const ROOM: usize = 64 << 10;

/// Something to say about a theme's file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ThemeFinding {
    /// The file: `themes/mine/templates/note.html`.
    pub file: String,
    /// Line and column, from 1, where the template engine knows them.
    pub place: Option<(u32, u32)>,
    /// What is wrong.
    pub finding: Finding,
}

/// Templates, ready to be applied.
pub struct Templates {
    /// With all that lies over the built-in ones.
    all: Tera,
    /// The built-in ones alone, where others lie over them.
    builtin: Option<Tera>,
    /// The files of templates that are not built in, by their name.
    files: BTreeMap<String, String>,
    /// The words of the interface.
    pub words: Arc<Words>,
    /// What is wrong with templates that were left out.
    pub findings: Vec<ThemeFinding>,
}

impl Templates {
    /// Reads the templates of a theme. `globals` is what all pages share.
    pub fn new(theme: &Theme, globals: &Context) -> Templates {
        let (first, others) = theme.layers().split_first().expect("a theme has its built-in layer");
        let (words, problems) = theme.words();
        let words = Arc::new(words);
        let builtin = engine(first, &words, globals);
        let findings = problems.into_iter().map(unread).collect();
        let mut templates = Templates { all: builtin.clone(), builtin: None, files: BTreeMap::new(), words, findings };
        if others.iter().any(|layer| named(layer, "").next().is_some()) {
            templates.builtin = Some(builtin);
            templates.all.add_raw_templates(named(first, PREFIXES[0])).expect("they were read before");
        }
        for (ix, layer) in others.iter().enumerate() {
            templates.lay(layer);
            if let Some(prefix) = PREFIXES.get(ix + 1).filter(|_| ix + 1 < others.len()) {
                // what could not be read was told of above
                named(layer, prefix).for_each(|template| drop(templates.all.add_raw_templates([template])));
            }
        }
        templates
    }

    /// Lays a layer over what is there; what cannot be used is left out.
    fn lay(&mut self, layer: &Layer) {
        let mut pending: Vec<(String, Cow<'_, str>)> = named(layer, "").collect();
        let below = self.files.clone();
        let files = pending.iter().map(|(name, _)| (name.clone(), format!("{}/templates/{name}", layer.root)));
        self.files.extend(files);
        if self.all.add_raw_templates(pending.iter().map(|(name, text)| (name, text))).is_ok() {
            return;
        }
        // one by one, as often as that gets further: they may need each other
        loop {
            let before = pending.len();
            pending.retain(|(name, text)| self.all.add_raw_template(name, text).is_err());
            if pending.len() == before {
                break;
            }
        }
        for (name, text) in pending {
            if let Err(error) = self.all.add_raw_template(&name, &text) {
                self.findings.push(self.finding(&error, &name));
            }
            match below.get(&name) {
                Some(file) => self.files.insert(name, file.clone()),
                None => self.files.remove(&name),
            };
        }
    }

    /// Applies a template. Where one of the theme's own fails on this page, the built-in ones are used, and what is wrong comes
    /// along.
    pub fn render(&self, name: &str, view: &Context) -> (String, Option<ThemeFinding>) {
        let apply = |engine: &Tera| {
            let mut html = Vec::with_capacity(ROOM);
            engine.render_to(name, view, &mut html).map(|()| String::from_utf8(html).expect("templates and views are text"))
        };
        match (apply(&self.all), &self.builtin) {
            (Ok(html), _) => (html, None),
            (Err(error), Some(builtin)) => {
                (apply(builtin).expect("the built-in templates fit their views"), Some(self.finding(&error, name)))
            }
            (Err(error), None) => unreachable!("the built-in templates fit their views: {error}"),
        }
    }

    /// An error of the engine as a finding about one of the theme's files.
    fn finding(&self, error: &tera::Error, name: &str) -> ThemeFinding {
        let (name, place, message) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => {
                let name = Some(report.filename()).filter(|name| !name.is_empty()).unwrap_or(name);
                let place = (report.span().start_line as u32, report.span().start_col as u32 + 1);
                (name.to_owned(), Some(place), report.message().to_owned())
            }
            _ => {
                let text = error.to_string();
                let (place, message) = told(&text);
                (name.to_owned(), place, message)
            }
        };
        let message = format!("the template `{name}` cannot be used: {message}");
        let finding = Finding::new(Code::BadTemplate, Span::default(), message)
            .hint(format!("Correct it; until then the built-in `{name}` is used. `foamsite theme eject` copies that one out."));
        let file = self.files.get(&name).cloned().unwrap_or(name);
        ThemeFinding { file, place, finding }
    }
}

/// A file of words that cannot be read: its path, and why.
fn unread((file, reason): (String, String)) -> ThemeFinding {
    let finding = Finding::new(Code::BadTemplate, Span::default(), format!("these words cannot be read: {reason}"))
        .hint("Write `key = \"text\"` as in the built-in `words/en.toml`; until then the words below it are used.");
    ThemeFinding { file, place: None, finding }
}

/// The engine with the built-in templates.
fn engine(builtin: &Layer, words: &Arc<Words>, globals: &Context) -> Tera {
    let mut tera = Tera::new();
    tera.set_fallback_prefixes(PREFIXES.iter().rev().copied()).expect("there are no templates yet");
    tera.set_escape_fn(escape);
    let all = Arc::clone(words);
    tera.register_filter("date", move |date: &str, _: Kwargs, _: &State| all.date(date));
    let all = Arc::clone(words);
    // `"home" | t`, `"backlinks" | t(n=3)`
    tera.register_filter("t", move |key: &str, given: Kwargs, _: &State| {
        Ok(match given.get::<usize>("n")? {
            Some(n) => all.count(key, n),
            None => all.get(key).to_owned(),
        })
    });
    tera.add_raw_templates(named(builtin, "")).expect("the built-in templates are right: a test reads them");
    *tera.global_context() = globals.clone();
    tera
}

/// As [`crate::base::text::escape_into`], without a string in between.
fn escape(mut text: &str, out: &mut dyn Write) -> io::Result<()> {
    while let Some((before, entity, after)) = special(text, |b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\'')) {
        out.write_all(before.as_bytes())?;
        out.write_all(entity.as_bytes())?;
        text = after;
    }
    out.write_all(text.as_bytes())
}

/// The templates of a layer by name, each with `prefix` before it.
fn named<'a>(layer: &'a Layer, prefix: &'a str) -> impl Iterator<Item = (String, Cow<'a, str>)> {
    let templates = layer.files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("templates/")?, bytes)));
    templates.map(move |(path, bytes)| (format!("{prefix}{path}"), String::from_utf8_lossy(bytes)))
}

/// The place and message in an error that the engine has only as text: `error: … --> file:line:column`.
fn told(text: &str) -> (Option<(u32, u32)>, String) {
    let first = text.lines().next().unwrap_or_default();
    let message = first.strip_prefix("error: ").unwrap_or(first).to_owned();
    let place = text.lines().find_map(|line| line.trim_start().strip_prefix("--> ")).and_then(|place| {
        let mut numbers = place.rsplit(':').map(str::parse);
        let (column, line) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        Some((line, column))
    });
    (place, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Layer;

    fn theme(files: &[(&str, &str)]) -> Theme {
        let files =
            files.iter().map(|(name, text)| (format!("templates/{name}"), Cow::Owned(text.as_bytes().to_vec()))).collect();
        Theme::default().with(Layer { root: "themes/mine".into(), files })
    }

    fn templates(files: &[(&str, &str)]) -> Templates {
        let mut globals = Context::new();
        let others = ["tags", "graph", "discover", "search"].map(|key| (key, None));
        let site = [("title", Some("S & T")), ("language", Some("en")), ("direction", Some("ltr"))];
        globals.insert("site", &site.into_iter().chain(others).collect::<BTreeMap<_, _>>());
        let theme = theme(files);
        let assets = theme.assets().into_iter().map(|asset| (asset.name, asset.url.to_string()));
        globals.insert("assets", &assets.collect::<BTreeMap<_, _>>());
        Templates::new(&theme, &globals)
    }

    fn view() -> Context {
        let page = r#"{"kind": "missing", "title": "<x>", "description": null, "language": "en", "direction": "ltr", "root": "/", "canonical": null, "crumbs": [], "tree_html": ""}"#;
        let mut view = Context::new();
        view.insert("page", &serde_json::from_str::<serde_json::Value>(page).expect("JSON"));
        view
    }

    #[test]
    fn text_is_escaped() {
        let (html, problem) = templates(&[]).render("missing.html", &view());
        assert!(html.contains("<title>&lt;x&gt; · S &amp; T</title>"), "{html}");
        assert_eq!(problem, None);
    }

    #[test]
    fn a_theme_changes_one_template_and_keeps_the_others() {
        let mine = "{% extends \"builtin/missing.html\" %}{% block main %}<p>Lost</p>{{ super() }}{% endblock main %}";
        let templates = templates(&[("missing.html", mine), ("footer.html", "<footer>{{ site.title }}</footer>")]);
        assert!(templates.findings.is_empty(), "{:?}", templates.findings);
        let (html, _) = templates.render("missing.html", &view());
        assert!(
            html.contains("<p>Lost</p>") && html.contains("Nothing here") && html.contains("<footer>S &amp; T</footer>"),
            "{html}"
        );
    }

    #[test]
    fn a_template_that_cannot_be_read_is_left_out_with_its_place() {
        let templates = templates(&[("missing.html", "<p>\n  {% if %}"), ("footer.html", "<footer></footer>")]);
        let [found] = &templates.findings[..] else { panic!("{:?}", templates.findings) };
        assert_eq!((found.file.as_str(), found.place), ("themes/mine/templates/missing.html", Some((2, 9))));
        let (html, _) = templates.render("missing.html", &view());
        assert!(html.contains("Nothing here") && html.contains("<footer>"), "the other one is kept: {html}");
    }

    #[test]
    fn what_is_unknown_is_told_with_its_place() {
        let found = templates(&[("missing.html", "a\n{{ page.title | shout }}")]).findings.remove(0);
        assert_eq!(found.place, Some((2, 17)), "{}", found.finding.message);
        assert!(found.finding.message.contains("shout"), "{}", found.finding.message);
    }

    #[test]
    fn templates_that_need_each_other_are_kept_where_a_third_is_broken() {
        let templates = templates(&[("a.html", "{% include \"z.html\" %}"), ("z.html", "z"), ("missing.html", "{{")]);
        assert_eq!(templates.findings.len(), 1);
        assert_eq!(templates.render("a.html", &view()).0, "z");
    }

    #[test]
    fn a_template_that_fails_on_a_page_gives_way_to_the_built_in_one() {
        let templates = templates(&[("missing.html", "<p>{{ page.nothing }}</p>")]);
        let (html, problem) = templates.render("missing.html", &view());
        assert!(html.contains("Nothing here"));
        let problem = problem.expect("the template fails");
        assert_eq!((problem.file.as_str(), problem.finding.code), ("themes/mine/templates/missing.html", Code::BadTemplate));
        assert!(problem.place.is_some());
    }
}
