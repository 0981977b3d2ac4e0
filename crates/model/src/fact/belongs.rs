//! What a fact is about: the journal is indexed by it.

use super::FactBody;
use crate::{CallId, InstanceId};

impl FactBody {
    /// The instance whose story this fact belongs to, if any.
    pub fn instance(&self) -> Option<InstanceId> {
        use FactBody::*;
        match self {
            InstanceStarted { instance, .. }
            | TaskOpened { instance, .. }
            | TaskClaimed { instance, .. }
            | TaskGivenBack { instance, .. }
            | TaskReassigned { instance, .. }
            | TaskReminded { instance, .. }
            | TaskEscalated { instance, .. }
            | TaskClosed { instance, .. }
            | StepDone { instance, .. }
            | StepReturned { instance, .. }
            | StepTakenBack { instance, .. }
            | StepJumped { instance, .. }
            | ExceptionNoted { instance, .. }
            | TableDecided { instance, .. }
            | ServiceDone { instance, .. }
            | ServiceFailed { instance, .. }
            | ServiceUndone { instance, .. }
            | FlowCalled { instance, .. }
            | WaitBegan { instance, .. }
            | MessageTaken { instance, .. }
            | InstanceEnded { instance, .. }
            | InstanceMigrated { instance, .. }
            | RecordKept { instance, .. } => Some(*instance),
            NoticeSent { instance, .. } | QualificationGranted { instance, .. } => *instance,
            Authority(fact) => fact.instance(),
            Knowledge(fact) => fact.instance(),
            Order(fact) => fact.instance(),
            Rules(fact) => fact.instance(),
            Supervision(fact) => fact.instance(),
            _ => None,
        }
    }

    /// The call that this fact belongs to, if any: the journal is indexed by it.
    pub fn call(&self) -> Option<CallId> {
        use FactBody::*;
        match self {
            CallStarted { call, .. }
            | IvrEntered { call, .. }
            | KeyPressed { call, .. }
            | DigitsCollected { call, .. }
            | QueueEntered { call, .. }
            | PlaceAnnounced { call, .. }
            | OfferMade { call, .. }
            | OfferEnded { call, .. }
            | QueueLeft { call, .. }
            | CallBridged { call, .. }
            | HoldStarted { call, .. }
            | HoldEnded { call, .. }
            | Transferred { call, .. }
            | RecordingStarted { call, .. }
            | RecordingEnded { call, .. }
            | CallEnded { call, .. }
            | DispositionSet { call, .. } => Some(*call),
            _ => None,
        }
    }
}
