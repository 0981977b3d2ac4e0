//! RTP ports: even numbers of the configured range and the odd ones above them for RTCP, tried from a random start,
//! each pair resting after a call.

use crate::api::MediaError;
use crate::limits::{PORT_COOL_DOWN, PORT_TRIES_MAX, RTP_SOCKET_BUFFER};
use std::collections::{HashSet, VecDeque};
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::Mutex;
use std::time::Instant;

pub struct Ports {
    ip: IpAddr,
    low: u16,
    /// Even ports in the range.
    count: u32,
    book: Mutex<Book>,
}

struct Book {
    next: u32,
    /// In use or resting.
    taken: HashSet<u16>,
    resting: VecDeque<(Instant, u16)>,
}

impl Ports {
    /// `range`: both ends included; `start`: any number.
    pub fn new(ip: IpAddr, range: (u16, u16), start: u32) -> Self {
        let low = range.0.saturating_add(range.0 & 1);
        let count = if range.1 <= low { 0 } else { u32::from(range.1 - low).div_ceil(2) };
        let book = Book { next: start, taken: HashSet::new(), resting: VecDeque::new() };
        Self { ip, low, count, book: Mutex::new(book) }
    }

    /// Bound, non-blocking sockets for RTP and RTCP on ports nobody used for the cool-down.
    pub fn open(&self, now: Instant) -> Result<(UdpSocket, UdpSocket), MediaError> {
        for _ in 0..PORT_TRIES_MAX {
            let port = self.reserve(now).ok_or(MediaError::NoPort)?;
            match self.bind(port) {
                Ok(pair) => return Ok(pair),
                // Somebody else has it: look again after the cool-down.
                Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => self.release(port, now),
                Err(error) => {
                    self.release(port, now);
                    return Err(error.into());
                }
            }
        }
        Err(MediaError::NoPort)
    }

    fn bind(&self, port: u16) -> std::io::Result<(UdpSocket, UdpSocket)> {
        let rtp = UdpSocket::bind(SocketAddr::new(self.ip, port))?;
        let rtcp = UdpSocket::bind(SocketAddr::new(self.ip, port + 1))?;
        rtp.set_nonblocking(true)?;
        rtcp.set_nonblocking(true)?;
        socket2::SockRef::from(&rtp).set_recv_buffer_size(RTP_SOCKET_BUFFER)?;
        Ok((rtp, rtcp))
    }

    /// The call is over: the port rests, then it may be used again.
    pub fn release(&self, port: u16, now: Instant) {
        let mut book = self.book();
        book.resting.push_back((now, port));
    }

    fn reserve(&self, now: Instant) -> Option<u16> {
        let mut book = self.book();
        while let Some(&(since, port)) = book.resting.front()
            && now.saturating_duration_since(since) >= PORT_COOL_DOWN
        {
            book.resting.pop_front();
            book.taken.remove(&port);
        }
        for _ in 0..self.count {
            let port = self.low + 2 * (book.next % self.count) as u16;
            book.next = book.next.wrapping_add(1);
            if book.taken.insert(port) {
                return Some(port);
            }
        }
        None
    }

    fn book(&self) -> std::sync::MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn port(pair: &(UdpSocket, UdpSocket)) -> u16 {
        let port = pair.0.local_addr().expect("bound").port();
        assert_eq!(pair.1.local_addr().expect("bound").port(), port + 1);
        port
    }

    #[test]
    fn ports_are_even_and_rest_before_they_come_again() {
        let ports = Ports::new([127, 0, 0, 1].into(), (41_001, 41_008), 12_345);
        let start = Instant::now();
        let sockets: Vec<_> = (0..3).map(|_| ports.open(start).expect("three pairs")).collect();
        let mut numbers: Vec<u16> = sockets.iter().map(port).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, [41_002, 41_004, 41_006]);
        assert!(matches!(ports.open(start), Err(MediaError::NoPort)));

        let freed = port(&sockets[0]);
        drop(sockets);
        ports.release(freed, start);
        assert!(matches!(ports.open(start + Duration::from_millis(1_999)), Err(MediaError::NoPort)));
        assert_eq!(port(&ports.open(start + Duration::from_millis(2_000)).expect("rested")), freed);
    }

    #[test]
    fn a_port_of_another_program_is_passed_over() {
        let other = UdpSocket::bind("127.0.0.1:41102").expect("free in this test");
        let ports = Ports::new([127, 0, 0, 1].into(), (41_102, 41_106), 0);
        assert_eq!(port(&ports.open(Instant::now()).expect("the other one")), 41_104);
        drop(other);
    }
}
