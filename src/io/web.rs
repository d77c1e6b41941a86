//! Asks other sites whether pages are there: politely, and only when somebody wants it.
//!
//! The pages of one host are asked for one after the other, with a pause between; several hosts at once. A page is asked for by
//! its head; only a host that answers that with a refusal is asked for the page itself, and then its text is not read.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use ureq::http::StatusCode;
use ureq::{Agent, Error};

use crate::audit::external::{Answer, asked, host};
use crate::base::absolute::join;

/// So many hosts are asked at once.
const HOSTS: usize = 8;
/// Between two questions to the same host.
const PAUSE: Duration = Duration::from_secs(1);
/// So long may an answer take.
const PATIENCE: Duration = Duration::from_secs(20);
/// So long may it take until a host is there at all.
const CONNECT: Duration = Duration::from_secs(10);
/// So often may an address lead on to another.
const REDIRECTS: u32 = 10;
/// Who asks.
const NAME: &str =
    concat!("foamsite/", env!("CARGO_PKG_VERSION"), " (checks the links of a site; ", env!("CARGO_PKG_REPOSITORY"), ")");

/// What each of `addresses` answers. The variables of the environment that name a proxy count.
pub fn ask(addresses: impl IntoIterator<Item = String>) -> BTreeMap<String, Answer> {
    let mut hosts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for address in addresses {
        hosts.entry(host(&address).unwrap_or_default().to_ascii_lowercase()).or_default().push(address);
    }
    let threads = hosts.len().min(HOSTS);
    let (hosts, answers) = (Mutex::new(hosts), Mutex::new(BTreeMap::new()));
    let agent = agent();
    let work = || {
        while let Some((_, addresses)) = hosts.lock().unwrap_or_else(PoisonError::into_inner).pop_first() {
            let answered = one_host(&agent, addresses);
            answers.lock().unwrap_or_else(PoisonError::into_inner).extend(answered);
        }
    };
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    answers.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0) // see `follow`
        .timeout_global(Some(PATIENCE))
        .timeout_connect(Some(CONNECT))
        .user_agent(NAME);
    config.build().into()
}

/// Silences in a row after which a host is taken for dead: each may have taken all of [`PATIENCE`].
const DEAD: usize = 2;

/// Asks one host for its pages. Where it asks for less (429), it is left alone; where it is dead, all its pages are silent.
fn one_host(agent: &Agent, addresses: Vec<String>) -> Vec<(String, Answer)> {
    let mut answered = Vec::with_capacity(addresses.len());
    let mut is_first = true;
    let mut ask = |address: &str, head: bool| {
        if !std::mem::take(&mut is_first) {
            std::thread::sleep(PAUSE);
        }
        follow(agent, address, head)
    };
    let mut silences: Vec<Answer> = Vec::new();
    for address in addresses {
        if silences.len() == DEAD {
            answered.push((address, silences[0].clone()));
            continue;
        }
        let mut answer = ask(&address, true);
        // many hosts know no such question, or tell nonsense
        if matches!(&answer, Ok(status) if status.is_client_error() || status.is_server_error()) && !is_too_many(&answer) {
            answer = ask(&address, false);
        }
        let had_enough = is_too_many(&answer);
        let answer = told(answer);
        match answer {
            Answer::Silence(_) => silences.push(answer.clone()),
            Answer::Status(_) => silences.clear(),
        }
        answered.push((address, answer));
        if had_enough {
            break;
        }
    }
    answered
}

/// Asks for a page, and for what it leads on to, unless by its address that is no page of the web.
fn follow(agent: &Agent, address: &str, head: bool) -> Result<StatusCode, Error> {
    let mut address = address.to_owned();
    for _ in 0..=REDIRECTS {
        let request = if head { agent.head(&address) } else { agent.get(&address) };
        let response = request.header("accept", "text/html, */*;q=0.8").call()?;
        let location = response.headers().get("location").and_then(|location| location.to_str().ok());
        let Some(location) = location.filter(|_| response.status().is_redirection()) else { return Ok(response.status()) };
        let inward = || Error::Io(std::io::Error::other("it leads to an address that is not the web's"));
        address = asked(&join(&address, location)).ok_or_else(inward)?;
    }
    Err(Error::TooManyRedirects)
}

fn is_too_many(answer: &Result<StatusCode, Error>) -> bool {
    matches!(answer, Ok(StatusCode::TOO_MANY_REQUESTS))
}

fn told(answer: Result<StatusCode, Error>) -> Answer {
    match answer {
        Ok(status) => Answer::Status(status.as_u16()),
        Err(Error::StatusCode(status)) => Answer::Status(status),
        Err(Error::HostNotFound) => Answer::Silence("its host is not known".into()),
        Err(Error::Timeout(_)) => Answer::Silence("it takes too long".into()),
        Err(Error::TooManyRedirects | Error::RedirectFailed) => Answer::Silence("it leads on without end".into()),
        Err(Error::Io(error)) => Answer::Silence(plainly(&error)),
        Err(error) => Answer::Silence(error.source().map_or_else(|| error.to_string(), |source| source.to_string())),
    }
}

fn plainly(error: &std::io::Error) -> String {
    use std::io::ErrorKind::{ConnectionRefused, ConnectionReset, HostUnreachable, NetworkUnreachable, TimedOut, UnexpectedEof};
    match error.kind() {
        ConnectionRefused => "its host refuses".into(),
        ConnectionReset | UnexpectedEof => "its host breaks off".into(),
        HostUnreachable | NetworkUnreachable => "there is no way to its host".into(),
        TimedOut => "it takes too long".into(),
        // the system's own words, which differ; the library says what it tried
        _ if error.to_string().starts_with("failed to lookup address") => "its host is not known".into(),
        _ => error.to_string(),
    }
}
