//! Flows: starting them, doing what waits, sending word.

use crate::processes::acts::Completion;
use crate::processes::inbox::TaskBox;
use crate::processes::notices::NoticeBox;
use crate::processes::tests::house::PASSWORD;
use crate::scenarios::script::Said;
use crate::scenarios::stage::Stage;
use crate::scenarios::{Told, Trouble};
use model::InstanceId;
use process::dates;
use process::engine::Refusal;
use serde_json::json;

pub(super) async fn act(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    Some(match said.word(0) {
        "starts" => starts(stage, who, said).await,
        "does" => does(stage, who, said).await,
        "reassigns" => reassigns(stage, who, said).await,
        "sends" => sends(stage, who, said).await,
        "attaches" => attaches(stage, who).await,
        "stands" => deputy(stage, who, said).await,
        "confirms" if said.word(1) == "notices" => confirms(stage, who).await,
        _ => return None,
    })
}

/// `starts FLOW [as A] key=value …`
async fn starts(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let data = stage.values(&said.fields).await?;
    stage.house.office.start_flow(&caller, said.word(1), None, data).await?;
    named(stage, said).await
}

/// The case that has just begun gets the name that the line says.
pub(super) async fn named(stage: &mut Stage, said: &Said) -> Told {
    let told = stage.gained().await;
    if let Some(label) = said.after("as") {
        stage.rename_case(label);
    }
    Ok(told)
}

/// `does OUTCOME [at STEP] [in CASE] [unsigned] key=value …`: what waits there for anybody, so that who must not do it is
/// refused by the product and not by this text.
async fn does(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let instance = stage.case(said)?;
    let task = open_task(stage, who, instance, said.after("at")).await?;
    let caller = stage.caller(who)?;
    let data = stage.values(&said.fields).await?;
    let password = (!said.has("unsigned")).then(|| PASSWORD.to_owned());
    let completion = Completion { outcome: said.word(1).to_owned(), data, password };
    stage.house.office.complete(&caller, instance, task, completion).await?;
    Ok(Vec::new())
}

/// Their own task of the case, else any that is open.
pub(super) async fn open_task(
    stage: &mut Stage,
    who: &str,
    instance: InstanceId,
    step: Option<&str>,
) -> Result<u64, Trouble> {
    let caller = stage.caller(who)?;
    let own = stage.house.office.inbox(&caller, TaskBox::Open, None, None, Some(200)).await?.items;
    let own = own.iter().find(|row| row.instance == instance && step.is_none_or(|step| row.step.key == step));
    if let Some(row) = own {
        return Ok(row.task);
    }
    let all = store::processes::tasks_of(&stage.house.store, instance).await.map_err(crate::OfficeError::from)?;
    let open = all.iter().find(|task| task.closed_ms.is_none() && step.is_none_or(|step| &*task.step == step));
    open.map(|task| task.task).ok_or_else(|| Trouble::Refused(Refusal::NotOpen.into()))
}

/// `reassigns STEP to NAME [in CASE]`
async fn reassigns(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let instance = stage.case(said)?;
    let task = open_task(stage, who, instance, Some(said.word(1))).await?;
    let (caller, to) = (stage.caller(who)?, stage.person(said.need("to")?)?);
    stage.house.office.reassign(&caller, instance, task, to).await?;
    Ok(Vec::new())
}

/// `sends MESSAGE [in CASE] key=value …`
async fn sends(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let instance = stage.case(said)?;
    let caller = stage.caller(who)?;
    let data = stage.values(&said.fields).await?;
    stage.house.office.send_message(&caller, instance, said.word(1), data).await?;
    Ok(Vec::new())
}

/// `attaches paper`: a form names only files that its writer has at hand.
async fn attaches(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    stage.house.office.attach(&caller, "proof.txt", "text/plain", b"proof".to_vec()).await?;
    Ok(Vec::new())
}

/// `stands NAME in for NAME for 1d`: names a deputy.
async fn deputy(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let (deputy, absent) = (stage.person(said.word(1))?, stage.person(said.word(4))?);
    let (from, until) = (stage.house.now(), stage.time(said.word(6))?);
    stage.house.office.give_delegation(&caller, absent, deputy, from, until, "").await?;
    Ok(Vec::new())
}

/// `confirms notices`: all that wait for it.
async fn confirms(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    for notice in stage.house.office.notices(&caller, NoticeBox::Open, None, None).await?.items {
        if notice.must_acknowledge {
            stage.house.office.acknowledge_notice(&caller, notice.id).await?;
        }
    }
    Ok(Vec::new())
}

/// `asks for CAP on centre|TEAM|customer K for 30d [from T] because "…" [unsigned]`, and `asks to extend CAP for 30d …`.
pub(super) async fn asks(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let text = |time| dates::datetime_text(time, crate::processes::tests::house::OFFSET)[..16].to_owned();
    let attested = !said.has("unsigned");
    let mut data = said.fields.clone();
    data.insert("reason".into(), json!(said.need("because")?));
    data.insert("attestation".into(), json!(attested));
    let (now, until) = (stage.house.now(), stage.time(until_of(said)?)?);
    data.insert("until".into(), json!(text(until)));
    let flow = if said.begins(&["asks", "to", "extend"]) {
        let grant = match stage.grant(said.after("of").unwrap_or(who), said.word(3)).await {
            Ok(grant) => grant,
            Err(_) => model::GrantId(uuid::Uuid::nil()),
        };
        data.insert("grant".into(), json!(grant));
        "access-change"
    } else {
        let from = said.after("from").map_or(Ok(now), |from| stage.time(from))?;
        data.insert("from".into(), json!(text(from)));
        data.insert("capability".into(), json!(said.word(2)));
        scope(stage, said, &mut data)?;
        "access-request"
    };
    stage.house.office.start_flow(&caller, flow, None, data).await?;
    named(stage, said).await
}

/// What stands behind the last `for` or `until`.
fn until_of(said: &Said) -> Result<&str, String> {
    let at = said.words.iter().rposition(|word| word == "for" || word == "until");
    at.map(|at| said.word(at + 1)).ok_or_else(|| "say for how long".into())
}

/// `on centre`, `on team1`, `on customer K`.
pub(super) fn scope(stage: &Stage, said: &Said, data: &mut model::process::Fields) -> Result<(), String> {
    let (kind, id) = match said.need("on")? {
        "centre" => ("centre", None),
        "customer" => ("customer", Some(stage.customer(said.need("customer")?)?.to_string())),
        team => ("team", Some(team.to_owned())),
    };
    data.insert("scope_kind".into(), json!(kind));
    id.map(|id| data.insert("scope_id".into(), json!(id)));
    Ok(())
}
