//! Forward migrations: the files of `migrations/`, in the binary, applied in order, each in one transaction.
//!
//! A file is for both databases; where they differ, a line `-- dialect: sqlite|postgres|both` begins a section.
//! A database that is ahead of this binary opens: migrations only expand, so the binary before still works.

use crate::StoreError;
use crate::database::{Dialect, Link, values};

struct Migration {
    number: i64,
    name: &'static str,
    text: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, name: "first", text: include_str!("../migrations/0001_first.sql") },
    Migration { number: 2, name: "open_recordings", text: include_str!("../migrations/0002_open_recordings.sql") },
    Migration { number: 3, name: "tokens", text: include_str!("../migrations/0003_tokens.sql") },
    Migration { number: 4, name: "flows", text: include_str!("../migrations/0004_flows.sql") },
    Migration { number: 5, name: "attachment_use", text: include_str!("../migrations/0005_attachment_use.sql") },
    Migration { number: 6, name: "grants", text: include_str!("../migrations/0006_grants.sql") },
    Migration { number: 7, name: "customers", text: include_str!("../migrations/0007_customers.sql") },
    Migration { number: 8, name: "evidence", text: include_str!("../migrations/0008_evidence.sql") },
    Migration { number: 9, name: "supervision", text: include_str!("../migrations/0009_supervision.sql") },
    Migration { number: 10, name: "accounts", text: include_str!("../migrations/0010_accounts.sql") },
    Migration { number: 11, name: "rulebook", text: include_str!("../migrations/0011_rulebook.sql") },
    Migration { number: 12, name: "sign_on", text: include_str!("../migrations/0012_sign_on.sql") },
    Migration { number: 13, name: "orders", text: include_str!("../migrations/0013_orders.sql") },
    Migration { number: 14, name: "knowledge", text: include_str!("../migrations/0014_knowledge.sql") },
    Migration { number: 15, name: "call_teams", text: include_str!("../migrations/0015_call_teams.sql") },
    Migration { number: 16, name: "vault", text: include_str!("../migrations/0016_vault.sql") },
];

pub(crate) async fn migrate(link: &mut Link) -> Result<(), StoreError> {
    let sql =
        "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, hash TEXT NOT NULL)";
    link.execute(sql, Vec::new()).await?;
    for migration in MIGRATIONS {
        let sql = "SELECT hash FROM migration WHERE number = $1";
        let applied = link.rows(sql, values![migration.number]).await?;
        let hash = journal::hex(&journal::leaf_hash(migration.text.as_bytes()));
        match applied.first() {
            Some(row) if row.text(0)? == hash => {}
            Some(_) => return Err(StoreError::MigrationChanged { name: migration.name }),
            None => apply(link, migration, hash).await?,
        }
    }
    Ok(())
}

async fn apply(link: &mut Link, migration: &Migration, hash: String) -> Result<(), StoreError> {
    link.execute("BEGIN", Vec::new()).await?;
    let result = async {
        link.script(section(migration.text, link.dialect())).await?;
        let sql = "INSERT INTO migration (number, name, hash) VALUES ($1, $2, $3)";
        link.execute(sql, values![migration.number, migration.name, hash]).await?;
        link.execute("COMMIT", Vec::new()).await
    }
    .await;
    if let Err(error) = result {
        let rolled_back = link.execute("ROLLBACK", Vec::new()).await;
        tracing::error!(?rolled_back, "migration `{}` failed", migration.name);
        return Err(error.into());
    }
    tracing::info!("applied migration {} `{}`", migration.number, migration.name);
    Ok(())
}

/// The lines of a migration that are meant for this database.
fn section(text: &str, dialect: Dialect) -> String {
    let mut is_ours = true;
    let mut ours = String::with_capacity(text.len());
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("-- dialect: ") {
            is_ours = match name {
                "sqlite" => dialect == Dialect::Sqlite,
                "postgres" => dialect == Dialect::Postgres,
                _ => true,
            };
        } else if is_ours {
            ours.push_str(line);
            ours.push('\n');
        }
    }
    ours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_go_to_their_database() {
        let text = "a\n-- dialect: sqlite\nb\n-- dialect: postgres\nc\n-- dialect: both\nd\n";
        assert_eq!(section(text, Dialect::Sqlite), "a\nb\nd\n");
        assert_eq!(section(text, Dialect::Postgres), "a\nc\nd\n");
    }

    #[test]
    fn numbers_follow_each_other() {
        for (index, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.number, index as i64 + 1, "{}", migration.name);
        }
    }
}
