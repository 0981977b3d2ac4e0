//! Rights for a time, suspensions, emergencies, accounts.

use super::cases;
use crate::rights::break_glass::Emergency;
use crate::rights::suspend::Suspend;
use crate::scenarios::script::Said;
use crate::scenarios::stage::{Stage, span};
use crate::scenarios::{Told, Trouble};

pub(super) async fn act(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    Some(match said.word(0) {
        "asks" if said.word(1) != "why" && said.word(1) != "who" => cases::asks(stage, who, said).await,
        "proves" => stage.prove(who).await.map(|()| Vec::new()),
        "revokes" => revokes(stage, who, said).await,
        "suspends" => suspends(stage, who, said).await,
        "lifts" => lifts(stage, who, said).await,
        "breaks" => breaks_glass(stage, who, said).await,
        "disables" | "enables" => switches(stage, who, said).await,
        _ => return None,
    })
}

/// `revokes CAP of NAME because "…"`
async fn revokes(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let grant = stage.grant(said.need("of")?, said.word(1)).await?;
    stage.house.office.revoke_grant(&caller, grant, said.after("because").unwrap_or_default()).await?;
    Ok(Vec::new())
}

fn minutes(said: &Said) -> Result<Option<u32>, String> {
    let Some(text) = said.after("for") else { return Ok(None) };
    let span = span(text).ok_or_else(|| format!("`{text}` is no span, as 60m"))?;
    u32::try_from(span.0 / 60_000).map(Some).map_err(|error| error.to_string())
}

/// `suspends NAME [at CAP] [for 60m] [seen in call C] because "…"`
async fn suspends(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let call = said.after("call").map(|label| stage.call(label).map(|call| call.id)).transpose()?;
    let asked = Suspend {
        person: stage.person(said.word(1))?,
        capability: said.after("at").map(str::to_owned),
        reason: said.after("because").unwrap_or_default().to_owned(),
        minutes: minutes(said)?,
        call,
    };
    stage.house.office.suspend(&caller, asked).await?;
    Ok(Vec::new())
}

/// `lifts the suspension of NAME because "…"`
async fn lifts(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let person = stage.person(said.need("of")?)?;
    let open = store::grants::suspensions_open(&stage.house.store).await.map_err(crate::OfficeError::from)?;
    let open = open.iter().find(|of| of.person == person).ok_or("nothing of theirs is suspended")?;
    stage.house.office.lift_suspension(&caller, open.id, said.after("because").unwrap_or_default()).await?;
    Ok(Vec::new())
}

/// `breaks glass for CAP on SCOPE for 30m because "…"`
async fn breaks_glass(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let mut data = model::process::Fields::new();
    cases::scope(stage, said, &mut data)?;
    let text = |key: &str| data.get(key).and_then(|of| of.as_str()).map(str::to_owned);
    let rest = said.rest(4);
    let asked = Emergency {
        capability: said.word(3).to_owned(),
        scope_kind: text("scope_kind").unwrap_or_default(),
        scope_id: text("scope_id"),
        reason: said.after("because").unwrap_or_default().to_owned(),
        minutes: minutes(&rest)?.ok_or("say for how long")?,
    };
    stage.house.office.break_glass(&caller, asked).await?;
    Ok(Vec::new())
}

/// `disables NAME`, `enables NAME`
async fn switches(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let (caller, person) = (stage.caller(who)?, stage.person(said.word(1))?);
    let office = &stage.house.office;
    match said.word(0) {
        "disables" => office.disable(&caller, person).await.map_err(Trouble::from)?,
        _ => office.enable(&caller, person).await.map_err(Trouble::from)?,
    }
    stage.tick().await?;
    Ok(Vec::new())
}
