//! Mathematics: TeX becomes MathML, which needs no script and no fonts.
//!
//! Two converters serve: math-core first, pulldown-latex for what it does not know. Before them, macros are expanded and
//! environments put in terms that both know; after them, the MathML is held to a list of what may stand in a page.

pub mod environment;
pub mod find;
pub mod limits;
pub mod macros;
pub mod tidy;
pub mod token;

pub use macros::Macros;
use token::{Token, join, place};

use crate::base::guard::guarded;

/// A file with macros at the vault's root, as a plugin of Obsidian has it.
pub const PREAMBLE: &str = "preamble.sty";
/// Bytes that a formula may have.
const MAX_LENGTH: usize = 16 << 10;
/// How deep groups, fences and environments may be nested.
const MAX_NESTING: usize = 100;
/// A formula with more commands than this is converted on a stack of its own: the converters call themselves for each.
const MANY_COMMANDS: usize = 250;
/// That stack in bytes: enough for as many calls as the longest formula can cause.
const STACK: usize = 128 << 20;

/// Why a formula cannot be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Where, in bytes of the formula.
    pub at: usize,
    /// What is wrong, as the end of a sentence.
    pub reason: String,
}

impl Problem {
    /// A problem at a place.
    pub fn new(at: usize, reason: impl Into<String>) -> Self {
        Problem { at, reason: reason.into() }
    }
}

/// Appends a formula as MathML. Where it cannot be understood, nothing is appended.
pub fn render(tex: &str, display: bool, macros: &Macros, out: &mut String) -> Result<(), Problem> {
    if tex.len() > MAX_LENGTH {
        return Err(Problem::new(0, format!("it has {} bytes, and {MAX_LENGTH} are the most", tex.len())));
    }
    let tokens = limits::rewrite(environment::rewrite(macros.expand(tex)?));
    let plain = join(&tokens);
    if plain.len() > MAX_LENGTH {
        return Err(Problem::new(0, format!("its macros expand to more than {MAX_LENGTH} bytes")));
    }
    nesting(&tokens)?;
    let convert = || by_math_core(&plain, tex.trim(), display, out);
    let problem = match on_a_deep_stack(&tokens, convert) {
        Ok(Ok(())) => return Ok(()),
        Ok(Err((at, reason))) => Problem::new(place(&tokens, at), reason),
        Err(problem) => problem,
    };
    match on_a_deep_stack(&tokens, || by_pulldown_latex(&plain, tex.trim(), display, out)) {
        Ok(true) => Ok(()),
        _ => Err(problem),
    }
}

/// Runs a converter, which may panic or call itself very often.
fn on_a_deep_stack<T: Send>(tokens: &[Token<'_>], convert: impl FnOnce() -> T + Send) -> Result<T, Problem> {
    let calls = tokens.iter().filter(|token| matches!(token.text.as_bytes()[0], b'\\' | b'^' | b'_' | b'{' | b'\'')).count();
    let unclear = || Problem::new(0, "it cannot be understood");
    if calls <= MANY_COMMANDS {
        return guarded(convert).ok_or_else(unclear);
    }
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK);
        let thread = builder.spawn_scoped(scope, || guarded(convert)).map_err(|_| Problem::new(0, "it is too long"))?;
        thread.join().ok().flatten().ok_or_else(unclear)
    })
}

fn by_math_core(plain: &str, tex: &str, display: bool, out: &mut String) -> Result<(), (usize, String)> {
    use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};
    let mode = if display { MathDisplay::Block } else { MathDisplay::Inline };
    let converter = LatexToMathML::new(MathCoreConfig::default()).map_err(|_| (0, "it cannot be understood".to_owned()))?;
    let converted =
        converter.convert_with_local_state(plain, mode).map_err(|error| (error.0.start, sentence(&error.to_string())))?;
    let tidied = tidy::tidy(&converted.mathml, tex, display, out);
    tidied.then_some(()).ok_or_else(|| (0, "it cannot be understood".to_owned()))
}

fn by_pulldown_latex(plain: &str, tex: &str, display: bool, out: &mut String) -> bool {
    use pulldown_latex::{Parser, RenderConfig, Storage, config::DisplayMode, mathml::push_mathml};
    let storage = Storage::new();
    let events: Vec<_> = Parser::new(plain, &storage).collect();
    if events.iter().any(Result::is_err) {
        return false;
    }
    let display_mode = if display { DisplayMode::Block } else { DisplayMode::Inline };
    let mut mathml = String::new();
    let written = push_mathml(&mut mathml, events.into_iter(), RenderConfig { display_mode, ..RenderConfig::default() });
    // where it takes a command for a text it writes the command
    written.is_ok() && !mathml.contains('\\') && tidy::tidy(&mathml, tex, display, out)
}

/// A converter's message in our form: `unknown command `\foo``.
fn sentence(message: &str) -> String {
    let message = message.trim_end_matches('.').replace('"', "`");
    let mut chars = message.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn nesting(tokens: &[Token<'_>]) -> Result<(), Problem> {
    let mut depth = 0usize;
    for token in tokens {
        match token.text {
            "{" | "\\left" | "\\begin" => depth += 1,
            "}" | "\\right" | "\\end" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err(Problem::new(token.at, format!("it is nested more than {MAX_NESTING} deep")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mathml(tex: &str) -> String {
        let mut out = String::new();
        match render(tex, false, &Macros::default(), &mut out) {
            Ok(()) => out,
            Err(problem) => format!("{}: {}", problem.at, problem.reason),
        }
    }

    #[test]
    fn formulas_become_mathml() {
        assert_eq!(mathml("x"), "<math><mi>x</mi></math>");
        assert_eq!(mathml("a<b"), "<math data-tex=\"a&lt;b\"><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>");
        assert_eq!(mathml(r"\LaTeX"), r#"<math data-tex="\LaTeX"><mtext>LaTeX</mtext></math>"#);
        assert_eq!(mathml(r"\newcommand{\R}{\mathbb{R}}\R").matches("<mi>ℝ</mi>").count(), 1);
    }

    #[test]
    fn what_one_converter_does_not_know_the_other_does() {
        assert!(mathml(r"\begin{smallmatrix}a&b\end{smallmatrix}").contains("<mtable"));
        assert!(mathml(r"\color{darkorange}x").contains("mathcolor=\"#ff8c00\""));
        assert!(mathml(r"\mathop{\arg\min}\limits_x").contains("<munder>"));
    }

    #[test]
    fn a_problem_names_its_place_and_reason() {
        assert_eq!(mathml(r"a + \foo b"), r"4: unknown command `\foo`");
        assert_eq!(mathml(r"\def\x{\foo} b\x"), r"14: unknown command `\foo`");
        assert!(mathml("{").contains("expected closing token `}`"), "{}", mathml("{"));
    }

    #[test]
    fn hostile_formulas_end() {
        for (open, inside, close) in [
            ("{", "x", "}"),
            (r"\sqrt", "x", ""),
            (r"\frac1", "x", ""),
            (r"\left(", "x", r"\right)"),
            (r"\displaystyle ", "x", ""),
            ("x^", "x", ""),
            (r"\not", "=", ""),
            ("'", "", ""),
        ] {
            let count = MAX_LENGTH / (open.len() + close.len() + 1);
            mathml(&format!("{}{inside}{}", open.repeat(count), close.repeat(count)));
        }
        assert!(mathml(&"{".repeat(200)).contains("nested"));
        assert!(mathml(&"x".repeat(MAX_LENGTH + 1)).contains("bytes"));
    }
}
