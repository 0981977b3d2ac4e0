//! WAV files: prompts in, recordings out to a browser.
//!
//! Prompts are read whole to 8 kHz mono ([`read_prompt`]). Recordings are stereo A-law, grow while they are read and
//! may carry sizes of before a crash, so the file's length counts, not the header's: [`Peaks`] draws one,
//! [`Pcm16View`] shows it as the PCM16 file that every browser plays, any byte range of it without converting the rest.

mod header;
#[cfg(test)]
mod tests;

use crate::codec::HalfDown;
use crate::codec::g711::{ALAW_TO_LINEAR, ULAW_TO_LINEAR};
use header::{Format, Header};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

/// A prompt is minutes at the most: 64 MiB are 35 minutes of 16 kHz PCM16.
const PROMPT_BYTES_MAX: u64 = 64 << 20;
/// Columns of a drawn recording: more than any screen has.
const BUCKETS_MAX: usize = 10_000;
/// Bytes read at once.
const CHUNK: usize = 64 << 10;
/// Bytes of the PCM16 header in front of the samples.
const PCM16_HEADER: usize = 44;

#[derive(Debug, thiserror::Error)]
pub enum WavError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("not a WAV file: {0}")]
    NotWav(&'static str),
    #[error("the WAV file cannot be used: {0}")]
    Unsupported(String),
}

/// The samples of a prompt, 8 kHz mono. Takes mono and stereo (mixed), 8 and 16 kHz, PCM16, A-law and µ-law.
pub fn read_prompt(path: &Path) -> Result<Vec<i16>, WavError> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > PROMPT_BYTES_MAX {
        return Err(WavError::Unsupported("a prompt has at most 64 MiB".into()));
    }
    let header = Header::read(&file, length)?;
    if !matches!((header.channels, header.samples_per_second), (1 | 2, 8_000 | 16_000)) {
        return Err(WavError::Unsupported(format!(
            "a prompt is mono or stereo at 8 or 16 kHz, this has {} channels at {} Hz",
            header.channels, header.samples_per_second
        )));
    }
    let mut bytes = vec![0; usize::try_from(header.said_length()).expect("limited above")];
    file.read_exact_at(&mut bytes, header.data_start)?;
    let mut samples = Vec::with_capacity(bytes.len() / header.format.sample_bytes());
    header.format.decode(&bytes, &mut samples);
    if header.channels == 2 {
        samples = samples.chunks_exact(2).map(|pair| ((i32::from(pair[0]) + i32::from(pair[1])) / 2) as i16).collect();
    }
    if header.samples_per_second == 16_000 {
        let count = samples.len() / 2;
        // The filter's tail comes out behind the sound, and its lag is taken from the front.
        samples.resize(samples.len() + 4 * HalfDown::LAG_SAMPLES, 0);
        let mut narrow = Vec::with_capacity(samples.len() / 2);
        HalfDown::new().run(&samples, &mut narrow);
        narrow.drain(..HalfDown::LAG_SAMPLES);
        narrow.truncate(count);
        samples = narrow;
    }
    Ok(samples)
}

/// How loud a recording is over time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Peaks {
    pub duration_ms: u64,
    /// Greatest amplitude of each bucket, 0 to 1: customer left, agent right.
    pub left: Vec<f32>,
    pub right: Vec<f32>,
}

/// Draws a stereo recording in so many columns (at least 1, at most 10,000).
pub fn peaks(path: &Path, buckets: usize) -> Result<Peaks, WavError> {
    let (file, header) = open_recording(path)?;
    let buckets = buckets.clamp(1, BUCKETS_MAX);
    let frame_bytes = 2 * header.format.sample_bytes();
    let frames = header.data_length / frame_bytes as u64;
    let mut sides = [vec![0.0f32; buckets], vec![0.0f32; buckets]];
    let mut bytes = vec![0; CHUNK];
    let mut samples = Vec::with_capacity(CHUNK);
    let mut at = 0;
    while at < frames {
        let count = (frames - at).min((CHUNK / frame_bytes) as u64);
        let chunk = &mut bytes[..count as usize * frame_bytes];
        file.read_exact_at(chunk, header.data_start + at * frame_bytes as u64)?;
        samples.clear();
        header.format.decode(chunk, &mut samples);
        for (frame, pair) in (at..).zip(samples.chunks_exact(2)) {
            let bucket = (u128::from(frame) * buckets as u128 / u128::from(frames)) as usize;
            for (side, &sample) in sides.iter_mut().zip(pair) {
                side[bucket] = side[bucket].max(f32::from(sample).abs() / 32_768.0);
            }
        }
        at += count;
    }
    let [left, right] = sides;
    Ok(Peaks { duration_ms: frames * 1_000 / u64::from(header.samples_per_second), left, right })
}

/// A stereo recording seen as a PCM16 WAV file. Its length is that of the moment it was opened.
#[derive(Debug)]
pub struct Pcm16View {
    file: File,
    header: Header,
    head: [u8; PCM16_HEADER],
}

impl Pcm16View {
    pub fn open(path: &Path) -> Result<Self, WavError> {
        let (file, header) = open_recording(path)?;
        let head = pcm16_header(header.samples_per_second, header.pcm16_length());
        Ok(Pcm16View { file, header, head })
    }

    /// Bytes of the whole PCM16 file.
    pub fn len(&self) -> u64 {
        PCM16_HEADER as u64 + self.header.pcm16_length()
    }

    /// Never: there is always a header.
    pub fn is_empty(&self) -> bool {
        false
    }

    pub fn duration_ms(&self) -> u64 {
        self.header.pcm16_length() / 4 * 1_000 / u64::from(self.header.samples_per_second)
    }

    /// The bytes `from..from + len` of the PCM16 file, less where it ends before. The caller bounds `len`.
    pub fn read_range(&self, from: u64, len: u64) -> Result<Vec<u8>, WavError> {
        let until = from.saturating_add(len).min(self.len());
        let Some(count) = until.checked_sub(from).filter(|&count| count > 0) else { return Ok(Vec::new()) };
        let mut out = Vec::with_capacity(usize::try_from(count).unwrap_or(0));
        if let Some(head) = self.head.get(usize::try_from(from).unwrap_or(usize::MAX)..) {
            out.extend_from_slice(&head[..head.len().min(count as usize)]);
        }
        let first_byte = (from + out.len() as u64).saturating_sub(PCM16_HEADER as u64);
        let wanted = count as usize - out.len();
        if wanted > 0 {
            self.read_samples(first_byte, wanted, &mut out)?;
        }
        Ok(out)
    }

    /// Appends bytes of the converted samples; the first and last sample may be cut in the middle.
    fn read_samples(&self, first_byte: u64, wanted: usize, out: &mut Vec<u8>) -> Result<(), WavError> {
        let sample_bytes = self.header.format.sample_bytes();
        let first_sample = first_byte / 2;
        let cut = (first_byte % 2) as usize;
        let count = (cut + wanted).div_ceil(2);
        let mut bytes = vec![0; count * sample_bytes];
        self.file.read_exact_at(&mut bytes, self.header.data_start + first_sample * sample_bytes as u64)?;
        let mut samples = Vec::with_capacity(count);
        self.header.format.decode(&bytes, &mut samples);
        out.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()).skip(cut).take(wanted));
        Ok(())
    }
}

fn open_recording(path: &Path) -> Result<(File, Header), WavError> {
    let file = File::open(path)?;
    let header = Header::read(&file, file.metadata()?.len())?;
    if header.channels != 2 {
        return Err(WavError::Unsupported(format!("a recording is stereo, this has {} channels", header.channels)));
    }
    Ok((file, header))
}

/// The 44 bytes in front of stereo PCM16. A file beyond 4 GiB (37 hours) says the greatest length there is.
fn pcm16_header(samples_per_second: u32, data_length: u64) -> [u8; PCM16_HEADER] {
    let data = u32::try_from(data_length).unwrap_or(u32::MAX - 36);
    let mut head = Vec::with_capacity(PCM16_HEADER);
    head.extend(b"RIFF");
    head.extend((data + 36).to_le_bytes());
    head.extend(b"WAVEfmt ");
    head.extend(16_u32.to_le_bytes());
    head.extend(1_u16.to_le_bytes());
    head.extend(2_u16.to_le_bytes());
    head.extend(samples_per_second.to_le_bytes());
    head.extend((samples_per_second * 4).to_le_bytes());
    head.extend(4_u16.to_le_bytes());
    head.extend(16_u16.to_le_bytes());
    head.extend(b"data");
    head.extend(data.to_le_bytes());
    head.try_into().expect("the parts add up to 44")
}

impl Format {
    fn sample_bytes(self) -> usize {
        match self {
            Format::Pcm16 => 2,
            Format::Alaw | Format::Ulaw => 1,
        }
    }

    fn decode(self, bytes: &[u8], out: &mut Vec<i16>) {
        match self {
            Format::Pcm16 => out.extend(bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]))),
            Format::Alaw => out.extend(bytes.iter().map(|&byte| ALAW_TO_LINEAR[usize::from(byte)])),
            Format::Ulaw => out.extend(bytes.iter().map(|&byte| ULAW_TO_LINEAR[usize::from(byte)])),
        }
    }
}

impl Header {
    /// Bytes of the samples as stereo PCM16.
    fn pcm16_length(&self) -> u64 {
        let frame_bytes = 2 * self.format.sample_bytes() as u64;
        self.data_length / frame_bytes * 4
    }

    /// What the header says about the samples, as far as the file has them; all there is when it says nothing.
    fn said_length(&self) -> u64 {
        let frame_bytes = u64::from(self.channels) * self.format.sample_bytes() as u64;
        let said = if self.said == 0 { self.data_length } else { self.said.min(self.data_length) };
        said / frame_bytes * frame_bytes
    }
}
