//! What a site holds for programs: copies of notes, backlinks, `llms.txt`.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

fn build(files: &[(&str, &str)]) -> TempDir {
    let dir = TempDir::new().unwrap();
    let on = ("foamsite.toml", "[output]\nmarkdown = true\nbacklinks = true\n");
    let own = files.iter().any(|(path, _)| *path == on.0);
    for (path, text) in files.iter().chain((!own).then_some(&on)) {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let run = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(["build", "-q"]).current_dir(dir.path()).output().unwrap();
    assert!(run.status.success(), "{run:?}");
    dir
}

fn read(dir: &TempDir, path: &str) -> Option<String> {
    fs::read_to_string(dir.path().join("public").join(path)).ok()
}

#[test]
fn a_copy_is_the_note_without_what_no_page_shows() {
    let text = "---\ntitle: Bread\naliases: loaf\ntags: [food]\ndescription: \"as in [[Secret|mine]]\"\nrating: 5\nstatus: open\nseen: \"[[Oven]] and [[Secret|mine]]\"\npublish: true\n---\n\
                %% a remark %%\n# Bread\n\nTo [[Oven]], [[Secret]], [[Secret#Part|that **one**]], ![[Secret]], ![[pot.png]]. <!-- aside -->\n\n\
                [text *x*](Secret.md \"a title\") [ok](Oven.md) ![alt](gone.png) [ref][s] [s] [o] <a href=\"Secret.md\">raw</a>\n\n\
                `[[Secret]]` `%%code%%`\n\n```foam-query\nfilter: \"#oven\"\n```\n\nEnd.\n\n[s]: Secret.md \"Secret title\"\n[o]: Oven.md \"Oven\"\n[web]: https://example.org/\n";
    let files = [
        ("food/Bread.md", text),
        ("Oven.md", "# Oven #oven\n"),
        ("Secret.md", "---\npublish: false\n---\nx\n"),
        ("pot.png", "png"),
        (
            "foamsite.toml",
            "[site]\nbase_url = 'https://example.org'\n[properties]\nhide = ['status']\n[output]\nmarkdown = true\n",
        ),
    ];
    let dir = build(&files);
    let expected = "---\ntitle: \"Bread\"\nurl: \"https://example.org/food/bread/\"\ndescription: \"as in mine\"\naliases: [\"loaf\"]\ntags: [\"food\"]\nrating: 5\n\
                    seen: \"[[Oven]] and mine\"\n---\n\n# Bread\n\nTo [[Oven]], Secret, that **one**, Secret, ![[pot.png]]. \n\n\
                    text *x* [ok](Oven.md) alt ref s [o] <a>raw</a>\n\n`[[Secret]]` `%%code%%`\n\n- [Oven #oven](../../oven/)\n\nEnd.\n\n\
                    [o]: Oven.md \"Oven\"\n[web]: https://example.org/\n";
    assert_eq!(read(&dir, "food/bread/index.md").unwrap(), expected);
    assert_eq!((read(&dir, "secret/index.md"), read(&dir, "backlinks/secret.json")), (None, None));
}

#[test]
fn backlinks_say_who_and_in_which_words() {
    let files = [
        ("index.md", "# Home\n\n## Baking\n\nIn the morning we bake **[[Bread]]** and eat it.\n"),
        ("Bread.md", "# Bread\n\nBack [[index|home]].\n"),
        ("mine.md", "---\nprivate: true\n---\n[[Bread]]\n"),
    ];
    let dir = build(&files);
    let bread: Value = serde_json::from_str(&read(&dir, "backlinks/bread.json").unwrap()).unwrap();
    let context = json!({ "url": bread["backlinks"][0]["contexts"][0]["url"], "section": ["Baking"], "text": "In the morning we bake Bread and eat it.", "embed": false });
    let card = json!({ "path": "index.md", "url": "/", "title": "Home", "date": null, "contexts": [context], "more": 0 });
    assert_eq!(bread, json!({ "path": "Bread.md", "url": "/bread/", "title": "Bread", "count": 1, "backlinks": [card] }));
    assert!(context["url"].as_str().unwrap().starts_with("/#"), "{context}");
    let home: Value = serde_json::from_str(&read(&dir, "backlinks.json").unwrap()).unwrap();
    assert_eq!(home["backlinks"][0]["contexts"][0]["text"], "Back home.");
}

#[test]
fn llms_txt_names_what_is_listed() {
    let files = [
        ("index.md", "# My [notes]\n\n[[Bread]]\n"),
        ("Bread.md", "---\ndescription: About\n  bread\n---\n# Bread\n"),
        ("hidden.md", "---\nunlisted: true\n---\n# Hidden\n"),
        ("secret.md", "---\npublish: false\n---\n# Secret\n"),
        ("foamsite.toml", "[site]\ndescription = 'What I bake'\n[output]\nmarkdown = true\n"),
    ];
    let dir = build(&files);
    let text = read(&dir, "llms.txt").unwrap();
    assert!(text.starts_with("# My [notes]\n\n> What I bake\n\n"), "{text}");
    assert!(text.contains("- [Bread](bread/index.md): About bread\n- [My \\[notes\\]](index.md)"), "{text}");
    assert!(!text.contains("idden") && !text.contains("ecret"), "{text}");
    let off = [("a.md", "[[b]]\n"), ("b.md", "[[a]]\n"), ("foamsite.toml", "[output]\nllms = false\n")];
    let dir = build(&off);
    for path in ["llms.txt", "a/index.md", "backlinks/a.json"] {
        assert_eq!(read(&dir, path), None);
    }
}

#[test]
fn what_the_vault_has_goes_before_a_file_for_programs() {
    let files = [
        ("index.md", "[[a]] ![](backlinks/a.json) ![](a/index.md/p.png)\n"),
        ("a.md", "[[index]]\n"),
        ("backlinks/a.json", "mine"),
        ("a/index.md/p.png", "a folder with the name of a copy"),
    ];
    let dir = build(&files);
    assert_eq!(read(&dir, "backlinks/a.json").as_deref(), Some("mine"));
    assert!(read(&dir, "a/index.md/p.png").is_some() && read(&dir, "index.md").is_some());
}
