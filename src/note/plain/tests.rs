//! The visible text: what is in it and where it stands.

use super::*;
use crate::note::{Options, RawHtml, parse::parse};

fn plain(text: &str) -> Plain {
    parse(text, &Options::default()).plain()
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let plain = plain(text);
    assert_eq!(plain.text, expected, "{text:?}");
    let joined: String = plain.parts().map(|(_, part)| part).collect();
    assert_eq!(joined, plain.text, "the runs cover the text of {text:?}");
}

#[test]
fn text_without_markup() {
    check("---\ntitle: T\n---\n# A *b*\n\nc **d**e\nf %%no%% <!-- no -->g", "A b\n\nc de\nf        g");
    check("[[a|b]] [[c#d]] [e](f.md \"g\") ![h](i.png) ![[j]]", "b c › d e");
    check("- a\n- b\n  - c\n\n> d\n\n| e | f |\n|---|---|\n| g | h |\n", "a\n\nb\n\nc\n\nd\n\ne\n\nf\n\ng\n\nh");
    check("a & b < c \"d\" `<e>` x<br>y", "a & b < c \"d\" <e> x y");
    check("a[^1] #tag/sub\n\n[^1]: note\n", "a #tag/sub\n\nnote");
    check("$a<b$ and $x$\n\n- [ ] todo", "a<b and x\n\ntodo");
    check("```rust\nfn  main() {\n    a\n}\n```\nafter", "fn  main() {\n    a\n}\n\nafter");
    check("", "");
    check("![[a.png]]\n\n***\n", "");
    check("日本語の**文章**。<b>x</b><ruby>漢<rt>kan</rt></ruby>", "日本語の文章。x漢kan");
}

#[test]
fn what_is_hidden_is_no_text() {
    let options = Options { html: RawHtml::Trusted, ..Options::default() };
    let note = parse("a\n\n<style>p { x: y }</style>\n<script>if (a</b) {}</script>\n\n<p title=\"t\">b</p>", &options);
    assert_eq!(note.plain().text, "a\n\nb");
}

#[test]
fn runs_know_their_kind_and_place() {
    let note = parse("# H\n\nplain `code` [l *m*](n.md) <https://e.org> $x+y$ #t &amp; end", &Options::default());
    let plain = note.plain();
    let kinds: Vec<_> =
        plain.parts().map(|(run, text)| (text.trim(), run.kind, run.linked)).filter(|p| !p.0.is_empty()).collect();
    use RunKind::{Code, Math, Tag, Text};
    let expected = [
        ("H", Text, false),
        ("plain", Text, false),
        ("code", Code, false),
        ("l", Text, true),
        ("m", Text, true),
        ("https://e.org", Text, true),
        ("x+y", Math, false),
        ("#t", Tag, false),
        ("&", Text, false),
        ("end", Text, false),
    ];
    assert_eq!(kinds, expected);
    for word in ["plain", "m", "end"] {
        let at = plain.text.find(word).expect("it is there");
        let tape = plain.on_tape(at).expect("it has a place");
        assert!(note.body.html[tape as usize..].starts_with(word), "{word}");
        let block = note.block_at(tape).expect("it stands in a block");
        assert_eq!(note.blocks[block as usize].kind, BlockKind::Paragraph);
        assert_eq!(section_of(&note, block), Some(0));
    }
}

#[test]
fn sections_begin_at_their_headings() {
    let plain = plain("before\n\n# One\n\na\n\n## \n\nb\n\n> # Two\n> c\n");
    let sections: Vec<_> = plain.sections().map(|(heading, range)| (heading, plain.text[range].trim_end())).collect();
    assert_eq!(sections, [(None, "before"), (Some(0), "One\n\na\n\nb"), (Some(2), "Two\n\nc")]);
    assert_eq!(&plain.text[plain.headings[0].range()], "One");
}

#[test]
fn blocks_are_found_by_their_place() {
    let text = "a\n\n- b\n  - c\n\n    d[^1]\n\n> e\n> # f\n\n| g |\n|---|\n| h |\n| ^id |\n\n^x\n\n[^1]: i\n\n    j\n\n\
                t\n: k\n";
    let note = parse(text, &Options::default());
    assert!(note.blocks.is_sorted_by_key(|block| block.slice.start));
    let plain = note.plain();
    let kind = |word: &str| {
        let at = note.block_at(plain.on_tape(plain.text.find(word)?)?)?;
        Some(note.blocks[at as usize].kind)
    };
    assert_eq!(kind("c"), Some(BlockKind::Paragraph));
    assert_eq!(kind("f"), Some(BlockKind::Heading(0)));
    assert_eq!((kind("g"), kind("h")), (Some(BlockKind::TableHead), Some(BlockKind::Row)));
    assert_eq!(kind("i"), Some(BlockKind::Paragraph));
}

#[test]
fn a_label_of_the_site() {
    let note = parse("[[a]] [[b|c]]", &Options::default());
    assert_eq!(note.plain_with(|ix| format!("T{ix}").into()).text, "T0 c");
}

#[test]
fn white_space_alone_is_no_run() {
    check("`%%hidden%%<br>%%hidden%%</b>\n\ntwo words `", "`\n\ntwo words `");
    check("&nbsp; &nbsp;\n\n**a** &nbsp;\n\nb", "a\n\nb");
}
