//! The rules in force, arranged for the questions that signalling asks: who is this source, which numbers exist, where is
//! this phone. One immutable picture, replaced as a whole.

use model::{Phone, PhoneAddress, Routing};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// Trunk key under which phones may call numbers of the rulebook.
pub const PHONES_TRUNK: &str = "phones";

/// Who sends from an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    Trunk(Arc<str>),
    Phone(Arc<str>),
    Stranger,
}

#[derive(Debug, Default)]
pub struct Directory {
    routing: Arc<Routing>,
    numbers: HashMap<Arc<str>, Vec<Option<Arc<str>>>>,
    phones: HashMap<Arc<str>, Phone>,
    by_port: HashMap<SocketAddr, Arc<str>>,
    by_ip: HashMap<IpAddr, Arc<str>>,
    fixed: HashMap<SocketAddr, Arc<str>>,
    fixed_ips: std::collections::HashSet<IpAddr>,
    trunks: HashMap<Arc<str>, (u32, Option<SocketAddr>)>,
    is_registrar: bool,
}

impl Directory {
    pub fn new(routing: Arc<Routing>) -> Self {
        let mut it = Self::default();
        for inbound in &routing.inbound {
            it.numbers.entry(inbound.number.clone()).or_default().push(inbound.trunk.clone());
        }
        for trunk in &routing.trunks {
            it.trunks.insert(trunk.key.clone(), (trunk.calls_max, trunk.outbound));
            for (ip, port) in trunk.sources.iter().map(|(ip, port)| (ip.to_canonical(), port)) {
                match port {
                    Some(port) => it.by_port.insert(SocketAddr::new(ip, *port), trunk.key.clone()),
                    None => it.by_ip.insert(ip, trunk.key.clone()),
                };
            }
        }
        for phone in &routing.phones {
            match &phone.address {
                PhoneAddress::Fixed { address } => {
                    it.fixed.insert(*address, phone.key.clone());
                    it.fixed_ips.insert(address.ip().to_canonical());
                }
                PhoneAddress::Registers { .. } => it.is_registrar = true,
            }
            it.phones.insert(phone.key.clone(), phone.clone());
        }
        it.routing = routing;
        it
    }

    /// Exact addresses win over whole hosts, trunks over phones. `registered` says whose registration came from there.
    pub fn source(&self, from: SocketAddr, registered: impl FnOnce() -> Option<Arc<str>>) -> Source {
        let from = SocketAddr::new(from.ip().to_canonical(), from.port());
        if let Some(trunk) = self.by_port.get(&from) {
            return Source::Trunk(trunk.clone());
        }
        let phone = self.fixed.get(&from).cloned().or_else(registered);
        let by_ip = self.trunk_of_host(from.ip());
        match (phone, by_ip) {
            (Some(phone), _) if self.trunks.contains_key(PHONES_TRUNK) => Source::Phone(phone),
            (_, Some(trunk)) => Source::Trunk(trunk.clone()),
            (Some(phone), None) => Source::Phone(phone),
            (None, None) => Source::Stranger,
        }
    }

    /// A trunk known by its host: exactly, else by its network.
    fn trunk_of_host(&self, ip: IpAddr) -> Option<&Arc<str>> {
        let in_network = || self.routing.trunks.iter().find(|trunk| trunk.has_in_network(ip)).map(|trunk| &trunk.key);
        self.by_ip.get(&ip).or_else(in_network)
    }

    /// A trunk's or fixed phone's host, whatever the port: may open a TCP connection and speak within dialogs.
    pub fn is_known_host(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.trunk_of_host(ip).is_some()
            || self.fixed_ips.contains(&ip)
            || self.by_port.keys().any(|address| address.ip() == ip)
            || self.trunks.values().any(|(_, outbound)| outbound.is_some_and(|address| address.ip() == ip))
    }

    /// Whether any phone of the rulebook registers; if none does, REGISTER is not answered at all.
    pub fn is_registrar(&self) -> bool {
        self.is_registrar
    }

    pub fn has_number(&self, number: &str, trunk: &str) -> bool {
        let trunks = self.numbers.get(number);
        trunks.is_some_and(|on| on.iter().any(|key| key.as_deref().is_none_or(|key| key == trunk)))
    }

    pub fn has_trunk(&self, trunk: &str) -> bool {
        self.trunks.contains_key(trunk)
    }

    pub fn calls_max(&self, trunk: &str) -> u32 {
        self.trunks.get(trunk).map_or(0, |(calls_max, _)| *calls_max)
    }

    pub fn outbound(&self, trunk: &str) -> Option<SocketAddr> {
        self.trunks.get(trunk).and_then(|(_, outbound)| *outbound)
    }

    pub fn phone(&self, key: &str) -> Option<&Phone> {
        self.phones.get(key)
    }

    pub fn realm(&self) -> &str {
        &self.routing.sip_realm
    }
}
