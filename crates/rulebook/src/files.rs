//! Reads the folder: which files belong to a rulebook, their text, and the hash over all of them.
//!
//! The only IO of this crate. Everything else works on [`Sources`]. The texts may come from elsewhere, as a version
//! that a database kept; the sounds are always the folder's.

use crate::limits::{FILES_MAX, PROMPT_BYTES_MAX, TEXT_BYTES_MAX};
use crate::problem::Problems;
use crate::texts::Texts;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One text file.
#[derive(Debug)]
pub(crate) struct Text {
    /// Relative to the rulebook's folder, with `/`.
    pub name: String,
    pub text: String,
}

impl Text {
    /// `queues/presale.yaml` → `presale`.
    pub fn stem(&self) -> &str {
        let file = self.name.rsplit('/').next().unwrap_or(&self.name);
        file.split_once('.').map_or(file, |(stem, _)| stem)
    }
}

/// Every text of a rulebook by folder (`""` for the top), and its prompts.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    folders: BTreeMap<&'static str, Vec<Text>>,
    pub prompts_folder: PathBuf,
    /// Key → (name of the file, its bytes).
    pub prompts: BTreeMap<String, (String, Vec<u8>)>,
    pub hash: String,
}

struct Room {
    folder: &'static str,
    extensions: &'static [&'static str],
    /// Taken from the rulebook named by `base` when this one lacks it.
    is_shared: bool,
}

const fn room(folder: &'static str, extensions: &'static [&'static str], is_shared: bool) -> Room {
    Room { folder, extensions, is_shared }
}

/// What a rulebook may contain. Anything else is refused, so that a misspelt name is not silently ignored.
const ROOMS: [Room; 14] = [
    room("", &["yaml"], false),
    room("org", &["yaml"], true),
    room("calendars", &["yaml"], true),
    room("clauses", &["yaml"], true),
    room("metrics", &["yaml"], true),
    room("policies", &["cedar", "cedarschema", "txt"], true),
    room("queues", &["yaml"], false),
    room("dispositions", &["yaml"], false),
    room("ivr", &["yaml"], false),
    room("telephony", &["yaml"], false),
    room("flows", &["yaml"], true),
    room("forms", &["json"], true),
    room("decisions", &["yaml"], true),
    room("demo", &["yaml"], false),
];
/// `data-classes.yaml` is read by the tests of `store` only.
const TOP_FILES: [&str; 3] = ["centre.yaml", "people.yaml", "data-classes.yaml"];
/// Folders within rooms that hold sound.
const SOUNDS: [&str; 2] = ["ivr/prompts", "demo/voices"];

impl Sources {
    /// `base`: the rulebook that fills the rooms which this one lacks. `language`: folder of the prompts. `texts`: in
    /// place of those in the folder.
    pub fn read(
        root: &Path,
        base: Option<&Path>,
        language: &str,
        with_demo: bool,
        texts: Option<&Texts>,
        problems: &mut Problems,
    ) -> Self {
        let mut sources = match texts {
            Some(texts) => Self::of_texts(texts, with_demo, problems),
            None => Self::of_folder(root, base, with_demo, problems),
        };
        let within = Path::new("ivr/prompts").join(language);
        sources.prompts_folder = match base {
            Some(base) if !root.join("ivr/prompts").is_dir() => base.join(&within),
            Some(_) | None => root.join(&within),
        };
        let name = within.to_string_lossy().into_owned();
        sources.prompts = read_prompts(&sources.prompts_folder, &name, problems);
        sources.hash = sources.hash_of_all();
        sources
    }

    fn of_folder(root: &Path, base: Option<&Path>, with_demo: bool, problems: &mut Problems) -> Self {
        let mut sources = Self::default();
        for room in &ROOMS {
            if room.folder == "demo" && !with_demo {
                continue;
            }
            let own = root.join(room.folder);
            let (folder, prefix) = match base {
                Some(base) if room.is_shared && !own.is_dir() => (base.join(room.folder), "base/"),
                Some(_) | None => (own, ""),
            };
            let texts = read_room(&folder, room, prefix, problems);
            sources.folders.insert(room.folder, texts);
        }
        check_top(root, problems);
        sources
    }

    /// The same places as in a folder; a text that fits none of them is refused.
    fn of_texts(texts: &Texts, with_demo: bool, problems: &mut Problems) -> Self {
        let mut sources = Self::default();
        if texts.len() > FILES_MAX {
            problems.add("centre.yaml", 1, format!("the rulebook has more than {FILES_MAX} files"));
        }
        for (name, text) in texts {
            match room_of(name) {
                Some(room) if room.folder == "demo" && !with_demo => {}
                Some(_) if text.len() as u64 > TEXT_BYTES_MAX => {
                    problems.unreadable(name, 1, format!("has more than {TEXT_BYTES_MAX} bytes; split it"));
                }
                Some(room) => {
                    let text = Text { name: name.clone(), text: text.to_string() };
                    sources.folders.entry(room.folder).or_default().push(text);
                }
                None => problems.add(name, 1, "a rulebook has no such place; see rulebook/README.md for its folders"),
            }
        }
        sources
    }

    /// Every text by its name.
    pub fn texts(&self) -> Texts {
        let all = self.folders.values().flatten();
        all.map(|text| (text.name.clone(), Arc::from(text.text.as_str()))).collect()
    }

    pub fn folder(&self, folder: &str) -> &[Text] {
        self.folders.get(folder).map_or(&[], Vec::as_slice)
    }

    pub fn file(&self, folder: &str, name: &str) -> Option<&Text> {
        self.folder(folder).iter().find(|text| text.name.rsplit('/').next() == Some(name))
    }

    /// SHA-256 over name, length and bytes of every file, in the order of their names.
    fn hash_of_all(&self) -> String {
        let mut files: Vec<(&str, &[u8])> = self
            .folders
            .values()
            .flatten()
            .map(|text| (text.name.as_str(), text.text.as_bytes()))
            .chain(self.prompts.values().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
            .collect();
        files.sort_unstable();
        let mut hash = Sha256::new();
        for (name, bytes) in files {
            hash.update((name.len() as u64).to_be_bytes());
            hash.update(name.as_bytes());
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(bytes);
        }
        hex::encode(hash.finalize())
    }
}

/// Where a text of this name lies; `None`: a rulebook has no such place.
fn room_of(name: &str) -> Option<&'static Room> {
    let own = name.strip_prefix("base/").unwrap_or(name);
    let (folder, file) = own.rsplit_once('/').unwrap_or(("", own));
    let room = ROOMS.iter().find(|room| room.folder == folder)?;
    let (stem, extension) = file.rsplit_once('.')?;
    let is_named = !stem.is_empty() && !stem.starts_with('.') && !file.contains(char::is_whitespace);
    let is_top = !folder.is_empty() || TOP_FILES.contains(&file);
    let is_shared = own.len() == name.len() || room.is_shared;
    (is_named && is_top && is_shared && extension != "txt" && room.extensions.contains(&extension)).then_some(room)
}

/// One file by itself, before the rest is known: `centre.yaml`.
pub(crate) fn read_one(root: &Path, name: &str, problems: &mut Problems) -> Option<Text> {
    read_text(&root.join(name), name, problems)
}

fn read_text(path: &Path, name: &str, problems: &mut Problems) -> Option<Text> {
    let bytes = read_bytes(path, name, TEXT_BYTES_MAX, problems)?;
    match String::from_utf8(bytes) {
        Ok(text) => Some(Text { name: name.to_owned(), text }),
        Err(error) => {
            let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&b| b == b'\n').count();
            problems.unreadable(name, line, "not UTF-8 text; save the file as UTF-8");
            None
        }
    }
}

fn read_bytes(path: &Path, name: &str, bytes_max: u64, problems: &mut Problems) -> Option<Vec<u8>> {
    let size = match std::fs::metadata(path) {
        Ok(metadata) => metadata.len(),
        Err(error) => {
            problems.unreadable(name, 1, format!("cannot be read ({error}); the file must exist and be readable"));
            return None;
        }
    };
    if size > bytes_max {
        problems.unreadable(name, 1, format!("has {size} bytes, more than {bytes_max}; make it smaller or split it"));
        return None;
    }
    match std::fs::read(path) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            problems.unreadable(name, 1, format!("cannot be read: {error}"));
            None
        }
    }
}

/// Names of a folder's entries with whether each is a folder, sorted; hidden files left out.
fn entries(folder: &Path, name: &str, problems: &mut Problems) -> Vec<(String, bool)> {
    let Ok(read) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found = Vec::new();
    for entry in read {
        let Ok(entry) = entry else { continue };
        let Ok(file) = entry.file_name().into_string() else {
            problems.add(name, 1, format!("the file name `{}` is not UTF-8", entry.file_name().to_string_lossy()));
            continue;
        };
        if !file.starts_with('.') && !file.ends_with('~') {
            found.push((file, entry.path().is_dir()));
        }
        if found.len() > FILES_MAX {
            problems.add(name, 1, format!("the folder has more than {FILES_MAX} files"));
            break;
        }
    }
    found.sort();
    found
}

fn read_room(folder: &Path, room: &Room, prefix: &str, problems: &mut Problems) -> Vec<Text> {
    let mut texts = Vec::new();
    for (file, is_folder) in entries(folder, room.folder, problems) {
        let name = if room.folder.is_empty() { file.clone() } else { format!("{prefix}{}/{file}", room.folder) };
        if is_folder {
            if !room.folder.is_empty() && !SOUNDS.contains(&format!("{}/{file}", room.folder).as_str()) {
                problems.add(&name, 1, "a folder has no place here; remove it");
            }
            continue;
        }
        let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
        if room.extensions.contains(&extension) {
            // The golden matrix of the policies is for tests.
            if extension != "txt" {
                texts.extend(read_text(&folder.join(&file), &name, problems));
            }
        } else if extension != "md" && !room.folder.is_empty() {
            let wanted = room.extensions.join("` or `.");
            problems.add(&name, 1, format!("files here end in `.{wanted}`; rename or remove it"));
        }
    }
    texts
}

fn check_top(root: &Path, problems: &mut Problems) {
    for (file, is_folder) in entries(root, "", problems) {
        let is_known = if is_folder {
            ROOMS.iter().any(|room| room.folder == file)
        } else {
            TOP_FILES.contains(&file.as_str()) || file.ends_with(".md")
        };
        if !is_known {
            let rooms: Vec<&str> = ROOMS.iter().map(|room| room.folder).filter(|folder| !folder.is_empty()).collect();
            let message = format!(
                "a rulebook has no such place; it has the files {} and the folders {}",
                TOP_FILES.join(", "),
                rooms.join(", ")
            );
            problems.add(&file, 1, message);
        }
    }
}

fn read_prompts(folder: &Path, name: &str, problems: &mut Problems) -> BTreeMap<String, (String, Vec<u8>)> {
    let mut prompts = BTreeMap::new();
    for (file, is_folder) in entries(folder, name, problems) {
        let Some(key) = file.strip_suffix(".wav") else { continue };
        let name = format!("{name}/{file}");
        if !is_folder && let Some(bytes) = read_bytes(&folder.join(&file), &name, PROMPT_BYTES_MAX, problems) {
            prompts.insert(key.to_owned(), (name, bytes));
        }
    }
    prompts
}
