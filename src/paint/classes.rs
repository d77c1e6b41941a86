//! From a grammar's scopes to the dozen classes of the style sheet.
//!
//! Grammars have thousands of scopes; as classes they would make pages several times as large. A reader tells apart a dozen
//! kinds at most.

use std::sync::LazyLock;

use syntect::parsing::{ClearAmount, Scope, ScopeStackOp};

/// What a scope does to the text in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Effect {
    /// A class of its own.
    Class(char),
    /// As the text around the block: code inside a string.
    Plain,
    /// A key of a mapping: strings in it are no values.
    Key,
}

use Effect::{Class, Key, Plain};

/// Scopes by their beginning, the first that fits counts; what stands in none of them looks like what is around it.
const TABLE: &[(&str, Effect)] = &[
    ("comment", Class('c')),
    ("meta.mapping.key", Key),
    ("meta.structure.dictionary.key", Key),
    ("string.regexp", Class('e')),
    ("string", Class('s')),
    ("constant.character", Class('e')),
    ("constant.other.symbol", Class('s')),
    ("constant.other.placeholder", Class('e')),
    ("constant", Class('n')),
    ("support.constant", Class('n')),
    ("keyword.other.unit", Class('n')),
    ("keyword.operator.word", Class('k')),
    ("keyword.operator.logical.python", Class('k')),
    ("keyword.operator", Plain),
    ("keyword", Class('k')),
    ("storage", Class('k')),
    ("variable.language", Class('k')),
    ("variable.parameter", Class('v')),
    ("variable.function", Class('f')),
    ("variable.annotation", Class('g')),
    ("variable.other.constant", Class('n')),
    ("variable.other.readwrite.shell", Class('v')),
    ("variable.other.readwrite.assignment.shell", Class('v')),
    ("entity.name.function.decorator", Class('g')),
    ("entity.name.function", Class('f')),
    ("entity.name.macro", Class('f')),
    ("entity.name.tag", Class('m')),
    ("entity.name.section", Class('h')),
    ("entity.name", Class('t')),
    ("entity.other.attribute-name", Class('a')),
    ("entity.other.inherited-class", Class('t')),
    ("support.function", Class('f')),
    ("support.macro", Class('f')),
    ("support.type.property-name", Class('a')),
    ("support.type", Class('t')),
    ("support.class", Class('t')),
    ("meta.annotation", Class('g')),
    ("meta.attribute", Class('g')),
    ("meta.preprocessor", Class('g')),
    ("meta.diff.header", Class('h')),
    ("meta.diff.range", Class('g')),
    ("markup.heading", Class('h')),
    ("markup.bold", Class('b')),
    ("markup.italic", Class('i')),
    ("markup.raw", Class('s')),
    ("markup.quote", Class('c')),
    ("markup.underline.link", Class('s')),
    ("markup.inserted", Class('p')),
    ("markup.deleted", Class('d')),
    ("meta.interpolation", Plain),
    ("meta.embedded", Plain),
    ("source", Plain),
];

static SCOPES: LazyLock<Vec<(Scope, Effect)>> = LazyLock::new(|| {
    let parse = |(name, effect): &(&str, Effect)| Some((Scope::new(name).ok()?, *effect));
    TABLE.iter().filter_map(parse).collect()
});

/// The scopes that are open, each with the class of the text in it.
#[derive(Default)]
pub(super) struct Stack {
    open: Vec<Cell>,
    cleared: Vec<Vec<Cell>>,
}

#[derive(Clone, Copy, Default)]
struct Cell {
    class: Option<char>,
    in_key: bool,
}

impl Stack {
    /// The class of text that stands here.
    pub(super) fn class(&self) -> Option<char> {
        self.open.last().and_then(|cell| cell.class)
    }

    /// Opens and closes scopes as the parser says.
    pub(super) fn apply(&mut self, op: &ScopeStackOp) {
        match op {
            ScopeStackOp::Push(scope) => self.push(*scope),
            ScopeStackOp::Pop(count) => self.open.truncate(self.open.len().saturating_sub(*count)),
            ScopeStackOp::Clear(amount) => {
                let keep = match amount {
                    ClearAmount::TopN(n) => self.open.len().saturating_sub(*n),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.open.split_off(keep));
            }
            ScopeStackOp::Restore => self.open.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }

    fn push(&mut self, scope: Scope) {
        let around = self.open.last().copied().unwrap_or_default();
        let effect = SCOPES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, effect)| *effect);
        self.open.push(match effect {
            None => around,
            Some(Plain) => Cell { class: None, ..around },
            Some(Key) => Cell { in_key: true, ..around },
            Some(Class('s')) if around.in_key => Cell { class: Some('a'), ..around },
            Some(Class(class)) => Cell { class: Some(class), ..around },
        });
    }
}
