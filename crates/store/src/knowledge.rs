//! The knowledge base: articles found by their words, each with all its texts.

use crate::database::{Row, values};
use crate::limits::REVISIONS_MAX;
use crate::{Store, StoreError};
use model::{ArticleId, InstanceId, Millis, PersonId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleRow {
    pub id: ArticleId,
    /// Of the fact that last changed it: lists go by it, the latest first.
    pub number: u64,
    pub section: String,
    pub title: String,
    pub text: String,
    pub revision: u32,
    pub published: Millis,
    pub changed: Millis,
    pub review_by: Millis,
    /// When and why it was taken out.
    pub retired: Option<(Millis, String)>,
}

/// One text that an article had or has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionRow {
    pub revision: u32,
    pub section: String,
    pub title: String,
    pub text: String,
    pub at: Millis,
    pub person: Option<PersonId>,
    pub instance: Option<InstanceId>,
}

/// What a list of articles shows.
#[derive(Clone, Debug, Default)]
pub struct ArticleFilter {
    /// Each of them stands in the title or in the text; at most three are looked at.
    pub words: Vec<String>,
    pub section: Option<String>,
    /// Only what had to be looked at by then.
    pub due_by: Option<Millis>,
    /// What was taken out, instead of what is in.
    pub is_retired: bool,
}

macro_rules! columns {
    () => {
        "SELECT a.id, a.number, a.section, a.title, a.text, a.revision, a.published_ms, a.changed_ms, a.review_by_ms, \
         a.retired_ms, a.retired_why FROM article a "
    };
}

fn article_of(row: &Row) -> Result<ArticleRow, StoreError> {
    let retired = row.int_or_none(9)?.map(Millis).zip(Some(row.text_or_none(10)?.unwrap_or_default()));
    Ok(ArticleRow {
        id: row.parsed(0)?,
        number: row.int(1)?.unsigned_abs(),
        section: row.text(2)?,
        title: row.text(3)?,
        text: row.text(4)?,
        revision: u32::try_from(row.int(5)?).unwrap_or_default(),
        published: Millis(row.int(6)?),
        changed: Millis(row.int(7)?),
        review_by: Millis(row.int(8)?),
        retired,
    })
}

/// The latest change first. `before`: the number of the last one seen.
pub async fn articles(
    store: &Store,
    filter: &ArticleFilter,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<ArticleRow>, StoreError> {
    let sql = concat!(
        columns!(),
        "WHERE a.number < $1 AND a.search LIKE $2 ESCAPE '!' AND a.search LIKE $3 ESCAPE '!' \
         AND a.search LIKE $4 ESCAPE '!' AND a.section LIKE $5 ESCAPE '!' AND a.review_by_ms <= $6 \
         AND CASE WHEN a.retired_ms IS NULL THEN 0 ELSE 1 END = $7 ORDER BY a.number DESC LIMIT $8"
    );
    let before = before.and_then(|before| i64::try_from(before).ok()).unwrap_or(i64::MAX);
    let mut words = filter.words.iter().map(|word| format!("%{}%", escaped(&word.to_lowercase())));
    let mut word = || words.next().unwrap_or_else(|| "%".into());
    let section = filter.section.as_deref().map_or_else(|| "%".into(), escaped);
    let due_by = filter.due_by.unwrap_or(Millis(i64::MAX));
    let is_retired = i64::from(filter.is_retired);
    let row = values![before, word(), word(), word(), section, due_by, is_retired, i64::from(limit)];
    store.rows(sql, row).await?.iter().map(article_of).collect()
}

pub async fn article(store: &Store, id: ArticleId) -> Result<Option<ArticleRow>, StoreError> {
    let sql = concat!(columns!(), "WHERE a.id = $1");
    store.row(sql, values![id]).await?.as_ref().map(article_of).transpose()
}

/// The one that is in under this very title.
pub async fn by_title(store: &Store, section: &str, title: &str) -> Result<Option<ArticleRow>, StoreError> {
    let sql = concat!(
        columns!(),
        "WHERE a.section = $1 AND a.title = $2 AND a.retired_ms IS NULL ORDER BY a.number DESC LIMIT 1"
    );
    store.row(sql, values![section, title]).await?.as_ref().map(article_of).transpose()
}

/// How many are in.
pub async fn count(store: &Store) -> Result<u64, StoreError> {
    let row = store.row("SELECT COUNT(*) FROM article WHERE retired_ms IS NULL", values![]).await?;
    row.map_or(Ok(0), |row| Ok(row.int(0)?.unsigned_abs()))
}

/// All texts it ever had, the latest first.
pub async fn revisions(store: &Store, id: ArticleId) -> Result<Vec<RevisionRow>, StoreError> {
    let sql = "SELECT revision, section, title, text, at_ms, person_id, instance_id FROM article_revision \
               WHERE article_id = $1 ORDER BY revision DESC LIMIT $2";
    let revision = |row: &Row| -> Result<_, StoreError> {
        Ok(RevisionRow {
            revision: u32::try_from(row.int(0)?).unwrap_or_default(),
            section: row.text(1)?,
            title: row.text(2)?,
            text: row.text(3)?,
            at: Millis(row.int(4)?),
            person: row.parsed_or_none(5)?,
            instance: row.parsed_or_none(6)?,
        })
    };
    store.rows(sql, values![id, REVISIONS_MAX]).await?.iter().map(revision).collect()
}

/// `%` and `_` mean themselves.
fn escaped(word: &str) -> String {
    word.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}
