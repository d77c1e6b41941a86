//! Jexl, the expression language of queries: `resource.properties.rating >= 4 && 'draft' in resource.tags`.
//!
//! Operators, their precedence and their values are those of the JavaScript package of that name (its first major versions,
//! without assignments and lambdas): `&&` and `||` bind alike and from the left, a name of a list is that of its first item,
//! what is not there is nothing, and comparing goes by JavaScript's rules. It has no names but `resource`, calls nothing and
//! cannot loop: an expression takes time in proportion to its length and its lists.

mod eval;
mod token;

use serde_json::Value;

use token::{Token, tokens};

/// The longest expression, in bytes.
const MAX_BYTES: usize = 4096;
/// How deep brackets may lie in each other.
const MAX_DEPTH: usize = 64;

/// A part of an expression.
#[derive(Clone, Debug)]
enum Node {
    Literal(Value),
    /// A name; `true`: of the item that a filter looks at.
    Name(Box<str>, bool),
    Property(Box<Node>, Box<str>),
    /// `list[expression]`; `true`: the expression is asked of every item.
    Filter(Box<Node>, Box<Node>, bool),
    Not(Box<Node>),
    Minus(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    /// `test ? a : b`, `test ?: b`.
    Choice(Box<Node>, Option<Box<Node>>, Box<Node>),
    Transform(Box<Node>, Transform),
    List(Vec<Node>),
    Map(Vec<(Box<str>, Node)>),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Operator {
    Or,
    And,
    Equal,
    Unequal,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    In,
    Plus,
    Minus,
    Times,
    Divide,
    DivideWhole,
    Remainder,
    Power,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Transform {
    Length,
    Lower,
    Upper,
}

/// Binary operators with how tightly they bind.
const OPERATORS: [(&str, Operator, u8); 16] = [
    ("||", Operator::Or, 10),
    ("&&", Operator::And, 10),
    ("==", Operator::Equal, 20),
    ("!=", Operator::Unequal, 20),
    (">=", Operator::GreaterOrEqual, 20),
    ("<=", Operator::LessOrEqual, 20),
    (">", Operator::Greater, 20),
    ("<", Operator::Less, 20),
    ("in", Operator::In, 20),
    ("+", Operator::Plus, 30),
    ("-", Operator::Minus, 30),
    ("*", Operator::Times, 40),
    ("//", Operator::DivideWhole, 40),
    ("/", Operator::Divide, 40),
    ("%", Operator::Remainder, 50),
    ("^", Operator::Power, 50),
];

/// An expression.
#[derive(Clone, Debug)]
pub struct Expression(Node);

impl Expression {
    /// Reads an expression. Fails with a sentence without a full stop.
    pub fn parse(text: &str) -> Result<Expression, String> {
        if text.len() > MAX_BYTES {
            return Err(format!("it is longer than {MAX_BYTES} bytes"));
        }
        let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, in_filter: false };
        let node = parser.choice()?;
        match parser.next() {
            None => Ok(Expression(node)),
            Some(token) => Err(format!("{token} is not expected here")),
        }
    }

    /// Whether it is true of a resource.
    pub fn is_true_of(&self, resource: &Value) -> bool {
        eval::is_true(&eval::value(&self.0, resource, None))
    }

    /// Its value, of a resource.
    pub fn value(&self, resource: &Value) -> Value {
        eval::value(&self.0, resource, None).into_owned()
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    in_filter: bool,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned()
    }

    fn takes(&mut self, sign: &str) -> bool {
        let is_next = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.at += usize::from(is_next);
        is_next
    }

    fn wants(&mut self, sign: &str) -> Result<(), String> {
        match self.takes(sign) {
            true => Ok(()),
            false => Err(match self.peek() {
                Some(token) => format!("`{sign}` is expected before {token}"),
                None => format!("`{sign}` is missing at its end"),
            }),
        }
    }

    fn deeper<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(format!("its parts lie in each other more than {MAX_DEPTH} deep"));
        }
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn choice(&mut self) -> Result<Node, String> {
        self.deeper(|parser| {
            let test = parser.binary(0)?;
            if !parser.takes("?") {
                return Ok(test);
            }
            let then = if parser.takes(":") {
                None
            } else {
                let then = parser.choice()?;
                parser.wants(":")?;
                Some(then.into())
            };
            Ok(Node::Choice(test.into(), then, parser.choice()?.into()))
        })
    }

    fn operator(&self) -> Option<(Operator, u8)> {
        let sign: &str = match self.peek()? {
            Token::Sign(sign) => sign,
            Token::Name(name) if &**name == "in" => "in",
            _ => return None,
        };
        OPERATORS.iter().find(|(known, ..)| *known == sign).map(|(_, operator, binds)| (*operator, *binds))
    }

    fn binary(&mut self, least: u8) -> Result<Node, String> {
        let mut left = self.unary()?;
        let mut length = 0;
        while let Some((operator, binds)) = self.operator().filter(|(_, binds)| *binds > least) {
            self.at += 1;
            length += 1;
            if length > MAX_DEPTH {
                return Err(format!("it has more than {MAX_DEPTH} operators in a row"));
            }
            let right = self.deeper(|parser| parser.binary(binds))?;
            left = Node::Binary(operator, left.into(), right.into());
        }
        Ok(left)
    }

    fn unary(&mut self) -> Result<Node, String> {
        if self.takes("!") {
            return Ok(Node::Not(self.deeper(Self::unary)?.into()));
        }
        if self.takes("-") {
            return Ok(Node::Minus(self.deeper(Self::unary)?.into()));
        }
        let mut node = self.operand()?;
        for _ in 0..MAX_DEPTH {
            node = if self.takes(".") {
                Node::Property(node.into(), self.name()?)
            } else if self.takes("[") {
                self.filter(node)?
            } else if self.takes("|") {
                Node::Transform(node.into(), self.transform()?)
            } else {
                return Ok(node);
            };
        }
        Err(format!("it has more than {MAX_DEPTH} properties in a row"))
    }

    fn filter(&mut self, list: Node) -> Result<Node, String> {
        let outer = std::mem::replace(&mut self.in_filter, true);
        let from = self.at;
        let inner = self.choice()?;
        self.in_filter = outer;
        let is_relative = self.tokens[from..self.at].windows(2).enumerate().any(|(i, pair)| {
            let begins = i == 0 && matches!(pair[0], Token::Sign("."));
            begins || matches!(&pair[1], Token::Sign(".")) && !pair[0].ends_operand()
        });
        self.wants("]")?;
        Ok(Node::Filter(list.into(), inner.into(), is_relative))
    }

    fn operand(&mut self) -> Result<Node, String> {
        match self.next() {
            Some(Token::Text(text)) => Ok(Node::Literal(Value::String(text))),
            Some(Token::Number(number)) => Ok(Node::Literal(number.into())),
            Some(Token::Name(name)) if &*name == "true" => Ok(Node::Literal(true.into())),
            Some(Token::Name(name)) if &*name == "false" => Ok(Node::Literal(false.into())),
            Some(Token::Name(name)) if &*name != "in" => Ok(Node::Name(name, false)),
            Some(Token::Sign(".")) if self.in_filter => Ok(Node::Name(self.name()?, true)),
            Some(Token::Sign("(")) => {
                let node = self.choice()?;
                self.wants(")")?;
                Ok(node)
            }
            Some(Token::Sign("[")) => Ok(Node::List(self.items("]", Self::choice)?)),
            Some(Token::Sign("{")) => Ok(Node::Map(self.items("}", Self::entry)?)),
            Some(token) => Err(format!("{token} is not expected here")),
            None => Err("it ends too early".into()),
        }
    }

    fn items<T>(&mut self, end: &str, mut item: impl FnMut(&mut Self) -> Result<T, String>) -> Result<Vec<T>, String> {
        let mut items = Vec::new();
        while !self.takes(end) {
            if !items.is_empty() {
                self.wants(",")?;
            }
            items.push(item(self)?);
        }
        Ok(items)
    }

    fn entry(&mut self) -> Result<(Box<str>, Node), String> {
        let key = match self.next() {
            Some(Token::Name(name)) => name,
            Some(Token::Text(text)) => text.into(),
            _ => return Err("a name is missing behind `{`".into()),
        };
        self.wants(":")?;
        Ok((key, self.choice()?))
    }

    fn name(&mut self) -> Result<Box<str>, String> {
        match self.next() {
            Some(Token::Name(name)) => Ok(name),
            Some(token) => Err(format!("a name is expected before {token}")),
            None => Err("a name is missing at its end".into()),
        }
    }

    fn transform(&mut self) -> Result<Transform, String> {
        let transform = match &*self.name()? {
            "length" => Transform::Length,
            "lower" => Transform::Lower,
            "upper" => Transform::Upper,
            other => return Err(format!("there is no transform `{other}`, but `length`, `lower` and `upper`")),
        };
        if self.takes("(") {
            self.items(")", Self::choice)?;
        }
        Ok(transform)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn value(text: &str) -> Value {
        let resource = json!({
            "title": "Café", "tags": ["t", "u"], "properties": {"prio": 2, "status": "open", "n": "10", "who": [{"name": "A", "age": 3}, {"name": "B", "age": 40}]},
            "empty": [], "none": null,
        });
        Expression::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}")).value(&resource)
    }

    #[test]
    fn values_are_those_of_jexl() {
        for (text, wanted) in [
            ("resource.tags|length > 1", json!(true)),
            ("resource.title|lower == 'café'", json!(true)),
            ("resource.title|upper", json!("CAFÉ")),
            ("'t' in resource.tags", json!(true)),
            ("'af' in resource.title", json!(true)),
            ("resource.properties.prio + 1", json!(3.0)),
            ("resource.properties.n > 9", json!(true)),
            ("resource.properties.prio == '2'", json!(true)),
            ("resource.properties.missing.deep == null", json!(true)),
            ("resource.properties.missing", json!(null)),
            ("!resource.empty", json!(false)),
            ("!resource.none", json!(true)),
            ("2 + 3 * 4 ^ 2 // 5", json!(11.0)),
            ("7 % 4 - -1", json!(4.0)),
            ("1 == 1 || 1 == 1 && 1 == 2", json!(false)),
            ("resource.none ?: 'x'", json!("x")),
            ("resource.tags|length > 5 ? 'many' : 'few'", json!("few")),
            ("resource.properties.who[.age > 10].name", json!("B")),
            ("resource.properties.who[1].name", json!("B")),
            ("resource['title']", json!("Café")),
            ("resource.properties.who.name", json!("A")),
            ("'a' + 1 + true", json!("a1true")),
            ("'a' < 'b'", json!(true)),
            ("'a' < 1", json!(false)),
            ("[1, 2]|length", json!(2)),
            ("{a: 'b'}.a", json!("b")),
            ("\"it's \\\"x\\\"\"", json!("it's \"x\"")),
            ("1 / 0 > 5", json!(true)),
        ] {
            assert_eq!(value(text), wanted, "{text}");
        }
    }

    #[test]
    fn what_is_no_expression_is_told() {
        for text in
            ["", "a ==", "a === b", "(a", "a b", "'x", "a|length(", "a|nope", "a[", "{a}", "a ? b", ".x", "a.", "#", "a = 1"]
        {
            assert!(Expression::parse(text).is_err(), "{text}");
        }
        for deep in ["(".repeat(5000), "!".repeat(4000), "a".to_owned() + &"[a".repeat(1500), "1".to_owned() + &"+1".repeat(2000)]
        {
            assert!(Expression::parse(&deep).is_err());
        }
        assert!(Expression::parse(&"a?".repeat(1900)).is_err());
    }
}
