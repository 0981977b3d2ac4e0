//! Bridged G.711 calls with recording, as many as asked, for some seconds: what the media costs and how late it is.
//!
//! `cargo run --release -p media --example relay_load -- [calls] [seconds]`

use media::{Media, MediaConfig};
use model::{CallId, LegId, Millis, RecordingId};
use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::AsRawFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

struct Phone {
    socket: UdpSocket,
    to: SocketAddr,
}

fn main() {
    let mut arguments = std::env::args().skip(1).map(|text| text.parse::<usize>().expect("a number"));
    let calls = arguments.next().unwrap_or(100);
    let seconds = arguments.next().unwrap_or(10);
    let folder = tempfile::tempdir().expect("a folder");
    let config = MediaConfig {
        rtp_ip: [127, 0, 0, 1].into(),
        rtp_ports: (20_000, 29_999),
        webrtc: ([127, 0, 0, 1], 0).into(),
        webrtc_candidates: vec![],
        prompts: folder.path().into(),
        recordings: folder.path().join("recordings"),
        inactive_after: Millis(60_000),
    };
    let memory_before = resident_kib();
    let (events, mut told) = tokio::sync::mpsc::channel(10_000);
    let media = Media::start(config, events).expect("media starts");
    let phones: Arc<Vec<Phone>> = Arc::new((0..calls).flat_map(|_| call(&media)).collect());

    let is_over = Arc::new(AtomicBool::new(false));
    let start = Instant::now();
    let receiver = std::thread::spawn({
        let (phones, is_over) = (phones.clone(), is_over.clone());
        move || receive(&phones, &is_over)
    });
    let cpu_before = thread_cpu();
    let packets = seconds * 50;
    for packet in 0..packets {
        for slot in 0..20 {
            let due = start + Duration::from_millis((packet * 20 + slot) as u64);
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            for phone in phones.iter().skip(slot).step_by(20) {
                send(phone, packet);
            }
        }
    }
    let elapsed = start.elapsed().as_secs_f64();
    let cpu = thread_cpu();
    let memory = resident_kib();
    std::thread::sleep(Duration::from_millis(300));
    is_over.store(true, Relaxed);
    let mut late = receiver.join().expect("the receiver lives");
    late.sort_unstable();
    let at = |share: f64| late.get((late.len() as f64 * share) as usize).copied().unwrap_or(0);
    println!("{calls} calls, {elapsed:.1} s: sent {}, came {}", packets * phones.len(), late.len());
    println!("one way: p50 {} µs, p95 {} µs, p99 {} µs, max {} µs", at(0.5), at(0.95), at(0.99), at(0.999_999));
    for (name, ticks) in &cpu {
        let used = (ticks - cpu_before.get(name).unwrap_or(&0)) as f64 / 100.0 / elapsed;
        if name.starts_with("media") {
            println!("{name}: {:.1} % of a core, {:.2} % per 100 calls", used * 100.0, used * 1e4 / calls as f64);
        }
    }
    println!(
        "memory: {:.1} KiB per call, phones of this program included",
        (memory - memory_before) as f64 / calls as f64
    );
    println!("{:?}", media.load());
    media.shut_down();
    let mut ended = 0;
    while told.try_recv().is_ok() {
        ended += 1;
    }
    println!("{ended} events (a recording's end each)");
}

fn call(media: &Media) -> [Phone; 2] {
    let call = CallId(uuid::Uuid::now_v7());
    let legs = [LegId { call, number: 0 }, LegId { call, number: 1 }];
    let phones = legs.map(|leg| {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
        let port = socket.local_addr().expect("bound").port();
        let offer = format!(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 8\r\na=sendrecv\r\n"
        );
        let answer = media.open_offered(leg, offer).expect("an answer");
        let line = answer.lines().find_map(|line| line.strip_prefix("m=audio ")).expect("an audio line");
        let port = line.split(' ').next().and_then(|port| port.parse::<u16>().ok()).expect("a port");
        Phone { socket, to: SocketAddr::from(([127, 0, 0, 1], port)) }
    });
    media.connect(legs[0], legs[1]);
    media.start_recording(call, RecordingId(uuid::Uuid::now_v7()), legs[0], legs[1]);
    phones
}

/// The first eight bytes of the payload say when it left.
fn send(phone: &Phone, packet: usize) {
    let mut bytes = [0x55_u8; 172];
    bytes[..2].copy_from_slice(&[0x80, 8]);
    bytes[2..4].copy_from_slice(&(packet as u16).to_be_bytes());
    bytes[4..8].copy_from_slice(&(packet as u32 * 160).to_be_bytes());
    bytes[8..12].copy_from_slice(&7_u32.to_be_bytes());
    bytes[12..20].copy_from_slice(&now_us().to_be_bytes());
    phone.socket.send_to(&bytes, phone.to).expect("sent");
}

/// One-way times in microseconds, to the moment the kernel has the packet for the phone: how late this program itself
/// gets the processor does not count.
fn receive(phones: &[Phone], is_over: &AtomicBool) -> Vec<u64> {
    // SAFETY: plain epoll over sockets that outlive it.
    let epoll = unsafe { libc::epoll_create1(0) };
    for (i, phone) in phones.iter().enumerate() {
        let (fd, on) = (phone.socket.as_raw_fd(), 1_i32);
        // SAFETY: an `int` option, as socket(7) wants.
        unsafe {
            libc::setsockopt(
                fd,
                libc::SOL_SOCKET,
                libc::SO_TIMESTAMPNS,
                (&raw const on).cast(),
                size_of_val(&on) as u32,
            );
        }
        let mut event = libc::epoll_event { events: libc::EPOLLIN as u32, u64: i as u64 };
        // SAFETY: `event` lives over the call.
        unsafe { libc::epoll_ctl(epoll, libc::EPOLL_CTL_ADD, phone.socket.as_raw_fd(), &raw mut event) };
    }
    let mut late = Vec::new();
    let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; 1_024];
    while !is_over.load(Relaxed) {
        // SAFETY: the buffer holds 1,024 events.
        let ready = unsafe { libc::epoll_wait(epoll, events.as_mut_ptr(), 1_024, 100) };
        for event in &events[..ready.max(0) as usize] {
            let mut bytes = [0; 512];
            if let Some(came) = receive_timed(&phones[event.u64 as usize].socket, &mut bytes) {
                let sent = u64::from_be_bytes(bytes[12..20].try_into().expect("eight bytes"));
                late.push(came.saturating_sub(sent));
            }
        }
    }
    late
}

/// One packet, and when it came by the kernel's clock, in microseconds since 1970.
fn receive_timed(socket: &UdpSocket, bytes: &mut [u8; 512]) -> Option<u64> {
    let mut control = [0_u64; 16];
    let mut vector = libc::iovec { iov_base: bytes.as_mut_ptr().cast(), iov_len: bytes.len() };
    // SAFETY: zeros are a valid `msghdr`; all buffers outlive the call; the kernel writes whole control messages.
    unsafe {
        let mut header: libc::msghdr = std::mem::zeroed();
        header.msg_iov = &raw mut vector;
        header.msg_iovlen = 1;
        header.msg_control = control.as_mut_ptr().cast();
        header.msg_controllen = size_of_val(&control) as _;
        let length = libc::recvmsg(socket.as_raw_fd(), &raw mut header, libc::MSG_DONTWAIT);
        let message = libc::CMSG_FIRSTHDR(&raw const header);
        if length != 172 || message.is_null() {
            return None;
        }
        let time: libc::timespec = std::ptr::read_unaligned(libc::CMSG_DATA(message).cast());
        Some(time.tv_sec as u64 * 1_000_000 + time.tv_nsec as u64 / 1_000)
    }
}

fn now_us() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_micros() as u64
}

/// Processor time of each thread, in hundredths of a second, by name.
fn thread_cpu() -> HashMap<String, u64> {
    let tasks = std::fs::read_dir("/proc/self/task").expect("Linux");
    tasks
        .filter_map(|task| {
            let text = std::fs::read_to_string(task.ok()?.path().join("stat")).ok()?;
            let (head, tail) = text.rsplit_once(')')?;
            let fields: Vec<&str> = tail.split_whitespace().collect();
            let used = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
            Some((head.split_once('(')?.1.to_string(), used))
        })
        .collect()
}

fn resident_kib() -> i64 {
    let text = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}
