//! The `given` lines of a scenario: a centre as small as its story needs.

use super::scenario::ScenarioError;
use super::script::{Words, span};
use model::queue::Overflow;
use model::{
    AgentProfile, Calendar, Flow, Inbound, Millis, Node, NodeId, PersonId, Phone, PhoneAddress, Prompt, Queue, QueueId,
    Route, Routing, Skill,
};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// What a prompt lasts that is not given.
const PROMPT_SPAN: Millis = Millis::from_secs(2);

#[derive(Clone, Debug, Default)]
pub struct Centre {
    pub rules: Routing,
    pub agents: BTreeMap<String, GivenAgent>,
    prompts: HashMap<String, Millis>,
}

#[derive(Clone, Debug)]
pub struct GivenAgent {
    pub person: PersonId,
    pub is_ready: bool,
    pub is_offline: bool,
    pub is_machine: bool,
    pub idle: Millis,
    /// Serves every queue.
    is_for_all: bool,
}

impl Centre {
    /// Agents without queues of their own serve all of them.
    pub fn finish(&mut self) {
        let all: Vec<QueueId> = self.rules.queues.iter().map(|queue| queue.id.clone()).collect();
        let for_all: Vec<_> = self.agents.values().filter(|agent| agent.is_for_all).map(|agent| agent.person).collect();
        for profile in &mut self.rules.agents {
            if for_all.contains(&profile.person) {
                profile.queues = all.clone();
            }
        }
        self.rules.version += 1;
    }

    pub fn idle_max(&self) -> Millis {
        self.agents.values().map(|agent| agent.idle).max().unwrap_or_default()
    }

    pub fn registered(&self) -> Vec<Arc<str>> {
        let registers = |phone: &&Phone| matches!(phone.address, PhoneAddress::Registers { .. });
        self.rules.phones.iter().filter(registers).map(|phone| phone.key.clone()).collect()
    }

    pub fn prompt_span(&self, prompt: &str) -> Millis {
        self.prompts.get(prompt).copied().unwrap_or(PROMPT_SPAN)
    }
}

pub fn read_given(centre: &mut Centre, mut words: Words) -> Result<(), ScenarioError> {
    let what = words.take("what is given")?;
    let name = words.take("a name")?;
    match what.as_str() {
        "queue" => queue(centre, &name, words),
        "agent" => agent(centre, &name, words),
        "phone" => {
            let address = if words.take_if("fixed") {
                PhoneAddress::Fixed { address: ([127, 0, 0, 1], 5070).into() }
            } else {
                PhoneAddress::Registers { realm: String::new(), ha1_md5: String::new(), ha1_sha256: String::new() }
            };
            centre.rules.phones.push(Phone { key: name.as_str().into(), address });
            Ok(())
        }
        "number" => number(centre, &name, words),
        "node" => node(centre, &name, words),
        "prompt" => {
            let lasts = time(&words.take("how long it lasts")?, &words)?;
            centre.prompts.insert(name, lasts);
            Ok(())
        }
        "calendar" => calendar(centre, &name, words),
        other => Err(words.error(format!("a centre has no `{other}`"))),
    }
}

fn time(text: &str, words: &Words) -> Result<Millis, ScenarioError> {
    span(text).ok_or_else(|| words.error(format!("`{text}` is no span: 15s, 2m, 500ms")))
}

fn count<T: std::str::FromStr>(text: &str, words: &Words) -> Result<T, ScenarioError> {
    text.parse().map_err(|_| words.error(format!("`{text}` is no number")))
}

fn list<T: for<'a> From<&'a str>>(text: &str) -> Vec<T> {
    text.split(',').filter(|part| !part.is_empty()).map(T::from).collect()
}

fn queue(centre: &mut Centre, name: &str, mut words: Words) -> Result<(), ScenarioError> {
    let at = match centre.rules.queues.iter().position(|queue| *queue.id.0 == *name) {
        Some(at) => at,
        None => {
            centre.rules.queues.push(plain_queue(name));
            centre.rules.queues.len() - 1
        }
    };
    let pairs = words.pairs();
    if pairs.iter().any(|(key, _)| key == "removed") {
        centre.rules.queues.remove(at);
        return Ok(());
    }
    let queue = &mut centre.rules.queues[at];
    for (key, value) in pairs {
        match key.as_str() {
            "skill" => queue.skills = list::<Skill>(&value),
            "priority" => queue.priority = count(&value, &words)?,
            "ring" => queue.ring = time(&value, &words)?,
            "wrap_up" => queue.wrap_up = time(&value, &words)?,
            "announce" => queue.announce_every = Some(time(&value, &words)?),
            "overflow" => queue.overflow_after = Some(time(&value, &words)?),
            "to" => queue.overflow_to = Some(Overflow::Queue(QueueId::from(value.as_str()))),
            "goodbye" => queue.overflow_to = Some(Overflow::Goodbye { prompt: value }),
            "full" => queue.waiting_max = count(&value, &words)?,
            "music" => queue.music = value,
            "recorded" => queue.is_recorded = true,
            other => return Err(words.error(format!("a queue has no `{other}`"))),
        }
    }
    Ok(())
}

fn plain_queue(name: &str) -> Queue {
    Queue {
        id: name.into(),
        name_zh: name.into(),
        name_en: name.into(),
        skills: vec![],
        priority: 0,
        ring: Millis::from_secs(15),
        wrap_up: Millis::from_secs(30),
        service_level_within: Millis::from_secs(20),
        music: "music".into(),
        announce_every: None,
        overflow_after: None,
        overflow_to: None,
        waiting_max: 100,
        is_recorded: false,
    }
}

fn agent(centre: &mut Centre, name: &str, mut words: Words) -> Result<(), ScenarioError> {
    if !centre.agents.contains_key(name) {
        add_agent(centre, name);
    }
    let given = centre.agents.get_mut(name).expect("just added");
    let person = given.person;
    let pairs = words.pairs();
    if pairs.iter().any(|(key, _)| key == "removed") {
        centre.rules.agents.retain(|profile| profile.person != person);
        return Ok(());
    }
    let profile = centre.rules.agents.iter_mut().find(|profile| profile.person == person);
    let profile = profile.ok_or_else(|| words.error(format!("agent `{name}` was removed")))?;
    for (key, value) in pairs {
        match key.as_str() {
            "ready" => given.is_ready = true,
            "away" => given.is_ready = false,
            "offline" => given.is_offline = true,
            "newcomer" | "suspended" => profile.may_take_calls = false,
            "allowed" => profile.may_take_calls = true,
            "machine" => {
                given.is_machine = true;
                profile.is_always_ready = true;
            }
            "human" => profile.is_always_ready = false,
            "idle" => given.idle = time(&value, &words)?,
            "skill" => profile.skills = list::<Skill>(&value),
            "queue" => {
                given.is_for_all = false;
                profile.queues = list::<QueueId>(&value);
            }
            "phone" => profile.phone = Some(value.as_str().into()),
            other => return Err(words.error(format!("an agent has no `{other}`"))),
        }
    }
    Ok(())
}

fn add_agent(centre: &mut Centre, name: &str) {
    let person = PersonId(Uuid::from_u128(0xa9e0_0000 + centre.agents.len() as u128));
    let (is_ready, is_offline, is_machine, idle, is_for_all) = (false, false, false, Millis::ZERO, true);
    centre.agents.insert(name.into(), GivenAgent { person, is_ready, is_offline, is_machine, idle, is_for_all });
    centre.rules.agents.push(AgentProfile {
        person,
        username: name.into(),
        queues: vec![],
        skills: vec![],
        phone: None,
        is_always_ready: false,
        may_take_calls: true,
    });
}

/// `given number 95000 flow=main` or `given number 4008 queue=售后`: straight into the queue.
fn number(centre: &mut Centre, name: &str, mut words: Words) -> Result<(), ScenarioError> {
    for (key, value) in words.pairs() {
        let flow: Arc<str> = match key.as_str() {
            "flow" => value.as_str().into(),
            "queue" => {
                let flow: Arc<str> = format!("to_{value}").into();
                let node = Node::Queue { queue: value.as_str().into(), skills: vec![], priority: 0, any_of: vec![] };
                add_node(centre, &flow, "queue".into(), node);
                flow
            }
            other => return Err(words.error(format!("a number has no `{other}`"))),
        };
        centre.rules.inbound.push(Inbound { number: name.into(), trunk: None, route: Route::Flow(flow) });
    }
    Ok(())
}

/// The first node of a flow is its start.
fn add_node(centre: &mut Centre, flow: &Arc<str>, key: NodeId, node: Node) {
    match centre.rules.flows.iter_mut().find(|known| known.key == *flow) {
        Some(known) => _ = known.nodes.insert(key, node),
        None => {
            let nodes = BTreeMap::from([(key.clone(), node)]);
            centre.rules.flows.push(Flow { key: flow.clone(), start: key, nodes });
        }
    }
}

/// `given node main.menu menu prompts=menu 1=presale wait=5s repeats=1 otherwise=presale`.
fn node(centre: &mut Centre, name: &str, mut words: Words) -> Result<(), ScenarioError> {
    let (flow, key) = name.split_once('.').ok_or_else(|| words.error("a node is named `flow.node`"))?;
    let kind = words.take("the node's kind")?;
    let pairs: HashMap<String, String> = words.pairs().into_iter().collect();
    let text = |key: &str| pairs.get(key).map_or("", String::as_str);
    let node_id = |key: &str| -> NodeId { text(key).into() };
    let prompts = list::<Prompt>(text("prompts"));
    let node = match kind.as_str() {
        "play" => Node::Play { prompts, next: node_id("next") },
        "menu" => Node::Menu {
            prompts,
            keys: pairs.iter().filter_map(|(key, to)| Some((single(key)?, to.as_str().into()))).collect(),
            wait: time(text("wait"), &words)?,
            repeats: count(text("repeats"), &words)?,
            invalid: pairs.get("invalid").map(|prompt| prompt.as_str().into()),
            otherwise: node_id("otherwise"),
        },
        "collect" => Node::Collect {
            prompts,
            digits_min: count(text("min"), &words)?,
            digits_max: count(text("max"), &words)?,
            wait: time(text("wait"), &words)?,
            repeats: count(text("repeats"), &words)?,
            next: node_id("next"),
            otherwise: node_id("otherwise"),
        },
        "hours" => Node::Hours { calendar: text("calendar").into(), open: node_id("open"), closed: node_id("closed") },
        "queue" => Node::Queue {
            queue: text("queue").into(),
            skills: list::<Skill>(text("skill")),
            priority: if text("priority").is_empty() { 0 } else { count(text("priority"), &words)? },
            any_of: list::<QueueId>(text("any_of")),
        },
        "dial" => Node::Dial {
            phone: text("phone").into(),
            is_recorded: pairs.contains_key("recorded"),
            otherwise: node_id("otherwise"),
        },
        "transfer" => {
            Node::TransferTo { number: text("number").into(), trunk: "trunk".into(), otherwise: node_id("otherwise") }
        }
        "hang_up" => Node::HangUp,
        other => return Err(words.error(format!("a flow has no node `{other}`"))),
    };
    add_node(centre, &flow.into(), key.into(), node);
    Ok(())
}

fn single(key: &str) -> Option<char> {
    let mut chars = key.chars();
    chars.next().filter(|c| chars.next().is_none() && (c.is_ascii_digit() || matches!(c, '*' | '#')))
}

/// `given calendar office 09:00-18:00`: the same hours every day.
fn calendar(centre: &mut Centre, name: &str, mut words: Words) -> Result<(), ScenarioError> {
    let hours = words.take("hours as 09:00-18:00")?;
    let minute = |text: &str| -> Option<u16> {
        let (hours, minutes) = text.split_once(':')?;
        Some(hours.parse::<u16>().ok()? * 60 + minutes.parse::<u16>().ok()?)
    };
    let spans = hours.split_once('-').and_then(|(from, until)| Some(vec![(minute(from)?, minute(until)?)]));
    let spans = spans.ok_or_else(|| words.error(format!("`{hours}` are no hours")))?;
    centre.rules.calendars.push(Calendar {
        key: name.into(),
        utc_offset_minutes: 480,
        week: std::array::from_fn(|_| spans.clone()),
        holidays: vec![],
        makeup_days: vec![],
    });
    Ok(())
}
