//! The register of rights for a time (AUTH-36) and of suspensions (AUTH-42): who holds what, until when, and who agreed.

use crate::database::{Row, values};
use crate::limits::{GRANTS_OPEN_MAX, SUSPENSIONS_OPEN_MAX};
use crate::{Store, StoreError};
use model::{Approval, CallId, GrantId, GrantScope, InstanceId, Millis, PersonId, SuspensionId};

/// A right as it stands in the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantRecord {
    /// Seq of the fact that gave it.
    pub number: u64,
    pub id: GrantId,
    pub person: PersonId,
    pub capability: String,
    pub scope: GrantScope,
    pub from: Millis,
    pub until: Millis,
    pub given: Millis,
    pub instance: Option<InstanceId>,
    pub why: String,
    pub cautions: String,
    pub approvals: Vec<Approval>,
    pub is_joint: bool,
    pub is_break_glass: bool,
    pub is_demo: bool,
    pub replaces: Option<GrantId>,
    /// From when on another holds in its place.
    pub replaced: Option<(Millis, GrantId)>,
    pub revoked: Option<Revoked>,
    /// Its end was noted: it never holds again, whatever a clock says.
    pub expired: Option<Millis>,
    pub warned: Option<Millis>,
    pub last_used: Option<Millis>,
    pub uses: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    pub at: Millis,
    /// Nobody: the system, because the rules no longer let the person hold it.
    pub by: Option<PersonId>,
    pub why: String,
}

impl GrantRecord {
    /// When it ends by time: its own end, or the beginning of the one in its place.
    pub fn ends(&self) -> Millis {
        self.replaced.map_or(self.until, |(at, _)| at.min(self.until))
    }

    /// Neither revoked nor over at `now`; it may begin later.
    pub fn is_open(&self, now: Millis) -> bool {
        self.revoked.is_none() && self.expired.is_none() && now < self.ends()
    }
}

/// Which of the register. Every field narrows it.
#[derive(Clone, Debug, Default)]
pub struct GrantFilter {
    pub person: Option<PersonId>,
    pub capability: Option<String>,
    /// Of people of this team, by their team of today.
    pub team: Option<String>,
}

/// A stop of one right or of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuspensionRecord {
    pub number: u64,
    pub id: SuspensionId,
    pub person: PersonId,
    /// Nothing: whatever the person may do.
    pub capability: Option<String>,
    pub since: Millis,
    pub until: Option<Millis>,
    pub reason: String,
    pub call: Option<CallId>,
    pub instance: Option<InstanceId>,
    pub by: Option<PersonId>,
    pub lifted: Option<Revoked>,
}

impl SuspensionRecord {
    pub fn holds(&self, now: Millis) -> bool {
        self.lifted.is_none() && self.until.is_none_or(|until| now < until)
    }
}

/// Neither revoked nor noted as ended: the first to end first. Some may have run out by time already.
pub async fn open(store: &Store) -> Result<Vec<GrantRecord>, StoreError> {
    let sql = "SELECT number, id, person_id, capability, covers, scope_id, from_ms, until_ms, given_ms, instance_id, why, \
               cautions, approvals, is_joint, is_break_glass, is_demo, replaces_id, replaced_ms, replaced_by_id, \
               revoked_ms, revoked_by_id, revoked_why, expired_ms, warned_ms, last_used_ms, uses FROM grant_held \
               WHERE revoked_ms IS NULL AND expired_ms IS NULL ORDER BY until_ms, number LIMIT $1";
    store.rows(sql, values![GRANTS_OPEN_MAX]).await?.iter().map(grant_of).collect()
}

pub async fn by_id(store: &Store, grant: GrantId) -> Result<Option<GrantRecord>, StoreError> {
    let sql = "SELECT number, id, person_id, capability, covers, scope_id, from_ms, until_ms, given_ms, instance_id, why, \
               cautions, approvals, is_joint, is_break_glass, is_demo, replaces_id, replaced_ms, replaced_by_id, \
               revoked_ms, revoked_by_id, revoked_why, expired_ms, warned_ms, last_used_ms, uses FROM grant_held \
               WHERE id = $1";
    store.row(sql, values![grant]).await?.as_ref().map(grant_of).transpose()
}

/// The newest first, from before `before`.
pub async fn list(
    store: &Store,
    filter: &GrantFilter,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<GrantRecord>, StoreError> {
    let before = before.map_or(i64::MAX, |before| i64::try_from(before).unwrap_or(i64::MAX));
    let (capability, team) = (filter.capability.clone().unwrap_or_default(), filter.team.clone().unwrap_or_default());
    let rows = match filter.person {
        Some(person) => {
            let sql = "SELECT number, id, person_id, capability, covers, scope_id, from_ms, until_ms, given_ms, instance_id, why, \
               cautions, approvals, is_joint, is_break_glass, is_demo, replaces_id, replaced_ms, replaced_by_id, \
               revoked_ms, revoked_by_id, revoked_why, expired_ms, warned_ms, last_used_ms, uses FROM grant_held \
               WHERE person_id = $1 AND number < $2 AND ($3 = '' OR capability = $3) ORDER BY number DESC LIMIT $4";
            store.rows(sql, values![person, before, capability, i64::from(limit)]).await?
        }
        None => {
            let sql = "SELECT number, id, person_id, capability, covers, scope_id, from_ms, until_ms, given_ms, instance_id, why, \
               cautions, approvals, is_joint, is_break_glass, is_demo, replaces_id, replaced_ms, replaced_by_id, \
               revoked_ms, revoked_by_id, revoked_why, expired_ms, warned_ms, last_used_ms, uses FROM grant_held \
               WHERE number < $1 AND ($2 = '' OR capability = $2) \
               AND ($3 = '' OR person_id IN (SELECT p.id FROM person p WHERE p.team = $3)) \
               ORDER BY number DESC LIMIT $4";
            store.rows(sql, values![before, capability, team, i64::from(limit)]).await?
        }
    };
    rows.iter().map(grant_of).collect()
}

/// Suspensions that nobody has lifted; some may have run out by time. The newest first.
pub async fn suspensions_open(store: &Store) -> Result<Vec<SuspensionRecord>, StoreError> {
    let sql = "SELECT number, id, person_id, capability, since_ms, until_ms, reason, call_id, instance_id, by_id, \
               lifted_ms, lifted_by_id, lifted_why FROM suspension WHERE lifted_ms IS NULL ORDER BY number DESC LIMIT $1";
    store.rows(sql, values![SUSPENSIONS_OPEN_MAX]).await?.iter().map(suspension_of).collect()
}

pub async fn suspension(store: &Store, id: SuspensionId) -> Result<Option<SuspensionRecord>, StoreError> {
    let sql = "SELECT number, id, person_id, capability, since_ms, until_ms, reason, call_id, instance_id, by_id, \
               lifted_ms, lifted_by_id, lifted_why FROM suspension WHERE id = $1";
    store.row(sql, values![id]).await?.as_ref().map(suspension_of).transpose()
}

/// Those that were ever made, of one person or of everybody. The newest first.
pub async fn suspensions(
    store: &Store,
    person: Option<PersonId>,
    limit: u32,
) -> Result<Vec<SuspensionRecord>, StoreError> {
    let rows = match person {
        Some(person) => {
            let sql = "SELECT number, id, person_id, capability, since_ms, until_ms, reason, call_id, instance_id, by_id, \
               lifted_ms, lifted_by_id, lifted_why FROM suspension \
               WHERE person_id = $1 ORDER BY number DESC LIMIT $2";
            store.rows(sql, values![person, i64::from(limit)]).await?
        }
        None => {
            let sql = "SELECT number, id, person_id, capability, since_ms, until_ms, reason, call_id, instance_id, by_id, \
               lifted_ms, lifted_by_id, lifted_why FROM suspension \
               WHERE number > 0 ORDER BY number DESC LIMIT $1";
            store.rows(sql, values![i64::from(limit)]).await?
        }
    };
    rows.iter().map(suspension_of).collect()
}

fn grant_of(row: &Row) -> Result<GrantRecord, StoreError> {
    let covers = row.text(4)?;
    let scope = match (covers.as_str(), row.text_or_none(5)?) {
        ("centre", None) => GrantScope::Centre,
        ("team", Some(team)) => GrantScope::Team(team),
        ("customer", Some(customer)) => GrantScope::Customer(customer),
        _ => return Err(StoreError::BadRow { column: 4, text: covers }),
    };
    let approvals = row.text(12)?;
    let at = |column| Ok::<_, StoreError>(row.int_or_none(column)?.map(Millis));
    Ok(GrantRecord {
        number: row.int(0)?.unsigned_abs(),
        id: row.parsed(1)?,
        person: row.parsed(2)?,
        capability: row.text(3)?,
        scope,
        from: Millis(row.int(6)?),
        until: Millis(row.int(7)?),
        given: Millis(row.int(8)?),
        instance: row.parsed_or_none(9)?,
        why: row.text(10)?,
        cautions: row.text(11)?,
        approvals: serde_json::from_str(&approvals).map_err(|_| StoreError::BadRow { column: 12, text: approvals })?,
        is_joint: row.int(13)? == 1,
        is_break_glass: row.int(14)? == 1,
        is_demo: row.int(15)? == 1,
        replaces: row.parsed_or_none(16)?,
        replaced: at(17)?.zip(row.parsed_or_none(18)?),
        revoked: ended_of(row, 19)?,
        expired: at(22)?,
        warned: at(23)?,
        last_used: at(24)?,
        uses: row.int(25)?.unsigned_abs(),
    })
}

/// Three columns: when, by whom, why.
fn ended_of(row: &Row, first: usize) -> Result<Option<Revoked>, StoreError> {
    let Some(at) = row.int_or_none(first)? else { return Ok(None) };
    let why = row.text_or_none(first + 2)?.unwrap_or_default();
    Ok(Some(Revoked { at: Millis(at), by: row.parsed_or_none(first + 1)?, why }))
}

fn suspension_of(row: &Row) -> Result<SuspensionRecord, StoreError> {
    Ok(SuspensionRecord {
        number: row.int(0)?.unsigned_abs(),
        id: row.parsed(1)?,
        person: row.parsed(2)?,
        capability: row.text_or_none(3)?,
        since: Millis(row.int(4)?),
        until: row.int_or_none(5)?.map(Millis),
        reason: row.text(6)?,
        call: row.parsed_or_none(7)?,
        instance: row.parsed_or_none(8)?,
        by: row.parsed_or_none(9)?,
        lifted: ended_of(row, 10)?,
    })
}
