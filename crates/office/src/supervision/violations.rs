//! The ledger of violations (AUTH-49 … AUTH-52): whom, which tier, what followed. The cases themselves are flows.

use super::DAY;
use crate::people::resource_of;
use crate::processes::views::{InstanceRow, PersonView};
use crate::rights::views::SuspensionView;
use crate::{Caller, Office, OfficeError};
use access::actions::ViewViolations;
use model::{InstanceId, Millis, PersonId};
use serde::Serialize;
use store::supervision::ViolationRecord;
use utoipa::ToSchema;

/// The flow of a case.
pub(crate) const CASE: &str = "violation-case";
/// Open cases that a page shows.
const OPEN_CASES_MAX: u32 = 200;
/// How far back the ledger goes when nobody is named.
const LEDGER_DAYS: i64 = 3 * 366;

/// One line of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ViolationView {
    /// Its case.
    #[schema(value_type = String)]
    pub instance: InstanceId,
    pub person: PersonView,
    pub recorded_ms: i64,
    /// 1 minor, 2 repeated or serious, 3 grave; 0: taken back.
    pub tier: u8,
    pub what: String,
    /// Off the performance.
    pub points: u32,
    pub restricted_until_ms: Option<i64>,
    /// Something is restricted because of it now.
    pub is_restricted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ViolationLedger {
    /// The newest first.
    pub ledger: Vec<ViolationView>,
    /// Cases that have not ended.
    #[schema(value_type = Vec<Object>)]
    pub open: Vec<OpenCase>,
    /// Of the person asked about, else of all shown.
    pub points: u64,
}

/// A case that has not ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OpenCase {
    #[schema(value_type = String)]
    pub instance: InstanceId,
    pub number: u64,
    pub person: PersonView,
    pub what: String,
    pub started_ms: i64,
    pub is_overdue: bool,
    /// Where it stands: the open step.
    pub step_zh: String,
    pub step_en: String,
}

/// One case with what came before it and what it restricts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ViolationDetail {
    pub violation: Option<ViolationView>,
    pub open: Option<OpenCase>,
    /// Of the same person, the oldest first.
    pub earlier: Vec<ViolationView>,
    pub suspensions: Vec<SuspensionView>,
}

impl Office {
    /// The ledger of one person, or of all whom the reader may see.
    pub async fn violations(&self, caller: &Caller, person: Option<PersonId>) -> Result<ViolationLedger, OfficeError> {
        let now = self.now();
        let records = match person {
            Some(person) => {
                let of = self.resource_of_person(person);
                self.permit::<ViewViolations>(caller, &of).map_err(OfficeError::Denied)?;
                let mut records = store::supervision::violations_of(&self.store, person).await?;
                records.reverse();
                records
            }
            None => {
                // Whoever may see anybody's may see their own: without that, an empty ledger would hide a refusal.
                self.permit::<ViewViolations>(caller, &resource_of(&caller.person)).map_err(OfficeError::Denied)?;
                let from = now - Millis(DAY.0 * LEDGER_DAYS);
                store::supervision::violations(&self.store, from, Millis(i64::MAX)).await?
            }
        };
        let ledger: Vec<ViolationView> = records
            .iter()
            .filter(|of| self.sees_violations(caller, of.person))
            .map(|of| self.violation_view(of))
            .collect();
        let mut open = self.open_cases(caller).await?;
        open.retain(|case| person.is_none_or(|person| case.person.id == person));
        let points = ledger.iter().filter(|of| of.tier > 0).map(|of| u64::from(of.points)).sum();
        Ok(ViolationLedger { ledger, open, points })
    }

    pub async fn violation(&self, caller: &Caller, instance: InstanceId) -> Result<ViolationDetail, OfficeError> {
        let open = self.open_cases(caller).await?.into_iter().find(|case| case.instance == instance);
        let person = match &open {
            Some(case) => case.person.id,
            None => self.accused_of(instance).await?.ok_or(OfficeError::NotFound)?,
        };
        if !self.sees_violations(caller, person) {
            return Err(OfficeError::NotFound);
        }
        let all = store::supervision::violations_of(&self.store, person).await?;
        let mut suspensions = self.suspensions(caller, Some(person)).await.unwrap_or_default();
        suspensions.retain(|of| of.instance == Some(instance));
        let views = all.iter().map(|of| self.violation_view(of));
        let (this, earlier): (Vec<_>, Vec<_>) = views.partition(|of| of.instance == instance);
        Ok(ViolationDetail { violation: this.into_iter().next(), open, earlier, suspensions })
    }

    async fn accused_of(&self, instance: InstanceId) -> Result<Option<PersonId>, OfficeError> {
        let known = self.of_flow(instance, CASE).await?;
        Ok(known.and_then(|(_, data)| data.get("person")?.as_str()?.parse().ok()))
    }

    async fn open_cases(&self, caller: &Caller) -> Result<Vec<OpenCase>, OfficeError> {
        let mut open = Vec::new();
        for (row, data) in self.all_of_flow(CASE, Some(true), OPEN_CASES_MAX).await? {
            let text = |field: &str| data.get(field).and_then(|value| value.as_str()).unwrap_or_default();
            let Ok(person) = text("person").parse() else { continue };
            if self.sees_violations(caller, person) {
                open.push(self.open_case(&row, person, text("what")));
            }
        }
        Ok(open)
    }

    fn open_case(&self, row: &InstanceRow, person: PersonId, what: &str) -> OpenCase {
        let step = row.open.first().map(|open| open.step.name.clone());
        OpenCase {
            instance: row.id,
            number: row.number,
            person: self.person_shown(person),
            what: what.to_owned(),
            started_ms: row.started_ms,
            is_overdue: row.is_overdue,
            step_zh: step.as_ref().map(|name| name.zh.clone()).unwrap_or_default(),
            step_en: step.map(|name| name.en).unwrap_or_default(),
        }
    }

    fn sees_violations(&self, caller: &Caller, person: PersonId) -> bool {
        self.permit::<ViewViolations>(caller, &self.resource_of_person(person)).is_ok()
    }

    pub(super) fn violation_view(&self, of: &ViolationRecord) -> ViolationView {
        let now = self.now();
        ViolationView {
            instance: of.instance,
            person: self.person_shown(of.person),
            recorded_ms: of.recorded.0,
            tier: of.tier,
            what: of.what.clone(),
            points: of.points,
            restricted_until_ms: of.restricted_until.map(|until| until.0),
            is_restricted: of.tier > 0 && of.restricted_until.is_some_and(|until| now < until),
        }
    }
}
