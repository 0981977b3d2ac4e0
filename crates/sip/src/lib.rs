//! SIP signalling over `rsipstack`, whose types do not leave this crate.
//!
//! Knows transactions, dialogs, registrations, trunks and who may be let in; never what a call means. Events go out
//! through one bounded channel, commands come in through [`Sip`]. Start reading at [`api`].

pub mod api;
