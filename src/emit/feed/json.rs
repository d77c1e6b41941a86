//! JSON Feed 1.1.

use serde_json::{Map, Value, json};

use super::{Channel, Entry, moment};

/// The whole document.
pub(super) fn write(channel: &Channel<'_>) -> String {
    let mut feed = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.url,
        "language": channel.language,
        "authors": [{ "name": channel.author }],
        "items": channel.entries.iter().map(item).collect::<Vec<_>>(),
    });
    if let Some(description) = channel.description {
        feed["description"] = description.into();
    }
    feed.to_string() + "\n"
}

fn item(entry: &Entry<'_>) -> Value {
    let mut item = Map::new();
    let mut add = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            item.insert(key.to_owned(), value);
        }
    };
    add("id", Some(entry.id.clone().into()));
    add("url", Some(entry.url.clone().into()));
    add("title", Some(entry.title.clone().into()));
    add("summary", entry.summary.clone().map(Value::from));
    add("content_html", entry.content.clone().map(Value::from));
    if entry.content.is_none() {
        // an item must have a text of some kind
        add("content_text", Some(entry.summary.clone().unwrap_or_else(|| entry.title.clone()).into()));
    }
    add("date_published", Some(moment(entry.published).into()));
    add("date_modified", Some(moment(entry.updated).into()));
    add("language", entry.language.map(Value::from));
    add("tags", (!entry.tags.is_empty()).then(|| entry.tags.clone().into()));
    Value::Object(item)
}
