//! The demo's people on the other side: customers who call at a human pace, and the phones of machine agents.
//!
//! One thread plays all of them over one SIP socket for customers, one for phones, and one RTP socket each. Whether a
//! customer is talking to a person by now cannot be told from the wire, so the owner says it: [`Traffic::connected`].

use crate::limits::CALLS_MAX;
use crate::message::{sdp, sdp_target};
use crate::rtp::{RtpSocket, StreamKey, StreamOptions};
use crate::ua::{CallKey, Event, UserAgent};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// How the people behave. Spans are drawn evenly from their range, in milliseconds.
#[derive(Clone, Debug)]
pub struct TrafficOptions {
    pub seed: u64,
    /// The centre's SIP address and the number that customers dial.
    pub centre: SocketAddr,
    pub number: String,
    pub calls_per_minute: f64,
    pub calls_at_once_max: usize,
    /// Customers' numbers begin so; four digits follow.
    pub number_prefix: String,
    /// Whole numbers of those who call often: every other call is from one of them.
    pub regulars: Vec<String>,
    /// What customers press after the greeting, by weight; `None` presses nothing.
    pub keys: Vec<(Option<char>, u32)>,
    pub press_after_ms: Range<u64>,
    pub patience_ms: Range<u64>,
    pub talk_ms: Range<u64>,
    /// Where machine agents' phones answer.
    pub phones: Option<SocketAddr>,
    pub phone_answers_after_ms: Range<u64>,
    /// One machine agent in so many ends the call itself.
    pub phone_hangs_up_one_in: u32,
    /// A-law; drawn at random for each call.
    pub customer_voices: Vec<Arc<[u8]>>,
    pub agent_voices: Vec<Arc<[u8]>>,
}

/// The running thread; it ends when this is dropped.
pub struct Traffic {
    news: SyncSender<String>,
}

/// News that wait for the thread; more are dropped, the customer then hangs up by patience.
const NEWS_MAX: usize = 256;
const STEP: Duration = Duration::from_millis(2);

impl Traffic {
    pub fn start(options: TrafficOptions) -> std::io::Result<Self> {
        let (news, inbox) = sync_channel(NEWS_MAX);
        let people = People::new(options)?;
        std::thread::Builder::new().name("demo-callers".into()).spawn(move || people.run(&inbox))?;
        Ok(Self { news })
    }

    /// The customer who called from this number is talking to a person now.
    pub fn connected(&self, from: &str) {
        // A full inbox only costs this customer some patience.
        let _ = self.news.try_send(from.to_owned());
    }
}

struct Customer {
    number: String,
    stream: Option<StreamKey>,
    press: Option<(Instant, char)>,
    leaves_at: Instant,
}

struct PhoneCall {
    stream: Option<StreamKey>,
    caller_sdp: String,
    answers_at: Option<Instant>,
    leaves_at: Option<Instant>,
}

struct People {
    options: TrafficOptions,
    dice: StdRng,
    customers_ua: UserAgent,
    customers_rtp: RtpSocket,
    customers: HashMap<CallKey, Customer>,
    phones: Option<(UserAgent, RtpSocket)>,
    phone_calls: HashMap<CallKey, PhoneCall>,
    next_call: Instant,
}

impl People {
    fn new(options: TrafficOptions) -> std::io::Result<Self> {
        let now = Instant::now();
        let here = SocketAddr::new(IpAddr::from([127, 0, 0, 1]), 0);
        let phones = match options.phones {
            Some(at) => Some((UserAgent::bind(at)?, RtpSocket::bind(here, now)?)),
            None => None,
        };
        Ok(Self {
            dice: StdRng::seed_from_u64(options.seed),
            options,
            customers_ua: UserAgent::bind(here)?,
            customers_rtp: RtpSocket::bind(here, now)?,
            customers: HashMap::new(),
            phones,
            phone_calls: HashMap::new(),
            next_call: now,
        })
    }

    fn run(mut self, news: &Receiver<String>) {
        loop {
            match news.try_recv() {
                Ok(number) => self.on_connected(&number),
                Err(std::sync::mpsc::TryRecvError::Empty) => {}
                Err(std::sync::mpsc::TryRecvError::Disconnected) => return,
            }
            let now = Instant::now();
            self.play_customers(now);
            self.play_phones(now);
            std::thread::sleep(STEP);
        }
    }

    fn draw(&mut self, range: &Range<u64>) -> Duration {
        let milliseconds = if range.is_empty() { range.start } else { self.dice.random_range(range.clone()) };
        Duration::from_millis(milliseconds)
    }

    fn play_customers(&mut self, now: Instant) {
        if now >= self.next_call {
            self.call(now);
        }
        for event in self.customers_ua.poll(now) {
            match event {
                Event::Answered { key, sdp } => self.on_answered(now, key, &sdp),
                Event::Ended { key } | Event::Released { key } | Event::Refused { key, .. } => self.forget(key),
                Event::Ringing { .. } | Event::Incoming { .. } | Event::Confirmed { .. } | Event::Digit { .. } => {}
            }
        }
        for (key, customer) in &mut self.customers {
            if let (Some((at, digit)), Some(stream)) = (customer.press, customer.stream)
                && now >= at
            {
                customer.press = None;
                self.customers_rtp.press(stream, digit);
            }
            if now >= customer.leaves_at {
                customer.leaves_at = now + Duration::from_secs(3_600);
                self.customers_ua.hang_up(now, *key);
            }
        }
        self.customers_rtp.poll(now);
    }

    fn anybody(&mut self) -> String {
        format!("{}{:04}", self.options.number_prefix, self.dice.random_range(0..10_000))
    }

    fn call(&mut self, now: Instant) {
        // Exponential gaps: callers do not know of each other.
        let mean_s = 60.0 / self.options.calls_per_minute.max(0.01);
        let gap_s = -mean_s * (1.0 - self.dice.random::<f64>()).ln();
        self.next_call = now + Duration::from_secs_f64(gap_s.min(600.0));
        if self.customers.len() >= self.options.calls_at_once_max.min(CALLS_MAX) {
            return;
        }
        let number = match self.options.regulars.len() {
            0 => self.anybody(),
            _ if self.dice.random_bool(0.5) => self.anybody(),
            known => self.options.regulars[self.dice.random_range(0..known)].clone(),
        };
        let offer = sdp(self.customers_rtp.address(), "sendrecv");
        let (centre, dialled) = (self.options.centre, self.options.number.clone());
        let key = self.customers_ua.invite(now, centre, &number, &dialled, &offer);
        let patience = self.draw(&self.options.patience_ms.clone());
        let customer = Customer { number, stream: None, press: None, leaves_at: now + patience };
        self.customers.insert(key, customer);
    }

    fn on_answered(&mut self, now: Instant, key: CallKey, answer: &str) {
        let press_after = self.draw(&self.options.press_after_ms.clone());
        let digit = self.choose_key();
        let Some((target, payload_type)) = sdp_target(answer) else { return self.customers_ua.hang_up(now, key) };
        let Some(customer) = self.customers.get_mut(&key) else { return };
        let silent = StreamOptions { sound: Arc::from([]), is_looped: false, is_stamped: false, captures: false };
        customer.stream = Some(self.customers_rtp.open(target, payload_type, silent));
        customer.press = digit.map(|digit| (now + press_after, digit));
    }

    fn choose_key(&mut self) -> Option<char> {
        let total: u32 = self.options.keys.iter().map(|(_, weight)| weight).sum();
        let mut drawn = self.dice.random_range(0..total.max(1));
        for (key, weight) in &self.options.keys {
            if drawn < *weight {
                return *key;
            }
            drawn -= weight;
        }
        None
    }

    fn on_connected(&mut self, number: &str) {
        let talk = self.draw(&self.options.talk_ms.clone());
        let voice = self.dice.random_range(0..self.options.customer_voices.len().max(1));
        let Some(customer) = self.customers.values_mut().find(|customer| customer.number == number) else { return };
        customer.leaves_at = Instant::now() + talk;
        if let (Some(stream), Some(sound)) = (customer.stream, self.options.customer_voices.get(voice)) {
            self.customers_rtp.say(stream, sound.clone(), true);
        }
    }

    fn forget(&mut self, key: CallKey) {
        if let Some(stream) = self.customers.remove(&key).and_then(|customer| customer.stream) {
            self.customers_rtp.close(stream);
        }
    }

    fn play_phones(&mut self, now: Instant) {
        let Some((mut ua, mut rtp)) = self.phones.take() else { return };
        for event in ua.poll(now) {
            match event {
                Event::Incoming { key, sdp, .. } => {
                    ua.ring(key);
                    let answers_at = Some(now + self.draw(&self.options.phone_answers_after_ms.clone()));
                    let call = PhoneCall { stream: None, caller_sdp: sdp, answers_at, leaves_at: None };
                    self.phone_calls.insert(key, call);
                }
                Event::Ended { key } | Event::Released { key } | Event::Refused { key, .. } => {
                    if let Some(stream) = self.phone_calls.remove(&key).and_then(|call| call.stream) {
                        rtp.close(stream);
                    }
                }
                Event::Ringing { .. } | Event::Answered { .. } | Event::Confirmed { .. } | Event::Digit { .. } => {}
            }
        }
        let due: Vec<CallKey> = self.phone_calls.keys().copied().collect();
        for key in due {
            self.play_phone(now, key, &mut ua, &mut rtp);
        }
        rtp.poll(now);
        self.phones = Some((ua, rtp));
    }

    fn play_phone(&mut self, now: Instant, key: CallKey, ua: &mut UserAgent, rtp: &mut RtpSocket) {
        let Some(call) = self.phone_calls.get(&key) else { return };
        if call.answers_at.is_some_and(|at| now >= at) {
            self.answer_phone(now, key, ua, rtp);
        } else if call.leaves_at.is_some_and(|at| now >= at) {
            ua.hang_up(now, key);
            if let Some(call) = self.phone_calls.get_mut(&key) {
                call.leaves_at = None;
            }
        }
    }

    fn answer_phone(&mut self, now: Instant, key: CallKey, ua: &mut UserAgent, rtp: &mut RtpSocket) {
        let talk = self.draw(&self.options.talk_ms.clone());
        let hangs_up = self.dice.random_ratio(1, self.options.phone_hangs_up_one_in.max(1));
        let voice = self.dice.random_range(0..self.options.agent_voices.len().max(1));
        let sound = self.options.agent_voices.get(voice).cloned().unwrap_or_else(|| Arc::from([]));
        let Some(call) = self.phone_calls.get_mut(&key) else { return };
        call.answers_at = None;
        call.leaves_at = hangs_up.then(|| now + talk);
        ua.answer(now, key, &sdp(rtp.address(), "sendrecv"));
        if let Some((target, payload_type)) = sdp_target(&call.caller_sdp) {
            let options = StreamOptions { sound, is_looped: true, is_stamped: false, captures: false };
            call.stream = Some(rtp.open(target, payload_type, options));
        }
    }
}
