//! One live socket from its snapshot to its goodbye.
//!
//! Acts run one after the other in a task of their own, so that a slow one does not hold up the facts. Everything that
//! can wait is bounded: facts in the journal's ring (a reader who falls behind gets a snapshot), acts and replies in
//! channels, bytes in the socket's buffer. A reader who does not read is closed. Of flows nothing is told here but that
//! the own inbox has changed: facts about them never reach a socket.

use super::words::{self, Bye, Own, Said, Told, reply_text};
use crate::http::App;
use crate::http::problem::{Code, Language, Problem};
use crate::limits::{LIVE_INBOX_EVERY, LIVE_MESSAGES_PER_SECOND, LIVE_PING_EVERY, LIVE_SILENCE_MAX, LIVE_WRITE_WITHIN};
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use bytes::Bytes;
use model::{Act, Fact, Millis};
use office::Caller;
use office::desk::Seat;
use office::directory::Person;
use office::floor::{Filter, Passage, Sight, Watched};
use office::live::touch::{InboxWatch, Touch};
use std::sync::Arc;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::{Instant, interval, sleep_until, timeout};

/// Acts waiting behind a slow one.
const ACTS_WAITING_MAX: usize = 32;

// RFC 6455 §7.4.1 and the IANA registry.
const CLOSE_NORMAL: u16 = 1000;
const CLOSE_POLICY: u16 = 1008;
const CLOSE_TRY_LATER: u16 = 1013;

/// Why the loop ends.
enum End {
    /// The peer is gone or broken: nothing more can be said.
    Gone,
    Bye(Bye),
    /// Too slow, too chatty, or silent.
    Closed(u16, &'static str),
}

struct Live {
    app: App,
    caller: Caller,
    socket: WebSocket,
    language: Language,
    sight: Sight,
    /// When the sight is to be looked at again, whatever else happens.
    sight_until: Option<Millis>,
    filter: Filter,
    facts: broadcast::Receiver<Arc<Fact>>,
    /// Number of the last fact that the reader knows of.
    seq: u64,
    is_desk: bool,
    acts: mpsc::Sender<(Option<u64>, Act)>,
    allowance: Allowance,
    inbox: InboxWatch,
    inbox_word: InboxWord,
}

/// Serves one socket until it ends.
pub async fn run(app: App, caller: Caller, socket: WebSocket, wants_desk: bool, language: Language) {
    let mut seat = if wants_desk { open_desk(&app, &caller).await } else { None };
    let (acts, act_rx) = mpsc::channel(ACTS_WAITING_MAX);
    let (reply_tx, replies) = mpsc::channel(ACTS_WAITING_MAX);
    let worker = tokio::spawn(perform(app.clone(), caller.clone(), language, act_rx, reply_tx));
    let (sight, sight_until) = (app.office.sight(&caller), app.office.sight_until(&caller));
    let Some(inbox) = watch_inbox(&app, &caller).await else {
        return say_goodbye(socket, End::Closed(CLOSE_TRY_LATER, "not ready")).await;
    };
    let Watched { facts, filter, seq, .. } = app.office.watch(&sight);
    let allowance = Allowance::new();
    let is_desk = seat.is_some();
    let inbox_word = InboxWord::default();
    let mut live = Live {
        app,
        caller,
        socket,
        language,
        sight,
        sight_until,
        filter,
        facts,
        seq,
        is_desk,
        acts,
        allowance,
        inbox,
        inbox_word,
    };
    let end = match live.snapshot().await {
        Ok(()) => live.serve(&mut seat, replies).await,
        Err(end) => end,
    };
    let Live { app, socket, acts, .. } = live;
    drop(acts);
    if let Some(seat) = seat {
        app.office.close_desk(seat);
    }
    say_goodbye(socket, end).await;
    worker.abort();
}

async fn open_desk(app: &App, caller: &Caller) -> Option<Seat> {
    match app.office.open_desk(caller).await {
        Ok(seat) => Some(seat),
        Err(error) => {
            // The page shows what `may` says; the socket still tells what happens.
            tracing::debug!(error = %error, "a desk was not opened");
            None
        }
    }
}

/// Performs acts in their order.
async fn perform(
    app: App,
    caller: Caller,
    language: Language,
    mut acts: mpsc::Receiver<(Option<u64>, Act)>,
    replies: mpsc::Sender<String>,
) {
    while let Some((id, act)) = acts.recv().await {
        let office = Arc::clone(&app.office);
        let who = caller.clone();
        // On its own, so that an act is not cut off halfway when the socket closes.
        let done = tokio::spawn(async move { office.act(&who, act).await }).await;
        let answer = match done {
            Ok(answer) => answer.map_err(Problem::from),
            Err(_) => Err(Problem::new(Code::Internal)),
        };
        if id.is_some() && replies.send(reply_text(id, answer, language)).await.is_err() {
            return;
        }
    }
}

impl Live {
    async fn serve(&mut self, seat: &mut Option<Seat>, mut replies: mpsc::Receiver<String>) -> End {
        let session = Arc::clone(&self.caller.session);
        let app = self.app.clone();
        let mut stop = app.live_sockets.stop.subscribe();
        let mut people = app.office.people_changed();
        let mut ping = interval(LIVE_PING_EVERY);
        let mut heard = Instant::now();
        loop {
            let step = tokio::select! {
                biased;
                end = session.ended() => return End::Bye(end.into()),
                () = taken_over(seat) => return End::Bye(Bye::TakenOver),
                () = told(&mut stop) => return End::Bye(Bye::Draining),
                Ok(()) = people.changed() => self.look_again().await,
                Some(reply) = replies.recv() => self.send(reply).await,
                message = self.socket.recv() => {
                    heard = Instant::now();
                    match message {
                        Some(Ok(message)) => self.hear(message).await,
                        Some(Err(_)) | None => return End::Gone,
                    }
                }
                fact = self.facts.recv() => self.tell(fact).await,
                fact = self.inbox.facts.recv() => self.look_at(fact).await,
                () = due(self.inbox_word.due_at()) => self.tell_inbox().await,
                _ = ping.tick() => {
                    if heard.elapsed() > LIVE_SILENCE_MAX {
                        return End::Closed(CLOSE_POLICY, "silent");
                    }
                    if self.is_desk {
                        app.office.keep_alive(&session);
                    }
                    if !app.office.is_inbox_of(&self.caller, &self.inbox) {
                        self.watch_anew().await;
                    }
                    self.send_message(Message::Ping(Bytes::new())).await
                }
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn hear(&mut self, message: Message) -> Result<(), End> {
        let text = match message {
            Message::Text(text) => text,
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => return Err(End::Gone),
            Message::Binary(_) => return Err(End::Closed(1003, "text messages only")),
        };
        if !self.allowance.take() {
            return Err(End::Closed(CLOSE_POLICY, "too many messages"));
        }
        match words::read(&text) {
            Ok(Said::Ping) => {
                let server_time_ms = self.app.office.now().0;
                self.send(Told::Pong { server_time_ms }.to_text()).await
            }
            Ok(Said::Resync) => self.snapshot().await,
            Ok(Said::Act { id, act }) => self.act(Some(id), act).await,
            Ok(Said::MediaOffer { id, generation, sdp }) => {
                self.act(Some(id), Act::MediaOffer { generation, sdp }).await
            }
            Ok(Said::MediaBye { generation }) => self.act(None, Act::MediaClosed { generation }).await,
            Err((id, problem)) => self.send(reply_text(id, Err(problem), self.language)).await,
        }
    }

    async fn act(&mut self, id: Option<u64>, act: Act) -> Result<(), End> {
        let problem = if !self.is_desk {
            Problem::with_detail(Code::WrongState, "this socket only watches: a desk is opened with `?desk=1`")
        } else {
            match self.acts.try_send((id, act)) {
                Ok(()) => return Ok(()),
                Err(_) => Problem { retry_after_s: Some(1), ..Problem::new(Code::Busy) },
            }
        };
        self.send(reply_text(id, Err(problem), self.language)).await
    }

    async fn tell(&mut self, fact: Result<Arc<Fact>, broadcast::error::RecvError>) -> Result<(), End> {
        // The clock ends sessions and rights by itself; the jobs that say so come a moment later.
        let now = self.app.office.now();
        if let Some(end) = self.caller.session.end_at(now) {
            return Err(End::Bye(end.into()));
        }
        if self.sight_until.is_some_and(|until| until <= now) {
            self.look_again().await?;
        }
        match fact {
            Ok(fact) if fact.seq <= self.seq => Ok(()),
            Ok(fact) => match self.filter.pass(&fact) {
                Passage::Skip => Ok(()),
                Passage::Snapshot => self.snapshot().await,
                Passage::Send => {
                    self.seq = fact.seq;
                    let shown = office::mask::masked(&fact);
                    self.send(Told::Fact { fact: &shown }.to_text()).await
                }
            },
            Err(broadcast::error::RecvError::Lagged(_)) => self.snapshot().await,
            Err(broadcast::error::RecvError::Closed) => Err(End::Bye(Bye::Draining)),
        }
    }

    /// People or their rights have changed: what the reader no longer may see is no longer told.
    async fn look_again(&mut self) -> Result<(), End> {
        if let Some(person) = self.app.office.directory().person(self.caller.person.id) {
            let is_as_before = has_same_rights(&person, &self.caller.person);
            self.caller.person = person;
            if !is_as_before {
                self.send(Told::Rights.to_text()).await?;
            }
        }
        self.sight_until = self.app.office.sight_until(&self.caller);
        let sight = self.app.office.sight(&self.caller);
        if sight == self.sight {
            return Ok(());
        }
        self.sight = sight;
        self.snapshot().await
    }

    /// Whether a fact changes the reader's inbox.
    async fn look_at(&mut self, fact: Result<Arc<Fact>, broadcast::error::RecvError>) -> Result<(), End> {
        match fact {
            Ok(fact) => match self.inbox.touch(&fact) {
                Touch::No => {}
                Touch::Yes => self.inbox_word.touched(fact.seq),
                Touch::Anew => self.watch_anew().await,
            },
            Err(broadcast::error::RecvError::Lagged(_)) => self.watch_anew().await,
            Err(broadcast::error::RecvError::Closed) => return Err(End::Bye(Bye::Draining)),
        }
        Ok(())
    }

    /// Reads the inbox again; whatever happened meanwhile, the page looks.
    async fn watch_anew(&mut self) {
        if let Some(inbox) = watch_inbox(&self.app, &self.caller).await {
            self.inbox = inbox;
        }
        let (seq, _) = self.app.office.journal().floor();
        self.inbox_word.touched(seq);
    }

    async fn tell_inbox(&mut self) -> Result<(), End> {
        match self.inbox_word.take() {
            Some(seq) => self.send(Told::Inbox { seq }.to_text()).await,
            None => Ok(()),
        }
    }

    /// The whole picture; facts up to its number are in it.
    async fn snapshot(&mut self) -> Result<(), End> {
        let Watched { seq, floor, filter, facts } = self.app.office.watch(&self.sight);
        (self.seq, self.filter, self.facts) = (seq, filter, facts);
        let me = Own { agent: self.caller.person.id, is_desk: self.is_desk };
        let server_time_ms = self.app.office.now().0;
        let text = Told::Snapshot { seq, server_time_ms, floor: &floor, me }.to_text();
        self.send(text).await
    }

    async fn send(&mut self, text: String) -> Result<(), End> {
        self.send_message(Message::Text(text.into())).await
    }

    async fn send_message(&mut self, message: Message) -> Result<(), End> {
        match timeout(LIVE_WRITE_WITHIN, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Gone),
            Err(_) => Err(End::Closed(CLOSE_TRY_LATER, "too slow")),
        }
    }
}

/// Of all that decides what somebody may do: what others and the clock can change.
fn has_same_rights(one: &Person, other: &Person) -> bool {
    let of = |person: &Person| (person.roles.clone(), person.team.clone(), person.qualifications.clone());
    one.grants == other.grants && one.suspended == other.suspended && of(one) == of(other)
}

async fn watch_inbox(app: &App, caller: &Caller) -> Option<InboxWatch> {
    match app.office.watch_inbox(caller).await {
        Ok(inbox) => Some(inbox),
        Err(error) => {
            tracing::error!(error = %error, "an inbox cannot be watched");
            None
        }
    }
}

/// The word that the inbox has changed: the first at once, those that follow it together.
#[derive(Default)]
struct InboxWord {
    /// Number of the newest fact that is not told yet.
    seq: Option<u64>,
    told_at: Option<Instant>,
}

impl InboxWord {
    fn touched(&mut self, seq: u64) {
        self.seq = self.seq.max(Some(seq));
    }

    /// When it may be told; `None`: there is nothing to tell.
    fn due_at(&self) -> Option<Instant> {
        self.seq?;
        Some(self.told_at.map_or_else(Instant::now, |at| at + LIVE_INBOX_EVERY))
    }

    fn take(&mut self) -> Option<u64> {
        self.told_at = Some(Instant::now());
        self.seq.take()
    }
}

async fn due(at: Option<Instant>) {
    match at {
        Some(at) => sleep_until(at).await,
        None => std::future::pending().await,
    }
}

async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn taken_over(seat: &mut Option<Seat>) {
    match seat {
        Some(seat) => seat.taken_over().await,
        None => std::future::pending().await,
    }
}

async fn say_goodbye(mut socket: WebSocket, end: End) {
    let (code, reason) = match end {
        End::Gone => return,
        End::Bye(reason) => {
            let text = Told::Bye { reason }.to_text();
            let _ = timeout(LIVE_WRITE_WITHIN, socket.send(Message::Text(text.into()))).await;
            (CLOSE_NORMAL, "")
        }
        End::Closed(code, reason) => (code, reason),
    };
    let frame = CloseFrame { code, reason: reason.into() };
    let _ = timeout(LIVE_WRITE_WITHIN, socket.send(Message::Close(Some(frame)))).await;
}

/// A token bucket for messages of one client.
struct Allowance {
    left: f64,
    at: Instant,
}

impl Allowance {
    fn new() -> Self {
        Self { left: f64::from(LIVE_MESSAGES_PER_SECOND), at: Instant::now() }
    }

    fn take(&mut self) -> bool {
        let now = Instant::now();
        let per_second = f64::from(LIVE_MESSAGES_PER_SECOND);
        self.left = (self.left + now.duration_since(self.at).as_secs_f64() * per_second).min(per_second);
        self.at = now;
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}
