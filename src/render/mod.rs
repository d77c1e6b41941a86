//! Pages.

pub mod cut;
mod element;
pub mod embed;
pub mod snippet;
pub mod stitch;
