//! Prompts: read from disk once by a thread of their own, kept decoded at 8 kHz, played by the media thread.
//!
//! A play may start before its files are read; the listener hears silence for those milliseconds.

use crate::limits::{FRAME, PROMPT_CACHE_BYTES_MAX, PROMPT_LOADS_MAX};
use crate::wav;
use model::Prompt;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tracing::warn;

/// Samples at 8 kHz, once they are read; `Some(None)`: the file is missing or not usable.
pub type Slot = Arc<OnceLock<Option<Box<[i16]>>>>;

pub struct Prompts {
    kept: Mutex<HashMap<Prompt, Slot>>,
    loads: SyncSender<(Prompt, Slot)>,
}

impl Prompts {
    pub fn new(folder: PathBuf) -> std::io::Result<Self> {
        let (loads, waiting) = sync_channel::<(Prompt, Slot)>(PROMPT_LOADS_MAX);
        std::thread::Builder::new().name("media-prompts".into()).spawn(move || {
            for (prompt, slot) in waiting {
                // `set` fails only when it was read before, and that is as good.
                slot.set(load(&folder, &prompt)).ok();
            }
        })?;
        Ok(Self { kept: Mutex::new(HashMap::new()), loads })
    }

    /// The slot of a prompt; a new one is being read from now on. Never blocks.
    pub fn slot(&self, prompt: &Prompt) -> Slot {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = kept.get(prompt) {
            return slot.clone();
        }
        forget_unused(&mut kept);
        let slot = Slot::default();
        if self.loads.try_send((prompt.clone(), slot.clone())).is_err() {
            warn!("too many prompts wait to be read: `{prompt}` is skipped");
            slot.set(None).ok();
            return slot;
        }
        kept.insert(prompt.clone(), slot.clone());
        slot
    }
}

fn forget_unused(kept: &mut HashMap<Prompt, Slot>) {
    let bytes = |slot: &Slot| slot.get().and_then(Option::as_ref).map_or(0, |samples| samples.len() * 2);
    let total: usize = kept.values().map(bytes).sum();
    if total > PROMPT_CACHE_BYTES_MAX {
        kept.retain(|_, slot| Arc::strong_count(slot) > 1);
    }
}

fn load(folder: &Path, prompt: &str) -> Option<Box<[i16]>> {
    let inside = Path::new(prompt).components().all(|part| matches!(part, Component::Normal(_)));
    let path = folder.join(format!("{prompt}.wav"));
    if !inside {
        warn!("prompt `{prompt}` is not a file inside the prompts folder");
        return None;
    }
    match wav::read_prompt(&path) {
        Ok(samples) => Some(samples.into()),
        Err(error) => {
            warn!("prompt `{prompt}` cannot be played: {error} ({})", path.display());
            None
        }
    }
}

/// Prompts one after the other on one leg.
pub struct Play {
    pub id: u32,
    slots: Vec<Slot>,
    is_looped: bool,
    at: usize,
    offset: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The frame holds sound.
    Sound,
    /// Not read yet; send nothing.
    NotYet,
    /// Nothing is left; the frame is to be thrown away.
    Ended,
}

impl Play {
    pub fn new(id: u32, slots: Vec<Slot>, is_looped: bool) -> Self {
        Self { id, slots, is_looped, at: 0, offset: 0 }
    }

    /// Fills the next 20 ms. A prompt that ends within the frame is followed by the next one without a gap.
    pub fn next(&mut self, frame: &mut [i16; FRAME]) -> Step {
        let mut filled = 0;
        let mut missing = 0;
        while filled < FRAME {
            let Some(slot) = self.slots.get(self.at) else {
                if self.is_looped && missing < self.slots.len() {
                    self.at = 0;
                    continue;
                }
                break;
            };
            let Some(samples) = slot.get() else {
                break;
            };
            let rest = samples.as_deref().and_then(|all| all.get(self.offset..)).unwrap_or_default();
            let count = rest.len().min(FRAME - filled);
            frame[filled..filled + count].copy_from_slice(&rest[..count]);
            filled += count;
            self.offset += count;
            if count == rest.len() {
                missing = if count == 0 { missing + 1 } else { 0 };
                self.at += 1;
                self.offset = 0;
            }
        }
        frame[filled..].fill(0);
        match (filled, self.slots.get(self.at)) {
            (1.., _) => Step::Sound,
            (0, Some(_)) => Step::NotYet,
            (0, None) => Step::Ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(samples: &[i16]) -> Slot {
        let slot = Slot::default();
        slot.set(Some(samples.into())).expect("empty");
        slot
    }

    #[test]
    fn prompts_follow_each_other_without_a_gap() {
        let mut play = Play::new(1, vec![slot(&[1; 100]), slot(&[]), slot(&[2; 100])], false);
        let mut frame = [9; FRAME];
        assert_eq!(play.next(&mut frame), Step::Sound);
        assert_eq!((frame[99], frame[100], frame[159]), (1, 2, 2));
        assert_eq!(play.next(&mut frame), Step::Sound);
        assert_eq!((frame[39], frame[40]), (2, 0));
        assert_eq!(play.next(&mut frame), Step::Ended);
    }

    #[test]
    fn a_loop_begins_again_and_a_loop_of_nothing_is_no_endless_loop() {
        let mut play = Play::new(1, vec![slot(&[1; 100]), slot(&[2; 100])], true);
        let mut frame = [0; FRAME];
        for _ in 0..100 {
            assert_eq!(play.next(&mut frame), Step::Sound);
            assert!(frame.iter().all(|&sample| sample != 0));
        }
        for slots in [vec![], vec![slot(&[]), slot(&[])]] {
            assert_eq!(Play::new(1, slots, true).next(&mut frame), Step::Ended);
        }
    }

    #[test]
    fn a_prompt_that_is_not_read_yet_waits_and_a_missing_one_is_skipped() {
        let late = Slot::default();
        let mut play = Play::new(1, vec![late.clone(), slot(&[5; 160])], false);
        let mut frame = [0; FRAME];
        assert_eq!(play.next(&mut frame), Step::NotYet);
        late.set(None).expect("empty");
        assert_eq!(play.next(&mut frame), Step::Sound);
        assert_eq!(frame[0], 5);
    }
}
