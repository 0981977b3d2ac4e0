//! Uses and refusals of rights, the ledger of violations, reviews, and what an audit draws from.

use crate::database::{Row, values};
use crate::limits::{REVIEW_ITEMS_MAX, RIGHT_USES_MAX, SAMPLES_MAX, SUBJECTS_MAX, VIOLATIONS_MAX};
pub use crate::projection::TRACED;
use crate::{Store, StoreError};
use model::{Fact, GrantId, InstanceId, Millis, PersonId, SampleId, SampleOf};

const DAY_MS: i64 = 24 * 3_600 * 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightUse {
    pub person: PersonId,
    pub action: String,
    pub last: Millis,
    pub uses: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusals {
    pub person: PersonId,
    pub action: String,
    pub times: u64,
    pub last: Millis,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViolationRecord {
    pub instance: InstanceId,
    pub person: PersonId,
    pub recorded: Millis,
    /// 0: taken back.
    pub tier: u8,
    pub what: String,
    pub points: u32,
    pub restricted_until: Option<Millis>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewItemRecord {
    pub instance: InstanceId,
    pub item: String,
    pub reviewer: PersonId,
    pub holder: PersonId,
    pub capability: String,
    pub grant: Option<GrantId>,
    pub is_sensitive: bool,
    pub last_used: Option<Millis>,
    pub uses: u64,
    pub peers_percent: u32,
    /// `keep`, `reduce`, `revoke` or `handed_up`; nothing: still open.
    pub verdict: Option<String>,
    pub decided_by: Option<PersonId>,
    pub decided: Option<Millis>,
    pub why: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleRecord {
    pub number: u64,
    pub id: SampleId,
    pub drawn_at: Millis,
    pub by: PersonId,
    pub of: SampleOf,
    pub from: Millis,
    pub until: Millis,
    pub seed: u64,
    pub population: u64,
    /// Numbers of the facts.
    pub drawn: Vec<u64>,
}

/// What is counted of everybody, by person and action.
pub async fn uses(store: &Store) -> Result<Vec<RightUse>, StoreError> {
    let sql = "SELECT person_id, action, last_ms, uses FROM right_use ORDER BY person_id, action LIMIT $1";
    store.rows(sql, values![RIGHT_USES_MAX]).await?.iter().map(use_of).collect()
}

pub async fn uses_of(store: &Store, person: PersonId) -> Result<Vec<RightUse>, StoreError> {
    let sql = "SELECT person_id, action, last_ms, uses FROM right_use WHERE person_id = $1 ORDER BY action LIMIT $2";
    store.rows(sql, values![person, RIGHT_USES_MAX]).await?.iter().map(use_of).collect()
}

/// Refusals on the day of `since` and later, by person and action; the most often refused first.
pub async fn refusals(store: &Store, since: Millis) -> Result<Vec<Refusals>, StoreError> {
    let sql = "SELECT person_id, action, CAST(SUM(times) AS BIGINT), MAX(last_ms) FROM right_refusal WHERE day >= $1 \
               GROUP BY person_id, action ORDER BY 3 DESC, person_id, action LIMIT $2";
    let rows = store.rows(sql, values![since.0.div_euclid(DAY_MS), RIGHT_USES_MAX]).await?;
    let refusals_of = |row: &Row| {
        Ok(Refusals {
            person: row.parsed(0)?,
            action: row.text(1)?,
            times: row.int(2)?.unsigned_abs(),
            last: Millis(row.int(3)?),
        })
    };
    rows.iter().map(refusals_of).collect()
}

/// What the ledger says of one person, the oldest first; also what was taken back.
pub async fn violations_of(store: &Store, person: PersonId) -> Result<Vec<ViolationRecord>, StoreError> {
    let sql = "SELECT instance_id, person_id, recorded_ms, tier, what, points, restricted_until_ms FROM violation \
               WHERE person_id = $1 ORDER BY recorded_ms LIMIT $2";
    store.rows(sql, values![person, VIOLATIONS_MAX]).await?.iter().map(violation_of).collect()
}

/// The ledger, the newest first.
pub async fn violations(store: &Store, from: Millis, until: Millis) -> Result<Vec<ViolationRecord>, StoreError> {
    let sql = "SELECT instance_id, person_id, recorded_ms, tier, what, points, restricted_until_ms FROM violation \
               WHERE recorded_ms >= $1 AND recorded_ms < $2 ORDER BY recorded_ms DESC LIMIT $3";
    store.rows(sql, values![from, until, VIOLATIONS_MAX]).await?.iter().map(violation_of).collect()
}

/// The items of one review, in their order.
pub async fn review_items(store: &Store, instance: InstanceId) -> Result<Vec<ReviewItemRecord>, StoreError> {
    let sql = "SELECT instance_id, item, reviewer_id, holder_id, capability, grant_id, is_sensitive, last_used_ms, uses, \
               peers_percent, verdict, decided_by_id, decided_ms, decided_why FROM review_item WHERE instance_id = $1 \
               ORDER BY item LIMIT $2";
    store.rows(sql, values![instance, REVIEW_ITEMS_MAX]).await?.iter().map(item_of).collect()
}

/// Numbers of the facts of an audit's subject in `[from, until)`, by time.
pub async fn subjects(store: &Store, of: SampleOf, from: Millis, until: Millis) -> Result<Vec<u64>, StoreError> {
    let sql = "SELECT seq FROM audit_subject WHERE subject = $1 AND at_ms >= $2 AND at_ms < $3 ORDER BY at_ms, seq \
               LIMIT $4";
    let rows = store.rows(sql, values![of.text(), from, until, SUBJECTS_MAX]).await?;
    rows.iter().map(|row| Ok(row.int(0)?.unsigned_abs())).collect()
}

/// The newest first.
pub async fn samples(store: &Store) -> Result<Vec<SampleRecord>, StoreError> {
    let sql = "SELECT number, id, drawn_ms, by_id, subject, from_ms, until_ms, seed, population, drawn FROM audit_sample \
               ORDER BY number DESC LIMIT $1";
    store.rows(sql, values![SAMPLES_MAX]).await?.iter().map(sample_of).collect()
}

pub async fn sample(store: &Store, id: SampleId) -> Result<Option<SampleRecord>, StoreError> {
    let sql = "SELECT number, id, drawn_ms, by_id, subject, from_ms, until_ms, seed, population, drawn FROM audit_sample \
               WHERE id = $1";
    store.row(sql, values![id]).await?.as_ref().map(sample_of).transpose()
}

/// One fact by its number.
pub async fn fact(store: &Store, seq: u64) -> Result<Option<Fact>, StoreError> {
    let sql = "SELECT body FROM journal WHERE seq = $1";
    store.row(sql, values![seq]).await?.as_ref().map(crate::journal::fact_of).transpose()
}

/// The last stored checkpoint: size and root.
pub async fn last_root(store: &Store) -> Result<Option<(u64, String)>, StoreError> {
    let sql = "SELECT size, root FROM checkpoint ORDER BY size DESC LIMIT 1";
    let row = store.row(sql, Vec::new()).await?;
    row.map(|row| Ok((row.int(0)?.unsigned_abs(), row.text(1)?))).transpose()
}

/// The last note that was signed in `[from, until)`: its size, its text, when.
pub async fn last_signed_before(
    store: &Store,
    from: Millis,
    until: Millis,
) -> Result<Option<(u64, String, Millis)>, StoreError> {
    let sql = "SELECT size, note, at_ms FROM signed_checkpoint WHERE at_ms >= $1 AND at_ms < $2 \
               ORDER BY at_ms DESC, size DESC LIMIT 1";
    let row = store.row(sql, values![from, until]).await?;
    row.map(|row| Ok((row.int(0)?.unsigned_abs(), row.text(1)?, Millis(row.int(2)?)))).transpose()
}

fn use_of(row: &Row) -> Result<RightUse, StoreError> {
    Ok(RightUse {
        person: row.parsed(0)?,
        action: row.text(1)?,
        last: Millis(row.int(2)?),
        uses: row.int(3)?.unsigned_abs(),
    })
}

fn violation_of(row: &Row) -> Result<ViolationRecord, StoreError> {
    Ok(ViolationRecord {
        instance: row.parsed(0)?,
        person: row.parsed(1)?,
        recorded: Millis(row.int(2)?),
        tier: u8::try_from(row.int(3)?).unwrap_or(u8::MAX),
        what: row.text(4)?,
        points: u32::try_from(row.int(5)?).unwrap_or(u32::MAX),
        restricted_until: row.int_or_none(6)?.map(Millis),
    })
}

fn item_of(row: &Row) -> Result<ReviewItemRecord, StoreError> {
    Ok(ReviewItemRecord {
        instance: row.parsed(0)?,
        item: row.text(1)?,
        reviewer: row.parsed(2)?,
        holder: row.parsed(3)?,
        capability: row.text(4)?,
        grant: row.parsed_or_none(5)?,
        is_sensitive: row.int(6)? == 1,
        last_used: row.int_or_none(7)?.map(Millis),
        uses: row.int(8)?.unsigned_abs(),
        peers_percent: u32::try_from(row.int(9)?).unwrap_or(0),
        verdict: row.text_or_none(10)?,
        decided_by: row.parsed_or_none(11)?,
        decided: row.int_or_none(12)?.map(Millis),
        why: row.text_or_none(13)?.unwrap_or_default(),
    })
}

fn sample_of(row: &Row) -> Result<SampleRecord, StoreError> {
    let (of, drawn) = (row.text(4)?, row.text(9)?);
    Ok(SampleRecord {
        number: row.int(0)?.unsigned_abs(),
        id: row.parsed(1)?,
        drawn_at: Millis(row.int(2)?),
        by: row.parsed(3)?,
        of: SampleOf::ALL
            .into_iter()
            .find(|known| known.text() == of)
            .ok_or_else(|| StoreError::BadRow { column: 4, text: of.clone() })?,
        from: Millis(row.int(5)?),
        until: Millis(row.int(6)?),
        seed: row.int(7)?.unsigned_abs(),
        population: row.int(8)?.unsigned_abs(),
        drawn: serde_json::from_str(&drawn).map_err(|_| StoreError::BadRow { column: 9, text: drawn })?,
    })
}
