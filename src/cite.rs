//! Bibliographies: which works there are, and how a style of CSL writes a citation and a list of references. The only user of
//! hayagriva.

mod html;
mod locator;

use std::fmt;

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::{IndependentStyle, Locale, LocaleCode, Style};
use hayagriva::{BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, CitePurpose, Entry, Library};

use crate::base::text::{escape, nearest};
use crate::diag::{Code, Finding};
use locator::Place;

/// The style where none is configured: author and year.
pub const STYLE: &str = "apa";

/// Works, and the style in which they are cited.
pub struct Bibliography {
    library: Library,
    style: IndependentStyle,
    locales: Vec<Locale>,
}

impl fmt::Debug for Bibliography {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bibliography({} works)", self.library.len())
    }
}

/// What is asked of a work where it is cited.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// In brackets: `(Sobel, 1995)`.
    Whole,
    /// In a sentence: `Sobel (1995)`.
    Prose,
    /// Without the author: `(1995)`.
    Year,
}

/// One work in a citation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cited {
    /// Its key.
    pub key: Box<str>,
    /// What stands before it: `see`.
    pub prefix: Box<str>,
    /// What stands behind it: `, p. 3, and elsewhere`.
    pub suffix: Box<str>,
    /// How.
    pub form: Form,
}

/// A part of a citation, or of a reference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// HTML of ours, safe and balanced.
    Html(String),
    /// What follows, up to [`Part::End`], leads to the work with this number in the citation.
    Start(usize),
    /// Ends it.
    End,
}

/// Citations and references as a style writes them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Written {
    /// Each citation.
    pub citations: Vec<Vec<Part>>,
    /// The references in the style's order, each with its key, as HTML.
    pub references: Vec<(Box<str>, String)>,
}

/// Whether a style of this name is known.
pub fn is_style(name: &str) -> bool {
    style(name).is_some()
}

/// The name of a style like this one.
pub fn like_style(name: &str) -> Option<&'static str> {
    nearest(name, ArchivedStyle::all().iter().flat_map(|style| style.names()).copied())
}

fn style(name: &str) -> Option<IndependentStyle> {
    match ArchivedStyle::by_name(name)?.get() {
        Style::Independent(style) => Some(style),
        Style::Dependent(_) => None,
    }
}

impl Bibliography {
    /// Reads the works of files, each with its name and text: hayagriva's YAML where it ends in `.yaml` or `.yml`, else BibTeX.
    /// Of two works with one key the first counts. Answers findings with the number of their file.
    pub fn read(files: &[(String, String)], style_name: &str) -> (Bibliography, Vec<(usize, Finding)>) {
        let (mut library, mut findings) = (Library::new(), Vec::new());
        for (ix, (name, text)) in files.iter().enumerate() {
            let read = if name.ends_with(".yaml") || name.ends_with(".yml") { yaml(text) } else { bibtex(text) };
            match read {
                Ok(works) => {
                    for work in works.iter().filter(|work| library.get(work.key()).is_none()).cloned().collect::<Vec<_>>() {
                        library.push(&work);
                    }
                }
                Err(finding) => findings.push((ix, finding)),
            }
        }
        let style = style(style_name).or_else(|| style(STYLE)).expect("the default style is among those of the crate");
        (Bibliography { library, style, locales: locales() }, findings)
    }

    /// Whether there is a work of this key.
    pub fn has(&self, key: &str) -> bool {
        self.library.get(key).is_some()
    }

    /// The key most like another.
    pub fn nearest(&self, key: &str) -> Option<&str> {
        nearest(key, self.library.keys())
    }

    /// What a work is called, as text.
    pub fn title(&self, key: &str) -> Option<String> {
        self.library.get(key)?.title().map(|title| title.value.to_string())
    }

    /// Where a work can be read.
    pub fn url(&self, key: &str) -> Option<String> {
        let work = self.library.get(key)?;
        let doi = work.doi().map(|doi| format!("https://doi.org/{doi}"));
        doi.or_else(|| work.url_any().map(|url| url.value.to_string()))
    }

    /// Writes the citations of one text, all of whose keys are known, and its references, in a language (BCP 47).
    pub fn write(&self, citations: &[Vec<Cited>], language: &str) -> Written {
        let locale = || Some(LocaleCode(language.to_owned()));
        let places: Vec<Vec<Place<'_>>> =
            citations.iter().map(|cited| cited.iter().map(|c| Place::of(&c.suffix)).collect()).collect();
        let mut driver = BibliographyDriver::new();
        for (cited, places) in citations.iter().zip(&places) {
            let items = cited.iter().zip(places).filter_map(|(cited, place)| {
                let work: &Entry = self.library.get(&cited.key)?;
                let purpose = match cited.form {
                    Form::Whole => None,
                    Form::Prose => Some(CitePurpose::Prose),
                    Form::Year => Some(CitePurpose::Year),
                };
                Some(CitationItem::new(work, place.locator(), None, false, purpose))
            });
            driver.citation(CitationRequest::new(items.collect(), &self.style, locale(), &self.locales, None));
        }
        let rendered = driver.finish(BibliographyRequest::new(&self.style, locale(), &self.locales));
        let citations = rendered.citations.iter().zip(citations).zip(&places);
        let citations = citations.map(|((citation, cited), places)| {
            let parts = html::citation(&citation.citation, cited, places);
            // the crate leaves the style's brackets out wherever a work is cited in a form of its own
            if cited.iter().any(|cited| cited.form == Form::Year) { self.in_brackets(parts) } else { parts }
        });
        Written {
            citations: citations.collect(),
            references: rendered
                .bibliography
                .map(|list| list.items)
                .unwrap_or_default()
                .iter()
                .map(|item| (item.key.as_str().into(), html::reference(item)))
                .collect(),
        }
    }
}

impl Bibliography {
    fn in_brackets(&self, mut parts: Vec<Part>) -> Vec<Part> {
        let layout = &self.style.citation.layout;
        let affix = |text: &Option<String>| text.as_deref().map(|text| Part::Html(escape(text)));
        parts.splice(0..0, affix(&layout.prefix));
        parts.extend(affix(&layout.suffix));
        parts
    }
}

fn yaml(text: &str) -> Result<Library, Finding> {
    hayagriva::io::from_yaml_str(text).map_err(|error| {
        let at = error.location().map_or(0, |place| place.index().min(text.len()));
        Finding::new(Code::BadBibliography, at..at, format!("the bibliography cannot be read: {error}"))
    })
}

fn bibtex(text: &str) -> Result<Library, Finding> {
    hayagriva::io::from_biblatex_str(text).map_err(|errors| {
        let (message, span) = match errors.first() {
            Some(hayagriva::io::BibLaTeXError::Parse(error)) => (error.to_string(), error.span.clone()),
            Some(hayagriva::io::BibLaTeXError::Type(error)) => (error.to_string(), error.span.clone()),
            None => (String::from("it is no BibTeX"), 0..0),
        };
        let span = span.start.min(text.len())..span.end.min(text.len());
        Finding::new(Code::BadBibliography, span, format!("the bibliography cannot be read: {message}"))
    })
}

#[cfg(test)]
mod tests;
