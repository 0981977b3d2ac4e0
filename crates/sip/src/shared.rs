//! What the parts of this crate share: the directory in force, live dialogs, registrations, counters. Locks are held for
//! a lookup or an insert, never across an await.

use crate::api::{SipConfig, SipLoad};
use crate::directory::{Directory, Source};
use crate::legs::Input;
use crate::limits;
use crate::registrar::Registrar;
use model::LegId;
use rsipstack::platform::CancellationToken;
use rsipstack::transaction::endpoint::EndpointInner;
use rsipstack::transport::SipConnection;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, RwLock, Weak};
use tokio::sync::mpsc;

/// Names a dialog from our side: Call-ID and our tag.
pub type DialogKey = (String, String);

#[derive(Default)]
pub struct Counters {
    pub invites: AtomicU64,
    pub unknown_source: AtomicU64,
    pub unknown_number: AtomicU64,
    pub calls_max: AtomicU64,
    pub overload: AtomicU64,
    pub draining: AtomicU64,
    pub malformed: AtomicU64,
    pub bad_digest: AtomicU64,
    pub commands_lost: AtomicU64,
}

impl Counters {
    pub fn count(counter: &AtomicU64) {
        counter.fetch_add(1, Relaxed);
    }
}

pub struct Shared {
    pub config: SipConfig,
    /// Bound; UDP and TCP.
    pub address: SocketAddr,
    directory: RwLock<Arc<Directory>>,
    pub registrar: Mutex<Registrar>,
    pub dialogs: RwLock<HashMap<DialogKey, LegId>>,
    pub trunk_calls: Mutex<HashMap<Arc<str>, u32>>,
    pub legs_live: AtomicUsize,
    /// Events the switch has not taken yet.
    pub events_behind: AtomicUsize,
    pub is_draining: AtomicBool,
    pub counters: Counters,
    pub inputs: mpsc::Sender<Input>,
    pub cancel: CancellationToken,
    /// Set once, before the first message can arrive. The endpoint owns the gate that holds this: hence weak.
    pub endpoint: OnceLock<Weak<EndpointInner>>,
    pub udp: OnceLock<SipConnection>,
}

impl Shared {
    pub fn new(
        config: SipConfig,
        address: SocketAddr,
        directory: Directory,
        inputs: mpsc::Sender<Input>,
        cancel: CancellationToken,
    ) -> Self {
        Self {
            config,
            address,
            directory: RwLock::new(Arc::new(directory)),
            registrar: Mutex::new(Registrar::new()),
            dialogs: RwLock::default(),
            trunk_calls: Mutex::default(),
            legs_live: AtomicUsize::new(0),
            events_behind: AtomicUsize::new(0),
            is_draining: AtomicBool::new(false),
            counters: Counters::default(),
            inputs,
            cancel,
            endpoint: OnceLock::new(),
            udp: OnceLock::new(),
        }
    }

    pub fn directory(&self) -> Arc<Directory> {
        self.directory.read().expect("no panic happens while the directory is swapped").clone()
    }

    pub fn obey(&self, directory: Directory) {
        *self.directory.write().expect("no panic happens while the directory is swapped") = Arc::new(directory);
    }

    pub fn registrar(&self) -> MutexGuard<'_, Registrar> {
        self.registrar.lock().expect("no panic happens inside the registrar")
    }

    pub fn source(&self, from: SocketAddr) -> Source {
        self.directory().source(from, || self.registrar().phone_at(from))
    }

    pub fn leg_of(&self, call_id: &str, tag: &str) -> Option<LegId> {
        let key = (call_id.to_owned(), tag.to_owned());
        self.dialogs.read().expect("no panic happens while dialogs change").get(&key).copied()
    }

    pub fn calls_on(&self, trunk: &str) -> u32 {
        self.trunk_calls.lock().expect("no panic happens while counting").get(trunk).copied().unwrap_or(0)
    }

    /// Takes a place on the trunk unless it is full.
    pub fn take_place(&self, trunk: &Arc<str>) -> bool {
        let calls_max = self.directory().calls_max(trunk);
        let mut calls = self.trunk_calls.lock().expect("no panic happens while counting");
        let count = calls.entry(trunk.clone()).or_default();
        let is_free = *count < calls_max;
        *count += u32::from(is_free);
        is_free
    }

    pub fn give_place(&self, trunk: &Arc<str>) {
        let mut calls = self.trunk_calls.lock().expect("no panic happens while counting");
        if let Some(count) = calls.get_mut(trunk) {
            *count = count.saturating_sub(1);
        }
    }

    pub fn is_behind(&self) -> bool {
        self.events_behind.load(Relaxed) > limits::EVENTS_BEHIND_MAX || self.inputs.capacity() < limits::INPUTS_MAX / 8
    }

    pub fn load(&self) -> SipLoad {
        let counters = &self.counters;
        SipLoad {
            invites: counters.invites.load(Relaxed),
            refused_unknown_source: counters.unknown_source.load(Relaxed),
            refused_unknown_number: counters.unknown_number.load(Relaxed),
            refused_calls_max: counters.calls_max.load(Relaxed),
            refused_overload: counters.overload.load(Relaxed),
            refused_draining: counters.draining.load(Relaxed),
            malformed: counters.malformed.load(Relaxed),
            bad_digests: counters.bad_digest.load(Relaxed),
            commands_lost: counters.commands_lost.load(Relaxed),
            dialogs: self.legs_live.load(Relaxed),
            registrations: self.registrar().count(),
        }
    }
}
