//! What is said about links that lead to nothing, to several, or past the place they name.

use super::findings;
use crate::fixture::vault;

#[track_caller]
fn said(files: &str, expected: &[&str]) {
    let found = findings(&vault(files));
    assert_eq!(found, expected, "{}", found.join("\n"));
}

#[test]
fn a_slip_is_guessed() {
    said(
        "//- a.md\n[[Meal prpe|food]] [t](x/meal%20prep.md)\n//- y/Meal prep.md\n//- z/meal prep.md\n",
        &[
            "unresolved-link: `Meal prpe` fits no note / Did you mean `[[Meal prep|food]]`?",
            "unresolved-link: `x/meal%20prep.md` does not exist / Did you mean `<y/Meal prep.md>`?",
        ],
    );
}

#[test]
fn a_guess_knows_titles_and_attachments_from_notes() {
    said(
        "//- a.md\n[[Abuot tea]] ![[tee.png]] ![](green.png)\n//- t.md\n# About tea\n//- img/tea.png\n//- tee.md\n",
        &[
            "unresolved-link: `Abuot tea` fits no note / Did you mean `[[t]]`?",
            "missing-attachment: `tee.png` does not exist / Did you mean `![[tea.png]]`?",
            "missing-attachment: `green.png` does not exist / Add the file, or correct its name.",
        ],
    );
}

#[test]
fn where_nothing_is_near_the_finding_says_what_to_do() {
    said(
        "//- a.md\n[[quite another thing]] [[https://tea.example/x]] [t](2024-01-02.md)\n//- 2024-01-01.md\n",
        &[
            "unresolved-link: `quite another thing` fits no note / Write that note, or correct the name.",
            "unresolved-link: `https://tea.example/x` fits no note / Write `[text](https://tea.example/x)` for a link to the web.",
            "unresolved-link: `2024-01-02.md` does not exist / Write that note, or correct the name.",
        ],
    );
}

#[test]
fn raw_html_must_not_be_dead() {
    said(
        "//- a.md\n<p>\n<a href=\"gone.html\">x</a>\n</p>\n",
        &["dead-html-link: `gone.html` does not exist / Add the file, or correct its name."],
    );
}

#[test]
fn the_others_that_a_name_fits_are_named() {
    said(
        "//- z.md\n[[todo#x|do]]\n//- a/todo.md\n# x\n//- b/todo.md\n//- todo.md\n",
        &["ambiguous-link: `todo` leads to `a/todo.md`, but fits `b/todo.md` and `todo.md` as well / \
         Write `[[a/todo#x|do]]` if this one is meant. / Write `[[b/todo#x|do]]` or `[[/todo#x|do]]` if another one is."],
    );
    let many: String = ["b", "c", "d", "e", "f"].map(|folder| format!("//- {folder}/todo.md\n")).concat();
    let found = findings(&vault(&format!("//- z.md\n[[todo]]\n{many}")));
    assert!(found[0].contains("but fits `c/todo.md`, `d/todo.md`, `e/todo.md` and 1 more as well"), "{}", found[0]);
}

#[test]
fn folders_of_one_name_are_named_too() {
    said(
        "//- z.md\n[[shed]]\n//- a/shed/index.md\n//- b/shed/readme.md\n",
        &["ambiguous-link: `shed` leads to `a/shed/index.md`, but fits `b/shed/readme.md` as well / \
         Write `[[index]]` if this one is meant. / Write `[[readme]]` if another one is."],
    );
}

#[test]
fn lost_places() {
    said(
        "//- a.md\n[[b#Kneeding]] [[b#Baking]] [[b#^rst]] [x](b.md#y) [[c#x]] [[c#^x]]\n//- b.md\n# Kneading\n\n## Rising\n\nlet it rest ^rest\n//- c.md\n",
        &[
            "missing-section: `b.md` has no section `Kneeding` / Did you mean `#Kneading`?",
            "missing-section: `b.md` has no section `Baking` / Its sections are `#Kneading` and `#Rising`.",
            "missing-block: `b.md` has no block `^rst` / Did you mean `#^rest`?",
            "missing-section: `b.md` has no section `y` / Its sections are `#Kneading` and `#Rising`.",
            "missing-section: `c.md` has no section `x` / The note has no section at all; leave out `#x`.",
            "missing-block: `c.md` has no block `^x` / The note has no block at all; leave out `#^x`.",
        ],
    );
}

#[test]
fn names_that_no_wikilink_can_hold_are_written_as_paths() {
    said(
        "//- a.md\n[[C sharp]]\n//- x/C#.md\n---\ntitle: C sharp\n---\n",
        &["lenient-link: `C sharp` leads to `x/C#.md` by its title, but nowhere in Foam / Write `x/C%23.md` and both agree."],
    );
}
