//! Copies of notices by mail: a queue in the store, an SMTP server outside. Optional; the notice itself is in the box.
//!
//! A copy leaves at least once: a crash between the server's answer and our commit sends it again under the same
//! Message-ID. A server that is down delays all copies; a refused address ends one. Start reading at
//! [`Office::send_mail_due`].

use crate::directory::{Directory, Person};
use crate::limits::{MAIL_AGAIN_AFTER, MAIL_AGAIN_AFTER_MAX, MAIL_AT_ONCE, MAIL_EVERY, MAIL_TRIES_MAX};
use crate::{Office, OfficeError, entry_with};
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use model::{Actor, FactBody, Millis, NoticeId, PersonId};
use std::sync::Arc;
use std::time::Duration;
use store::Aside;
use store::notices::NoticeRecord;
use tokio::sync::Notify;

/// How the server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailTls {
    /// In clear: a relay on this machine or in this network.
    Off,
    /// STARTTLS, which must succeed.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// The operator's settings. Has no `Debug`: it holds a password.
#[derive(Clone)]
pub struct MailSettings {
    pub host: String,
    pub port: u16,
    pub tls: MailTls,
    /// Sender, as `桥 <qiao@example.com>`.
    pub from: String,
    pub login: Option<(String, String)>,
    /// Where the pages are, for links.
    pub public_url: Option<String>,
    /// How long one copy may take, whatever the server does or leaves.
    pub within: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum MailError {
    #[error("`{from}` is no address of mail")]
    BadFrom { from: String },
    #[error("the mail server cannot be used")]
    Transport(#[source] lettre::transport::smtp::Error),
}

/// Sends copies, or does nothing without settings.
#[derive(Default)]
pub struct Mail {
    sender: Option<Sender>,
    queued: Notify,
}

struct Sender {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    public_url: Option<String>,
    within: Duration,
}

impl Mail {
    pub fn new(settings: Option<MailSettings>) -> Result<Self, MailError> {
        let Some(settings) = settings else { return Ok(Self::default()) };
        let from: Mailbox = settings.from.parse().map_err(|_| MailError::BadFrom { from: settings.from.clone() })?;
        let parameters = || TlsParameters::new(settings.host.clone()).map_err(MailError::Transport);
        let tls = match settings.tls {
            MailTls::Off => Tls::None,
            MailTls::StartTls => Tls::Required(parameters()?),
            MailTls::Tls => Tls::Wrapper(parameters()?),
        };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(tls)
            .timeout(Some(settings.within));
        let transport = match settings.login.clone() {
            Some((user, password)) => transport.credentials(Credentials::new(user, password)),
            None => transport,
        };
        let MailSettings { public_url, within, .. } = settings;
        let sender = Sender { transport: transport.build(), from, public_url, within };
        Ok(Self { sender: Some(sender), queued: Notify::new() })
    }

    /// What queues copies for those who have an address.
    pub(crate) fn copies(&self, directory: &Directory, notice: NoticeId, to: &[PersonId], now: Millis) -> Vec<Aside> {
        if self.sender.is_none() {
            return Vec::new();
        }
        let has_address = |id: &&PersonId| directory.person(**id).is_some_and(|person| person.email.is_some());
        to.iter().filter(has_address).map(|person| Aside::MailQueued { notice, person: *person, due_ms: now }).collect()
    }

    /// There is something in the queue.
    pub(crate) fn wake(&self) {
        self.queued.notify_one();
    }
}

/// What became of one try.
enum Tried {
    Sent,
    /// It will never arrive.
    Refused(String),
    /// This one may arrive later.
    Later(String),
    /// No copy arrives now: the server is away or does not let us in.
    Down(String),
}

impl Office {
    /// Sends what is due, soon after it was queued, until the office is dropped.
    pub(crate) async fn run_mail_job(self: Arc<Self>) {
        if self.mail.sender.is_none() {
            return;
        }
        loop {
            // Waking early or late costs nothing: the store says what is due.
            let _woken = tokio::time::timeout(MAIL_EVERY, self.mail.queued.notified()).await;
            if let Err(error) = self.send_mail_due().await {
                tracing::error!(error = %error, "could not look after the queue of mail");
            }
        }
    }

    /// One round. Returns how many copies left.
    pub async fn send_mail_due(&self) -> Result<usize, OfficeError> {
        let Some(sender) = &self.mail.sender else { return Ok(0) };
        let mut sent = 0;
        for (notice, person, tries) in store::notices::mail_due(&self.store, self.now(), MAIL_AT_ONCE).await? {
            let tried = self.send_copy(sender, notice, person).await?;
            let is_down = matches!(tried, Tried::Down(_));
            sent += usize::from(matches!(tried, Tried::Sent));
            self.note_try(notice, person, tries + 1, tried).await?;
            if is_down {
                break; // The others would only wait for the same silence.
            }
        }
        Ok(sent)
    }

    async fn send_copy(&self, sender: &Sender, id: NoticeId, person: PersonId) -> Result<Tried, OfficeError> {
        let person = self.directory().person(person).filter(|person| person.is_active);
        let Some(person) = person else { return Ok(Tried::Refused("the account is disabled".into())) };
        let Some(notice) = store::notices::notice(&self.store, id, person.id).await? else {
            return Ok(Tried::Refused("there is no such notice".into()));
        };
        let message = match sender.compose(&notice, &person, &self.notice_lines(&notice, &person).await) {
            Ok(message) => message,
            Err(why) => return Ok(Tried::Refused(why)),
        };
        // The limit of `lettre` is for connecting: a server that says nothing would be waited for without end.
        Ok(match tokio::time::timeout(sender.within, sender.transport.send(message)).await {
            Ok(Ok(_)) => Tried::Sent,
            Ok(Err(error)) => told(&error),
            Err(_) => Tried::Down("the server does not answer".into()),
        })
    }

    async fn note_try(&self, notice: NoticeId, person: PersonId, tries: u32, tried: Tried) -> Result<(), OfficeError> {
        let next_ms = |why: &str| {
            tracing::warn!(notice = %notice, tries, "a copy by mail did not leave: {why}");
            let doubled = MAIL_AGAIN_AFTER.0.saturating_mul(1 << tries.min(20).saturating_sub(1));
            self.now() + Millis(doubled.min(MAIL_AGAIN_AFTER_MAX.0))
        };
        let body = match tried {
            Tried::Sent => FactBody::NoticeMailed { notice, person },
            Tried::Later(why) | Tried::Down(why) if tries < MAIL_TRIES_MAX => {
                let later = Aside::MailTried { notice, person, tries, next_ms: Some(next_ms(&why)) };
                self.journal.commit_with(Vec::new(), vec![later]).await?;
                return Ok(());
            }
            Tried::Refused(reason) | Tried::Later(reason) | Tried::Down(reason) => {
                tracing::warn!(notice = %notice, tries, "a copy by mail is given up: {reason}");
                FactBody::NoticeMailFailed { notice, person, reason }
            }
        };
        let fact = self.fact(Actor::System, &[], body);
        self.commit(vec![entry_with(fact, Aside::MailTried { notice, person, tries, next_ms: None })]).await?;
        Ok(())
    }
}

impl Sender {
    /// In the reader's language, with a link when it is known where the pages are.
    fn compose(&self, notice: &NoticeRecord, reader: &Person, lines: &[String]) -> Result<Message, String> {
        let is_chinese = reader.locale.starts_with("zh");
        let title = if is_chinese { &notice.title_zh } else { &notice.title_en };
        let address = reader.email.as_deref().unwrap_or_default();
        let to: Address = address.parse().map_err(|_| "the address is not one of mail".to_owned())?;
        let mut body = lines.to_vec();
        if notice.must_acknowledge {
            body.push(String::new());
            body.push(if is_chinese { "请阅读后确认。" } else { "Please confirm that you have read it." }.into());
        }
        if let Some(url) = &self.public_url {
            body.push(String::new());
            body.push(format!("{url}/notices"));
        }
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(Some(reader.name.0.clone()), to))
            .subject(title.as_str())
            // The same at each try, so that a second copy is known for one.
            .message_id(Some(format!("<{}.{}@{}>", notice.id, reader.id, self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(body.join("\n"))
            .map_err(|error| error.to_string())
    }
}

/// RFC 5321 §4.2.1: 5xx is for good, 4xx for now. What concerns our log-in concerns every copy (RFC 4954 §6).
fn told(error: &lettre::transport::smtp::Error) -> Tried {
    let why = chain(error);
    let code = error.status().map(u16::from);
    match code {
        Some(421 | 432 | 454 | 530 | 534 | 535 | 538) | None => Tried::Down(why),
        Some(500..) => Tried::Refused(why),
        Some(_) => Tried::Later(why),
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
