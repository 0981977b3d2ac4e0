//! The IVR interpreter: walks a flow's nodes until one has to wait for sound, a key, a queue or a phone.

use crate::Call;
use crate::call::Stage;
use crate::limits;
use crate::port::{DialTo, Output, Want};
use crate::talk::Talk;
use model::{CallCause, FactBody, LegId, Millis, Node, NodeId, Prompt, RecordingId, Routing};
use std::sync::Arc;

impl Call {
    /// Enters the node and those that follow at once.
    pub(crate) fn go(&mut self, now: Millis, start: NodeId, out: &mut Vec<Output>) {
        let routing = Arc::clone(&self.routing);
        let flow = &routing.flows[self.flow];
        let mut node = start;
        loop {
            self.nodes += 1;
            let Some(what) = flow.nodes.get(&node).filter(|_| self.nodes <= limits::NODES_MAX) else {
                return self.end(now, CallCause::FlowEnded, 480, false, out);
            };
            let call = self.id;
            out.push(Output::Fact(FactBody::IvrEntered { call, flow: flow.key.clone(), node: node.clone() }));
            node = match what {
                Node::Play { prompts, next } if prompts.is_empty() => next.clone(),
                Node::Hours { calendar, open, closed } => {
                    if is_open(&routing, calendar, now) {
                        open.clone()
                    } else {
                        closed.clone()
                    }
                }
                Node::Play { prompts, .. } => return self.ask(now, node, prompts.clone(), 0, out),
                Node::Menu { prompts, repeats, .. } | Node::Collect { prompts, repeats, .. } => {
                    return self.ask(now, node, prompts.clone(), *repeats, out);
                }
                Node::Queue { queue, skills, priority, any_of } => {
                    let (skills, any_of) = (skills.clone(), any_of.clone());
                    return self.wait(Want { queue: queue.clone(), skills, priority: *priority, any_of }, out);
                }
                Node::Dial { phone, .. } => return self.dial_phone(now, node, phone.clone(), out),
                Node::TransferTo { number, trunk, .. } => {
                    return self.dial_out(now, node, trunk.clone(), number.clone(), out);
                }
                Node::HangUp => return self.end(now, CallCause::FlowEnded, 480, false, out),
            };
        }
    }

    fn node(&self, routing: &Routing, key: &NodeId) -> Option<Node> {
        routing.flows[self.flow].nodes.get(key).cloned()
    }

    /// Plays a node's prompts; nothing to play counts as heard.
    fn ask(&mut self, now: Millis, node: NodeId, prompts: Vec<Prompt>, repeats_left: u8, out: &mut Vec<Output>) {
        self.answer(out);
        let is_silent = prompts.is_empty();
        let play = (!is_silent).then(|| self.play(prompts, false, out));
        self.stage = Stage::Flow { node, play, repeats_left, digits: 0, until: now + limits::PROMPTS_MAX };
        if is_silent {
            self.flow_heard(now, out);
        }
    }

    fn wait(&mut self, want: Want, out: &mut Vec<Output>) {
        self.stage = Stage::Waiting { music: None, announcement: None };
        if self.is_answered() {
            self.play_music(want.queue.clone(), out);
        }
        out.push(Output::Wait(want));
    }

    /// The prompts were heard: on, or wait for a key.
    pub(crate) fn flow_heard(&mut self, now: Millis, out: &mut Vec<Output>) {
        let routing = Arc::clone(&self.routing);
        let Stage::Flow { node, play, until, .. } = &mut self.stage else { return };
        *play = None;
        match routing.flows[self.flow].nodes.get(node) {
            Some(Node::Play { next, .. }) => self.go(now, next.clone(), out),
            Some(Node::Menu { wait, .. } | Node::Collect { wait, .. }) => *until = now + *wait,
            _ => debug_assert!(false, "only nodes that play are heard"),
        }
    }

    pub(crate) fn flow_time_over(&mut self, now: Millis, out: &mut Vec<Output>) {
        let Stage::Flow { node, play, digits, .. } = &self.stage else { return };
        if play.is_some() {
            return self.flow_heard(now, out); // The end of the prompts was never reported.
        }
        let (key, digits) = (node.clone(), *digits);
        match self.node(&Arc::clone(&self.routing), &key) {
            Some(Node::Collect { digits_min, next, .. }) if digits >= digits_min => {
                self.collected(now, key, digits, next, out);
            }
            _ => self.ask_again(now, None, out),
        }
    }

    /// Repeats the question, with the prompt for a wrong key before it, or gives up.
    fn ask_again(&mut self, now: Millis, invalid: Option<Prompt>, out: &mut Vec<Output>) {
        let Stage::Flow { node, repeats_left, .. } = &self.stage else { return };
        let (key, repeats_left) = (node.clone(), *repeats_left);
        let Some(Node::Menu { prompts, otherwise, .. } | Node::Collect { prompts, otherwise, .. }) =
            self.node(&Arc::clone(&self.routing), &key)
        else {
            return;
        };
        if repeats_left == 0 {
            return self.go(now, otherwise, out);
        }
        let prompts = invalid.into_iter().chain(prompts).collect();
        self.ask(now, key, prompts, repeats_left - 1, out);
    }

    /// A key of the customer. It cuts the prompt short, except where none is asked for.
    pub(crate) fn digit(&mut self, now: Millis, digit: char, out: &mut Vec<Output>) {
        let Stage::Flow { node, .. } = &self.stage else { return };
        let key = node.clone();
        match self.node(&Arc::clone(&self.routing), &key) {
            Some(Node::Menu { keys, invalid, .. }) => {
                let (call, node) = (self.id, key);
                out.push(Output::Fact(FactBody::KeyPressed { call, node, key: digit }));
                match keys.get(&digit) {
                    Some(next) => self.go(now, next.clone(), out),
                    None => self.ask_again(now, invalid, out),
                }
            }
            Some(node @ Node::Collect { .. }) => self.collect(now, key, node, digit, out),
            _ => {}
        }
    }

    fn collect(&mut self, now: Millis, key: NodeId, node: Node, digit: char, out: &mut Vec<Output>) {
        let Node::Collect { digits_min, digits_max, wait, next, .. } = node else { return };
        let leg = self.customer();
        let Stage::Flow { play, digits, until, .. } = &mut self.stage else { return };
        if play.take().is_some() {
            self.is_playing = false;
            out.push(Output::StopPlay { leg });
        }
        *until = now + wait;
        match digit {
            '0'..='9' => *digits += 1,
            '#' if *digits >= digits_min => {
                let count = *digits;
                return self.collected(now, key, count, next, out);
            }
            '#' => return self.ask_again(now, None, out),
            _ => return,
        }
        if *digits >= digits_max {
            let count = *digits;
            self.collected(now, key, count, next, out);
        }
    }

    fn collected(&mut self, now: Millis, node: NodeId, count: u8, next: NodeId, out: &mut Vec<Output>) {
        out.push(Output::Fact(FactBody::DigitsCollected { call: self.id, node, count }));
        self.go(now, next, out);
    }

    // ---- Phones and numbers dialled by the flow

    fn dial_phone(&mut self, now: Millis, node: NodeId, phone: Arc<str>, out: &mut Vec<Output>) {
        out.push(Output::Seize { phone: phone.clone() });
        let until = now + limits::DIAL_RING;
        self.dial(node, DialTo::Phone(phone.clone()), Some(phone), None, until, out);
    }

    fn dial_out(&mut self, now: Millis, node: NodeId, trunk: Arc<str>, number: String, out: &mut Vec<Output>) {
        let to = DialTo::Trunk { trunk, number: number.clone() };
        self.dial(node, to, None, Some(number), now + limits::TRANSFER_RING, out);
    }

    fn dial(
        &mut self,
        node: NodeId,
        to: DialTo,
        phone: Option<Arc<str>>,
        transfer_to: Option<String>,
        until: Millis,
        out: &mut Vec<Output>,
    ) {
        let leg = self.next_leg();
        if std::mem::replace(&mut self.is_playing, false) {
            out.push(Output::StopPlay { leg: self.customer() });
        }
        self.ring(out);
        out.push(Output::Dial { leg, to, caller: self.from.clone() });
        self.stage = Stage::Dialing { node, leg, phone, transfer_to, until };
    }

    pub(crate) fn dial_answered(
        &mut self,
        now: Millis,
        leg: LegId,
        ids: &mut dyn FnMut() -> RecordingId,
        out: &mut Vec<Output>,
    ) {
        let routing = Arc::clone(&self.routing);
        let Stage::Dialing { node, phone, transfer_to, .. } = &mut self.stage else { return };
        let (phone, transfer_to) = (phone.take(), transfer_to.take());
        let is_recorded =
            matches!(routing.flows[self.flow].nodes.get(node), Some(Node::Dial { is_recorded: true, .. }));
        self.stage = Stage::Talking(Talk::with_phone(now, leg, phone));
        if let Some(to) = transfer_to {
            out.push(Output::Fact(FactBody::Transferred { call: self.id, to, status: 200 }));
        }
        self.bridge(leg, None, is_recorded, ids, out);
    }

    /// The dialled leg is gone already.
    pub(crate) fn dial_failed(&mut self, now: Millis, status: u16, out: &mut Vec<Output>) {
        let Stage::Dialing { node, phone, transfer_to, .. } = &mut self.stage else { return };
        let (key, phone, transfer_to) = (node.clone(), phone.take(), transfer_to.take());
        self.stage = Stage::Moving;
        out.extend(phone.map(|phone| Output::Release { phone }));
        if let Some(to) = transfer_to {
            out.push(Output::Fact(FactBody::Transferred { call: self.id, to, status }));
        }
        match self.node(&Arc::clone(&self.routing), &key) {
            Some(Node::Dial { otherwise, .. } | Node::TransferTo { otherwise, .. }) => self.go(now, otherwise, out),
            _ => self.end(now, CallCause::FlowEnded, status, false, out),
        }
    }
}

/// A calendar that the rules do not have counts as open: callers are served.
fn is_open(routing: &Routing, key: &str, now: Millis) -> bool {
    routing.calendars.iter().find(|calendar| calendar.key == key).is_none_or(|calendar| calendar.is_open(now))
}
