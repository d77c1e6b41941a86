//! The files for hosts, as `foamsite init` writes them, and those of the project itself.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Runs `foamsite init` in `dir`; answers what it says.
fn init(dir: &Path, args: &[&str]) -> String {
    let run = Command::new(env!("CARGO_BIN_EXE_foamsite")).arg("init").args(args).current_dir(dir).output().unwrap();
    assert!(run.status.success(), "{run:?}");
    String::from_utf8(run.stderr).unwrap()
}

fn yaml(path: &Path) -> Value {
    serde_saphyr::from_str(&fs::read_to_string(path).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn the_files_for_hosts_stand_where_the_repository_begins() {
    let dir = TempDir::new().unwrap();
    let root = dir.path();
    fs::create_dir_all(root.join(".git")).unwrap();
    fs::create_dir_all(root.join("texts/my garden")).unwrap();
    let said = init(root, &["texts/my garden", "--github", "--netlify"]);
    assert!(said.contains("site.yml: written") && said.contains("netlify.toml: written"), "{said}");
    let workflow = yaml(&root.join(".github/workflows/site.yml"));
    assert_eq!(workflow["permissions"], serde_json::json!({"contents": "read", "pages": "write", "id-token": "write"}));
    let steps = workflow["jobs"]["site"]["steps"].as_array().unwrap();
    assert_eq!(steps[0]["with"]["fetch-depth"], 0, "dates need the whole history");
    assert_eq!(steps[2]["with"]["vault"], "texts/my garden");
    assert_eq!(steps[2]["with"]["output"], "texts/my garden/public");
    assert_eq!(steps[3]["with"]["include-hidden-files"], true);
    let netlify: toml::Table = fs::read_to_string(root.join("netlify.toml")).unwrap().parse().unwrap();
    assert_eq!(netlify["build"]["publish"].as_str(), Some("texts/my garden/public"));
    assert!(netlify["build"]["command"].as_str().unwrap().contains(" build 'texts/my garden'"), "{netlify}");
    assert!(!root.join("texts/my garden/.github").exists() && !root.join("texts/my garden/netlify.toml").exists());
}

#[test]
fn a_file_for_a_host_is_overwritten_by_force_alone() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("netlify.toml");
    fs::write(&path, "# mine\n").unwrap();
    fs::write(dir.path().join("foamsite.toml"), "# mine too\n").unwrap();
    let said = init(dir.path(), &["--netlify"]);
    assert!(said.contains("netlify.toml: is there already, left as it is; `--force` writes it anew"), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "# mine\n");
    assert!(!dir.path().join(".github").exists(), "nobody asked for it");
    let said = init(dir.path(), &["--netlify", "--force"]);
    assert!(said.contains("netlify.toml: written anew"), "{said}");
    assert!(fs::read_to_string(&path).unwrap().contains("DEPLOY_PRIME_URL"));
    assert_eq!(fs::read_to_string(dir.path().join("foamsite.toml")).unwrap(), "# mine too\n");
}

/// Each input of the action reaches the script, and each is one that the workflow of `init` may set.
#[test]
fn the_action_hands_on_all_its_inputs() {
    let action = yaml(&Path::new(ROOT).join("action.yml"));
    let inputs = action["inputs"].as_object().unwrap();
    assert_eq!(inputs.keys().collect::<Vec<_>>(), ["vault", "output", "base-url", "strict", "version"]);
    let step = &action["runs"]["steps"][0];
    let script = fs::read_to_string(Path::new(ROOT).join("tools/action.sh")).unwrap();
    for (name, input) in inputs {
        let variable = format!("INPUT_{}", name.to_uppercase().replace('-', "_"));
        assert_eq!(step["env"][&variable], format!("${{{{ inputs.{name} }}}}"));
        assert!(script.contains(&format!("${{{variable}:-")), "the script does without {variable}");
        assert!(input["description"].is_string() && input["default"].is_string(), "{name}");
    }
}

/// What a release is called stands in several places: they agree.
#[test]
fn names_of_a_release_agree() {
    let read = |path: &str| fs::read_to_string(Path::new(ROOT).join(path)).unwrap();
    let release = yaml(&Path::new(ROOT).join(".github/workflows/release.yml"));
    let matrix = release["jobs"]["build"]["strategy"]["matrix"]["include"].as_array().unwrap();
    let targets: Vec<_> = matrix.iter().filter_map(|entry| entry["target"].as_str()).collect();
    let (install, make) = (read("tools/install.sh"), read("npm/make.mjs"));
    for cpu in ["x86_64", "aarch64"] {
        for system in ["unknown-linux-gnu", "unknown-linux-musl", "apple-darwin"] {
            assert!(targets.contains(&&*format!("{cpu}-{system}")), "{cpu}-{system} is not built");
        }
        assert!(make.contains(&format!("foamsite-{cpu}-unknown-linux-musl.tgz")));
        assert!(make.contains(&format!("foamsite-{cpu}-apple-darwin.tgz")));
    }
    assert!(targets.contains(&"x86_64-pc-windows-msvc") && make.contains("foamsite-x86_64-pc-windows-msvc.zip"));
    for part in ["$cpu-unknown-linux-musl", "$cpu-apple-darwin", "x86_64-pc-windows-msvc"] {
        assert!(install.contains(part), "{part}");
    }
    let repository = env!("CARGO_PKG_REPOSITORY");
    assert!(install.contains(&format!("{repository}/releases/download")) && make.contains(&format!("git+{repository}.git")));
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let url = manifest["package"]["metadata"]["binstall"]["pkg-url"].as_str().unwrap();
    assert_eq!(url, "{ repo }/releases/download/v{ version }/foamsite-{ target }{ archive-suffix }");
}

/// Builds a vault; answers the folder of the site and what was said.
fn build(files: &[(&str, &str)], code: i32) -> (TempDir, String) {
    let dir = TempDir::new().unwrap();
    for (path, text) in files {
        fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
        fs::write(dir.path().join(path), text).unwrap();
    }
    let run = Command::new(env!("CARGO_BIN_EXE_foamsite")).arg("build").current_dir(dir.path()).output().unwrap();
    assert_eq!(run.status.code(), Some(code), "{run:?}");
    (dir, String::from_utf8(run.stderr).unwrap())
}

fn read(dir: &TempDir, path: &str) -> Option<String> {
    fs::read_to_string(dir.path().join("public").join(path)).ok()
}

#[test]
fn headers_name_what_pages_load_and_nothing_else() {
    let notes = [
        (
            "index.md",
            "![](https://pictures.example/a.png) and [a link](https://elsewhere.example/)\n\n<img src=\"http://b.example:81/b.png\">\n",
        ),
        ("secret.md", "---\npublish: false\n---\n![](https://secret.example/a.png)\n"),
    ];
    let (dir, _) = build(&notes, 0);
    let text = read(&dir, "_headers").unwrap();
    assert!(text.starts_with("/*\n  X-Content-Type-Options: nosniff\n"), "{text}");
    let line = text.lines().find(|line| line.contains("Content-Security-Policy")).unwrap();
    assert!(line.contains("img-src 'self' data: http://b.example:81 https://pictures.example;"), "{line}");
    assert!(!text.contains("elsewhere") && !text.contains("secret"), "{text}");
    let kept: Vec<_> = text.split("\n/").filter(|rule| rule.contains("immutable")).collect();
    assert!(kept.len() > 5, "{text}");
    for rule in kept {
        let file = rule.lines().next().unwrap();
        assert!(read(&dir, file).is_some() && file.starts_with("assets/"), "{file} is not in the site");
    }
}

#[test]
fn headers_can_be_left_out_and_be_ones_own() {
    let (dir, _) = build(&[("a.md", "a\n"), ("foamsite.toml", "[output]\nheaders = false\n")], 0);
    assert_eq!((read(&dir, "_headers"), read(&dir, "CNAME")), (None, None));
    let (dir, _) = build(&[("a.md", "a\n"), ("_headers", "/*\n  X-Mine: 1\n"), ("CNAME", "Notes.example.org\n")], 0);
    assert_eq!(read(&dir, "_headers").as_deref(), Some("/*\n  X-Mine: 1\n"));
    assert_eq!(read(&dir, "CNAME").as_deref(), Some("notes.example.org\n"));
    let (dir, _) = build(&[("a.md", "a\n"), ("foamsite.toml", "[notes]\nhtml = \"trusted\"\n")], 0);
    assert!(!read(&dir, "_headers").unwrap().contains("Content-Security-Policy:"));
}

#[test]
fn folders_may_be_called_as_the_files_of_hosts() {
    let files = [("CNAME/a.md", "a\n"), ("_headers/b.md", "[[a]]\n"), ("foamsite.toml", "[site]\ncname = \"n.example.org\"\n")];
    let (dir, _) = build(&files, 0);
    assert_eq!(read(&dir, "CNAME").as_deref(), Some("n.example.org\n"));
    assert!(read(&dir, "_headers").unwrap().contains("nosniff"));
    assert!(read(&dir, "cname-2/a/index.html").is_some() && read(&dir, "_headers-2/b/index.html").is_some());
    let note = |front: &str| format!("{front}c\n");
    let (dir, _) = build(&[("_redirects/c.md", &note("")), ("a.md", "[[c]]\n")], 0);
    assert!(read(&dir, "_redirects-2/c/index.html").is_some() && !dir.path().join("public/_redirects").exists());
    let (dir, _) =
        build(&[("_redirects/c.md", &note("---\nredirect_from: /old/\n---\n")), ("_redirects/_redirects.md", "d\n")], 0);
    assert!(read(&dir, "_redirects").unwrap().contains("/_redirects-2/c/"), "the file of that name is the host's");
    assert!(read(&dir, "_redirects-2/c/index.html").is_some() && read(&dir, "_redirects-2/_redirects/index.html").is_some());
}

#[test]
fn a_host_that_is_none_is_told() {
    let (dir, said) = build(&[("a.md", "a\n"), ("CNAME", "https://example.org\n")], 1);
    assert!(said.contains("CNAME:1:1") && said.contains("is no name of a host"), "{said}");
    assert_eq!(read(&dir, "CNAME"), None);
    let (_, said) = build(&[("a.md", "a\n"), ("foamsite.toml", "[site]\ncname = \"a b\"\n")], 2);
    assert!(said.contains("foamsite.toml:2:9") && said.contains("Write the name alone"), "{said}");
}
