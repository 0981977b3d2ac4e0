//! What the clock and a change of people or rules do to rights (AUTH-40): the end is noted, the holder is warned before,
//! and what somebody must no longer hold is revoked. The right itself has ended by then: policies compare times.

use super::Word;
use super::held;
use crate::directory::Directory;
use crate::limits::{RIGHTS_NOTED_AT_ONCE, SWEEP_EVERY};
use crate::{Office, OfficeError, entry};
use model::process::Fields;
use model::{Actor, AuthorityFact, FactBody, Millis};
use process::dates;
use process::parameter::Setting;
use process::value::Value;
use serde_json::json;
use std::sync::Arc;
use store::grants::GrantRecord;
use store::{Aside, Entry};

const ENDS_SOON: &str =
    "到期后权限自动失效；仍需要时请申请变更（延期）\nIt ends by itself; if you still need it, ask for a change";
/// The parameter of the warning, and what holds when nobody wrote it.
const WARN_BEFORE: (&str, Millis) = ("grant_warn_before", Millis::from_secs(7 * 24 * 3_600));

impl Office {
    /// Until the office is dropped. A task of its own: neither a long tick of the flows nor a slow switch delays the end
    /// of a right on live sockets.
    pub(crate) async fn run_rights_job(self: Arc<Self>) {
        let mut tick = tokio::time::interval(SWEEP_EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        while self.journal.is_healthy() {
            tick.tick().await;
            if let Err(error) = self.tick_rights().await {
                tracing::error!(error = %error, "the end of rights could not be noted");
            }
        }
    }

    /// Notes what is due. Returns how many facts that made.
    pub async fn tick_rights(&self) -> Result<usize, OfficeError> {
        let now = self.now();
        if !self.directory().agenda().is_due(now) {
            return Ok(0);
        }
        let _one_at_a_time = self.changing_people.lock().await;
        let directory = self.directory();
        let (mut entries, mut copies) = (Vec::new(), Vec::new());
        for (grant, person, reason) in &directory.agenda().conflicts {
            let (grant, person, reason) = (*grant, *person, reason.clone());
            let body = AuthorityFact::GrantRevoked { grant, person, reason, by: None, instance: None };
            entries.push(entry(self.fact(Actor::System, &[], FactBody::Authority(body))));
        }
        let revoked: Vec<_> = directory.agenda().conflicts.iter().map(|(grant, ..)| *grant).collect();
        for grant in store::grants::open(&self.store).await? {
            if entries.len() >= RIGHTS_NOTED_AT_ONCE {
                break;
            }
            if !revoked.contains(&grant.id) {
                self.note(&grant, now, &mut entries, &mut copies);
            }
        }
        let noted = entries.len();
        if noted > 0 {
            self.journal.commit_with(entries, copies).await?;
        }
        // A suspension that ended leaves no fact, but the switch has to hear of it.
        self.rights_changed().await?;
        Ok(noted)
    }

    fn note(&self, grant: &GrantRecord, now: Millis, entries: &mut Vec<Entry>, copies: &mut Vec<Aside>) {
        let (id, person) = (grant.id, grant.person);
        if grant.ends() <= now {
            let body = AuthorityFact::GrantExpired { grant: id, person };
            entries.push(entry(self.fact(Actor::System, &[], FactBody::Authority(body))));
            return;
        }
        if held::warn_at(grant, self.warn_before()).is_none_or(|at| now < at) {
            return;
        }
        let body = AuthorityFact::ExpiryWarned { grant: id, person };
        entries.push(entry(self.fact(Actor::System, &[], FactBody::Authority(body))));
        let (zh, en) = self.capability_name(&grant.capability);
        let offset = self.rulebook().centre.utc_offset_minutes;
        let until = dates::datetime_text(grant.until, offset);
        let day = until.get(..16).unwrap_or(&until).replace('T', " ");
        let fields = [("grant", json!(id)), ("capability", json!(grant.capability)), ("until", json!(until))];
        let word = Word {
            instance: grant.instance,
            title_zh: format!("授权即将到期：{zh}（{day}）"),
            title_en: format!("A right ends soon: {en} ({day})"),
            text: ENDS_SOON,
            fields: fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Fields>(),
            must_acknowledge: false,
        };
        if let Some((notice, mail)) = self.word_to([person], word) {
            entries.push(entry(self.fact(Actor::System, &[], notice)));
            copies.extend(mail);
        }
    }

    pub(crate) fn warn_before(&self) -> Millis {
        warn_before(&self.rulebook())
    }
}

/// How long before its end the holder of a right is warned.
pub(crate) fn warn_before(rulebook: &rulebook::Rulebook) -> Millis {
    match setting(rulebook, WARN_BEFORE.0) {
        Some(Value::Duration(span)) => span,
        _ => WARN_BEFORE.1,
    }
}

/// The value of a parameter that is no span in work time.
pub(super) fn setting(rulebook: &rulebook::Rulebook, key: &str) -> Option<Value> {
    let parameter = rulebook.processes.parameters.get(key)?;
    match parameter.kind.read(&parameter.default) {
        Ok(Setting::Value(value)) => Some(value),
        Ok(Setting::Span(_) | Setting::Schedule(_) | Setting::Time(_)) | Err(_) => None,
    }
}

impl Directory {
    pub(crate) fn agenda(&self) -> &held::Agenda {
        &self.agenda
    }
}
