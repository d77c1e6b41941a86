//! Private equals absent: the site of a vault, and of the same vault without its private notes, are the same bytes.

use foamsite::config::Config;
use proptest::prelude::*;

use super::{config, site, vault};

/// Names that meet: in case, as a path, as an index, as an alias of another.
const NAMES: [&str; 12] =
    ["a", "A", "b c", "b-c", "folder/a", "folder/index", "folder", "index", "2024-05-01", "tags", "graph", "other/b c"];
/// What a note says of itself; the last ones are private.
const FRONT: [&str; 11] = [
    "",
    "aliases: [b c, nickname]\ntags: [x, y/z]",
    "title: Same title",
    "permalink: /b-c/",
    "unlisted: true\ntags: [y]",
    "related: \"[[a]]\"\ncreated: 2024-03-01",
    "publish: false\naliases: [a, nickname]\ntags: [x, hidden]",
    "draft: true\ntitle: Same title",
    "private: yes\npermalink: /folder/a/",
    "publish: fales\ncreated: 2020-01-01",
    "tags: [secret/deep]",
];
const PRIVATE: usize = 6;
/// What notes are made of.
const TEXT: [&str; 22] = [
    "# Same title\n\n",
    "## Section\n\nText of it ^block\n\n",
    "See [[a]] and [[b c|label]].\n\n",
    "See [[folder/a#Section]] and [[folder]].\n\n",
    "![[b c]]\n\n",
    "![[folder/a#^block]]\n\n",
    "![alt](pic.png) ![[only.pdf]]\n\n",
    "[md](b%20c.md) and [[nickname]]\n\n",
    "[[nowhere]] and [[nowhere else]]\n\n",
    "#x #y/z words about bread and water\n\n",
    "words about bread, rivers and Same title\n\n",
    "> [!note] Callout [[2024-05-01]]\n\n",
    "```foam-query\nfilter: \"#x\"\nformat: table\n```\n\n",
    "```foam-query\nfilter:\n  links_to: a\n```\n\n",
    "A footnote[^1].\n\n[^1]: [[other/b c]]\n\n",
    "| a | b |\n| --- | --- |\n| [[a]] | ![[pic.png]] |\n\n",
    "[[board.canvas]]\n\n",
    "- [ ] task [[A]]\n\n",
    "%% hidden [[a]] %%\n\n",
    "$x^2$ and `code`\n\n",
    "<a href=\"folder/a.md\">raw</a>\n\n",
    "[[tags]] [[graph]] [[index]]\n\n",
];
const CANVAS: &str = "//- board.canvas\n{\"nodes\":[{\"id\":\"1\",\"type\":\"file\",\"file\":\"a.md\",\"x\":0,\"y\":0,\"width\":9,\"height\":9},\
    {\"id\":\"2\",\"type\":\"text\",\"text\":\"[[b c]]\",\"x\":20,\"y\":0,\"width\":9,\"height\":9}],\"edges\":[{\"id\":\"e\",\"fromNode\":\"1\",\"toNode\":\"2\"}]}\n";

/// A note: which name, which front matter, what of the text.
type Draw = (usize, usize, Vec<usize>);

fn written(notes: &[Draw], configured: bool, private: bool) -> String {
    let is_private = |front: usize| if front == FRONT.len() - 1 { configured } else { front >= PRIVATE };
    let mut files = String::new();
    for (name, front, text) in notes.iter().filter(|(_, front, _)| private || !is_private(*front)) {
        let text: String = text.iter().map(|ix| TEXT[*ix]).collect();
        files += &format!("//- {}.md\n---\n{}\n---\n{text}", NAMES[*name], FRONT[*front]);
    }
    files + CANVAS + "//- pic.png\n//- only.pdf\n"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn private_equals_absent(
        names in prop::sample::subsequence((0..NAMES.len()).collect::<Vec<_>>(), 1..NAMES.len()),
        more in prop::collection::vec((0..FRONT.len(), prop::collection::vec(0..TEXT.len(), 0..6)), NAMES.len()),
        configured in any::<bool>(),
    ) {
        let notes: Vec<Draw> = names.into_iter().zip(more).map(|(name, (front, text))| (name, front, text)).collect();
        let config: Config = if configured {
            config("publish.without_tags = ['secret']\nsite.base_url = 'https://a.org/b/'\noutput = {markdown = true, backlinks = true, share_pictures = true}")
        } else {
            config("site.base_url = 'https://a.org/b/'\noutput = {markdown = true, backlinks = true, share_pictures = true}")
        };
        let all = site(vault(&written(&notes, configured, true)), &config);
        let public = site(vault(&written(&notes, configured, false)), &config);
        prop_assert_eq!(all.keys().collect::<Vec<_>>(), public.keys().collect::<Vec<_>>());
        for (path, bytes) in &all {
            prop_assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&public[path]), "{}", path);
        }
    }
}
