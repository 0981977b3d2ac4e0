//! Export, proof, backup and restore, and the demo's past.

use super::world::{World, rulebook, rulebook_folder};
use model::{Actor, FactBody, Millis, PersonId, QueueId};
use server::books;
use server::config::{Config, Settings};
use server::demo::Voices;
use server::demo::history::{self, Past};
use std::collections::HashMap;
use std::io::{BufRead, BufReader};

/// The public key that the running service puts into its exports.
fn log_key(world: &World) -> Option<String> {
    world.running.app.office.log_key().map(|key| key.to_string())
}

#[tokio::test]
async fn a_backup_restores_to_the_same_root_and_people_log_in() {
    let world = World::start().await;
    world.call_of("agent1", "13800000000").await;
    let backup = world.folder.path().join("backup");
    books::backup(&world.books.store, log_key(&world), &backup).await.expect("backed up");
    let given = Settings { data: Some(world.folder.path().join("restored")), ..Settings::default() };
    let config = Config::resolve(given, None).expect("good settings");
    let said = books::restore(&config, &backup).await.expect("restored");
    assert!(said.contains(&format!("restored {} facts", world.last_seq().await)), "{said}");
    let again = books::restore(&config, &backup).await.expect_err("not empty any more");
    assert!(again.to_string().contains("already holds"), "{again}");
    let store = store::Store::open(&config.database, store::Options::default()).await.expect("opens");
    let person = store::people::by_username(&store, "agent1").await.expect("readable").expect("restored");
    assert!(person.phc.is_some_and(|phc| phc.starts_with("$argon2id$")));
}

#[tokio::test]
async fn a_changed_backup_or_export_is_noticed() {
    let world = World::start().await;
    let (export, backup) = (world.folder.path().join("export"), world.folder.path().join("backup"));
    books::export(&world.books.store, log_key(&world), &export).await.expect("exported");
    books::backup(&world.books.store, log_key(&world), &backup).await.expect("backed up");
    let lines = |path| BufReader::new(std::fs::File::open(path).expect("there")).split(b'\n').map_while(Result::ok);
    assert!(journal::verify_export(lines(&export), None).is_ok());
    for path in [&export, &backup] {
        let text = std::fs::read_to_string(path).expect("text");
        std::fs::write(path, text.replacen("\"agent3\"", "\"agent4\"", 1)).expect("writable");
    }
    assert!(journal::verify_export(lines(&export), None).is_err());
    let given = Settings { data: Some(world.folder.path().join("restored")), ..Settings::default() };
    let config = Config::resolve(given, None).expect("good settings");
    let refused = books::restore(&config, &backup).await.expect_err("damaged");
    assert!(refused.to_string().contains("damaged"), "{refused}");
}

#[test]
fn the_demos_past_is_whole_and_the_same_for_a_seed() {
    let book = rulebook();
    let demo = book.demo.as_ref().expect("the rulebook's demo");
    let agents: Vec<(PersonId, Vec<QueueId>)> = (1..=12u128)
        .map(|n| (PersonId(uuid::Uuid::from_u128(n)), book.queues.iter().map(|queue| queue.id.clone()).collect()))
        .collect();
    // 2026-11-20 18:00 in China, a Friday.
    let until = Millis(1_795_168_800_000);
    let make = |seed| {
        let voices = Voices::read(&rulebook_folder());
        history::make(&Past { book: &book, demo, agents: agents.clone(), until, seed, recordings: None, voices })
            .expect("made")
    };
    let facts = make(7);
    assert_eq!(facts, make(7));
    assert_ne!(facts, make(8));
    assert!(facts.len() > 10_000, "{}", facts.len());
    assert!(facts.windows(2).all(|two| two[0].at_ms <= two[1].at_ms), "in the order of their times");
    assert!(facts.iter().all(|fact| fact.actor == Actor::Demo && fact.at_ms <= until));
    let mut open: HashMap<&str, i64> = HashMap::new();
    let mut talking: HashMap<PersonId, u32> = HashMap::new();
    for fact in &facts {
        let mut count = |what, by: i64| *open.entry(what).or_default() += by;
        match &fact.body {
            FactBody::CallStarted { .. } => count("calls", 1),
            FactBody::CallEnded { talk_ms, hold_ms, .. } => {
                assert!(talk_ms.0 >= 0 && hold_ms.0 >= 0);
                count("calls", -1);
            }
            FactBody::QueueEntered { .. } => count("waits", 1),
            FactBody::QueueLeft { .. } => count("waits", -1),
            FactBody::OfferMade { .. } => count("offers", 1),
            FactBody::OfferEnded { .. } => count("offers", -1),
            FactBody::HoldStarted { .. } => count("holds", 1),
            FactBody::HoldEnded { .. } => count("holds", -1),
            FactBody::AgentStateChanged { agent, state, .. } => {
                let now = u32::from(matches!(state, model::AgentState::Talking { .. }));
                let before = talking.insert(*agent, now).unwrap_or(0);
                assert!(before + now < 2, "an agent in two calls at {:?}", fact.at_ms);
            }
            _ => {}
        }
    }
    assert!(open.values().all(|left| *left == 0), "everything that began has ended: {open:?}");
}
