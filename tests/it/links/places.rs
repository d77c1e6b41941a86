//! Fragments: the place in a note that a link means.

use super::foam;

const BREAD: &str = "//- bread.md\n# Bread\n\n## Dough\n\n### Time\n\n## Oven & heat\n\n### Time\n\nWarm it up ^warm\n\n## Oven & heat\n\n> a rule ^Rule-1\n";

#[track_caller]
fn place(fragment: &str, expected: &str) {
    let files = format!("//- a.md\n[[bread#{fragment}]]\n{BREAD}");
    foam(&files, &[&format!("[[bread#{fragment}]] -> bread.md{expected}")]);
}

#[test]
fn headings_by_their_very_text() {
    place("Dough", " # Dough at level 2");
    place("Time", " # Time at level 3");
    place("Oven & heat", " # Oven & heat at level 2");
}

#[test]
fn headings_by_what_editors_and_browsers_take() {
    place("dough", " # Dough at level 2");
    place(" Dough ", " # Dough at level 2");
    place("oven--heat", " # Oven & heat at level 2");
    place("time-1", " # Time at level 3");
    place("Oven%20%26%20heat", " # Oven & heat at level 2");
}

#[test]
fn headings_whose_id_the_page_itself_uses() {
    let files = "//- a.md\n[[b#related]] [[b#*Related*]] [[b#related-1]]\n//- b.md\n# B\n\n# *Related*\n";
    foam(
        files,
        &[
            "[[b#related]] -> b.md # Related at level 1",
            "[[b#*Related*]] -> b.md # Related at level 1",
            "[[b#related-1]] -> b.md # Related at level 1",
        ],
    );
}

#[test]
fn headings_below_headings() {
    let link = "//- a.md\n[[bread#Oven & heat#Time]] [[bread#Bread#Dough#Time]] [[bread#Time#Dough]]\n";
    foam(
        &format!("{link}{BREAD}"),
        &[
            "[[bread#Oven & heat#Time]] -> bread.md # Time at level 3",
            "[[bread#Bread#Dough#Time]] -> bread.md # Time at level 3",
            "[[bread#Time#Dough]] -> bread.md # lost",
        ],
    );
}

#[test]
fn the_lower_heading_is_the_one_below_the_upper() {
    let made = crate::fixture::vault(&format!("//- a.md\n[[bread#Dough#Time]] [[bread#Oven & heat#Time]]\n{BREAD}"));
    let parts: Vec<_> = made.graph.targets[0].clone();
    assert_ne!(parts[0], parts[1]);
}

#[test]
fn blocks_by_their_id() {
    place("^warm", " ^warm");
    place("^Rule-1", " ^Rule-1");
    place("^rule-1", " ^Rule-1");
    place("Dough#^warm", " ^warm");
    place("^cold", " # lost");
    place("nothing", " # lost");
    place("", "");
}

#[test]
fn a_block_id_of_a_heading_means_its_section() {
    foam(
        "//- a.md\n[[b#^here]] [x](b.md#^here)\n//- b.md\ntext\n\n## Some heading ^here\n",
        &["[[b#^here]] -> b.md # Some heading at level 2", "[x](b.md#^here) -> b.md # Some heading at level 2"],
    );
}

#[test]
fn fragments_of_attachments_are_theirs() {
    foam(
        "//- a.md\n[[plan.pdf#page=2]] [x](#Top)\n//- plan.pdf\n",
        &["[[plan.pdf#page=2]] -> plan.pdf", "[x](#Top) -> a.md, no edge"],
    );
}
