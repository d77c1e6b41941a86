//! What styles make of works.

use super::*;

const BIB: &str = "@book{sobel1995, author = {Sobel, Dava}, title = {Longitude <i>}, publisher = {Walker}, address = {New York}, year = {1995}}\n\
    @article{maskelyne_1763, author = {Maskelyne, Nevil}, title = {The {British} Mariner's Guide}, journal = {Trans}, year = 1763, doi = {10.1000/x}}\n";

fn written(citations: &[Vec<Cited>]) -> (Vec<String>, Vec<(Box<str>, String)>) {
    let (works, findings) = Bibliography::read(&[("a.bib".into(), BIB.into())], "apa");
    assert_eq!(findings, []);
    let written = works.write(citations, "en-GB");
    let text = |parts: &Vec<Part>| {
        let text = parts.iter().map(|part| match part {
            Part::Html(html) => html.clone(),
            Part::Start(ix) => format!("[{ix}:"),
            Part::End => "]".into(),
        });
        text.collect::<String>()
    };
    (written.citations.iter().map(text).collect(), written.references)
}

fn cited(key: &str, prefix: &str, suffix: &str, form: Form) -> Cited {
    Cited { key: key.into(), prefix: prefix.into(), suffix: suffix.into(), form }
}

#[test]
fn citations_and_references() {
    let (citations, references) = written(&[
        vec![cited("sobel1995", "see", ", p. 3, and on", Form::Whole), cited("maskelyne_1763", "", "", Form::Whole)],
        vec![cited("sobel1995", "", "", Form::Prose)],
        vec![cited("sobel1995", "", "", Form::Year)],
    ]);
    assert!(
        citations[0].contains("[0:") && citations[0].contains("Sobel, 1995, p. 3]") && citations[0].contains(", and on"),
        "{citations:?}"
    );
    assert!(citations[0].contains("see "), "{citations:?}");
    assert!(citations[0].contains("Maskelyne, 1763"), "{citations:?}");
    assert!(citations[1].contains("Sobel") && citations[1].contains("(1995)"), "{citations:?}");
    assert!(citations[2].contains("1995") && !citations[2].contains("Sobel"), "{citations:?}");
    let keys: Vec<_> = references.iter().map(|(key, _)| &**key).collect();
    assert_eq!(keys, ["maskelyne_1763", "sobel1995"], "by name");
    assert!(references[1].1.contains("<em>Longitude &lt;i&gt;</em>"), "{references:?}");
}

#[test]
fn what_cannot_be_read_is_told() {
    let (works, findings) =
        Bibliography::read(&[("a.bib".into(), "@book{x, title = {open".into()), ("b.yaml".into(), "[".into())], "apa");
    assert_eq!(findings.iter().map(|(ix, _)| *ix).collect::<Vec<_>>(), [0, 1]);
    assert!(!works.has("x"));
    assert!(is_style("ieee") && !is_style("nope"));
    assert_eq!(like_style("chicago-author-dat"), Some("chicago-author-date"));
}
