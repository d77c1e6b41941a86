//! What authors and readers write stays text, and breaks nothing; what is not to be found leaves no trace in any file of search.

use foamsite::emit::titles;
use foamsite::search::excerpt::excerpt;
use foamsite::search::query::parse;

use super::{files, found, searcher};
use crate::fixture::vault;

#[test]
fn no_query_breaks_the_search() {
    let made = vault(
        "//- a.md\n---\naliases: ['<img src=x onerror=alert(1)>', '__proto__']\ntags: [constructor]\n---\n# </script><script>alert(1)</script>\n\nplain \u{202e}text toString\n",
    );
    let mut searcher = searcher(made.site());
    let long = "x".repeat(10_000);
    let many = "word ".repeat(2_000);
    let quotes = "\"".repeat(10_000);
    let odd = [
        "<img src=x onerror=alert(1)>",
        "</script>",
        "\u{202e}text",
        "\u{0}\u{1}",
        "tag:",
        "tag:\"",
        "folder:../../etc",
        "-",
        "--",
        "-\"",
        "#",
        "“",
        "\u{fffd}",
    ];
    for query in [&*long, &many, &quotes].into_iter().chain(odd) {
        let answer = searcher.search(query);
        assert!(answer.notes.len() <= 1 && answer.notes.iter().all(|(_, score)| score.is_finite()), "{query:.60}");
    }
    assert!(parse(&many).len() == 100 && parse(&long).len() == 1, "a query has an end");
    for query in ["__proto__", "proto", "constructor", "tag:constructor", "onerror", "tostring", "text", "script alert"] {
        assert_eq!(found(made.site(), query), ["a.md"], "{query}");
    }
    for query in ["valueOf", "hasOwnProperty", "tag:__proto__"] {
        assert_eq!(found(made.site(), query), [""; 0], "{query}");
    }
}

#[test]
fn an_excerpt_is_text_and_whole() {
    let made =
        vault("//- a.md\n# A\n\n`<img src=x onerror=alert(1)>` is \\<b\\> &lt;i&gt; \u{202e}evil\u{202c} 日本語🧭word end\n");
    let mut searcher = searcher(made.site());
    let plain = made.notes[0].plain();
    for (query, mark) in [("onerror", "onerror"), ("evil", "evil"), ("日本語", "日本"), ("word", "word")] {
        let part = excerpt(&plain, &searcher.search(query).marks).expect("it is there");
        let text: String = part.parts.iter().map(|(text, _)| &**text).collect();
        assert!(text.contains("src=x onerror=alert(1)> is <b> <i>"), "{text}");
        assert!(part.parts.iter().any(|(text, hit)| *hit && text == mark), "{query}: {:?}", part.parts);
    }
}

#[test]
fn what_is_not_to_be_found_is_in_no_file() {
    let shown = "//- a.md\n# Shown\n\nwords of all\n";
    let hidden = "//- b.md\n---\nsearch: false\naliases: [hiddenalias]\ntags: [hiddentag]\n---\n# Hiddentitle\n\n## Hiddenhead\n\nhiddenword\n";
    let (with, without) = (vault(&format!("{shown}{hidden}")), vault(shown));
    assert_eq!(titles::files(with.site()), titles::files(without.site()));
    assert_eq!(files(with.site()), files(without.site()));
    for query in ["hidden", "hiddentitle", "hiddenalias", "tag:hiddentag", "hiddenhead", "hiddenword"] {
        assert_eq!(found(with.site(), query), [""; 0]);
    }
    let only = vault(hidden);
    assert_eq!(found(only.site(), "hiddenword"), [""; 0], "an index of no note answers");
}
