//! Taking a right away at once (AUTH-38), outside a flow: the permission administrator's own act, with its reason.

use super::Word;
use super::views::GrantView;
use crate::error::bad_input;
use crate::limits::RIGHT_REASON_CHARS_MAX;
use crate::people::resource_of;
use crate::processes::notices::checked;
use crate::{Caller, Office, OfficeError, entry};
use access::actions::RevokeGrant;
use model::process::Fields;
use model::{AuthorityFact, FactBody, GrantId};
use serde_json::json;

impl Office {
    /// In force when it returns. Once; again changes nothing.
    pub async fn revoke_grant(&self, caller: &Caller, id: GrantId, reason: &str) -> Result<GrantView, OfficeError> {
        let reason = checked("reason", reason, 1, RIGHT_REASON_CHARS_MAX)?;
        let _one_at_a_time = self.changing_people.lock().await;
        let record = self.visible_grant(caller, id).await?;
        let person = self.directory().person(record.person).ok_or(OfficeError::NotFound)?;
        let permit = self.demand::<RevokeGrant>(caller, &resource_of(&person)).await?;
        if record.revoked.is_some() {
            return Ok(self.grant_view(caller, &record));
        }
        if !record.is_open(self.now()) {
            return Err(bad_input("id", "this right is over already"));
        }
        let (zh, en) = self.capability_name(&record.capability);
        let told = Word {
            instance: record.instance,
            title_zh: format!("授权已撤销：{zh}"),
            title_en: format!("A right was revoked: {en}"),
            text: &reason,
            fields: Fields::from_iter([("capability".to_owned(), json!(record.capability))]),
            must_acknowledge: false,
        };
        let by = None;
        let body = AuthorityFact::GrantRevoked {
            grant: id,
            person: record.person,
            reason: reason.clone(),
            by,
            instance: None,
        };
        let mut entries = vec![entry(self.fact(caller.actor(), permit.reasons(), FactBody::Authority(body)))];
        let mut copies = Vec::new();
        if let Some((notice, mail)) = self.word_to([record.person], told) {
            entries.push(entry(self.fact(caller.actor(), permit.reasons(), notice)));
            copies = mail;
        }
        self.journal.commit_with(entries, copies).await?;
        self.rights_changed().await?;
        let record = store::grants::by_id(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        Ok(self.grant_view(caller, &record))
    }

    /// Everything that holds rights in memory reads them anew: policy, the switch, live sockets.
    pub(crate) async fn rights_changed(&self) -> Result<(), OfficeError> {
        self.reload_directory().await?;
        self.obey().await;
        self.mail.wake();
        Ok(())
    }
}
