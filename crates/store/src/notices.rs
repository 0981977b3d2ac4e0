//! Notices: who was told what, who has read it, and the copies that leave by mail.

use crate::database::{Row, values};
use crate::limits::{PAGE_MAX, READERS_MAX};
use crate::paging::{Reading, Span, newest};
use crate::{Store, StoreError};
use model::{InstanceId, Millis, NoticeId, PersonId};

/// One notice as one of its readers sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRecord {
    pub id: NoticeId,
    pub sent_ms: Millis,
    /// Nobody: a flow or a job.
    pub from: Option<PersonId>,
    pub instance: Option<InstanceId>,
    pub title_zh: String,
    pub title_en: String,
    pub text: String,
    /// JSON.
    pub fields: String,
    pub must_acknowledge: bool,
    /// Of the reader that was asked for; so is the next.
    pub read_ms: Option<Millis>,
    pub acknowledged_ms: Option<Millis>,
    pub reader_count: u64,
    pub acknowledged_count: u64,
}

/// What became of the copy by mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailState {
    /// No copy was wanted.
    None,
    Waiting,
    Sent,
    Failed,
}

impl MailState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }
}

macro_rules! notice_text {
    ($read:literal, $from:literal) => {
        concat!(
            "SELECT n.id, n.sent_ms, n.from_id, n.instance_id, n.title_zh, n.title_en, n.text, n.fields, ",
            "n.must_acknowledge, n.reader_count, (SELECT COUNT(*) FROM notice_reader a ",
            "WHERE a.notice_id = n.id AND a.acknowledged_ms IS NOT NULL), ",
            $read,
            " FROM ",
            $from
        )
    };
}

const OF_READER: &str = notice_text!(
    "r.read_ms, r.acknowledged_ms",
    "notice_reader r JOIN notice n ON n.id = r.notice_id WHERE r.person_id = $1 AND r.sent_ms < $2 \
     AND r.sent_ms >= $3 ORDER BY r.sent_ms DESC, r.notice_id DESC LIMIT $4"
);
const OPEN_OF_READER: &str = notice_text!(
    "r.read_ms, r.acknowledged_ms",
    "notice_reader r JOIN notice n ON n.id = r.notice_id WHERE r.person_id = $1 AND r.sent_ms < $2 \
     AND r.sent_ms >= $3 AND (r.read_ms IS NULL OR (r.must_acknowledge = 1 AND r.acknowledged_ms IS NULL)) \
     ORDER BY r.sent_ms DESC, r.notice_id DESC LIMIT $4"
);
const SENT_BY: &str = notice_text!(
    "CAST(NULL AS BIGINT), CAST(NULL AS BIGINT)",
    "notice n WHERE n.from_id = $1 AND n.sent_ms < $2 AND n.sent_ms >= $3 ORDER BY n.sent_ms DESC, n.id DESC LIMIT $4"
);
const ONE: &str = notice_text!(
    "r.read_ms, r.acknowledged_ms",
    "notice n LEFT JOIN notice_reader r ON r.notice_id = n.id AND r.person_id = $2 WHERE n.id = $1"
);

#[cfg(test)]
pub(crate) const TEXTS: &[&str] = &[OF_READER, OPEN_OF_READER, SENT_BY, ONE];
/// Lists that must follow an index, with its name.
#[cfg(test)]
pub(crate) const LISTS: [(&str, &str); 3] =
    [("notice_reader_person", OF_READER), ("notice_reader_open", OPEN_OF_READER), ("notice_from", SENT_BY)];

/// The newest first. `only_open`: not yet read, or to be acknowledged. `before`: when the last one of the page before
/// was sent; all of one millisecond come together, so a page may be longer than `limit`.
pub async fn of_reader(
    store: &Store,
    person: PersonId,
    only_open: bool,
    before: Option<Millis>,
    limit: u32,
) -> Result<Vec<NoticeRecord>, StoreError> {
    page(store, if only_open { OPEN_OF_READER } else { OF_READER }, person, before, limit).await
}

/// As [`of_reader`], of whom sent them; what a reader did is empty.
pub async fn sent_by(
    store: &Store,
    person: PersonId,
    before: Option<Millis>,
    limit: u32,
) -> Result<Vec<NoticeRecord>, StoreError> {
    page(store, SENT_BY, person, before, limit).await
}

async fn page(
    store: &Store,
    sql: &'static str,
    person: PersonId,
    before: Option<Millis>,
    limit: u32,
) -> Result<Vec<NoticeRecord>, StoreError> {
    let read = |span: Span| -> Reading<'_, NoticeRecord> {
        Box::pin(async move {
            let rows = store.rows(sql, values![person, span.before, span.from, span.limit]).await?;
            rows.iter().map(notice_of).collect()
        })
    };
    newest(before, limit.clamp(1, PAGE_MAX + 1), |notice: &NoticeRecord| notice.sent_ms, read).await
}

/// Also for somebody it was not sent to: whether they may see it is for the caller to judge (see [`is_reader`]).
pub async fn notice(store: &Store, id: NoticeId, reader: PersonId) -> Result<Option<NoticeRecord>, StoreError> {
    store.row(ONE, values![id, reader]).await?.as_ref().map(notice_of).transpose()
}

/// Whether it was sent to this person.
pub async fn is_reader(store: &Store, id: NoticeId, person: PersonId) -> Result<bool, StoreError> {
    let sql = "SELECT sent_ms FROM notice_reader WHERE notice_id = $1 AND person_id = $2";
    Ok(store.row(sql, values![id, person]).await?.is_some())
}

/// To whom it was sent: when they read and acknowledged it, and what became of the copy by mail.
pub async fn readers(
    store: &Store,
    id: NoticeId,
) -> Result<Vec<(PersonId, Option<Millis>, Option<Millis>, MailState)>, StoreError> {
    let sql = "SELECT r.person_id, r.read_ms, r.acknowledged_ms, r.mailed_ms, r.mail_failed_ms, m.due_ms \
               FROM notice_reader r LEFT JOIN mail m ON m.notice_id = r.notice_id AND m.person_id = r.person_id \
               WHERE r.notice_id = $1 ORDER BY r.person_id LIMIT $2";
    let rows = store.rows(sql, values![id, READERS_MAX]).await?;
    rows.iter()
        .map(|row| {
            let mail = match (row.int_or_none(3)?, row.int_or_none(4)?, row.int_or_none(5)?) {
                (Some(_), ..) => MailState::Sent,
                (None, _, Some(_)) => MailState::Waiting,
                (None, Some(_), None) => MailState::Failed,
                (None, None, None) => MailState::None,
            };
            let [read, acknowledged] = [row.int_or_none(1)?, row.int_or_none(2)?].map(|at| at.map(Millis));
            Ok((row.parsed(0)?, read, acknowledged, mail))
        })
        .collect()
}

/// Of one reader: unread, and to be acknowledged.
pub async fn counts(store: &Store, person: PersonId) -> Result<(u64, u64), StoreError> {
    let sql = "SELECT CAST(COALESCE(SUM(CASE WHEN r.read_ms IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT), \
               CAST(COALESCE(SUM(CASE WHEN r.must_acknowledge = 1 AND r.acknowledged_ms IS NULL THEN 1 ELSE 0 END), 0) \
               AS BIGINT) FROM notice_reader r WHERE r.person_id = $1 \
               AND (r.read_ms IS NULL OR (r.must_acknowledge = 1 AND r.acknowledged_ms IS NULL))";
    let Some(row) = store.row(sql, values![person]).await? else { return Ok((0, 0)) };
    Ok((row.int(0)?.unsigned_abs(), row.int(1)?.unsigned_abs()))
}

/// Copies that are to be tried at or before `now`, the first due first, with how often they were tried.
pub async fn mail_due(store: &Store, now: Millis, limit: u32) -> Result<Vec<(NoticeId, PersonId, u32)>, StoreError> {
    let sql = "SELECT notice_id, person_id, tries FROM mail WHERE due_ms <= $1 ORDER BY due_ms LIMIT $2";
    let rows = store.rows(sql, values![now, i64::from(limit.min(PAGE_MAX))]).await?;
    let due = |row: &Row| Ok((row.parsed(0)?, row.parsed(1)?, u32::try_from(row.int(2)?).unwrap_or(u32::MAX)));
    rows.iter().map(due).collect()
}

/// The 13 columns of `notice_text!`.
fn notice_of(row: &Row) -> Result<NoticeRecord, StoreError> {
    Ok(NoticeRecord {
        id: row.parsed(0)?,
        sent_ms: Millis(row.int(1)?),
        from: row.parsed_or_none(2)?,
        instance: row.parsed_or_none(3)?,
        title_zh: row.text(4)?,
        title_en: row.text(5)?,
        text: row.text(6)?,
        fields: row.text(7)?,
        must_acknowledge: row.int(8)? == 1,
        reader_count: row.int(9)?.unsigned_abs(),
        acknowledged_count: row.int(10)?.unsigned_abs(),
        read_ms: row.int_or_none(11)?.map(Millis),
        acknowledged_ms: row.int_or_none(12)?.map(Millis),
    })
}
