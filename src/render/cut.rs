//! Cutting our own HTML to a length: formatting stays balanced, words and what reads as one character stay whole.
//!
//! The input is what this program wrote itself: well-formed, with `<` and `>` in tags alone. One walk splits it into tags and
//! texts, the texts together decide the window, a second walk writes what falls into it.

mod read;
mod window;

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

use crate::base::text::escape_into;
pub use read::MENTION;
use read::{Cloth, Piece, is_breaking, name, read};
use window::{bidi_closers, ellipsis_after, window};

/// Elements that are written even where none of their text is: a row keeps its cells, or its columns would shift.
fn is_frame(name: &str) -> bool {
    matches!(name, "table" | "thead" | "tbody" | "tr" | "th" | "td")
}

/// A text is left whole where it is longer than asked for by no more than this part of it.
const SLACK: usize = 5;

/// A part of a text.
#[derive(Debug)]
pub struct Part {
    /// Its HTML.
    pub html: String,
    /// How many characters a reader would see of the whole.
    pub whole: usize,
}

/// `html` cut to about `limit` visible characters: around its first mention, or from its start where it has none. `None` where
/// it is short enough as it is.
pub fn cut(html: &str, limit: usize) -> Option<String> {
    part(html, limit, limit + limit / SLACK).map(|part| part.html)
}

/// Likewise, but whatever has no more than `enough` characters stays whole.
pub fn part(html: &str, limit: usize, enough: usize) -> Option<Part> {
    if at_most(html) <= enough {
        return None; // most are: it need not be taken apart
    }
    let cloth = read(html);
    let whole = cloth.plain.chars().count();
    if whole <= enough {
        return None;
    }
    let window = window(&cloth.plain, whole, cloth.mention.clone(), limit)?;
    let html =
        Shears { cloth: &cloth, window, out: String::with_capacity(html.len()), open: Vec::new(), state: State::Before }.run();
    Some(Part { html, whole })
}

/// Plain text cut to about `limit` characters from its start, with `…` where something is missing.
pub fn cut_text(text: &str, limit: usize) -> Cow<'_, str> {
    let enough = limit + limit / SLACK;
    if text.len() <= enough {
        return text.into();
    }
    let whole = text.chars().count();
    if whole <= enough {
        return text.into();
    }
    let Some(window) = window(text, whole, None, limit) else { return text.into() };
    let mut out = text[..window.end].trim_end().to_owned();
    out.push_str(&bidi_closers(&text[..window.end]));
    out.push_str(ellipsis_after(text, window.end));
    out.into()
}

/// What a reader sees of `html`: its text, every run of white space one space.
pub fn text(html: &str) -> String {
    let plain = read(html).plain;
    let mut out = String::with_capacity(plain.len());
    for word in plain.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// How many characters a reader sees of `html`, and more where it has entities: each of their letters counts.
fn at_most(html: &str) -> usize {
    let (mut count, mut rest) = (0, html);
    while let Some(start) = memchr(b'<', rest.as_bytes()) {
        count += rest[..start].chars().count();
        let Some(end) = memchr(b'>', &rest.as_bytes()[start..]) else { return usize::MAX }; // it must be taken apart to be counted
        rest = &rest[start + end + 1..];
    }
    count + rest.chars().count()
}

/// Whether a reader sees no more than `limit` characters of `html`.
pub fn is_within(html: &str, limit: usize) -> bool {
    at_most(html) <= limit || read(html).plain.chars().count() <= limit
}

#[derive(PartialEq)]
enum State {
    /// Before the window: tags are held back until a text shows that they are needed.
    Before,
    Inside,
    /// The window is full; the ellipsis is still to come, so that it stands outside the element that just ends.
    Full,
    After,
}

struct Shears<'a> {
    cloth: &'a Cloth<'a>,
    window: Range<usize>,
    out: String,
    /// The open elements, and whether their start tags are written.
    open: Vec<(&'a str, bool)>,
    state: State,
}

impl<'a> Shears<'a> {
    fn run(mut self) -> String {
        if self.window.start == 0 {
            self.state = State::Inside;
        }
        let cloth = self.cloth;
        for piece in &cloth.pieces {
            match piece {
                Piece::Open(tag) => self.open(tag),
                Piece::Close(tag) => self.close(tag),
                Piece::Void(tag) => {
                    if self.state == State::Inside {
                        self.out.push_str(tag);
                    }
                }
                Piece::Text(range) => self.text(range.clone()),
                Piece::Atom(raw, range) => self.atom(raw, range.clone()),
            }
        }
        self.finish();
        while let Some((tag, written)) = self.open.pop() {
            if written {
                self.out.push_str(&format!("</{}>", name(tag))); // only where the input was not balanced
            }
        }
        self.out
    }

    fn open(&mut self, tag: &'a str) {
        let framing = is_frame(name(tag));
        if framing {
            self.finish();
            self.write_held(false);
        }
        let write = framing || self.state == State::Inside;
        if write {
            self.out.push_str(tag);
        }
        self.open.push((tag, write));
    }

    fn close(&mut self, tag: &'a str) {
        if self.open.last().is_none_or(|(open, _)| name(open) != name(tag)) {
            return;
        }
        if is_breaking(name(tag)) {
            self.finish();
        }
        if self.open.pop().is_some_and(|(_, written)| written) {
            self.out.push_str(tag);
        }
    }

    fn text(&mut self, range: Range<usize>) {
        let shown = range.start.max(self.window.start)..range.end.min(self.window.end);
        if shown.is_empty() {
            if range.start >= self.window.end && !range.is_empty() {
                self.finish();
            }
            return;
        }
        self.begin();
        let plain = &self.cloth.plain;
        let ends = shown.end == self.window.end && self.window.end < plain.len();
        let text = &plain[shown.clone()];
        escape_into(&mut self.out, if ends { text.trim_end() } else { text });
        if ends {
            self.state = State::Full;
            if shown.end < range.end {
                self.finish();
            }
        }
    }

    fn atom(&mut self, raw: &str, range: Range<usize>) {
        if range.start >= self.window.start && range.end <= self.window.end && !matches!(self.state, State::Full | State::After) {
            self.begin();
            self.out.push_str(raw);
        } else if range.start >= self.window.start {
            self.state = if self.state == State::After { State::After } else { State::Full };
            self.finish();
        }
    }

    /// Enters the window: writes the start tags held back, and the ellipsis after those of blocks.
    fn begin(&mut self) {
        if self.state == State::Before {
            self.state = State::Inside;
            self.write_held(true);
        }
    }

    fn write_held(&mut self, mut ellipsis: bool) {
        let text_before = self.cloth.plain[..self.window.start].ends_with(char::is_whitespace);
        for (tag, written) in &mut self.open {
            let inline = !is_breaking(name(tag));
            if !ellipsis && inline && self.state != State::Inside {
                return;
            }
            if inline && ellipsis && !*written {
                self.out.push_str(if text_before { "… " } else { "…" });
                ellipsis = false;
            }
            if !*written {
                self.out.push_str(tag);
                *written = true;
            }
        }
        if ellipsis {
            self.out.push_str(if text_before { "… " } else { "…" });
        }
    }

    /// Leaves the window: the ellipsis.
    fn finish(&mut self) {
        if self.state == State::Full {
            self.state = State::After;
            self.out.push_str(&bidi_closers(&self.cloth.plain[self.window.clone()]));
            self.out.push_str(ellipsis_after(&self.cloth.plain, self.window.end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(n: usize) -> String {
        (0..n).map(|i| format!("word{i}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_short_stays() {
        assert_eq!(cut("<p>a <em>b</em></p>", 3), None);
        assert_eq!(cut(&format!("<p>{}</p>", "x".repeat(24)), 20), None, "a fifth too long is not worth an ellipsis");
        assert!(cut(&format!("<p>{}</p>", "x".repeat(25)), 20).is_some());
    }

    #[test]
    fn the_start_of_a_text_ends_after_a_word() {
        let html = "<p>One <em>two three</em> four five six seven eight</p>";
        assert_eq!(cut(html, 12).as_deref(), Some("<p>One <em>two …</em></p>"));
        assert_eq!(cut(html, 14).as_deref(), Some("<p>One <em>two three</em> …</p>"));
    }

    #[test]
    fn a_window_around_the_mention() {
        let html = format!(
            "<p>{} <strong>and <mark class=\"mention\"><a href=\"x\">Bread</a></mark> with</strong> {}</p>",
            words(50),
            words(50)
        );
        let cut = cut(&html, 60).expect("it is long");
        assert_eq!(
            cut,
            "<p>… word47 word48 word49 <strong>and <mark class=\"mention\"><a href=\"x\">Bread</a></mark> with</strong> word0 word1 word2 …</p>"
        );
    }

    #[test]
    fn an_authors_own_mark_is_no_mention() {
        let html = format!(
            "<p><mark>early</mark> {} <mark class=\"mention\"><a><mark>x</mark> y</a></mark> {}</p>",
            words(50),
            words(50)
        );
        let cut = cut(&html, 40).expect("it is long");
        assert!(cut.contains("<mark class=\"mention\"><a><mark>x</mark> y</a></mark>") && !cut.contains("early"), "{cut}");
    }

    #[test]
    fn context_on_one_side_goes_to_the_other() {
        let html = format!("<p>A <mark class=\"mention\">b</mark> {}</p>", words(50));
        let cut = cut(&html, 50).expect("it is long");
        assert!(cut.starts_with("<p>A <mark") && text(&cut).chars().count() > 40, "{cut}");
        let html = format!("<p>{} <mark class=\"mention\">b</mark>.</p>", words(50));
        let cut = super::cut(&html, 50).expect("it is long");
        assert!(cut.ends_with("</mark>.</p>") && text(&cut).chars().count() > 40, "{cut}");
    }

    #[test]
    fn a_mention_longer_than_the_limit_is_cut_too() {
        let html = format!("<p>before <mark class=\"mention\"><a>{}</a></mark> after</p>", words(50));
        let cut = cut(&html, 30).expect("it is long");
        assert_eq!(cut, "<p>… <mark class=\"mention\"><a>word0 word1 word2 word3 word4 …</a></mark></p>");
    }

    #[test]
    fn rows_keep_their_cells() {
        let html =
            format!("<tr><td>{}</td><td><mark class=\"mention\">b</mark></td><td>{}</td><td>c</td></tr>", words(40), words(40));
        let cut = cut(&html, 30).expect("it is long");
        assert_eq!(cut.matches("<td>").count(), 4, "{cut}");
        assert_eq!(cut.matches("</td>").count(), 4, "{cut}");
        assert!(cut.contains("<td>… word38 word39</td>") && cut.ends_with("…</td><td></td></tr>"), "{cut}");
    }

    #[test]
    fn formulas_are_never_parted() {
        let math =
            "<math><mi>abcdefgh</mi><annotation encoding=\"application/x-tex\">a b c d e f g h i j k l m n</annotation></math>";
        let html = format!("<p>x {math} y z {}</p>", words(20));
        assert_eq!(cut(&html, 8).as_deref(), Some("<p>x …</p>"));
        assert!(cut(&html, 20).is_some_and(|cut| cut.contains(math)));
        assert_eq!(text(&html).split(' ').nth(1), Some("abcdefgh"));
    }

    #[test]
    fn graphemes_stay_whole() {
        let family = "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}";
        for cluster in [family, "\u{928}\u{940}", "e\u{301}", "\u{1f1e9}\u{1f1ea}"] {
            let html = format!("<p>{0} <mark class=\"mention\">x</mark> {0}</p>", cluster.repeat(200));
            for limit in 20..30 {
                let shown = text(&cut(&html, limit).expect("it is long"));
                let left = shown.replace(cluster, "");
                assert!(left.trim_matches(['…', ' ']) == "x" || left == "…  x  …" || left == "… x …", "{limit}: {left:?}");
            }
        }
    }

    #[test]
    fn scripts_without_spaces_are_cut_between_characters() {
        let html =
            format!("<p>{}<mark class=\"mention\">日</mark>{}</p>", "吾輩は猫である".repeat(20), "名前はまだ無い".repeat(20));
        let cut = cut(&html, 30).expect("it is long");
        assert!(cut.starts_with("<p>…") && cut.ends_with("…</p>"), "{cut}");
        assert!((20..=34).contains(&text(&cut).chars().count()), "{cut}");
    }

    #[test]
    fn directions_are_closed_where_text_is_cut() {
        let html = format!("<p><mark class=\"mention\">x</mark> \u{202e}reversed \u{2066}isolate {}</p>", words(50));
        let cut = cut(&html, 40).expect("it is long");
        assert!(cut.ends_with("\u{2069}\u{202c} …</p>"), "{cut:?}");
    }

    #[test]
    fn entities_count_as_one_and_come_back() {
        let html = format!("<p>{} &lt;b&gt; &amp;amp; <mark class=\"mention\">&quot;x&quot;</mark></p>", words(40));
        let cut = cut(&html, 30).expect("it is long");
        assert!(cut.contains("&lt;b&gt; &amp;amp; <mark class=\"mention\">&quot;x&quot;</mark>"), "{cut}");
        assert_eq!(text("<p>a &amp; b&#39;s &#x1F600; &bogus; & c</p>"), "a & b's \u{1f600} &bogus; & c");
    }

    #[test]
    fn plain_text_is_cut_likewise() {
        assert_eq!(cut_text("one two three four five", 9), "one two …");
        assert_eq!(cut_text("short", 9), "short");
    }

    #[test]
    fn what_is_not_balanced_comes_out_balanced() {
        for html in ["<p>a<em>b", "a</em></p>b", "<", "<p", "a < b", "<p><em></p></em>", "é<", "<é>"] {
            let long = format!("{html} {}", words(20));
            let cut = cut(&long, 20).expect("it is long");
            assert_eq!(cut.matches("<p>").count(), cut.matches("</p>").count(), "{cut}");
            assert_eq!(cut.matches("<em>").count(), cut.matches("</em>").count(), "{cut}");
        }
    }
}
