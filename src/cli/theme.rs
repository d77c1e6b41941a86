//! `foamsite theme eject`: a file of the built-in theme, copied out to be changed.

use std::path::Path;

use super::terminal::{complain, print};
use super::{Failure, Verdict, args};
use crate::base::text::nearest;
use crate::io;
use crate::theme::Layer;

/// The folder of a vault whose files stand in place of the theme's.
const FOLDER: &str = "theme";

/// Copies a file, or lists all that there are.
pub(super) fn eject(args: &args::Eject) -> Result<Verdict, Failure> {
    let layer = Layer::builtin(&args.from).ok_or_else(|| Failure::Usage(format!("no theme `{}` is built in", args.from)))?;
    let Some(file) = &args.file else {
        print(|out| layer.files.keys().try_for_each(|path| writeln!(out, "{path}")))?;
        return Ok(Verdict::Passes);
    };
    let path = found(&layer, file)?;
    let to = args.vault.join(FOLDER).join(path);
    let text = String::from_utf8_lossy(&layer.files[path]);
    if !args.vault.is_dir() {
        return Err(Failure::Usage(format!("the vault `{}` is not a folder", io::show(&args.vault))));
    }
    if !io::create::file(&to, &text)? {
        return Err(Failure::Usage(format!("`{}` is there already; it is left as it is", io::show(&to))));
    }
    complain(&format!("{}: written; it now stands in place of the built-in one", io::show(&to)));
    Ok(Verdict::Passes)
}

/// The path of a file by what was said: the path, or the name alone where one file has it.
fn found<'a>(layer: &'a Layer, said: &str) -> Result<&'a str, Failure> {
    let said = said.trim_start_matches("./").trim_start_matches("theme/");
    let paths = || layer.files.keys().map(String::as_str);
    let named: Vec<&str> =
        paths().filter(|path| *path == said || Path::new(path).file_name().is_some_and(|n| n == said)).collect();
    if let [one] = named[..] {
        return Ok(one);
    }
    let all = "`foamsite theme eject` without a name lists all files";
    let advice = match nearest(said, paths().flat_map(|path| [path, path.rsplit('/').next().unwrap_or(path)])) {
        _ if named.len() > 1 => format!("it may be {}", named.join(" or ")),
        Some(near) => format!("did you mean `{near}`? {all}"),
        None => all.to_owned(),
    };
    Err(Failure::Usage(format!("the theme has no one file `{said}`\n  = help: {advice}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_path_or_name() {
        let layer = Layer::builtin("default").expect("it is built in");
        let found = |said: &str| found(&layer, said).ok();
        assert_eq!(found("note.html"), Some("templates/note.html"));
        assert_eq!(found("theme/css/10-base.css"), Some("css/10-base.css"));
        assert_eq!((found("nothing.html"), found("../Cargo.toml")), (None, None));
    }
}
