//! The office's line to the switch: commands out, one reply each. Knows only the channel.

use crate::OfficeError;
use crate::limits::COMMAND_TIMEOUT;
use model::{Command, Refused, Reply};
use tokio::sync::{mpsc, oneshot};

/// One command and where its reply goes.
pub type Ordered = (Command, oneshot::Sender<Result<Reply, Refused>>);

#[derive(Clone, Debug)]
pub struct Switchboard(pub mpsc::Sender<Ordered>);

impl Switchboard {
    /// Sends the command and waits for what came of it.
    pub async fn order(&self, command: Command) -> Result<Reply, OfficeError> {
        let (reply_to, reply) = oneshot::channel();
        match self.0.try_send((command, reply_to)) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(_)) => return Err(Refused::Busy.into()),
            Err(mpsc::error::TrySendError::Closed(_)) => return Err(Refused::ShuttingDown.into()),
        }
        match tokio::time::timeout(COMMAND_TIMEOUT, reply).await {
            Ok(Ok(answer)) => Ok(answer?),
            Ok(Err(_)) => Err(Refused::ShuttingDown.into()),
            Err(_) => Err(Refused::Busy.into()),
        }
    }
}
