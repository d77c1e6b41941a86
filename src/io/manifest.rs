//! The list of the files that foamsite wrote to an output folder: the only ones that it ever deletes or replaces.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::write::Modes;
use super::{Error, LOCK, MANIFEST, STAGE, show};

/// The form of the list, told to later versions.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Manifest<T> {
    foamsite: u32,
    files: T,
}

/// The files that a folder's manifest names; `None` where it has none. An empty file names none: so a person can hand a
/// folder over. A list that is damaged, or names a place outside the folder, is not trusted in any part.
pub(super) fn read(folder: &Path) -> Result<Option<BTreeSet<String>>, Error> {
    let path = folder.join(MANIFEST);
    let damaged = || Error::Output {
        path: show(folder),
        reason: "holds a damaged `foamsite-manifest.json`, so foamsite cannot tell which files are its own",
        hint: "Empty the folder, or name another one with `-o`.",
    };
    match fs::symlink_metadata(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::system("read", &path, error)),
        Ok(data) if !data.is_file() => return Err(damaged()),
        Ok(_) => {}
    }
    let bytes = fs::read(&path).map_err(|error| Error::system("read", &path, error))?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(Some(BTreeSet::new()));
    }
    match serde_json::from_slice::<Manifest<BTreeSet<String>>>(&bytes) {
        Ok(Manifest { foamsite: VERSION, files }) if files.iter().all(|file| place(file).is_ok()) => Ok(Some(files)),
        _ => Err(damaged()),
    }
}

/// Writes a list, sorted, in one step: whoever reads it sees the old one or the new one. `stage` is a folder beside it.
pub(super) fn write<'a>(folder: &Path, stage: &Path, modes: Modes, files: impl Iterator<Item = &'a String>) -> Result<(), Error> {
    let manifest = Manifest { foamsite: VERSION, files: files.collect::<BTreeSet<_>>() };
    let mut bytes = serde_json::to_vec_pretty(&manifest).expect("strings can be written as JSON");
    bytes.push(b'\n');
    let (new, path) = (stage.join("manifest"), folder.join(MANIFEST));
    let written = modes.file(&new).and_then(|mut file| file.write_all(&bytes)).and_then(|()| fs::rename(&new, &path));
    written.map_err(|error| Error::system("write", &path, error))
}

/// Checks that a path stays below the output folder and is none of foamsite's own marks there.
pub(super) fn place(path: &str) -> Result<(), &'static str> {
    let mut segments = path.split('/');
    if path.contains(['\0', '\\']) {
        return Err("it holds a character that no file name may hold");
    }
    if segments.clone().any(|segment| matches!(segment, "" | "." | "..")) {
        return Err("it is no clean path below the output");
    }
    if segments.next().is_some_and(|first| [MANIFEST, LOCK, STAGE].contains(&first)) {
        return Err("foamsite keeps that name for itself");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(manifest: &[u8]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(MANIFEST), manifest).expect("a file");
        folder
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = folder(b"");
        let files: BTreeSet<String> = ["b/index.html", "a \n\"é.png", "b.html"].map(str::to_owned).into();
        assert_eq!(read(folder.path()).expect("it is empty"), Some(BTreeSet::new()));
        let stage = folder.path().join(STAGE);
        write(folder.path(), &stage, Modes::learn(&stage).expect("it is not there"), files.iter()).expect("it can be written");
        assert_eq!(read(folder.path()).expect("it was just written"), Some(files));
        assert_eq!(read(&folder.path().join("none")).expect("there is none"), None);
    }

    #[test]
    fn nothing_damaged_is_trusted() {
        let whole = br#"{"foamsite": 1, "files": ["a", "b"]}"#;
        assert!(read(folder(whole).path()).is_ok());
        for end in 1..whole.len() {
            assert!(read(folder(&whole[..end]).path()).is_err(), "torn at {end}");
        }
        for files in [
            r#"["../a"]"#,
            r#"["/etc/x"]"#,
            r#"["a/../../b"]"#,
            r#"["a//b"]"#,
            r#"[""]"#,
            r#"["a\\b"]"#,
            r#"["a\u0000"]"#,
            r#"["foamsite-manifest.json"]"#,
        ] {
            let text = format!(r#"{{"foamsite": 1, "files": {files}}}"#);
            assert!(read(folder(text.as_bytes()).path()).is_err(), "{files}");
        }
        assert!(read(folder(br#"{"foamsite": 2, "files": []}"#).path()).is_err());
        assert!(read(folder(&[0; 64]).path()).is_err());
    }
}
