//! The journal as auditors read it: in order, numbers masked.

use crate::limits::{FACTS_PAGE_MAX, PAGE_DEFAULT};
use crate::mask::masked;
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::ViewJournal;
use model::Fact;

impl Office {
    /// Facts after number `after`.
    pub async fn facts(&self, caller: &Caller, after: u64, limit: Option<u32>) -> Result<Vec<Fact>, OfficeError> {
        self.permit::<ViewJournal>(caller, &Resource::Centre).map_err(OfficeError::Denied)?;
        let limit = limit.unwrap_or(PAGE_DEFAULT).clamp(1, FACTS_PAGE_MAX);
        let facts = store::journal::after(&self.store, after, limit).await?;
        Ok(facts.iter().map(masked).collect())
    }

    pub async fn last_seq(&self) -> Result<u64, OfficeError> {
        Ok(store::journal::last_seq(&self.store).await?)
    }
}
