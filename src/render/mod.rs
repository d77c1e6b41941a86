//! Pages.

pub mod cut;
mod element;
pub mod embed;
pub mod stitch;
