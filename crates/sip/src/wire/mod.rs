//! Bytes before the stack sees them: one scan per message, judgement of RFC 4475's kind, stateless answers, and the two
//! transports that feed the stack. Nothing here knows a dialog.

pub mod reply;
pub mod scan;
pub mod screen;
pub mod tcp;
#[cfg(test)]
mod tests;
pub mod tidy;
pub mod udp;
