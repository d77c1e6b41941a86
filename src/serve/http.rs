//! Requests and answers. A request names an address of the site, never a file: what the site does not have does not exist.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::Preview;
use super::body::{self, Ranged};
use super::live::Found;
use crate::io::attachment::Attachment;

/// Connections that are open at once; more wait.
const CONNECTIONS: usize = 1000;
/// So long may a client take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(10);
/// Largest head of a request, in bytes.
const HEAD: usize = 32 << 10;

pub(super) type Body = UnsyncBoxBody<Bytes, Infallible>;

/// Takes connections until the program ends.
pub(super) async fn run(listener: TcpListener, preview: Arc<Preview>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let place = places.clone().acquire_owned().await;
        match listener.accept().await {
            Ok((stream, _)) => {
                let preview = preview.clone();
                tokio::spawn(async move {
                    connection(stream, preview).await;
                    drop(place);
                });
            }
            // out of file handles, or the client went away already: others may still be served
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

async fn connection(stream: TcpStream, preview: Arc<Preview>) {
    let local = stream.local_addr().map_or(IpAddr::from([127, 0, 0, 1]), |local: SocketAddr| local.ip().to_canonical());
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let preview = preview.clone();
        async move { Ok::<_, Infallible>(answer(preview, request, local).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE).max_buf_size(HEAD).max_headers(100);
    let _ = http.serve_connection(TokioIo::new(stream), service).await; // the client broke it off, or spoke no HTTP
}

async fn answer(preview: Arc<Preview>, request: Request<Incoming>, local: IpAddr) -> Response<Body> {
    let head = *request.method() == Method::HEAD;
    let mut response = match preview.names.refuse(request.method(), request.uri(), request.headers(), local) {
        Some(status) => plain(status),
        None => {
            // a page is made on a thread of its own, with a deep stack: notes nest
            let made = tokio::task::spawn_blocking(move || respond(&preview, &request)).await;
            made.unwrap_or_else(|_| plain(StatusCode::INTERNAL_SERVER_ERROR))
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    if head { response.map(|_| body::of(Bytes::new())) } else { response }
}

/// A short answer that repeats nothing of the request.
fn plain(status: StatusCode) -> Response<Body> {
    let text = format!("{status}\n");
    let mut response = Response::new(body::of(Bytes::from(text)));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
    }
    response
}

/// The answer to a request that may be answered.
fn respond(preview: &Preview, request: &Request<Incoming>) -> Response<Body> {
    let uri = request.uri();
    let Some(path) = decoded(uri.path()) else { return plain(StatusCode::BAD_REQUEST) };
    let live = preview.live();
    let base = live.analysis().site().config.site.base_path();
    let Some(inside) = path.strip_prefix(base.trim_end_matches('/')).filter(|rest| rest.starts_with('/')) else {
        // what stands outside the base path is another site's on the real host
        let home = path == "/" || format!("{path}/") == base;
        return if home { redirect(&base) } else { not_found(preview, &path) };
    };
    if let Some(own) = inside.strip_prefix(super::OWN) {
        return own_file(preview, own, uri.query().unwrap_or_default());
    }
    let inside = inside.strip_suffix("index.html").filter(|folder| folder.ends_with('/')).unwrap_or(inside);
    let ranged = Ranged::of(request.headers());
    match live.find(inside) {
        Some(Found::Page(html)) => {
            let html = preview.with_script(html, inside, &base);
            ranged.bytes("text/html; charset=utf-8", html.into())
        }
        Some(Found::File(bytes)) => ranged.bytes(&body::kind(inside), Bytes::copy_from_slice(bytes)),
        Some(Found::Made(text)) => ranged.bytes(&body::kind(inside), Bytes::from(text)),
        Some(Found::Attachment(path)) => {
            match Attachment::find(&preview.root, path.as_str(), &live.analysis().site().config.output) {
                Ok(file) => ranged.file(&body::kind(path.as_str()), file),
                Err(_) => not_found(preview, inside),
            }
        }
        Some(Found::Folder) => {
            let name = uri.path().rsplit('/').next().unwrap_or_default();
            let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
            redirect(&format!("./{name}/{query}"))
        }
        Some(Found::Later) => later(),
        None => not_found(preview, inside),
    }
}

/// It is being made: the page asks again.
fn later() -> Response<Body> {
    let mut response = plain(StatusCode::SERVICE_UNAVAILABLE);
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

fn not_found(preview: &Preview, path: &str) -> Response<Body> {
    let live = preview.live();
    let base = live.analysis().site().config.site.base_path();
    let html = preview.with_script(live.missing(), path, &base);
    let mut response = Ranged::default().bytes("text/html; charset=utf-8", html.into());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// To another place of this site; `to` is relative or a base path, never what a client wrote alone.
fn redirect(to: &str) -> Response<Body> {
    let mut response = plain(StatusCode::MOVED_PERMANENTLY);
    if let Ok(place) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    // where a note is today another may be tomorrow
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The preview's own script and what it asks for.
fn own_file(preview: &Preview, name: &str, query: &str) -> Response<Body> {
    let value = |key: &str| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(name, _)| *name == key).map(|(_, value)| decoded(value).unwrap_or_default()).next().unwrap_or_default()
    };
    match name {
        "preview.js" => Ranged::default().bytes("text/javascript; charset=utf-8", Bytes::from_static(super::SCRIPT)),
        "preview.css" => Ranged::default().bytes("text/css; charset=utf-8", Bytes::from_static(super::STYLE)),
        "state" => Ranged::default().bytes("application/json", preview.state(&value("page")).into()),
        "events" => {
            let stream = preview.open(value("page"), value("mark"));
            let mut response = Response::new(stream.boxed_unsync());
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
            response
        }
        _ => plain(StatusCode::NOT_FOUND),
    }
}

/// A percent-encoded text, decoded; `None` where it is not UTF-8 or holds what no address of a site has.
fn decoded(text: &str) -> Option<String> {
    let text = percent_encoding::percent_decode_str(text).decode_utf8().ok()?;
    (!text.contains(['\0', '\\'])).then(|| text.into_owned())
}

/// A whole body.
pub(super) fn full(bytes: Bytes) -> Body {
    Full::new(bytes).boxed_unsync()
}
