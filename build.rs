//! Embeds the theme.

fn main() {}
