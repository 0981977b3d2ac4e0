//! Flows that another room of the product begins for somebody: the form is filled by the room, the permit was its own.

use super::carry::{Act, Beginning};
use crate::{Office, OfficeError};
use model::process::Fields;
use model::{Actor, InstanceId, PersonId};
use process::engine::Refusal;

impl Office {
    /// Begins the first start of the flow that a person makes, as `person`.
    pub(crate) async fn begin_for(
        &self,
        person: PersonId,
        actor: Actor,
        reasons: &[String],
        flow: &str,
        data: Fields,
    ) -> Result<InstanceId, OfficeError> {
        let definition = self.flow_of_today(flow)?;
        let start = definition.starts.iter().find(|start| start.by.is_some()).ok_or(Refusal::NoSuchStart)?.id.clone();
        let beginning = Beginning { definition, start, by: Some(person), data, due: None };
        self.begin(Act::by(actor, reasons), beginning).await
    }
}
