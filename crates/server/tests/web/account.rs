//! The own account: second factors, a fresh proof, the password, devices, tokens with a scope.

use super::client::{Answer, Client};
use super::desk::Socket;
use super::world::World;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Proves by the password; without a second factor that is enough.
async fn step_up(client: &Client) -> Answer {
    client.post("/api/v1/session/step-up", json!({"password": "qiao-demo"})).await
}

/// The code of a key now, by the test's own arithmetic (RFC 6238).
fn code_at(secret: &str, now_ms: i64) -> String {
    let bits: String = secret
        .chars()
        .map(|c| format!("{:05b}", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(c).expect("base32")))
        .collect();
    let key: Vec<u8> = bits
        .as_bytes()
        .chunks_exact(8)
        .map(|eight| u8::from_str_radix(std::str::from_utf8(eight).expect("digits"), 2).expect("a byte"))
        .collect();
    use hmac::{Hmac, Mac};
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).expect("any key");
    mac.update(&(now_ms / 30_000).to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes([digest[at] & 127, digest[at + 1], digest[at + 2], digest[at + 3]]);
    format!("{:06}", number % 1_000_000)
}

pub struct App {
    secret: String,
}

impl App {
    pub async fn enrol(world: &World, client: &Client) -> Self {
        assert_eq!(step_up(client).await.status, 200);
        let setup = client.post("/api/v1/account/factors/totp", json!({})).await.json();
        let app = Self { secret: setup["secret"].as_str().expect("a key").to_owned() };
        assert!(setup["picture"].as_str().is_some_and(|svg| svg.contains("<svg")));
        let wrong = client.post("/api/v1/account/factors/totp/confirm", json!({"code": "000000"})).await;
        assert_eq!(wrong.problem(), (403, "wrong_proof".into()), "it does not count before its first code");
        let confirmed = client.post("/api/v1/account/factors/totp/confirm", json!({"code": app.code(world)})).await;
        assert_eq!(confirmed.status, 200, "{}", confirmed.text());
        app
    }

    pub fn code(&self, world: &World) -> String {
        code_at(&self.secret, world.running.app.office.now().0)
    }
}

async fn second(client: &mut Client, ticket: &Value, proof: Value) -> Answer {
    let mut body = proof;
    body["ticket"] = ticket.clone();
    let answer = client.post("/api/v1/session/second-factor", body).await;
    if let Some(cookie) = answer.header("set-cookie") {
        client.cookie = cookie.split(';').next().map(str::to_owned);
    }
    answer
}

#[tokio::test]
async fn a_second_factor_is_asked_for_and_fits_once() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let refused = agent.post("/api/v1/account/factors/totp", json!({})).await;
    assert_eq!(refused.problem(), (403, "step_up_needed".into()), "an open session alone changes nothing");
    assert_eq!(refused.json()["step_up"], true);
    let app = App::enrol(&world, &agent).await;

    let mut fresh = world.client();
    let half = fresh.log_in("agent1", "qiao-demo").await;
    assert_eq!(half.problem(), (401, "second_factor_needed".into()));
    assert!(half.header("set-cookie").is_none(), "no session for half a proof");
    let ways = &half.json()["second_factor"];
    assert_eq!(
        (&ways["totp"], &ways["recovery_codes"], &ways["password"]),
        (&json!(true), &json!(false), &json!(false))
    );
    let replay = second(&mut fresh, &ways["ticket"], json!({"code": app.code(&world)})).await;
    assert_eq!(replay.problem(), (401, "wrong_factor".into()), "the code that confirmed the app was used");
    world.pass_minutes(1);
    let code = app.code(&world);
    let done = second(&mut fresh, &ways["ticket"], json!({"code": code})).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(fresh.get("/api/v1/session").await.json()["person"]["username"], "agent1");
    // The ticket and the code are used up.
    let again = second(&mut world.client(), &ways["ticket"], json!({"code": code})).await;
    assert_eq!(again.problem(), (401, "ticket_over".into()));
    let half = world.client().log_in("agent1", "qiao-demo").await.json();
    let again = second(&mut world.client(), &half["second_factor"]["ticket"], json!({"code": code})).await;
    assert_eq!(again.problem(), (401, "wrong_factor".into()));
    // The password alone is no fresh proof any more.
    assert_eq!(step_up(&fresh).await.problem(), (403, "wrong_proof".into()));
    world.pass_minutes(1);
    let proof = fresh.post("/api/v1/session/step-up", json!({"code": app.code(&world)})).await;
    assert_eq!(proof.status, 200, "{}", proof.text());
}

#[tokio::test]
async fn guessing_codes_ends_with_the_ticket_and_then_with_the_account() {
    let world = World::start().await;
    let app = App::enrol(&world, &world.as_user("agent1").await).await;
    let mut codes = Vec::new();
    for _ in 0..2 {
        let half = world.client().log_in("agent1", "qiao-demo").await.json();
        let ticket = half["second_factor"]["ticket"].clone();
        for _ in 0..6 {
            codes.push(second(&mut world.client(), &ticket, json!({"code": "000000"})).await.problem().1);
        }
    }
    assert_eq!(codes.iter().filter(|code| *code == "wrong_factor").count(), 10, "{codes:?}");
    assert_eq!(codes[5], "ticket_over", "five tries for one password");
    world.pass_minutes(1);
    let half = world.client().log_in("agent1", "qiao-demo").await.json();
    let right = json!({"code": app.code(&world)});
    let refused = second(&mut world.client(), &half["second_factor"]["ticket"], right).await;
    assert_eq!(refused.problem(), (429, "too_many_attempts".into()), "a right code comes too late");
}

#[tokio::test]
async fn recovery_codes_stand_in_once_each_and_go_with_the_last_factor() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    assert_eq!(step_up(&agent).await.status, 200);
    let none = agent.post("/api/v1/account/recovery-codes", json!({})).await;
    assert_eq!(none.problem().1, "bad_input", "they stand in for something");
    App::enrol(&world, &agent).await;
    let codes = agent.post("/api/v1/account/recovery-codes", json!({})).await.json();
    let code = codes["codes"][0].as_str().expect("a code").to_lowercase();
    let mut status = Vec::new();
    for _ in 0..2 {
        let half = world.client().log_in("agent1", "qiao-demo").await.json();
        let ticket = &half["second_factor"]["ticket"];
        status.push(second(&mut world.client(), ticket, json!({"recovery_code": code})).await.status);
    }
    assert_eq!(status, [200, 401], "once");
    let factors = agent.get("/api/v1/account/factors").await.json();
    let rows = factors["items"].as_array().expect("rows");
    assert!(rows.iter().any(|row| row["codes_left"] == 9), "{rows:?}");
    let app = rows.iter().find(|row| row["kind"] == "totp").expect("the app");
    let path = format!("/api/v1/account/factors/{}", app["id"].as_str().expect("an id"));
    let other = world.as_user("agent2").await;
    assert_eq!(step_up(&other).await.status, 200);
    assert_eq!(other.delete(&path).await.problem(), (404, "not_found".into()), "nobody else's");
    assert_eq!(agent.delete(&path).await.status, 204);
    assert_eq!(agent.get("/api/v1/account/factors").await.json()["items"], json!([]));
    assert_eq!(world.client().log_in("agent1", "qiao-demo").await.status, 200);
}

#[tokio::test]
async fn no_secret_of_a_factor_is_a_fact_or_shown_again() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let app = App::enrol(&world, &agent).await;
    let codes = agent.post("/api/v1/account/recovery-codes", json!({})).await.json();
    let facts = store::journal::after(&world.books.store, 0, 1_000).await.expect("readable");
    let told = serde_json::to_string(&facts).expect("JSON");
    let shown = agent.get("/api/v1/account/factors").await.text();
    for secret in [app.secret.as_str(), codes["codes"][0].as_str().expect("a code")] {
        assert!(!told.contains(secret) && !shown.contains(secret));
    }
    assert!(told.contains("factor_added") && told.contains("stepped_up"));
}

#[tokio::test]
async fn a_new_password_ends_every_other_session() {
    let world = World::start().await;
    let (here, there) = (world.as_user("agent1").await, world.as_user("agent1").await);
    let mut socket = Socket::open(&there, "").await;
    socket.next_of("snapshot").await;
    let change = async |current: &str, new: &str| {
        here.post("/api/v1/account/password", json!({"current": current, "new": new})).await
    };
    assert_eq!(change("wrong", "an-owl-at-dawn-41").await.problem(), (403, "wrong_proof".into()));
    for bad in ["short", "password123", "agent1-agent1-x9", "aaaaaaaaaaaaaa", "qiao-demo"] {
        assert_eq!(change("qiao-demo", bad).await.problem(), (422, "bad_input".into()), "{bad}");
    }
    assert_eq!(change("qiao-demo", "an-owl-at-dawn-41").await.status, 204);
    assert_eq!(socket.next_of("bye").await["reason"], "logged_out");
    assert_eq!(there.get("/api/v1/session").await.status, 401);
    assert_eq!(here.get("/api/v1/session").await.status, 200);
    assert_eq!(world.client().log_in("agent1", "qiao-demo").await.status, 401);
    assert_eq!(world.client().log_in("agent1", "an-owl-at-dawn-41").await.status, 200);
}

#[tokio::test]
async fn nothing_goes_before_the_new_password_that_is_due() {
    let world = World::start().await;
    let office = &world.running.app.office;
    office.set_password("agent1", "given-out-once-77", true).await.expect("reset");
    let mut agent = world.client();
    let me = agent.log_in("agent1", "given-out-once-77").await.json();
    assert_eq!(me["must_change_password"], true);
    assert_eq!(agent.get("/api/v1/calls").await.problem(), (403, "denied".into()));
    assert_eq!(agent.get("/api/v1/flows").await.problem(), (403, "denied".into()));
    let body = json!({"current": "given-out-once-77", "new": "only-i-know-it-88"});
    assert_eq!(agent.post("/api/v1/account/password", body).await.status, 204);
    assert_eq!(agent.get("/api/v1/session").await.json()["must_change_password"], false);
    assert_eq!(agent.get("/api/v1/calls").await.status, 200);
}

#[tokio::test]
async fn devices_are_listed_and_ended_by_their_owner_alone() {
    let world = World::start().await;
    let (here, there, other) =
        (world.as_user("agent1").await, world.as_user("agent1").await, world.as_user("agent2").await);
    let devices = here.get("/api/v1/account/sessions").await.json();
    let rows = devices["items"].as_array().expect("rows");
    assert_eq!(rows.iter().filter(|row| row["is_this"] == true).count(), 1);
    let away = rows.iter().find(|row| row["is_this"] == false).expect("the other one");
    let path = format!("/api/v1/account/sessions/{}", away["id"].as_str().expect("an id"));
    assert_eq!(other.delete(&path).await.problem(), (404, "not_found".into()), "somebody else's id is no id");
    assert_eq!(here.delete("/api/v1/account/sessions/").await.status, 404);
    assert_eq!(here.delete("/api/v1/account/sessions/0").await.problem(), (404, "not_found".into()));
    assert_eq!(here.delete(&path).await.status, 204);
    assert_eq!(there.get("/api/v1/session").await.status, 401);
    let third = world.as_user("agent1").await;
    assert_eq!(third.delete("/api/v1/account/sessions").await.status, 204);
    assert_eq!((here.get("/api/v1/session").await.status, third.get("/api/v1/session").await.status), (401, 200));
    // An administrator ends all of somebody.
    let path = format!("/api/v1/people/{}/end-sessions", world.person("agent1"));
    assert_eq!(other.post(&path, json!({})).await.problem(), (403, "denied".into()));
    assert_eq!(world.as_user("admin").await.post(&path, json!({})).await.status, 204);
    assert_eq!(third.get("/api/v1/session").await.status, 401);
    assert_eq!(world.client().log_in("agent1", "qiao-demo").await.status, 200, "and may come again");
}

#[tokio::test]
async fn a_token_is_good_for_its_scope_and_no_more() {
    let world = World::start().await;
    let agent = world.as_user("agent1").await;
    let ask = async |scope: Value| {
        agent.post("/api/v1/account/tokens", json!({"name": "crm", "days": 30, "scope": scope})).await
    };
    assert_eq!(ask(json!(["call:view"])).await.problem(), (403, "step_up_needed".into()));
    assert_eq!(step_up(&agent).await.status, 200);
    for scope in [json!(["people:manage"]), json!(["no:such"]), json!([])] {
        assert_eq!(ask(scope.clone()).await.problem(), (422, "bad_input".into()), "{scope}");
    }
    let made = ask(json!(["call:view"])).await.json();
    let secret = made["secret"].as_str().expect("shown once").to_owned();
    let program = world.client().with("authorization", &format!("Bearer {secret}"));
    assert_eq!(program.get("/api/v1/calls").await.status, 200);
    let me = program.get("/api/v1/session").await.json();
    assert_eq!((&me["may"]["call:view"]["allowed"], &me["may"]["desk:use"]["allowed"]), (&json!(true), &json!(false)));
    for path in ["/api/v1/flows", "/api/v1/tasks", "/api/v1/session/config", "/api/v1/people", "/api/v1/notices"] {
        assert_eq!(program.get(path).await.status, 403, "{path}");
    }
    // A program makes no further token, changes no password and proves nothing.
    let unscoped = ask(Value::Null).await.json();
    let program = world.client().with("authorization", &format!("Bearer {}", unscoped["secret"].as_str().expect("it")));
    for (path, body) in [
        ("/api/v1/account/tokens", json!({"name": "", "days": 1, "scope": null})),
        ("/api/v1/account/password", json!({"current": "qiao-demo", "new": "an-owl-at-dawn-41"})),
        ("/api/v1/session/step-up", json!({"password": "qiao-demo"})),
        ("/api/v1/account/factors/totp", json!({})),
    ] {
        assert_eq!(program.post(path, body).await.problem(), (403, "not_with_token".into()), "{path}");
    }
    assert!(!agent.get("/api/v1/account/tokens").await.text().contains(&secret), "shown once");
    let path = format!("/api/v1/account/tokens/{}", made["token"]["id"].as_str().expect("an id"));
    assert_eq!(world.as_user("agent2").await.delete(&path).await.problem(), (404, "not_found".into()));
    assert_eq!(agent.delete(&path).await.status, 204);
    let all = world.as_user("admin").await.get("/api/v1/tokens").await.json();
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1), "the administrator sees what is left");
}

#[tokio::test]
async fn passkeys_are_bound_to_the_host_that_is_configured() {
    let world = World::start().await;
    let door = world.client().get("/api/v1/session/ways").await.json();
    assert_eq!(door["passkey_host"], "localhost");
    let begun = world.client().post("/api/v1/session/passkey", json!({})).await.json();
    assert_eq!(begun["passkey"]["publicKey"]["rpId"], "localhost");
    assert_eq!(begun["passkey"]["publicKey"]["userVerification"], "required");
    // An answer that is none, of nobody, or of a ticket that is none.
    for answer in [json!({}), json!({"id": "x", "rawId": "x", "type": "public-key", "response": {}}), json!("x")] {
        let refused = second(&mut world.client(), &begun["ticket"], json!({"assertion": answer})).await;
        assert_eq!(refused.status, 401, "{answer}");
    }
    let refused = second(&mut world.client(), &json!("x"), json!({"code": "000000"})).await;
    assert_eq!(refused.status, 401);
}

/// Nobody gives themselves a post, a team, an approval or a longer life by writing it into a body.
#[tokio::test]
async fn no_write_takes_a_field_that_it_does_not_know() {
    let world = World::start().await;
    let client = world.as_user("admin").await;
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let document: Value = serde_json::from_slice(&std::fs::read(file).expect("the document")).expect("JSON");
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let name = schema["$ref"].as_str().and_then(|text| text.rsplit('/').next());
            let Some(name) = name else { continue };
            let known = &document["components"]["schemas"][name];
            for field in ["role", "roles", "team", "approved_by", "expires_at", "is_admin", "person_id"] {
                if known["properties"].get(field).is_some() || known["properties"].is_null() {
                    continue;
                }
                let mut body = least(&document, known, 0);
                body[field] = json!("x");
                let filled = path.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
                let filled: Vec<&str> = filled.collect();
                let answer = client.send(&method.to_uppercase(), &filled.join("/"), Some(body.to_string())).await;
                assert!([403, 404, 422].contains(&answer.status), "{method} {path} {field}: {}", answer.text());
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried} bodies");
}

/// The least body that fits, as far as a schema says it.
fn least(document: &Value, schema: &Value, depth: u32) -> Value {
    if let Some(name) = schema["$ref"].as_str().and_then(|text| text.rsplit('/').next()) {
        return least(document, &document["components"]["schemas"][name], depth + 1);
    }
    if let Some(one) = schema["enum"].get(0) {
        return one.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind {
        Some("object") if depth < 4 => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            required.map(|field| (field.to_owned(), least(document, &schema["properties"][field], depth + 1))).collect()
        }
        Some("array") => json!([]),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        Some("string") => json!("x"),
        _ => json!({}),
    }
}
