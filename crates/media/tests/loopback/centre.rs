//! The media under test, with prompts that are tones and a channel of events.

use crate::phone::{Law, PATIENCE, Phone, tone};
use media::{Media, MediaConfig, MediaEvent};
use model::{CallId, LegId, Millis, Prompt};
use std::path::Path;
use tokio::sync::mpsc::{Receiver, channel};

pub struct Centre {
    pub media: Media,
    pub folder: tempfile::TempDir,
    events: Receiver<MediaEvent>,
    runtime: tokio::runtime::Runtime,
}

impl Centre {
    pub fn start() -> Self {
        Self::start_with(|_| {})
    }

    pub fn start_with(change: impl FnOnce(&mut MediaConfig)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        write_prompt(folder.path(), "greeting", 500, 800);
        write_prompt(folder.path(), "music", 700, 8_000);
        let mut config = MediaConfig {
            rtp_ip: [127, 0, 0, 1].into(),
            rtp_ports: (20_000, 29_999),
            webrtc: ([127, 0, 0, 1], 0).into(),
            webrtc_candidates: vec![],
            prompts: folder.path().into(),
            recordings: folder.path().join("recordings"),
            inactive_after: Millis(60_000),
        };
        change(&mut config);
        let (tx, events) = channel(1_024);
        let media = Media::start(config, tx).expect("media starts");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        Self { media, folder, events, runtime }
    }

    /// A leg that a phone has called.
    pub fn dial_in(&self, leg: LegId, phone: &mut Phone) {
        let answer = self.media.open_offered(leg, phone.sdp()).expect("an answer");
        phone.call(&answer);
    }

    /// A leg that we have dialled.
    pub fn dial_out(&self, leg: LegId, phone: &mut Phone) {
        let offer = self.media.open_offering(leg).expect("an offer");
        phone.call(&offer);
        self.media.accept_answer(leg, phone.sdp()).expect("accepted");
    }

    /// Two phones that hear each other.
    pub fn bridge(&self, customer: Law, agent: Law) -> (Phone, Phone, LegId, LegId) {
        let (a, b) = legs();
        let (mut customer, mut agent) = (Phone::new(customer, 1), Phone::new(agent, 2));
        self.dial_in(a, &mut customer);
        self.dial_out(b, &mut agent);
        self.media.connect(a, b);
        (customer, agent, a, b)
    }

    /// The next event; fails when none comes.
    pub fn event(&mut self) -> MediaEvent {
        let next = self.events.recv();
        let waited = self.runtime.block_on(async { tokio::time::timeout(PATIENCE, next).await });
        waited.expect("an event in time").expect("media lives")
    }

    pub fn no_event(&mut self) {
        if let Ok(event) = self.events.try_recv() {
            panic!("nothing should have happened: {event:?}");
        }
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        self.media.shut_down();
    }
}

pub fn call_id() -> CallId {
    CallId(uuid::Uuid::now_v7())
}

pub fn legs() -> (LegId, LegId) {
    let call = call_id();
    (LegId::customer(call), LegId { call, number: 1 })
}

pub fn prompts(keys: &[&str]) -> Vec<Prompt> {
    keys.iter().map(|&key| key.into()).collect()
}

/// Mono PCM16 at 8 kHz.
fn write_prompt(folder: &Path, key: &str, hertz: u32, samples: usize) {
    let data = samples as u32 * 2;
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36 + data).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend([1, 0, 1, 0]);
    bytes.extend(8_000_u32.to_le_bytes());
    bytes.extend(16_000_u32.to_le_bytes());
    bytes.extend([2, 0, 16, 0]);
    bytes.extend(b"data");
    bytes.extend(data.to_le_bytes());
    bytes.extend((0..samples).flat_map(|i| tone(hertz, i).to_le_bytes()));
    std::fs::write(folder.join(format!("{key}.wav")), bytes).expect("written");
}
