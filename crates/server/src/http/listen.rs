//! Accepts connections: TLS, limits per address, header timeout, graceful end.
//!
//! In place of `axum::serve`, which sets no header timeout (reliability §0.4). Knows nothing of routes.

use crate::limits::{CLOSE_WITHIN, CONNECTIONS_MAX, HEAD_BYTES_MAX, HEADERS_WITHIN, TLS_HANDSHAKE_WITHIN};
use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// Who is at the other end of the connection; every request carries it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

pub struct Listening {
    pub listener: TcpListener,
    pub tls: Option<TlsAcceptor>,
    pub per_address_max: usize,
    /// Addresses that are not counted: the proxies in front of us.
    pub uncounted: Vec<IpAddr>,
}

/// Serves until `stop` turns true, then gives open requests a moment to finish.
pub async fn serve(listening: Listening, router: Router, mut stop: watch::Receiver<bool>) {
    let Listening { listener, tls, per_address_max, uncounted } = listening;
    let counts = Arc::new(Counts { per_address_max, uncounted, open: Mutex::default() });
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = told(&mut stop) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, or the peer was gone at once: do not spin.
                tracing::warn!(error = %error, "could not accept a connection");
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
                continue;
            }
        };
        let Some(place) = Counts::enter(&counts, peer.ip()) else {
            metrics::counter!("qiao_http_connections_refused_total").increment(1);
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (router, tls, watcher) = (router.clone(), tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _place = place;
            match tls {
                None => serve_one(stream, peer, router, watcher).await,
                Some(acceptor) => {
                    if let Some(stream) = handshake(&acceptor, stream).await {
                        serve_one(stream, peer, router, watcher).await;
                    }
                }
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(CLOSE_WITHIN, graceful.shutdown()).await;
}

async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn handshake(acceptor: &TlsAcceptor, stream: TcpStream) -> Option<tokio_rustls::server::TlsStream<TcpStream>> {
    match tokio::time::timeout(TLS_HANDSHAKE_WITHIN, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => Some(stream),
        Ok(Err(error)) => {
            tracing::debug!(error = %error, "TLS handshake failed");
            None
        }
        Err(_) => None,
    }
}

async fn serve_one<S>(stream: S, peer: SocketAddr, router: Router, watcher: hyper_util::server::graceful::Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        router.clone().oneshot(request.map(axum::body::Body::new))
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN).max_buf_size(HEAD_BYTES_MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(64)
        .max_header_list_size(HEAD_BYTES_MAX as u32)
        .keep_alive_interval(HEADERS_WITHIN)
        .keep_alive_timeout(HEADERS_WITHIN);
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(error = %error, "connection ended");
    }
}

/// Open connections by address.
struct Counts {
    per_address_max: usize,
    uncounted: Vec<IpAddr>,
    open: Mutex<HashMap<IpAddr, usize>>,
}

impl Counts {
    fn enter(counts: &Arc<Self>, address: IpAddr) -> Option<PlaceOf> {
        let mut open = counts.open.lock().expect("no code panics while it holds this lock");
        let all: usize = open.values().sum();
        let own = open.entry(address).or_default();
        if all >= CONNECTIONS_MAX || (*own >= counts.per_address_max && !counts.uncounted.contains(&address)) {
            if *own == 0 {
                open.remove(&address);
            }
            return None;
        }
        *own += 1;
        Some(PlaceOf { counts: Arc::clone(counts), address })
    }
}

struct PlaceOf {
    counts: Arc<Counts>,
    address: IpAddr,
}

impl Drop for PlaceOf {
    fn drop(&mut self) {
        let mut open = self.counts.open.lock().expect("no code panics while it holds this lock");
        if let Some(own) = open.get_mut(&self.address) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.address);
            }
        }
    }
}
