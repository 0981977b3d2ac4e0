//! A customer at the keyboard: calls a number, says a tone, and tells which tones it hears.
//!
//! usage: caller <centre address> <number> [from] [tone hz]
//! Commands on standard input: `press 1`, `hold`, `resume`, `hang up`. On standard output, a line each:
//! `ringing`, `answered`, `refused 404`, `ended`, `hears <hz> <share>` for the loudest of the listed tones and `hears
//! silence`, every 500 ms.

use callers::message::{sdp, sdp_target};
use callers::rtp::{RtpSocket, StreamKey, StreamOptions};
use callers::tone::{linear, share_at, tone};
use callers::ua::{CallKey, Event, UserAgent};
use std::io::BufRead;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Tones that are told apart.
const TONES_HZ: [f64; 5] = [440.0, 600.0, 880.0, 1_000.0, 1_300.0];
/// Mean absolute sample below which a sound is silence.
const SILENCE_BELOW: i64 = 60;
const REPORT_EVERY: Duration = Duration::from_millis(500);
const CALL_MAX: Duration = Duration::from_secs(300);

fn main() {
    let words: Vec<String> = std::env::args().collect();
    let centre: SocketAddr = words[1].parse().expect("the centre's address, as 127.0.0.1:5060");
    let number = words.get(2).map_or("95000", String::as_str);
    let from = words.get(3).map_or("19900001234", String::as_str);
    let hz: f64 = words.get(4).and_then(|text| text.parse().ok()).unwrap_or(440.0);
    let (send, commands) = channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    Customer::call(centre, number, from, hz).run(&commands);
}

struct Customer {
    ua: UserAgent,
    rtp: RtpSocket,
    key: CallKey,
    hz: f64,
    stream: Option<StreamKey>,
    heard: Vec<u8>,
}

impl Customer {
    fn call(centre: SocketAddr, number: &str, from: &str, hz: f64) -> Self {
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut ua = UserAgent::bind(here).expect("a free port");
        let rtp = RtpSocket::bind(here, Instant::now()).expect("a free port");
        let key = ua.invite(Instant::now(), centre, from, number, &sdp(rtp.address(), "sendrecv"));
        Self { ua, rtp, key, hz, stream: None, heard: Vec::new() }
    }

    fn run(mut self, commands: &Receiver<String>) {
        let end = Instant::now() + CALL_MAX;
        let mut report_at = Instant::now() + REPORT_EVERY;
        while Instant::now() < end {
            while let Ok(command) = commands.try_recv() {
                self.obey(command.trim());
            }
            let now = Instant::now();
            for event in self.ua.poll(now) {
                if self.tell(event) {
                    return;
                }
            }
            self.rtp.poll(now);
            if let Some(stream) = self.stream {
                self.heard.extend(self.rtp.take_sound(stream));
            }
            if now >= report_at {
                report_at = now + REPORT_EVERY;
                self.report();
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        self.ua.hang_up(Instant::now(), self.key);
    }

    fn obey(&mut self, command: &str) {
        let now = Instant::now();
        match (command, self.stream) {
            ("hang up", _) => self.ua.hang_up(now, self.key),
            ("hold", _) => self.ua.reinvite(now, self.key, &sdp(self.rtp.address(), "sendonly")),
            ("resume", _) => self.ua.reinvite(now, self.key, &sdp(self.rtp.address(), "sendrecv")),
            (press, Some(stream)) => {
                if let Some(digit) = press.strip_prefix("press ").and_then(|rest| rest.chars().next()) {
                    self.rtp.press(stream, digit);
                }
            }
            (_, None) => {}
        }
    }

    /// True when the call is over.
    fn tell(&mut self, event: Event) -> bool {
        match event {
            Event::Ringing { .. } => println!("ringing"),
            Event::Answered { sdp, .. } if self.stream.is_none() => {
                println!("answered");
                if let Some((target, payload_type)) = sdp_target(&sdp) {
                    let sound = tone(self.hz, 1_000).into();
                    let options = StreamOptions { sound, is_looped: true, is_stamped: false, captures: true };
                    self.stream = Some(self.rtp.open(target, payload_type, options));
                }
            }
            Event::Refused { status, .. } => {
                println!("refused {status}");
                return true;
            }
            Event::Ended { .. } | Event::Released { .. } => {
                println!("ended");
                return true;
            }
            Event::Answered { .. } | Event::Incoming { .. } | Event::Confirmed { .. } | Event::Digit { .. } => {}
        }
        false
    }

    fn report(&mut self) {
        let sound = std::mem::take(&mut self.heard);
        let loudness: i64 = sound.iter().map(|byte| i64::from(linear(*byte)).abs()).sum();
        if sound.is_empty() || loudness / (sound.len() as i64) < SILENCE_BELOW {
            return println!("hears silence");
        }
        let shares = TONES_HZ.map(|hz| (hz, share_at(hz, &sound)));
        let loudest = shares.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((hz, share)) = loudest {
            println!("hears {hz:.0} {share:.2}");
        }
    }
}
