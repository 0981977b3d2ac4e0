//! `Idempotency-Key`: a repeated write gets the first answer instead of happening twice.
//!
//! Kept in memory: a repeat across a restart is caught by the use case itself (a disposition set again to the same code
//! changes nothing).

use super::problem::{Code, Problem};
use crate::limits::{IDEMPOTENCY_KEPT, IDEMPOTENCY_KEY_BYTES_MAX, IDEMPOTENCY_KEYS_MAX};
use axum::http::{HeaderMap, StatusCode};
use model::PersonId;
use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::Instant;

#[derive(Default)]
pub struct Kept {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    answers: HashMap<(PersonId, String), Answer>,
    in_order: VecDeque<(PersonId, String)>,
}

struct Answer {
    /// What was asked, so that a key is not reused for something else.
    request: String,
    /// `None`: still being worked on.
    status: Option<StatusCode>,
    at: Instant,
}

/// What to do with a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Do it, then tell [`Kept::done`].
    First,
    /// It was done before, with this answer.
    Repeat(StatusCode),
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
        let name = (person, key.to_owned());
        if let Some(answer) = inner.answers.get(&name)
            && answer.at.elapsed() < IDEMPOTENCY_KEPT
        {
            return match answer.status {
                _ if answer.request != request => Err(Problem::new(Code::KeyReused)),
                Some(status) => Ok(Verdict::Repeat(status)),
                None => Err(Problem { retry_after_s: Some(1), ..Problem::new(Code::Busy) }),
            };
        }
        if inner
            .answers
            .insert(name.clone(), Answer { request: request.into(), status: None, at: Instant::now() })
            .is_none()
        {
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
    pub fn done(&self, person: PersonId, key: &str, status: Option<StatusCode>) {
        let mut inner = self.inner.lock().expect("no code panics while it holds this lock");
        let name = (person, key.to_owned());
        match status {
            Some(status) => {
                if let Some(answer) = inner.answers.get_mut(&name) {
                    answer.status = Some(status);
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
        kept.done(me, "k", Some(StatusCode::NO_CONTENT));
        assert_eq!(kept.begin(me, "k", "POST /a 1").expect("repeat"), Verdict::Repeat(StatusCode::NO_CONTENT));
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
