//! The recording thread: payloads in, growing stereo A-law WAV files out. A second thread brings finished files to
//! the disk's surface, so that a slow `fsync` holds up no recording that still runs.

use super::{ENTRY, Message, codec_from_byte};
use crate::api::MediaEvent;
use crate::codec::{Codec, Decoder, g711};
use crate::events::Events;
use crate::limits::{RECORDING_HOLD_MS, RECORDING_POLL, RECORDING_WRITE};
use model::{CallId, Millis, RecordingId};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, channel};
use std::thread::JoinHandle;
use std::time::Instant;
use tracing::error;

/// RIFF, `fmt ` with extension size, `fact`, `data`.
pub const HEADER: usize = 58;
/// A-law of the smallest positive sample.
const SILENCE: u8 = 0xd5;
/// Sound this far ahead of the file's end cannot be: 10 s at 8 kHz.
const AHEAD_MAX: u64 = 80_000;

pub fn spawn(
    folder: PathBuf,
    events: Events,
    inbox: Receiver<Message>,
    give_back: SyncSender<Vec<u8>>,
) -> io::Result<JoinHandle<()>> {
    std::thread::Builder::new().name("media-recording".into()).spawn(move || {
        let (finished, to_sync) = channel();
        let syncing = std::thread::Builder::new().name("media-fsync".into()).spawn(move || sync_all(to_sync, events));
        let mut writer = Writer { folder, files: HashMap::new(), finished, give_back };
        writer.run(&inbox);
        drop(writer);
        if let Ok(syncing) = syncing {
            syncing.join().ok();
        }
    })
}

struct Finished {
    file: Option<File>,
    event: MediaEvent,
}

fn sync_all(finished: Receiver<Finished>, mut events: Events) {
    for Finished { file, event } in finished {
        if let Some(Err(error)) = file.map(|file| file.sync_all()) {
            error!("a finished recording may be lost in a power cut: {error}");
        }
        events.send_waiting(event);
    }
}

struct Writer {
    folder: PathBuf,
    files: HashMap<u32, Recording>,
    finished: std::sync::mpsc::Sender<Finished>,
    give_back: SyncSender<Vec<u8>>,
}

impl Writer {
    /// Until the media thread is gone; what was open then is closed where it stands.
    fn run(&mut self, inbox: &Receiver<Message>) {
        let mut written = Instant::now();
        loop {
            match inbox.recv_timeout(RECORDING_POLL) {
                Ok(message) => self.handle(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if written.elapsed() >= RECORDING_WRITE {
                written = Instant::now();
                for recording in self.files.values_mut() {
                    let until = (written - recording.started).as_millis() as u64;
                    recording.write_until(until.saturating_sub(RECORDING_HOLD_MS) * 8);
                }
            }
        }
        for (_, mut recording) in self.files.drain() {
            let end = recording.written + recording.window.len() as u64;
            recording.write_until(end);
            self.finished.send(recording.finish()).ok();
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Start { number, call, recording, started } => {
                self.files.insert(number, Recording::create(&self.folder, call, recording, started));
            }
            Message::Sound(mut chunk) => {
                self.sound(&chunk);
                chunk.clear();
                self.give_back.try_send(chunk).ok();
            }
            Message::Stop { number, end } => {
                if let Some(mut recording) = self.files.remove(&number) {
                    recording.write_until(end);
                    self.finished.send(recording.finish()).ok();
                }
            }
        }
    }

    fn sound(&mut self, mut chunk: &[u8]) {
        while let Some((head, rest)) = chunk.split_first_chunk::<ENTRY>() {
            let number = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
            let length = usize::from(u16::from_le_bytes([head[6], head[7]]));
            let position = u64::from_le_bytes(head[8..].try_into().expect("eight bytes"));
            let (payload, rest) = rest.split_at(length);
            if let Some(recording) = self.files.get_mut(&number) {
                recording.place(usize::from(head[4]), codec_from_byte(head[5]), position, payload);
            }
            chunk = rest;
        }
    }
}

struct Recording {
    call: CallId,
    recording: RecordingId,
    started: Instant,
    path: PathBuf,
    /// `None`: it could not be made or written; told once.
    file: Option<File>,
    /// Samples in the file.
    written: u64,
    /// Samples behind those in the file, left and right.
    window: Vec<[u8; 2]>,
    decoders: [Option<(Codec, Decoder)>; 2],
}

impl Recording {
    fn create(folder: &Path, call: CallId, recording: RecordingId, started: Instant) -> Self {
        let path = folder.join(format!("{recording}.wav"));
        let file = File::options().write(true).create_new(true).open(&path).and_then(|mut file| {
            file.write_all(&header(0))?;
            Ok(file)
        });
        if let Err(error) = &file {
            error!("recording {} cannot be made: {error}", path.display());
        }
        let file = file.ok();
        Self { call, recording, started, path, file, written: 0, window: Vec::new(), decoders: [None, None] }
    }

    fn place(&mut self, side: usize, codec: Codec, position: u64, payload: &[u8]) {
        let mut decoded = Vec::new();
        match codec {
            Codec::Pcma => self.put(side, position, payload.iter().copied()),
            Codec::Pcmu => {
                let alaw = payload.iter().map(|&byte| g711::ULAW_TO_ALAW[usize::from(byte)]);
                self.put(side, position, alaw);
            }
            Codec::G722 | Codec::Opus => {
                let decoder = match &mut self.decoders[side] {
                    Some((for_codec, decoder)) if *for_codec == codec => decoder,
                    other => &mut other.insert((codec, Decoder::new(codec))).1,
                };
                decoder.decode(payload, &mut decoded);
                self.put(side, position, decoded.iter().map(|&sample| g711::linear_to_alaw(sample)));
            }
        }
    }

    fn put(&mut self, side: usize, position: u64, samples: impl ExactSizeIterator<Item = u8>) {
        if position > self.written + AHEAD_MAX {
            return;
        }
        let end = (position + samples.len() as u64).saturating_sub(self.written) as usize;
        if self.window.len() < end {
            self.window.resize(end, [SILENCE; 2]);
        }
        for (i, sample) in samples.enumerate() {
            // What comes after its place was written is too late.
            if let Some(at) = (position + i as u64).checked_sub(self.written) {
                self.window[at as usize][side] = sample;
            }
        }
    }

    /// Lets the file grow to this length, in samples; where nobody spoke it is silent.
    fn write_until(&mut self, end: u64) {
        let count = end.saturating_sub(self.written) as usize;
        if count == 0 {
            return;
        }
        if self.window.len() < count {
            self.window.resize(count, [SILENCE; 2]);
        }
        if let Some(file) = &mut self.file {
            let grown = self.written + count as u64;
            // Sound first, then the sizes that count it: a crash between the two leaves a file that plays.
            let result =
                file.write_all(self.window[..count].as_flattened()).and_then(|()| file.write_all_at(&header(grown), 0));
            if let Err(error) = result {
                error!("recording {} cannot be written: {error}", self.path.display());
                self.file = None;
            } else {
                self.written = grown;
                self.window.drain(..count);
                return;
            }
        }
        self.written += count as u64;
        self.window.drain(..count);
    }

    fn finish(self) -> Finished {
        let bytes = self.file.as_ref().and_then(|file| file.metadata().ok()).map_or(0, |metadata| metadata.len());
        let event = MediaEvent::RecordingEnded {
            call: self.call,
            recording: self.recording,
            duration_ms: Millis((self.written / 8) as i64),
            bytes,
        };
        Finished { file: self.file, event }
    }
}

/// Of a stereo A-law file (format tag 6) of so many samples per side at 8 kHz.
pub fn header(samples: u64) -> [u8; HEADER] {
    let data = u32::try_from(samples * 2).unwrap_or(u32::MAX - HEADER as u32);
    let mut header = Vec::with_capacity(HEADER);
    header.extend(b"RIFF");
    header.extend((data + HEADER as u32 - 8).to_le_bytes());
    header.extend(b"WAVEfmt ");
    header.extend(18_u32.to_le_bytes());
    header.extend(6_u16.to_le_bytes()); // A-law.
    header.extend(2_u16.to_le_bytes()); // Channels.
    header.extend(8_000_u32.to_le_bytes()); // Samples per second.
    header.extend(16_000_u32.to_le_bytes()); // Bytes per second.
    header.extend(2_u16.to_le_bytes()); // Bytes per sample of both channels.
    header.extend(8_u16.to_le_bytes()); // Bits per sample.
    header.extend(0_u16.to_le_bytes()); // No extension.
    header.extend(b"fact");
    header.extend(4_u32.to_le_bytes());
    header.extend((data / 2).to_le_bytes());
    header.extend(b"data");
    header.extend(data.to_le_bytes());
    header.try_into().expect("the parts add up to HEADER")
}
