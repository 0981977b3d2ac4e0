//! Accounts: who signs in with what, and a password for once on its way to its owner.

use super::cases::open_task;
use crate::people::LogIn;
use crate::processes::tests::house::PASSWORD;
use crate::scenarios::Told;
use crate::scenarios::script::Said;
use crate::scenarios::stage::Stage;
use std::net::Ipv4Addr;

pub(super) async fn act(stage: &mut Stage, who: &str, said: &Said) -> Option<Told> {
    Some(match (said.word(0), said.word(1)) {
        ("signs", "in") => signs_in(stage, who, said).await,
        ("is", "still") => still_there(stage, who).await,
        ("makes", "a") => makes_code(stage, who, said).await,
        ("chooses", _) => chooses(stage, who, said).await,
        _ => return None,
    })
}

/// `signs in`, `signs in with the code`, `signs in with "…"`.
async fn signs_in(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let person = stage.person(who)?;
    let username = stage.house.office.directory().person(person).ok_or("is not there")?.username.clone();
    let password = match said.after("with") {
        None => PASSWORD.to_owned(),
        Some("the") => stage.code.clone().ok_or("no password for once was made")?,
        Some(text) => text.to_owned(),
    };
    let asked = LogIn {
        username: &username,
        password: &password,
        source: Ipv4Addr::LOCALHOST.into(),
        user_agent: "scenario",
        replaces: None,
    };
    let (token, caller) = stage.house.office.log_in(asked).await?;
    let how = if caller.person.must_change_password { "yes: a new password comes first" } else { "yes" };
    stage.signed_in(caller, token);
    Ok(vec![how.into()])
}

/// `is still there`: whether the session that was opened last still holds.
async fn still_there(stage: &mut Stage, who: &str) -> Told {
    let person = stage.person(who)?;
    let token = stage.tokens.get(&person).ok_or("never signed in")?;
    Ok(vec![match stage.house.office.caller(token).await {
        Ok(_) => "yes".into(),
        Err(_) => "no: the session has ended".into(),
    }])
}

/// `makes a code [in CASE]`: the password for once that is theirs to hand over.
async fn makes_code(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let instance = stage.case(said)?;
    let task = open_task(stage, who, instance, None).await?;
    let caller = stage.caller(who)?;
    let code = stage.house.office.one_time_password(&caller, instance, task).await?;
    stage.code = Some(code);
    Ok(vec!["yes: shown once".into()])
}

/// `chooses "…"`: a password of their own in place of the one they came with.
async fn chooses(stage: &mut Stage, who: &str, said: &Said) -> Told {
    let caller = stage.caller(who)?;
    let current = stage.code.take().unwrap_or_else(|| PASSWORD.to_owned());
    stage.house.office.change_password(&caller, &current, said.word(1)).await?;
    Ok(vec!["yes".into()])
}
