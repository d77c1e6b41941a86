//! How dates and paths are told to readers.

/// `2024-03-12` as readers of a language write it: `12 March 2024` in English, elsewhere as it is.
pub(super) fn date(date: &str, language: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let is_english = language == "en" || language.starts_with("en-");
    let mut parts = date.split('-').map(str::parse::<usize>);
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(Ok(year)), Some(Ok(month @ 1..=12)), Some(Ok(day)), None) if is_english => {
            format!("{day} {} {year}", MONTHS[month - 1])
        }
        _ => date.to_owned(),
    }
}

/// `Reading/Books` as `Reading › Books`.
pub(super) fn trail(folder: &str) -> String {
    folder.replace('/', " › ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_in_english() {
        assert_eq!(date("2024-03-02", "en-GB"), "2 March 2024");
        assert_eq!(date("2024-03-02", "de"), "2024-03-02");
        assert_eq!(date("2024-13-02", "en"), "2024-13-02");
    }
}
