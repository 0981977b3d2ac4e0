//! Calls as a list: one row for each, projected from its facts.

use crate::database::{Row, Value, values};
use crate::limits::{OPEN_CALLS_MAX, PAGE_MAX, PEOPLE_MAX, SCOPE_TEAMS_MAX};
use crate::{Store, StoreError};
use model::{CallId, Fact, Millis, PersonId, PersonName, PhoneNumber, QueueId, RecordingId, Subject};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::fmt;
use std::str::FromStr;

/// What became of a call, in one word. An agent's answer outweighs what came after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallOutcome {
    /// Not over yet.
    Live,
    /// Ended in the IVR, before any queue.
    Ivr,
    Answered,
    /// The caller left the queue.
    Abandoned,
    Overflowed,
    /// Never let in: no such number, overload, unusable offer.
    Refused,
}

impl CallOutcome {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Ivr => "ivr",
            Self::Answered => "answered",
            Self::Abandoned => "abandoned",
            Self::Overflowed => "overflowed",
            Self::Refused => "refused",
        }
    }
}

impl FromStr for CallOutcome {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        use CallOutcome::*;
        let all = [Live, Ivr, Answered, Abandoned, Overflowed, Refused];
        all.into_iter().find(|outcome| outcome.as_str() == text).ok_or("not an outcome of a call")
    }
}

/// One call. Whoever passes `from` on must mask it or hold a permit.
#[derive(Clone, Debug, PartialEq)]
pub struct CallRow {
    pub id: CallId,
    pub started_ms: Millis,
    pub ended_ms: Option<Millis>,
    pub from: PhoneNumber,
    pub to: String,
    pub trunk: String,
    /// The last queue it entered.
    pub queue: Option<QueueId>,
    /// The last agent who spoke with the customer.
    pub agent: Option<CallAgent>,
    pub outcome: CallOutcome,
    /// `model::CallCause` in snake case.
    pub cause: Option<String>,
    /// Final SIP status.
    pub status: Option<u16>,
    /// In all queues together.
    pub wait_ms: Millis,
    pub talk_ms: Millis,
    pub hold_ms: Millis,
    pub disposition: Option<String>,
    pub note: Option<String>,
    /// The latest recording and how long it is; no duration while it is written.
    pub recording: Option<(RecordingId, Option<Millis>)>,
    pub is_demo: bool,
}

/// `username` and `name` are missing for an agent who is not in the table of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallAgent {
    pub id: PersonId,
    pub username: Option<String>,
    pub name: Option<PersonName>,
    pub team: Option<String>,
}

/// Which calls a reader may see at all; applied in the query itself, so that limits and cursors are right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    All,
    /// Calls handled by agents of these teams, at most [`SCOPE_TEAMS_MAX`], or by this agent.
    Teams {
        teams: Vec<String>,
        agent: Option<PersonId>,
    },
    /// Calls handled by this agent.
    Agent(PersonId),
    None,
}

/// Which calls the reader asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// Started at or after.
    pub from: Option<Millis>,
    /// Started before.
    pub until: Option<Millis>,
    pub queue: Option<QueueId>,
    pub agent: Option<PersonId>,
    pub outcome: Option<CallOutcome>,
    /// Beginning or end of the caller's number as it is shown, or of the dialled number.
    pub number: Option<String>,
    /// Or this caller. Counts only beside `number`.
    pub caller: Option<Subject>,
}

/// Where the next page begins: after this call, going back in time. Text form: `1700000000000.<id>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallCursor {
    pub started_ms: Millis,
    pub id: CallId,
}

impl fmt::Display for CallCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.started_ms.0, self.id)
    }
}

impl FromStr for CallCursor {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = "a cursor of calls is `milliseconds.id`";
        let (started, id) = text.split_once('.').ok_or(bad)?;
        Ok(Self { started_ms: Millis(started.parse().map_err(|_| bad)?), id: id.parse().map_err(|_| bad)? })
    }
}

/// The latest first, at most [`PAGE_MAX`]; with the cursor of the next page when there is more.
pub async fn list(
    store: &Store,
    scope: &Scope,
    filter: &CallFilter,
    cursor: Option<CallCursor>,
    limit: u32,
) -> Result<(Vec<CallRow>, Option<CallCursor>), StoreError> {
    let limit = limit.clamp(1, PAGE_MAX);
    let mut calls: Vec<CallRow> = Vec::new();
    for part in parts(store, scope, filter).await? {
        let rows = store.rows(part.text(), list_parameters(&part, filter, cursor, limit)).await?;
        calls.extend(rows.iter().map(call_of).collect::<Result<Vec<_>, _>>()?);
    }
    let at = |call: &CallRow| (call.started_ms, call.id.to_string());
    calls.sort_by_cached_key(|call| Reverse(at(call)));
    // One of the reader's own that is a team's too came twice.
    calls.dedup_by_key(|call| call.id);
    let has_more = calls.len() > limit as usize;
    calls.truncate(limit as usize);
    let last = calls.last().filter(|_| has_more);
    let next = last.map(|call| CallCursor { started_ms: call.started_ms, id: call.id });
    Ok((calls, next))
}

/// A list that one index holds in order. What a reader sees is one of these, or several merged.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    All,
    Queue(QueueId),
    Team(String),
    Agent(PersonId),
}

async fn parts(store: &Store, scope: &Scope, filter: &CallFilter) -> Result<Vec<Part>, StoreError> {
    let (teams, own) = match scope {
        Scope::All => {
            let queue = filter.queue.clone().map_or(Part::All, Part::Queue);
            return Ok(vec![filter.agent.map_or(queue, Part::Agent)]);
        }
        Scope::None => return Ok(Vec::new()),
        Scope::Agent(agent) => (&[][..], Some(*agent)),
        Scope::Teams { teams, agent } => (&teams[..], *agent),
    };
    assert!(teams.len() <= SCOPE_TEAMS_MAX, "a scope names at most {SCOPE_TEAMS_MAX} teams");
    let Some(asked) = filter.agent else {
        return Ok(teams.iter().cloned().map(Part::Team).chain(own.map(Part::Agent)).collect());
    };
    // All calls of an agent are of one team.
    let is_seen = own == Some(asked) || (!teams.is_empty() && is_of(store, asked, teams).await?);
    Ok(is_seen.then_some(Part::Agent(asked)).into_iter().collect())
}

async fn is_of(store: &Store, person: PersonId, teams: &[String]) -> Result<bool, StoreError> {
    let row = store.row("SELECT team FROM person WHERE id = $1", values![person]).await?;
    let team = row.map(|row| row.text_or_none(0)).transpose()?.flatten();
    Ok(team.is_some_and(|team| teams.contains(&team)))
}

impl Part {
    fn text(&self) -> &'static str {
        match self {
            Self::All => LIST_BY_TIME,
            Self::Queue(_) => LIST_BY_QUEUE,
            Self::Team(_) => LIST_BY_TEAM,
            Self::Agent(_) => LIST_BY_AGENT,
        }
    }

    fn key(&self) -> Option<String> {
        match self {
            Self::All => None,
            Self::Queue(queue) => Some(queue.to_string()),
            Self::Team(team) => Some(team.clone()),
            Self::Agent(agent) => Some(agent.to_string()),
        }
    }
}

/// PostgreSQL takes a parameter's type from its first use, so `IS NULL` stands last.
/// The text of a list: `$range` decides which index leads, everything else is the same.
macro_rules! list_text {
    ($range:literal) => {
        concat!(
            "SELECT c.id, c.started_ms, c.ended_ms, c.from_number, c.to_number, c.trunk, c.queue, c.agent_id, ",
            "p.username, p.name, p.team, c.outcome, c.cause, c.status, c.wait_ms, c.talk_ms, c.hold_ms, ",
            "c.disposition, c.note, c.recording_id, r.duration_ms, c.is_demo FROM call c ",
            "LEFT JOIN person p ON p.id = c.agent_id LEFT JOIN recording r ON r.id = c.recording_id ",
            "WHERE c.started_ms >= $1 AND c.started_ms < $2 AND (c.started_ms, c.id) < ($3, $4) ",
            $range,
            "AND (c.queue = $6 OR $6 IS NULL) ",
            "AND ((c.outcome = $7 AND c.ended_ms IS NOT NULL) OR ($7 = 'live' AND c.ended_ms IS NULL) ",
            "OR $7 IS NULL) ",
            "AND (substr(c.from_shown, 1, length($8)) = $8 ",
            "OR substr(c.from_shown, length(c.from_shown) - length($8) + 1) = $8 ",
            "OR c.from_subject = $10 ",
            "OR substr(c.to_number, 1, length($8)) = $8 ",
            "OR substr(c.to_number, length(c.to_number) - length($8) + 1) = $8 OR $8 IS NULL) ",
            "ORDER BY c.started_ms DESC, c.id DESC LIMIT $9"
        )
    };
}

const LIST_BY_AGENT: &str = list_text!("AND c.agent_id = $5 ");
const LIST_BY_TEAM: &str = list_text!("AND c.agent_team = $5 ");
const LIST_BY_QUEUE: &str = list_text!("AND c.queue = $5 ");
const LIST_BY_TIME: &str = list_text!("AND (c.queue = $5 OR $5 IS NULL) ");
#[cfg(test)]
pub(crate) const LISTS: [(&str, &str); 4] = [
    ("call_agent", LIST_BY_AGENT),
    ("call_team", LIST_BY_TEAM),
    ("call_queue", LIST_BY_QUEUE),
    ("call_started", LIST_BY_TIME),
];

fn list_parameters(part: &Part, filter: &CallFilter, cursor: Option<CallCursor>, limit: u32) -> Vec<Value> {
    // Ids are hexadecimal, so "~" is after every one of them.
    let (before_ms, before_id) = cursor.map_or((i64::MAX, "~".to_owned()), |c| (c.started_ms.0, c.id.to_string()));
    let number = filter.number.as_deref().map(PhoneNumber::from_wire);
    values![
        filter.from.map_or(i64::MIN, |from| from.0),
        filter.until.map_or(i64::MAX, |until| until.0),
        before_ms,
        before_id,
        part.key(),
        filter.queue.as_ref().map(ToString::to_string),
        filter.outcome.map(|outcome| outcome.as_str().to_owned()),
        number.map(|number| number.reveal().to_owned()).filter(|number| !number.is_empty()),
        i64::from(limit) + 1,
        filter.caller.map(|subject| subject.to_string()),
    ]
}

pub async fn by_id(store: &Store, call: CallId) -> Result<Option<CallRow>, StoreError> {
    let sql = "SELECT c.id, c.started_ms, c.ended_ms, c.from_number, c.to_number, c.trunk, c.queue, c.agent_id, \
               p.username, p.name, p.team, c.outcome, c.cause, c.status, c.wait_ms, c.talk_ms, c.hold_ms, \
               c.disposition, c.note, c.recording_id, r.duration_ms, c.is_demo FROM call c \
               LEFT JOIN person p ON p.id = c.agent_id LEFT JOIN recording r ON r.id = c.recording_id \
               WHERE c.id = $1";
    store.row(sql, values![call]).await?.as_ref().map(call_of).transpose()
}

/// Everything that happened in one call, in order.
pub async fn facts_of(store: &Store, call: CallId) -> Result<Vec<Fact>, StoreError> {
    crate::journal::of_call(store, call).await
}

/// Calls without an end, the oldest first: after a crash they are the ones that were cut off.
pub async fn open_ids(store: &Store) -> Result<Vec<CallId>, StoreError> {
    let sql = "SELECT id FROM call WHERE ended_ms IS NULL ORDER BY started_ms LIMIT $1";
    store.rows(sql, values![OPEN_CALLS_MAX]).await?.iter().map(|row| row.parsed(0)).collect()
}

/// How many calls that began in `[from, to)` each of these agents answered, and how long they talked.
pub async fn answered_by(
    store: &Store,
    agents: &[PersonId],
    from: Millis,
    to: Millis,
) -> Result<Vec<(PersonId, u64, Millis)>, StoreError> {
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(talk_ms), 0) AS BIGINT) FROM call \
               WHERE agent_id = $1 AND started_ms >= $2 AND started_ms < $3 AND outcome = 'answered'";
    let mut answered = Vec::with_capacity(agents.len());
    for agent in agents {
        let Some(row) = store.row(sql, values![*agent, from, to]).await? else { continue };
        answered.push((*agent, row.int(0)?.unsigned_abs(), Millis(row.int(1)?)));
    }
    Ok(answered)
}

/// Calls that began in `[from, to)` and carry this disposition, by their agent.
pub async fn with_disposition(
    store: &Store,
    code: &str,
    from: Millis,
    to: Millis,
) -> Result<Vec<(PersonId, u64)>, StoreError> {
    let sql = "SELECT agent_id, COUNT(*) FROM call WHERE disposition = $1 AND started_ms >= $2 AND started_ms < $3 \
               AND disposition IS NOT NULL AND agent_id IS NOT NULL GROUP BY agent_id LIMIT $4";
    let rows = store.rows(sql, values![code, from, to, PEOPLE_MAX]).await?;
    rows.iter().map(|row| Ok((row.parsed(0)?, row.int(1)?.unsigned_abs()))).collect()
}

/// The 22 columns of the selects above.
fn call_of(row: &Row) -> Result<CallRow, StoreError> {
    let ended_ms = row.int_or_none(2)?.map(Millis);
    let agent = row.parsed_or_none(7)?.map(|id| -> Result<_, StoreError> {
        let name = row.text_or_none(9)?.map(PersonName);
        Ok(CallAgent { id, username: row.text_or_none(8)?, name, team: row.text_or_none(10)? })
    });
    let recording_ms = row.int_or_none(20)?.map(Millis);
    Ok(CallRow {
        id: row.parsed(0)?,
        started_ms: Millis(row.int(1)?),
        ended_ms,
        from: PhoneNumber::from_stored(&row.text(3)?),
        to: row.text(4)?,
        trunk: row.text(5)?,
        queue: row.text_or_none(6)?.map(|queue| QueueId::from(queue.as_str())),
        agent: agent.transpose()?,
        outcome: if ended_ms.is_some() { row.parsed(11)? } else { CallOutcome::Live },
        cause: row.text_or_none(12)?,
        status: row.int_or_none(13)?.and_then(|status| u16::try_from(status).ok()),
        wait_ms: Millis(row.int(14)?),
        talk_ms: Millis(row.int(15)?),
        hold_ms: Millis(row.int(16)?),
        disposition: row.text_or_none(17)?,
        note: row.text_or_none(18)?,
        recording: row.parsed_or_none(19)?.map(|recording| (recording, recording_ms)),
        is_demo: row.int(21)? == 1,
    })
}
