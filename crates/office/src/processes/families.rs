//! One act at a time in a family of instances: a root and all that it called, straight or by way of others.

use super::limits::FAMILIES_KEPT_MAX;
use model::InstanceId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};
use tokio::sync::OwnedMutexGuard;

#[derive(Default)]
pub(super) struct Families {
    locks: Mutex<HashMap<InstanceId, Weak<tokio::sync::Mutex<()>>>>,
}

/// Held while a family is moved.
pub(super) struct Turn {
    _guard: OwnedMutexGuard<()>,
    /// Somebody else was at it: what was read before may have changed.
    pub had_to_wait: bool,
}

impl Families {
    pub async fn turn(&self, root: InstanceId) -> Turn {
        let lock = self.lock_of(root);
        match Arc::clone(&lock).try_lock_owned() {
            Ok(guard) => Turn { _guard: guard, had_to_wait: false },
            Err(_) => Turn { _guard: lock.lock_owned().await, had_to_wait: true },
        }
    }

    fn lock_of(&self, root: InstanceId) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.locks.lock().expect("no code panics while it holds this lock");
        if locks.len() >= FAMILIES_KEPT_MAX {
            locks.retain(|_, lock| lock.strong_count() > 0);
        }
        let held = locks.get(&root).and_then(Weak::upgrade);
        held.unwrap_or_else(|| {
            let fresh = Arc::default();
            locks.insert(root, Arc::downgrade(&fresh));
            fresh
        })
    }
}
