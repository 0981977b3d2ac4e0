//! Who does what. Each line is tried on the rooms in turn; each act is the use case that a page or a program would call.

mod accounts;
mod cases;
pub(super) mod customers;
mod desk;
mod knowledge;
pub(super) mod orders;
mod reviews;
mod rights;
mod rules;

use super::script::Said;
use super::stage::Stage;
use super::{Told, Trouble, views};

/// Plays one line behind its time.
pub(super) async fn play(stage: &mut Stage, said: &Said) -> Told {
    match said.word(0) {
        "time" => return Ok(Vec::new()),
        "call" => return desk::call(stage, said).await,
        _ => {}
    }
    let who = said.word(0).to_owned();
    let said = said.rest(1);
    macro_rules! first_of {
        ($($room:ident),*) => {$(
            if let Some(told) = $room::act(stage, &who, &said).await {
                return told;
            }
        )*};
    }
    first_of!(orders, knowledge, cases, rights, customers, desk, rules, accounts, reviews, views);
    Err(Trouble::Script(format!("nobody knows how to `{}`", said.words.join(" "))))
}
