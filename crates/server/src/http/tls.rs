//! Certificates: the operator's files, or one made here and kept in the data folder.

use crate::config::{Config, TlsMode};
use anyhow::Context;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;

/// `None` when TLS is off.
pub fn acceptor(config: &Config) -> anyhow::Result<Option<TlsAcceptor>> {
    let (cert, key) = match config.tls {
        TlsMode::Off => return Ok(None),
        TlsMode::Files => (config.tls_cert.clone(), config.tls_key.clone()),
        TlsMode::SelfMade => {
            let folder = config.data.join("tls");
            let (cert, key) = (folder.join("cert.pem"), folder.join("key.pem"));
            if !cert.exists() || !key.exists() {
                make_certificate(&cert, &key, config).context("cannot make a certificate")?;
            }
            (cert, key)
        }
    };
    let chain = CertificateDer::pem_file_iter(&cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| format!("cannot read the certificate `{}`", cert.display()))?;
    let key_der =
        PrivateKeyDer::from_pem_file(&key).with_context(|| format!("cannot read the key `{}`", key.display()))?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key_der)
        .context("certificate and key do not fit each other")?;
    tls.alpn_protocols = vec![b"http/1.1".to_vec()]; // The live socket needs HTTP/1.1; one protocol is plainer.
    Ok(Some(TlsAcceptor::from(Arc::new(tls))))
}

fn make_certificate(cert: &Path, key: &Path, config: &Config) -> anyhow::Result<()> {
    let mut names = vec!["localhost".to_owned(), config.http.ip().to_string()];
    if let Some(host) = config.public_url.as_deref().and_then(|url| url.split("://").nth(1)) {
        names.push(host.split([':', '/']).next().unwrap_or(host).to_owned());
    }
    names.dedup();
    let made = rcgen::generate_simple_self_signed(names)?;
    std::fs::create_dir_all(cert.parent().expect("a file in a folder"))?;
    std::fs::write(cert, made.cert.pem())?;
    crate::files::write_secret(key, made.signing_key.serialize_pem().as_bytes())?;
    Ok(())
}
