//! The switch as the server holds it: started with the settings, drained, measured. `Off` in tests of the web alone.

use crate::config::Config;
use metrics::{counter, gauge};
use model::{Fact, Millis, Routing};
use office::Switchboard;
use office::switchboard::Ordered;
use std::net::SocketAddr;
use std::sync::Arc;
use switch::node::{self, Node, NodeConfig, NodeError};
use tokio::sync::mpsc;

/// No RTP for so long ends a call that is not held; a peer with silence suppression still sends comfort noise.
const INACTIVE_AFTER: Millis = Millis::from_secs(60);
/// New calls per second before 503: twice the floor target of 100.
const INVITES_PER_SECOND_MAX: u32 = 200;

#[derive(Clone)]
pub enum Telephony {
    Node(Box<Node>),
    /// No voices: commands go to whoever holds the other end.
    Off,
}

impl Telephony {
    pub async fn start(
        config: &Config,
        routing: Arc<Routing>,
        facts: mpsc::Sender<Fact>,
    ) -> Result<(Self, Switchboard), NodeError> {
        let node = node::start(
            NodeConfig {
                sip: config.sip,
                product: format!("Qiao/{}", crate::VERSION),
                invites_per_second_max: INVITES_PER_SECOND_MAX,
                rtp_ip: config.sip.ip(),
                rtp_ports: (config.rtp_ports.from, config.rtp_ports.until),
                webrtc: config.webrtc,
                webrtc_candidates: config.webrtc_candidates.clone(),
                recordings: config.recordings.clone(),
                inactive_after: INACTIVE_AFTER,
            },
            routing,
            facts,
        )
        .await?;
        let switchboard = Switchboard(node.sender());
        Ok((Self::Node(Box::new(node)), switchboard))
    }

    /// Without a node, for tests: whoever holds the receiver answers.
    pub fn off() -> (Self, Switchboard, mpsc::Receiver<Ordered>) {
        let (commands, orders) = mpsc::channel(office::limits::COMMANDS_WAITING_MAX);
        (Self::Off, Switchboard(commands), orders)
    }

    /// SIP is bound. A node that could not bind never came to be.
    pub fn is_up(&self) -> bool {
        match self {
            Self::Node(_) | Self::Off => true,
        }
    }

    /// ` sip=… webrtc=…` for the line that says we are ready.
    pub fn bound_text(&self) -> String {
        match self {
            Self::Node(node) => {
                let bound = node.bound();
                format!(" sip={} webrtc={}", bound.sip, bound.webrtc)
            }
            Self::Off => String::new(),
        }
    }

    pub fn sip_address(&self) -> Option<SocketAddr> {
        match self {
            Self::Node(node) => Some(node.bound().sip),
            Self::Off => None,
        }
    }

    pub fn drain(&self) {
        if let Self::Node(node) = self {
            node.drain();
        }
    }

    /// Hangs up on everybody.
    pub fn hang_up_all(&self) {
        if let Self::Node(node) = self {
            node.hang_up_all();
        }
    }

    /// Resolves when drained and the last call is over.
    pub async fn stopped(&self) {
        if let Self::Node(node) = self {
            node.stopped().await;
        }
    }

    pub fn take_figures(&self) {
        let Self::Node(node) = self else { return };
        let load = node.load();
        gauge!("qiao_switch_calls").set(load.calls as f64);
        gauge!("qiao_switch_facts_waiting").set(load.facts_waiting as f64);
        gauge!("qiao_switch_step_us_max").set(load.step_us_max as f64);
        gauge!("qiao_media_legs").set(f64::from(load.media.legs));
        gauge!("qiao_media_browsers").set(f64::from(load.media.browsers));
        gauge!("qiao_media_recordings").set(f64::from(load.media.recordings));
        gauge!("qiao_media_tick_late_us_max").set(load.media.tick_late_us_max as f64);
        counter!("qiao_rtp_packets_in_total").absolute(load.media.packets_in);
        counter!("qiao_rtp_packets_out_total").absolute(load.media.packets_out);
        counter!("qiao_rtp_packets_lost_total").absolute(load.media.packets_lost);
    }
}
