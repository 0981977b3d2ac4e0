//! Claims, deputies, hand-ons, opinions, ways back, many at once, and two who are at it at the same time.

use super::house::{House, PASSWORD, book, fields};
use super::leave::{asked, slip};
use crate::processes::acts::Completion;
use crate::processes::inbox::TaskBox;
use crate::processes::views::WhyMe;
use crate::{Office, OfficeError};
use model::{FactBody, InstanceId, Millis};
use process::Library;
use process::engine::Refusal;
use rulebook::Rulebook;
use serde_json::{Value as Json, json};
use std::sync::Arc;

/// The rulebook with flows of the test beside its own.
pub fn book_with(flows: &[(&str, &str)]) -> Arc<Rulebook> {
    let mut book = Rulebook::clone(&book());
    let mut library = Library::clone(&book.processes);
    let known = process::Known {
        roles: book.roles.iter().map(|role| role.id.clone()).collect(),
        departments: book.departments.iter().map(|department| department.id.clone()).collect(),
        ..process::Known::default()
    };
    let mut files: Vec<(String, String)> =
        flows.iter().map(|(key, text)| (format!("flows/{key}.yaml"), (*text).to_owned())).collect();
    let forms = book.processes.forms.values();
    files.extend(forms.map(|form| (format!("forms/{}.json", form.key), form.schema.to_string())));
    let added = Library::read(&files, &known).unwrap_or_else(|problems| panic!("{problems:?}"));
    library.flows.extend(added.flows);
    book.processes = Arc::new(library);
    Arc::new(book)
}

pub const POOL: &str = "
flow: pool
name: {zh: 池, en: Pool}
version: 1
source: TEST
owner: role/manager
start: {do: ask, by: role/agent}
steps:
  - do: look
    name: {zh: 看一看, en: Look}
    by: role/team_leader
    batch: true
    within: 2 hours
    overdue: [{after: 0h, escalate: role/supervisor}, {after: 1 hour, outcome: bad}]
    outcomes: [good, bad]
    return_to: [prepare]
    when: 'true'
  - {do: prepare, by: applicant}
end: done
";

fn completion(outcome: &str) -> Completion {
    Completion { outcome: outcome.into(), password: Some(PASSWORD.to_owned()), ..Completion::default() }
}

async fn pool() -> (House, InstanceId, u64) {
    let house = House::with(book_with(&[("pool", POOL)])).await;
    let view = house.start("agent1", "pool", json!({})).await.expect("starts");
    let task = view.row.open[0].task;
    (house, view.row.id, task)
}

#[tokio::test]
async fn one_of_a_pool_claims_and_gives_back() {
    let (house, id, task) = pool().await;
    let (one, two) = (house.caller("leader1"), house.caller("leader2"));
    assert_eq!(house.task_of("leader1", id).await.why, WhyMe::Candidate { others: 1 });
    house.office.claim(&one, id, task).await.expect("claims");
    assert_eq!(house.task_of("leader1", id).await.why, WhyMe::Holder);
    assert!(house.inbox("leader2").await.is_empty(), "it is somebody's now");
    for refused in
        [house.office.claim(&two, id, task).await, house.office.complete(&two, id, task, completion("good")).await]
    {
        let Err(OfficeError::Process(Refusal::Claimed { holder })) = refused else { panic!("{refused:?}") };
        assert_eq!(holder, "陈立", "who has it is told by name");
    }
    house.office.give_back(&one, id, task).await.expect("gives back");
    house.office.complete(&two, id, task, completion("good")).await.expect("the other does it");
    let done = house.office.inbox(&two, TaskBox::Done, None, None, None).await.expect("a list");
    assert_eq!(done.items[0].outcome.as_ref().map(|outcome| outcome.key.as_str()), Some("good"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_who_complete_one_task_one_wins() {
    let (house, id, task) = pool().await;
    let second = house.second_office().await;
    let tries: Vec<_> = (0..100)
        .map(|number| {
            // Two offices, as two processes on one database would be: there the store's revision decides.
            let office: Arc<Office> = if number % 3 == 0 { Arc::clone(&second) } else { Arc::clone(&house.office) };
            let caller = house.caller(if number % 2 == 0 { "leader1" } else { "leader2" });
            tokio::spawn(async move { office.complete(&caller, id, task, completion("good")).await.map(|_| ()) })
        })
        .collect();
    let (mut won, mut told) = (0, 0);
    for tried in tries {
        match tried.await.expect("no panic") {
            Ok(()) => won += 1,
            Err(OfficeError::AlreadyDone { by, .. }) => {
                assert!(matches!(by.as_deref(), Some("陈立" | "林海燕")), "{by:?}");
                told += 1;
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!((won, told), (1, 99));
    let closed = house.story(id).await.iter().filter(|body| matches!(body, FactBody::TaskClosed { .. })).count();
    assert_eq!(closed, 1, "one fact");
}

#[tokio::test]
async fn plat_03_a_deputy_acts_for_the_absent_and_both_are_noted() {
    let house = House::new().await;
    let id = asked(&house, 1).await;
    let (absent, deputy) = (house.id("leader1"), house.id("leader2"));
    let until = house.now() + Millis::from_secs(3 * 24 * 3_600);
    let me = house.caller("leader1");
    house.office.give_delegation(&me, absent, deputy, house.now(), until, "leave").await.expect("names a deputy");
    let row = house.task_of("leader2", id).await;
    let WhyMe::Deputy { of } = &row.why else { panic!("{:?}", row.why) };
    assert_eq!(of.name, "陈立");
    let counts = house.office.task_counts(&house.caller("leader2")).await.expect("counts");
    assert_eq!(counts.open, 1);
    let view = house.does("leader2", id, "agree", json!({})).await.expect("does it for the absent");
    let entry = view.story.iter().find(|entry| entry.kind == "task_closed").expect("closed");
    assert_eq!(entry.actor.as_ref().map(|person| person.id), Some(absent), "as");
    assert_eq!(entry.by.as_ref().map(|person| person.id), Some(deputy), "by");

    house.set(until);
    let late = asked(&house, 1).await;
    assert!(!house.inbox("leader2").await.iter().any(|row| row.instance == late), "it is over");
}

#[tokio::test]
async fn tasks_are_handed_on_and_opinions_asked_for() {
    let house = House::new().await;
    let id = asked(&house, 1).await;
    let task = house.task_of("leader1", id).await.task;
    let (leader, supervisor) = (house.caller("leader1"), house.caller("supervisor"));
    house.office.add_signer(&leader, id, task, supervisor.person.id).await.expect("asks");
    let refused = house.office.complete(&leader, id, task, completion("agree")).await;
    assert!(matches!(refused, Err(OfficeError::Process(Refusal::SignersOpen))), "{refused:?}");
    let view = house.office.task(&leader, id, task).await.expect("a task");
    assert!(!view.allowed.complete && view.allowed.why_not.is_some());
    let opinion = house.task_of("supervisor", id).await;
    assert!(opinion.step.name.zh.contains("加签意见"), "{:?}", opinion.step);
    house.does("supervisor", id, "agree", json!({})).await.expect("an opinion");

    let other = house.id("leader2");
    house.office.reassign(&leader, id, task, other).await.expect("hands on");
    assert!(house.inbox("leader1").await.is_empty());
    let refused = house.office.reassign(&house.caller("leader2"), id, task, house.id("agent1")).await;
    assert!(matches!(refused, Err(OfficeError::Process(Refusal::Excluded))), "not to the applicant: {refused:?}");
    house.does("leader2", id, "agree", json!({})).await.expect("who got it does it");
}

#[tokio::test]
async fn steps_are_taken_back_until_somebody_has_begun_the_next() {
    let house = House::new().await;
    let id = asked(&house, 1).await;
    house.does("leader1", id, "return", json!({ "opinion": "须补充说明" })).await.expect("sends back");
    let view = house.does("agent1", id, "again", slip(1)).await.expect("asks again");
    assert_eq!(view.take_back.iter().map(|step| step.key.as_str()).collect::<Vec<_>>(), ["revise"]);
    let agent = house.caller("agent1");
    let view = house.office.take_back(&agent, id, "revise").await.expect("takes back");
    assert_eq!(view.row.open[0].step.key, "revise");
    let view = house.does("agent1", id, "again", slip(1)).await.expect("asks again");
    house.office.claim(&house.caller("leader1"), id, view.row.open[0].task).await.expect("begins");
    let refused = house.office.take_back(&agent, id, "revise").await;
    assert!(matches!(refused, Err(OfficeError::Process(Refusal::CannotTakeBack))), "{refused:?}");
}

#[tokio::test]
async fn many_are_done_at_once_where_the_step_allows_it() {
    let (house, id, task) = pool().await;
    let more = house.start("agent2", "pool", json!({})).await.expect("starts").row;
    let leave = asked(&house, 1).await;
    let single = house.task_of("leader1", leave).await.task;
    let forged = InstanceId(uuid::Uuid::now_v7());
    let tasks = vec![(id, task), (leave, single), (more.id, more.open[0].task), (forged, 1)];
    let results = house.office.complete_many(&house.caller("leader1"), tasks, "good").await.expect("a batch");
    let told: Vec<_> = results.iter().map(|result| (result.is_done, result.code.as_deref())).collect();
    assert_eq!(told, [(true, None), (false, Some("bad_input")), (true, None), (false, Some("not_found"))]);
    let too_many = house.office.complete_many(&house.caller("leader1"), vec![(id, task); 101], "good").await;
    assert!(matches!(too_many, Err(OfficeError::BadInput { .. })), "{too_many:?}");
}

#[tokio::test]
async fn a_draft_survives_and_goes_when_it_is_sent() {
    let house = House::new().await;
    let agent = house.caller("agent1");
    let draft = fields(json!({"days": 2, "reason": "not yet"}));
    house.office.save_draft(&agent, "start:leave", draft.clone()).await.expect("saved");
    let house = house.reopened().await;
    let agent = house.caller("agent1");
    assert_eq!(house.office.draft(&agent, "start:leave").await.expect("reads").map(|draft| draft.data), Some(draft));
    assert_eq!(house.office.draft(&house.caller("agent2"), "start:leave").await.expect("reads"), None);
    house.start("agent1", "leave", slip(1)).await.expect("sent");
    assert_eq!(house.office.draft(&agent, "start:leave").await.expect("reads"), None);
    let refused = house.office.save_draft(&agent, "start:nothing", fields(Json::Null)).await;
    assert!(matches!(refused, Err(OfficeError::NotFound)), "{refused:?}");
}

#[tokio::test]
async fn auth_38_what_waited_for_who_left_goes_to_others() {
    let (house, id, task) = pool().await;
    house.office.claim(&house.caller("leader1"), id, task).await.expect("claims");
    let leave = asked(&house, 1).await;
    house.office.set_active("leader1", false).await.expect("disabled");
    house.office.tick_processes().await.expect("ticks");
    assert_eq!(house.task_of("leader2", id).await.why, WhyMe::Alone, "the other of the pool");
    assert_eq!(house.task_of("manager", leave).await.why, WhyMe::Alone, "nobody leads the team: the owner");
    let left = house.story(leave).await;
    assert!(
        left.iter()
            .any(|body| matches!(body, FactBody::TaskGivenBack { people, .. } if *people == [house.id("manager")]))
    );
    // A crash between leaving and giving on is mended at the next start.
    house.office.set_active("leader2", false).await.expect("disabled");
    let house = house.reopened().await;
    house.office.release_tasks_of_who_left().await.expect("released");
    assert_eq!(house.task_of("manager", id).await.why, WhyMe::Alone);
}

#[tokio::test]
async fn a_called_flow_runs_as_a_child_and_its_end_comes_back() {
    const OUTER: &str = "
flow: outer
name: {zh: 外, en: Outer}
version: 1
source: TEST
owner: role/manager
start: {do: begin, by: role/agent}
steps:
  - {call: inner, flow: pool, on: {done: {goto: last, max: 1}}}
  - {do: last, by: applicant}
on_message:
  stop: {by: applicant, end: stopped}
end: {done: true, stopped: false}
";
    // The flow that is called has to be read with who calls it.
    let house = House::with(book_with(&[("outer", OUTER), ("pool", POOL)])).await;
    let view = house.start("agent1", "outer", json!({})).await.expect("starts");
    let outer = view.row.id;
    let children = store::processes::children_of(&house.store, outer).await.expect("reads");
    let [inner] = children.as_slice() else { panic!("{children:?}") };
    assert_eq!((inner.root, inner.applicant), (outer, Some(house.id("agent1"))), "in the name of who began");
    house.does("leader1", inner.id, "good", json!({})).await.expect("done");
    house.does("agent1", inner.id, "done", json!({})).await.expect("done");
    let view = house.view("agent1", outer).await;
    assert_eq!(view.row.open[0].step.key, "last", "the end of the child has come back");

    let stopped = house.start("agent1", "outer", json!({})).await.expect("starts").row.id;
    house.office.send_message(&house.caller("agent1"), stopped, "stop", fields(Json::Null)).await.expect("stops");
    let children = store::processes::children_of(&house.store, stopped).await.expect("reads");
    assert_eq!(children[0].end.as_deref(), Some("withdrawn"), "nobody needs it any more");
    assert!(!house.inbox("leader1").await.iter().any(|row| row.instance == children[0].id));
}

#[tokio::test]
async fn running_instances_move_to_a_new_text_only_when_asked() {
    let (house, id, _) = pool().await;
    let next = POOL.replace("version: 1", "version: 2").replace("within: 2 hours", "within: 5 hours");
    let house = house.reopened_with(book_with(&[("pool", &next)])).await;
    let manager = house.caller("manager");
    assert_eq!(house.view("leader1", id).await.row.version, 1, "it goes on under the text that it began with");
    let looked = house.office.migration(&manager, "pool").await.expect("looks");
    assert_eq!((looked.can_migrate.len(), looked.cannot.len(), looked.to_version), (1, 0, 2));
    assert_eq!(house.view("leader1", id).await.row.version, 1, "to look changes nothing");
    let refused = house.office.migrate(&house.caller("leader1"), "pool").await;
    assert!(matches!(refused, Err(OfficeError::Denied(_))), "{refused:?}");
    house.office.migrate(&manager, "pool").await.expect("moves");
    let view = house.view("leader1", id).await;
    assert_eq!(view.row.version, 2);
    assert_eq!(view.row.open[0].due_ms, Some(house.now().0 + 5 * 3_600_000), "the deadline of the new text");
    house.does("leader1", id, "good", json!({})).await.expect("goes on under the new text");

    let gone =
        next.replace("version: 2", "version: 3").replace("do: prepare", "do: ready").replace("[prepare]", "[ready]");
    let house = house.reopened_with(book_with(&[("pool", &gone)])).await;
    let told = house.office.migrate(&house.caller("manager"), "pool").await.expect("told");
    assert_eq!((told.can_migrate.len(), told.cannot.len()), (0, 1));
    assert!(told.cannot[0].why[0].contains("prepare"), "{:?}", told.cannot[0].why);
    house.does("agent1", id, "done", json!({})).await.expect("what cannot move goes on as it was");
}

#[tokio::test]
async fn messages_of_systems_wake_what_waits_for_them_and_start_flows() {
    const PARCEL: &str = "
flow: parcel
name: {zh: 包裹, en: Parcel}
version: 1
source: TEST
owner: role/manager
data: {number: text, state: text}
start: {any: [{do: send, by: role/agent}, {message: parcel_found}]}
steps:
  - {do: label, by: [applicant, role/manager], form: review-opinion}
  - {wait: reply, message: parcel_returned, match: opinion, sets: [state], within: 3 work days}
end: done
";
    let text = PARCEL.replace("review-opinion", "approval-opinion");
    let house = House::with(book_with(&[("parcel", &text)])).await;
    let (agent, stranger) = (house.caller("agent1"), house.caller("agent7"));
    let mut ids = Vec::new();
    for number in ["A1", "A2"] {
        let id = house.start("agent1", "parcel", json!({})).await.expect("starts").row.id;
        house.does("agent1", id, "done", json!({"opinion": number})).await.expect("labels");
        ids.push(id);
    }
    let data = fields(json!({"state": "whole"}));
    let taken = house.office.post_message(&stranger, "parcel_returned", "A2", data.clone()).await;
    assert!(matches!(taken, Err(OfficeError::Denied(_))), "{taken:?}");
    let taken = house.office.post_message(&agent, "parcel_returned", "A2", data.clone()).await.expect("is taken");
    assert_eq!((taken.woken, taken.started), (vec![ids[1]], vec![]));
    assert!(house.view("agent1", ids[0]).await.row.ended_ms.is_none(), "the other waits on");
    assert!(house.view("agent1", ids[1]).await.row.ended_ms.is_some());
    let again = house.office.post_message(&agent, "parcel_returned", "A2", data).await;
    assert!(matches!(again, Err(OfficeError::Process(Refusal::NobodyWaits))), "{again:?}");
    let taken = house.office.post_message(&agent, "parcel_found", "", fields(json!({}))).await.expect("starts");
    let started = store::processes::instance(&house.store, taken.started[0]).await.expect("reads").expect("is there");
    assert_eq!(started.applicant, Some(house.id("manager")), "a system's case is its owner's");
}
