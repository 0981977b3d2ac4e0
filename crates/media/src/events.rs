//! Events on their way to the switch. Never blocks: what the channel has no room for waits here, up to a limit.

use crate::api::MediaEvent;
use crate::limits::EVENTS_WAITING_MAX;
use std::collections::VecDeque;
use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;
use tracing::error;

pub struct Events {
    to: Sender<MediaEvent>,
    waiting: VecDeque<MediaEvent>,
}

impl Events {
    pub fn new(to: Sender<MediaEvent>) -> Self {
        Self { to, waiting: VecDeque::new() }
    }

    pub fn send(&mut self, event: MediaEvent) {
        if self.waiting.len() >= EVENTS_WAITING_MAX {
            error!("the switch takes no media events: {event:?} is dropped");
            return;
        }
        self.waiting.push_back(event);
        self.flush();
    }

    /// For threads that may wait until the switch takes it.
    pub fn send_waiting(&mut self, event: MediaEvent) {
        self.to.blocking_send(event).ok();
    }

    /// Called on every tick.
    pub fn flush(&mut self) {
        while let Some(event) = self.waiting.pop_front() {
            match self.to.try_send(event) {
                Ok(()) => {}
                Err(TrySendError::Full(event)) => return self.waiting.push_front(event),
                // Nobody listens any more: the switch is going down.
                Err(TrySendError::Closed(_)) => return self.waiting.clear(),
            }
        }
    }
}
