//! Sound for whoever may hear it: PCM16 WAV in ranges, and the shape of it for the player.

use crate::http::App;
use crate::http::auth::Reader;
use crate::http::input::{Asked, Named};
use crate::http::problem::{Code, Problem, ProblemBody};
use crate::limits::{AUDIO_PIECE_BYTES, PEAKS_MAX};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use media::wav::{self, Pcm16View, WavError};
use model::RecordingId;
use office::recordings::Heard;
use office::{Caller, OfficeError};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use utoipa::{IntoParams, ToSchema};

/// The recording as a stereo WAV (left: customer, right: agent), PCM 16 bit. `Range` is honoured.
#[utoipa::path(get, path = "/recordings/{id}/audio", operation_id = "recordings_audio", tag = "recordings",
    params(("id" = String, Path), ("Range" = Option<String>, Header)),
    responses((status = 200, content_type = "audio/wav", body = Vec<u8>),
        (status = 206, content_type = "audio/wav", body = Vec<u8>),
        (status = 403, body = ProblemBody, content_type = "application/problem+json"),
        (status = 416, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("recording:play"))))]
pub async fn audio(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<RecordingId>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let heard = app.office.play(&caller, id).await?;
    let audio = open(heard.file.clone()).await?;
    let whole = audio.len();
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let (status, from, until) = match asked.map(|text| range_of(text, whole)) {
        None | Some(Range::Ignored) => (StatusCode::OK, 0, whole),
        Some(Range::Part { from, until }) => (StatusCode::PARTIAL_CONTENT, from, until),
        Some(Range::Impossible) => {
            let mut response = Problem::new(Code::BadRange).into_response();
            let value = HeaderValue::from_str(&format!("bytes */{whole}")).expect("digits");
            response.headers_mut().insert(header::CONTENT_RANGE, value);
            return Ok(response);
        }
    };
    let mut response =
        (status, Body::from_stream(pieces(audio, from, until, still_may(app, caller, heard)))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("audio/wav"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(until - from));
    if status == StatusCode::PARTIAL_CONTENT {
        let value = HeaderValue::from_str(&format!("bytes {from}-{}/{whole}", until - 1)).expect("digits");
        headers.insert(header::CONTENT_RANGE, value);
    }
    Ok(response)
}

/// Asked before each piece: a right that is taken away, or ends, ends what is being listened to.
fn still_may(app: App, caller: Caller, heard: Heard) -> impl Fn() -> bool {
    move || app.office.still_hears(&caller, &heard)
}

/// Reads on demand, a piece at a time, so that an hour's recording takes no more memory than a minute's.
fn pieces(
    audio: Pcm16View,
    from: u64,
    until: u64,
    may: impl Fn() -> bool,
) -> impl futures::Stream<Item = std::io::Result<Bytes>> {
    futures::stream::try_unfold((audio, from, may), move |(audio, at, may)| async move {
        if at >= until {
            return Ok(None);
        }
        if !may() {
            return Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, "the right to hear it has ended"));
        }
        let end = (at + AUDIO_PIECE_BYTES).min(until);
        let read = tokio::task::spawn_blocking(move || audio.read_range(at, end - at).map(|bytes| (bytes, audio)));
        let (bytes, audio) = read.await.map_err(std::io::Error::other)?.map_err(std::io::Error::other)?;
        Ok(Some((Bytes::from(bytes), (audio, end, may))))
    })
}

async fn open(file: PathBuf) -> Result<Pcm16View, Problem> {
    in_background(move || Pcm16View::open(&file)).await
}

/// Reads files away from the threads that serve requests.
async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, WavError> + Send + 'static,
) -> Result<T, Problem> {
    match tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(std::io::Error::other(error).into())) {
        Ok(done) => Ok(done),
        // Deleted when its time was over: the call stays, the sound does not.
        Err(WavError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => Err(Problem::new(Code::NotFound)),
        Err(WavError::Io(error)) => Err(OfficeError::Recording(error).into()),
        Err(other) => Err(OfficeError::Recording(std::io::Error::other(other)).into()),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Range {
    Part {
        from: u64,
        until: u64,
    },
    /// Several ranges, or another unit: the whole is a correct answer (RFC 9110 §14.2).
    Ignored,
    Impossible,
}

fn range_of(text: &str, whole: u64) -> Range {
    let Some((first, last)) =
        text.strip_prefix("bytes=").filter(|spec| !spec.contains(',')).and_then(|s| s.split_once('-'))
    else {
        return Range::Ignored;
    };
    let (from, until) = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(from), Ok(last)) if from <= last => (from, last.saturating_add(1).min(whole)),
        (Ok(from), Err(_)) if last.trim().is_empty() => (from, whole),
        (Err(_), Ok(count)) if first.trim().is_empty() => (whole - count.min(whole), whole),
        _ => return Range::Ignored,
    };
    if from < until { Range::Part { from, until } } else { Range::Impossible }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeaksAsked {
    /// Bars, 1 to 4,000; default 400.
    buckets: Option<usize>,
}

#[derive(Serialize, ToSchema)]
pub struct Peaks {
    duration_ms: i64,
    /// Customer: loudest sample of each span, 0 to 1.
    left: Vec<f32>,
    /// Agent.
    right: Vec<f32>,
}

/// The waveform for the player.
#[utoipa::path(get, path = "/recordings/{id}/peaks", operation_id = "recordings_peaks", tag = "recordings", params(("id" = String, Path), PeaksAsked),
    responses((status = 200, body = Peaks), (status = 403, body = ProblemBody, content_type = "application/problem+json")),
    extensions(("x-action" = json!("recording:play"))))]
pub async fn peaks(
    State(app): State<App>,
    Reader(caller): Reader,
    Named(id): Named<RecordingId>,
    Asked(asked): Asked<PeaksAsked>,
) -> Result<Json<Peaks>, Problem> {
    let buckets = asked.buckets.unwrap_or(400);
    if !(1..=PEAKS_MAX).contains(&buckets) {
        return Err(Problem::with_detail(Code::BadInput, format!("`buckets`: 1 to {PEAKS_MAX}")));
    }
    let heard = app.office.look_at_recording(&caller, id).await?;
    let peaks = in_background(move || wav::peaks(&heard.file, buckets)).await?;
    Ok(Json(Peaks { duration_ms: peaks.duration_ms as i64, left: peaks.left, right: peaks.right }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_follow_rfc_9110() {
        let part = |from, until| Range::Part { from, until };
        for (text, expected) in [
            ("bytes=0-0", part(0, 1)),
            ("bytes=0-", part(0, 1_000)),
            ("bytes=10-19", part(10, 20)),
            ("bytes=990-5000", part(990, 1_000)),
            ("bytes=-100", part(900, 1_000)),
            ("bytes=-5000", part(0, 1_000)),
            ("bytes=1000-", Range::Impossible),
            ("bytes=-0", Range::Impossible),
            ("bytes=20-10", Range::Ignored),
            ("bytes=0-1,5-6", Range::Ignored),
            ("lines=0-1", Range::Ignored),
            ("bytes=18446744073709551615-18446744073709551615", Range::Impossible),
            ("bytes=x-", Range::Ignored),
        ] {
            assert_eq!(range_of(text, 1_000), expected, "{text}");
        }
    }
}
