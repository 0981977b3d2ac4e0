use super::*;
use crate::message::sdp;

struct Pair {
    caller: UserAgent,
    phone: UserAgent,
    seen: Vec<Event>,
}

impl Pair {
    fn new() -> Self {
        let loopback = "127.0.0.1:0".parse().expect("an address");
        let bind = || UserAgent::bind(loopback).expect("a port");
        Self { caller: bind(), phone: bind(), seen: Vec::new() }
    }

    /// Polls both until `wanted` came out of one of them, for a second at most.
    fn until(&mut self, wanted: impl Fn(&Event) -> bool) -> Event {
        let end = Instant::now() + Duration::from_secs(1);
        while Instant::now() < end {
            if let Some(at) = self.seen.iter().position(&wanted) {
                return self.seen.remove(at);
            }
            let now = Instant::now();
            self.seen.extend(self.caller.poll(now));
            self.seen.extend(self.phone.poll(now));
            std::thread::yield_now();
        }
        panic!("the awaited event did not come");
    }

    fn incoming(&mut self) -> (CallKey, String, String) {
        match self.until(|event| matches!(event, Event::Incoming { .. })) {
            Event::Incoming { key, from, to, .. } => (key, from, to),
            other => panic!("asked for an incoming call, got {other:?}"),
        }
    }
}

#[test]
fn two_of_them_hold_a_call() {
    let mut pair = Pair::new();
    let media = sdp("127.0.0.1:4000".parse().expect("an address"), "sendrecv");
    let out = pair.caller.invite(Instant::now(), pair.phone.address(), "100", "200", &media);
    let (key, from, to) = pair.incoming();
    assert_eq!((from.as_str(), to.as_str()), ("100", "200"));
    pair.phone.ring(key);
    assert_eq!(pair.until(|event| matches!(event, Event::Ringing { .. })), Event::Ringing { key: out });
    pair.phone.answer(Instant::now(), key, &media);
    pair.until(|event| matches!(event, Event::Answered { .. }));
    pair.until(|event| matches!(event, Event::Confirmed { .. }));
    pair.caller.hang_up(Instant::now(), out);
    pair.until(|event| matches!(event, Event::Ended { .. }));
    pair.until(|event| matches!(event, Event::Released { .. }));
    assert_eq!((pair.caller.calls(), pair.phone.calls()), (0, 0));
}

#[test]
fn cancel_ends_a_ringing_call() {
    let mut pair = Pair::new();
    let out = pair.caller.invite(Instant::now(), pair.phone.address(), "100", "200", "");
    pair.incoming();
    pair.caller.hang_up(Instant::now(), out);
    pair.until(|event| matches!(event, Event::Ended { .. }));
    let refused = pair.until(|event| matches!(event, Event::Refused { .. }));
    assert_eq!(refused, Event::Refused { key: out, status: 487 });
}
