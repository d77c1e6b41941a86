//! The browsers that have a page of the preview open, and how they are told that it changed.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http_body_util::channel::{Channel, Sender};
use hyper::body::{Bytes, Frame};

/// What a browser is told. No word of a note is in it: the page asks for the rest itself.
const CHANGED: &[u8] = b"event: changed\ndata:\n\n";
/// Keeps a connection open, and shows which are closed.
const ALIVE: &[u8] = b":\n\n";
/// Messages that a browser may leave unread before it is given up.
const UNREAD: usize = 8;
/// More browsers than that have no page open: the oldest connection is given up.
const MOST: usize = 500;

/// All open pages.
#[derive(Default)]
pub(super) struct Browsers(Mutex<Vec<Open>>);

struct Open {
    /// The page's address.
    page: String,
    /// The state of the page that the browser shows.
    mark: String,
    tell: Sender<Bytes>,
}

impl Browsers {
    /// A browser opened `page` in the state `mark`. Answers the stream of what it will be told.
    pub(super) fn open(&self, page: String, mark: String) -> Channel<Bytes> {
        let (mut tell, stream) = Channel::new(UNREAD);
        let _ = tell.try_send(Frame::data(Bytes::from_static(ALIVE))); // the answer's head goes out at once
        let mut open = self.lock();
        if open.len() >= MOST {
            open.remove(0);
        }
        open.push(Open { page, mark, tell });
        stream
    }

    /// Tells every browser whose page is in another state than the one it shows, and answers how many were told. `mark`
    /// answers a page's state. With `all`, every browser is told.
    pub(super) fn changed(&self, mark: impl Fn(&str) -> String, all: bool) -> usize {
        let pages: Vec<String> = self.lock().iter().map(|open| open.page.clone()).collect();
        let marks: BTreeMap<String, String> = pages.into_iter().map(|page| (page.clone(), mark(&page))).collect();
        let mut told = 0;
        self.lock().retain_mut(|open| {
            let Some(now) = marks.get(&open.page).filter(|now| all || **now != open.mark) else { return true };
            open.mark.clone_from(now);
            let heard = open.tell.try_send(Frame::data(Bytes::from_static(CHANGED))).is_ok();
            told += usize::from(heard);
            heard
        });
        told
    }

    /// Forgets browsers that are gone.
    pub(super) fn sweep(&self) {
        self.lock().retain_mut(|open| open.tell.try_send(Frame::data(Bytes::from_static(ALIVE))).is_ok());
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
