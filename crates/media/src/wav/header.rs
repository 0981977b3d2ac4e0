//! The chunks in front of the samples (RIFF; IBM and Microsoft 1991, `WAVE_FORMAT_EXTENSIBLE` of 1999).

use super::WavError;
use std::fs::File;
use std::os::unix::fs::FileExt;

/// Chunks looked at before the samples.
const CHUNKS_MAX: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Pcm16,
    Alaw,
    Ulaw,
}

#[derive(Clone, Copy, Debug)]
pub struct Header {
    pub format: Format,
    pub channels: u16,
    pub samples_per_second: u32,
    pub data_start: u64,
    /// Bytes from there to the file's end.
    pub data_length: u64,
    /// Bytes of samples as the header says.
    pub said: u64,
}

impl Header {
    pub fn read(file: &File, file_length: u64) -> Result<Header, WavError> {
        let read = |at: u64, bytes: &mut [u8]| {
            if at + bytes.len() as u64 > file_length {
                return Err(WavError::NotWav("it ends before its samples"));
            }
            Ok(file.read_exact_at(bytes, at)?)
        };
        let mut start = [0; 12];
        read(0, &mut start)?;
        if !start.starts_with(b"RIFF") || !start.ends_with(b"WAVE") {
            return Err(WavError::NotWav("it does not begin with RIFF and WAVE"));
        }
        let (mut at, mut format) = (12, None);
        for _ in 0..CHUNKS_MAX {
            let mut chunk = [0; 8];
            read(at, &mut chunk)?;
            let length = u64::from(u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]));
            let inside = at + 8;
            match &chunk[..4] {
                b"fmt " => {
                    let mut bytes = [0; 26];
                    let count = bytes.len().min(length as usize);
                    if count < 16 {
                        return Err(WavError::NotWav("its format is cut short"));
                    }
                    read(inside, &mut bytes[..count])?;
                    format = Some(read_format(&bytes)?);
                }
                b"data" => {
                    let (format, channels, samples_per_second) =
                        format.ok_or(WavError::NotWav("its samples come before its format"))?;
                    let data_length = file_length - inside;
                    let said = length;
                    return Ok(Header { format, channels, samples_per_second, data_start: inside, data_length, said });
                }
                // LIST, fact and whatever else programs write.
                _ => {}
            }
            // Chunks stand at even places.
            at = inside + length + length % 2;
        }
        Err(WavError::NotWav("it has no samples"))
    }
}

fn read_format(bytes: &[u8; 26]) -> Result<(Format, u16, u32), WavError> {
    let short = |at: usize| u16::from_le_bytes([bytes[at], bytes[at + 1]]);
    // The extensible form says the true tag in its first bytes behind the mask.
    let tag = if short(0) == 0xFFFE { short(24) } else { short(0) };
    let (channels, bits) = (short(2), short(14));
    let samples_per_second = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
    let format = match (tag, bits) {
        (1, 16) => Format::Pcm16,
        (6, 8) => Format::Alaw,
        (7, 8) => Format::Ulaw,
        _ => {
            return Err(WavError::Unsupported(format!(
                "format {tag} with {bits} bits; PCM16, A-law or µ-law is wanted"
            )));
        }
    };
    if channels == 0 || samples_per_second == 0 {
        return Err(WavError::NotWav("it has no channels or no rate"));
    }
    Ok((format, channels, samples_per_second))
}
