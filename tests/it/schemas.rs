//! The schemas that are published say what the files are.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn run(args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_foamsite")).args(args).output().unwrap();
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// What is wrong with a value, by a schema of the keywords that ours have (JSON Schema, draft 7). Any other keyword ends the test.
fn wrong(value: &Value, schema: &Value, at: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut hold = |is_right: bool, what: &str| {
        if !is_right {
            found.push(format!("{at}: {what}: {value}"));
        }
    };
    let mut below = Vec::new();
    for (keyword, said) in schema.as_object().expect("a schema is an object") {
        let all = || said.as_array().unwrap();
        match keyword.as_str() {
            "$schema" | "title" | "description" | "format" | "default" => {}
            "type" => {
                let types = said.as_array().cloned().unwrap_or_else(|| vec![said.clone()]);
                hold(types.iter().any(|kind| is_a(value, kind.as_str().unwrap())), &format!("no {said}"));
            }
            "minimum" => hold(value.is_null() || value.as_f64() >= said.as_f64(), "too small"),
            "maximum" => hold(value.is_null() || value.as_f64() <= said.as_f64(), "too large"),
            "minItems" => hold(value.as_array().unwrap().len() as u64 >= said.as_u64().unwrap(), "too few"),
            "maxItems" => hold(value.as_array().unwrap().len() as u64 <= said.as_u64().unwrap(), "too many"),
            "enum" => hold(all().contains(value), "not one of them"),
            "const" => hold(said == value, "another word"),
            "required" => all().iter().for_each(|key| hold(value.get(key.as_str().unwrap()).is_some(), &format!("no {key}"))),
            "oneOf" => hold(all().iter().filter(|one| wrong(value, one, at).is_empty()).count() == 1, "not just one of them"),
            "properties" => {
                for (key, schema) in said.as_object().unwrap() {
                    below.extend(value.get(key).map(|value| (value, schema, format!("{at}.{key}"))));
                }
            }
            "items" => {
                for (ix, item) in value.as_array().into_iter().flatten().enumerate() {
                    let schema = said.as_array().map_or(said, |each| &each[ix.min(each.len() - 1)]);
                    below.push((item, schema, format!("{at}[{ix}]")));
                }
            }
            other => panic!("{other} is not known here"),
        }
    }
    found.extend(below.into_iter().flat_map(|(value, schema, at)| wrong(value, schema, &at)));
    found
}

fn is_a(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("there is no {other}"),
    }
}

/// The keys that stand in a value and that its schema does not tell of.
fn untold(value: &Value, schema: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => {
            let told = |key: &String| schema["properties"].get(key);
            let below =
                map.iter().flat_map(|(key, value)| told(key).map_or_else(|| vec![key.clone()], |schema| untold(value, schema)));
            below.collect()
        }
        Value::Array(items) => items.iter().flat_map(|item| untold(item, &schema["items"])).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_files_of_a_site_are_what_their_schemas_say() {
    let dir = tempfile::tempdir().unwrap();
    let vault = dir.path().join("vault");
    copy(&Path::new(ROOT).join("example-site"), &vault);
    let config = fs::read_to_string(vault.join("foamsite.toml")).unwrap();
    let begins = config.find("\n[output]").is_none();
    assert!(begins, "add the key there");
    fs::write(vault.join("foamsite.toml"), config + "\n[output]\nbacklinks = true\n").unwrap();
    let out = dir.path().join("public");
    run(&["build", "-q", vault.to_str().unwrap(), "-o", out.to_str().unwrap()]);

    let schema: Value = serde_json::from_str(&run(&["schema", "graph"])).unwrap();
    let graph: Value = serde_json::from_str(&fs::read_to_string(out.join("graph.json")).unwrap()).unwrap();
    assert!(graph["nodes"].as_array().unwrap().len() > 20 && graph["links"].as_array().unwrap().len() > 20);
    assert_eq!((wrong(&graph, &schema, "graph"), untold(&graph, &schema)), (vec![], vec![]));
    for (text, other) in [
        ("\"in\":", "\"inn\":"),
        ("\"kind\":\"note\"", "\"kind\":\"page\""),
        ("\"x\":", "\"x\":\"0\",\"z\":"),
        ("\"links\":[[", "\"links\":[[-"),
    ] {
        let odd = graph.to_string().replacen(text, other, 1);
        assert!(!wrong(&serde_json::from_str(&odd).unwrap(), &schema, "graph").is_empty(), "{other}");
    }

    let schema: Value = serde_json::from_str(&run(&["schema", "backlinks"])).unwrap();
    let mut files = Vec::new();
    list(&out.join("backlinks"), &mut files);
    assert!(files.len() > 10);
    for file in files {
        let backlinks: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        assert_eq!(
            (wrong(&backlinks, &schema, "backlinks"), untold(&backlinks, &schema)),
            (vec![], vec![]),
            "{}",
            file.display()
        );
        let odd = backlinks.to_string().replacen("\"embed\":", "\"embedded\":", 1);
        assert!(!wrong(&serde_json::from_str(&odd).unwrap(), &schema, "backlinks").is_empty());
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap).filter(|entry| entry.file_name() != "public") {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &to) } else { assert!(fs::copy(entry.path(), to).is_ok()) }
    }
}

fn list(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { list(&path, files) } else { files.push(path) }
    }
}

/// docs/schema/, made from the types in the code; `UPDATE=1` writes it anew.
#[test]
fn the_schemas_are_published() {
    for of in ["config", "graph", "backlinks"] {
        let (text, path) = (run(&["schema", of]), format!("{ROOT}/docs/schema/{of}.json"));
        if std::env::var("UPDATE").is_ok() {
            fs::create_dir_all(format!("{ROOT}/docs/schema")).unwrap();
            fs::write(&path, &text).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "run `UPDATE=1 cargo test`");
    }
    assert_eq!(run(&["schema"]), run(&["schema", "config"]));
}

#[test]
fn the_configuration_tells_of_all_that_a_site_can_hold() {
    let schema: Value = serde_json::from_str(&run(&["schema"])).unwrap();
    let output = &schema["properties"]["output"]["properties"];
    for key in ["headers", "markdown", "llms", "backlinks"] {
        assert_eq!(output[key]["type"], "boolean", "{key}: {output}");
    }
    for (key, words) in [("picture_metadata", ["strip", "keep"]), ("svg", ["sanitize", "trusted"])] {
        let told = output[key].to_string();
        assert!(words.iter().all(|word| told.contains(&format!("\"{word}\""))), "{key}: {told}");
    }
}
