//! Who may ask the preview. Any page of the web can make a browser send requests to this machine; drafts are not for them.
//!
//! A name that an attacker's server can make point here (DNS rebinding) is refused by the `Host` header; requests that
//! another site's page makes are refused by `Origin` and `Sec-Fetch-Site`.

use std::net::IpAddr;

use hyper::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use hyper::{Method, StatusCode, Uri};

/// The names by which the preview may be called.
#[derive(Clone, Debug)]
pub struct Names {
    /// As given by `--host`, lower case.
    own: String,
}

impl Names {
    /// The usual names of this machine, and `own`: the host that the preview was told to listen at.
    pub fn new(own: &str) -> Names {
        Names { own: own.trim_matches(['[', ']']).to_ascii_lowercase() }
    }

    /// Whether a `Host` header names this preview. `local` is the address at which the connection came in: whoever reached it
    /// by that may also call it so.
    fn allow(&self, host: &str, local: IpAddr) -> bool {
        let Some(name) = name_of(host) else { return false };
        let name = name.to_ascii_lowercase();
        let literal = name.parse::<IpAddr>().ok();
        name == "localhost" || name == self.own || literal.is_some_and(|ip| ip == local || ip.is_loopback())
    }

    /// Why a request is refused: its status. `None`: it may go on.
    pub fn refuse(&self, method: &Method, uri: &Uri, headers: &HeaderMap, local: IpAddr) -> Option<StatusCode> {
        let mut hosts = headers.get_all(HOST).iter();
        let host = match (hosts.next().map(|host| host.to_str()), hosts.next()) {
            (Some(Ok(host)), None) => host,
            _ => return Some(StatusCode::BAD_REQUEST),
        };
        if !self.allow(host, local) || uri.authority().is_some_and(|asked| asked.as_str() != host) {
            return Some(StatusCode::FORBIDDEN);
        }
        if !matches!(*method, Method::GET | Method::HEAD) {
            return Some(StatusCode::METHOD_NOT_ALLOWED);
        }
        let origin = headers.get(ORIGIN).map(|origin| origin.as_bytes());
        let foreign = origin.is_some_and(|origin| origin != format!("http://{host}").as_bytes());
        let header = |name: &'static str| headers.get(HeaderName::from_static(name)).map(|value| value.as_bytes());
        let fetched = header("sec-fetch-site") == Some(b"cross-site") && header("sec-fetch-mode") != Some(b"navigate");
        (foreign || fetched).then_some(StatusCode::FORBIDDEN)
    }
}

/// The name in `name`, `name:port`, `[::1]:port`; `None` where it is none of these.
fn name_of(host: &str) -> Option<&str> {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (name, rest) = rest.split_once(']')?;
            (name, if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) })
        }
        None => match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host, None),
        },
    };
    let plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':'));
    let port_fits = port.is_none_or(|port| port.parse::<u16>().is_ok() && port.bytes().all(|b| b.is_ascii_digit()));
    (plain && port_fits).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(headers: &[(&'static str, &str)], uri: &str) -> Option<StatusCode> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_static(name), value.parse().expect("a header"));
        }
        let uri = uri.parse().expect("an address");
        Names::new("127.0.0.1").refuse(&Method::GET, &uri, &map, IpAddr::from([127, 0, 0, 1]))
    }

    #[test]
    fn only_our_own_names_are_answered() {
        for host in ["localhost:8080", "127.0.0.1:8080", "localhost", "[::1]:8080", "LOCALHOST:1", "127.0.0.1"] {
            assert_eq!(answer(&[("host", host)], "/"), None, "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example:8080",
            "127.0.0.1.evil.example",
            "evil.example#localhost:8080",
            "localhost@evil.example:8080",
            "0.0.0.0.evil.example",
            "192.0.2.1:8080",
            "127.0.0.1:8080, evil.example",
            "localhost:8080.evil.example",
            "localhost:99999",
            "localhost:+80",
            "[::1",
            "[::1]x",
            "",
        ] {
            assert_eq!(answer(&[("host", host)], "/"), Some(StatusCode::FORBIDDEN), "{host}");
        }
        assert_eq!(answer(&[], "/"), Some(StatusCode::BAD_REQUEST));
        assert_eq!(answer(&[("host", "localhost"), ("host", "evil.example")], "/"), Some(StatusCode::BAD_REQUEST));
        assert_eq!(answer(&[("host", "localhost:8080")], "http://evil.example/"), Some(StatusCode::FORBIDDEN));
        assert_eq!(answer(&[("host", "localhost:8080")], "http://localhost:8080/"), None);
    }

    #[test]
    fn no_other_site_is_answered() {
        let own = ("host", "localhost:8080");
        assert_eq!(answer(&[own, ("origin", "http://localhost:8080")], "/"), None);
        for origin in ["http://evil.example", "null", "file://", "http://localhost.evil.example:8080", "http://localhost:9090"] {
            assert_eq!(answer(&[own, ("origin", origin)], "/"), Some(StatusCode::FORBIDDEN), "{origin}");
        }
        let fetched = |mode| answer(&[own, ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", mode)], "/");
        assert_eq!(fetched("no-cors"), Some(StatusCode::FORBIDDEN), "an image or a script of another site");
        assert_eq!(fetched("navigate"), None, "a link to the preview may be followed");
    }

    #[test]
    fn an_address_of_the_network_is_our_name_where_the_connection_came_in_by_it() {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "192.168.1.5:8080".parse().expect("a header"));
        let names = Names::new("0.0.0.0");
        let refuse = |local: [u8; 4]| names.refuse(&Method::GET, &Uri::from_static("/"), &headers, IpAddr::from(local));
        assert_eq!(refuse([192, 168, 1, 5]), None);
        assert_eq!(refuse([127, 0, 0, 1]), Some(StatusCode::FORBIDDEN));
    }
}
