//! `[theme]`: which theme, and its colours and fonts.

use std::collections::BTreeMap;
use std::fmt::Write;

use schemars::JsonSchema;
use serde::Deserialize;

/// Colours by their names here and in the style sheet.
const COLOURS: [&str; 8] = ["paper", "panel", "card", "ink", "soft", "line", "accent", "mark"];
/// Fonts by their names here, and in the style sheet.
const FONTS: [(&str, &str); 4] = [("text", "serif"), ("headings", "display"), ("interface", "sans"), ("code", "mono")];
/// The style sheet's name: it comes behind all others.
pub const SHEET: &str = "css/99-config.css";

/// `[theme]`
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct RawTheme {
    /// The theme: `plain`, or the name of a folder in `themes/`. Without it, the default one.
    pub name: Option<String>,
    /// Colours: `{ accent = "#8a2e1c", paper = "#fdfcf9" }`. There are `paper`, `panel`, `card`, `ink`, `soft`, `line`, `accent`
    /// and `mark`.
    pub colors: BTreeMap<String, String>,
    /// The same where it is dark. Without it, a colour of `colors` counts in the dark too.
    pub dark_colors: BTreeMap<String, String>,
    /// Fonts, each a list as in CSS: `{ text = "Georgia, serif" }`. There are `text`, `headings`, `interface` and `code`.
    pub fonts: BTreeMap<String, String>,
}

/// Which theme, and what is different in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ThemeConfig {
    /// Its name, where it is not the default one.
    pub name: Option<String>,
    /// A style sheet with the colours and fonts of the configuration; empty where it has none.
    pub css: String,
}

impl From<RawTheme> for ThemeConfig {
    fn from(raw: RawTheme) -> Self {
        let mut css = String::new();
        let mut set = |name: &str, value: &str| writeln!(css, "  --{name}: {value};").expect("a string takes it");
        for name in COLOURS {
            match (raw.colors.get(name), raw.dark_colors.get(name)) {
                (Some(light), Some(dark)) => set(name, &format!("light-dark({light}, {dark})")),
                (Some(both), None) => set(name, both),
                (None, _) => {}
            }
        }
        for (name, variable) in FONTS {
            if let Some(fonts) = raw.fonts.get(name) {
                set(variable, fonts);
            }
        }
        let mut css = if css.is_empty() { css } else { format!(":root:root {{\n{css}}}\n") };
        let only_dark = raw.dark_colors.iter().filter(|(name, _)| !raw.colors.contains_key(*name));
        let dark: String = only_dark.map(|(name, value)| format!(" --{name}: {value};")).collect();
        if !dark.is_empty() {
            css.push_str(&format!(
                ":root:root[data-theme=\"dark\"] {{{dark} }}\n@media (prefers-color-scheme: dark) {{ :root:root:not([data-theme=\"light\"]) {{{dark} }} }}\n"
            ));
        }
        ThemeConfig { name: raw.name, css }
    }
}

impl RawTheme {
    /// The keys with a value that cannot be used, and why.
    pub(super) fn wrong(&self) -> Vec<(&'static str, String)> {
        let mut wrong = Vec::new();
        let is_name = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
        if let Some(name) = self.name.as_deref().filter(|name| !is_name(name)) {
            wrong.push(("name", format!("`{name}` is no name of a theme")));
        }
        let fonts: Vec<&str> = FONTS.iter().map(|(name, _)| *name).collect();
        for (key, values, names) in
            [("colors", &self.colors, &COLOURS[..]), ("dark_colors", &self.dark_colors, &COLOURS), ("fonts", &self.fonts, &fonts)]
        {
            for (name, value) in values {
                if !names.contains(&name.as_str()) {
                    wrong.push((key, format!("there is no `{name}` in `theme.{key}`: there are {}", names.join(", "))));
                } else if !is_value(value) {
                    wrong.push((key, format!("`{value}` cannot stand in a style sheet")));
                }
            }
        }
        wrong
    }
}

/// Whether a text can be the value of a CSS property and nothing besides: no end of it, no address.
fn is_value(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || " #,.%-_'\"()/+".contains(c);
    let quotes = |quote: char| text.matches(quote).count().is_multiple_of(2);
    let mut depth = 0_i32;
    let closed = text.chars().all(|c| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth >= 0
    });
    !text.trim().is_empty()
        && text.chars().all(plain)
        && quotes('"')
        && quotes('\'')
        && closed
        && depth == 0
        && !text.contains("//")
        && !text.to_ascii_lowercase().contains("url(")
        && !text.contains("/*")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn theme(text: &str) -> RawTheme {
        toml::from_str(text).expect("TOML")
    }

    #[test]
    fn colours_and_fonts_become_a_style_sheet() {
        let theme = theme(
            "colors = { accent = '#a33', paper = 'white' }\ndark_colors = { accent = 'rgb(1 2 3 / 50%)' }\nfonts = { text = 'Georgia, \"My Serif\"' }",
        );
        assert_eq!(theme.wrong(), []);
        assert_eq!(
            ThemeConfig::from(theme).css,
            ":root:root {\n  --paper: white;\n  --accent: light-dark(#a33, rgb(1 2 3 / 50%));\n  --serif: Georgia, \"My Serif\";\n}\n"
        );
        assert_eq!(ThemeConfig::from(RawTheme::default()), ThemeConfig::default());
    }

    #[test]
    fn nothing_else_gets_into_it() {
        for evil in ["red; } body { display: none", "url(//x)", "red/*", "a\\", "", "'a", "calc(1", ")(", "<b>"] {
            let raw = RawTheme { colors: BTreeMap::from([("accent".to_owned(), evil.to_owned())]), ..RawTheme::default() };
            assert_eq!(raw.wrong().len(), 1, "{evil}");
        }
        assert!(theme("colors = { acent = 'red' }").wrong()[0].1.contains("paper, panel"));
        assert_eq!(theme("name = '../x'").wrong().len(), 1);
    }
}
