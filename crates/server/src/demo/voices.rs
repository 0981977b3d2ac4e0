//! Sound for made-up conversations: the demo's recorded sentences, customer left and agent right.

use std::path::Path;
use std::sync::Arc;

/// A-law at 8 kHz.
pub struct Voices {
    pub customers: Vec<Arc<[u8]>>,
    pub agents: Vec<Arc<[u8]>>,
}

/// A-law's silence.
const SILENCE: u8 = 0xd5;
const SAMPLES_PER_MS: usize = 8;

impl Voices {
    pub fn read(rulebook: &Path) -> Self {
        let folder = rulebook.join("demo/voices");
        let mut names: Vec<_> =
            std::fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        names.sort();
        let of = |who: &str| {
            let is_theirs = |path: &&std::path::PathBuf| {
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(who))
            };
            names.iter().filter(is_theirs).filter_map(|path| callers::tone::read_wav(path)).map(Arc::from).collect()
        };
        Self { customers: of("customer-"), agents: of("agent-") }
    }

    pub fn is_silent(&self) -> bool {
        self.customers.is_empty() || self.agents.is_empty()
    }

    /// The agent greets, the customer tells, the agent answers. Stereo, interleaved.
    pub fn conversation(&self, dice: usize) -> Vec<u8> {
        let customer = &self.customers[dice % self.customers.len()];
        let greeting = &self.agents[0];
        let answer = &self.agents[1 + dice % (self.agents.len().max(2) - 1)];
        let pause = 400 * SAMPLES_PER_MS;
        let turns: [(usize, &[u8]); 3] = [(1, greeting), (0, customer), (1, answer)];
        let mut stereo = Vec::new();
        for (side, sound) in turns {
            for sample in sound.iter().copied().chain(std::iter::repeat_n(SILENCE, pause)) {
                stereo.extend(if side == 0 { [sample, SILENCE] } else { [SILENCE, sample] });
            }
        }
        stereo
    }
}

/// Length of interleaved stereo A-law.
pub fn duration_ms(stereo: &[u8]) -> i64 {
    (stereo.len() / 2 / SAMPLES_PER_MS) as i64
}

/// A recording's file as the media writes it: stereo A-law (format 6) at 8 kHz. Returns its length in bytes.
pub fn write(path: &Path, stereo: &[u8]) -> std::io::Result<u64> {
    let data = stereo.len() as u32;
    let mut file = Vec::with_capacity(stereo.len() + 58);
    file.extend(b"RIFF");
    file.extend((data + 50).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(18u32.to_le_bytes());
    file.extend(6u16.to_le_bytes()); // A-law.
    file.extend(2u16.to_le_bytes()); // Channels.
    file.extend(8_000u32.to_le_bytes()); // Samples per second.
    file.extend(16_000u32.to_le_bytes()); // Bytes per second.
    file.extend(2u16.to_le_bytes()); // Bytes of both channels' samples.
    file.extend(8u16.to_le_bytes()); // Bits per sample.
    file.extend(0u16.to_le_bytes()); // No extension.
    file.extend(b"fact");
    file.extend(4u32.to_le_bytes());
    file.extend((data / 2).to_le_bytes());
    file.extend(b"data");
    file.extend(data.to_le_bytes());
    file.extend_from_slice(stereo);
    std::fs::write(path, &file)?;
    Ok(file.len() as u64)
}
