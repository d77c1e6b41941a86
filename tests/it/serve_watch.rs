//! The preview as a program that follows a vault: however files change, what it serves in the end is what a build writes.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::serve::answer;

/// So long a change may take until it is seen: the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(60);
/// So long nothing is said where nothing happens.
const QUIET: Duration = Duration::from_millis(700);

/// The program itself, and what it says.
pub(crate) struct Program {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
}

impl Program {
    /// Starts it on a vault, and waits until it has said how it follows changes.
    pub(crate) fn start(vault: &Path, options: &[&str]) -> Program {
        let mut command = foamsite();
        let command =
            command.arg("serve").arg(vault).args(options).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (said, lines) = (Arc::<Mutex<Vec<String>>>::default(), BufReader::new(child.stderr.take().unwrap()).lines());
        let heard = said.clone();
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(|line| heard.lock().unwrap().push(line)));
        let program = Program { child, said };
        assert!(until(|| program.has_said("Ctrl-C")), "{:?}", program.said());
        program
    }

    pub(crate) fn port(&self) -> u16 {
        let said = self.said();
        let address = said.iter().find_map(|line| line.trim().strip_prefix("http://"));
        let port = address.and_then(|address| address.split(['/', ':']).nth(1)?.parse().ok());
        port.unwrap_or_else(|| panic!("{said:?}"))
    }

    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    pub(crate) fn has_said(&self, what: &str) -> bool {
        self.said().iter().any(|line| line.contains(what))
    }

    /// The answer's status, and its body.
    fn get(&self, path: &str) -> (u16, String) {
        let port = self.port();
        let (status, _, body) =
            answer(port, &format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"));
        (status, body)
    }

    fn shows(&self, path: &str, text: &str) -> bool {
        until(|| self.get(path).1.contains(text))
    }

    /// Waits until it has said nothing for a while.
    fn settle(&self) {
        let (mut count, mut since) = (0, Instant::now());
        while since.elapsed() < QUIET {
            let now = self.said().len();
            if now != count {
                (count, since) = (now, Instant::now());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Seconds of processor time so far.
    #[cfg(target_os = "linux")]
    fn cpu(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        let fields = stat.rsplit_once(')').unwrap().1.split_whitespace();
        fields.skip(11).take(2).map(|ticks| ticks.parse::<f64>().unwrap() / 100.0).sum()
    }

    /// Whether all pages of this vault are those that a build writes. The preview's own part stands at their end.
    fn shows_all_of(&self, vault: &Path) -> usize {
        let out = tempfile::tempdir().unwrap();
        let site = out.path().join("site");
        let status =
            foamsite().args(["build", "--quiet"]).arg(vault).arg("-o").arg(&site).stderr(Stdio::null()).status().unwrap();
        assert!(status.code().is_some_and(|code| code <= 1), "{status}");
        let pages: Vec<_> =
            walkdir::WalkDir::new(&site).into_iter().map(Result::unwrap).filter(|e| e.file_name() == "index.html").collect();
        for page in &pages {
            let path = page.path().parent().unwrap().strip_prefix(&site).unwrap().to_str().unwrap();
            let address = if path.is_empty() { "/".to_owned() } else { format!("/{path}/") };
            let (status, shown) = self.get(&address);
            let written = fs::read_to_string(page.path()).unwrap();
            let main = |html: &str| html.split_once("<main").and_then(|(_, rest)| Some(rest.split_once("</main>")?.0.to_owned()));
            assert!(
                status == 200 && main(&shown) == main(&written) && main(&shown).is_some(),
                "{address} is another page ({status})"
            );
        }
        pages.len()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn foamsite() -> Command {
    Command::new(env!("CARGO_BIN_EXE_foamsite"))
}

/// Waits until something holds; false where it never does.
fn until(holds: impl Fn() -> bool) -> bool {
    let since = Instant::now();
    while !holds() {
        if since.elapsed() > PATIENCE {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    true
}

fn vault(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

#[test]
fn however_an_editor_saves_the_last_state_is_shown() {
    let folder = vault(&[("a.md", "# A\n\nfirst\n"), ("b.md", "[[a]]\n")]);
    let at = |path: &str| folder.path().join(path);
    let program = Program::start(folder.path(), &["--port", "18410"]);
    let pause = || std::thread::sleep(Duration::from_millis(20));

    fs::write(at("a.md"), "# A\n\nin place\n").unwrap();
    assert!(program.shows("/a/", "in place"));

    fs::write(at(".a.md.tmp"), "# A\n\nby renaming\n").unwrap();
    fs::rename(at(".a.md.tmp"), at("a.md")).unwrap();
    assert!(program.shows("/a/", "by renaming"));

    fs::write(at("a.md"), "").unwrap();
    pause();
    fs::write(at("a.md"), "# A\n\nby truncating\n").unwrap();
    assert!(program.shows("/a/", "by truncating"));

    fs::rename(at("a.md"), at("a.md~")).unwrap();
    pause();
    fs::write(at("a.md"), "# A\n\nwith a backup\n").unwrap();
    fs::remove_file(at("a.md~")).unwrap();
    assert!(program.shows("/a/", "with a backup"));

    fs::remove_file(at("a.md")).unwrap();
    assert!(until(|| program.get("/a/").0 == 404));
    fs::write(at("a.md"), "# A\n\nback again\n").unwrap();
    assert!(program.shows("/a/", "back again"));
    program.settle();
    assert!(program.shows_all_of(folder.path()) >= 3);
}

#[test]
fn after_a_storm_of_changes_the_last_state_is_shown() {
    const NOTES: usize = 400;
    let name = |folder: &str, note: usize| format!("{folder}/note {note}.md");
    let text = |state: usize, note: usize| {
        format!("# Note {note}\n\nstate {state} [[note {}]] #tag{}\n", (note * 7 + state) % NOTES, note % 9)
    };
    let folder = vault(&[("index.md", "[[note 1]]\n"), ("old/x.md", "[[note 2]]\n")]);
    let at = |path: &str| folder.path().join(path);
    fs::create_dir(at("one")).unwrap();
    (0..NOTES).for_each(|note| fs::write(at(&name("one", note)), text(0, note)).unwrap());
    let program = Program::start(folder.path(), &["--port", "18430"]);

    // as another branch is checked out: all files, twice, a folder under another name, one gone, a new tree
    for state in 1..3 {
        (0..NOTES).for_each(|note| fs::write(at(&name("one", note)), text(state, note)).unwrap());
    }
    fs::rename(at("one"), at("two")).unwrap();
    fs::remove_dir_all(at("old")).unwrap();
    fs::create_dir_all(at("new/deep/deeper")).unwrap();
    fs::write(at("new/deep/deeper/leaf.md"), "[[note 3]]\n").unwrap();
    fs::rename(at("new/deep"), at("new/shallow")).unwrap();
    assert!(program.shows("/new/shallow/deeper/leaf/", "note 3") && program.shows("/two/note-9/", "state 2"));
    program.settle();
    assert_eq!(program.get("/one/note-9/").0, 404);
    assert_eq!(program.get("/old/x/").0, 404);
    assert!(program.shows_all_of(folder.path()) > NOTES);
    let steps = program.said().iter().filter(|line| line.ends_with(" ms")).count();
    assert!((1..40).contains(&steps), "{steps} times for {NOTES} files: {:?}", program.said());

    // what was made in a folder that is new is followed too
    fs::write(at("new/shallow/deeper/leaf.md"), "still here\n").unwrap();
    assert!(program.shows("/new/shallow/deeper/leaf/", "still here"));
}

#[test]
fn what_the_vault_does_not_say_makes_no_work() {
    let folder = vault(&[("a.md", "# A\n"), ("b.md", "[[a]]\n")]);
    let program = Program::start(folder.path(), &["--port", "18450"]);
    program.settle();
    let said = program.said();
    let status = foamsite().args(["build", "--quiet"]).arg(folder.path()).status().unwrap();
    assert!(status.success());
    fs::create_dir_all(folder.path().join(".git/objects")).unwrap();
    for path in [".git/index", ".git/objects/x", ".a.md.swp", "a.md~", "#a.md#", ".hidden.md"] {
        fs::write(folder.path().join(path), "nothing").unwrap();
    }
    program.settle();
    // the folder that the site was written to is new to it once; what is in it is not
    let more = program.said().split_off(said.len());
    assert!(more.len() <= 1, "{more:?}");
    #[cfg(target_os = "linux")]
    {
        let before = program.cpu();
        std::thread::sleep(Duration::from_secs(2));
        let used = program.cpu() - before;
        assert!(used < 0.1, "{used} s of work while nothing happened");
    }
}

#[test]
fn where_the_system_tells_nothing_files_are_looked_through() {
    let folder = vault(&[("a.md", "# A\n\nfirst\n")]);
    let program = Program::start(folder.path(), &["--port", "18470", "--poll"]);
    assert!(program.has_said("looked through once a second"), "{:?}", program.said());
    fs::write(folder.path().join("a.md"), "# A\n\nanother\n").unwrap();
    assert!(program.shows("/a/", "another"));
    fs::create_dir(folder.path().join("new")).unwrap();
    fs::write(folder.path().join("new/b.md"), "[[a]]\n").unwrap();
    assert!(program.shows("/new/b/", "wikilink"));
    fs::remove_dir_all(folder.path().join("new")).unwrap();
    assert!(until(|| program.get("/new/b/").0 == 404));
}
