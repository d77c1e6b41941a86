//! Code of others that may panic.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` and answers nothing where it panics. What it writes to may be half written then: the caller throws it away.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let outer = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.ok()
}

/// Keeps panics inside [`guarded`] from being shown: they are no news to a user. Called once, when the program starts.
pub fn silence() {
    let show = take_hook();
    set_hook(Box::new(move |panic| {
        if !GUARDED.get() {
            show(panic);
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_nothing() {
        assert_eq!(guarded(|| 1), Some(1));
        silence();
        assert_eq!(guarded(|| "x".parse::<u8>().expect("it is none")), None);
        assert!(!GUARDED.get());
    }
}
