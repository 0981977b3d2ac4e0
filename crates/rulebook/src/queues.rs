//! `queues/`: one file each; its name is the queue's key.

use crate::files::Sources;
use crate::limits::QUEUES_MAX;
use crate::org::Org;
use crate::problem::{Problems, known};
use crate::prompts::{OF_PLACES, PLACES_SPOKEN_MAX, Prompts};
use crate::yaml::{At, Span, check_key, check_name, line, parse};
use model::queue::Overflow;
use model::{Millis, Queue, QueueId};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name_zh: At<String>,
    name_en: At<String>,
    #[serde(default)]
    skills: Vec<At<String>>,
    #[serde(default)]
    priority: i32,
    ring: At<Span>,
    wrap_up: At<Span>,
    service_level_within: At<Span>,
    music: At<String>,
    announce_every: Option<At<Span>>,
    overflow: Option<RawOverflow>,
    waiting_max: At<u32>,
    is_recorded: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOverflow {
    after: At<Span>,
    to_queue: Option<At<String>>,
    goodbye: Option<At<String>>,
}

pub(crate) fn read(sources: &Sources, org: &Org, prompts: &Prompts, problems: &mut Problems) -> Vec<Queue> {
    let files = sources.folder("queues");
    let keys: Vec<&str> = files.iter().map(|file| file.stem()).collect();
    let mut queues = Vec::new();
    // (queue, where it overflows to, line), to find circles.
    let mut overflows: Vec<(String, String, usize)> = Vec::new();
    for file in files {
        let name = &file.name;
        let Some(raw) = parse::<Raw>(file, problems) else { continue };
        check_key(name, &At::new(file.stem().to_owned(), raw.name_zh.referenced, raw.name_zh.defined), problems);
        check_raw(name, &raw, org, prompts, problems);
        let mut overflow_to = None;
        let mut overflow_after = None;
        if let Some(overflow) = raw.overflow {
            overflow_after = Some(overflow.after.value.0);
            overflow_to = to_of(name, file.stem(), &overflow, &keys, prompts, problems);
            if let (Some(Overflow::Queue(to)), Some(at)) = (&overflow_to, &overflow.to_queue) {
                overflows.push((file.stem().to_owned(), to.to_string(), line(at)));
            }
        }
        queues.push(Queue {
            id: QueueId::from(file.stem()),
            name_zh: raw.name_zh.value,
            name_en: raw.name_en.value,
            skills: raw.skills.into_iter().map(|skill| skill.value.into()).collect(),
            priority: raw.priority,
            ring: raw.ring.value.0,
            wrap_up: raw.wrap_up.value.0,
            service_level_within: raw.service_level_within.value.0,
            music: raw.music.value,
            announce_every: raw.announce_every.map(|every| every.value.0),
            overflow_after,
            overflow_to,
            waiting_max: raw.waiting_max.value,
            is_recorded: raw.is_recorded,
        });
    }
    if let Some(file) = files.get(QUEUES_MAX) {
        problems.add(&file.name, 1, format!("more than {QUEUES_MAX} queues"));
    }
    refuse_circles(&overflows, problems);
    queues
}

fn check_raw(name: &str, raw: &Raw, org: &Org, prompts: &Prompts, problems: &mut Problems) {
    check_name(name, &raw.name_zh, problems);
    check_name(name, &raw.name_en, problems);
    for skill in raw.skills.iter().filter(|skill| !org.skills.iter().any(|known| known.id == skill.value)) {
        let skills = known(org.skills.iter().map(|skill| skill.id.as_str()));
        problems.dangling(name, line(skill), format!("no skill `{}` in org/skills.yaml ({skills})", skill.value));
    }
    prompts.need(&raw.music.value, name, line(&raw.music), problems);
    if let Some(every) = &raw.announce_every {
        for key in OF_PLACES {
            prompts.need(key, name, line(every), problems);
        }
        for number in 1..=PLACES_SPOKEN_MAX {
            prompts.need(&format!("number_{number}"), name, line(every), problems);
        }
        within(name, every, "announce_every", 5, 3_600, problems);
    }
    // A phone that rings for less than 5 s cannot be answered; RFC 3261 lets an INVITE ring for 180 s.
    within(name, &raw.ring, "ring", 5, 180, problems);
    within(name, &raw.wrap_up, "wrap_up", 0, 3_600, problems);
    within(name, &raw.service_level_within, "service_level_within", 1, 600, problems);
    if let Some(overflow) = &raw.overflow {
        within(name, &overflow.after, "overflow.after", 5, 7_200, problems);
    }
    if !(1..=10_000).contains(&raw.waiting_max.value) {
        problems.add(name, line(&raw.waiting_max), "`waiting_max` is from 1 to 10000 callers");
    }
}

fn within(file: &str, span: &At<Span>, key: &str, from_s: i64, to_s: i64, problems: &mut Problems) {
    let millis = span.value.0;
    if millis < Millis::from_secs(from_s) || millis > Millis::from_secs(to_s) {
        problems.add(file, line(span), format!("`{key}` is from {from_s}s to {to_s}s"));
    }
}

fn to_of(
    name: &str,
    own: &str,
    overflow: &RawOverflow,
    keys: &[&str],
    prompts: &Prompts,
    problems: &mut Problems,
) -> Option<Overflow> {
    match (&overflow.to_queue, &overflow.goodbye) {
        (Some(queue), None) if queue.value == own => {
            problems.add(name, line(queue), "a queue cannot overflow into itself; name another queue or `goodbye`");
            None
        }
        (Some(queue), None) if keys.contains(&queue.value.as_str()) => {
            Some(Overflow::Queue(QueueId::from(queue.value.as_str())))
        }
        (Some(queue), None) => {
            let queues = known(keys.iter().copied());
            problems.dangling(name, line(queue), format!("no queue `{}` in queues/ ({queues})", queue.value));
            None
        }
        (None, Some(prompt)) => {
            prompts.need(&prompt.value, name, line(prompt), problems);
            Some(Overflow::Goodbye { prompt: prompt.value.clone() })
        }
        (Some(_), Some(_)) | (None, None) => {
            let message = "an overflow goes either `to_queue: QUEUE` or to `goodbye: PROMPT`; write one of them";
            problems.add(name, line(&overflow.after), message);
            None
        }
    }
}

/// Each queue overflows to at most one other, so a circle is found by walking on from each.
fn refuse_circles(overflows: &[(String, String, usize)], problems: &mut Problems) {
    for (start, _, line) in overflows {
        let mut at = start;
        for _ in 0..=overflows.len() {
            let Some((_, next, _)) = overflows.iter().find(|(from, _, _)| from == at) else { break };
            if next == start {
                let message =
                    format!("the overflow goes in a circle and comes back to `{start}`; end it with `goodbye`");
                problems.add(&format!("queues/{start}.yaml"), *line, message);
                break;
            }
            at = next;
        }
    }
}
