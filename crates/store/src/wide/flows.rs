//! Instances, tasks and notices. `WHERE TRUE` before `ON CONFLICT`: without it SQLite reads `ON` as a join's.

use super::Wide;
use std::sync::LazyLock;

/// An instance that began: no state yet, revision 0. It never begins twice; if a shell said so, the first stands.
pub(crate) static INSERT_INSTANCES: LazyLock<Wide> = LazyLock::new(|| {
    let head = "INSERT INTO instance (number, id, flow, version, definition, applicant_id, root_id, parent_id, \
                parent_call, started_ms, is_demo) VALUES";
    Wide::new(head, 11, &[], " ON CONFLICT (id) DO NOTHING")
});

/// Its end, or another text. `NULL` leaves a column as it is.
pub(crate) static CHANGE_INSTANCES: LazyLock<Wide> = LazyLock::new(|| {
    let head = "UPDATE instance SET \
        ended_ms = COALESCE(instance.ended_ms, v.column2), \
        end_key = COALESCE(instance.end_key, v.column3), \
        definition = COALESCE(v.column4, instance.definition), \
        version = COALESCE(v.column5, instance.version) \
        FROM (VALUES";
    let types = ["TEXT", "BIGINT", "TEXT", "TEXT", "BIGINT"];
    Wide::new(head, types.len(), &types, ") AS v WHERE instance.id = v.column1")
});

/// The engine's state, guarded by the revision that it replaces.
pub(crate) static PUT_STATES: LazyLock<Wide> = LazyLock::new(|| {
    let head = "UPDATE instance SET revision = v.column2, state = v.column3, next_due_ms = v.column4 FROM (VALUES";
    let types = ["TEXT", "BIGINT", "TEXT", "BIGINT"];
    let tail = ") AS v WHERE instance.id = v.column1 AND instance.revision = v.column2 - 1";
    Wide::new(head, types.len(), &types, tail)
});

pub(crate) static DROP_WAITS: LazyLock<Wide> =
    LazyLock::new(|| Wide::new("DELETE FROM instance_wait WHERE instance_id IN (VALUES", 1, &["TEXT"], ")"));

pub(crate) static ADD_WAITS: LazyLock<Wide> = LazyLock::new(|| {
    Wide::new("INSERT INTO instance_wait (name, key, instance_id) VALUES", 3, &[], " ON CONFLICT DO NOTHING")
});

/// A task that was opened in this group, with all that already happened to it.
pub(crate) static INSERT_TASKS: LazyLock<Wide> = LazyLock::new(|| {
    let head = "INSERT INTO task (instance_id, task, flow, step, stage, kind, opened_ms, due_ms, holder_id, \
                claimed_ms, escalated_ms, closed_ms, outcome, actor_id, by_id) \
                SELECT v.column1, v.column2, i.flow, v.column3, v.column4, v.column5, v.column6, v.column7, \
                v.column8, v.column9, v.column10, v.column11, v.column12, v.column13, v.column14 FROM (VALUES";
    let types = [
        "TEXT", "BIGINT", "TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "TEXT",
        "TEXT", "TEXT",
    ];
    let tail = ") AS v JOIN instance i ON i.id = v.column1 WHERE TRUE ON CONFLICT (instance_id, task) DO NOTHING";
    Wide::new(head, types.len(), &types, tail)
});

/// What happened to tasks that were opened earlier. `column3`: whether who has it changed. The first close stands.
pub(crate) static CHANGE_TASKS: LazyLock<Wide> = LazyLock::new(|| {
    let head = "UPDATE task SET \
        holder_id = CASE WHEN v.column3 = 1 THEN v.column4 ELSE task.holder_id END, \
        claimed_ms = CASE WHEN v.column3 = 1 THEN v.column5 ELSE task.claimed_ms END, \
        escalated_ms = COALESCE(task.escalated_ms, v.column6), \
        closed_ms = COALESCE(task.closed_ms, v.column7), \
        outcome = COALESCE(task.outcome, v.column8), \
        actor_id = COALESCE(task.actor_id, v.column9), \
        by_id = COALESCE(task.by_id, v.column10) \
        FROM (VALUES";
    let types = ["TEXT", "BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "TEXT", "TEXT", "TEXT"];
    let tail = ") AS v WHERE task.instance_id = v.column1 AND task.task = v.column2 AND task.closed_ms IS NULL";
    Wide::new(head, types.len(), &types, tail)
});

/// Out of all inboxes.
pub(crate) static DROP_TASK_PEOPLE: LazyLock<Wide> = LazyLock::new(|| {
    let head = "DELETE FROM task_person WHERE (instance_id, task) IN (VALUES";
    Wide::new(head, 2, &["TEXT", "BIGINT"], ")")
});

/// Into inboxes, while it is open.
pub(crate) static ADD_TASK_PEOPLE: LazyLock<Wide> = LazyLock::new(|| {
    let head = "INSERT INTO task_person (person_id, due_ms, opened_ms, instance_id, task, flow) \
                SELECT v.column3, COALESCE(t.due_ms, 9223372036854775807), t.opened_ms, t.instance_id, t.task, t.flow \
                FROM (VALUES";
    let tail = ") AS v JOIN task t ON t.instance_id = v.column1 AND t.task = v.column2 \
                WHERE t.closed_ms IS NULL ON CONFLICT DO NOTHING";
    Wide::new(head, 3, &["TEXT", "BIGINT", "TEXT"], tail)
});

/// The index of stories.
pub(crate) static ADD_STORY: LazyLock<Wide> = LazyLock::new(|| {
    let head = "INSERT INTO instance_fact (number, seq) SELECT i.number, v.column2 FROM (VALUES";
    Wide::new(head, 2, &["TEXT", "BIGINT"], ") AS v JOIN instance i ON i.id = v.column1")
});

/// Who did something in which instance.
pub(crate) static ADD_INSTANCE_PEOPLE: LazyLock<Wide> = LazyLock::new(|| {
    let head = "INSERT INTO instance_person (person_id, number) SELECT v.column1, i.number FROM (VALUES";
    let tail = ") AS v JOIN instance i ON i.id = v.column2 WHERE TRUE ON CONFLICT DO NOTHING";
    Wide::new(head, 2, &["TEXT", "TEXT"], tail)
});

pub(crate) static INSERT_NOTICES: LazyLock<Wide> = LazyLock::new(|| {
    let head = "INSERT INTO notice (id, sent_ms, from_id, instance_id, title_zh, title_en, text, fields, \
                must_acknowledge, reader_count) VALUES";
    Wide::new(head, 10, &[], " ON CONFLICT (id) DO NOTHING")
});

pub(crate) static INSERT_NOTICE_READERS: LazyLock<Wide> = LazyLock::new(|| {
    let head = "INSERT INTO notice_reader (notice_id, person_id, sent_ms, must_acknowledge) VALUES";
    Wide::new(head, 4, &[], " ON CONFLICT (notice_id, person_id) DO NOTHING")
});

/// `NULL` leaves a column as it is; the first reading counts, and the last word about mail.
pub(crate) static CHANGE_NOTICE_READERS: LazyLock<Wide> = LazyLock::new(|| {
    let head = "UPDATE notice_reader SET \
        read_ms = COALESCE(notice_reader.read_ms, v.column3), \
        acknowledged_ms = COALESCE(notice_reader.acknowledged_ms, v.column4), \
        mailed_ms = COALESCE(v.column5, notice_reader.mailed_ms), \
        mail_failed_ms = COALESCE(v.column6, notice_reader.mail_failed_ms) \
        FROM (VALUES";
    let types = ["TEXT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT"];
    let tail = ") AS v WHERE notice_reader.notice_id = v.column1 AND notice_reader.person_id = v.column2";
    Wide::new(head, types.len(), &types, tail)
});

pub(crate) static ADD_MAIL: LazyLock<Wide> = LazyLock::new(|| {
    Wide::new("INSERT INTO mail (notice_id, person_id, due_ms) VALUES", 3, &[], " ON CONFLICT DO NOTHING")
});

pub(crate) static ADD_RECORD_PARTIES: LazyLock<Wide> = LazyLock::new(|| {
    let head = "INSERT INTO record_party (person_id, kept_ms, record_id) VALUES";
    Wide::new(head, 3, &[], " ON CONFLICT DO NOTHING")
});

pub(crate) static ADD_PAPERS: LazyLock<Wide> = LazyLock::new(|| {
    Wide::new("INSERT INTO attachment_use (attachment_id, instance_id) VALUES", 2, &[], " ON CONFLICT DO NOTHING")
});

pub(crate) static ADD_SUBJECT_USES: LazyLock<Wide> = LazyLock::new(|| {
    Wide::new("INSERT INTO subject_use (subject, instance_id) VALUES", 2, &[], " ON CONFLICT DO NOTHING")
});

#[cfg(test)]
pub(super) fn all() -> Vec<&'static Wide> {
    vec![
        &INSERT_INSTANCES,
        &CHANGE_INSTANCES,
        &PUT_STATES,
        &DROP_WAITS,
        &ADD_WAITS,
        &INSERT_TASKS,
        &CHANGE_TASKS,
        &DROP_TASK_PEOPLE,
        &ADD_TASK_PEOPLE,
        &ADD_STORY,
        &ADD_INSTANCE_PEOPLE,
        &INSERT_NOTICES,
        &INSERT_NOTICE_READERS,
        &CHANGE_NOTICE_READERS,
        &ADD_MAIL,
        &ADD_RECORD_PARTIES,
        &ADD_PAPERS,
        &ADD_SUBJECT_USES,
    ]
}
