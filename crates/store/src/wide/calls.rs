//! Facts, calls and recordings.

use super::Wide;
use std::sync::LazyLock;

pub(crate) static INSERT_FACTS: LazyLock<Wide> = LazyLock::new(|| {
    let head = "INSERT INTO journal (seq, at_ms, kind, call_id, person_id, body, leaf) VALUES";
    Wide::new(head, 7, &[], "")
});

/// A call that began in this group, with all that already happened to it and its agent's team. A call is never begun twice; if a shell
/// said so, the first stands.
pub(crate) static INSERT_CALLS: LazyLock<Wide> = LazyLock::new(|| {
    let head = "INSERT INTO call (id, started_ms, ended_ms, from_number, from_shown, from_subject, to_number, trunk, \
        queue, agent_id, outcome, cause, status, wait_ms, talk_ms, hold_ms, disposition, note, recording_id, is_demo, \
        agent_team) SELECT v.*, (SELECT p.team FROM person p WHERE p.id = v.column10) FROM (VALUES";
    let types = [
        "TEXT", "BIGINT", "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT",
        "BIGINT", "BIGINT", "BIGINT", "TEXT", "TEXT", "TEXT", "BIGINT",
    ];
    // Without the WHERE, SQLite would take the conflict for a join's condition.
    Wide::new(head, types.len(), &types, ") AS v WHERE TRUE ON CONFLICT (id) DO NOTHING")
});

/// What happened to calls that began earlier. `NULL` leaves a column as it is. A call that an agent answered stays
/// answered, whatever comes later.
pub(crate) static CHANGE_CALLS: LazyLock<Wide> = LazyLock::new(|| {
    let head = "UPDATE call SET \
        ended_ms = COALESCE(v.column2, call.ended_ms), \
        queue = COALESCE(v.column3, call.queue), \
        agent_id = COALESCE(v.column4, call.agent_id), \
        agent_team = CASE WHEN v.column4 IS NULL THEN call.agent_team \
            ELSE (SELECT p.team FROM person p WHERE p.id = v.column4) END, \
        outcome = CASE WHEN call.outcome = 'answered' THEN call.outcome \
            WHEN v.column5 IS NOT NULL THEN v.column5 \
            WHEN call.outcome = 'ivr' AND v.column6 IS NOT NULL THEN v.column6 ELSE call.outcome END, \
        cause = COALESCE(v.column7, call.cause), \
        status = COALESCE(v.column8, call.status), \
        wait_ms = call.wait_ms + v.column9, \
        talk_ms = COALESCE(v.column10, call.talk_ms), \
        hold_ms = COALESCE(v.column11, call.hold_ms), \
        disposition = COALESCE(v.column12, call.disposition), \
        note = COALESCE(v.column13, call.note), \
        recording_id = COALESCE(v.column14, call.recording_id) \
        FROM (VALUES";
    let types = [
        "TEXT", "BIGINT", "TEXT", "TEXT", "TEXT", "TEXT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT", "TEXT",
        "TEXT", "TEXT",
    ];
    Wide::new(head, types.len(), &types, ") AS v WHERE call.id = v.column1")
});

/// A recording, begun and perhaps already ended.
pub(crate) static PUT_RECORDINGS: LazyLock<Wide> = LazyLock::new(|| {
    let head = "INSERT INTO recording (id, call_id, started_ms, ended_ms, duration_ms, bytes) VALUES";
    let tail = " ON CONFLICT (id) DO UPDATE SET ended_ms = excluded.ended_ms, \
                duration_ms = excluded.duration_ms, bytes = excluded.bytes";
    Wide::new(head, 6, &[], tail)
});

#[cfg(test)]
pub(super) fn all() -> Vec<&'static Wide> {
    vec![&INSERT_FACTS, &INSERT_CALLS, &CHANGE_CALLS, &PUT_RECORDINGS]
}
