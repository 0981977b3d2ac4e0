use crate::centre::Centre;
use crate::phone::{Law, Phone, purity};
use media::MediaEvent;
use media::codec::g711;
use model::{LegId, RecordingId};
use std::time::{Duration, Instant};

const HEADER: usize = 58;

/// Both talk in real time; what they hear is thrown away.
fn talk(customer: &mut Phone, agent: &mut Phone, frames: u32, tones: (u32, u32)) {
    let start = Instant::now();
    for frame in 1..=frames {
        customer.send_tone(tones.0);
        agent.send_tone(tones.1);
        let deadline = start + Duration::from_millis(20) * frame;
        agent.receive();
        while customer.receive_until(deadline).is_some() {}
    }
}

fn sides(bytes: &[u8]) -> (Vec<i16>, Vec<i16>) {
    let decode = |&byte: &u8| g711::alaw_to_linear(byte);
    let data = &bytes[HEADER..];
    (data.iter().step_by(2).map(decode).collect(), data.iter().skip(1).step_by(2).map(decode).collect())
}

fn ended(centre: &mut Centre, recording: RecordingId) -> (i64, u64) {
    match centre.event() {
        MediaEvent::RecordingEnded { recording: ended, duration_ms, bytes, .. } if ended == recording => {
            (duration_ms.0, bytes)
        }
        other => panic!("{other:?} instead of the recording's end"),
    }
}

fn start(centre: &Centre, a: LegId, b: LegId) -> RecordingId {
    let recording = RecordingId(uuid::Uuid::now_v7());
    centre.media.start_recording(a.call, recording, a, b);
    recording
}

#[test]
fn customer_left_agent_right_whatever_the_law() {
    let mut centre = Centre::start();
    let (mut customer, mut agent, a, b) = centre.bridge(Law::Mu, Law::A);
    let recording = start(&centre, a, b);
    talk(&mut customer, &mut agent, 50, (1_000, 600));
    centre.media.stop_recording(a.call, recording);
    let (duration_ms, bytes) = ended(&mut centre, recording);
    assert!((980..1_300).contains(&duration_ms), "{duration_ms} ms of about a second");

    let file = std::fs::read(centre.folder.path().join(format!("recordings/{recording}.wav"))).expect("a file");
    assert_eq!(file.len() as u64, bytes);
    assert_eq!((bytes - HEADER as u64) / 16, duration_ms as u64);
    let (left, right) = sides(&file);
    assert!(purity(&left[800..7_200], 1_000) > 0.95, "the customer is left");
    assert!(purity(&right[800..7_200], 600) > 0.95, "the agent is right");
}

#[test]
fn silence_stays_in_its_place() {
    let mut centre = Centre::start();
    let (mut customer, mut agent, a, b) = centre.bridge(Law::A, Law::A);
    let recording = start(&centre, a, b);
    talk(&mut customer, &mut agent, 20, (1_000, 600));
    // Nobody says anything for 400 ms, not even silence.
    let pause = Instant::now() + Duration::from_millis(400);
    while customer.receive_until(pause).is_some() {}
    customer.skip(400);
    agent.skip(400);
    talk(&mut customer, &mut agent, 20, (1_000, 600));
    centre.media.close(a);
    centre.media.close(b);
    let (duration_ms, _) = ended(&mut centre, recording);
    assert!((1_150..1_500).contains(&duration_ms), "{duration_ms} ms: a recording ends with its second leg");

    let file = std::fs::read(centre.folder.path().join(format!("recordings/{recording}.wav"))).expect("a file");
    let (left, _) = sides(&file);
    assert!(purity(&left[400..3_000], 1_000) > 0.9);
    assert!(left[3_400..6_000].iter().all(|sample| sample.abs() < 16), "the pause is silent");
    assert!(purity(&left[6_800..9_000], 1_000) > 0.9, "what comes after it stands where it was said");
}

#[test]
fn a_file_plays_while_it_grows() {
    let centre = Centre::start();
    let (mut customer, mut agent, a, b) = centre.bridge(Law::A, Law::A);
    let recording = start(&centre, a, b);
    talk(&mut customer, &mut agent, 75, (1_000, 600));
    // As a crash would find it: nothing was stopped.
    let path = centre.folder.path().join(format!("recordings/{recording}.wav"));
    let file = std::fs::read(&path).expect("a file");
    let counted = u32::from_le_bytes(file[54..58].try_into().expect("four bytes"));
    assert!(counted >= 2 * 8_000 / 2, "after 1.5 s only {counted} bytes stand in the header: more than 1 s is missing");
    assert!(file.len() - HEADER >= counted as usize);
    let (left, _) = sides(&file);
    assert!(purity(&left[800..4_000], 1_000) > 0.9);
}
