//! Failed log-ins, counted so that guessing is slow and an office behind one address is not locked out.
//!
//! Three counters in windows of 15 minutes: per account for strangers; per account and address for addresses from
//! which that account has logged in before, so that a stranger's guessing does not lock the person out; per address,
//! with a larger limit. Unknown API tokens are counted by address alone. Pure: the time is an argument.

use crate::limits::{
    ATTEMPT_KEYS_MAX, ATTEMPT_WINDOW, ATTEMPTS_PER_ACCOUNT, ATTEMPTS_PER_SOURCE, BAD_TOKENS_PER_SOURCE,
    KNOWN_SOURCES_MAX,
};
use model::Millis;
use std::collections::{HashMap, HashSet, VecDeque};
use std::net::IpAddr;

/// Wait so long before trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany {
    pub retry_after: Millis,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    AccountFrom(String, IpAddr),
    Source(IpAddr),
    /// Unknown API tokens.
    Tokens(IpAddr),
}

#[derive(Clone, Copy, Debug)]
struct Window {
    since: Millis,
    failures: u32,
}

#[derive(Debug, Default)]
pub struct Attempts {
    windows: HashMap<Key, Window>,
    known: HashSet<(String, IpAddr)>,
    known_in_order: VecDeque<(String, IpAddr)>,
}

impl Attempts {
    /// Counts one attempt as failed before the password is looked at, so that parallel guesses count too;
    /// [`Attempts::succeeded`] takes it back.
    pub fn begin(&mut self, account: &str, source: IpAddr, now: Millis) -> Result<(), TooMany> {
        let keys = self.keys(account, source);
        for (key, limit) in &keys {
            if let Some(window) = self.windows.get(key)
                && now.since(window.since) < ATTEMPT_WINDOW
                && window.failures >= *limit
            {
                return Err(TooMany { retry_after: window.since + ATTEMPT_WINDOW - now });
            }
        }
        for (key, _) in keys {
            self.count(key, now);
        }
        Ok(())
    }

    /// The password fitted: this account starts anew, and its address is known from now on.
    pub fn succeeded(&mut self, account: &str, source: IpAddr) {
        for (key, _) in self.keys(account, source) {
            match key {
                Key::Source(_) => {
                    if let Some(window) = self.windows.get_mut(&key) {
                        window.failures = window.failures.saturating_sub(1);
                    }
                }
                Key::Account(_) | Key::AccountFrom(..) | Key::Tokens(_) => {
                    self.windows.remove(&key);
                }
            }
        }
        let pair = (fold(account), source);
        if self.known.insert(pair.clone()) {
            self.known_in_order.push_back(pair);
            if self.known_in_order.len() > KNOWN_SOURCES_MAX
                && let Some(oldest) = self.known_in_order.pop_front()
            {
                self.known.remove(&oldest);
            }
        }
    }

    /// Counts one sign-on from this address as failed before its provider is asked: whose it will be is not known yet.
    pub fn begin_from(&mut self, source: IpAddr, now: Millis) -> Result<(), TooMany> {
        let key = Key::Source(source);
        if let Some(window) = self.windows.get(&key)
            && now.since(window.since) < ATTEMPT_WINDOW
            && window.failures >= ATTEMPTS_PER_SOURCE
        {
            return Err(TooMany { retry_after: window.since + ATTEMPT_WINDOW - now });
        }
        self.count(key, now);
        Ok(())
    }

    /// Takes one sign-on back: it opened an account.
    pub fn succeeded_from(&mut self, source: IpAddr) {
        if let Some(window) = self.windows.get_mut(&Key::Source(source)) {
            window.failures = window.failures.saturating_sub(1);
        }
    }

    /// Whether this address may show a token that is not known yet.
    pub fn may_try_token(&self, source: IpAddr, now: Millis) -> Result<(), TooMany> {
        match self.windows.get(&Key::Tokens(source)) {
            Some(window) if now.since(window.since) < ATTEMPT_WINDOW && window.failures >= BAD_TOKENS_PER_SOURCE => {
                Err(TooMany { retry_after: window.since + ATTEMPT_WINDOW - now })
            }
            _ => Ok(()),
        }
    }

    pub fn token_failed(&mut self, source: IpAddr, now: Millis) {
        self.count(Key::Tokens(source), now);
    }

    fn count(&mut self, key: Key, now: Millis) {
        self.make_room(now);
        let window = self.windows.entry(key).or_insert(Window { since: now, failures: 0 });
        if now.since(window.since) >= ATTEMPT_WINDOW {
            *window = Window { since: now, failures: 0 };
        }
        window.failures += 1;
    }

    fn keys(&self, account: &str, source: IpAddr) -> [(Key, u32); 2] {
        let account = fold(account);
        let by_account = if self.known.contains(&(account.clone(), source)) {
            Key::AccountFrom(account, source)
        } else {
            Key::Account(account)
        };
        [(by_account, ATTEMPTS_PER_ACCOUNT), (Key::Source(source), ATTEMPTS_PER_SOURCE)]
    }

    fn make_room(&mut self, now: Millis) {
        if self.windows.len() < ATTEMPT_KEYS_MAX {
            return;
        }
        self.windows.retain(|_, window| now.since(window.since) < ATTEMPT_WINDOW);
        if self.windows.len() >= ATTEMPT_KEYS_MAX
            && let Some(oldest) = self.windows.iter().min_by_key(|(_, w)| w.since).map(|(key, _)| key.clone())
        {
            self.windows.remove(&oldest);
        }
    }
}

/// Names that differ only in case are one account.
fn fold(account: &str) -> String {
    account.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
    const STRANGER: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 99));

    #[test]
    fn ten_failures_close_an_account_for_the_window() {
        let mut attempts = Attempts::default();
        let start = Millis(1_000_000);
        for _ in 0..ATTEMPTS_PER_ACCOUNT {
            assert_eq!(attempts.begin("agent1", STRANGER, start), Ok(()));
        }
        let refused = attempts.begin(" Agent1", STRANGER, start + Millis::from_secs(60));
        assert_eq!(refused, Err(TooMany { retry_after: Millis::from_secs(14 * 60) }), "case and blanks do not help");
        assert_eq!(attempts.begin("agent1", STRANGER, start + ATTEMPT_WINDOW), Ok(()));
    }

    #[test]
    fn a_stranger_does_not_lock_out_a_known_address() {
        let mut attempts = Attempts::default();
        let now = Millis(0);
        attempts.begin("agent1", HOME, now).expect("first");
        attempts.succeeded("agent1", HOME);
        for _ in 0..ATTEMPTS_PER_ACCOUNT {
            attempts.begin("agent1", STRANGER, now).expect("below the limit");
        }
        assert!(attempts.begin("agent1", STRANGER, now).is_err());
        assert_eq!(attempts.begin("agent1", HOME, now), Ok(()));
    }

    #[test]
    fn an_office_behind_one_address_keeps_working() {
        let mut attempts = Attempts::default();
        for person in 0..150 {
            let account = format!("agent{person}");
            attempts.begin(&account, HOME, Millis(0)).expect("mistyped once");
            attempts.begin(&account, HOME, Millis(0)).expect("then right");
            attempts.succeeded(&account, HOME);
        }
        for _ in 0..ATTEMPTS_PER_SOURCE - 150 {
            attempts.begin("x", STRANGER, Millis(0)).ok();
        }
        assert_eq!(attempts.begin("late", HOME, Millis(0)), Ok(()));
    }

    #[test]
    fn one_address_guessing_many_accounts_is_stopped() {
        let mut attempts = Attempts::default();
        let allowed = (0..1_000).filter(|n| attempts.begin(&format!("user{n}"), STRANGER, Millis(0)).is_ok()).count();
        assert_eq!(allowed, ATTEMPTS_PER_SOURCE as usize);
    }
}
