//! An OpenID provider of the test's own, on a free port, that forges whatever it is told to.

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rcgen::KeyPair;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

const ACCESS_TOKEN: &str = "opaque";

/// What the next answer has in place of the truth.
#[derive(Clone, Default)]
pub struct Forgery {
    /// Claims that differ.
    pub claims: Option<Value>,
    pub token: Token,
    pub is_code_refused: bool,
    /// Of the answer's address.
    pub iss: Option<&'static str>,
    pub error: Option<&'static str>,
}

#[derive(Clone, Copy, Default, PartialEq)]
pub enum Token {
    #[default]
    Good,
    Unsigned,
    HmacWithPublicKey,
    AnotherKey,
    UnknownKey,
    Tampered,
    Missing,
    Endless,
}

pub fn with(claims: Value) -> Forgery {
    Forgery { claims: Some(claims), ..Forgery::default() }
}

pub struct Provider {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
    serving: JoinHandle<()>,
}

struct Shared {
    issuer: String,
    key: KeyPair,
    key_id: String,
    now_ms: Box<dyn Fn() -> i64 + Send>,
    nonce: String,
    challenge: String,
    forgery: Forgery,
    keys_asked: usize,
}

impl Provider {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Mutex::new(Shared {
            issuer: format!("http://{address}/staff"),
            key: KeyPair::generate().expect("a key"),
            key_id: "first".into(),
            now_ms: Box::new(|| 1_795_400_400_000),
            nonce: String::new(),
            challenge: String::new(),
            forgery: Forgery::default(),
            keys_asked: 0,
        }));
        let app = Router::new()
            .route("/staff/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&shared));
        let serving = tokio::spawn(async move { axum::serve(listener, app).await.expect("it serves") });
        Self { address, shared, serving }
    }

    pub fn issuer(&self) -> String {
        format!("http://{}/staff", self.address)
    }

    pub fn keep_time_by(&self, now_ms: impl Fn() -> i64 + Send + 'static) {
        self.shared().now_ms = Box::new(now_ms);
    }

    pub fn now_s(&self) -> i64 {
        (self.shared().now_ms)() / 1_000
    }

    /// Somebody logs in here: what the browser is sent back with.
    pub fn visited(&self, url: &str) -> Value {
        let url = Url::parse(url).expect("an address");
        let asked: HashMap<_, _> = url.query_pairs().into_owned().collect();
        let mut shared = self.shared();
        shared.nonce = asked["nonce"].clone();
        shared.challenge = asked["code_challenge"].clone();
        let iss = shared.forgery.iss.map_or(shared.issuer.clone(), str::to_owned);
        match shared.forgery.error {
            Some(error) => json!({"state": asked["state"], "error": error, "iss": iss}),
            None => json!({"state": asked["state"], "code": "a-code", "iss": iss}),
        }
    }

    pub fn forge(&self, forgery: Forgery) {
        self.shared().forgery = forgery;
    }

    pub fn rotate(&self) {
        let mut shared = self.shared();
        shared.key = KeyPair::generate().expect("a key");
        shared.key_id = "second".into();
    }

    pub fn keys_asked(&self) -> usize {
        self.shared().keys_asked
    }

    pub async fn stop(self) {
        self.serving.abort();
        let _ = self.serving.await;
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().expect("unpoisoned")
    }
}

type Ours = State<Arc<Mutex<Shared>>>;

async fn metadata(State(shared): Ours) -> Json<Value> {
    let shared = shared.lock().expect("unpoisoned");
    let base = shared.issuer.trim_end_matches("/staff");
    Json(json!({
        "issuer": shared.issuer,
        "authorization_endpoint": format!("{base}/authorize?tenant=a"),
        "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/keys"),
        "authorization_response_iss_parameter_supported": true,
    }))
}

async fn keys(State(shared): Ours) -> Json<Value> {
    let mut shared = shared.lock().expect("unpoisoned");
    shared.keys_asked += 1;
    let (x, y) = coordinates(&shared.key);
    let own = json!({"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": shared.key_id, "x": x, "y": y});
    // One of a kind that nobody knows yet, and one that is not for signatures.
    let odd = json!({"kty": "LATTICE", "kid": "odd"});
    let sealing = json!({"kty": "EC", "crv": "P-256", "use": "enc", "kid": "sealing", "x": x, "y": y});
    Json(json!({"keys": [odd, sealing, own]}))
}

fn coordinates(key: &KeyPair) -> (String, String) {
    let point = key.public_key_raw();
    (URL_SAFE_NO_PAD.encode(&point[1..33]), URL_SAFE_NO_PAD.encode(&point[33..65]))
}

async fn token(State(shared): Ours, Form(form): Form<HashMap<String, String>>) -> Response {
    let shared = shared.lock().expect("unpoisoned");
    let verifier = form.get("code_verifier").map_or("", String::as_str);
    let is_good = form.get("grant_type").is_some_and(|of| of == "authorization_code")
        && form.get("code").is_some_and(|code| code == "a-code")
        && form.get("redirect_uri").is_some_and(|uri| uri == "http://localhost:1/sign-on")
        && form.get("client_id").is_some_and(|client| client == "qiao")
        && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == shared.challenge;
    if !is_good || shared.forgery.is_code_refused {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"}))).into_response();
    }
    let kind = shared.forgery.token;
    match kind {
        Token::Missing => Json(json!({"access_token": ACCESS_TOKEN})).into_response(),
        Token::Endless => "x".repeat(2_000_000).into_response(),
        _ => Json(json!({"access_token": ACCESS_TOKEN, "id_token": id_token(&shared, kind)})).into_response(),
    }
}

fn id_token(shared: &Shared, kind: Token) -> String {
    let now = (shared.now_ms)() / 1_000;
    let at_hash = URL_SAFE_NO_PAD.encode(&Sha256::digest(ACCESS_TOKEN)[..16]);
    let mut claims = json!({"iss": shared.issuer, "sub": "u-1", "aud": "qiao", "exp": now + 300, "iat": now,
        "nonce": shared.nonce, "at_hash": at_hash, "tid": "t-1"});
    for (name, value) in shared.forgery.claims.iter().filter_map(Value::as_object).flatten() {
        claims[name] = value.clone();
    }
    let header = |algorithm, key: &str| Header { kid: Some(key.to_owned()), ..Header::new(algorithm) };
    let signed = |key: &KeyPair, name: &str, claims: &Value| {
        let key = EncodingKey::from_ec_der(&key.serialize_der());
        jsonwebtoken::encode(&header(Algorithm::ES256, name), claims, &key).expect("signed")
    };
    let another = || KeyPair::generate().expect("a key");
    match kind {
        Token::Unsigned => {
            let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
            format!("{}.{}.", part(&json!({"alg": "none", "kid": shared.key_id})), part(&claims))
        }
        Token::HmacWithPublicKey => {
            let key = EncodingKey::from_secret(shared.key.public_key_raw());
            jsonwebtoken::encode(&header(Algorithm::HS256, &shared.key_id), &claims, &key).expect("signed")
        }
        Token::AnotherKey => signed(&another(), &shared.key_id, &claims),
        Token::UnknownKey => signed(&another(), "unknown", &claims),
        Token::Tampered => {
            let good = signed(&shared.key, &shared.key_id, &claims);
            let parts: Vec<&str> = good.split('.').collect();
            claims["sub"] = json!("u-2");
            format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims.to_string()), parts[2])
        }
        Token::Good | Token::Missing | Token::Endless => signed(&shared.key, &shared.key_id, &claims),
    }
}
