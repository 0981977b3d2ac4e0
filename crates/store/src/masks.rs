//! Masks of sealed values: they stand in no fact and no row, are kept beside, and come into their places when something
//! is read. With the subject's key its masks are gone, and what is read then shows that it was erased.

use crate::database::{Link, Row, values};
use crate::limits::MASKS_KEPT_MAX;
use crate::{Store, StoreError};
use model::{Sealed, Subject};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// Of the sealed values in some rows.
#[derive(Default)]
pub(crate) struct Masks(HashMap<(Subject, String), String>);

impl Masks {
    pub fn put_into(&self, text: String) -> String {
        if !Sealed::is_in(&text) {
            return text;
        }
        Sealed::with_masks(&text, |sealed| self.0.get(&(sealed.subject, sealed.mark().to_owned())).cloned())
    }
}

/// Those that were read lately.
#[derive(Default)]
pub(crate) struct Lately(Mutex<Known>);

#[derive(Default)]
struct Known {
    masks: HashMap<(Subject, String), String>,
    /// How often something was destroyed: what was read before does not count after.
    destroyed: u64,
}

impl Lately {
    pub fn forget(&self) {
        let mut known = self.known();
        known.masks.clear();
        known.destroyed += 1;
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().expect("no code panics while it holds this lock")
    }
}

impl Store {
    /// The rows with the masks of what is sealed in them.
    pub(crate) async fn with_masks(&self, rows: Vec<Row>) -> Result<Vec<Row>, StoreError> {
        let mut bare = Vec::new();
        rows.iter().for_each(|row| row.bare_values(&mut bare));
        if bare.is_empty() {
            return Ok(rows);
        }
        let masks = Arc::new(self.masks_of(bare).await?);
        Ok(rows.into_iter().map(|row| Row::Masked(Box::new(row), Arc::clone(&masks))).collect())
    }

    async fn masks_of(&self, bare: Vec<Sealed>) -> Result<Masks, StoreError> {
        let (mut masks, mut unknown) = (Masks::default(), Vec::new());
        let destroyed = {
            let known = self.masks.known();
            for sealed in bare {
                let key = (sealed.subject, sealed.mark().to_owned());
                match known.masks.get(&key) {
                    Some(mask) => {
                        masks.0.insert(key, mask.clone());
                    }
                    None => unknown.push(key),
                }
            }
            known.destroyed
        };
        for key in unknown {
            if masks.0.contains_key(&key) {
                continue;
            }
            let sql = "SELECT mask FROM vault_mask WHERE subject = $1 AND mark = $2";
            let rows = self.readers.rows(sql, values![key.0.to_string(), key.1.as_str()]).await?;
            let Some(row) = rows.first() else { continue };
            let mask = row.text(0)?;
            let mut known = self.masks.known();
            if known.masks.len() >= MASKS_KEPT_MAX {
                known.masks.clear();
            }
            if known.destroyed == destroyed {
                known.masks.insert(key.clone(), mask.clone());
            }
            masks.0.insert(key, mask);
        }
        Ok(masks)
    }
}

/// Nothing of a subject that is destroyed already.
pub(crate) async fn put(link: &mut Link, subject: Subject, mark: &str, mask: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO vault_mask (subject, mark, mask) \
               SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT) \
               WHERE EXISTS (SELECT 1 FROM vault_key WHERE subject = $1) ON CONFLICT DO NOTHING";
    link.execute(sql, values![subject.to_string(), mark, mask]).await?;
    Ok(())
}

/// As [`put`], from a backup: calls are found by what is shown of their number.
pub(crate) async fn restore(link: &mut Link, subject: Subject, mark: &str, mask: &str) -> Result<(), StoreError> {
    put(link, subject, mark, mask).await?;
    let sql = "UPDATE call SET from_shown = $3 WHERE from_subject = $1 AND from_number LIKE '%' || $2 || ':⟧'";
    link.execute(sql, values![subject.to_string(), mark, mask]).await?;
    Ok(())
}

pub(crate) async fn destroy(link: &mut Link, subject: &str) -> Result<(), StoreError> {
    link.execute("DELETE FROM vault_mask WHERE subject = $1", values![subject]).await?;
    link.execute("UPDATE call SET from_shown = '' WHERE from_subject = $1", values![subject]).await?;
    Ok(())
}
