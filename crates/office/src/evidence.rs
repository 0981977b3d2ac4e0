//! The journal as evidence: signs how far it goes and what it holds, gives proofs of it, and keeps what witnesses say.
//!
//! A note is stored before anybody sees it, so that no state that was shown can be forgotten. Start reading at
//! `Office::run_evidence_job`.

use crate::error::bad_input;
use crate::limits::{SIGN_AFTER_FACTS, SIGN_AFTER_MS, SIGN_LOOK_EVERY};
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::ViewJournal;
use journal::Hash;
use journal::note::{CheckpointNote, Kind, Note, Signer, Verifier};
use model::Millis;
use std::sync::Arc;
use store::Aside;
use store::evidence::{Cosignature, Evidence, Signed};

/// Who signs, and whose cosignatures are taken.
pub struct EvidenceKeys {
    pub log: Signer,
    pub witnesses: Vec<Verifier>,
}

/// A proof with what it is held against.
pub struct Inclusion {
    pub leaf: Hash,
    pub proof: Vec<Hash>,
}

impl Office {
    /// Signs when something was added, soon after much of it. Runs until the service stops.
    pub(crate) async fn run_evidence_job(self: Arc<Self>) {
        let Some(keys) = &self.evidence_keys else { return };
        let mut look = tokio::time::interval(SIGN_LOOK_EVERY);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        self.warn_of_another_key(keys).await;
        loop {
            look.tick().await;
            if let Err(error) = self.sign_when_due(keys).await {
                tracing::error!(error = %error, "could not sign a checkpoint of the journal");
            }
        }
    }

    async fn sign_when_due(&self, keys: &EvidenceKeys) -> Result<(), OfficeError> {
        let facts = store::journal::last_seq(&self.store).await?;
        let last = store::evidence::last(&self.store).await?;
        let (signed, at) = last.map_or((0, Millis::ZERO), |last| (last.size, last.at_ms));
        let added = facts.saturating_sub(signed);
        let is_due = added >= SIGN_AFTER_FACTS || (added > 0 && self.now() >= at + SIGN_AFTER_MS);
        if is_due { self.sign(keys).await } else { Ok(()) }
    }

    /// Public key of who signs, for exports.
    pub fn log_key(&self) -> Option<Verifier> {
        self.evidence_keys.as_ref().map(|keys| keys.log.verifier())
    }

    /// Signs the journal as it is now, if the service has a key; for reports and for the end of the service.
    pub async fn sign_checkpoint(&self) -> Result<(), OfficeError> {
        match &self.evidence_keys {
            Some(keys) => self.sign(keys).await,
            None => Ok(()),
        }
    }

    async fn sign(&self, keys: &EvidenceKeys) -> Result<(), OfficeError> {
        loop {
            let (size, root) = self.store.tip().await;
            let subtrees = store::evidence::missing_subtrees(&self.store, size).await?;
            if !subtrees.is_empty() {
                self.journal.commit_with(Vec::new(), subtrees).await?;
                continue;
            }
            if size == 0 {
                return Ok(());
            }
            let origin = keys.log.verifier().name;
            let note = CheckpointNote { origin, size, root }.signed(&keys.log);
            let signed = Aside::Evidence(Evidence::Signed { size, note, at: self.now() });
            self.journal.commit_with(Vec::new(), vec![signed]).await?;
            return Ok(());
        }
    }

    /// A lost or exchanged key must not pass in silence: witnesses go on asking for the old one.
    async fn warn_of_another_key(&self, keys: &EvidenceKeys) {
        let Ok(Some(last)) = store::evidence::last(&self.store).await else { return };
        let is_ours = Note::parse(&last.note).is_ok_and(|note| note.verify(&keys.log.verifier()).is_ok());
        if !is_ours {
            tracing::error!(
                journal.size = last.size,
                "the journal was signed with another key until now: put its file back, or tell auditors and witnesses"
            );
        }
    }

    /// The last note, with cosignatures.
    pub async fn last_checkpoint(&self, caller: &Caller) -> Result<Signed, OfficeError> {
        self.permit::<ViewJournal>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        self.last_signed().await?.ok_or(OfficeError::NotFound)
    }

    /// The same for what the centre prints itself, as the report of an audit.
    pub async fn last_signed(&self) -> Result<Option<Signed>, OfficeError> {
        Ok(store::evidence::last(&self.store).await?)
    }

    /// The notes after a size.
    pub async fn checkpoints(&self, caller: &Caller, after: u64, limit: u32) -> Result<Vec<Signed>, OfficeError> {
        self.permit::<ViewJournal>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        Ok(store::evidence::after(&self.store, after, limit).await?)
    }

    /// That the first `from` facts are the beginning of the first `to`, for sizes up to the last that was signed.
    pub async fn consistency(&self, caller: &Caller, from: u64, to: u64) -> Result<Vec<Hash>, OfficeError> {
        self.may_prove(caller, to).await?;
        let proof = store::evidence::consistency(&self.store, from, to).await?;
        proof.ok_or_else(|| bad_input("from", "a size from 1 to `to`"))
    }

    /// That fact `index + 1` is among the first `size`.
    pub async fn inclusion(&self, caller: &Caller, index: u64, size: u64) -> Result<Inclusion, OfficeError> {
        self.may_prove(caller, size).await?;
        let found = store::evidence::inclusion(&self.store, index, size).await?;
        let (leaf, proof) = found.ok_or_else(|| bad_input("index", "a number from 0, below `size`"))?;
        Ok(Inclusion { leaf, proof })
    }

    async fn may_prove(&self, caller: &Caller, size: u64) -> Result<(), OfficeError> {
        let signed = self.last_checkpoint(caller).await?.size;
        if size > signed {
            return Err(bad_input("to", format!("at most {signed}, the last size that was signed")));
        }
        Ok(())
    }

    /// Keeps what a witness says to a note of this size: one of the configured witnesses must have signed it.
    pub async fn cosign(&self, caller: &Caller, size: u64, line: &str) -> Result<(), OfficeError> {
        self.permit::<ViewJournal>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let signed = store::evidence::of_size(&self.store, size).await?.ok_or(OfficeError::NotFound)?;
        let note = Note::parse(&format!("{}{}\n", signed.note, line.trim_end()));
        let note = note.map_err(|_| bad_input("line", "a signature line is `— name base64`"))?;
        let witnesses = self.evidence_keys.iter().flat_map(|keys| &keys.witnesses);
        let mut witnesses = witnesses.filter(|key| key.kind == Kind::Witness);
        let found = witnesses.find_map(|key| Some((key, note.verify(key).ok()?, note.line_of(key)?)));
        let Some((key, at_s, line)) = found else {
            return Err(bad_input("line", "signed by none of the witnesses of `journal_witnesses`"));
        };
        let seen_ms = Millis(i64::try_from(at_s).unwrap_or(i64::MAX).saturating_mul(1_000));
        let by = Cosignature { witness: key.name.clone(), line, seen_ms };
        self.journal.commit_with(Vec::new(), vec![Aside::Evidence(Evidence::Cosigned { size, by })]).await?;
        Ok(())
    }
}
