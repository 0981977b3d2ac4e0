//! Every SQL text of this crate is prepared by the database, so that none is only valid on the other one. And every
//! column of the database has its class in the rulebook.

use crate::database::Link;
use crate::{Dialect, Store, calls, notices, processes, wide};
use sqlx::Executor;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Prepares all texts, and compares the columns with `rulebook/data-classes.yaml`.
pub async fn all_prepare(store: &Store) {
    let texts = texts();
    assert!(texts.len() > 160, "the scan of the sources found {} statements", texts.len());
    let mut writer = store.writer.lock().await;
    let link = writer.link();
    for text in texts {
        let safe = sqlx::AssertSqlSafe(text.clone());
        let result = match link {
            Link::Sqlite(link) => (&mut **link).prepare(sqlx::SqlSafeStr::into_sql_str(safe)).await.map(drop),
            Link::Postgres(link) => (&mut **link).prepare(sqlx::SqlSafeStr::into_sql_str(safe)).await.map(drop),
        };
        assert!(result.is_ok(), "{text}\n{result:?}");
    }
    classes_are_complete(link).await;
}

/// A list of a million calls must not be sorted or read whole to show its first page.
#[tokio::test]
async fn lists_follow_an_index() {
    let (_folder, store) = super::sqlite().await;
    let mut writer = store.writer.lock().await;
    for (index, text) in calls::LISTS {
        let plan = plan_of(writer.link(), text).await;
        assert!(plan.contains(&format!("SEARCH c USING INDEX {index} ")), "{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{plan}");
    }
    for text in texts().iter().filter(|text| text.starts_with("SELECT ") && text.contains(" FROM journal ")) {
        let plan = plan_of(writer.link(), text).await;
        assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN journal"), "{text}\n{plan}");
    }
}

/// A hundred thousand open instances and years of ended ones: an inbox, a list or the clock never reads them all.
#[tokio::test]
async fn flows_follow_an_index() {
    let (_folder, store) = super::sqlite().await;
    let mut writer = store.writer.lock().await;
    for (index, text) in processes::lists().into_iter().chain(notices::LISTS) {
        let plan = plan_of(writer.link(), text).await;
        let first = plan.lines().next().unwrap_or_default();
        assert!(first.starts_with("SEARCH") && first.contains(index), "{text}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{text}\n{plan}");
    }
    // Only small tables are read whole, only what is open is read to its end, and the groups of parameters that wide
    // statements read as tables.
    let small = [
        "person",
        "token",
        "session",
        "checkpoint",
        "signed_checkpoint",
        "scheduled_start",
        "qualification",
        "meta",
        "migration",
        "rulebook_in_force",
        "rulebook_change",
        "right_use",
        "audit_sample",
        "article",
    ];
    let indexes = [
        "call_open",
        "recording_open",
        "instance_open_flow",
        "flow_definition_kept",
        "grant_held_open",
        "suspension_open",
    ];
    for text in texts() {
        let plan = plan_of(writer.link(), &text).await;
        for scanned in plan.lines().filter_map(|line| line.trim().strip_prefix("SCAN ")) {
            let table = scanned.split(' ').next().unwrap_or_default();
            let is_group =
                ["v", "d"].contains(&table) || scanned.contains("CONSTANT ROW") || scanned.contains("-ROW VALUES");
            let is_open = indexes.iter().any(|index| scanned.ends_with(&format!(" INDEX {index}")));
            assert!(is_group || is_open || small.contains(&table), "{text}\n{plan}");
        }
    }
}

/// A start must not read millions of ended recordings to find those that a crash cut off.
#[tokio::test]
async fn a_start_finds_what_is_open_by_an_index() {
    let (_folder, store) = super::sqlite().await;
    let mut writer = store.writer.lock().await;
    for (table, index) in [("call", "call_open"), ("recording", "recording_open")] {
        let text = texts().into_iter().find(|text| text.contains(&format!(" FROM {table} WHERE ended_ms IS NULL")));
        let plan =
            plan_of(writer.link(), &text.unwrap_or_else(|| panic!("no query for what is open of {table}"))).await;
        assert!(plan.contains(&format!("USING INDEX {index}")), "{plan}");
    }
}

async fn plan_of(link: &mut Link, text: &str) -> String {
    let Link::Sqlite(link) = link else { return String::new() };
    let explained = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
    let rows = sqlx::query(explained).fetch_all(&mut **link).await.expect("a plan");
    rows.iter().map(|row| sqlx::Row::get::<String, _>(row, 3)).collect::<Vec<_>>().join("\n")
}

async fn classes_are_complete(link: &mut Link) {
    let sql = match link.dialect() {
        Dialect::Sqlite => {
            "SELECT m.name || '.' || c.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
        }
        Dialect::Postgres => {
            "SELECT CAST(table_name || '.' || column_name AS TEXT) FROM information_schema.columns \
             WHERE table_schema = 'public'"
        }
    };
    let rows = link.rows(sql, Vec::new()).await.expect("the catalogue");
    let columns: Vec<String> = rows.iter().map(|row| row.text(0).expect("a name")).collect();
    let classes = classes();
    for column in &columns {
        assert!(classes.contains_key(column), "`{column}` has no class in rulebook/data-classes.yaml");
    }
    for (column, class) in &classes {
        assert!(columns.contains(column), "`{column}` of rulebook/data-classes.yaml is not in the database");
        assert!(["public", "internal", "personal", "secret"].contains(&class.as_str()), "{column}: {class}");
    }
}

fn classes() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook/data-classes.yaml");
    let text = std::fs::read_to_string(path).expect("rulebook/data-classes.yaml");
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let pairs = lines.map(|line| line.split_once(": ").unwrap_or_else(|| panic!("not `column: class`: {line}")));
    pairs.map(|(column, class)| (column.to_owned(), class.trim().to_owned())).collect()
}

/// Literals of the sources that begin like a statement, and the ones that are put together.
fn texts() -> Vec<String> {
    let lists = calls::LISTS.iter().map(|(_, text)| text);
    let mut texts: Vec<String> = lists.chain(notices::TEXTS).map(|text| (*text).to_owned()).collect();
    texts.extend(processes::texts());
    texts.extend(wide::all().iter().flat_map(|wide| wide.texts().iter().cloned()));
    for file in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let source = std::fs::read_to_string(file).expect("a source file");
        texts.extend(literals(&source).into_iter().filter(|text| is_statement(text)));
    }
    texts
}

/// All but the tests, and what puts statements together (they stand above) or asks one database only.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the sources").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        match name.as_str() {
            "wide" | "wide.rs" | "database.rs" | "tests" | "tests.rs" => {}
            _ if entry.path().is_dir() => files.extend(sources(&entry.path())),
            _ => files.push(entry.path()),
        }
    }
    files
}

fn is_statement(text: &str) -> bool {
    // Pieces of `list_text!` end in a blank; the whole is taken from `calls::LISTS`.
    let starts = ["SELECT ", "INSERT ", "UPDATE ", "DELETE "];
    starts.iter().any(|start| text.starts_with(start)) && !text.ends_with(' ')
}

/// String literals without those in comments; `\` at a line's end joins lines as Rust does.
fn literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['"', '/', '\'']) {
        let (_, after) = rest.split_at(at);
        if after.starts_with("//") {
            rest = after.split_once('\n').map_or("", |(_, next)| next);
        } else if let Some(next) = after.strip_prefix("'\"'") {
            rest = next;
        } else if let Some(body) = after.strip_prefix('"') {
            let (text, next) = literal(body);
            found.push(text);
            rest = next;
        } else {
            rest = &after[1..];
        }
    }
    found
}

fn literal(body: &str) -> (String, &str) {
    let mut text = String::new();
    let mut chars = body.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return (text, &body[at + 1..]),
            '\\' => match chars.next() {
                Some((_, '\n')) => while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {},
                Some((_, other)) => text.push(other),
                None => break,
            },
            other => text.push(other),
        }
    }
    (text, "")
}
