//! What a site holds besides its pages, and the exports of the command line: pure functions of a [`crate::site::Site`].

pub mod crawlers;
pub mod feed;
pub mod graph;
pub mod hosts;
pub mod insights;
pub mod programs;
pub mod redirects;
pub mod schema;
pub mod titles;
