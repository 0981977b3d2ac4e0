//! The keys: the master key of the centre, one data key for each subject, one index key for searching.

use crate::{VaultError, mask, normal};
use aes_gcm_siv::aead::{Aead, KeyInit, Payload};
use aes_gcm_siv::{Aes256GcmSiv, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use model::{Class, Sealed, Subject};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

pub const KEY_BYTES: usize = 32;
/// Version of the sealed form; part of what is authenticated.
const FORM: &str = "1";
/// First line of a key file.
const HEAD: &str = "qiao vault key 1";
/// Bytes of a blind index: enough that two numbers never meet, too few to be a hash of use elsewhere.
const INDEX_BYTES: usize = 16;

/// Always the same: RFC 8452 derives the real one from key, text and context, so that a repeated nonce tells only that
/// two values of one subject are equal, and that is wanted.
fn nonce() -> Nonce {
    Nonce::default()
}

fn encrypt(key: &[u8; KEY_BYTES], context: &str, clear: &[u8]) -> Vec<u8> {
    let payload = Payload { msg: clear, aad: context.as_bytes() };
    Aes256GcmSiv::new(key.into())
        .encrypt(&nonce(), payload)
        .expect("values are far shorter than the limit of the cipher")
}

fn decrypt(key: &[u8; KEY_BYTES], context: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let payload = Payload { msg: sealed, aad: context.as_bytes() };
    let opened = Aes256GcmSiv::new(key.into()).decrypt(&nonce(), payload);
    opened.map(Zeroizing::new).map_err(|_| VaultError::DoesNotOpen)
}

/// The key of one subject. Whoever destroys its wrapped form makes all values of the subject unreadable.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey([u8; KEY_BYTES]);

impl DataKey {
    pub fn new(random: [u8; KEY_BYTES]) -> Self {
        Self(random)
    }

    /// The value with its mask. The same value of the same subject gives the same text.
    pub fn seal(&self, subject: Subject, class: Class, clear: &str) -> Sealed {
        let body = encrypt(&self.0, &context(subject, class), clear.as_bytes());
        Sealed { class, subject, body: URL_SAFE_NO_PAD.encode(body), mask: mask(class, clear) }
    }

    pub fn open(&self, sealed: &Sealed) -> Result<Zeroizing<String>, VaultError> {
        let body = URL_SAFE_NO_PAD.decode(&sealed.body).map_err(|_| VaultError::DoesNotOpen)?;
        let clear = decrypt(&self.0, &context(sealed.subject, sealed.class), &body)?;
        let text = std::str::from_utf8(&clear).map_err(|_| VaultError::DoesNotOpen)?;
        // The mask is shown without a key: one that was changed would lie about what is inside.
        if !sealed.mask.is_empty() && mask(sealed.class, text) != sealed.mask {
            return Err(VaultError::DoesNotOpen);
        }
        Ok(Zeroizing::new(text.to_owned()))
    }

    /// Whole files. `name` is authenticated with them.
    pub fn seal_bytes(&self, name: &str, clear: &[u8]) -> Vec<u8> {
        encrypt(&self.0, &format!("bytes|{name}|{FORM}"), clear)
    }

    pub fn open_bytes(&self, name: &str, sealed: &[u8]) -> Result<Vec<u8>, VaultError> {
        decrypt(&self.0, &format!("bytes|{name}|{FORM}"), sealed).map(|clear| clear.to_vec())
    }
}

/// What is authenticated beside the value: it opens in no other place.
fn context(subject: Subject, class: Class) -> String {
    format!("{subject}|{class}|{FORM}")
}

/// A key under the master key, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrapped {
    /// Number of the master key.
    pub master: u32,
    pub key: Vec<u8>,
}

/// Wraps the keys of all subjects. Numbered, so that it can be replaced.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey {
    number: u32,
    key: [u8; KEY_BYTES],
}

impl MasterKey {
    pub fn new(number: u32, random: [u8; KEY_BYTES]) -> Self {
        Self { number, key: random }
    }

    pub fn number(&self) -> u32 {
        self.number
    }

    pub fn wrap(&self, name: &str, key: &DataKey) -> Wrapped {
        Wrapped { master: self.number, key: encrypt(&self.key, &format!("key|{name}|{}", self.number), &key.0) }
    }

    fn unwrap(&self, name: &str, wrapped: &Wrapped) -> Result<DataKey, VaultError> {
        let key = decrypt(&self.key, &format!("key|{name}|{}", self.number), &wrapped.key)?;
        let key: [u8; KEY_BYTES] = key.as_slice().try_into().map_err(|_| VaultError::DoesNotOpen)?;
        Ok(DataKey(key))
    }
}

/// The master keys in force: the newest wraps, older ones still unwrap while a replacement is under way.
#[derive(Clone)]
pub struct KeyFile {
    /// The newest first; never empty.
    keys: Vec<MasterKey>,
}

impl KeyFile {
    pub fn new(first: MasterKey) -> Self {
        Self { keys: vec![first] }
    }

    /// Of a line for each key, `NUMBER HEX`, the newest first.
    pub fn read(text: &str) -> Result<Self, VaultError> {
        let mut lines = text.lines();
        if lines.next() != Some(HEAD) {
            return Err(VaultError::BadKeyFile("its first line is not `qiao vault key 1`"));
        }
        let key = |line: &str| {
            let (number, digits) = line.split_once(' ')?;
            let mut key = [0; KEY_BYTES];
            hex::decode_to_slice(digits.trim(), &mut key).ok()?;
            Some(MasterKey { number: number.parse().ok()?, key })
        };
        let keys: Option<Vec<MasterKey>> = lines.filter(|line| !line.trim().is_empty()).map(key).collect();
        match keys {
            Some(keys) if !keys.is_empty() => Ok(Self { keys }),
            _ => Err(VaultError::BadKeyFile("a line is not a number and 64 hexadecimal digits")),
        }
    }

    /// For the file and for an escrow, never for a log.
    pub fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!("{HEAD}\n"));
        for key in &self.keys {
            let digits = Zeroizing::new(hex::encode(key.key));
            text.push_str(&format!("{} {}\n", key.number, *digits));
        }
        text
    }

    pub fn newest(&self) -> &MasterKey {
        &self.keys[0]
    }

    /// With a new master key before the others.
    pub fn with_newer(&self, random: [u8; KEY_BYTES]) -> Self {
        let newer = MasterKey::new(self.newest().number + 1, random);
        Self { keys: std::iter::once(newer).chain(self.keys.iter().cloned()).collect() }
    }

    /// Only the newest: what is still wrapped with another is lost.
    pub fn newest_alone(&self) -> Self {
        Self { keys: vec![self.newest().clone()] }
    }

    pub fn wrap(&self, name: &str, key: &DataKey) -> Wrapped {
        self.newest().wrap(name, key)
    }

    pub fn unwrap(&self, name: &str, wrapped: &Wrapped) -> Result<DataKey, VaultError> {
        let key = self.keys.iter().find(|key| key.number == wrapped.master).ok_or(VaultError::DoesNotOpen)?;
        key.unwrap(name, wrapped)
    }
}

/// Finds equal values without knowing them: HMAC-SHA-256 of the normal form, another key for each class.
#[derive(Clone)]
pub struct IndexKey(DataKey);

impl IndexKey {
    pub fn new(key: DataKey) -> Self {
        Self(key)
    }

    /// `None`: nothing of the value is left in its normal form.
    pub fn blind(&self, class: Class, clear: &str) -> Option<String> {
        let normal = Zeroizing::new(normal(class, clear));
        if normal.is_empty() {
            return None;
        }
        let of_class = self.hmac(&self.0.0, class.as_str().as_bytes());
        Some(hex::encode(&self.hmac(&of_class[..], normal.as_bytes())[..INDEX_BYTES]))
    }

    fn hmac(&self, key: &[u8], text: &[u8]) -> Zeroizing<[u8; KEY_BYTES]> {
        let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("an HMAC takes keys of any length");
        mac.update(text);
        Zeroizing::new(mac.finalize().into_bytes().into())
    }
}
