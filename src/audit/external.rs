//! Links to other sites: which are worth asking for, and what an answer means.

use std::collections::BTreeMap;
use std::net::IpAddr;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::base::path::encode_url;
use crate::diag::{Code, Finding};

/// For so many days an address that was there is not asked for again.
const DAYS: i32 = 7;
/// Names of hosts that nobody has (RFC 2606, RFC 6761), or that are those of this machine and its neighbours.
const NOBODYS: &[&str] = &[
    "example",
    "example.com",
    "example.net",
    "example.org",
    "home.arpa",
    "internal",
    "invalid",
    "lan",
    "local",
    "localhost",
    "onion",
    "test",
];

/// What came of asking.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// A status of HTTP.
    Status(u16),
    /// None: why.
    Silence(String),
}

impl Answer {
    /// What is wrong, or `None` where the page is there, or its host only refuses to tell a program.
    pub fn problem(&self) -> Option<String> {
        match self {
            Answer::Status(404) => Some("is not there (404)".into()),
            Answer::Status(410) => Some("is gone for good (410)".into()),
            // who is no browser may not look, or not so often
            Answer::Status(401 | 403 | 405 | 406 | 407 | 418 | 421 | 425 | 429 | 451 | 503 | 999) => None,
            Answer::Status(status @ 400..) => Some(format!("answers {status}")),
            Answer::Status(_) => None,
            Answer::Silence(why) => Some(format!("cannot be reached: {why}")),
        }
    }

    /// Whether the page is there for sure.
    pub fn is_there(&self) -> bool {
        matches!(self, Answer::Status(200..=299))
    }
}

/// The address to ask for, where `url` is one of another site that anybody could have; without its fragment.
pub fn asked(url: &str) -> Option<String> {
    let url = url.split('#').next().unwrap_or_default().trim();
    let url = if url.starts_with("//") { format!("https:{url}") } else { url.to_owned() };
    let host = host(&url)?;
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit())).map_or(host, |(name, _)| name);
    let name = name.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase();
    let is_open = match name.parse::<IpAddr>() {
        Ok(ip) => is_public(ip),
        Err(_) => {
            let is_nobodys = NOBODYS.iter().any(|nobodys| name == *nobodys || name.ends_with(&format!(".{nobodys}")));
            name.contains('.') && !is_nobodys && !is_number(name.rsplit('.').next().unwrap_or_default())
        }
    };
    is_open.then(|| encode_url(&url))
}

/// Whether a number is one that anybody could have, and none of this machine, its neighbours, or nobody (by the registers of IANA for
/// special addresses). One of IPv6 that holds one of IPv4 is never asked for by any honest link.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            let is_shared = a == 100 && b & 0xc0 == 64; // RFC 6598
            let is_protocols = (a, b, c) == (192, 0, 0) || a == 198 && b & 0xfe == 18; // RFC 6890, RFC 2544
            let is_here = a == 0 || ip.is_loopback() || ip.is_link_local() || ip.is_private();
            !(is_here || is_shared || is_protocols || ip.is_documentation() || a >= 224)
        }
        IpAddr::V6(ip) => {
            let [a, b, ..] = ip.segments();
            let is_wrapped = a == 0x2002 || (a, b) == (0x2001, 0); // 6to4, Teredo
            a & 0xe000 == 0x2000 && !is_wrapped && (a, b) != (0x2001, 0xdb8)
        }
    }
}

/// Whether the last part of a host's name makes it a number in one of the ways that systems read (URL Standard, 3.5): nobody writes an
/// honest link like `0x7f.1`.
fn is_number(part: &str) -> bool {
    let digits = part.strip_prefix("0x").map(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
    digits.unwrap_or_else(|| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

/// The host of an address of the web, with its port.
pub fn host(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    if !["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web)) {
        return None;
    }
    let host = rest.split(['/', '?', '#', '\\']).next()?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    Some(host).filter(|host| !host.is_empty())
}

/// What there is to say about a link to `url`; `None` where its page is there.
pub fn finding(url: &str, answer: &Answer, span: crate::base::text::Span) -> Option<Finding> {
    let what = format!("`{url}` {}", answer.problem()?);
    Some(
        Finding::new(Code::DeadExternalLink, span, what)
            .hint("Open it in a browser. Correct the address, or link to a copy in an archive."),
    )
}

/// The addresses that were there, each with the day it was asked for last.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Memory(BTreeMap<String, Date>);

impl Memory {
    /// What an earlier check wrote down. What cannot be read is forgotten.
    pub fn read(text: &str) -> Memory {
        let read: BTreeMap<String, String> = serde_json::from_str(text).unwrap_or_default();
        Memory(read.into_iter().filter_map(|(url, day)| Some((url, day.parse().ok()?))).collect())
    }

    /// The same to be kept, without what counts no longer.
    pub fn write(&self, today: Date) -> String {
        let kept: BTreeMap<&str, String> =
            self.0.iter().filter(|(url, _)| self.knows(url, today)).map(|(url, day)| (&**url, day.to_string())).collect();
        serde_json::to_string_pretty(&kept).expect("texts make JSON") + "\n"
    }

    /// Whether an address was there a few days ago.
    pub fn knows(&self, url: &str, today: Date) -> bool {
        let oldest = today.saturating_sub((DAYS - 1).days());
        self.0.get(url).is_some_and(|day| (oldest..=today).contains(day))
    }

    /// Takes down that an address is there.
    pub fn keep(&mut self, url: &str, today: Date) {
        self.0.insert(url.to_owned(), today);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_that_anybody_could_have_are_asked_for() {
        for (url, wanted) in [
            ("https://foam.dev/a b?x=1#part", "https://foam.dev/a%20b?x=1"),
            ("HTTP://foam.dev", "HTTP://foam.dev"),
            ("//foam.dev/a", "https://foam.dev/a"),
            ("https://me:secret@foam.dev:8080/", "https://me:secret@foam.dev:8080/"),
            ("https://8.8.8.8/", "https://8.8.8.8/"),
            ("https://100.128.0.1/", "https://100.128.0.1/"),
            ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
            ("https://1.foam.dev1/", "https://1.foam.dev1/"),
        ] {
            assert_eq!(asked(url).as_deref(), Some(wanted), "{url}");
        }
        for url in [
            "mailto:a@foam.dev",
            "ftp://foam.dev/",
            "obsidian://open",
            "a/b.md",
            "https://",
            "http://localhost:8080/",
            "http://LocalHost./",
            "http://printer/",
            "http://nas.local/",
            "http://127.0.0.1/",
            "http://192.168.1.1/",
            "http://[::1]:3000/",
            "http://a@10.0.0.1/",
            "http://[::ffff:127.0.0.1]/",
            "http://[::ffff:10.0.0.1]:80/",
            "http://[fc00::1]/",
            "http://[fe80::1]/",
            "http://[::127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
            "http://[2002:7f00:1::]/",
            "http://[2001:db8::1]/",
            "http://[fec0::1]/",
            "http://[ff02::1]/",
            "http://192.0.0.1/",
            "http://198.18.0.1/",
            "http://198.51.100.1/",
            "http://224.0.0.1/",
            "http://240.0.0.1/",
            "http://255.255.255.255/",
            "http://100.64.0.1/",
            "http://0.1.2.3/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://127.1/",
            "http://0177.0.0.1/",
            "http://127.0.0.0x1/",
            "https://example.com/",
            "https://www.example.org/x",
            "https://wiki.test/",
        ] {
            assert_eq!(asked(url), None, "{url}");
        }
    }

    #[test]
    fn answers_that_tell_something() {
        let problem = |status| Answer::Status(status).problem();
        for fine in [200, 204, 301, 401, 403, 405, 429, 451, 503, 999] {
            assert_eq!(problem(fine), None, "{fine}");
        }
        for wrong in [400, 404, 410, 500, 502] {
            assert!(problem(wrong).is_some_and(|text| text.contains(&wrong.to_string())), "{wrong}");
        }
        assert!(Answer::Silence("no such host".into()).problem().is_some());
    }

    #[test]
    fn an_address_that_was_there_is_not_asked_for_for_a_week() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let mut memory = Memory::default();
        memory.keep("https://a.dev/", day("2026-03-01"));
        let memory = Memory::read(&memory.write(day("2026-03-01")));
        let knows = |today| memory.knows("https://a.dev/", day(today));
        assert!(knows("2026-03-01") && knows("2026-03-07") && !knows("2026-03-08") && !knows("2026-02-28"));
        assert_eq!(memory.write(day("2026-03-09")), "{}\n");
        for broken in ["", "[]", "{\"a\": 1}", "{\"a\": \"b\"}"] {
            assert_eq!(Memory::read(broken), Memory::default(), "{broken}");
        }
    }
}
