//! What `foamsite insights` prints: the lists of discoveries, for people and for programs.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::base::text::count;
use crate::config::Topic;
use crate::insight::mention::Mention;
use crate::link::PlaceholderId;
use crate::render::discover::say::{self, Speaker};
use crate::site::Site;
use crate::theme::Words;
use crate::vault::NoteId;

/// So many entries of each list are printed for people.
const PRINTED: usize = 10;

/// An entry of a list.
struct Entry {
    /// The notes it is about, or the name.
    subject: Vec<String>,
    /// Why it stands there.
    why: String,
    /// What programs want to know besides.
    more: Value,
}

/// Prints the lists for people, the first ten entries of each.
pub fn human(out: &mut dyn Write, site: Site<'_>, words: &Words) -> io::Result<()> {
    let titles = |id: NoteId| site.title(id).to_owned();
    for topic in &site.insights.topics {
        let entries = entries(site, words, &titles, *topic);
        if entries.is_empty() {
            continue;
        }
        writeln!(out, "{}", words.get(&format!("discover-{}", topic.name())))?;
        for entry in entries.iter().take(PRINTED) {
            writeln!(out, "  {}", entry.subject.join(" → "))?;
            if !entry.why.is_empty() {
                writeln!(out, "      {}", entry.why)?;
            }
        }
        if entries.len() > PRINTED {
            writeln!(out, "  … and {} more", entries.len() - PRINTED)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Prints all of them as JSON: an object with a list for each topic. Notes are told by their paths.
pub fn json(out: &mut dyn Write, site: Site<'_>, words: &Words) -> io::Result<()> {
    let paths = |id: NoteId| site.sources[id.ix()].path.as_str().to_owned();
    let lists = site.insights.topics.iter().map(|topic| {
        let entries = entries(site, words, &paths, *topic);
        let entries = entries.into_iter().map(|Entry { subject, why, more }| {
            let mut entry = json!({ "subject": subject, "why": why });
            if let (Value::Object(entry), Value::Object(more)) = (&mut entry, more) {
                entry.extend(more);
            }
            entry
        });
        (topic.name().to_owned(), Value::Array(entries.collect()))
    });
    serde_json::to_writer_pretty(&mut *out, &Value::Object(lists.collect()))?;
    writeln!(out)
}

fn entries(site: Site<'_>, words: &Words, name: &dyn Fn(NoteId) -> String, topic: Topic) -> Vec<Entry> {
    let insights = site.insights;
    let community = |_: u32, name: &str| format!("*{name}*");
    let title = |id: NoteId| site.title(id).to_owned();
    let speaker = Speaker { site, words, note: &title, community: &community, html: false };
    let one = |id: NoteId, why: String, more: Value| Entry { subject: vec![name(id)], why, more };
    let none = || json!({});
    match topic {
        Topic::Unexpected => {
            let entry = |link: &crate::insight::unexpected::Unexpected| Entry {
                subject: vec![name(link.from), name(link.to)],
                why: speaker.unexpected(link),
                more: json!({ "score": link.score, "detour": link.detour }),
            };
            insights.unexpected.iter().map(entry).collect()
        }
        Topic::Bridges => {
            let more = |b: &crate::insight::bridge::Bridge| json!({ "betweenness": b.between, "error": b.error, "lost": b.lost.iter().map(|id| name(*id)).collect::<Vec<_>>() });
            insights.bridges.iter().map(|bridge| one(bridge.note, speaker.bridge(bridge), more(bridge))).collect()
        }
        Topic::Communities => {
            let entry = |(group, ix): (&crate::insight::Community, u32)| Entry {
                subject: say::full_name(site, insights, ix),
                why: count(group.notes.len(), "note"),
                more: json!({ "notes": group.notes.iter().map(|id| name(*id)).collect::<Vec<_>>() }),
            };
            insights.communities.iter().zip(0..).map(entry).collect()
        }
        Topic::Hubs => {
            let hubs = |kind: &'static str, hubs: &[crate::insight::rank::Hub]| {
                let more =
                    |id: NoteId, links: usize| json!({ "kind": kind, "backlinks": links, "pagerank": insights.ranks[id.ix()] });
                hubs.iter().map(|hub| one(hub.note, speaker.hub(hub), more(hub.note, hub.backlinks))).collect::<Vec<_>>()
            };
            hubs("concept", &insights.hubs.concepts).into_iter().chain(hubs("resource", &insights.hubs.resources)).collect()
        }
        Topic::Related => {
            let entry = |pair: &crate::insight::related::Pair| Entry {
                subject: vec![name(pair.note), name(pair.other.note)],
                why: speaker.relative(&pair.other),
                more: json!({ "score": pair.other.score }),
            };
            insights.pairs.iter().map(entry).collect()
        }
        Topic::Mentions => mentions(site, name),
        Topic::Growth => {
            let latest = insights.growth.latest.iter();
            latest
                .map(|link| Entry { subject: vec![name(link.from), name(link.to)], why: link.date.to_string(), more: none() })
                .collect()
        }
        Topic::Wanted => wanted(site, name),
        Topic::Orphans => {
            let loose = |kind: &'static str, notes: &[NoteId]| {
                notes.iter().map(|id| one(*id, kind.to_owned(), json!({ "kind": kind }))).collect::<Vec<_>>()
            };
            loose("orphan", &insights.loose.orphans).into_iter().chain(loose("dead end", &insights.loose.dead_ends)).collect()
        }
        Topic::Way => Vec::new(),
    }
}

fn mentions(site: Site<'_>, name: &dyn Fn(NoteId) -> String) -> Vec<Entry> {
    let mut all: Vec<(NoteId, &crate::insight::mention::Mentions)> =
        (0..).map(NoteId).zip(site.insights.mentions.iter().map(|found| &**found)).filter(|(_, found)| found.notes > 0).collect();
    all.sort_by_key(|(id, found)| (std::cmp::Reverse(found.notes), *id));
    let said = |mention: &Mention| json!({ "in": name(mention.from), "text": format!("{}{}{}", mention.before, mention.name, mention.after) });
    let entry = |(id, found): (NoteId, &crate::insight::mention::Mentions)| Entry {
        subject: vec![name(id)],
        why: found
            .told
            .iter()
            .take(2)
            .map(|m| format!("{}: {}[{}]{}", site.title(m.from), m.before, m.name, m.after))
            .collect::<Vec<_>>()
            .join("\n      "),
        more: json!({ "notes": found.notes, "mentions": found.told.iter().map(said).collect::<Vec<_>>() }),
    };
    all.into_iter().map(entry).collect()
}

fn wanted(site: Site<'_>, name: &dyn Fn(NoteId) -> String) -> Vec<Entry> {
    let mut all: Vec<(usize, PlaceholderId, Vec<NoteId>)> = Vec::new();
    for (ix, mentions) in (0..).zip(&site.graph.wanted).filter(|(ix, _)| site.graph.asks_for_note(PlaceholderId(*ix))) {
        let mut from: Vec<NoteId> = mentions.iter().map(|mention| mention.from).collect();
        from.dedup();
        all.push((from.len(), PlaceholderId(ix), from));
    }
    all.sort_by_key(|(count, id, _)| (std::cmp::Reverse(*count), *id));
    let entry = |(n, id, from): (usize, PlaceholderId, Vec<NoteId>)| Entry {
        subject: vec![site.graph.placeholder(id).to_owned()],
        why: format!("{} for it", if n == 1 { "1 note asks".to_owned() } else { format!("{n} notes ask") }),
        more: json!({ "asked_by": from.into_iter().map(name).collect::<Vec<_>>() }),
    };
    all.into_iter().map(entry).collect()
}
