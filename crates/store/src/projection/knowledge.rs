//! Articles of the knowledge base and each of their texts.

use crate::StoreError;
use crate::database::{Link, values};
use model::{Actor, Fact, KnowledgeFact};

pub(super) async fn write(link: &mut Link, of: &KnowledgeFact, fact: &Fact) -> Result<(), StoreError> {
    let at = fact.at_ms;
    match of {
        KnowledgeFact::ArticlePublished { article, revision, section, title, text, review_by_ms, instance, by } => {
            let search = format!("{title}\n{text}").to_lowercase();
            let sql = "INSERT INTO article (id, number, section, title, text, search, revision, published_ms, \
                       changed_ms, review_by_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9) \
                       ON CONFLICT (id) DO UPDATE SET number = excluded.number, section = excluded.section, \
                       title = excluded.title, text = excluded.text, search = excluded.search, \
                       revision = excluded.revision, changed_ms = excluded.changed_ms, \
                       review_by_ms = excluded.review_by_ms";
            let (section, title, text) = (section.as_str(), title.as_str(), text.as_str());
            let revision = i64::from(*revision);
            let row = values![*article, fact.seq, section, title, text, search, revision, at, *review_by_ms];
            link.execute(sql, row).await?;
            let writer = match fact.actor {
                Actor::Person(person) => Some(person),
                Actor::Outside | Actor::Switch | Actor::System | Actor::Demo => *by,
            };
            // Two writers of one revision: the database refuses the second, so that no text is lost silently.
            let sql = "INSERT INTO article_revision (article_id, revision, section, title, text, at_ms, person_id, \
                       instance_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
            link.execute(sql, values![*article, revision, section, title, text, at, writer, *instance]).await?;
        }
        KnowledgeFact::ArticleConfirmed { article, review_by_ms, .. } => {
            let sql = "UPDATE article SET review_by_ms = $2 WHERE id = $1";
            link.execute(sql, values![*article, *review_by_ms]).await?;
        }
        KnowledgeFact::ArticleRetired { article, reason } => {
            let sql = "UPDATE article SET number = $2, retired_ms = $3, retired_why = $4 \
                       WHERE id = $1 AND retired_ms IS NULL";
            link.execute(sql, values![*article, fact.seq, at, reason.as_str()]).await?;
        }
    }
    Ok(())
}
