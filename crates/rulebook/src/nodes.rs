//! A node of an IVR flow as its file writes it: one thing that it does, and its names if it has some.

use crate::yaml::{At, Entries, Span};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use std::fmt;

/// What the node does, and what people call it.
pub(crate) struct RawNode {
    pub does: Does,
    pub name_zh: Option<At<String>>,
    pub name_en: Option<At<String>>,
}

pub(crate) enum Does {
    Play(RawPlay),
    Menu(RawMenu),
    Collect(RawCollect),
    Hours(RawHours),
    Queue(RawQueue),
    Dial(RawDial),
    TransferTo(RawTransfer),
    HangUp,
}

const KINDS: &[&str] = &["play", "menu", "collect", "hours", "queue", "dial", "transfer_to", "hang_up"];
const WITH_NAMES: &[&str] =
    &["play", "menu", "collect", "hours", "queue", "dial", "transfer_to", "hang_up", "name_zh", "name_en"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawPlay {
    pub prompts: Vec<At<String>>,
    pub next: At<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawMenu {
    pub prompts: Vec<At<String>>,
    pub keys: Entries<At<String>>,
    pub wait: At<Span>,
    pub repeats: At<u8>,
    pub invalid: Option<At<String>>,
    pub otherwise: At<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawCollect {
    pub prompts: Vec<At<String>>,
    pub digits_min: At<u8>,
    pub digits_max: At<u8>,
    pub wait: At<Span>,
    pub repeats: At<u8>,
    pub next: At<String>,
    pub otherwise: At<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawHours {
    pub calendar: At<String>,
    pub open: At<String>,
    pub closed: At<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawQueue {
    pub queue: At<String>,
    #[serde(default)]
    pub skills: Vec<At<String>>,
    #[serde(default)]
    pub priority: i32,
    #[serde(default)]
    pub any_of: Vec<At<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawDial {
    pub phone: At<String>,
    pub is_recorded: bool,
    pub otherwise: At<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawTransfer {
    pub number: At<String>,
    pub trunk: At<String>,
    pub otherwise: At<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

impl<'de> Deserialize<'de> for RawNode {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct OneThing;
        impl<'de> Visitor<'de> for OneThing {
            type Value = RawNode;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`hang_up` or a mapping with one thing that the node does")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<RawNode, E> {
                match text {
                    "hang_up" => Ok(RawNode { does: Does::HangUp, name_zh: None, name_en: None }),
                    other => Err(E::unknown_variant(other, KINDS)),
                }
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawNode, A::Error> {
                let (mut does, mut name_zh, mut name_en) = (None, None, None);
                while let Some(key) = map.next_key::<String>()? {
                    let found = match key.as_str() {
                        "name_zh" => {
                            name_zh = Some(map.next_value()?);
                            continue;
                        }
                        "name_en" => {
                            name_en = Some(map.next_value()?);
                            continue;
                        }
                        "play" => Does::Play(map.next_value()?),
                        "menu" => Does::Menu(map.next_value()?),
                        "collect" => Does::Collect(map.next_value()?),
                        "hours" => Does::Hours(map.next_value()?),
                        "queue" => Does::Queue(map.next_value()?),
                        "dial" => Does::Dial(map.next_value()?),
                        "transfer_to" => Does::TransferTo(map.next_value()?),
                        "hang_up" => map.next_value().map(|Nothing {}| Does::HangUp)?,
                        other => return Err(A::Error::unknown_variant(other, WITH_NAMES)),
                    };
                    if does.replace(found).is_some() {
                        return Err(A::Error::custom("a node does one thing; make two nodes of it"));
                    }
                }
                let does = does.ok_or_else(|| {
                    A::Error::custom(format!("this node does nothing; add one of {}", KINDS.join(", ")))
                })?;
                Ok(RawNode { does, name_zh, name_en })
            }
        }
        from.deserialize_any(OneThing)
    }
}
