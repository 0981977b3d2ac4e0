//! The node: one signalling loop that drives the exchange with real SIP and real sound.
//!
//! The loop owns all call state and never awaits the database: facts leave through a bounded channel, and when the
//! journal falls behind, new calls are refused and nothing is dropped. Start reading at [`signalling`].

mod clock;
mod limits;
mod perform;
mod signalling;

pub use signalling::CommandCall;

use media::Media;
use media::api::{MediaConfig, MediaError, MediaLoad};
use model::{Command, Fact, Millis, Refused, Reply, Routing};
use signalling::Signalling;
use sip::api::SipConfig;
use sip::{Sip, SipError, SipLoad};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tokio::sync::{mpsc, oneshot, watch};

/// Where the node listens and keeps its sound files.
#[derive(Clone, Debug)]
pub struct NodeConfig {
    /// UDP and TCP; port 0 picks a free one.
    pub sip: SocketAddr,
    /// `Server` and `User-Agent` on the wire.
    pub product: String,
    /// New INVITEs per second before 503.
    pub invites_per_second_max: u32,
    pub rtp_ip: IpAddr,
    /// First and last port, both included.
    pub rtp_ports: (u16, u16),
    pub webrtc: SocketAddr,
    pub webrtc_candidates: Vec<IpAddr>,
    /// `<folder>/<recording id>.wav`.
    pub recordings: PathBuf,
    /// No RTP for so long ends a leg that is not held.
    pub inactive_after: Millis,
}

#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    #[error("SIP cannot start")]
    Sip(#[from] SipError),
    #[error("media cannot start")]
    Media(#[from] MediaError),
}

/// The bound addresses.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    pub sip: SocketAddr,
    pub webrtc: SocketAddr,
}

/// What the node carries now, for metrics and readiness.
#[derive(Clone, Debug, Default)]
pub struct NodeLoad {
    pub calls: u64,
    /// Facts that wait for room in the journal's channel.
    pub facts_waiting: u64,
    /// Longest step of the exchange since the last call of `load`, microseconds.
    pub step_us_max: u64,
    pub sip: SipLoad,
    pub media: MediaLoad,
}

#[derive(Debug, Default)]
pub(crate) struct Gauges {
    calls: AtomicU64,
    facts_waiting: AtomicU64,
    step_us_max: AtomicU64,
}

/// How a node was told to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    NotYet,
    /// No new calls; running calls end by themselves.
    Drained,
    /// Everybody is hung up on.
    AtOnce,
}

/// Handle to a running node. Cheap to clone.
#[derive(Clone)]
pub struct Node {
    commands: mpsc::Sender<CommandCall>,
    end: Arc<watch::Sender<End>>,
    stopped: watch::Receiver<bool>,
    bound: Bound,
    gauges: Arc<Gauges>,
    sip: Sip,
    media: Media,
}

/// Starts signalling and media. Facts go to `facts` in the order in which they happened.
pub async fn start(config: NodeConfig, routing: Arc<Routing>, facts: mpsc::Sender<Fact>) -> Result<Node, NodeError> {
    let (media_tx, media_rx) = mpsc::channel(limits::MEDIA_EVENTS_MAX);
    let media = Media::start(
        MediaConfig {
            rtp_ip: config.rtp_ip,
            rtp_ports: config.rtp_ports,
            webrtc: config.webrtc,
            webrtc_candidates: config.webrtc_candidates,
            prompts: routing.prompts_folder.clone(),
            recordings: config.recordings,
            inactive_after: config.inactive_after,
        },
        media_tx,
    )?;
    let (sip_tx, sip_rx) = mpsc::channel(limits::SIP_EVENTS_MAX);
    let sip_config = SipConfig {
        listen: config.sip,
        product: config.product,
        invites_per_second_max: config.invites_per_second_max,
    };
    let sip = Sip::start(sip_config, routing.clone(), sip_tx).await?;
    let (commands, command_rx) = mpsc::channel(limits::COMMANDS_MAX);
    let (end, end_rx) = watch::channel(End::NotYet);
    let (stopped_tx, stopped) = watch::channel(false);
    let gauges = Arc::new(Gauges::default());
    let bound = Bound { sip: sip.address(), webrtc: media.webrtc_address() };
    let signalling = Signalling::new(sip.clone(), media.clone(), facts, routing, gauges.clone());
    let (sound, goodbyes) = (media.clone(), sip.clone());
    tokio::spawn(async move {
        signalling.run(sip_rx, media_rx, command_rx, end_rx).await;
        if tokio::time::timeout(limits::GOODBYES, all_left(&goodbyes)).await.is_err() {
            tracing::warn!(calls = goodbyes.load().dialogs, "some did not confirm that they were hung up on");
        }
        // Waits until the last recordings are on disk; a panic in there must not keep the node from stopping.
        let _ = tokio::task::spawn_blocking(move || sound.shut_down()).await;
        stopped_tx.send_replace(true);
    });
    Ok(Node { commands, end: Arc::new(end), stopped, bound, gauges, sip, media })
}

/// Every BYE and CANCEL was answered.
async fn all_left(sip: &Sip) {
    while sip.load().dialogs > 0 {
        tokio::time::sleep(limits::GOODBYES_LOOKED_AT).await;
    }
}

impl Node {
    /// Performs one act. `Err`: it does not fit what is going on, and nothing changed.
    pub async fn command(&self, command: Command) -> Result<Reply, Refused> {
        let (reply, answer) = oneshot::channel();
        self.commands.try_send((command, reply)).map_err(|_| Refused::Busy)?;
        answer.await.unwrap_or(Err(Refused::ShuttingDown))
    }

    /// The channel that [`Node::command`] writes to, for rooms that must not know this crate.
    pub fn sender(&self) -> mpsc::Sender<CommandCall> {
        self.commands.clone()
    }

    pub fn bound(&self) -> Bound {
        self.bound
    }

    /// No new calls from now on; running calls end by themselves.
    pub fn drain(&self) {
        self.end.send_if_modified(|end| *end == End::NotYet && std::mem::replace(end, End::Drained) == End::NotYet);
    }

    /// Hangs up on everybody now. The next start writes the ends of these calls.
    pub fn hang_up_all(&self) {
        self.end.send_replace(End::AtOnce);
    }

    /// Resolves when the node was told to end and its last call has ended.
    pub async fn stopped(&self) {
        let mut stopped = self.stopped.clone();
        // An error means that the loop is gone, which is stopped as well.
        let _ = stopped.wait_for(|is_stopped| *is_stopped).await;
    }

    pub fn load(&self) -> NodeLoad {
        NodeLoad {
            calls: self.gauges.calls.load(Relaxed),
            facts_waiting: self.gauges.facts_waiting.load(Relaxed),
            step_us_max: self.gauges.step_us_max.swap(0, Relaxed),
            sip: self.sip.load(),
            media: self.media.load(),
        }
    }
}
