//! Calls: they come and go, and people hear them, see their numbers and take them.

use crate::scenarios::script::Said;
use crate::scenarios::stage::{Call, Stage};
use crate::scenarios::{Told, Trouble};
use crate::{OfficeError, entry};
use model::{Act, Actor, AgentState, CallCause, CallId, Fact, FactBody, LegId, Millis, PhoneNumber, RecordingId};
use uuid::Uuid;

/// What the exchange notes of a call with an agent.
const TALKED: Millis = Millis::from_secs(90);
const SOUND_BYTES: u64 = 1_000;

/// `call C from NUMBER reaches NAME`, `call C ends`: what the exchange does.
pub(super) async fn call(stage: &mut Stage, said: &Said) -> Told {
    let label = said.word(1).to_owned();
    if said.word(2) == "ends" {
        let call = stage.call(&label)?;
        let (id, recording, agent) = (call.id, call.recording, call.agent);
        let ended = FactBody::CallEnded {
            call: id,
            cause: CallCause::CustomerHungUp,
            status: 200,
            talk_ms: TALKED,
            hold_ms: Millis(0),
        };
        let heard = FactBody::RecordingEnded { call: id, recording, duration_ms: TALKED, bytes: SOUND_BYTES };
        let free = FactBody::AgentStateChanged { agent, state: AgentState::Ready, cause: None };
        return note(stage, vec![heard, ended, free]).await;
    }
    let (id, recording) = (CallId(Uuid::now_v7()), RecordingId(Uuid::now_v7()));
    let agent = stage.person(said.need("reaches")?)?;
    let from = PhoneNumber::from_wire(said.need("from")?);
    let bodies = vec![
        FactBody::CallStarted { call: id, from, to: "95000".into(), trunk: "demo".into() },
        FactBody::RecordingStarted { call: id, recording },
        FactBody::CallBridged { call: id, leg: LegId { call: id, number: 1 }, agent: Some(agent) },
        FactBody::AgentStateChanged { agent, state: AgentState::Talking { call: id }, cause: None },
    ];
    note(stage, bodies).await?;
    stage.labels.insert(id.to_string(), label.clone());
    stage.labels.insert(recording.to_string(), format!("of call {label}"));
    stage.calls.insert(label, Call { id, recording, agent });
    Ok(Vec::new())
}

async fn note(stage: &Stage, bodies: Vec<FactBody>) -> Told {
    let at_ms = stage.house.now();
    let fact = |body| entry(Fact { seq: 0, at_ms, actor: Actor::Switch, reasons: Vec::new(), body });
    let noted = stage.house.office.commit(bodies.into_iter().map(fact).collect()).await;
    noted.map(|_| Vec::new()).map_err(Trouble::from)
}

pub(super) async fn act(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    Some(match said.word(0) {
        "plays" => plays(stage, who, said).await,
        "goes" => goes_ready(stage, who).await,
        "reveals" if said.word(1) == "number" => reveals_number(stage, who, said).await,
        "notes" if said.word(1) == "disposition" => notes(stage, who, said).await,
        _ => return None,
    })
}

/// `plays call C`
async fn plays(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let recording = stage.call(said.need("call")?)?.recording;
    stage.house.office.play(&caller, recording).await?;
    Ok(vec!["yes".into()])
}

/// `goes ready`: at the desk, and whether the exchange would give them calls.
async fn goes_ready(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    let office = &stage.house.office;
    let routing = office.routing();
    let is_given = routing.agents.iter().any(|agent| agent.person == caller.person.id && agent.may_take_calls);
    match office.act(&caller, Act::GoReady).await {
        Ok(_) => Ok(vec![format!("yes: {}", if is_given { "calls come" } else { "no calls come" })]),
        Err(refused @ OfficeError::Denied(_)) if !is_given => Err(refused.into()),
        Err(OfficeError::Denied(_)) => Err("the exchange gives calls to who may not take them".into()),
        Err(other) => Err(other.into()),
    }
}

/// `reveals number of call C for "…"`
async fn reveals_number(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let id = stage.call(said.need("call")?)?.id;
    let number = stage.house.office.reveal_number(&caller, id, said.after("for").unwrap_or_default()).await?;
    Ok(vec![format!("yes: {number}")])
}

/// `notes disposition CODE of call C`
async fn notes(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let id = stage.call(said.need("call")?)?.id;
    stage.house.office.set_disposition(&caller, id, said.word(2), "").await?;
    Ok(Vec::new())
}
