//! `demo/callers.yaml` and `demo/history.yaml`: how the demo centre lives and what it has lived through.

use crate::files::Sources;
use crate::problem::{Problems, known};
use crate::yaml::{At, Entries, Span, line, parse};
use model::{Inbound, Millis, OrderState, Queue, QueueId};
use serde::{Deserialize, Serialize};

/// Names of the files, without `.yaml`, that `demo/` may hold.
pub(crate) const FILES: [&str; 7] = ["people", "trunks", "phones", "numbers", "callers", "customers", "history"];

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DemoCentre {
    pub callers: Callers,
    /// Callers whom the centre knows; every other call is from one of them.
    pub customers: Vec<DemoCustomer>,
    pub history: History,
}

/// A customer of the demo, made up whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoCustomer {
    /// The last four digits of the number, after [`Callers::number_prefix`].
    pub ends: String,
    pub name: String,
    pub id_card: Option<String>,
    pub bank_card: Option<String>,
    pub address: Option<String>,
    pub note: Option<String>,
    #[serde(default)]
    pub orders: Vec<DemoOrder>,
}

/// What a customer of the demo has ordered; sent to their address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoOrder {
    /// Marked as made up: it begins with `DEMO-`.
    pub number: String,
    pub product: String,
    pub quantity: u32,
    /// The whole amount, in fen (0.01 CNY).
    pub amount_fen: i64,
    pub state: OrderState,
}

/// A span drawn evenly between two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SpanRange {
    pub from: Millis,
    pub to: Millis,
}

/// Customers who call while the demo runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Callers {
    /// The number that they dial.
    pub number: String,
    pub calls_per_minute: f64,
    pub calls_at_once_max: u32,
    /// Their own numbers begin so, four digits follow; a range that no network gives out.
    pub number_prefix: String,
    pub surnames: Vec<String>,
    pub keys: Vec<KeyChoice>,
    /// From the greeting's begin to the key.
    pub press_after: SpanRange,
    /// How long they wait for an agent.
    pub patience: SpanRange,
    pub talk: SpanRange,
    /// How long a machine agent's phone rings.
    pub phone_answers_after: SpanRange,
    /// One machine agent in so many ends the call itself, the customer the others.
    pub phone_hangs_up_one_in: u32,
}

/// What callers press, by weight; `None` presses nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct KeyChoice {
    pub key: Option<char>,
    pub weight: u32,
}

/// The calls that the demo remembers from before its first start.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct History {
    pub days: u32,
    pub calls_per_workday: u32,
    pub calls_per_rest_day: u32,
    /// Weight of each hour of the local day.
    pub hours: [u32; 24],
    pub queues: Vec<QueueShare>,
    /// Share of callers who hang up in the greeting or menu.
    pub gone_in_menu_percent: u32,
    /// Share of queued callers who give up.
    pub abandoned_percent: u32,
    /// Share of answered callers who were answered without waiting.
    pub answered_at_once_percent: u32,
    pub wait: SpanRange,
    pub patience: SpanRange,
    pub talk: SpanRange,
    /// Share of answered calls with a disposition.
    pub disposition_percent: u32,
}

/// A queue's share of the calls, by weight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueueShare {
    pub queue: QueueId,
    pub weight: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRange {
    from: Span,
    to: At<Span>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCallers {
    number: At<String>,
    calls_per_minute: At<f64>,
    calls_at_once_max: At<u32>,
    number_prefix: At<String>,
    surnames: At<Vec<String>>,
    keys: At<Entries<u32>>,
    press_after: RawRange,
    patience: RawRange,
    talk: RawRange,
    phone_answers_after: RawRange,
    phone_hangs_up_one_in: At<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHistory {
    days: At<u32>,
    calls_per_workday: u32,
    calls_per_rest_day: u32,
    hours: At<Vec<u32>>,
    queues: Entries<At<u32>>,
    gone_in_menu_percent: At<u32>,
    abandoned_percent: At<u32>,
    answered_at_once_percent: At<u32>,
    wait: RawRange,
    patience: RawRange,
    talk: RawRange,
    disposition_percent: At<u32>,
}

pub(crate) fn read(
    sources: &Sources,
    queues: &[Queue],
    inbound: &[Inbound],
    problems: &mut Problems,
) -> Option<DemoCentre> {
    let (callers, history) = (sources.file("demo", "callers.yaml"), sources.file("demo", "history.yaml"));
    for (file, name) in [(callers, "callers"), (history, "history")] {
        // A rulebook without a demo has neither; with one it has both.
        if file.is_none() && !sources.folder("demo").is_empty() {
            problems.add(&format!("demo/{name}.yaml"), 1, "the file is missing; copy it from the product's rulebook");
        }
    }
    let callers = callers.and_then(|file| Some((&file.name, parse::<RawCallers>(file, problems)?)));
    let history = history.and_then(|file| Some((&file.name, parse::<RawHistory>(file, problems)?)));
    let callers = callers.map(|(file, raw)| callers_of(file, raw, inbound, problems));
    let history = history.map(|(file, raw)| history_of(file, raw, queues, problems));
    let customers =
        sources.file("demo", "customers.yaml").map(|file| (&file.name, parse::<Vec<DemoCustomer>>(file, problems)));
    let customers = customers.and_then(|(file, list)| {
        let list = list?;
        let is_wrong = |one: &&DemoCustomer| one.ends.len() != 4 || !one.ends.bytes().all(|byte| byte.is_ascii_digit());
        if let Some(wrong) = list.iter().find(is_wrong) {
            problems.add(file, 1, format!("`ends: {}`: write the last four digits of the number", wrong.ends));
        }
        Some(list)
    });
    Some(DemoCentre { callers: callers?, customers: customers.unwrap_or_default(), history: history? })
}

fn range(file: &str, raw: &RawRange, problems: &mut Problems) -> SpanRange {
    if raw.from.0 > raw.to.value.0 {
        problems.add(file, line(&raw.to), "`to` is smaller than `from`; swap them");
    }
    SpanRange { from: raw.from.0, to: raw.to.value.0 }
}

fn callers_of(file: &str, raw: RawCallers, inbound: &[Inbound], problems: &mut Problems) -> Callers {
    if !inbound.iter().any(|number| *number.number == raw.number.value) {
        let all = known(inbound.iter().map(|number| &*number.number));
        problems.dangling(
            file,
            line(&raw.number),
            format!("no number `{}` in ivr/numbers.yaml ({all})", raw.number.value),
        );
    }
    if !(0.0..=600.0).contains(&raw.calls_per_minute.value) {
        problems.add(file, line(&raw.calls_per_minute), "`calls_per_minute` is from 0 to 600");
    }
    if !(1..=1_000).contains(&raw.calls_at_once_max.value) {
        problems.add(file, line(&raw.calls_at_once_max), "`calls_at_once_max` is from 1 to 1000");
    }
    // 1990000xxxx and the like: eleven digits that nobody has been given.
    let prefix = &raw.number_prefix.value;
    if prefix.len() != 7 || !prefix.chars().all(|c| c.is_ascii_digit()) || !prefix.ends_with("0000") {
        let message = format!("`{prefix}` could belong to somebody; write a prefix as 1990000: three digits and 0000");
        problems.add(file, line(&raw.number_prefix), message);
    }
    if raw.surnames.value.is_empty() {
        problems.add(file, line(&raw.surnames), "no surname; write some");
    }
    if raw.phone_hangs_up_one_in.value == 0 {
        problems.add(file, line(&raw.phone_hangs_up_one_in), "one in 0 is not possible; write 1 or more");
    }
    let at_keys = line(&raw.keys);
    let mut keys = Vec::new();
    for (key, weight) in raw.keys.value.0 {
        let mut chars = key.value.chars();
        match (key.value.as_str(), chars.next(), chars.next()) {
            ("none", _, _) => keys.push(KeyChoice { key: None, weight }),
            (_, Some(one @ ('0'..='9' | '*' | '#')), None) => keys.push(KeyChoice { key: Some(one), weight }),
            (other, _, _) => {
                let message = format!("`{other}` is no key of a telephone; write \"0\" to \"9\", \"*\", \"#\" or none");
                problems.add(file, line(&key), message);
            }
        }
    }
    if keys.iter().all(|choice| choice.weight == 0) {
        problems.add(file, at_keys, "no key has a weight; give one");
    }
    Callers {
        number: raw.number.value,
        calls_per_minute: raw.calls_per_minute.value,
        calls_at_once_max: raw.calls_at_once_max.value,
        number_prefix: raw.number_prefix.value,
        surnames: raw.surnames.value,
        keys,
        press_after: range(file, &raw.press_after, problems),
        patience: range(file, &raw.patience, problems),
        talk: range(file, &raw.talk, problems),
        phone_answers_after: range(file, &raw.phone_answers_after, problems),
        phone_hangs_up_one_in: raw.phone_hangs_up_one_in.value,
    }
}

fn history_of(file: &str, raw: RawHistory, queues: &[Queue], problems: &mut Problems) -> History {
    if raw.days.value > 400 {
        problems.add(file, line(&raw.days), "`days` is from 0 to 400");
    }
    let at_hours = line(&raw.hours);
    let hours = <[u32; 24]>::try_from(raw.hours.value).unwrap_or_else(|given| {
        problems.add(file, at_hours, format!("`hours` has {} weights; a day has 24", given.len()));
        [1; 24]
    });
    if hours.iter().all(|&weight| weight == 0) {
        problems.add(file, at_hours, "no hour has a weight; give one");
    }
    let mut shares = Vec::new();
    for (queue, weight) in raw.queues.0 {
        if !queues.iter().any(|known| *known.id.0 == *queue.value) {
            let all = known(queues.iter().map(|queue| &*queue.id.0));
            problems.dangling(file, line(&queue), format!("no queue `{}` in queues/ ({all})", queue.value));
        }
        shares.push(QueueShare { queue: QueueId::from(queue.value.as_str()), weight: weight.value });
    }
    let mut percent = |share: &At<u32>| {
        if share.value > 100 {
            problems.add(file, line(share), "a share is at most 100 percent");
        }
        share.value.min(100)
    };
    let gone_in_menu_percent = percent(&raw.gone_in_menu_percent);
    let abandoned_percent = percent(&raw.abandoned_percent);
    let answered_at_once_percent = percent(&raw.answered_at_once_percent);
    let disposition_percent = percent(&raw.disposition_percent);
    History {
        days: raw.days.value,
        calls_per_workday: raw.calls_per_workday,
        calls_per_rest_day: raw.calls_per_rest_day,
        hours,
        queues: shares,
        gone_in_menu_percent,
        abandoned_percent,
        answered_at_once_percent,
        wait: range(file, &raw.wait, problems),
        patience: range(file, &raw.patience, problems),
        talk: range(file, &raw.talk, problems),
        disposition_percent,
    }
}
