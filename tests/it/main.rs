//! The integration tests: one binary.

mod commonmark;
mod reading;
