//! Running flows told on each database: instances and their states, inboxes, the clock, notices, records, papers.

mod accounts;
mod beside;
mod cursors;
mod customers;
mod grants;
mod inbox;
mod knowledge;
mod orders;
mod people;
mod rules;
mod states;
mod supervision;

use super::{commit, fact, person};
use crate::Store;
use model::process::{Fields, TaskKind};
use model::{Actor, Fact, FactBody, InstanceId, Millis};
use uuid::Uuid;

pub async fn suite(store: &Store) {
    states::suite(store).await;
    supervision::suite(store).await;
    inbox::suite(store).await;
    knowledge::suite(store).await;
    orders::suite(store).await;
    people::suite(store).await;
    cursors::suite(store).await;
    beside::suite(store).await;
    customers::suite(store).await;
    grants::suite(store).await;
    accounts::suite(store).await;
    rules::suite(store).await;
    super::evidence::suite(store).await;
}

pub fn instance(number: u128) -> InstanceId {
    InstanceId(Uuid::from_u128(number))
}

pub fn begun(at_ms: i64, id: u128, flow: &str, applicant: Option<u128>) -> Fact {
    let (instance, applicant) = (instance(id), applicant.map(person));
    let body = FactBody::InstanceStarted {
        instance,
        flow: flow.into(),
        version: 1,
        definition: format!("hash-of-{flow}").into(),
        start: "apply".into(),
        applicant,
        by: applicant,
        root: instance,
        parent: None,
        due_ms: None,
        data: Fields::new(),
    };
    Fact { actor: applicant.map_or(Actor::System, Actor::Person), ..fact(at_ms, body) }
}

pub fn opened(at_ms: i64, id: u128, task: u64, people: &[u128], due: Option<i64>) -> Fact {
    let body = FactBody::TaskOpened {
        instance: instance(id),
        task,
        step: "review".into(),
        stage: Some(1),
        of: TaskKind::Step,
        people: people.iter().copied().map(person).collect(),
        due_ms: due.map(Millis),
        wanted: None,
    };
    fact(at_ms, body)
}

pub fn closed(at_ms: i64, id: u128, task: u64, outcome: Option<&str>, actor: Option<u128>, by: Option<u128>) -> Fact {
    let body = FactBody::TaskClosed {
        instance: instance(id),
        task,
        step: "review".into(),
        outcome: outcome.map(Into::into),
        actor: actor.map(person),
        by: by.map(person),
        is_signed: false,
        data: Fields::new(),
    };
    fact(at_ms, body)
}

pub fn over(at_ms: i64, id: u128, end: &str) -> Fact {
    fact(at_ms, FactBody::InstanceEnded { instance: instance(id), end: end.into() })
}
