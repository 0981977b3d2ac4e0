//! The running service put together, in order: store, journal, office, switch, web. And taken apart again.
//!
//! SIGTERM drains: new calls get 503, running calls end by themselves or at the limit. A second one stops at once.

use crate::config::{Config, SmtpTls};
use crate::files::make_private_folder;
use crate::http::listen::{self, Listening};
use crate::http::{App, observe, router, tls};
use crate::limits::STOP_WITHIN;
use crate::sign_on::SignOn;
use crate::telephony::Telephony;
use anyhow::Context;
use journal::note::Kind;
use model::{Fact, Millis};
use office::doors::Job;
use office::evidence::EvidenceKeys;
use office::limits::MAIL_WITHIN;
use office::passwords::Cost;
use office::processes::mail::{Mail, MailSettings, MailTls};
use office::writer::{Journal, recovery};
use office::{Clock, Office, Parts, Switchboard};
use rulebook::Rulebook;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use workforce::Floor;

/// How a journal's log is called, with some letters of its own: no two logs of the world have one name.
pub const LOG_NAME: &str = "qiao.journal";

/// What a start needs beside the settings.
pub struct Start {
    pub config: Config,
    pub rulebook: Arc<Rulebook>,
    pub is_demo: bool,
    pub clock: Clock,
    pub password_cost: Cost,
}

/// A running service.
pub struct Running {
    pub app: App,
    pub http: SocketAddr,
    stop_web: watch::Sender<bool>,
    web: JoinHandle<()>,
    jobs: Vec<JoinHandle<()>>,
}

/// The store and its writer, without the web and the switch.
pub struct Books {
    pub store: Arc<Store>,
    pub journal: Journal,
    /// The switch's way into the journal.
    pub facts: mpsc::Sender<Fact>,
}

/// Opens the database and starts its one writer.
pub async fn open_books(config: &Config, rulebook: &Rulebook, now: Millis) -> anyhow::Result<Books> {
    make_private_folder(&config.data).with_context(|| format!("cannot make the folder `{}`", config.data.display()))?;
    let store = Store::open(&config.database, store::Options::default()).await.context("cannot open the database")?;
    let store = Arc::new(store);
    let definition = Arc::new(office::reports::definition(rulebook));
    let floor = Floor::new(definition, rulebook.centre.utc_offset_minutes, now);
    let vault = crate::keys::open_vault(config, &store).await?;
    let (journal, facts) =
        recovery::start(Arc::clone(&store), vault, floor).await.context("cannot read the journal")?;
    Ok(Books { store, journal, facts })
}

/// The office over opened books.
pub async fn open_office(start: &Start, books: &Books, switchboard: Switchboard) -> anyhow::Result<Arc<Office>> {
    let office = Office::open(Parts {
        store: Arc::clone(&books.store),
        journal: books.journal.clone(),
        rulebook: Arc::clone(&start.rulebook),
        switchboard,
        recordings: start.config.recordings.clone(),
        clock: Arc::clone(&start.clock),
        password_cost: start.password_cost,
        mail: mail(&start.config)?,
        evidence_keys: Some(EvidenceKeys {
            log: crate::journal_key::read_or_make(&start.config.journal_key_file, Kind::Log, LOG_NAME)?,
            witnesses: start.config.journal_witnesses.clone(),
        }),
    });
    office.await.context("cannot open the office")
}

fn mail(config: &Config) -> anyhow::Result<Mail> {
    let Some(smtp) = &config.smtp else { return Ok(Mail::default()) };
    let login = match &smtp.user {
        Some(user) => {
            let path = &smtp.password_file;
            let password = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read `{}` (key `smtp_password_file`)", path.display()))?;
            Some((user.clone(), password.trim_end_matches(['\r', '\n']).to_owned()))
        }
        None => None,
    };
    let tls = match smtp.tls {
        SmtpTls::Off => MailTls::Off,
        SmtpTls::Starttls => MailTls::StartTls,
        SmtpTls::Tls => MailTls::Tls,
    };
    let settings = MailSettings {
        host: smtp.host.clone(),
        port: smtp.port,
        tls,
        from: smtp.from.clone(),
        login,
        public_url: config.public_url.clone(),
        within: MAIL_WITHIN,
    };
    Mail::new(Some(settings)).context("mail cannot be sent (keys `smtp_…`)")
}

impl Running {
    /// Starts everything.
    pub async fn start(start: Start) -> anyhow::Result<Self> {
        let books = open_books(&start.config, &start.rulebook, (start.clock)()).await?;
        make_private_folder(&start.config.recordings)?;
        media::repair_recordings(&start.config.recordings).context("cannot mend the recordings")?;
        // The office needs the switch to give orders, the switch needs the office's people to route: a desk with no
        // line first, then the line.
        let (line, switchboard, orders) = Telephony::off();
        drop(line);
        let office = open_office(&start, &books, switchboard).await?;
        office.rehearse_with(crate::rehearse::exchange());
        let people = office.rulebook();
        let added = office.import_people(&people.people).await.context("cannot add the rulebook's people")?;
        if added > 0 {
            tracing::info!(people = added, "added people of the rulebook");
        }
        office.start(crate::VERSION).await.context("cannot note the start")?;
        let (telephony, node_line) = Telephony::start(&start.config, office.routing(), books.facts)
            .await
            .with_context(|| format!("cannot start SIP and media on `{}` (key `sip`)", start.config.sip))?;
        tokio::spawn(forward(orders, node_line));
        crate::control::listen(&start.config.data, Arc::clone(&office), books.store).await?;
        Self::serve(start, office, telephony).await
    }

    /// The web alone, over a switch that somebody else plays.
    pub async fn start_web(
        start: Start,
        telephony: Telephony,
        switchboard: Switchboard,
    ) -> anyhow::Result<(Self, Books)> {
        let books = open_books(&start.config, &start.rulebook, (start.clock)()).await?;
        let office = open_office(&start, &books, switchboard).await?;
        office.import_people(&start.rulebook.people).await?;
        office.start(crate::VERSION).await?;
        Ok((Self::serve(start, office, telephony).await?, books))
    }

    async fn serve(start: Start, office: Arc<Office>, telephony: Telephony) -> anyhow::Result<Self> {
        observe::recorder();
        let config = &start.config;
        let tls = tls::acceptor(config)?;
        let sign_on = SignOn::open(config).context("sign-on cannot be offered (key `sign_on`)")?;
        let listener = TcpListener::bind(config.http)
            .await
            .with_context(|| format!("cannot listen on `{}` (key `http`)", config.http))?;
        let http = listener.local_addr()?;
        // Without a public address the browser on this machine finds us as localhost.
        let scheme = if tls.is_some() { "https" } else { "http" };
        let here = || format!("{scheme}://localhost:{}", http.port());
        office.serve_at(&config.public_url.clone().unwrap_or_else(here));
        let jobs = Job::ALL.map(|job| tokio::spawn(Arc::clone(&office).run_job(job))).into();
        let app = App::new(office, telephony, config, sign_on, start.is_demo);
        let (stop_web, stopped) = watch::channel(false);
        let listening = Listening {
            listener,
            tls,
            per_address_max: config.connections_per_address,
            uncounted: config.trusted_proxies.clone(),
        };
        let web = tokio::spawn(listen::serve(listening, router(app.clone()), stopped));
        Ok(Self { app, http, stop_web, web, jobs })
    }

    /// `ready http=… sip=… webrtc=… rtp=…`.
    pub fn ready_line(&self, config: &Config) -> String {
        let scheme = if self.app.is_https { "https" } else { "http" };
        format!("ready http={scheme}://{}{} rtp={}", self.http, self.app.telephony.bound_text(), config.rtp_ports)
    }

    /// Serves until told to stop, then drains.
    pub async fn until_stopped(self, drain: Duration) -> anyhow::Result<()> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!(
            limit_s = drain.as_secs(),
            "draining: no new calls, running calls may end; once more stops at once"
        );
        self.app.drain();
        self.app.telephony.drain();
        tokio::select! {
            () = self.app.telephony.stopped() => {}
            () = tokio::time::sleep(drain) => tracing::warn!("the time for running calls is over"),
            _ = terminate.recv() => tracing::warn!("stopping at once"),
            _ = interrupt.recv() => tracing::warn!("stopping at once"),
        }
        // Who still talks hears BYE. After a drain nobody does.
        self.app.telephony.hang_up_all();
        let _ = tokio::time::timeout(STOP_WITHIN, self.app.telephony.stopped()).await;
        self.stop().await
    }

    /// Closes sockets and the web, and notes the stop.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.jobs.iter().for_each(JoinHandle::abort);
        self.app.live_sockets.close_all();
        self.stop_web.send_replace(true);
        let _ = self.web.await;
        self.app.office.journal().flush().await.context("facts were left unwritten")?;
        self.app.office.stop().await.context("cannot note the stop")?;
        self.app.office.sign_checkpoint().await.context("cannot sign the journal")?;
        Ok(())
    }
}

/// Connects the office's orders to the node's line.
async fn forward(mut orders: mpsc::Receiver<office::switchboard::Ordered>, line: Switchboard) {
    while let Some(order) = orders.recv().await {
        if line.0.send(order).await.is_err() {
            return;
        }
    }
}
