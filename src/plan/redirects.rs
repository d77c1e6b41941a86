//! Old addresses lead to where things are now. A page or a file always goes before an old address.

use rustc_hash::FxHashSet;

use super::claims::{Dir, Owner};
use super::routes::Router;
use super::{Gone, Plan, names};
use crate::base::path::SitePath;
use crate::config::Config;
use crate::diag::{Code, Finding};
use crate::vault::NoteId;

impl Router<'_> {
    /// The old addresses that notes name, in the order of the notes' paths. To be called when all else has its address.
    pub(super) fn redirects(&mut self, config: &Config, plan: &mut Plan) {
        for ix in 0..self.notes.len() {
            let (id, meta) = (NoteId(ix as u32), &self.notes[ix].note.meta);
            for text in &meta.redirects {
                let finding = match self.redirect(id, text, plan) {
                    Ok(()) => continue,
                    Err(problem) => Finding::new(Code::BadRedirect, meta.span, format!("the old address `{text}` {problem}")),
                };
                plan.findings.push((
                    id,
                    finding.hint("Write a path below the site's root, such as `/old/place/`, that nothing else has."),
                ));
            }
            if config.redirects.aliases {
                // an alias is a name first: where it cannot be an address as well, nobody meant it
                let folder =
                    plan.notes[ix].as_str().trim_end_matches('/').rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
                for alias in &meta.aliases {
                    let path: Vec<String> = alias.split('/').map(names::page).filter(|part| !part.is_empty()).collect();
                    if !path.is_empty() && path.iter().map(String::len).sum::<usize>() < names::SEGMENT_MAX {
                        let _ = self.redirect(id, &format!("{folder}/{}/", path.join("/")), plan);
                    }
                }
            }
        }
        plan.redirects.sort_by(|a, b| a.0.cmp(&b.0));
    }

    fn redirect(&mut self, id: NoteId, text: &str, plan: &mut Plan) -> Result<(), String> {
        let permalink = names::permalink(text)?;
        let mut segments = permalink.segments;
        let Some(name) = segments.pop() else { return Err("is the home page".into()) };
        let wanted = segments.iter().map(|part| format!("/{part}")).collect::<String>();
        let end = if permalink.is_file { ".html" } else { "/" };
        if plan.notes[id.ix()].as_str() == format!("{wanted}/{name}{end}") {
            return Ok(()); // it is there still
        }
        let parent = segments.iter().fold(Dir::root(), |dir, part| self.claims.enter(&dir, part));
        if parent.path.trim_end_matches('/') != wanted {
            return Err(format!("lies in a folder that is spelled `{}`", parent.path));
        }
        let claim = if permalink.is_file {
            self.claims.free_file(&parent, &name, ".html", Owner::Generated)
        } else {
            self.claims.free_page(&parent, &name, Owner::Generated)
        };
        match claim {
            Ok(url) => plan.redirects.push((url, id)),
            Err(Owner::Note(other)) if other == id => {}
            Err(Owner::Note(other)) => return Err(format!("is where `{}` is now", self.notes[other.ix()].path)),
            Err(_) => return Err("is taken, by the site itself or by another note's old address".into()),
        }
        Ok(())
    }
}

impl Plan {
    /// The addresses of an earlier build that lead nowhere now, each with the note that may have been there.
    pub(super) fn find_gone(&mut self, earlier: &[String]) {
        let there: FxHashSet<&str> =
            self.pages.iter().map(|page| page.url.as_str()).chain(self.redirects.iter().map(|(url, _)| url.as_str())).collect();
        let before: FxHashSet<&str> = earlier.iter().map(String::as_str).collect();
        let name =
            |url: &str| url.trim_end_matches('/').rsplit('/').next().unwrap_or_default().trim_end_matches(".html").to_owned();
        let gone = earlier.iter().filter(|url| !there.contains(url.as_str()));
        let found = gone.map(|url| {
            let is_it = |to: &SitePath| !before.contains(to.as_str()) && name(to.as_str()) == name(url);
            let note = self.notes.iter().position(is_it).map(|ix| NoteId(ix as u32));
            Gone { url: url.clone(), note }
        });
        self.gone = found.collect();
    }
}
