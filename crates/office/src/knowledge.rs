//! The knowledge base (知识库): everybody finds and reads articles, the posts of a section keep them, flows publish what
//! was approved (AUTH-03, AUTH-08, AUTH-14, AUTH-15). Each text there ever was stays readable.

use crate::error::bad_input;
use crate::limits::{
    ARTICLE_TEXT_CHARS_MAX, ARTICLE_TITLE_CHARS_MAX, ARTICLE_WORD_CHARS_MAX, ARTICLE_WORDS_MAX, ARTICLES_MAX,
    PAGE_DEFAULT, PAGE_MAX, PURPOSE_CHARS,
};
use crate::processes::notices::checked;
use crate::processes::views::{NameView, PersonView};
use crate::processes::{Page, words};
use crate::{Caller, Office, OfficeError, entry};
use access::actions::{EditKnowledge, ViewKnowledge};
use access::{Permit, Resource};
use model::{ArticleId, FactBody, InstanceId, KnowledgeFact, Millis, PersonId, Sealed};
use rulebook::Section;
use serde::Serialize;
use store::StoreError;
use store::knowledge::{ArticleFilter, ArticleRow, RevisionRow};
use utoipa::ToSchema;
use uuid::Uuid;

const DAY_MS: i64 = 24 * 3_600 * 1_000;

/// A section with what the reader may do in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SectionView {
    pub key: String,
    pub name: NameView,
    /// Posts that keep it by hand. None: only approved flows write into it.
    pub editors: Vec<NameView>,
    pub review_days: u32,
    pub may_edit: bool,
}

/// An article as a list shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleView {
    #[schema(value_type = String)]
    pub id: ArticleId,
    pub section: String,
    pub title: String,
    pub text: String,
    /// 1 is its first text.
    pub revision: u32,
    pub published_ms: i64,
    pub changed_ms: i64,
    /// By then somebody has to look whether it still holds.
    pub review_by_ms: i64,
    /// Nobody looked in time (AUTH-14).
    pub is_due: bool,
    pub retired: Option<RetiredView>,
    pub may_edit: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RetiredView {
    pub at_ms: i64,
    pub why: String,
}

/// A text that the article had or has.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RevisionView {
    pub revision: u32,
    pub section: String,
    pub title: String,
    pub text: String,
    pub at_ms: i64,
    pub by: Option<PersonView>,
    /// The flow that published it.
    #[schema(value_type = Option<String>)]
    pub instance: Option<InstanceId>,
}

/// An article with all its texts, the latest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ArticleDetail {
    pub article: ArticleView,
    pub revisions: Vec<RevisionView>,
}

/// What somebody looks for.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Words that stand in title or text, all of them.
    pub text: String,
    pub section: Option<String>,
    /// Only what is to be looked at again.
    pub is_due: bool,
    /// What was taken out, instead of what is in.
    pub is_retired: bool,
}

/// A text that somebody publishes.
#[derive(Clone, Debug)]
pub struct NewText {
    /// The article that it changes, and the revision that the writer had before them. None: a new article.
    pub changes: Option<(ArticleId, u32)>,
    pub section: String,
    pub title: String,
    pub text: String,
}

impl Office {
    pub fn sections(&self, caller: &Caller) -> Result<Vec<SectionView>, OfficeError> {
        self.permit::<ViewKnowledge>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let book = self.rulebook();
        let name_of = |role: &String| {
            let known = book.roles.iter().find(|of| of.id == *role);
            known.map(|of| NameView { zh: of.name_zh.clone(), en: of.name_en.clone() })
        };
        let view = |section: &Section| SectionView {
            key: section.id.clone(),
            name: NameView { zh: section.name_zh.clone(), en: section.name_en.clone() },
            editors: section.editors.iter().filter_map(name_of).collect(),
            review_days: section.review_days,
            may_edit: self.may_keep(caller, &section.id),
        };
        Ok(book.sections.iter().map(view).collect())
    }

    /// The latest change first.
    pub async fn articles(
        &self,
        caller: &Caller,
        sought: Sought,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<ArticleView>, OfficeError> {
        self.permit::<ViewKnowledge>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let before = cursor.map(str::parse).transpose().map_err(|_| bad_input("cursor", "it is not one of ours"))?;
        let limit = limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
        let words = sought.text.split_whitespace().take(ARTICLE_WORDS_MAX);
        let filter = ArticleFilter {
            words: words.map(|word| word.chars().take(ARTICLE_WORD_CHARS_MAX).collect()).collect(),
            section: sought.section,
            due_by: sought.is_due.then(|| self.now()),
            is_retired: sought.is_retired,
        };
        let rows = store::knowledge::articles(&self.store, &filter, before, limit).await?;
        let next = rows.last().filter(|_| rows.len() >= limit as usize).map(|row| row.number.to_string());
        let items = rows.into_iter().map(|row| self.article_view(caller, row)).collect();
        Ok(Page { items, next })
    }

    pub async fn article(&self, caller: &Caller, id: ArticleId) -> Result<ArticleDetail, OfficeError> {
        self.permit::<ViewKnowledge>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let row = store::knowledge::article(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        let directory = self.directory();
        let view = |of: RevisionRow| RevisionView {
            revision: of.revision,
            section: of.section,
            title: Sealed::shown(&of.title),
            text: Sealed::shown(&of.text),
            at_ms: of.at.0,
            by: of.person.map(|person| words::person(&directory, person)),
            instance: of.instance,
        };
        let revisions = store::knowledge::revisions(&self.store, id).await?.into_iter().map(view).collect();
        Ok(ArticleDetail { article: self.article_view(caller, row), revisions })
    }

    /// AUTH-15: by hand, by the posts that keep the section; moving an article asks both sections.
    pub async fn publish_article(&self, caller: &Caller, new: NewText) -> Result<ArticleDetail, OfficeError> {
        let _one_at_a_time = self.changing_articles.lock().await;
        let permit = self.keeps(caller, &new.section).await?;
        let (id, revision) = match new.changes {
            None => (ArticleId(Uuid::now_v7()), 1),
            Some((id, seen)) => {
                let row = store::knowledge::article(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
                self.keeps(caller, &row.section).await?;
                if row.revision != seen || row.retired.is_some() {
                    return Err(OfficeError::Moved);
                }
                (id, seen + 1)
            }
        };
        let body = self.published(id, revision, &new, None, None).await?;
        self.keep_article(caller, &permit, body).await?;
        self.article(caller, id).await
    }

    /// AUTH-14: somebody looked, and it still holds.
    pub async fn confirm_article(
        &self,
        caller: &Caller,
        id: ArticleId,
        revision: u32,
    ) -> Result<ArticleDetail, OfficeError> {
        let _one_at_a_time = self.changing_articles.lock().await;
        let (row, permit) = self.kept_article(caller, id).await?;
        if row.revision != revision {
            return Err(OfficeError::Moved);
        }
        let review_by_ms = self.review_by(&row.section)?;
        let body = KnowledgeFact::ArticleConfirmed { article: id, revision, review_by_ms };
        self.keep_article(caller, &permit, FactBody::Knowledge(body)).await?;
        self.article(caller, id).await
    }

    /// It is no longer found; its texts stay readable under its address.
    pub async fn retire_article(
        &self,
        caller: &Caller,
        id: ArticleId,
        reason: &str,
    ) -> Result<ArticleDetail, OfficeError> {
        let reason = checked("reason", reason, *PURPOSE_CHARS.start(), *PURPOSE_CHARS.end())?;
        let _one_at_a_time = self.changing_articles.lock().await;
        let (_, permit) = self.kept_article(caller, id).await?;
        let body = FactBody::Knowledge(KnowledgeFact::ArticleRetired { article: id, reason });
        self.keep_article(caller, &permit, body).await?;
        self.article(caller, id).await
    }

    /// For flows: what was approved. The same title in the section is the same article.
    pub(crate) async fn published_by_flow(
        &self,
        made: ArticleId,
        new: &NewText,
        instance: InstanceId,
        by: Option<PersonId>,
    ) -> Result<FactBody, OfficeError> {
        let known = store::knowledge::by_title(&self.store, &new.section, new.title.trim()).await?;
        let (id, revision) = known.map_or((made, 1), |row| (row.id, row.revision + 1));
        self.published(id, revision, new, Some(instance), by).await
    }

    async fn published(
        &self,
        article: ArticleId,
        revision: u32,
        new: &NewText,
        instance: Option<InstanceId>,
        by: Option<PersonId>,
    ) -> Result<FactBody, OfficeError> {
        let review_by_ms = self.review_by(&new.section)?;
        if revision == 1 && store::knowledge::count(&self.store).await? >= ARTICLES_MAX {
            return Err(bad_input("section", format!("there are {ARTICLES_MAX} articles: take old ones out first")));
        }
        Ok(FactBody::Knowledge(KnowledgeFact::ArticlePublished {
            article,
            revision,
            section: new.section.clone(),
            title: checked("title", &new.title, 1, ARTICLE_TITLE_CHARS_MAX)?,
            text: checked("text", &new.text, 1, ARTICLE_TEXT_CHARS_MAX)?,
            review_by_ms,
            instance,
            by,
        }))
    }

    async fn keep_article<A: access::Action>(
        &self,
        caller: &Caller,
        permit: &Permit<A>,
        body: FactBody,
    ) -> Result<(), OfficeError> {
        let fact = self.fact(caller.actor(), permit.reasons(), body);
        match self.commit(vec![entry(fact)]).await {
            Err(OfficeError::Journal(crate::writer::JournalError::Refused(StoreError::Constraint(_)))) => {
                Err(OfficeError::Moved)
            }
            other => other.map(drop),
        }
    }

    async fn kept_article(
        &self,
        caller: &Caller,
        id: ArticleId,
    ) -> Result<(ArticleRow, Permit<EditKnowledge>), OfficeError> {
        let row = store::knowledge::article(&self.store, id).await?.ok_or(OfficeError::NotFound)?;
        let permit = self.keeps(caller, &row.section).await?;
        if row.retired.is_some() {
            return Err(OfficeError::Moved);
        }
        Ok((row, permit))
    }

    async fn keeps(&self, caller: &Caller, section: &str) -> Result<Permit<EditKnowledge>, OfficeError> {
        self.demand::<EditKnowledge>(caller, &self.section_resource(section)).await
    }

    fn may_keep(&self, caller: &Caller, section: &str) -> bool {
        self.permit::<EditKnowledge>(caller, &self.section_resource(section)).is_ok()
    }

    /// A section that the rules do not know is kept by nobody.
    fn section_resource(&self, section: &str) -> Resource {
        let book = self.rulebook();
        let editors = book.section(section).map(|of| of.editors.clone()).unwrap_or_default();
        Resource::Section { section: section.to_owned(), editors }
    }

    fn review_by(&self, section: &str) -> Result<Millis, OfficeError> {
        let book = self.rulebook();
        let known = book.section(section).ok_or_else(|| bad_input("section", "the rules have no such section"))?;
        Ok(Millis(self.now().0 + i64::from(known.review_days) * DAY_MS))
    }

    fn article_view(&self, caller: &Caller, row: ArticleRow) -> ArticleView {
        let is_in = row.retired.is_none();
        ArticleView {
            may_edit: is_in && self.may_keep(caller, &row.section),
            is_due: is_in && row.review_by <= self.now(),
            id: row.id,
            section: row.section,
            // Nobody's number is knowledge: what somebody pasted stays masked.
            title: Sealed::shown(&row.title),
            text: Sealed::shown(&row.text),
            revision: row.revision,
            published_ms: row.published.0,
            changed_ms: row.changed.0,
            review_by_ms: row.review_by.0,
            retired: row.retired.map(|(at, why)| RetiredView { at_ms: at.0, why: Sealed::shown(&why) }),
        }
    }
}
