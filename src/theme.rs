//! The files of a theme, in layers: a file of a later layer stands in place of one of the same name.

/// True for the name that a theme's file gets in the site: `style.x7c2k0q9ab.css`.
pub fn is_hashed(name: &str) -> bool {
    let mut parts = name.rsplit('.');
    let (extension, hash, stem) = (parts.next(), parts.next(), parts.next());
    let is_hash = |hash: &str| hash.len() == 10 && hash.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase());
    extension.is_some() && stem.is_some() && hash.is_some_and(is_hash)
}
