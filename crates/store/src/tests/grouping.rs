//! The same facts make the same rows, however they are cut into commits: what is merged in memory and what the
//! database does row by row must never differ.

use super::{call, commit, fact, person, started};
use crate::calls::{self, CallRow};
use crate::{Recording, Store, recordings};
use model::{Actor, CallCause, Fact, FactBody, LegId, Millis, QueueId, QueueOutcome, RecordingId};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

const STORIES: u128 = 40;

pub async fn does_not_matter(store: &Store) {
    let seed: u64 = std::env::var("QIAO_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().expect("a number"));
    println!("seed {seed}");
    let mut random = StdRng::seed_from_u64(seed);
    for story in 0..STORIES {
        // The same story for two calls: one written at once, one in random pieces.
        let (whole, pieces) = (1_000_000 + story * 2, 1_000_001 + story * 2);
        let bodies = tell(&mut random, whole);
        commit(store, bodies.clone()).await;
        let mut rest: Vec<Fact> = bodies.into_iter().map(|fact| retold(fact, pieces)).collect();
        while !rest.is_empty() {
            let count = random.random_range(1..=rest.len());
            commit(store, rest.drain(..count).collect()).await;
        }
        assert_eq!(row(store, whole, whole).await, row(store, pieces, whole).await, "story {story}, seed {seed}");
    }
}

/// A random life of a call; sense is not needed, only that each field is touched in any order.
fn tell(random: &mut StdRng, id: u128) -> Vec<Fact> {
    let mut story = vec![started(50_000_000, id, "13800000000")];
    if random.random_bool(0.2) {
        story[0].actor = Actor::Demo;
    }
    for step in 0..random.random_range(0..12) {
        let at = 50_000_000 + step * 1_000;
        let queue = QueueId::from(["presale", "aftersale"][random.random_range(0..2)]);
        let outcome = [QueueOutcome::Answered, QueueOutcome::Abandoned, QueueOutcome::Overflowed];
        let cause =
            [CallCause::CustomerHungUp, CallCause::NoSuchNumber, CallCause::FlowEnded][random.random_range(0..3)];
        let (call, recording) = (call(id), RecordingId(Uuid::from_u128(id << 8 | random.random_range(0..2))));
        let span = Millis(random.random_range(0..100_000));
        let body = match random.random_range(0..8) {
            0 => FactBody::QueueEntered { call, queue, priority: 0, skills: vec![] },
            1 => {
                FactBody::QueueLeft { call, queue, outcome: outcome[random.random_range(0..3)].clone(), wait_ms: span }
            }
            2 | 3 => {
                let agent = random.random_bool(0.7).then(|| person(random.random_range(1..3)));
                FactBody::CallBridged { call, leg: LegId { call, number: 1 }, agent }
            }
            4 => {
                FactBody::DispositionSet { call, agent: person(1), code: format!("c{step}"), note: format!("n{step}") }
            }
            5 => FactBody::RecordingStarted { call, recording },
            6 => FactBody::RecordingEnded { call, recording, duration_ms: span, bytes: 1 },
            _ => FactBody::CallEnded { call, cause, status: 200, talk_ms: span, hold_ms: span },
        };
        story.push(fact(at, body));
    }
    possible(story)
}

/// A recording never starts after its end or twice, and a call ends once; the rest may come in any order.
fn possible(mut story: Vec<Fact>) -> Vec<Fact> {
    let (mut seen, mut is_ended) = (Vec::new(), false);
    let keep = |fact: &Fact| match &fact.body {
        FactBody::RecordingStarted { recording, .. } => {
            !seen.contains(recording) && {
                seen.push(*recording);
                true
            }
        }
        FactBody::RecordingEnded { recording, .. } => seen.contains(recording),
        FactBody::CallEnded { .. } => !std::mem::replace(&mut is_ended, true),
        _ => true,
    };
    story.retain(keep);
    story
}

/// The same fact of another call: ids are replaced in its JSON.
fn retold(fact: Fact, id: u128) -> Fact {
    let text = serde_json::to_string(&fact).expect("JSON");
    let old = fact.body.call().expect("facts of calls only");
    let (from, to) = (old.to_string(), call(id).to_string());
    let mut told: Fact = serde_json::from_str(&text.replace(&from, &to)).expect("the same shape");
    if let FactBody::RecordingStarted { recording, .. } | FactBody::RecordingEnded { recording, .. } = &mut told.body {
        *recording = RecordingId(Uuid::from_u128(id << 8 | recording.0.as_u128() & 0xff));
    }
    told
}

/// Everything that is stored of a call, with its own ids replaced so that two calls can be compared.
async fn row(store: &Store, id: u128, named: u128) -> (CallRow, Vec<Recording>) {
    let renamed = |recording: RecordingId| RecordingId(Uuid::from_u128(named << 8 | recording.0.as_u128() & 0xff));
    let mut row = calls::by_id(store, call(id)).await.expect("read").expect("there");
    row.id = call(named);
    row.recording = row.recording.map(|(recording, duration)| (renamed(recording), duration));
    let mut sounds = recordings::of_call(store, call(id)).await.expect("read");
    for sound in &mut sounds {
        sound.id = renamed(sound.id);
        sound.call = call(named);
    }
    (row, sounds)
}
