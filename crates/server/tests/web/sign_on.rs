//! Sign-on by an OpenID provider (PLAT-02, PLAT-04): an honest one, and one that tries everything.

use super::account::App;
use super::client::{Answer, Client};
use super::provider::{Forgery, Provider, Token, with};
use super::world::World;
use serde_json::{Value, json};
use server::config::{ProviderSettings, Settings};

const UNTRUE: (u16, &str) = (403, "sign_on_untrue");
const OVER: (u16, &str) = (403, "sign_on_over");

/// A browser: keeps whatever cookies it is given.
#[derive(Clone)]
struct Browser {
    client: Client,
    cookies: Vec<(String, String)>,
}

impl Browser {
    fn of(world: &World) -> Self {
        Self { client: world.client(), cookies: Vec::new() }
    }

    async fn post(&mut self, path: &str, body: Value) -> Answer {
        let answer = self.client.post(path, body).await;
        for (_, cookie) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let pair = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            self.cookies.retain(|(name, _)| name != pair.0);
            self.cookies.push((pair.0.to_owned(), pair.1.to_owned()));
        }
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        self.client.cookie = Some(pairs.join("; "));
        answer
    }

    async fn log_in(world: &World, username: &str) -> Self {
        let mut browser = Self::of(world);
        let body = json!({"username": username, "password": "qiao-demo"});
        assert_eq!(browser.post("/api/v1/session", body).await.status, 200);
        browser
    }

    async fn step_up(&mut self) {
        let proof = self.post("/api/v1/session/step-up", json!({"password": "qiao-demo"})).await;
        assert_eq!(proof.status, 200, "{}", proof.text());
    }

    /// To the provider and back: what our page would send.
    async fn way(&mut self, provider: &Provider, from: &str, asked: Value) -> Value {
        let begun = self.post(from, asked).await;
        assert_eq!(begun.status, 200, "{}", begun.text());
        provider.visited(begun.json()["url"].as_str().expect("an address"))
    }

    async fn sign_on(&mut self, provider: &Provider) -> Answer {
        let back = self.way(provider, "/api/v1/session/sign-on", json!({"provider": "company"})).await;
        self.post("/api/v1/session/sign-on/finish", back).await
    }

    async fn link(&mut self, provider: &Provider) -> Answer {
        let back = self.way(provider, "/api/v1/account/identities", json!({"provider": "company"})).await;
        self.post("/api/v1/account/identities/finish", back).await
    }
}

async fn world_with(provider: &Provider, more: &str) -> World {
    let text = format!(
        "key = \"company\"\nname_zh = \"企业账号\"\nname_en = \"company account\"\nissuer = \"{}\"\nclient_id = \"qiao\"\n{more}",
        provider.issuer()
    );
    let settings: ProviderSettings = toml::from_str(&text).expect("good TOML");
    let public_url = Some("http://localhost:1".to_owned());
    let world = World::start_with(Settings { public_url, sign_on: Some(vec![settings]), ..Settings::default() }).await;
    let office = std::sync::Arc::clone(&world.running.app.office);
    provider.keep_time_by(move || office.now().0);
    world
}

/// A world in which the provider's `u-1` opens agent1's account.
async fn linked_world(provider: &Provider, more: &str) -> World {
    let world = world_with(provider, more).await;
    let mut agent = Browser::log_in(&world, "agent1").await;
    agent.step_up().await;
    let linked = agent.link(provider).await;
    assert_eq!(linked.status, 200, "{}", linked.text());
    world
}

fn problem(answer: &Answer) -> (u16, String) {
    answer.problem()
}

fn owned(expected: (u16, &str)) -> (u16, String) {
    (expected.0, expected.1.to_owned())
}

#[tokio::test]
async fn plat_02_an_identity_is_linked_once_by_its_owner_and_opens_the_account() {
    let provider = Provider::start().await;
    let world = world_with(&provider, "").await;
    let door = world.client().get("/api/v1/session/ways").await.json();
    assert_eq!(door["sign_on"][0], json!({"key": "company", "name_zh": "企业账号", "name_en": "company account"}));

    // PLAT-04: nobody gets an account by it.
    let before = world.last_seq().await;
    assert_eq!(problem(&Browser::of(&world).sign_on(&provider).await), owned((403, "not_linked")));
    assert_eq!(world.kinds_after(before).await, ["login_failed"]);

    let mut agent = Browser::log_in(&world, "agent1").await;
    let asked = json!({"provider": "company"});
    let unproven = agent.post("/api/v1/account/identities", asked).await;
    assert_eq!(problem(&unproven), owned((403, "step_up_needed")), "an open session alone opens no second door");
    agent.step_up().await;
    let linked = agent.link(&provider).await;
    assert_eq!(linked.status, 200, "{}", linked.text());
    let held = agent.client.get("/api/v1/account/identities").await.json();
    assert_eq!((&held["items"][0]["subject"], &held["items"][0]["name_zh"]), (&json!("u-1"), &json!("企业账号")));
    assert_eq!(agent.link(&provider).await.json()["id"], held["items"][0]["id"], "again changes nothing");

    let before = world.last_seq().await;
    let mut browser = Browser::of(&world);
    let asked = json!({"provider": "company", "to": "/calls?from=1"});
    let back = browser.way(&provider, "/api/v1/session/sign-on", asked).await;
    let signed_on = browser.post("/api/v1/session/sign-on/finish", back).await;
    assert_eq!(signed_on.status, 200, "{}", signed_on.text());
    let body = signed_on.json();
    assert_eq!((&body["me"]["person"]["username"], &body["to"]), (&json!("agent1"), &json!("/calls?from=1")));
    assert_eq!(browser.client.get("/api/v1/session").await.json()["person"]["username"], "agent1");
    let facts = store::journal::after(&world.books.store, before, 10).await.expect("readable");
    let fact = serde_json::to_value(&facts[0]).expect("JSON");
    assert_eq!((&fact["kind"], &fact["provider"]), (&json!("logged_in"), &json!("company")));

    // PLAT-02: one identity, one person.
    let mut colleague = Browser::log_in(&world, "agent2").await;
    colleague.step_up().await;
    assert_eq!(problem(&colleague.link(&provider).await), owned((409, "linked_to_another")));

    // Removed, it opens nothing; that too needs a fresh proof.
    let path = format!("/api/v1/account/identities/{}", held["items"][0]["id"].as_str().expect("an id"));
    assert_eq!(problem(&browser.client.delete(&path).await), owned((403, "step_up_needed")));
    assert_eq!(problem(&colleague.client.delete(&path).await), owned((404, "not_found")), "not theirs");
    assert_eq!(agent.client.delete(&path).await.status, 204);
    assert_eq!(problem(&Browser::of(&world).sign_on(&provider).await), owned((403, "not_linked")));
}

#[tokio::test]
async fn plat_02_whatever_the_provider_forges_opens_nothing() {
    let provider = Provider::start().await;
    let world = linked_world(&provider, "must_have = { tid = \"t-1\" }").await;
    let hour = 3_600;
    let cases: Vec<(&str, Forgery, (u16, &str))> = vec![
        ("nothing", Forgery::default(), (200, "")),
        ("another nonce", with(json!({"nonce": "another"})), UNTRUE),
        ("no nonce", with(json!({"nonce": null})), UNTRUE),
        ("a token for another client", with(json!({"aud": "somebody"})), UNTRUE),
        ("a token for us that another client asked for", with(json!({"azp": "somebody"})), UNTRUE),
        ("another issuer", with(json!({"iss": "https://evil.example"})), UNTRUE),
        ("a token that has run out", with(json!({"exp": provider.now_s() - hour})), UNTRUE),
        ("a token from the future", with(json!({"iat": provider.now_s() + hour})), UNTRUE),
        ("a token of last hour", with(json!({"iat": provider.now_s() - hour})), UNTRUE),
        ("the hash of another access token", with(json!({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"})), UNTRUE),
        ("no subject", with(json!({"sub": ""})), UNTRUE),
        ("another tenant", with(json!({"tid": "t-2"})), (403, "sign_on_not_let_in")),
        ("alg none", Forgery { token: Token::Unsigned, ..Forgery::default() }, UNTRUE),
        ("HS256 with the public key", Forgery { token: Token::HmacWithPublicKey, ..Forgery::default() }, UNTRUE),
        ("a key of its own under the known name", Forgery { token: Token::AnotherKey, ..Forgery::default() }, UNTRUE),
        ("an unknown key", Forgery { token: Token::UnknownKey, ..Forgery::default() }, UNTRUE),
        ("claims changed after signing", Forgery { token: Token::Tampered, ..Forgery::default() }, UNTRUE),
        ("no ID token", Forgery { token: Token::Missing, ..Forgery::default() }, UNTRUE),
        ("another verifier's code", Forgery { is_code_refused: true, ..Forgery::default() }, UNTRUE),
        ("another issuer in the answer", Forgery { iss: Some("https://evil.example"), ..Forgery::default() }, UNTRUE),
        ("an error", Forgery { error: Some("access_denied"), ..Forgery::default() }, (403, "sign_on_cancelled")),
        ("an answer without end", Forgery { token: Token::Endless, ..Forgery::default() }, (503, "provider_down")),
    ];
    for (what, forgery, expected) in cases {
        provider.forge(forgery);
        let mut browser = Browser::of(&world);
        let answer = browser.sign_on(&provider).await;
        match expected.1 {
            "" => assert_eq!(answer.status, 200, "{what}: {}", answer.text()),
            _ => {
                assert_eq!(problem(&answer), owned(expected), "{what}");
                let session = browser.client.get("/api/v1/session").await;
                assert_eq!(problem(&session), owned((401, "not_logged_in")), "{what}");
            }
        }
    }
}

#[tokio::test]
async fn plat_02_an_answer_counts_once_in_time_and_in_the_browser_that_asked() {
    let provider = Provider::start().await;
    let world = linked_world(&provider, "").await;
    let (begin, finish) = ("/api/v1/session/sign-on", "/api/v1/session/sign-on/finish");
    let asked = || json!({"provider": "company"});

    let mut browser = Browser::of(&world);
    let back = browser.way(&provider, begin, asked()).await;
    assert_eq!(browser.post(finish, back.clone()).await.status, 200);
    assert_eq!(problem(&browser.post(finish, back).await), owned(OVER), "replayed");

    let mut invented = Browser::of(&world).way(&provider, begin, asked()).await;
    invented["state"] = json!("A".repeat(43));
    assert_eq!(problem(&browser.post(finish, invented).await), owned(OVER), "a state that nobody gave");

    // Log-in CSRF: the attacker's answer in the victim's browser, with and without a sign-on of its own.
    let mut attacker = Browser::of(&world);
    let back = attacker.way(&provider, begin, asked()).await;
    assert_eq!(problem(&Browser::of(&world).post(finish, back).await), owned(OVER), "another browser");
    let back = attacker.way(&provider, begin, asked()).await;
    let mut victim = Browser::of(&world);
    victim.way(&provider, begin, asked()).await;
    assert_eq!(problem(&victim.post(finish, back).await), owned(OVER), "another browser that is on its way too");

    let back = attacker.way(&provider, begin, asked()).await;
    world.pass_minutes(11);
    assert_eq!(problem(&attacker.post(finish, back).await), owned(OVER), "too late");

    // The door's answer links nothing, and a link's answer opens no door: nor does another session's.
    let mut agent = Browser::log_in(&world, "agent1").await;
    agent.step_up().await;
    let back = agent.way(&provider, "/api/v1/account/identities", asked()).await;
    assert_eq!(problem(&agent.post(finish, back).await), owned(OVER));
    let back = agent.way(&provider, begin, asked()).await;
    assert_eq!(problem(&agent.post("/api/v1/account/identities/finish", back).await), owned(OVER));
    let back = agent.way(&provider, "/api/v1/account/identities", asked()).await;
    let again = json!({"username": "agent2", "password": "qiao-demo"});
    assert_eq!(agent.post("/api/v1/session", again).await.status, 200, "the same browser, somebody else");
    assert_eq!(problem(&agent.post("/api/v1/account/identities/finish", back).await), owned(OVER));
}

#[tokio::test]
async fn plat_02_a_sign_on_never_leads_out_of_the_centre() {
    let provider = Provider::start().await;
    let world = world_with(&provider, "").await;
    for to in ["//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:1", ""] {
        let asked = json!({"provider": "company", "to": to});
        let answer = world.client().post("/api/v1/session/sign-on", asked).await;
        assert_eq!(problem(&answer), owned((422, "bad_input")), "{to}");
    }
    let unknown = world.client().post("/api/v1/session/sign-on", json!({"provider": "nobody"})).await;
    assert_eq!(problem(&unknown), owned((404, "not_found")));
    let begun = world.client().post("/api/v1/session/sign-on", json!({"provider": "company"})).await;
    let cookie = begun.header("set-cookie").expect("a cookie").to_owned();
    for part in ["qiao-sign-on=", "; HttpOnly", "; SameSite=Strict", "; Max-Age=600"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let url = begun.json()["url"].as_str().expect("an address").to_owned();
    for part in
        ["response_type=code", "code_challenge_method=S256", "redirect_uri=http%3A%2F%2Flocalhost%3A1%2Fsign-on"]
    {
        assert!(url.contains(part), "{part} in {url}");
    }
    let foreign = world.client().with("origin", "https://evil.example");
    let forged = foreign.post("/api/v1/session/sign-on", json!({"provider": "company"})).await;
    assert_eq!(problem(&forged), owned((403, "bad_origin")));
}

#[tokio::test]
async fn plat_02_new_keys_are_fetched_once_and_not_at_will() {
    let provider = Provider::start().await;
    let world = linked_world(&provider, "").await;
    assert_eq!(provider.keys_asked(), 1);
    world.pass_minutes(1);
    provider.rotate();
    assert_eq!(Browser::of(&world).sign_on(&provider).await.status, 200, "a new key is found");
    assert_eq!(provider.keys_asked(), 2);
    world.pass_minutes(1);
    for _ in 0..5 {
        provider.forge(Forgery { token: Token::UnknownKey, ..Forgery::default() });
        assert_eq!(problem(&Browser::of(&world).sign_on(&provider).await), owned(UNTRUE));
    }
    assert_eq!(provider.keys_asked(), 3, "one question for five forged tokens");
}

#[tokio::test]
async fn plat_02_without_its_provider_the_password_still_opens_the_door() {
    let provider = Provider::start().await;
    let world = world_with(&provider, "").await;
    provider.stop().await;
    let asked = json!({"provider": "company"});
    let answer = world.client().post("/api/v1/session/sign-on", asked.clone()).await;
    assert_eq!(problem(&answer), owned((503, "provider_down")));
    assert_eq!(world.client().get("/api/v1/session/ways").await.json()["sign_on"][0]["key"], "company");
    let mut browser = Browser::log_in(&world, "agent1").await;
    browser.step_up().await;
    assert_eq!(problem(&browser.post("/api/v1/account/identities", asked).await), owned((503, "provider_down")));
}

#[tokio::test]
async fn plat_02_an_account_is_as_closed_as_to_a_password() {
    let provider = Provider::start().await;
    let world = linked_world(&provider, "second_factor = [\"mfa\"]").await;
    let app = App::enrol(&world, &Browser::log_in(&world, "agent1").await.stepped_up().await).await;
    world.pass_minutes(1);

    // The own second factor is asked for, unless the provider did and the settings take that.
    let half = Browser::of(&world).sign_on(&provider).await;
    assert_eq!(problem(&half), owned((401, "second_factor_needed")));
    assert!(half.header("set-cookie").is_none(), "no session for half a proof");
    let ticket = half.json()["second_factor"]["ticket"].clone();
    let second = json!({"ticket": ticket, "code": app.code(&world)});
    let before = world.last_seq().await;
    assert_eq!(world.client().post("/api/v1/session/second-factor", second).await.status, 200);
    let facts = store::journal::after(&world.books.store, before, 10).await.expect("readable");
    assert_eq!(serde_json::to_value(&facts[0]).expect("JSON")["provider"], "company");
    for (amr, expected) in [(json!(["pwd"]), 401), (json!(["pwd", "mfa"]), 200)] {
        provider.forge(with(json!({"amr": amr})));
        assert_eq!(Browser::of(&world).sign_on(&provider).await.status, expected, "{amr}");
    }

    let (admin, agent) = (world.as_user("admin").await, world.person("agent1"));
    assert_eq!(admin.post(&format!("/api/v1/people/{agent}/disable"), json!({})).await.status, 204);
    assert_eq!(problem(&Browser::of(&world).sign_on(&provider).await), owned((403, "not_linked")));
}

impl Browser {
    async fn stepped_up(mut self) -> Client {
        self.step_up().await;
        self.client
    }
}

#[tokio::test]
async fn plat_02_an_administrator_links_a_verified_subject_and_its_owner_is_told() {
    let provider = Provider::start().await;
    let world = world_with(&provider, "").await;
    let agent = world.person("agent1");
    let path = format!("/api/v1/people/{agent}/identities");
    let asked = || json!({"provider": "company", "subject": "u-1"});
    let supervisor = Browser::log_in(&world, "agent2").await.stepped_up().await;
    assert_eq!(problem(&supervisor.post(&path, asked()).await), owned((403, "denied")));
    let mut admin = Browser::log_in(&world, "admin").await;
    assert_eq!(problem(&admin.post(&path, asked()).await), owned((403, "step_up_needed")));
    admin.step_up().await;
    for wrong in [json!({"provider": "nobody", "subject": "u-1"}), json!({"provider": "company", "subject": " "})] {
        assert_eq!(problem(&admin.post(&path, wrong).await), owned((422, "bad_input")));
    }
    let before = world.last_seq().await;
    assert_eq!(admin.post(&path, asked()).await.status, 200);
    assert_eq!(world.kinds_after(before).await, ["identity_linked", "notice_sent"]);
    assert_eq!(Browser::of(&world).sign_on(&provider).await.json()["me"]["person"]["username"], "agent1");
    let notices = world.as_user("agent1").await.get("/api/v1/notices").await.text();
    assert!(notices.contains("单点登录"), "{notices}");

    let held = admin.client.get(&path).await.json();
    let id = held["items"][0]["id"].as_str().expect("an id").to_owned();
    let other = format!("/api/v1/people/{}/identities/{id}", world.person("agent2"));
    assert_eq!(problem(&admin.client.delete(&other).await), owned((404, "not_found")));
    assert_eq!(admin.client.delete(&format!("{path}/{id}")).await.status, 204);
    assert_eq!(problem(&Browser::of(&world).sign_on(&provider).await), owned((403, "not_linked")));
}
