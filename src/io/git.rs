//! The history of a vault, where git keeps one: when each note came to be and was last changed, and when its links were written.
//!
//! One walk through `git log`; the only process that foamsite starts. Nothing that a repository's own settings name is run
//! (pagers, external diffs, signatures), and nothing is fetched.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::base::text::Span;
use crate::config::Files;
use crate::diag::{Code, Finding};
use crate::vault::Vault;

/// A walk that takes longer is given up.
const LONGEST: Duration = Duration::from_secs(30);
/// So many bytes of a history are read: what is older has no date. A bound on bytes gives the same answer on each machine.
const MOST: u64 = 512 << 20;
/// The file by which a shallow clone is told, and the one by which a partial clone is.
const SHALLOW: &str = ".git/shallow";
const SETTINGS: &str = ".git/config";

/// Gives the notes of a vault the dates of their history. Where there is none, or no git, they stay without. A clone without
/// its whole history is told as a finding, and gives no dates: they would be those of the clone.
pub fn history(root: &Path, files: &Files, vault: &mut Vault) {
    let Some(shallow) = ask(root) else { return };
    let mut part = |file: &str, hint: &str| {
        let what = "only a part of the history is here: notes get no dates from it";
        vault.findings.push((file.to_owned(), Finding::new(Code::ShallowHistory, Span::default(), what).hint(hint)));
    };
    if shallow {
        return part(SHALLOW, "Run `git fetch --unshallow`, or in CI check out with `fetch-depth: 0`.");
    }
    let notes = vault.notes.iter().zip(0..).map(|(note, ix)| (note.path.as_str().to_owned(), ix)).collect();
    let begin = Walk { names: notes, past: vec![Past::default(); vault.notes.len()], ..Walk::default() };
    let Some(walk) = walk(root, files, begin) else {
        if is_partial(root) {
            part(SETTINGS, "Run `git fetch --refetch --no-filter`, or in CI check out without a `filter`.");
        }
        return;
    };
    for (note, past) in vault.notes.iter_mut().zip(walk.past) {
        (note.dates.created, note.dates.updated) = (past.created, past.updated);
        note.births = past.births.into_iter().collect();
        note.births.sort_unstable();
    }
}

/// The folder where the repository begins that `folder` is in, and the path of `folder` below it, with `/` between its parts.
/// `None` where it is in none.
pub fn root(folder: &Path) -> Option<(PathBuf, String)> {
    let whole = std::fs::canonicalize(folder).ok()?;
    let depth = whole.ancestors().position(|above| above.join(".git").exists())?;
    let mut parts: Vec<_> = whole.components().rev().take(depth).map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.reverse();
    // as the person wrote it, so that messages stay short
    let root = (0..depth).fold(folder.to_owned(), |path, _| path.join(".."));
    Some((if depth == 0 { folder.to_owned() } else { root }, parts.join("/")))
}

/// Git, asked about the repository that a folder is in. Its settings run nothing.
fn git(root: &Path) -> Command {
    let mut git = Command::new("git");
    git.arg("-C").arg(root).args([
        "--no-pager",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "log.showSignature=false",
        "-c",
        "core.quotePath=false",
    ]);
    git.args(["-c", "diff.external=", "-c", "protocol.allow=never"]);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_EXTERNAL_DIFF"] {
        git.env_remove(name);
    }
    for (name, value) in [("GIT_NO_LAZY_FETCH", "1"), ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("LC_ALL", "C")]
    {
        git.env(name, value);
    }
    git.stdin(Stdio::null()).stderr(Stdio::null()).stdout(Stdio::piped());
    git
}

/// Whether a folder is in a repository, and whether that has only a part of its history.
fn ask(root: &Path) -> Option<bool> {
    let answer =
        git(root).args(["rev-parse", "--is-shallow-repository"]).output().ok().filter(|answer| answer.status.success())?;
    Some(answer.stdout.starts_with(b"true"))
}

/// Whether a repository was cloned without some of its objects (`--filter`): git would fetch them one by one when asked.
fn is_partial(root: &Path) -> bool {
    let answer = git(root).args(["config", "--type=bool", "--get-regexp", r"^remote\..*\.promisor$"]).output();
    answer.is_ok_and(|answer| answer.stdout.ends_with(b"true\n"))
}

/// What is known of a note's past, while the history is walked from now on backwards.
#[derive(Clone, Debug, Default)]
struct Past {
    created: Option<Date>,
    updated: Option<Date>,
    births: FxHashMap<Box<str>, Date>,
}

#[derive(Default)]
struct Walk {
    /// The notes by the path that they had at this time.
    names: FxHashMap<String, usize>,
    past: Vec<Past>,
    date: Option<Date>,
    note: Option<usize>,
    /// Where a file of the commit came from; taken up once the commit is done.
    renamed: Vec<(String, String)>,
    from: Option<String>,
    /// Lines of a hunk that are still to come: of the old text, of the new.
    lines: (u32, u32),
}

/// Reads the whole log. `None` where git failed, or took too long.
fn walk(root: &Path, files: &Files, mut walk: Walk) -> Option<Walk> {
    let mut git = git(root);
    git.args(["log", "--relative", "--no-ext-diff", "--no-textconv", "--no-color", "--no-show-signature", "--src-prefix=a/"]);
    git.args(["--dst-prefix=b/", "-M", "-p", "-U0", "--format=%x00%as", "--"]);
    git.args(files.extensions.iter().map(|extension| format!(":(glob)**/*.{extension}")));
    let mut child = git.spawn().ok()?;
    let output = child.stdout.take()?;
    let child = Arc::new(Mutex::new(child));
    let (done, wait) = mpsc::channel::<()>();
    let watched = Arc::clone(&child);
    let watch = std::thread::spawn(move || {
        let late = wait.recv_timeout(LONGEST) == Err(mpsc::RecvTimeoutError::Timeout);
        if late {
            end(&watched);
        }
        late
    });
    let mut reader = BufReader::with_capacity(1 << 16, output.take(MOST));
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
        walk.line(&String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(&line)));
        line.clear();
    }
    let whole = reader.get_ref().limit() > 0;
    drop(reader);
    drop(done);
    let late = watch.join().unwrap_or(true);
    if !whole {
        end(&child);
        walk.past.iter_mut().for_each(|past| (past.created, past.births) = (None, FxHashMap::default())); // they may be older
    }
    let status = child.lock().ok()?.wait().ok()?;
    (!late && (status.success() || !whole)).then_some(walk)
}

fn end(child: &Mutex<Child>) {
    if let Ok(mut child) = child.lock() {
        let _ = child.kill(); // it may have ended by itself
    }
}

impl Walk {
    fn line(&mut self, line: &str) {
        let (old, new) = &mut self.lines;
        if *new > 0 && line.starts_with('+') {
            *new -= 1;
            return self.added(&line[1..]);
        }
        if *old > 0 && line.starts_with('-') {
            *old -= 1;
            return;
        }
        if let Some(date) = line.strip_prefix('\0') {
            self.commit(date);
        } else if let Some(header) = line.strip_prefix("@@ ") {
            self.lines = hunk(header);
        } else if line.starts_with("diff --git ") {
            (self.note, self.from) = (None, None);
        } else if let Some(path) = line.strip_prefix("rename from ") {
            self.from = Some(path.to_owned());
        } else if let Some(path) = line.strip_prefix("rename to ") {
            self.renamed.extend(self.from.take().map(|from| (from, path.to_owned())));
            self.touch(path);
        } else if let Some(path) = line.strip_prefix("+++ b/") {
            self.touch(path.trim_end_matches('\t'));
        }
    }

    /// The next older commit.
    fn commit(&mut self, date: &str) {
        for (from, to) in std::mem::take(&mut self.renamed) {
            if let Some(note) = self.names.remove(&to) {
                self.names.entry(from).or_insert(note);
            }
        }
        (self.date, self.note, self.lines) = (date.parse().ok(), None, (0, 0));
    }

    /// The commit changes a note.
    fn touch(&mut self, path: &str) {
        self.note = self.names.get(path).copied();
        if let (Some(note), Some(date)) = (self.note, self.date) {
            let past = &mut self.past[note];
            past.updated = past.updated.max(Some(date));
            past.created = Some(past.created.map_or(date, |created| created.min(date)));
        }
    }

    /// A line that the commit brought: the names in its links were there at this time.
    fn added(&mut self, line: &str) {
        let (Some(note), Some(date)) = (self.note, self.date) else { return };
        let births = &mut self.past[note].births;
        for name in names(line) {
            let birth = births.entry(name.into()).or_insert(date);
            *birth = date.min(*birth);
        }
    }
}

/// How many lines of the old and of the new text follow: `-3,0 +4,2 @@`.
fn hunk(header: &str) -> (u32, u32) {
    let count =
        |part: Option<&str>| part.map_or(0, |part| part.split_once(',').map_or(1, |(_, count)| count.parse().unwrap_or(0)));
    let mut parts = header.split(' ');
    (count(parts.next()), count(parts.next()))
}

/// The names in the links of a line, as a note's links have them.
fn names(line: &str) -> impl Iterator<Item = String> {
    let wiki = line.split("[[").skip(1).filter_map(|rest| {
        let inside = rest.split_once("]]")?.0;
        Some(inside.split(['#', '|']).next().unwrap_or(inside).replace('\\', ""))
    });
    let inline = line.split("](").skip(1).map(|rest| {
        let url = rest.strip_prefix('<').map_or_else(|| rest.split([')', ' ']).next(), |rest| rest.split('>').next());
        url.unwrap_or_default().split('#').next().unwrap_or_default().to_owned()
    });
    wiki.chain(inline).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_is_read_line_by_line() {
        let mut walk = Walk { past: vec![Past::default(); 2], ..Walk::default() };
        walk.names.insert("new.md".into(), 0);
        walk.names.insert("b c.md".into(), 1);
        let log = "\x002024-05-02\n\ndiff --git a/old.md b/new.md\nsimilarity index 90%\nrename from old.md\nrename to new.md\n--- a/old.md\n\
                   +++ b/new.md\n@@ -1 +1,2 @@\n-x\n+++ b/b c.md [[One]]\n+[[Two#x|y]]\n\x002023-01-09\n\ndiff --git a/old.md b/old.md\n\
                   --- /dev/null\n+++ b/old.md\n@@ -0,0 +1 @@\n+[t](One) [[One]]\ndiff --git a/b c.md b/b c.md\n+++ b/b c.md\t\n@@ -0,0 +1 @@\n+x";
        log.lines().for_each(|line| walk.line(line));
        let date = |text: &str| Some(text.parse().expect("a date"));
        let past = &walk.past[0];
        assert_eq!((past.created, past.updated), (date("2023-01-09"), date("2024-05-02")));
        assert_eq!((past.births.get("One").copied(), past.births.get("Two").copied()), (date("2023-01-09"), date("2024-05-02")));
        assert_eq!((walk.past[1].created, walk.past[1].updated), (date("2023-01-09"), date("2023-01-09")));
    }
}
