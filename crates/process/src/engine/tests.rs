//! Moves to a new version, and two who act at once.

use super::random_tests::{HEAD, world};
use super::*;
use crate::dates;
use crate::library::{Known, Library};
use std::collections::BTreeMap;
use std::sync::Arc;

#[test]
fn a_running_instance_moves_to_a_new_version_or_says_why_not() {
    let flow = |version: u32, steps: &str| {
        let text = format!("flow: x\n{HEAD}start: {{do: begin, by: role/agent}}\nend: done\nsteps:\n{steps}")
            .replace("version: 1", &format!("version: {version}"));
        let library = Library::read(&[("flows/x.yaml".into(), text)], &Known::default());
        library.unwrap_or_else(|problems| panic!("{problems:#?}"))
    };
    let old = flow(
        1,
        "- {do: look, by: role/manager, within: 1 day, overdue: [{remind: assignee}]}\n- {do: sign, by: role/manager}\n",
    );
    let old_flow = Arc::clone(&old.flows["x"]);
    let world = world(old);
    let now = dates::instant(20_780, 600, 480);
    let starting =
        Starting { instance: "i".into(), start: "begin".into(), by: Some("ann".into()), data: Fields::new() };
    let (state, _) = start(&old_flow, starting, now, &world).expect("it starts");
    let later = now + Millis::from_secs(60);

    let renamed = flow(
        2,
        "- {run: tell}\n- {do: inspect, by: role/manager, within: 2 days, overdue: [{remind: assignee}]}\n- {do: sign, by: role/manager}\n",
    );
    let new_flow = &renamed.flows["x"];
    let none = BTreeMap::new();
    let report = dry_run([&state], &old_flow, new_flow, &none);
    assert_eq!(report.can_move, 0);
    assert_eq!(report.blocked["i"][0].why, "there is no step `look` in the new version");
    let map = BTreeMap::from([("look".to_owned(), "inspect".to_owned())]);
    assert_eq!(dry_run([&state], &old_flow, new_flow, &map).can_move, 1);
    let moved = migrate(&state, &old_flow, new_flow, &map, later, &world).expect("it moves");
    let task = moved.tasks.values().next().expect("its task");
    assert_eq!((task.step.as_str(), task.due), ("inspect", Some(now + Millis::from_secs(2 * 86_400))));
    let event = Event::Complete { task: task.id, by: "boss".into(), outcome: "done".into(), data: Fields::new() };
    assert_eq!(step(&old_flow, &moved, event.clone(), later, &world), Err(Refusal::OtherVersion));
    let (next, _) = step(new_flow, &moved, event, later, &world).expect("it goes on");
    assert_eq!(next.tasks.values().next().map(|task| task.step.as_str()), Some("sign"));

    let other = flow(3, "- {run: look}\n- {do: sign, by: role/manager}\n");
    let report = dry_run([&state], &old_flow, &other.flows["x"], &none);
    assert_eq!(report.blocked["i"][0].why, "it is another kind of step now");
}

#[test]
fn of_two_who_finish_one_task_one_wins_and_the_other_is_told() {
    let text = format!(
        "flow: x\n{HEAD}start: {{do: begin, by: role/agent}}\nend: done\nsteps: [{{do: look, by: role/agent}}, {{do: sign, by: role/agent}}]\n"
    );
    let library = Library::read(&[("flows/x.yaml".into(), text)], &Known::default()).expect("it reads");
    let flow = Arc::clone(&library.flows["x"]);
    let world = world(library);
    let starting =
        Starting { instance: "i".into(), start: "begin".into(), by: Some("ann".into()), data: Fields::new() };
    let (state, _) = start(&flow, starting, Millis(0), &world).expect("it starts");
    let task = *state.tasks.keys().next().expect("its task");
    let finish = |by: &str| Event::Complete { task, by: by.into(), outcome: "done".into(), data: Fields::new() };
    let (state, _) = step(&flow, &state, finish("ann"), Millis(1), &world).expect("the first wins");
    assert_eq!(step(&flow, &state, finish("bob"), Millis(1), &world), Err(Refusal::NotOpen));
}

fn flow_of(head: &str, steps: &str) -> (Arc<Definition>, World) {
    let text = format!("flow: x\n{HEAD}{head}\nsteps:\n{steps}");
    let form = r#"{"type": "object", "properties": {"note": {"type": "string"}, "people": {"type": "array", "items": {"type": "string"}}}}"#;
    let files = [("flows/x.yaml".to_owned(), text), ("forms/f.json".to_owned(), form.to_owned())];
    let library = Library::read(&files, &Known::default()).unwrap_or_else(|problems| panic!("{problems:#?}"));
    let flow = Arc::clone(&library.flows["x"]);
    (flow, world(library))
}

fn begun(flow: &Definition, world: &World, by: &str, data: serde_json::Value) -> Result<State, Refusal> {
    let data = data.as_object().cloned().expect("an object");
    let starting = Starting { instance: "i".into(), start: "begin".into(), by: Some(by.into()), data };
    start(flow, starting, Millis(0), world).map(|(state, _)| state)
}

fn does(flow: &Definition, world: &World, state: &State, by: &str, outcome: &str) -> Result<State, Refusal> {
    let task = *state.tasks.keys().next().expect("a task is open");
    let event = Event::Complete { task, by: by.into(), outcome: outcome.into(), data: Fields::new() };
    step(flow, state, event, Millis(1), world).map(|(state, _)| state)
}

#[test]
fn what_is_offered_is_what_is_possible() {
    let (flow, world) = flow_of(
        "start: {do: begin, by: role/agent}\nend: {done: true, off: false}\non_message: {stop: {by: applicant, when: 'a = null', end: off}}",
        "- {do: a, by: role/agent, form: f, outcomes: [good, bad], sign: true}\n- {do: b, by: role/manager, return_to: [a], batch: true}\n",
    );
    let state = begun(&flow, &world, "ann", serde_json::json!({})).expect("it starts");
    let task = state.tasks.values().next().expect("a task");
    assert_eq!(outcomes(&flow, task), ["good", "bad"]);
    assert_eq!(form(&flow, task).map(|used| used.form.as_str()), Some("f"));
    assert!(is_signed(&flow, task) && !is_batch(&flow, task) && return_to(&flow, &state, task).is_empty());
    let names = |state: &State, person: &str| -> Vec<String> {
        messages_possible(&flow, state, person, Millis(1), &world).iter().map(|m| m.name.clone()).collect()
    };
    assert_eq!((names(&state, "ann"), names(&state, "bob")), (vec!["stop".to_owned()], vec![]));
    assert!(can_take_back(&flow, &state, "ann").is_empty());

    let mut state = does(&flow, &world, &state, "ann", "bad").expect("it is done");
    let task = state.tasks.values().next().expect("a task").clone();
    assert!(is_batch(&flow, &task) && !is_signed(&flow, &task));
    assert_eq!(return_to(&flow, &state, &task), ["a"]);
    assert_eq!((can_take_back(&flow, &state, "ann"), can_take_back(&flow, &state, "bob")), (vec!["a".into()], vec![]));
    assert!(names(&state, "ann").is_empty(), "`when` no longer holds");
    // Back and forth until it may not be sent back any more.
    for _ in 0..crate::limits::RETURNS_MAX {
        let task = *state.tasks.keys().next().expect("a task");
        let back = Event::Return { task, by: "boss".into(), to: "a".into() };
        state = step(&flow, &state, back, Millis(1), &world).expect("it is sent back").0;
        state = does(&flow, &world, &state, "ann", "good").expect("it is done again");
    }
    assert!(return_to(&flow, &state, state.tasks.values().next().expect("a task")).is_empty());
}

#[test]
fn each_outcome_has_jumps_of_its_own() {
    let (flow, world) = flow_of(
        "start: {do: begin, by: role/agent}\nend: {done: true, off: false}",
        "- {do: a, by: role/agent, outcomes: [good, poor, bad], on: {poor: {goto: a, max: 1, else: off}, bad: {goto: a, max: 1, else: off}}}\n",
    );
    let mut state = begun(&flow, &world, "ann", serde_json::json!({})).expect("it starts");
    for outcome in ["poor", "bad"] {
        state = does(&flow, &world, &state, "ann", outcome).expect("it is done");
        assert_eq!(state.end, None, "{outcome} goes back once");
    }
    let state = does(&flow, &world, &state, "ann", "poor").expect("it is done");
    assert_eq!(state.end.map(|ended| ended.end), Some("off".into()));
}

#[test]
fn a_start_that_nobody_could_decide_is_refused() {
    let approval =
        "- {run: x}\n- {approve: a, stages: [{by: leader_of(applicant)}, {by: role/none, when: 'a.opened = null'}]}\n";
    let head = "start: {do: begin, by: [role/agent, role/manager]}\nend: done";
    let (flow, mut world) = flow_of(head, approval);
    assert!(begun(&flow, &world, "ann", serde_json::json!({})).is_ok(), "bob leads ann");
    // The manager has no leader, and would be the only owner of the own request.
    world.people.get_mut("boss").expect("the manager").leader = None;
    let nobody = |wanted: &str| Err(Refusal::Nobody { wanted: wanted.into() });
    assert_eq!(begun(&flow, &world, "boss", serde_json::json!({})), nobody("leader_of(applicant)"));
    // Nobody holds the owner's post: who would repair what fails?
    world.people.remove("boss");
    assert_eq!(begun(&flow, &world, "ann", serde_json::json!({})), nobody("role/manager"));
}

#[test]
fn members_take_back_their_own_steps() {
    let (flow, world) = flow_of(
        "start: {do: begin, by: role/agent, form: f}\nend: done",
        "- {each: one, in: people, steps: [{do: a, by: one}, {do: b, by: role/manager}]}\n",
    );
    let state = begun(&flow, &world, "ann", serde_json::json!({"people": ["ann", "bob"]})).expect("it starts");
    let of = |state: &State, step: &str, person: &str| {
        let is = |task: &&Task| task.step == step && task.candidates.contains(&person.to_owned());
        state.tasks.values().find(is).map(|task| task.id)
    };
    let mut state = state;
    for person in ["ann", "bob"] {
        let task = of(&state, "a", person).expect("the member's task");
        let event = Event::Complete { task, by: person.into(), outcome: "done".into(), data: Fields::new() };
        state = step(&flow, &state, event, Millis(1), &world).expect("it is done").0;
    }
    // Bob was the last at `a`; Ann's is still Ann's.
    assert_eq!(can_take_back(&flow, &state, "ann"), ["a"]);
    let event = Event::TakeBack { step: "a".into(), by: "ann".into() };
    let (state, _) = step(&flow, &state, event, Millis(2), &world).expect("it is taken back");
    assert!(of(&state, "a", "ann").is_some() && of(&state, "a", "bob").is_none());
}

#[test]
fn what_members_did_and_jumps_taken_move_along() {
    let head = "start: {do: begin, by: role/agent, form: f}\nend: {done: true, off: false}";
    let body = |step: &str| {
        format!(
            "- {{each: one, in: people, steps: [{{do: {step}, by: one, outcomes: [good, bad], on: {{bad: {{goto: {step}, max: 1, else: off}}}}}}, {{do: sign, by: role/manager}}]}}\n"
        )
    };
    let (old, world) = flow_of(head, &body("look"));
    let (new, _) = flow_of(head, &body("inspect"));
    let state = begun(&old, &world, "ann", serde_json::json!({"people": ["ann"]})).expect("it starts");
    let state = does(&old, &world, &state, "ann", "bad").expect("it goes back once");
    let map = BTreeMap::from([("look".to_owned(), "inspect".to_owned())]);
    let moved = migrate(&state, &old, &new, &map, Millis(2), &world).expect("it moves");
    let again = does(&new, &world, &moved, "ann", "bad").expect("it is done");
    assert_eq!(again.end.map(|ended| ended.end), Some("off".into()), "the jump was taken under the old name");
    let on = does(&new, &world, &moved, "ann", "good").expect("it is done");
    let scope = on.scopes.values().next().expect("the member's own");
    assert!(scope.steps.contains_key("inspect") && !scope.steps.contains_key("look"));
}
