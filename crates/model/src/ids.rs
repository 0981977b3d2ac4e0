//! Names of things. Random ids are UUIDv7 and made by the shells; keys come from the rulebook.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

uuid_id!(
    /// One conversation with one customer, from the first INVITE to the last hang-up.
    CallId
);
uuid_id!(
    /// A person who works in or with the centre.
    PersonId
);
uuid_id!(
    /// One sound file of one call.
    RecordingId
);
uuid_id!(
    /// One API token: its name in lists and in the journal, not what a program shows.
    TokenId
);
uuid_id!(
    /// One run of a flow (流程实例).
    InstanceId
);
uuid_id!(
    /// One time for which somebody stands in for an absent person.
    DelegationId
);
uuid_id!(
    /// One notice to people, from a flow or from a person.
    NoticeId
);
uuid_id!(
    /// One record that a flow filed.
    RecordId
);

uuid_id!(
    /// One right that one person holds for a time (授权).
    GrantId
);
uuid_id!(
    /// One right, or all of them, taken from a person for a time (暂停权限).
    SuspensionId
);
uuid_id!(
    /// One customer of the centre.
    CustomerId
);
uuid_id!(
    /// One order of a customer (订单).
    OrderId
);
uuid_id!(
    /// One thing that proves who somebody is beside the password: a passkey, a code generator.
    FactorId
);
uuid_id!(
    /// One identity at a provider that opens an account here.
    IdentityId
);
uuid_id!(
    /// One proposed change of the rulebook (变更).
    ChangeId
);

uuid_id!(
    /// One draw of an audit (抽样).
    SampleId
);
uuid_id!(
    /// One article of the knowledge base (知识条目).
    ArticleId
);

/// One party's connection within a call. The customer is leg 0; others are numbered as they are dialled.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegId {
    pub call: CallId,
    pub number: u16,
}

impl LegId {
    pub const fn customer(call: CallId) -> Self {
        Self { call, number: 0 }
    }
}

impl fmt::Display for LegId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.call, self.number)
    }
}

impl fmt::Debug for LegId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for LegId {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (call, number) = text.split_once('.').ok_or("a leg id is `call.number`")?;
        Ok(Self {
            call: call.parse().map_err(|_| "the call part of a leg id is a UUID")?,
            number: number.parse().map_err(|_| "the number part of a leg id is 0 to 65535")?,
        })
    }
}

impl Serialize for LegId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LegId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A queue's key in the rulebook, as `aftersale`. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QueueId(pub Arc<str>);

impl From<&str> for QueueId {
    fn from(key: &str) -> Self {
        Self(key.into())
    }
}

impl fmt::Display for QueueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for QueueId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
