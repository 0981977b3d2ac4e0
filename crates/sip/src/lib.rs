//! SIP signalling over `rsipstack`, whose types do not leave this crate.
//!
//! Knows transactions, dialogs, registrations, trunks and who may be let in; never what a call means. Events go out
//! through one bounded channel, commands come in through [`Sip`]. The way of a message: [`wire`] screens its bytes,
//! [`gate`] admits the request, the stack keeps the transaction, [`legs`] owns the dialog. Start reading at [`api`].
//!
//! The stack logs whole messages at `info`, digests and keys with them: run it with `rsipstack=warn`.

pub mod api;
mod digest;
mod directory;
mod flow;
mod gate;
mod legs;
pub mod limits;
mod message;
mod registrar;
mod shared;
mod status;
mod wire;

pub use api::{InviteTo, Registration, SipCommand, SipConfig, SipEnd, SipError, SipEvent, SipLoad};

use directory::Directory;
use legs::Legs;
use model::{PhoneAddress, Routing};
use rsipstack::EndpointBuilder;
use rsipstack::platform::CancellationToken;
use rsipstack::transaction::endpoint::EndpointOption;
use rsipstack::transport::udp::UdpConnection;
use rsipstack::transport::{SipConnection, TransportLayer};
use shared::{Counters, Shared};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc;

/// The signalling of one node. Cheap to clone; it ends when the last clone is dropped.
#[derive(Clone)]
pub struct Sip {
    shared: Arc<Shared>,
    commands: mpsc::Sender<SipCommand>,
    _life: Arc<Life>,
}

/// Stops every task of this crate when the last handle goes.
struct Life(CancellationToken);

impl Drop for Life {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Sip {
    /// Binds UDP and TCP to one port and begins to serve.
    pub async fn start(
        config: SipConfig,
        routing: Arc<Routing>,
        events: mpsc::Sender<SipEvent>,
    ) -> Result<Self, SipError> {
        if config.listen.ip().is_unspecified() {
            return Err(SipError::Wildcard(config.listen));
        }
        let (udp, tcp, address) = bind(config.listen).await?;
        let cancel = CancellationToken::new();
        let (inputs, inputs_taken) = mpsc::channel(limits::INPUTS_MAX);
        let (commands, commands_taken) = mpsc::channel(limits::COMMANDS_MAX);
        let shared = Arc::new(Shared::new(config, address, Directory::new(routing), inputs, cancel.clone()));
        let socket = Arc::new(wire::udp::ScreenedSocket::new(udp, Arc::downgrade(&shared)));
        let stack = |error: rsipstack::Error| SipError::Stack(Box::new(error));
        let udp = UdpConnection::from_socket(socket, None, Some(cancel.child_token())).await.map_err(stack)?;
        let udp = SipConnection::Udp(udp);
        let transport = TransportLayer::new(cancel.clone());
        transport.add_transport(udp.clone());
        let endpoint = EndpointBuilder::new()
            .with_user_agent(&shared.config.product)
            .with_transport_layer(transport)
            .with_cancel_token(cancel.clone())
            .with_transport_inspector(Box::new(gate::Gate::new(shared.clone())))
            // The ACK to a 2xx is ours: only the dialog knows the way behind NAT.
            .with_option(EndpointOption { auto_ack_2xx: false, ..EndpointOption::default() })
            .build();
        let incoming = endpoint.incoming_transactions().map_err(stack)?;
        shared.endpoint.set(Arc::downgrade(&endpoint.inner)).expect("set here only");
        assert!(shared.udp.set(udp).is_ok(), "set here only");
        tokio::spawn(Legs::new(shared.clone(), events).run(inputs_taken, commands_taken));
        tokio::spawn(legs::pump::accept(shared.clone(), incoming));
        tokio::spawn(wire::tcp::serve(tcp, shared.clone()));
        tokio::spawn(async move { endpoint.serve().await });
        tracing::info!(sip.address = %address, "signalling listens");
        Ok(Self { shared, commands, _life: Arc::new(Life(cancel)) })
    }

    /// Hands a command to the loop without waiting. Commands for legs that are gone are ignored.
    pub fn send(&self, command: SipCommand) {
        if let Err(error) = self.commands.try_send(command) {
            Counters::count(&self.shared.counters.commands_lost);
            tracing::error!(%error, "a signalling command is lost: the loop is stuck");
        }
    }

    /// The rules in force from the next message on. Live calls go on under the old ones.
    pub fn obey(&self, routing: Arc<Routing>) {
        self.shared.obey(Directory::new(routing));
    }

    /// Bound; UDP and TCP.
    pub fn address(&self) -> SocketAddr {
        self.shared.address
    }

    /// No new calls from now on: 503, also to OPTIONS. What lives goes on.
    pub fn drain(&self) {
        self.shared.is_draining.store(true, Relaxed);
    }

    /// Whether this phone could be dialled: fixed, or registered now.
    pub fn reachable(&self, phone: &str) -> bool {
        match self.shared.directory().phone(phone).map(|phone| &phone.address) {
            Some(PhoneAddress::Fixed { .. }) => true,
            Some(PhoneAddress::Registers { .. }) => self.shared.registrar().binding(phone, Instant::now()).is_some(),
            None => false,
        }
    }

    pub fn registrations(&self) -> Vec<Registration> {
        self.shared.registrar().list(Instant::now())
    }

    pub fn load(&self) -> SipLoad {
        self.shared.load()
    }
}

/// One port for UDP and TCP; with port 0 a few are tried until both are free.
async fn bind(listen: SocketAddr) -> Result<(UdpSocket, TcpListener, SocketAddr), SipError> {
    let mut tries = if listen.port() == 0 { limits::PORT_TRIES } else { 1 };
    loop {
        tries -= 1;
        let failed = |source| SipError::Bind { address: listen, source };
        let udp = UdpSocket::bind(listen).await.map_err(failed)?;
        let address = udp.local_addr().map_err(failed)?;
        // Best effort: the system may grant less.
        socket2::SockRef::from(&udp).set_recv_buffer_size(limits::SOCKET_BUFFER_BYTES).ok();
        match TcpListener::bind(address).await {
            Ok(tcp) => return Ok((udp, tcp, address)),
            Err(_) if tries > 0 => {}
            Err(source) => return Err(SipError::Bind { address, source }),
        }
    }
}
