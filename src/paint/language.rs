//! The languages that can be highlighted, and the names that authors give them.

use std::sync::LazyLock;

use syntect::parsing::{SyntaxReference, SyntaxSet};

/// The grammars, loaded when the first block asks for one.
static GRAMMARS: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Names that neither a grammar nor a file's extension has, and the grammar's own name.
const ALIASES: &[(&str, &str)] = &[
    ("asm", "x86_64 Assembly"),
    ("assembly", "x86_64 Assembly"),
    ("cmd", "Batch File"),
    ("conf", "INI"),
    ("console", "Bourne Again Shell (bash)"),
    ("csharp", "C#"),
    ("docker", "Dockerfile"),
    ("elisp", "Lisp"),
    ("env", "DotENV"),
    ("fsharp", "F#"),
    ("golang", "Go"),
    ("handlebars", "HTML"),
    ("hbs", "HTML"),
    ("hcl", "Terraform"),
    ("jinja", "Jinja2"),
    ("json5", "JSON"),
    ("jsonc", "JSON"),
    ("markup", "HTML"),
    ("mysql", "SQL"),
    ("node", "JavaScript"),
    ("objc", "Objective-C"),
    ("plist", "XML"),
    ("postgres", "SQL"),
    ("postgresql", "SQL"),
    ("pwsh", "PowerShell"),
    ("python3", "Python"),
    ("service", "INI"),
    ("shell", "Bourne Again Shell (bash)"),
    ("shell-session", "Bourne Again Shell (bash)"),
    ("sqlite", "SQL"),
    ("zsh", "Bourne Again Shell (bash)"),
];

/// All grammars.
pub(super) fn grammars() -> &'static SyntaxSet {
    &GRAMMARS
}

/// The grammar of a language, by any of its names, in lower case.
pub(super) fn find(name: &str) -> Option<&'static SyntaxReference> {
    let alias = ALIASES.iter().find(|(alias, _)| *alias == name).map(|(_, grammar)| *grammar);
    match alias {
        Some(grammar) => grammars().find_syntax_by_name(grammar),
        None => grammars().find_syntax_by_token(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_names_a_grammar() {
        for (alias, grammar) in ALIASES {
            assert!(grammars().find_syntax_by_name(grammar).is_some(), "{alias}: there is no `{grammar}`");
        }
    }

    #[test]
    fn what_authors_write() {
        let names = "python javascript bash yml sh yaml shell json html css md tex sql ts typescript txt ruby vim makefile js toml http \
                     dockerfile ini powershell diff xml cmake latex conf cmd assembly console c c++ cpp c# cs java go rust rs kotlin swift php \
                     perl lua r haskell elixir clojure scala zsh fish nix dart graphql proto vue svelte scss jsx tsx zig ocaml julia";
        let unknown: Vec<_> = names.split_whitespace().filter(|name| find(name).is_none()).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}
