//! Nobody writes what is the server's to say: a field that a request does not have is refused by its name, wherever in
//! the body it stands. Made from the document, so that a new operation is held to it by itself.

use super::operations::{self, Ids, Operation};
use super::world::World;
use serde_json::{Value, json};

/// What a browser might try to say for the server.
const OF_THE_SERVER: [&str; 24] = [
    "id",
    "person",
    "author",
    "actor",
    "by",
    "role",
    "roles",
    "state",
    "approved",
    "is_approved",
    "approvals",
    "at_ms",
    "session",
    "permit",
    "is_admin",
    "team",
    "grant",
    "until_ms",
    "from_ms",
    "reasons",
    "seq",
    "holder",
    "is_active",
    "__proto__",
];

/// Of WebAuthn: whatever the browser's interface answers is passed on to the check of its signature as it is.
const OF_THE_STANDARD: [&str; 2] = ["credential", "assertion"];

fn ids_of_nothing() -> Ids {
    let absent = super::access::ABSENT;
    let mut ids: Ids = ["call", "instance", "colleague", "person", "customer", "recording", "grant", "suspension"]
        .into_iter()
        .chain(["review", "delegation", "notice", "paper", "sample", "change", "token", "session", "factor"])
        .chain(["identity", "article", "order"])
        .map(|kind| (kind, absent.to_owned()))
        .collect();
    ids.insert("task", "1".into());
    ids
}

/// Pointers to every object of a body that has fields of its own.
fn objects(schema: &Value, at: String, found: &mut Vec<(String, Vec<String>)>) {
    let Some(properties) = schema["properties"].as_object() else { return };
    found.push((at.clone(), properties.keys().cloned().collect()));
    for (name, inner) in properties {
        objects(inner, format!("{at}/{name}"), found);
        objects(&inner["items"], format!("{at}/{name}/0"), found);
    }
}

#[tokio::test]
async fn a_field_of_the_server_is_refused_by_its_name() {
    let world = World::start().await;
    let (agent, stranger) = (world.as_user("agent1").await, world.client());
    let before = world.last_seq().await;
    let (mut bodies, mut tried) = (0, 0);
    for operation in operations::all().iter().filter(|operation| operation.body.is_some()) {
        bodies += 1;
        let asker = if operation.action == "public" { &stranger } else { &agent };
        let request = operation.request(&ids_of_nothing());
        let (schema, body) = (operation.body.as_ref().expect("it has one"), request.body.expect("it has one"));
        let mut places = Vec::new();
        objects(schema, String::new(), &mut places);
        assert!(!places.is_empty(), "{} says nothing about its body", operation.name());
        for (place, own) in places {
            assert_ne!(schema["additionalProperties"], json!(true), "{}", operation.name());
            for field in OF_THE_SERVER.iter().filter(|field| !own.iter().any(|of| of == *field)) {
                let mut more = body.clone();
                more.pointer_mut(&place).expect("it is there")[*field] = json!(true);
                let answer = asker.send(&operation.method.to_uppercase(), &request.path, Some(more.to_string())).await;
                tried += 1;
                let told = (answer.status, answer.json()["detail"].as_str().unwrap_or_default().to_owned());
                assert!(
                    told.0 == 422 && told.1.contains(&format!("`{field}`")),
                    "{}: `{place}/{field}` was answered {told:?}",
                    operation.name()
                );
            }
        }
    }
    assert!(bodies >= 40 && tried > 700, "{bodies} bodies, {tried} fields");
    assert_eq!(world.kinds_after(before).await, Vec::<String>::new(), "nothing was done, not even refused by policy");
}

/// A field without a schema of its own takes anything: each of them is one that something else checks.
#[test]
fn what_takes_anything_is_checked_elsewhere() {
    let mut open = Vec::new();
    for operation in operations::all() {
        let properties = operation.body.iter().flat_map(|schema| schema["properties"].as_object()).flatten();
        for (name, inner) in properties {
            let is_object =
                inner["type"] == "object" || inner["type"].as_array().is_some_and(|of| of.contains(&json!("object")));
            if is_object && !inner["properties"].is_object() && !OF_THE_STANDARD.contains(&name.as_str()) {
                open.push(format!("{} {name}", operation.name()));
            }
        }
    }
    assert_eq!(open, FORMS, "the body of a new operation says its fields, or its form is checked like these");
}

/// Forms of flows: held against their JSON Schema, whose objects are closed, and against who may fill in which field.
const FORMS: [&str; 5] = [
    "post /audit/findings form",
    "put /drafts/{key} data",
    "post /flows/{key}/start data",
    "post /instances/{id}/messages/{name} data",
    "post /tasks/{instance}/{task}/complete data",
];

#[tokio::test]
async fn a_form_takes_no_field_of_the_engine() {
    let world = World::start().await;
    let (agent, leader) = (world.as_user("agent1").await, world.as_user("leader1").await);
    let auditor = world.as_user("auditor").await;
    let instance = super::flows::leave(&agent, 1).await;
    let task = super::flows::task_in(&leader, &instance).await.expect("the leader's");
    let slip = super::flows::slip(1);
    for field in OF_THE_SERVER.iter().chain(&["applicant", "outcome", "route", "review", "days_allowed"]) {
        let mut data = slip.clone();
        data[*field] = json!("agree");
        for (asker, path, body) in [
            (&agent, "/api/v1/flows/leave/start".to_owned(), json!({ "data": data })),
            (
                &leader,
                format!("/api/v1/tasks/{instance}/{task}/complete"),
                json!({"outcome": "agree", "data": {*field: 1}}),
            ),
            (&agent, format!("/api/v1/instances/{instance}/messages/cancel"), json!({"data": {*field: 1}})),
            (&auditor, "/api/v1/audit/findings".to_owned(), json!({"form": {*field: 1}})),
        ] {
            let answer = asker.post(&path, body).await;
            assert_eq!(answer.status, 422, "{path} {field}: {}", answer.text());
            assert!(answer.text().contains(*field), "{path}: {}", answer.text());
        }
    }
    let page = leader.get(&format!("/api/v1/tasks/{instance}/{task}")).await.json();
    assert_eq!(page["step"]["key"], "review", "it stands where it stood: {page}");
}

/// What the document gives no body reads none: no field can reach it.
#[tokio::test]
async fn an_operation_without_a_body_reads_none() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await.with("content-type", "application/json");
    let is_without = |operation: &&Operation| {
        operation.body.is_none() && !operation.is_read() && !operation.path.ends_with("/attachments")
    };
    let operations = operations::all();
    for operation in operations.iter().filter(is_without) {
        // What ends the asker's session, or is asked by nobody, comes with its own test.
        if matches!(operation.name().as_str(), "delete /session") {
            continue;
        }
        let path = operation.request(&ids_of_nothing()).path;
        let answer = agent.send(&operation.method.to_uppercase(), &path, Some("{".into())).await;
        assert!(
            !matches!(answer.status, 400 | 415 | 422 | 500..),
            "{} reads a body that its document does not tell: {}",
            operation.name(),
            answer.text()
        );
    }
}

/// A parameter that an operation does not have is refused where it has any: nobody asks for more than there is.
#[tokio::test]
async fn an_unknown_parameter_is_refused() {
    let world = World::start().await;
    let auditor = world.as_user("auditor").await;
    let mut asked = 0;
    for operation in
        operations::all().iter().filter(|operation| operation.is_read() && !operation.query_names.is_empty())
    {
        if operation.path.ends_with("/live") {
            continue;
        }
        let path = operation.request(&ids_of_nothing()).path;
        let mark = if path.contains('?') { '&' } else { '?' };
        let answer = auditor.get(&format!("{path}{mark}is_admin=true")).await;
        let detail = answer.json()["detail"].as_str().unwrap_or_default().to_owned();
        assert!(answer.status == 422 && detail.contains("is_admin"), "{}: {}", operation.name(), answer.text());
        asked += 1;
    }
    assert!(asked > 15, "{asked}");
}
