//! The knowledge base: found and read by everybody, kept by the posts of a section.

use crate::knowledge::{NewText, Sought};
use crate::scenarios::Told;
use crate::scenarios::facts::short;
use crate::scenarios::script::Said;
use crate::scenarios::stage::Stage;
use model::ArticleId;

pub(super) async fn act(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    if said.word(1) != "article" && said.word(1) != "articles" {
        return None;
    }
    Some(match said.word(0) {
        "publishes" | "rewrites" => publishes(stage, who, said).await,
        "confirms" | "retires" => keeps(stage, who, said).await,
        "finds" => finds(stage, who, said).await,
        "reads" => reads(stage, who, said).await,
        _ => return None,
    })
}

fn text(said: &Said) -> String {
    said.fields.get("text").and_then(|of| of.as_str()).unwrap_or_default().to_owned()
}

/// The article with this title, in or out, and its revision.
async fn article(stage: &mut Stage, title: &str) -> Result<(ArticleId, u32, String), String> {
    let somebody = stage.house.caller("trainer");
    for is_retired in [false, true] {
        let sought = Sought { text: title.to_owned(), is_retired, ..Sought::default() };
        let found =
            stage.house.office.articles(&somebody, sought, None, None).await.map_err(|error| error.to_string())?;
        if let Some(of) = found.items.into_iter().find(|of| of.title == title) {
            return Ok((of.id, of.revision, of.section));
        }
    }
    Err(format!("there is no article {title}"))
}

/// `publishes article "title" in SECTION text="…"`, `rewrites article "title" text="…"`
async fn publishes(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let title = said.word(2).to_owned();
    let new = if said.word(0) == "publishes" {
        NewText { changes: None, section: said.need("in")?.to_owned(), title, text: text(said) }
    } else {
        let (id, revision, section) = article(stage, &title).await?;
        NewText { changes: Some((id, revision)), section, title, text: text(said) }
    };
    stage.house.office.publish_article(&caller, new).await?;
    Ok(Vec::new())
}

/// `confirms article "title"`, `retires article "title" because "…"`
async fn keeps(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let (id, revision, _) = article(stage, said.word(2)).await?;
    let office = &stage.house.office;
    match said.word(0) {
        "confirms" => office.confirm_article(&caller, id, revision).await.map(drop)?,
        _ => office.retire_article(&caller, id, said.after("because").unwrap_or_default()).await.map(drop)?,
    }
    Ok(Vec::new())
}

/// `finds articles "words"`, `finds articles due`
async fn finds(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let is_due = said.word(2) == "due";
    let words = if is_due { String::new() } else { said.word(2).to_owned() };
    let sought = Sought { text: words, is_due, ..Sought::default() };
    let found = stage.house.office.articles(&caller, sought, None, None).await?.items;
    let line = |of: &crate::knowledge::ArticleView| {
        let due = if of.is_due { ", to be looked at" } else { "" };
        format!("yes: {} ({}): {}{due}", of.title, of.section, short(&of.text))
    };
    Ok(if found.is_empty() { vec!["yes: none".into()] } else { found.iter().map(line).collect() })
}

/// `reads article "title"`: its text and every text that it had.
async fn reads(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let (id, ..) = article(stage, said.word(2)).await?;
    let detail = stage.house.office.article(&caller, id).await?;
    let may = if detail.article.may_edit { "keeps it" } else { "reads it only" };
    let mut lines = vec![format!("yes: {} ({may})", short(&detail.article.text))];
    lines.extend(detail.article.retired.iter().map(|of| format!("taken out: {}", of.why)));
    for of in &detail.revisions {
        let by = of.by.as_ref().map_or("a flow", |by| by.name.as_str());
        lines.push(format!("text {} by {by}: {}", of.revision, short(&of.text)));
    }
    Ok(lines)
}
