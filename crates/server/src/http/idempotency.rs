//! `Idempotency-Key`: a repeated write gets the first answer instead of happening twice.
//!
//! Kept in memory: a repeat across a restart is caught by the use case itself (a disposition set again to the same code
//! changes nothing, a task that is done is no longer open).

use super::App;
use super::problem::{Code, Problem};
use crate::limits::{IDEMPOTENCY_KEPT, IDEMPOTENCY_KEY_BYTES_MAX, IDEMPOTENCY_KEYS_MAX};
use crate::routes::whole;
use axum::http::{HeaderMap, StatusCode};
use model::PersonId;
use std::collections::hash_map::RandomState;
use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex};
use std::time::Instant;

#[derive(Default)]
pub struct Kept {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    answers: HashMap<(PersonId, String), Answer>,
    in_order: VecDeque<(PersonId, String)>,
    hasher: RandomState,
}

struct Answer {
    /// Hash of what was asked, so that a key is not reused for something else.
    request: u64,
    /// `None`: still being worked on.
    done: Option<(StatusCode, Arc<str>)>,
    at: Instant,
}

/// What to do with a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Do it, then tell [`Kept::done`].
    First,
    /// It was done before, with this status and this made.
    Repeat(StatusCode, Arc<str>),
}

/// What came of a write with a key.
pub enum Once<T> {
    Now(T),
    /// The id of what was made the first time.
    Before(Arc<str>),
}

/// Does a write once for its `Idempotency-Key`, and to its end. `request`: method, path and body; `id_of`: what a repeat
/// needs to show the same thing again.
pub async fn once<T: Send + 'static>(
    app: &App,
    person: PersonId,
    headers: &HeaderMap,
    request: &str,
    id_of: fn(&T) -> String,
    work: impl Future<Output = Result<T, Problem>> + Send + 'static,
) -> Result<Once<T>, Problem> {
    let Some(key) = Kept::key(headers)? else { return Ok(Once::Now(whole(work).await?)) };
    if let Verdict::Repeat(_, id) = app.idempotency.begin(person, &key, request)? {
        return Ok(Once::Before(id));
    }
    let app = app.clone();
    let done = whole(async move {
        let mut open = Open { app, person, key, made: None };
        let made = work.await;
        open.made = made.as_ref().ok().map(id_of);
        made
    });
    Ok(Once::Now(done.await?))
}

/// Closes the key also when the work fails or panics: it may be tried again then.
struct Open {
    app: App,
    person: PersonId,
    key: String,
    made: Option<String>,
}

impl Drop for Open {
    fn drop(&mut self) {
        let made = self.made.take().map(|id| (StatusCode::OK, id.into()));
        self.app.idempotency.done(self.person, &self.key, made);
    }
}

impl Kept {
    /// The key of the request, if it carries one. Too long a key is a bad request.
    pub fn key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
        match headers.get("idempotency-key").map(|value| value.to_str()) {
            None => Ok(None),
            Some(Ok(key)) if !key.is_empty() && key.len() <= IDEMPOTENCY_KEY_BYTES_MAX => Ok(Some(key.to_owned())),
            Some(_) => Err(Problem::with_detail(Code::BadRequest, "Idempotency-Key: 1 to 100 visible characters")),
        }
    }

    /// `request`: method, path and body, for comparing.
    pub fn begin(&self, person: PersonId, key: &str, request: &str) -> Result<Verdict, Problem> {
        let mut inner = self.inner.lock().expect("no code panics while it holds this lock");
        let request = inner.hasher.hash_one(request);
        let name = (person, key.to_owned());
        if let Some(answer) = inner.answers.get(&name)
            && answer.at.elapsed() < IDEMPOTENCY_KEPT
        {
            return match &answer.done {
                _ if answer.request != request => Err(Problem::new(Code::KeyReused)),
                Some((status, made)) => Ok(Verdict::Repeat(*status, Arc::clone(made))),
                None => Err(Problem { retry_after_s: Some(1), ..Problem::new(Code::Busy) }),
            };
        }
        if inner.answers.insert(name.clone(), Answer { request, done: None, at: Instant::now() }).is_none() {
            inner.in_order.push_back(name);
        }
        if inner.in_order.len() > IDEMPOTENCY_KEYS_MAX
            && let Some(oldest) = inner.in_order.pop_front()
        {
            inner.answers.remove(&oldest);
        }
        Ok(Verdict::First)
    }

    /// Keeps the answer; `None`: it failed, the key may be tried again.
    pub fn done(&self, person: PersonId, key: &str, done: Option<(StatusCode, Arc<str>)>) {
        let mut inner = self.inner.lock().expect("no code panics while it holds this lock");
        let name = (person, key.to_owned());
        match done {
            Some(done) => {
                if let Some(answer) = inner.answers.get_mut(&name) {
                    answer.done = Some(done);
                }
            }
            None => {
                inner.answers.remove(&name);
                inner.in_order.retain(|kept| *kept != name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_gets_the_first_answer_and_another_request_is_refused() {
        let kept = Kept::default();
        let (me, other) = (PersonId(uuid::Uuid::from_u128(1)), PersonId(uuid::Uuid::from_u128(2)));
        assert_eq!(kept.begin(me, "k", "POST /a 1").expect("new"), Verdict::First);
        assert_eq!(kept.begin(me, "k", "POST /a 1").expect_err("in work").code, Code::Busy);
        kept.done(me, "k", Some((StatusCode::NO_CONTENT, "i1".into())));
        let repeat = kept.begin(me, "k", "POST /a 1").expect("repeat");
        assert_eq!(repeat, Verdict::Repeat(StatusCode::NO_CONTENT, "i1".into()));
        assert_eq!(kept.begin(me, "k", "POST /a 2").expect_err("other body").code, Code::KeyReused);
        assert_eq!(kept.begin(other, "k", "POST /a 2").expect("another person's key"), Verdict::First);
        kept.done(other, "k", None);
        assert_eq!(kept.begin(other, "k", "POST /a 3").expect("failed before"), Verdict::First);
    }

    #[test]
    fn the_oldest_key_goes_when_there_are_too_many() {
        let kept = Kept::default();
        let me = PersonId(uuid::Uuid::from_u128(1));
        for n in 0..=IDEMPOTENCY_KEYS_MAX {
            kept.begin(me, &n.to_string(), "POST /a").expect("new");
        }
        assert_eq!(kept.begin(me, "0", "POST /b").expect("forgotten"), Verdict::First);
    }
}
