//! A small centre with rules thrown by dice: three queues, a dozen agents of every kind, and flows with every node.

use super::dice::Dice;
use model::queue::Overflow;
use model::{
    AgentProfile, Calendar, Flow, Inbound, Millis, Node, NodeId, PersonId, Phone, PhoneAddress, Queue, QueueId, Route,
    Routing, Skill, Trunk,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

pub const NUMBERS: [&str; 6] = ["95000", "7000", "7001", "7003", "7004", "1234"];
pub const TRUNK: &str = "trunk";

const QUEUES: [&str; 3] = ["presale", "aftersale", "complaint"];

pub fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(0xa9e0_0000 + number))
}

pub fn centre(dice: &mut Dice) -> Routing {
    // Open all day, or from a minute after the day's first call.
    let workday = if dice.percent(70) { vec![(0, 24 * 60)] } else { vec![(8 * 60 + 56, 18 * 60)] };
    let phones = ["8001", "8002", "8003", "8004", "9001", "9002"];
    Routing {
        version: 1,
        queues: QUEUES.iter().map(|id| queue(dice, id)).collect(),
        flows: flows(dice),
        inbound: NUMBERS[..5].iter().map(|number| inbound(number)).collect(),
        trunks: vec![Trunk { key: TRUNK.into(), sources: vec![], networks: vec![], outbound: None, calls_max: 40 }],
        phones: phones.iter().map(|key| phone(key)).collect(),
        agents: (0..12).map(|number| agent(dice, number)).collect(),
        calendars: vec![Calendar {
            key: "office".into(),
            utc_offset_minutes: 480,
            week: std::array::from_fn(|_| workday.clone()),
            holidays: vec![],
            makeup_days: vec![],
        }],
        ..Routing::default()
    }
}

/// Other rules of the same centre, as a manager might put them in force in the middle of a day.
pub fn change(dice: &mut Dice, rules: &Routing) -> Routing {
    let mut rules = rules.clone();
    rules.version += 1;
    match dice.below(8) {
        0 | 1 => {
            let agent = dice.below(rules.agents.len());
            rules.agents[agent].may_take_calls ^= true;
        }
        2 => {
            let agent = dice.below(rules.agents.len());
            rules.agents[agent].is_always_ready ^= true;
        }
        3 if rules.agents.len() > 4 => {
            rules.agents.remove(dice.below(rules.agents.len()));
        }
        4 => {
            let number = dice.below(12) as u128;
            let other = agent(dice, number);
            rules.agents.retain(|agent| agent.person != other.person);
            rules.agents.push(other);
        }
        5 if rules.queues.len() > 1 => {
            rules.queues.remove(dice.below(rules.queues.len()));
        }
        6 => {
            let other = queue(dice, QUEUES[dice.clone().below(3)]);
            rules.queues.retain(|queue| queue.id != other.id);
            rules.queues.push(other);
        }
        _ => rules.flows = flows(dice),
    }
    rules
}

fn queue(dice: &mut Dice, id: &str) -> Queue {
    let overflow_to = match dice.below(4) {
        0 => None,
        1 => Some(Overflow::Goodbye { prompt: "goodbye".into() }),
        _ => Some(Overflow::Queue(QueueId::from(QUEUES[dice.below(3)]))),
    };
    let some = |dice: &mut Dice, from, to| dice.percent(50).then(|| dice.between(from, to));
    Queue {
        id: id.into(),
        name_zh: id.into(),
        name_en: id.into(),
        skills: if dice.percent(20) { vec!["refund".into()] } else { vec![] },
        priority: dice.below(3) as i32,
        ring: dice.between(3_000, 20_000),
        wrap_up: dice.between(0, 20_000),
        service_level_within: Millis::from_secs(20),
        music: "music".into(),
        announce_every: some(dice, 0, 30_000),
        overflow_after: some(dice, 0, 90_000),
        overflow_to,
        waiting_max: dice.below(8) as u32,
        is_recorded: dice.percent(60),
    }
}

fn agent(dice: &mut Dice, number: u128) -> AgentProfile {
    let phone: Option<Arc<str>> = match number {
        0..=5 => None,
        6 => Some("8001".into()),
        7 => Some("8002".into()),
        8 => Some("8003".into()),
        9 => Some("8004".into()),
        10 => Some("9001".into()),
        _ => Some("9002".into()),
    };
    let mut queues: Vec<QueueId> = QUEUES.iter().map(|id| QueueId::from(*id)).collect();
    queues.retain(|_| dice.percent(70));
    let skills: Vec<Skill> = ["refund", "english"].into_iter().filter(|_| dice.percent(60)).map(Into::into).collect();
    AgentProfile {
        person: person(number),
        username: format!("agent{number}").into(),
        queues,
        skills,
        phone,
        is_always_ready: number >= 9,
        may_take_calls: number != 5,
    }
}

fn phone(key: &str) -> Phone {
    let address = if key.starts_with('9') {
        PhoneAddress::Fixed { address: ([127, 0, 0, 1], 5070).into() }
    } else {
        PhoneAddress::Registers { realm: String::new(), ha1_md5: String::new(), ha1_sha256: String::new() }
    };
    Phone { key: key.into(), address }
}

fn inbound(number: &str) -> Inbound {
    Inbound { number: number.into(), trunk: None, route: Route::Flow(number.into()) }
}

fn flows(dice: &mut Dice) -> Vec<Flow> {
    let mut flows = vec![main_flow(dice)];
    let into = |queue: &str, dice: &mut Dice| {
        let skills = if dice.percent(20) { vec!["english".into()] } else { vec![] };
        Node::Queue { queue: queue.into(), skills, priority: 0, any_of: vec![] }
    };
    let direct = Node::Dial { phone: "9001".into(), is_recorded: dice.percent(50), otherwise: "bye".into() };
    let out = Node::TransferTo { number: "10086".into(), trunk: TRUNK.into(), otherwise: "bye".into() };
    for (key, node) in
        [("7000", direct), ("7001", into("presale", dice)), ("7003", into("aftersale", dice)), ("7004", out)]
    {
        let nodes = BTreeMap::from([("start".into(), node), ("bye".into(), Node::HangUp)]);
        flows.push(Flow { key: key.into(), start: "start".into(), nodes });
    }
    flows
}

fn main_flow(dice: &mut Dice) -> Flow {
    let key = |text: &str| -> NodeId { text.into() };
    let queue = |id: &str, priority, any_of: &[&str]| Node::Queue {
        queue: id.into(),
        skills: vec![],
        priority,
        any_of: any_of.iter().map(|id| QueueId::from(*id)).collect(),
    };
    let menu = Node::Menu {
        prompts: vec!["menu".into()],
        keys: BTreeMap::from([
            ('1', key("presale")),
            ('2', key("collect")),
            ('3', key("complaint")),
            ('4', key("direct")),
            ('5', key("out")),
            ('0', key("anybody")),
        ]),
        wait: Millis::from_secs(5),
        repeats: dice.below(3) as u8,
        invalid: dice.percent(50).then(|| "invalid".into()),
        otherwise: key("presale"),
    };
    let collect = Node::Collect {
        prompts: vec!["order".into()],
        digits_min: 2,
        digits_max: 4,
        wait: Millis::from_secs(3),
        repeats: 1,
        next: key("aftersale"),
        otherwise: key("closed"),
    };
    let nodes = BTreeMap::from([
        (key("welcome"), Node::Play { prompts: vec!["welcome".into()], next: key("hours") }),
        (key("hours"), Node::Hours { calendar: "office".into(), open: key("menu"), closed: key("closed") }),
        (key("closed"), Node::Play { prompts: vec!["closed".into()], next: key("bye") }),
        (key("menu"), menu),
        (key("collect"), collect),
        (key("presale"), queue("presale", 0, &[])),
        (key("aftersale"), queue("aftersale", 1, &[])),
        (key("complaint"), queue("complaint", 5, &["aftersale"])),
        (key("anybody"), queue("presale", 0, &QUEUES)),
        (key("direct"), Node::Dial { phone: "8001".into(), is_recorded: true, otherwise: key("presale") }),
        (key("out"), Node::TransferTo { number: "10086".into(), trunk: TRUNK.into(), otherwise: key("menu") }),
        (key("bye"), Node::HangUp),
    ]);
    Flow { key: "95000".into(), start: key("welcome"), nodes }
}
