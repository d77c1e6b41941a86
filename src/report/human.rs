//! Diagnostics for people: the line of the text, a caret under the very place, and what to do about it.

use std::io::{self, Write};
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level as Mark, Origin, Renderer, Snippet};

use super::{Tally, visible};
use crate::diag::{Code, Diagnostic, Level};

/// How many diagnostics of one code are drawn with their line.
const DRAWN: usize = 20;
/// How many more are named in one line each.
const NAMED: usize = 60;
/// How many bytes of a line are looked at before and behind a place: a line may be a megabyte long.
const REACH: usize = 4000;

/// How diagnostics are shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Style {
    /// With colours.
    pub colour: bool,
    /// All of them: infos too, and as many of one code as there are.
    pub all: bool,
    /// Nothing below this level.
    pub errors_only: bool,
}

/// Writes diagnostics, the weightiest last, where the eye is; those of one code together, in the order they come. `text` gives
/// a file's text, from which lines are shown.
pub fn write<'t>(
    out: &mut dyn Write,
    diagnostics: &[Diagnostic],
    text: &dyn Fn(&str) -> Option<&'t str>,
    style: Style,
) -> io::Result<()> {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let lowest = match style {
        Style { errors_only: true, .. } => Level::Error,
        Style { all: true, .. } => Level::Info,
        _ => Level::Warning,
    };
    let mut shown: Vec<&Diagnostic> = diagnostics.iter().filter(|d| d.level >= lowest).collect();
    shown.sort_by_key(|d| (d.level, d.finding.code)); // stable: by file and place as they came
    for group in shown.chunk_by(|a, b| (a.level, a.finding.code) == (b.level, b.finding.code)) {
        let (drawn, rest) = group.split_at(if style.all { group.len() } else { group.len().min(DRAWN) });
        for diagnostic in drawn {
            let source = diagnostic.file.as_deref().and_then(text);
            writeln!(out, "{}\n", renderer.render(&[draw(diagnostic, source)]))?;
        }
        if !rest.is_empty() {
            brief(out, rest)?;
        }
    }
    Ok(())
}

/// Names those that are too many to be drawn.
fn brief(out: &mut dyn Write, rest: &[&Diagnostic]) -> io::Result<()> {
    writeln!(out, "and {} more `{}`: `foamsite check -v` shows all", rest.len(), rest[0].finding.code.name())?;
    for Diagnostic { file, place, finding, .. } in rest.iter().take(NAMED) {
        let place = place.map(|(line, column)| format!(":{line}:{column}")).unwrap_or_default();
        writeln!(out, "  {}{place}: {}", visible(file.as_deref().unwrap_or("the vault")), visible(&finding.message))?;
    }
    if rest.len() > NAMED {
        writeln!(out, "  …")?;
    }
    writeln!(out)
}

/// The closing line: "3 errors, 12 warnings". Empty where nothing is to be said.
pub fn closing(diagnostics: &[Diagnostic], style: Style) -> String {
    let tally = Tally::of(diagnostics);
    let mut line = tally.sentence(style.all);
    if !style.all && tally.infos > 0 {
        let more = crate::base::text::count(tally.infos, "remark");
        line = if line.is_empty() { format!("{more} with `-v`") } else { format!("{line} (and {more} with `-v`)") };
    }
    line
}

fn draw<'a>(diagnostic: &'a Diagnostic, text: Option<&'a str>) -> Group<'a> {
    let mark = match diagnostic.level {
        Level::Error => Mark::ERROR,
        Level::Warning => Mark::WARNING,
        Level::Info | Level::Off => Mark::INFO,
    };
    let finding = &diagnostic.finding;
    let title = mark.primary_title(visible(&finding.message)).id(finding.code.name());
    let file = diagnostic.file.as_deref().map(visible);
    let group = match (file, diagnostic.place) {
        (None, _) => Group::with_title(title),
        (Some(file), None) => title.element(Origin::path(file)),
        (Some(file), Some((line, column))) => match text.and_then(|text| Window::around(text, finding.span.range())) {
            None => title.element(Origin::path(file).line(line as usize).char_column(column as usize)),
            Some(Window { shown, span }) => {
                let caret = AnnotationKind::Primary.span(span);
                title.element(Snippet::source(shown).path(file).line_start(line as usize).annotation(caret))
            }
        },
    };
    group.elements(finding.hints.iter().map(|hint| Mark::HELP.message(visible(hint))))
}

/// The part of one line around a place that is shown.
struct Window {
    shown: String,
    span: Range<usize>,
}

impl Window {
    /// The first line of `span`, with what a terminal would obey replaced; `None` where the line begins out of [`REACH`].
    fn around(text: &str, span: Range<usize>) -> Option<Window> {
        let start = floor(text, span.start);
        let reach = floor(text, start.saturating_sub(REACH));
        let line = match text[reach..start].rfind('\n') {
            Some(newline) => reach + newline + 1,
            None if reach == 0 => 0,
            None => return None,
        };
        let before = text[line..start].trim_start_matches('\u{feff}');
        let after = text[start..floor(text, start + REACH)].split('\n').next().unwrap_or("").trim_end_matches('\r');
        let marked = floor(after, span.end.saturating_sub(start));
        let mut shown = String::with_capacity(before.len() + after.len());
        let mut push = |part: &str| {
            shown.extend(part.chars().map(|c| if c != '\t' && super::is_hidden(c) { '\u{fffd}' } else { c }));
            shown.len()
        };
        let from = push(before);
        let to = push(&after[..marked]);
        push(&after[marked..]);
        Some(Window { shown, span: from..to })
    }
}

/// The last character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// What `foamsite explain` says about a code.
pub fn explanation(code: Code) -> String {
    let level = match code.default_level() {
        Level::Off => "off",
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Error => "error",
    };
    let configuration = match code {
        Code::BadConfig => String::new(),
        _ => format!(
            "\n\nLevel: {level}. To change it, in foamsite.toml:\n\n    [levels]\n    {} = \"off\"  # or info, warning, error",
            code.name()
        ),
    };
    format!("{}: {}\n\n{}{configuration}\n", code.name(), code.sentence(), code.help())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Finding;

    fn at(file: &str, text: &str, span: Range<usize>, finding: Finding) -> Diagnostic {
        let place = crate::base::text::Places::new(text).place(span.start as u32);
        Diagnostic { file: Some(file.into()), place: Some(place), level: finding.code.default_level(), finding }
    }

    fn shown(diagnostics: &[Diagnostic], text: &str, style: Style) -> String {
        let mut out = Vec::new();
        write(&mut out, diagnostics, &|_| Some(text), style).expect("memory takes it");
        String::from_utf8(out).expect("text is UTF-8")
    }

    #[test]
    fn a_caret_under_the_link() {
        let text = "# Soup\n\nWith [[Bred]] and salt.\n";
        let span = 13..21;
        let finding =
            Finding::new(Code::UnresolvedLink, span.clone(), "no note is called `Bred`").hint("Did you mean `[[Bread]]`?");
        let expected = "\
warning[unresolved-link]: no note is called `Bred`
 --> soups/Leek.md:3:6
  |
3 | With [[Bred]] and salt.
  |      ^^^^^^^^
  |
  = help: Did you mean `[[Bread]]`?

";
        assert_eq!(shown(&[at("soups/Leek.md", text, span, finding)], text, Style::default()), expected);
    }

    #[test]
    fn a_file_as_a_whole_has_no_line() {
        let finding = Finding::new(Code::NotUtf8, 0..0, "3 bytes are not UTF-8");
        let diagnostic = Diagnostic { file: Some("a\u{1b}[2J.md".into()), place: None, level: Level::Warning, finding };
        assert_eq!(
            shown(&[diagnostic], "", Style::default()),
            "warning[not-utf8]: 3 bytes are not UTF-8\n--> a\\u{1b}[2J.md\n\n"
        );
    }

    #[test]
    fn hostile_places_do_not_break_it() {
        let long = format!("{}\n[[\u{1b}\u{9b}é]]\t{}\r\nnext", "é ".repeat(90_000), "x".repeat(90_000));
        let start = long.find("[[").expect("it is there");
        let spans = [
            (start..start + 9, true),
            (start..long.len(), true),
            (start - 4..start, false),
            (start + 50_000..start + 50_004, false),
        ];
        let short = [("é", 1..1), ("", 5..9), ("\u{feff}x\r\n", 3..4), ("a\nb", 2..3)].map(|(text, span)| (text, span, true));
        for (text, span, caret) in spans.map(|(span, caret)| (long.as_str(), span, caret)).into_iter().chain(short) {
            let finding = Finding::new(Code::UnresolvedLink, span.clone(), "x");
            let out = shown(&[at("a.md", text, span, finding)], text, Style::default());
            assert!(out.len() < 2000 && !out.contains(['\u{1b}', '\u{9b}', '\r']), "{out}");
            assert_eq!(out.contains('^'), caret, "{out}");
        }
    }

    #[test]
    fn many_of_a_kind_are_capped_and_errors_come_last() {
        let text = "x".repeat(100);
        let warning = |i: usize| at("a.md", &text, i..i + 1, Finding::new(Code::UnresolvedLink, i..i + 1, format!("no `{i}`")));
        let mut all = vec![at("a.md", &text, 0..1, Finding::new(Code::BadFrontMatter, 0..1, "broken"))];
        all.extend((0..25).map(warning));
        all.push(at("b.md", &text, 0..1, Finding::new(Code::LenientLink, 0..1, "found")));
        let out = shown(&all, &text, Style::default());
        assert_eq!(out.matches("warning[").count(), 20);
        assert!(out.contains("and 5 more `unresolved-link`: `foamsite check -v` shows all\n  a.md:1:21: no `20`\n"), "{out}");
        assert!(!out.contains('…'), "{out}");
        assert!(out.find("no `19`") < out.find("error[bad-front-matter]") && !out.contains("found"), "{out}");
        assert_eq!(closing(&all, Style::default()), "1 error, 25 warnings (and 1 remark with `-v`)");
        let everything = shown(&all, &text, Style { all: true, ..Style::default() });
        assert!(everything.contains("no `24`") && everything.contains("info[lenient-link]"), "{everything}");
        let errors = shown(&all, &text, Style { errors_only: true, ..Style::default() });
        assert!(errors.starts_with("error[bad-front-matter]") && !errors.contains("warning["), "{errors}");
    }
}
