//! The ground: paths, text positions, slugs. Knows nothing of notes.

pub mod absolute;
pub mod guard;
pub mod order;
pub mod path;
pub mod random;
pub mod slug;
pub mod text;
