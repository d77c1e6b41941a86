//! What is in each folder.

/// The folder tree.
#[derive(Debug, Default)]
pub struct Nav {}
