//! How embedded notes are shown, in Foam's words.

use schemars::JsonSchema;
use serde::Deserialize;

/// How an embedded note is shown. The default is Foam's: `full-card`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct EmbedStyle {
    /// Without the heading of what is shown.
    pub content: bool,
    /// As if its text were the page's own, without a card around it.
    pub inline: bool,
}

/// What can be written where an [`EmbedStyle`] is configured, here and in Foam's settings.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EmbedWords {
    /// With its heading, in a card.
    FullCard,
    /// With its heading, as the page's own text.
    FullInline,
    /// Without its heading, in a card.
    ContentCard,
    /// Without its heading, as the page's own text.
    ContentInline,
}

impl EmbedWords {
    /// Foam's words; `None` for any others.
    pub fn read(words: &str) -> Option<Self> {
        Some(match words {
            "full-card" => EmbedWords::FullCard,
            "full-inline" => EmbedWords::FullInline,
            "content-card" => EmbedWords::ContentCard,
            "content-inline" => EmbedWords::ContentInline,
            _ => return None,
        })
    }
}

impl From<EmbedWords> for EmbedStyle {
    fn from(words: EmbedWords) -> Self {
        EmbedStyle {
            content: matches!(words, EmbedWords::ContentCard | EmbedWords::ContentInline),
            inline: matches!(words, EmbedWords::FullInline | EmbedWords::ContentInline),
        }
    }
}
