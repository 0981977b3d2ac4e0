//! What somebody sees: the pages and lists of the product in a line or a few.

mod rights;
mod work;

use super::Told;
use super::script::Said;
use super::stage::Stage;

pub(super) async fn act(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    match (said.word(0), said.word(1)) {
        ("asks", "why") => Some(rights::why(stage, who, said).await),
        ("asks", "who") => Some(rights::who(stage, who, said).await),
        ("sees", _) => match rights::sees(stage, who, said).await {
            None => work::sees(stage, who, said).await,
            told => told,
        },
        _ => None,
    }
}
