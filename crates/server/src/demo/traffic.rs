//! Starts the demo's callers and the machine agents' phones: the crate `callers`, with the rulebook's parameters.

use super::voices::Voices;
use callers::traffic::{Traffic, TrafficOptions};
use model::{CallId, Fact, FactBody, Millis, PhoneAddress};
use office::Office;
use office::vault::Keeper;
use rulebook::{Rulebook, SpanRange};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::broadcast;

/// Calls whose caller is remembered until they end; the demo has 30 at once.
const CALLS_MAX: usize = 1_000;

/// Starts them; they stop when the returned guard is dropped.
pub fn start(
    book: &Rulebook,
    folder: &Path,
    seed: u64,
    sip: SocketAddr,
    office: &Office,
) -> anyhow::Result<TrafficGuard> {
    let Some(demo) = &book.demo else { anyhow::bail!("the rulebook was loaded without its demo") };
    let plan = &demo.callers;
    let voices = Voices::read(folder);
    // All machine agents' phones stand at one address: one program plays them.
    let phones = book.phones.iter().find_map(|phone| match phone.address {
        PhoneAddress::Fixed { address } if address.ip().is_loopback() => Some(address),
        PhoneAddress::Fixed { .. } | PhoneAddress::Registers { .. } => None,
    });
    let traffic = Traffic::start(TrafficOptions {
        seed,
        centre: sip,
        number: plan.number.clone(),
        calls_per_minute: plan.calls_per_minute,
        calls_at_once_max: plan.calls_at_once_max as usize,
        number_prefix: plan.number_prefix.clone(),
        regulars: demo.customers.iter().map(|one| format!("{}{}", plan.number_prefix, one.ends)).collect(),
        keys: plan.keys.iter().map(|choice| (choice.key, choice.weight)).collect(),
        press_after_ms: range(plan.press_after),
        patience_ms: range(plan.patience),
        talk_ms: range(plan.talk),
        phones,
        phone_answers_after_ms: range(plan.phone_answers_after),
        phone_hangs_up_one_in: plan.phone_hangs_up_one_in,
        customer_voices: voices.customers,
        agent_voices: voices.agents,
    })?;
    let facts = office.journal().subscribe();
    let vault = Arc::clone(office.journal().vault());
    Ok(TrafficGuard(tokio::spawn(tell(traffic, vault, facts))))
}

/// Keeps the callers alive.
pub struct TrafficGuard(tokio::task::JoinHandle<()>);

impl Drop for TrafficGuard {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn range(span: SpanRange) -> Range<u64> {
    let ms = |at: Millis| at.0.max(0).unsigned_abs();
    ms(span.from)..ms(span.to).max(ms(span.from) + 1)
}

/// Tells a customer when a person has answered: from the wire they could not know.
async fn tell(traffic: Traffic, vault: Arc<Keeper>, mut facts: broadcast::Receiver<Arc<Fact>>) {
    let mut numbers: HashMap<CallId, String> = HashMap::new();
    loop {
        match facts.recv().await {
            Ok(fact) => match &fact.body {
                FactBody::CallStarted { call, from, .. } => {
                    if numbers.len() >= CALLS_MAX {
                        numbers.clear();
                    }
                    let Some(sealed) = from.sealed() else { continue };
                    if let Ok(Some(number)) = vault.open_one(&sealed).await {
                        numbers.insert(*call, number.to_string());
                    }
                }
                FactBody::CallBridged { call, .. } => {
                    if let Some(number) = numbers.get(call) {
                        traffic.connected(number);
                    }
                }
                FactBody::CallEnded { call, .. } => {
                    numbers.remove(call);
                }
                _ => {}
            },
            Err(broadcast::error::RecvError::Lagged(_)) => {}
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}
