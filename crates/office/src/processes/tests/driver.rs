//! Does whatever task is open, as one of its people, with forms filled from their schemas. Knows no flow.

use super::house::{House, PASSWORD};
use crate::processes::acts::Completion;
use crate::{OfficeError, processes::forms};
use model::process::Fields;
use model::{InstanceId, Millis};
use process::dates;
use process::engine::Refusal;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use store::processes::{InstanceRecord, TaskRecord};

/// Ways to fill a form that are tried until one is taken.
const WAYS: usize = 60;
/// Acts of one instance.
const ACTS_MAX: usize = 400;
/// How often the good outcome is chosen at one step before the others get their turn.
const GOOD_TIMES: usize = 3;

/// A form filled in, the `way`-th way: people and numbers go round.
pub fn filled(house: &House, schema: &Json, way: usize) -> Fields {
    match value(house, schema, 0, way) {
        Json::Object(fields) => fields,
        other => panic!("{other} is no form"),
    }
}

/// `nth`: of its object, so that what stands later in a form is later in time.
fn value(house: &House, schema: &Json, nth: usize, way: usize) -> Json {
    let text = |key: &str| schema.get(key).and_then(Json::as_str);
    let choices: Vec<&Json> = schema
        .get("oneOf")
        .and_then(Json::as_array)
        .map(|list| list.iter().filter_map(|choice| choice.get("const")).collect())
        .or_else(|| schema.get("enum").and_then(Json::as_array).map(|list| list.iter().collect()))
        .unwrap_or_default();
    if !choices.is_empty() {
        return choices[way / 7 % choices.len()].clone();
    }
    if let Some(only) = schema.get("const") {
        return only.clone();
    }
    let number = |key: &str| schema.get(key).and_then(Json::as_f64);
    let now = house.now();
    match (text("type").unwrap_or_default(), text("format")) {
        ("string", Some("date")) => {
            let day = dates::local_day(now, super::house::OFFSET) + 3;
            json!(model::calendar::date_text(day))
        }
        ("string", Some("date-time")) => {
            let hours = [2, 4, 1, 30][way / 3 % 4] + i64::try_from(nth).unwrap_or(0);
            json!(dates::datetime_text(now + Millis::from_secs(hours * 3_600), super::house::OFFSET))
        }
        ("string", Some("duration")) => json!("PT1H"),
        ("string", Some("person")) => {
            let mut people = house.office.directory().everybody();
            people.retain(|person| person.is_active && !person.username.starts_with("demo"));
            // Leaders first: most of what is handed over is theirs.
            people.sort_by_key(|person| !person.roles.iter().any(|role| role == "team_leader"));
            json!(people[(way + nth) % people.len()].id.to_string())
        }
        ("string", _) if text("x-widget") == Some("attachment") => json!(house.file),
        ("string", _) => {
            let least = schema.get("minLength").and_then(Json::as_u64).unwrap_or(1).max(2);
            json!("一".repeat(usize::try_from(least).unwrap_or(2)))
        }
        ("number" | "integer", _) => {
            let wanted: f64 = [1.0, 0.0, 3.0, 100.0, 60.0, 5000.0][way % 6];
            let within = wanted.max(number("minimum").unwrap_or(0.0)).min(number("maximum").unwrap_or(1e9));
            if within.fract() == 0.0 { json!(within as i64) } else { json!(within) }
        }
        ("boolean", _) => json!((way / 2).is_multiple_of(2)),
        ("array", _) => {
            if text("x-widget") == Some("attachment") {
                return json!([house.file]);
            }
            let least = schema.get("minItems").and_then(Json::as_u64).unwrap_or(1).max(1);
            let item = |index: u64| {
                schema.get("items").map_or(json!("一"), |items| value(house, items, nth, way + index as usize))
            };
            Json::Array((0..least).map(item).collect())
        }
        ("object", _) => {
            let properties = schema.get("properties").and_then(Json::as_object).into_iter().flatten().enumerate();
            Json::Object(properties.map(|(nth, (key, schema))| (key.clone(), value(house, schema, nth, way))).collect())
        }
        (kind, _) => panic!("a field of type `{kind}`"),
    }
}

/// A form names only files that its writer may open: everybody has the proof at hand.
async fn hands_file(house: &House, username: &str) {
    let stored = house.office.attach(&house.caller(username), "proof.txt", "text/plain", b"proof".to_vec()).await;
    assert_eq!(stored.expect("stored").id, house.file);
}

/// Starts a flow by hand as whoever may. Nothing: nobody may.
pub async fn start(house: &House, flow: &str, start: &str) -> Option<InstanceId> {
    let definition = house.office.flow_of_today(flow).expect("a flow");
    let of = definition.starts.iter().find(|of| of.id == start).expect("a start");
    let people = house.office.directory().everybody();
    let mut last = None;
    for person in people.iter().filter(|person| person.is_active && !person.username.starts_with("demo")) {
        if house.office.starts_of(&definition, person.id).iter().all(|of| of.id != start) {
            continue;
        }
        hands_file(house, &person.username).await;
        for way in 0..WAYS {
            let book = house.office.rulebook();
            let form = of.form.as_ref().map(|used| &book.processes.forms[&used.form]);
            let data = form.map_or_else(Fields::new, |form| filled(house, &form.schema, way));
            match house.office.start_flow(&house.caller(&person.username), flow, Some(start), data).await {
                Ok(view) => return Some(view.row.id),
                Err(error) => last = Some(error),
            }
        }
    }
    assert!(last.is_none(), "{flow} could not be started: {last:?}");
    None
}

/// Everything of a family that is not over.
async fn family(house: &House, root: InstanceId) -> Vec<InstanceRecord> {
    let (mut all, mut open) = (Vec::new(), vec![root]);
    while let Some(next) = open.pop() {
        let record = store::processes::instance(&house.store, next).await.expect("reads").expect("is there");
        open.extend(store::processes::children_of(&house.store, next).await.expect("reads").iter().map(|c| c.id));
        all.push(record);
    }
    all
}

/// Does tasks and lets time pass until the instance and all that it called have ended. Returns the end.
pub async fn run_to_the_end(house: &House, root: InstanceId) -> String {
    let mut done: BTreeMap<(InstanceId, String), usize> = BTreeMap::new();
    for _ in 0..ACTS_MAX {
        let family = family(house, root).await;
        let top = family.iter().find(|record| record.id == root).expect("the root");
        if let (Some(end), true) = (&top.end, family.iter().all(|record| record.ended_ms.is_some())) {
            return end.clone();
        }
        let mut task = None;
        for record in family.iter().filter(|record| record.ended_ms.is_none()) {
            let tasks = store::processes::tasks_of(&house.store, record.id).await.expect("reads");
            task = task.or(tasks.into_iter().find(|task| task.closed_ms.is_none()));
        }
        match task {
            Some(task) => do_one(house, &task, &mut done).await,
            None => wait(house, &family).await,
        }
    }
    panic!("it did not end; done: {done:?}");
}

/// Until the next thing that the clock does in the family, and only there.
async fn wait(house: &House, family: &[InstanceRecord]) {
    let mut next = None;
    for record in family.iter().filter(|record| record.ended_ms.is_none()) {
        let due = crate::processes::see::read_state(record).expect("reads").next_deadline();
        next = next.into_iter().chain(due.map(|(at, _)| (at, record.id))).min();
    }
    let (at, instance) = next.unwrap_or_else(|| panic!("{} waits for nothing", family[0].flow));
    house.set(at.max(house.now()));
    house.office.move_by_clock(instance).await.expect("moves");
}

async fn do_one(house: &House, task: &TaskRecord, done: &mut BTreeMap<(InstanceId, String), usize>) {
    let view = house
        .office
        .found(store::processes::instance(&house.store, task.instance).await.expect("reads").expect("is there"));
    let found = view.await.expect("reads");
    let open = &found.state.tasks[&task.task];
    let directory = house.office.directory();
    let username = open.people().first().and_then(|id| directory.person(id.parse().ok()?)).map(|p| p.username.clone());
    let username = username.unwrap_or_else(|| panic!("{} {} is nobody's", task.flow, task.step));
    let outcomes = process::engine::outcomes(&found.definition, open);
    let times = done.entry((task.instance, task.step.clone())).or_default();
    *times += 1;
    let outcome = &outcomes[times.saturating_sub(GOOD_TIMES).min(outcomes.len() - 1)];
    let form = process::engine::form(&found.definition, open);
    let book = house.office.rulebook();
    let form = form.map(|used| &book.processes.forms[&used.form]);
    let mut last = None;
    hands_file(house, &username).await;
    for way in 0..WAYS {
        let data = form.map_or_else(Fields::new, |form| filled(house, &form.schema, way));
        let completion = Completion { outcome: outcome.clone(), data, password: Some(PASSWORD.to_owned()) };
        match house.office.complete(&house.caller(&username), task.instance, task.task, completion).await {
            Ok(_) => return,
            Err(
                error
                @ (OfficeError::Process(Refusal::Check { .. } | Refusal::Nobody { .. }) | OfficeError::BadForm(_)),
            ) => {
                last = Some(error);
            }
            Err(error) => panic!("{} {} by {username}: {error:?}", task.flow, task.step),
        }
    }
    panic!("{} {} by {username}: no way to fill it in: {last:?}", task.flow, task.step);
}

#[test]
fn every_form_is_a_schema_that_takes_something() {
    let library = &super::house::book().processes;
    let forms = forms::Forms::new(library, super::house::OFFSET);
    assert_eq!(forms.count(), library.forms.len(), "each form is a JSON Schema");
}
