//! What a backup carries beside the facts: all of it, and of one instant.

use super::{begun, commit, instance, opened};
use crate::database::{Snapshot, Value};
use crate::{Aside, Beside, Entry, Store, beside, journal};
use std::collections::BTreeMap;

pub async fn suite(store: &Store) {
    let waits = vec![("cancel".into(), "k1".into()), ("paid".into(), "k2".into())];
    let (instance, state) = (instance(60), "{}".to_owned());
    let kept = Aside::InstanceState { instance, revision: 1, state, next_due_ms: None, waits };
    store.commit(&mut [Entry { fact: begun(1, 60, "kept", None), aside: Some(kept) }]).await.expect("begun");
    of_one_instant(store).await;

    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let count = |row: Beside| {
        let text = serde_json::to_string(&row)?;
        assert_eq!(serde_json::from_str::<Beside>(&text)?, row);
        *seen.entry(text.split('"').nth(1).unwrap_or_default().to_owned()).or_default() += 1;
        Ok(())
    };
    let last = beside::all(store, count).await.expect("read");
    assert_eq!(last, journal::last_seq(store).await.expect("read"));
    let kinds: Vec<&str> = seen.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["attachment", "draft", "key", "mail", "mask", "scheduled_start", "state", "wait"]);
    assert_eq!((seen["draft"], seen["mail"], seen["wait"]), (49, 1, 2), "each row once, over several pages");
    let refused = beside::all(store, |_| Err(std::io::Error::other("the disk is full"))).await;
    assert!(matches!(refused, Err(crate::StoreError::Export(_))), "{refused:?}");
}

async fn of_one_instant(store: &Store) {
    let mut snapshot = store.readers.snapshot().await.expect("begun");
    let sql = "SELECT COUNT(*) FROM task WHERE flow = $1";
    let count = async |snapshot: &mut Snapshot| {
        snapshot.rows(sql, vec![Value::from("kept")]).await.expect("read")[0].int(0).expect("a number")
    };
    let before = count(&mut snapshot).await;
    commit(store, vec![opened(2, 60, 1, &[], None)]).await;
    assert_eq!(count(&mut snapshot).await, before, "what is committed meanwhile is not seen");
    let mut later = store.readers.snapshot().await.expect("begun");
    assert_eq!(count(&mut later).await, before + 1);
}
