//! Settings: one struct is the file's keys, the `QIAO_…` variables and the command line's options.
//!
//! `default.toml` beside this file is the default and the manual. Start reading at [`Config::resolve`].

mod sign_on;

pub use sign_on::{ProviderSettings, is_safe};

use clap::Args;
use journal::note::{Kind, Verifier};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The defaults and the manual.
pub const DEFAULT_TOML: &str = include_str!("default.toml");

/// What one source says; `None`: nothing. Names: `default.toml`.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Database, recordings, rulebook and certificates of this centre.
    #[arg(long, env = "QIAO_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Default: SQLite in the data folder. Or `postgres://…`.
    #[arg(long, env = "QIAO_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Folder of the rules; default: `rulebook` in the data folder.
    #[arg(long, env = "QIAO_RULEBOOK", value_name = "DIR")]
    pub rulebook: Option<PathBuf>,
    /// Key of personal values; default: `vault.key` in the data folder.
    #[arg(long, env = "QIAO_VAULT_KEY_FILE", value_name = "FILE")]
    pub vault_key_file: Option<PathBuf>,
    /// Address of desk, floor and API; port 0 picks a free one.
    #[arg(long, env = "QIAO_HTTP", value_name = "ADDR")]
    pub http: Option<SocketAddr>,
    #[arg(long, env = "QIAO_TLS", value_name = "off|self|files")]
    pub tls: Option<TlsMode>,
    #[arg(long, env = "QIAO_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    #[arg(long, env = "QIAO_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// How browsers reach us, as `https://qiao.example.com`.
    #[arg(long, env = "QIAO_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    #[arg(long, env = "QIAO_COOKIE", value_name = "auto|secure|plain")]
    pub cookie: Option<CookieMode>,
    /// Proxies whose X-Forwarded-For is believed.
    #[arg(long, env = "QIAO_TRUSTED_PROXIES", value_name = "IP,…", value_delimiter = ',')]
    pub trusted_proxies: Option<Vec<IpAddr>>,
    #[arg(long, env = "QIAO_CONNECTIONS_PER_ADDRESS", value_name = "N")]
    pub connections_per_address: Option<usize>,
    #[arg(long, env = "QIAO_METRICS", value_name = "loopback|all|off")]
    pub metrics: Option<MetricsFor>,
    /// SIP over UDP and TCP.
    #[arg(long, env = "QIAO_SIP", value_name = "ADDR")]
    pub sip: Option<SocketAddr>,
    /// RTP ports, both ends included.
    #[arg(long, env = "QIAO_RTP_PORTS", value_name = "A-B")]
    pub rtp_ports: Option<PortRange>,
    /// One UDP port for the audio of all browsers.
    #[arg(long, env = "QIAO_WEBRTC", value_name = "ADDR")]
    pub webrtc: Option<MaybeAddress>,
    #[arg(long, env = "QIAO_WEBRTC_CANDIDATES", value_name = "IP,…", value_delimiter = ',')]
    pub webrtc_candidates: Option<Vec<IpAddr>>,
    #[arg(long, env = "QIAO_RECORDINGS", value_name = "DIR")]
    pub recordings: Option<PathBuf>,
    /// After SIGTERM, running calls may go on for so many seconds.
    #[arg(long, env = "QIAO_DRAIN_SECONDS", value_name = "S")]
    pub drain_seconds: Option<u64>,
    /// Server that takes copies of notices; empty: none are sent.
    #[arg(long, env = "QIAO_SMTP_HOST", value_name = "HOST")]
    pub smtp_host: Option<String>,
    /// Port 0: as `smtp_tls` needs, 25, 587 or 465.
    #[arg(long, env = "QIAO_SMTP_PORT", value_name = "PORT")]
    pub smtp_port: Option<u16>,
    #[arg(long, env = "QIAO_SMTP_TLS", value_name = "off|starttls|tls")]
    pub smtp_tls: Option<SmtpTls>,
    /// Sender, as `桥 <qiao@example.com>`.
    #[arg(long, env = "QIAO_SMTP_FROM", value_name = "ADDRESS")]
    pub smtp_from: Option<String>,
    #[arg(long, env = "QIAO_SMTP_USER", value_name = "NAME")]
    pub smtp_user: Option<String>,
    /// File with the password of `smtp_user`.
    #[arg(long, env = "QIAO_SMTP_PASSWORD_FILE", value_name = "FILE")]
    pub smtp_password_file: Option<PathBuf>,
    /// Secret key that signs the journal; default: `journal.key` in the data folder, made at the first start.
    #[arg(long, env = "QIAO_JOURNAL_KEY_FILE", value_name = "FILE")]
    pub journal_key_file: Option<PathBuf>,
    /// Public keys of witnesses, `name+hash+key`, whose cosignatures are taken.
    #[arg(long, env = "QIAO_JOURNAL_WITNESSES", value_name = "KEY,…", value_delimiter = ',')]
    pub journal_witnesses: Option<Vec<String>>,
    /// In the file only: tables.
    #[arg(skip)]
    pub sign_on: Option<Vec<ProviderSettings>>,
    /// What is written to standard error, as `info,switch=debug`.
    #[arg(long, env = "QIAO_LOG", value_name = "FILTER")]
    pub log: Option<String>,
}

/// The settings in force.
#[derive(Clone, Debug)]
pub struct Config {
    pub data: PathBuf,
    pub database: String,
    pub rulebook: PathBuf,
    pub vault_key_file: PathBuf,
    pub http: SocketAddr,
    pub tls: TlsMode,
    pub tls_cert: PathBuf,
    pub tls_key: PathBuf,
    pub public_url: Option<String>,
    pub has_secure_cookie: bool,
    pub trusted_proxies: Vec<IpAddr>,
    pub connections_per_address: usize,
    pub metrics: MetricsFor,
    pub sip: SocketAddr,
    pub rtp_ports: PortRange,
    pub webrtc: SocketAddr,
    pub webrtc_candidates: Vec<IpAddr>,
    pub recordings: PathBuf,
    pub drain_seconds: u64,
    pub smtp: Option<Smtp>,
    pub journal_key_file: PathBuf,
    pub journal_witnesses: Vec<Verifier>,
    pub sign_on: Vec<ProviderSettings>,
    pub log: String,
}

/// How copies of notices leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: SmtpTls,
    pub from: String,
    pub user: Option<String>,
    /// Read at the start, never shown.
    pub password_file: PathBuf,
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read `{}`", path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    /// Prints as `file:line: what`.
    #[error("{file}:{line}: {what}")]
    Wrong { file: String, line: usize, what: String },
    #[error("{0}")]
    Unfit(String),
}

impl Config {
    /// Options and variables (`given`) over the operator's file over `default.toml`.
    pub fn resolve(given: Settings, file: Option<&Path>) -> Result<Self, ConfigError> {
        let defaults = parse(DEFAULT_TOML, "default.toml")?;
        let from_file = match file {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
                parse(&text, &path.display().to_string())?
            }
            None => Settings::default(),
        };
        Self::complete(given.over(from_file).over(defaults))
    }

    fn complete(all: Settings) -> Result<Self, ConfigError> {
        const WHOLE: &str = "default.toml has every key";
        let smtp = smtp(&all)?;
        let data = all.data.expect(WHOLE);
        let sip = all.sip.expect(WHOLE);
        let http = all.http.expect(WHOLE);
        let tls = all.tls.expect(WHOLE);
        let public_url = all.public_url.expect(WHOLE).trim_end_matches('/').to_owned();
        let (tls_cert, tls_key) = (all.tls_cert.expect(WHOLE), all.tls_key.expect(WHOLE));
        if tls == TlsMode::Files && (is_empty(&tls_cert) || is_empty(&tls_key)) {
            return Err(ConfigError::Unfit("`tls = \"files\"` needs `tls_cert` and `tls_key`".into()));
        }
        if !public_url.is_empty() && !public_url.starts_with("https://") && !public_url.starts_with("http://") {
            return Err(ConfigError::Unfit("`public_url` begins with `https://` or `http://`".into()));
        }
        if sip.ip().is_unspecified() {
            return Err(ConfigError::Unfit("`sip` needs an address that others can reach, not 0.0.0.0".into()));
        }
        let has_secure_cookie = match all.cookie.expect(WHOLE) {
            CookieMode::Secure => true,
            CookieMode::Plain => false,
            CookieMode::Auto => {
                tls != TlsMode::Off
                    || public_url.starts_with("https://")
                    || (public_url.is_empty() && http.ip().is_loopback())
            }
        };
        let inside = |given: PathBuf, name: &str| if is_empty(&given) { data.join(name) } else { given };
        Ok(Self {
            database: match all.database.expect(WHOLE) {
                url if url.is_empty() => sqlite_url(&data),
                url => url,
            },
            rulebook: inside(all.rulebook.expect(WHOLE), "rulebook"),
            recordings: inside(all.recordings.expect(WHOLE), "recordings"),
            vault_key_file: inside(all.vault_key_file.expect(WHOLE), "vault.key"),
            journal_key_file: inside(all.journal_key_file.expect(WHOLE), "journal.key"),
            journal_witnesses: witnesses(&all.journal_witnesses.expect(WHOLE))?,
            sign_on: sign_on::checked(all.sign_on.expect(WHOLE), &public_url)?,
            http,
            tls,
            tls_cert,
            tls_key,
            public_url: (!public_url.is_empty()).then_some(public_url),
            has_secure_cookie,
            trusted_proxies: all.trusted_proxies.expect(WHOLE),
            connections_per_address: all.connections_per_address.expect(WHOLE),
            metrics: all.metrics.expect(WHOLE),
            sip,
            rtp_ports: all.rtp_ports.expect(WHOLE),
            webrtc: all.webrtc.expect(WHOLE).0.unwrap_or(SocketAddr::new(sip.ip(), 0)),
            webrtc_candidates: all.webrtc_candidates.expect(WHOLE),
            drain_seconds: all.drain_seconds.expect(WHOLE),
            smtp,
            log: all.log.expect(WHOLE),
            data,
        })
    }
}

impl Settings {
    /// What `self` says, and where it says nothing, what `under` says.
    pub fn over(self, under: Self) -> Self {
        Self {
            data: self.data.or(under.data),
            database: self.database.or(under.database),
            rulebook: self.rulebook.or(under.rulebook),
            vault_key_file: self.vault_key_file.or(under.vault_key_file),
            http: self.http.or(under.http),
            tls: self.tls.or(under.tls),
            tls_cert: self.tls_cert.or(under.tls_cert),
            tls_key: self.tls_key.or(under.tls_key),
            public_url: self.public_url.or(under.public_url),
            cookie: self.cookie.or(under.cookie),
            trusted_proxies: self.trusted_proxies.or(under.trusted_proxies),
            connections_per_address: self.connections_per_address.or(under.connections_per_address),
            metrics: self.metrics.or(under.metrics),
            sip: self.sip.or(under.sip),
            rtp_ports: self.rtp_ports.or(under.rtp_ports),
            webrtc: self.webrtc.or(under.webrtc),
            webrtc_candidates: self.webrtc_candidates.or(under.webrtc_candidates),
            recordings: self.recordings.or(under.recordings),
            drain_seconds: self.drain_seconds.or(under.drain_seconds),
            smtp_host: self.smtp_host.or(under.smtp_host),
            smtp_port: self.smtp_port.or(under.smtp_port),
            smtp_tls: self.smtp_tls.or(under.smtp_tls),
            smtp_from: self.smtp_from.or(under.smtp_from),
            smtp_user: self.smtp_user.or(under.smtp_user),
            smtp_password_file: self.smtp_password_file.or(under.smtp_password_file),
            journal_key_file: self.journal_key_file.or(under.journal_key_file),
            journal_witnesses: self.journal_witnesses.or(under.journal_witnesses),
            sign_on: self.sign_on.or(under.sign_on),
            log: self.log.or(under.log),
        }
    }
}

/// A password in clear over the wire is refused: `smtp_user` needs TLS, but on this machine.
fn smtp(all: &Settings) -> Result<Option<Smtp>, ConfigError> {
    let text = |of: &Option<String>| of.clone().unwrap_or_default().trim().to_owned();
    let host = text(&all.smtp_host);
    if host.is_empty() {
        return Ok(None);
    }
    let tls = all.smtp_tls.unwrap_or(SmtpTls::Starttls);
    let (from, user) = (text(&all.smtp_from), Some(text(&all.smtp_user)).filter(|user| !user.is_empty()));
    let password_file = all.smtp_password_file.clone().unwrap_or_default();
    if from.is_empty() {
        return Err(ConfigError::Unfit("`smtp_host` needs `smtp_from`, the sender's address".into()));
    }
    if user.is_some() && is_empty(&password_file) {
        return Err(ConfigError::Unfit("`smtp_user` needs `smtp_password_file`".into()));
    }
    let is_here = host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    if user.is_some() && tls == SmtpTls::Off && !is_here {
        return Err(ConfigError::Unfit("`smtp_user` needs `smtp_tls`: a password does not travel in clear".into()));
    }
    let port = match (all.smtp_port.unwrap_or(0), tls) {
        (0, SmtpTls::Off) => 25,
        (0, SmtpTls::Starttls) => 587,
        (0, SmtpTls::Tls) => 465,
        (port, _) => port,
    };
    Ok(Some(Smtp { host, port, tls, from, user, password_file }))
}

fn witnesses(given: &[String]) -> Result<Vec<Verifier>, ConfigError> {
    let unfit = |error: anyhow::Error| ConfigError::Unfit(format!("`journal_witnesses`: {error:#}"));
    let keys = crate::journal_key::public_keys(&given.join("\n")).map_err(unfit)?;
    match keys.iter().find(|key| key.kind != Kind::Witness) {
        Some(key) => Err(ConfigError::Unfit(format!("`journal_witnesses`: `{}` is not a witness's key", key.name))),
        None => Ok(keys),
    }
}

/// The file in the data folder, as an absolute URL: `sqlite:///path/qiao.db`.
pub fn sqlite_url(data: &Path) -> String {
    let whole = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    format!("sqlite://{}", whole.join("qiao.db").display())
}

fn is_empty(path: &Path) -> bool {
    path.as_os_str().is_empty()
}

fn parse(text: &str, file: &str) -> Result<Settings, ConfigError> {
    toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start.min(text.len()));
        let line = text[..at].matches('\n').count() + 1;
        let what = error.message().replace("unknown field", "unknown key").replace('\n', " ");
        ConfigError::Wrong { file: file.to_owned(), line, what }
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum TlsMode {
    Off,
    #[serde(rename = "self")]
    #[value(name = "self")]
    SelfMade,
    Files,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    Off,
    Starttls,
    Tls,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum CookieMode {
    Auto,
    Secure,
    Plain,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum MetricsFor {
    Loopback,
    All,
    Off,
}

/// UDP ports, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PortRange {
    pub from: u16,
    pub until: u16,
}

impl FromStr for PortRange {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let ends = text.split_once('-').and_then(|(from, until)| Some((from.parse().ok()?, until.parse().ok()?)));
        match ends {
            Some((from, until)) if from >= 1_024 && from < until => Ok(Self { from, until }),
            _ => Err(format!("`{text}` is not a port range such as `20000-29999`, from 1024")),
        }
    }
}

impl TryFrom<String> for PortRange {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl std::fmt::Display for PortRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.from, self.until)
    }
}

/// An address, or nothing when the text is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct MaybeAddress(pub Option<SocketAddr>);

impl FromStr for MaybeAddress {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "" => Ok(Self(None)),
            _ => text
                .parse()
                .map(|a| Self(Some(a)))
                .map_err(|_| format!("`{text}` is not an address such as `127.0.0.1:5066`")),
        }
    }
}

impl TryFrom<String> for MaybeAddress {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_file(text: &str, given: Settings) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("qiao.toml");
        std::fs::write(&path, text).expect("writable");
        Config::resolve(given, Some(&path))
    }

    #[test]
    fn options_win_over_the_file_and_the_file_over_the_default() {
        let given = Settings { http: Some("127.0.0.1:0".parse().expect("address")), ..Settings::default() };
        let config = with_file("http = \"127.0.0.1:9999\"\nrtp_ports = \"30000-30100\"\n", given).expect("valid");
        assert_eq!(config.http.port(), 0);
        assert_eq!(config.rtp_ports, PortRange { from: 30_000, until: 30_100 });
        assert_eq!(config.sip.port(), 5060);
        assert!(config.database.starts_with("sqlite:///"), "{}", config.database);
    }

    #[test]
    fn wrong_keys_and_values_name_file_and_line() {
        for (text, line, what) in [
            ("# mine\n\nhtpp = \"127.0.0.1:1\"\n", 3, "unknown key `htpp`"),
            ("http = \"nonsense\"\n", 1, "invalid socket address"),
            ("log = \"info\"\nrtp_ports = \"9-1\"\n", 2, "not a port range"),
            ("log = \n", 1, ""),
            ("\ntls = \"maybe\"\n", 2, "unknown variant"),
        ] {
            let error = with_file(text, Settings::default()).expect_err(text).to_string();
            assert!(error.contains(&format!("qiao.toml:{line}: ")) && error.contains(what), "{text} -> {error}");
        }
    }

    #[test]
    fn cookies_are_secure_where_browsers_keep_them() {
        for (text, is_secure) in [
            ("", true),
            ("http = \"0.0.0.0:8080\"", false),
            ("http = \"0.0.0.0:8080\"\ntls = \"self\"", true),
            ("http = \"0.0.0.0:8080\"\npublic_url = \"https://qiao.example.com/\"", true),
            ("public_url = \"http://qiao.local\"", false),
            ("cookie = \"plain\"", false),
        ] {
            let config = with_file(text, Settings::default()).expect(text);
            assert_eq!(config.has_secure_cookie, is_secure, "{text}");
        }
    }

    #[test]
    fn the_port_of_mail_follows_its_tls() {
        let smtp = |more: &str| {
            let text = format!("smtp_host = \"mail.example.com\"\nsmtp_from = \"桥 <qiao@example.com>\"\n{more}");
            with_file(&text, Settings::default()).expect("valid").smtp.expect("mail is on")
        };
        assert_eq!((smtp("").port, smtp("").tls), (587, SmtpTls::Starttls));
        assert_eq!(smtp("smtp_tls = \"tls\"").port, 465);
        assert_eq!(smtp("smtp_tls = \"off\"\nsmtp_port = 2525").port, 2525);
        assert_eq!(with_file("", Settings::default()).expect("valid").smtp, None);
    }

    #[test]
    fn settings_that_cannot_work_are_refused_before_anything_is_bound() {
        let smtp = "smtp_host = \"mail.example.com\"\nsmtp_from = \"qiao@example.com\"\n";
        for text in [
            "tls = \"files\"",
            "sip = \"0.0.0.0:5060\"",
            "public_url = \"qiao.example.com\"",
            "smtp_host = \"mail.example.com\"",
            &format!("{smtp}smtp_user = \"qiao\""),
            &format!("{smtp}smtp_user = \"qiao\"\nsmtp_password_file = \"/x\"\nsmtp_tls = \"off\""),
        ] {
            assert!(with_file(text, Settings::default()).is_err(), "{text}");
        }
    }
}
