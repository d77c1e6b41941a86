//! What the links tell: communities, and that private notes leave no trace in them.

use foamsite::config::{Config, Discover, RawConfig};
use foamsite::insight::Role;

use crate::fixture::{configured, vault};

/// Two groups of four that all link to each other, and one note that links to both.
fn groups() -> String {
    let mut files = String::new();
    for group in ["Bread", "Rivers"] {
        for i in 0..4 {
            let links: String = (0..4).filter(|j| *j != i).map(|j| format!("[[{group} {j}]] ")).collect();
            files += &format!("//- {group} {i}.md\n#{} Words about it: {links}\n", group.to_lowercase());
        }
    }
    files + "//- Between.md\n[[Bread 0]] and [[Rivers 0]]\n"
}

#[test]
fn communities_have_names_of_their_own() {
    let made = vault(&groups());
    let found = &made.insights.communities;
    assert_eq!(found.len(), 2, "{found:?}");
    let of = |path: &str| made.insights.community[made.id(path).ix()];
    assert_eq!(of("Bread 0.md"), of("Bread 3.md"));
    assert_ne!(of("Bread 0.md"), of("Rivers 3.md"));
    let drawing = foamsite::drawing::Drawing::new(made.site());
    let json = foamsite::emit::graph::theme::json(made.site(), &drawing);
    assert!(json.contains("\"community\":0") && json.contains("\"community\":null"), "{json}");
}

#[test]
fn lists_and_days_play_another_part() {
    let links: String = (0..12).map(|i| format!("- [[n{i}]]\n")).collect();
    let made = vault(&format!("//- map.md\n{links}\n//- 2024-01-17.md\n{links}\n//- a/index.md\n\n//- n1.md\n\n"));
    let role = |path: &str| made.insights.roles[made.id(path).ix()];
    assert_eq!(role("map.md"), Role::List);
    assert_eq!(role("2024-01-17.md"), Role::Daily);
    assert_eq!((role("a/index.md"), role("n1.md")), (Role::Index, Role::Note));
}

#[test]
fn the_configuration_leaves_out_and_lets_in() {
    let links: String = (0..12).map(|i| format!("- [[n{i}]]\n")).collect();
    let raw = RawConfig::parse("[discover]\nleave_out = ['n*.md']\nlists = true\nresolution = 2").expect("it is right");
    let discover = Discover::from(raw.discover);
    assert_eq!(discover.resolution, 2.0);
    let made = configured(&format!("//- map.md\n{links}\n//- n1.md\n\n"), Config { discover, ..Config::default() });
    assert_eq!(made.insights.roles, [Role::Note, Role::LeftOut]);
    for wrong in ["resolution = 0", "resolution = nan", "leave_out = ['a[']"] {
        assert!(RawConfig::parse(&format!("[discover]\n{wrong}")).is_err(), "{wrong}");
    }
}
