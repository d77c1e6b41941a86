//! The lists of a note's connections as HTML. A page can have a thousand of their entries, so they are written here and not by a
//! template; a theme styles them by their classes.

use super::snippet::{Card, Forward, Snippet};
use crate::base::text::escape_into;
use crate::theme::Words;

/// A card with more snippets folds the others.
const OPEN_SNIPPETS: usize = 3;

/// Cards, each an item of a list.
pub(super) fn cards(cards: &[Card<'_>], words: &Words) -> String {
    let size = |card: &Card<'_>| {
        card.snippets.iter().map(|s| 200 + s.html.len() + s.more.as_ref().map_or(0, String::len)).sum::<usize>()
    };
    let mut out = String::with_capacity(cards.iter().map(|card| 300 + size(card)).sum());
    for card in cards {
        push_card(&mut out, card, words);
    }
    out
}

fn push_card(out: &mut String, card: &Card<'_>, words: &Words) {
    element(out, "<li class=\"card\" data-source=\"", card.source);
    for part in ["\"><div class=\"source\"><a href=\"", &card.href, "\">"] {
        out.push_str(part); // an address needs no escaping
    }
    escape_into(out, card.title);
    out.push_str("</a>");
    if !card.folder.is_empty() || card.date.is_some() {
        out.push_str("<p>");
        for (i, folder) in card.folder.split('/').enumerate() {
            element(out, if i > 0 { " › " } else { "" }, folder);
        }
        if let Some(date) = &card.date {
            out.push_str(if card.folder.is_empty() { "" } else { " · " });
            element(out, "<time datetime=\"", date);
            element(out, "\">", &words.date(date));
            out.push_str("</time>");
        }
        out.push_str("</p>");
    }
    out.push_str("</div><div class=\"snippets\">\n");
    let (open, folded) = card.snippets.split_at(card.snippets.len().min(OPEN_SNIPPETS));
    open.iter().for_each(|snippet| push_snippet(out, snippet, words));
    if !folded.is_empty() {
        element(out, "<details class=\"folded\"><summary>", &words.count("more", folded.len()));
        out.push_str("</summary>\n");
        folded.iter().for_each(|snippet| push_snippet(out, snippet, words));
        out.push_str("</details>");
    }
    if card.left_out > 0 {
        element(out, "<p class=\"rest\"><a href=\"", &card.href);
        element(out, "\">", &words.count("and-more", card.left_out));
        out.push_str("</a></p>");
    }
    out.push_str("</div></li>\n");
}

/// The snippets of a card alone.
pub(super) fn snippets(card: &Card<'_>, words: &Words) -> String {
    let mut out = String::new();
    card.snippets.iter().for_each(|snippet| push_snippet(&mut out, snippet, words));
    out
}

fn push_snippet(out: &mut String, snippet: &Snippet<'_>, words: &Words) {
    for part in ["<div class=\"snippet\"><a class=\"place\" href=\"", &snippet.href, "\">"] {
        out.push_str(part);
    }
    if snippet.trail.is_empty() {
        escape_into(out, words.get("in-context"));
    }
    for (i, heading) in snippet.trail.iter().enumerate() {
        element(out, if i > 0 { " › " } else { "" }, heading);
    }
    out.push_str("</a>");
    badge(out, words.get("embedded"), snippet.embedded);
    out.push('\n');
    out.push_str(&snippet.html);
    if let Some(more) = &snippet.more {
        element(out, "<details class=\"more\"><summary>", words.get("whole-passage"));
        out.push_str("</summary>");
        out.push_str(more);
        out.push_str("</details>");
    }
    out.push_str("</div>\n");
}

/// What a note leads to, each an item of a list.
pub(super) fn forward(links: &[Forward<'_>], words: &Words) -> String {
    let mut out = String::with_capacity(links.len() * 300);
    for link in links {
        match (&link.target, &link.href) {
            (Some(target), Some(href)) => {
                element(&mut out, "<li data-target=\"", target);
                for part in ["\"><a href=\"", href, "\">"] {
                    out.push_str(part);
                }
                escape_into(&mut out, &link.title);
                out.push_str("</a>");
            }
            _ => {
                element(&mut out, "<li data-placeholder=\"", link.placeholder.unwrap_or_default());
                match &link.href {
                    Some(href) => {
                        for part in ["\"><a class=\"placeholder\" href=\"", href, "\">"] {
                            out.push_str(part);
                        }
                        element(&mut out, "", &link.title);
                        out.push_str("</a>");
                    }
                    None => {
                        element(&mut out, "\"><span class=\"placeholder\">", &link.title);
                        out.push_str("</span>");
                    }
                }
                badge(&mut out, words.get(if link.embed { "missing" } else { "not-written" }), true);
            }
        }
        if link.count > 1 {
            badge(&mut out, &words.count("links", link.count), true);
        }
        badge(&mut out, words.get("embedded"), link.embed && link.target.is_some());
        if let Some(lead) = link.lead {
            element(&mut out, "<p>", lead);
            out.push_str("</p>");
        }
        out.push_str("</li>\n");
    }
    out
}

fn badge(out: &mut String, text: &str, shown: bool) {
    if shown {
        element(out, "<span class=\"badge\">", text);
        out.push_str("</span>");
    }
}

/// Markup of ours, then a text of somebody's.
fn element(out: &mut String, markup: &str, text: &str) {
    out.push_str(markup);
    escape_into(out, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> Words {
        crate::theme::Theme::default().words().0
    }

    fn snippet(html: &str) -> Snippet<'_> {
        Snippet { trail: vec!["A".into(), "B & C".into()], html: html.into(), href: "x/#b".into(), more: None, embedded: false }
    }

    fn card(snippets: Vec<Snippet<'_>>) -> Card<'_> {
        Card {
            source: "\"x\".md",
            href: "x/".into(),
            title: "<x>",
            folder: "a/b",
            date: Some("2024-03-12".into()),
            daily: false,
            embeds: 0,
            snippets,
            left_out: 0,
        }
    }

    #[test]
    fn texts_are_escaped_and_html_is_not() {
        let html = cards(&[card(vec![snippet("<p><mark>m</mark></p>")])], &english());
        for part in [
            "data-source=\"&quot;x&quot;.md\"",
            ">&lt;x&gt;</a>",
            "A › B &amp; C",
            "a › b · <time datetime=\"2024-03-12\">12 March 2024",
            "<p><mark>m</mark></p>",
        ] {
            assert!(html.contains(part), "{part}\n{html}");
        }
    }

    #[test]
    fn the_fourth_snippet_is_folded() {
        let three = cards(&[card(vec![snippet("x"); 3])], &english());
        assert!(!three.contains("<details"));
        let five = cards(&[Card { left_out: 7, ..card(vec![snippet("x"); 5]) }], &english());
        assert!(five.contains("<details class=\"folded\"><summary>2 more</summary>") && five.contains("and 7 more"));
        assert_eq!(five.matches("<div").count(), five.matches("</div>").count());
    }

    #[test]
    fn placeholders_lead_nowhere() {
        let html = forward(
            &[Forward { placeholder: Some("a \"b\""), title: "a \"b\"".into(), count: 2, ..Forward::default() }],
            &english(),
        );
        assert!(
            html.contains("data-placeholder=\"a &quot;b&quot;\"") && html.contains("2 links") && !html.contains("href"),
            "{html}"
        );
    }
}
