//! The rules of the house, as tests: who may use whom, sizes, words, dependencies.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path.as_ref()).unwrap_or_else(|e| panic!("{}: {e}", path.as_ref().display()))
}

/// All files below `folder` with one of `extensions`, sorted.
fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(ROOT).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                if path.file_name().is_some_and(|n| n != "node_modules") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|e| extensions.iter().any(|x| e == *x)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The module table of ARCHITECTURE.md: each module and those it uses, in order.
fn table() -> Vec<(String, BTreeSet<String>)> {
    let text = read(Path::new(ROOT).join("ARCHITECTURE.md"));
    let rows = text.lines().skip_while(|l| !l.starts_with("| module |")).skip(2).take_while(|l| l.starts_with('|'));
    let cells = |row: &str| row.trim_matches('|').split('|').map(|c| c.trim().replace('`', "")).collect::<Vec<_>>();
    let names = |cell: &str| cell.split(", ").map(str::to_owned).filter(|n| !n.is_empty() && n != "—").collect();
    rows.map(cells).map(|c| (c[0].clone(), names(&c[1]))).collect()
}

fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix(Path::new(ROOT).join("src")).unwrap();
    inside.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// The modules that a file names as `crate::x` or `foamsite::x`, in code.
fn uses(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for line in text.lines().filter(|l| !l.trim_start().starts_with("//")) {
        for (i, root) in line.match_indices("crate::").chain(line.match_indices("foamsite::")) {
            let rest = &line[i + root.len()..];
            let group = rest.strip_prefix('{').map(|g| g.split('}').next().unwrap_or(g));
            // `crate::{link, note}`: only the first segment of each counts
            let parts = group.map_or_else(|| vec![rest], |g| g.split(", ").collect());
            for part in parts {
                let name: String = part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if name.starts_with(|c: char| c.is_lowercase()) {
                    found.insert(name);
                }
            }
        }
    }
    found
}

#[test]
fn modules_use_only_what_the_table_allows() {
    let table = table();
    assert!(table.len() > 10, "ARCHITECTURE.md lost its table of modules");
    let place: BTreeMap<&str, usize> = table.iter().enumerate().map(|(i, (name, _))| (&**name, i)).collect();
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files("src", &["rs"]) {
        let module = module_of(&file);
        if module == "lib" {
            continue;
        }
        let mut names = uses(&read(&file));
        names.remove(&module);
        used.entry(module).or_default().extend(names);
    }
    for (module, names) in &used {
        let at = *place.get(&**module).unwrap_or_else(|| panic!("the table of ARCHITECTURE.md lacks `{module}`"));
        for name in names {
            let Some(above) = place.get(&**name) else { panic!("`{module}` uses `{name}`, which the table lacks") };
            assert!(*above < at, "`{module}` uses `{name}`, which stands below it: data flows one way");
        }
        assert_eq!(names, &table[at].1, "what `{module}` uses (left) is not what the table says (right)");
    }
    for (module, _) in &table {
        assert!(used.contains_key(module), "the table has `{module}`, src/ has not");
    }
}

#[test]
fn files_stay_one_room() {
    for file in files("src", &["rs"]).into_iter().chain(files("themes", &["css", "js", "html"])) {
        let text = read(&file);
        assert!(text.lines().count() <= 400, "{} is past 400 lines", file.display());
        if file.extension().is_some_and(|e| e == "rs") {
            assert!(text.starts_with("//!"), "{} does not say what it is for", file.display());
        }
    }
}

#[test]
fn every_dependency_says_what_it_is_for() {
    let manifest = read(Path::new(ROOT).join("Cargo.toml"));
    let section = manifest.split("[dependencies]").nth(1).unwrap().split("\n[").next().unwrap();
    let lines: Vec<_> = section.lines().filter(|l| l.contains(" = ")).collect();
    for line in &lines {
        assert!(line.contains("# ") || line.starts_with("serde = "), "no reason given: {line}");
    }
    let mut sorted = lines.clone();
    sorted.sort_unstable_by_key(|l| l.split(' ').next().unwrap().to_owned());
    assert_eq!(lines, sorted, "dependencies are sorted by name");
    assert!(lines.len() <= 55, "{} dependencies: is each worth it?", lines.len());
}

#[test]
fn nothing_dangerous_and_nothing_left_for_later() {
    let later = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["to", "do!("].concat(), ["unimpl", "emented!("].concat()];
    for file in files("src", &["rs"]).into_iter().chain(files("themes", &["css", "js", "html"])) {
        let text = read(&file);
        for word in later.iter().map(|w| &**w).chain(["remove_dir_all", "allow(unsafe_code)"]) {
            assert!(!text.contains(word), "{} has {word}", file.display());
        }
    }
    for file in files("themes", &["js", "html"]) {
        let text = read(&file);
        for word in
            ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "http://", "https://"]
        {
            let harmless = ["http://www.w3.org/", "https://schema.org"].iter().fold(text.clone(), |t, ok| t.replace(ok, ""));
            assert!(!harmless.contains(word), "{} has {word}", file.display());
        }
    }
}

/// docs/findings.md, made from the table of codes; `UPDATE=1` writes it anew.
#[test]
fn every_code_is_documented() {
    let mut page = String::from(
        "# Findings\n\nWhat foamsite has to say about a vault. Each finding names its file and, where it has one, line and column, and says \
         what to\ndo. `foamsite explain CODE` prints one of these; levels are set under `[levels]` in `foamsite.toml`: `off`, `info`, \
         `warning`, `error`.\n\nThis page is made from the table in `src/diag.rs`.\n",
    );
    for code in foamsite::diag::Code::ALL {
        let level = format!("{:?}", code.default_level()).to_lowercase();
        page += &format!("\n### `{}`\n\n{} *({level})*\n\n{}\n", code.name(), code.sentence(), code.help().replace('\n', "\n\n"));
    }
    let path = Path::new(ROOT).join("docs/findings.md");
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(&path, &page).unwrap();
    }
    assert_eq!(read(path), page, "run `UPDATE=1 cargo test`");
}
