//! Notices: sending, reading, confirming, and who has not yet (SYS-27).
