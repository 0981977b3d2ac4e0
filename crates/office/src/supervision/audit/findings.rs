//! AUTH-48: findings with an owner and a date. Each is an instance of the flow `audit-finding`.

use crate::processes::views::{Keyed, PersonView};
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::Audit;
use model::process::Fields;
use model::{InstanceId, SampleId};
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;

/// The flow of a finding.
pub(super) const FINDING: &str = "audit-finding";
const FINDINGS_MAX: u32 = 200;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FindingView {
    #[schema(value_type = String)]
    pub instance: InstanceId,
    pub number: u64,
    pub finding: String,
    /// `low`, `medium` or `high`.
    pub grade: String,
    pub responsible: Option<PersonView>,
    /// A day, as `2026-12-31`.
    pub due_on: String,
    pub advice: String,
    /// `none`, `loss` or `harm`.
    pub liability: String,
    #[schema(value_type = Option<String>)]
    pub sample: Option<SampleId>,
    /// Number of the fact in the sample.
    pub sample_item: Option<u64>,
    pub by: Option<PersonView>,
    pub started_ms: i64,
    pub ended_ms: Option<i64>,
    pub end: Option<Keyed>,
    /// Where it stands: the open step.
    pub step: Option<Keyed>,
    pub is_overdue: bool,
}

impl Office {
    /// Opens a finding: the form of the flow, checked like every other.
    pub async fn open_finding(&self, caller: &Caller, form: Fields) -> Result<FindingView, OfficeError> {
        let permit = self.demand::<Audit>(caller, &Resource::Centre).await?;
        if let Some(sample) = form.get("sample").and_then(Json::as_str) {
            let id: SampleId = sample.parse().map_err(|_| OfficeError::NotFound)?;
            store::supervision::sample(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        }
        let started = self.start_as(caller, FINDING, form, permit.reasons()).await?;
        let found = self.of_flow(started, FINDING).await?;
        found.map(|(row, data)| self.finding_view(&row, &data)).ok_or(OfficeError::NotFound)
    }

    /// The newest first.
    pub async fn findings(&self, caller: &Caller) -> Result<Vec<FindingView>, OfficeError> {
        self.permit::<Audit>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let all = self.all_of_flow(FINDING, None, FINDINGS_MAX).await?;
        Ok(all.iter().map(|(row, data)| self.finding_view(row, data)).collect())
    }

    fn finding_view(&self, row: &crate::processes::views::InstanceRow, data: &Fields) -> FindingView {
        let text = |key: &str| data.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
        FindingView {
            instance: row.id,
            number: row.number,
            finding: text("finding"),
            grade: text("finding_grade"),
            responsible: text("responsible").parse().ok().map(|person| self.person_shown(person)),
            due_on: text("due_on"),
            advice: text("advice"),
            liability: text("liability"),
            sample: text("sample").parse().ok(),
            sample_item: text("sample_item").parse().ok(),
            by: row.applicant.clone(),
            started_ms: row.started_ms,
            ended_ms: row.ended_ms,
            end: row.end.clone(),
            step: row.open.first().map(|open| open.step.clone()),
            is_overdue: row.is_overdue,
        }
    }
}
