//! What queries know of a file.

use serde_json::{Value, json};

use crate::base::path::VaultPath;
use crate::link::Target;
use crate::link::find::is_image;
use crate::note::query::Field;
use crate::note::{Link, Seen, Syntax};
use crate::site::{Row, Site};
use crate::vault::NoteId;

/// Where a file is.
pub(super) fn path(site: Site<'_>, row: Row) -> &VaultPath {
    match row {
        Row::Note(id) => &site.sources[id.ix()].path,
        Row::Asset(id) => &site.assets[id.ix()].path,
    }
}

/// What a file is called.
pub(super) fn title(site: Site<'_>, row: Row) -> &str {
    match row {
        Row::Note(id) => site.title(id),
        Row::Asset(_) => path(site, row).file_name(),
    }
}

/// `note`, `image` or `attachment`.
pub(super) fn kind(site: Site<'_>, row: Row) -> &'static str {
    match row {
        Row::Note(_) => "note",
        Row::Asset(_) if is_image(path(site, row).extension()) => "image",
        Row::Asset(_) => "attachment",
    }
}

/// The value of a field; nothing for those that are a note's own text.
pub fn value(site: Site<'_>, row: Row, field: &Field) -> Value {
    let path = path(site, row);
    let note = match row {
        Row::Note(id) => Some(site.note(id)),
        Row::Asset(_) => None,
    };
    match field {
        Field::Title => title(site, row).into(),
        Field::Path => format!("/{path}").into(),
        Field::Filename => path.stem().into(),
        Field::Folder => format!("/{}", path.folder()).into(),
        Field::Extension => Some(path.extension()).filter(|e| !e.is_empty()).map_or_else(String::new, |e| format!(".{e}")).into(),
        Field::Type => kind(site, row).into(),
        Field::Tags => note.map_or(Value::Null, |note| {
            let mut names: Vec<&str> = Vec::new();
            for tag in &note.tags {
                if !names.contains(&&*tag.name) {
                    names.push(&tag.name);
                }
            }
            names.into()
        }),
        Field::Aliases => note.map_or(Value::Null, |note| note.meta.aliases.clone().into()),
        Field::Sections => note.map_or(Value::Null, |note| {
            note.headings.iter().map(|heading| &*heading.text).filter(|text| !text.is_empty()).collect()
        }),
        Field::Blocks => note.map_or(Value::Null, |note| {
            note.blocks.iter().filter_map(|block| block.id()).map(|id| id.trim_start_matches('^')).collect()
        }),
        Field::Properties => note.map_or(Value::Null, |note| Value::Object(note.meta.properties.clone())),
        Field::Property(key) => note.and_then(|note| note.meta.properties.get(&**key)).cloned().unwrap_or_default(),
        Field::Backlinks => backlinks(site, row).len().into(),
        Field::Outlinks => outlinks(site, row).len().into(),
        Field::Body | Field::Content | Field::Section(_) => Value::Null,
    }
}

/// What expressions see as `resource`.
pub(super) fn resource(site: Site<'_>, row: Row) -> Value {
    let get = |field: Field| value(site, row, &field);
    let named = |value: Value, name: &str| -> Value {
        value.as_array().map(|items| items.iter().map(|item| json!({ (name): item })).collect()).unwrap_or_else(|| json!([]))
    };
    let list = |value: Value| if value.is_null() { json!([]) } else { value };
    let outlinks = outlinks(site, row);
    json!({
        "uri": get(Field::Path),
        "path": get(Field::Path),
        "title": get(Field::Title),
        "type": get(Field::Type),
        "properties": match row {
            Row::Note(_) => get(Field::Properties),
            Row::Asset(_) => json!({ "type": kind(site, row) }),
        },
        "sections": named(get(Field::Sections), "label"),
        "blocks": named(get(Field::Blocks), "id"),
        "tags": list(get(Field::Tags)),
        "aliases": named(get(Field::Aliases), "title"),
        "links": outlinks.clone(),
        "backlinks": backlinks(site, row),
        "outlinks": outlinks,
    })
}

/// The paths of the notes that link to a file, once for each link.
fn backlinks(site: Site<'_>, row: Row) -> Vec<Value> {
    let (users, own) = match row {
        Row::Note(id) => (&site.graph.backlinks[id.ix()], own_links(site, id)),
        Row::Asset(id) => (&site.graph.users[id.ix()], 0),
    };
    let from =
        users.iter().filter(|user| site.link(user.from, user.link).syntax != Syntax::Html).map(|user| Row::Note(user.from));
    from.chain(std::iter::repeat_n(row, own)).map(|row| format!("/{}", path(site, row)).into()).collect()
}

/// What a note links to, once for each link: paths, and the names of what is not written yet.
fn outlinks(site: Site<'_>, row: Row) -> Vec<Value> {
    let Row::Note(id) = row else { return Vec::new() };
    let links = edges(site, id);
    let leads = links.filter_map(|(_, target)| match target {
        Target::Note { id, edge: true, .. } => Some(format!("/{}", path(site, Row::Note(id)))),
        Target::Asset(id) => Some(format!("/{}", path(site, Row::Asset(id)))),
        Target::Placeholder(id) => Some(site.graph.placeholder(id).to_owned()),
        _ => None,
    });
    leads.map(Value::from).collect()
}

/// The links of a note that are in the graph.
fn edges<'a>(site: Site<'a>, id: NoteId) -> impl Iterator<Item = (&'a Link, Target)> {
    let links = site.note(id).links.iter().zip(site.graph.targets[id.ix()].iter().copied());
    links.filter(|(link, _)| link.syntax != Syntax::Html && link.seen != Seen::Foam)
}

/// How many links of a note lead to itself.
fn own_links(site: Site<'_>, id: NoteId) -> usize {
    edges(site, id).filter(|(_, target)| target.note() == Some(id)).count()
}

/// Whether a note links to itself.
pub(super) fn links_to_itself(site: Site<'_>, id: NoteId) -> bool {
    own_links(site, id) > 0
}

/// A value as text: lists with commas, mappings with their names.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
        Value::Object(map) => map.iter().map(|(key, value)| format!("{key}: {}", text(value))).collect::<Vec<_>>().join("; "),
    }
}
