//! Pages.

pub mod cut;
