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
