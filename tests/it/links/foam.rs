//! Foam's rules, and where foamsite goes beyond them in both resolutions.

use foamsite::config::Config;
use foamsite::link::{Options, Resolution};
use foamsite::vault::Source;

use super::{foam, links};
use crate::fixture::{configured, made};

#[test]
fn names_find_files_anywhere() {
    foam(
        "//- home.md\n[[bread]] [[Bread.MD]] [[RYE]] [[plan.pdf]] [[plan]] [[v1.2]] [[bre]] [[baking/bread]]\n\
         //- food/Bread.md\n//- food/baking/rye.md\n//- docs/plan.pdf\n//- v1.2.md\n",
        &[
            "[[bread]] -> food/Bread.md",
            "[[Bread.MD]] -> food/Bread.md",
            "[[RYE]] -> food/baking/rye.md",
            "[[plan.pdf]] -> docs/plan.pdf",
            "[[plan]] -> nothing: plan",
            "[[v1.2]] -> v1.2.md",
            "[[bre]] -> nothing: bre",
            "[[baking/bread]] -> nothing: baking/bread",
        ],
    );
}

#[test]
fn of_several_files_of_one_name_the_first_by_path_is_taken() {
    foam(
        "//- z/home.md\n[[todo]] [[work/todo]] [[mail]] [[Mail]] [[todo.md]]\n\
         //- z/todo.md\n//- work/todo.md\n//- _new/todo.md\n//- B/Mail.md\n//- c/mail.md\n",
        &[
            "[[todo]] -> _new/todo.md",
            "[[work/todo]] -> work/todo.md",
            "[[mail]] -> c/mail.md",
            "[[Mail]] -> B/Mail.md",
            "[[todo.md]] -> _new/todo.md",
        ],
    );
}

#[test]
fn foam_loses_names_that_fit_several_files_and_are_no_file_name() {
    foam(
        "//- home.md\n[[week/plan]] [[lent/week/plan]] [[soup]]\n\
         //- advent/week/plan.md\n//- lent/week/plan.md\n//- a/Soup.md\n//- b/SOUP.md\n",
        &["[[week/plan]] -> nothing: week/plan", "[[lent/week/plan]] -> lent/week/plan.md", "[[soup]] -> nothing: soup"],
    );
}

#[test]
fn the_first_folder_of_a_name_need_only_begin_like_it() {
    foam(
        "//- home.md\n[[arch/old]] [[chive/old]]\n//- archive/old.md\n",
        &["[[arch/old]] -> archive/old.md", "[[chive/old]] -> nothing: chive/old"],
    );
}

#[test]
fn names_are_taken_as_they_are() {
    foam(
        "//- home.md\n[[ tea]] [[green%20tea]] [[Tee\u{301}]] [[x/../tea]] [[https://tea.example]]\n//- tea.md\n//- green tea.md\n//- teé.md\n",
        &[
            "[[ tea]] -> nothing:  tea",
            "[[green%20tea]] -> nothing: green%20tea",
            "[[Tee\u{301}]] -> nothing: Tee\u{301}",
            "[[x/../tea]] -> nothing: x/../tea",
            "[[https://tea.example]] -> nothing: https://tea.example",
        ],
    );
}

#[test]
fn paths_in_wikilinks() {
    foam(
        "//- trips/2024/diary.md\n[[./map]] [[../list]] [[./rome%20map?x]] [[/trips/list]] [[/list]] [[./list]] [[../../../x]]\n\
         //- trips/2024/map.md\n//- trips/2024/rome map.md\n//- trips/list.md\n",
        &[
            "[[./map]] -> trips/2024/map.md",
            "[[../list]] -> trips/list.md",
            "[[./rome%20map?x]] -> trips/2024/rome map.md",
            "[[/trips/list]] -> trips/list.md",
            "[[/list]] -> nothing: /list",
            "[[./list]] -> nothing: ./list",
            "[[../../../x]] -> nothing: ../../../x",
        ],
    );
}

#[test]
fn folders_mean_their_index_note() {
    let files = "//- a/home.md\n[[garden]] [[b/garden]] [[shed]] [[GARDEN]] [[shed/]] [x](../b/garden) [y](../b/garden/) [z](/b/garden/) [[tools]] [u](..)\n\
         //- b/garden/README.md\n//- b/garden/Index.md\n//- c/garden/index.md\n//- c/shed/readme.md\n//- b/tools.md\n//- tools/index.md\n//- index.md\n";
    foam(
        files,
        &[
            "[[garden]] -> b/garden/Index.md",
            "[[b/garden]] -> b/garden/Index.md",
            "[[shed]] -> c/shed/readme.md",
            "[[GARDEN]] -> b/garden/Index.md",
            "[[shed/]] -> nothing: shed/",
            "[x](../b/garden) -> b/garden/Index.md",
            "[y](../b/garden/) -> b/garden/Index.md",
            "[z](/b/garden/) -> b/garden/Index.md",
            "[[tools]] -> b/tools.md",
            "[u](..) -> index.md",
        ],
    );
    let off = Options { directories: false, ..Options::default() };
    let made = configured(files, Config { link: off, ..Config::default() });
    assert!(links(&made)[..6].iter().all(|link| link.contains("-> nothing: ")), "{:?}", links(&made));
}

#[test]
fn markdown_links_are_paths() {
    foam(
        "//- a/home.md\n[1](b.md) [2](b) [3](../c%20d.md) [4](<../c d.md>) [5](/a/b) [6](/c%20d.md) [7](B.MD?raw) [8](x%5Cy.md) [9](c.md) ![i](../i.png)\n\
         //- a/b.md\n//- c d.md\n//- a/x/y.md\n//- i.png\n//- z/c.md\n",
        &[
            "[1](b.md) -> a/b.md",
            "[2](b) -> a/b.md",
            "[3](../c%20d.md) -> c d.md",
            "[4](<../c d.md>) -> c d.md",
            "[5](/a/b) -> a/b.md",
            "[6](/c%20d.md) -> c d.md",
            "[7](B.MD?raw) -> a/b.md",
            "[8](x%5Cy.md) -> a/x/y.md",
            "[9](c.md) -> nothing: a/c.md",
            "![i](../i.png) -> i.png",
        ],
    );
}

#[test]
fn placeholders_of_paths_are_paths_in_the_vault() {
    foam(
        "//- a/home.md\n[1](gone) [2](../x%20y.md#z) [3](../../out.md) [4](/b/gone/) [5](./n.md?q)\n",
        &[
            "[1](gone) -> nothing: a/gone",
            "[2](../x%20y.md#z) -> nothing: x%20y.md",
            "[3](../../out.md) -> nothing: ../out.md",
            "[4](/b/gone/) -> nothing: b/gone",
            "[5](./n.md?q) -> nothing: a/n.md?q",
        ],
    );
}

#[test]
fn markdown_links_of_a_note_to_itself_are_no_edges() {
    foam(
        "//- a/home.md\n[1](#top) [2](home.md) [3](home) [4]() [5](./home.md#One) [6](?q) [7](/a/home.md) [[home]] [[#One]]\n\n# One\n",
        &[
            "[1](#top) -> a/home.md, no edge",
            "[2](home.md) -> a/home.md, no edge",
            "[3](home) -> a/home.md, no edge",
            "[4]() -> a/home.md, no edge",
            "[5](./home.md#One) -> a/home.md # One at level 1, no edge",
            "[6](?q) -> a/home.md, no edge",
            "[7](/a/home.md) -> a/home.md",
            "[[home]] -> a/home.md",
            "[[#One]] -> a/home.md # One at level 1",
        ],
    );
}

#[test]
fn addresses_elsewhere_are_external() {
    foam(
        "//- home.md\n[1](https://a.example) [2](mailto:a@b.example) <https://c.example> [3](//d.example/x)\n",
        &[
            "[1](https://a.example) -> external",
            "[2](mailto:a@b.example) -> external",
            "<https://c.example> -> external",
            "[3](//d.example/x) -> external",
        ],
    );
}

#[test]
fn references_are_resolved_like_markdown_links() {
    foam(
        "//- a/home.md\n[one][r] [R] [two][s] ![p][p]\n\n[r]: ../b.md#The%20End\n[s]: nowhere.md#x\n[p]: /p.png\n\
         //- b.md\n# The End\n//- p.png\n",
        &[
            "[one][r] -> b.md # The End at level 1",
            "[R] -> b.md # The End at level 1",
            "[two][s] -> nothing: a/nowhere.md",
            "![p][p] -> p.png",
        ],
    );
}

#[test]
fn a_definition_decides_what_a_wikilink_means() {
    foam(
        "//- a/home.md\n[[tea]] [[tea|cup]] [[pot]] [[lid]] [[cup#Handle]]\n\n\
         [tea]: ../drinks/tea#Green \"Tea\"\n[pot]: /drinks/pot.md\n[lid]: gone/lid\n[cup#Handle]: v1.2\n\
         //- drinks/tea.md\n# Green\n//- drinks/pot.md\n//- tea.md\n//- a/v1.2.md\n",
        &[
            "[[tea]] -> drinks/tea.md # Green at level 1",
            "[[tea|cup]] -> drinks/tea.md # Green at level 1",
            "[[pot]] -> drinks/pot.md",
            "[[lid]] -> nothing: a/gone/lid.md",
            "[[cup#Handle]] -> a/v1.2.md",
        ],
    );
}

#[test]
fn extensions_are_inherited_from_the_linking_note() {
    let link = Options { extensions: vec!["md".into(), "txt".into()], resolution: Resolution::Foam, ..Options::default() };
    let texts = [("home.txt", "[[./tea]] [[tea]] [x](tea) [y](/tea) [[./cup]] [[tea.txt]]"), ("tea.txt", ""), ("cup.md", "")];
    let sources = texts.map(|(path, text)| Source::new(path, text)).into();
    assert_eq!(
        links(&made(sources, Vec::new(), Config { link, ..Config::default() })),
        [
            "[[./tea]] -> tea.txt",
            "[[tea]] -> nothing: tea",
            "[x](tea) -> tea.txt",
            "[y](/tea) -> nothing: tea",
            "[[./cup]] -> cup.md",
            "[[tea.txt]] -> tea.txt",
        ]
    );
}

#[test]
fn raw_html_links_are_resolved_but_never_edges_of_foam() {
    foam(
        "//- a/home.md\n<p>\n<a href=\"../b.md#x\">b</a>\n<img src=\"i.png\">\n</p>\n//- b.md\n//- a/i.png\n",
        &["../b.md -> b.md # lost", "i.png -> a/i.png"],
    );
}
