//! `foamsite check --external` asks other sites for pages: here all of them are one server on this machine, reached as a proxy.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// What was asked for: when, and `HEAD host/path`.
type Log = Arc<Mutex<Vec<(Instant, String)>>>;

/// Starts a server that stands for all of the web. It ends with the tests.
fn web() -> (u16, Log) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, log) = (listener.local_addr().unwrap().port(), Log::default());
    let written = log.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let log = written.clone();
            std::thread::spawn(move || talk(stream, &log));
        }
    });
    (port, log)
}

fn talk(mut stream: TcpStream, log: &Log) {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let (mut first, mut host, mut agent) = (String::new(), String::new(), String::new());
        if reader.read_line(&mut first).unwrap_or(0) == 0 {
            return;
        }
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 || line.trim().is_empty() {
                break;
            }
            let (name, value) = line.split_once(':').unwrap();
            match name.to_ascii_lowercase().as_str() {
                "host" => host = value.trim().trim_end_matches(":80").to_owned(),
                "user-agent" => agent = value.trim().to_owned(),
                _ => {}
            }
        }
        let mut words = first.split(' ');
        let (method, target) = (words.next().unwrap(), words.next().unwrap());
        if method == "CONNECT" {
            write!(stream, "HTTP/1.1 200 OK\r\n\r\n").unwrap();
            continue;
        }
        assert!(agent.starts_with("foamsite/") && agent.contains("https://"), "{agent}");
        let path = target.strip_prefix("http://").and_then(|rest| rest.find('/').map(|at| &rest[at..])).unwrap_or(target);
        let asked = format!("{host}{path}");
        log.lock().unwrap().push((Instant::now(), format!("{method} {asked}")));
        let answer = match (method, &*asked) {
            (_, "broken.dev/") => return,
            ("HEAD", "bread.dev/headless") => "405 No\r\n",
            (_, "bread.dev/gone") => "404 Not Found\r\n",
            (_, "cake.dev/busy") => "429 Slow down\r\n",
            (_, "shy.dev/") => "403 Forbidden\r\n",
            (_, "moved.dev/") => "301 Moved\r\nLocation: http://moved2.dev/here\r\n",
            (_, "moved2.dev/here") => "404 Not Found\r\n",
            (_, "inward.dev/") => "302 Found\r\nLocation: http://127.0.0.1:9/admin\r\n",
            (_, "loop.dev/") => "302 Found\r\nLocation: /\r\n",
            _ => "200 OK\r\n",
        };
        write!(stream, "HTTP/1.1 {answer}Content-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        let _ = reader.read(&mut [0]);
        return;
    }
}

fn run(dir: &TempDir, port: u16, args: &[&str]) -> (Value, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foamsite"));
    for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"] {
        command.env_remove(name);
    }
    command.env("ALL_PROXY", format!("http://127.0.0.1:{port}"));
    let out = command.args(args).current_dir(dir.path()).output().unwrap();
    let (said, err) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
    (serde_json::from_str(&said).unwrap_or_default(), err)
}

fn asked(log: &Log) -> Vec<String> {
    let mut asked: Vec<_> = std::mem::take(&mut *log.lock().unwrap()).into_iter().map(|(_, what)| what).collect();
    asked.sort();
    asked
}

fn findings(found: &Value) -> Vec<String> {
    let found = found.as_array().unwrap().iter().filter(|found| found["code"] == "dead-external-link");
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    found.map(|f| format!("{}:{}:{} {}", text(&f["file"]), f["line"], f["column"], text(&f["message"]))).collect()
}

#[test]
fn pages_of_other_sites_are_asked_for_once_and_slowly() {
    let dir = TempDir::new().unwrap();
    let write = |path: &str, text: &str| fs::write(dir.path().join(path), text).unwrap();
    write(
        "a.md",
        "[ok](http://bread.dev/ok#part) [again](http://bread.dev/ok) <http://bread.dev/gone>\n\n\
         See [shy](http://shy.dev/), [moved](http://moved.dev/), [loop](http://loop.dev/), [in](http://inward.dev/) and ![](http://bread.dev/headless).\n",
    );
    write("b.md", "# B\n\n- [gone](http://bread.dev/gone)\n- http://broken.dev/\n- [i](http://wiki.dev/i) `http://code.dev/`\n");
    write(
        "c.md",
        "[busy](http://cake.dev/busy) [later](http://cake.dev/later) [x](http://localhost:1/) [y](http://example.com/) [z](c.md)\n",
    );
    write("private.md", "---\npublish: false\n---\n[secret](http://secret.dev/)\n");
    write("foamsite.toml", "links.ignore_external = ['http://wiki.dev/']\n");
    let (port, log) = web();

    run(&dir, port, &["check"]);
    run(&dir, port, &["build"]);
    assert!(asked(&log).is_empty() && !dir.path().join(".foamsite").exists(), "nobody is asked unless it is wanted");

    let (found, said) = run(&dir, port, &["check", "--external", "--format", "json"]);
    let times: Vec<_> = log.lock().unwrap().iter().filter(|(_, what)| what.contains("bread.dev")).map(|(at, _)| *at).collect();
    assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= Duration::from_millis(950)), "{times:?}");
    let looped = asked(&log);
    assert!(looped.iter().filter(|what| *what == "HEAD loop.dev/").count() > 5, "{looped:?}");
    let wanted = [
        "GET bread.dev/gone",
        "GET bread.dev/headless",
        "GET moved.dev/",
        "GET moved2.dev/here",
        "GET shy.dev/",
        "HEAD bread.dev/gone",
        "HEAD bread.dev/headless",
        "HEAD bread.dev/ok",
        "HEAD broken.dev/",
        "HEAD cake.dev/busy",
        "HEAD inward.dev/",
        "HEAD moved.dev/",
        "HEAD moved2.dev/here",
        "HEAD shy.dev/",
    ];
    assert_eq!(looped.iter().filter(|what| !what.contains("loop")).collect::<Vec<_>>(), wanted, "{said}");
    let told = [
        "a.md:1:61 `http://bread.dev/gone` is not there (404)",
        "a.md:3:29 `http://moved.dev/` is not there (404)",
        "a.md:3:57 `http://loop.dev/` cannot be reached: it leads on without end",
        "a.md:3:83 `http://inward.dev/` cannot be reached: it leads to an address that is not the web's",
        "b.md:3:3 `http://bread.dev/gone` is not there (404)",
        "b.md:4:3 `http://broken.dev/` cannot be reached: its host breaks off",
    ];
    assert_eq!(findings(&found), told, "{found:#}");

    let kept = fs::read_to_string(dir.path().join(".foamsite/external.json")).unwrap();
    let kept: Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(kept.as_object().unwrap().keys().collect::<Vec<_>>(), ["http://bread.dev/headless", "http://bread.dev/ok"]);
    assert_eq!(fs::read_to_string(dir.path().join(".foamsite/.gitignore")).unwrap(), "*\n");

    write(
        "foamsite.toml",
        "[links]\nignore_external = ['http://wiki', 'http://loop', 'http://inward', 'http://m', 'http://broken', 'http://shy', 'http://cake']\n",
    );
    let (again, _) = run(&dir, port, &["check", "--external", "--format", "json"]);
    assert_eq!(asked(&log), ["GET bread.dev/gone", "HEAD bread.dev/gone"], "what was there is not asked for again");
    assert_eq!(findings(&again), [told[0], told[4]]);
}

#[test]
fn where_nobody_answers_no_link_is_blamed() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("a.md"), "http://a.dev/ http://b.dev/ http://c.dev/\n").unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port(); // closed again
    let (found, said) = run(&dir, port, &["check", "--external", "--format", "json"]);
    assert_eq!(found, Value::Null);
    assert!(said.contains("none of the 3 hosts answers") && !dir.path().join(".foamsite").exists(), "{said}");
}
