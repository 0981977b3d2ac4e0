//! Acts from the shell: done by the running service if there is one, else on the closed books.
//!
//! A running service is the only writer of its database, so the shell asks it over a socket in the data folder, which
//! only the owner of the folder can reach: one JSON line there, one back. Start reading at [`administer`].

use crate::config::Config;
use crate::run::{Books, Start, open_books, open_office};
use crate::telephony::Telephony;
use access::Action;
use access::actions::{ApplyChange, IssueToken, ManagePeople, OpenAccount, ProposeChange, ViewJournal, ViewRulebook};
use anyhow::{Context, bail};
use model::{Millis, TokenId};
use office::passwords::Cost;
use office::people::NewPerson;
use office::tokens::{Issued, NewToken};
use office::{Office, OfficeError};
use rulebook::Rulebook;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Store;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};

/// One request of the shell: 16 KiB hold any name and password.
const LINE_BYTES_MAX: u64 = 16 * 1_024;

/// What the shell may ask.
#[derive(Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    AddPerson {
        username: String,
        name: String,
        roles: Vec<String>,
        team: Option<String>,
        password: String,
        is_one_time: bool,
    },
    SetPassword {
        username: String,
        password: String,
        is_one_time: bool,
    },
    SetActive {
        username: String,
        is_active: bool,
    },
    IssueToken {
        username: String,
        days: i64,
        name: String,
        scope: Option<Vec<String>>,
    },
    ListTokens,
    RevokeToken {
        id: TokenId,
    },
    Export {
        out: PathBuf,
    },
    Backup {
        out: PathBuf,
    },
    /// The version in force into this folder.
    ExportRules {
        folder: PathBuf,
    },
    /// What this folder would change, and for whom.
    DiffRules {
        folder: PathBuf,
        with_demo: bool,
    },
    /// This folder into force, by the operator's word.
    AdoptRules {
        folder: PathBuf,
        with_demo: bool,
    },
}

impl Request {
    /// The action that the operator carries out by it. Who may write into the data folder may do all of them; the log
    /// tells which.
    pub fn action(&self) -> &'static str {
        match self {
            Self::AddPerson { .. } => OpenAccount::NAME,
            Self::SetPassword { .. } | Self::SetActive { .. } => ManagePeople::NAME,
            Self::IssueToken { .. } => IssueToken::NAME,
            Self::ListTokens | Self::RevokeToken { .. } => ManagePeople::NAME,
            Self::Export { .. } | Self::Backup { .. } => ViewJournal::NAME,
            Self::ExportRules { .. } => ViewRulebook::NAME,
            Self::DiffRules { .. } => ProposeChange::NAME,
            Self::AdoptRules { .. } => ApplyChange::NAME,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Answer {
    ok: bool,
    text: String,
}

/// Does it, wherever the books are, and returns what to print.
pub async fn administer(config: &Config, rulebook: Arc<Rulebook>, request: Request) -> anyhow::Result<String> {
    if let Ok(stream) = UnixStream::connect(socket_path(&config.data)).await {
        return ask(stream, &request).await;
    }
    let start = Start {
        config: config.clone(),
        rulebook,
        is_demo: false,
        clock: office::wall_clock(),
        password_cost: Cost::default(),
    };
    let books = open_books(config, &start.rulebook, (start.clock)()).await?;
    if matches!(request, Request::AdoptRules { .. }) {
        // Before the office opens: an approved version that no longer fits this release must not stand in the way.
        office::changes::adopt_offline(&books.journal, &start.rulebook.hash, (start.clock)()).await?;
    }
    let (_, switchboard, orders) = Telephony::off();
    drop(orders); // Nobody routes calls now.
    let office = open_office(&start, &books, switchboard).await?;
    let Books { store, .. } = books;
    office.rehearse_with(crate::rehearse::exchange());
    perform(&office, &store, request).await
}

async fn perform(office: &Office, store: &Store, request: Request) -> anyhow::Result<String> {
    tracing::info!(action = request.action(), "the shell asks");
    match request {
        Request::AddPerson { username, name, roles, team, password, is_one_time } => {
            let book = office.rulebook();
            let known: Vec<&str> = book.roles.iter().map(|role| role.id.as_str()).collect();
            if let Some(unknown) = roles.iter().find(|role| !known.contains(&role.as_str())) {
                bail!("there is no role `{unknown}`; there are {}", known.join(", "));
            }
            let name = model::PersonName(name);
            let locale = "zh-CN".to_owned();
            let password = Some(password);
            let new = NewPerson { username: username.clone(), name, roles, team, locale, password, is_one_time };
            let id = office.add_person(new).await.map_err(in_words)?;
            Ok(format!("added {username} ({id})"))
        }
        Request::SetPassword { username, password, is_one_time } => {
            office.set_password(&username, &password, is_one_time).await.map_err(in_words)?;
            let once = if is_one_time { "; to be changed at the next log-in" } else { "" };
            Ok(format!("new password for {username}; all sessions ended{once}"))
        }
        Request::SetActive { username, is_active } => {
            office.set_active(&username, is_active).await.map_err(in_words)?;
            Ok(format!("{} {username}", if is_active { "enabled" } else { "disabled" }))
        }
        Request::IssueToken { username, days, name, scope } => {
            let new = NewToken { days, name: &name, scope };
            let (token, issued) = office.issue_token(&username, new).await.map_err(in_words)?;
            let until = date_text(issued.expires_ms);
            Ok(format!("{}\nid {} of {username}, until {until}; shown only now", token.to_bearer(), issued.id))
        }
        Request::ListTokens => {
            let lines = office.tokens().await.map_err(in_words)?.into_iter().map(token_line);
            let lines: Vec<String> = lines.collect();
            Ok(if lines.is_empty() { "there are no tokens".to_owned() } else { lines.join("\n") })
        }
        Request::RevokeToken { id } => match office.revoke_token(id).await {
            Ok(()) => Ok(format!("revoked {id}")),
            Err(OfficeError::NotFound) => bail!("there is no token `{id}`"),
            Err(other) => Err(in_words(other)),
        },
        Request::Export { out } => crate::books::export(store, log_key(office), &out).await,
        Request::Backup { out } => crate::books::backup(store, log_key(office), &out).await,
        Request::ExportRules { folder } => crate::rules::export(office, &folder),
        Request::DiffRules { folder, with_demo } => crate::rules::diff(office, &folder, with_demo).await,
        Request::AdoptRules { folder, with_demo } => crate::rules::adopt(office, &folder, with_demo).await,
    }
}

fn log_key(office: &Office) -> Option<String> {
    office.log_key().map(|key| key.to_string())
}

fn token_line(token: Issued) -> String {
    let used = token.used_ms.map_or("never".to_owned(), date_text);
    let Issued { id, username, name, expires_ms, scope, .. } = token;
    let scope = scope.map_or("everything".to_owned(), |scope| scope.join(","));
    format!("{id}  {username}  {name:?}  until {}  used {used}  for {scope}", date_text(expires_ms))
}

/// A date and minute, UTC.
fn date_text(at: Millis) -> String {
    let minutes = at.0.div_euclid(60_000);
    let (date, minute) = (model::calendar::date_text(minutes.div_euclid(1_440)), minutes.rem_euclid(1_440));
    format!("{date} {:02}:{:02} UTC", minute / 60, minute % 60)
}

fn in_words(error: OfficeError) -> anyhow::Error {
    match error {
        OfficeError::NotFound => anyhow::anyhow!("there is no such user"),
        other => anyhow::Error::new(other),
    }
}

fn socket_path(data: &Path) -> PathBuf {
    data.join("control.sock")
}

async fn ask(stream: UnixStream, request: &Request) -> anyhow::Result<String> {
    let mut stream = BufReader::new(stream);
    let mut line = serde_json::to_vec(request)?;
    line.push(b'\n');
    stream.write_all(&line).await?;
    let mut answer = String::new();
    stream.read_line(&mut answer).await?;
    let answer: Answer = serde_json::from_str(&answer).context("the service gave no answer")?;
    if answer.ok { Ok(answer.text) } else { bail!("{}", answer.text) }
}

/// Takes requests of the shell until it is dropped.
pub async fn listen(data: &Path, office: Arc<Office>, store: Arc<Store>) -> anyhow::Result<()> {
    let path = socket_path(data);
    // The database's lock says that no other service runs, so this is a leftover.
    let _ = std::fs::remove_file(&path);
    let listener = UnixListener::bind(&path).with_context(|| format!("cannot make `{}`", path.display()))?;
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    }
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (office, store) = (Arc::clone(&office), Arc::clone(&store));
            tokio::spawn(async move {
                if let Err(error) = serve_one(stream, &office, &store).await {
                    tracing::warn!(error = %error, "a request from the shell failed");
                }
            });
        }
    });
    Ok(())
}

async fn serve_one(stream: UnixStream, office: &Office, store: &Store) -> anyhow::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut line = String::new();
    BufReader::new(read.take(LINE_BYTES_MAX)).read_line(&mut line).await?;
    let done = match serde_json::from_str(&line) {
        Ok(request) => perform(office, store, request).await,
        Err(error) => Err(error.into()),
    };
    let answer = match done {
        Ok(text) => Answer { ok: true, text },
        Err(error) => Answer { ok: false, text: format!("{error:#}") },
    };
    let mut line = serde_json::to_vec(&answer)?;
    line.push(b'\n');
    write.write_all(&line).await?;
    Ok(())
}
