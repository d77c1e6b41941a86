//! foamsite publishes a folder of linked notes as a website whose pages show every backlink in its context.
//!
//! Data flows one way through the stages that `ARCHITECTURE.md` draws; the modules below stand in that order, and each may use
//! only those above it.

pub mod audit;
pub mod base;
pub mod cite;
pub mod cli;
pub mod config;
pub mod diag;
pub mod drawing;
pub mod emit;
pub mod graph;
pub mod insight;
pub mod io;
pub mod layout;
pub mod link;
pub mod note;
pub mod paint;
pub mod picture;
pub mod pipeline;
pub mod plan;
pub mod query;
pub mod render;
pub mod report;
pub mod scale;
pub mod search;
pub mod serve;
pub mod share;
pub mod site;
pub mod theme;
pub mod vault;
