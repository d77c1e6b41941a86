//! Mermaid's source, made ready for the renderer: what it would show as letters or misread is written so that it does not.

use std::borrow::Cow;

use html5gum::{Token, Tokenizer};

/// Stands for an entity: the first of the characters that are free for any use and that no font of signs has.
const STAND_IN: u32 = 0x10_0000;

/// What the characters that stand for entities mean.
#[derive(Default)]
pub(super) struct StandIns(Vec<String>);

impl StandIns {
    /// The text that a letter stands for.
    pub(super) fn text(&self, letter: char) -> Option<String> {
        self.0.get((letter as u32).checked_sub(STAND_IN)? as usize).cloned()
    }
}

/// A source as the renderer takes it: entities as one character each, so that none cuts a label; no tags and icons; the forms
/// that it does not know as those that it knows.
pub(super) fn prepared(source: &str) -> (String, StandIns) {
    let (mut out, mut stand_ins) = (String::with_capacity(source.len()), StandIns::default());
    let mut dialect = Dialect::default();
    for line in source.split_inclusive('\n') {
        let line = dialect.line(line);
        // in these lines `#333;` is a colour
        let first = line.split_whitespace().next().unwrap_or_default();
        let coloured = matches!(first, "style" | "classDef" | "linkStyle");
        let mut rest = &*line;
        while let Some(at) = rest.find(['&', '#', '<', 'f', '\\']) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let taken = match rest.as_bytes()[0] {
                b'<' => tag(rest, &mut out),
                b'f' => icon(rest),
                // a hyphen that shall begin no list
                b'\\' => usize::from(rest.starts_with("\\-") && out.ends_with('"')),
                _ if coloured => 0,
                _ => entity(rest, &mut out, &mut stand_ins),
            };
            if taken == 0 {
                out.push_str(&rest[..1]);
            }
            rest = &rest[taken.max(1)..];
        }
        out.push_str(rest);
    }
    (out, stand_ins)
}

/// What the lines of a kind have that the renderer does not know.
#[derive(Default)]
struct Dialect {
    kind: Option<Kind>,
    /// Front matter is open.
    front: bool,
    /// How many lines there were, and the name of the last task.
    count: usize,
    task: String,
    /// Whether each open frame of a sequence is but a colour behind it.
    frames: Vec<bool>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Gantt,
    Kanban,
    Sequence,
    Other,
}

impl Dialect {
    fn line<'l>(&mut self, line: &'l str) -> Cow<'l, str> {
        let trimmed = line.trim();
        self.count += 1;
        let backdrop = self.kind == Some(Kind::Sequence) && self.is_backdrop(trimmed);
        match self.kind {
            None => {
                let was = self.front;
                self.front ^= trimmed == "---";
                if !was && !self.front && !trimmed.is_empty() && trimmed != "---" {
                    let word = trimmed.split([' ', ';', '-']).next().unwrap_or_default();
                    self.kind = Some(match word {
                        "gantt" => Kind::Gantt,
                        "kanban" => Kind::Kanban,
                        "sequenceDiagram" => Kind::Sequence,
                        _ => Kind::Other,
                    });
                }
                line.into()
            }
            Some(Kind::Gantt) => self.task(line).map_or(line.into(), Cow::Owned),
            Some(Kind::Kanban) if trimmed.starts_with('[') => {
                let indent = &line[..line.len() - line.trim_start().len()];
                format!("{indent}card{}{}", self.count, line.trim_start()).into()
            }
            Some(Kind::Sequence) if backdrop => "\n".into(),
            Some(Kind::Sequence) => message(line).map_or(line.into(), Cow::Owned),
            Some(_) => line.into(),
        }
    }

    /// Whether a line of a sequence opens or ends a colour behind a part of it: it would be drawn as a frame.
    fn is_backdrop(&mut self, line: &str) -> bool {
        match line.split_whitespace().next().unwrap_or_default() {
            "rect" => {
                self.frames.push(true);
                true
            }
            "loop" | "alt" | "opt" | "par" | "critical" | "break" | "box" => {
                self.frames.push(false);
                false
            }
            "end" => self.frames.pop().unwrap_or(false),
            _ => false,
        }
    }

    /// A task of a Gantt chart with a name, so that one that begins where the last ended can say so.
    fn task(&mut self, line: &str) -> Option<String> {
        const STATES: &[&str] = &["active", "crit", "done", "milestone", "vert"];
        let (title, rest) = line.trim_end().split_once(':')?;
        let is_setting = |word| {
            matches!(word, "title" | "section" | "dateFormat" | "axisFormat" | "tickInterval" | "todayMarker" | "excludes")
        };
        if title.split_whitespace().next().is_none_or(is_setting) {
            return None;
        }
        let words: Vec<&str> = rest.split(',').map(str::trim).collect();
        let states = words.iter().take_while(|word| STATES.contains(word)).count();
        let (states, rest) = words.split_at(states);
        let (name, start, end) = match rest {
            [end] => (None, None, *end),
            [start, end] => (None, Some(*start), *end),
            [name, start, end] => (Some(*name), Some(*start), *end),
            _ => return None,
        };
        let start = match start {
            Some(start) => start.to_owned(),
            None if self.task.is_empty() => return None,
            None => format!("after {}", self.task),
        };
        self.task = name.map_or_else(|| format!("task{}", self.count), str::to_owned);
        let words: Vec<&str> = states.iter().copied().chain([&*self.task, &*start, end]).collect();
        Some(format!("{title}:{}\n", words.join(", ")))
    }
}

/// A message of a sequence with an arrow of another head: it is drawn as one that it knows. One that gets lost says so.
fn message(line: &str) -> Option<String> {
    let head = line.split(':').next().unwrap_or(line);
    let at = head.find("-")?;
    let dotted = head[at..].starts_with("--");
    let tip = &head[at + 1 + usize::from(dotted)..];
    let lost = tip.starts_with('x');
    if !lost && !tip.starts_with(')') {
        return None;
    }
    let arrow = if dotted { "-->>" } else { "->>" };
    let (from, rest) = (&line[..at], line[at + 2 + usize::from(dotted)..].trim_end());
    Some(format!("{from}{arrow}{rest}{}\n", if lost { " ✕" } else { "" }))
}

/// `&amp;`, `&#38;`, `#amp;`, `#38;` at the start of `rest`: how long it is, once its stand-in is written.
fn entity(rest: &str, out: &mut String, stand_ins: &mut StandIns) -> usize {
    let name = rest[1..].strip_prefix('#').unwrap_or(&rest[1..]);
    let length = name.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    let closed = name.as_bytes().get(length) == Some(&b';');
    // HTML knows some without the semicolon, such as `&nbsp`
    if length == 0 || !closed && !rest.starts_with('&') {
        return 0;
    }
    let number = rest.starts_with("&#") || name.bytes().take(length).all(|b| b.is_ascii_digit());
    let written = format!("&{}{}{}", if number { "#" } else { "" }, &name[..length], if closed { ";" } else { "" });
    let mut decoded = String::new();
    for Ok(token) in Tokenizer::new(&*written) {
        if let Token::String(text) = token {
            decoded.push_str(&String::from_utf8_lossy(&text));
        }
    }
    let Some(stand_in) = char::from_u32(STAND_IN + stand_ins.0.len() as u32).filter(|_| decoded != written) else { return 0 };
    out.push(stand_in);
    stand_ins.0.push(decoded);
    rest.len() - name.len() + length + usize::from(closed)
}

/// A tag of HTML at the start of `rest`, which labels may have: how long it is. A line's break stays.
fn tag(rest: &str, out: &mut String) -> usize {
    const TAGS: &[&str] = &[
        "a", "b", "big", "br", "center", "code", "div", "em", "font", "i", "kbd", "mark", "p", "s", "small", "span", "strong",
        "sub", "sup", "u",
    ];
    let inside = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
    let length = inside.bytes().take(10).take_while(u8::is_ascii_alphanumeric).count();
    let name = inside[..length].to_ascii_lowercase();
    let Some(end) = inside.bytes().take(200).position(|b| b == b'>') else { return 0 };
    let behind = inside[length..end].trim_end_matches('/');
    if !TAGS.contains(&&*name) || behind.contains('<') || !behind.is_empty() && !behind.starts_with(' ') {
        return 0;
    }
    if name == "br" {
        out.push_str("<br/>");
    }
    rest.len() - inside.len() + end + 1
}

/// The name of an icon, `fa:fa-car`, at the start of `rest`, and the blank behind it: how long it is.
fn icon(rest: &str) -> usize {
    let Some(name) = ["fa:fa-", "fab:fa-", "fas:fa-", "far:fa-", "fal:fa-"].iter().find_map(|kind| rest.strip_prefix(kind))
    else {
        return 0;
    };
    let length = name.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    rest.len() - name.len() + length + usize::from(name[length..].starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        prepared(source).0
    }

    #[test]
    fn entities_are_one_letter_each() {
        let (text, stand_ins) = prepared("graph LR\nA[x &amp; #quot;y#quot; #9829; &nbsp z; &x #]\nstyle A fill:#333;\n");
        let decoded: String = text.chars().map(|c| stand_ins.text(c).unwrap_or(c.to_string())).collect();
        assert_eq!(decoded, "graph LR\nA[x & \"y\" \u{2665} \u{a0} z; &x #]\nstyle A fill:#333;\n");
    }

    #[test]
    fn tags_and_icons_are_no_letters() {
        assert_eq!(text("A[fa:fa-car <b>a</b><br />b] <--> B\n"), "A[a<br/>b] <--> B\n");
        assert_eq!(text("a <|-- b\n<<x>>\nfoo < bar > <img src=x>\n"), "a <|-- b\n<<x>>\nfoo < bar > <img src=x>\n");
    }

    #[test]
    fn forms_that_the_renderer_does_not_know() {
        assert_eq!(
            text("sequenceDiagram\nA-)B: x\nA--xB: y\nA->>B: a-)b\n"),
            "sequenceDiagram\nA->>B: x\nA-->>B: y ✕\nA->>B: a-)b\n"
        );
        assert_eq!(text("sequenceDiagram\nrect red\nloop x\nend\nend\n"), "sequenceDiagram\n\nloop x\nend\n\n");
        assert_eq!(text("kanban\n  a\n    [b]\n"), "kanban\n  a\n    card3[b]\n");
        let tasks = "gantt\ntitle A: b\nOne :done, a, 2024-01-01, 3d\nTwo :2d\nThree :crit, 1w\nFour :2024-02-01, 2d\n";
        let named = "gantt\ntitle A: b\nOne :done, a, 2024-01-01, 3d\nTwo :task4, after a, 2d\nThree :crit, task5, after task4, 1w\nFour :task6, 2024-02-01, 2d\n";
        assert_eq!(text(tasks), named);
    }
}
