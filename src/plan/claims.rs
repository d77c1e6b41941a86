//! Who has which address. No two files of a site are one on any file system, and no folder is spelled in two ways.
//!
//! Everything is looked up by [`collision_key`]: case, Unicode form and compatibility characters do not tell two names apart.
//! A counter for each name keeps it linear, however many pages want the same one.

use rustc_hash::FxHashMap;

use crate::base::path::SitePath;
use crate::base::slug::collision_key;
use crate::vault::NoteId;

/// Whose an address is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Owner {
    /// A note's page.
    Note(NoteId),
    /// Something that foamsite writes by itself.
    Generated,
    /// An attachment.
    Asset,
}

/// A folder of the site, with slashes at both ends.
#[derive(Clone, Debug)]
pub(super) struct Dir {
    /// As it is spelled in the output.
    pub(super) path: String,
    key: String,
}

impl Dir {
    /// The site's root.
    pub(super) fn root() -> Dir {
        Dir { path: "/".into(), key: "/".into() }
    }

    /// The key of what is called `name` in it.
    fn child(&self, name: &str) -> String {
        let name = collision_key(name);
        let mut key = String::with_capacity(self.key.len() + name.len() + 4);
        key.push_str(&self.key);
        key.push_str(&name);
        key
    }

    /// The folder around it, and its own name; `None` for the root.
    pub(super) fn split(&self) -> Option<(Dir, &str)> {
        let cut = |text: &str| text[..text.len() - 1].rfind('/').map(|slash| slash + 1);
        let (path, key) = (cut(&self.path)?, cut(&self.key)?);
        let parent = Dir { path: self.path[..path].to_owned(), key: self.key[..key].to_owned() };
        Some((parent, &self.path[path..self.path.len() - 1]))
    }
}

/// An address that was given, and who had the one that was wanted.
pub(super) struct Claim {
    /// The address.
    pub(super) url: SitePath,
    /// Whose the wanted address is, where it was taken.
    pub(super) lost_to: Option<Owner>,
}

/// What stands at one name.
#[derive(Default)]
struct Place {
    /// The file of that very name.
    file: Option<Owner>,
    /// The page `index.html` in the folder of that name.
    page: Option<Owner>,
    /// How the folder of that name is spelled, with all around it.
    dir: Option<Box<str>>,
    /// The number of the folder that stands in for this one, where a file has the name.
    instead: u32,
    /// The number to try next, where the name was wanted twice.
    next: u32,
}

/// All addresses given so far.
#[derive(Default)]
pub(super) struct Claims {
    /// By key, without a slash at its end; the root's is empty.
    places: FxHashMap<String, Place>,
}

impl Claims {
    /// Keeps a file's address for the site itself.
    pub(super) fn reserve(&mut self, path: &str) {
        self.place(&collision_key(path)).file = Some(Owner::Generated);
    }

    /// The folder `segment` in `parent`, in the spelling that its first user gave it.
    pub(super) fn enter(&mut self, parent: &Dir, segment: &str) -> Dir {
        let mut key = parent.child(segment);
        let place = self.place(&key);
        let mut number = place.instead.max(1);
        if place.file.is_some() && number == 1 {
            number = self.free(&key, 2, |place| place.file.is_none());
            self.place(&key).instead = number;
        }
        push_suffix(&mut key, number);
        let dir = self.place(&key).dir.get_or_insert_with(|| folder(parent, segment, number));
        Dir { path: dir.to_string(), key: key + "/" }
    }

    /// A page with a folder of its own: `parent/segment/index.html`, or `segment-2`, `segment-3`, … where that is taken.
    pub(super) fn page(&mut self, parent: &Dir, segment: &str, owner: Owner) -> Claim {
        let mut key = parent.child(segment);
        let place = self.place(&key);
        let lost_to = place.file.or(place.page);
        let mut number = 1;
        if lost_to.is_some() {
            let start = place.next.max(2);
            number = self.free(&key, start, |place| place.file.is_none() && place.page.is_none());
            self.place(&key).next = number + 1;
            push_suffix(&mut key, number);
        }
        let place = self.place(&key);
        place.page = Some(owner);
        let url = SitePath::new(place.dir.get_or_insert_with(|| folder(parent, segment, number)).clone());
        Claim { url, lost_to }
    }

    /// The page of the root; see [`Claims::owner`] first.
    pub(super) fn home(&mut self, owner: Owner) -> SitePath {
        self.place("").page = Some(owner);
        SitePath::new("/")
    }

    /// Who has the page of a folder.
    pub(super) fn owner(&self, dir: &Dir) -> Option<Owner> {
        self.places.get(&dir.key[..dir.key.len() - 1]).and_then(|place| place.page)
    }

    /// Notes that a folder's page has a new owner.
    pub(super) fn pass_on(&mut self, dir: &Dir, owner: Owner) {
        self.place(&dir.key[..dir.key.len() - 1]).page = Some(owner);
    }

    /// A file; the number goes before the extension, which is empty or begins with a dot.
    pub(super) fn file(&mut self, parent: &Dir, stem: &str, extension: &str, owner: Owner) -> Claim {
        let (base, end) = (parent.child(stem), collision_key(extension));
        let wanted = format!("{base}{end}");
        let mut number = 1;
        let mut lost_to = None;
        let mut key = wanted.clone();
        if wanted.strip_prefix(&parent.key) == Some("index.html") {
            // the folder's page is this very file
            lost_to = self.owner(parent);
            self.place(&wanted).file = lost_to;
            self.pass_on(parent, lost_to.unwrap_or(owner));
        }
        while let Some(place) = self.places.get(&key).filter(|place| !place.takes_file()) {
            lost_to = lost_to.or(place.file).or(Some(Owner::Generated));
            number = if number == 1 { place.next.max(2) } else { number + 1 };
            key.truncate(base.len());
            push_suffix(&mut key, number);
            key.push_str(&end);
        }
        self.place(&key).file = Some(owner);
        if number > 1 {
            self.place(&wanted).next = number + 1;
        }
        let mut path = format!("{}{stem}", parent.path);
        push_suffix(&mut path, number);
        Claim { url: SitePath::new(path + extension), lost_to }
    }

    /// A page with a folder of its own, only where nothing else has its name; else who has it.
    pub(super) fn free_page(&mut self, parent: &Dir, segment: &str, owner: Owner) -> Result<SitePath, Owner> {
        let place = self.place(&parent.child(segment));
        match place.file.or(place.page) {
            Some(other) => Err(other),
            None => Ok(self.page(parent, segment, owner).url),
        }
    }

    /// A file, likewise.
    pub(super) fn free_file(&mut self, parent: &Dir, stem: &str, extension: &str, owner: Owner) -> Result<SitePath, Owner> {
        let key = format!("{}{}", parent.child(stem), collision_key(extension));
        let place = self.place(&key);
        match place.file.or(place.page) {
            Some(other) => Err(other),
            None if place.dir.is_some() => Err(Owner::Generated),
            None => Ok(self.file(parent, stem, extension, owner).url),
        }
    }

    fn place(&mut self, key: &str) -> &mut Place {
        if !self.places.contains_key(key) {
            self.places.insert(key.to_owned(), Place::default());
        }
        self.places.get_mut(key).expect("just inserted")
    }

    /// The first number from `start` under which `key` is as wanted.
    fn free(&self, key: &str, start: u32, is_free: impl Fn(&Place) -> bool) -> u32 {
        let mut numbered = key.to_owned();
        (start..)
            .find(|number| {
                numbered.truncate(key.len());
                push_suffix(&mut numbered, *number);
                self.places.get(&numbered).is_none_or(&is_free)
            })
            .expect("there are fewer pages than numbers")
    }
}

impl Place {
    fn takes_file(&self) -> bool {
        self.file.is_none() && self.page.is_none() && self.dir.is_none()
    }
}

fn push_suffix(name: &mut String, number: u32) {
    if number > 1 {
        name.push('-');
        name.push_str(&number.to_string());
    }
}

fn folder(parent: &Dir, segment: &str, number: u32) -> Box<str> {
    let mut path = String::with_capacity(parent.path.len() + segment.len() + 4);
    path.push_str(&parent.path);
    path.push_str(segment);
    push_suffix(&mut path, number);
    path.push('/');
    path.into_boxed_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: Owner = Owner::Note(NoteId(0));

    #[test]
    fn no_two_pages_are_one_on_any_file_system() {
        let (mut claims, root) = (Claims::default(), Dir::root());
        let mut page = |name: &str| claims.page(&root, name, NOTE).url.as_str().to_owned();
        assert_eq!(
            [page("straße"), page("strasse"), page("strasse-2"), page("strasse")],
            ["/straße/", "/strasse-2/", "/strasse-2-2/", "/strasse-3/"]
        );
    }

    #[test]
    fn a_folder_has_one_spelling() {
        let (mut claims, root) = (Claims::default(), Dir::root());
        let page = claims.page(&root, "recipes", NOTE);
        assert_eq!(page.url.as_str(), "/recipes/");
        let dir = claims.enter(&root, "Recipes");
        assert_eq!(dir.path, "/recipes/");
        assert_eq!(claims.file(&dir, "Bread", ".png", Owner::Asset).url.as_str(), "/recipes/Bread.png");
        let (parent, name) = dir.split().expect("not the root");
        assert_eq!((parent.path.as_str(), name), ("/", "recipes"));
        assert!(parent.split().is_none());
    }

    #[test]
    fn files_and_folders_do_not_share_a_name() {
        let (mut claims, root) = (Claims::default(), Dir::root());
        claims.page(&root, "license", NOTE);
        assert_eq!(claims.file(&root, "LICENSE", "", Owner::Asset).url.as_str(), "/LICENSE-2");
        assert_eq!(claims.file(&root, "LICENSE", ".txt", Owner::Asset).url.as_str(), "/LICENSE.txt");
        claims.reserve("/graph.json");
        assert_eq!(claims.file(&root, "graph", ".json", Owner::Asset).url.as_str(), "/graph-2.json");
        assert_eq!(claims.enter(&root, "graph.json").path, "/graph.json-2/");
    }

    #[test]
    fn ten_thousand_of_one_name_take_no_search() {
        let (mut claims, root) = (Claims::default(), Dir::root());
        let urls: Vec<_> = (0..10_000).map(|_| claims.page(&root, "x", NOTE).url).collect();
        assert_eq!(urls[9_999].as_str(), "/x-10000/");
        let files: Vec<_> = (0..10_000).map(|_| claims.file(&root, "y", ".png", NOTE).url).collect();
        assert_eq!(files[9_999].as_str(), "/y-10000.png");
    }
}
