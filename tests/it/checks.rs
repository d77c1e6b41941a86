//! `foamsite check`: of a finished site, and in the forms that others read.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

fn run(dir: &Path, args: &[&str]) -> (i32, String) {
    let out = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(args).current_dir(dir).output().unwrap();
    (out.status.code().unwrap(), String::from_utf8_lossy(&out.stdout).into_owned())
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if path.is_dir() {
            copied(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

#[test]
fn every_address_of_the_example_site_leads_somewhere() {
    let dir = TempDir::new().unwrap();
    copied(&Path::new(env!("CARGO_MANIFEST_DIR")).join("example-site"), &dir.path().join("v"));
    for base in ["https://example.org/", "https://example.org/repo/", "https://example.org/a/b/"] {
        run(dir.path(), &["build", "v", "-o", "out", "-q", "--base-url", base]);
        let args = ["check", "v", "--output", "out", "--base-url", base, "--format", "json", "-v"];
        assert_eq!(run(dir.path(), &args), (0, "[]\n".into()), "{base}");
    }
    fs::remove_file(dir.path().join("out/people/john-harrison/index.html")).unwrap();
    let page = dir.path().join("out/index.html");
    fs::write(&page, fs::read_to_string(&page).unwrap() + "\n<a href=\"#nowhere\">x</a>").unwrap();
    let (code, found) =
        run(dir.path(), &["check", "v", "--output", "out", "--base-url", "https://example.org/a/b/", "--format", "json"]);
    let rows: Value = serde_json::from_str(&found).unwrap();
    let has = |part: &str| rows.as_array().unwrap().iter().any(|row| row["message"].as_str().unwrap().contains(part));
    assert!(code == 1 && has("people/john-harrison/` leads to no file") && has("`#nowhere` names an id"), "{found}");
    assert!(rows[0]["line"].is_u64() && rows[0]["code"] == "dead-address");
    let off = "levels.dead-address = 'warning'\n";
    fs::write(dir.path().join("v/foamsite.toml"), off).unwrap();
    let args = ["check", "v", "--output", "out", "--base-url", "https://example.org/a/b/", "-q"];
    assert_eq!(run(dir.path(), &args).0, 0, "levels count here too");
    assert_eq!(run(dir.path(), &[&args[..], &["--strict"]].concat()).0, 1);
}

#[test]
fn forms_that_code_hosts_read() {
    let dir = TempDir::new().unwrap();
    fs::create_dir_all(dir.path().join("notes")).unwrap();
    fs::write(dir.path().join("notes/a b.md"), "# A\n\nSee [[nowhere, else]].\n").unwrap();
    let (code, lines) = run(dir.path(), &["check", "notes", "--format", "github"]);
    assert_eq!(code, 0);
    assert!(lines.contains("::warning file=notes/a b.md,line=3,col=5,title=unresolved-link::"), "{lines}");
    let (_, sarif) = run(dir.path(), &["check", "./notes", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&sarif).unwrap();
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "notes/a%20b.md");
    assert_eq!(place["region"]["startLine"], 3);
}
