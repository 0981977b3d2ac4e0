//! Tables of flows are made of facts alone: the journal's facts, committed again in one go, give the same rows. And
//! what one instance leaves behind when it is over is small.

use super::flows::{self, begun, instance, opened};
use super::{commit, fact, person, sqlite};
use crate::database::Link;
use crate::limits::FACTS_PAGE_MAX;
use crate::{Aside, Entry, Store, beside, journal};
use model::process::Fields;
use model::{Fact, FactBody, Millis};
use serde_json::json;

/// Tables, and which of their columns no fact tells.
const FOLDED: [(&str, &[&str]); 38] = [
    ("rulebook_in_force", &[]),
    ("rulebook_change", &[]),
    ("rules_acknowledged", &[]),
    ("policy_use", &[]),
    ("right_use", &[]),
    ("right_refusal", &[]),
    ("violation", &[]),
    ("review_item", &[]),
    ("audit_subject", &[]),
    ("audit_sample", &[]),
    ("customer", &[]),
    ("customer_subject", &[]),
    ("consent", &[]),
    ("customer_look", &[]),
    ("subject_use", &[]),
    ("factor", &[]),
    ("identity", &[]),
    ("person", &[]),
    ("flow_definition", &[]),
    ("instance", &["revision", "next_due_ms", "state"]),
    ("instance_fact", &[]),
    ("instance_person", &[]),
    ("task", &[]),
    ("task_person", &[]),
    ("delegation", &[]),
    ("notice", &[]),
    ("notice_reader", &[]),
    ("record", &[]),
    ("record_party", &[]),
    ("qualification", &[]),
    ("attachment", &[]),
    ("attachment_use", &[]),
    ("grant_held", &[]),
    ("suspension", &[]),
    ("article", &[]),
    ("article_revision", &[]),
    ("customer_order", &[]),
    ("order_step", &[]),
];

/// Tables with something that no fact tells.
const BESIDE: [&str; 14] = [
    "rulebook_file",
    "rulebook_version",
    "vault_key",
    "vault_index",
    "vault_mask",
    "instance",
    "instance_wait",
    "scheduled_start",
    "draft",
    "mail",
    "attachment_bytes",
    "factor_secret",
    "signed_checkpoint",
    "cosignature",
];

#[tokio::test]
async fn the_same_facts_make_the_same_tables() {
    let (_folder, first) = sqlite().await;
    flows::suite(&first).await;
    let mut facts: Vec<Fact> = Vec::new();
    while let Some(next) = Some(journal::after(&first, facts.len() as u64, FACTS_PAGE_MAX).await.expect("read"))
        .filter(|next| !next.is_empty())
    {
        facts.extend(next);
    }
    let (_other_folder, second) = sqlite().await;
    commit(&second, facts).await;
    for (table, untold) in FOLDED {
        let (rows, again) = (dump(&first, table, untold).await, dump(&second, table, untold).await);
        assert!(!rows.is_empty(), "{table}: the suite says nothing of it");
        assert!(rows == again, "{table} differs:\n{rows:#?}\n{again:#?}");
    }
    // And with what no fact tells, nothing is missing.
    let mut untold = Vec::new();
    let keep = |row| {
        untold.push(Aside::Restored(row));
        Ok(())
    };
    beside::all(&first, keep).await.expect("read");
    second.commit_with(&mut [], &untold).await.expect("put back");
    for table in BESIDE {
        let (rows, again) = (dump(&first, table, &[]).await, dump(&second, table, &[]).await);
        assert!(!rows.is_empty() && rows == again, "{table} differs:\n{rows:#?}\n{again:#?}");
    }
}

/// Told by other facts, made anew, or left out on purpose: nobody is logged in after a restore.
const OTHERS: [&str; 11] = [
    "rulebook_effect",
    "journal",
    "checkpoint",
    "migration",
    "meta",
    "call",
    "recording",
    "person_secret",
    "session",
    "token",
    "subtree",
];

/// A new table belongs to one of the lists above, or a backup forgets it.
#[tokio::test]
async fn a_backup_forgets_no_table() {
    let (_folder, store) = sqlite().await;
    let mut writer = store.writer.lock().await;
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'";
    let rows = writer.link().rows(sql, Vec::new()).await.expect("the catalogue");
    let known: Vec<&str> = FOLDED.iter().map(|(table, _)| *table).chain(BESIDE).chain(OTHERS).collect();
    for table in rows.iter().map(|row| row.text(0).expect("a name")) {
        assert!(known.contains(&table.as_str()), "`{table}`: is it made of facts, or does a backup carry it?");
    }
}

/// Every row as text, in the order of the text.
async fn dump(store: &Store, table: &str, untold: &[&str]) -> Vec<String> {
    let mut writer = store.writer.lock().await;
    let Link::Sqlite(link) = writer.link() else { unreachable!("only SQLite is dumped") };
    let columns = sqlx::query("SELECT name FROM pragma_table_info($1) ORDER BY cid").bind(table);
    let columns = columns.fetch_all(&mut **link).await.expect("its columns");
    let told = columns.iter().map(|row| sqlx::Row::get::<String, _>(row, 0));
    let told: Vec<String> = told.filter(|name| !untold.contains(&name.as_str())).collect();
    let text = told.iter().map(|name| format!("quote({name})")).collect::<Vec<_>>().join(" || ' ' || ");
    let sql = sqlx::AssertSqlSafe(format!("SELECT {text} FROM {table} ORDER BY 1"));
    let rows = sqlx::query(sql).fetch_all(&mut **link).await.expect("its rows");
    rows.iter().map(|row| sqlx::Row::get(row, 0)).collect()
}

/// Leaves that are over, in the fullest case: three tasks, each claimed first, by three people.
const LEAVES: u128 = 2_000;
/// What one of them may take beside its facts, indexes and half-empty pages included.
const BYTES_OF_LEAVE_MAX: u64 = 4 * 1024;

/// The state of a finished leave as the engine keeps it: the form and what was done at each step.
fn last_state() -> String {
    let person = |last: &str| format!("01939d3c-65a1-7b30-8f3e-0242ac12000{last}");
    let at = 1_732_233_600_000_i64;
    let done = |outcome: &str, who: &str| json!({"outcome": outcome, "actor": person(who), "by": person(who), "opened": at, "done": at});
    let state = json!({
        "instance": person("1"), "flow": "leave", "version": 3, "definition": "9f86d081884c7d65".repeat(4),
        "applicant": person("2"), "submitted": at,
        "data": {
            "kind": "annual", "from": "2025-11-25", "to": "2025-11-27", "days": 3, "reason": "陪家人去医院",
            "cover": person("3"), "comment": "同意",
        },
        "steps": {
            "apply": done("submitted", "2"), "cover": done("agree", "3"), "review": done("agree", "4"),
            "file": {"outcome": "done", "actor": null, "by": null, "opened": at, "done": at},
        },
        "exceptions": [], "tokens": {}, "tasks": {}, "timers": {}, "jumps": {}, "undo": [], "next": 12,
        "end": {"end": "granted", "at": at},
    });
    state.to_string()
}

#[tokio::test]
async fn a_finished_leave_leaves_little_behind() {
    let (_folder, store) = sqlite().await;
    for id in 1..=LEAVES {
        // Ids of a running centre follow the clock in their first half and nothing in the second.
        let id = id << 80 | (rand::random::<u128>() >> 64);
        let mut entries: Vec<Entry> = leave(id).into_iter().map(Entry::from).collect();

        let states = [(1, Some(Millis(5)), last_state().repeat(2)), (2, None, last_state())].map(
            |(revision, next_due_ms, state)| Aside::InstanceState {
                instance: instance(id),
                revision,
                state,
                next_due_ms,
                waits: Vec::new(),
            },
        );
        store.commit_with(&mut entries, &states).await.expect("committed");
    }
    let mut writer = store.writer.lock().await;
    let Link::Sqlite(link) = writer.link() else { unreachable!("SQLite") };
    let sql = "SELECT name, CAST(SUM(pgsize) AS BIGINT) FROM dbstat WHERE name LIKE 'instance%' OR name LIKE 'task%' \
               OR name LIKE 'sqlite_autoindex_instance%' OR name LIKE 'sqlite_autoindex_task%' GROUP BY name";
    let rows = sqlx::query(sql).fetch_all(&mut **link).await.expect("its pages");
    let sizes = rows.iter().map(|row| (sqlx::Row::get::<String, _>(row, 0), sqlx::Row::get::<i64, _>(row, 1)));
    let mut sum = 0;
    for (name, bytes) in sizes {
        println!("{name:36} {:6.0} bytes each", bytes as f64 / LEAVES as f64);
        sum += bytes.unsigned_abs();
    }
    println!("together {} bytes for each finished leave", sum / LEAVES as u64);
    assert!(sum > 0 && sum / LEAVES as u64 <= BYTES_OF_LEAVE_MAX, "{} bytes", sum / LEAVES as u64);
}

/// 18 facts.
fn leave(id: u128) -> Vec<Fact> {
    let people = [id + 1, id + 2, id + 3];
    let of = instance(id);
    let mut facts = vec![begun(1_732_233_600_000, id, "leave", Some(people[0]))];
    for (task, one) in (1..).zip(people) {
        let (at, by) = (1_732_233_600_000 + task as i64, person(one));
        facts.push(opened(at, id, task, &people, Some(at + 86_400_000)));
        facts.push(fact(at, FactBody::TaskClaimed { instance: of, task, by, holder: by }));
        facts.push(flows::closed(at, id, task, Some("agree"), Some(one), Some(one)));
        let (step, outcome) = ("review".into(), "agree".into());
        facts.push(fact(at, FactBody::StepDone { instance: of, step, outcome, actor: Some(by), by: Some(by) }));
    }
    let (step, service, key) = ("file".into(), "archive".into(), "1".into());
    let (with, result) = (Fields::new(), Fields::new());
    facts.push(fact(2, FactBody::ServiceDone { instance: of, step, service, key, with, result }));
    let done = FactBody::StepDone { instance: of, step: "file".into(), outcome: "done".into(), actor: None, by: None };
    facts.extend([fact(2, done), flows::over(3, id, "granted")]);
    facts
}
