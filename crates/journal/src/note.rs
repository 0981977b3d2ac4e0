//! Signed notes: a short text, and who signed it. Checkpoints of the journal are such notes, so that any witness that
//! speaks the same format can sign them too.
//!
//! Formats: C2SP signed-note (Ed25519, type 1), C2SP tlog-checkpoint (the text), C2SP tlog-cosignature (type 4: the
//! witness's signature with its time). Keys come in as bytes: nothing here makes or stores one. Start reading at
//! [`CheckpointNote`].

use crate::export::Checkpoint;
use crate::tree::Hash;
use crate::{from_hex, hex};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

/// Bytes of a note that are looked at: a checkpoint with a dozen signatures has 2 KB.
const NOTE_BYTES_MAX: usize = 64 * 1024;
const SIGNATURES_MAX: usize = 64;
const MARK: &str = "\u{2014} ";
const SECRET: &str = "PRIVATE+KEY+";

/// What a signature states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By the log itself.
    Log = 1,
    /// By a witness, with its time.
    Witness = 4,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    #[error("a key is `name+8 hexadecimal digits+base64`")]
    BadKey,
    #[error("a signing key is 32 bytes")]
    BadSeed,
    #[error("this is not a signing key: `PRIVATE+KEY+name+8 hexadecimal digits+base64` is expected")]
    BadSecret,
    #[error("a name has no spaces and no `+`")]
    BadName,
    #[error("this is not a signed note: a text, an empty line and signature lines are expected")]
    BadNote,
    #[error("this is not a checkpoint: origin, size and root are expected")]
    BadCheckpoint,
    #[error("`{name}` has not signed it, or the text was changed")]
    NotSigned { name: String },
}

/// What a checker holds: whose signature it is and the public key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    pub name: String,
    pub kind: Kind,
    public: [u8; 32],
}

/// What signs: the name, and the secret seed. Has no `Debug`.
pub struct Signer {
    name: String,
    kind: Kind,
    key: SigningKey,
}

fn key_hash(name: &str, kind: Kind, public: &[u8]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', kind as u8]).chain_update(public).finalize();
    [hash[0], hash[1], hash[2], hash[3]]
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

impl Verifier {
    /// `name+hash+base64`, as a file of keys holds it.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::BadKey);
        };
        let key = BASE64.decode(key).map_err(|_| NoteError::BadKey)?;
        let (kind, public) = match key.split_first() {
            Some((1, public)) => (Kind::Log, public),
            Some((4, public)) => (Kind::Witness, public),
            _ => return Err(NoteError::BadKey),
        };
        let public: [u8; 32] = public.try_into().map_err(|_| NoteError::BadKey)?;
        let verifier = Self { name: name.to_owned(), kind, public };
        let fits = is_name(name) && verifier.hash_text() == hash.to_ascii_lowercase();
        if fits { Ok(verifier) } else { Err(NoteError::BadKey) }
    }

    fn hash(&self) -> [u8; 4] {
        key_hash(&self.name, self.kind, &self.public)
    }

    fn hash_text(&self) -> String {
        self.hash().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl std::fmt::Display for Verifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key: Vec<u8> = std::iter::once(self.kind as u8).chain(self.public).collect();
        write!(f, "{}+{}+{}", self.name, self.hash_text(), BASE64.encode(key))
    }
}

impl Signer {
    pub fn new(name: &str, kind: Kind, seed: &[u8]) -> Result<Self, NoteError> {
        if !is_name(name) {
            return Err(NoteError::BadName);
        }
        let seed: [u8; 32] = seed.try_into().map_err(|_| NoteError::BadSeed)?;
        Ok(Self { name: name.to_owned(), kind, key: SigningKey::from_bytes(&seed) })
    }

    /// As a key file holds it, in the text form of C2SP signed-note: `PRIVATE+KEY+name+hash+base64`.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let rest = text.trim().strip_prefix(SECRET).ok_or(NoteError::BadSecret)?;
        let mut parts = rest.splitn(3, '+');
        let (Some(name), Some(hash), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NoteError::BadSecret);
        };
        let key = BASE64.decode(key).map_err(|_| NoteError::BadSecret)?;
        let signer = match key.split_first() {
            Some((1, seed)) => Self::new(name, Kind::Log, seed)?,
            Some((4, seed)) => Self::new(name, Kind::Witness, seed)?,
            _ => return Err(NoteError::BadSecret),
        };
        // A hash that does not fit tells of a mistyped name or key.
        let fits = signer.verifier().hash_text() == hash.to_ascii_lowercase();
        if fits { Ok(signer) } else { Err(NoteError::BadSecret) }
    }

    /// The inverse of [`Signer::parse`]. Whoever has it signs in our name.
    pub fn to_secret(&self) -> String {
        let key: Vec<u8> = std::iter::once(self.kind as u8).chain(self.key.to_bytes()).collect();
        format!("{SECRET}{}+{}+{}", self.name, self.verifier().hash_text(), BASE64.encode(key))
    }

    pub fn verifier(&self) -> Verifier {
        Verifier { name: self.name.clone(), kind: self.kind, public: self.key.verifying_key().to_bytes() }
    }

    /// The signature line for `text`. `at_s`: a witness's time, seconds since 1970; a log's signature has none.
    pub fn line(&self, text: &str, at_s: u64) -> String {
        let mut bytes = self.verifier().hash().to_vec();
        if self.kind == Kind::Witness {
            bytes.extend(at_s.to_be_bytes());
        }
        bytes.extend(self.key.sign(&signed_bytes(self.kind, text, at_s)).to_bytes());
        format!("{MARK}{} {}\n", self.name, BASE64.encode(bytes))
    }
}

fn signed_bytes(kind: Kind, text: &str, at_s: u64) -> Vec<u8> {
    match kind {
        Kind::Log => text.as_bytes().to_vec(),
        Kind::Witness => format!("cosignature/v1\ntime {at_s}\n{text}").into_bytes(),
    }
}

/// A note apart: its text with the last line end, and its signature lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub text: String,
    /// Name and bytes: key hash, for a witness the time, signature.
    signatures: Vec<(String, Vec<u8>)>,
}

impl Note {
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(NoteError::BadNote);
        }
        let (text, lines) = note.rsplit_once("\n\n").ok_or(NoteError::BadNote)?;
        let signatures = lines.lines().take(SIGNATURES_MAX + 1).map(signature).collect::<Option<Vec<_>>>();
        let signatures = signatures.ok_or(NoteError::BadNote)?;
        let is_whole = lines.ends_with('\n') && (1..=SIGNATURES_MAX).contains(&signatures.len());
        if is_whole { Ok(Self { text: format!("{text}\n"), signatures }) } else { Err(NoteError::BadNote) }
    }

    /// The signature line of this key, if the note has one that holds.
    pub fn line_of(&self, by: &Verifier) -> Option<String> {
        self.verify(by).ok()?;
        let (name, bytes) = self.signatures.iter().find(|(name, bytes)| is_of(by, name, bytes))?;
        Some(format!("{MARK}{name} {}\n", BASE64.encode(bytes)))
    }

    /// Whether a line names this key, good or not.
    pub fn names(&self, by: &Verifier) -> bool {
        self.signatures.iter().any(|(name, bytes)| is_of(by, name, bytes))
    }

    /// Whether this key signed this text. For a witness: when, in seconds since 1970; for a log: 0.
    pub fn verify(&self, by: &Verifier) -> Result<u64, NoteError> {
        let of_key = |(name, bytes): &&(String, Vec<u8>)| is_of(by, name, bytes);
        let is_good = |(_, bytes): &(String, Vec<u8>)| {
            let rest = &bytes[4..];
            let (time, signature) = if by.kind == Kind::Witness { rest.split_at_checked(8)? } else { (&[][..], rest) };
            let at_s = time.iter().fold(0_u64, |at, byte| at << 8 | u64::from(*byte));
            let signed = signed_bytes(by.kind, &self.text, at_s);
            let key = VerifyingKey::from_bytes(&by.public).ok()?;
            // Strict: a key or signature that fits more than one text is none (RFC 8032 §5.1.7 leaves it open).
            key.verify_strict(&signed, &Signature::from_slice(signature).ok()?).ok().map(|()| at_s)
        };
        let found = self.signatures.iter().filter(of_key).find_map(is_good);
        found.ok_or_else(|| NoteError::NotSigned { name: by.name.clone() })
    }
}

fn is_of(by: &Verifier, name: &str, bytes: &[u8]) -> bool {
    name == by.name && bytes.starts_with(&by.hash())
}

fn signature(line: &str) -> Option<(String, Vec<u8>)> {
    let (name, key) = line.strip_prefix(MARK)?.split_once(' ')?;
    let bytes = BASE64.decode(key).ok()?;
    (is_name(name) && bytes.len() > 4).then(|| (name.to_owned(), bytes))
}

/// The text of a checkpoint: which log, how many facts, their root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointNote {
    pub origin: String,
    pub size: u64,
    pub root: Hash,
}

impl CheckpointNote {
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(self.root))
    }

    /// The whole note, signed by the log.
    pub fn signed(&self, signer: &Signer) -> String {
        let text = self.text();
        let line = signer.line(&text, 0);
        format!("{text}\n{line}")
    }

    /// Reads the text of a note; lines after the third are extensions and stand.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut lines = text.lines();
        let (Some(origin), Some(size), Some(root)) = (lines.next(), lines.next(), lines.next()) else {
            return Err(NoteError::BadCheckpoint);
        };
        let is_plain =
            !size.is_empty() && size.bytes().all(|b| b.is_ascii_digit()) && (size == "0" || !size.starts_with('0'));
        let size = size.parse().ok().filter(|_| is_plain).ok_or(NoteError::BadCheckpoint)?;
        let root = BASE64.decode(root).ok().and_then(|root| root.try_into().ok()).ok_or(NoteError::BadCheckpoint)?;
        if origin.is_empty() { Err(NoteError::BadCheckpoint) } else { Ok(Self { origin: origin.into(), size, root }) }
    }

    /// As an export's check takes it.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { size: self.size, root: hex(&self.root) }
    }

    pub fn of(origin: &str, checkpoint: &Checkpoint) -> Option<Self> {
        Some(Self { origin: origin.to_owned(), size: checkpoint.size, root: from_hex(&checkpoint.root)? })
    }
}
