//! For machines that watch: alive, ready, figures. Without a session, and without anything personal.

use crate::config::MetricsFor;
use crate::http::App;
use crate::http::auth::Source;
use crate::http::observe;
use crate::http::problem::{Code, Problem};
use crate::limits::DISK_FREE_BYTES_MIN;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use metrics::gauge;
use model::{AgentState, Millis};
use serde_json::json;

pub fn router() -> Router<App> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz)).route("/metrics", get(figures))
}

/// The process answers.
async fn healthz() -> Json<serde_json::Value> {
    Json(json!({ "status": "alive", "version": crate::VERSION }))
}

/// Takes calls: database readable and writable, SIP bound, disk and clock sane, not draining.
async fn readyz(State(app): State<App>) -> Response {
    let has_room = free_bytes(&app.data).is_none_or(|free| free >= DISK_FREE_BYTES_MIN);
    // A trial write on a full disk would stop the writer for good; as it is, it may go on when there is room again.
    let database = if has_room { app.office.can_write().await } else { app.office.journal().is_healthy() };
    let checks = [
        ("database", database),
        ("sip", app.telephony.is_up()),
        ("disk", has_room),
        ("clock", app.office.now() > Millis(CLOCK_MIN_MS)),
        ("not_draining", !app.is_draining()),
    ];
    let is_ready = checks.iter().all(|(_, is_fine)| *is_fine);
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let list: serde_json::Map<_, _> = checks.iter().map(|(name, fine)| ((*name).to_owned(), json!(fine))).collect();
    (status, Json(json!({ "status": if is_ready { "ready" } else { "not_ready" }, "checks": list }))).into_response()
}

/// 2026-01-01: a clock before the program was written is wrong.
const CLOCK_MIN_MS: i64 = 1_767_225_600_000;

/// Free room for files of ours. `None`: it cannot be known.
fn free_bytes(folder: &std::path::Path) -> Option<u64> {
    use std::os::unix::ffi::OsStrExt;
    let path = std::ffi::CString::new(folder.as_os_str().as_bytes()).ok()?;
    let mut stat = std::mem::MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: `path` ends with a zero byte and `stat` is as large as the call needs; it is read only on success.
    let stat = unsafe {
        if libc::statvfs(path.as_ptr(), stat.as_mut_ptr()) != 0 {
            return None;
        }
        stat.assume_init()
    };
    Some(stat.f_bavail as u64 * stat.f_frsize as u64)
}

/// Prometheus text.
async fn figures(State(app): State<App>, Source(source): Source) -> Response {
    let is_allowed = match app.metrics {
        MetricsFor::All => true,
        MetricsFor::Loopback => source.is_loopback(),
        MetricsFor::Off => false,
    };
    if !is_allowed {
        return Problem::new(Code::NotFound).into_response();
    }
    take_figures(&app);
    let text = observe::recorder().render();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

fn take_figures(app: &App) {
    let (seq, floor) = app.office.journal().floor();
    gauge!("qiao_journal_seq").set(seq as f64);
    gauge!("qiao_calls").set(floor.calls.len() as f64);
    for (queue, live) in &floor.queues {
        gauge!("qiao_queue_waiting", "queue" => queue.to_string()).set(live.waiting.len() as f64);
    }
    for name in AGENT_STATES {
        let count = floor.agents.values().filter(|agent| state_name(&agent.state) == name).count();
        gauge!("qiao_agents", "state" => name).set(count as f64);
    }
    gauge!("qiao_sessions").set(app.office.open_sessions() as f64);
    gauge!("qiao_live_sockets").set(app.live_sockets.count() as f64);
    app.telephony.take_figures();
}

const AGENT_STATES: [&str; 6] = ["offline", "away", "ready", "ringing", "talking", "wrap_up"];

fn state_name(state: &AgentState) -> &'static str {
    match state {
        AgentState::Offline => "offline",
        AgentState::Away { .. } => "away",
        AgentState::Ready => "ready",
        AgentState::Ringing { .. } => "ringing",
        AgentState::Talking { .. } => "talking",
        AgentState::WrapUp { .. } => "wrap_up",
    }
}
