//! What was begun and waits for its second half: a log-in for its second factor, a new factor for its proof.
//!
//! In memory only and for a short time. Pure: the time is an argument.

use crate::limits::{WAITING_FOR, WAITING_MAX};
use model::Millis;
use std::collections::HashMap;

#[derive(Debug)]
pub(super) struct Waiting<T> {
    by_key: HashMap<String, (Millis, T)>,
}

impl<T> Default for Waiting<T> {
    fn default() -> Self {
        Self { by_key: HashMap::new() }
    }
}

impl<T> Waiting<T> {
    /// Takes the place of what waited under the same key.
    pub fn begin(&mut self, key: String, what: T, now: Millis) {
        if self.by_key.len() >= WAITING_MAX {
            self.by_key.retain(|_, (until, _)| now < *until);
        }
        if self.by_key.len() >= WAITING_MAX
            && let Some(oldest) = self.by_key.iter().min_by_key(|(_, (until, _))| *until).map(|(key, _)| key.clone())
        {
            self.by_key.remove(&oldest);
        }
        self.by_key.insert(key, (now + WAITING_FOR, what));
    }

    /// Once: whoever takes it either ends it or puts it back.
    pub fn take(&mut self, key: &str, now: Millis) -> Option<(Millis, T)> {
        self.by_key.remove(key).filter(|(until, _)| now < *until)
    }

    /// Until when it was good before.
    pub fn put_back(&mut self, key: String, until: Millis, what: T) {
        self.by_key.insert(key, (until, what));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_taken_once_and_in_time() {
        let mut waiting = Waiting::default();
        waiting.begin("a".into(), 1, Millis(0));
        assert_eq!(waiting.take("a", Millis(1)), Some((WAITING_FOR, 1)));
        assert_eq!(waiting.take("a", Millis(1)), None, "once");
        waiting.begin("b".into(), 2, Millis(0));
        assert_eq!(waiting.take("b", WAITING_FOR), None, "too late");
    }

    #[test]
    fn the_oldest_goes_when_it_is_full() {
        let mut waiting = Waiting::default();
        for n in 0..=WAITING_MAX {
            waiting.begin(n.to_string(), n, Millis(n as i64));
        }
        assert!(waiting.take("0", Millis(1)).is_none() && waiting.take("1", Millis(1)).is_some());
    }
}
