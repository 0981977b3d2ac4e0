//! Scenarios of the rights: texts in `scenarios/authority/`, one for each requirement, played by the real use cases over
//! the rulebook of this repository with the people of its demo, at a time that the text tells.
//!
//! The words are told in `scenarios/README.md`. `BLESS=1 cargo test -p office scenarios` rewrites the lines with `>`.
//! Start reading at [`play`]; who does what is in `acts`, what somebody looks at in `views`, how it is told in `tell` and
//! `facts`.

mod acts;
mod clock;
mod facts;
mod script;
mod stage;
mod tell;
mod tests;
mod views;

use script::{Kind, Said};
use stage::Stage;

/// Why a line could not be played or what it was refused with.
pub(crate) enum Trouble {
    /// The product said no: this is told.
    Refused(crate::OfficeError),
    /// The text is wrong.
    Script(String),
}

impl From<crate::OfficeError> for Trouble {
    fn from(error: crate::OfficeError) -> Self {
        Self::Refused(error)
    }
}

impl From<String> for Trouble {
    fn from(why: String) -> Self {
        Self::Script(why)
    }
}

impl From<&str> for Trouble {
    fn from(why: &str) -> Self {
        Self::Script(why.to_owned())
    }
}

/// What was seen of an act, a line each.
pub(crate) type Told = Result<Vec<String>, Trouble>;

/// Plays a text. Returns it with what was really seen.
async fn play(text: &str) -> Result<String, String> {
    let lines = script::parse(text)?;
    let mut stage = Stage::new(text).await?;
    let mut blessed = Vec::new();
    for (line, told) in lines.iter().zip(text.lines()) {
        let seen = match &line.kind {
            Kind::Seen => continue,
            Kind::Quiet => Vec::new(),
            Kind::Given(said) => given(&mut stage, said).await.map_err(|why| format!("line {}: {why}", line.number))?,
            Kind::Act(minute, said) => {
                let seen = stage.act(*minute, said).await;
                seen.map_err(|why| format!("line {}: {why}", line.number))?
            }
        };
        blessed.push(told.trim_end().to_owned());
        blessed.extend(seen.into_iter().map(|seen| format!("> {seen}")));
    }
    Ok(blessed.join("\n") + "\n")
}

async fn given(stage: &mut Stage, said: &Said) -> Result<Vec<String>, String> {
    stage.given(said).await?;
    // What was there before the story is not told.
    stage.gained().await;
    Ok(Vec::new())
}
