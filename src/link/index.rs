//! The names that notes and attachments go by.

use super::{Named, Options};
use crate::vault::Asset;

/// Look-ups of notes and attachments by every name they go by.
pub struct Names;

impl Names {
    /// Indexes a vault.
    pub fn new(_notes: &[Named<'_>], _assets: &[Asset], _options: &Options) -> Self {
        Names
    }
}
