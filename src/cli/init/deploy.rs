//! The files by which hosts build a site: a workflow for GitHub Pages, `netlify.toml` for Netlify.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::super::args;
use crate::io;

/// Where foamsite's own repository is.
const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");
/// What of it is meant: this version.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A file that is to be written.
#[derive(Debug)]
pub(super) struct File {
    /// Where.
    pub(super) path: PathBuf,
    /// Its text.
    pub(super) text: String,
    /// What is left to do for the person.
    pub(super) next: &'static str,
}

/// The files that were asked for. They stand where the repository begins that the vault at `folder` is in, and name the vault below
/// it; without a repository, where `init` was asked to work.
pub(super) fn files(args: &args::Init, folder: &Path) -> Vec<File> {
    let below =
        || folder.strip_prefix(&args.folder).map_or_else(|_| String::new(), |path| path.to_string_lossy().replace('\\', "/"));
    let (root, vault) = io::git::root(folder).unwrap_or_else(|| (args.folder.clone(), below()));
    let mut files = Vec::new();
    if args.github {
        let next = "on GitHub, choose Settings > Pages > Source: \"GitHub Actions\", then push";
        files.push(File { path: root.join(".github/workflows/site.yml"), text: github(&vault), next });
    }
    if args.netlify {
        let next = "on Netlify, add the repository as a new site; it reads the file by itself";
        files.push(File { path: root.join("netlify.toml"), text: netlify(&vault), next });
    }
    files
}

/// The workflow of a vault that lies at `vault` in its repository.
fn github(vault: &str) -> String {
    let action = format!("{}@v{VERSION}", REPOSITORY.trim_start_matches("https://github.com/"));
    // a text of JSON is one of YAML too
    include_str!("site.yml")
        .replace("@ACTION@", &action)
        .replace("@VAULT@", &json!(if vault.is_empty() { "." } else { vault }).to_string())
        .replace("@OUTPUT@", &json!(output(vault)).to_string())
}

/// The configuration of Netlify. A text of JSON is one of TOML too.
fn netlify(vault: &str) -> String {
    let folder = if vault.is_empty() { String::new() } else { format!(" {}", quoted(vault)) };
    let command = |flags: &str| json!(format!("npx --yes foamsite@{VERSION} build{folder}{flags}")).to_string();
    include_str!("netlify.toml")
        .replace("@PUBLISH@", &json!(output(vault)).to_string())
        .replace("@PRODUCTION@", &command(""))
        .replace("@PREVIEW@", &command(" --base-url \"$DEPLOY_PRIME_URL\""))
}

/// Where a vault's site is written.
fn output(vault: &str) -> String {
    Path::new(vault).join("public").to_string_lossy().replace('\\', "/")
}

/// A path as one word for a shell; one that begins with a dash stays a path.
fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-');
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    if path.chars().all(is_plain) { path } else { format!("'{}'", path.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names that are hard to write in YAML, TOML and a shell.
    const HARD: [&str; 6] = ["", "garden", "my notes/a \"b\"", "it's: #1", "-x", "größe"];

    #[test]
    fn a_workflow_is_yaml_whatever_the_folder_is_called() {
        for vault in HARD {
            let text = github(vault);
            let read: serde_json::Value = serde_saphyr::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
            let steps = read["jobs"]["site"]["steps"].as_array().expect("steps");
            let with =
                |name: &str| steps.iter().find(|s| s["uses"].as_str().is_some_and(|u| u.contains(name))).map(|s| &s["with"]);
            let build = with("/foamsite@v").expect("the action");
            assert_eq!(build["vault"], if vault.is_empty() { "." } else { vault });
            assert_eq!(with("upload-pages").expect("the upload")["path"], build["output"]);
            assert!(!text.contains('@'.to_string().repeat(2).as_str()) && !text.contains("@VAULT@"), "{text}");
        }
    }

    #[test]
    fn netlify_reads_its_file_whatever_the_folder_is_called() {
        for vault in HARD {
            let read: toml::Table = netlify(vault).parse().expect("it is TOML");
            let command = read["build"]["command"].as_str().expect("a command");
            assert!(command.starts_with("npx --yes foamsite@") && !command.contains("$"), "{command}");
            assert_eq!(read["build"]["publish"].as_str(), Some(&*output(vault)));
            assert_eq!(read["context"]["deploy-preview"]["command"], read["context"]["branch-deploy"]["command"]);
        }
        assert_eq!((quoted("it's"), quoted("-x")), ("'it'\\''s'".into(), "./-x".into()));
    }
}
