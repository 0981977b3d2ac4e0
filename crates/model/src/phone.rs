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
    /// Where outbound calls go; `None`: inbound only.
    pub outbound: Option<SocketAddr>,
    pub calls_max: u32,
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
