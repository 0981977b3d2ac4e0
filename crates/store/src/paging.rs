//! Pages of lists whose cursor is a millisecond: rows of one millisecond are never parted.

use crate::StoreError;
use crate::limits::SAME_MS_MAX;
use model::Millis;
use std::pin::Pin;

/// A query on its way. Boxed: an `async` closure would not be `Send` for every lifetime, and routes must be.
pub(crate) type Reading<'a, T> = Pin<Box<dyn Future<Output = Result<Vec<T>, StoreError>> + Send + 'a>>;

/// What a page's query reads: rows with `from <= time < before`, at most `limit`, the newest first.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    pub before: Millis,
    pub from: Millis,
    pub limit: i64,
}

/// The newest `limit` rows before `before`, and with the last of them all others of its millisecond, so that the next
/// page may begin before that. A page may so be longer than `limit`, by at most [`SAME_MS_MAX`].
pub(crate) async fn newest<'a, T>(
    before: Option<Millis>,
    limit: u32,
    time: impl Fn(&T) -> Millis,
    read: impl Fn(Span) -> Reading<'a, T>,
) -> Result<Vec<T>, StoreError> {
    let before = before.unwrap_or(Millis(i64::MAX));
    let mut rows = read(Span { before, from: Millis(i64::MIN), limit: i64::from(limit) }).await?;
    let Some(last) = rows.last().map(&time).filter(|_| rows.len() >= limit as usize) else { return Ok(rows) };
    rows.retain(|row| time(row) > last);
    rows.extend(read(Span { before: Millis(last.0 + 1), from: last, limit: SAME_MS_MAX }).await?);
    Ok(rows)
}
