//! `quartz.config.ts` read for what matters here: it is a program, so it is looked through for plain values, and not run.

/// What it says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Quartz {
    /// `pageTitle`
    pub(super) title: Option<String>,
    /// `baseUrl`, without a scheme.
    pub(super) address: Option<String>,
    /// `locale`
    pub(super) locale: Option<String>,
    /// `ignorePatterns`
    pub(super) ignored: Vec<String>,
    /// Whether only notes with `publish: true` are published.
    pub(super) explicit: bool,
}

/// A piece of the program.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    /// A name or a sign.
    Word(String),
    /// A text in quotes.
    Text(String),
}

/// Reads the program's text.
pub(super) fn read(program: &str) -> Quartz {
    let tokens = tokens(program);
    let behind = |name: &str| {
        let is = |token: &Token, word: &str| matches!(token, Token::Word(w) if w == word);
        tokens.windows(2).position(|pair| is(&pair[0], name) && is(&pair[1], ":")).map(|at| &tokens[at + 2..])
    };
    let text = |name: &str| match behind(name)?.first()? {
        Token::Text(text) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let list = behind("ignorePatterns").into_iter().flatten().take_while(|token| **token != Token::Word("]".into()));
    let ignored = list.filter_map(|token| if let Token::Text(text) = token { Some(text.clone()) } else { None }).collect();
    let explicit = tokens.contains(&Token::Word("ExplicitPublish".into()));
    Quartz { title: text("pageTitle"), address: text("baseUrl"), locale: text("locale"), ignored, explicit }
}

/// Names, signs and texts, without comments.
fn tokens(program: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = program;
    while let Some(c) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if matches!(c, '"' | '\'' | '`') {
            let (text, length) = quoted(rest, c);
            tokens.push(Token::Text(text));
            length
        } else if c.is_alphanumeric() || c == '_' {
            let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push(Token::Word(rest[..length].to_owned()));
            length
        } else {
            if !c.is_whitespace() {
                tokens.push(Token::Word(c.to_string()));
            }
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

/// The text in quotes that `rest` begins with, and its length with them.
fn quoted(rest: &str, quote: char) -> (String, usize) {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => text.extend(chars.next().map(|(_, c)| c)),
            _ if c == quote => return (text, at + quote.len_utf8()),
            _ => text.push(c),
        }
    }
    (text, rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_values_are_found_and_comments_are_not() {
        let program = "// pageTitle: \"old\"\nconst config: QuartzConfig = {\n  configuration: {\n    pageTitle: \"Ada's \\\"garden\\\"\",\n    /* baseUrl: 'x' */\n    \
                       baseUrl: 'ada.example/notes', // https://ada.example\n    locale: `de-DE`,\n    ignorePatterns: [\"private\", 'templates', \".obsidian\"],\n    theme: {},\n  },\n  \
                       plugins: { filters: [Plugin.RemoveDrafts(), // Plugin.ExplicitPublish()\n  ] } }";
        let expected = Quartz {
            title: Some("Ada's \"garden\"".into()),
            address: Some("ada.example/notes".into()),
            locale: Some("de-DE".into()),
            ignored: ["private", "templates", ".obsidian"].map(str::to_owned).into(),
            explicit: false,
        };
        assert_eq!(read(program), expected);
        assert!(read("filters: [Plugin.ExplicitPublish()]").explicit);
        assert_eq!(read("pageTitle: process.env.X, baseUrl: \"un"), Quartz { address: Some("un".into()), ..Quartz::default() });
        for odd in ["", "\"", "'\\", "/*", "pageTitle:", "ignorePatterns: ["] {
            assert_eq!(read(odd), Quartz::default(), "{odd:?}");
        }
    }
}
