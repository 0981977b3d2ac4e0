//! `ivr/prompts/<language>/*.wav`: which prompts exist, and whether the media threads can play them.

use crate::files::Sources;
use crate::problem::Problems;
use std::collections::BTreeSet;

/// How a caller is told their place: `place_you_are` `number_N` `place_in_line`, or `place_many` beyond the last number.
pub(crate) const OF_PLACES: [&str; 3] = ["place_you_are", "place_in_line", "place_many"];
/// Places that have a spoken number.
pub const PLACES_SPOKEN_MAX: u32 = 20;

#[derive(Debug)]
pub(crate) struct Prompts {
    folder: String,
    keys: BTreeSet<String>,
}

impl Prompts {
    /// Adds a problem when the prompt has no file.
    pub fn need(&self, key: &str, file: &str, line: usize, problems: &mut Problems) {
        if !self.keys.contains(key) {
            let folder = &self.folder;
            problems.add(
                file,
                line,
                format!("the prompt `{key}` has no file; record {folder}/{key}.wav or name another"),
            );
        }
    }
}

pub(crate) fn check(sources: &Sources, problems: &mut Problems) -> Prompts {
    let language = sources.prompts_folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into());
    for (name, bytes) in sources.prompts.values() {
        if let Err(why) = check_wav(bytes) {
            problems.add(name, 1, format!("{why}; a prompt is a WAV file, mono, 8 or 16 kHz, PCM 16 bit or A-law"));
        }
    }
    Prompts { folder: format!("ivr/prompts/{language}"), keys: sources.prompts.keys().cloned().collect() }
}

/// Reads the chunks up to `data` (RIFF: tag, little-endian length, bytes padded to even).
fn check_wav(bytes: &[u8]) -> Result<(), String> {
    if bytes.get(..4) != Some(b"RIFF") || bytes.get(8..12) != Some(b"WAVE") {
        return Err("this is no WAV file".into());
    }
    let mut at = 12;
    let mut has_format = false;
    while let Some(head) = bytes.get(at..at + 8) {
        let (tag, length) = head.split_at(4);
        let length = u32::from_le_bytes(length.try_into().expect("four bytes")) as usize;
        let body = bytes.get(at + 8..).unwrap_or_default();
        match tag {
            b"fmt " => {
                check_format(body)?;
                has_format = true;
            }
            b"data" if !has_format => return Err("its format chunk is missing".into()),
            b"data" if length == 0 || body.is_empty() => return Err("it holds no sound".into()),
            b"data" if length > body.len() => return Err("it is cut off".into()),
            b"data" => return Ok(()),
            _ => {}
        }
        at = at.saturating_add(8).saturating_add(length).saturating_add(length % 2);
    }
    Err("it holds no sound".into())
}

fn check_format(body: &[u8]) -> Result<(), String> {
    let u16_at = |at: usize| body.get(at..at + 2).map(|two| u16::from_le_bytes([two[0], two[1]]));
    let rate = body.get(4..8).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
    let (format, channels, bits) = (u16_at(0), u16_at(2), u16_at(14));
    match (format, bits) {
        (Some(1), Some(16)) | (Some(6), Some(8)) => {}
        _ => return Err("its coding is another".into()),
    }
    if channels != Some(1) {
        return Err(format!("it has {} channels", channels.unwrap_or(0)));
    }
    match rate {
        Some(8_000 | 16_000) => Ok(()),
        rate => Err(format!("its rate is {} Hz", rate.unwrap_or(0))),
    }
}
