//! Phones, trunks and the numbers that can be dialled.

use serde::{Deserialize, Serialize};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// A desk phone or softphone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// Also its SIP user, as `8001`.
    pub key: Arc<str>,
    pub address: PhoneAddress,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneAddress {
    /// Registers with digest. HA1 = H(user:realm:password), hex; the password itself is never kept.
    Registers { realm: String, ha1_md5: String, ha1_sha256: String },
    /// Always there, without registration.
    Fixed { address: SocketAddr },
}

/// A line to the outside, known by where its packets come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trunk {
    pub key: Arc<str>,
    /// Requests from these addresses belong to this trunk; port `None`: any source port.
    pub sources: Vec<(IpAddr, Option<u16>)>,
    /// And requests from these networks, as address and prefix length, from any port. An exact source wins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<(IpAddr, u8)>,
    /// Where outbound calls go; `None`: inbound only.
    pub outbound: Option<SocketAddr>,
    pub calls_max: u32,
}

impl Trunk {
    /// Whether one of the networks holds this address. IPv4 as IPv4, also when it came mapped into IPv6.
    pub fn has_in_network(&self, source: IpAddr) -> bool {
        self.networks.iter().any(|&(network, bits)| match (network.to_canonical(), source.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(source)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
                (u32::from(network) ^ u32::from(source)) & mask == 0
            }
            (IpAddr::V6(network), IpAddr::V6(source)) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0);
                (u128::from(network) ^ u128::from(source)) & mask == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        })
    }
}

/// A number that callers dial on a trunk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbound {
    pub number: Arc<str>,
    /// `None`: on every trunk.
    pub trunk: Option<Arc<str>>,
    pub route: Route,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// Key of the IVR flow that greets this number.
    Flow(Arc<str>),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses() {
        for (network, bits, source, expected) in [
            ("127.0.0.0", 8, "127.0.0.2", true),
            ("127.0.0.0", 8, "::ffff:127.9.9.9", true),
            ("127.0.0.0", 8, "128.0.0.1", false),
            ("10.1.2.3", 32, "10.1.2.4", false),
            ("0.0.0.0", 0, "203.0.113.9", true),
            ("0.0.0.0", 0, "::1", false),
            ("fd00::", 8, "fd12::1", true),
        ] {
            let trunk = Trunk {
                key: "t".into(),
                sources: vec![],
                networks: vec![(network.parse().expect("an address"), bits)],
                outbound: None,
                calls_max: 1,
            };
            assert_eq!(trunk.has_in_network(source.parse().expect("an address")), expected, "{source} in {network}");
        }
    }
}
