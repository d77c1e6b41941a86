//! The preview against those who mean it ill, and against many at once.

use std::fs;
use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::serve::Served;
use crate::serve_watch::Program;

#[test]
fn no_other_site_may_listen_or_read() {
    let served = Served::new(None);
    let events = "GET /_preview/events?page=%2F&mark=x";
    assert_eq!(served.ask(events, "Origin: http://evil.example\r\n").0, 403);
    assert_eq!(served.ask(events, "Origin: null\r\n").0, 403);
    assert_eq!(served.ask("GET /", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n").0, 403);
    assert_eq!(served.ask("GET /", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n").0, 200, "a link leads here");
    let own = format!("Origin: http://localhost:{}\r\n", served.port);
    let preflight = "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true\r\n";
    for (line, headers) in [("GET /", &*own), ("OPTIONS /", &format!("{own}{preflight}")), ("GET /nothing", &own)] {
        let (_, head, _) = served.ask(line, headers);
        assert!(!head.contains("access-control-allow"), "{line}: {head}");
    }
}

#[test]
fn no_spelling_of_a_path_leaves_the_site() {
    let served = Served::new(None);
    fs::write(served.folder.path().join(".hidden"), "secret").unwrap();
    let targets = ["etc/passwd", "s.md", ".hidden", "index.md", "p.png.md"];
    let ways = [
        "/../",
        "/..%2f",
        "/%2e%2e/",
        "/%2e%2e%2f",
        "/..%5c",
        "/..%255c",
        "/%252e%252e%252f",
        "//",
        "/./",
        "/a/../../",
        "/a/..;/",
        "/..%00/",
        "/..%c0%af",
        "/%ef%bc%8f..%ef%bc%8f",
        "/file:/",
        "/C:/",
        "/a/%2e/",
        "/\\..\\",
    ];
    for (way, target) in ways.iter().flat_map(|way| targets.map(|target| (way, target))) {
        for deep in 1..4 {
            let path = format!("{}{target}", way.repeat(deep));
            let (status, head, body) = served.ask(&format!("GET {path}"), "");
            assert!(matches!(status, 301 | 400 | 403 | 404), "{path}: {status}");
            assert!(!body.contains("secret") && !body.contains("root:") && head.contains("nosniff"), "{path}: {head}");
        }
    }
}

#[test]
fn no_answer_repeats_what_was_asked() {
    let served = Served::new(None);
    for path in [
        "/%3Cscript%3Ealert(1)%3C/script%3E",
        "/a%0d%0aX-Evil:%20yes",
        "/a?%0d%0aX-Evil:%20yes",
        "//evil.example/%2e%2e",
        "/a%0d%0a/",
    ] {
        let (status, head, body) = served.get(path);
        assert!(!head.contains("\r\nx-evil") && !body.contains("<script>alert"), "{path}: {head}");
        let to = head.lines().find_map(|line| line.strip_prefix("location: "));
        assert!(to.is_none_or(|to| to.starts_with("./")), "{path}: {to:?}");
        assert!(status < 500, "{path}: {status}");
    }
}

#[test]
fn ranges_are_answered_one_at_a_time() {
    let served = Served::new(None);
    let many = (0..2000).map(|_| "0-").collect::<Vec<_>>().join(",");
    let (status, head, body) = served.ask("GET /p.png", &format!("Range: bytes={many}\r\n"));
    assert!((status, &*body) == (200, "0123456789"), "{head}");
    let (status, head, _) = served.ask("GET /p.png", "Range: bytes=50-\r\n");
    assert!(status == 416 && head.contains("bytes */10"), "{head}");
}

#[test]
fn clients_that_stall_hold_nobody_up() {
    let served = Served::new(None);
    let stalled: Vec<TcpStream> = (0..120).map(|_| served.connect("GET / HTTP/1.1\r\nHo")).collect();
    let started = Instant::now();
    assert_eq!(served.get("/a/").0, 200);
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    for odd in ["\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\u{0}\u{1}\u{2}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let mut answer = Vec::new();
        let mut stream = served.connect(odd);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.read_to_end(&mut answer); // any end will do
    }
    let head = format!("X: {}\r\n", "x".repeat(100_000));
    let mut answer = String::new();
    let _ = served.connect(&format!("GET / HTTP/1.1\r\nHost: localhost\r\n{head}\r\n")).read_to_string(&mut answer);
    assert!(!answer.contains(" 200 "), "{answer}");
    assert_eq!(served.get("/a/").0, 200);
    drop(stalled);
}

/// Each state of the vault has one number in two notes; whoever asks gets pages of a state that there was, and never an older one
/// than before.
#[test]
fn two_hundred_clients_read_while_files_change() {
    const STATES: usize = 25;
    let mut served = Served::new(None);
    served.edit("b.md", "# B\n\nstate 0 end, [[a]]\n");
    let (ends, answers) = (AtomicBool::new(false), AtomicUsize::new(0));
    let port = served.port;
    std::thread::scope(|scope| {
        for client in 0..200 {
            let (ends, answers) = (&ends, &answers);
            scope.spawn(move || {
                let mut seen = 0;
                while !ends.load(Ordering::Relaxed) {
                    let path = ["/b/", "/a/", "/", "/nothing/", "/s/", "/p.png", "/search/index.idx"][(client + seen) % 7];
                    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
                    let (status, _, body) = crate::serve::answer(port, &request);
                    let expected = match path {
                        "/nothing/" | "/s/" => status == 404 && !body.contains("secret"),
                        "/p.png" => status == 200 && body == "0123456789",
                        "/search/index.idx" => matches!(status, 200 | 503),
                        _ => status == 200 && body.trim_end().ends_with("</html>"),
                    };
                    assert!(expected, "{path}: {status} {body}");
                    if matches!(path, "/b/" | "/a/") {
                        let state = body.split("state ").nth(1).and_then(|rest| rest.split(' ').next());
                        let state: usize = state.and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("{path}: {body}"));
                        assert!(state >= seen, "{path} shows {state} after {seen}");
                        seen = state;
                    }
                    answers.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        for state in 1..=STATES {
            served.edit_at_once("b.md", &format!("# B\n\nstate {state} end, [[a]]\n"));
            std::thread::sleep(Duration::from_millis(20));
        }
        ends.store(true, Ordering::Relaxed);
    });
    served.settle();
    assert!(served.get("/a/").2.contains(&format!("state {STATES} ")));
    assert!(answers.into_inner() > 200);
}

#[test]
fn it_listens_at_this_machine_alone_and_takes_the_next_free_port() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "# A\n").unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let wanted = taken.local_addr().unwrap().port();
    let program = Program::start(folder.path(), &["--port", &wanted.to_string()]);
    let port = program.port();
    assert!(port > wanted, "{:?}", program.said());
    assert!(program.has_said(&format!("Port {wanted} is taken")), "{:?}", program.said());
    assert!(TcpStream::connect(("127.0.0.1", port)).is_ok());
    assert!(TcpStream::connect(("127.0.0.2", port)).is_err(), "it listens at other addresses too");
    drop(program);

    let open = Program::start(folder.path(), &["--port", &wanted.to_string(), "--host", "0.0.0.0"]);
    assert!(open.has_said("Everybody who reaches this machine"), "{:?}", open.said());
}
