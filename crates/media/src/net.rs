//! The few Linux calls the media thread lives on: epoll, a tick timer, a bell for commands, and batched datagrams.
//!
//! All `unsafe` of this crate is here.

use crate::limits::{BATCH, DATAGRAM_MAX, READY_MAX};
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::time::{Duration, Instant};

fn check(result: i32) -> io::Result<i32> {
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result) }
}

/// Readiness of many descriptors, each known by a token. Level-triggered: one batch per turn and descriptor is enough,
/// so that a flood on one socket cannot starve the others.
pub struct Poller {
    epoll: OwnedFd,
    ready: Vec<libc::epoll_event>,
}

impl Poller {
    pub fn new() -> io::Result<Self> {
        // SAFETY: no pointers; the descriptor is ours alone.
        let epoll = unsafe { OwnedFd::from_raw_fd(check(libc::epoll_create1(libc::EPOLL_CLOEXEC))?) };
        Ok(Self { epoll, ready: vec![libc::epoll_event { events: 0, u64: 0 }; READY_MAX] })
    }

    /// Closing the descriptor takes it out again.
    pub fn add(&self, what: &impl AsRawFd, token: u64) -> io::Result<()> {
        let mut event = libc::epoll_event { events: libc::EPOLLIN as u32, u64: token };
        // SAFETY: `event` lives over the call; both descriptors are open.
        check(unsafe {
            libc::epoll_ctl(self.epoll.as_raw_fd(), libc::EPOLL_CTL_ADD, what.as_raw_fd(), &raw mut event)
        })?;
        Ok(())
    }

    /// Waits without limit; returns how many are ready.
    pub fn wait(&mut self) -> io::Result<usize> {
        // SAFETY: the buffer holds READY_MAX events.
        let result =
            unsafe { libc::epoll_wait(self.epoll.as_raw_fd(), self.ready.as_mut_ptr(), self.ready.len() as i32, -1) };
        match check(result) {
            Ok(count) => Ok(count as usize),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(0),
            Err(error) => Err(error),
        }
    }

    pub fn token(&self, index: usize) -> u64 {
        self.ready[index].u64
    }
}

/// Wakes the media thread from any other.
pub struct Bell(OwnedFd);

impl Bell {
    pub fn new() -> io::Result<Self> {
        // SAFETY: no pointers; the descriptor is ours alone.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(check(libc::eventfd(0, libc::EFD_CLOEXEC | libc::EFD_NONBLOCK))?) }))
    }

    pub fn ring(&self) {
        let one = 1_u64.to_ne_bytes();
        // SAFETY: eight bytes, as eventfd(2) wants. A full counter (EAGAIN) has rung already.
        unsafe { libc::write(self.0.as_raw_fd(), one.as_ptr().cast(), one.len()) };
    }

    pub fn quiet(&self) {
        read_counter(&self.0);
    }
}

impl AsRawFd for Bell {
    fn as_raw_fd(&self) -> i32 {
        self.0.as_raw_fd()
    }
}

/// Rings at each multiple of a period, on an absolute timeline that does not drift.
pub struct Beat {
    timer: OwnedFd,
    start: Instant,
    period: Duration,
}

impl Beat {
    pub fn new(period: Duration) -> io::Result<Self> {
        let span = libc::timespec { tv_sec: period.as_secs() as i64, tv_nsec: i64::from(period.subsec_nanos()) };
        let setting = libc::itimerspec { it_interval: span, it_value: span };
        // SAFETY: `setting` lives over the call; the descriptor is ours alone.
        unsafe {
            let flags = libc::TFD_CLOEXEC | libc::TFD_NONBLOCK;
            let timer = OwnedFd::from_raw_fd(check(libc::timerfd_create(libc::CLOCK_MONOTONIC, flags))?);
            check(libc::timerfd_settime(timer.as_raw_fd(), 0, &raw const setting, std::ptr::null_mut()))?;
            Ok(Self { timer, start: Instant::now(), period })
        }
    }

    /// Periods that passed since the last call.
    pub fn passed(&self) -> u64 {
        read_counter(&self.timer)
    }

    /// How long ago beat number `count` was due.
    pub fn late(&self, count: u64) -> Duration {
        let due = self.start + self.period * u32::try_from(count).unwrap_or(u32::MAX);
        Instant::now().saturating_duration_since(due)
    }
}

impl AsRawFd for Beat {
    fn as_raw_fd(&self) -> i32 {
        self.timer.as_raw_fd()
    }
}

fn read_counter(from: &OwnedFd) -> u64 {
    let mut counter = [0_u8; 8];
    // SAFETY: eight bytes of room. Nothing to read (EAGAIN) leaves the zero.
    unsafe { libc::read(from.as_raw_fd(), counter.as_mut_ptr().cast(), counter.len()) };
    u64::from_ne_bytes(counter)
}

/// Room for one batch of datagrams, made once.
pub struct Batch {
    buffers: Vec<[u8; DATAGRAM_MAX]>,
    addresses: Vec<libc::sockaddr_storage>,
    vectors: Vec<libc::iovec>,
    headers: Vec<libc::mmsghdr>,
}

// SAFETY: the pointers in `vectors` and `headers` point into the other vectors' heap memory, which moves with `self`
// and is never reallocated.
unsafe impl Send for Batch {}

impl Batch {
    pub fn new() -> Self {
        // SAFETY: all three are plain C structs for which zeros are valid.
        let (address, header): (libc::sockaddr_storage, libc::mmsghdr) = unsafe { std::mem::zeroed() };
        let mut batch = Self {
            buffers: vec![[0; DATAGRAM_MAX]; BATCH],
            addresses: vec![address; BATCH],
            vectors: Vec::with_capacity(BATCH),
            headers: vec![header; BATCH],
        };
        for i in 0..BATCH {
            let base = batch.buffers[i].as_mut_ptr().cast();
            batch.vectors.push(libc::iovec { iov_base: base, iov_len: DATAGRAM_MAX });
        }
        for i in 0..BATCH {
            let header = &mut batch.headers[i].msg_hdr;
            header.msg_name = (&raw mut batch.addresses[i]).cast();
            header.msg_iov = &raw mut batch.vectors[i];
            header.msg_iovlen = 1;
        }
        batch
    }

    /// Takes what waits on a socket, at most [`BATCH`] datagrams. Fewer than that: the socket is empty.
    pub fn receive(&mut self, socket: &UdpSocket) -> usize {
        for header in &mut self.headers {
            header.msg_hdr.msg_namelen = size_of::<libc::sockaddr_storage>() as u32;
        }
        // SAFETY: every header points at buffers of this struct that live as long as it does.
        let result = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                self.headers.as_mut_ptr(),
                BATCH as u32,
                libc::MSG_DONTWAIT as _,
                std::ptr::null_mut(),
            )
        };
        // An error (EAGAIN, or ECONNREFUSED that ICMP left on the socket) is no datagram.
        usize::try_from(result).unwrap_or(0)
    }

    /// Bytes of datagram `index` of the last batch.
    pub fn bytes(&mut self, index: usize) -> &mut [u8] {
        let length = (self.headers[index].msg_len as usize).min(DATAGRAM_MAX);
        &mut self.buffers[index][..length]
    }

    pub fn is_cut(&self, index: usize) -> bool {
        self.headers[index].msg_hdr.msg_flags & libc::MSG_TRUNC != 0
    }

    /// Sender of datagram `index`.
    pub fn from(&self, index: usize) -> Option<SocketAddr> {
        let storage = &self.addresses[index];
        match i32::from(storage.ss_family) {
            libc::AF_INET => {
                // SAFETY: the family says which struct the storage holds.
                let address = unsafe { &*(&raw const *storage).cast::<libc::sockaddr_in>() };
                let ip = Ipv4Addr::from(u32::from_be(address.sin_addr.s_addr));
                Some(SocketAddr::new(IpAddr::V4(ip), u16::from_be(address.sin_port)))
            }
            libc::AF_INET6 => {
                // SAFETY: as above.
                let address = unsafe { &*(&raw const *storage).cast::<libc::sockaddr_in6>() };
                let ip = Ipv6Addr::from(address.sin6_addr.s6_addr);
                Some(SocketAddr::new(IpAddr::V6(ip), u16::from_be(address.sin6_port)))
            }
            _ => None,
        }
    }
}

/// Gives the calling thread precedence and exact timers, as far as the system lets it.
pub fn hurry() {
    let realtime = libc::sched_param { sched_priority: 1 };
    // SAFETY: `realtime` lives over the call. All may fail without harm: they need rights that a container often does
    // not have.
    unsafe {
        if libc::sched_setscheduler(0, libc::SCHED_RR | libc::SCHED_RESET_ON_FORK, &raw const realtime) < 0 {
            libc::setpriority(libc::PRIO_PROCESS, 0, -10);
        }
        libc::prctl(libc::PR_SET_TIMERSLACK, 1_000_u64, 0_u64, 0_u64, 0_u64);
    }
}

/// Each leg takes two descriptors, and many systems begin with 1,024: asks for all that may be had.
pub fn allow_many_files() {
    // SAFETY: `limit` lives over both calls; failing leaves the limit as it is.
    unsafe {
        let mut limit = libc::rlimit { rlim_cur: 0, rlim_max: 0 };
        if libc::getrlimit(libc::RLIMIT_NOFILE, &raw mut limit) == 0 && limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max;
            libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit);
        }
    }
}
