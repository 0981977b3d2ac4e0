//! Copies of notices by mail: a queue in the store, an SMTP server outside.
