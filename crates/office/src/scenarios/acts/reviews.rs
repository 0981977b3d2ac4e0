//! Reviews of rights: decided item by item, as they were handed out.

use super::cases::open_task;
use crate::processes::acts::Completion;
use crate::processes::tests::house::PASSWORD;
use crate::scenarios::Told;
use crate::scenarios::script::Said;
use crate::scenarios::stage::Stage;
use model::process::Fields;
use serde_json::{Value as Json, json};

pub(super) async fn act(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    Some(match (said.word(0), said.word(1)) {
        ("decides", "items") => decides(stage, who, said).await,
        _ => return None,
    })
}

/// `decides items revoke=["王芳"] reduce=["李强"] [in CASE]`: the rights of the others are kept.
async fn decides(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let instance = stage.case(said)?;
    let task = open_task(stage, who, instance, None).await?;
    let caller = stage.caller(who)?;
    let view = stage.house.office.task(&caller, instance, task).await?;
    let outcome = view.row.outcomes.first().map(|of| of.key.clone()).ok_or("nothing can be decided there")?;
    let values = stage.values(&said.fields).await?;
    let named = |decision: &str, holder: &Json| {
        values.get(decision).and_then(Json::as_array).is_some_and(|holders| holders.contains(holder))
    };
    let mut rows = view.prefilled.get("items").and_then(Json::as_array).cloned().ok_or("there are no items")?;
    for row in &mut rows {
        let decision = ["revoke", "reduce"].into_iter().find(|decision| named(decision, &row["holder"]));
        row["decision"] = json!(decision.unwrap_or("keep"));
    }
    let mut data = Fields::new();
    data.insert("items".into(), Json::Array(rows));
    let completion = Completion { outcome, data, password: Some(PASSWORD.to_owned()) };
    stage.house.office.complete(&caller, instance, task, completion).await?;
    Ok(Vec::new())
}
