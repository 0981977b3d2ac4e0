//! The way to a peer: one UDP address, or one TCP connection.

use rsipstack::sip::Transport;
use rsipstack::transport::{SipAddr, SipConnection};
use std::net::SocketAddr;

#[derive(Clone)]
pub struct Flow {
    pub connection: SipConnection,
    pub to: SipAddr,
    pub is_tcp: bool,
}

impl Flow {
    pub fn udp(connection: SipConnection, peer: SocketAddr) -> Self {
        Self { connection, to: SipAddr { r#type: Some(Transport::Udp), addr: peer.into() }, is_tcp: false }
    }

    /// The flow a message came on.
    pub fn of(connection: &SipConnection) -> Option<Self> {
        let to = connection.get_remote_addr()?.clone();
        Some(Self { connection: connection.clone(), is_tcp: connection.is_reliable(), to })
    }

    pub fn peer(&self) -> Option<SocketAddr> {
        self.to.get_socketaddr().ok()
    }

    /// UDP always is; a TCP connection until it closed.
    pub fn is_open(&self) -> bool {
        !self.is_tcp || self.connection.cancel_token().is_none_or(|token| !token.is_cancelled())
    }

    pub fn transport(&self) -> &'static str {
        if self.is_tcp { "TCP" } else { "UDP" }
    }
}
