//! The rules by which the one sensible target is found where Foam has none.

use foamsite::config::Config;
use foamsite::link::Options;

use super::{findings, lenient, links};
use crate::fixture::{configured, vault};

#[test]
fn blanks_are_trimmed() {
    lenient(
        "//- a.md\n[[ tea |cup]]\n//- tea.md\n",
        "[[ tea |cup]] -> tea.md",
        "lenient-link: ` tea ` leads to `tea.md` without its blanks, but nowhere in Foam / Write `[[tea|cup]]` and both agree.",
    );
}

#[test]
fn percent_encoding_is_undone() {
    lenient(
        "//- a.md\n[[green%20tea]]\n//- x/green tea.md\n",
        "[[green%20tea]] -> x/green tea.md",
        "lenient-link: `green%20tea` leads to `x/green tea.md` without its percent-encoding, but nowhere in Foam / Write `[[green tea]]` and both agree.",
    );
    lenient(
        "//- a.md\n[t](50%25.md)\n//- 50%25.md\n",
        "[t](50%25.md) -> 50%25.md",
        "lenient-link: `50%25.md` leads to `50%25.md` without its percent-encoding, but nowhere in Foam / Write `50%2525.md` and both agree.",
    );
}

#[test]
fn a_slash_at_the_end_means_a_folder() {
    lenient(
        "//- a.md\n[[shed/]]\n//- x/shed/index.md\n",
        "[[shed/]] -> x/shed/index.md",
        "lenient-link: `shed/` leads to `x/shed/index.md` as a folder, but nowhere in Foam / Write `[[index]]` and both agree.",
    );
    lenient(
        "//- x/a.md\n[[../shed]]\n//- shed/readme.md\n//- y/readme.md\n",
        "[[../shed]] -> shed/readme.md",
        "lenient-link: `../shed` leads to `shed/readme.md` as a folder, but nowhere in Foam / Write `[[shed/readme]]` and both agree.",
    );
}

#[test]
fn unicode_forms_are_one() {
    lenient(
        "//- a.md\n[[cafe\u{301}]]\n//- x/caf\u{e9}.md\n",
        "[[cafe\u{301}]] -> x/caf\u{e9}.md",
        "lenient-link: `cafe\u{301}` leads to `x/caf\u{e9}.md` in another Unicode form, but nowhere in Foam / Write `[[caf\u{e9}]]` and both agree.",
    );
    lenient(
        "//- x/a.md\n![](img/caf\u{e9}.png)\n//- x/img/cafe\u{301}.png\n",
        "![](img/caf\u{e9}.png) -> x/img/cafe\u{301}.png",
        "lenient-link: `img/caf\u{e9}.png` leads to `x/img/cafe\u{301}.png` in another Unicode form, but nowhere in Foam / Write `img/cafe\u{301}.png` and both agree.",
    );
}

#[test]
fn a_path_may_start_at_the_root() {
    lenient(
        "//- x/a.md\n[t](food/tea.md)\n//- food/tea.md\n",
        "[t](food/tea.md) -> food/tea.md",
        "lenient-link: `food/tea.md` leads to `food/tea.md` as a path from the vault's root or the note, but nowhere in Foam / Write `../food/tea.md` and both agree.",
    );
    lenient(
        "//- x/a.md\n[[food/tea]]\n//- food/tea.md\n//- old/food/tea.md\n",
        "[[food/tea]] -> food/tea.md",
        "lenient-link: `food/tea` leads to `food/tea.md` as a path from the vault's root or the note, but nowhere in Foam / Write `[[/food/tea]]` and both agree.",
    );
}

#[test]
fn of_several_the_nearest() {
    lenient(
        "//- p/q/a.md\n[[s/tea]]\n//- p/s/tea.md\n//- r/s/tea.md\n",
        "[[s/tea]] -> p/s/tea.md",
        "lenient-link: `s/tea` leads to `p/s/tea.md` as the nearest of several, but nowhere in Foam / Write `[[p/s/tea]]` and both agree.",
    );
    let whole = vault("//- a.md\n[[green/tea]]\n//- x/green/tea.md\n//- greenish/tea.md\n");
    assert_eq!(links(&whole), ["[[green/tea]] -> x/green/tea.md"]);
}

#[test]
fn two_that_are_equally_near_are_named() {
    let made = vault("//- a.md\n[[s/tea]]\n//- p/s/tea.md\n//- r/s/tea.md\n");
    assert_eq!(links(&made), ["[[s/tea]] -> nothing: s/tea"]);
    assert_eq!(
        findings(&made),
        [
            "unresolved-link: `s/tea` fits 2 files, and Foam takes none of them / Write `[[p/s/tea]]` or `[[r/s/tea]]` to say which one is meant."
        ]
    );
}

#[test]
fn aliases_and_titles() {
    lenient(
        "//- a.md\n[[The Leaf]]\n//- x/tea.md\n---\naliases: [The leaf]\n---\n",
        "[[The Leaf]] -> x/tea.md",
        "lenient-link: `The Leaf` leads to `x/tea.md` by its alias, but nowhere in Foam / Write `[[tea|The Leaf]]` and both agree.",
    );
    lenient(
        "//- a.md\n![[all about tea#Green]]\n//- x/tea.md\n# All about tea\n\n## Green\n",
        "![[all about tea#Green]] -> x/tea.md # Green at level 2",
        "lenient-link: `all about tea` leads to `x/tea.md` by its title, but nowhere in Foam / Write `![[tea#Green]]` and both agree.",
    );
    let two = vault("//- a.md\n[[leaf]]\n//- b.md\n---\nalias: leaf\n---\n//- c.md\n---\nalias: leaf\n---\n");
    assert_eq!(links(&two), ["[[leaf]] -> nothing: leaf"]);
}

#[test]
fn an_extension_too_few_or_too_many() {
    lenient(
        "//- a.md\n![[photo]]\n//- x/photo.jpg\n",
        "![[photo]] -> x/photo.jpg",
        "lenient-link: `photo` leads to `x/photo.jpg` with another extension, but nowhere in Foam / Write `![[photo.jpg]]` and both agree.",
    );
    lenient(
        "//- a.md\n[t](plan.pdf.md)\n//- plan.pdf\n",
        "[t](plan.pdf.md) -> plan.pdf",
        "lenient-link: `plan.pdf.md` leads to `plan.pdf` with another extension, but nowhere in Foam / Write `plan.pdf` and both agree.",
    );
    let two = vault("//- a.md\n![[photo]]\n//- x/photo.jpg\n//- photo.png\n");
    assert_eq!(links(&two), ["![[photo]] -> nothing: photo"]);
}

#[test]
fn a_name_that_only_one_file_has() {
    lenient(
        "//- x/a.md\n[t](tea.md)\n//- y/z/tea.md\n",
        "[t](tea.md) -> y/z/tea.md",
        "lenient-link: `tea.md` leads to `y/z/tea.md` as the only file of that name, but nowhere in Foam / Write `../y/z/tea.md` and both agree.",
    );
    let two = vault("//- x/a.md\n[t](tea.md)\n//- y/z/tea.md\n//- tea.md\n");
    assert_eq!(links(&two), ["[t](tea.md) -> tea.md"], "the one at the root");
    let two = vault("//- x/a.md\n[t](tea.md)\n//- y/z/tea.md\n//- z/tea.md\n");
    assert_eq!(links(&two), ["[t](tea.md) -> nothing: x/tea.md"]);
}

#[test]
fn slugs() {
    lenient(
        "//- a.md\n[[meal-prep-ideas]]\n//- food/Meal prep: ideas!.md\n",
        "[[meal-prep-ideas]] -> food/Meal prep: ideas!.md",
        "lenient-link: `meal-prep-ideas` leads to `food/Meal prep: ideas!.md` by its slug, but nowhere in Foam / Write `[[Meal prep: ideas!|meal-prep-ideas]]` and both agree.",
    );
}

#[test]
fn files_of_any_type() {
    lenient(
        "//- a.md\n[t](x/data.csv)\n//- x/data.csv\n",
        "[t](x/data.csv) -> x/data.csv",
        "lenient-link: `x/data.csv` leads to `x/data.csv` although files of its type are no attachments, but nowhere in Foam / Add `csv` to `foam.files.attachmentExtensions`.",
    );
    let options = Options { attachments: Some(vec!["csv".into()]), ..Options::default() };
    let made = configured(
        "//- a.md\n[[data.csv]] [[plan.pdf]]\n//- data.csv\n//- plan.pdf\n",
        Config { link: options, ..Config::default() },
    );
    assert_eq!(links(&made), ["[[data.csv]] -> data.csv", "[[plan.pdf]] -> plan.pdf"]);
    assert_eq!(findings(&made).len(), 1, "only the second needs leniency");
}

#[test]
fn a_definition_that_leads_nowhere_is_passed_over() {
    lenient(
        "//- a.md\n[[tea]]\n\n[tea]: https://tea.example\n//- x/tea.md\n",
        "[[tea]] -> x/tea.md",
        "lenient-link: `tea` leads to `x/tea.md` although its link reference definition leads elsewhere, but nowhere in Foam / Correct the definition or remove it.",
    );
}

#[test]
fn the_attachment_folder() {
    let link = |folder: &str, files: &str| {
        let options = Options { attachment_folder: Some(folder.into()), ..Options::default() };
        links(&configured(files, Config { link: options, ..Config::default() }))
    };
    let files = "//- x/a.md\n![](tea.png)\n//- media/tea.png\n//- x/media/tea.png\n//- z/tea.png\n";
    assert_eq!(link("media", files), ["![](tea.png) -> media/tea.png"]);
    assert_eq!(link("./media", files), ["![](tea.png) -> x/media/tea.png"]);
    assert_eq!(link("none", files), ["![](tea.png) -> nothing: x/tea.png"]);
}

#[test]
fn what_no_reader_sees_is_not_spoken_of() {
    let made = vault("//- a.md\n$[[gone]]$ and `[[gone too]]` and [[gone as well]]\n");
    let said = findings(&made);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].contains("gone as well"));
}
