//! What takes long and nobody has to wait for: the insights of a new state of the vault, then the index of its search.
//!
//! A state is shown at once with what was known before. Behind it, on threads that give way to all others, the rest is made;
//! what is made for a state that is no longer shown is given up between two steps.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::{Preview, STACK};
use crate::base::guard::guarded;

/// Before it is begun anew it rests for a while, this at the most: who types saves again soon.
const REST: Duration = Duration::from_millis(250);

/// Which state is shown, and for which all is made.
#[derive(Default)]
pub(super) struct Work {
    /// Counts the states that were shown.
    shown: AtomicU64,
    state: Mutex<State>,
    turn: Condvar,
}

#[derive(Default)]
struct State {
    /// For which state all is made.
    done: u64,
    /// The preview is gone.
    ended: bool,
}

impl Work {
    /// Another state is shown.
    pub(super) fn begin(&self) {
        let _state = self.lock();
        self.shown.fetch_add(1, Ordering::SeqCst);
        self.turn.notify_all();
    }

    pub(super) fn end(&self) {
        self.lock().ended = true;
        self.turn.notify_all();
    }

    pub(super) fn shown(&self) -> u64 {
        self.shown.load(Ordering::SeqCst)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn finish(&self, turn: u64) {
        self.lock().done = turn;
        self.turn.notify_all();
    }

    /// Whether nothing is left to do.
    fn is_done(&self, state: &State) -> bool {
        state.done == self.shown()
    }

    /// Waits until there is something to do. False: nothing will ever be.
    fn await_work(&self) -> bool {
        let state = self.lock();
        let wait = self.turn.wait_while(state, |state| !state.ended && self.is_done(state));
        !wait.unwrap_or_else(PoisonError::into_inner).ended
    }

    /// Waits until all is done, `time` at most. Answers whether it is.
    fn await_done(&self, time: Duration) -> bool {
        let wait = self.turn.wait_timeout_while(self.lock(), time, |state| !self.is_done(state));
        let (state, _) = wait.unwrap_or_else(PoisonError::into_inner);
        self.is_done(&state)
    }
}

impl Preview {
    /// Makes what is still to be made for the state that is shown, and shows it. False where another state took its place
    /// meanwhile.
    pub fn catch_up(&self) -> bool {
        let (live, turn) = self.now();
        let stop = || self.work.shown() != turn;
        // a panic would be a mistake of ours: the site stays as it is then
        let insights = guarded(|| live.analysis().discover(&stop)).flatten();
        if stop() {
            return false;
        }
        let live = insights.map_or(live.clone(), |insights| Arc::new(live.with(insights)));
        if !self.improve(turn, &live) {
            return false;
        }
        guarded(|| live.make_search(&stop));
        if stop() {
            return false;
        }
        self.tell();
        self.work.finish(turn);
        true
    }

    /// Whether all that a build would show is shown.
    pub fn is_settled(&self) -> bool {
        self.work.is_done(&self.work.lock())
    }

    /// Waits until all that a build would show is shown, `time` at most. Answers whether it is.
    pub fn settle(&self, time: Duration) -> bool {
        self.work.await_done(time)
    }

    /// Catches up with every state from now on, on threads of its own, until the preview is gone.
    pub(super) fn keep_up(self: &Arc<Self>) -> std::io::Result<()> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(rayon::current_num_threads())
            .thread_name(|ix| format!("behind-{ix}"))
            .stack_size(STACK)
            .start_handler(|_| give_way())
            .build()
            .map_err(std::io::Error::other)?;
        let (work, preview) = (self.work.clone(), Arc::downgrade(self));
        let run = move || {
            let mut took = Duration::ZERO;
            while work.await_work() {
                std::thread::sleep(REST.min(took / 4));
                let Some(preview) = preview.upgrade() else { return };
                let started = Instant::now();
                pool.install(|| preview.catch_up());
                took = started.elapsed();
            }
        };
        std::thread::Builder::new().name("behind".into()).spawn(run).map(drop)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.work.end();
    }
}

/// Lets all other threads go first, where the system can do that for one thread.
fn give_way() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::nice(10);
}
