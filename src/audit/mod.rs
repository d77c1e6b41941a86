//! A finished site is looked at from outside, file by file: does it tell what is private, does every address lead somewhere.
//!
//! Nothing here knows how the site was made. What is read are its files as a host has them.

pub mod external;
pub mod leaks;
pub mod links;
mod readable;

/// A file of a finished site: its path below the site's root, with `/`, and its bytes.
pub struct File<'a> {
    /// Where.
    pub path: &'a str,
    /// What.
    pub bytes: &'a [u8],
}
