//! What readers see around flows: deputies, notices, files.

use super::{FieldView, NameView, PersonView};
use model::{DelegationId, GrantId, InstanceId, NoticeId};
use serde::Serialize;
use utoipa::ToSchema;

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DelegationView {
    #[schema(value_type = String)]
    pub id: DelegationId,
    pub absent: PersonView,
    pub deputy: PersonView,
    pub from_ms: i64,
    pub until_ms: i64,
    pub reason: String,
    pub ended_ms: Option<i64>,
    /// Whether the reader may end it now.
    pub may_end: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoticeView {
    #[schema(value_type = String)]
    pub id: NoticeId,
    pub sent_ms: i64,
    /// Nobody: a flow sent it.
    pub from: Option<PersonView>,
    #[schema(value_type = Option<String>)]
    pub instance: Option<InstanceId>,
    /// The right for a time that it speaks of.
    #[schema(value_type = Option<String>)]
    pub grant: Option<GrantId>,
    pub title: NameView,
    pub text: String,
    pub fields: Vec<FieldView>,
    pub must_acknowledge: bool,
    pub read_ms: Option<i64>,
    pub acknowledged_ms: Option<i64>,
    pub reader_count: u64,
    pub acknowledged_count: u64,
}

/// SYS-27: who has read it and who has not.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoticeReaders {
    pub notice: NoticeView,
    pub readers: Vec<NoticeReader>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NoticeReader {
    pub person: PersonView,
    pub read_ms: Option<i64>,
    pub acknowledged_ms: Option<i64>,
    /// `none`, `waiting`, `sent` or `failed`.
    pub mail: String,
}

// ---- Attachments

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AttachmentView {
    /// SHA-256 of the bytes, hex.
    pub id: String,
    pub name: String,
    pub media_type: String,
    pub bytes: u64,
}
