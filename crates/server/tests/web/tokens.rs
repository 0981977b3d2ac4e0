//! API tokens: a program acts for a person until its token ends, whichever way.

use super::access::ABSENT;
use super::client::Client;
use super::desk::Socket;
use super::world::World;
use office::tokens::{Issued, NewToken};
use serde_json::json;

fn new(days: i64, name: &str) -> NewToken<'_> {
    NewToken { days, name, scope: None }
}

async fn program_of(world: &World, username: &str) -> (Client, Issued) {
    let (token, issued) = world.running.app.office.issue_token(username, new(30, "crm")).await.expect("issued");
    let bearer = format!("Bearer {}", token.to_bearer());
    (world.client().with("authorization", &bearer), issued)
}

#[tokio::test]
async fn a_program_acts_for_a_person_and_says_so() {
    let world = World::start().await;
    let (program, issued) = program_of(&world, "admin").await;
    let me = program.get("/api/v1/session").await.json();
    assert_eq!((&me["person"]["username"], &me["token"]["name"]), (&json!("admin"), &json!("crm")));
    assert_eq!(me["token"]["expires_ms"], issued.expires_ms.0);
    assert!(world.as_user("admin").await.get("/api/v1/session").await.json()["token"].is_null());
    // A write needs no Origin of ours: a foreign page cannot make a browser send this header.
    let path = format!("/api/v1/people/{}/disable", world.person("agent9"));
    assert_eq!(program.with("origin", "https://elsewhere.example").post(&path, json!({})).await.status, 204);
    // What the person may not, the program may not.
    let (agents, _) = program_of(&world, "agent1").await;
    assert_eq!(agents.post(&path, json!({})).await.problem(), (403, "denied".into()));
    assert_eq!(program.delete("/api/v1/session").await.problem(), (403, "not_with_token".into()));
}

#[tokio::test]
async fn a_token_is_kept_hashed_and_its_life_is_journaled() {
    let world = World::start().await;
    let before = world.last_seq().await;
    let office = &world.running.app.office;
    let (token, issued) = office.issue_token("agent1", new(1, "")).await.expect("issued");
    office.revoke_token(issued.id).await.expect("revoked");
    assert!(office.revoke_token(issued.id).await.is_err(), "once");
    assert_eq!(world.kinds_after(before).await, ["token_issued", "token_revoked"]);
    for file in std::fs::read_dir(&world.config.data).expect("the data folder").flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        let found = bytes.windows(43).any(|window| window == token.expose().as_bytes());
        assert!(!found, "the token stands in {:?}", file.path());
    }
    for (days, name) in [(0, ""), (367, ""), (1, "two\nlines")] {
        assert!(office.issue_token("agent1", new(days, name)).await.is_err(), "{days} {name:?}");
    }
    assert!(office.issue_token("nobody-here", new(1, "")).await.is_err());
    for _ in 0..office::limits::TOKENS_PER_PERSON {
        office.issue_token("agent1", new(1, "")).await.expect("below the limit");
    }
    assert!(office.issue_token("agent1", new(1, "")).await.is_err(), "enough");
}

#[tokio::test]
async fn only_a_good_token_counts_not_the_cookie_beside_it() {
    let world = World::start().await;
    let person = world.as_user("agent1").await;
    let good = format!("qiao_{}", "a".repeat(43));
    for bearer in ["Bearer x", "Bearer ", &format!("bearer {good}"), &format!("Bearer {}", "a".repeat(43))] {
        let answer = person.with("authorization", bearer).get("/api/v1/session").await;
        assert_eq!(answer.problem(), (401, "not_logged_in".into()), "{bearer}");
    }
    let basic = person.with("authorization", "Basic cHJveHk6cHJveHk=").get("/api/v1/session").await;
    assert_eq!(basic.status, 200, "a proxy's own scheme does not concern us");
}

#[tokio::test]
async fn guessing_tokens_is_stopped_and_tokens_in_use_go_on() {
    let world = World::start().await;
    let (program, _) = program_of(&world, "agent1").await;
    assert_eq!(program.get("/api/v1/session").await.status, 200);
    let guess = |n: u32| world.client().with("authorization", &format!("Bearer qiao_{n:043}"));
    for n in 0..office::limits::BAD_TOKENS_PER_SOURCE {
        assert_eq!(guess(n).get("/api/v1/session").await.status, 401);
    }
    let refused = guess(999).get("/api/v1/session").await;
    assert_eq!(refused.problem(), (429, "too_many_attempts".into()));
    assert!(refused.header("retry-after").is_some());
    assert_eq!(program.get("/api/v1/session").await.status, 200);
}

#[tokio::test]
async fn a_token_watches_but_never_opens_a_desk() {
    let world = World::start().await;
    let (program, _) = program_of(&world, "agent1").await;
    let desk = program.with("upgrade", "websocket").with("connection", "upgrade");
    assert_eq!(desk.get("/api/v1/live?desk=1").await.problem(), (403, "not_with_token".into()));
    assert!(Socket::try_open(&program, "?desk=1", None).await.is_err());
    let mut socket = Socket::open(&program, "").await;
    assert_eq!(socket.next_of("snapshot").await["me"]["is_desk"], false);
    assert!(world.acts_of(world.person("agent1")).is_empty(), "nobody signed in");
}

#[tokio::test]
async fn every_end_closes_open_sockets_too() {
    let world = World::start().await;
    let office = &world.running.app.office;
    let mut open = Vec::new();
    for username in ["agent1", "agent2", "agent3"] {
        let (program, issued) = program_of(&world, username).await;
        let mut socket = Socket::open(&program, "").await;
        socket.next_of("snapshot").await;
        open.push((program, issued, socket));
    }
    office.revoke_token(open[0].1.id).await.expect("revoked");
    assert_eq!(open[0].2.next_of("bye").await["reason"], "logged_out");
    office.set_active("agent2", false).await.expect("disabled");
    assert_eq!(open[1].2.next_of("bye").await["reason"], "disabled");
    office.set_active("agent2", true).await.expect("enabled");
    world.pass_minutes(30 * 24 * 60);
    assert_eq!(open[2].2.next_of("bye").await["reason"], "expired");
    for (program, issued, _) in &open {
        assert_eq!(program.get("/api/v1/session").await.status, 401, "{}", issued.username);
    }
}

#[tokio::test]
async fn the_last_use_is_noted_once_a_minute() {
    let world = World::start().await;
    let (program, _) = program_of(&world, "agent1").await;
    let used = async || world.running.app.office.tokens().await.expect("a list")[0].used_ms;
    assert_eq!(used().await, None);
    for _ in 0..3 {
        assert_eq!(program.get("/api/v1/session").await.status, 200);
    }
    world.books.journal.flush().await.expect("written");
    let first = used().await.expect("noted");
    assert_eq!(program.get("/api/v1/session").await.status, 200);
    world.books.journal.flush().await.expect("written");
    assert_eq!(used().await, Some(first), "the same minute");
    world.pass_minutes(1);
    assert_eq!(program.get("/api/v1/session").await.status, 200);
    world.books.journal.flush().await.expect("written");
    assert!(used().await > Some(first));
}

/// A program of the supervisor for everything that there is, of an agent for everything, and one for calls alone.
async fn programs(world: &World) -> [Client; 3] {
    let everything: Vec<String> = access::actions::ALL.iter().map(|action| (*action).to_owned()).collect();
    let scopes =
        [("supervisor", everything.clone()), ("agent1", everything), ("supervisor", vec!["call:view".to_owned()])];
    let mut programs = Vec::new();
    for (username, scope) in scopes {
        let asked = NewToken { days: 1, name: "p", scope: Some(scope) };
        let (token, _) = world.running.app.office.issue_token(username, asked).await.expect("issued");
        programs.push(world.client().with("authorization", &format!("Bearer {}", token.to_bearer())));
    }
    programs.try_into().unwrap_or_else(|_| unreachable!("three"))
}

/// Whatever a token was issued for, it never does more than its person may, and never anything outside of its scope.
#[tokio::test]
async fn no_scope_reaches_beyond_its_owner_or_itself() {
    let world = World::start().await;
    let [mighty, agents, narrow] = programs(&world).await;
    let (supervisor, agent) = (world.as_user("supervisor").await, world.as_user("agent1").await);
    let (gone, issued) = program_of(&world, "supervisor").await;
    world.running.app.office.revoke_token(issued.id).await.expect("revoked");
    let nothing =
        super::operations::all().iter().flat_map(|of| of.kinds()).map(|kind| (kind, ABSENT.to_owned())).collect();
    let mut compared = 0;
    for operation in super::operations::all().iter().filter(|operation| operation.action != "public") {
        let asked = operation.request(&nothing);
        let name = operation.name();
        let ask = async |client: &Client| {
            let body = asked.body.as_ref().map(serde_json::Value::to_string);
            client.send(&operation.method.to_uppercase(), &asked.path, body).await
        };
        // After some tries it is guessing.
        assert!(matches!(ask(&gone).await.status, 401 | 429), "{name}: a revoked token is nobody");
        if !matches!(operation.action.as_str(), "call:view") && name != "get /session" {
            assert_eq!(ask(&narrow).await.problem(), (403, "out_of_scope".into()), "{name}");
        }
        // Reading alone: what writes would change what the next one finds.
        if operation.is_read() && !name.ends_with("/live") && operation.action != "signed_in" {
            for (program, owner) in [(&mighty, &supervisor), (&agents, &agent)] {
                let (got, may) = (ask(program).await.status, ask(owner).await.status);
                assert!(got == may || got == 403, "{name}: the program {got}, its owner {may}");
                compared += 1;
            }
        }
    }
    assert!(compared > 80, "{compared}");
}
