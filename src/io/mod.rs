//! The disk: reading a vault, writing a site. The only user of `std::fs`.
//!
//! Nothing outside the output folder is ever written but what `init` begins and what `check --external` keeps ([`cache`]), and nothing in it is deleted but what foamsite's own manifest names.
#![allow(clippy::disallowed_methods, reason = "here the disk is touched, and nowhere else")]

pub mod attachment;
pub mod cache;
pub mod create;
pub mod fonts;
pub mod git;
mod ignore;
mod lock;
mod manifest;
mod picture;
pub mod read;
pub mod site;
pub mod watch;
pub mod web;
pub mod write;

use std::path::Path;

/// Names the files that a build wrote; its presence makes a folder an output folder, which is never read as part of a vault.
/// No dot file: hosts and their upload tools drop or refuse those.
pub const MANIFEST: &str = "foamsite-manifest.json";

/// Held while a build writes.
const LOCK: &str = ".foamsite-lock";
/// Files that are written and not yet in their place.
const STAGE: &str = ".foamsite-new";

/// The machine or the call is wrong. What is wrong with a vault is a finding instead.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system refused.
    #[error("cannot {action} `{path}`: {reason}")]
    System {
        /// What was tried: "read", "write".
        action: &'static str,
        /// On what.
        path: String,
        /// Why not.
        reason: std::io::Error,
    },
    /// The vault is no folder.
    #[error("the vault `{path}` is not a folder")]
    NoVault {
        /// Where it was looked for.
        path: String,
    },
    /// A pattern of the configuration or of an editor's settings. A build without it could publish what it was to exclude.
    #[error("the pattern `{pattern}` cannot be used: {reason}")]
    Pattern {
        /// As written.
        pattern: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A file of settings that is no text, or far too large for one.
    #[error("`{path}` {reason}")]
    Settings {
        /// Which.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A folder that a site must not be written to.
    #[error("the output `{path}` {reason}")]
    Output {
        /// Which.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// A file in the way that foamsite did not write.
    #[error("`{path}` in the output was not written by foamsite, so it is not replaced")]
    Foreign {
        /// Relative to the output.
        path: String,
    },
    /// Another build writes to the same output.
    #[error("another build is writing to `{path}`")]
    Busy {
        /// The output.
        path: String,
    },
    /// Two files for one place, or a place outside the output: a mistake of foamsite's own, held back here.
    #[error("`{path}` cannot be written: {reason}")]
    Place {
        /// As asked for.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
}

impl Error {
    /// Whether the call or the configuration is wrong, not the machine.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Error::NoVault { .. } | Error::Pattern { .. } | Error::Settings { .. } | Error::Output { .. } | Error::Foreign { .. }
        )
    }

    /// What to do, in one sentence.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Error::Output { hint, .. } => Some(hint),
            Error::Foreign { .. } => Some("Move the file away, or name another output folder with `-o`."),
            Error::Busy { .. } => Some("Wait until it has ended, or name another output folder with `-o`."),
            Error::Pattern { .. } => Some("Write it with `*`, `**`, `?`, `[…]` and `{…,…}` alone."),
            _ => None,
        }
    }

    fn system(action: &'static str, path: &Path, reason: std::io::Error) -> Error {
        Error::System { action, path: show(path), reason }
    }
}

/// A path for people: no byte of it can command a terminal.
pub fn show(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.chars()
        .flat_map(|c| c.is_control().then(|| c.escape_default()).into_iter().flatten().chain((!c.is_control()).then_some(c)))
        .collect()
}
