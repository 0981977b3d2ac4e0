//! `dispositions/`: how an agent sums up a call. One file per queue; its name is the queue's key.

use crate::files::Sources;
use crate::limits::DISPOSITIONS_MAX;
use crate::problem::{Problems, known};
use crate::yaml::{At, check_key, check_name, line, parse};
use model::{Queue, QueueId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QueueDispositions {
    pub queue: QueueId,
    pub items: Vec<Disposition>,
}

/// 小结. Only one without `items` can be set on a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disposition {
    /// Unique within its queue, as `refund.asked`.
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Disposition>,
}

impl QueueDispositions {
    /// The leaf with this code: what can stand on a call.
    pub fn find(&self, code: &str) -> Option<&Disposition> {
        let leaves = self
            .items
            .iter()
            .flat_map(|item| if item.items.is_empty() { std::slice::from_ref(item) } else { &item.items });
        leaves.into_iter().find(|leaf| leaf.code == code)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    code: At<String>,
    name_zh: At<String>,
    name_en: At<String>,
    #[serde(default)]
    items: Vec<Raw>,
}

pub(crate) fn read(sources: &Sources, queues: &[Queue], problems: &mut Problems) -> Vec<QueueDispositions> {
    let mut all = Vec::new();
    for file in sources.folder("dispositions") {
        let Some(raw) = parse::<Vec<Raw>>(file, problems) else { continue };
        let queue = QueueId::from(file.stem());
        if !queues.iter().any(|known| known.id == queue) {
            let queues = known(queues.iter().map(|queue| &*queue.id.0));
            let message = format!("no queue `{queue}` in queues/ ({queues}); name this file like its queue");
            problems.dangling(&file.name, 1, message);
        }
        if raw.is_empty() {
            problems.add(&file.name, 1, "the file has no disposition; write one or remove the file");
        }
        let mut codes = BTreeSet::new();
        let items = raw.into_iter().map(|raw| item(&file.name, raw, 1, &mut codes, problems)).collect();
        if codes.len() > DISPOSITIONS_MAX {
            problems.add(
                &file.name,
                1,
                format!("more than {DISPOSITIONS_MAX} dispositions; nobody finds one of so many"),
            );
        }
        all.push(QueueDispositions { queue, items });
    }
    all
}

fn item(file: &str, raw: Raw, level: u8, codes: &mut BTreeSet<String>, problems: &mut Problems) -> Disposition {
    check_key(file, &raw.code, problems);
    check_name(file, &raw.name_zh, problems);
    check_name(file, &raw.name_en, problems);
    if !codes.insert(raw.code.value.clone()) {
        let message = format!("the code `{}` stands here a second time; each has its own", raw.code.value);
        problems.add(file, line(&raw.code), message);
    }
    if level == 2 && !raw.items.is_empty() {
        problems.add(file, line(&raw.code), "dispositions have two levels at most; move these items up");
    }
    let items = if level == 1 { raw.items } else { Vec::new() };
    Disposition {
        code: raw.code.value,
        name_zh: raw.name_zh.value,
        name_en: raw.name_en.value,
        items: items.into_iter().map(|raw| item(file, raw, level + 1, codes, problems)).collect(),
    }
}
