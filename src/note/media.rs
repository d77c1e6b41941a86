//! What a file can be shown as, by its name.

use crate::base::path::extension;

/// How a file is shown in a page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Media {
    /// A picture.
    Image,
    /// Sound.
    Audio,
    /// Film.
    Video,
    /// A document that browsers show in a frame.
    Pdf,
    /// By a link to it.
    Other,
}

/// By a file's extension, in any case.
pub fn of(path: &str) -> Media {
    match extension(path).to_ascii_lowercase().as_str() {
        "png" | "apng" | "jpg" | "jpeg" | "jfif" | "gif" | "svg" | "webp" | "avif" | "bmp" | "ico" => Media::Image,
        "mp3" | "wav" | "m4a" | "ogg" | "oga" | "opus" | "flac" | "aac" | "3gp" => Media::Audio,
        "mp4" | "webm" | "ogv" | "mov" | "m4v" | "mkv" => Media::Video,
        "pdf" => Media::Pdf,
        _ => Media::Other,
    }
}

/// The same for an address of another site: whatever stands behind its path does not count.
pub fn of_url(url: &str) -> Media {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    of(path)
}
