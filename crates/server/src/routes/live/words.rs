//! The messages of the live socket as both sides write them.

use crate::http::problem::{Code, Language, Problem, ProblemBody};
use access::Action;
use access::actions::{DoTask, UseDesk, ViewFloor};
use model::{Act, Fact, PersonId, Reply};
use office::sessions::SessionEnd;
use serde::{Deserialize, Serialize};
use workforce::Floor;

/// From the browser.
#[derive(Debug, Deserialize)]
#[serde(tag = "type")]
pub enum Said {
    /// One act of the desk; its fields stand beside `act`.
    #[serde(rename = "act")]
    Act {
        id: u64,
        #[serde(flatten)]
        act: Act,
    },
    #[serde(rename = "media.offer")]
    MediaOffer { id: u64, generation: u64, sdp: String },
    #[serde(rename = "media.bye")]
    MediaBye { generation: u64 },
    #[serde(rename = "ping")]
    Ping,
    /// Send a snapshot: the browser has lost count.
    #[serde(rename = "resync")]
    Resync,
}

impl Said {
    /// The action that it needs, as routes name theirs: an act is asked for each time, the rest when the socket opens
    /// and whenever rights change.
    pub fn action(&self) -> Option<&'static str> {
        match self {
            Self::Act { act, .. } => act.action(),
            Self::MediaOffer { .. } | Self::MediaBye { .. } => Some(UseDesk::NAME),
            Self::Ping => Some(SIGNED_IN),
            // The picture anew; the own desk is in it for everybody.
            Self::Resync => Some(ViewFloor::NAME),
        }
    }
}

/// Needs a session and nothing more.
pub const SIGNED_IN: &str = "signed_in";

/// To the browser.
#[derive(Serialize)]
#[serde(tag = "type")]
pub enum Told<'a> {
    #[serde(rename = "snapshot")]
    Snapshot { seq: u64, server_time_ms: i64, floor: &'a Floor, me: Own },
    #[serde(rename = "fact")]
    Fact { fact: &'a Fact },
    /// The reader's tasks or notices have changed; at most five a second. `seq`: the fact that did it.
    #[serde(rename = "inbox")]
    Inbox { seq: u64 },
    /// What the reader may do has changed, by whatever somebody else or the clock did: the page asks again.
    #[serde(rename = "rights")]
    Rights,
    #[serde(rename = "reply")]
    Reply {
        id: Option<u64>,
        ok: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        problem: Option<Box<ProblemBody>>,
    },
    #[serde(rename = "media.answer")]
    MediaAnswer { id: u64, generation: u64, sdp: &'a str },
    #[serde(rename = "pong")]
    Pong { server_time_ms: i64 },
    #[serde(rename = "bye")]
    Bye { reason: Bye },
}

#[derive(Serialize)]
pub struct Own {
    pub agent: PersonId,
    /// Whether this socket is the person's desk and may act.
    pub is_desk: bool,
}

/// Why the server closes the socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bye {
    LoggedOut,
    Disabled,
    Expired,
    TakenOver,
    Draining,
}

impl From<SessionEnd> for Bye {
    fn from(end: SessionEnd) -> Self {
        match end {
            SessionEnd::LoggedOut => Self::LoggedOut,
            SessionEnd::Disabled => Self::Disabled,
            SessionEnd::Expired => Self::Expired,
        }
    }
}

impl Told<'_> {
    /// The action whose permit lets it out.
    pub fn action(&self) -> &'static str {
        match self {
            Self::Snapshot { .. } | Self::Fact { .. } => ViewFloor::NAME,
            Self::Inbox { .. } => DoTask::NAME,
            Self::Reply { .. } | Self::MediaAnswer { .. } => UseDesk::NAME,
            Self::Pong { .. } | Self::Rights | Self::Bye { .. } => SIGNED_IN,
        }
    }

    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("messages are plain data with text keys")
    }
}

/// The answer to an act.
pub fn reply_text(id: Option<u64>, answer: Result<Reply, Problem>, language: Language) -> String {
    match (id, answer) {
        (Some(id), Ok(Reply::MediaAnswer { generation, sdp })) => {
            Told::MediaAnswer { id, generation, sdp: &sdp }.to_text()
        }
        (id, Ok(_)) => Told::Reply { id, ok: true, problem: None }.to_text(),
        (id, Err(problem)) => {
            let problem = Some(Box::new(problem.body(language, None)));
            Told::Reply { id, ok: false, problem }.to_text()
        }
    }
}

/// Reads one message; what cannot be read gets an answer, with its id where it has one.
pub fn read(text: &str) -> Result<Said, (Option<u64>, Problem)> {
    serde_json::from_str(text).map_err(|error| {
        let loose: Option<serde_json::Value> = serde_json::from_str(text).ok();
        let id = loose.as_ref().and_then(|value| value["id"].as_u64());
        let code = if loose.is_some() { Code::BadInput } else { Code::BadJson };
        (id, Problem::with_detail(code, error.to_string()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::AwayReason;

    #[test]
    fn acts_are_flat() {
        let call = "01890a5d-ac96-774b-bcce-b302099a8057";
        for (text, expected) in [
            (r#"{"type":"act","id":1,"act":"go_ready"}"#.to_owned(), Act::GoReady),
            (
                r#"{"type":"act","id":1,"act":"go_away","reason":"meal"}"#.to_owned(),
                Act::GoAway { reason: AwayReason::Meal },
            ),
            (
                format!(r##"{{"type":"act","id":1,"act":"send_digit","call":"{call}","digit":"#"}}"##),
                Act::SendDigit { call: call.parse().expect("id"), digit: '#' },
            ),
            (
                format!(r#"{{"type":"act","id":1,"act":"hold","call":"{call}"}}"#),
                Act::Hold { call: call.parse().expect("id") },
            ),
        ] {
            let Ok(Said::Act { id: 1, act }) = read(&text) else { panic!("{text}: {:?}", read(&text)) };
            assert_eq!(act, expected);
        }
    }

    #[test]
    fn nonsense_is_answered_by_its_id() {
        for (text, id, code) in [
            ("{", None, Code::BadJson),
            (r#"{"type":"act","id":7,"act":"fly"}"#, Some(7), Code::BadInput),
            (r#"{"type":"dance","id":8}"#, Some(8), Code::BadInput),
            (r#"{"type":"media.offer","id":9}"#, Some(9), Code::BadInput),
        ] {
            let (got_id, problem) = read(text).expect_err(text);
            assert_eq!((got_id, problem.code), (id, code), "{text}");
        }
    }
}
