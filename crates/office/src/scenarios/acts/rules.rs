//! The rules themselves: read and confirmed, changed by proposal, audited.

use super::cases;
use crate::changes::views::{EditedFile, Proposal};
use crate::scenarios::Told;
use crate::scenarios::script::Said;
use crate::scenarios::stage::Stage;
use crate::supervision::audit::Draw;
use crate::supervision::audit::report::Format;
use model::{Millis, SampleOf};

const DAY: Millis = Millis::from_secs(24 * 3_600);

pub(super) async fn act(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    Some(match said.word(0) {
        "acknowledges" => acknowledges(stage, who).await,
        "proposes" => proposes(stage, who, said).await,
        "rolls" => rolls_back(stage, who, said).await,
        "draws" => draws(stage, who, said).await,
        "opens" if said.word(1) == "finding" => finding(stage, who, said).await,
        "writes" => reports(stage, who, said).await,
        _ => return None,
    })
}

/// `acknowledges rules`: those of today.
async fn acknowledges(stage: &mut Stage, who: &str) -> Told {
    let caller = stage.caller(who)?;
    let version = stage.house.office.own_reading(&caller).await?.version;
    stage.house.office.acknowledge_rules(&caller, &version).await?;
    Ok(Vec::new())
}

/// `proposes FILE "old" becomes "new" because "…" [as A]`
async fn proposes(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let book = stage.house.office.rulebook();
    let (file, old, new) = (said.word(1), said.word(2), said.word(4));
    let text = book.texts.get(file).ok_or_else(|| format!("the rulebook has no {file}"))?;
    if !text.contains(old) {
        return Err(format!("{file} does not say `{old}`").into());
    }
    let edited = EditedFile { path: file.to_owned(), text: Some(text.replacen(old, new, 1)) };
    let field = |key: &str| said.fields.get(key).and_then(|of| of.as_str()).unwrap_or_default().to_owned();
    let proposal = Proposal {
        reason: said.after("because").unwrap_or_default().to_owned(),
        scope: field("scope"),
        expected: field("expected"),
        base: book.hash.clone(),
        files: vec![edited],
        apply_at_ms: None,
    };
    let change = stage.house.office.propose_change(&caller, proposal).await?;
    stage.last_change = Some(change.row.id);
    cases::named(stage, said).await
}

/// `rolls back because "…" [as A]`: the latest change.
async fn rolls_back(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let change = stage.last_change.ok_or("nothing was proposed")?;
    let why = said.after("because").unwrap_or_default().to_owned();
    let back = stage.house.office.roll_back_change(&caller, change, why).await?;
    stage.last_change = Some(back.row.id);
    cases::named(stage, said).await
}

/// `draws 2 of grants with seed=42`
async fn draws(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let of = SampleOf::ALL.into_iter().find(|of| of.text() == said.word(3)).ok_or("of what?")?;
    let size = said.word(1).parse().map_err(|_| "how many?")?;
    let seed = said.fields.get("seed").and_then(serde_json::Value::as_u64).and_then(|seed| u32::try_from(seed).ok());
    let now = stage.house.now();
    let draw = Draw { of, from: now - Millis(DAY.0 * 60), until: now + DAY, size, seed };
    let sample = stage.house.office.draw_sample(&caller, draw).await?;
    stage.last_sample = Some(sample.id);
    Ok(Vec::new())
}

/// `opens finding [as A] key=value …`
async fn finding(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let data = stage.values(&said.fields).await?;
    stage.house.office.open_finding(&caller, data).await?;
    cases::named(stage, said).await
}

/// `writes report as pdf|xlsx`: the last 60 days.
async fn reports(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let (format, magic): (Format, &[u8]) = match said.need("as")? {
        "pdf" => (Format::Pdf, b"%PDF"),
        "xlsx" => (Format::Xlsx, b"PK"),
        other => return Err(format!("`{other}` is neither pdf nor xlsx").into()),
    };
    let now = stage.house.now();
    let file = stage.house.office.audit_report(&caller, now - Millis(DAY.0 * 60), now + DAY, format).await?;
    Ok(vec![format!("yes: a file{}", if file.starts_with(magic) { "" } else { " that is none" })])
}
