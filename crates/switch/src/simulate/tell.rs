//! Facts and sounds as lines that a shift supervisor reads.

use super::script::{clock_text, span_text};
use crate::exchange::port::Output;
use model::fact::HoldBy;
use model::{Actor, AgentState, CallId, Fact, FactBody, LegId, Millis, OfferOutcome, PersonId, QueueOutcome};
use std::collections::HashMap;

#[derive(Default)]
pub struct Names {
    pub agents: HashMap<PersonId, String>,
    pub calls: HashMap<CallId, String>,
    /// What a leg was dialled to, as `phone 8001`.
    pub legs: HashMap<LegId, String>,
    /// Midnight of the scenario's day.
    pub midnight: Millis,
}

impl Names {
    pub fn agent(&self, agent: PersonId) -> &str {
        self.agents.get(&agent).map_or("?", String::as_str)
    }

    fn call(&self, call: CallId) -> &str {
        self.calls.get(&call).map_or("?", String::as_str)
    }

    /// One line, or none where the line before says enough. `before` may be made longer instead.
    pub fn tell(&self, output: &Output, before: Option<&mut String>) -> Option<String> {
        match output {
            Output::Ring { leg } => Some(format!("{} rings", self.call(leg.call))),
            Output::Answer { leg } => Some(format!("{} is answered", self.call(leg.call))),
            Output::Reject { leg, status, .. } => Some(format!("{} is refused {status}", self.call(leg.call))),
            Output::Play { leg, prompts, .. } => Some(format!("{} hears {}", self.call(leg.call), prompts.join(", "))),
            Output::SendDigit { leg, digit } => Some(format!("{} gets digit {digit}", self.call(leg.call))),
            Output::Fact(fact) => self.tell_fact(fact, before),
            Output::Dial { .. }
            | Output::HangUp { .. }
            | Output::Connect { .. }
            | Output::Disconnect { .. }
            | Output::StopPlay { .. }
            | Output::StartRecording { .. }
            | Output::StopRecording { .. } => None,
        }
    }

    fn tell_fact(&self, fact: &Fact, before: Option<&mut String>) -> Option<String> {
        use FactBody::*;
        let of = |call: &CallId| self.call(*call);
        Some(match &fact.body {
            KeyPressed { call, node, key } => format!("{} pressed {key} in {node}", of(call)),
            DigitsCollected { call, node, count } => format!("{} gave {count} digits in {node}", of(call)),
            QueueEntered { call, queue, priority: 0, .. } => format!("{} waits in {queue}", of(call)),
            QueueEntered { call, queue, priority, .. } => format!("{} waits in {queue} priority={priority}", of(call)),
            PlaceAnnounced { call, place, .. } => format!("{} is told place {place}", of(call)),
            OfferMade { call, agent, .. } => format!("offer {} to {}", of(call), self.agent(*agent)),
            OfferEnded { call, agent, outcome, .. } => {
                let (call, agent) = (of(call), self.agent(*agent));
                match outcome {
                    OfferOutcome::Answered => return None,
                    OfferOutcome::Missed => format!("missed {call} by {agent}"),
                    OfferOutcome::Declined => format!("declined {call} by {agent}"),
                    OfferOutcome::Failed => format!("failed {call} at {agent}"),
                    OfferOutcome::Abandoned => format!("gave up {call} ringing at {agent}"),
                    OfferOutcome::Withdrawn => format!("took {call} back from {agent}"),
                }
            }
            QueueLeft { outcome: QueueOutcome::Answered, .. } => return None,
            QueueLeft { call, queue, outcome, wait_ms } => {
                let how = if *outcome == QueueOutcome::Abandoned { "abandons" } else { "overflows from" };
                format!("{} {how} {queue} after {}", of(call), span_text(*wait_ms))
            }
            CallBridged { call, leg, agent } => {
                let with = match agent {
                    Some(agent) => self.agent(*agent),
                    None => self.legs.get(leg).map_or("?", String::as_str),
                };
                format!("talk {} with {with}", of(call))
            }
            HoldStarted { call, by: HoldBy::Agent } => format!("hold {} by agent", of(call)),
            HoldStarted { call, by: HoldBy::Customer } => format!("hold {} by customer", of(call)),
            HoldEnded { call, held_ms } => format!("resume {} after {}", of(call), span_text(*held_ms)),
            Transferred { call, to, status } => format!("transfer {} to {to}: {status}", of(call)),
            RecordingStarted { call, .. } => format!("record {}", of(call)),
            RecordingEnded { call, duration_ms, .. } => {
                format!("recorded {} for {}", of(call), span_text(*duration_ms))
            }
            CallEnded { call, cause, talk_ms, hold_ms, .. } => {
                let (talk, hold) = (span_text(*talk_ms), span_text(*hold_ms));
                format!("end {} {} talk={talk} hold={hold}", of(call), snake(cause))
            }
            AgentStateChanged { agent, state, .. } => {
                return self.tell_state(*agent, state, fact.actor == Actor::Person(*agent), before);
            }
            PhoneRegistered { phone, .. } => format!("phone {phone} is there"),
            PhoneUnregistered { phone } => format!("phone {phone} is gone"),
            BrowserPhoneLost { agent } => format!("browser of {} is gone", self.agent(*agent)),
            BrowserPhoneConnected { agent } => format!("browser of {} is there", self.agent(*agent)),
            _ => return None,
        })
    }

    /// `is_asked`: the agent's own act, which stands in the line above.
    fn tell_state(
        &self,
        agent: PersonId,
        state: &AgentState,
        is_asked: bool,
        before: Option<&mut String>,
    ) -> Option<String> {
        let name = self.agent(agent);
        Some(match state {
            AgentState::Ringing { .. } | AgentState::Talking { .. } => return None,
            AgentState::Away { reason } => {
                let offer_ended = ["missed ", "declined ", "failed "];
                if let Some(line) = before
                    && offer_ended.iter().any(|start| line.starts_with(start))
                    && line.ends_with(&format!(" {name}"))
                {
                    line.push_str(", away");
                    return None;
                }
                if is_asked {
                    return None;
                }
                format!("{name} away, {}", snake(reason))
            }
            AgentState::Ready if is_asked => return None,
            AgentState::Ready => format!("{name} ready"),
            AgentState::Offline => format!("{name} offline"),
            AgentState::WrapUp { until, .. } => {
                format!("{name} wrap-up until {}", clock_text(Millis(until.0 - self.midnight.0)))
            }
        })
    }
}

/// `CustomerHungUp` → `customer_hung_up`: the journal's spelling.
fn snake(value: impl std::fmt::Debug) -> String {
    let mut text = String::new();
    for c in format!("{value:?}").chars() {
        if c.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}
