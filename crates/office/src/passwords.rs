//! Passwords: argon2id, few hashes at once, and the same work for people who do not exist.
//!
//! Never keeps, logs or compares a clear password. Start reading at [`Passwords::verify`].

use crate::limits::{HASHES_AT_ONCE, HASHES_WAITING_MAX};
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;

/// Cost of one hash. OWASP, Password Storage Cheat Sheet: argon2id with m = 19 MiB, t = 2, p = 1 at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    pub memory_kib: u32,
    pub passes: u32,
}

impl Default for Cost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1_024, passes: 2 }
    }
}

/// Too many log-ins wait already.
#[derive(Debug, PartialEq, Eq)]
pub struct Crowded;

#[derive(Clone)]
pub struct Passwords {
    argon2: Arc<Argon2<'static>>,
    turns: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    /// Hash of a random password: verified for unknown people, so that they cost the same time.
    nobody: Arc<str>,
}

impl Passwords {
    pub fn new(cost: Cost) -> Self {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).expect("argon2 costs are within its bounds");
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let random: [u8; 32] = rand::random();
        let nobody = phc(&argon2, &random);
        Self {
            argon2: Arc::new(argon2),
            turns: Arc::new(Semaphore::new(HASHES_AT_ONCE)),
            waiting: Arc::new(AtomicUsize::new(0)),
            nobody: nobody.into(),
        }
    }

    /// Whether `password` fits `stored`; `None` (no such person) takes as long and is always false.
    pub async fn verify(&self, stored: Option<&str>, password: &str) -> Result<bool, Crowded> {
        let exists = stored.is_some();
        let hash = stored.unwrap_or(&self.nobody).to_owned();
        let password = password.to_owned();
        let fits = self
            .in_turn(move |argon2| match PasswordHash::new(&hash) {
                Ok(parsed) => argon2.verify_password(password.as_bytes(), &parsed).is_ok(),
                Err(_) => false, // No usable hash: an account without a password.
            })
            .await?;
        Ok(exists && fits)
    }

    /// The PHC string to keep, with a fresh salt.
    pub async fn hash(&self, password: &str) -> Result<String, Crowded> {
        let password = password.to_owned();
        self.in_turn(move |argon2| phc(argon2, password.as_bytes())).await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'static>) -> T + Send + 'static,
    ) -> Result<T, Crowded> {
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= HASHES_AT_ONCE + HASHES_WAITING_MAX {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Crowded);
        }
        let _place = Place(&self.waiting);
        let turn = Arc::clone(&self.turns).acquire_owned().await.expect("the semaphore is never closed");
        let argon2 = Arc::clone(&self.argon2);
        let done = tokio::task::spawn_blocking(move || {
            let _turn = turn; // Held by the work itself: a dropped request still occupies its core.
            work(&argon2)
        });
        Ok(done.await.expect("hashing does not panic"))
    }
}

/// Leaves the waiting line also when the request is dropped.
struct Place<'a>(&'a AtomicUsize);

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn phc(argon2: &Argon2<'_>, password: &[u8]) -> String {
    argon2.hash_password(password).expect("argon2 hashes any bytes below 4 GiB").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cheap() -> Passwords {
        Passwords::new(Cost { memory_kib: 64, passes: 1 })
    }

    #[tokio::test]
    async fn only_the_right_password_of_an_existing_person_fits() {
        let passwords = cheap();
        let stored = passwords.hash("qiao-demo").await.expect("room");
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        for (what, stored, typed, expected) in [
            ("right", Some(stored.as_str()), "qiao-demo", true),
            ("wrong", Some(stored.as_str()), "qiao-dem0", false),
            ("nobody", None, "qiao-demo", false),
            ("no password set", Some(""), "", false),
        ] {
            assert_eq!(passwords.verify(stored, typed).await, Ok(expected), "{what}");
        }
    }

    #[tokio::test]
    async fn the_line_is_bounded() {
        let passwords = cheap();
        let _turns = passwords.turns.acquire_many(HASHES_AT_ONCE as u32).await.expect("open");
        let waiting: Vec<_> = (0..HASHES_AT_ONCE + HASHES_WAITING_MAX)
            .map(|_| {
                tokio::spawn({
                    let p = passwords.clone();
                    async move { p.verify(None, "x").await }
                })
            })
            .collect();
        while passwords.waiting.load(Ordering::Relaxed) < HASHES_AT_ONCE + HASHES_WAITING_MAX {
            tokio::task::yield_now().await;
        }
        assert_eq!(passwords.verify(None, "x").await, Err(Crowded));
        waiting.iter().for_each(|task| task.abort());
    }
}
