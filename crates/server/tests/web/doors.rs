//! Every door names an action of `org/capabilities.yaml`: routes, messages of the live socket in both directions, acts of
//! the desk and the phone, jobs, services of flows, requests of the shell. The matches in the code are exhaustive, so
//! that a new kind does not compile without one; here each is held against the rules that are in force.

use super::world::rulebook;
use model::{Act, AwayReason, CallId, Command, LegId, Millis, PersonId, PhoneNumber, RecordingId, Routing};
use office::doors::{Job, action_of_service};
use server::control::Request;
use server::routes::live::words::{Bye, Own, SIGNED_IN, Said, Told};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use switch::exchange::port::{Input, LegEnd};
use uuid::Uuid;

fn known(door: &str, action: &str) {
    let is_known = action == SIGNED_IN || rulebook().capability(action).is_some();
    assert!(is_known, "{door} names `{action}`, which org/capabilities.yaml does not know");
    assert!(action == SIGNED_IN || access::actions::ALL.contains(&action), "{door}: `{action}` is no action");
}

fn call() -> CallId {
    CallId(Uuid::from_u128(1))
}

fn routing() -> Arc<Routing> {
    Arc::new(rulebook().routing(1, &[]))
}

fn acts() -> Vec<Act> {
    let call = call();
    vec![
        Act::SignIn,
        Act::SignOut { is_final: true },
        Act::GoReady,
        Act::GoAway { reason: AwayReason::Meal },
        Act::Answer { call },
        Act::Decline { call },
        Act::HangUp { call },
        Act::Hold { call },
        Act::Resume { call },
        Act::SendDigit { call, digit: '1' },
        Act::FinishWrapUp { call },
        Act::MediaOffer { generation: 1, sdp: String::new() },
        Act::MediaClosed { generation: 1 },
        Act::Obey { routing: routing() },
    ]
}

#[test]
fn an_act_of_the_desk_names_its_action() {
    let mut kinds = BTreeSet::new();
    for act in acts() {
        let name = serde_json::to_value(&act).expect("JSON")["act"].as_str().expect("a name").to_owned();
        match act.action() {
            Some(action) => known(&name, action),
            None => assert_eq!(name, "obey", "only the picture that the switch routes by is nobody's act"),
        }
        assert_eq!(act.call().is_some(), act.action() == Some("call:control"), "{name}");
        kinds.insert(name);
    }
    assert_eq!(kinds.len(), acts().len(), "one of each");
}

#[test]
fn a_message_of_the_live_socket_names_its_action() {
    let definition = Arc::new(office::reports::definition(&rulebook()));
    let floor = workforce::Floor::new(definition, 480, Millis(1));
    let fact = super::world::fact(Millis(1), model::FactBody::ServiceStopped);
    let said = [
        Said::Act { id: 1, act: Act::GoReady },
        Said::MediaOffer { id: 1, generation: 1, sdp: String::new() },
        Said::MediaBye { generation: 1 },
        Said::Ping,
        Said::Resync,
    ];
    for said in said {
        known(&format!("{said:?}"), said.action().expect("nothing is heard that needs none"));
    }
    let me = Own { agent: PersonId(Uuid::from_u128(1)), is_desk: false };
    let told = [
        Told::Snapshot { seq: 1, server_time_ms: 1, floor: &floor, me },
        Told::Fact { fact: &fact },
        Told::Inbox { seq: 1 },
        Told::Reply { id: None, ok: true, problem: None },
        Told::MediaAnswer { id: 1, generation: 1, sdp: "" },
        Told::Pong { server_time_ms: 1 },
        Told::Rights,
        Told::Bye { reason: Bye::Expired },
    ];
    for told in told {
        known(&told.to_text(), told.action());
    }
}

#[test]
fn what_comes_from_a_phone_names_its_action_or_is_nobodys() {
    let (leg, call) = (LegId { call: call(), number: 1 }, call());
    let (from, recording) = (PhoneNumber::from_wire("1"), RecordingId(Uuid::from_u128(1)));
    let command = Command { by: PersonId(Uuid::from_u128(1)), reasons: vec![], act: Act::GoReady };
    let by_staff = [
        Input::Command(command),
        Input::LegAnswered { leg },
        Input::LegEnded { leg, end: LegEnd::HungUp },
        Input::LegHeld { leg, is_held: true },
        Input::PhoneReachable { phone: "8001".into(), is_reachable: true, expires_ms: Millis(1) },
        Input::BrowserPhone { agent: PersonId(Uuid::from_u128(1)), is_connected: true },
    ];
    for input in by_staff {
        known(&format!("{input:?}"), input.action().expect("somebody of the centre does it"));
    }
    let by_others = [
        Input::Incoming { call, from, to: "1".into(), trunk: "line".into() },
        Input::LegRinging { leg },
        Input::LegFailed { leg, status: 480 },
        Input::Digit { leg, digit: '1' },
        Input::PlayEnded { leg, play: 1 },
        Input::RecordingEnded { call, recording, duration_ms: Millis(1), bytes: 1 },
        Input::Tick,
        Input::Drain,
    ];
    for input in by_others {
        assert_eq!(input.action(), None, "{input:?}");
    }
}

#[test]
fn a_job_a_service_and_a_request_of_the_shell_name_theirs() {
    for job in Job::ALL {
        assert!(!job.actions().is_empty(), "{job:?}");
        job.actions().iter().for_each(|action| known(&format!("{job:?}"), action));
    }
    for service in process::services::NAMES {
        let action = action_of_service(service);
        known(service, action.unwrap_or_else(|| panic!("the service `{service}` names no action in office::doors")));
    }
    let (username, folder) = (String::from("x"), PathBuf::from("x"));
    let requests = [
        Request::SetPassword { username: username.clone(), password: String::new(), is_one_time: true },
        Request::SetActive { username: username.clone(), is_active: true },
        Request::IssueToken { username, days: 1, name: String::new(), scope: None },
        Request::ListTokens,
        Request::RevokeToken { id: model::TokenId(Uuid::from_u128(1)) },
        Request::Export { out: folder.clone() },
        Request::Backup { out: folder.clone() },
        Request::ExportRules { folder: folder.clone() },
        Request::DiffRules { folder: folder.clone(), with_demo: true },
        Request::AdoptRules { folder, with_demo: true },
    ];
    for request in requests {
        known("a request of the shell", request.action());
    }
}

#[test]
fn a_route_names_an_action_that_the_rules_know() {
    for operation in super::operations::all() {
        if operation.action != "public" {
            known(&operation.name(), &operation.action);
        }
    }
}
