//! Digest authentication of registrations, RFC 8760: SHA-256 offered before MD5, `qop=auth` only.
//!
//! A nonce is its own proof: the time it was made and a MAC over it, so a challenge costs no memory. What is remembered
//! is the last `nc` of nonces that were used well, so that nothing can be replayed.

use crate::limits::{NONCE_LIFE, NONCES_MAX};
use hmac::{Hmac, Mac};
use md5::Md5;
use model::{Phone, PhoneAddress};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// What came of an `Authorization` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The user who proved the password.
    Welcome(String),
    /// No usable credentials, or a nonce that is too old: ask (again).
    Ask { is_stale: bool },
    /// Wrong password, unknown user, or a replay: ask again and count it.
    Wrong,
}

pub struct Digester {
    secret: [u8; 32],
    born: Instant,
    /// Nonce → its last `nc` and when it was made.
    used: HashMap<String, (u32, Duration)>,
}

struct Credentials<'a> {
    user: &'a str,
    realm: &'a str,
    nonce: &'a str,
    uri: &'a str,
    response: &'a str,
    nc: &'a str,
    cnonce: &'a str,
    is_sha256: bool,
}

impl Digester {
    pub fn new() -> Self {
        Self { secret: rand::random(), born: Instant::now(), used: HashMap::new() }
    }

    /// Values of the two `WWW-Authenticate` headers.
    pub fn challenges(&self, realm: &str, is_stale: bool, now: Instant) -> [String; 2] {
        let nonce = self.nonce(now.saturating_duration_since(self.born), rand::random());
        let stale = if is_stale { ", stale=true" } else { "" };
        ["SHA-256", "MD5"].map(|algorithm| {
            format!("Digest realm=\"{realm}\", nonce=\"{nonce}\", qop=\"auth\", algorithm={algorithm}{stale}")
        })
    }

    /// Checks the credentials of `method` against the phone that `find` knows by the user name.
    pub fn check<'p>(
        &mut self,
        authorization: Option<&str>,
        method: &str,
        realm: &str,
        now: Instant,
        find: impl FnOnce(&str) -> Option<&'p Phone>,
    ) -> Verdict {
        let Some(given) = authorization.and_then(credentials) else { return Verdict::Ask { is_stale: false } };
        let Some(age) = self.age(given.nonce, now).filter(|_| given.realm == realm) else {
            return Verdict::Ask { is_stale: false };
        };
        if age > NONCE_LIFE {
            return Verdict::Ask { is_stale: true };
        }
        let registers = find(given.user).map(|phone| &phone.address);
        let secret = match registers {
            Some(PhoneAddress::Registers { ha1_sha256, .. }) if given.is_sha256 => Some(ha1_sha256.as_str()),
            Some(PhoneAddress::Registers { ha1_md5, .. }) => Some(ha1_md5.as_str()),
            Some(PhoneAddress::Fixed { .. }) | None => None,
        };
        // A hash that is not set is no password that could be guessed.
        let secret = secret.filter(|ha1| !ha1.is_empty());
        // An unknown user costs the same time as a known one.
        let ha1 = secret.unwrap_or("0");
        let expected = match given.is_sha256 {
            true => answer::<Sha256>(ha1, method, &given),
            false => answer::<Md5>(ha1, method, &given),
        };
        let is_right = same(expected.as_bytes(), given.response.to_ascii_lowercase().as_bytes());
        if secret.is_none() || !is_right || !self.is_next(&given, now) {
            return Verdict::Wrong;
        }
        Verdict::Welcome(given.user.to_owned())
    }

    /// Time, salt (two phones challenged in one millisecond must not share an `nc`), MAC; all hex.
    fn nonce(&self, at: Duration, salt: u64) -> String {
        let (millis, salt) = ((at.as_millis() as u64).to_be_bytes(), salt.to_be_bytes());
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes keys of any length");
        mac.update(&millis);
        mac.update(&salt);
        format!("{}{}{}", hex::encode(millis), hex::encode(salt), hex::encode(&mac.finalize().into_bytes()[..16]))
    }

    /// How old a nonce of ours is; `None`: not ours.
    fn age(&self, nonce: &str, now: Instant) -> Option<Duration> {
        let at = Duration::from_millis(u64::from_str_radix(nonce.get(..16)?, 16).ok()?);
        let salt = u64::from_str_radix(nonce.get(16..32)?, 16).ok()?;
        let is_ours = same(self.nonce(at, salt).as_bytes(), nonce.as_bytes());
        is_ours.then(|| now.saturating_duration_since(self.born).saturating_sub(at))
    }

    /// `nc` rises strictly with each use of a nonce.
    fn is_next(&mut self, given: &Credentials<'_>, now: Instant) -> bool {
        let Some(nc) = u32::from_str_radix(given.nc, 16).ok().filter(|nc| *nc > 0) else { return false };
        let since = now.saturating_duration_since(self.born);
        if self.used.len() >= NONCES_MAX {
            self.used.retain(|_, (_, at)| since.saturating_sub(*at) < NONCE_LIFE);
        }
        if self.used.len() >= NONCES_MAX && !self.used.contains_key(given.nonce) {
            return false;
        }
        let made = self.age(given.nonce, now).map_or(since, |age| since.saturating_sub(age));
        let (last, _) = self.used.entry(given.nonce.to_owned()).or_insert((0, made));
        let is_next = nc > *last;
        *last = nc.max(*last);
        is_next
    }
}

/// RFC 7616 §3.4.1 with `qop=auth`.
fn answer<H: Digest>(ha1: &str, method: &str, given: &Credentials<'_>) -> String {
    let hash = |text: String| hex::encode(H::digest(text.as_bytes()));
    let ha2 = hash(format!("{method}:{}", given.uri));
    hash(format!("{ha1}:{}:{}:{}:auth:{ha2}", given.nonce, given.nc, given.cnonce))
}

/// Compares without telling by its time where the difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// `None` unless the scheme is Digest and all that `qop=auth` needs is there.
fn credentials(header: &str) -> Option<Credentials<'_>> {
    let (scheme, rest) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Digest") {
        return None;
    }
    let params: HashMap<String, &str> = crate::wire::scan::split_outside(rest.as_bytes(), b',')
        .filter_map(|part| std::str::from_utf8(part).ok()?.split_once('='))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"')))
        .collect();
    let param = |name: &str| params.get(name).copied().filter(|value| !value.is_empty());
    let is_sha256 = match param("algorithm") {
        None => false,
        Some(name) if name.eq_ignore_ascii_case("MD5") => false,
        Some(name) if name.eq_ignore_ascii_case("SHA-256") => true,
        Some(_) => return None,
    };
    param("qop").filter(|qop| qop.eq_ignore_ascii_case("auth"))?;
    Some(Credentials {
        user: param("username")?,
        realm: param("realm")?,
        nonce: param("nonce")?,
        uri: param("uri")?,
        response: param("response")?,
        nc: param("nc")?,
        cnonce: param("cnonce")?,
        is_sha256,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7616 §3.9.1: the example of both algorithms.
    #[test]
    fn answers_are_those_of_the_rfc() {
        let given = |is_sha256| Credentials {
            user: "Mufasa",
            realm: "http-auth@example.org",
            nonce: "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
            uri: "/dir/index.html",
            response: "",
            nc: "00000001",
            cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            is_sha256,
        };
        let a1 = "Mufasa:http-auth@example.org:Circle of Life";
        let (md5, sha256) = (hex::encode(Md5::digest(a1)), hex::encode(Sha256::digest(a1)));
        assert_eq!(answer::<Md5>(&md5, "GET", &given(false)), "8ca523f5e9506fed4657c9700eebdbec");
        assert_eq!(
            answer::<Sha256>(&sha256, "GET", &given(true)),
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
        );
    }

    #[test]
    fn an_old_nonce_is_stale_and_a_foreign_one_is_nothing() {
        let mut digester = Digester::new();
        let start = Instant::now();
        let [challenge, _] = digester.challenges("r", false, start);
        let nonce = challenge.split("nonce=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let header = |nonce: &str| {
            format!(
                "Digest username=\"u\", realm=\"r\", nonce=\"{nonce}\", uri=\"x\", response=\"0\", qop=auth, \
                 nc=00000001, cnonce=\"c\""
            )
        };
        let mut check = |nonce: &str, after: Duration| {
            digester.check(Some(&header(nonce)), "REGISTER", "r", start + after, |_| None)
        };
        assert_eq!(check(nonce, Duration::ZERO), Verdict::Wrong);
        assert_eq!(check(nonce, NONCE_LIFE + Duration::from_secs(1)), Verdict::Ask { is_stale: true });
        assert_eq!(check(&nonce.replace(['a', 'b'], "c"), Duration::ZERO), Verdict::Ask { is_stale: false });
        assert_eq!(check("é", Duration::ZERO), Verdict::Ask { is_stale: false });
    }

    #[test]
    fn a_hash_that_is_not_set_is_no_password() {
        let mut digester = Digester::new();
        let now = Instant::now();
        let address = PhoneAddress::Registers { realm: "r".into(), ha1_md5: String::new(), ha1_sha256: String::new() };
        let phone = Phone { key: "8001".into(), address };
        let nonce = digester.nonce(Duration::ZERO, 7);
        let given = Credentials {
            user: "8001",
            realm: "r",
            nonce: &nonce,
            uri: "x",
            response: "",
            nc: "00000001",
            cnonce: "c",
            is_sha256: false,
        };
        let response = answer::<Md5>("", "REGISTER", &given);
        let header = format!(
            "Digest username=\"8001\", realm=\"r\", nonce=\"{nonce}\", uri=\"x\", response=\"{response}\", qop=auth, \
             nc=00000001, cnonce=\"c\""
        );
        assert_eq!(digester.check(Some(&header), "REGISTER", "r", now, |_| Some(&phone)), Verdict::Wrong);
    }
}
