//! The work of internal audit (G-19, AUTH-46 … AUTH-48): samples that anybody can draw again, the evidence behind each
//! item in one place, findings with an owner and a date, and the report.
//!
//! A sample names facts of the journal, so that what was looked at cannot be exchanged afterwards. Start reading at
//! [`Office::draw_sample`]; the report is in [`report`].

mod evidence;
mod findings;
mod pdf;
pub mod report;
mod xlsx;

pub use evidence::{CaseView, EvidenceItem, NoticeBrief, RightName, SampleDetail, UseBrief};
pub use findings::FindingView;

use crate::error::bad_input;
use crate::processes::views::PersonView;
use crate::{Caller, Office, OfficeError, entry};
use access::Resource;
use access::actions::Audit;
use model::{FactBody, Millis, SampleId, SampleOf, SupervisionFact};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::supervision::SampleRecord;
use utoipa::ToSchema;
use uuid::Uuid;

/// Items of one sample: what somebody can look into within a week.
pub const SAMPLE_MAX: u32 = 200;

/// What to draw.
#[derive(Clone, Copy, Debug)]
pub struct Draw {
    pub of: SampleOf,
    pub from: Millis,
    pub until: Millis,
    pub size: u32,
    /// Nothing: a random one.
    pub seed: Option<u32>,
}

/// A sample as it was drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SampleView {
    #[schema(value_type = String)]
    pub id: SampleId,
    /// `grants`, `break_glass`, `reveals`, `violations` or `changes`.
    pub of: String,
    pub by: PersonView,
    pub drawn_ms: i64,
    pub from_ms: i64,
    pub until_ms: i64,
    /// Whoever draws again from the same journal with this seed draws the same.
    pub seed: u64,
    /// Facts of this kind in the period.
    pub population: u64,
    pub size: u64,
    /// Numbers of the facts drawn.
    pub drawn: Vec<u64>,
    /// Number of the fact that tells of the draw.
    pub fact: u64,
}

/// The `size` facts of which SHA-256 of `SEED/NUMBER` is smallest, in the order of their numbers: no generator to trust,
/// and anybody with a checksum tool draws the same.
pub fn drawn(seed: u64, size: usize, population: &[u64]) -> Vec<u64> {
    let mut ranked: Vec<([u8; 32], u64)> =
        population.iter().map(|number| (Sha256::digest(format!("{seed}/{number}")).into(), *number)).collect();
    ranked.sort_unstable();
    let mut drawn: Vec<u64> = ranked.into_iter().take(size).map(|(_, number)| number).collect();
    drawn.sort_unstable();
    drawn
}

impl Office {
    /// Draws, and the draw is a fact.
    pub async fn draw_sample(&self, caller: &Caller, asked: Draw) -> Result<SampleView, OfficeError> {
        let permit = self.demand::<Audit>(caller, &Resource::Centre).await?;
        if asked.from >= asked.until {
            return Err(bad_input("until_ms", "after `from_ms`"));
        }
        if !(1..=SAMPLE_MAX).contains(&asked.size) {
            return Err(bad_input("size", format!("from 1 to {SAMPLE_MAX}")));
        }
        let population = store::supervision::subjects(&self.store, asked.of, asked.from, asked.until).await?;
        if population.is_empty() {
            return Err(bad_input("of", "there is none of it in this period"));
        }
        let seed = u64::from(asked.seed.unwrap_or_else(rand::random));
        let sample = SampleId(Uuid::now_v7());
        let body = FactBody::Supervision(SupervisionFact::SampleDrawn {
            sample,
            by: caller.person.id,
            of: asked.of,
            from_ms: asked.from,
            until_ms: asked.until,
            seed,
            population: population.len() as u64,
            drawn: drawn(seed, asked.size as usize, &population),
        });
        self.commit(vec![entry(self.fact(caller.actor(), permit.reasons(), body))]).await?;
        let record = store::supervision::sample(&self.store, sample).await?.ok_or(OfficeError::NotFound)?;
        Ok(self.sample_view(&record))
    }

    /// The newest first.
    pub async fn samples(&self, caller: &Caller) -> Result<Vec<SampleView>, OfficeError> {
        self.permit::<Audit>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let records = store::supervision::samples(&self.store).await?;
        Ok(records.iter().map(|record| self.sample_view(record)).collect())
    }

    pub(super) fn sample_view(&self, of: &SampleRecord) -> SampleView {
        SampleView {
            id: of.id,
            of: of.of.text().to_owned(),
            by: self.person_shown(of.by),
            drawn_ms: of.drawn_at.0,
            from_ms: of.from.0,
            until_ms: of.until.0,
            seed: of.seed,
            population: of.population,
            size: of.drawn.len() as u64,
            drawn: of.drawn.clone(),
            fact: of.number,
        }
    }
}
