//! Sign-ons that were begun and wait for the provider's answer: each good once, for some minutes, in one browser.
//!
//! In memory only: after a restart they are begun again. Pure: the time is an argument.

use crate::limits::{SIGN_ON_WITHIN, SIGN_ONS_BEGUN_MAX};
use model::Millis;
use office::sessions::Token;
use std::collections::HashMap;

/// What the answer will be for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// `to`: where the page goes then, a path of ours.
    LogIn { to: Option<String> },
    /// To be linked to whoever has this session (hash of its token).
    Link { session: String },
}

pub struct Begun {
    /// Place of the provider in the settings.
    pub provider: usize,
    pub purpose: Purpose,
    pub nonce: String,
    /// RFC 7636: only who began knows it.
    pub verifier: String,
    pub at: Millis,
    /// Hash of what the browser's cookie holds.
    browser: String,
}

impl Begun {
    pub fn new(provider: usize, purpose: Purpose, browser: &Token, now: Millis) -> Self {
        let random = || Token::random().expose().to_owned();
        Self { provider, purpose, nonce: random(), verifier: random(), at: now, browser: browser.hash() }
    }
}

/// By the hash of their `state`.
#[derive(Default)]
pub struct Waiting {
    by_state: HashMap<String, Begun>,
}

impl Waiting {
    /// Its `state`. When there are too many, the oldest goes.
    pub fn add(&mut self, begun: Begun) -> String {
        if self.by_state.len() >= SIGN_ONS_BEGUN_MAX {
            let now = begun.at;
            self.by_state.retain(|_, begun| is_open(begun, now));
        }
        if self.by_state.len() >= SIGN_ONS_BEGUN_MAX
            && let Some(oldest) = self.by_state.iter().min_by_key(|(_, begun)| begun.at).map(|(key, _)| key.clone())
        {
            self.by_state.remove(&oldest);
        }
        let state = Token::random();
        self.by_state.insert(state.hash(), begun);
        state.expose().to_owned()
    }

    /// Once, also when it then turns out to be another browser's: a state that wandered is not trusted again.
    pub fn take(&mut self, state: &str, browser: Option<&Token>, now: Millis) -> Option<Begun> {
        let begun = self.by_state.remove(&Token::from_cookie(state)?.hash())?;
        let is_this_browser = browser.is_some_and(|browser| browser.hash() == begun.browser);
        (is_this_browser && is_open(&begun, now)).then_some(begun)
    }
}

fn is_open(begun: &Begun, now: Millis) -> bool {
    now < begun.at + SIGN_ON_WITHIN
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(browser: &Token, at: i64) -> Begun {
        Begun::new(0, Purpose::LogIn { to: None }, browser, Millis(at))
    }

    #[test]
    fn plat_02_a_state_is_good_once_in_time_and_in_its_browser() {
        let (mut waiting, browser, other) = (Waiting::default(), Token::random(), Token::random());
        let state = waiting.add(begun(&browser, 0));
        assert!(waiting.take(&state, Some(&browser), Millis(1)).is_some());
        assert!(waiting.take(&state, Some(&browser), Millis(1)).is_none(), "once");
        for (who, at) in [(Some(&other), 1), (None, 1), (Some(&browser), SIGN_ON_WITHIN.0)] {
            let state = waiting.add(begun(&browser, 0));
            assert!(waiting.take(&state, who, Millis(at)).is_none());
        }
        assert!(waiting.take("no state", Some(&browser), Millis(1)).is_none());
    }

    #[test]
    fn the_oldest_goes_when_there_are_too_many() {
        let (mut waiting, browser) = (Waiting::default(), Token::random());
        let states: Vec<String> = (0..=SIGN_ONS_BEGUN_MAX).map(|n| waiting.add(begun(&browser, n as i64))).collect();
        assert!(waiting.take(&states[0], Some(&browser), Millis(5)).is_none());
        assert!(waiting.take(&states[1], Some(&browser), Millis(5)).is_some());
    }
}
