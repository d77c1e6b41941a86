//! The address of every page.
