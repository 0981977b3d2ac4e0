//! Attachments: papers of forms, stored once by their content.
//!
//! What a file is, its bytes say, not its name. Read by who stored it and by who may follow an instance whose fields
//! name it. Start reading at [`Office::attach`]; what is taken is [`TAKEN`].

mod kinds;

pub use kinds::TAKEN;

use super::views::AttachmentView;
use crate::error::bad_input;
use crate::limits::{ATTACHMENT_BYTES_A_DAY, ATTACHMENT_BYTES_MAX, ATTACHMENT_INSTANCES_MAX, PERSON_FACTS_MAX};
use crate::{Caller, Office, OfficeError, entry, entry_with};
use access::Resource;
use access::actions::Attach;
use model::{FactBody, Millis, PersonId, Sealed};
use sha2::{Digest, Sha256};
use store::Aside;
use store::attachments::AttachmentRecord;

const DAY: Millis = Millis::from_secs(24 * 3_600);

impl Office {
    /// Stores a file. The same bytes again are the same attachment.
    pub async fn attach(
        &self,
        caller: &Caller,
        name: &str,
        media_type: &str,
        bytes: Vec<u8>,
    ) -> Result<AttachmentView, OfficeError> {
        let permit = self.demand::<Attach>(caller, &Resource::Centre).await?;
        if bytes.len() > ATTACHMENT_BYTES_MAX {
            return Err(OfficeError::TooLarge { limit: ATTACHMENT_BYTES_MAX });
        }
        if bytes.is_empty() {
            return Err(bad_input("bytes", "the file is empty"));
        }
        let kind = kinds::by_media_type(media_type).filter(|kind| (kind.fits)(&bytes));
        let kind = kind.ok_or(OfficeError::WrongMediaType)?;
        let person = caller.person.id;
        let stored = self.stored_by(person).await?;
        let lately: u64 = stored.iter().filter(|paper| paper.at > self.now() - DAY).map(|paper| paper.bytes).sum();
        if lately + bytes.len() as u64 > ATTACHMENT_BYTES_A_DAY {
            return Err(OfficeError::TooManyAttempts { retry_after: Millis::from_secs(3_600) });
        }
        let id = hex(&Sha256::digest(&bytes));
        let view = AttachmentView {
            id: id.clone(),
            name: kinds::clean_name(name, kind),
            media_type: kind.media_type.into(),
            bytes: bytes.len() as u64,
        };
        if stored.iter().any(|paper| paper.id == id) {
            return Ok(view);
        }
        let body = FactBody::AttachmentStored {
            attachment: id.as_str().into(),
            name: view.name.clone(),
            media_type: view.media_type.clone(),
            bytes: view.bytes,
            by: person,
        };
        let fact = self.fact(caller.actor(), permit.reasons(), body);
        let bytes = self.journal.vault().seal_whole(&id, &bytes);
        let entry = match store::attachments::attachment(&self.store, &id).await? {
            Some(_) => entry(fact),
            None => entry_with(fact, Aside::AttachmentBytes { id, bytes }),
        };
        self.commit(vec![entry]).await?;
        Ok(view)
    }

    /// The file, for who stored it and who may follow an instance that names it. Who looks into somebody else's paper is
    /// noted.
    pub async fn attachment(&self, caller: &Caller, id: &str) -> Result<(AttachmentView, Vec<u8>), OfficeError> {
        let person = caller.person.id;
        let record = store::attachments::attachment(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        let is_own = record.by == person || self.stored_by(person).await?.iter().any(|paper| paper.id == id);
        if !is_own && !self.may_follow_one_with(caller, id).await? {
            return Err(OfficeError::NotFound);
        }
        let sealed = store::attachments::bytes_of(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        let bytes = self.journal.vault().open_whole(id, &sealed).ok_or(OfficeError::NotFound)?;
        if !is_own {
            let body = FactBody::Revealed { person, what: "attachment".into(), resource: format!("attachment {id}") };
            self.commit(vec![entry(self.fact(caller.actor(), &[], body))]).await?;
        }
        Ok((view_of(record), bytes))
    }

    async fn may_follow_one_with(&self, caller: &Caller, id: &str) -> Result<bool, OfficeError> {
        for instance in store::attachments::instances_with(&self.store, id, ATTACHMENT_INSTANCES_MAX).await? {
            match self.seen(caller, instance).await {
                Ok(_) => return Ok(true),
                Err(OfficeError::NotFound | OfficeError::Denied(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(false)
    }

    /// What this person stored lately.
    async fn stored_by(&self, person: PersonId) -> Result<Vec<Paper>, OfficeError> {
        let facts = store::journal::of_person(&self.store, person, u64::MAX, PERSON_FACTS_MAX).await?;
        let paper = |fact: &model::Fact| match &fact.body {
            FactBody::AttachmentStored { attachment, bytes, by, .. } if *by == person => {
                Some(Paper { id: attachment.to_string(), bytes: *bytes, at: fact.at_ms })
            }
            _ => None,
        };
        Ok(facts.iter().filter_map(paper).collect())
    }

    /// Whether a form may name it: there is such a paper, and the reader may open it.
    pub(super) async fn may_name_attachment(&self, caller: &Caller, id: &str) -> Result<bool, OfficeError> {
        let Some(record) = store::attachments::attachment(&self.store, id).await? else { return Ok(false) };
        let person = caller.person.id;
        Ok(record.by == person
            || self.stored_by(person).await?.iter().any(|paper| paper.id == id)
            || self.may_follow_one_with(caller, id).await?)
    }
}

struct Paper {
    id: String,
    bytes: u64,
    at: Millis,
}

fn view_of(record: AttachmentRecord) -> AttachmentView {
    AttachmentView {
        id: record.id,
        name: Sealed::shown(&record.name),
        media_type: record.media_type,
        bytes: record.bytes,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
