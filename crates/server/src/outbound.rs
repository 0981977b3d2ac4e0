//! Requests that the service itself makes: to a witnessed log, to OpenID providers. HTTP/1.1, each on a connection of its
//! own, with a limit of time and size. Redirects are not followed: whoever is asked was named in the settings.

use anyhow::{Context, bail};
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderValue, Request, StatusCode, Uri, header};
use hyper_util::rt::TokioIo;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// How long an exchange may take, from the connection to the last byte, and how long its answer may be.
#[derive(Clone, Copy)]
pub struct Bounds {
    pub within: Duration,
    pub bytes_max: usize,
}

pub struct Outbound {
    tls: TlsConnector,
    bounds: Bounds,
}

impl Outbound {
    /// Trusts the machine's certificates and those of `ca`.
    pub fn new(ca: Option<&Path>, bounds: Bounds) -> anyhow::Result<Self> {
        Ok(Self { tls: connector(ca)?, bounds })
    }

    /// `request`: with its whole URL.
    pub async fn ask(&self, request: Request<Body>) -> anyhow::Result<(StatusCode, Bytes)> {
        let what = format!("{} {}", request.method(), request.uri());
        let asked = tokio::time::timeout(self.bounds.within, self.exchange(request));
        asked.await.context("no answer in time").and_then(|answer| answer).context(what)
    }

    async fn exchange(&self, mut request: Request<Body>) -> anyhow::Result<(StatusCode, Bytes)> {
        let url = std::mem::take(request.uri_mut());
        let authority = url.authority().context("the URL names no host")?;
        let is_tls = match url.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => bail!("the URL begins with `https://` or `http://`"),
        };
        *request.uri_mut() = url.path_and_query().map_or("/", |path| path.as_str()).parse::<Uri>()?;
        request.headers_mut().insert(header::HOST, HeaderValue::from_str(authority.as_str())?);
        let port = authority.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let host = authority.host().trim_matches(['[', ']']);
        let stream = TcpStream::connect((host, port)).await.context("cannot connect")?;
        if is_tls {
            let name = ServerName::try_from(host.to_owned())?;
            self.send(request, TokioIo::new(self.tls.connect(name, stream).await.context("TLS")?)).await
        } else {
            self.send(request, TokioIo::new(stream)).await
        }
    }

    async fn send<S>(&self, request: Request<Body>, stream: S) -> anyhow::Result<(StatusCode, Bytes)>
    where
        S: hyper::rt::Read + hyper::rt::Write + Unpin + Send + 'static,
    {
        let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await?;
        let connection = tokio::spawn(connection);
        let answer = sender.send_request(request).await?;
        let status = answer.status();
        let bytes = to_bytes(Body::new(answer.into_body()), self.bounds.bytes_max).await;
        connection.abort();
        Ok((status, bytes.context("the answer is too long")?))
    }
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
