//! The log as a witness reaches it: a few requests.

use crate::outbound::{Bounds, Outbound};
use anyhow::{Context, bail};
use axum::body::Body;
use axum::http::{Request, header};
use journal::Hash;
use serde::Deserialize;
use std::path::Path;
use std::time::Duration;

/// A note has at most 64 KB, a proof 64 hashes.
const BOUNDS: Bounds = Bounds { within: Duration::from_secs(30), bytes_max: 128 * 1_024 };

pub struct Log {
    /// Without a slash at its end.
    base: String,
    token: String,
    outbound: Outbound,
}

#[derive(Deserialize)]
struct Proof {
    hashes: Vec<String>,
}

impl Log {
    pub fn new(url: &str, token: &str, ca: Option<&Path>) -> anyhow::Result<Self> {
        let base = url.trim_end_matches('/').to_owned();
        if !base.starts_with("https://") && !base.starts_with("http://") {
            bail!("`--url` begins with `https://` or `http://`");
        }
        Ok(Self { base, token: token.to_owned(), outbound: Outbound::new(ca, BOUNDS)? })
    }

    /// The last signed note.
    pub async fn checkpoint(&self) -> anyhow::Result<String> {
        self.ask("GET", "/journal/checkpoint", None).await
    }

    pub async fn consistency(&self, from: u64, to: u64) -> anyhow::Result<Vec<Hash>> {
        let answer = self.ask("GET", &format!("/journal/proof?from={from}&to={to}"), None).await?;
        let proof: Proof = serde_json::from_str(&answer).context("the proof does not read")?;
        let hashes: Option<Vec<Hash>> = proof.hashes.iter().map(|text| journal::from_hex(text)).collect();
        hashes.context("the proof does not read")
    }

    pub async fn cosign(&self, size: u64, line: &str) -> anyhow::Result<()> {
        let body = serde_json::json!({"size": size, "line": line}).to_string();
        self.ask("POST", "/journal/cosignature", Some(body)).await.map(drop)
    }

    async fn ask(&self, method: &str, path: &str, body: Option<String>) -> anyhow::Result<String> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{}{path}", self.base, crate::routes::BASE))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT_LANGUAGE, "en")
            .body(Body::from(body.unwrap_or_default()))
            .with_context(|| format!("`--url {}`", self.base))?;
        let (status, bytes) = self.outbound.ask(request).await?;
        let text = String::from_utf8(bytes.to_vec()).context("the answer is no text")?;
        if status.is_success() { Ok(text) } else { bail!("{method} {path}: {status}: {text}") }
    }
}
