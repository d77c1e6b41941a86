//! Findings: what foamsite has to say about a vault or a theme, as data.
//!
//! A stage returns its findings beside its value and goes on. One table names every code, so that the command line, the
//! documentation and the configuration speak of the same ones.

use crate::base::text::Span;

/// How much a finding weighs. `Error` makes `check` and `build` end with 1; `--strict` makes warnings count as errors.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not shown.
    Off,
    /// Shown with `-v` and in machine formats.
    Info,
    /// Shown; the site is as its author meant it, or nearly so.
    Warning,
    /// Shown; something that its author wrote is not in the site as meant.
    Error,
}

macro_rules! codes {
    ($($variant:ident $name:literal $level:ident $sentence:literal $help:literal)*) => {
        /// What a finding is about. The name is stable: configurations and scripts rely on it.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum Code { $(#[doc = $sentence] $variant,)* }

        impl Code {
            /// All codes, in the order of their table.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The stable name: `unresolved-link`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// The level where the configuration says nothing.
            pub fn default_level(self) -> Level {
                match self { $(Code::$variant => Level::$level,)* }
            }

            /// What it means, in one sentence.
            pub fn sentence(self) -> &'static str {
                match self { $(Code::$variant => $sentence,)* }
            }

            /// Why it matters and what to do, with an example: for `foamsite explain`.
            pub fn help(self) -> &'static str {
                match self { $(Code::$variant => $help,)* }
            }
        }
    };
}

codes! {
    UnresolvedLink "unresolved-link" Warning "A link leads to nothing."
        "The name fits no note and no attachment. The page shows the link's text, marked as not written yet, without an address.\nWrite the note, or correct the name: `[[Meal prpe]]` -> `[[Meal prep]]`."
    AmbiguousLink "ambiguous-link" Warning "A link's name fits several notes."
        "The first by path is taken, as Foam does. Say which one is meant by adding its folder: `[[todo]]` -> `[[office/todo]]`."
    LenientLink "lenient-link" Info "A link works here but not in Foam."
        "Foam finds nothing under this name; foamsite found the one note that can be meant (by alias, title, blanks, case or encoding).\nWrite the name that the finding suggests and both agree, or set `links.resolution = \"foam\"` to have such links left open."
    MissingSection "missing-section" Warning "A link names a section that its note does not have."
        "The link leads to the top of the note instead. `[[Bread#Kneeding]]` -> `[[Bread#Kneading]]`."
    MissingBlock "missing-block" Warning "A link names a block that its note does not have."
        "The link leads to the top of the note instead. The block's last line must end in ` ^id`."
    DuplicateBlock "duplicate-block" Warning "Two blocks of one note have the same id."
        "Links to `^id` lead to the first. Give the other an id of its own."
    DuplicateUrl "duplicate-url" Warning "Two pages would have the same address."
        "The later by path gets `-2` at its end. Rename one of the notes, or give it a `permalink`."
    BadRedirect "bad-redirect" Warning "An old address of a note cannot be kept."
        "`redirect_from` names a path below the site's root that nothing else has: a page always goes before an old address, and of two notes that name the same one, the first by path gets it."
    MovedAddress "moved-address" Warning "An address of an earlier build leads nowhere now."
        "`[redirects] last_sitemap` names the sitemap of an earlier build, and something in it is no page any more. Where the note is somewhere else now, add `redirect_from: /old/address/` to its front matter; where it is gone for good, make a new sitemap the one that is compared with."
    BadFrontMatter "bad-front-matter" Error "The front matter cannot be read."
        "The note is published without its properties; where it seems to hold a mark of privacy, it is not published.\nA common cause is an unquoted colon: `title: Bread: a history` -> `title: \"Bread: a history\"`."
    BadProperty "bad-property" Warning "A property has a value that cannot be used."
        "The property is passed over: a date that is none, a title that is a list, a permalink that leaves the site."
    UnclearVisibility "unclear-visibility" Warning "Whether the note is public cannot be read."
        "A note that may be meant to be private is not published. Write `publish: true` or `publish: false`."
    NotUtf8 "not-utf8" Warning "The text is not UTF-8, or no text."
        "Each byte that could not be read, and each NUL, stands as U+FFFD in the page. Save the file as UTF-8."
    SkippedFile "skipped-file" Warning "A file was passed over."
        "Symbolic links, pipes, devices, names that are not UTF-8 and files above the size limit are never read. A file whose name ends in `.MD` is an attachment, as in Foam: rename it where it is meant to be a note."
    UnreadableFile "unreadable-file" Error "A file or folder cannot be read."
        "It is missing in the site. Check its permissions."
    MissingAttachment "missing-attachment" Warning "An embedded file does not exist."
        "The page shows the name instead of the picture. Add the file or correct the name."
    UnclosedComment "unclosed-comment" Warning "A comment is opened with %% and never closed."
        "Everything after it is taken as the comment and left out, so that nothing private is published. Close it with `%%`."
    RemovedHtml "removed-html" Info "Raw HTML was removed from a note."
        "Only harmless elements and attributes pass (`html = \"sanitize\"`). Set `html = \"trusted\"` where all notes are your own."
    DeadHtmlLink "dead-html-link" Warning "Raw HTML refers to a file that does not exist."
        "The reference is removed, so that no page holds a dead address. Correct `href` or `src`."
    EmbedCycle "embed-cycle" Warning "Notes embed each other in a circle."
        "The embed that would close the circle is shown as a link. Remove one of the embeds that the finding names."
    EmbedLimit "embed-limit" Warning "A page holds too many embeds."
        "Embeds below the eighth level, past 1,000 in a page or past 4 MB are shown as links."
    BadConfig "bad-config" Error "The configuration holds something that foamsite does not know."
        "The finding names the key and the nearest one that exists. `foamsite init` writes all keys with their meaning."
    BadTemplate "bad-template" Error "A template of the theme cannot be used."
        "The finding names file, line and column. The built-in template is used in its place."
    BadMath "bad-math" Warning "A formula cannot be understood."
        "The page shows its TeX source in place of the formula. The finding names the place in the formula and what is wrong there.\nA command of your own is defined once for all notes: `[math] macros = { \"\\\\RR\" = \"\\\\mathbb{R}\" }` in `foamsite.toml`, or in a file `preamble.sty`."
    UndrawnDiagram "undrawn-diagram" Warning "A diagram cannot be drawn."
        "The page shows its Mermaid source in place of the picture. The finding says why and, where that is known, names the line.\nThe kinds that are drawn, and how large a diagram may be, stand in docs/diagrams.md. Divide a large one, or embed a picture of it: `![[flow.svg]]`."
    BadQuery "bad-query" Warning "A query is not understood in full."
        "What is not understood is passed over, and the page says so below the query; one that says nothing is shown as it is written.\nTexts that begin with `#`, `*` or `[` need quotes: `filter: #recipe` -> `filter: \"#recipe\"`."
    UnsupportedQuery "unsupported-query" Info "A block is meant for a program that runs inside an editor."
        "Scripts and the queries of Obsidian's plugins (`foam-query-js`, `query`, `dataview`, `dataviewjs`, `tasks`, `base`) are not run: the page shows the block as code.\nA list that foamsite can make is written as `foam-query`."
    BadCanvas "bad-canvas" Warning "A canvas, or a part of one, cannot be read."
        "What can be read is shown; a canvas that is no JSON has an empty page.\nSave it anew in the program that made it."
    HiddenCard "hidden-card" Info "A card of a canvas shows a file that is not published."
        "The page of the canvas shows neither the card nor the lines to it, as if it had never been drawn: the file may be private.\nPublish the file, or correct the path in the canvas."
    BadBibliography "bad-bibliography" Error "A bibliography cannot be read."
        "The works in it cannot be cited: `[@key]` stays text. The finding names the place in the file."
    UnknownWork "unknown-work" Warning "A citation names a work that is in no bibliography."
        "The citation stays as it is written. Correct its key, or add the work to a file of `[citations] bibliography`."
    ShallowHistory "shallow-history" Warning "Only a part of the vault's history is here."
        "A shallow clone gives every note the date of its last commit, so that none gets a date from it. Fetch the rest: `git fetch --unshallow`; with GitHub's checkout action: `fetch-depth: 0`. A partial clone (`--filter=blob:none`) lacks the former texts: `git fetch --refetch --no-filter`.\nDates in the front matter count all the same. Without any dates of git: `[discover] history = false`."
    PictureMetadata "picture-metadata" Warning "A picture or film is published with all that its file tells."
        "It may say where and when it was taken, and by whom. From JPEG, PNG, WebP, GIF, AVIF, HEIC, JPEG XL, MP4 and MOV this is left out; from TIFF, from a film with a track of places, and from a file that is broken, it is not.\nSave a picture anew as JPEG, PNG or WebP, which all browsers show; export a film without its data. Where it may be published as it is: `output.picture_metadata = \"keep\"`."
    RemovedSvg "removed-svg" Warning "Scripts, or what is loaded from other sites, were removed from a drawing."
        "The published copy of an SVG file runs nothing and loads nothing from elsewhere; the file in the vault is as it was. Where its letters look different now, they came from another site: embed the font in the drawing, or turn texts into paths.\nWhere all drawings are your own: `output.svg = \"trusted\"`."
    Leak "leak" Error "A finished site tells something that is private."
        "A title, path, alias, tag or file name of unpublished notes alone stands in a file of the output. `foamsite check --leaks` looks for them; docs/privacy.md says what counts.\nBuild anew, and do not publish the site before you know where it comes from."
    DeadAddress "dead-address" Error "An address in a finished site leads to nothing."
        "`foamsite check --output DIR` holds every address and fragment of the site against its files and ids. A file that a theme or another program put there may name what is not there; or a file is missing, because the site was not copied whole."
    DeadExternalLink "dead-external-link" Warning "A link leads to a page of another site that is not there."
        "`foamsite check --external` asks for each; nothing else ever does. A host that refuses to answer a program is passed over.\nCorrect the address, link to a copy in an archive, or leave it out of the check: `links.ignore_external = [\"https://wiki.example.org/\"]`."
    UnscaledPicture "unscaled-picture" Warning "Smaller copies of a picture cannot be made: its file cannot be read."
        "The picture is published as it is, and browsers may fail to show it too. The finding says what is wrong with the file. Save it anew as JPEG, PNG or WebP."
    MissingFont "missing-font" Warning "A share picture cannot be drawn: no font of this machine has the letters of its title."
        "A picture of empty boxes helps nobody, so the note has none. The finding names the package that brings the fonts with Debian and Ubuntu, which is also what GitHub's machines run; elsewhere install the Noto fonts.\nOr name a picture in the note's front matter: `image: https://example.org/bread.jpg`, or leave them all out: `[output] share_pictures = false`."
    Limit "limit" Warning "Something is larger than foamsite takes."
        "The part beyond the limit is left out or shown as plain text. The limits stand in docs/limits.md."
}

/// One finding in one text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// What it is about.
    pub code: Code,
    /// Where, in bytes of the note's text; the empty span at 0 for the file as a whole.
    pub span: Span,
    /// What is wrong, with the names in back quotes, without a full stop.
    pub message: String,
    /// What to do: each one sentence, most helpful first.
    pub hints: Vec<String>,
}

impl Finding {
    /// A finding without hints.
    pub fn new(code: Code, span: impl Into<Span>, message: impl Into<String>) -> Self {
        Finding { code, span: span.into(), message: message.into(), hints: Vec::new() }
    }

    /// The same with one more hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// A finding at its place, with the level that the configuration gives it: what reports show.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The file, relative to the vault; `None` for the vault as a whole.
    pub file: Option<String>,
    /// Line and column, from 1, in Unicode scalar values; `None` for the file as a whole.
    pub place: Option<(u32, u32)>,
    /// Its weight.
    pub level: Level,
    /// The finding.
    pub finding: Finding,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_kebab_case() {
        let mut names: Vec<_> = Code::ALL.iter().map(|c| c.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(names.iter().all(|n| n.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit())));
    }
}
