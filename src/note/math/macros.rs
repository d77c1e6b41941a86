//! TeX's macros: those of the configuration, of a preamble, of our own prelude, and those that a formula defines itself.
//!
//! They are expanded before a converter sees the formula, so that both converters know the same ones and neither can be made
//! to expand without end.

use rustc_hash::FxHashMap;

use super::Problem;
use super::token::{Token, command, join, tokens};

/// How many tokens one formula may pass through.
const MAX_TOKENS: usize = 50_000;

/// The macros that hold in all notes.
#[derive(Clone, Debug, PartialEq)]
pub struct Macros {
    map: FxHashMap<Box<str>, Macro>,
}

#[derive(Clone, Debug, PartialEq)]
struct Macro {
    parameters: usize,
    /// The first parameter's value where the call gives none; that parameter is in brackets then.
    default: Option<String>,
    body: String,
}

impl Default for Macros {
    /// The prelude alone.
    fn default() -> Self {
        let mut macros = Macros { map: FxHashMap::default() };
        macros.preamble(include_str!("prelude.tex"));
        macros
    }
}

impl Macros {
    /// Adds what a preamble defines (`\newcommand`, `\def`, `\let`, `\DeclareMathOperator`); all else in it has no meaning here.
    pub fn preamble(&mut self, text: &str) {
        let mut reader = Expander::new(self, text);
        let mut found = Vec::new();
        while let Some(token) = reader.input.pop() {
            if let Some(Ok((name, local))) = reader.definition(token) {
                let default = local.default.map(|tokens| join(&tokens));
                found.push((name.into(), Macro { parameters: local.parameters, default, body: join(&local.body) }));
            }
        }
        self.map.extend(found);
    }

    /// Adds one macro as the configuration has it: its name, with or without the backslash, and what it stands for, with `#1`
    /// for its first argument. What is wrong with it where it cannot be used.
    pub fn add(&mut self, name: &str, body: &str) -> Result<(), String> {
        let bare = name.strip_prefix('\\').unwrap_or(name);
        if bare.is_empty() || !bare.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(format!("`{name}` is no name of a macro: it is a backslash and letters"));
        }
        let parameter = |token: &Token<'_>| token.text.strip_prefix('#').and_then(|n| n.parse().ok());
        let parameters = tokens(body).iter().filter_map(parameter).max().unwrap_or(0);
        self.map.insert(bare.into(), Macro { parameters, default: None, body: body.to_owned() });
        Ok(())
    }

    /// The formula without macros.
    pub fn expand<'t>(&'t self, tex: &'t str) -> Result<Vec<Token<'t>>, Problem> {
        let mut expander = Expander::new(self, tex);
        let mut out = Vec::with_capacity(expander.input.len());
        let mut budget = MAX_TOKENS;
        while let Some(token) = expander.input.pop() {
            budget = budget.checked_sub(1).ok_or_else(|| Problem::new(token.at, "its macros expand without end"))?;
            match expander.definition(token) {
                Some(Ok((name, local))) => drop(expander.local.insert(name, local)),
                Some(Err(problem)) => return Err(problem),
                None if expander.call(token, &mut budget)? => {}
                None => out.push(token),
            }
        }
        Ok(out)
    }
}

/// A macro that a formula defines.
struct Local<'t> {
    parameters: usize,
    default: Option<Vec<Token<'t>>>,
    body: Vec<Token<'t>>,
}

struct Expander<'t> {
    macros: &'t Macros,
    local: FxHashMap<&'t str, Local<'t>>,
    /// What is still to be read, the next token last.
    input: Vec<Token<'t>>,
}

impl<'t> Expander<'t> {
    fn new(macros: &'t Macros, tex: &'t str) -> Self {
        let mut input = tokens(tex);
        input.reverse();
        Expander { macros, local: FxHashMap::default(), input }
    }

    /// Replaces a macro's call by its body, at the front of the input. False where `token` is no macro.
    fn call(&mut self, token: Token<'t>, budget: &mut usize) -> Result<bool, Problem> {
        let Some(name) = command(token) else { return Ok(false) };
        let (parameters, default, body) = match (self.local.get(name), self.macros.map.get(name)) {
            (Some(local), _) => (local.parameters, local.default.clone(), local.body.clone()),
            (None, Some(found)) => (found.parameters, found.default.as_deref().map(tokens), tokens(&found.body)),
            (None, None) => return Ok(false),
        };
        let mut arguments = Vec::with_capacity(parameters);
        if let Some(default) = default {
            arguments.push(self.optional().unwrap_or(default));
        }
        while arguments.len() < parameters {
            let missing = || {
                Problem::new(
                    token.at,
                    format!("`\\{name}` needs {parameters} {}", if parameters == 1 { "argument" } else { "arguments" }),
                )
            };
            arguments.push(self.argument().ok_or_else(missing)?);
        }
        for part in body.iter().rev() {
            let argument = part.text.strip_prefix('#').and_then(|n| n.parse::<usize>().ok());
            match argument.and_then(|n| arguments.get(n.wrapping_sub(1))) {
                Some(argument) => {
                    let endless = || Problem::new(token.at, "its macros expand without end");
                    *budget = budget.checked_sub(argument.len()).ok_or_else(endless)?;
                    self.input.extend(argument.iter().rev());
                }
                None => self.input.push(Token { text: part.text, at: token.at }),
            }
        }
        Ok(true)
    }

    /// Reads a definition, where `token` begins one.
    fn definition(&mut self, token: Token<'t>) -> Option<Result<(&'t str, Local<'t>), Problem>> {
        let read = match command(token)? {
            "newcommand" | "renewcommand" | "providecommand" => self.new_command(),
            "DeclareMathOperator" => self.operator(token.at),
            "def" | "gdef" | "edef" | "xdef" => self.def(),
            "let" => self.assignment(),
            _ => return None,
        };
        Some(read.ok_or_else(|| Problem::new(token.at, format!("`{}` is not followed by a definition", token.text))))
    }

    /// `\newcommand{\name}[2][default]{body}`
    fn new_command(&mut self) -> Option<(&'t str, Local<'t>)> {
        self.skip_star();
        let name = self.name()?;
        let parameters = match self.optional() {
            Some(count) => join(&count).trim().parse().ok().filter(|n| *n <= 9)?,
            None => 0,
        };
        let default = if parameters > 0 { self.optional() } else { None };
        Some((name, Local { parameters, default, body: self.argument()? }))
    }

    /// `\DeclareMathOperator*{\name}{text}`
    fn operator(&mut self, at: usize) -> Option<(&'t str, Local<'t>)> {
        let star = self.skip_star();
        let name = self.name()?;
        let text = self.argument()?;
        let mut body: Vec<_> =
            [if star { "\\operatorname*" } else { "\\operatorname" }, "{"].map(|text| Token { text, at }).into();
        body.extend(text);
        body.push(Token { text: "}", at });
        Some((name, Local { parameters: 0, default: None, body }))
    }

    /// `\def\name#1#2{body}`; a text between the parameters is not understood.
    fn def(&mut self) -> Option<(&'t str, Local<'t>)> {
        let name = self.name()?;
        let mut parameters = 0;
        while self.peek()? != "{" {
            let token = self.input.pop()?;
            parameters += 1;
            if token.text.strip_prefix('#')?.parse() != Ok(parameters) {
                return None;
            }
        }
        Some((name, Local { parameters, default: None, body: self.argument()? }))
    }

    /// `\let\name=\other`
    fn assignment(&mut self) -> Option<(&'t str, Local<'t>)> {
        let name = self.name()?;
        self.skip_spaces();
        if self.peek() == Some("=") {
            self.input.pop();
        }
        self.skip_spaces();
        let other = self.input.pop()?;
        let same = command(other).and_then(|other| self.local.get(other));
        let same = same.map(|l| Local { parameters: l.parameters, default: l.default.clone(), body: l.body.clone() });
        Some((name, same.unwrap_or(Local { parameters: 0, default: None, body: vec![other] })))
    }

    /// `\name` or `{\name}`
    fn name(&mut self) -> Option<&'t str> {
        match self.argument()?.as_slice() {
            [one] => command(*one),
            _ => None,
        }
    }

    /// A group without its braces, or one token.
    fn argument(&mut self) -> Option<Vec<Token<'t>>> {
        self.skip_spaces();
        let first = self.input.pop()?;
        match first.text {
            "{" => self.until("}"),
            "}" => {
                self.input.push(first);
                None
            }
            _ => Some(vec![first]),
        }
    }

    /// `[…]`, where it follows.
    fn optional(&mut self) -> Option<Vec<Token<'t>>> {
        self.skip_spaces();
        if self.peek() != Some("[") {
            return None;
        }
        self.input.pop();
        self.until("]")
    }

    fn until(&mut self, end: &str) -> Option<Vec<Token<'t>>> {
        let (mut depth, mut found) = (0, Vec::new());
        loop {
            let token = self.input.pop()?;
            match token.text {
                text if depth == 0 && text == end => return Some(found),
                "{" => depth += 1,
                "}" if depth == 0 => {
                    self.input.push(token);
                    return None;
                }
                "}" => depth -= 1,
                _ => {}
            }
            found.push(token);
        }
    }

    fn peek(&self) -> Option<&'t str> {
        self.input.last().map(|token| token.text)
    }

    fn skip_spaces(&mut self) {
        while self.peek() == Some(" ") {
            self.input.pop();
        }
    }

    fn skip_star(&mut self) -> bool {
        let star = self.peek() == Some("*");
        if star {
            self.input.pop();
        }
        star
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(tex: &str) -> String {
        match Macros::default().expand(tex) {
            Ok(tokens) => join(&tokens),
            Err(problem) => format!("{}: {}", problem.at, problem.reason),
        }
    }

    #[test]
    fn a_formula_defines_its_own() {
        assert_eq!(expand(r"\newcommand{\RR}{\mathbb{R}}\RR x"), r"\mathbb{R} x");
        assert_eq!(expand(r"\newcommand\pair[2]{(#1,#2)}\pair{a b}c"), "(a b,c)");
        assert_eq!(expand(r"\newcommand{\p}[2][n]{#1^#2}\p2 \p[m]{3}"), "n^2 m^3");
        assert_eq!(expand(r"\def\v#1{\vec{#1}} \v x+\v{ab}"), r" \vec{x}+\vec{ab}");
        assert_eq!(expand(r"\let\a=\alpha\a b"), r"\alpha b");
        assert_eq!(expand(r"\DeclareMathOperator*{\argmax}{arg\,max}\argmax_x"), r"\operatorname*{arg\,max}_x");
        assert_eq!(expand(r"\newcommand{\b}{\mathbf}\b x"), r"\mathbf x");
    }

    #[test]
    fn a_command_keeps_its_distance_from_letters() {
        assert_eq!(expand(r"\newcommand{\a}{\alpha}\a{}b \a b"), r"\alpha{}b \alpha b");
        assert_eq!(expand(r"\def\a{x}\alpha\a"), r"\alpha x");
    }

    #[test]
    fn what_is_no_definition_is_told() {
        assert_eq!(expand(r"a\newcommand{x}{y}"), r"1: `\newcommand` is not followed by a definition");
        assert_eq!(expand(r"\textcolor{red}"), r"0: `\textcolor` needs 2 arguments");
        assert_eq!(expand(r"\def\a#1,#2{x}"), r"0: `\def` is not followed by a definition");
    }

    #[test]
    fn expansion_ends() {
        assert!(expand(r"\def\a{\a\a}\a").contains("without end"));
        assert!(expand(r"\def\a#1{\a{#1#1}}\a{xx}").contains("without end"));
    }

    #[test]
    fn preamble_and_configuration() {
        let mut macros = Macros::default();
        macros.preamble("\\usepackage{x}\n% \\newcommand{\\no}{x}\n\\newcommand{\\yes}[1]{<#1>} \\def\\broken#1,{} \\renewcommand*{\\LaTeX}{L}");
        macros.add(r"\RR", r"\mathbb{R}^#1").expect("a name");
        assert_eq!(macros.expand(r"\yes{a}\no\LaTeX\RR2").map(|t| join(&t)), Ok(r"<a>\no L\mathbb{R}^2".into()));
        assert!(macros.add(r"\R2", "x").is_err() && macros.add("", "x").is_err());
    }
}
