//! Passwords: what may be set, and changing the own one. No change by the calendar (NIST SP 800-63B §3.1.1.2): only when
//! somebody else knows it.

use super::leaked;
use crate::error::bad_input;
use crate::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_LONG, PASSWORD_CHARS_MIN};
use crate::sessions::SessionEnd;
use crate::{Caller, Office, OfficeError, entry_with};
use model::FactBody;
use model::fact::LogoutCause;
use store::Aside;

/// Of zxcvbn: "safely unguessable, moderate protection from an offline attack".
const SCORE_MIN: u8 = 3;
/// A long one need not be as odd, but `aaaaaaaaaaaa` is not long.
const SCORE_MIN_LONG: u8 = 2;

/// A password that may be set. `username`: whose.
pub fn check_password(password: &str, username: &str) -> Result<(), OfficeError> {
    let chars = password.chars().count();
    if chars < PASSWORD_CHARS_MIN {
        return Err(bad_input("password", format!("at least {PASSWORD_CHARS_MIN} characters")));
    }
    if password.len() > PASSWORD_BYTES_MAX {
        return Err(bad_input("password", format!("at most {PASSWORD_BYTES_MAX} bytes")));
    }
    let lower = password.to_lowercase();
    if !username.is_empty() && lower.contains(&username.to_lowercase()) {
        return Err(bad_input("password", "it contains the user name"));
    }
    if leaked::is_common(&lower) {
        return Err(bad_input("password", "it is one of those that everybody tries first"));
    }
    let score = u8::from(zxcvbn::zxcvbn(password, &[username, "qiao", "桥"]).score());
    let needed = if chars >= PASSWORD_CHARS_LONG { SCORE_MIN_LONG } else { SCORE_MIN };
    if score < needed {
        return Err(bad_input("password", format!("easy to guess; {PASSWORD_CHARS_LONG} characters or more are best")));
    }
    Ok(())
}

impl Office {
    /// A new password of the own account. Every other session of it ends.
    pub async fn change_password(&self, caller: &Caller, current: &str, new: &str) -> Result<(), OfficeError> {
        let permit = self.own_account(caller).await?;
        match self.prove(caller, Some(current)).await {
            Err(OfficeError::WrongPassword | OfficeError::PasswordNeeded) => return Err(OfficeError::WrongProof),
            other => other?,
        }
        if new == current {
            return Err(bad_input("password", "it is the present one"));
        }
        check_password(new, &caller.person.username)?;
        let phc = self.passwords.hash(new).await?;
        let (person, this) = (caller.person.id, caller.session.token_hash.as_str());
        let changed = self.fact(caller.actor(), permit.reasons(), FactBody::PasswordChanged { person });
        let mut entries = vec![entry_with(changed, Aside::PasswordHash { person, phc })];
        let by = caller.actor();
        entries.extend(self.ending_sessions(&by, permit.reasons(), person, LogoutCause::Ended, Some(this)).await?);
        self.commit(entries).await?;
        self.sessions.end_others_of(person, this, SessionEnd::LoggedOut);
        self.reload_directory().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_or_odd_and_nobodys_first_guess() {
        for (password, fits) in [
            ("Zq7#kd9wT!v", true),
            ("correct horse battery", true),
            ("雨后的竹林很安静呢", true),
            ("short1!", false),
            ("password", false),
            ("Password123", false),
            ("aaaaaaaaaaaa", false),
            ("123456789012", false),
            ("woaini1314520", false),
            ("xx-agent1-xx-Rt55", false),
            ("qwertyuiop[]", false),
        ] {
            assert_eq!(check_password(password, "agent1").is_ok(), fits, "{password}");
        }
        assert!(check_password(&"长".repeat(200), "a").is_err(), "nobody types that");
    }
}
