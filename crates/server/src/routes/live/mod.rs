//! The live socket: a snapshot, then facts in order; the desk's acts and the browser phone's signalling.
//!
//! A watcher sees what policy lets it see. With `?desk=1` the socket is the person's desk: it signs the agent in, and
//! a newer one takes over. Start reading at [`socket::run`]; the words both sides speak are in [`words`].

mod socket;
pub mod words;

use crate::http::App;
use crate::http::auth::Reader;
use crate::http::guard;
use crate::http::input::Asked;
use crate::http::problem::{Code, Language, Problem, ProblemBody};
use crate::limits::{LIVE_MESSAGE_BYTES_MAX, LIVE_SOCKETS_PER_SESSION, LIVE_WRITE_BUFFER_MAX};
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::Mutex;
use tokio::sync::watch;
use utoipa::IntoParams;

/// Open live sockets by session, and the word that ends them all.
pub struct Sockets {
    by_session: Mutex<HashMap<String, usize>>,
    stop: watch::Sender<bool>,
}

impl Default for Sockets {
    fn default() -> Self {
        Self { by_session: Mutex::default(), stop: watch::Sender::new(false) }
    }
}

impl Sockets {
    pub fn count(&self) -> usize {
        self.lock().values().sum()
    }

    /// Says goodbye to everybody: the service stops now.
    pub fn close_all(&self) {
        self.stop.send_replace(true);
    }

    fn enter(&self, session: &str) -> bool {
        let mut sockets = self.lock();
        let own = sockets.entry(session.to_owned()).or_default();
        if *own >= LIVE_SOCKETS_PER_SESSION {
            return false;
        }
        *own += 1;
        true
    }

    fn leave(&self, session: &str) {
        let mut sockets = self.lock();
        if let Some(own) = sockets.get_mut(session) {
            *own -= 1;
            if *own == 0 {
                sockets.remove(session);
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, usize>> {
        self.by_session.lock().expect("no code panics while it holds this lock")
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LiveAsked {
    /// `1`: this socket is the person's desk; it signs the agent in.
    desk: Option<u8>,
}

/// WebSocket: a snapshot, then facts with sequence numbers; acts of the desk and browser phone signalling.
#[utoipa::path(get, path = "/live", operation_id = "live_open", tag = "floor", params(LiveAsked),
    responses((status = 101, description = "Switching to WebSocket; JSON text messages of at most 64 KiB"),
        (status = 401, body = ProblemBody, content_type = "application/problem+json"),
        (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("signed_in"))))]
pub async fn live(
    State(app): State<App>,
    Reader(caller): Reader,
    Asked(asked): Asked<LiveAsked>,
    uri: Uri,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    if caller.session.token.is_none() && !guard::is_ours(&app, &headers, &uri, false) {
        return Err(Problem::new(Code::BadOrigin));
    }
    let wants_desk = asked.desk == Some(1);
    if wants_desk && caller.session.token.is_some() {
        return Err(Problem::new(Code::NotWithToken));
    }
    let upgrade = upgrade.map_err(|error| Problem::with_detail(Code::BadRequest, error.body_text()))?;
    if !app.live_sockets.enter(&caller.session.token_hash) {
        return Err(Problem::new(Code::TooManyRequests));
    }
    let place = Place { app: app.clone(), session: caller.session.token_hash.clone() };
    let language = Language::of(&headers);
    Ok(upgrade
        .max_message_size(LIVE_MESSAGE_BYTES_MAX)
        .max_frame_size(LIVE_MESSAGE_BYTES_MAX)
        .max_write_buffer_size(LIVE_WRITE_BUFFER_MAX)
        .on_upgrade(move |socket| async move {
            socket::run(app, caller, socket, wants_desk, language).await;
            drop(place);
        }))
}

/// Leaves the count also when the upgrade fails.
struct Place {
    app: App,
    session: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.app.live_sockets.leave(&self.session);
    }
}
