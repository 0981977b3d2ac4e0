//! Records that flows filed, kept by each party.

use super::Page;
use super::notices::before_of;
use super::views::RecordView;
use super::words;
use crate::limits::{PAGE_DEFAULT, PAGE_MAX};
use crate::people::resource_of;
use crate::{Caller, Office, OfficeError};
use access::Resource;
use access::actions::ViewRecords;
use model::process::Fields;
use process::Definition;
use store::processes::{InstanceRecord, RecordRow};

impl Office {
    /// All of them for who watches over records, else those to which the reader is a party. The latest first.
    pub async fn records(
        &self,
        caller: &Caller,
        kind: Option<&str>,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<RecordView>, OfficeError> {
        let sees_all = self.permit::<ViewRecords>(caller, &Resource::Centre).is_ok();
        if !sees_all {
            self.permit::<ViewRecords>(caller, &resource_of(&caller.person)).map_err(OfficeError::Denied)?;
        }
        let party = (!sees_all).then_some(caller.person.id);
        let limit = limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
        let rows = store::processes::records(&self.store, kind, party, before_of(cursor)?, limit).await?;
        let next = rows.last().filter(|_| rows.len() >= limit as usize).map(|row| row.kept_ms.0.to_string());
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(instance) = store::processes::instance(&self.store, row.instance).await? else { continue };
            items.push(self.record_view(caller, &row, &instance).await?);
        }
        Ok(Page { items, next })
    }

    /// Personal data of colleagues is for the parties; that of customers is masked for everybody.
    pub(super) async fn record_view(
        &self,
        caller: &Caller,
        row: &RecordRow,
        instance: &InstanceRecord,
    ) -> Result<RecordView, OfficeError> {
        let definition = self.definition(&instance.definition).await?;
        let mut fields: Fields = serde_json::from_str(&row.fields).unwrap_or_default();
        let is_party = row.parties.contains(&caller.person.id);
        if !is_party {
            fields.retain(|key, _| !self.is_personal_field(&definition, key));
        }
        // A record outlives the case: who was a party of it does not serve the customer any more.
        let fields = self.opened(&fields, words::Sight::Masked).await?;
        let directory = self.directory();
        Ok(RecordView {
            id: row.id,
            instance: row.instance,
            number: instance.number,
            flow: words::flow_name(&definition),
            kind: row.kind.clone(),
            kept_ms: row.kept_ms.0,
            parties: words::people(&directory, &row.parties),
            fields,
        })
    }

    /// Whether a form of the flow says so.
    fn is_personal_field(&self, definition: &Definition, key: &str) -> bool {
        let book = self.rulebook();
        let forms = words::forms_of(definition).into_iter();
        let schemas = forms.filter_map(|form| book.processes.forms.get(form)?.schema.get("properties")?.get(key));
        schemas.into_iter().any(|schema| words::is_personal(Some(schema)))
    }
}
