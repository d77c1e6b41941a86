//! Code becomes HTML with a class for each kind of word.

use std::borrow::Cow;

use syntect::parsing::ParseState;

use super::classes::Stack;
use super::language;
use crate::base::guard::guarded;
use crate::base::text::escape_text_into;

/// The largest block that is highlighted, in bytes. The worst of 67 languages and 15 hostile texts takes a second: MATLAB,
/// full of `def f(a=b(c,d=`; most take a twentieth.
pub const MAX_BYTES: usize = 64 * 1024;
/// The longest line in such a block, in bytes.
pub const MAX_LINE: usize = 2_000;
/// The most that all its lines may come to, each as the square of its bytes: so grows the time that some grammars take. All of
/// 64 KiB where lines have 150 bytes, two lines of 2,000.
pub const MAX_WORK: usize = 10_000_000;

/// Highlights a block of code: `<span class="k">` and its like around its words, none of them over the end of a line. Answers
/// nothing where no grammar has that name, and where the block is too large.
pub fn highlight(name: &str, text: &str) -> Option<String> {
    let syntax = language::find(name)?;
    let work = || text.lines().map(|line| line.len().pow(2)).sum::<usize>();
    if text.len() > MAX_BYTES || text.lines().any(|line| line.len() > MAX_LINE) || work() > MAX_WORK {
        return None;
    }
    guarded(|| {
        let mut state = ParseState::new(syntax);
        let mut stack = Stack::default();
        let mut pen = Pen { out: String::with_capacity(text.len() * 2), class: None };
        for line in text.split_inclusive('\n') {
            let with_end: Cow<'_, str> = if line.ends_with('\n') { line.into() } else { format!("{line}\n").into() };
            let ops = state.parse_line(&with_end, language::grammars()).ok()?;
            let mut done = 0;
            for (at, op) in &ops {
                let at = (*at).min(line.len());
                if at > done {
                    pen.write(&line[done..at], stack.class());
                    done = at;
                }
                stack.apply(op);
            }
            pen.write(&line[done..], stack.class());
            pen.end();
        }
        Some(pen.out)
    })
    .flatten()
}

/// Writes words; those of one class that follow each other are one.
struct Pen {
    out: String,
    class: Option<char>,
}

impl Pen {
    fn write(&mut self, text: &str, class: Option<char>) {
        // white space has no colour, and a line's end stands outside
        if text.trim().is_empty() {
            if text.ends_with('\n') || class != self.class {
                self.end();
            }
            self.out.push_str(text);
            return;
        }
        if class != self.class {
            self.end();
            if let Some(class) = class {
                self.out.push_str("<span class=\"");
                self.out.push(class);
                self.out.push_str("\">");
            }
            self.class = class;
        }
        let line = text.trim_end_matches(['\n', '\r']);
        escape_text_into(&mut self.out, line);
        if line.len() < text.len() {
            self.end();
            self.out.push_str(&text[line.len()..]);
        }
    }

    fn end(&mut self) {
        if self.class.take().is_some() {
            self.out.push_str("</span>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(html: &str) -> String {
        let (mut out, mut inside) = (String::new(), false);
        for c in html.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => out.push(c),
                _ => {}
            }
        }
        out
    }

    #[test]
    fn words_have_classes() {
        let html = highlight("rust", "// é\nfn a<'x>() { \"b\" }\n").expect("Rust is known");
        assert_eq!(
            html,
            "<span class=\"c\">// é</span>\n<span class=\"k\">fn</span> <span class=\"f\">a</span>&lt;<span class=\"k\">'x</span>&gt;() { <span class=\"s\">\"b\"</span> }\n"
        );
    }

    #[test]
    fn the_text_is_what_it_was_and_every_line_is_balanced() {
        let texts = [
            ("rust", "/* a\n\n  b */ let x = r#\"<\n&\"#;"),
            ("python", "\"\"\"a\n<b>\n\"\"\"\r\nf'{x!r:>{w}}'\r\n"),
            ("html", "<script>\nlet a = `\n${b}\n`\n</script>\n\n"),
            ("yaml", "a: |\n  b\n\n  c\nd: [e, \"f\"]"),
            ("bash", "cat <<E\n$x\nE\n\techo 'a\nb'"),
        ];
        for (language, text) in texts {
            let html = highlight(language, text).expect("a known language");
            let mut escaped = String::new();
            escape_text_into(&mut escaped, text);
            assert_eq!(plain(&html), escaped, "{language}");
            for line in html.lines() {
                assert_eq!(line.matches("<span").count(), line.matches("</span>").count(), "{language}: {line}");
            }
        }
    }

    /// The slowest that were found, at the largest size: a second where nothing else runs, more among other tests.
    #[test]
    fn hostile_code_takes_no_time_to_speak_of() {
        for (language, part) in [("matlab", "def f(a=b(c,d="), ("lisp", "/(a+)+$/=~/b/"), ("r", "def f(a=b(c,d=")] {
            let line = format!("{}\n", part.repeat(20).get(..149).expect("it is that long"));
            let text = line.repeat(MAX_BYTES / 150);
            assert!(text.lines().map(|line| line.len().pow(2)).sum::<usize>() <= MAX_WORK);
            let start = std::time::Instant::now();
            assert!(highlight(language, &text).is_some());
            assert!(start.elapsed().as_secs() < 10, "{language}: {:?}", start.elapsed());
        }
    }

    #[test]
    fn what_is_unknown_or_too_large_stays_plain() {
        assert_eq!(highlight("tasks", "x"), None);
        assert_eq!(highlight("rust", &"x".repeat(MAX_LINE + 1)), None);
        assert_eq!(highlight("rust", &"x\n".repeat(MAX_BYTES)), None);
        let long = format!("{}\n", "x".repeat(MAX_LINE));
        assert!(highlight("rust", &long.repeat(2)).is_some());
        assert_eq!(highlight("rust", &long.repeat(3)), None);
    }
}
