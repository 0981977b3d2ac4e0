//! Sessions that are open now: who they belong to, when they end, and who must hear of the end.
//!
//! The database knows only SHA-256 of a token. This map is what makes an end act within a second: every live socket
//! holds a [`Session`] and waits for its end. Times are arguments; nothing here touches the database.

use crate::limits::{SESSION_ABSOLUTE, SESSION_IDLE, SESSION_TOUCH_EVERY, STEP_UP};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{Millis, PersonId, TokenId};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::watch;

const TOKEN_PREFIX: &str = "qiao_";
const NEVER: i64 = i64::MIN;

/// What the browser or a program keeps. No `Debug`, no `Display`: it leaves only by [`Token::expose`].
pub struct Token(String);

impl Token {
    /// 32 random bytes from the operating system's generator.
    pub fn random() -> Self {
        use rand::TryRngCore;
        let mut bytes = [0u8; 32];
        rand::rngs::OsRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// `None` when it cannot be one of ours.
    pub fn from_cookie(text: &str) -> Option<Self> {
        let is_ours = text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        is_ours.then(|| Self(text.to_owned()))
    }

    /// As a program shows it. The prefix tells scanners of code what they have found.
    pub fn from_bearer(text: &str) -> Option<Self> {
        Self::from_cookie(text.strip_prefix(TOKEN_PREFIX)?)
    }

    pub fn to_bearer(&self) -> String {
        format!("{TOKEN_PREFIX}{}", self.0)
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    /// SHA-256, hex: what is stored. The token has 256 random bits, so no salt is needed.
    pub fn hash(&self) -> String {
        Sha256::digest(self.0.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Why a session ended; goes into the socket's `bye`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionEnd {
    LoggedOut,
    Disabled,
    Expired,
}

/// Which API token a session is by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    pub id: TokenId,
    pub name: String,
    /// Actions that it is good for. `None`: whatever the person may.
    pub scope: Option<Vec<String>>,
}

#[derive(Debug)]
pub struct Session {
    pub token_hash: String,
    pub person: PersonId,
    pub expires: Millis,
    /// `None`: a person logged in.
    pub token: Option<ApiToken>,
    /// Played by the demo: what is done here is marked as made up.
    pub is_demo: bool,
    /// When the person last proved who they are beyond the log-in; [`NEVER`]: not in this session.
    stepped_up: AtomicI64,
    seen: AtomicI64,
    touched: AtomicI64,
    end: watch::Sender<Option<SessionEnd>>,
}

impl Session {
    pub fn new(token_hash: String, person: PersonId, seen: Millis, expires: Millis) -> Self {
        let (end, _) = watch::channel(None);
        let (seen, touched) = (AtomicI64::new(seen.0), AtomicI64::new(seen.0));
        let stepped_up = AtomicI64::new(NEVER);
        Self { token_hash, person, expires, token: None, is_demo: false, stepped_up, seen, touched, end }
    }

    /// Of nobody who logged in: the demo lets people act before its first start.
    pub fn of_demo(person: PersonId, now: Millis) -> Self {
        Self { is_demo: true, ..Self::opened_now("demo".to_owned(), person, now) }
    }

    /// A program's: no idle time, it lasts as long as its token.
    pub fn of_token(token_hash: String, person: PersonId, token: ApiToken, used: Millis, expires: Millis) -> Self {
        Self { token: Some(token), ..Self::new(token_hash, person, used, expires) }
    }

    pub fn opened_now(token_hash: String, person: PersonId, now: Millis) -> Self {
        Self::new(token_hash, person, now, now + SESSION_ABSOLUTE)
    }

    /// Somebody is there. True when the database should hear of it.
    pub fn see(&self, now: Millis) -> bool {
        self.seen.fetch_max(now.0, Ordering::Relaxed);
        let touched = self.touched.load(Ordering::Relaxed);
        now.0 - touched >= SESSION_TOUCH_EVERY.0
            && self.touched.compare_exchange(touched, now.0, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }

    pub fn seen(&self) -> Millis {
        Millis(self.seen.load(Ordering::Relaxed))
    }

    /// Whether the session may be used for this at all. What the person may not, no session may.
    pub fn is_for(&self, action: &str) -> bool {
        let scope = self.token.as_ref().and_then(|token| token.scope.as_ref());
        scope.is_none_or(|scope| scope.iter().any(|of| of == action))
    }

    /// By a token for some actions only.
    pub fn is_scoped(&self) -> bool {
        self.token.as_ref().is_some_and(|token| token.scope.is_some())
    }

    /// The person has just proved who they are.
    pub fn step_up(&self, now: Millis) {
        // Not the later of two: where the clock was set back, the new proof is the one that counts.
        self.stepped_up.store(now.0, Ordering::Relaxed);
    }

    /// When the person last did so. Kept in memory only: after a start everybody proves it again.
    pub fn stepped_up(&self) -> Option<Millis> {
        Some(self.stepped_up.load(Ordering::Relaxed)).filter(|at| *at != NEVER).map(Millis)
    }

    /// Whether that is fresh enough to count.
    pub fn is_proven(&self, now: Millis) -> bool {
        self.proven_until(now).is_some()
    }

    /// Until when it counts; `None`: not now.
    pub fn proven_until(&self, now: Millis) -> Option<Millis> {
        self.stepped_up().filter(|at| *at <= now).map(|at| at + STEP_UP).filter(|until| now <= *until)
    }

    pub fn idle_until(&self) -> Millis {
        match self.token {
            Some(_) => self.expires,
            None => self.seen() + SESSION_IDLE,
        }
    }

    pub fn is_over(&self, now: Millis) -> bool {
        self.end_at(now).is_some()
    }

    /// How it ended; `None`: it goes on.
    pub fn end_at(&self, now: Millis) -> Option<SessionEnd> {
        let is_out_of_time = now >= self.expires || now >= self.idle_until();
        let told = *self.end.borrow();
        told.or(is_out_of_time.then_some(SessionEnd::Expired))
    }

    /// Resolves when the session ends.
    pub async fn ended(&self) -> SessionEnd {
        let mut end = self.end.subscribe();
        let end = end.wait_for(Option::is_some).await.expect("the session holds its own sender");
        end.expect("waited for it")
    }

    fn finish(&self, why: SessionEnd) {
        self.end.send_replace(Some(why));
    }
}

#[derive(Debug, Default)]
pub struct Sessions {
    open: Mutex<HashMap<String, Arc<Session>>>,
}

impl Sessions {
    pub fn find(&self, token_hash: &str) -> Option<Arc<Session>> {
        self.lock().get(token_hash).cloned()
    }

    /// Keeps a session, or returns the one that is kept already.
    pub fn keep(&self, session: Session) -> Arc<Session> {
        Arc::clone(self.lock().entry(session.token_hash.clone()).or_insert_with(|| Arc::new(session)))
    }

    pub fn end(&self, token_hash: &str, why: SessionEnd) -> Option<Arc<Session>> {
        let session = self.lock().remove(token_hash)?;
        session.finish(why);
        Some(session)
    }

    pub fn end_token(&self, token: TokenId, why: SessionEnd) {
        self.end_where(why, |session| session.token.as_ref().is_some_and(|of| of.id == token));
    }

    pub fn end_all_of(&self, person: PersonId, why: SessionEnd) {
        self.end_where(why, |session| session.person == person);
    }

    /// All of the person but the one with this hash.
    pub fn end_others_of(&self, person: PersonId, token_hash: &str, why: SessionEnd) {
        self.end_where(why, |session| session.person == person && session.token_hash != token_hash);
    }

    fn end_where(&self, why: SessionEnd, is_meant: impl Fn(&Session) -> bool) {
        self.lock().retain(|_, session| {
            let goes = is_meant(session);
            if goes {
                session.finish(why);
            }
            !goes
        });
    }

    pub fn of(&self, person: PersonId) -> Vec<Arc<Session>> {
        self.lock().values().filter(|session| session.person == person).cloned().collect()
    }

    pub fn that_are_over(&self, now: Millis) -> Vec<Arc<Session>> {
        self.lock().values().filter(|session| session.is_over(now)).cloned().collect()
    }

    pub fn count(&self) -> usize {
        self.lock().len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Session>>> {
        self.open.lock().expect("no code panics while it holds this lock")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> PersonId {
        PersonId(uuid::Uuid::from_u128(1))
    }

    #[test]
    fn a_session_ends_idle_and_absolutely() {
        let session = Session::opened_now("h".into(), person(), Millis(0));
        assert!(!session.is_over(SESSION_IDLE - Millis(1)));
        assert!(session.is_over(SESSION_IDLE));
        let mut now = Millis(0);
        while now < SESSION_ABSOLUTE {
            assert!(!session.is_over(now), "kept alive at {now:?}");
            session.see(now);
            now += SESSION_IDLE - Millis(1);
        }
        assert!(session.is_over(SESSION_ABSOLUTE), "a shift is over for everybody");
    }

    #[test]
    fn the_database_is_touched_once_a_minute() {
        let session = Session::opened_now("h".into(), person(), Millis(0));
        let touches = (0..600).filter(|second| session.see(Millis::from_secs(*second))).count();
        assert_eq!(touches, 9);
    }

    #[test]
    fn a_proof_from_later_than_now_counts_no_more() {
        let session = Session::opened_now("h".into(), person(), Millis(0));
        session.step_up(Millis(9_000));
        assert!(session.is_proven(Millis(9_000)));
        assert!(!session.is_proven(Millis(8_999)), "the clock was set back");
        session.step_up(Millis(8_999));
        assert!(session.is_proven(Millis(8_999)), "proven anew");
        assert!(!session.is_proven(Millis(9_000) + STEP_UP));
    }

    #[test]
    fn a_token_has_no_idle_time_but_an_end() {
        let mark = ApiToken { id: TokenId(uuid::Uuid::from_u128(1)), name: "crm".into(), scope: None };
        let session = Session::of_token("h".into(), person(), mark, Millis(0), Millis::from_secs(90 * 86_400));
        assert!(!session.is_over(Millis::from_secs(90 * 86_400 - 1)));
        assert!(session.is_over(Millis::from_secs(90 * 86_400)));
        let (cookie, bearer) = (Token::random(), Token::random().to_bearer());
        assert!(Token::from_bearer(&bearer).is_some() && Token::from_bearer(cookie.expose()).is_none());
    }

    #[tokio::test]
    async fn an_end_reaches_whoever_waits() {
        let sessions = Sessions::default();
        let session = sessions.keep(Session::opened_now("h".into(), person(), Millis(0)));
        let waiting = tokio::spawn({
            let session = Arc::clone(&session);
            async move { session.ended().await }
        });
        sessions.end_all_of(person(), SessionEnd::Disabled);
        assert_eq!(waiting.await.expect("no panic"), SessionEnd::Disabled);
        assert!(sessions.find("h").is_none());
    }

    #[test]
    fn only_what_looks_like_a_token_is_hashed() {
        let token = Token::random();
        assert_eq!(token.expose().len(), 43);
        assert_eq!(token.hash().len(), 64);
        assert!(Token::from_cookie(token.expose()).is_some());
        for text in ["", "x", "' or 1=1 --", &"a".repeat(44)] {
            assert!(Token::from_cookie(text).is_none(), "{text}");
        }
    }
}
