//! Bodies of answers: from memory or from a file, whole or one range of them, with a mark by which a browser asks whether it
//! has them already.

use std::io::SeekFrom;
use std::ops::{Range, RangeInclusive};

use http_body_util::BodyExt;
use http_body_util::channel::{Channel, Sender};
use http_range_header::parse_range_header;
use hyper::body::Bytes;
use hyper::header::{self, HeaderMap, HeaderValue};
use hyper::{Response, StatusCode};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::http::{Body, full};
use super::live::mark;
use crate::io::attachment::Attachment;
use crate::picture::Piece;

/// Bytes of a file that are read at once.
const CHUNK: usize = 64 << 10;

/// A whole body in memory.
pub(super) fn of(bytes: Bytes) -> Body {
    full(bytes)
}

/// The type of a file by its name. What is text is said to be UTF-8.
pub(super) fn kind(path: &str) -> String {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let text = kind.type_() == "text" || matches!(kind.subtype().as_str(), "javascript" | "json" | "xml");
    if text { format!("{kind}; charset=utf-8") } else { kind.to_string() }
}

/// What a request says of the part it wants.
#[derive(Default)]
pub(super) struct Ranged {
    range: Option<String>,
    has: Option<String>,
}

impl Ranged {
    /// Reads the headers.
    pub(super) fn of(headers: &HeaderMap) -> Ranged {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::to_owned);
        Ranged { range: text(header::RANGE), has: text(header::IF_NONE_MATCH) }
    }

    /// An answer from memory.
    pub(super) fn bytes(&self, kind: &str, bytes: Bytes) -> Response<Body> {
        let tag = format!("\"{}\"", mark(&bytes));
        if self.has.as_ref().is_some_and(|has| has.split(',').any(|has| has.trim().trim_start_matches("W/") == tag)) {
            let mut response = Response::new(of(Bytes::new()));
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            set(&mut response, header::ETAG, &tag);
            return response;
        }
        let mut response = match self.part(bytes.len() as u64) {
            Part::Whole => Response::new(of(bytes)),
            Part::Range(range) => {
                let part = bytes.slice(*range.start() as usize..=*range.end() as usize);
                partial(of(part), &range, bytes.len() as u64)
            }
            Part::Nowhere => nowhere(bytes.len() as u64),
        };
        set(&mut response, header::ETAG, &tag);
        set(&mut response, header::ACCEPT_RANGES, "bytes");
        set(&mut response, header::CONTENT_TYPE, kind);
        response
    }

    /// An answer from an attachment, which is read while it is sent. What could run a script of its own may not: a browser is told to
    /// keep it in a sandbox.
    pub(super) fn file(&self, kind: &str, attachment: Attachment) -> Response<Body> {
        let size = attachment.size();
        let mut response = match self.part(size) {
            Part::Whole => {
                let mut response = Response::new(stream(attachment, 0..size));
                set(&mut response, header::CONTENT_LENGTH, &size.to_string());
                response
            }
            Part::Range(range) => {
                let part = *range.start()..range.end() + 1;
                let length = part.end - part.start;
                let mut response = partial(stream(attachment, part), &range, size);
                set(&mut response, header::CONTENT_LENGTH, &length.to_string());
                response
            }
            Part::Nowhere => nowhere(size),
        };
        set(&mut response, header::ACCEPT_RANGES, "bytes");
        set(&mut response, header::CONTENT_TYPE, kind);
        set(&mut response, header::CONTENT_SECURITY_POLICY, "sandbox");
        response
    }

    /// Several ranges at once are answered with the whole.
    fn part(&self, size: u64) -> Part {
        let Some(range) = self.range.as_deref() else { return Part::Whole };
        let Ok(ranges) = parse_range_header(range) else { return Part::Whole };
        if ranges.ranges.len() > 1 {
            return Part::Whole;
        }
        match ranges.validate(size).map(|mut ranges| ranges.pop()) {
            Ok(Some(range)) => Part::Range(range),
            _ => Part::Nowhere,
        }
    }
}

enum Part {
    Whole,
    Range(RangeInclusive<u64>),
    /// Past the end.
    Nowhere,
}

fn partial(body: Body, range: &RangeInclusive<u64>, size: u64) -> Response<Body> {
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    set(&mut response, header::CONTENT_RANGE, &format!("bytes {}-{}/{size}", range.start(), range.end()));
    response
}

fn nowhere(size: u64) -> Response<Body> {
    let mut response = Response::new(of(Bytes::new()));
    *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
    set(&mut response, header::CONTENT_RANGE, &format!("bytes */{size}"));
    response
}

fn set(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The bytes `range` of an attachment, read as they are sent.
fn stream(attachment: Attachment, range: Range<u64>) -> Body {
    let (mut tell, body) = Channel::new(2);
    tokio::spawn(async move {
        let (file, pieces) = attachment.part(range);
        let mut file = tokio::fs::File::from_std(file);
        for piece in pieces {
            if send(&mut tell, &mut file, piece).await.is_none() {
                break; // the client sees that bytes are missing
            }
        }
    });
    body.boxed_unsync()
}

/// Sends a piece; `None` where the client has gone, or the file became shorter.
async fn send(tell: &mut Sender<Bytes>, file: &mut tokio::fs::File, piece: Piece) -> Option<()> {
    let mut left = piece.size();
    match piece {
        Piece::Made(bytes) => return tell.send_data(bytes.into()).await.ok(),
        Piece::Kept(range) => drop(file.seek(SeekFrom::Start(range.start)).await.ok()?),
        Piece::Blank(_) => {
            while left > 0 {
                let chunk = vec![0; CHUNK.min(usize::try_from(left).unwrap_or(CHUNK))];
                left -= chunk.len() as u64;
                tell.send_data(chunk.into()).await.ok()?;
            }
        }
    }
    while left > 0 {
        let mut chunk = vec![0; CHUNK.min(usize::try_from(left).unwrap_or(CHUNK))];
        let read = file.read(&mut chunk).await.ok().filter(|read| *read > 0)?;
        chunk.truncate(read);
        left -= read as u64;
        tell.send_data(chunk.into()).await.ok()?;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(range: Option<&str>, has: Option<&str>) -> Response<Body> {
        let ranged = Ranged { range: range.map(str::to_owned), has: has.map(str::to_owned) };
        ranged.bytes("text/plain", Bytes::from_static(b"0123456789"))
    }

    #[test]
    fn one_range_is_answered() {
        let told = |range| {
            let response = answer(Some(range), None);
            let place = response.headers().get(header::CONTENT_RANGE).map(|v| v.to_str().expect("text").to_owned());
            (response.status().as_u16(), place)
        };
        assert_eq!(told("bytes=0-3"), (206, Some("bytes 0-3/10".into())));
        assert_eq!(told("bytes=-2"), (206, Some("bytes 8-9/10".into())));
        assert_eq!(told("bytes=5-"), (206, Some("bytes 5-9/10".into())));
        assert_eq!(told("bytes=20-"), (416, Some("bytes */10".into())));
        for odd in ["bytes=abc", "lines=0-1", "bytes=0-0,-1", "bytes="] {
            assert_eq!(told(odd), (200, None), "{odd}");
        }
    }

    #[test]
    fn what_a_browser_has_is_not_sent_again() {
        let tag = answer(None, None).headers()[header::ETAG].to_str().expect("text").to_owned();
        assert_eq!(answer(None, Some(&tag)).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(answer(None, Some("\"other\"")).status(), StatusCode::OK);
    }

    #[test]
    fn types() {
        assert_eq!(kind("/a/b.css"), "text/css; charset=utf-8");
        assert_eq!(kind("graph.json"), "application/json; charset=utf-8");
        assert_eq!(kind("p.PNG"), "image/png");
        assert_eq!(kind("x.unknownkind"), "application/octet-stream");
    }
}
