//! Emergency rights (紧急授权): taken at once by who answers for it, for an hour at most, loudly, and judged afterwards by
//! somebody else.

use super::views::GrantView;
use super::{Word, expiry, parts_of, scope_of};
use crate::error::bad_input;
use crate::limits::RIGHT_REASON_CHARS_MAX;
use crate::processes::carry::{Act, Beginning};
use crate::processes::notices::checked;
use crate::{Caller, Office, OfficeError, entry};
use access::Resource;
use access::actions::BreakGlass;
use model::process::Fields;
use model::{AuthorityFact, FactBody, GrantId, InstanceId, Millis};
use process::dates;
use process::definition::StartKind;
use process::engine::Refusal;
use process::value::Value;
use serde_json::json;
use uuid::Uuid;

/// The message that opens the review.
const TAKEN: &str = "break_glass_taken";
/// Minutes at most, when no parameter says otherwise.
const MINUTES_MAX: i64 = 60;
/// Who hears of it at once.
const TOLD: [&str; 5] = ["supervisor", "manager", "gm", "auditor", "permission_admin"];

/// What is taken, and why.
#[derive(Clone, Debug)]
pub struct Emergency {
    pub capability: String,
    pub scope_kind: String,
    pub scope_id: Option<String>,
    pub reason: String,
    pub minutes: u32,
}

impl Office {
    pub async fn break_glass(&self, caller: &Caller, asked: Emergency) -> Result<GrantView, OfficeError> {
        if caller.session.token.is_some() {
            return Err(OfficeError::NotWithToken);
        }
        let permit = self.demand::<BreakGlass>(caller, &Resource::Centre).await?;
        let reason = checked("reason", &asked.reason, 1, RIGHT_REASON_CHARS_MAX)?;
        let minutes = self.minutes_of(asked.minutes)?;
        let scope = scope_of(&asked.scope_kind, asked.scope_id.as_deref());
        let scope = scope.ok_or_else(|| bad_input("scope", "centre, or a team or customer with its id"))?;
        let book = self.rulebook();
        let rule = book.capability(&asked.capability).and_then(|known| known.grant.as_ref());
        let rule = rule.ok_or_else(|| bad_input("capability", "nobody can take this right"))?;
        if let Some(why) = super::requests::conflict(self, &caller.person, &asked.capability) {
            return Err(bad_input("capability", why));
        }
        let (now, person, grant) = (self.now(), caller.person.id, GrantId(Uuid::now_v7()));
        let until = now + Millis::from_secs(minutes * 60);
        let review = InstanceId(Uuid::now_v7());
        let given = AuthorityFact::GrantGiven {
            grant,
            person,
            capability: asked.capability.clone(),
            scope: scope.clone(),
            from_ms: now,
            until_ms: until,
            instance: Some(review),
            why: reason.clone(),
            cautions: super::requests::cautions(rule),
            approvals: Vec::new(),
            is_joint: false,
            is_break_glass: true,
            replaces: None,
        };
        let until = dates::datetime_text(until, book.centre.utc_offset_minutes);
        let (kind, id) = parts_of(&scope);
        let data = [
            ("holder", json!(person)),
            ("capability", json!(asked.capability)),
            ("scope_kind", json!(kind)),
            ("scope_id", json!(id)),
            ("until", json!(until)),
            ("reason", json!(reason)),
            ("grant", json!(grant)),
        ];
        let data: Fields = data.into_iter().filter(|(_, value)| !value.is_null()).map(|(k, v)| (k.into(), v)).collect();
        let mut act = Act::by(caller.actor(), permit.reasons());
        act.facts.push(FactBody::Authority(given));
        self.begin_as(review, act, self.review_of(data)?).await?;
        self.rights_changed().await?;
        self.tell_loudly(caller, review, &asked.capability, &reason).await?;
        let record = store::grants::by_id(&self.store, grant).await?.ok_or(OfficeError::NotFound)?;
        Ok(self.grant_view(caller, &record))
    }

    fn minutes_of(&self, asked: u32) -> Result<i64, OfficeError> {
        let max = match expiry::setting(&self.rulebook(), "break_glass_minutes_max") {
            Some(Value::Number(number)) => number.as_i64(),
            _ => MINUTES_MAX,
        };
        let minutes = i64::from(asked);
        match (1..=max).contains(&minutes) {
            true => Ok(minutes),
            false => Err(bad_input("minutes", format!("from 1 to {max}"))),
        }
    }

    fn review_of(&self, data: Fields) -> Result<Beginning, OfficeError> {
        for definition in self.rulebook().processes.flows.values() {
            let start =
                definition.starts.iter().find(|start| matches!(&start.kind, StartKind::Message(of) if of == TAKEN));
            if let Some(start) = start {
                let (definition, start) = (definition.clone(), start.id.clone());
                return Ok(Beginning { definition, start, by: None, data, due: None });
            }
        }
        // Without a review nobody takes a right by themselves.
        Err(Refusal::NoSuchStart.into())
    }

    async fn tell_loudly(
        &self,
        caller: &Caller,
        review: InstanceId,
        capability: &str,
        reason: &str,
    ) -> Result<(), OfficeError> {
        let mut to = self.with_posts(&TOLD);
        to.retain(|person| *person != caller.person.id);
        let (zh, en) = self.capability_name(capability);
        let name = &caller.person.name.0;
        let word = Word {
            instance: Some(review),
            title_zh: format!("紧急授权：{name} 取得“{zh}”"),
            title_en: format!("Emergency right: {name} took \"{en}\""),
            text: reason,
            fields: Fields::new(),
            must_acknowledge: true,
        };
        if let Some((notice, copies)) = self.word_to(to, word) {
            self.journal.commit_with(vec![entry(self.fact(caller.actor(), &[], notice))], copies).await?;
            self.mail.wake();
        }
        Ok(())
    }
}
