//! The box of a task: Markdown's own, open or done, and the states that Obsidian's themes know, each with its name.

use crate::base::text::escape;
use crate::theme::Words;

/// Signs that have a name, and its key among the words.
const NAMES: &[(char, &str)] = &[
    (' ', "task-open"),
    ('x', "task-done"),
    ('X', "task-done"),
    ('/', "task-begun"),
    ('-', "task-cancelled"),
    ('>', "task-forwarded"),
    ('<', "task-scheduled"),
    ('?', "task-question"),
    ('!', "task-important"),
    ('*', "task-star"),
    ('"', "task-quote"),
    ('l', "task-place"),
    ('b', "task-bookmark"),
    ('i', "task-information"),
    ('I', "task-idea"),
    ('p', "task-for"),
    ('c', "task-against"),
];

/// Writes the box of a task. Where a sign has no name, the sign is its name.
pub(super) fn write(out: &mut String, sign: char, words: &Words) {
    let key = NAMES.iter().find(|(known, _)| *known == sign).map(|(_, key)| *key);
    let name = key.map_or_else(|| format!("[{sign}]"), |key| words.get(key).to_owned());
    let name = escape(&name);
    match sign {
        ' ' => out.push_str(&format!("<input type=\"checkbox\" disabled=\"\" aria-label=\"{name}\" />")),
        'x' | 'X' => out.push_str(&format!("<input type=\"checkbox\" checked=\"\" disabled=\"\" aria-label=\"{name}\" />")),
        // neither checked nor not: a picture with a name says what a box cannot
        _ => {
            let sign = escape(&sign.to_string());
            out.push_str(&format!(
                "<span class=\"task-sign\" role=\"img\" data-task=\"{sign}\" aria-label=\"{name}\">{sign}</span>"
            ));
        }
    }
}
