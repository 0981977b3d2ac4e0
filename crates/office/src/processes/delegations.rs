//! Delegations (代理): who acts for an absent person, and when. Both names stand in every fact that comes of it.

use super::notices::{checked, is_active};
use super::views::DelegationView;
use super::words;
use crate::error::bad_input;
use crate::limits::{
    DELEGATION_AHEAD_MAX, DELEGATION_REASON_CHARS_MAX, DELEGATION_SPAN_MAX, DELEGATIONS_OF_ONE_MAX, PAGE_MAX,
};
use crate::people::resource_of;
use crate::{Caller, Office, OfficeError, entry};
use access::Resource;
use access::actions::{GiveDelegation, StartFlow};
use model::process::Fields;
use model::{DelegationFact, DelegationId, FactBody, Millis, NoticeId, PersonId};
use process::dates;
use std::collections::BTreeSet;
use store::processes::DelegationRecord;
use uuid::Uuid;

impl Office {
    /// The reader's own, as absent or deputy, and those of the people whose deputies they name: what holds or will.
    /// The last to end first.
    pub async fn delegations(&self, caller: &Caller) -> Result<Vec<DelegationView>, OfficeError> {
        let mut found = store::processes::delegations(&self.store, Some(self.now())).await?;
        let own = caller.person.id;
        found.retain(|given| given.absent == own || given.deputy == own || self.may_end(caller, given.absent));
        found.truncate(PAGE_MAX as usize);
        Ok(found.iter().map(|given| self.delegation_view(caller, given)).collect())
    }

    /// `reason`: for the journal and the deputy.
    pub async fn give_delegation(
        &self,
        caller: &Caller,
        absent: PersonId,
        deputy: PersonId,
        from: Millis,
        until: Millis,
        reason: &str,
    ) -> Result<DelegationView, OfficeError> {
        // Two at once could stand in for each other.
        let _one_at_a_time = self.changing_people.lock().await;
        let now = self.now();
        let person = self.directory().person(absent).filter(|person| person.is_active);
        let person = person.ok_or_else(|| bad_input("absent", "nobody active has this id"))?;
        let permit = self.demand::<GiveDelegation>(caller, &resource_of(&person)).await?;
        let from = from.max(now);
        let reason = checked("reason", reason, 0, DELEGATION_REASON_CHARS_MAX)?;
        self.check_delegation(absent, deputy, from, until).await?;
        let delegation = DelegationId(Uuid::now_v7());
        let given = FactBody::Delegation(DelegationFact::DelegationGiven {
            delegation,
            absent,
            deputy,
            from_ms: from,
            until_ms: until,
            reason: reason.clone(),
        });
        let (told, copies) = self.told_of(absent, deputy, caller.person.id, from, until, &reason);
        let actor = caller.actor();
        let facts = [given, told].map(|body| entry(self.fact(actor.clone(), permit.reasons(), body)));
        self.journal.commit_with(facts.into(), copies).await?;
        self.mail.wake();
        self.reload_world().await?;
        let record =
            DelegationRecord { id: delegation, absent, deputy, from_ms: from, until_ms: until, reason, ended_ms: None };
        Ok(self.delegation_view(caller, &record))
    }

    /// Whether `deputy` may stand in for `absent` in `[from, until)`: a time that is to come, for somebody who is there
    /// then and takes part in flows.
    pub(crate) async fn check_delegation(
        &self,
        absent: PersonId,
        deputy: PersonId,
        from: Millis,
        until: Millis,
    ) -> Result<(), OfficeError> {
        let now = self.now();
        if until <= from {
            return Err(bad_input("until_ms", "it must come after the beginning and after now"));
        }
        if until - from > DELEGATION_SPAN_MAX || from - now > DELEGATION_AHEAD_MAX {
            return Err(bad_input("until_ms", "60 days at most, beginning within a year"));
        }
        self.check_deputy(absent, deputy)?;
        let held = store::processes::delegations(&self.store, Some(now)).await?;
        let overlapping = |given: &&DelegationRecord| given.from_ms < until && from < given.until_ms;
        let held: Vec<&DelegationRecord> = held.iter().filter(overlapping).collect();
        if held.iter().any(|given| given.absent == absent && given.deputy == deputy) {
            return Err(bad_input("deputy", "this person stands in already in that time"));
        }
        if held.iter().filter(|given| given.absent == absent).count() >= DELEGATIONS_OF_ONE_MAX {
            return Err(bad_input("deputy", format!("at most {DELEGATIONS_OF_ONE_MAX} deputies at a time")));
        }
        if leads_to(&held, deputy, absent) {
            return Err(bad_input(
                "deputy",
                "this person is absent in that time too and is stood in for by the absent",
            ));
        }
        Ok(())
    }

    /// Before its time. Once; again changes nothing.
    pub async fn end_delegation(&self, caller: &Caller, id: DelegationId) -> Result<DelegationView, OfficeError> {
        let _one_at_a_time = self.changing_people.lock().await;
        let now = self.now();
        let found = store::processes::delegations(&self.store, None).await?;
        let mut given = found.into_iter().find(|given| given.id == id).ok_or(OfficeError::NotFound)?;
        let absent = self.directory().person(given.absent).ok_or(OfficeError::NotFound)?;
        let own = caller.person.id;
        if given.deputy != own && given.absent != own && !self.may_end(caller, given.absent) {
            return Err(OfficeError::NotFound);
        }
        let permit = self.demand::<GiveDelegation>(caller, &resource_of(&absent)).await?;
        if given.ended_ms.is_none() && given.until_ms > now {
            let body = FactBody::Delegation(DelegationFact::DelegationEnded { delegation: id });
            self.commit(vec![entry(self.fact(caller.actor(), permit.reasons(), body))]).await?;
            self.reload_world().await?;
            given.ended_ms = Some(now);
        }
        Ok(self.delegation_view(caller, &given))
    }

    fn may_end(&self, caller: &Caller, absent: PersonId) -> bool {
        let absent = self.directory().person(absent);
        absent.is_some_and(|absent| self.permit::<GiveDelegation>(caller, &resource_of(&absent)).is_ok())
    }

    /// Active, somebody else, and free to take part in flows: auditors stay independent.
    fn check_deputy(&self, absent: PersonId, deputy: PersonId) -> Result<(), OfficeError> {
        if absent == deputy {
            return Err(bad_input("deputy", "nobody stands in for themselves"));
        }
        if !is_active(&self.directory(), deputy) {
            return Err(bad_input("deputy", "nobody active has this id"));
        }
        let takes_part = Resource::Flow { flow: "any".into() };
        let principal = self.principal(deputy)?;
        match self.rulebook().access.check::<StartFlow>(&principal, &takes_part, self.circumstances()) {
            Ok(_) => Ok(()),
            Err(_) => Err(bad_input("deputy", "this post takes no part in flows")),
        }
    }

    /// A notice to both, without whoever does it.
    fn told_of(
        &self,
        absent: PersonId,
        deputy: PersonId,
        by: PersonId,
        from: Millis,
        until: Millis,
        reason: &str,
    ) -> (FactBody, Vec<store::Aside>) {
        let directory = self.directory();
        let name = |id| words::person(&directory, id).name;
        let offset = self.rulebook().centre.utc_offset_minutes;
        let to: Vec<PersonId> =
            [deputy, absent].into_iter().filter(|person| *person != by || *person == deputy).collect();
        let notice = NoticeId(Uuid::now_v7());
        let copies = self.mail.copies(&directory, notice, &to, self.now());
        let time = |at| dates::datetime_text(at, offset).get(..16).unwrap_or_default().replace('T', " ");
        let body = FactBody::NoticeSent {
            notice,
            instance: None,
            to,
            title_zh: format!("{} 代理 {}", name(deputy), name(absent)),
            title_en: format!("{} stands in for {}", name(deputy), name(absent)),
            text: format!("{} – {}\n{reason}", time(from), time(until)).trim_end().to_owned(),
            fields: Fields::new(),
            must_acknowledge: false,
        };
        (body, copies)
    }

    fn delegation_view(&self, caller: &Caller, given: &DelegationRecord) -> DelegationView {
        let directory = self.directory();
        let is_live = given.ended_ms.is_none() && given.until_ms > self.now();
        DelegationView {
            id: given.id,
            absent: words::person(&directory, given.absent),
            deputy: words::person(&directory, given.deputy),
            from_ms: given.from_ms.0,
            until_ms: given.until_ms.0,
            reason: given.reason.clone(),
            ended_ms: given.ended_ms.map(|at| at.0),
            may_end: is_live && self.may_end(caller, given.absent),
        }
    }
}

/// Whether standing in leads from one to the other, over however many.
fn leads_to(held: &[&DelegationRecord], from: PersonId, to: PersonId) -> bool {
    let (mut seen, mut next) = (BTreeSet::from([from]), vec![from]);
    while let Some(person) = next.pop() {
        for given in held.iter().filter(|given| given.absent == person) {
            if given.deputy == to {
                return true;
            }
            if seen.insert(given.deputy) {
                next.push(given.deputy);
            }
        }
    }
    false
}
