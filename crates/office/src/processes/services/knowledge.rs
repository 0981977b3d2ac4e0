//! `knowledge.publish`: what a flow approved becomes an article of the knowledge base (AUTH-08, X-05).

use super::{ServiceCall, ServiceOutcome, id_of, text_of};
use crate::knowledge::NewText;
use crate::{Office, OfficeError};
use model::{ArticleId, FactBody, KnowledgeFact};
use serde_json::json;

pub(super) async fn publish(office: &Office, call: &ServiceCall) -> Result<ServiceOutcome, String> {
    let text = |key| text_of(call, key).map(str::to_owned);
    let new = NewText { changes: None, section: text("section")?, title: text("title")?, text: text("text")? };
    let made = ArticleId(id_of(call, "article"));
    let body = office.published_by_flow(made, &new, call.instance, call.applicant).await.map_err(in_words)?;
    let mut outcome = ServiceOutcome::default();
    if let FactBody::Knowledge(KnowledgeFact::ArticlePublished { article, .. }) = &body {
        outcome.result.insert("article".into(), json!(article.to_string()));
    }
    outcome.facts.push(body);
    Ok(outcome)
}

fn in_words(error: OfficeError) -> String {
    match error {
        OfficeError::BadInput { field: "section", why } => format!("知识库栏目不对 / the section: {why}"),
        OfficeError::BadInput { field, why } => format!("{field} 填写有误 / `{field}`: {why}"),
        other => other.to_string(),
    }
}
