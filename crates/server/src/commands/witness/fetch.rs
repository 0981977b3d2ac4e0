//! The log as a witness reaches it: a few requests over HTTP/1.1, each on a connection of its own.

use anyhow::{Context, bail};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, Uri, header};
use hyper_util::rt::TokioIo;
use journal::Hash;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use serde::Deserialize;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// One request, from the connection to the last byte.
const WITHIN: Duration = Duration::from_secs(30);
/// A note has at most 64 KB, a proof 64 hashes.
const ANSWER_BYTES_MAX: usize = 128 * 1_024;

pub struct Log {
    base: Uri,
    token: String,
    tls: Option<TlsConnector>,
}

#[derive(Deserialize)]
struct Proof {
    hashes: Vec<String>,
}

impl Log {
    pub fn new(url: &str, token: &str, ca: Option<&Path>) -> anyhow::Result<Self> {
        let base: Uri = url.trim_end_matches('/').parse().with_context(|| format!("`--url {url}`"))?;
        let tls = match base.scheme_str() {
            Some("https") => Some(connector(ca)?),
            Some("http") => None,
            _ => bail!("`--url` begins with `https://` or `http://`"),
        };
        Ok(Self { base, token: token.to_owned(), tls })
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
        let asked = tokio::time::timeout(WITHIN, self.exchange(method, path, body));
        let (status, text) = asked.await.context("no answer in time")?.with_context(|| format!("{method} {path}"))?;
        if status.is_success() { Ok(text) } else { bail!("{method} {path}: {status}: {text}") }
    }

    async fn exchange(&self, method: &str, path: &str, body: Option<String>) -> anyhow::Result<(StatusCode, String)> {
        let authority = self.base.authority().context("`--url` names no host")?;
        let port = authority.port_u16().unwrap_or(if self.tls.is_some() { 443 } else { 80 });
        let path = format!("{}{}{path}", self.base.path().trim_end_matches('/'), crate::routes::BASE);
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, authority.as_str())
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT_LANGUAGE, "en")
            .body(Body::from(body.unwrap_or_default()))?;
        let host = authority.host().trim_matches(['[', ']']);
        let stream = TcpStream::connect((host, port)).await.context("cannot connect")?;
        match &self.tls {
            Some(tls) => {
                let name = ServerName::try_from(host.to_owned())?;
                send(request, TokioIo::new(tls.connect(name, stream).await.context("TLS")?)).await
            }
            None => send(request, TokioIo::new(stream)).await,
        }
    }
}

async fn send<S>(request: Request<Body>, stream: S) -> anyhow::Result<(StatusCode, String)>
where
    S: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
{
    let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
    let connection = tokio::spawn(connection);
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let bytes = to_bytes(Body::new(answer.into_body()), ANSWER_BYTES_MAX).await?;
    connection.abort();
    Ok((status, String::from_utf8(bytes.to_vec()).context("the answer is no text")?))
}

fn connector(ca: Option<&Path>) -> anyhow::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if let Some(ca) = ca {
        let chain = CertificateDer::pem_file_iter(ca).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        for certificate in chain.with_context(|| format!("cannot read `{}`", ca.display()))? {
            roots.add(certificate)?;
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(tls)))
}
